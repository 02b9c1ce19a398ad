"""Arguments as PyTorch takes them: dims, sizes, operands."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.ops.create import from_numpy
from engine.tensor import Tensor


def operand(value: Any) -> Any:
    """The other side of an operator: Tensors and numbers as they are, arrays as Tensors, else NotImplemented."""
    if isinstance(value, Tensor | bool | int | float):
        return value
    if isinstance(value, np.ndarray):
        return from_numpy(value)
    return value.item() if isinstance(value, np.generic) else NotImplemented


def one_dim(dim: Any, ndim: int, name: str = "") -> int:
    """A dim counted from either end as a non-negative one; 0-d tensors count as 1-d.

    Raises IndexError outside, and TypeError, naming the function `name`, for what is not one integer.
    """
    if not isinstance(dim, int) or isinstance(dim, bool):
        try:
            dim = operator.index(dim)
        except TypeError:
            raise errors.not_int(name, dim) from None
    low, high = -max(ndim, 1), max(ndim, 1) - 1
    if not low <= dim <= high:
        raise IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})")
    return int(dim) % max(ndim, 1)


def all_dims(dim: Any, ndim: int, name: str = "") -> tuple[int, ...] | None:
    """None for all dims, else a tuple of different non-negative ones."""
    if dim is None or (isinstance(dim, Sequence) and not dim):
        return None
    dims = tuple(one_dim(d, ndim, name) for d in (dim if isinstance(dim, Sequence) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return dims if ndim else None


def either(name: str, dim: Any, axis: Any) -> Any:
    """PyTorch's `dim` and NumPy's `axis` are the same argument; both at once are a TypeError."""
    if axis is None:
        return dim
    if dim is not None:
        raise TypeError(f"{name}() got both dim and axis: give one of them")
    return axis


def ints(values: tuple[Any, ...]) -> tuple[int, ...]:
    """`2, 3` or one sequence of ints, as a tuple."""
    if len(values) == 1 and isinstance(values[0], Sequence):
        values = tuple(values[0])
    return tuple(int(n) for n in values)
