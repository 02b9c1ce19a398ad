"""Writing at indices and under masks."""

from __future__ import annotations

from typing import Any

from tests.engine.operator_table import CUBE, REAL, ROW, Case


def ints(t: Any, like: Any, values: Any) -> Any:
    return t.tensor(values, device=like.device)


TWICE = [[0, 1, 1, 0], [2, 2, 0, 0]]
APART = [[0, 1, 2, 0], [2, 2, 0, 1]]


def _written(b: Any, write: Any) -> Any:
    write(b)
    return b * b


CASES = (
    Case("scatter", lambda t, a, b: a.scatter(0, ints(t, a, APART), b[:2]), (REAL, REAL + 1)),
    Case("scatter corner", lambda t, a, b: a.scatter(1, ints(t, a, [[3], [0]]), b), (REAL, REAL + 1), in_pytorch=False),
    Case("scatter number", lambda t, a: a.scatter(0, ints(t, a, TWICE), 2), (REAL,)),
    Case("scatter 0-d", lambda t, a, b: (a[0] ** 2).scatter(0, ints(t, a, 0), b[0]), (ROW, ROW + 1)),
    Case("scatter_add", lambda t, a, b: a.scatter_add(0, ints(t, a, TWICE), b[:2]), (REAL, REAL + 1)),
    Case("scatter_add 1", lambda t, a, b: a.scatter_add(1, ints(t, a, [[0, 0]] * 3), b[:, :2]), (REAL, REAL + 1)),
    Case("scatter_add_", lambda t, a, b: (a * a).scatter_add_(0, ints(t, a, TWICE), b[:2] ** 2), (REAL, REAL + 1)),
    *(
        Case(
            f"scatter_reduce {name} {own}",
            lambda t, a, b, name=name, own=own: a.scatter_reduce(
                0, ints(t, a, TWICE), b[:2], name, include_self=own == "own"
            ),
            (REAL, REAL + 1),
            forward_in_pytorch=name != "prod",
        )
        for name in ("sum", "prod", "mean", "amax", "amin")
        for own in ("own", "alone")
    ),
    Case("index_add", lambda t, a, b: a.index_add(0, ints(t, a, [0, 0, 2]), b, alpha=2), (REAL, REAL + 1)),
    Case("index_add 0-d", lambda t, a, b: (a[0] ** 2).index_add(0, ints(t, a, [0]), b[0]), (ROW, ROW + 1)),
    Case("index_add_", lambda t, a, b: (a * a).index_add_(1, ints(t, a, [3, 3]), b[:, :2]), (REAL, REAL + 1)),
    Case("index_copy", lambda t, a, b: a.index_copy(0, ints(t, a, [2, 0]), b[:2]), (REAL, REAL + 1)),
    Case("index_copy_", lambda t, a, b: (a * a).index_copy_(1, ints(t, a, [3]), b[:, :1]), (REAL, REAL + 1)),
    Case("index_fill", lambda t, a: a.index_fill(1, ints(t, a, [0, -1]), 5), (REAL,)),
    Case("index_fill tensor", lambda t, a, b: a.index_fill(1, ints(t, a, [0, 2]), b[0]), (REAL, ROW)),
    Case("index_fill_", lambda t, a: (a * a).index_fill_(0, ints(t, a, 1), 5) * a, (REAL,)),
    Case("masked_fill tensor", lambda t, a, b: a.masked_fill(a > 0, b[0]), (REAL, ROW)),
    Case("masked_fill broadcast", lambda t, a: a[0].masked_fill(a > 0, 2.0), (REAL,)),
    Case("masked_scatter", lambda t, a, b: a.masked_scatter(a > 0, b), (REAL, REAL + 1)),
    Case("masked_scatter_", lambda t, a, b: (a * a).masked_scatter_(a > 0, b * b), (REAL, REAL + 1)),
    Case("put", lambda t, a, b: a.put(ints(t, a, [0, -1]), b[:2]), (REAL, ROW)),
    Case("put accumulate", lambda t, a, b: a.put(ints(t, a, [[0], [0]]), b[:2], True), (REAL, ROW)),
    Case("put_", lambda t, a, b: (a * a).put_(ints(t, a, [3, 2]), b[:2]), (REAL, ROW)),
    Case("index_put", lambda t, a, b: a.index_put((ints(t, a, [2, 0]),), b), (REAL, ROW)),
    Case("index_put mask", lambda t, a, b: a.index_put((a > 0,), b[0]), (REAL, ROW)),
    Case("index_put twice", lambda t, a, b: a.index_put((ints(t, a, [1, 1]),), b, accumulate=True), (REAL, ROW)),
    Case("index_put_ twice", lambda t, a, b: (a * a).index_put_((ints(t, a, [1, 1]),), b, True), (REAL, ROW)),
    Case("fill_diagonal_", lambda t, a: (a * a).fill_diagonal_(3.0) * a, (REAL,)),
    Case("set at ints and lists", lambda t, a, b: _written(a * 2, lambda x: x.__setitem__((0, ..., [0, 2]), b[:, :2])),
         (CUBE, REAL)),
    Case("set under a mask", lambda t, a, b: _written(a * 2, lambda x: x.__setitem__(a > 0, b[0])), (REAL, ROW)),
    Case("set in a view", lambda t, a, b: _written(a * 2, lambda x: x[1:].t().__setitem__([0, 3], b[:2])), (REAL, ROW)),
    Case("set everything", lambda t, a, b: _written(a * 2, lambda x: x.__setitem__(..., b)), (REAL, ROW)),
    Case("set at None", lambda t, a, b: _written(a * 2, lambda x: x.__setitem__((None, 1), b)), (REAL, ROW)),
)
