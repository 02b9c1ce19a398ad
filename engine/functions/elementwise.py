"""Elementwise functions in PyTorch's spelling."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from engine.dtypes import get_default_dtype, result_dtype
from engine.op import Op
from engine.ops import elementwise as ops
from engine.ops.create import full
from engine.shortcut import binary, unary
from engine.tensor import Tensor

Unary = Callable[[Tensor], Tensor]


def _unary(op: Op, name: str, means: str) -> Unary:
    function = unary(op)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{means} of each element."
    return function


exp = _unary(ops.exp, "exp", "e to the power")
exp2 = _unary(ops.exp2, "exp2", "2 to the power")
expm1 = _unary(ops.expm1, "expm1", "exp(x) - 1, accurate near 0,")
log = _unary(ops.log, "log", "The natural logarithm")
log2 = _unary(ops.log2, "log2", "The logarithm to base 2")
log10 = _unary(ops.log10, "log10", "The logarithm to base 10")
log1p = _unary(ops.log1p, "log1p", "log(1 + x), accurate near 0,")
sqrt = _unary(ops.sqrt, "sqrt", "The square root")
rsqrt = _unary(ops.rsqrt, "rsqrt", "One over the square root")
reciprocal = _unary(ops.reciprocal, "reciprocal", "One over the value")
sin = _unary(ops.sin, "sin", "The sine")
cos = _unary(ops.cos, "cos", "The cosine")
tan = _unary(ops.tan, "tan", "The tangent")
asin = _unary(ops.asin, "asin", "The inverse sine")
acos = _unary(ops.acos, "acos", "The inverse cosine")
atan = _unary(ops.atan, "atan", "The inverse tangent")
sinh = _unary(ops.sinh, "sinh", "The hyperbolic sine")
cosh = _unary(ops.cosh, "cosh", "The hyperbolic cosine")
tanh = _unary(ops.tanh, "tanh", "The hyperbolic tangent")
asinh = _unary(ops.asinh, "asinh", "The inverse hyperbolic sine")
acosh = _unary(ops.acosh, "acosh", "The inverse hyperbolic cosine")
atanh = _unary(ops.atanh, "atanh", "The inverse hyperbolic tangent")
erf = _unary(ops.erf, "erf", "The error function")
erfc = _unary(ops.erfc, "erfc", "One minus the error function")
lgamma = _unary(ops.lgamma, "lgamma", "The logarithm of the absolute value of the gamma function")
digamma = _unary(ops.digamma, "digamma", "The derivative of lgamma")
sigmoid = _unary(ops.sigmoid, "sigmoid", "1 / (1 + exp(-x))")
floor = _unary(ops.floor, "floor", "The greatest whole number not above the value")
ceil = _unary(ops.ceil, "ceil", "The least whole number not below the value")
trunc = _unary(ops.trunc, "trunc", "The whole part")
frac = _unary(ops.frac, "frac", "The part after the point")
sign = _unary(ops.sign, "sign", "-1, 0 or 1, as the value is")
isnan = _unary(ops.isnan, "isnan", "Whether it is nan,")
isinf = _unary(ops.isinf, "isinf", "Whether it is infinite,")
isfinite = _unary(ops.isfinite, "isfinite", "Whether it is neither nan nor infinite,")
logical_not = _unary(ops.logical_not, "logical_not", "The negation of the truth")



def bitwise_not(input: Tensor) -> Tensor:
    """The bits turned over; of bools the negation. TypeError for floating-point numbers."""
    if input.dtype.is_floating_point:
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return ops.bitwise_not(input)


abs = _unary(ops.absolute, "abs", "The absolute value")
arcsin, arccos, arctan = asin, acos, atan
arcsinh, arccosh, arctanh = asinh, acosh, atanh
absolute, fix = abs, trunc


def _binary(op: Op, name: str, means: str) -> Callable[[Any, Any], Tensor]:
    function = binary(op)
    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{means}, element by element, with broadcasting."
    return function


def _bitwise(op: Op, name: str, means: str) -> Callable[[Any, Any], Tensor]:
    def function(input: Any, other: Any) -> Tensor:
        kind = result_dtype([x._array if isinstance(x, Tensor) else x for x in (input, other)])
        if kind.is_floating_point:
            raise NotImplementedError(f"\"{name}_cpu\" not implemented for '{kind.printed}'")
        return op(input, other)

    function.__name__ = function.__qualname__ = name
    function.__doc__ = f"{means}, element by element, with broadcasting; NotImplementedError for floating point."
    return function


atan2 = _binary(ops.atan2, "atan2", "The angle of the point (other, input)")
hypot = _binary(ops.hypot, "hypot", "The length of (input, other)")
maximum = _binary(ops.maximum, "maximum", "The greater")
minimum = _binary(ops.minimum, "minimum", "The lesser")
remainder = _binary(ops.remainder, "remainder", "The remainder of a division, with the divisor's sign")
fmod = _binary(ops.fmod, "fmod", "The remainder of a division, with the dividend's sign")
mul = _binary(ops.mul, "mul", "The product")
eq = _binary(ops.eq, "eq", "Whether equal")
ne = _binary(ops.ne, "ne", "Whether different")
lt = _binary(ops.lt, "lt", "Whether less")
le = _binary(ops.le, "le", "Whether less or equal")
gt = _binary(ops.gt, "gt", "Whether greater")
ge = _binary(ops.ge, "ge", "Whether greater or equal")
logical_and = _binary(ops.logical_and, "logical_and", "Whether both are true")
logical_or = _binary(ops.logical_or, "logical_or", "Whether one is true")
logical_xor = _binary(ops.logical_xor, "logical_xor", "Whether just one is true")
bitwise_and = _bitwise(ops.bitwise_and, "bitwise_and", "The bits set in both")
bitwise_or = _bitwise(ops.bitwise_or, "bitwise_or", "The bits set in either")
bitwise_xor = _bitwise(ops.bitwise_xor, "bitwise_xor", "The bits set in just one")
multiply, arctan2 = mul, atan2
greater, greater_equal, less, less_equal, not_equal = gt, ge, lt, le, ne


_add, _sub = binary(ops.add), binary(ops.sub)


def add(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """The sum `input + alpha * other`, element by element, with broadcasting."""
    return _add(input, other if alpha == 1 else _scaled(input, other, alpha))


def _scaled(input: Any, other: Any, alpha: float) -> Any:
    """`alpha * other` in the type that the sum will have, which `alpha` does not change."""
    kind = result_dtype([x._array if isinstance(x, Tensor) else x for x in (input, other)])
    if not kind.is_floating_point and not isinstance(alpha, int):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    product = other * alpha
    return product.to(kind) if isinstance(product, Tensor) else product


def _is_bool(value: Any) -> bool:
    array = getattr(value, "_array", None)
    return isinstance(value, bool) if array is None else array.dtype.kind == "b"


def sub(input: Any, other: Any, *, alpha: float = 1) -> Tensor:
    """The difference `input - alpha * other`. Raises RuntimeError for two bool tensors."""
    if isinstance(input, Tensor) and _is_bool(input) and _is_bool(other):
        raise RuntimeError(
            "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()`"
            " operator instead."
        )
    return _sub(input, other if alpha == 1 else _scaled(input, other, alpha))


def rsub(input: Tensor, other: Any) -> Tensor:
    """The difference `other - input`."""
    return ops.rsub(input, other)


def neg(input: Tensor) -> Tensor:
    """The negative of each element. Raises RuntimeError for a bool tensor."""
    if _is_bool(input):
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the"
            " `~` or `logical_not()` operator instead."
        )
    return ops.neg(input)


def positive(input: Tensor) -> Tensor:
    """`input` itself."""
    return input


def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """The quotient; `rounding_mode` "floor" or "trunc" rounds it down or towards 0."""
    if rounding_mode is None:
        return ops.div(input, other)
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    return (ops.div_floor if rounding_mode == "floor" else ops.div_trunc)(input, other)


def floor_divide(input: Any, other: Any) -> Tensor:
    """The quotient rounded down."""
    return ops.div_floor(input, other)


def rdiv(input: Tensor, other: Any) -> Tensor:
    """The quotient `other / input`, as PyTorch records it: one over `input`, times `other`."""
    return ops.mul(ops.reciprocal(input), other)


_pow_number = unary(ops.pow_scalar)


def pow(input: Any, exponent: Any) -> Tensor:
    """`input` to the power of `exponent`, either of them a number. Raises RuntimeError for int ** negative int."""
    if not isinstance(exponent, Tensor) and isinstance(input, Tensor):
        if input._array.dtype.kind in "iub":
            if isinstance(exponent, int) and exponent < 0:
                raise RuntimeError("Integers to negative integer powers are not allowed.")
            if isinstance(exponent, float):
                input = input.to(get_default_dtype())
            elif input._array.dtype.kind == "b":
                input = input.to(result_dtype([input._array, exponent]))
        return _pow_number(input, p=SimpleNamespace(exponent=exponent))
    if not isinstance(input, Tensor):
        if isinstance(input, float) and exponent._array.dtype.kind in "iub":
            exponent = exponent.to(get_default_dtype())
        return ops.pow_base(exponent, base=input)
    return ops.pow_tensor(input, exponent)


def square(input: Tensor) -> Tensor:
    """The square of each element."""
    return pow(input, 2)


def float_power(input: Tensor, exponent: Any) -> Tensor:
    """`input` to the power of `exponent`, in float64."""
    return pow(input.double(), exponent)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest whole number, halves to the even one; `decimals` places after the point are kept."""
    return ops.rounded(input, decimals=decimals)


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element held between `min` and `max`, numbers or Tensors, one of which may be None."""
    if min is None and max is None:
        raise RuntimeError("engine.clamp: At least one of 'min' or 'max' must not be None")
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        input = input if min is None else ops.maximum(input, min)
        return input if max is None else ops.minimum(input, max)
    if not input.dtype.is_floating_point:
        input = input.to(result_dtype([input._array, *(bound for bound in (min, max) if bound is not None)]))
    return ops.clamp(input, low=min, high=max)


def where(condition: Tensor, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition` holds, else `other`; both are evaluated, and both may be numbers."""
    if input is None and other is None:
        from engine.functions.index import nonzero

        return nonzero(condition, as_tuple=True)
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        # Two numbers: their common type, as if they were 0-d tensors.
        input = full((), input, dtype=result_dtype([input, other]), device=condition.device)
    return ops.where(condition, input, other)


