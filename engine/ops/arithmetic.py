"""Primitives of arithmetic: sums, products, quotients, remainders and powers.

A `variant` is the number at the end of PyTorch's node name; where one operand is a number PyTorch often has a node of
its own, and then so has engine.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.op import Elementwise


def _divisor(x: Any, y: Any) -> Any:
    """`y`, unless it has a zero and both are whole numbers: RuntimeError in PyTorch's word."""
    if any(getattr(value, "dtype", np.dtype(type(value))).kind == "f" for value in (x, y)):
        return y
    if y == 0 if isinstance(y, int) else bool((y == 0).any()):
        raise RuntimeError("ZeroDivisionError")
    return y


def _divided_towards_zero(xp: Any, x: Any, y: Any) -> Any:
    down = xp.floor_divide(x, _divisor(x, y))
    if down.dtype.kind == "f":
        return xp.trunc(xp.divide(x, y))
    return down + ((xp.remainder(x, y) != 0) & ((x < 0) != (y < 0)))


def _remainder(xp: Any, x: Any, y: Any) -> Any:
    return xp.remainder(x, _divisor(x, y))


def _fmod(xp: Any, x: Any, y: Any) -> Any:
    return xp.fmod(x, _divisor(x, y))


def _to_number(xp: Any, x: Any, n: Any) -> Any:
    """x ** n; the exponents that PyTorch treats apart are many times faster without a general power."""
    if n == 2:
        return x * x
    if n == 3:
        return x * x * x
    if -1 < n <= 1:
        return _root(xp, x, n)
    return x**n


def _root(xp: Any, x: Any, n: Any) -> Any:
    """Powers between -1 and 1; at -inf and -0.0 the square roots of float16 are those of a general power."""
    if n in (0.5, -0.5) and x.dtype.itemsize > 2:
        return xp.sqrt(x) if n > 0 else 1 / xp.sqrt(x)
    if n == 1:
        return x.copy()
    return xp.ones_like(x) if n == 0 else xp.power(x, n)


def _power(xp: Any, x: Any, y: Any) -> Any:
    """x ** y; of whole numbers, a negative power is 0 unless x is 1 or -1."""
    if y.dtype.kind == "f":
        return xp.power(x, y)
    if y.dtype.kind == "b":
        raise errors.no_kernel("pow", dtypes.bool_)
    unit = xp.where(x == 1, 1, xp.where(x == -1, 1 - 2 * (y & 1), 0))
    return xp.where(y < 0, unit.astype(y.dtype), xp.power(x, xp.maximum(y, 0)))


def _slope_of_power(g: Any, x: Any, p: Any, xp: Any) -> Any:
    n = p.exponent
    if n == 2:
        return g * (n * x)
    return xp.zeros_like(g) if n == 0 else g * (n * x ** (n - 1))


def _power_of_number(g: Any, y: Any, p: Any, out: Any, xp: Any) -> Any:
    """d/dy b**y = b**y log b, which is 0 for b = 0 and y >= 0."""
    if p.base == 0:
        return g * (out * xp.where(y >= 0, xp.zeros_like(y), -math.inf))
    return g * (out * (math.log(p.base) if p.base > 0 else math.nan))


def _between(xp: Any, x: Any, y: Any, w: Any) -> Any:
    """x + w (y - x), from the nearer end, so that both ends are exact."""
    return xp.where(xp.abs(w) < 0.5, x + w * (y - x), y - (y - x) * (1 - w))


