"""Elementwise primitives: one entry each, in PyTorch's order of argument names.

Sub-gradients at ties and kinks are PyTorch's: abs 0 at 0, maximum one half each, clamp 1 at its bounds.
Derivatives are the textbook ones (Abramowitz & Stegun, chapters 4, 6 and 7); special ones carry their source.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine.op import Op

SQRT_PI = math.sqrt(math.pi)
LN2, LN10 = math.log(2), math.log(10)


def _divided_towards_zero(xp: Any, x: Any, y: Any) -> Any:
    down = xp.floor_divide(x, _divisor(x, y))
    if down.dtype.kind == "f":
        return xp.trunc(xp.divide(x, y))
    return down + ((xp.remainder(x, y) != 0) & ((x < 0) != (y < 0)))


def _power_of_number(g: Any, y: Any, p: Any, out: Any, xp: Any) -> Any:
    """d/dy b**y = b**y log b, which is 0 for b = 0 and y >= 0."""
    if p.base == 0:
        return g * (out * xp.where(y >= 0, xp.zeros_like(y), -math.inf))
    return g * (out * (math.log(p.base) if p.base > 0 else math.nan))


def _sign(xp: Any, x: Any) -> Any:
    """As in PyTorch, nan has the sign 0, and a bool is its own."""
    return x.copy() if x.dtype.kind == "b" else xp.where(x == x, xp.sign(x), 0)


def _divisor(x: Any, y: Any) -> Any:
    """`y`, unless it has a zero and both are whole numbers: RuntimeError in PyTorch's word."""
    if any(getattr(value, "dtype", np.dtype(type(value))).kind == "f" for value in (x, y)):
        return y
    if y == 0 if isinstance(y, int) else bool((y == 0).any()):
        raise RuntimeError("ZeroDivisionError")
    return y


# Arithmetic. `alpha` scales the second operand, as in torch.add(a, b, alpha=2).
add = Op(
    "Add",
    lambda xp, x, y: x + y,
    casts="promote",
    noisy=True,
    x=lambda g: g,
    y=lambda g: g,
)
sub = Op("Sub", lambda xp, x, y: x - y, casts="promote", noisy=True, x=lambda g: g, y=lambda g: -g)
rsub = Op(
    "Rsub", lambda xp, x, y: y - x, casts="promote", noisy=True, variant=1, x=lambda g: -g, y=lambda g: g
)
mul = Op(
    "Mul", lambda xp, x, y: x * y, casts="promote", noisy=True, x=lambda g, y: g * y, y=lambda g, x: g * x
)
div = Op(
    "Div",
    lambda xp, x, y: x / y,
    casts="float",
    noisy=True,
    x=lambda g, y: g / y,
    y=lambda g, x, y: -g * ((x / y) / y),
)
div_floor = Op("Div", lambda xp, x, y: xp.floor_divide(x, _divisor(x, y)), casts="promote", noisy=True, variant=2)
div_trunc = Op("Div", _divided_towards_zero, casts="promote", noisy=True, variant=2)
remainder = Op(
    "Remainder",
    lambda xp, x, y: xp.remainder(x, _divisor(x, y)),
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g: g,
    y=lambda g, x, y, xp: -g * xp.floor_divide(x, y),
)
fmod = Op(
    "Fmod",
    lambda xp, x, y: xp.fmod(x, _divisor(x, y)),
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g: g,
    y=lambda g, x, y, xp: -g * xp.trunc(x / y),
)
neg = Op("Neg", lambda xp, x: -x, x=lambda g: -g)
reciprocal = Op(
    "Reciprocal", lambda xp, x: xp.reciprocal(x), casts="float", noisy=True, x=lambda g, out: -g * (out * out)
)

# Powers. With an exponent that is a number, x ** 0 has gradient 0 everywhere; with a tensor, both sides have one.
pow_scalar = Op(
    "Pow",
    lambda xp, x, p: x**p.exponent,
    noisy=True,
    x=lambda g, x, p, xp: xp.zeros_like(g) if p.exponent == 0 else g * (p.exponent * x ** (p.exponent - 1)),
)
pow_tensor = Op(
    "Pow",
    lambda xp, x, y: xp.power(x, y),
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g, x, y, xp: xp.where(y == 0, 0, g * (y * xp.power(x, y - 1))),
    y=lambda g, x, y, out, xp: g * xp.where((x == 0) & (y >= 0), 0, out * xp.log(x)),
)
pow_base = Op(
    "Pow",
    lambda xp, y, p: xp.power(p.base, y),
    casts="promote",
    noisy=True,
    variant=2,
    y=_power_of_number,
)
sqrt = Op("Sqrt", lambda xp, x: xp.sqrt(x), casts="float", noisy=True, x=lambda g, out: g / (2 * out))
rsqrt = Op(
    "Rsqrt", lambda xp, x: xp.reciprocal(xp.sqrt(x)), casts="float", noisy=True, x=lambda g, out: g * (-0.5 * out**3)
)

