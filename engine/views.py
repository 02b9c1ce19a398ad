"""In-place operations: what they may write to, and the history they leave.

An in-place operation runs its out-of-place form, which is recorded as any other, writes the result into the memory, and
gives the tensor the result's history. A write through a view changes its base's history too: a CopySlices node takes
the base's gradient apart into what was overwritten and what was not.
"""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

from engine import dtypes, errors
from engine.backends import backend_of
from engine.gradients import write
from engine.modes import caller, thread
from engine.ops import overwrite
from engine.ops.index import copy_slices
from engine.ops.shape import reshape_alias, unsafe_view, view as reshaped
from engine.scalars import element
from engine.tensor import LEAF, SCALARS, Tensor, adopt, forbidden, refresh, root, wrap


def check(target: Tensor, *sources: Any) -> None:
    """Raise PyTorch's RuntimeError where a write to `target`, computed from it and `sources`, cannot be recorded.

    It is called before anything changes. What nobody asks a gradient of may always be written to.
    """
    state, special = thread.state, target._special
    if special is not None and special.inference and not state.inference:
        raise RuntimeError(errors.INFERENCE_IN_PLACE)
    if not state.grad_enabled:
        return
    base = None if special is None or special.base is None else root(target)
    # A view taken under no_grad has no history of its own, but what is written to it would change its base's.
    wants = target.requires_grad or (base is not None and base.requires_grad)
    if not wants and not any(isinstance(x, Tensor) and x.requires_grad for x in sources):
        return
    if base is not None and not special.own:  # type: ignore[union-attr]
        if special.origin:  # type: ignore[union-attr]
            raise RuntimeError(forbidden(target))
        if wants and (base._wants_grad or base.is_leaf):
            raise RuntimeError(errors.VIEW_OF_LEAF_IN_PLACE)
    if target._wants_grad:
        raise RuntimeError(errors.LEAF_IN_PLACE)


def check_overlap(target: Tensor) -> None:
    """RuntimeError where one place in memory would have to take several values."""
    array = target._value
    if array.ndim == 0 or 0 not in array.strides:
        return
    if array.size and any(step == 0 and n > 1 for step, n in zip(array.strides, array.shape, strict=True)):
        raise RuntimeError(errors.OVERLAP)


def assign(target: Tensor, result: Tensor, source: Tensor | None = None) -> Tensor:
    """Write `result` into `target`'s memory and give it the result's history. `check` must have passed.

    A view that was only copied to has the history of the `source` itself: CopySlices sums its gradient down.
    """
    value, present = result._value, target._value
    if value.__class__ is present.__class__ and value.__class__ in SCALARS:
        target._value = value
        target._cell[0] += 1
    else:
        if value.shape != present.shape or value.dtype != present.dtype:
            _fits(target, result)
            result = result.to(target.dtype)
        write(target, result._value)
    target._cell[1:] = (caller(),)
    if source is not None and target._base is not None:
        result = source
    if thread.state.grad_enabled and (result.requires_grad or target.requires_grad):
        rewrite(target, result)
        if target._base is not None:
            target._cell.append(("CopySlices", 0))
        elif (edge := result._edge) is not None:
            target._cell.append((edge[0].op.label, edge[1]))
    return target


def rewrite(target: Tensor, result: Tensor) -> None:
    """Give a tensor whose memory now holds `result` the history of that; a view's base changes its own."""
    base = root(target)
    if base is target:
        adopt(target, result._edge)
    else:
        _rebase(base, target, result)
        special = target._special
        assert special is not None
        if special.own:
            adopt(target, result._edge)
            special.seen = target._cell[0]
            return
        special.seen = -1  # its history is now that of its base's part
        if target._retains:
            refresh(target)


def _fits(target: Tensor, result: Tensor) -> None:
    if result._value.shape != target._value.shape:
        raise RuntimeError(
            f"output with shape {errors.sizes(target.shape)} doesn't match the broadcast shape"
            f" {errors.sizes(result.shape)}"
        )
    if not dtypes.can_cast(result.dtype, target.dtype):
        raise RuntimeError(
            f"result type {result.dtype.printed} can't be cast to the desired output type {target.dtype.printed}"
        )


def _rebase(base: Tensor, view: Tensor, result: Tensor) -> None:
    """Record that the part of `base` which `view` shows is now `result`."""
    assert view._special is not None
    recipe = view._special.recipe
    xp = backend_of(base._array).xp

    def take(value: Any) -> Any:
        """The view's part of an array or Tensor that has the base's shape, however it lies in memory."""
        for op, p, slot in recipe:
            op = unsafe_view if op is reshaped or op is reshape_alias else op
            if isinstance(value, Tensor):
                value = op(value, **vars(p)) if p is not None else op(value)
            else:
                value = op.run(xp, [value], p)
            value = value if slot is None else value[slot]
        return value

    # The view that `base` has, this has too, for its axes lie in the same order.
    untouched = part = xp.ones_like(base._array, dtype=bool)
    for op, p, slot in recipe:
        part = op.run(xp, [part], p)
        part = part if slot is None else part[slot]
    part[...] = False
    state = thread.state
    calls, state.calls = state.calls, None
    state.settle()
    try:
        after = copy_slices(_before(base, base._array), result, untouched=untouched, take=take)
    finally:
        state.calls = calls
        state.settle()
    adopt(base, after._edge)


def _before(tensor: Tensor, array: Any) -> Tensor:
    """`array` under the present history of `tensor`, as an operand that is not itself checked or changed."""
    stand_in = wrap(array)
    if tensor._special is not None:
        refresh(tensor)
    stand_in._edge = tensor._edge or ((tensor, LEAF) if tensor._wants_grad else None)
    return stand_in


