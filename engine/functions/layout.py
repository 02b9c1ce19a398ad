"""How a tensor lies in memory: sizes, strides, addresses."""

from __future__ import annotations

from typing import Any

from engine.backends import backend_of
from engine.functions.arguments import one_dim
from engine.tensor import Tensor


def _counted(input: Tensor, dim: Any, name: str) -> int:
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return one_dim(dim, input.ndim, name)


def size(input: Tensor, dim: int | None = None) -> Any:
    """The shape, or the size of one dim.

    Shape: any.
    Dtype: any.
    Raises: IndexError for a dim out of range.
    Source: torch.Tensor.size.
    """
    return input.shape if dim is None else input._array.shape[_counted(input, dim, "size")]


def stride(input: Tensor, dim: int | None = None) -> Any:
    """How many elements of memory lie between neighbours, along every dim or along one.

    Shape: any.
    Dtype: any.
    Raises: IndexError for a dim out of range.
    Source: torch.Tensor.stride.
    """
    steps = _strides(input)
    return tuple(steps) if dim is None else steps[_counted(input, dim, "stride")]


def _strides(input: Tensor) -> list[int]:
    """Where a dim has no neighbours, or there are no elements, the array libraries differ; these are as if."""
    array = input._array
    steps = [n // array.itemsize for n in array.strides]
    empty = array.size == 0 and not any(steps)
    for d in range(array.ndim - 1, -1, -1):
        if empty or (array.shape[d] == 1 and steps[d] == 0):
            steps[d] = max(array.shape[d + 1], 1) * steps[d + 1] if d + 1 < array.ndim else 1
    return steps


def storage_offset(input: Tensor) -> int:
    """How many elements of the memory that it shares lie before its first.

    Shape: any.
    Dtype: any.
    Raises: nothing.
    Source: torch.Tensor.storage_offset.
    """
    backend, array = backend_of(input._array), input._array
    return (backend.address(array) - backend.storage_address(array)) // int(array.itemsize)


def data_ptr(input: Tensor) -> int:
    """The address of the first element.

    Shape: any.
    Dtype: any.
    Raises: nothing.
    Source: torch.Tensor.data_ptr.
    """
    return backend_of(input._array).address(input._array)


def is_contiguous(input: Tensor) -> bool:
    """Whether the elements lie in memory in the order of their indices.

    Shape: any.
    Dtype: any.
    Raises: nothing.
    Source: torch.Tensor.is_contiguous.
    """
    return bool(input._array.flags.c_contiguous)


def ndimension(input: Tensor) -> int:
    """The number of dims.

    Shape: any.
    Dtype: any.
    Raises: nothing.
    Source: torch.Tensor.ndimension.
    """
    return input.ndim


__all__: list[str] = []
METHODS = "data_ptr is_contiguous ndimension size storage_offset stride"
IN_PLACE = ""
