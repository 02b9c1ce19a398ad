"""Products of matrices."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, CUBE_5, REAL, ROW, TALL, Case, named

CASES = (
    Case("matrix @ matrix", lambda t, a, b: a @ b, (REAL, TALL)),
    Case("matrix @ vector", lambda t, a, b: a @ b, (REAL, ROW)),
    Case("vector @ matrix", lambda t, a, b: a @ b, (ROW, TALL)),
    Case("vector @ vector", lambda t, a, b: a @ b, (ROW, REAL[0])),
    Case("batch @ batch", lambda t, a, b: a @ b, (CUBE, CUBE_5)),
    Case("batch @ matrix", lambda t, a, b: a @ b, (CUBE, TALL)),
    Case("batch @ vector", lambda t, a, b: a @ b, (CUBE, ROW)),
    Case("matrix @ batch", lambda t, a, b: a @ b, (REAL, CUBE_5)),
    Case("vector @ batch", lambda t, a, b: a @ b, (ROW, CUBE_5)),
    Case("batches that broadcast", lambda t, a, b: a[:, None] @ b, (CUBE, CUBE_5)),
    *named("mm", REAL, TALL),
    *named("mv", REAL, ROW),
    *named("dot", ROW, REAL[0]),
    *named("bmm", CUBE, CUBE_5),
    *named("outer", ROW, REAL[0, :3]),
    *named("trace", REAL),
)
