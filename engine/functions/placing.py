"""What constructors have in common: sizes, dtypes and numbers as arguments, and memory on a device."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_for
from engine.device import CPU, device, require
from engine.errors import type_name
from engine.modes import thread
from engine.tensor import Special, Tensor, wrap

_PYTHON_TYPES = {bool: dtypes.bool_, int: dtypes.int64, float: dtypes.float64}
NO_GRAD_DTYPE = "Only Tensors of floating point and complex dtype can require gradients"


def kind_of(
    name: str, dtype: Any, default: dtypes.DType, argument: str = "dtype", position: int | None = None
) -> dtypes.DType:
    """The argument `dtype` of the function `name`; TypeError for what is neither a dtype nor bool, int or float."""
    if dtype is None:
        return default
    if isinstance(dtype, dtypes.DType):
        return dtype
    if isinstance(dtype, type) and dtype in _PYTHON_TYPES:
        return _PYTHON_TYPES[dtype]
    where = "" if position is None else f" (position {position})"
    raise TypeError(f"{name}(): argument '{argument}'{where} must be engine.dtype, not {type_name(dtype)}")


def placed(
    host: Any, where: Any, dtype: dtypes.DType | None, requires_grad: bool, name: str = "tensor"
) -> Tensor:
    """A host array as a Tensor of `dtype` on a device."""
    if dtype is not None and host.dtype != dtype.numpy:
        host = host.astype(dtype.numpy)
    place = _place(name, where)
    return tracked(wrap(host if place is CPU else backend_for(place).asarray(host, place.index)), requires_grad)


def filled(name: str, shape: tuple[int, ...], value: Any, dtype: dtypes.DType, where: Any, tracks: bool) -> Tensor:
    """A Tensor with every element `value`, made where it is wanted."""
    if math.prod(shape) * dtype.itemsize >= 2**63:
        raise RuntimeError(f"Storage size calculation overflowed with sizes={errors.sizes(shape)}")
    place = _place(name, where)
    if place is CPU:
        return tracked(wrap(np.full(shape, value, dtype=dtype.numpy)), tracks)
    backend = backend_for(place)
    with backend.on(place.index):
        return tracked(wrap(backend.xp.full(shape, value, dtype=dtype.numpy)), tracks)


def tracked(result: Tensor, requires_grad: bool) -> Tensor:
    """A new leaf that asks for a gradient or not. RuntimeError for a dtype that has none."""
    if requires_grad and not result.dtype.is_floating_point:
        raise RuntimeError(NO_GRAD_DTYPE)
    result._wants_grad = bool(requires_grad)
    if thread.state.inference:
        result._special = Special(None, inference=True)
    return result


def _place(name: str, where: Any) -> device:
    if where is None or where is CPU:
        return CPU
    if isinstance(where, bool) or not isinstance(where, device | str | int):
        raise TypeError(f"{name}(): argument 'device' must be engine.device, not {type_name(where)}")
    return require(where)


def size_of(sizes: tuple[Any, ...], name: str = "zeros", size: Any = None) -> tuple[int, ...]:
    """A size given as `2, 3`, as one sequence, or by the keyword `size`.

    Raises TypeError for what are no integers, RuntimeError for negative ones.
    """
    if size is not None:
        return sequence_size(name, size)
    if not sizes:
        raise TypeError(f'{name}() missing 1 required positional arguments: "size"')
    if len(sizes) == 1 and isinstance(sizes[0], tuple | list):
        return _integers(name, tuple(sizes[0]), listed=True)
    if len(sizes) > 1 and isinstance(sizes[0], tuple | list):
        raise TypeError(f"{name}() takes 1 positional argument but {len(sizes)} were given")
    return _integers(name, sizes)


def sequence_size(name: str, size: Any, position: int = 1) -> tuple[int, ...]:
    """A size given as one sequence."""
    if not isinstance(size, tuple | list):
        raise _no_size(name, position, size)
    return _integers(name, tuple(size), position, listed=True)


def _integers(name: str, values: tuple[Any, ...], position: int = 1, listed: bool = False) -> tuple[int, ...]:
    result = []
    for place, n in enumerate(values):
        if type(n) is not int:
            n = _integer(name, n, place, position, listed)
        result.append(n)
    shape = tuple(result)
    if any(n < 0 for n in shape):
        if name == "zeros":
            raise RuntimeError("zeros: Dimension size must be non-negative.")
        bad = next(n for n in shape if n < 0)
        raise RuntimeError(f"Trying to create tensor with negative dimension {bad}: {errors.sizes(shape)}")
    return shape


def _integer(name: str, n: Any, place: int, position: int, listed: bool) -> int:
    whole = isinstance(n, np.integer) or (
        isinstance(n, Tensor) and n._array.size == 1 and not n.dtype.is_floating_point and n.dtype.name != "bool"
    )
    if whole:
        return int(n.item())
    if isinstance(n, int) and not isinstance(n, bool):
        return int(n)
    if place == 0 and listed:
        raise TypeError(
            f"{name}(): argument 'size' (position {position}) must be tuple of ints, but found element of type"
            f" {type_name(n)} at pos 0"
        )
    if place == 0:
        raise _no_size(name, position, n)
    raise TypeError(
        f"{name}(): argument 'size' failed to unpack the object at pos {place + 1} with error"
        f' "type must be tuple of ints,but got {type_name(n)}"'
    )


def _no_size(name: str, position: int, value: Any) -> TypeError:
    return TypeError(
        f"{name}(): argument 'size' (position {position}) must be tuple of ints, not {type_name(value)}"
    )


def number(name: str, argument: str, position: int, value: Any) -> Any:
    """A number, NumPy's or a 0-d tensor included, as Python's; TypeError for anything else."""
    if isinstance(value, Tensor) and value.ndim == 0:
        return value.detach().item()
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return value.item()
    if isinstance(value, bool | int | float):
        return value
    raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be Number, not {type_name(value)}")


def count(name: str, argument: str, position: int, value: Any) -> int:
    """One integer; TypeError for anything else, bools too."""
    if isinstance(value, Tensor) and value.ndim == 0 and not value.dtype.is_floating_point:
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise TypeError(f"{name}(): argument '{argument}' (position {position}) must be int, not {type_name(value)}")
    return int(value)
