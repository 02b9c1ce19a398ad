"""How an index is read: first as views, then as arrays to pick with.

As in PyTorch an index is taken apart in two steps. Integers, slices, None and bools become a chain of views (select,
slice, unsqueeze); what is left are index arrays and masks, which one copying Index picks from that view. So an integer
beside an index array is no array to broadcast with, as it is in NumPy: `x[0, :, [0, 1]]` keeps the order of its dims.
"""

from __future__ import annotations

import operator
import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_of
from engine.functions.shape import broadcast_shape
from engine.ops import shape as shapes
from engine.tensor import Tensor

Picks = list[tuple[int, Any]]
"""The dims at which index arrays stand in a view, and the arrays."""

_BYTE_MASK = "indexing with dtype engine.uint8 is now deprecated, please use a dtype engine.bool instead."
_SEQUENCE = (
    "Using a non-tuple sequence for multidimensional indexing is deprecated: use x[tuple(seq)] instead of x[seq], which"
    " will one day mean x[engine.tensor(seq)]."
)
_OF_SCALAR = (
    "invalid index of a 0-dim tensor. Use `tensor.item()` in Python or `tensor.item<T>()` in C++ to convert a 0-dim"
    " tensor to a number"
)


def _entries(index: Any) -> tuple[Any, ...]:
    """An index as a tuple of entries. A list that holds sequences, slices, None or tensors is one, which warns."""
    if isinstance(index, tuple):
        return index
    if isinstance(index, list) and len(index) < 32 and any(map(_makes_a_tuple, index)):
        warnings.warn(_SEQUENCE, UserWarning, stacklevel=4)
        return tuple(index)
    return (index,)


def _makes_a_tuple(entry: Any) -> bool:
    return entry is None or entry is Ellipsis or isinstance(entry, Tensor | slice | Sequence | np.ndarray)


def sliced(x: Tensor, index: Any, *, whole: bool = True) -> tuple[Tensor, Picks]:
    """The views that integers, slices, None and bools take, and the index arrays to pick with from the last of them.

    A slice of everything takes no view, but where it stands alone and nothing is `whole`.
    """
    if isinstance(index, int | np.integer) and not isinstance(index, bool):
        return _select(x, 0, int(index), 0), []
    if isinstance(index, slice):
        return _slice(x, 0, index, whole), []
    parts, used = [], 0
    for entry in _entries(index):
        part = _part(x, entry)
        parts.append(part)
        used += _consumed(part)
    if used > x.ndim:
        raise IndexError(f"too many indices for tensor of dimension {x.ndim}")
    return _chain(x, parts, x.ndim - used)


def _chain(x: Tensor, parts: list[Any], rest: int) -> tuple[Tensor, Picks]:
    """The same for entries in which an ellipsis stands for `rest` dims."""
    picks: Picks = []
    dim = 0
    for position, part in enumerate(parts):
        if part is None:
            x = shapes.unsqueeze(x, axis=dim)
            dim += 1
        elif part is Ellipsis:
            dim += rest
        elif isinstance(part, bool):
            x = shapes.unsqueeze(x, axis=dim)
            picks.append((dim, backend_of(x._array).xp.zeros(int(part), dtype=np.int64)))
            dim += 1
        elif isinstance(part, int):
            x = _select(x, dim, part, position)
        elif isinstance(part, slice):
            x = _slice(x, dim, part)
            dim += 1
        else:
            picks.append((dim, part))
            dim += _consumed(part)
    return x, picks


def _consumed(part: Any) -> int:
    """How many dims of the tensor an entry stands for."""
    if part is None or part is Ellipsis or isinstance(part, bool):
        return 0
    return int(part.ndim) if hasattr(part, "ndim") and part.dtype.kind == "b" else 1


def _part(x: Tensor, entry: Any) -> Any:
    """An entry as None, an ellipsis, a bool, an int, a slice, or an array of integers or bools on `x`'s device."""
    if entry is None or entry is Ellipsis or isinstance(entry, slice | bool):
        return entry
    if isinstance(entry, int | np.integer):
        return int(entry)
    backend = backend_of(x._array)
    if isinstance(entry, Tensor):
        return _index_array(x, entry) if entry.ndim else _number(entry)
    if type(entry) is backend.array_type and backend.type != "cpu":
        return _single(entry)
    if isinstance(entry, Sequence | np.ndarray):
        return _single(_mask_of_bytes(backend.asarray(_of_sequence(entry), x.device.index)))
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got"
        f" {errors.type_name(entry)})"
    )


