"""Tensors from Python's data and from memory: tensor, as_tensor, asarray, from_numpy."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.functions.placing import kind_of, placed, tracked
from engine.modes import thread
from engine.tensor import Tensor, wrap

_LISTS_OF_ARRAYS = (
    "Creating a tensor from a list of numpy.ndarrays is slow: make one array of them with numpy.array() first."
)


def numbers(data: Any, dtype: dtypes.DType | None) -> Any:
    """Python's data as a new host array: floats in the default type, ints in int64, bools in bool.

    Raises ValueError for ragged sequences and integers of more than 64 bits, TypeError or RuntimeError for what are no
    numbers or do not fit.
    """
    if isinstance(data, np.ndarray):
        check_array(data)
        return data.copy() if dtype is None else data.astype(dtype.numpy)
    if isinstance(data, np.generic):
        return np.asarray(data, dtype=dtypes.of(data.dtype).numpy if dtype is None else dtype.numpy)
    if isinstance(data, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(data).__name__}'")
    shape = _shape(data)
    flat: list[Any] = []
    _store(data, shape, 0, flat)
    kind, values = _inferred(flat)
    target = dtype or kind
    return scalars.checked(target, np.array(values, dtype=None if values else target.numpy)).reshape(shape)


def _is_sequence(data: Any) -> bool:
    return isinstance(data, Sequence | np.ndarray)


def _shape(data: Any) -> tuple[int, ...]:
    """The lengths of the first sequences at each depth."""
    shape: list[int] = []
    while _is_sequence(data):
        if isinstance(data, bytes):
            raise TypeError("new(): invalid data type 'bytes'")
        if isinstance(data, str):
            raise ValueError("too many dimensions 'str'")
        if isinstance(data, np.ndarray) and data.ndim == 0:
            break
        if len(data) and isinstance(data[0], np.ndarray) and not isinstance(data, np.ndarray):
            warnings.warn(_LISTS_OF_ARRAYS, UserWarning, stacklevel=4)
        shape.append(len(data))
        if len(data) == 0:
            break
        data = data[0]
    return tuple(shape)


def _store(data: Any, shape: tuple[int, ...], depth: int, flat: list[Any]) -> None:
    """Add the elements in order, checking that sequences are as long as the first ones."""
    if depth == len(shape):
        flat.append(data)
        return
    if isinstance(data, np.ndarray):
        data = list(data)
    if not isinstance(data, Sequence):
        raise TypeError("not a sequence")
    if len(data) != shape[depth]:
        raise ValueError(f"expected sequence of length {shape[depth]} at dim {depth} (got {len(data)})")
    if depth == len(shape) - 1:
        flat.extend(data)
        return
    for part in data:
        _store(part, shape, depth + 1, flat)


def _inferred(flat: list[Any]) -> tuple[dtypes.DType, list[Any]]:
    """The dtype that elements stand for together, and the elements as Python's numbers."""
    found: dtypes.DType | None = None
    types = set(map(type, flat))
    if types <= {bool, int, float}:
        for kind in types:
            found = _promoted(found, dtypes.scalar_dtype(kind()))
        return found or dtypes.get_default_dtype(), flat
    values = []
    for x in flat:
        found = _promoted(found, _dtype_of(x, found))
        values.append(_python_number(x))
    assert found is not None
    return found, values


def _promoted(found: dtypes.DType | None, dtype: dtypes.DType) -> dtypes.DType:
    return dtype if found is None else dtypes.promote_types(found, dtype)


def _dtype_of(x: Any, found: dtypes.DType | None) -> dtypes.DType:
    if isinstance(x, Tensor):
        return x.dtype
    if isinstance(x, np.generic | np.ndarray):
        return dtypes.of(x.dtype)
    if isinstance(x, bool | int | float):
        return dtypes.scalar_dtype(x)
    if isinstance(x, str | bytes):
        raise TypeError(f"new(): invalid data type '{type(x).__name__}'")
    if isinstance(x, Sequence):
        floats = found is not None and found.is_floating_point
        name = type(x).__name__
        raise TypeError(
            f"must be real number, not {name}" if floats else f"'{name}' object cannot be interpreted as an integer"
        )
    scope = f": {errors.NO_COMPLEX}" if isinstance(x, complex | np.complexfloating) else ""
    raise RuntimeError(f"Could not infer dtype of {type(x).__name__}{scope}")


def _python_number(x: Any) -> Any:
    if not isinstance(x, Tensor | np.generic | np.ndarray):
        return x
    if isinstance(x, Tensor) and x._array.size != 1:
        if x.dtype.is_floating_point:
            raise ValueError("only one element tensors can be converted to Python scalars")
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return x.item()