# Exponentials and logarithms.
exp = Op("Exp", lambda xp, x: xp.exp(x), casts="float", noisy=True, x=lambda g, out: g * out)
exp2 = Op("Exp2", lambda xp, x: xp.exp2(x), casts="float", noisy=True, x=lambda g, out: g * (LN2 * out))
expm1 = Op("Expm1", lambda xp, x: xp.expm1(x), casts="float", noisy=True, x=lambda g, out: g * (out + 1))
log = Op("Log", lambda xp, x: xp.log(x), casts="float", noisy=True, x=lambda g, x: g / x)
log2 = Op("Log2", lambda xp, x: xp.log2(x), casts="float", noisy=True, x=lambda g, x: g / (x * LN2))
log10 = Op("Log10", lambda xp, x: xp.log10(x), casts="float", noisy=True, x=lambda g, x: g / (x * LN10))
log1p = Op("Log1P", lambda xp, x: xp.log1p(x), casts="float", noisy=True, x=lambda g, x: g / (x + 1))

# Trigonometry.
sin = Op("Sin", lambda xp, x: xp.sin(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.cos(x))
cos = Op("Cos", lambda xp, x: xp.cos(x), casts="float", noisy=True, x=lambda g, x, xp: -g * xp.sin(x))
tan = Op("Tan", lambda xp, x: xp.tan(x), casts="float", noisy=True, x=lambda g, out: g * (1 + out * out))
asin = Op(
    "Asin", lambda xp, x: xp.arcsin(x), casts="float", noisy=True, x=lambda g, x, xp: g / xp.sqrt((1 - x) * (1 + x))
)
acos = Op(
    "Acos", lambda xp, x: xp.arccos(x), casts="float", noisy=True, x=lambda g, x, xp: -g / xp.sqrt((1 - x) * (1 + x))
)
atan = Op("Atan", lambda xp, x: xp.arctan(x), casts="float", noisy=True, x=lambda g, x: g / (1 + x * x))
atan2 = Op(
    "Atan2",
    lambda xp, x, y: xp.arctan2(x, y),
    casts="float",
    noisy=True,
    x=lambda g, x, y: g * (y / (x * x + y * y)),
    y=lambda g, x, y: -g * (x / (x * x + y * y)),
)

# Hyperbolic functions.
sinh = Op("Sinh", lambda xp, x: xp.sinh(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.cosh(x))
cosh = Op("Cosh", lambda xp, x: xp.cosh(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.sinh(x))
tanh = Op("Tanh", lambda xp, x: xp.tanh(x), casts="float", noisy=True, x=lambda g, out: g * (1 - out * out))
asinh = Op("Asinh", lambda xp, x: xp.arcsinh(x), casts="float", noisy=True, x=lambda g, x, xp: g / xp.hypot(x, 1.0))
acosh = Op(
    "Acosh",
    lambda xp, x: xp.arccosh(x),
    casts="float",
    noisy=True,
    x=lambda g, x, xp: g / (xp.sqrt(x - 1) * xp.sqrt(x + 1)),
)
atanh = Op(
    "Atanh", lambda xp, x: xp.arctanh(x), casts="float", noisy=True, x=lambda g, x: g / ((1 - x) * (1 + x))
)

# Special functions.
erf = Op(
    "Erf", lambda xp, x: xp.erf(x), casts="float", noisy=True, x=lambda g, x, xp: g * (2 / SQRT_PI * xp.exp(-x * x))
)
erfc = Op(
    "Erfc", lambda xp, x: xp.erfc(x), casts="float", noisy=True, x=lambda g, x, xp: -g * (2 / SQRT_PI * xp.exp(-x * x))
)
lgamma = Op("Lgamma", lambda xp, x: xp.gammaln(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.digamma(x))
digamma = Op(
    "Digamma", lambda xp, x: xp.digamma(x), casts="float", noisy=True, x=lambda g, x, xp: g * xp.polygamma(1, x)
)
polygamma = Op(
    "Polygamma",
    lambda xp, x, p: xp.polygamma(p.n, x),
    casts="float",
    noisy=True,
    x=lambda g, x, p, xp: g * xp.polygamma(p.n + 1, x),
)

sigmoid = Op("Sigmoid", lambda xp, x: xp.sigmoid(x), casts="float", noisy=True, x=lambda g, out: g * (out * (1 - out)))

# Magnitude, sign and rounding.
absolute = Op("Abs", lambda xp, x: xp.abs(x), x=lambda g, x, xp: g * xp.where(x == x, xp.sign(x), 0))
sign = Op("Sign", _sign, x=lambda g, xp: xp.zeros_like(g))
floor = Op("Floor", lambda xp, x: xp.floor(x), x=lambda g, xp: xp.zeros_like(g))
ceil = Op("Ceil", lambda xp, x: xp.ceil(x), x=lambda g, xp: xp.zeros_like(g))
trunc = Op("Trunc", lambda xp, x: xp.trunc(x), x=lambda g, xp: xp.zeros_like(g))
rounded = Op("Round", lambda xp, x, p: xp.round(x, p.decimals), x=lambda g, xp: xp.zeros_like(g))
frac = Op("Frac", lambda xp, x: x - xp.trunc(x), noisy=True, x=lambda g: g)

# Choice between values.
maximum = Op(
    "Maximum",
    lambda xp, x, y: xp.maximum(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x > y, g, 0)),
    y=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x < y, g, 0)),
)
minimum = Op(
    "Minimum",
    lambda xp, x, y: xp.minimum(x, y),
    casts="promote",
    x=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x < y, g, 0)),
    y=lambda g, x, y, xp: xp.where(x == y, g / 2, xp.where(x > y, g, 0)),
)
clamp = Op(
    "Clamp",
    lambda xp, x, p: xp.clip(x, p.low, p.high),
    variant=1,
    x=lambda g, x, p, xp: xp.where(
        (x >= (-math.inf if p.low is None else p.low)) & (x <= (math.inf if p.high is None else p.high)), g, 0
    ),
)
where = Op(
    "Where",
    lambda xp, condition, x, y: xp.where(condition, x, y),
    casts="promote",
    casts_from=1,
    x=lambda g, condition, xp: xp.where(condition, g, 0),
    y=lambda g, condition, xp: xp.where(condition, 0, g),
)
hypot = Op(
    "Hypot",
    lambda xp, x, y: xp.hypot(x, y),
    casts="float",
    noisy=True,
    x=lambda g, x, out: g * (x / out),
    y=lambda g, y, out: g * (y / out),
)

