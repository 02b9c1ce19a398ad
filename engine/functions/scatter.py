"""Writing at indices and under masks, out of place; the mechanism makes the in-place forms of these."""

from __future__ import annotations

import math
import warnings
from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.backends import backend_of, check_bounds
from engine.errors import type_name
from engine.functions.arguments import need_tensors, one_dim
from engine.functions.brackets import put_at, spread
from engine.functions.fill import (
    fill_diagonal_ as fill_diagonal_,
    index_fill as index_fill,
    masked_fill as masked_fill,
    masked_scatter as masked_scatter,
)
from engine.functions.index import flat_positions, index_array
from engine.functions.subscript import place_of
from engine.ops import combine, index as ops
from engine.tensor import Tensor, wrap

_SCATTERS = (
    "Tensor input, int dim, Tensor index, Tensor src, *, str reduce",
    "Tensor input, int dim, Tensor index, Number value, *, str reduce",
)
_REDUCTIONS = {"add": "add", "multiply": "multiply"}


def scatter(
    input: Tensor, dim: int, index: Tensor, src: Any = None, *, value: Any = None, reduce: str | None = None
) -> Tensor:
    """`input` with `out[index[i, j], j] = src[i, j]` for dim 0; `src` may be a number, or `value` given instead.

    Shape: as the input; `index` has its rank and is no larger, apart from `dim`, nor larger than `src`.
    Dtype: as the input, which `src` must have; `index` int32 or int64. `reduce` "add" or "multiply" combines.
    Raises: RuntimeError for a position outside 0 … size - 1, another rank, size, dtype or reduction.
    Source: torch.scatter; the source's gradient is gathered. With `reduce` there is none, as in PyTorch.
    """
    given = value if src is None else src
    if isinstance(value, Tensor) and value.ndim == 0:
        given = value.item()
    if not isinstance(given, Tensor | bool | int | float | np.generic) or (src is None and isinstance(given, Tensor)):
        named = {} if value is None else {"value": value}
        raise errors.no_overload("scatter", [input, dim, index, *(() if src is None else (src,))], *_SCATTERS, **named)
    if reduce is not None and reduce not in _REDUCTIONS:
        raise RuntimeError("reduce argument must be either add or multiply.")
    axis, positions = _scattered("scatter", input, dim, index, given)
    if not isinstance(given, Tensor):
        number = scalars.element(input.dtype, given)
        if reduce is None:
            return ops.scatter_value(input, index=positions, axis=axis, value=number)
        return ops.scatter_combined(input, number, index=positions, axis=axis, reduce=reduce)
    if reduce is None:
        return ops.scatter(input, given, index=positions, axis=axis, source=given._array.shape)
    if reduce == "add":
        warnings.warn(
            "The reduce argument of engine.scatter with Tensor src is deprecated. Use scatter_add instead.",
            UserWarning,
            stacklevel=2,
        )
    return ops.scatter_combined(input, given, index=positions, axis=axis, reduce=reduce)


def scatter_add(input: Tensor, dim: int, index: Tensor, src: Tensor) -> Tensor:
    """`input` with `src[i, j]` added to `out[index[i, j], j]` for dim 0, every time a place is named.

    Shape: as the input; `index` has its rank and is no larger, apart from `dim`, nor larger than `src`.
    Dtype: as the input, which `src` must have; `index` int32 or int64.
    Raises: RuntimeError for a position outside 0 … size - 1, another rank, size or dtype.
    Source: torch.scatter_add; the source's gradient is gathered.
    """
    need_tensors("scatter_add", 1, 3, 4, input=input, index=index, src=src)
    axis, positions = _scattered("scatter", input, dim, index, src)
    return ops.scatter_add(input, src, index=positions, axis=axis, source=src._array.shape)


_COMBINED = {"sum": "add", "prod": "multiply", "mean": "add", "amax": "maximum", "amin": "minimum"}


