"""Tensors put together: one after another, side by side, repeated, combined; in PyTorch's spelling."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.functions.arguments import int_list, one_dim, one_int, tensor_list
from engine.functions.index import masked_select
from engine.functions.shape import atleast_1d, atleast_2d, atleast_3d, expand, flatten, reshape, unsqueeze, view
from engine.ops import index as indexing, join as ops, shape as shapes
from engine.tensor import Tensor, wrap


def cat(tensors: Any, dim: int = 0, *, axis: Any = None) -> Tensor:
    """Tensors one after another along `dim`; empty vectors count for nothing.

    Shape: any; the same but in `dim`, where the sizes are added.
    Dtype: any; the common one.
    Raises: ValueError for no tensors, RuntimeError for shapes that differ elsewhere, IndexError for a dim out of range.
    Source: torch.cat; each tensor's gradient is its part.
    """
    parts = tensor_list("cat", tensors)
    if not parts:
        raise ValueError("engine.cat(): expected a non-empty list of Tensors")
    for number, part in enumerate(parts):
        if part.ndim == 0:
            raise RuntimeError(f"zero-dimensional tensor (at position {number}) cannot be concatenated")
    filled = [part for part in parts if part._array.shape != (0,)]
    if not filled:
        return ops.cat(*parts, axis=0, starts=[0] * (len(parts) + 1), skipped=[False] * len(parts))
    place = one_dim(dim if axis is None else axis, filled[0].ndim, "cat")
    skipped = [part._array.shape == (0,) and filled[0].ndim > 1 for part in parts]
    starts = [0]
    for number, (part, skip) in enumerate(zip(parts, skipped, strict=True)):
        if not skip:
            _check_sizes(filled[0]._array.shape, part._array.shape, place, number)
        starts.append(starts[-1] + (0 if skip else part._array.shape[place]))
    return ops.cat(*parts, axis=place, starts=starts, skipped=skipped)


concat = concatenate = cat


def _check_sizes(first: tuple[int, ...], other: tuple[int, ...], place: int, number: int) -> None:
    if len(first) != len(other):
        raise RuntimeError(f"Tensors must have same number of dimensions: got {len(first)} and {len(other)}")
    for d, (n, m) in enumerate(zip(first, other, strict=True)):
        if d != place and n != m:
            raise RuntimeError(
                f"Sizes of tensors must match except in dimension {place}. Expected size {n} but got size {m} for"
                f" tensor number {number} in the list."
            )


def stack(tensors: Any, dim: int = 0, *, axis: Any = None) -> Tensor:
    """Tensors of one shape along a new dim.

    Shape: any, all the same; `dim` is put in, and counts them.
    Dtype: any; the common one.
    Raises: RuntimeError for no tensors or shapes that differ, IndexError for a dim out of range.
    Source: torch.stack; each tensor's gradient is its slice.
    """
    parts = _some("stack", tensors)
    first = parts[0]._array.shape
    place = one_dim(dim if axis is None else axis, len(first) + 1, "stack")
    for number, part in enumerate(parts):
        if part._array.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {errors.sizes(first)} at entry 0 and"
                f" {errors.sizes(part._array.shape)} at entry {number}"
            )
    return ops.stack(*parts, axis=place)


def _some(name: str, tensors: Any) -> tuple[Tensor, ...]:
    parts = tensor_list(name, tensors)
    if not parts:
        raise RuntimeError(f"{name} expects a non-empty TensorList")
    return parts


def hstack(tensors: Any) -> Tensor:
    """Tensors side by side: vectors one after another, others along their second dim.

    Shape: any; 0-d counts as (1,).
    Dtype: any; the common one.
    Raises: RuntimeError for no tensors, or shapes that do not fit.
    Source: torch.hstack.
    """
    parts = atleast_1d(_some("hstack", tensors))
    return cat(parts, 0 if parts[0].ndim == 1 else 1)


def vstack(tensors: Any) -> Tensor:
    """Tensors one below another; vectors are rows.

    Shape: any; 0-d and vectors count as matrices of one row.
    Dtype: any; the common one.
    Raises: RuntimeError for no tensors, or shapes that do not fit.
    Source: torch.vstack.
    """
    return cat(atleast_2d(_some("vstack", tensors)), 0)


row_stack = vstack


def dstack(tensors: Any) -> Tensor:
    """Tensors one behind another, along the third dim.

    Shape: any, made 3-d as by `atleast_3d`.
    Dtype: any; the common one.
    Raises: RuntimeError for no tensors, or shapes that do not fit.
    Source: torch.dstack.
    """
    return cat(atleast_3d(_some("dstack", tensors)), 2)


def column_stack(tensors: Any) -> Tensor:
    """Tensors side by side; vectors are columns.

    Shape: any; 0-d and vectors count as matrices of one column.
    Dtype: any; the common one.
    Raises: RuntimeError for no tensors, or shapes that do not fit.
    Source: torch.column_stack.
    """
    parts = _some("column_stack", tensors)
    return hstack([reshape(x, x._array.size, 1) if x.ndim <= 1 else x for x in parts])


def repeat(input: Tensor, *times: Any, repeats: Any = None) -> Tensor:
    """Copies side by side, so many of them along each dim; more numbers than dims put dims in front.

    Shape: each size is multiplied.
    Dtype: any; kept.
    Raises: RuntimeError for fewer numbers than dims, or negative ones.
    Source: torch.Tensor.repeat; the gradients of the copies are added.
    """
    return _repeated(input, int_list("repeat", "repeats", times, repeats))


def _repeated(input: Tensor, counts: tuple[int, ...]) -> Tensor:
    before = input._array.shape
    if len(counts) < len(before):
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    padded = (1,) * (len(counts) - len(before)) + before
    sizes = [n * m for n, m in zip(counts, padded, strict=True)]
    for n in sizes:
        if n < 0:
            raise RuntimeError(f"Trying to create tensor with negative dimension {n}: {errors.sizes(sizes)}")
    folded = tuple(itertools.chain.from_iterable(zip(counts, padded, strict=True)))
    return ops.repeat(input, times=counts, folded=folded, axis=tuple(range(0, len(folded), 2)), before=before)


def tile(input: Tensor, *times: Any, dims: Any = None) -> Tensor:
    """Copies side by side, so many of them along each dim, counted from the last.

    Shape: each size is multiplied; more numbers than dims put dims in front.
    Dtype: any; kept.
    Raises: RuntimeError for negative numbers.
    Source: torch.tile.
    """
    counts = int_list("tile", "dims", times, dims)
    return _repeated(input, (1,) * (input.ndim - len(counts)) + counts)


def repeat_interleave(
    input: Tensor, repeats: Any = None, dim: Any = None, *, output_size: int | None = None, axis: Any = None
) -> Tensor:
    """Each slice along `dim` several times: `repeats` is one number, or a vector with one for each slice.

    Shape: any; `dim` has the sum of the numbers. Without `dim` the elements lie in one. A vector alone gives the
        indices of the slices that it would repeat.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for negative or too few numbers.
    Source: torch.repeat_interleave.
    """
    if repeats is None:
        return _interleaved(input, output_size)
    if not isinstance(repeats, int | Tensor):
        forms = [f"Tensor input, {kind} repeats, int dim = None" for kind in ("Tensor", "int")]
        raise errors.no_overload("repeat_interleave", (input, repeats), *forms, "Tensor repeats")
    dim = dim if axis is None else axis
    line = flatten(input) if dim is None else input
    place = one_dim(0 if dim is None else dim, line.ndim, "repeat_interleave")
    if isinstance(repeats, Tensor):
        return _by_vector(line, repeats, place, output_size)
    if repeats < 0:
        raise RuntimeError("Repeats must be non-negative")
    opened = unsqueeze(line, place + 1)
    before, shape = line._array.shape, opened._array.shape
    total = before[place] * repeats
    if output_size is not None and output_size != total:
        raise RuntimeError(f"repeat_interleave: Invalid output_size, expected {total} but got {output_size}")
    copied = shapes.clone_in_order(expand(opened, *shape[: place + 1], repeats, *shape[place + 2 :]))
    return view(copied, *before[:place], total, *before[place + 1 :])


def _by_vector(input: Tensor, repeats: Tensor, place: int, output_size: int | None) -> Tensor:
    size = input._array.shape[place] if input.ndim else 1
    if repeats.ndim > 1:
        raise RuntimeError("repeats must be 0-dim or 1-dim tensor")
    if repeats._array.size == 1:
        repeats = expand(reshape(repeats, 1), size)
    elif repeats._array.size != size:
        raise RuntimeError(
            "repeats must have the same size as input along dim, but got repeats.size(0) ="
            f" {repeats._array.size} and input.size({place}) = {size}"
        )
    index = _interleaved(repeats, output_size)._array
    return indexing.index_select(input, index=index, axis=place, shape=input._array.shape)


def _interleaved(repeats: Tensor, output_size: int | None) -> Tensor:
    """The indices of the slices that these numbers repeat, in the numbers' dtype."""
    if repeats.ndim != 1:
        raise RuntimeError("repeat_interleave only accept 1D vector as repeat")
    if repeats.dtype.name not in ("int32", "int64"):
        raise errors.no_kernel("repeat_interleave_cpu", repeats.dtype)
    counts = repeats.tolist()
    if any(n < 0 for n in counts):
        raise RuntimeError("repeats can not be negative")
    if output_size is not None and output_size != sum(counts):
        raise RuntimeError("allocated size does not match required size")
    xp = backend_of(repeats._array).xp
    return wrap(xp.repeat(xp.arange(len(counts), dtype=repeats._array.dtype), counts))


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors: "ij" (the default) lets the first vary along dim 0, "xy" along dim 1.

    Shape: vectors or 0-d; each grid has a dim for every vector.
    Dtype: any; all the same.
    Raises: RuntimeError for other shapes, mixed dtypes, no vectors, another `indexing`.
    Source: torch.meshgrid.
    """
    together = len(tensors) == 1 and isinstance(tensors[0], Sequence)
    vectors = _some("meshgrid", tuple(tensors[0]) if together else tensors)
    for v in vectors:
        if v.ndim > 1:
            raise RuntimeError(f"engine.meshgrid: Expected 0D or 1D tensor in the tensor list but got: {v}")
        if v._array.dtype != vectors[0]._array.dtype:
            raise RuntimeError("meshgrid expects all tensors to have the same dtype")
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'engine.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(vectors) >= 2
    order = (vectors[1], vectors[0], *vectors[2:]) if swap else vectors
    shape = tuple(v._array.size for v in order)
    grids = [
        expand(view(v, *[n if j == place else 1 for j, n in enumerate(shape)]), *shape)
        for place, v in enumerate(order)
    ]
    return (grids[1], grids[0], *grids[2:]) if swap else tuple(grids)


def block_diag(*tensors: Tensor) -> Tensor:
    """The matrix with these on its diagonal, one after another, and zeros elsewhere.

    Shape: two dims at most; 0-d and vectors count as matrices of one row.
    Dtype: any; the common one.
    Raises: RuntimeError for more dims.
    Source: torch.block_diag; each tensor's gradient is its block.
    """
    parts = tensor_list("block_diag", tensors)
    places, rows, columns = [], 0, 0
    for number, part in enumerate(parts):
        if part.ndim > 2:
            raise RuntimeError(
                "engine.block_diag: Input tensors must have 2 or fewer dimensions. Input"
                f" {number} has {part.ndim} dimensions"
            )
        n, m = ((1, 1) + part._array.shape)[-2:]
        places.append((slice(rows, rows + n), slice(columns, columns + m)))
        rows, columns = rows + n, columns + m
    if not parts:
        return wrap(_empty_row())
    return ops.block_diag(
        *parts, places=places, shape=(rows, columns), shapes=[part._array.shape for part in parts]
    )


def _empty_row() -> Any:
    from engine.functions.constant import zeros

    return zeros(1, 0)._array


def _vectors(tensors: tuple[Tensor, ...]) -> None:
    for x in tensors:
        if x.ndim != 1:
            raise RuntimeError(f"Expect a 1D vector, but got shape {errors.sizes(x._array.shape)}")


def cartesian_prod(*tensors: Tensor) -> Tensor:
    """All ways to take one element of each vector, a row each; of one vector itself.

    Shape: vectors; (product of the lengths, their number).
    Dtype: any; all the same.
    Raises: RuntimeError for other than vectors, or none.
    Source: torch.cartesian_prod.
    """
    parts = tensor_list("cartesian_prod", tensors)
    _vectors(parts)
    if len(parts) == 1:
        return parts[0]
    return stack([flatten(grid) for grid in meshgrid(*parts, indexing="ij")], 1)


def combinations(input: Tensor, r: int = 2, with_replacement: bool = False) -> Tensor:
    """All ways to take `r` elements of a vector in their order, a row each; `with_replacement` one may come again.

    Shape: (n,); (number of ways, r), and (0,) for no elements.
    Dtype: any; kept.
    Raises: RuntimeError for other than a vector, or a negative number.
    Source: torch.combinations.
    """
    _vectors((input,))
    many = one_int("combinations", "r", r)
    if many < 0:
        raise RuntimeError(f"Expect a non-negative number, but got {many}")
    xp, n = backend_of(input._array).xp, input._array.size
    if many == 0:
        return wrap(input._array[:0].copy())
    ranks = meshgrid(*[wrap(xp.arange(n))] * many, indexing="ij")
    mask = xp.ones((n,) * many, dtype=bool)
    for low, high in itertools.pairwise(ranks):
        mask = mask & (low._array <= high._array if with_replacement else low._array < high._array)
    grids = meshgrid(*[input] * many, indexing="ij")
    return stack([masked_select(grid, wrap(mask)) for grid in grids], 1)


# fmt: off
__all__ = [
    "block_diag", "cartesian_prod", "cat", "column_stack", "combinations", "concat", "concatenate", "dstack", "hstack",
    "meshgrid", "repeat_interleave", "row_stack", "stack", "tile", "vstack",
]
# fmt: on
METHODS = "repeat repeat_interleave tile"
IN_PLACE = ""
