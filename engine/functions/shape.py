"""Functions that move elements, in PyTorch's spelling. Views share memory wherever PyTorch's do."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.functions.arguments import all_dims, either, ints, one_dim
from engine.ops import create, shape as ops
from engine.tensor import Tensor


def _resolved(input: Tensor, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A size with its one -1 worked out."""
    count = int(input._array.size)
    if shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    known = math.prod(n for n in shape if n != -1)
    if -1 in shape:
        if known == 0 or count % known:
            raise RuntimeError(f"shape '{errors.sizes(shape)}' is invalid for input of size {count}")
        return tuple(count // known if n == -1 else n for n in shape)
    if known != count or any(n < 0 for n in shape):
        raise RuntimeError(f"shape '{errors.sizes(shape)}' is invalid for input of size {count}")
    return shape


def view(input: Tensor, *shape: Any) -> Tensor:
    """The same memory in another shape; RuntimeError where that takes a copy. A dtype instead of a shape casts."""
    size = _resolved(input, ints(shape))
    try:
        return ops.view(input, shape=size, before=input._array.shape)
    except (RuntimeError, ValueError):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two"
            " contiguous subspaces). Use .reshape(...) instead."
        ) from None


def reshape(input: Tensor, *shape: Any) -> Tensor:
    """The same elements in another shape: a view where the memory allows, else a copy."""
    size = _resolved(input, ints(shape))
    try:
        return ops.view(input, shape=size, before=input._array.shape)
    except (RuntimeError, ValueError):
        copied = create.clone(input)
        return ops.unsafe_view(copied, shape=size, before=input._array.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dims from `start_dim` to `end_dim` made one."""
    if input.ndim == 0:
        return reshape(input, 1)
    first, last = one_dim(start_dim, input.ndim), one_dim(end_dim, input.ndim)
    shape = tuple(input.shape)
    return reshape(input, *shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :])


def ravel(input: Tensor) -> Tensor:
    """All elements in one dim."""
    return reshape(input, -1)


def transpose(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Two dims exchanged, as a view."""
    return ops.transpose(input, first=one_dim(dim0, input.ndim), second=one_dim(dim1, input.ndim))


def permute(input: Tensor, *dims: Any) -> Tensor:
    """The dims in another order, as a view."""
    order = ints(dims)
    if len(order) != input.ndim:
        raise RuntimeError(
            "permute(sparse_coo): number of dimensions in the tensor input does not match the length of the desired"
            f" ordering of dimensions i.e. input.dim() = {input.ndim} is not equal to len(dims) = {len(order)}"
        )
    return ops.permute(input, axes=all_dims(order, input.ndim) or ())


def t(input: Tensor) -> Tensor:
    """The transpose of a matrix; vectors and scalars as they are. RuntimeError for more dims."""
    if input.ndim > 2:
        raise RuntimeError(f"t() expects a tensor with <= 2 dimensions, but self is {input.ndim}D")
    return ops.t(input)


def squeeze(input: Tensor, dim: Any = None) -> Tensor:
    """Without dims of size 1, or without this one if its size is 1."""
    before = input._array.shape
    if dim is None:
        return ops.squeeze_all(input, before=before)
    dims = tuple(d for d in all_dims(dim, input.ndim) or () if before[d] == 1)
    return ops.squeeze_dim(input, axis=dims, before=before)


def unsqueeze(input: Tensor, dim: int) -> Tensor:
    """A dim of size 1 put in at `dim`."""
    return ops.unsqueeze(input, axis=one_dim(dim, input.ndim + 1))


def expand(input: Tensor, *sizes: Any) -> Tensor:
    """Dims of size 1 repeated to `sizes` without a copy; -1 keeps a size."""
    target, before = ints(sizes), input._array.shape
    extra = len(target) - len(before)
    shape = tuple(before[j - extra] if n == -1 and j >= extra else n for j, n in enumerate(target))
    for j in range(len(shape) - 1, -1, -1):
        if j >= extra and before[j - extra] not in (1, shape[j]):
            raise RuntimeError(
                f"The expanded size of the tensor ({shape[j]}) must match the existing size ({before[j - extra]}) at"
                f" non-singleton dimension {j}.  Target sizes: {errors.sizes(target)}.  Tensor sizes:"
                f" {errors.sizes(before)}"
            )
    if extra < 0:
        raise RuntimeError(
            f"expand(engine.{input.dtype.legacy}{{{errors.sizes(before)}}}, size={errors.sizes(target)}): the number of"
            f" sizes provided ({len(target)}) must be greater or equal to the number of dimensions in the tensor"
            f" ({len(before)})"
        )
    return ops.expand(input, shape=shape)


broadcast_to = expand


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` expanded to `other`'s size."""
    return expand(input, *other.shape)


def broadcast_shape(shapes: Sequence[Sequence[int]]) -> tuple[int, ...]:
    """The common shape of several, by broadcasting."""
    result: tuple[int, ...] = ()
    for shape in shapes:
        rank = max(len(result), len(shape))
        a, b = (1,) * (rank - len(result)) + result, (1,) * (rank - len(shape)) + tuple(shape)
        if any(m != n and 1 not in (m, n) for m, n in zip(a, b, strict=True)):
            raise errors.broadcast_error(result, shape)
        result = tuple(n if m == 1 else m for m, n in zip(a, b, strict=True))
    return result


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensors expanded to their common shape."""
    shape = broadcast_shape([x._array.shape for x in tensors])
    return tuple(expand(x, *shape) for x in tensors)


def meshgrid(*tensors: Any, indexing: str | None = None) -> tuple[Tensor, ...]:
    """Grids of coordinates from vectors: "ij" (the default) lets the first vary along dim 0, "xy" along dim 1."""
    vectors = tuple(tensors[0]) if len(tensors) == 1 and isinstance(tensors[0], Sequence) else tensors
    if indexing not in (None, "ij", "xy"):
        raise RuntimeError(f'torch.meshgrid: indexing must be one of "xy" or "ij", but received: {indexing}')
    swap = indexing == "xy" and len(vectors) >= 2
    order = [vectors[1], vectors[0], *vectors[2:]] if swap else list(vectors)
    shape = tuple(int(v._array.size) for v in order)
    grids = [
        expand(view(v, *[-1 if j == place else 1 for j in range(len(order))]), *shape) for place, v in enumerate(order)
    ]
    return (grids[1], grids[0], *grids[2:]) if swap else tuple(grids)


def cat(tensors: Sequence[Tensor], dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors one after another along `dim`; their other sizes must agree."""
    if len(tensors) == 0:
        raise ValueError("engine.cat(): expected a non-empty list of Tensors")
    parts = [x for x in tensors if x._array.shape != (0,)] or list(tensors[:1])
    place = one_dim(dim if axis is None else axis, parts[0].ndim)
    first = parts[0]._array.shape
    for number, part in enumerate(parts[1:], 1):
        for d, (n, m) in enumerate(zip(first, part._array.shape, strict=False)):
            if d != place and n != m:
                raise RuntimeError(
                    f"Sizes of tensors must match except in dimension {place}. Expected size {n} but got size {m} for"
                    f" tensor number {number} in the list."
                )
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + part._array.shape[place])
    return ops.cat(*parts, axis=place, starts=starts)


concat = concatenate = cat


def stack(tensors: Sequence[Tensor], dim: int = 0, *, axis: int | None = None) -> Tensor:
    """Tensors of one shape along a new dim."""
    if len(tensors) == 0:
        raise RuntimeError("stack expects a non-empty TensorList")
    first = tensors[0]._array.shape
    for number, part in enumerate(tensors):
        if part._array.shape != first:
            raise RuntimeError(
                f"stack expects each tensor to be equal size, but got {errors.sizes(first)} at entry 0 and"
                f" {errors.sizes(part._array.shape)} at entry {number}"
            )
    return ops.stack(*tensors, axis=one_dim(dim if axis is None else axis, len(first) + 1))


def unbind(input: Tensor, dim: int = 0) -> tuple[Tensor, ...]:
    """The slices along `dim`, as views."""
    if input.ndim == 0:
        raise IndexError(f"Dimension specified as {dim} but tensor has no dimensions")
    return ops.unbind.results(input, axis=one_dim(dim, input.ndim), shape=input._array.shape)


def split(input: Tensor, split_size: Any, dim: int = 0) -> tuple[Tensor, ...]:
    """Pieces of `split_size` along `dim`, as views; the last may be smaller. A list gives each piece's size."""
    place = one_dim(dim, input.ndim)
    length = input._array.shape[place]
    if isinstance(split_size, int):
        sizes = [min(split_size, length - start) for start in range(0, length, split_size)]
    else:
        sizes = [int(n) for n in split_size]
        if builtin_sum(sizes) != length:
            raise RuntimeError(
                f"split_with_sizes expects split_sizes to sum exactly to {length} (input tensor's size at dimension"
                f" {place}), but got split_sizes={errors.sizes(sizes)}"
            )
    return ops.split.results(input, sizes=tuple(sizes), axis=place, shape=input._array.shape)


builtin_sum = sum


def chunk(input: Tensor, chunks: int, dim: int = 0) -> tuple[Tensor, ...]:
    """At most `chunks` pieces of equal size along `dim`, as views."""
    length = input._array.shape[one_dim(dim, input.ndim)]
    return split(input, max(1, -(-length // chunks)), dim)


def flip(input: Tensor, *dims: Any, axis: Any = None) -> Tensor:
    """The order reversed along `dims`; a copy."""
    places = all_dims(either("flip", ints(dims) or None, axis), input.ndim)
    return ops.flip(input, axis=places)


def repeat(input: Tensor, *times: Any) -> Tensor:
    """Copies side by side, `times` of them along each dim; more numbers than dims put dims in front."""
    counts = ints(times)
    shape = (1,) * (len(counts) - input.ndim) + input._array.shape
    if len(counts) < input.ndim:
        raise RuntimeError(
            "Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor"
        )
    folded = tuple(n for pair in zip(counts, shape, strict=True) for n in pair)
    return ops.repeat(reshape(input, *shape), times=counts, folded=folded, axis=tuple(range(0, len(folded), 2)))


def clone(input: Tensor) -> Tensor:
    """A copy with its own memory, through which gradients pass."""
    return create.clone(input)


def contiguous(input: Tensor) -> Tensor:
    """`input` if its elements lie in order in memory, else a copy of which that is true."""
    return input if input._array.flags.c_contiguous else clone(input)

# fmt: off
__all__ = [
    "broadcast_tensors", "broadcast_to", "cat", "chunk", "clone", "concat", "concatenate", "flatten", "flip",
    "meshgrid", "permute", "ravel", "reshape", "split", "squeeze", "stack", "t", "transpose", "unbind", "unsqueeze",
]
# fmt: on
METHODS = """
    view reshape flatten ravel transpose permute t squeeze unsqueeze expand expand_as broadcast_to unbind split
    chunk flip repeat clone contiguous
"""
IN_PLACE = ""
