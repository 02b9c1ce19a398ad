"""The same elements in another shape."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, REAL, ROW, Case

CASES = (
    Case("reshape", lambda t, a: a.reshape(2, 6), (REAL,)),
    Case("reshape copy", lambda t, a: (a * a).T.reshape(-1), (REAL,)),
    Case("reshape_as", lambda t, a, b: a.reshape_as(b.reshape(6, 2)) * 2, (REAL, REAL)),
    Case("view", lambda t, a: a.view(-1, 2), (REAL,)),
    Case("view_as", lambda t, a, b: a.view_as(b.reshape(6, 2)), (REAL, REAL)),
    Case("flatten", lambda t, a: a.flatten(1), (CUBE,)),
    Case("flatten one", lambda t, a: (a * a).flatten(1, 1), (CUBE,)),
    Case("unflatten", lambda t, a: a.unflatten(-1, (2, -1)), (CUBE,)),
    Case("ravel", lambda t, a: a.ravel(), (CUBE,)),
    Case("ravel copy", lambda t, a: (a * a).mT.ravel(), (CUBE,)),
    Case("unsqueeze", lambda t, a: a.unsqueeze(1), (REAL,)),
    Case("squeeze", lambda t, a: (a[:1, None] ** 2).squeeze(), (REAL,)),
    Case("squeeze dim", lambda t, a: a.unsqueeze(1).squeeze(1), (REAL,)),
    Case("squeeze dims", lambda t, a: a[:1, None].squeeze((0, 1, 2)), (REAL,)),
    Case("squeeze none", lambda t, a: a.squeeze(()), (REAL,)),
    Case("expand", lambda t, a: a.expand(3, 4), (ROW,)),
    Case("expand nothing", lambda t, a: (a * a).expand(1, 1, -1), (ROW,)),
    Case("expand_as", lambda t, a, b: a.expand_as(b) * b, (ROW, REAL)),
    Case("broadcast_to", lambda t, a: t.broadcast_to(a, (2, 4)), (ROW,)),
    Case("broadcast_tensors", lambda t, a, b: t.broadcast_tensors(a, b)[0], (ROW, REAL)),
    Case("atleast_1d", lambda t, a: t.atleast_1d(a[0] ** 2), (ROW,)),
    Case("atleast_2d", lambda t, a: t.atleast_2d(a), (ROW,)),
    Case("atleast_2d of a 0-d", lambda t, a: t.atleast_2d(a[0] ** 2), (ROW,)),
    Case("atleast_3d", lambda t, a: t.atleast_3d(a), (ROW,)),
    Case("atleast_3d of matrices", lambda t, a, b: t.atleast_3d(a, b)[1], (ROW, REAL)),
    Case("clone", lambda t, a: a.clone(), (REAL,)),
    Case("contiguous", lambda t, a: (a * a).T.contiguous(), (REAL,)),
)