def scatter_reduce(
    input: Tensor, dim: int, index: Tensor, src: Tensor, reduce: str, *, include_self: bool = True
) -> Tensor:
    """`input` with all `src[i, j]` that go to one `out[index[i, j], j]` for dim 0 reduced, what is there too or not.

    Shape: as the input; `index` has its rank and is no larger, apart from `dim`, nor larger than `src`.
    Dtype: as the input, which `src` must have. `reduce` is "sum", "prod", "mean", "amax" or "amin".
    Raises: RuntimeError for a position outside 0 … size - 1, another rank, size, dtype or reduction.
    Source: torch.scatter_reduce; equal extrema share their gradient.
    """
    need_tensors("scatter_reduce", 1, 3, 4, input=input, index=index, src=src)
    if reduce not in _COMBINED:
        raise RuntimeError(f"reduce argument must be either sum, prod, mean, amax or amin, got {reduce}")
    axis, positions = _scattered("scatter", input, dim, index, src)
    shape, xp = input._array.shape, backend_of(input._array).xp
    count: Any = 1
    if reduce == "mean":
        once = xp.ones(positions.shape, dtype=input._array.dtype)
        begin = (xp.ones if include_self else xp.zeros)(shape, dtype=input._array.dtype)
        count = xp.scatter_add(begin, axis, positions, once)
        count = wrap(xp.where(count == 0, xp.ones_like(count), count))
    return combine.scatter_reduce(
        input,
        src,
        count,
        index=positions,
        axis=axis,
        name=_COMBINED[reduce],
        include=include_self,
        identity=_identity(reduce, input.dtype),
        mean=reduce == "mean",
        shape=shape,
        source=src._array.shape,
    )


def _identity(reduce: str, dtype: dtypes.DType) -> Any:
    """What leaves every value as it is when reduced with it."""
    if reduce in ("sum", "mean", "prod"):
        return int(reduce == "prod")
    if dtype.is_floating_point:
        return -math.inf if reduce == "amax" else math.inf
    limits = (0, 1) if dtype is dtypes.bool_ else (np.iinfo(dtype.numpy).min, np.iinfo(dtype.numpy).max)
    return int(limits[reduce == "amin"])


def _scattered(name: str, input: Tensor, dim: int, index: Tensor, src: Any) -> tuple[int, Any]:
    """The axis and the raw positions of a scatter, checked; no positions at all fit anything."""
    need_tensors(name, 1, 3, input=input, index=index)
    axis = one_dim(dim, input.ndim, name)
    positions = index_array(name, index)
    if isinstance(src, Tensor) and src.dtype is not input.dtype:
        raise RuntimeError(f"{name}(): Expected self.dtype to be equal to src.dtype")
    if positions.size == 0:
        return axis, positions.reshape((0,) * max(input.ndim, 1))
    rank = max(input.ndim, 1)
    if max(index.ndim, 1) != rank:
        raise RuntimeError("Index tensor must have the same number of dimensions as self tensor")
    ours, named = input._array.shape or (1,), positions.shape or (1,)
    small = all(n <= m for d, (n, m) in enumerate(zip(named, ours, strict=True)) if d != axis)
    if not isinstance(src, Tensor):
        if not small:
            raise RuntimeError(
                f"Expected index {errors.sizes(index._array.shape)} to be no larger than self"
                f" {errors.sizes(input._array.shape)} apart from dimension {axis}"
            )
        return axis, positions
    if max(src.ndim, 1) != rank:
        raise RuntimeError("Index tensor must have the same number of dimensions as src tensor")
    if not small or any(n > m for n, m in zip(named, src._array.shape or (1,), strict=True)):
        raise RuntimeError(
            f"Expected index {errors.sizes(index._array.shape)} to be no larger than self"
            f" {errors.sizes(input._array.shape)} apart from dimension {axis} and to be no larger size than src"
            f" {errors.sizes(src._array.shape)}"
        )
    return axis, positions


