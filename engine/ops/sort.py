"""What follows from an order: the primitives that pick elements along an axis, and the orders they pick by.

The orders are computed on raw arrays, before the primitive runs, which is then a gather: `indices` has the argument's
rank (1 for a 0-d array) and is a parameter, `kept` is its shape, `result` the shape of the answer, in which a reduced
axis may be missing. The gradient goes back to the elements picked. In an order, nan is greater than any number.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.op import Op
from engine.ops.extremum import evenly_among_equals
from engine.ops.scan import doubled


def line(x: Any) -> Any:
    """The array, with one axis if it has none."""
    return x.reshape(1) if x.ndim == 0 else x


def _pick(xp: Any, x: Any, p: Any) -> Any:
    picked = xp.take_along_axis(line(x), p.indices, axis=p.axis)
    return picked if picked.shape == p.result else picked.reshape(p.result)


def _put_back(g: Any, p: Any, xp: Any) -> Any:
    return xp.scatter_add(xp.zeros_for(g, p.shape), p.axis, p.indices, xp.reshape(g, p.kept))


def _picking(name: str, variant: int = 0) -> Op:
    return Op(name, _pick, variant=variant, x=_put_back)


def ascending(xp: Any, x: Any, axis: int) -> Any:
    """The indices that sort along `axis`; equals keep their order."""
    return xp.argsort(x, axis=axis, kind="stable")


def descending(xp: Any, x: Any, axis: int) -> Any:
    """The indices that sort from the greatest down; equals keep their order."""
    order = ascending(xp, xp.flip(x, axis=axis), axis)
    return xp.flip(x.shape[axis] - 1 - order, axis=axis)


def middle(xp: Any, x: Any, axis: int, skip_nan: bool) -> Any:
    """The index of the lower median along `axis`, kept as an axis of size 1; of a nan, unless skipped."""
    order, n = ascending(xp, x, axis), x.shape[axis]
    numbers = xp.sum(x == x, axis=axis, keepdims=True)
    if skip_nan:
        place = xp.maximum(numbers - 1, 0) // 2
    else:
        place = xp.where(numbers == n, (n - 1) // 2, numbers)
    return xp.take_along_axis(order, place, axis=axis)


def most_frequent(xp: Any, x: Any, axis: int) -> Any:
    """The index of the most frequent element along `axis`, an axis of size 1: its last, and the least of several."""
    order = ascending(xp, x, axis)
    values = xp.moveaxis(xp.take_along_axis(x, order, axis=axis), axis, -1)
    starts = xp.concatenate([xp.ones_like(values[..., :1], dtype=bool), values[..., 1:] != values[..., :-1]], axis=-1)
    positions = xp.arange(values.shape[-1])
    run_starts = doubled(xp.maximum, xp.where(starts, positions, 0), values.ndim - 1, xp)
    place = xp.argmax(positions - run_starts, axis=-1)
    return xp.take_along_axis(order, xp.expand_dims(place, axis), axis=axis)


def different_slices(xp: Any, x: Any, axis: int) -> tuple[Any, Any, Any]:
    """The different slices along `axis` in lexicographic order, which of them stands at each place, and their counts.

    CuPy's own `unique` compares slices by their difference, two at a time, and waits for the GPU after each.
    """
    n = x.shape[axis]
    rows = xp.ascontiguousarray(xp.moveaxis(x, axis, 0).reshape(n, x.size // n if n else 0))
    order = xp.lexsort(xp.flip(rows, axis=1).T) if rows.size else xp.arange(n)
    ordered = rows[order]
    first = xp.concatenate([xp.ones(min(n, 1), dtype=bool), xp.any(ordered[1:] != ordered[:-1], axis=1)])
    inverse = xp.index_put(order, order, xp.cumsum(first, axis=0) - 1)
    counts = xp.bincount(inverse) if n else xp.zeros(0, dtype=np.int64)
    starts = xp.take(order, xp.nonzero(first)[0], axis=0)
    return xp.take(x, starts, axis=axis), inverse, counts


def _median(xp: Any, x: Any, p: Any) -> Any:
    """The lower median of all elements; where there are none nan, which is the least number as an integer."""
    flat = x.reshape(-1)
    if flat.size == 0:
        return xp.full((), np.nan if x.dtype.kind == "f" else np.iinfo(x.dtype).min, dtype=x.dtype)
    return flat[middle(xp, flat, 0, p.skip_nan)].reshape(())


median = Op("Median", _median, x=evenly_among_equals)
nanmedian = Op("Nanmedian", _median, x=evenly_among_equals)
median_dim = _picking("Median", 1)
nanmedian_dim = _picking("Nanmedian", 1)
max_dim = _picking("Max")
min_dim = _picking("Min")
mode = _picking("Mode")
kthvalue = _picking("Kthvalue")
sort = _picking("Sort")
sort_stable = _picking("Sort", 1)
topk = _picking("Topk")
cummax = _picking("Cummax")
cummin = _picking("Cummin")
