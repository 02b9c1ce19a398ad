"""In-place operations: what they may write to, and the history they leave.

An in-place operation runs its out-of-place form, which is recorded as any other, writes the result into the memory, and
gives the tensor the result's history. A write through a view changes its base's history too: a CopySlices node takes
the base's gradient apart into what was overwritten and what was not.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, errors
from engine.backends import backend_of
from engine.functions.shape import broadcast_shape
from engine.modes import state
from engine.ops.index import copy_slices, masked_fill
from engine.tensor import Tensor, wrap


def check(target: Tensor, *sources: Any) -> None:
    """Raise PyTorch's RuntimeError where a write to `target`, computed from it and `sources`, cannot be recorded.

    It is called before anything changes. What nobody asks a gradient of may always be written to.
    """
    if not state.grad_enabled:
        return
    base = target._base
    # A view taken under no_grad has no history of its own, but what is written to it would change its base's.
    if not any(isinstance(x, Tensor) and x.requires_grad for x in (target, base, *sources)):
        return
    if target._wants_grad:
        raise RuntimeError(errors.LEAF_IN_PLACE)
    if base is None:
        return
    if base._wants_grad:
        raise RuntimeError(errors.VIEW_OF_LEAF_IN_PLACE)
    if target._origin == "multi":
        op, _, slot = next(step for step in target._recipe if step[2] is not None)
        raise RuntimeError(errors.MULTI_VIEW_IN_PLACE.format(index=slot, name=op.name))
    if target._origin == "no_grad":
        raise RuntimeError(errors.NO_GRAD_VIEW_IN_PLACE)


def check_overlap(target: Tensor) -> None:
    """RuntimeError where one place in memory would have to take several values."""
    array = target._array
    if 0 not in array.strides or array.size == 0:
        return
    if any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape, strict=True)):
        raise RuntimeError(errors.OVERLAP)


def assign(target: Tensor, result: Tensor) -> Tensor:
    """Write `result` into `target`'s memory and give it the result's history. `check` must have passed."""
    _fits(target, result)
    if result._array.dtype != target._array.dtype:
        result = result.to(target.dtype)
    target._array[...] = result._array
    target._cell[0] += 1
    if not state.grad_enabled or not (result.requires_grad or target.requires_grad):
        return target
    if target._base is None:
        _adopt(target, result)
    else:
        _rebase(target._base, target, result)
    return target


def _fits(target: Tensor, result: Tensor) -> None:
    if result._array.shape != target._array.shape:
        raise RuntimeError(
            f"output with shape {errors.sizes(target.shape)} doesn't match the broadcast shape"
            f" {errors.sizes(result.shape)}"
        )
    if not dtypes.can_cast(result.dtype, target.dtype):
        raise RuntimeError(
            f"result type {result.dtype.printed} can't be cast to the desired output type {target.dtype.printed}"
        )


def _adopt(target: Tensor, result: Tensor) -> None:
    """Give `target` the history of `result`; a gradient that it retains is now that of the new value."""
    before, slot = target._node, target._index
    target._node, target._index = result._node, result._index
    if target._retains and before is not None and target._node is not None:
        if before._retained is not None:
            before._retained.pop(slot, None)
        target._node.retain(target, target._index)


def _rebase(base: Tensor, view: Tensor, result: Tensor) -> None:
    """Record that the part of `base` which `view` shows is now `result`."""
    recipe = view._recipe
    xp = backend_of(base._array).xp

    def take(value: Any) -> Any:
        """The view's part of an array or Tensor that has the base's shape."""
        for op, p, slot in recipe:
            if isinstance(value, Tensor):
                value = op(value, **vars(p)) if p is not None else op(value)
            else:
                value = op.run(xp, [value], p)
            value = value if slot is None else value[slot]
        return value

    untouched = xp.ones(base._array.shape, dtype=bool)
    take(untouched)[...] = False
    calls, state.calls = state.calls, None
    try:
        after = copy_slices(_before(base, base._array), result, untouched=untouched, take=take)
    finally:
        state.calls = calls
    _adopt(base, after)


def _before(tensor: Tensor, array: Any) -> Tensor:
    """`array` under the present history of `tensor`, as an operand that is not itself checked or changed."""
    stand_in = wrap(array)
    stand_in._node, stand_in._index = tensor.grad_fn, tensor._index
    return stand_in


def relabel(target: Tensor, op: Any, **parameters: Any) -> Tensor:
    """Let `target` show its memory as the result of `op`, a view of it, does; nothing is written.

    A view goes one step further from its base. Views that were taken of a tensor which is itself a base keep what they
    show and their history, until that tensor is written to.
    """
    check(target)
    if target._base is None:
        result = op(_before(target, target._array), **parameters)
    else:
        result = op(target, **parameters)
        target._recipe, target._seen = result._recipe, result._seen
    target._array = result._array
    if state.grad_enabled:
        _adopt(target, result)
    return target


def in_place(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The in-place form of an out-of-place function: `exp` becomes `exp_`."""

    def method(self: Tensor, *args: Any, **options: Any) -> Tensor:
        check(self, *args, *options.values())
        check_overlap(self)
        # What the formula saves of the old values must not be what the result is written over.
        old = _before(self, self._array.copy()) if state.grad_enabled else self
        return assign(self, function(old, *args, **options))

    name = getattr(function, "__name__", "op")
    method.__name__ = method.__qualname__ = f"{name}_"
    method.__wrapped__ = function  # type: ignore[attr-defined]  # for its signature
    method.__doc__ = f"In-place {name}: writes into this tensor's memory and returns it."
    return method


def copy_(self: Tensor, source: Any) -> Tensor:
    """Overwrite with `source`, cast and expanded to this tensor; gradients pass to the source."""
    check(self, source)
    check_overlap(self)
    source = source if isinstance(source, Tensor) else wrap(backend_of(self._array).xp.asarray(source))
    broadcast_shape([self._array.shape, source._array.shape])  # raises where the two do not fit
    return assign(self, source.to(self.device, self.dtype).expand(*self.shape).clone())


def fill_(self: Tensor, value: float) -> Tensor:
    """Overwrite every element with `value`."""
    check(self)
    everything = backend_of(self._array).xp.ones(self._array.shape, dtype=bool)
    return assign(self, masked_fill(self, mask=everything, value=value))


def zero_(self: Tensor) -> Tensor:
    """Overwrite every element with 0."""
    return fill_(self, 0)
