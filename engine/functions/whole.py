"""Divisors and multiples of whole numbers, mantissas and exponents, and the floating-point numbers next to one."""

from __future__ import annotations

from typing import Any

from engine import dtypes, return_types
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.functions.docstrings import BOTH, described
from engine.functions.operands import need_floating, need_whole
from engine.op import Op
from engine.ops import whole as ops
from engine.tensor import Tensor, wrap


def _of_whole_numbers(op: Op, name: str, means: str) -> Any:
    def function(input: Tensor, other: Tensor) -> Tensor:
        need_tensors(name, input=input, other=other)
        need_whole(f"{name}_cpu", False, input, other)
        return op(input, other)

    return described(
        function,
        name,
        f"{means}, element by element.",
        shape=BOTH,
        dtype="integers; the common dtype of both.",
        raises="NotImplementedError for other dtypes, TypeError for what is no Tensor.",
    )


gcd = _of_whole_numbers(ops.gcd, "gcd", "The greatest common divisor, 0 of two zeros")
lcm = _of_whole_numbers(ops.lcm, "lcm", "The least common multiple, 0 where one is 0")


def ldexp(input: Tensor, other: Tensor) -> Tensor:
    """`input * 2**other`.

    Shape: both, broadcast against each other.
    Dtype: the common one of both, floating point.
    Raises: TypeError for what is no Tensor.
    Source: torch.ldexp.
    """
    need_tensors("ldexp", input=input, other=other)
    if not other.dtype.is_floating_point:
        other = other.to(dtypes.get_default_dtype())
    return ops.ldexp(input, other)


def frexp(input: Tensor) -> Any:
    """Each element as mantissa * 2**exponent, the mantissa in [0.5, 1), as the named tuple (mantissa, exponent).

    Shape: any; the same, both.
    Dtype: floating point, that of the mantissa; the exponent is int32.
    Raises: RuntimeError for integers and bools, TypeError for what is no Tensor.
    Source: torch.frexp; of 0, infinity and nan the mantissa is the element and the exponent 0.
    """
    need_tensors("frexp", input=input)
    if not input.dtype.is_floating_point:
        raise RuntimeError("engine.frexp() only supports floating-point dtypes")
    xp = backend_of(input._array).xp
    exponent = xp.where(xp.isfinite(input._array), xp.frexp(input._array)[1], 0)
    power = xp.exp2(exponent.astype(input._array.dtype))
    mantissa = ops.frexp(input, wrap(power))
    return return_types.frexp(mantissa, wrap(exponent.astype(dtypes.int32.numpy)))


def nextafter(input: Tensor, other: Tensor) -> Tensor:
    """The floating-point number next to `input` in the direction of `other`, element by element.

    Shape: both, broadcast against each other.
    Dtype: floating point; the common one of both.
    Raises: NotImplementedError for other dtypes, TypeError for what is no Tensor.
    Source: torch.nextafter; the gradient is that of `input`, 0 where it equals `other`, whose own is 0.
    """
    need_tensors("nextafter", input=input, other=other)
    need_floating("nextafter_cpu", input, other)
    return ops.nextafter(input, other)


__all__ = ["frexp", "gcd", "lcm", "ldexp", "nextafter"]
METHODS = "frexp gcd lcm ldexp nextafter"
IN_PLACE = "gcd lcm ldexp nextafter"
