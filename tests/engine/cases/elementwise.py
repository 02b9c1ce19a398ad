"""Elementwise functions of one tensor, and their relatives."""

from __future__ import annotations

from tests.engine.operator_table import ABOVE_ONE, POSITIVE, REAL, ROW, UNIT, Case, named

CASES = (
    *named("exp exp2 expm1 sin cos tan atan sinh cosh tanh asinh sigmoid relu abs absolute", REAL),
    *named("sign sgn floor ceil trunc fix frac round deg2rad rad2deg arctan arcsinh", REAL),
    *named("log log2 log10 log1p sqrt rsqrt", POSITIVE),
    *named("asin acos atanh arcsin arccos arctanh", UNIT),
    *named("acosh arccosh", ABOVE_ONE),
    *named("atan2 arctan2 hypot logaddexp logaddexp2", REAL, ROW),
    Case("round decimals", lambda t, a: t.round(a, decimals=1) + a, (REAL,)),
    Case("round to a decimal", lambda t, a: t.round(a, decimals=1), (REAL,), dtypes="float32"),
)
