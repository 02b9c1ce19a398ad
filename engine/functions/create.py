"""The constructors, and what asks a value whether it is a tensor and of what kind."""

from __future__ import annotations

from typing import Any

from engine.functions.arguments import need_tensors
from engine.functions.constant import (
    empty,
    empty_like,
    eye,
    full,
    full_like,
    new_empty as new_empty,
    new_full as new_full,
    new_ones as new_ones,
    new_tensor as new_tensor,
    new_zeros as new_zeros,
    ones,
    ones_like,
    scalar_tensor,
    zeros,
    zeros_like,
)
from engine.functions.construct import as_tensor, asarray, from_numpy, tensor
from engine.functions.legacy import (
    BoolTensor,
    ByteTensor,
    CharTensor,
    DoubleTensor,
    FloatTensor,
    HalfTensor,
    IntTensor,
    LongTensor,
    ShortTensor,
    new as new,
)
from engine.functions.ranges import arange, linspace, logspace, range
from engine.tensor import Tensor


def is_tensor(obj: Any) -> bool:
    """Whether `obj` is a Tensor.

    Shape: any value.
    Dtype: a Python bool.
    Raises: nothing.
    Source: torch.is_tensor.
    """
    return isinstance(obj, Tensor)


def is_floating_point(input: Tensor) -> bool:
    """Whether the dtype is float16, float32 or float64.

    Shape: any.
    Dtype: a Python bool.
    Raises: TypeError for what is no tensor.
    Source: torch.is_floating_point.
    """
    need_tensors("is_floating_point", input=input)
    return input.dtype.is_floating_point


def is_complex(input: Tensor) -> bool:
    """Always False: complex numbers are out of engine's scope.

    Shape: any.
    Dtype: a Python bool.
    Raises: TypeError for what is no tensor.
    Source: torch.is_complex.
    """
    need_tensors("is_complex", input=input)
    return input.dtype.is_complex


def conj(input: Tensor) -> Tensor:
    """The tensor itself, for its numbers are real.

    Shape: any.
    Dtype: any.
    Raises: TypeError for what is no tensor.
    Source: torch.conj.
    """
    need_tensors("conj", input=input)
    return input


def real(input: Tensor) -> Tensor:
    """The tensor itself, for its numbers are real.

    Shape: any.
    Dtype: any.
    Raises: TypeError for what is no tensor.
    Source: torch.real.
    """
    need_tensors("real", input=input)
    return input


def is_signed(input: Tensor) -> bool:
    """Whether the dtype can hold negative numbers.

    Shape: any.
    Dtype: a Python bool.
    Raises: TypeError for what is no tensor.
    Source: torch.is_signed.
    """
    need_tensors("is_signed", input=input)
    return input.dtype.is_signed


def is_nonzero(input: Tensor) -> bool:
    """Whether the one element is not 0.

    Shape: one element.
    Dtype: a Python bool.
    Raises: RuntimeError for any other number of elements, TypeError for what is no tensor.
    Source: torch.is_nonzero.
    """
    need_tensors("is_nonzero", input=input)
    return bool(input)


def is_same_size(input: Tensor, other: Tensor) -> bool:
    """Whether two tensors have one shape.

    Shape: any.
    Dtype: a Python bool.
    Raises: TypeError for what is no tensor.
    Source: torch.is_same_size.
    """
    need_tensors("is_same_size", input=input, other=other)
    return bool(input._array.shape == other._array.shape)


# fmt: off
__all__ = [
    "arange", "as_tensor", "asarray", "BoolTensor", "ByteTensor", "CharTensor", "conj", "DoubleTensor", "empty",
    "empty_like", "eye", "FloatTensor", "from_numpy", "full", "full_like", "HalfTensor", "IntTensor", "is_complex",
    "is_floating_point", "is_nonzero", "is_same_size", "is_signed", "is_tensor", "linspace", "logspace", "LongTensor",
    "ones", "ones_like", "range", "real", "scalar_tensor", "ShortTensor", "tensor", "zeros", "zeros_like",
]
# fmt: on
METHODS = """
    conj is_complex is_nonzero is_same_size is_signed new new_empty new_full new_ones new_tensor new_zeros
"""
IN_PLACE = ""
