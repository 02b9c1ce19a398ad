"""Tensors in `pickle` and `copy`, by PyTorch's rules.

What is pickled is the values with their strides, whether a gradient is asked for, the attributes that somebody set,
and the device; not the gradient, nor a history: what comes back is a leaf. A deep copy has the gradient too, is of
leaves only, and tensors that share memory share it in the copy.
"""

from __future__ import annotations

import copy
import warnings
from typing import Any

import numpy as np

from engine import errors, memory
from engine.backends import backend_for, backend_of, on_device_of
from engine.device import device as device_type, require
from engine.tensor import OWN, SCALARS, Tensor, wrap


def reduce(self: Tensor, protocol: Any) -> tuple[Any, ...]:
    """`__reduce_ex__`: what `pickle` keeps of a tensor."""
    tell_of_hooks(self)
    array = self._array
    values = memory.stretch(array)
    if array.itemsize > 1 and values.size % array.itemsize == 0:
        values = values.view(array.dtype)  # pickle then knows the order of bytes
    offset = -memory.reach(array.shape, array.strides, array.itemsize)[0]
    layout = (self.dtype.name, offset, tuple(array.shape), tuple(array.strides))
    host = backend_of(array).to_host(values)
    return _rebuilt, (type(self), host, layout, str(self.device), self.requires_grad, _attributes(self))


def tell_of_hooks(x: Tensor) -> None:
    """Warn of hooks, which no file or pickle keeps."""
    for hook in (x._hooks or {}).values():
        warnings.warn(f"backward hook {hook!r} on tensor will not be serialized.", UserWarning, stacklevel=3)


def _attributes(x: Tensor) -> dict[str, Any]:
    """What somebody set on a tensor: everything in its dict but the engine's own notes."""
    return {name: value for name, value in vars(x).items() if name not in OWN}


def _rebuilt(
    kind: type[Tensor],
    values: Any,
    layout: tuple[str, int, tuple[int, ...], tuple[int, ...]],
    where: str,
    requires_grad: bool,
    attributes: dict[str, Any],
) -> Tensor:
    values = np.require(values, values.dtype.newbyteorder("="), "W")  # a pickle may hold bytes that stay read-only
    place = placed(where)
    moved = backend_for(place).asarray(values.view(np.uint8), place.index)
    with on_device_of(moved):
        return _leaf(kind, memory.over(moved, *layout), requires_grad, attributes)


def _leaf(kind: type[Tensor], value: Any, requires_grad: bool, attributes: dict[str, Any]) -> Tensor:
    made = wrap(value)
    made.__class__ = kind
    made._wants_grad = requires_grad
    vars(made).update(attributes)
    return made


def placed(where: str) -> device_type:
    """The device that a file or pickle names. RuntimeError, saying what to do, where it is not here."""
    place = device_type(where)
    try:
        return require(place)
    except AssertionError as error:  # CUDA cannot be used
        raise RuntimeError(errors.NO_CUDA_TO_LOAD.format(reason=error)) from None
    except RuntimeError:
        count = backend_for(place).device_count()
        raise RuntimeError(errors.NO_DEVICE_TO_LOAD.format(index=place.index, count=count)) from None


def shallow(self: Tensor) -> Tensor:
    """`__copy__`: a leaf on the same memory."""
    return _leaf(type(self), self._array, self.requires_grad, _attributes(self))


def deep(self: Tensor, memo: dict[int, Any]) -> Tensor:
    """`__deepcopy__`: a leaf with its values, gradient and attributes. RuntimeError for a result, as in PyTorch."""
    if not self.is_leaf:
        raise RuntimeError(errors.DEEP_COPY)
    if id(self) in memo:
        return memo[id(self)]  # type: ignore[no-any-return]
    value = self._value if self._value.__class__ in SCALARS else _copied(self._array, memo)
    made = memo[id(self)] = _leaf(type(self), value, self._wants_grad, {})
    vars(made).update(copy.deepcopy(_attributes(self), memo))
    if self._grad is not None:
        made._grad = copy.deepcopy(self._grad, memo)
    return made


def _copied(array: Any, memo: dict[int, Any]) -> Any:
    """A copy of an array within a copy of all the memory of which it shows a part; the memo keeps that for others."""
    backend = backend_of(array)
    owner = backend.owner(array)
    with on_device_of(array):
        if id(owner) not in memo:
            whole = owner.copy() if owner.flags.c_contiguous else None
            memo[id(owner)] = memory.stretch(owner).copy() if whole is None else whole.reshape(-1).view(np.uint8)
            memo.setdefault(id(memo), []).append(owner)  # so that no other object gets its id meanwhile
            if owner is array and whole is not None:
                return whole
        (start, end), (low, high) = memory.extent(owner), memory.extent(array)
        if not start <= low <= high <= end:  # `as_strided` went beyond what it was given
            return array.copy()
        return memory.over(memo[id(owner)], array.dtype, backend.address(array) - start, array.shape, array.strides)
