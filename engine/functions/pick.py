"""Elements picked along one dim by an order of their own, returned with their indices."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.backends import backend_of
from engine.modes import is_grad_enabled
from engine.op import Op
from engine.ops.sort import line
from engine.tensor import Tensor, wrap

Order = Callable[[Any, Any], Any]
"""From `xp` and an array of at least one dim to integer indices along the axis."""


def not_zero(input: Tensor, dims: Any, name: str) -> None:
    """Raise PyTorch's IndexError where a dim to be reduced, a number or several, has no elements."""
    for d in (dims,) if isinstance(dims, int) else dims or ():
        if input.ndim and input._array.shape[d] == 0:
            raise IndexError(f"{name}: Expected reduction dim {d} to have non-zero size.")


def pick(op: Op, input: Tensor, axis: int, order: Order, result: Callable[..., Any], drop: bool = False) -> Any:
    """`result(values, indices)` of the elements at the indices that `order` gives; `drop` takes out an axis of one."""
    array = line(input._array)
    indices = order(backend_of(array).xp, array)
    kept = tuple(indices.shape)
    shape = () if input.ndim == 0 else (*kept[:axis], *kept[axis + 1 :]) if drop else kept
    shown = indices.reshape(shape)
    if input.requires_grad and is_grad_enabled():
        shown = shown.copy()  # what is written to it must not change the way of the gradient
    values = op(input, indices=indices, axis=axis, kept=kept, result=shape, shape=input._array.shape)
    return result(values, wrap(shown))


def pick_one(op: Op, input: Tensor, axis: int, keepdim: bool, order: Order, result: Callable[..., Any]) -> Any:
    """The same for one element of each line. IndexError where a line has none."""
    not_zero(input, axis, f"{result.__name__}()")
    return pick(op, input, axis, order, result, drop=not keepdim)
