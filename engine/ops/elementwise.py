"""Elementwise primitives: one entry each, in PyTorch's order of argument names.

Here are powers of e, logarithms, circular and hyperbolic functions, activations and rounding; arithmetic, comparisons
and special functions have tables of their own, whose entries this one passes on.

Sub-gradients at kinks are PyTorch's: abs 0 at 0. Derivatives are the textbook ones (DLMF, chapter 4).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.op import Elementwise
from engine.ops.arithmetic import *
from engine.ops.comparison import *
from engine.ops.special import *

LN2, LN10 = math.log(2), math.log(10)
DEGREE = math.pi / 180


def _sign(xp: Any, x: Any) -> Any:
    """As in PyTorch, nan has the sign 0, and a bool is its own."""
    return x.copy() if x.dtype.kind == "b" else xp.where(x == x, xp.sign(x), 0)


def _one_over_squares(x: Any, y: Any, xp: Any) -> Any:
    """1 / (x² + y²), taken as 0 at the origin."""
    squares = x * x + y * y
    return xp.where(squares == 0, 0, 1 / squares)


def _whole(function: Callable[[Any], Any], name: str, x: Any) -> Any:
    """Rounding, which leaves whole numbers as they are; of bools there is none."""
    if x.dtype.kind == "f":
        return function(x)
    if x.dtype.kind == "b":
        raise errors.no_kernel(f"{name}_vml_cpu", dtypes.bool_)
    return x.copy()


# Roots.
sqrt = Elementwise("Sqrt", lambda xp, x: xp.sqrt(x), casts="float", noisy=True, x=lambda g, out: g / (2 * out))
rsqrt = Elementwise(
    "Rsqrt", lambda xp, x: xp.reciprocal(xp.sqrt(x)), casts="float", noisy=True, x=lambda g, out: g * (-0.5 * out**3)
)

# Exponentials and logarithms.
exp = Elementwise("Exp", lambda xp, x: xp.exp(x), casts="float", noisy=True, x=lambda g, out: g * out)
exp2 = Elementwise("Exp2", lambda xp, x: xp.exp2(x), casts="float", noisy=True, x=lambda g, out: g * (LN2 * out))
expm1 = Elementwise("Expm1", lambda xp, x: xp.expm1(x), casts="float", noisy=True, x=lambda g, out: g * (out + 1))
log = Elementwise("Log", lambda xp, x: xp.log(x), casts="float", noisy=True, x=lambda g, x: g / x)
log2 = Elementwise("Log2", lambda xp, x: xp.log2(x), casts="float", noisy=True, x=lambda g, x: g / (x * LN2))
log10 = Elementwise("Log10", lambda xp, x: xp.log10(x), casts="float", noisy=True, x=lambda g, x: g / (x * LN10))
log1p = Elementwise("Log1P", lambda xp, x: xp.log1p(x), casts="float", noisy=True, x=lambda g, x: g / (x + 1))

logaddexp = Elementwise(
    "Logaddexp",
    lambda xp, x, y: xp.logaddexp(x, y),
    casts="promote",
    noisy=True,
    x=lambda g, x, y, xp: g / (1 + xp.exp(y - x)),
    y=lambda g, x, y, xp: g / (1 + xp.exp(x - y)),
)
logaddexp2 = Elementwise(
    "Logaddexp2",
    lambda xp, x, y: xp.logaddexp2(x, y),
    casts="promote",
    noisy=True,
    x=lambda g, x, y, xp: g / (1 + xp.exp2(y - x)),
    y=lambda g, x, y, xp: g / (1 + xp.exp2(x - y)),
)

# Trigonometry.
sin = Elementwise("Sin", lambda xp, x: xp.sin(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.cos(x))
cos = Elementwise("Cos", lambda xp, x: xp.cos(x), casts="float", noisy=True, x=lambda g, x, xp: -g * xp.sin(x))
tan = Elementwise("Tan", lambda xp, x: xp.tan(x), casts="float", noisy=True, x=lambda g, out: g * (1 + out * out))
asin = Elementwise(
    "Asin", lambda xp, x: xp.arcsin(x), casts="float", noisy=True, x=lambda g, x, xp: g / xp.sqrt((1 - x) * (1 + x))
)
acos = Elementwise(
    "Acos", lambda xp, x: xp.arccos(x), casts="float", noisy=True, x=lambda g, x, xp: -g / xp.sqrt((1 - x) * (1 + x))
)
atan = Elementwise("Atan", lambda xp, x: xp.arctan(x), casts="float", noisy=True, x=lambda g, x: g / (1 + x * x))
atan2 = Elementwise(
    "Atan2",
    lambda xp, x, y: xp.arctan2(x, y),
    casts="float",
    noisy=True,
    x=lambda g, y, shared: g * (y * shared),
    y=lambda g, x, shared: -g * (x * shared),
    shared=_one_over_squares,
)

deg2rad = Elementwise("Deg2Rad", lambda xp, x: x * DEGREE, casts="float", noisy=True, x=lambda g: g * DEGREE)
rad2deg = Elementwise(
    "Rad2Deg", lambda xp, x: x * (180 / math.pi), casts="float", noisy=True, x=lambda g: g * (180 / math.pi)
)
hypot = Elementwise(
    "Hypot",
    lambda xp, x, y: xp.hypot(x, y),
    casts="promote",
    noisy=True,
    x=lambda g, x, out: g * (x / out),
    y=lambda g, y, out: g * (y / out),
)

# Hyperbolic functions.
sinh = Elementwise("Sinh", lambda xp, x: xp.sinh(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.cosh(x))
cosh = Elementwise("Cosh", lambda xp, x: xp.cosh(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.sinh(x))
tanh = Elementwise("Tanh", lambda xp, x: xp.tanh(x), casts="float", noisy=True, x=lambda g, out: g * (1 - out * out))
asinh = Elementwise(
    "Asinh", lambda xp, x: xp.arcsinh(x), casts="float", noisy=True, x=lambda g, x, xp: g / xp.hypot(x, 1.0)
)
acosh = Elementwise(
    "Acosh",
    lambda xp, x: xp.arccosh(x),
    casts="float",
    noisy=True,
    x=lambda g, x, xp: g / (xp.sqrt(x - 1) * xp.sqrt(x + 1)),
)
atanh = Elementwise(
    "Atanh", lambda xp, x: xp.arctanh(x), casts="float", noisy=True, x=lambda g, x: g / ((1 - x) * (1 + x))
)

# Activations that PyTorch names as nodes of their own.
sigmoid = Elementwise(
    "Sigmoid",
    lambda xp, x: xp.sigmoid(x),
    casts="float",
    noisy=True,
    x=lambda g, out: g * (out * (1 - out)),
)

# Magnitude, sign and rounding.
absolute = Elementwise(
    "Abs", lambda xp, x: xp.abs(x), noisy=True, x=lambda g, x, xp: g * xp.where(x == x, xp.sign(x), 0)
)
sign = Elementwise("Sign", _sign, x=lambda g, xp: xp.zeros_like(g))
sgn = Elementwise("Sgn", _sign, x=lambda g, xp: xp.zeros_like(g))
floor = Elementwise("Floor", lambda xp, x: _whole(xp.floor, "floor", x), x=lambda g, xp: xp.zeros_like(g))
ceil = Elementwise("Ceil", lambda xp, x: _whole(xp.ceil, "ceil", x), x=lambda g, xp: xp.zeros_like(g))
trunc = Elementwise("Trunc", lambda xp, x: _whole(xp.trunc, "trunc", x), x=lambda g, xp: xp.zeros_like(g))
rounded = Elementwise("Round", lambda xp, x: _whole(xp.rint, "round", x), x=lambda g, xp: xp.zeros_like(g))
rounded_to = Elementwise(
    "Round", lambda xp, x, p: xp.round(x, p.decimals), noisy=True, variant=1, x=lambda g, xp: xp.zeros_like(g)
)
frac = Elementwise("Frac", lambda xp, x: x - xp.trunc(x), noisy=True, x=lambda g: g)