def index_add(input: Tensor, dim: int, index: Tensor, source: Tensor, *, alpha: float = 1) -> Tensor:
    """`input` with `alpha` times slice k of `source` added to its slice `index[k]` along `dim`, each time it is named.

    Shape: as the input; `source` has its shape but for as many slices along `dim` as `index`, 1-d or 0-d, names.
    Dtype: as the input, which `source` must have; `index` int32 or int64.
    Raises: RuntimeError for a position outside 0 … size - 1, another shape or dtype; IndexError for a matrix of them.
    Source: torch.index_add; the source's gradient is picked by index_select.
    """
    need_tensors("index_add", 1, 3, 4, input=input, index=index, source=source)
    axis = one_dim(dim, input.ndim, "index_add")
    if index.ndim > 1:
        raise IndexError(
            f"index_add_(): Index is supposed to be a vector, but got dim: {index.ndim} with type:"
            f" {index.dtype.printed} and size: {errors.sizes(index._array.shape)}"
        )
    if index.dtype not in (dtypes.int32, dtypes.int64):
        raise RuntimeError(f"index_add_(): Expected dtype int32/int64 for index but got: {index.dtype.printed}")
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"index_add_(): self ({input.dtype.printed}) and source ({source.dtype.printed}) must have the same scalar"
            " type"
        )
    ours, theirs, positions = input._array.shape, source._array.shape, index._array.reshape(-1)
    if ours and axis < len(theirs) and positions.size != theirs[axis]:
        raise RuntimeError(
            f"index_add_(): Number of indices ({positions.size}) should be equal to source.size(dim):"
            f" ({theirs[axis]}), for dim: {axis}"
        )
    if len(ours) != len(theirs) or any(n != m for d, (n, m) in enumerate(zip(ours, theirs, strict=True)) if d != axis):
        raise RuntimeError(
            "source tensor shape must match self tensor shape, excluding the specified dimension. Got self.shape ="
            f" {errors.sizes(ours)} source.shape = {errors.sizes(theirs)}"
        )
    if ours:
        check_bounds(positions, axis, ours[axis], RuntimeError)
    else:
        check_bounds(positions, 0, 1, IndexError, "index out of range in self")
        positions, axis = positions.reshape(()), None  # type: ignore[assignment]
    return ops.index_add(input, source, index=positions, axis=axis, alpha=scalars.element(input.dtype, alpha))


def index_copy(input: Tensor, dim: int, index: Tensor, source: Tensor) -> Tensor:
    """`input` with its slice `index[k]` along `dim` replaced by slice k of `source`.

    Shape: as the input; `source` has its shape but for as many slices along `dim` as `index`, 1-d or 0-d, names.
    Dtype: as the input, which `source` must have; `index` int64.
    Raises: IndexError for a position outside 0 … size - 1 or a wrong number of them, RuntimeError for another dtype.
    Source: torch.index_copy; the source's gradient is picked at the index.
    """
    need_tensors("index_copy", 1, 3, 4, input=input, index=index, source=source)
    axis = one_dim(dim, input.ndim, "index_copy")
    ours, theirs, count = input._array.shape, source._array.shape, int(index._array.size)
    _check_copy(input, source, index, axis)
    slices = [tuple(n for d, n in enumerate(shape) if d != axis) for shape in (ours, theirs)]
    if slices[0] != slices[1]:
        raise RuntimeError(
            "index_copy_(): Source/destination tensor must have same slice shapes. Destination slice shape:"
            f" {' '.join(map(str, slices[0]))} at dimension {axis} and source slice shape:"
            f" {' '.join(map(str, slices[1]))} at dimension 0."
        )
    if theirs and count != theirs[axis]:
        raise IndexError(
            f"index_copy_(): Number of indices ({count}) should be equal to source.size(dim) ({theirs[axis]})"
        )
    positions = index._array.reshape(-1)
    wrong = positions[(positions < 0) | (positions >= (ours[axis] if ours else 1))]
    if wrong.size:
        raise IndexError(
            f"index_copy_(): index {int(wrong[0])} is out of bounds for dimension {axis} with size"
            f" {ours[axis] if ours else 1}"
        )
    place = (*[slice(None)] * axis, positions) if ours else ()
    return ops.index_copy(input, source, index=place)


