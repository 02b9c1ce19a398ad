"""Scans, differences and the trapezoid rule."""

from __future__ import annotations

import numpy as np

from tests.engine.operator_table import CUBE, REAL, ROW, WITH_ZEROS, Case, named

STEPS = np.array([0.0, 0.5, 1.5, 2.25])

CASES = (
    *(
        Case(f"{name} {dim}", lambda t, a, n=name, d=dim: getattr(a, n)(d), (CUBE,))
        for name in ("cumsum", "cumprod", "logcumsumexp")
        for dim in (0, 1, -1)
    ),
    *(
        Case(f"{name} {dim}", lambda t, a, n=name, d=dim: getattr(t, n)(a, d).values, (CUBE,))
        for name in ("cummax", "cummin")
        for dim in (0, -1)
    ),
    *(Case(f"{name} of a 0-d", lambda t, a, n=name: getattr(a[0], n)(0), (ROW,)) for name in ("cumsum", "cumprod")),
    Case("logcumsumexp of a 0-d", lambda t, a: t.logcumsumexp(a[0], -1), (ROW,)),
    Case("cummax of a 0-d", lambda t, a: a[0].cummax(0)[0], (ROW,)),
    Case("cumprod with zeros", lambda t, a: a.cumprod(1), (WITH_ZEROS,)),
    Case("cumprod with zeros from above", lambda t, a: t.cumprod(a, 0), (WITH_ZEROS,)),
    Case("cumsum dtype", lambda t, a: t.cumsum(a, 1, dtype=t.float64), (REAL,)),
    Case("cumsum_", lambda t, a: (a * a).cumsum_(0) * a, (REAL,)),
    Case("cumprod_", lambda t, a: (a * a).cumprod_(-1) * a, (REAL,)),
    Case("logcumsumexp of far apart", lambda t, a: t.logcumsumexp(a * 300, 1), (REAL,), tolerance=1e-6,
         forward_in_pytorch=False),
    *named("diff", REAL),
    Case("diff 2", lambda t, a: a.diff(2, 0), (REAL,)),
    Case("diff 0", lambda t, a: a.diff(n=0), (REAL,)),
    Case("diff of more", lambda t, a, b: t.diff(a, dim=0, prepend=b[None], append=a[:2]), (REAL, ROW)),
    *named("trapezoid cumulative_trapezoid", REAL, dtypes="float32 float16 int64 int32 uint8"),
    *named("trapezoid cumulative_trapezoid", REAL, STEPS, dtypes="float32 float16 int64 int32"),
    Case("trapezoid dx", lambda t, a: t.trapezoid(a, dx=0.3, dim=0), (REAL,), dtypes="float32 int64"),
    Case("trapz of places", lambda t, a, b: t.trapz(a, b, dim=0), (REAL, REAL[::-1].copy()), dtypes="float32"),
    Case("cumulative_trapezoid dx", lambda t, a: t.cumulative_trapezoid(a, dx=2, dim=0), (REAL,), dtypes="float32"),
)
