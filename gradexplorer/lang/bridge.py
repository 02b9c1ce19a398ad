"""The engine, as the language calls it.

The engine binds its functions and methods at import, out of a type checker's sight; here they all have the type Any,
so that only this file need know.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

import engine as _engine
from engine.tensor import Tensor, wrap

engine: Any = _engine

__all__ = ["Tensor", "engine", "graph_size", "number", "raw", "shape_of", "size_of"]


def number(value: float) -> Any:
    """A 0-d Tensor of float64 in the computer's memory: `engine.tensor`, without its looking at what it is given."""
    return wrap(np.float64(value))


def raw(tensor: Any) -> Any:
    """The array behind a Tensor, or a number of the array library where it has no axes; not to be written to.

    Its shape and its size are read many times in an evaluation; a Tensor makes a Size of them each time.
    """
    return tensor._value


def shape_of(tensor: Any) -> tuple[int, ...]:
    """The shape of a Tensor as a plain tuple."""
    shape: tuple[int, ...] = tensor._value.shape
    return shape


def size_of(tensor: Any) -> int:
    """How many numbers a Tensor has."""
    return int(tensor._value.size)


def graph_size(tensor: Any, inputs: Sequence[Any]) -> int:
    """How many operations there are in a Tensor's history, from these inputs on."""
    stack = [tensor.grad_fn]
    seen = {id(None), *(id(x.grad_fn) for x in inputs)}
    nodes = 0
    while stack:
        node = stack.pop()
        if id(node) not in seen:
            seen.add(id(node))
            nodes += 1
            stack.extend(other for other, _ in node.next_functions)
    return nodes
