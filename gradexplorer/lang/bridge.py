"""The engine, as the language calls it.

The engine binds its functions and methods at import, out of a type checker's sight; here they all have the type Any,
so that only this file need know.
"""

from __future__ import annotations

from typing import Any

import engine as _engine
from engine.tensor import Tensor

engine: Any = _engine

__all__ = ["Tensor", "engine", "raw", "shape_of", "size_of"]


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
