"""Parts of a tensor along one dim: views of them, and copies in which one is overwritten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.backends import backend_of
from engine.errors import type_name
from engine.functions.arguments import given, int_list, one_dim, one_int
from engine.ops import join, shape as ops
from engine.tensor import Tensor


def select(input: Tensor, dim: Any = None, index: Any = None, *, axis: Any = None) -> Tensor:
    """The slice at one index along `dim`, as a view.

    Shape: any; without `dim`.
    Dtype: any; kept.
    Raises: IndexError for a dim or an index out of range.
    Source: torch.select; the gradient stands in zeros.
    """
    place, number = _selected(input, given("select", dim, axis), given("select", index, None, "index"))
    return ops.select(input, axis=place, index=number, shape=input._array.shape)


def _selected(input: Tensor, dim: Any, index: Any) -> tuple[int, int]:
    if input.ndim == 0:
        raise IndexError("select() cannot be applied to a 0-dim tensor.")
    place, number = one_dim(dim, input.ndim, "select"), one_int("select", "index", index)
    shape = input._array.shape
    if not -shape[place] <= number < shape[place]:
        raise IndexError(
            f"select(): index {number} out of range for tensor of size {errors.sizes(shape)} at dimension {place}"
        )
    return place, number % shape[place]


def narrow(input: Tensor, dim: Any = None, start: Any = None, length: Any = None, *, axis: Any = None) -> Tensor:
    """`length` slices along `dim`, from `start` on, an int or a 0-d integer tensor; a view.

    Shape: any; `dim` has size `length`.
    Dtype: any; kept.
    Raises: IndexError for a dim or a start out of range, RuntimeError for a length that reaches beyond the end.
    Source: torch.narrow; the gradient stands in zeros.
    """
    dim, start, length = given("narrow", dim, axis), given("narrow", start, None, "start"), given("narrow", length)
    if input.ndim == 0:
        raise RuntimeError("narrow() cannot be applied to a 0-dim tensor.")
    if isinstance(start, Tensor) and (start.ndim or start._array.dtype.kind not in "iu"):
        raise RuntimeError("start must be an 0-dim integral Tensor.")
    if isinstance(start, float) or isinstance(length, float):
        forms = ("int dim, Tensor start, int length", "int dim, int start, int length")
        raise errors.no_overload("narrow", (dim, start, length), *forms)
    begin, count = one_int("narrow", "start", start), one_int("narrow", "length", length)
    if count < 0:
        raise RuntimeError("narrow(): length must be non-negative.")
    place = one_dim(dim, input.ndim, "narrow")
    size = input._array.shape[place]
    if not -size <= begin <= size:
        raise IndexError(f"start out of range (expected to be in range of [{-size}, {size}], but got {begin})")
    begin = begin + size if begin < 0 else begin
    if begin + count > size:
        raise RuntimeError(f"start ({begin}) + length ({count}) exceeds dimension size ({size}).")
    return _sliced(input, place, begin, begin + count)


def _sliced(input: Tensor, axis: int, start: int | None, end: int | None) -> Tensor:
    return ops.narrow(input, axis=axis, part=slice(start, end), shape=input._array.shape)


def unbind(input: Tensor, dim: int = 0, *, axis: Any = None) -> tuple[Tensor, ...]:
    """The slices along `dim`, as views.

    Shape: any; each without `dim`.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, and for a 0-d tensor.
    Source: torch.unbind; the gradients are stacked.
    """
    dim = dim if axis is None else axis
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return join.unbind.results(input, axis=one_dim(dim, input.ndim, "unbind"), shape=input._array.shape)


def split(
    input: Tensor, split_size: Any = None, dim: int = 0, *, split_size_or_sections: Any = None
) -> tuple[Tensor, ...]:
    """Pieces of `split_size` along `dim`, as views; the last may be smaller. A list gives each piece's size.

    Shape: any; `dim` has the piece's size.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for sizes that are negative or do not add up.
    Source: torch.split; the gradients are put together.
    """
    size = split_size if split_size_or_sections is None else split_size_or_sections
    if isinstance(size, Sequence) and not isinstance(size, str):
        return split_with_sizes(input, size, dim)
    if isinstance(size, float | str | None):
        raise TypeError(
            "split_with_sizes(): argument 'split_sizes' (position 2) must be tuple of ints, not"
            f" {type_name(size)}"
        )
    if input.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    size, place = one_int("split", "split_size", size), one_dim(dim, input.ndim, "split")
    length = input._array.shape[place]
    if size < 0:
        raise RuntimeError(f"split expects split_size be non-negative, but got split_size={size}")
    if size == 0 and length:
        raise RuntimeError(f"split_size can only be 0 if dimension size is 0, but got dimension size of {length}")
    starts = range(0, length, size) if length else (0,)
    sizes = tuple(min(size, length - start) for start in starts)
    return join.split.results(input, sizes=sizes, axis=place, shape=input._array.shape)


def split_with_sizes(input: Tensor, split_sizes: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of these sizes along `dim`, as views.

    Shape: any; `dim` has the piece's size.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for sizes that are negative or do not add up.
    Source: torch.split_with_sizes; the gradients are put together.
    """
    if input.ndim == 0:
        raise RuntimeError("split expects at least a 1-dimensional tensor")
    place = one_dim(dim, input.ndim, "split_with_sizes")
    length, sizes = input._array.shape[place], int_list("split_with_sizes", "split_sizes", (split_sizes,))
    if any(n < 0 for n in sizes):
        raise RuntimeError(
            "split_with_sizes expects split_sizes have only non-negative entries, but got"
            f" split_sizes={errors.sizes(sizes)}"
        )
    if sum(sizes) != length:
        raise RuntimeError(
            f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension"
            f" {place}), but got split_sizes={errors.sizes(sizes)}"
        )
    return join.split_with_sizes.results(input, sizes=sizes, axis=place, shape=input._array.shape)


