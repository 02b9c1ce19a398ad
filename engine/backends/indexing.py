"""Reading and writing at arrays of indices, out of place and with the bounds checked.

NumPy and CuPy share this code. CuPy wraps an index that is out of range without a word and leaves open which of
several values written to one place stays; so the bounds are checked here, and sums go through `add_at`.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import numpy as np

_SMALL = 4096
"""Elements up to which a copy costs less than a view made by `broadcast_to`."""


class Indexing:
    """The index operations of one array library.

    Args:
        module: `numpy`, or a module with its names.
        add_at: adds in place, `add_at(array, index, values)`, every value that goes to one place.
    """

    def __init__(self, module: Any, add_at: Callable[[Any, Any, Any], None]) -> None:
        self._module = module
        self._add_at = add_at

    def zeros_for(self, like: Any, shape: Any) -> Any:
        """Zeros of `shape` in the dtype of `like`: the start of a gradient that is put or added into.

        It is not `zeros_like(like, shape=shape)`, for CuPy's takes the shape () for "none given", and for a strided
        `like` gives memory for as many elements as that has, however large `shape` is.
        """
        return self._module.zeros(shape, dtype=like.dtype)

    def embed(self, source: Any, shape: Any, index: Any) -> Any:
        """Zeros of `shape` with `source` at an index of integers and slices, none of them out of bounds."""
        out = self._module.zeros(shape, dtype=source.dtype)
        out[index] = source
        return out

    def writeable(self, view: Any, source: Any) -> Any:
        """`view`, a view of `source`, made such that it can be written to if `source` can.

        NumPy's `diagonal` and `broadcast_to` answer with read-only arrays; CuPy has none.
        """
        if not getattr(view.flags, "writeable", True) and source.flags.writeable:
            view.flags.writeable = True
        return view

    def windows(self, a: Any, axis: int, size: int, step: int) -> Any:
        """A view of every `step`-th run of `size` elements along `axis`; a last axis goes through the run."""
        shape, strides = list(a.shape), list(a.strides)
        shape[axis], strides[axis] = (shape[axis] - size) // step + 1, strides[axis] * step
        found = self._module.lib.stride_tricks.as_strided(a, (*shape, size), (*strides, a.strides[axis]))
        return found[...]  # a view, for CuPy gives the array itself no base

    def spread(self, a: Any, shape: tuple[int, ...]) -> Any:
        """`a` repeated to `shape`: a copy where that is small, which takes less time than a view, else a view."""
        if math.prod(shape) > _SMALL:
            return self._module.broadcast_to(a, shape)
        out = self._module.empty(shape, dtype=a.dtype)
        out[...] = a
        return out

    def gather(self, a: Any, axis: int, indices: Any) -> Any:
        """Elements of `a` picked along `axis`: `out[i, j] = a[indices[i, j], j]` for axis 0.

        `indices` are integers of `a`'s rank, in the other dimensions no larger than `a`; the result has their shape.
        Raises RuntimeError, in PyTorch's words, for an index outside 0 … size - 1.
        """
        if a.ndim == 0 or indices.ndim == 0:
            return self.gather(a.reshape(-1), 0, indices.reshape(-1)).reshape(indices.shape)
        check_bounds(indices, axis, a.shape[axis], RuntimeError)
        return a[self._positions(axis, indices)]

    def scatter(self, a: Any, axis: int, indices: Any, source: Any) -> Any:
        """A copy of `a` with `out[indices[i, j], j] = source[i, j]` for axis 0; `source` may be a number.

        Where several values go to one place, NumPy keeps the last and CuPy any one, as in PyTorch.
        Raises RuntimeError, in PyTorch's words, for an index outside 0 … size - 1.
        """
        if a.ndim == 0 or indices.ndim == 0:
            return self.scatter(a.reshape(-1), 0, indices.reshape(-1), _flat(source)).reshape(a.shape)
        check_bounds(indices, axis, a.shape[axis], RuntimeError)
        out = a.copy()
        out[self._positions(axis, indices)] = _corner(source, indices.shape)
        return out

    def scatter_add(self, a: Any, axis: int, indices: Any, source: Any) -> Any:
        """A copy of `a` with `source[i, j]` added at `[indices[i, j], j]` for axis 0, each time it is named.

        Raises RuntimeError, in PyTorch's words, for an index outside 0 … size - 1.
        """
        if a.ndim == 0 or indices.ndim == 0:
            return self.scatter_add(a.reshape(-1), 0, indices.reshape(-1), _flat(source)).reshape(a.shape)
        check_bounds(indices, axis, a.shape[axis], RuntimeError)
        return self._add_flat(a, self._positions(axis, indices), _corner(source, indices.shape), indices.shape)

    def index_add(self, a: Any, axis: int, indices: Any, source: Any) -> Any:
        """A copy of `a` with slice k of `source` along `axis` added to slice `indices[k]`, each time it is named.

        `indices` is one-dimensional (or 0-d, one index); `source` has `a`'s shape but for their number along `axis`,
        or broadcasts to that. Raises IndexError, in PyTorch's words, for an index outside 0 … size - 1.
        """
        if a.ndim == 0:
            return self.index_add(a.reshape(1), 0, indices, _flat(source)).reshape(a.shape)
        axis = axis % a.ndim
        indices = indices.reshape(-1)
        check_bounds(indices, axis, a.shape[axis], IndexError, "index out of range in self")
        shape = (*a.shape[:axis], indices.size, *a.shape[axis + 1 :])
        positions = [
            self._along(d, len(shape), indices if d == axis else self._module.arange(n)) for d, n in enumerate(shape)
        ]
        return self._add_flat(a, tuple(positions), source, shape)

    def index_put(self, a: Any, index: Any, source: Any, accumulate: bool = False) -> Any:
        """A copy of `a` with `out[index] = source`, or `out[index] += source` for every time a place is named.

        `index` is what square brackets take: integers, slices, ..., None, integer or boolean arrays, or their tuple.
        Raises IndexError, in PyTorch's words, for an index that is out of bounds.
        """
        check_index(a.shape, index)
        if accumulate:
            return self._add_index(a, index, source)
        out = self._module.array(a)
        out[index] = source
        return out

    def scatter_combine(self, a: Any, axis: int, indices: Any, source: Any, name: str) -> Any:
        """A copy of `a` with `source[i, j]` combined with what is at `[indices[i, j], j]` for axis 0, each time.

        `name` is that of a function of two arrays: add, multiply, maximum or minimum; `source` may be a number. Values
        that go to one place are combined in pairs, then in pairs of pairs, so n of them take log2 n rounds.
        Raises RuntimeError, in PyTorch's words, for an index outside 0 … size - 1.
        """
        if a.ndim == 0 or indices.ndim == 0:
            return self.scatter_combine(a.reshape(-1), 0, indices.reshape(-1), _flat(source), name).reshape(a.shape)
        check_bounds(indices, axis, a.shape[axis], RuntimeError)
        module = self._module
        places = self._numbered(a, self._positions(axis, indices)).reshape(-1)
        values = module.asarray(_corner(source, indices.shape), dtype=a.dtype)
        values = module.broadcast_to(values, indices.shape).reshape(-1)
        order = module.argsort(places, kind="stable")
        ordered = places[order]
        turns = module.arange(ordered.size) - module.searchsorted(ordered, ordered)
        combine, out, values = getattr(module, name), module.array(a, order="C").reshape(-1), values[order]
        step, most = 1, int(turns.max()) + 1 if turns.size else 0
        while step < most:
            later = module.where(turns[step:] >= step, combine(values[:-step], values[step:]), values[step:])
            values = module.concatenate([values[:step], later])
            step *= 2
        if most:
            last = module.concatenate([ordered[1:] != ordered[:-1], module.ones(1, dtype=bool)])
            chosen = ordered[last]
            out[chosen] = combine(out[chosen], values[last])
        return out.reshape(a.shape)

    def _numbered(self, a: Any, index: Any) -> Any:
        """The numbers, counted in C order, of the elements of `a` at `index`."""
        return self._module.arange(a.size).reshape(a.shape)[index]

    def _add_index(self, a: Any, index: Any, source: Any) -> Any:
        """Add at an index; only index arrays can name a place twice."""
        if all(_names_once(part) for part in (index if isinstance(index, tuple) else (index,))):
            out = self._module.array(a)
            out[index] += source
            return out
        places = self._numbered(a, index)
        out = self._module.array(a, order="C").reshape(-1)
        values = self._module.broadcast_to(self._module.asarray(source, dtype=a.dtype), places.shape)
        self._add_at(out, places.reshape(-1), values.reshape(-1))
        return out.reshape(a.shape)

    def _along(self, axis: int, ndim: int, line: Any) -> Any:
        """A one-dimensional array laid along `axis` of `ndim` dimensions."""
        return line.reshape((1,) * axis + (-1,) + (1,) * (ndim - axis - 1))

    def _positions(self, axis: int, indices: Any) -> tuple[Any, ...]:
        """For each dimension the coordinates at which `indices` point, as arrays that broadcast to its shape."""
        axis, ndim = axis % indices.ndim, indices.ndim
        return tuple(
            [
                indices if d == axis else self._along(d, ndim, self._module.arange(n))
                for d, n in enumerate(indices.shape)
            ]
        )

    def _add_flat(self, a: Any, positions: tuple[Any, ...], source: Any, shape: tuple[int, ...]) -> Any:
        """Add through positions in flattened memory, for which NumPy's `add.at` has a fast loop."""
        flat = 0
        for d, place in enumerate(positions):
            flat = flat + place * math.prod(a.shape[d + 1 :])
        out = self._module.array(a, order="C").reshape(-1)
        values = self._module.asarray(source, dtype=a.dtype)
        self._add_at(
            out,
            self._module.broadcast_to(flat, shape).reshape(-1),
            self._module.broadcast_to(values, shape).reshape(-1),
        )
        return out.reshape(a.shape)


