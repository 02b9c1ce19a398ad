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
from engine.tensor import LEAF, Tensor, new

_float64, _float32, _ndarray = np.float64, np.float32, np.ndarray
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
    forward = op.forward
    plan = op.plan((True,))
    saves, keeps = (bool(plan[0]), plan[1]) if plan is not None else (False, False)
    long: Callable[..., Any] = otherwise or op

    def call(input: Any, *, p: Any = None) -> Tensor:
        x = input
        state = thread.state
        if x.__class__ is not Tensor or x._special is not None or not state.plain:
            return long(x) if p is None else long(x, **vars(p))  # type: ignore[no-any-return]
        value = x._value
        kind = value.__class__
        if kind is not _float64 and kind is not _float32 and (kind is not _ndarray or value.dtype.kind != "f"):
            return long(x) if p is None else long(x, **vars(p))  # type: ignore[no-any-return]
        result: Tensor = new(Tensor)
        out = result._value = state.run(forward, _xp, value) if p is None else state.run(forward, _xp, value, p)
        result._cell = [0]
        result._edge = result._grad = result._special = None
        result._wants_grad = False
        if x._edge is None and not x._wants_grad:
            if x._cut is not None:
                result._cut = x._cut
            return result
        if plan is None:
            return result
        if not state.grad_enabled:
            result._cut = ("no_grad()", state.cut)
            return result
        node: Any = new(op.node_type or op.make_node_type())
        node.op, node.number, node.backend, node.p = op, next(numbers), _backend, p
        node.edges = (x._edge or (x, LEAF),)
        node.origins = None if kind is not _ndarray else ((value.shape, value.dtype),)
        node.outputs, node.several, node.special = 1, False, False
        node.saved = node.out = node.watch = None
        if saves:
            node.saved = (value,)
            node.watch = ((x._cell, x._cell[0]),)
        if keeps:
            node.out = out
            node.watch = ((result._cell, 0),) if node.watch is None else (*node.watch, (result._cell, 0))
        result._edge = (node, 0)
        return result

    call.__signature__ = _ONE  # type: ignore[attr-defined]
    return call


def binary(
    op: Op, otherwise: Callable[[Any, Any], Any] | None = None, *, tensors: bool = True
) -> Callable[[Any, Any], Tensor]:
    """A function of two operands that runs `op`; `otherwise` is called in its place where the short way is closed.

    Without `tensors` the short way is open to a tensor and a number only.
    """
    forward = op.forward
    plans = {tracked: op.plan(tracked) for tracked in ((True, True), (True, False), (False, True))}
    choices = {key: None if plan is None else (0 in plan[0], 1 in plan[0], plan[1]) for key, plan in plans.items()}
    long: Callable[[Any, Any], Tensor] = otherwise or op

    def call(input: Any, other: Any) -> Tensor:
        x, y = input, other
        state = thread.state
        if x.__class__ is not Tensor or x._special is not None or not state.plain:
            return long(x, y)
        a = x._value
        kind = a.__class__
        if kind is not _ndarray and kind is not _float64 and kind is not _float32:
            return long(x, y)
        right = y.__class__
        if right is Tensor:
            if y._special is not None or not tensors:
                return long(x, y)
            b = y._value
            if b.__class__ is not kind or kind is _ndarray:
                if b.__class__ is not _ndarray and b.__class__ is not _float64 and b.__class__ is not _float32:
                    return long(x, y)
                if a.dtype is not b.dtype or a.dtype.kind != "f":
                    return long(x, y)
                scalars = False
            else:
                scalars = True
            second = y._edge is not None or y._wants_grad
        elif (right is float or right is int) and (kind is not _ndarray or a.dtype.kind == "f"):
            b = float(y)
            scalars, second = kind is not _ndarray, False
        else:
            return long(x, y)
        try:
            out = state.run(forward, _xp, a, b)
        except ValueError:
            return long(x, y)  # shapes that do not fit: the whole way has the words for it
        result: Tensor = new(Tensor)
        result._value = out
        result._cell = [0]
        result._edge = result._grad = result._special = None
        result._wants_grad = False
        first = x._edge is not None or x._wants_grad
        if not (first or second):
            _inherit_cut(result, x, y)
            return result
        choice = choices[(first, second)]
        if choice is None:
            return result
        if not state.grad_enabled:
            result._cut = ("no_grad()", state.cut)
            return result
        node: Any = new(op.node_type or op.make_node_type())
        node.op, node.number, node.backend, node.p = op, next(numbers), _backend, None
        node.edges = (
            (x._edge or (x, LEAF)) if first else None,
            (y._edge or (y, LEAF)) if second else None,
        )
        if scalars:
            node.origins = None
        else:
            node.origins = ((a.shape, a.dtype), (b.shape, b.dtype) if second else None)
        node.outputs, node.several, node.special = 1, False, False
        saves_x, saves_y, keeps = choice
        node.saved = node.out = node.watch = None
        if saves_x:
            if saves_y and right is Tensor:
                node.saved = (a, b)
                node.watch = ((x._cell, x._cell[0]), (y._cell, y._cell[0]))
            else:
                node.saved = (a, b if saves_y else None)
                node.watch = ((x._cell, x._cell[0]),)
        elif saves_y:
            node.saved = (None, b)
            if right is Tensor:
                node.watch = ((y._cell, y._cell[0]),)
        if keeps:
            node.out = out
            node.watch = (*(node.watch or ()), (result._cell, 0))
        if not second and right is Tensor and y._cut is not None:
            node.cuts = (y._cut,)
        elif not first and x._cut is not None:
            node.cuts = (x._cut,)
        result._edge = (node, 0)
        return result

    return call


def _inherit_cut(result: Tensor, x: Tensor, y: Any) -> None:
    """What was cut off from its history passes that on."""
    if x._cut is not None:
        result._cut = x._cut
    elif y.__class__ is Tensor and y._cut is not None:
        result._cut = y._cut