def polygamma(n: int, input: Tensor) -> Tensor:
    """The n-th derivative of digamma."""
    return ops.polygamma(input, n=n)


def isclose(input: Tensor, other: Any, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether |input - other| <= atol + rtol |other|, element by element."""
    near: Tensor = abs(input - other) <= abs(other) * rtol + atol
    near = (near & isfinite(other)) | (input == other)
    return near | (isnan(input) & isnan(other)) if equal_nan else near


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether all elements are close, by `isclose`."""
    return bool(isclose(input, other, rtol, atol, equal_nan)._array.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and the same elements."""
    return input.shape == other.shape and bool((input == other)._array.all())


subtract, divide, true_divide, negative, clip = sub, div, div, neg, clamp
inf, nan, pi, e = math.inf, math.nan, math.pi, math.e

# fmt: off
__all__ = [
    "abs", "absolute", "acos", "acosh", "add", "allclose", "arccos", "arccosh", "arcsin", "arcsinh", "arctan",
    "arctan2", "arctanh", "asin", "asinh", "atan", "atan2", "atanh", "bitwise_and", "bitwise_not", "bitwise_or",
    "bitwise_xor", "ceil", "clamp", "clip", "cos", "cosh", "digamma", "div", "divide", "eq", "equal", "erf", "erfc",
    "exp", "exp2", "expm1", "fix", "float_power", "floor", "floor_divide", "fmod", "frac", "ge", "greater",
    "greater_equal", "gt", "hypot", "isclose", "isfinite", "isinf", "isnan", "le", "less", "less_equal", "lgamma",
    "log", "log10", "log1p", "log2", "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "maximum",
    "minimum", "mul", "multiply", "ne", "neg", "negative", "not_equal", "polygamma", "positive", "pow",
    "reciprocal", "remainder", "round", "rsqrt", "rsub", "sigmoid", "sign", "sin", "sinh", "sqrt", "square",
    "sub", "subtract", "tan", "tanh", "true_divide", "trunc", "where",
]
# fmt: on
METHODS = """
    abs absolute exp exp2 expm1 log log2 log10 log1p sqrt rsqrt reciprocal square sin cos tan asin acos atan
    arcsin arccos arctan sinh cosh tanh asinh acosh atanh erf erfc lgamma digamma sigmoid floor ceil trunc
    fix frac sign round isnan isinf isfinite logical_not bitwise_not atan2 arctan2 hypot maximum minimum remainder
    fmod mul multiply add sub subtract neg negative positive div divide true_divide floor_divide pow float_power
    clamp clip eq ne lt le gt ge greater greater_equal less less_equal not_equal logical_and logical_or
    logical_xor bitwise_and bitwise_or bitwise_xor isclose allclose equal
"""
IN_PLACE = """
    add sub mul div pow neg exp log sqrt sin cos tanh sigmoid abs clamp floor ceil round trunc reciprocal
    square
"""
