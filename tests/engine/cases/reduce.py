"""Reductions and scans."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Any

from tests.engine.operator_table import REAL, ROW, WITH_ZEROS, Case


def _reductions() -> Iterator[Case]:
    for name in ("sum", "mean", "prod", "amax", "amin", "max", "min", "norm", "var", "std"):
        yield Case(name, lambda t, a, n=name: getattr(a, n)(), (REAL,))
    for name, dim, keep in itertools.product(
        ("sum", "mean", "amax", "amin", "norm", "var", "std", "logsumexp"), (0, 1, -1, (0, 1)), (False, True)
    ):
        yield Case(
            f"{name} dim={dim} keepdim={keep}",
            lambda t, a, n=name, d=dim, k=keep: getattr(a, n)(dim=d, keepdim=k),
            (REAL,),
        )
    for name, dim, keep in itertools.product(("max", "min", "prod"), (0, -1), (False, True)):

        def along(t: Any, a: Any, n: str = name, d: int = dim, k: bool = keep) -> Any:
            found = getattr(a, n)(d, keepdim=k)
            return found if n == "prod" else found[0]

        yield Case(f"{name} dim={dim} keepdim={keep}", along, (REAL,))


CASES = (
    *_reductions(),
    Case("prod with zeros", lambda t, a: a.prod(1), (WITH_ZEROS,)),
    Case("prod of all with zeros", lambda t, a: (a[1] + 1).prod() + a[0].prod(), (WITH_ZEROS,)),
    Case("prod of one", lambda t, a: a[:1].prod(0), (ROW,)),
    Case("norm 1", lambda t, a: t.norm(a, 1), (REAL,)),
    Case("norm inf", lambda t, a: a.norm(float("inf"), dim=1), (REAL,)),
    Case("norm 3", lambda t, a: a.norm(3, dim=1), (REAL,)),
    Case("softmax", lambda t, a: a.softmax(1), (REAL,)),
    Case("log_softmax", lambda t, a: a.log_softmax(0), (REAL,)),
    Case("cumsum", lambda t, a: a.cumsum(1), (REAL,)),
    Case("var correction", lambda t, a: a.var(dim=0, correction=0), (REAL,)),
    Case("std unbiased", lambda t, a: a.std(dim=0, unbiased=False), (REAL,)),
)
