"""Parts of a tensor along one dim."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, REAL, ROW, Case

CASES = (
    Case("select", lambda t, a: t.select(a, 1, -2), (CUBE,)),
    Case("narrow", lambda t, a: a.narrow(-1, 1, 2), (CUBE,)),
    Case("narrow from a tensor", lambda t, a: a.narrow(0, t.tensor(1, device=a.device), 1), (REAL,)),
    Case("narrow to nothing", lambda t, a: t.cat([a.narrow(0, 3, 0), a]), (REAL,)),
    Case("unbind", lambda t, a: a.unbind(0)[1], (REAL,)),
    Case("unbind all", lambda t, a: a.unbind(1)[0] * a.unbind(1)[3], (REAL,)),
    Case("split", lambda t, a: a.split(3, 1)[1], (REAL,)),
    Case("split sizes", lambda t, a: a.split((1, 0, 3), 1)[2], (REAL,)),
    Case("split_with_sizes", lambda t, a: t.split_with_sizes(a, [2, 1])[0], (REAL,)),
    Case("chunk", lambda t, a: a.chunk(2, 1)[0], (REAL,)),
    Case("chunk unequal", lambda t, a: a.chunk(3, 1)[-1], (REAL,)),
    Case("tensor_split", lambda t, a: a.tensor_split(3, 1)[0], (REAL,)),
    Case("tensor_split indices", lambda t, a: t.tensor_split(a, (1, -1), dim=1)[1], (REAL,)),
    Case("hsplit", lambda t, a: t.hsplit(a, 2)[1], (REAL,)),
    Case("hsplit of a vector", lambda t, a: a.hsplit([1, 3])[1], (ROW,)),
    Case("vsplit", lambda t, a: t.vsplit(a, 3)[1], (REAL,)),
    Case("dsplit", lambda t, a: t.dsplit(a, (1, 2))[2], (CUBE,)),
    Case("unpacked", lambda t, a: a[0] * a.unbind(0)[2] + sum(a)[0], (REAL,)),
    Case("unfold", lambda t, a: a.unfold(1, 2, 1), (CUBE,)),
    Case("unfold with steps", lambda t, a: a.unfold(-1, 3, 2), (CUBE.reshape(4, 6),)),
    Case("unfold of a 0-d", lambda t, a: (a[0] ** 2).unfold(0, 1, 1), (ROW,)),
    Case("select_scatter", lambda t, a, b: t.select_scatter(a, b, 0, -1) * a, (REAL, ROW), in_pytorch=False),
    Case("select_scatter alone", lambda t, a, b: a.select_scatter(b, 0, 1), (REAL, ROW)),
    Case("slice_scatter", lambda t, a, b: a.slice_scatter(b, 1, 0, None, 3), (REAL, REAL[:, :2])),
    Case("slice_scatter of rows", lambda t, a, b: t.slice_scatter(a, b, start=1), (REAL, REAL[1:] ** 2)),
)