def chunk(input: Tensor, chunks: int, dim: int = 0, *, axis: Any = None) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal size along `dim`, as views; the last may be smaller.

    Shape: any; `dim` has the piece's size.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for less than one chunk.
    Source: torch.chunk.
    """
    many = one_int("chunk", "chunks", chunks)
    if input.ndim == 0:
        raise RuntimeError("chunk expects at least a 1-dimensional tensor")
    if many <= 0:
        raise RuntimeError(f"chunk expects `chunks` to be greater than 0, got: {many}")
    place = one_dim(dim if axis is None else axis, input.ndim, "chunk")
    length = input._array.shape[place]
    return split(input, -(-length // many), place) if length else split_with_sizes(input, (0,) * many, place)


def tensor_split(
    input: Tensor,
    indices_or_sections: Any = None,
    dim: int = 0,
    *,
    axis: Any = None,
    sections: Any = None,
    indices: Any = None,
    tensor_indices_or_sections: Any = None,
) -> tuple[Tensor, ...]:
    """Pieces along `dim`, as views: a number of them as equal as can be, or cut at the indices of a tuple.

    Shape: any; `dim` has the piece's size.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for less than one piece, or a 0-d tensor.
    Source: torch.tensor_split.
    """
    where = indices_or_sections
    for named in (sections, indices, tensor_indices_or_sections):
        where = where if named is None else named
    if input.ndim == 0:
        raise RuntimeError("tensor_split expected at least a 1-dimensional tensor, but got a tensor with 0 dims")
    if isinstance(where, Tensor):
        where = _host_cuts(where)
    place = one_dim(dim if axis is None else axis, input.ndim, "tensor_split")
    if isinstance(where, list | tuple):
        cuts = int_list("tensor_split", "indices", (where,))
        starts: list[int | None] = [None, *cuts]
        return tuple(_sliced(input, place, start, end) for start, end in zip(starts, [*cuts, None], strict=True))
    if not isinstance(where, int):
        kinds = ("Tensor tensor_indices_or_sections", "int sections", "tuple of ints indices")
        forms = [f"Tensor input, {kind}, int dim = 0" for kind in kinds]
        raise errors.no_overload("tensor_split", (input, where), *forms)
    if where <= 0:
        raise RuntimeError(f"number of sections must be larger than 0, got {where}")
    size, larger = divmod(input._array.shape[place], where)
    ends = [size * (j + 1) + min(larger, j + 1) for j in range(where)]
    return tuple(_sliced(input, place, start, end) for start, end in zip([0, *ends[:-1]], ends, strict=True))


def _host_cuts(where: Tensor) -> Any:
    """Sections or indices out of a tensor."""
    if where.dtype.name != "int64":
        raise RuntimeError(
            f"tensor_split expected tensor_indices_or_sections to have dtype of long, but got {where.dtype.printed}"
        )
    if where.ndim > 1:
        raise RuntimeError(
            "tensor_split expected tensor_indices_or_sections to be a zero-dimensional or one-dimensional tensor, but"
            f" got a tensor with {where.ndim} dims"
        )
    return where.tolist()


def _cut(name: str, input: Tensor, dim: int, least: int, cuts: Any) -> tuple[Tensor, ...]:
    """`tensor_split` along a dim, but into equal parts only."""
    if not isinstance(cuts, int | list | tuple):
        forms = ("Tensor input, int sections", "Tensor input, tuple of ints indices")
        raise errors.no_overload(name, (input, cuts), *forms)
    if input.ndim < least:
        raise RuntimeError(
            f"engine.{name} requires a tensor with at least {least} dimension, but got a tensor with"
            f" {input.ndim} dimensions!"
        )
    size = input._array.shape[dim]
    if isinstance(cuts, int) and (cuts == 0 or size % cuts):
        raise RuntimeError(
            f"engine.{name} attempted to split along dimension {dim}, but the size of the dimension {size} is not"
            f" divisible by the split_size {cuts}!"
        )
    return tensor_split(input, cuts, dim)


def hsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Columns in equal parts, or cut at the indices of a tuple, as views; of a vector its elements.

    Shape: one dim at least.
    Dtype: any; kept.
    Raises: RuntimeError where the parts would not be equal.
    Source: torch.hsplit.
    """
    return _cut("hsplit", input, 1 if input.ndim > 1 else 0, 1, indices_or_sections)


def vsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """Rows in equal parts, or cut at the indices of a tuple, as views.

    Shape: two dims at least.
    Dtype: any; kept.
    Raises: RuntimeError where the parts would not be equal.
    Source: torch.vsplit.
    """
    return _cut("vsplit", input, 0, 2, indices_or_sections)


def dsplit(input: Tensor, indices_or_sections: Any) -> tuple[Tensor, ...]:
    """The third dim in equal parts, or cut at the indices of a tuple, as views.

    Shape: three dims at least.
    Dtype: any; kept.
    Raises: RuntimeError where the parts would not be equal.
    Source: torch.dsplit.
    """
    return _cut("dsplit", input, 2, 3, indices_or_sections)


def unfold(input: Tensor, dimension: int, size: int, step: int) -> Tensor:
    """All runs of `size` elements along a dim, every `step`-th of them; a view in which they overlap.

    Shape: any; `dimension` counts the runs, and a last dim of `size` goes through one.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for a size that does not fit or no step.
    Source: torch.Tensor.unfold; the gradients of one element are added.
    """
    place, line = one_dim(dimension, input.ndim, "unfold"), input._array.shape or (1,)
    size, step = one_int("unfold", "size", size), one_int("unfold", "step", step)
    if size > line[place]:
        raise RuntimeError(f"maximum size for tensor at dimension {place} is {line[place]} but size is {size}")
    if size < 0:
        raise RuntimeError(f"size is {size} but must be >= 0")
    if step <= 0:
        raise RuntimeError(f"step is {step} but must be > 0")
    xp, many = backend_of(input._array).xp, (line[place] - size) // step + 1
    index = xp.reshape(xp.expand_dims(xp.arange(many) * step, 1) + xp.arange(size), (many * size,))
    opened = (*line[:place], many, *line[place + 1 :], size)
    return ops.unfold(
        input, axis=place, size=size, step=step, line=line, before=input._array.shape, opened=opened, index=index
    )


def select_scatter(input: Tensor, src: Tensor, dim: int, index: int) -> Tensor:
    """A copy with the slice at one index along `dim` overwritten by `src`.

    Shape: any; `src` without `dim`.
    Dtype: as `input`.
    Raises: IndexError for a dim or an index out of range, RuntimeError for a `src` of another shape.
    Source: torch.select_scatter.
    """
    place, number = _selected(input, dim, index)
    return _overwritten(ops.select_scatter, input, src, (slice(None),) * place + (number,))


def slice_scatter(
    input: Tensor, src: Tensor, dim: int = 0, start: int | None = None, end: int | None = None, step: int = 1
) -> Tensor:
    """A copy with a slice along `dim` overwritten by `src`.

    Shape: any; `src` has the slice's shape.
    Dtype: as `input`.
    Raises: IndexError for a dim out of range, RuntimeError for a `src` of another shape, or no step.
    Source: torch.slice_scatter.
    """
    if step <= 0:
        raise RuntimeError("slice step must be positive")
    place = one_dim(dim, input.ndim, "slice_scatter")
    return _overwritten(ops.slice_scatter, input, src, (slice(None),) * place + (slice(start, end, step),))


def _overwritten(op: Any, input: Tensor, src: Tensor, place: tuple[Any, ...]) -> Tensor:
    untouched = backend_of(input._array).xp.ones(input._array.shape, dtype=bool)
    untouched[place] = False
    shape = input._array[(*place, ...)].shape
    if src._array.shape != shape:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size ="
            f" {errors.sizes(src._array.shape)}, slice size = {errors.sizes(shape)}"
        )
    result: Tensor = op(input, src.to(input.dtype), place=place, untouched=untouched)
    return result


# fmt: off
__all__ = [
    "chunk", "dsplit", "hsplit", "narrow", "select", "select_scatter", "slice_scatter", "split", "split_with_sizes",
    "tensor_split", "unbind", "vsplit",
]
# fmt: on
METHODS = """
    chunk dsplit hsplit narrow select select_scatter slice_scatter split split_with_sizes tensor_split unbind unfold
    vsplit
"""
IN_PLACE = ""
