"""Sums, products, quotients, remainders and powers in PyTorch's spelling."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

from engine import dtypes, errors
from engine.functions.arguments import need_tensors
from engine.functions.docstrings import ANY, BOTH, NO_BROADCAST, described
from engine.functions.operands import common_dtype, converted, counted_round, need_numbers, plain
from engine.op import Op
from engine.ops import arithmetic as ops
from engine.shortcut import binary, unary
from engine.tensor import Tensor

_NO_BOOLS = (
    "Subtraction, the `-` operator, with a bool tensor is not supported. If you are trying to invert a mask, use the"
    " `~` or `logical_not()` operator instead."
)
_TWO_BOOLS = (
    "Subtraction, the `-` operator, with two bool tensors is not supported. Use the `^` or `logical_xor()` operator"
    " instead."
)


def _counting_round(op: Op) -> Any:
    """`op` as it is called the long way: a number that an integer dtype cannot hold counts round."""

    def call(input: Any, other: Any) -> Tensor:
        try:
            return op(input, other)
        except OverflowError:
            return op(counted_round(input, other), counted_round(other, input))

    return call


def _checked_alpha(alpha: Any, *operands: Any) -> Any:
    """`alpha` as a number of the result's kind. Raises RuntimeError where it is of a higher one."""
    kind, alpha = common_dtype(*operands), plain(alpha)
    if not kind.is_floating_point and not isinstance(alpha, int):
        raise RuntimeError("For integral input tensors, argument alpha must not be a floating point number.")
    if kind is dtypes.bool_:
        return bool(alpha)
    if isinstance(alpha, bool):
        raise RuntimeError("Boolean alpha only supported for Boolean results.")
    return converted(alpha, kind)


