"""The operands of a function: their common dtype, the dtypes that PyTorch has a kernel for, and numbers among them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.dtypes import DType
from engine.modes import thread
from engine.tensor import Tensor


def plain(value: Any) -> Any:
    """A number of NumPy's as one of Python's, which does not raise a result's dtype."""
    return value.item() if isinstance(value, np.generic) else value


def common_dtype(*operands: Any) -> DType:
    """The dtype that Tensors and numbers are brought to by an arithmetic operation."""
    return dtypes.result_dtype([x._value if isinstance(x, Tensor) else plain(x) for x in operands])


def need_floating(kernel: str, *operands: Any) -> None:
    """Raise NotImplementedError unless the operands' common dtype is floating-point."""
    for x in operands:
        if x._value.dtype.kind == "f" if isinstance(x, Tensor) else isinstance(plain(x), float):
            return
    raise errors.no_kernel(kernel, common_dtype(*operands))


def floating(input: Any, name: str, kernel: str) -> Tensor:
    """`input`, which must be a Tensor of floating-point numbers: else TypeError or NotImplementedError."""
    if not isinstance(input, Tensor):
        raise errors.not_tensor(name, "input", 1, input)
    if input._value.dtype.kind != "f":
        raise errors.no_kernel(kernel, input.dtype)
    return input


def need_numbers(kernel: str, *operands: Any) -> None:
    """Raise NotImplementedError where all operands are bools."""
    for x in operands:
        if x._value.dtype.kind != "b" if isinstance(x, Tensor) else not isinstance(x, bool):
            return
    raise errors.no_kernel(kernel, dtypes.bool_)


def need_whole(kernel: str, bools: bool, *operands: Any) -> None:
    """Raise NotImplementedError unless the operands' common dtype is one of integers or, if `bools`, bool."""
    kind = common_dtype(*operands)
    if kind.is_floating_point or (kind is dtypes.bool_ and not bools):
        raise errors.no_kernel(kernel, kind)


def need_constants(name: str, **arguments: Tensor | None) -> None:
    """Raise RuntimeError where a gradient would be recorded for an argument of the function `name` that has none."""
    for argument, value in arguments.items():
        if value is not None and thread.state.grad_enabled and value.requires_grad:
            raise RuntimeError(
                f"The function '{name}' is not differentiable with respect to argument '{argument}'. This input cannot"
                " have requires_grad True."
            )


def counted_round(value: Any, other: Any) -> Any:
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
    """A number for an operation in `dtype`: an int in a whole-number one as an element of it, others as they are.

    Raises RuntimeError for an int outside the range, OverflowError for one of more than 64 bits.
    """
    value = plain(value)
    whole = dtype.category == dtypes.INTEGER and isinstance(value, int)
    return scalars.element(dtype, value) if whole else value