def relabel(target: Tensor, op: Any, **parameters: Any) -> Tensor:
    """Let `target` show its memory as the result of `op`, a view of it, does; nothing is written.

    A view goes one step further from its base. A tensor that is itself a base becomes the first view of a stand-in for
    what it was, to which the views taken of it before belong from then on: see `root` in `engine.tensor`.
    """
    check(target)
    source, before = target, target._special
    if before is None or before.base is None:
        source = _before(target, target._array)
        source._cell, source._wants_grad = target._cell, target._wants_grad
    result = op(source, **parameters)
    target._value, target._special = result._array, result._special
    target._special.own = before is None or before.base is None or before.own
    target._special.origin = "" if before is None else before.origin
    target._special.inference = before is not None and before.inference
    if thread.state.grad_enabled:
        adopt(target, result._edge)
    target._cell[0] += 1
    target._cell[1:] = (caller(),) if result._edge is None else (caller(), (op.label, 0))
    if not target._special.origin:
        target._special.seen = target._cell[0]
    return target


def _untracked(*values: Any) -> bool:
    """True where nobody asks a gradient of any of these."""
    for x in values:
        if x.__class__ is Tensor and (x._edge is not None or x._wants_grad or x._special is not None):
            return False
    return True


_IN_PLACE = """In place: writes what `{name}` gives into this tensor's memory, and returns this tensor.

Shape: this tensor's, to which the other arguments must broadcast.
Dtype: this tensor's, to which the result is cast.
Raises: RuntimeError for a leaf that asks for a gradient or a view of one, and where the result has another shape or a
    higher category of dtype; otherwise as `{name}`.
Source: torch.Tensor.{name}_.
"""


def in_place(function: Callable[..., Tensor]) -> Callable[..., Tensor]:
    """The in-place form of an out-of-place function: `exp` becomes `exp_`."""

    def method(self: Tensor, *args: Any, **options: Any) -> Tensor:
        state = thread.state
        if self._special is None and state.plain and (not state.grad_enabled or _untracked(self, *args)):
            if self._value.ndim:
                check_overlap(self)  # `expand` may have made what this was detached from
            return assign(self, function(self, *args, **options))
        check(self, *args, *options.values())
        check_overlap(self)
        # What the formula saves of the old values must not be what the result is written over.
        old = _before(self, self._value.copy()) if state.grad_enabled else self
        return assign(self, function(old, *args, **options))

    name = getattr(function, "__name__", "op")
    method.__name__ = method.__qualname__ = f"{name}_"
    method.__wrapped__ = function  # type: ignore[attr-defined]  # for its signature
    method.__doc__ = _IN_PLACE.format(name=name)
    return method


def copy_(self: Tensor, source: Any) -> Tensor:
    """Overwrite with `source`, cast and expanded to this tensor; gradients pass to the source.

    Shape: `source` broadcasts to this tensor's.
    Dtype: this tensor's; the source is cast.
    Raises: RuntimeError for a leaf that asks for a gradient, a view of one, or shapes that do not fit.
    Source: torch.Tensor.copy_.
    """
    check(self, source)
    check_overlap(self)
    source = source if isinstance(source, Tensor) else wrap(backend_of(self._array).xp.asarray(source))
    source = source.to(self.device, self.dtype)
    if source._value.shape != self._value.shape:
        _check_spread(self._value.shape, source._value.shape)
    return assign(self, overwrite.copy(_before(self, self._array), source), source)


def _check_spread(wanted: tuple[int, ...], given: tuple[int, ...]) -> None:
    """RuntimeError where a source's shape does not broadcast to a target's, though the two may have a common one."""
    if len(given) > len(wanted) or any(n not in (1, m) for m, n in zip(wanted[::-1], given[::-1], strict=False)):
        raise errors.output_error(wanted, given)


def fill_(self: Tensor, value: Any) -> Tensor:
    """Overwrite every element with `value`, a number or a tensor without dimensions.

    Shape: any.
    Dtype: this tensor's.
    Raises: RuntimeError for a leaf that asks for a gradient, a view of one, or a value with dimensions.
    Source: torch.Tensor.fill_.
    """
    if isinstance(value, Tensor):
        check(self, value)
        if value.ndim:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        check_overlap(self)
        source = value.to(self.device, self.dtype)
        return assign(self, overwrite.fill_with(_before(self, self._array), source), source)
    value = element(self.dtype, value)
    return _fill(self, value, overwrite.fill, SimpleNamespace(value=value))


def _fill(self: Tensor, value: Any, op: Any, p: SimpleNamespace | None = None) -> Tensor:
    """Write a number to every element, recorded as `op` where somebody asks a gradient of this tensor."""
    check(self)
    if thread.state.grad_enabled and self.requires_grad:
        before = _before(self, self._array)
        return assign(self, op(before) if p is None else op(before, **vars(p)))
    present = self._value
    if present.__class__ in SCALARS:
        self._value = present.__class__(value)
    else:
        present[...] = value
    cell = self._cell
    cell[0] += 1
    cell[1:] = (caller(),)
    return self


def zero_(self: Tensor) -> Tensor:
    """Overwrite every element with 0.

    Shape: any.
    Dtype: this tensor's.
    Raises: RuntimeError for a leaf that asks for a gradient, or a view of one.
    Source: torch.Tensor.zero_.
    """
    return _fill(self, 0, overwrite.zero)
