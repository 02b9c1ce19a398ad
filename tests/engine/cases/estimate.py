"""Covariances, slopes from values, exponentials of matrices, powers of vectors, mantissas."""

from __future__ import annotations

import numpy as np

from tests.engine.operator_table import CUBE, POSITIVE, REAL, ROW, Case, named

FLOATS = "float32 float16"
NUMBERS = f"{FLOATS} int64 int32"
PLACES = np.array([0.0, 0.5, 1.5, 2.25])

CASES = (
    *named("cov corrcoef", REAL, dtypes="float32 int64"),
    *named("cov corrcoef", ROW, dtypes=""),
    Case("cov of none less", lambda t, a: a.cov(correction=0), (REAL,), dtypes="float32"),
    Case("cov weighted", lambda t, a, w: t.cov(a, aweights=w), (REAL, POSITIVE[0]), dtypes=""),
    Case(
        "cov of repeated",
        lambda t, a: t.cov(a, fweights=t.tensor([1, 3, 0, 2], device=a.device)),
        (REAL,),
        dtypes="float32 int64",
    ),
    *(
        Case(f"gradient {place}", lambda t, a, p=place: t.gradient(a)[p], (CUBE[:, :, :3],), dtypes=NUMBERS)
        for place in range(3)
    ),
    Case("gradient to the second order", lambda t, a: t.gradient(a, dim=-1, edge_order=2)[0], (REAL,), dtypes=NUMBERS),
    Case("gradient spaced", lambda t, a: t.gradient(a, spacing=[0.5, 2.0])[0], (REAL,), dtypes=FLOATS),
    Case("gradient at places", lambda t, a, p: t.gradient(a, spacing=[p], dim=1)[0], (REAL, PLACES), dtypes="float32"),
    Case(
        "gradient at places to the second order",
        lambda t, a, p: t.gradient(a, spacing=[p], dim=1, edge_order=2)[0],
        (REAL, PLACES),
        dtypes="float32",
    ),
    *named("matrix_exp", CUBE[:, :, :3], dtypes="float32"),
    Case("matrix_exp of more", lambda t, a: t.linalg.matrix_exp(a * 3), (REAL[:, :3],), tolerance=1e-8, dtypes=""),
    Case("vander", lambda t, a: t.vander(a), (ROW,), dtypes="float32 int64 int32 uint8 bool", in_pytorch=False),
    Case("vander increasing", lambda t, a: t.vander(a, 3, increasing=True), (ROW,), dtypes=NUMBERS, in_pytorch=False),
    Case("linalg.vander", lambda t, a: t.linalg.vander(a, N=3), (REAL,), dtypes=NUMBERS),
    Case("frexp", lambda t, a: t.frexp(a).mantissa * a, (REAL,), dtypes=FLOATS),
    Case("ldexp", lambda t, a, b: t.ldexp(a, b), (REAL, ROW)),
    Case("ldexp_", lambda t, a: (a * a).ldexp_(t.tensor(2, device=a.device)) * a, (REAL,), dtypes=FLOATS),
    Case("nextafter", lambda t, a: t.nextafter(a, a + 1) * a, (REAL,), dtypes=""),
    Case("fill", lambda t, a: t.fill(a, 2.0) * a, (REAL,)),
    Case("fill with a tensor", lambda t, a, b: t.fill(a, b[0]) * a, (REAL, ROW)),
)
