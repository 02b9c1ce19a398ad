"""Tensors from values, from memory, and from rules; and changes of dtype and device."""

from __future__ import annotations

import math
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_for, backend_of
from engine.device import CPU, require
from engine.modes import thread
from engine.op import Op
from engine.tensor import Special, Tensor, wrap

cast = Op(
    "ToCopy",
    lambda xp, x, p: x.astype(p.dtype),
    noisy=True,
    x=lambda g: g,
)
# The copy's axes lie in memory in the order of the input's; what lies twice in the same place is spread out.
clone = Op(
    "Clone",
    lambda xp, x: x.copy(order="C" if x.flags.c_contiguous or 0 in x.strides else "K"),
    x=lambda g: g,
)


def _carry(value: Any, place: Any) -> Any:
    """A raw array or a Tensor on another device."""
    if isinstance(value, Tensor):
        return transfer(value, place=place, home=value.device)
    source, target = backend_of(value), backend_for(place)
    if source is target:
        return target.move(value, place.index)
    return target.asarray(source.to_host(value), place.index)


transfer = Op("ToCopy", lambda xp, x, p: _carry(x, p.place), moves=True, x=lambda g, p: _carry(g, p.home))


def placed(host: Any, where: Any, dtype: dtypes.DType | None, requires_grad: bool) -> Tensor:
    """A host array as a Tensor of `dtype` on a device."""
    if dtype is not None and host.dtype != dtype.numpy:
        host = host.astype(dtype.numpy)
    if requires_grad and host.dtype.kind != "f":
        raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
    place = CPU if where is None else require(where)
    result = wrap(host if place is CPU else backend_for(place).asarray(host, place.index))
    result._wants_grad = requires_grad
    if thread.state.inference:
        result._special = Special(None, inference=True)
    return result


def _flat(values: Any, shape: list[int], depth: int = 0) -> Any:
    """Check nested sequences for equal lengths and replace the Tensors among them by numbers."""
    if isinstance(values, Tensor):
        return values.tolist()
    if isinstance(values, str):
        raise TypeError("new(): invalid data type 'str'")
    if isinstance(values, np.ndarray):
        return values.tolist()
    if not isinstance(values, Sequence):
        if not isinstance(values, bool | int | float | np.generic):
            raise RuntimeError(f"Could not infer dtype of {type(values).__name__}")
        return values.item() if isinstance(values, np.generic) else values
    if len(shape) <= depth:
        shape.append(len(values))
    elif shape[depth] != len(values):
        raise ValueError(f"expected sequence of length {shape[depth]} at dim {depth} (got {len(values)})")
    return [_flat(part, shape, depth + 1) for part in values]


def _numbers(data: Any, dtype: dtypes.DType | None) -> Any:
    """Python data as a new host array: floats in the default type, ints in int64, bools in bool."""
    if isinstance(data, np.ndarray):
        dtypes.of(data.dtype)
        return data.copy() if dtype is None else data.astype(dtype.numpy)
    if isinstance(data, np.generic):
        return np.asarray(data, dtype=dtypes.of(data.dtype).numpy if dtype is None else dtype.numpy)
    made = np.asarray(_flat(data, []))
    if dtype is None:
        kind = made.dtype.kind
        dtype = dtypes.get_default_dtype() if kind == "f" or made.size == 0 else dtypes.bool_ if kind == "b" else None
        if dtype is None:
            dtype = dtypes.int64
    return made.astype(dtype.numpy)


