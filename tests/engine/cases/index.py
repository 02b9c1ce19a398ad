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
    Case("gather of a 0-d", lambda t, a: (a[0] ** 2).gather(0, ints(t, a, [0, 0])), (ROW,)),
)