def check_bounds(
    indices: Any, axis: int, size: int, error: type[Exception] = IndexError, message: str | None = None
) -> None:
    """Raise `error` unless every integer of `indices` lies in 0 … size - 1. Waits for a GPU."""
    if indices.size == 0:
        return
    # Read as unsigned, a negative number is larger than any size: one pass finds both ends.
    if int(indices.astype(np.int64, copy=False).view(np.uint64).max()) < size:
        return
    wrong = indices[(indices < 0) | (indices >= size)]
    raise error(message or _out_of_bounds(int(wrong[0]), axis, size))


def check_index(shape: tuple[int, ...], index: Any) -> None:
    """Raise IndexError, in PyTorch's words, where `index` points outside an array of `shape`.

    Checks integers and integer arrays, which may count from the end; slices cannot be out of bounds and the shapes of
    boolean masks are checked by the libraries. Waits for a GPU where there are index arrays.
    """
    parts = index if isinstance(index, tuple) else (index,)
    used = sum(_rank(part) for part in parts)
    if used > len(shape):
        raise IndexError(f"too many indices for tensor of dimension {len(shape)}")
    axis = 0
    for part in parts:
        if part is Ellipsis:
            axis += len(shape) - used
            continue
        kind = getattr(getattr(part, "dtype", None), "kind", "")
        if kind in ("i", "u") or (isinstance(part, int) and not isinstance(part, bool)):
            _check_wrapping(part, axis, shape[axis])
        axis += _rank(part)


