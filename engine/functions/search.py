"""Places in sorted numbers, membership, and how often numbers occur."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_of
from engine.functions.arguments import need_tensors, one_dim
from engine.functions.ranges import even
from engine.functions.shape import reshape
from engine.ops.sort import line
from engine.tensor import Tensor, wrap

_NAME = "engine.searchsorted()"
_SEARCHES = ("Tensor sorted_sequence, Tensor input", "Tensor sorted_sequence, Number self")
_BUCKETS = ("Tensor input, Tensor boundaries", "Number self, Tensor boundaries")
_ISINS = (
    "Tensor elements, Tensor test_elements",
    "Number element, Tensor test_elements",
    "Tensor elements, Number test_element",
)


def _is_right(right: bool, side: str | None) -> bool:
    """Whether a place is after equals. RuntimeError for another side, or where the two arguments disagree."""
    if side not in (None, "left", "right"):
        raise RuntimeError(f"{_NAME}: side can only be 'left' or 'right' but got {side}")
    if side == "left" and right:
        raise RuntimeError(
            f"{_NAME}: side and right can't be set to opposites, got side of left while right was True"
        )
    return right or side == "right"


def searchsorted(
    sorted_sequence: Tensor,
    input: Any,
    *,
    out_int32: bool = False,
    right: bool = False,
    side: str | None = None,
    sorter: Tensor | None = None,
) -> Tensor:
    """Where each value of `input` would be put in the sorted last dim of `sorted_sequence`.

    Before equals, after them with `right` or side "right". `sorter` gives the order of a sequence that is not sorted.

    Shape: as `input`, a number or a tensor; the sequence has one dim, or all but the last as `input` has.
    Dtype: one for both; int64, or int32 with `out_int32`.
    Raises: RuntimeError for other shapes, dtypes and sides, TypeError for what is no Tensor.
    Source: torch.searchsorted; there is no gradient.
    """
    need_tensors("searchsorted", sorted_sequence=sorted_sequence)
    if not isinstance(input, Tensor | bool | int | float):
        raise errors.no_overload("searchsorted", (sorted_sequence, input), *_SEARCHES)
    after = _is_right(right, side)
    array = sorted_sequence._array
    if array.ndim == 0:
        raise RuntimeError(f"{_NAME}: boundaries tensor should have positive dimension, but got 0 dimension")
    if sorter is not None:
        array = backend_of(array).xp.take_along_axis(array, _order(sorted_sequence, sorter), axis=-1)
    return _searched(array, input, out_int32, after)


def _searched(array: Any, input: Any, narrow: bool, right: bool) -> Tensor:
    xp = backend_of(array).xp
    values = input._array if isinstance(input, Tensor) else xp.asarray(input, dtype=dtypes.scalar_dtype(input).numpy)
    if array.dtype.kind == values.dtype.kind == "b":
        raise errors.no_kernel("searchsorted_out_cpu", dtypes.bool_)
    common = xp.promote_types(array.dtype, values.dtype)
    array, values = array.astype(common), values.astype(common)
    if values.ndim == 0 and array.ndim != 1:
        raise RuntimeError(
            f"{_NAME}: input value can be a scalar only when boundaries tensor dimension is 1, but we got boundaries"
            f" tensor dim({array.ndim}) and input value's dim({values.ndim}) numel({values.size})"
        )
    if array.ndim != 1 and array.shape[:-1] != values.shape[:-1]:
        raise RuntimeError(
            f"{_NAME}: boundaries tensor should be 1 dimension or the first N-1 dimensions of boundaries tensor and"
            f" input value tensor must match, but we got boundaries tensor {errors.sizes(array.shape)} and input value"
            f" tensor {errors.sizes(values.shape)}"
        )
    if array.ndim == 1:
        found = xp.searchsorted(array, values, side="right" if right else "left")
    else:
        rows, wanted = array[..., None, :], values[..., :, None]
        found = (~(rows > wanted if right else rows >= wanted)).sum(axis=-1)
    return wrap(xp.asarray(found).astype(np.int32 if narrow else np.int64))


def _order(sequence: Tensor, sorter: Tensor) -> Any:
    """The indices that sort, checked."""
    if sorter.shape != sequence.shape:
        raise RuntimeError(
            f"{_NAME}: boundary and sorter must have the same size, but got boundary tensor"
            f" {errors.sizes(sequence.shape)}and got sorter tensor {errors.sizes(sorter.shape)}"
        )
    if sorter.dtype is not dtypes.int64:
        raise RuntimeError(
            f"{_NAME}: sorter must be a tensor of long dtype but got dtype {sorter.dtype.printed}"
        )
    order = sorter._array
    if order.size and not (int(order.min()) >= 0 and int(order.max()) < order.shape[-1]):
        raise RuntimeError(f"{_NAME}: sorter index out of range")
    return order


def bucketize(input: Any, boundaries: Tensor, *, out_int32: bool = False, right: bool = False) -> Tensor:
    """Between which of the ascending `boundaries` each value lies: the number of those below it, or up to it (`right`).

    Shape: as `input`, a number or a tensor; `boundaries` has one dim.
    Dtype: one for both; int64, or int32 with `out_int32`.
    Raises: RuntimeError for boundaries of more dims or another dtype, TypeError for what is no Tensor.
    Source: torch.bucketize; there is no gradient.
    """
    need_tensors("bucketize", 2, boundaries=boundaries)
    if boundaries.ndim != 1:
        raise RuntimeError(f"boundaries tensor must be 1 dimension, but got dim({boundaries.ndim})")
    if not isinstance(input, Tensor | bool | int | float):
        raise errors.no_overload("bucketize", (input, boundaries), *_BUCKETS)
    return _searched(boundaries._array, input, out_int32, right)


def isin(elements: Any, test_elements: Any, *, assume_unique: bool = False, invert: bool = False) -> Tensor:
    """Whether each of `elements` is one of `test_elements`; with `invert` whether it is none. One may be a number.

    Shape: as `elements`.
    Dtype: any but bool; the result is bool.
    Raises: TypeError where both are numbers or one is neither a number nor a Tensor, RuntimeError for bools.
    Source: torch.isin; `assume_unique` changes nothing.
    """
    known = elements if isinstance(elements, Tensor) else test_elements
    if not isinstance(known, Tensor) or not all(
        isinstance(x, Tensor | bool | int | float) for x in (elements, test_elements)
    ):
        raise errors.no_overload("isin", (elements, test_elements), *_ISINS)
    for x in (elements, test_elements):
        if isinstance(x, Tensor) and x.dtype is dtypes.bool_:
            raise RuntimeError("Unsupported input type encountered for isin(): Bool")
    xp = backend_of(known._array).xp
    kind = dtypes.result_dtype([x._array if isinstance(x, Tensor) else x for x in (elements, test_elements)]).numpy
    one, other = (
        x._array.astype(kind) if isinstance(x, Tensor) else xp.asarray(x, dtype=kind) for x in (elements, test_elements)
    )
    return wrap(xp.asarray(xp.isin(one, other, invert=invert)).reshape(one.shape))


def bincount(input: Tensor, weights: Tensor | None = None, minlength: int = 0) -> Tensor:
    """How often each of 0, 1, 2, … occurs in `input`, or the sum of its `weights`.

    Shape: (n,), as `weights`; (greatest + 1,) or (minlength,), the longer.
    Dtype: integers; int64, with weights float32 for these and float64 for others.
    Raises: RuntimeError for negative numbers, more dims, other weights or a negative `minlength`.
    Source: torch.bincount; there is no gradient.
    """
    need_tensors("bincount", input=input)
    array = input._array
    if input.dtype.is_floating_point or input.dtype is dtypes.bool_:
        raise errors.no_kernel("bincount_cpu", input.dtype)
    if minlength < 0:
        raise RuntimeError("minlength should be >= 0")
    if array.ndim != 1 or (array.size and int(array.min()) < 0):
        raise RuntimeError("bincount only supports 1-d non-negative integral inputs.")
    if weights is not None and weights._array.shape != array.shape:
        raise RuntimeError("weights should be 1-d and have the same length as input")
    xp = backend_of(array).xp
    if weights is None:
        return wrap(xp.bincount(array, minlength=minlength).astype(np.int64))
    kind = weights.dtype if weights.dtype is dtypes.float32 else dtypes.float64
    return wrap(xp.bincount(array, weights._array.astype(np.float64), minlength).astype(kind.numpy))


def histc(input: Tensor, bins: int = 100, min: float = 0, max: float = 0) -> Tensor:
    """How many elements lie in each of `bins` intervals of equal width from `min` to `max`, the last one closed.

    Where min and max are equal, from the least element to the greatest. Elements outside are not counted.

    Shape: any; (bins,).
    Dtype: floating point; the same.
    Raises: RuntimeError for no bins or a range that is none, NotImplementedError for other dtypes.
    Source: torch.histc; there is no gradient.
    """
    need_tensors("histc", input=input)
    if not input.dtype.is_floating_point:
        raise errors.no_kernel("histogram_cpu", input.dtype)
    if bins <= 0:
        raise RuntimeError(f"engine.histogram(): bins must be > 0, but got {bins} for dimension 0")
    values = input._array.reshape(-1)
    xp = backend_of(values).xp
    low, high = float(min), float(max)
    if low == high and values.size:
        low, high = float(values.min()), float(values.max())
    if low == high:
        low, high = low - 1, high + 1
    if not (np.isfinite(low) and np.isfinite(high)):
        raise RuntimeError(f"engine.histc: range of [{low:g}, {high:g}] is not finite")
    if low > high:
        raise RuntimeError("engine.histc: max must be larger than min")
    edges = xp.asarray(even(low, high, bins + 1, input.dtype))
    values = values[(values >= edges[0]) & (values <= edges[-1])]
    places = xp.minimum(xp.searchsorted(edges, values, side="right") - 1, bins - 1)
    return wrap(xp.bincount(places, minlength=bins).astype(input.dtype.numpy))


def unique_consecutive(
    input: Tensor, return_inverse: bool = False, return_counts: bool = False, dim: int | None = None
) -> Any:
    """The elements, or the slices along `dim`, without those that equal the one before.

    On demand also, in a tuple, which of them stands at each place, and how long each one's run is.

    Shape: any; one dim, or another size along `dim`; the inverse has the input's shape, or one dim.
    Dtype: any, as the input; inverse and counts are int64. Each nan is different.
    Raises: IndexError for a dim out of range.
    Source: torch.unique_consecutive; there is no gradient.
    """
    need_tensors("unique_consecutive", input=input)
    axis = None if dim is None else one_dim(dim, input.ndim, "unique_consecutive")
    array = line(input._array)
    xp = backend_of(array).xp
    slices = array.reshape(-1) if axis is None else xp.moveaxis(array, axis, 0)
    count = slices.shape[0]
    if not slices.size and count:
        raise RuntimeError("There are 0 sized dimensions, and they aren't selected, so unique cannot be applied")
    differs = slices[1:] != slices[:-1]
    differs = differs.any(axis=tuple(range(1, slices.ndim))) if slices.ndim > 1 else differs
    starts = xp.concatenate([xp.ones(count and 1, dtype=bool), differs])
    places = xp.flatnonzero(starts)
    values = slices[places]
    parts = [values if axis is None else xp.moveaxis(values, 0, axis)]
    if return_inverse:
        inverse = xp.cumsum(starts.astype(np.int64)) - 1
        parts.append(inverse.reshape(input._array.shape) if axis is None else inverse)
    if return_counts:
        ends = xp.concatenate([places[1:], xp.full(count and 1, count, dtype=places.dtype)])
        parts.append((ends - places).astype(np.int64))
    results = tuple(wrap(part) for part in parts)
    return results if len(results) > 1 else results[0]


def unravel_index(indices: Tensor, shape: Any) -> tuple[Tensor, ...]:
    """The indices along each dim of a tensor of `shape` whose elements these flat `indices` count.

    Shape: any; the same, one for each dim.
    Dtype: integers; the same.
    Raises: ValueError for a negative size, TypeError for what is no Tensor of integers.
    Source: torch.unravel_index; negative indices count from the end, those beyond the last begin anew.
    """
    need_tensors("unravel_index", indices=indices)
    if indices.dtype.is_floating_point or indices.dtype is dtypes.bool_:
        raise TypeError(f"expected 'indices' to be integer dtype, but got {indices.dtype}")
    if not isinstance(shape, int | tuple | list):
        raise TypeError(f"expected 'shape' to be int or sequence of ints, but got {type(shape)}")
    sizes = tuple(int(n) for n in (shape if isinstance(shape, tuple | list) else (shape,)))
    if any(n < 0 for n in sizes):
        raise ValueError(f"'shape' cannot have negative values, but got {sizes}")
    flat, found = indices._array, []
    for n in reversed(sizes):
        found.append(wrap(flat % n))
        flat = flat // n
    return tuple(reversed([reshape(part, *indices._array.shape) for part in found]))


# fmt: off
__all__ = [
    "bincount", "bucketize", "histc", "isin", "searchsorted", "unique_consecutive", "unravel_index",
]
# fmt: on
METHODS = "bincount histc unique_consecutive"
IN_PLACE = ""
