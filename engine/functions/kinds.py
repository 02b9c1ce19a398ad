"""Which operands and dtypes an operator takes, and what PyTorch says to the others."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.dtypes import DType
from engine.errors import type_name
from engine.tensor import Tensor

_C_NAMES = {"uint8": "uint8_t", "int8": "int8_t", "int16": "int16_t", "int32": "int", "int64": "int64_t"}


def plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's, which does not raise a result's dtype."""
    return value.item() if isinstance(value, np.generic) else value


def common_dtype(*operands: Any) -> DType:
    """The dtype that Tensors and numbers are brought to by an arithmetic operation."""
    return dtypes.result_dtype([x._value if isinstance(x, Tensor) else plain(x) for x in operands])


def no_kernel(kernel: str, dtype: DType) -> NotImplementedError:
    """PyTorch's error for a dtype that its `kernel` is not compiled for."""
    return NotImplementedError(f"\"{kernel}\" not implemented for '{dtype.printed}'")


def need_floating(kernel: str, *operands: Any) -> None:
    """Raise NotImplementedError unless the operands' common dtype is floating-point."""
    kind = common_dtype(*operands)
    if not kind.is_floating_point:
        raise no_kernel(kernel, kind)


def need_numbers(kernel: str, *operands: Any) -> None:
    """Raise NotImplementedError where all operands are bools."""
    for x in operands:
        if x._value.dtype.kind != "b" if isinstance(x, Tensor) else not isinstance(x, bool):
            return
    raise no_kernel(kernel, dtypes.bool_)


def need_whole(kernel: str, bools: bool, *operands: Any) -> None:
    """Raise NotImplementedError unless the operands' common dtype is one of integers or, if `bools`, bool."""
    kind = common_dtype(*operands)
    if kind.is_floating_point or (kind is dtypes.bool_ and not bools):
        raise no_kernel(kernel, kind)


def need_tensors(name: str, input: Any, other: Any, argument: str = "other") -> None:
    """Raise TypeError unless both operands of the function `name` are Tensors."""
    for position, (label, x) in enumerate((("input", input), (argument, other)), 1):
        if not isinstance(x, Tensor):
            raise TypeError(
                f"{name}(): argument '{label}' (position {position}) must be Tensor, not {type_name(x)}"
            )


def invalid_combination(name: str, *arguments: Any) -> TypeError:
    """PyTorch's error for arguments that fit none of a function's signatures, without its list of these."""
    given = ", ".join("Tensor" if isinstance(x, Tensor) else type_name(x) for x in arguments)
    return TypeError(f"{name}() received an invalid combination of arguments - got ({given})")


def wrapped(value: Any, other: Any) -> Any:
    """An int outside the range of `other`'s integer dtype, counted round as the dtype itself would.

    Raises OverflowError for one that no dtype holds.
    """
    if not isinstance(value, int) or isinstance(value, bool) or not isinstance(other, Tensor):
        return value
    kind = other.dtype
    if kind.category != dtypes.INTEGER:
        return value
    if not -(2**63) <= value < 2**63:
        raise OverflowError("int too big to convert")
    bits = 8 * kind.itemsize
    value &= (1 << bits) - 1
    return value - (1 << bits) if kind.is_signed and value >= 1 << (bits - 1) else value


def converted(value: Any, dtype: DType) -> Any:
    """A number for an operation in `dtype`: ints into an unsigned one may be negative, and count round.

    Raises RuntimeError for an int outside the range.
    """
    value = plain(value)
    if dtype.category != dtypes.INTEGER or not isinstance(value, int):
        return value
    top = 2 ** (8 * dtype.itemsize - dtype.is_signed)
    if not (-top if dtype.is_signed else 1 - top) <= value < top:
        raise RuntimeError(f"value cannot be converted to type {_C_NAMES[dtype.name]} without overflow")
    return value if value >= 0 or dtype.is_signed else value + top
