"""The short way through an elementwise operation of one or two operands.

`unary(op)` and `binary(op)` give functions that do what calling the Op does, for what most calls are: ordinary tensors
on the CPU, of one floating-point type, with or without a number. Everything else goes the whole way, through the Op
itself. What can be decided when the table is read is decided there; the rest stands here in one piece, for a call of a
Python function costs as much as the arithmetic of two numbers.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import numpy as np

from engine.backends import backend_for
from engine.device import CPU
from engine.graph import numbers
from engine.modes import thread
from engine.op import Op
from engine.tensor import LEAF, Tensor, follow, new

_float64, _float32, _ndarray = np.float64, np.float32, np.ndarray
_FLOATS = frozenset((_float64, _float32))
_backend = backend_for(CPU)
_xp = _backend.xp
_ONE = inspect.Signature(
    [inspect.Parameter("input", inspect.Parameter.POSITIONAL_OR_KEYWORD, annotation="Tensor")],
    return_annotation="Tensor",
)


def unary(op: Op, otherwise: Callable[..., Any] | None = None) -> Callable[..., Tensor]:
    """A function of one tensor that runs `op`; an op's parameters are handed over as `p`, and nobody else sees that.

    `otherwise` is called in the op's place where the short way is closed.
    """
    plan = op.plan((True,))
    saves, keeps = (bool(plan[0]), plan[1]) if plan is not None else (False, False)
    # With `otherwise`, other dtypes are its matter.
    view, any_dtype = op.view, op.casts == "same" and otherwise is None
    long: Callable[..., Any] = otherwise or op.long

    def call(input: Any, *, p: Any = None) -> Tensor:
        x = input
        state = thread.state
        if x.__class__ is not Tensor or not state.plain or (x._special is not None and not _settled(x)):
            return long(x) if p is None else long(x, **vars(p))  # type: ignore[no-any-return]
        value = x._array if view else x._value
        kind = value.__class__
        if (kind is not _ndarray or not (any_dtype or value.dtype.kind == "f")) and kind not in _FLOATS:
            return long(x) if p is None else long(x, **vars(p))  # type: ignore[no-any-return]
        result: Tensor = new(Tensor)
        try:
            out = state.run(op.forward, _xp, value) if p is None else state.run(op.forward, _xp, value, p)
        except ValueError:
            return long(x) if p is None else long(x, **vars(p))  # type: ignore[no-any-return]
        result._value = out
        result._cell = [0]
        result._edge = result._grad = result._special = None
        result._wants_grad = False
        if view:
            follow(result, x, op, p, None)
        if x._edge is None and not x._wants_grad:
            if x._cut is not None:
                result._cut = x._cut
        elif plan is not None:
            if state.grad_enabled:
                node = _node(op, p, result)
                node.edges = (x._edge or (x, LEAF),)
                node.origins = None if kind is not _ndarray else ((value.shape, value.dtype),)
                if saves:
                    node.saved = (value,)
                    node.watch = ((x._cell, x._cell[0]),)
                if keeps:
                    node.out = out
                    node.watch = (*(node.watch or ()), (result._cell, 0))
            else:
                result._cut = ("no_grad()", state.cut)
        return result

    call.__signature__ = _ONE  # type: ignore[attr-defined]
    return call


def _settled(x: Tensor) -> bool:
    """True for a view whose history is that of its memory, which then counts as any other tensor."""
    special = x._special
    return special is None or (special.seen == x._cell[0] and not special.inference)


def _node(op: Op, p: Any, result: Tensor) -> Any:
    """The node of a call, with nothing saved yet, as the history of its result."""
    node = new(op.node_type or op.make_node_type())
    node.op, node.number, node.backend, node.p = op, next(numbers), _backend, p
    node.outputs, node.several, node.special = 1, False, False
    node.saved = node.out = node.watch = None
    result._edge = (node, 0)
    return node


def binary(
    op: Op, otherwise: Callable[[Any, Any], Any] | None = None, *, tensors: bool = True
) -> Callable[[Any, Any], Tensor]:
    """A function of two operands that runs `op`; `otherwise` is called in its place where the short way is closed.

    Without `tensors` the short way is open to a tensor and a number only.
    """
    plans = {tracked: op.plan(tracked) for tracked in ((True, True), (True, False), (False, True))}
    choices = {key: None if plan is None else (0 in plan[0], 1 in plan[0], plan[1]) for key, plan in plans.items()}
    long: Callable[[Any, Any], Tensor] = otherwise or op.long

    def call(input: Any, other: Any) -> Tensor:
        state = thread.state
        if input.__class__ is not Tensor or not state.plain or (input._special is not None and not _settled(input)):
            return long(input, other)
        a, right = input._value, other.__class__
        kind = a.__class__
        if right is Tensor:
            if not tensors or (other._special is not None and not _settled(other)):
                return long(input, other)
            b = other._value
            scalars = b.__class__ is kind and (kind is _float64 or kind is _float32)
            if not scalars and (
                (kind is not _ndarray and kind is not _float64 and kind is not _float32)
                or (b.__class__ is not _ndarray and b.__class__ is not _float64 and b.__class__ is not _float32)
                or a.dtype is not b.dtype
                or a.dtype.kind != "f"
            ):
                return long(input, other)
            second = other._edge is not None or other._wants_grad
        elif right is float or right is int:
            scalars, second = kind is _float64 or kind is _float32, False
            if not scalars and (kind is not _ndarray or a.dtype.kind != "f"):
                return long(input, other)
            b = float(other)
        else:
            return long(input, other)
        try:
            out = state.run(op.forward, _xp, a, b)
        except ValueError:
            return long(input, other)  # shapes that do not fit: the whole way has the words for it
        result: Tensor = new(Tensor)
        result._value = out
        result._cell = [0]
        result._edge = result._grad = result._special = None
        result._wants_grad = False
        first = input._edge is not None or input._wants_grad
        if not (first or second):
            if input._cut is not None:
                result._cut = input._cut
            elif right is Tensor and other._cut is not None:
                result._cut = other._cut
        elif (choice := choices[(first, second)]) is not None:
            if state.grad_enabled:
                _record(op, input, other, a, b, first, second, choice, scalars, result)
            else:
                result._cut = ("no_grad()", state.cut)
        return result

    return call


def _record(
    op: Op,
    x: Tensor,
    y: Any,
    a: Any,
    b: Any,
    first: bool,
    second: bool,
    saves: tuple[bool, bool, bool],
    scalars: bool,
    result: Tensor,
) -> None:
    """Record a call: x and y have the values a and b, and want gradients where `first` and `second` say so."""
    node = _node(op, None, result)
    node.edges = ((x._edge or (x, LEAF)) if first else None, (y._edge or (y, LEAF)) if second else None)
    node.origins = None if scalars else ((a.shape, a.dtype), (b.shape, b.dtype) if second else None)
    saves_x, saves_y, keeps = saves
    tensors = y.__class__ is Tensor
    if saves_x:
        if saves_y and tensors:
            node.saved = (a, b)
            node.watch = ((x._cell, x._cell[0]), (y._cell, y._cell[0]))
        else:
            node.saved = (a, b if saves_y else None)
            node.watch = ((x._cell, x._cell[0]),)
    elif saves_y:
        node.saved = (None, b)
        if tensors:
            node.watch = ((y._cell, y._cell[0]),)
    if keeps:
        node.out = result._value
        node.watch = (*(node.watch or ()), (result._cell, 0))
    if not second and tensors and y._cut is not None:
        node.cuts = (y._cut,)
    elif not first and x._cut is not None:
        node.cuts = (x._cut,)
