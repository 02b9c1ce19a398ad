"""Elementwise functions."""

from __future__ import annotations

from tests.engine.operator_table import ABOVE_ONE, POSITIVE, REAL, ROW, UNIT, Case, named

CASES = (
    *named("exp exp2 expm1 sin cos tan atan sinh cosh tanh asinh erf erfc sigmoid relu abs neg", REAL),
    *named("square reciprocal sign floor ceil trunc frac round", REAL),
    Case("positive", lambda t, a: +a * a, (REAL,)),
    *named("log log2 log10 log1p sqrt rsqrt", POSITIVE),
    # PyTorch's polygamma is right to eight digits only.
    *named("lgamma digamma", POSITIVE, tolerance=1e-8),
    *named("asin acos atanh", UNIT),
    *named("acosh", ABOVE_ONE),
    *named("add sub mul div atan2 hypot maximum minimum fmod remainder", REAL, ROW),
    Case("add alpha", lambda t, a, b: t.add(a, b, alpha=3), (REAL, ROW)),
    Case("sub alpha", lambda t, a, b: a.sub(b, alpha=3), (REAL, ROW)),
    Case("rsub", lambda t, a: 2 - a, (REAL,)),
    Case("rdiv", lambda t, a: 2 / a, (REAL,)),
    Case("radd", lambda t, a: 2 + a, (REAL,)),
    Case("rmul", lambda t, a: 2 * a, (REAL,)),
    Case("rmod", lambda t, a: 2 % a, (REAL,), in_pytorch=False),
    Case("rpow", lambda t, a: 2.0**a, (REAL,)),
    Case("rpow of 0", lambda t, a: 0.0**a, (POSITIVE,), in_pytorch=False),
    Case("pow", lambda t, a, b: a**b, (POSITIVE, ROW), dtypes="float32 float16"),
    *(Case(f"pow {n}", lambda t, a, n=n: a**n, (POSITIVE,)) for n in (0, 0.5, 1, -2)),
    Case("pow 3", lambda t, a: a**3, (REAL,)),
    Case("div floor", lambda t, a, b: t.div(a, b, rounding_mode="floor") + a, (REAL, ROW)),
    Case("div trunc", lambda t, a, b: t.div(a, b, rounding_mode="trunc") + b, (REAL, ROW)),
    Case("round decimals", lambda t, a: t.round(a, decimals=1) + a, (REAL,)),
    Case("polygamma", lambda t, a: t.polygamma(1, a), (POSITIVE,), tolerance=1e-8),
    Case("float_power", lambda t, a: t.float_power(a, 2.5), (POSITIVE,)),
    Case("clamp", lambda t, a: t.clamp(a, -0.5, 0.5), (REAL,)),
    Case("clamp min", lambda t, a: a.clamp(min=-0.5) * a, (REAL,)),
    Case("where", lambda t, a, b: t.where(a > 0, a * b, b), (REAL, ROW)),
    Case("where number", lambda t, a: t.where(a > 0, a**3, 1.0), (REAL,)),
)
