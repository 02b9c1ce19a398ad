"""Diagonals and triangles."""

from __future__ import annotations

import itertools

from tests.engine.operator_table import CUBE, CUBE_5, REAL, ROW, TALL, Case

CASES = (
    *(Case(f"diagonal {k}", lambda t, a, k=k: t.diagonal(a, k), (TALL,)) for k in (0, 2, -3, 5, -7)),
    *(
        Case(f"diagonal over {first}, {second}", lambda t, a, i=first, j=second: a.diagonal(1, i, j), (CUBE_5,))
        for first, second in itertools.permutations((0, 1, -1), 2)
    ),
    Case("diagonal of a transpose", lambda t, a: a.T.diagonal(-1) * a.diagonal(1), (TALL,)),
    *(Case(f"diag_embed {k}", lambda t, a, k=k: t.diag_embed(a, k), (REAL,)) for k in (0, 1, -2)),
    *(
        Case(f"diag_embed over {first}, {second}", lambda t, a, i=first, j=second: a.diag_embed(-1, i, j), (REAL,))
        for first, second in itertools.permutations((0, 1, -1), 2)
    ),
    *(Case(f"diag of a vector {k}", lambda t, a, k=k: t.diag(a, k), (ROW,)) for k in (0, 2, -1)),
    *(Case(f"diag of a matrix {k}", lambda t, a, k=k: a.diag(k), (TALL,)) for k in (0, 2, -1, 9)),
    Case("diagflat", lambda t, a: t.diagflat(a, 1), (REAL,)),
    Case("diagonal_scatter", lambda t, a, b: t.diagonal_scatter(a, b, 1), (TALL, ROW)),
    Case("diagonal_scatter over two", lambda t, a, b: a.diagonal_scatter(b, 0, 2, 0), (CUBE, REAL[:, :2])),
    *(
        Case(f"{name} {k}", lambda t, a, n=name, k=k: getattr(a, n)(k), (CUBE,))
        for name, k in itertools.product(("tril", "triu"), (0, 1, -2, 9, -9))
    ),
    Case("tril_", lambda t, a: (a * a).tril_(1), (TALL,)),
    Case("triu_", lambda t, a: (a * a).triu_(), (TALL,)),
)
