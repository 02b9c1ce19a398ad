"""Elementwise functions in PyTorch's spelling.

Here are the functions of one Tensor and their relatives; what `arithmetic` and `comparison` offer is passed on.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.functions import arithmetic, comparison
from engine.functions.arguments import need_tensors
from engine.functions.arithmetic import *
from engine.functions.arithmetic import float_power_ as float_power_, rdiv as rdiv
from engine.functions.comparison import *
from engine.functions.comparison import invert as invert
from engine.functions.docstrings import ANY, BOTH, FLOATING, NO_TENSOR, described
from engine.functions.operands import need_floating, need_numbers
from engine.op import Op
from engine.ops import elementwise as ops
from engine.shortcut import binary, unary
from engine.tensor import Tensor

Unary = Callable[[Tensor], Tensor]


def _unary(op: Op, name: str, means: str, source: str = "") -> Unary:
    does, source = f"{means} of each element.", f"torch.{name}{source and '; '}{source}."
    return described(unary(op), name, does, shape=ANY, dtype=FLOATING, raises=NO_TENSOR, source=source)


def _step(op: Op, name: str, does: str, dtype: str, raises: str, long: Unary | None = None) -> Unary:
    """A function that keeps the dtype, and whose derivative is 0 or 1."""
    return described(unary(op, long), name, does, shape=ANY, dtype=f"{dtype}; the same.", raises=raises)


exp = _unary(ops.exp, "exp", "e to the power", "DLMF 4.2")
exp2 = _unary(ops.exp2, "exp2", "2 to the power")
expm1 = _unary(ops.expm1, "expm1", "exp(x) - 1, accurate near 0,")
log = _unary(ops.log, "log", "The natural logarithm", "DLMF 4.2")
log2 = _unary(ops.log2, "log2", "The logarithm to base 2")
log10 = _unary(ops.log10, "log10", "The logarithm to base 10")
log1p = _unary(ops.log1p, "log1p", "log(1 + x), accurate near 0,")
sqrt = _unary(ops.sqrt, "sqrt", "The square root")
rsqrt = _unary(ops.rsqrt, "rsqrt", "One over the square root")
sin = _unary(ops.sin, "sin", "The sine", "DLMF 4.21")
cos = _unary(ops.cos, "cos", "The cosine", "DLMF 4.21")
tan = _unary(ops.tan, "tan", "The tangent", "DLMF 4.21")
asin = _unary(ops.asin, "asin", "The inverse sine", "DLMF 4.24")
acos = _unary(ops.acos, "acos", "The inverse cosine", "DLMF 4.24")
atan = _unary(ops.atan, "atan", "The inverse tangent", "DLMF 4.24")
sinh = _unary(ops.sinh, "sinh", "The hyperbolic sine", "DLMF 4.35")
cosh = _unary(ops.cosh, "cosh", "The hyperbolic cosine", "DLMF 4.35")
tanh = _unary(ops.tanh, "tanh", "The hyperbolic tangent", "DLMF 4.35")
asinh = _unary(ops.asinh, "asinh", "The inverse hyperbolic sine", "DLMF 4.38")
acosh = _unary(ops.acosh, "acosh", "The inverse hyperbolic cosine", "DLMF 4.38")
atanh = _unary(ops.atanh, "atanh", "The inverse hyperbolic tangent", "DLMF 4.38")
deg2rad = _unary(ops.deg2rad, "deg2rad", "The radians of the degrees")
rad2deg = _unary(ops.rad2deg, "rad2deg", "The degrees of the radians")
sigmoid = _unary(ops.sigmoid, "sigmoid", "1 / (1 + exp(-x))")
reciprocal = _unary(ops.reciprocal, "reciprocal", "One over the value")
arcsin, arccos, arctan = asin, acos, atan
arcsinh, arccosh, arctanh = asinh, acosh, atanh


def _abs_the_long_way(input: Any) -> Tensor:
    if isinstance(input, Tensor):
        need_numbers("abs_cpu", input)
    return ops.absolute(input)


_NO_BOOL = ("any but bool", "NotImplementedError for bools.")
abs = _step(ops.absolute, "abs", "The absolute value of each element.", *_NO_BOOL, _abs_the_long_way)
floor = _step(ops.floor, "floor", "The greatest whole number not above each element.", *_NO_BOOL)
ceil = _step(ops.ceil, "ceil", "The least whole number not below each element.", *_NO_BOOL)
trunc = _step(ops.trunc, "trunc", "The whole part of each element.", *_NO_BOOL)
sign = _step(ops.sign, "sign", "-1, 0 or 1, as each element is; 0 for nan.", "any", NO_TENSOR)
sgn = _step(ops.sgn, "sgn", "-1, 0 or 1, as each element is; 0 for nan.", "any", NO_TENSOR)
absolute, fix = abs, trunc


def frac(input: Tensor) -> Tensor:
    """The part of each element after the point, with its sign.

    Shape: any; the same.
    Dtype: floating-point; the same.
    Raises: NotImplementedError for integers and bools.
    Source: torch.frac; the derivative is 1.
    """
    need_floating("frac_cpu", input)
    return ops.frac(input)


def round(input: Tensor, *, decimals: int = 0) -> Tensor:
    """The nearest whole number, halves to the even one; `decimals` places after the point are kept.

    Shape: any; the same.
    Dtype: any but bool; the same. With `decimals`, floating-point.
    Raises: NotImplementedError for other dtypes.
    Source: torch.round; the derivative is 0.
    """
    if decimals == 0:
        return ops.rounded(input)
    need_floating("round_cpu", input)
    return ops.rounded_to(input, decimals=decimals)


def atan2(input: Tensor, other: Tensor) -> Tensor:
    """The angle of the point (other, input), in radians from -π to π.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; integers and bools give the default dtype.
    Raises: TypeError for what is no Tensor.
    Source: torch.atan2.
    """
    need_tensors("atan2", input=input, other=other)
    return _atan2(input, other)


_atan2 = binary(ops.atan2)
arctan2 = atan2


def _floating_pair(op: Op, name: str, does: str) -> Callable[[Tensor, Tensor], Tensor]:
    def long(input: Tensor, other: Tensor) -> Tensor:
        need_floating(f"{name}_cpu", input, other)
        return op(input, other)

    short = binary(op, long)

    def function(input: Tensor, other: Tensor) -> Tensor:
        need_tensors(name, input=input, other=other)
        return short(input, other)

    return described(
        function,
        name,
        f"{does}, element by element.",
        shape=BOTH,
        dtype="the common one of both, floating-point.",
        raises="NotImplementedError for integers and bools, TypeError for what is no Tensor.",
    )


hypot = _floating_pair(ops.hypot, "hypot", "The square root of input² + other²")
logaddexp = _floating_pair(ops.logaddexp, "logaddexp", "log(exp(input) + exp(other)), without overflow")
logaddexp2 = _floating_pair(ops.logaddexp2, "logaddexp2", "log2(2^input + 2^other), without overflow")


# fmt: off
__all__ = [
    "abs", "absolute", "acos", "acosh", "arccos", "arccosh", "arcsin", "arcsinh", "arctan", "arctan2", "arctanh",
    "asin", "asinh", "atan", "atan2", "atanh", "ceil", "cos", "cosh", "deg2rad", "exp", "exp2", "expm1", "fix",
    "floor", "frac", "hypot", "log", "log10", "log1p", "log2", "logaddexp", "logaddexp2", "rad2deg", "reciprocal",
    "round", "rsqrt", "sgn", "sigmoid", "sign", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
]
# fmt: on
__all__ += arithmetic.__all__
__all__ += comparison.__all__
METHODS = f"""
    abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh ceil cos
    cosh deg2rad exp exp2 expm1 fix floor frac hypot log log10 log1p log2 logaddexp logaddexp2 rad2deg reciprocal
    round rsqrt sgn sigmoid sign sin sinh sqrt tan tanh trunc {arithmetic.METHODS} {comparison.METHODS}
"""
IN_PLACE = f"""
    abs absolute acos acosh arccos arccosh arcsin arcsinh arctan arctan2 arctanh asin asinh atan atan2 atanh ceil cos
    cosh deg2rad exp exp2 expm1 fix floor frac hypot log log10 log1p log2 rad2deg reciprocal round rsqrt sgn
    sigmoid sign sin sinh sqrt tan tanh trunc {arithmetic.IN_PLACE} {comparison.IN_PLACE}
"""