def _names_once(part: Any) -> bool:
    """True for the parts of an index that name no place twice: slices, integers, None and boolean masks."""
    return not hasattr(part, "dtype") or part.dtype.kind == "b" or part.ndim == 0


def _rank(part: Any) -> int:
    """How many dimensions one part of an index uses up."""
    if part is None or part is Ellipsis:
        return 0
    if isinstance(part, bool):
        return 0
    if getattr(getattr(part, "dtype", None), "kind", "") == "b":
        return int(part.ndim)
    return 1


def _check_wrapping(part: Any, axis: int, size: int) -> None:
    if isinstance(part, int):
        if not -size <= part < size:
            raise IndexError(_out_of_bounds(part, axis, size))
    elif part.size:
        low, high = int(part.min()), int(part.max())
        if low < -size or high >= size:
            raise IndexError(_out_of_bounds(low if low < -size else high, axis, size))


def _out_of_bounds(value: int, axis: int, size: int) -> str:
    return f"index {value} is out of bounds for dimension {axis} with size {size}"


def _flat(source: Any) -> Any:
    return source.reshape(-1) if hasattr(source, "reshape") else source


def _corner(source: Any, shape: tuple[int, ...]) -> Any:
    """The part of `source` that `indices` of this shape use; a number or a 0-d array goes everywhere."""
    if getattr(source, "ndim", 0) == 0 or source.shape == shape:
        return source
    return source[tuple([slice(n) for n in shape])]
