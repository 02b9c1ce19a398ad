"""PyTorch's oldest constructors: `Tensor(2, 3)`, `FloatTensor([1, 2])` and their like, always of one dtype."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes
from engine.errors import type_name
from engine.ops.construct import numbers
from engine.ops.placing import size_of, unmatched
from engine.ops.shape import alias
from engine.size import Size
from engine.tensor import Tensor, wrap

_WAYS = ("*, engine.device device = None", "Tensor other", "tuple of ints size", "object data")
_C_NAMES = {
    "uint8": "unsigned char", "int8": "signed char", "int16": "short", "int32": "int", "int64": "long int",
    "float16": "c10::Half", "float32": "float", "float64": "double",
}  # fmt: skip


def legacy(cls: Any, values: tuple[Any, ...], dtype: dtypes.DType | None = None) -> Tensor:
    """`Tensor(data)` and `Tensor(2, 3)`: of the constructor's dtype, whatever the data; a tensor is only aliased.

    Raises TypeError for data that is no sequence and for a tensor of another dtype.
    """
    kind = dtype or dtypes.get_default_dtype()
    if not values:
        return wrap(np.zeros(0, dtype=kind.numpy))
    first = values[0]
    if isinstance(first, Size) and len(values) == 1:
        return wrap(np.zeros(tuple(first), dtype=kind.numpy))
    if _is_size(first):
        return wrap(np.zeros(size_of(values, "new"), dtype=kind.numpy))
    if len(values) > 1:
        raise unmatched("new", _WAYS, values)
    if isinstance(first, Tensor):
        if dtype is not None and first.dtype is not dtype:
            raise TypeError(f"expected {_options(dtype)} (got {_options(first.dtype)})")
        return alias(first)
    if not isinstance(first, list | tuple | range | str | bytes | np.ndarray):
        raise TypeError(f"new(): data must be a sequence (got {type_name(first)})")
    return wrap(numbers(first, kind))


def _is_size(value: Any) -> bool:
    return isinstance(value, int | np.integer) and not isinstance(value, bool)


def _options(dtype: dtypes.DType) -> str:
    return (
        f"TensorOptions(dtype={_C_NAMES.get(dtype.name, dtype.name)}, device=cpu, layout=Strided, requires_grad=false"
        " (default), pinned_memory=false (default), memory_format=(nullopt))"
    )


class TensorType(type):
    """The class of FloatTensor and its like: a tensor of the dtype is an instance, and a call makes one."""

    dtype: dtypes.DType
    is_cuda = False

    def __call__(cls, *values: Any) -> Any:
        """A tensor from a sequence of data, or of a size."""
        return legacy(Tensor, values, cls.dtype)

    def __instancecheck__(cls, instance: object) -> bool:
        return isinstance(instance, Tensor) and instance.dtype is cls.dtype and instance.device.type == "cpu"

    def __repr__(cls) -> str:
        return f"<class 'engine.{cls.__name__}'>"


def _legacy(dtype: dtypes.DType) -> Any:
    doc = f"The legacy constructor of {dtype.name} tensors: from a sequence of data, or of a size."
    return TensorType(dtype.legacy, (), {"dtype": dtype, "__doc__": doc, "__module__": "engine"})


FloatTensor, DoubleTensor, HalfTensor = map(_legacy, (dtypes.float32, dtypes.float64, dtypes.float16))
ByteTensor, CharTensor, ShortTensor = map(_legacy, (dtypes.uint8, dtypes.int8, dtypes.int16))
IntTensor, LongTensor, BoolTensor = map(_legacy, (dtypes.int32, dtypes.int64, dtypes.bool_))


def new(self: Tensor, *values: Any) -> Tensor:
    """A tensor of this one's dtype from a sequence of data, or of a size.

    Shape: that of the data, or the size.
    Dtype: as this tensor.
    Raises: TypeError for data that is no sequence.
    Source: torch.Tensor.new.
    """
    return legacy(Tensor, values, self.dtype).to(self.device)
