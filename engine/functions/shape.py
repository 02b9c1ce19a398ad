"""Functions that give the same elements another shape, in PyTorch's spelling: views wherever PyTorch's are."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine import errors
from engine.dtypes import DType
from engine.errors import type_name
from engine.functions.arguments import all_dims, either, given, int_list, one_dim, tensor_list
from engine.ops import shape as ops, transfer
from engine.size import Size
from engine.tensor import Tensor, refresh


def _resolved(count: int, shape: tuple[int, ...]) -> tuple[int, ...]:
    """A size for `count` elements with its one -1 worked out; RuntimeError where there is none."""
    if -1 in shape and shape.count(-1) > 1:
        raise RuntimeError("only one dimension can be inferred")
    for place, n in enumerate(shape):
        if n < -1:
            raise RuntimeError(f"invalid shape dimension {n} at index {place} of shape {errors.sizes(shape)}")
    known = math.prod(n for n in shape if n != -1)
    if -1 not in shape:
        if known == count:
            return shape
    elif known == 0 and count == 0:
        raise RuntimeError(
            f"cannot reshape tensor of 0 elements into shape {errors.sizes(shape)} because the unspecified dimension"
            " size -1 can be any value and is ambiguous"
        )
    elif known and count % known == 0:
        return tuple(count // known if n == -1 else n for n in shape)
    raise RuntimeError(f"shape '{errors.sizes(shape)}' is invalid for input of size {count}")


def view(input: Tensor, *shape: Any, size: Any = None, dtype: DType | None = None) -> Tensor:
    """The same memory in another shape; of a dtype instead of a shape, the same bytes read as that type.

    Shape: any, to `shape`, in which one -1 is worked out; for a dtype of another size the last dim grows or shrinks.
    Dtype: any; kept, or `dtype`.
    Raises: RuntimeError where the elements do not fit, or the strides would need a copy.
    Source: torch.Tensor.view.
    """
    if dtype is not None or (len(shape) == 1 and isinstance(shape[0], DType)):
        return _view_dtype(input, dtype or shape[0])
    target = _resolved(input._array.size, int_list("view", "size", shape, size, False))
    if input._special is not None:
        refresh(input)  # for its own error
    try:
        return ops.view(input, shape=target, before=input._array.shape)
    except (RuntimeError, ValueError):
        raise RuntimeError(
            "view size is not compatible with input tensor's size and stride (at least one dimension spans across two"
            " contiguous subspaces). Use .reshape(...) instead."
        ) from None


def _view_dtype(input: Tensor, dtype: DType) -> Tensor:
    array, before, after = input._array, input.dtype.itemsize, dtype.itemsize
    if before != after:
        kinds = f"to view {input.dtype.printed} as {dtype.printed} (different element sizes)"
        if array.ndim == 0:
            raise RuntimeError(f"self.dim() cannot be 0 {kinds}")
        if before < after and array.shape[-1] % (after // before):
            raise RuntimeError(
                f"self.size(-1) must be divisible by {after // before} {kinds}, but got {array.shape[-1]}"
            )
        if array.shape[-1] != 1 and array.strides[-1] != before:
            raise RuntimeError(f"self.stride(-1) must be 1 {kinds}, but got {array.strides[-1] // before}")
    return ops.view_dtype(input, dtype=dtype.numpy)


def reshape(input: Tensor, *sizes: Any, shape: Any = None) -> Tensor:
    """The same elements in another shape: a view where the memory allows, else a copy.

    Shape: any, to `shape`, in which one -1 is worked out.
    Dtype: any; kept.
    Raises: RuntimeError where the elements do not fit, TypeError for sizes that are no integers.
    Source: torch.reshape.
    """
    return _reshaped(input, _resolved(input._array.size, int_list("reshape", "shape", sizes, shape, False)))


def _reshaped(input: Tensor, shape: tuple[int, ...]) -> Tensor:
    op = ops.view if input._array.flags.c_contiguous else ops.reshape_alias
    try:
        return op(input, shape=shape, before=input._array.shape)
    except (RuntimeError, ValueError):
        return ops.unsafe_view(ops.clone_in_order(input), shape=shape, before=input._array.shape)


def view_as(input: Tensor, other: Tensor) -> Tensor:
    """The same memory in the shape of `other`.

    Shape: any, to that of `other`, which has as many elements.
    Dtype: any; kept.
    Raises: RuntimeError as `view`.
    Source: torch.Tensor.view_as.
    """
    return view(input, other._array.shape)


def reshape_as(input: Tensor, other: Tensor) -> Tensor:
    """The same elements in the shape of `other`: a view where the memory allows, else a copy.

    Shape: any, to that of `other`, which has as many elements.
    Dtype: any; kept.
    Raises: RuntimeError as `reshape`.
    Source: torch.Tensor.reshape_as.
    """
    return reshape(input, other._array.shape)


def flatten(input: Tensor, start_dim: int = 0, end_dim: int = -1) -> Tensor:
    """The dims from `start_dim` to `end_dim` made one; a view where the memory allows.

    Shape: any; 0-d becomes (1,).
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for `start_dim` after `end_dim`.
    Source: torch.flatten.
    """
    first, last = one_dim(start_dim, input.ndim, "flatten"), one_dim(end_dim, input.ndim, "flatten")
    if first > last:
        raise RuntimeError("flatten() has invalid args: start_dim cannot come after end_dim")
    shape = input._array.shape
    if not shape:
        return _reshaped(input, (1,))
    if first == last:
        return input
    return _reshaped(input, (*shape[:first], math.prod(shape[first : last + 1]), *shape[last + 1 :]))


def unflatten(input: Tensor, dim: int, sizes: Any) -> Tensor:
    """One dim split into several, as a view.

    Shape: `dim` is replaced by `sizes`, whose product it is; one -1 is worked out.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for sizes that do not multiply up to it.
    Source: torch.unflatten.
    """
    place, shape = one_dim(dim, input.ndim, "unflatten"), input._array.shape
    if not isinstance(sizes, Sequence):
        raise TypeError(f"unflatten(): argument 'sizes' (position 2) must be tuple of ints, not {type_name(sizes)}")
    parts = int_list("unflatten", "sizes", (sizes,))
    if not parts:
        raise RuntimeError("unflatten: sizes must be non-empty")
    try:
        if not shape:
            raise RuntimeError(f"Dimension specified as {dim} but tensor has no dimensions")
        parts = _resolved(shape[place], parts)
    except RuntimeError as error:
        if "is invalid for input of size" not in str(error):
            raise RuntimeError(f"unflatten got an unexpected error:\n{error}") from None
        raise RuntimeError(
            f"unflatten: Provided sizes {errors.sizes(parts)} don't multiply up to the size of dim {place}"
            f" ({shape[place]}) in the input tensor"
        ) from None
    return view(input, (*shape[:place], *parts, *shape[place + 1 :]))


def ravel(input: Tensor) -> Tensor:
    """All elements in one dim: a view where they lie in order in memory, else a copy.

    Shape: any, to one dim.
    Dtype: any; kept.
    Raises: nothing.
    Source: torch.ravel.
    """
    return view(contiguous(input), -1)


def squeeze(input: Tensor, dim: Any = None, *, axis: Any = None) -> Tensor:
    """A view without dims of size 1: all of them, or those of `dim`, an int or a tuple, whose size is 1.

    Shape: any.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.squeeze.
    """
    dim, before = either("squeeze", dim, axis), input._array.shape
    if dim is None:
        return ops.squeeze_all(input, axis=ones_among(input), before=before)
    op = ops.squeeze_dims if isinstance(dim, Sequence) else ops.squeeze_dim
    return op(input, axis=ones_among(input, dim), before=before)


def ones_among(input: Tensor, dim: Any = None) -> tuple[int, ...]:
    """Which of these dims, or of all, have size 1."""
    shape = input._array.shape
    if dim is None:
        return tuple(d for d, n in enumerate(shape) if n == 1)
    return tuple(d for d in all_dims(dim, max(input.ndim, 1)) or () if shape and shape[d] == 1)


def unsqueeze(input: Tensor, dim: Any = None, *, axis: Any = None) -> Tensor:
    """A view with a dim of size 1 put in at `dim`.

    Shape: any; one dim more.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, which here is one larger.
    Source: torch.unsqueeze.
    """
    return ops.unsqueeze(input, axis=one_dim(given("unsqueeze", dim, axis), input.ndim + 1, "unsqueeze"))


def expand(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    """Dims of size 1 repeated without a copy; new dims come in front, -1 keeps a size.

    Shape: to `sizes`.
    Dtype: any; kept.
    Raises: RuntimeError for a size that differs where it is not 1, or for too few sizes.
    Source: torch.Tensor.expand; the gradient is summed over what was repeated.
    """
    return _expanded(input, int_list("expand", "size", sizes, size, False))


def _expanded(input: Tensor, target: tuple[int, ...]) -> Tensor:
    before = input._array.shape
    extra = len(target) - len(before)
    if extra < 0:
        raise RuntimeError(
            f"expand(engine.{input.dtype.legacy}{{{errors.sizes(before)}}}, size={errors.sizes(target)}): the number of"
            f" sizes provided ({len(target)}) must be greater or equal to the number of dimensions in the tensor"
            f" ({len(before)})"
        )
    shape = tuple(before[j - extra] if n == -1 and j >= extra else n for j, n in enumerate(target))
    for j in range(len(shape) - 1, -1, -1):
        if j >= extra and before[j - extra] not in (1, shape[j]):
            raise RuntimeError(
                f"The expanded size of the tensor ({shape[j]}) must match the existing size ({before[j - extra]}) at"
                f" non-singleton dimension {j}.  Target sizes: {errors.sizes(target)}.  Tensor sizes:"
                f" {errors.sizes(before)}"
            )
        if shape[j] < 0:
            raise RuntimeError(
                f"The expanded size of the tensor ({shape[j]}) isn't allowed in a leading, non-existing dimension {j}"
            )
    return ops.expand(input, shape=shape)


def broadcast_to(input: Tensor, *sizes: Any, size: Any = None) -> Tensor:
    """Dims of size 1 repeated without a copy, as `expand`.

    Shape: to `sizes`.
    Dtype: any; kept.
    Raises: RuntimeError as `expand`.
    Source: torch.broadcast_to.
    """
    return _expanded(input, int_list("broadcast_to", "size", sizes, size))


def expand_as(input: Tensor, other: Tensor) -> Tensor:
    """`input` expanded to the shape of `other`.

    Shape: to that of `other`.
    Dtype: any; kept.
    Raises: RuntimeError as `expand`.
    Source: torch.Tensor.expand_as.
    """
    return _expanded(input, other._array.shape)


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


def broadcast_shapes(*shapes: Any) -> Size:
    """The common shape of several, by broadcasting; an int stands for a shape of one dim.

    Shape: none; shapes in, a Size out.
    Dtype: none.
    Raises: RuntimeError for shapes that do not broadcast, ValueError for a negative size.
    Source: torch.broadcast_shapes.
    """
    shapes = tuple((s,) if isinstance(s, int) else s for s in shapes)
    sizes = [Size(s) for s in shapes]
    result = [1] * max([len(s) for s in sizes], default=0)
    for place, shape in enumerate(sizes):
        if any(n < 0 for n in shape):
            raise ValueError("Attempting to broadcast a dimension with negative length!")
        for j in range(-1, -1 - len(shape), -1):
            if shape[j] not in (1, result[j]):
                if result[j] != 1:
                    raise RuntimeError(
                        f"Attempting to broadcast a dimension of length {shape[j]} at {j}! Mismatching argument at"
                        f" index {place} had {shapes[place]}; but expected shape should be broadcastable to {result}"
                    )
                result[j] = shape[j]
    return Size(result)


def broadcast_tensors(*tensors: Tensor) -> tuple[Tensor, ...]:
    """The tensors expanded to their common shape.

    Shape: any that broadcast.
    Dtype: any; each keeps its own.
    Raises: RuntimeError for shapes that do not broadcast.
    Source: torch.broadcast_tensors.
    """
    shape = broadcast_shape([x._array.shape for x in tensor_list("broadcast_tensors", tensors)])
    return tuple(_expanded(x, shape) for x in tensors)


def clone(input: Tensor) -> Tensor:
    """A copy with its own memory, through which gradients pass; its dims lie in memory as the input's do.

    Shape: any; kept.
    Dtype: any; kept.
    Raises: nothing.
    Source: torch.clone.
    """
    return transfer.clone(input)


def contiguous(input: Tensor) -> Tensor:
    """`input` if its elements lie in order in memory, else a copy of which that is true.

    Shape: any; kept.
    Dtype: any; kept.
    Raises: nothing.
    Source: torch.Tensor.contiguous.
    """
    return input if input._array.flags.c_contiguous else ops.clone_in_order(input)


def _atleast(name: str, tensors: tuple[Any, ...], fit: Any) -> Any:
    if len(tensors) != 1:
        return tuple(fit(x) for x in tensor_list(name, tensors))
    if isinstance(tensors[0], list | tuple):
        return tuple(fit(x) for x in tensor_list(name, tensors[0]))
    if not isinstance(tensors[0], Tensor):
        raise errors.no_overload(name, tensors, "Tensor input", "tuple of Tensors tensors")
    return fit(tensors[0])


def atleast_1d(*tensors: Any) -> Any:
    """Views with one dim at least; of several tensors, or a list of them, a tuple.

    Shape: 0-d becomes (1,); others are kept.
    Dtype: any; kept.
    Raises: TypeError for what is no tensor.
    Source: torch.atleast_1d.
    """
    return _atleast("atleast_1d", tensors, lambda x: x if x.ndim else _reshaped(x, (1,)))


def atleast_2d(*tensors: Any) -> Any:
    """Views with two dims at least; of several tensors, or a list of them, a tuple.

    Shape: 0-d becomes (1, 1), (n,) becomes (1, n); others are kept.
    Dtype: any; kept.
    Raises: TypeError for what is no tensor.
    Source: torch.atleast_2d.
    """

    def fit(x: Tensor) -> Tensor:
        if x.ndim == 0:
            return _reshaped(x, (1, 1))
        return unsqueeze(x, 0) if x.ndim == 1 else x

    return _atleast("atleast_2d", tensors, fit)


def atleast_3d(*tensors: Any) -> Any:
    """Views with three dims at least; of several tensors, or a list of them, a tuple.

    Shape: 0-d becomes (1, 1, 1), (n,) becomes (1, n, 1), (n, m) becomes (n, m, 1); others are kept.
    Dtype: any; kept.
    Raises: TypeError for what is no tensor.
    Source: torch.atleast_3d.
    """

    def fit(x: Tensor) -> Tensor:
        if x.ndim == 0:
            return _reshaped(x, (1, 1, 1))
        if x.ndim == 1:
            return unsqueeze(unsqueeze(x, 0), -1)
        return unsqueeze(x, -1) if x.ndim == 2 else x

    return _atleast("atleast_3d", tensors, fit)


# fmt: off
__all__ = [
    "atleast_1d", "atleast_2d", "atleast_3d", "broadcast_shapes", "broadcast_tensors", "broadcast_to", "clone",
    "flatten", "ravel", "reshape", "squeeze", "unflatten", "unsqueeze",
]
# fmt: on
METHODS = """
    broadcast_to clone contiguous expand expand_as flatten ravel reshape reshape_as squeeze unflatten unsqueeze view
    view_as
"""
IN_PLACE = ""