add = Elementwise("Add", lambda xp, x, y: x + y, casts="promote", noisy=True, x=lambda g: g, y=lambda g: g)
add_scaled = Elementwise(
    "Add",
    lambda xp, x, y, p: x + y * p.alpha,
    casts="promote",
    noisy=True,
    x=lambda g: g,
    y=lambda g, p: g * p.alpha,
)
sub = Elementwise("Sub", lambda xp, x, y: x - y, casts="promote", noisy=True, x=lambda g: g, y=lambda g: -g)
sub_scaled = Elementwise(
    "Sub",
    lambda xp, x, y, p: x - y * p.alpha,
    casts="promote",
    noisy=True,
    x=lambda g: g,
    y=lambda g, p: -g * p.alpha,
)
rsub = Elementwise(
    "Rsub", lambda xp, x, y: y - x, casts="promote", noisy=True, variant=1, x=lambda g: -g, y=lambda g: g
)
rsub_tensor = Elementwise("Rsub", lambda xp, x, y: y - x, casts="promote", noisy=True, x=lambda g: -g, y=lambda g: g)
mul = Elementwise(
    "Mul", lambda xp, x, y: x * y, casts="promote", noisy=True, x=lambda g, y: g * y, y=lambda g, x: g * x
)
mul_scalar = Elementwise("Mul", lambda xp, x, p: x * p.factor, noisy=True, variant=1, x=lambda g, p: g * p.factor)
div = Elementwise(
    "Div",
    lambda xp, x, y: x / y,
    casts="float",
    noisy=True,
    x=lambda g, y: g / y,
    y=lambda g, x, y: -g * ((x / y) / y),
)
div_scalar = Elementwise(
    "Div", lambda xp, x, p: x / p.divisor, casts="float", noisy=True, variant=1, x=lambda g, p: g / p.divisor
)
div_floor = Elementwise(
    "Div",
    lambda xp, x, y: xp.floor_divide(x, _divisor(x, y)),
    casts="promote",
    noisy=True,
    variant=2,
    x=lambda g, xp: xp.zeros_like(g),
    y=lambda g, xp: xp.zeros_like(g),
)
div_trunc = Elementwise(
    "Div",
    _divided_towards_zero,
    casts="promote",
    noisy=True,
    variant=2,
    x=lambda g, xp: xp.zeros_like(g),
    y=lambda g, xp: xp.zeros_like(g),
)
remainder = Elementwise(
    "Remainder",
    _remainder,
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g: g,
    y=lambda g, x, y, xp: -g * xp.floor_divide(x, y),
)
remainder_scalar = Elementwise("Remainder", _remainder, casts="promote", noisy=True, x=lambda g: g)
fmod = Elementwise(
    "Fmod",
    _fmod,
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g: g,
    y=lambda g, x, y, xp: -g * xp.trunc(x / y),
)
fmod_scalar = Elementwise("Fmod", _fmod, casts="promote", noisy=True, x=lambda g: g)
neg = Elementwise("Neg", lambda xp, x: -x, noisy=True, x=lambda g: -g)
reciprocal = Elementwise(
    "Reciprocal", lambda xp, x: xp.reciprocal(x), casts="float", noisy=True, x=lambda g, out: -g * (out * out)
)
addcmul = Elementwise(
    "Addcmul",
    lambda xp, x, a, b, p: x + p.value * a * b,
    casts="promote",
    noisy=True,
    x=lambda g: g,
    a=lambda g, b, p: g * (b * p.value),
    b=lambda g, a, p: g * (a * p.value),
)
addcdiv = Elementwise(
    "Addcdiv",
    lambda xp, x, a, b, p: x + p.value * a / b,
    casts="promote",
    noisy=True,
    x=lambda g: g,
    a=lambda g, b, p: g * (p.value / b),
    b=lambda g, a, b, p: -g * (p.value * a / (b * b)),
)
lerp = Elementwise(
    "Lerp",
    lambda xp, x, y, w: _between(xp, x, y, w),
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g, w: g * (1 - w),
    y=lambda g, w: g * w,
    w=lambda g, x, y: g * (y - x),
)
lerp_scalar = Elementwise(
    "Lerp",
    lambda xp, x, y, p: x + p.weight * (y - x) if abs(p.weight) < 0.5 else y - (y - x) * (1 - p.weight),
    casts="promote",
    noisy=True,
    x=lambda g, p: g * (1 - p.weight),
    y=lambda g, p: g * p.weight,
)

# Powers. With an exponent that is a number, x ** 0 has gradient 0 everywhere; with a tensor, both sides have one.
pow_scalar = Elementwise(
    "Pow",
    lambda xp, x, p: _to_number(xp, x, p.exponent),
    noisy=True,
    x=_slope_of_power,
)
pow_tensor = Elementwise(
    "Pow",
    _power,
    casts="promote",
    noisy=True,
    variant=1,
    x=lambda g, x, y, xp: xp.where(y == 0, 0, g * (y * xp.power(x, y - 1))),
    y=lambda g, x, y, out, xp: g * xp.where((x == 0) & (y >= 0), 0, out * xp.log(x)),
)
pow_base = Elementwise(
    "Pow",
    lambda xp, y, p: xp.power(p.base, y) if y.dtype.kind == "f" else _power(xp, xp.full_like(y, p.base), y),
    noisy=True,
    variant=2,
    y=_power_of_number,
)
