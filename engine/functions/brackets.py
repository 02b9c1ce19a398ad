"""Square brackets: `x[...]` and `x[...] = v`. How an index is read is in `subscript`."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import errors, scalars
from engine.backends import backend_of
from engine.errors import type_name
from engine.functions.subscript import picked_shape, place, sliced
from engine.modes import thread
from engine.ops import index as ops, shape as shapes
from engine.ops.construct import from_numpy
from engine.tensor import Tensor, wrap
from engine.views import assign, check, check_overlap


def getitem(input: Tensor, index: Any) -> Tensor:
    """`input[index]`: a view for integers, slices, None and ellipses, a copy for index arrays and masks.

    Shape: as NumPy's, but for integers beside index arrays, which are taken first.
    Dtype: as the input.
    Raises: IndexError for what is out of bounds, too many indices, or no index.
    Source: torch.Tensor.__getitem__; the gradient is put, or for arrays added, into zeros.
    """
    view, picks = sliced(input, index, whole=False)
    if not picks:
        return shapes.alias(view) if view is input else view
    return ops.index(view, index=place(view, picks), shape=view._array.shape)


def setitem(input: Tensor, index: Any, value: Any) -> None:
    """`input[index] = value`, in place; gradients of the overwritten elements end there and begin at the value's.

    Shape: the value broadcasts to the part that the index picks, dims of size 1 in front dropped.
    Dtype: a value is cast to the input's; a tensor put at index arrays must have it.
    Raises: RuntimeError for a leaf that requires grad, or a value of another shape or too large for the dtype;
        TypeError for a value that is neither a tensor nor a number.
    Source: torch.Tensor.__setitem__.
    """
    value = _assigned(input, value)
    if index is False:
        return
    view, picks = sliced(input, None if index is True else index)
    if not picks:
        _copy(view, value)
    else:
        put_at(view, place(view, picks), value)


def put_at(target: Tensor, place: tuple[Any, ...], value: Any, accumulate: bool = False) -> Tensor:
    """Write a tensor or number into `target` at index arrays, in place."""
    check(target, value)
    check_overlap(target)
    value = spread(target, place, value)
    op = ops.index_put_add if accumulate else ops.index_put
    return assign(target, op(target, value, index=place))


def spread(target: Tensor, place: tuple[Any, ...], value: Any) -> Any:
    """The value without dims of size 1 in front; RuntimeError where it cannot broadcast to the places."""
    if not isinstance(value, Tensor):
        return value
    value = _without_leading_ones(value)
    shape = picked_shape(target._array.shape, place)
    fits = value.ndim <= len(shape) and all(
        m in (1, n) for m, n in zip(value._array.shape[::-1], shape[::-1], strict=False)
    )
    if not fits:
        raise RuntimeError(
            f"shape mismatch: value tensor of shape {errors.sizes(value._array.shape)} cannot be broadcast to indexing"
            f" result of shape {errors.sizes(shape)}"
        )
    if value.dtype is target.dtype:
        return value
    if len(place) == 1 and place[0].dtype.kind == "b" and value._array.size == 1:
        return value.to(target.dtype)  # one number under a mask is filled in, and cast
    raise RuntimeError(
        "Index put requires the source and destination dtypes match, got"
        f" {target.dtype.printed} for the destination and {value.dtype.printed} for the source."
    )


def _assigned(target: Tensor, value: Any) -> Any:
    """The right side of an assignment: a Tensor, or a Python number that `target`'s dtype holds."""
    if isinstance(value, Tensor):
        return value
    if isinstance(value, bool | int | float):
        return scalars.assigned(target.dtype, value)
    if isinstance(value, np.generic) and value.dtype.kind in "biuf":
        return scalars.assigned(target.dtype, value.item())
    if isinstance(value, np.ndarray):  # PyTorch takes no arrays here
        return from_numpy(value).to(target.device, target.dtype)
    raise TypeError(f"can't assign a {type_name(value)} to a engine.{target.dtype.legacy}")


def _copy(target: Tensor, value: Any) -> None:
    if not isinstance(value, Tensor):
        if not (target.requires_grad and thread.state.grad_enabled):
            check_overlap(target)
            target.fill_(value)
            return
        value = wrap(backend_of(target._array).xp.asarray(value, dtype=target._array.dtype))
    if value.ndim == 0 != target.ndim:
        target.fill_(value)
        return
    if value._value.shape != target._array.shape:
        value = _without_leading_ones(value)
        value.detach().expand(*target._array.shape)  # where it does not fit, this has the words for it
    target.copy_(value)


def _without_leading_ones(value: Tensor) -> Tensor:
    shape = value._array.shape
    first = next((j for j, n in enumerate(shape) if n != 1), len(shape))
    return value.reshape(*shape[first:]) if first else value
