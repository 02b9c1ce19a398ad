"""Comparisons, choices between values, truth and bits in PyTorch's spelling."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.functions.arguments import need_tensors
from engine.functions.constant import full
from engine.functions.docstrings import ANY, BOTH, NO_BROADCAST, NO_TENSOR, described
from engine.functions.operands import common_dtype, converted, counted_round, need_whole
from engine.op import Op
from engine.ops import comparison as ops
from engine.shortcut import binary, unary
from engine.tensor import Tensor

Unary = Callable[[Tensor], Tensor]
Binary = Callable[[Any, Any], Tensor]


def _question(op: Op, name: str, means: str) -> Unary:
    does = f"Whether each element is {means}."
    return described(unary(op), name, does, shape=ANY, dtype="any; the result is bool.", raises=NO_TENSOR)


def _comparison(op: Op, name: str, means: str) -> Binary:
    def long(input: Any, other: Any) -> Tensor:
        if not isinstance(input, Tensor):
            raise errors.no_overload(name, (input, other))
        return op(input, counted_round(other, input))

    return described(
        binary(op, long),
        name,
        f"Whether `input` is {means} `other`, element by element.",
        shape=BOTH,
        dtype="any; the result is bool.",
        raises=NO_BROADCAST,
        source=f"torch.{name}; a number outside an integer dtype's range counts round.",
    )


def _of_tensors(op: Op, name: str, does: str, dtype: str) -> Binary:
    """A function of two Tensors, neither of which may be a number."""
    short = binary(op)

    def function(input: Any, other: Any) -> Tensor:
        if not isinstance(input, Tensor) or not isinstance(other, Tensor):
            need_tensors(name, input=input, other=other)
        return short(input, other)

    return described(function, name, f"{does}, element by element.", shape=BOTH, dtype=dtype, raises=NO_TENSOR)


def _logical(op: Op, name: str, means: str) -> Binary:
    return _of_tensors(op, name, f"Whether {means} true, which is what is not 0", "any; the result is bool.")


def _choice(op: Op, name: str, means: str) -> Binary:
    return _of_tensors(op, name, means, "the common one of both.")


def _bitwise(op: Op, name: str, kernel: str, bools: bool, means: str) -> Binary:
    def function(input: Any, other: Any) -> Tensor:
        if not isinstance(input, Tensor) and not isinstance(other, Tensor):
            raise errors.no_overload(name, (input, other))
        need_whole(kernel, bools, input, other)
        return op(counted_round(input, other), counted_round(other, input))

    return described(
        function,
        name,
        f"{means}, element by element.",
        shape=BOTH,
        dtype=f"integers{' or bools' if bools else ''}; the common dtype of both.",
        raises="NotImplementedError for other dtypes.",
    )


isnan = _question(ops.isnan, "isnan", "nan")
isinf = _question(ops.isinf, "isinf", "infinite")
isposinf = _question(ops.isposinf, "isposinf", "positive infinity")
isneginf = _question(ops.isneginf, "isneginf", "negative infinity")
isfinite = _question(ops.isfinite, "isfinite", "neither nan nor infinite")
isreal = _question(ops.isreal, "isreal", "a real number, as all of engine's are")
signbit = _question(ops.signbit, "signbit", "negative, -0.0 included")
logical_not = _question(ops.logical_not, "logical_not", "0")

eq = _comparison(ops.eq, "eq", "equal to")
ne = _comparison(ops.ne, "ne", "different from")
lt = _comparison(ops.lt, "lt", "less than")
le = _comparison(ops.le, "le", "less than or equal to")
gt = _comparison(ops.gt, "gt", "greater than")
ge = _comparison(ops.ge, "ge", "greater than or equal to")
greater, greater_equal, less, less_equal, not_equal = gt, ge, lt, le, ne

logical_and = _logical(ops.logical_and, "logical_and", "both are")
logical_or = _logical(ops.logical_or, "logical_or", "one of the two is")
logical_xor = _logical(ops.logical_xor, "logical_xor", "just one of the two is")

bitwise_and = _bitwise(ops.bitwise_and, "bitwise_and", "bitwise_and_cpu", True, "The bits set in both")
bitwise_or = _bitwise(ops.bitwise_or, "bitwise_or", "bitwise_or_cpu", True, "The bits set in either")
bitwise_xor = _bitwise(ops.bitwise_xor, "bitwise_xor", "bitwise_xor_cpu", True, "The bits set in just one")
bitwise_left_shift = _bitwise(
    ops.bitwise_left_shift, "bitwise_left_shift", "lshift_cpu", False, "The bits of `input` moved up by `other`"
)
bitwise_right_shift = _bitwise(
    ops.bitwise_right_shift, "bitwise_right_shift", "rshift_cpu", False, "The bits of `input` moved down by `other`"
)

maximum = _choice(ops.maximum, "maximum", "The greater of both, nan if one is nan")
minimum = _choice(ops.minimum, "minimum", "The lesser of both, nan if one is nan")
fmax = _choice(ops.fmax, "fmax", "The greater of both, the other one if one is nan")
fmin = _choice(ops.fmin, "fmin", "The lesser of both, the other one if one is nan")


def bitwise_not(input: Tensor) -> Tensor:
    """The bits turned over; of bools the negation.

    Shape: any; the same.
    Dtype: integers or bools; the same.
    Raises: NotImplementedError for floating-point numbers.
    Source: torch.bitwise_not.
    """
    need_whole("bitwise_not_cpu", True, input)
    return ops.bitwise_not(input)


def invert(input: Tensor) -> Tensor:
    """`~input`: bitwise_not, with a TypeError for floating-point numbers."""
    if input.dtype.is_floating_point:
        raise TypeError("~ (operator.invert) is only implemented on integer and Boolean-type tensors")
    return ops.bitwise_not(input)


def heaviside(input: Tensor, values: Tensor) -> Tensor:
    """0 below 0, 1 above, and `values` at 0.

    Shape: both, broadcast against each other.
    Dtype: any; both have the same.
    Raises: RuntimeError for different dtypes.
    Source: torch.heaviside, which has no derivative.
    """
    need_tensors("heaviside", input=input, values=values)
    if input.dtype is not values.dtype:
        raise RuntimeError("heaviside is not yet implemented for tensors with different dtypes.")
    return ops.heaviside(input, values)


def copysign(input: Any, other: Any) -> Tensor:
    """The magnitude of `input` with the sign of `other`, a Tensor or a number.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; whole numbers give the default dtype.
    Raises: TypeError for what is no Tensor.
    Source: torch.copysign; the derivative at 0 is 0.
    """
    if not isinstance(input, Tensor) or not isinstance(other, Tensor | int | float):
        raise errors.no_overload("copysign", (input, other))
    if isinstance(other, Tensor):
        return ops.copysign(input, other)
    return ops.copysign_scalar(input, sign=float(other))


def nan_to_num(
    input: Tensor, nan: float | None = None, posinf: float | None = None, neginf: float | None = None
) -> Tensor:
    """nan as 0 or `nan`, the infinities as the greatest and least numbers of the dtype, or as given.

    Shape: any; the same.
    Dtype: any; the same.
    Raises: TypeError for what is no Tensor.
    Source: torch.nan_to_num; the derivative is 0 where a number was put in.
    """
    return ops.nan_to_num(input, nan=0.0 if nan is None else nan, posinf=posinf, neginf=neginf)


def _bounded(op: Op, kernel: str, input: Tensor, **bounds: Any) -> Tensor:
    """A clamp by numbers, in the dtype that the bounds may raise the input to."""
    if not input.dtype.is_floating_point:
        kind = common_dtype(input, *(bound for bound in bounds.values() if bound is not None))
        if kind is dtypes.bool_:
            raise errors.no_kernel(kernel, kind)
        input = input.to(kind)
    kind = input.dtype
    return op(input, **{name: None if bound is None else converted(bound, kind) for name, bound in bounds.items()})


def clamp(input: Tensor, min: Any = None, max: Any = None) -> Tensor:
    """Each element held between `min` and `max`, of which one may be None; `max` wins.

    Shape: any; the bounds are numbers, or Tensors that broadcast.
    Dtype: the common one of all.
    Raises: RuntimeError without bounds, TypeError for a number and a Tensor as bounds.
    Source: torch.clamp; the derivative at a bound is 1.
    """
    if isinstance(min, Tensor) or isinstance(max, Tensor):
        return _clamp_by_tensors(input, min, max)
    if min is None and max is None:
        raise RuntimeError("engine.clamp: At least one of 'min' or 'max' must not be None")
    kernel = "clamp_scalar_cpu" if min is not None and max is not None else None
    if kernel is None:
        kernel = "clamp_min_scalar_cpu" if max is None else "clamp_max_scalar_cpu"
    return _bounded(ops.clamp, kernel, input, low=min, high=max)


def _clamp_by_tensors(input: Tensor, min: Any, max: Any) -> Tensor:
    for bound in (min, max):
        if bound is not None and not isinstance(bound, Tensor):
            raise errors.no_overload("clamp", (input, min, max))
    if min is None:
        return ops.clamp_below(input, max)
    return ops.clamp_above(input, min) if max is None else ops.clamp_between(input, min, max)


def clamp_min(input: Any, min: Any) -> Tensor:
    """Each element, but not less than `min`.

    Shape: any; `min` is a number, or a Tensor that broadcasts.
    Dtype: the common one of both.
    Raises: TypeError without a bound.
    Source: torch.clamp_min; the derivative at the bound is 1.
    """
    if not isinstance(input, Tensor) or min is None:
        raise errors.no_overload("clamp_min", (input, min))
    if isinstance(min, Tensor):
        return ops.clamp_min(input, min)
    return _bounded(ops.clamp_min_scalar, "clamp_min_scalar_cpu", input, low=min)


def clamp_max(input: Any, max: Any) -> Tensor:
    """Each element, but not more than `max`.

    Shape: any; `max` is a number, or a Tensor that broadcasts.
    Dtype: the common one of both.
    Raises: TypeError without a bound.
    Source: torch.clamp_max; the derivative at the bound is 1.
    """
    if not isinstance(input, Tensor) or max is None:
        raise errors.no_overload("clamp_max", (input, max))
    if isinstance(max, Tensor):
        return ops.clamp_max(input, max)
    return _bounded(ops.clamp_max_scalar, "clamp_max_scalar_cpu", input, high=max)


def where(condition: Any, input: Any = None, other: Any = None) -> Any:
    """`input` where `condition` holds, else `other`; with `condition` alone the indices where it holds.

    Shape: all three, broadcast against each other; `input` and `other` may be numbers.
    Dtype: bool for the condition; the common one of `input` and `other`.
    Raises: RuntimeError for a condition that is no bool, TypeError for one of the two alone.
    Source: torch.where; both sides are evaluated, and each has the derivative where it was chosen.
    """
    if input is None and other is None:
        from engine.functions.index import nonzero

        return nonzero(condition, as_tuple=True)
    if not isinstance(condition, Tensor) or input is None or other is None:
        raise errors.no_overload("where", [x for x in (condition, input, other) if x is not None])
    if condition._value.dtype.kind != "b":
        condition = _as_condition(condition)
    if not isinstance(input, Tensor) and not isinstance(other, Tensor):
        # Two numbers: their common type, as if they were 0-d tensors.
        input = full((), input, dtype=common_dtype(input, other), device=condition.device)
    if isinstance(input, int) or isinstance(other, int):
        kind = common_dtype(input, other)
        input, other = (x if isinstance(x, Tensor) else converted(x, kind) for x in (input, other))
    return ops.where(condition, input, other)


def _as_condition(condition: Tensor) -> Tensor:
    """uint8 as bool, which PyTorch still takes."""
    if condition.dtype is not dtypes.uint8:
        raise RuntimeError(
            "where expected condition to be a boolean tensor, but got a tensor with dtype " + condition.dtype.printed
        )
    return condition.bool()


def isclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> Tensor:
    """Whether |input - other| <= atol + rtol |other|, element by element.

    Shape: both, broadcast against each other.
    Dtype: any, both of one; the result is bool.
    Raises: RuntimeError for different dtypes or negative tolerances, TypeError for what is no Tensor.
    Source: torch.isclose; infinities are close only to themselves.
    """
    return _close("isclose", input, other, rtol, atol, equal_nan)


def _close(function: str, input: Tensor, other: Tensor, rtol: float, atol: float, equal_nan: bool) -> Tensor:
    need_tensors(function, input=input, other=other)
    if input.dtype is not other.dtype:
        raise RuntimeError(f"{input.dtype.printed} did not match {other.dtype.printed}")
    for name, tolerance in (("rtol", rtol), ("atol", atol)):
        if tolerance < 0:
            raise RuntimeError(f"{name} must be greater than or equal to zero, but got {tolerance:g}")
    a, b = input.detach(), other.detach()
    same: Tensor = a == b
    if equal_nan and a.dtype.is_floating_point:
        same = same | (isnan(a) & isnan(b))
    if not a.dtype.is_floating_point:
        a, b = a.to(dtypes.get_default_dtype()), b.to(dtypes.get_default_dtype())
    distance = (a - b).abs()
    near: Tensor = same | (isfinite(distance) & (distance <= (b * rtol).abs() + atol))
    return near


def allclose(input: Tensor, other: Tensor, rtol: float = 1e-5, atol: float = 1e-8, equal_nan: bool = False) -> bool:
    """Whether all elements are close, by `isclose`.

    Shape: both, broadcast against each other.
    Dtype: any, both of one; the result is Python's bool.
    Raises: RuntimeError for different dtypes or negative tolerances, TypeError for what is no Tensor.
    Source: torch.allclose.
    """
    return bool(_close("allclose", input, other, rtol, atol, equal_nan)._value.all())


def equal(input: Tensor, other: Tensor) -> bool:
    """Whether both have the same shape and the same elements.

    Shape: any.
    Dtype: any; the result is Python's bool.
    Raises: TypeError for what is no Tensor.
    Source: torch.equal; nan equals nothing.
    """
    need_tensors("equal", input=input, other=other)
    return input.shape == other.shape and bool(ops.eq(input, other)._value.all())


clip = clamp

# fmt: off
__all__ = [
    "allclose", "bitwise_and", "bitwise_left_shift", "bitwise_not", "bitwise_or", "bitwise_right_shift", "bitwise_xor",
    "clamp", "clamp_max", "clamp_min", "clip", "copysign", "eq", "equal", "fmax", "fmin", "ge", "greater",
    "greater_equal", "gt", "heaviside", "isclose", "isfinite", "isinf", "isnan", "isneginf", "isposinf", "isreal",
    "le", "less", "less_equal", "logical_and", "logical_not", "logical_or", "logical_xor", "lt", "maximum", "minimum",
    "nan_to_num", "ne", "not_equal", "signbit", "where",
]
# fmt: on
METHODS = """
    allclose bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor clamp clamp_max
    clamp_min clip copysign eq equal fmax fmin ge greater greater_equal gt heaviside isclose isfinite isinf isnan
    isneginf isposinf isreal le less less_equal logical_and logical_not logical_or logical_xor lt maximum minimum
    nan_to_num ne not_equal signbit
"""
IN_PLACE = """
    bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift bitwise_xor clamp clamp_max clamp_min
    clip copysign eq ge greater greater_equal gt heaviside le less less_equal logical_and logical_not logical_or
    logical_xor lt nan_to_num ne not_equal
"""