def _of_sequence(entry: Any) -> Any:
    """A list or an array as integers or bools: floats lose their fraction."""
    if isinstance(entry, str):
        raise TypeError("new(): invalid data type 'str'")
    if not isinstance(entry, np.ndarray):
        from engine.functions.construct import tensor

        entry = tensor(list(entry) if isinstance(entry, range) else entry)._array
    return entry if entry.dtype.kind == "b" or entry.dtype == np.uint8 else entry.astype(np.int64)


def _index_array(x: Tensor, entry: Tensor) -> Any:
    """A tensor as an index array on `x`'s device. Raises IndexError for a dtype that cannot be one."""
    if entry.dtype.name not in ("bool", "uint8", "int32", "int64"):
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    if entry.is_cuda and entry.device != x.device:
        raise RuntimeError(f"indices should be either on cpu or on the same device as the indexed tensor ({x.device})")
    return _mask_of_bytes(entry.to(x.device)._array)


def _number(entry: Tensor) -> int | bool:
    """A 0-d tensor as the index that it stands for."""
    if entry.dtype.is_floating_point:
        raise IndexError("tensors used as indices must be long, int, byte or bool tensors")
    value = entry._array.item()
    return bool(value) if entry.dtype.name in ("bool", "uint8") else int(value)


def _mask_of_bytes(array: Any) -> Any:
    """An index array in which bytes are made the mask that they mean, with a warning."""
    if array.dtype != np.uint8:
        return array
    if array.ndim:
        warnings.warn(_BYTE_MASK, UserWarning, stacklevel=6)
    return array != 0


def _single(array: Any) -> Any:
    """An index array; one number is an integer, one truth value a bool."""
    if array.ndim:
        return array
    return bool(array.item()) if array.dtype.kind == "b" else int(array.item())


def _select(x: Tensor, dim: int, number: int, position: int) -> Tensor:
    shape = x._array.shape
    if not shape:
        raise IndexError(_OF_SCALAR)
    size = shape[dim]
    if not -size <= number < size:
        raise IndexError(f"index {number} is out of bounds for dimension {position} with size {size}")
    return shapes.select(x, axis=dim, index=number % size, shape=shape)


def _slice(x: Tensor, dim: int, part: slice, whole: bool = True) -> Tensor:
    shape = x._array.shape
    if not shape:
        raise IndexError("slice() cannot be applied to a 0-dim tensor.")
    try:
        ends = [None if end is None else operator.index(end) for end in (part.start, part.stop, part.step)]
    except TypeError as error:
        if isinstance(part.start, Tensor) or isinstance(part.stop, Tensor) or isinstance(part.step, Tensor):
            raise error from None
        raise TypeError("slice indices must be integers or None or have an __index__ method") from None
    if ends[2] is not None and ends[2] <= 0:
        raise ValueError("slice step cannot be zero" if ends[2] == 0 else "step must be greater than zero")
    start, stop, step = ends
    if whole and not start and (stop is None or stop >= shape[dim]) and step in (None, 1):
        return x  # whole as it is written, not by its numbers: `[-4:]` of 4 is a view of its own
    return shapes.narrow(x, axis=dim, part=slice(*ends), shape=shape)


def place(x: Tensor, picks: Picks) -> tuple[Any, ...]:
    """The index for the array library: arrays at their dims, whole slices between them; bounds are checked here.

    One mask alone stays a mask, which names no place twice; others become the integers at which they hold.
    """
    shape = x._array.shape
    for dim, array in picks:
        if array.dtype.kind == "b":
            _check_mask(shape, dim, array)
    if len(picks) == 1 and picks[0][1].dtype.kind == "b":
        return (*[slice(None)] * picks[0][0], picks[0][1])
    if len(picks) == 1 and 0 not in shape and picks[0][1].size:
        dim, array = picks[0]
        if _points_outside(array, shape[dim]):
            raise _out_of_bounds(array, shape[dim], 0)
        return (*[slice(None)] * dim, array)
    xp = backend_of(x._array).xp
    parts: list[Any] = []
    for dim, array in picks:
        parts += [slice(None)] * (dim - len(parts))
        parts += xp.nonzero(array) if array.dtype.kind == "b" else [array]
    place = tuple(parts)
    common = _common_shape(place)
    if 0 in picked_shape(shape, place):
        # Nothing is picked, so that no position matters; PyTorch does not look at them either.
        place = tuple([part if isinstance(part, slice) else part * 0 for part in place])
    _check_bounds(shape, place, common)
    return place


