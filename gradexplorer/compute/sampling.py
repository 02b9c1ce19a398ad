"""A function along lines through its variables' space: many points at once, in blocks that fit the bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import TypeVar

import numpy as np
from msgspec import Struct

import engine
from engine import Tensor
from engine.graph import record
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host
from gradexplorer.lang import Function, TooMuch, limits

T = TypeVar("T")

BLOCK = 16384
"""The most samples evaluated at once."""
KEPT = 2_000_000
"""About how many numbers one block may make in all its operations together; the language's bounds are higher."""

SECONDS = 10.0
"""The longest time for all blocks of one line or plane together."""


class Line(Struct, frozen=True):
    """A function of one component, the others held at a point.

    `axis` is the component's number; `cancelled` is asked between blocks and operations and may stop the work, which
    raises LangError.
    """

    function: Function
    coordinates: Coordinates
    sliders: Mapping[str, float]
    axis: int = 0
    dtype: engine.dtype = engine.float64
    cancelled: Callable[[], bool] | None = None

    def at(self, xs: Array, *, order: int = 0) -> tuple[Array, ...]:
        """Values and, up to `order`, derivatives along the component at `xs` (n,), each (n,) in float64."""
        components = Components.of(self.function, self.coordinates)
        flat = components.flatten(self.coordinates)
        function, sliders = self.function, self.sliders
        size = fitting(function, components, flat, sliders, order > 0)
        parts = in_blocks(len(xs), size, lambda part, left: _block(self, components, flat, xs[part], order, left))
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def fitting(function: Function, components: Components, flat: Array, sliders: Mapping[str, float], kept: bool) -> int:
    """How many samples to take at once, by what is made at one point: data of many rows need short blocks.

    `kept`: operations keep what their gradients need.
    """
    if not kept and not function.arrays:
        return max(1, min(BLOCK, KEPT // max(len(flat), 1)))
    with engine.quiet(), engine.no_grad(), record() as calls:
        function({**components.tensors(flat, engine.float64), **constants(sliders, engine.float64)})
    made = sum(call.output.numel() for call in calls if isinstance(call.output, Tensor))
    return max(1, min(BLOCK, KEPT // max(made, len(flat), 1)))


def in_blocks(count: int, size: int, work: Callable[[slice, float], T]) -> list[T]:
    """`work` on stretches of `count` samples, `size` at once or fewer where the language's bounds ask for it.

    It is also given the seconds that it may take.

    Raises TooMuch where they are met at a single sample.
    """
    done: list[T] = []
    start, end = 0, perf_counter() + SECONDS
    while start < count or not done:
        try:
            done.append(work(slice(start, min(start + size, count)), min(limits.SECONDS, end - perf_counter())))
        except TooMuch:
            if size == 1 or count == 0:
                raise
            size = max(1, min(size, count) // 4)
        else:
            start += size
    return done


def _block(line: Line, components: Components, flat: Array, xs: Array, order: int, seconds: float) -> tuple[Array, ...]:
    points = np.repeat(flat[:, None], len(xs), axis=1)
    if len(flat):
        points[line.axis] = xs
    with engine.quiet():
        variables = components.tensors(points, line.dtype)
        name, row = components.place(line.axis)
        moving = variables[name].requires_grad_(order > 0) if name else None
        output = line.function(
            {**variables, **constants(line.sliders, line.dtype)},
            samples=1,
            dtype=line.dtype,
            seconds=seconds,
            cancelled=line.cancelled,
        )
        results = [output]
        for remaining in range(order - 1, -1, -1):
            results.append(_along(results[-1], moving, row, len(xs), remaining > 0))
    return tuple(np.broadcast_to(host(result), xs.shape) for result in results)


def _along(values: Tensor, moving: Tensor | None, row: int, count: int, again: bool) -> Tensor:
    """The derivative of `values` (count,) by one row of the moving variable; `again` if it is to be derived in turn."""
    along: Tensor
    if moving is None:
        along = engine.zeros_like(values)
    else:
        (gradient,) = flat_gradients(values, [moving], create_graph=again)
        along = gradient.reshape(-1, count)[row]
    return along
