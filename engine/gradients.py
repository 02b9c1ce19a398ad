"""A gradient on its way: fitted to its argument, summed where paths meet, added to `.grad` or assigned to it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import errors
from engine.backends import Unbatchable, backend_of, on_device_of
from engine.tensor import SCALARS, Tensor, wrap


def fit(gradient: Any, shape: tuple[int, ...], dtype: Any) -> Any:
    """Sum a gradient down to its argument's shape and cast it to its dtype: un-broadcasting, in one place."""
    if gradient.__class__ is Tensor:
        if gradient._value.shape != shape:
            from engine.namespace import TENSORS

            gradient = _sum_to(gradient, shape, TENSORS.spread)
        return gradient if gradient._value.dtype == dtype else gradient.to(dtype)
    if not hasattr(gradient, "dtype"):
        gradient = dtype.type(gradient)
    if gradient.shape != shape:
        gradient = _sum_to(gradient, shape, backend_of(gradient).xp.spread)
    return gradient if gradient.dtype == dtype else gradient.astype(dtype)


def _sum_to(gradient: Any, shape: tuple[int, ...], spread: Callable[[Any, tuple[int, ...]], Any]) -> Any:
    """Sum over the axes along which an argument of `shape` was broadcast; a smaller gradient is spread out."""
    present = tuple(gradient.shape)
    extra = len(present) - len(shape)
    if extra > 0:
        gradient = gradient.sum(axis=tuple(range(extra)))
        present = present[extra:]
    if present != shape:
        axes = tuple([j for j, n in enumerate(shape) if n == 1 and present[j] != 1])
        if axes:
            gradient = gradient.sum(axis=axes, keepdims=True)
    return gradient if tuple(gradient.shape) == shape else spread(gradient, shape)


def held(value: Any, gradient: Any, node: Any, shared: Any) -> bool:
    """True where a leaf's gradient is also what came in, what two formulas shared, or what was saved."""
    if value is gradient or value is shared or value is node.out:
        return True
    if gradient.__class__ is tuple and any([value is part for part in gradient]):
        return True
    return node.saved is not None and any([value is other for other in node.saved])


def added(present: Any, gradient: Any, own: bool) -> Any:
    """The sum of two gradients, in place where the first is an array of our `own`."""
    kind = present.__class__
    if own and kind is gradient.__class__ and kind not in SCALARS and kind is not Tensor and present.flags.owndata:
        present += gradient
        return present
    return present + gradient


def accumulate(leaf: Tensor, gradient: Any, create_graph: bool, fresh: bool) -> None:
    """Add a gradient to `.grad`, which owns its memory: an array that somebody else may hold is copied first."""
    present = leaf._grad
    if create_graph:
        leaf._grad = _owned(gradient, fresh) if present is None else present + gradient
    elif present is None:
        if gradient.__class__ not in SCALARS and not (fresh and backend_of(gradient).owns(gradient)):
            gradient = gradient.copy()
        leaf._grad = wrap(gradient)
    elif 0 in present._value.strides and present._value.ndim:  # set by hand, it may hold places more than once
        present._value = present._value + gradient
    else:
        write(present, present._value + gradient if present._value.__class__ in SCALARS else gradient, add=True)


def _owned(gradient: Tensor, fresh: bool) -> Tensor:
    """A recorded gradient itself where its memory is its own, else a copy."""
    value = gradient._value
    return gradient if fresh and (value.__class__ in SCALARS or backend_of(value).owns(value)) else gradient.clone()


def write(target: Tensor, value: Any, add: bool = False) -> None:
    """Overwrite a tensor's memory with a raw value of its shape and dtype, or `add` to an array.

    A scalar is replaced: nothing can share its memory, for whatever shares makes an array of it first.
    """
    present = target._value
    if present.__class__ in SCALARS:
        target._value = value[()] if value.__class__ is np.ndarray else value
    elif present.__class__ is np.ndarray:
        _store(present, value, add)
    else:
        if getattr(value, "level", 0) > getattr(present, "level", 0):
            raise Unbatchable
        with on_device_of(present):
            _store(present, value, add)
    target._cell[0] += 1


def _store(present: Any, value: Any, add: bool) -> None:
    if add:
        try:
            present += value
        except ValueError:  # the tensor has another shape than when this was recorded
            raise errors.output_error(present.shape, value.shape) from None
    else:
        present[...] = value


def check_assigned(tensor: Tensor, value: Any) -> None:
    """Raise PyTorch's error for what cannot be the gradient of `tensor`."""
    if not isinstance(value, Tensor):
        raise TypeError(f"assigned grad expected to be a Tensor or None but got grad of type {type(value).__name__}")
    if value is tensor:
        raise RuntimeError("can't assign Variable as its own grad")
    if value.device != tensor.device:
        raise RuntimeError(
            f"attempting to assign a gradient with device type '{value.device.type}' to a tensor with device type"
            f" '{tensor.device.type}'. Please ensure that the gradient and the tensor are on the same device"
        )
    if value._value.shape != tensor._value.shape:
        raise RuntimeError(
            f"attempting to assign a gradient of size '{errors.sizes(value.shape)}' to a tensor of size"
            f" '{errors.sizes(tensor.shape)}'. Please ensure that the gradient and the tensor are the same size"
        )
    if value.dtype is not tensor.dtype:
        raise RuntimeError(
            f"attempting to assign a gradient with dtype '{value.dtype.c_name}' to a tensor with grad_dtype"
            f" '{tensor.dtype.printed}'. The gradient must match the tensor's grad_dtype (defaults to the tensor's"
            " dtype). You can set the tensor's grad_dtype attribute with a specific dtype, or None to allow any"
            " dtype. Set grad_dtype with caution. Diverging the dtypes of a tensor and its gradient may break"
            " downstream systems that assume they match."
        )
