"""Picking elements: gather, take, index_select, masks, and where elements are not 0. `x[...]` is in `subscript`."""

from __future__ import annotations

from typing import Any

from engine import dtypes, errors
from engine.backends import backend_of, check_bounds
from engine.errors import type_name
from engine.functions.arguments import one_dim
from engine.functions.brackets import getitem as getitem, setitem as setitem
from engine.functions.shape import broadcast_shape, broadcast_tensors, expand, reshape
from engine.ops import index as ops
from engine.tensor import Tensor, wrap


def expect_tensors(name: str, **arguments: tuple[int, Any]) -> None:
    """Raise PyTorch's TypeError for the first argument, of a position counted from 1, that is no Tensor."""
    for argument, (position, value) in arguments.items():
        if not isinstance(value, Tensor):
            raise TypeError(
                f"{name}(): argument '{argument}' (position {position}) must be Tensor, not {type_name(value)}"
            )


def index_select(input: Tensor, dim: int, index: Tensor) -> Tensor:
    """The slices of `input` along `dim` at these positions, a copy.

    Shape: the input's, with as many slices along `dim` as there are positions; `index` is 1-d or 0-d.
    Dtype: as the input; `index` int32 or int64.
    Raises: IndexError for a position outside 0 … size - 1 or a matrix of them, RuntimeError for another dtype.
    Source: torch.index_select; the gradient of each slice is added where it was picked.
    """
    expect_tensors("index_select", input=(1, input), index=(3, index))
    axis = one_dim(dim, input.ndim, "index_select")
    if index.ndim > 1:
        raise IndexError("index_select(): Index is supposed to be a vector")
    if index.dtype not in (dtypes.int32, dtypes.int64):
        raise RuntimeError("index_select(): Expected dtype int32 or int64 for index")
    shape, positions = input._array.shape, index._array.reshape(-1)
    if not shape and positions.size != 1:
        raise RuntimeError(f"index_select(): Index to scalar can have only 1 value, got {positions.size} value(s)")
    size = shape[axis] if shape else 1
    if size == 0 and positions.size:
        raise RuntimeError("index_select(): self indexing axis dim should be positive")
    check_bounds(positions, axis, size, IndexError, "index out of range in self")
    if not shape:
        return ops.index_select(input, index=positions.reshape(()), axis=None, shape=shape)
    return ops.index_select(input, index=positions, axis=axis, shape=shape)


def gather(input: Tensor, dim: int, index: Tensor, *, sparse_grad: bool = False) -> Tensor:
    """Along `dim`, the element at each position that `index` names: `out[i, j] = input[index[i, j], j]` for dim 0.

    Shape: that of `index`, which has the input's rank and in the other dims no larger sizes.
    Dtype: as the input; `index` int32 or int64. `sparse_grad` changes nothing here.
    Raises: RuntimeError for a position outside 0 … size - 1, another dtype, rank or size of `index`.
    Source: torch.gather; the gradient is added where the elements were picked.
    """
    expect_tensors("gather", input=(1, input), index=(3, index))
    axis = one_dim(dim, input.ndim, "gather")
    positions = index_array("gather", index)
    if positions.size == 0:
        positions = positions.reshape(positions.shape if index.ndim == input.ndim else (0,) * max(1, input.ndim))
    if max(positions.ndim, 1) != max(input.ndim, 1):
        raise RuntimeError("Index tensor must have the same number of dimensions as input tensor")
    for d, (n, m) in enumerate(zip(positions.shape, input._array.shape, strict=False)):
        if d != axis and n > m:
            raise RuntimeError(
                f"Size does not match at dimension {d} expected index {errors.sizes(index.shape)} to be no larger than"
                f" self {errors.sizes(input.shape)} apart from dimension {axis}"
            )
    result = ops.gather(input, index=positions, axis=axis, shape=input._array.shape)
    return result if result.shape == index.shape else reshape(result, *index.shape)


def index_array(name: str, index: Tensor) -> Any:
    """The raw positions of gather and scatter, int64 if there is none. RuntimeError for what are no integers."""
    if index._array.size == 0:
        return index._array.astype(dtypes.int64.numpy)
    if index.dtype not in (dtypes.int32, dtypes.int64):
        raise RuntimeError(f"{name}(): Expected dtype int32/int64 for index")
    return index._array