def _check_mask(shape: tuple[int, ...], dim: int, mask: Any) -> None:
    for j, n in enumerate(mask.shape):
        if dim + j >= len(shape) or shape[dim + j] != n:
            raise IndexError(
                f"The shape of the mask {errors.sizes(mask.shape)} at index {j} does not match the shape of the indexed"
                f" tensor {errors.sizes(shape)} at index {dim + j}"
            )


def _common_shape(place: tuple[Any, ...]) -> tuple[int, ...]:
    """The shape to which index arrays broadcast. Raises IndexError where they do not."""
    found = [part.shape for part in place if not isinstance(part, slice)]
    try:
        return broadcast_shape(found)
    except RuntimeError:
        raise IndexError(
            "shape mismatch: indexing tensors could not be broadcast together with shapes"
            f" {', '.join(map(errors.sizes, found))}"
        ) from None


def _check_bounds(shape: tuple[int, ...], place: tuple[Any, ...], common: tuple[int, ...]) -> None:
    """Raise IndexError, in PyTorch's words, where an index array points outside; CuPy would wrap it silently."""
    indexed = [size for part, size in zip(place, shape, strict=False) if not isinstance(part, slice)]
    if 0 not in common and 0 in indexed:
        raise IndexError("index is out of bounds for dimension with size 0")
    if 0 in common:
        return
    arrays = [part for part in place if not isinstance(part, slice)]
    outside = [j for j, (array, size) in enumerate(zip(arrays, indexed, strict=True)) if _points_outside(array, size)]
    if outside:
        # PyTorch goes from element to element and looks at every array there: which it meets first is named.
        number = min(outside, key=lambda j: _first_outside(arrays[j], indexed[j], common))
        raise _out_of_bounds(arrays[number], indexed[number], number)


def _points_outside(array: Any, size: int) -> bool:
    return int(array.min()) < -size or int(array.max()) >= size


def _first_outside(array: Any, size: int, common: tuple[int, ...]) -> int:
    """The number of the first element, of all to which the arrays broadcast, at which this one points outside."""
    wrong = backend_of(array).xp.broadcast_to((array < -size) | (array >= size), common)
    return int(wrong.reshape(-1).argmax())


def _out_of_bounds(array: Any, size: int, number: int) -> IndexError:
    """The error for an index array, the `number`-th, that points outside."""
    bad = int(array[(array < -size) | (array >= size)][0])
    return IndexError(f"index {bad} is out of bounds for dimension {number} with size {size}")


def picked_shape(shape: tuple[int, ...], place: tuple[Any, ...]) -> tuple[int, ...]:
    """The shape of what `place` picks: that of its arrays where they stand side by side, else in front."""
    at = [j for j, part in enumerate(place) if not isinstance(part, slice)]
    if len(at) == 1 and place[at[0]].dtype.kind == "b":
        mask = place[at[0]]
        return (*shape[: at[0]], int(mask.sum()), *shape[at[0] + mask.ndim :])
    common = _common_shape(place)
    rest = [n for j, n in enumerate(shape) if j not in at]
    first = at[0] if at == list(range(at[0], at[0] + len(at))) else 0
    return (*rest[:first], *common, *rest[first:])


def place_of(input: Tensor, indices: Any) -> tuple[Any, ...]:
    """The index for the array library of index tensors and masks, one for each of the first dims or several."""
    picks: Picks = []
    dim = 0
    for entry in indices:
        array = _index_array(input, entry)
        picks.append((dim, array))
        dim += _consumed(array)
    if dim > input.ndim:
        raise IndexError(f"too many indices for tensor of dimension {input.ndim} (got {dim})")
    return place(input, picks)
