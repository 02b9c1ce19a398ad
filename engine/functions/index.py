"""Indexing: `x[...]`, `x[...] = v`, gather, masks.

Basic indices become a chain of PyTorch's views (select, slice, unsqueeze); anything with an array, a list or a boolean
becomes one copying Index.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_of, check_bounds
from engine.functions.arguments import one_dim
from engine.functions.shape import broadcast_tensors, reshape
from engine.ops import index as ops, shape as shapes
from engine.ops.create import from_numpy
from engine.tensor import Tensor, wrap


def _part(index: Any) -> Any:
    """One entry of an index, Tensors as arrays; TypeError or IndexError for what cannot be one."""
    if isinstance(index, Tensor):
        if index._array.dtype.kind not in "iub":
            raise IndexError(
                "tensors used as indices must be long, int, byte or bool tensors"
            )
        return index._array
    if index is None or index is Ellipsis or isinstance(index, slice | bool):
        return index
    if isinstance(index, int | np.integer):
        return int(index)
    if isinstance(index, list | tuple | range):
        return np.asarray([_part(i).item() if isinstance(i, Tensor) else i for i in index])
    if hasattr(index, "dtype"):  # an array of any library
        return index
    raise IndexError(
        "only integers, slices (`:`), ellipsis (`...`), None and long or byte Variables are valid indices (got"
        f" {type(index).__name__})"
    )


def _parts(index: Any, ndim: int) -> list[Any]:
    """An index as a list of entries without an ellipsis, padded with full slices."""
    entries = list(index) if isinstance(index, tuple) else [index]
    parts = [_part(entry) for entry in entries]
    used = sum(
        (part.ndim if part.dtype.kind == "b" else 1) if hasattr(part, "ndim") else 1
        for part in parts
        if part is not None and part is not Ellipsis and not isinstance(part, bool)
    )
    if used > ndim:
        raise IndexError(f"too many indices for tensor of dimension {ndim}")
    rest = [slice(None)] * (ndim - used)
    places = [j for j, part in enumerate(parts) if part is Ellipsis]
    if len(places) > 1:
        raise IndexError("an index can only have a single ellipsis ('...')")
    if places:
        return parts[: places[0]] + rest + parts[places[0] + 1 :]
    return parts + rest


def _is_basic(parts: list[Any]) -> bool:
    """True where the index is made of integers, slices and None; a 0-d integer tensor counts as an integer."""
    return all(
        part is None or isinstance(part, slice) or (isinstance(part, int) and not isinstance(part, bool))
        for part in parts
    )


def _checked_slice(part: slice) -> slice:
    ends = [None if end is None else int(end) for end in (part.start, part.stop, part.step)]
    if ends[2] is not None and ends[2] <= 0:
        raise ValueError("step must be greater than zero")
    return slice(*ends)


def _basic(x: Tensor, parts: list[Any]) -> Tensor:
    """The chain of views for integers, slices and None."""
    axis = dim = 0
    for part in parts:
        if part is None:
            x = shapes.unsqueeze(x, axis=axis)
            axis += 1
            continue
        size = x._array.shape[axis]
        if isinstance(part, slice):
            part = _checked_slice(part)
            if part.indices(size) != (0, size, 1):
                x = shapes.narrow(x, axis=axis, part=part, shape=x._array.shape)
            axis += 1
        else:
            if not -size <= part < size:
                raise IndexError(f"index {part} is out of bounds for dimension {dim} with size {size}")
            x = shapes.select(x, axis=axis, index=part % size, shape=x._array.shape)
        dim += 1
    return x


def _scalars(parts: list[Any]) -> list[Any]:
    """0-d integer arrays as Python ints, so that `x[i]` with a tensor `i` is the view it is in PyTorch."""
    return [
        part.item() if hasattr(part, "ndim") and part.ndim == 0 and part.dtype.kind in "iu" else part for part in parts
    ]


def _advanced(x: Tensor, parts: list[Any]) -> tuple[Any, ...]:
    """The index for the array library, its bounds checked here: CuPy would wrap them silently."""
    asarray = backend_of(x._array).xp.asarray
    made, dim = [], 0
    for part in parts:
        if part is None or isinstance(part, slice | bool):
            made.append(_checked_slice(part) if isinstance(part, slice) else part)
            dim += part is not None and not isinstance(part, bool)
            continue
        array = asarray(part)
        if array.size == 0 and array.dtype.kind == "f":
            array = array.astype(np.int64)
        if array.dtype.kind == "b":
            _check_mask(x, array, dim)
            dim += array.ndim
        else:
            size = x._array.shape[dim]
            low, high = (int(array.min()), int(array.max())) if array.size else (0, 0)
            if array.size and (low < -size or high >= size):
                bad = low if low < -size else high
                raise IndexError(f"index {bad} is out of bounds for dimension {dim} with size {size}")
            dim += 1
        made.append(array)
    return tuple(made)


def _check_mask(x: Tensor, mask: Any, dim: int) -> None:
    for j, n in enumerate(mask.shape):
        if x._array.shape[dim + j] != n:
            raise IndexError(
                f"The shape of the mask {list(mask.shape)} at index {j} does not match the shape of the indexed tensor"
                f" {list(x._array.shape)} at index {dim + j}"
            )


def getitem(input: Tensor, index: Any) -> Tensor:
    """`input[index]`: a view for integers, slices and None, a copy for arrays and masks."""
    parts = _scalars(_parts(index, input.ndim))
    if _is_basic(parts):
        result = _basic(input, parts)
        return shapes.alias(input) if result is input else result
    return ops.index(input, index=_advanced(input, parts), shape=input._array.shape)


def setitem(input: Tensor, index: Any, value: Any) -> None:
    """`input[index] = value`, in place; gradients of the overwritten elements end there."""
    from engine.views import assign, check

    if not isinstance(value, Tensor):
        value = wrap(np.asarray(value, dtype=input._array.dtype)) if not isinstance(value, np.ndarray) else (
            from_numpy(value)
        )
    parts = _scalars(_parts(index, input.ndim))
    if _is_basic(parts):
        part = _basic(input, parts)
        while value.ndim > part.ndim and value._array.shape[0] == 1:
            value = value[0]
        part.copy_(value.expand(*part.shape))
        return
    check(input, value)
    place = _advanced(input, parts)
    xp = backend_of(input._array).xp
    untouched = xp.ones(input._array.shape, dtype=bool)
    untouched[place] = False
    target = ops.index(input.detach(), index=place, shape=input._array.shape)
    value = _filling(value.to(input.device, input.dtype), target)
    assign(input, ops.index_put(input, value, index=place, untouched=untouched))


def _filling(value: Tensor, target: Tensor) -> Tensor:
    """`value` expanded to the elements that an index picked."""
    try:
        return value.expand(*target.shape)
    except RuntimeError:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {errors.sizes(value.shape)} cannot be broadcast to indexing result"
            f" of shape {errors.sizes(target.shape)}"
        ) from None


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices of `input` along `dim` at these positions, a copy."""
    axis = one_dim(dim, input.ndim)
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index.dtype not in (dtypes.int32, dtypes.int64):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    if input.ndim == 0:
        if index._array.size != 1:
            raise RuntimeError(
                f"index_select(): Index to scalar can have only 1 value, got {index._array.size} value(s)"
            )
        return reshape(index_select(reshape(input, 1), dim, index))
    positions = index._array.reshape(-1)
    check_bounds(positions, axis, input._array.shape[axis], IndexError, "index out of range in self")
    return ops.index_select(input, index=positions, axis=axis, shape=input._array.shape)


