"""What a backward pass does besides the formulas: hooks, gradients to retain, checks for nan, explanations."""

from __future__ import annotations

import warnings
from typing import Any

from engine.backends import backend_of
from engine.gradients import accumulate
from engine.modes import thread
from engine.tensor import Tensor, wrap


def run_hooks(hooks: dict[int, Any], gradient: Any, create_graph: bool) -> Any:
    """Call hooks in order with the gradient as a Tensor; what one returns replaces it."""
    value = gradient if create_graph else wrap(gradient)
    for hook in list(hooks.values()):
        returned = hook(value)
        if returned is None:
            continue
        if not isinstance(returned, Tensor):
            raise TypeError(f"expected Variable, but hook returned '{type(returned).__name__}'")
        if returned.device != value.device or returned.dtype is not value.dtype:
            raise RuntimeError(
                f"hook '{getattr(hook, '__name__', hook)}' has changed the type of value (was {value.type()} got"
                f" {returned.type()})"
            )
        if returned._value.shape != value._value.shape:
            raise RuntimeError(f"hook '{getattr(hook, '__name__', hook)}' has changed the size of value")
        if returned._value.dtype != value._value.dtype:
            raise RuntimeError(
                f"hook '{getattr(hook, '__name__', hook)}' has changed the type of value (was"
                f" {_type(value)} got {_type(returned)})"
            )
        value = returned
    return value if create_graph else value._value


def _type(value: Tensor) -> str:
    return f"engine.{value.dtype.legacy}"


def arrived(node: Any, gradient: Any, create_graph: bool) -> Any:
    """The gradients of a node's results after the hooks on them; results that keep theirs are given it."""
    parts = list(gradient) if node.several else [gradient]
    if node._hooks is not None:
        for slot, hooks in node._hooks.items():
            if parts[slot] is not None:
                parts[slot] = run_hooks(hooks, parts[slot], create_graph)
    if node._retained is not None:
        for slot, reference in node._retained.items():
            tensor = reference()
            if tensor is None or parts[slot] is None:
                continue
            if tensor._grad is None or create_graph:
                accumulate(tensor, parts[slot], create_graph, fresh=False)
            else:
                tensor._grad = wrap(tensor._grad._value + parts[slot])  # unlike a leaf's, a new one
    return parts if node.several else parts[0]


def before(node: Any, gradient: Any, create_graph: bool) -> Any:
    """The gradient of a node's results after the hooks that come before its formulas."""
    parts = _replaced(node._pre_hooks, list(gradient) if node.several else [gradient], (), create_graph)
    return parts if node.several else parts[0]


def leaving(node: Any, gradients: list[Any], arrived: Any, create_graph: bool) -> list[Any]:
    """The gradients of a node's arguments after the hooks on the node."""
    if not node._post_hooks:
        return gradients
    came = _tensors(arrived if node.several else [arrived], create_graph)
    return _replaced(node._post_hooks, gradients, (came,), create_graph)


def _replaced(hooks: dict[int, Any], gradients: list[Any], more: tuple[Any, ...], create_graph: bool) -> list[Any]:
    given = _tensors(gradients, create_graph)
    for hook in list(hooks.values()):
        returned = hook(given, *more)
        if returned is not None:
            given = returned if isinstance(returned, tuple) else (returned,)
            if len(given) != len(gradients):
                raise RuntimeError(
                    f"hook '{getattr(hook, '__name__', hook)}' has returned an incorrect number of values: got"
                    f" {len(given)}, but expected {len(gradients)}"
                )
    return [g if g is None or create_graph else g._value for g in given]


def _tensors(gradients: Any, create_graph: bool) -> tuple[Tensor | None, ...]:
    return tuple([g if g is None or create_graph else wrap(g) for g in gradients])


def check_nan(node: Any, position: int, gradient: Any) -> None:
    """Under anomaly detection: RuntimeError, in PyTorch's words, for a gradient with a nan in it."""
    if not thread.state.anomaly or gradient is None:
        return
    value = gradient._value if isinstance(gradient, Tensor) else gradient
    if bool(backend_of(value).xp.isnan(value).any()):
        raise RuntimeError(f"Function '{node.name()}' returned nan values in its {position}th output.")


def explain(node: Any, error: Exception) -> None:
    """Under anomaly detection: warn where the forward call of the node was that `error` was met in."""
    if thread.state.anomaly is None or node is None:
        return
    if node.trace is None:
        told = (
            f"Error detected in {node.name()}. No forward pass information available. Enable detect anomaly during"
            " forward pass for more information."
        )
    else:
        told = f"Error detected in {node.name()}. Traceback of forward call that caused the error:\n{node.trace}"
    warnings.warn(told, UserWarning, stacklevel=2)