def take(input: Tensor, index: Tensor) -> Tensor:
    """The elements at these positions of the input read in order as one row; negative ones count from the end.

    Shape: that of `index`.
    Dtype: as the input; `index` int64.
    Raises: IndexError for a position out of range, RuntimeError for another dtype.
    Source: torch.take; the gradient is added where the elements were picked.
    """
    expect_tensors("take", input=(1, input), index=(2, index))
    if index.dtype is not dtypes.int64:
        raise RuntimeError(f"take(): Expected a long tensor for index, but got {index.dtype.printed}")
    size = int(input._array.size)
    if size == 0 and index._array.size:
        raise IndexError("take(): tried to take from an empty tensor")
    return ops.take(input, index=flat_positions(index, size), shape=input._array.shape, size=size)


def flat_positions(index: Tensor, size: int) -> Any:
    """Raw positions among `size` elements, counted from the start. Raises IndexError for one out of range."""
    positions = index._array
    wrong = positions[(positions < -size) | (positions >= size)]
    if wrong.size:
        raise IndexError(
            f"out of range: tried to access index {int(wrong.reshape(-1)[0])} on a tensor of {size} elements."
        )
    return backend_of(positions).xp.asarray(positions % max(size, 1))


def take_along_dim(input: Tensor, indices: Tensor, dim: int | None = None) -> Tensor:
    """The elements that `indices` name along `dim`, as argsort and argmax give them; without a dim, of all in a row.

    Shape: that of `indices`; the two broadcast in the other dims.
    Dtype: as the input; `indices` int64. Positions wrap around.
    Raises: RuntimeError for another dtype or rank of `indices`.
    Source: torch.take_along_dim, composed of gather.
    """
    expect_tensors("take_along_dim", input=(1, input), indices=(2, indices))
    if indices.dtype is not dtypes.int64:
        raise RuntimeError(
            f"engine.take_along_dim(): dtype of indices should be Long but got {indices.dtype.printed}"
        )
    if dim is None:
        input, indices, dim = reshape(input, -1), reshape(indices, -1), 0
    if input.ndim != indices.ndim:
        raise RuntimeError(
            "engine.take_along_dim(): input and indices should have the same number of dimensions, but got"
            f" {input.ndim} dimensions for input, and {indices.ndim} dimensions for indices"
        )
    axis = one_dim(dim, input.ndim, "take_along_dim")
    ours, theirs = list(input.shape), list(indices.shape)
    size = ours[axis] if ours else 1
    if ours:
        rest = broadcast_shape([[*ours[:axis], 1, *ours[axis + 1 :]], [*theirs[:axis], 1, *theirs[axis + 1 :]]])
        input = expand(input, *rest[:axis], size, *rest[axis + 1 :])
        indices = expand(indices, *rest[:axis], theirs[axis], *rest[axis + 1 :])
    return gather(input, axis, indices % max(size, 1))


def masked_select(input: Tensor, mask: Tensor) -> Tensor:
    """The elements where the mask holds, in order.

    Shape: one dim; input and mask broadcast.
    Dtype: as the input; `mask` bool.
    Raises: RuntimeError for a mask of another dtype, or of a shape that does not broadcast.
    Source: torch.masked_select; the gradient is put into zeros.
    """
    expect_tensors("masked_select", input=(1, input), mask=(2, mask))
    if mask.dtype is not dtypes.bool_:
        raise RuntimeError("masked_select: expected BoolTensor for mask")
    mask, input = broadcast_tensors(mask, input)
    return ops.masked_select(input, index=mask._array, shape=input._array.shape)


def nonzero(input: Tensor, *, as_tuple: bool = False) -> Any:
    """The indices of the elements that are not 0: one row each, or with `as_tuple` a tensor for each dim.

    Shape: (count, dims), or a tuple of (count,), which indexes the input; a 0-d input counts as 1-d there.
    Dtype: int64.
    Raises: TypeError for what is no tensor.
    Source: torch.nonzero.
    """
    expect_tensors("nonzero", input=(1, input))
    xp = backend_of(input._array).xp
    found = xp.nonzero(input._array.reshape(input._array.shape or (1,)))
    if as_tuple:
        return tuple(wrap(part) for part in found)
    rows = xp.stack(found, axis=1)
    return wrap(rows if input.ndim else rows[:, :0])


def argwhere(input: Tensor) -> Tensor:
    """The indices of the elements that are not 0, one row each.

    Shape: (count, dims).
    Dtype: int64.
    Raises: TypeError for what is no tensor.
    Source: torch.argwhere.
    """
    found: Tensor = nonzero(input)
    return found


# fmt: off
__all__ = [
    "argwhere", "gather", "index_select", "masked_select", "nonzero", "take", "take_along_dim",
]
# fmt: on
METHODS = "argwhere gather index_select masked_select nonzero take take_along_dim"
IN_PLACE = ""