def _check_copy(input: Tensor, source: Tensor, index: Tensor, axis: int) -> None:
    """Raise PyTorch's errors for ranks and dtypes that index_copy does not take."""
    if index.ndim > 1:
        raise IndexError(f"index_copy_(): Index should have dimension 1 or 0 (got {index.ndim})")
    if source.ndim == 0 and index._array.size != 1:
        raise IndexError(
            f"index_copy_(): When source is scalar, index should have one element (got {index._array.size})"
        )
    if source.ndim != input.ndim and source.ndim and input.ndim:
        raise IndexError(
            "index_copy_(): When source and destination are not scalars, their dimensionality must match. Source"
            f" dimensionality ({source.ndim}), destination dimensionality ({input.ndim})"
        )
    if index.dtype is not dtypes.int64:
        raise RuntimeError(f"index_copy_(): Expected a long tensor for index, but got {index.dtype.printed}")
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"index_copy_(): self and source expected to have the same dtype, but got (self) {input.dtype.printed} and"
            f" (source) {source.dtype.printed}"
        )


def put(input: Tensor, index: Tensor, source: Tensor, accumulate: bool = False) -> Tensor:
    """`input` with elements of `source` at these positions of it read as one row; with `accumulate` added there.

    Shape: as the input; `index` and `source` have as many elements as each other.
    Dtype: as the input, which `source` must have; `index` int64, and may count from the end.
    Raises: IndexError for a position out of range, RuntimeError for another dtype.
    Source: torch.put; the source's gradient is taken at the index.
    """
    need_tensors("put", input=input, index=index, source=source)
    if index.dtype is not dtypes.int64:
        raise RuntimeError(f"put_(): Expected a long tensor for index, but got {index.dtype.printed}")
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"put_(): self and source expected to have the same dtype, but got self.dtype = {input.dtype.printed} and"
            f" source.dtype = {source.dtype.printed}"
        )
    if source._array.size != index._array.size:
        raise IndexError(
            "put_(): Expected source and index to have the same number of elements, but got source.numel() ="
            f" {source._array.size}, index.numel() = {index._array.size}"
        )
    positions = flat_positions(index, int(input._array.size)).reshape(-1)
    shapes = {"shape": input._array.shape, "source": source._array.shape}
    return ops.put(input, source, index=positions, accumulate=bool(accumulate), **shapes)


def index_put(input: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """`input` with `values` put where a tuple of index tensors or masks points; with `accumulate` added there.

    Shape: as the input; `values` broadcasts to what the indices pick.
    Dtype: as the input, which `values` must have.
    Raises: IndexError for what is out of bounds, RuntimeError for another shape or dtype, TypeError for no tensors.
    Source: torch.index_put; the values' gradient is picked at the indices.
    """
    place = _indices("index_put", input, indices, values)
    op = ops.index_put_add if accumulate else ops.index_put
    return op(input, spread(input, place, values), index=place)


def index_put_(self: Tensor, indices: Any, values: Tensor, accumulate: bool = False) -> Tensor:
    """Put `values` where a tuple of index tensors or masks points, in place; with `accumulate` add them there.

    Shape: `values` broadcasts to what the indices pick.
    Dtype: this tensor's, which `values` must have.
    Raises: RuntimeError for a leaf that requires grad or a view of one; otherwise as `index_put`.
    Source: torch.Tensor.index_put_.
    """
    return put_at(self, _indices("index_put_", self, indices, values), values, accumulate)


def _indices(name: str, input: Tensor, indices: Any, values: Any) -> tuple[Any, ...]:
    if not isinstance(indices, tuple | list):
        raise TypeError(
            f"{name}(): argument 'indices' (position 2) must be tuple of Tensors, not {type_name(indices)}"
        )
    for number, part in enumerate(indices):
        if not isinstance(part, Tensor):
            raise TypeError(f"expected Tensor as element {number} in argument 1, but got {type(part).__name__}")
    need_tensors(name, 3, values=values)
    return place_of(input, indices)


# fmt: off
__all__ = [
    "index_add", "index_copy", "index_fill", "index_put", "masked_fill", "masked_scatter", "put", "scatter",
    "scatter_add", "scatter_reduce",
]
# fmt: on
METHODS = """
    fill_diagonal_ index_add index_copy index_fill index_put index_put_ masked_fill masked_scatter put scatter
    scatter_add scatter_reduce
"""
IN_PLACE = "index_add index_copy index_fill masked_fill masked_scatter put scatter scatter_add scatter_reduce"
