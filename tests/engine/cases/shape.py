"""Functions that move elements."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, REAL, ROW, Case

CASES = (
    Case("reshape", lambda t, a: a.reshape(2, 6), (REAL,)),
    Case("reshape copy", lambda t, a: (a * a).T.reshape(-1), (REAL,)),
    Case("view", lambda t, a: a.view(-1, 2), (REAL,)),
    Case("flatten", lambda t, a: a.flatten(1), (CUBE,)),
    Case("ravel", lambda t, a: a.ravel(), (CUBE,)),
    Case("T", lambda t, a: a.T, (REAL,)),
    Case("mT", lambda t, a: a.mT, (CUBE,)),
    Case("t", lambda t, a: a.t(), (REAL,)),
    Case("transpose", lambda t, a: a.transpose(0, -1), (CUBE,)),
    Case("permute", lambda t, a: a.permute(2, 0, 1), (CUBE,)),
    Case("unsqueeze", lambda t, a: a.unsqueeze(1), (REAL,)),
    Case("squeeze", lambda t, a: (a[:1, None] ** 2).squeeze(), (REAL,)),
    Case("squeeze dim", lambda t, a: a.unsqueeze(1).squeeze(1), (REAL,)),
    Case("expand", lambda t, a: a.expand(3, 4), (ROW,)),
    Case("expand_as", lambda t, a, b: a.expand_as(b) * b, (ROW, REAL)),
    Case("broadcast_to", lambda t, a: t.broadcast_to(a, (2, 4)), (ROW,)),
    Case("broadcast_tensors", lambda t, a, b: t.broadcast_tensors(a, b)[0], (ROW, REAL)),
    Case("meshgrid", lambda t, a, b: t.meshgrid(a, b, indexing="xy")[1], (ROW, REAL[0])),
    Case("cat", lambda t, a, b: t.cat([a, b.unsqueeze(0)], 0), (REAL, ROW)),
    Case("stack", lambda t, a, b: t.stack([a, b], 1), (ROW, REAL[0])),
    Case("unbind", lambda t, a: a.unbind(0)[1], (REAL,)),
    Case("split", lambda t, a: a.split(3, 1)[1], (REAL,)),
    Case("chunk", lambda t, a: a.chunk(2, 1)[0], (REAL,)),
    Case("unpacked", lambda t, a: a[0] * a.unbind(0)[2] + sum(a)[0], (REAL,)),
    Case("flip", lambda t, a: a.flip(0, 1), (REAL,)),
    Case("repeat", lambda t, a: a.repeat(2, 1, 3), (REAL,)),
    Case("clone", lambda t, a: a.clone(), (REAL,)),
    Case("contiguous", lambda t, a: (a * a).T.contiguous(), (REAL,)),
)
