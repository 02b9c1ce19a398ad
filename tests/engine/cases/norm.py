"""Norms and distances."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

import numpy as np

from tests.engine.operator_table import CUBE, REAL, ROW, Case

INF = float("inf")


def _norms() -> Iterator[Case]:
    for order in (1, 2, 3, 2.5, 1.5, 0.5, -1, INF, -INF):
        yield Case(f"norm {order}", lambda t, a, p=order: t.norm(a, p), (REAL,), dtypes="float32")
        yield Case(
            f"vector_norm {order}", lambda t, a, p=order: t.linalg.vector_norm(a, p, 1), (CUBE,), dtypes="float32"
        )
    for dim, keep in itertools.product((0, 1, -1, (0, 1)), (False, True)):
        yield Case(f"norm dim={dim} keepdim={keep}", lambda t, a, d=dim, k=keep: a.norm(dim=d, keepdim=k), (REAL,))


CASES = (
    *_norms(),
    Case("norm fro", lambda t, a: t.norm(a, "fro", dim=(0, 2)), (CUBE,)),
    Case("norm nuc", lambda t, a: t.norm(a, "nuc"), (REAL,), dtypes="float32", tolerance=1e-8),
    Case("norm nuc, tall", lambda t, a: t.norm(a, "nuc"), (REAL.T.copy(),), dtypes="float32", tolerance=1e-8),
    Case("norm nuc dim", lambda t, a: a.norm("nuc", dim=(2, 0)), (CUBE,), dtypes="float32", tolerance=1e-8),
    Case("norm nuc keepdim", lambda t, a: a.norm("nuc", (0, 1), True), (CUBE,), dtypes="", tolerance=1e-8),
    Case("norm dtype", lambda t, a: t.norm(a, 3, dtype=t.float64), (REAL,), dtypes="float32"),
    *(
        Case(f"dist {p}", lambda t, a, b, p=p: t.dist(a, b, p), (REAL, ROW), dtypes="float32")
        for p in (1, 2, 3, 0.5, INF)
    ),
    Case("dist", lambda t, a, b: a.dist(b), (REAL, np.flip(REAL).copy()), dtypes="float32"),
)
