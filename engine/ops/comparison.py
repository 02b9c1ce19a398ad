"""Primitives that choose between values, compare them, and work on truth and bits.

Sub-gradients are PyTorch's: of equals, maximum and minimum give each one half, fmax and fmin the first one all; a clamp
lets the gradient through at its bounds.
"""

from __future__ import annotations

import math
from typing import Any

from engine.op import Elementwise


def _clipped(xp: Any, x: Any, low: Any, high: Any) -> Any:
    """x held within bounds, of which one may be None; the upper one wins."""
    x = x if low is None else xp.maximum(x, low)
    return x if high is None else xp.minimum(x, high)


def _within(x: Any, low: Any, high: Any) -> Any:
    return (x >= (-math.inf if low is None else low)) & (x <= (math.inf if high is None else high))


def _copysign_gradient(g: Any, x: Any, out: Any, xp: Any) -> Any:
    """The sign by which x was multiplied; 0 at 0."""
    return g * xp.where(x == 0, 0, out / x)


def _finite_numbers(xp: Any, x: Any, p: Any) -> Any:
    return xp.nan_to_num(x, nan=p.nan, posinf=p.posinf, neginf=p.neginf) if x.dtype.kind == "f" else x.copy()


maximum = Elementwise(
    "Maximum",
    lambda xp, x, y: xp.maximum(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x < y, 0, g)),
    y=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x > y, 0, g)),
)
minimum = Elementwise(
    "Minimum",
    lambda xp, x, y: xp.minimum(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x > y, 0, g)),
    y=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x < y, 0, g)),
)
fmax = Elementwise(
    "Fmax",
    lambda xp, x, y: xp.fmax(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where((x >= y) | (y != y), g, 0),
    y=lambda g, x, y, xp: xp.where((x >= y) | (y != y), 0, g),
)
fmin = Elementwise(
    "Fmin",
    lambda xp, x, y: xp.fmin(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where((x <= y) | (y != y), g, 0),
    y=lambda g, x, y, xp: xp.where((x <= y) | (y != y), 0, g),
)

# Clamps: by numbers and by tensors PyTorch names them differently.
clamp = Elementwise(
    "Clamp",
    lambda xp, x, p: _clipped(xp, x, p.low, p.high),
    variant=1,
    x=lambda g, x, p, xp: xp.where(_within(x, p.low, p.high), g, 0),
)
clamp_min_scalar = Elementwise(
    "ClampMin", lambda xp, x, p: xp.maximum(x, p.low), x=lambda g, x, p, xp: xp.where(x >= p.low, g, 0)
)
clamp_max_scalar = Elementwise(
    "ClampMax", lambda xp, x, p: xp.minimum(x, p.high), x=lambda g, x, p, xp: xp.where(x <= p.high, g, 0)
)
clamp_between = Elementwise(
    "Clamp",
    lambda xp, x, low, high: _clipped(xp, x, low, high),
    casts="promote",
    x=lambda g, x, low, high, xp: xp.where((x >= low) & (x <= high), g, 0),
    low=lambda g, x, low, high, xp: xp.where((low < high) & (x < low), g, 0),
    high=lambda g, x, low, high, xp: xp.where((high < low) | (x > high), g, 0),
)
clamp_above = Elementwise(
    "Clamp",
    lambda xp, x, low: xp.maximum(x, low),
    casts="promote",
    x=lambda g, x, low, xp: xp.where(x >= low, g, 0),
    low=lambda g, x, low, xp: xp.where(x < low, g, 0),
)
clamp_below = Elementwise(
    "Clamp",
    lambda xp, x, high: xp.minimum(x, high),
    casts="promote",
    x=lambda g, x, high, xp: xp.where(x <= high, g, 0),
    high=lambda g, x, high, xp: xp.where(x > high, g, 0),
)
clamp_min = Elementwise(
    "ClampMin",
    lambda xp, x, low: xp.maximum(x, low),
    casts="promote",
    variant=1,
    x=lambda g, x, low, xp: xp.where(x >= low, g, 0),
    low=lambda g, x, low, xp: xp.where(x < low, g, 0),
)
clamp_max = Elementwise(
    "ClampMax",
    lambda xp, x, high: xp.minimum(x, high),
    casts="promote",
    variant=1,
    x=lambda g, x, high, xp: xp.where(x <= high, g, 0),
    high=lambda g, x, high, xp: xp.where(x > high, g, 0),
)
where = Elementwise(
    "Where",
    lambda xp, condition, x, y: xp.where(condition, x, y),
    casts="promote",
    casts_from=1,
    x=lambda g, condition, xp: xp.where(condition, g, 0),
    y=lambda g, condition, xp: xp.where(condition, 0, g),
)
copysign = Elementwise(
    "Copysign",
    lambda xp, x, y: xp.copysign(x, y),
    casts="float",
    noisy=True,
    x=_copysign_gradient,
    y=lambda g, xp: xp.zeros_like(g),
)
copysign_scalar = Elementwise(
    "Copysign", lambda xp, x, p: xp.copysign(x, p.sign), casts="float", variant=1, noisy=True, x=_copysign_gradient
)
nan_to_num = Elementwise(
    "NanToNum", _finite_numbers, noisy=True, x=lambda g, x, xp: xp.where(xp.abs(x) < math.inf, g, 0)
)

# No derivatives from here on: steps, truth and bits.
heaviside = Elementwise("Heaviside", lambda xp, x, y: xp.where(x == 0, y, (x > 0).astype(x.dtype)), casts="promote")
eq = Elementwise("Eq", lambda xp, x, y: xp.equal(x, y), casts="promote")
ne = Elementwise("Ne", lambda xp, x, y: xp.not_equal(x, y), casts="promote")
lt = Elementwise("Lt", lambda xp, x, y: xp.less(x, y), casts="promote")
le = Elementwise("Le", lambda xp, x, y: xp.less_equal(x, y), casts="promote")
gt = Elementwise("Gt", lambda xp, x, y: xp.greater(x, y), casts="promote")
ge = Elementwise("Ge", lambda xp, x, y: xp.greater_equal(x, y), casts="promote")
logical_and = Elementwise("LogicalAnd", lambda xp, x, y: xp.logical_and(x, y))
logical_or = Elementwise("LogicalOr", lambda xp, x, y: xp.logical_or(x, y))
logical_xor = Elementwise("LogicalXor", lambda xp, x, y: xp.logical_xor(x, y))
logical_not = Elementwise("LogicalNot", lambda xp, x: xp.logical_not(x))
bitwise_and = Elementwise("BitwiseAnd", lambda xp, x, y: xp.bitwise_and(x, y), casts="promote")
bitwise_or = Elementwise("BitwiseOr", lambda xp, x, y: xp.bitwise_or(x, y), casts="promote")
bitwise_xor = Elementwise("BitwiseXor", lambda xp, x, y: xp.bitwise_xor(x, y), casts="promote")
bitwise_left_shift = Elementwise("BitwiseLeftShift", lambda xp, x, y: xp.left_shift(x, y), casts="promote")
bitwise_right_shift = Elementwise("BitwiseRightShift", lambda xp, x, y: xp.right_shift(x, y), casts="promote")
bitwise_not = Elementwise("BitwiseNot", lambda xp, x: xp.invert(x))
isnan = Elementwise("Isnan", lambda xp, x: xp.isnan(x))
isinf = Elementwise("Isinf", lambda xp, x: xp.isinf(x))
isfinite = Elementwise("Isfinite", lambda xp, x: xp.isfinite(x))
isposinf = Elementwise("Isposinf", lambda xp, x: x == math.inf)
isneginf = Elementwise("Isneginf", lambda xp, x: x == -math.inf)
isreal = Elementwise("Isreal", lambda xp, x: xp.ones_like(x, dtype=bool))
signbit = Elementwise("Signbit", lambda xp, x: xp.signbit(x) if x.dtype.kind == "f" else x < 0)
