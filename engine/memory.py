"""The memory behind arrays: which stretch of it an array shows, and arrays laid over such a stretch again.

Places and strides are in bytes, so that arrays of several dtypes can lie over one stretch.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from engine.backends import backend_of


def reach(shape: Sequence[int], strides: Sequence[int], itemsize: int) -> tuple[int, int]:
    """How far elements lie before the first one, as a number ≤ 0, and where the last of them ends."""
    if 0 in shape:
        return 0, 0
    steps = [step * (n - 1) for n, step in zip(shape, strides, strict=True)]
    return sum(step for step in steps if step < 0), sum(step for step in steps if step > 0) + itemsize


def extent(array: Any) -> tuple[int, int]:
    """The addresses between which an array's elements lie."""
    place = backend_of(array).address(array)
    before, after = reach(array.shape, array.strides, array.itemsize)
    return place + before, place + after


def stretch(array: Any, high: int | None = None) -> Any:
    """The memory from an array's lowest element to its highest, or to the address `high`, as bytes: a view."""
    backend = backend_of(array)
    low, own = extent(array)
    if low == own:
        return backend.xp.empty(0, dtype=np.uint8)
    lowest = tuple([n - 1 if step < 0 else 0 for n, step in zip(array.shape, array.strides, strict=True)])
    first = array[(*lowest, ...)].reshape(1).view(np.uint8)
    return backend.as_strided(first, ((own if high is None else high) - low,), (1,))


def over(memory: Any, dtype: Any, offset: int, shape: Sequence[int], strides: Sequence[int]) -> Any:
    """An array that shows a stretch of bytes from `offset` on. ValueError where an element would lie outside."""
    backend, dtype = backend_of(memory), np.dtype(dtype)
    if 0 in shape:
        return backend.as_strided(backend.xp.empty(1, dtype=dtype), tuple(shape), tuple(strides))
    before, after = reach(shape, strides, dtype.itemsize)
    if offset + before < 0 or offset + after > memory.size:
        raise ValueError(
            f"its elements lie from byte {offset + before} to {offset + after}, but the memory has {memory.size} bytes"
        )
    first = memory[offset : offset + dtype.itemsize].view(dtype)
    return backend.as_strided(first, tuple(shape), tuple(strides))