def tensor(data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A new leaf with a copy of `data`: a number, nested sequences, or an array.

    Shape: that of the data.
    Dtype: an array's own; else bool, int64 or the default floating-point type, unless given.
    Raises: ValueError for ragged sequences; TypeError or RuntimeError for what is no number, or does not fit `dtype`.
    Source: torch.tensor.
    """
    kind = None if dtype is None else kind_of("tensor", dtype, dtypes.float32)
    short = data.__class__ is float and device is None and thread.state.plain and -6e4 < data < 6e4  # fits any dtype
    if short and (kind is None or kind.is_floating_point):
        scalar = wrap((kind or dtypes.get_default_dtype()).numpy.type(data))
        scalar._wants_grad = requires_grad
        return scalar
    if isinstance(data, Tensor):
        warnings.warn(errors.FROM_TENSOR, UserWarning, stacklevel=2)
        made = data.detach().clone() if kind is None else data.detach().to(kind, copy=True)
        return tracked(made if device is None else made.to(device).detach(), requires_grad)
    return placed(numbers(data, kind), device, None, requires_grad)


def as_tensor(data: Any, dtype: Any = None, device: Any = None) -> Tensor:
    """`data` as a Tensor, sharing memory with a Tensor or a NumPy array where dtype and device allow.

    Shape: that of the data.
    Dtype: as `tensor` has it.
    Raises: as `tensor` does.
    Source: torch.as_tensor; a Tensor keeps its history.
    """
    kind = None if dtype is None else kind_of("as_tensor", dtype, dtypes.float32)
    if isinstance(data, Tensor):
        result = data if kind is None else data.to(kind)
        return result if device is None else result.to(device)
    if isinstance(data, np.ndarray):
        return placed(from_numpy(data)._array, device, kind, False)
    return placed(numbers(data, kind), device, None, False)


def asarray(
    obj: Any,
    *,
    dtype: Any = None,
    device: Any = None,
    copy: bool | None = None,
    requires_grad: bool | None = None,
) -> Tensor:
    """`obj` as a Tensor; `copy` None shares memory where it can, True never does, False raises where it cannot.

    Shape: that of the data.
    Dtype: as `tensor` has it.
    Raises: ValueError for memory that cannot be shared, and as `tensor` does.
    Source: torch.asarray; without `requires_grad` a tensor keeps its history, with False it loses it.
    """
    kind = None if dtype is None else kind_of("asarray", dtype, dtypes.float32)
    if not isinstance(obj, Tensor | np.ndarray):
        if copy is False:
            raise ValueError("can't alias arbitrary sequence into a tensor.")
        return placed(numbers(obj, kind), device, None, bool(requires_grad))
    source = obj if isinstance(obj, Tensor) else from_numpy(obj)
    if copy is False and kind is not None and source.dtype is not kind:
        raise ValueError(f"can't alias tensor with dtype '{source.dtype.printed}' into dtype '{kind.printed}'.")
    result = source if kind is None else source.to(kind)
    result = result if device is None else result.to(device)
    if copy is False and result.device != source.device:
        raise ValueError(f"can't alias tensor on device '{source.device}' into device '{result.device}'.")
    if copy and result is source:
        result = result.clone()
    if requires_grad is None or (requires_grad and source.requires_grad):
        return result
    return tracked(result.detach(), requires_grad) if requires_grad or source.requires_grad else result


def check_array(array: Any) -> None:
    """Raise for a NumPy array whose memory no tensor can show: its dtype, byte order or steps."""
    if array.dtype.byteorder not in "=|" and array.dtype.newbyteorder("=") in dtypes.BY_NUMPY:
        raise ValueError(
            "given numpy array has byte order different from the native byte order. Conversion between byte orders is"
            " currently not supported."
        )
    dtypes.of(array.dtype)
    if any(step < 0 for step in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not"
            " currently supported. (You can probably work around this by making a copy of your array  with"
            " array.copy().) "
        )


_readonly_told = False


def from_numpy(array: Any) -> Tensor:
    """A Tensor on the memory of a NumPy array: a write to one is seen in the other.

    Shape: as the array, strides included.
    Dtype: as the array.
    Raises: TypeError for another dtype or what is no array, ValueError for a negative step or another byte order.
    Source: torch.from_numpy.
    """
    global _readonly_told
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {errors.type_name(array)})")
    check_array(array)
    if not array.flags.writeable and not _readonly_told:
        _readonly_told = True
        warnings.warn(
            "The given NumPy array is not writable: a write to this tensor will fail. Copy the array first to write"
            " to it. This warning is given once.",
            UserWarning,
            stacklevel=2,
        )
    return wrap(np.asarray(array))
