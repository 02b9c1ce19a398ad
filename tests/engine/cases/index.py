"""Reading at indices."""

from __future__ import annotations

from typing import Any

from tests.engine.operator_table import CUBE, REAL, ROW, Case


def ints(t: Any, like: Any, values: Any) -> Any:
    return t.tensor(values, device=like.device)


CASES = (
    Case("row", lambda t, a: a[0], (REAL,)),
    Case("element", lambda t, a: a[1, -1], (REAL,)),
    Case("slices", lambda t, a: a[1:, ::2], (REAL,)),
    Case("new axis", lambda t, a: a[:, None, 1], (REAL,)),
    Case("ellipsis", lambda t, a: a[..., -1], (CUBE,)),
    Case("list", lambda t, a: a[[0, 2, 0]], (REAL,)),
    Case("mask", lambda t, a: a[a > 0], (REAL,)),
    Case("pairs", lambda t, a: a[ints(t, a, [0, 1, 0]), ints(t, a, [2, 2, 2])], (REAL,)),
    Case("0-d tensor", lambda t, a: a[ints(t, a, 1)], (REAL,)),
    Case("index_select", lambda t, a: a.index_select(1, ints(t, a, [0, 0, 3])), (REAL,)),
    Case("gather", lambda t, a: a.gather(1, ints(t, a, [[0, 0], [1, 2], [3, 3]])), (REAL,)),
    Case("masked_fill", lambda t, a: a.masked_fill(a > 0, 2.0), (REAL,)),
    Case("masked_select", lambda t, a: a.masked_select(a > 0), (REAL,)),
    Case("mask of a 0-d", lambda t, a: (a[0] ** 2)[(a[0] ** 2) > 0], (ROW,)),
    Case("int beside a list", lambda t, a: a[0, :, [0, 3, 0]], (CUBE,)),
    Case("lists apart", lambda t, a: a[[0, 1, 1], :, [0, 3, 3]], (CUBE,)),
    Case("lists that broadcast", lambda t, a: a[[[0], [1]], [0, 2, 2]], (CUBE,)),
    Case("mask and list", lambda t, a: a[ints(t, a, [True, False, True]), [1, 1]], (REAL,)),
    Case("mask behind", lambda t, a: a[:, a[0, :, 0] > 0], (CUBE,)),
    Case("bool and None", lambda t, a: a[None, True, ..., 1], (REAL,)),
    Case("negative", lambda t, a: a[[-1, 0, -1]], (REAL,)),
    Case("nothing picked", lambda t, a: a[ints(t, a, [False] * 3)].sum() + a.sum(), (REAL,)),
    Case("select", lambda t, a: a.select(1, -2), (CUBE,)),
    Case("index_select of a 0-d", lambda t, a: (a[0] ** 2).index_select(0, ints(t, a, [0])), (ROW,)),
    Case("take", lambda t, a: t.take(a, ints(t, a, [[0, -1], [5, 0]])), (REAL,)),
    Case("take of a 0-d", lambda t, a: (a[0] ** 2).take(ints(t, a, [0, 0])), (ROW,)),
    Case("take_along_dim", lambda t, a: t.take_along_dim(a, ints(t, a, [[0], [3], [3]]), 1), (REAL,)),
    Case("take_along_dim flat", lambda t, a: t.take_along_dim(a, ints(t, a, [0, 11, 11])), (REAL,)),
    Case("masked_select broadcast", lambda t, a: a[0].masked_select(a > 0), (REAL,)),
    Case("gather of a 0-d", lambda t, a: (a[0] ** 2).gather(0, ints(t, a, [0, 0])), (ROW,)),
)