# Comparisons and logic: boolean results, which have no gradient.
eq = Op("Eq", lambda xp, x, y: xp.equal(x, y), casts="promote")
ne = Op("Ne", lambda xp, x, y: xp.not_equal(x, y), casts="promote")
lt = Op("Lt", lambda xp, x, y: xp.less(x, y), casts="promote")
le = Op("Le", lambda xp, x, y: xp.less_equal(x, y), casts="promote")
gt = Op("Gt", lambda xp, x, y: xp.greater(x, y), casts="promote")
ge = Op("Ge", lambda xp, x, y: xp.greater_equal(x, y), casts="promote")
logical_and = Op("LogicalAnd", lambda xp, x, y: xp.logical_and(x, y))
logical_or = Op("LogicalOr", lambda xp, x, y: xp.logical_or(x, y))
logical_xor = Op("LogicalXor", lambda xp, x, y: xp.logical_xor(x, y))
logical_not = Op("LogicalNot", lambda xp, x: xp.logical_not(x))
bitwise_and = Op("BitwiseAnd", lambda xp, x, y: xp.bitwise_and(x, y), casts="promote")
bitwise_or = Op("BitwiseOr", lambda xp, x, y: xp.bitwise_or(x, y), casts="promote")
bitwise_xor = Op("BitwiseXor", lambda xp, x, y: xp.bitwise_xor(x, y), casts="promote")
bitwise_not = Op("BitwiseNot", lambda xp, x: xp.invert(x))
isnan = Op("Isnan", lambda xp, x: xp.isnan(x))
isinf = Op("Isinf", lambda xp, x: xp.isinf(x))
isfinite = Op("Isfinite", lambda xp, x: xp.isfinite(x))