def add(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """The sum `input + alpha * other`.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; `alpha` does not change it.
    Raises: RuntimeError for shapes that do not broadcast, or a fractional `alpha` of whole numbers.
    Source: torch.add.
    """
    if alpha == 1 and alpha.__class__ is int:
        return _add(input, other)
    input, other = counted_round(input, other), counted_round(other, input)
    return ops.add_scaled(input, other, alpha=_checked_alpha(alpha, input, other))


def _is_bool(value: Any) -> bool:
    return value._value.dtype.kind == "b" if isinstance(value, Tensor) else isinstance(value, bool)


def _refuse_bools(input: Any, other: Any) -> None:
    """Raise PyTorch's RuntimeError for a difference with bools."""
    # Spelt out, for every subtraction passes here.
    first = input._value.dtype.kind == "b" if isinstance(input, Tensor) else input.__class__ is bool
    second = other._value.dtype.kind == "b" if isinstance(other, Tensor) else other.__class__ is bool
    if first or second:
        raise RuntimeError(_TWO_BOOLS if first and second else _NO_BOOLS)


def sub(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """The difference `input - alpha * other`.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; `alpha` does not change it.
    Raises: RuntimeError where one is of bools, or for a fractional `alpha` of whole numbers.
    Source: torch.sub.
    """
    if alpha == 1 and alpha.__class__ is int:
        return _sub(input, other)
    _refuse_bools(input, other)
    input, other = counted_round(input, other), counted_round(other, input)
    return ops.sub_scaled(input, other, alpha=_checked_alpha(alpha, input, other))


def _sub_the_long_way(input: Any, other: Any) -> Tensor:
    _refuse_bools(input, other)
    return _counting_round(ops.sub)(input, other)  # type: ignore[no-any-return]


_add, _sub = binary(ops.add, _counting_round(ops.add)), binary(ops.sub, _sub_the_long_way)


def rsub(input: Any, other: Any, *, alpha: Any = 1) -> Tensor:
    """The difference `other - alpha * input`.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; `alpha` does not change it.
    Raises: RuntimeError where one is of bools, or for a fractional `alpha` of whole numbers.
    Source: torch.rsub.
    """
    if not isinstance(input, Tensor):
        raise errors.no_overload("rsub", (input, other))
    _refuse_bools(input, other)
    if alpha != 1 or alpha.__class__ is not int:
        input = mul(input, _checked_alpha(alpha, input, other))
    return ops.rsub_tensor(input, other) if isinstance(other, Tensor) else ops.rsub(input, counted_round(other, input))


mul = described(
    binary(ops.mul, _counting_round(ops.mul)),
    "mul",
    "The product of both.",
    shape=BOTH,
    dtype="the common one of both.",
    raises=NO_BROADCAST,
)


def _neg_the_long_way(input: Tensor) -> Tensor:
    try:
        return ops.neg(input)
    except TypeError:  # the array libraries have no negative of bools either
        if not _is_bool(input):
            raise
        raise RuntimeError(
            "Negation, the `-` operator, on a bool tensor is not supported. If you are trying to invert a mask, use the"
            " `~` or `logical_not()` operator instead."
        ) from None


neg = described(
    unary(ops.neg, _neg_the_long_way),
    "neg",
    "The negative of each element.",
    shape=ANY,
    dtype="any but bool; the same.",
    raises="RuntimeError for bools.",
)


def positive(input: Tensor) -> Tensor:
    """`input` itself.

    Shape: any; the same.
    Dtype: any but bool; the same.
    Raises: RuntimeError for bools.
    Source: torch.positive.
    """
    if _is_bool(input):
        raise RuntimeError("The `+` operator, on a bool tensor is not supported.")
    return input


def div(input: Any, other: Any, *, rounding_mode: str | None = None) -> Tensor:
    """The quotient; `rounding_mode` "floor" rounds it down, "trunc" towards 0.

    Shape: both, broadcast against each other.
    Dtype: the common one of both; of whole numbers the default dtype, unless rounded.
    Raises: RuntimeError for another mode, and for a whole number by 0, rounded.
    Source: torch.div; a rounded quotient has the derivative 0.
    """
    if rounding_mode is None:
        return true_divide(input, other)
    if rounding_mode not in ("floor", "trunc"):
        raise RuntimeError(
            f"div expected rounding_mode to be one of None, 'trunc', or 'floor' but found '{rounding_mode}'"
        )
    need_numbers(f"div_{rounding_mode}_cpu", input, other)
    op = ops.div_floor if rounding_mode == "floor" else ops.div_trunc
    return op(counted_round(input, other), counted_round(other, input))


true_divide = described(
    binary(ops.div),
    "true_divide",
    "The quotient of both.",
    shape=BOTH,
    dtype="the common one of both; of whole numbers the default dtype.",
    raises=NO_BROADCAST,
)


def floor_divide(input: Any, other: Any) -> Tensor:
    """The quotient rounded down.

    Shape: both, broadcast against each other.
    Dtype: the common one of both.
    Raises: RuntimeError for a whole number by 0, NotImplementedError for two bools.
    Source: torch.floor_divide, with the derivative 0 where PyTorch has none.
    """
    return div(input, other, rounding_mode="floor")


def rdiv(input: Tensor, other: Any) -> Tensor:
    """The quotient `other / input`, as PyTorch records it: one over `input`, times `other`."""
    return mul(_reciprocal(input), other)


_reciprocal = unary(ops.reciprocal)


def remainder(input: Any, other: Any) -> Tensor:
    """The rest of a division rounded down, which has the divisor's sign.

    Shape: both, broadcast against each other.
    Dtype: the common one of both.
    Raises: RuntimeError for a whole number by 0, NotImplementedError for two bools.
    Source: torch.remainder.
    """
    need_numbers("remainder_cpu", input, other)
    if isinstance(other, Tensor):
        return ops.remainder(counted_round(input, other), other)
    return ops.remainder_scalar(input, counted_round(other, input))


def fmod(input: Any, other: Any) -> Tensor:
    """The rest of a division rounded towards 0, which has the dividend's sign.

    Shape: both, broadcast against each other.
    Dtype: the common one of both.
    Raises: RuntimeError for a whole number by 0, NotImplementedError for two bools.
    Source: torch.fmod.
    """
    if not isinstance(input, Tensor):
        raise errors.no_overload("fmod", (input, other))
    need_numbers("fmod_cpu", input, other)
    return ops.fmod(input, other) if isinstance(other, Tensor) else ops.fmod_scalar(input, counted_round(other, input))


def pow(input: Any, exponent: Any) -> Tensor:
    """`input` to the power of `exponent`, of which one may be a number.

    Shape: both, broadcast against each other.
    Dtype: the common one of both.
    Raises: RuntimeError for whole numbers to a negative number, NotImplementedError for bools to bools.
    Source: torch.pow; with a number as exponent, x**0 has the derivative 0 everywhere.
    """
    if isinstance(exponent, Tensor):
        return _pow_tensor(input, exponent) if isinstance(input, Tensor) else _power_of_number(input, exponent)
    if not isinstance(input, Tensor):
        return _power_of_number(input, exponent)
    if (exponent.__class__ is int or exponent.__class__ is float) and input._value.dtype.kind == "f":
        return _pow_number(input, p=SimpleNamespace(exponent=exponent))
    exponent = plain(exponent)
    if input._value.dtype.kind != "f":
        if isinstance(exponent, int) and exponent < 0:
            raise RuntimeError("Integers to negative integer powers are not allowed.")
        input = input.to(common_dtype(input, exponent))
        exponent = converted(exponent, input.dtype)
    return _pow_number(input, p=SimpleNamespace(exponent=exponent))


_pow_number, _pow_tensor = unary(ops.pow_scalar), binary(ops.pow_tensor)


def _power_of_number(base: Any, exponent: Any) -> Tensor:
    if not isinstance(exponent, Tensor):
        raise errors.no_overload("pow", (base, exponent))
    if exponent._value.dtype.kind != "f":
        exponent = exponent.to(common_dtype(base, exponent))
        base = counted_round(base, exponent)
    return ops.pow_base(exponent, base=plain(base))


def square(input: Tensor) -> Tensor:
    """The square of each element.

    Shape: any; the same.
    Dtype: the same; bools give int64.
    Raises: TypeError for what is no Tensor.
    Source: torch.square, which is input ** 2.
    """
    return pow(input, 2)


def _doubled(value: Any) -> Any:
    return value.double() if isinstance(value, Tensor) else float(value)


def float_power(input: Any, exponent: Any) -> Tensor:
    """`input` to the power of `exponent`, of which one may be a number, computed in float64.

    Shape: both, broadcast against each other.
    Dtype: any; the result is float64.
    Raises: TypeError for two numbers.
    Source: torch.float_power.
    """
    if not all(isinstance(value, Tensor | int | float) for value in (input, exponent)):
        raise errors.no_overload("float_power", (input, exponent))
    return pow(_doubled(input), _doubled(exponent))


def float_power_(self: Tensor, exponent: Any) -> Tensor:
    """In-place float_power: writes into this tensor's memory and returns it.

    Shape: of `exponent`, one that broadcasts to this tensor's.
    Dtype: float64.
    Raises: RuntimeError for another dtype.
    Source: torch.Tensor.float_power_.
    """
    if self.dtype is not dtypes.float64:
        raise RuntimeError(
            f"the base given to float_power_ has dtype {self.dtype.printed} but the operation's result requires dtype"
            " Double"
        )
    return self.pow_(_doubled(exponent))


def _fused_operands(name: str, input: Tensor, tensor1: Any, tensor2: Any, value: Any) -> Any:
    """`value` as a number of the result's kind. Raises TypeError where an operand is no Tensor."""
    need_tensors(name, input=input, tensor1=tensor1, tensor2=tensor2)
    need_numbers(f"{name}_cpu_out", input, tensor1, tensor2)
    kind = common_dtype(input, tensor1, tensor2)
    return plain(value) if kind.is_floating_point else converted(int(value), kind)


def addcmul(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """`input + value * tensor1 * tensor2`.

    Shape: all three, broadcast against each other.
    Dtype: the common one of the three, not bool; for whole numbers `value` is cut to one.
    Raises: NotImplementedError for bools, RuntimeError for shapes that do not broadcast.
    Source: torch.addcmul.
    """
    return ops.addcmul(input, tensor1, tensor2, value=_fused_operands("addcmul", input, tensor1, tensor2, value))


def addcdiv(input: Tensor, tensor1: Tensor, tensor2: Tensor, *, value: float = 1) -> Tensor:
    """`input + value * tensor1 / tensor2`.

    Shape: all three, broadcast against each other.
    Dtype: the common one of the three; `tensor1` or `tensor2` must be floating-point.
    Raises: RuntimeError where both of these are whole numbers.
    Source: torch.addcdiv.
    """
    need_tensors("addcdiv", input=input, tensor1=tensor1)
    if not common_dtype(tensor1, tensor2).is_floating_point:
        raise RuntimeError(
            "Integer division with addcdiv is no longer supported, and in a future  release addcdiv will perform a true"
            " division of tensor1 and tensor2. The historic addcdiv behavior can be implemented as (input + value *"
            " torch.trunc(tensor1 / tensor2)).to(input.dtype) for integer inputs and as (input + value * tensor1 /"
            " tensor2) for float inputs. The future addcdiv behavior is just the latter implementation: (input + value"
            " * tensor1 / tensor2), for all dtypes."
        )
    return ops.addcdiv(input, tensor1, tensor2, value=plain(value))


def lerp(input: Tensor, end: Tensor, weight: Any) -> Tensor:
    """From `input` at weight 0 to `end` at weight 1, along a straight line.

    Shape: all three, broadcast against each other; `weight` may be a number.
    Dtype: floating-point, all of one; a 0-d `weight` may have another.
    Raises: RuntimeError for different dtypes, NotImplementedError for whole numbers.
    Source: torch.lerp.
    """
    need_tensors("lerp", input=input, end=end)
    kind = input.dtype
    for label, x in (("end", end), ("weight", weight)):
        if isinstance(x, Tensor) and x.dtype is not kind and not (label == "weight" and x.ndim == 0):
            raise RuntimeError(f"expected dtype {kind.c_name} for `{label}` but got dtype {x.dtype.c_name}")
    if not kind.is_floating_point:
        raise errors.no_kernel(f"lerp_kernel_{'tensor' if isinstance(weight, Tensor) else 'scalar'}", kind)
    if isinstance(weight, Tensor):
        return ops.lerp(input, end, weight)
    return ops.lerp_scalar(input, end, weight=plain(weight))


subtract, divide, multiply, negative = sub, div, mul, neg

# fmt: off
__all__ = [
    "add", "addcdiv", "addcmul", "div", "divide", "float_power", "floor_divide", "fmod", "lerp", "mul", "multiply",
    "neg", "negative", "positive", "pow", "remainder", "rsub", "square", "sub", "subtract",
    "true_divide",
]
# fmt: on
METHODS = """
    add addcdiv addcmul div divide float_power float_power_ floor_divide fmod lerp mul multiply neg negative positive
    pow remainder square sub subtract true_divide
"""
IN_PLACE = """
    add addcdiv addcmul div divide floor_divide fmod lerp mul multiply neg negative pow remainder square sub
    subtract true_divide
"""
