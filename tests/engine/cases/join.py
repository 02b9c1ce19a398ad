"""Tensors put together."""

from __future__ import annotations

from typing import Any

import numpy as np

from tests.engine.operator_table import CUBE, REAL, ROW, TALL, Case


def _twice(t: Any, a: Any) -> Any:
    return t.cat([a, a * a, a], -1)


CASES = (
    Case("meshgrid", lambda t, a, b: t.meshgrid(a, b, indexing="xy")[1], (ROW, REAL[0])),
    Case("meshgrid ij", lambda t, a, b: t.meshgrid([a, b[0]], indexing="ij")[1], (ROW, REAL[0])),
    Case("cat", lambda t, a, b: t.cat([a, b.unsqueeze(0)], 0), (REAL, ROW)),
    Case("cat of one thrice", _twice, (REAL,)),
    Case("cat with an empty vector", lambda t, a, b: t.cat([b, a, b], 1) * 2, (REAL, np.zeros(0))),
    Case("stack", lambda t, a, b: t.stack([a, b], 1), (ROW, REAL[0])),
    Case("hstack", lambda t, a, b: t.hstack((a, b)), (REAL, REAL[:, :1])),
    Case("hstack of vectors", lambda t, a, b: t.hstack((a, b)), (ROW, REAL[0, :2])),
    Case("vstack", lambda t, a, b: t.vstack((a, b)), (REAL, ROW)),
    Case("dstack", lambda t, a, b: t.dstack((a, b)), (REAL, REAL**2)),
    Case("column_stack", lambda t, a, b: t.column_stack((a, b)), (REAL, ROW[:3])),
    Case("repeat", lambda t, a: a.repeat(2, 1, 3), (REAL,)),
    Case("repeat of a 0-d", lambda t, a: (a[0] ** 2).repeat(3), (ROW,)),
    Case("repeat none", lambda t, a: a.repeat(0, 2).sum(0), (REAL,)),
    Case("tile", lambda t, a: t.tile(a, (2,)), (REAL,)),
    Case("repeat_interleave", lambda t, a: a.repeat_interleave(2, 0), (REAL,)),
    Case("repeat_interleave of all", lambda t, a: t.repeat_interleave(a, 3), (REAL,)),
    Case(
        "repeat_interleave by a vector",
        lambda t, a: a.repeat_interleave(t.tensor([2, 0, 3], device=a.device), dim=0),
        (REAL,),
    ),
    Case("block_diag", lambda t, a, b, c: t.block_diag(a, b, c[0]), (REAL, ROW, ROW)),
    Case("cartesian_prod", lambda t, a, b: t.cartesian_prod(a, b), (ROW, REAL[0, :2])),
    Case("combinations", lambda t, a: t.combinations(a, 3), (ROW,)),
    Case("combinations with replacement", lambda t, a: t.combinations(a, with_replacement=True), (ROW,)),
    Case("stack of cubes", lambda t, a, b: t.stack([a, b, a], -1), (CUBE, CUBE**2)),
    Case("vstack of one", lambda t, a: t.vstack([a]), (TALL,)),
)
