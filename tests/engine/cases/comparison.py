"""Choices between values; comparisons, truth and bits have no derivative, and are compared by their dtypes."""

from __future__ import annotations

from tests.engine.operator_table import CUBE, REAL, ROW, Case, named

WHOLE = "int64 int32 uint8 bool"

CASES = (
    *named("maximum minimum fmax fmin copysign", REAL, ROW),
    *named("nan_to_num", REAL),
    Case("copysign of a number", lambda t, a: t.copysign(a, -1), (REAL,)),
    Case("clamp", lambda t, a: t.clamp(a, -0.5, 0.5), (REAL,)),
    Case("clip", lambda t, a: t.clip(a, max=0.5), (REAL,)),
    Case("clamp min", lambda t, a: a.clamp(min=-0.5) * a, (REAL,)),
    Case("clamp between tensors", lambda t, a, b, c: t.clamp(a, b, c), (CUBE, REAL, ROW)),
    Case("clamp above a tensor", lambda t, a, b: t.clamp(a, min=b), (REAL, ROW)),
    Case("clamp below a tensor", lambda t, a, b: t.clamp(a, max=b), (REAL, ROW)),
    Case("clamp_min", lambda t, a: t.clamp_min(a, 0.1), (REAL,)),
    Case("clamp_max", lambda t, a: t.clamp_max(a, 0.1), (REAL,)),
    Case("clamp_min tensor", lambda t, a, b: t.clamp_min(a, b), (REAL, ROW)),
    Case("clamp_max tensor", lambda t, a, b: t.clamp_max(a, b), (REAL, ROW)),
    Case("where", lambda t, a, b: t.where(a > 0, a * b, b), (REAL, ROW)),
    Case("where number", lambda t, a: t.where(a > 0, a**3, 1.0), (REAL,)),
    Case("where a method", lambda t, a, b: a.where(a > b, b), (REAL, ROW)),
    Case("comparisons", lambda t, a, b: a * (a < b) + b * ((a >= b) & (a != b)), (REAL, ROW)),
    Case("logic", lambda t, a, b: a * t.logical_or(a > b, t.logical_not(b)), (REAL, ROW)),
)