def gather(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """Along `dim`, the element at each position that `index` names; the result has `index`'s shape."""
    axis = one_dim(dim, input.ndim)
    if index.dtype not in (dtypes.int32, dtypes.int64):
        raise RuntimeError("gather(): Expected dtype int32/int64 for index")
    if max(index.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for d, (n, m) in enumerate(zip(index._array.shape, input._array.shape, strict=False)):
        if d != axis and n > m:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {errors.sizes(index.shape)} to be no larger than"
                f" self {errors.sizes(input.shape)} apart from dimension {axis}"
            )
    return ops.gather(input, index=index._array, axis=axis, shape=input._array.shape)


def masked_fill(input: Tensor, mask: Tensor, value: float) -> Tensor:
    """`value` where the mask holds, else `input`."""
    if mask.dtype is not dtypes.bool_:
        kind = {"Byte": "unsigned char", "Long": "long int"}.get(mask.dtype.printed, mask.dtype.printed.lower())
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {kind}")
    held = input._array.dtype.type(value).item()
    return ops.masked_fill(input, mask=mask._array, value=held)


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, in one dim."""
    if mask.dtype is not dtypes.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    input, mask = broadcast_tensors(input, mask)
    return ops.masked_select(input, index=mask._array, shape=input._array.shape)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not 0: one row each, or a tuple with one tensor a dim."""
    if input.ndim == 0:
        rows = nonzero(reshape(input, 1))
        return (rows[:, 0],) if as_tuple else rows[:, :0]
    xp = backend_of(input._array).xp
    found = xp.nonzero(input._array)
    if as_tuple:
        return tuple(wrap(part) for part in found)
    return wrap(xp.stack(found, axis=1))

# fmt: off
__all__ = [
    "gather", "index_select", "masked_fill", "masked_select", "nonzero",
]
# fmt: on
METHODS = "index_select gather masked_fill masked_select nonzero"
IN_PLACE = "masked_fill"