def tensor(
    data: Any, *, dtype: dtypes.DType | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new leaf with a copy of `data`: a number, nested sequences, or an array (whose dtype it keeps).

    Raises ValueError for ragged sequences, TypeError or RuntimeError for what is not a number.
    """
    if data.__class__ is float and device is None and thread.state.plain and (dtype is None or dtype.is_floating_point):
        number = wrap((dtype or dtypes.get_default_dtype()).numpy.type(data))
        number._wants_grad = requires_grad
        return number
    if isinstance(data, Tensor):
        warnings.warn(errors.FROM_TENSOR, UserWarning, stacklevel=2)
        made = data.detach().clone() if dtype is None else data.detach().clone().to(dtype)
        made = made if device is None else made.to(device)
        made.requires_grad = requires_grad
        return made
    return placed(_numbers(data, dtype), device, None, requires_grad)


def as_tensor(data: Any, dtype: dtypes.DType | None = None, device: Any = None) -> Tensor:
    """`data` as a Tensor, sharing memory with a Tensor or a NumPy array where dtype and device allow."""
    if isinstance(data, Tensor):
        result = data if dtype is None else data.to(dtype)
        return result if device is None else result.to(device)
    if isinstance(data, np.ndarray):
        return placed(from_numpy(data)._array, device, dtype, False)
    return tensor(data, dtype=dtype, device=device)


_readonly_told = False


def from_numpy(array: Any) -> Tensor:
    """A Tensor on the memory of a NumPy array: a write to one is seen in the other."""
    global _readonly_told
    if not isinstance(array, np.ndarray):
        raise TypeError(f"expected np.ndarray (got {type(array).__name__})")
    dtypes.of(array.dtype)
    if any(step < 0 for step in array.strides):
        raise ValueError(
            "At least one stride in the given numpy array is negative, and tensors with negative strides are not"
            " currently supported. (You can probably work around this by making a copy of your array  with"
            " array.copy().) "
        )
    if not array.flags.writeable and not _readonly_told:
        _readonly_told = True
        warnings.warn(
            "The given NumPy array is not writable: a write to this tensor will fail. Copy the array first to write"
            " to it. This warning is given once.",
            UserWarning,
            stacklevel=2,
        )
    return wrap(np.asarray(array))


def legacy(cls: Any, values: tuple[Any, ...], dtype: dtypes.DType | None = None) -> Tensor:
    """`Tensor(data)` and `Tensor(2, 3)`: always of the constructor's dtype, whatever the data."""
    kind = dtype or dtypes.get_default_dtype()
    if not values:
        return wrap(np.empty(0, dtype=kind.numpy))
    if len(values) == 1 and not isinstance(values[0], int):
        if isinstance(values[0], Tensor):
            return values[0].detach()
        if isinstance(values[0], float):
            raise TypeError(f"new(): data must be a sequence (got {type(values[0]).__name__})")
        return wrap(_numbers(values[0], kind))
    return wrap(np.zeros(values, dtype=kind.numpy))


def _legacy(dtype: dtypes.DType) -> Any:
    def make(*values: Any) -> Tensor:
        return legacy(Tensor, values, dtype)

    make.__name__ = dtype.legacy
    make.__doc__ = f"The legacy constructor of {dtype.name} tensors: from data, or of a shape."
    return make


FloatTensor, DoubleTensor = _legacy(dtypes.float32), _legacy(dtypes.float64)
IntTensor, LongTensor = _legacy(dtypes.int32), _legacy(dtypes.int64)


def size_of(size: tuple[Any, ...]) -> tuple[int, ...]:
    """A size given as `2, 3` or as one sequence; negative sizes are a RuntimeError."""
    shape = tuple(size[0]) if len(size) == 1 and isinstance(size[0], Sequence) else size
    for n in shape:
        if not isinstance(n, int | np.integer):
            raise TypeError(f"size must be a tuple of ints, but found element of type {type(n).__name__}")
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {errors.sizes(shape)}")
    return tuple(int(n) for n in shape)


def full(
    size: Any, fill_value: Any, *, dtype: dtypes.DType | None = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A Tensor of this size with every element `fill_value`; the dtype follows the value unless given."""
    kind = dtype or dtypes.scalar_dtype(fill_value)
    return placed(np.full(size_of((size,)), fill_value, dtype=kind.numpy), device, None, requires_grad)


def _filled(value: float, name: str) -> Any:
    def make(
        *size: Any, dtype: dtypes.DType | None = None, device: Any = None, requires_grad: bool = False
    ) -> Tensor:
        kind = dtype or dtypes.get_default_dtype()
        return placed(np.full(size_of(size), value, dtype=kind.numpy), device, None, requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"A Tensor of this size, given as `2, 3` or as one sequence, with every element {value}."
    return make


def _filled_like(value: float, name: str) -> Any:
    def make(
        input: Tensor, *, dtype: dtypes.DType | None = None, device: Any = None, requires_grad: bool = False
    ) -> Tensor:
        kind = dtype or input.dtype
        where = input.device if device is None else device
        return placed(np.full(input.shape, value, dtype=kind.numpy), where, None, requires_grad)

    make.__name__ = make.__qualname__ = name
    make.__doc__ = f"A Tensor of `input`'s size, dtype and device with every element {value}."
    return make


zeros, ones = _filled(0, "zeros"), _filled(1, "ones")
zeros_like, ones_like = _filled_like(0, "zeros_like"), _filled_like(1, "ones_like")
empty, empty_like = zeros, zeros_like


def full_like(input: Tensor, fill_value: Any, **options: Any) -> Tensor:
    """A Tensor of `input`'s size, dtype and device with every element `fill_value`."""
    options.setdefault("dtype", input.dtype)
    options.setdefault("device", input.device)
    return full(tuple(input.shape), fill_value, **options)


def arange(
    start: Any,
    end: Any = None,
    step: Any = 1,
    *,
    dtype: dtypes.DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """Values from `start` (0 if only one number is given) up to but without `end`, `step` apart."""
    if end is None:
        start, end = 0, start
    if step == 0:
        raise RuntimeError("step must be nonzero")
    if (end - start) * step < 0:
        raise RuntimeError("upper bound and lower bound inconsistent with step sign")
    whole = all(isinstance(value, int) for value in (start, end, step))
    kind = dtype or (dtypes.int64 if whole else dtypes.get_default_dtype())
    count = math.ceil((end - start) / step)
    values = start + np.arange(count) * step
    return placed(values.astype(kind.numpy), device, None, requires_grad)


def linspace(
    start: Any,
    end: Any,
    steps: int = 100,
    *,
    dtype: dtypes.DType | None = None,
    device: Any = None,
    requires_grad: bool = False,
) -> Tensor:
    """`steps` values (100 unless given) evenly from `start` to `end`, both included.

    Computed from both ends towards the middle in the result's dtype, as PyTorch does, so the two halves mirror.
    """
    kind = dtype or dtypes.get_default_dtype()
    if steps < 0:
        raise RuntimeError("number of steps must be non-negative")
    number = kind.numpy.type
    if steps < 2:
        return placed(np.full(steps, start, dtype=kind.numpy), device, None, requires_grad)
    step = (number(end) - number(start)) / number(steps - 1)
    index = np.arange(steps).astype(kind.numpy)
    values = np.where(
        np.arange(steps) < steps // 2, number(start) + step * index, number(end) - step * index[::-1]
    )
    return placed(values.astype(kind.numpy), device, None, requires_grad)


def eye(n: int, m: int | None = None, *, dtype: dtypes.DType | None = None, device: Any = None) -> Tensor:
    """Ones on the main diagonal of an n × m matrix (n × n unless m is given), zeros elsewhere."""
    kind = dtype or dtypes.get_default_dtype()
    return placed(np.eye(n, m, dtype=kind.numpy), device, None, False)


def to(input: Tensor, *targets: Any, dtype: Any = None, device: Any = None, copy: bool = False) -> Tensor:
    """`input` in another dtype or on another device; itself where nothing changes and `copy` is False."""
    for target in targets:
        if isinstance(target, Tensor):
            dtype, device = target.dtype, target.device
        elif isinstance(target, dtypes.DType):
            dtype = target
        elif isinstance(target, np.dtype):
            dtype = dtypes.of(target)
        else:
            device = target
    result = input
    if device is not None and (place := require(device)) != input.device:
        result = transfer(result, place=place, home=input.device)
    if dtype is not None and result._array.dtype != (kind := dtypes.as_dtype(dtype).numpy):
        result = cast(result, dtype=kind) if kind.kind == "f" else cast(result.detach(), dtype=kind)
    return clone(result) if copy and result is input else result

