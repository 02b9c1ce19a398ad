"""A function along lines through its variables' space: many points at once, in blocks that fit the bounds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np

import engine
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host
from gradexplorer.lang import Function

BLOCK = 16384
"""The most samples evaluated at once."""


@dataclass(frozen=True, slots=True)
class Line:
    """A function of one component, the others held at a point.

    `axis` is the component's number; `cancelled` is asked between blocks and may stop the work.
    """

    function: Function
    coordinates: Coordinates
    sliders: Mapping[str, float]
    axis: int = 0
    dtype: engine.dtype = engine.float64
    cancelled: Callable[[], bool] | None = None

    def at(self, xs: Array, *, order: int = 0) -> tuple[Array, ...]:
        """Values and, up to `order` 2, derivatives along the component at `xs` (n,), each (n,) in float64."""
        components = Components.of(self.function, self.coordinates)
        flat = components.flatten(self.coordinates)
        parts = [
            _block(self, components, flat, xs[start : start + BLOCK], order) for start in range(0, len(xs), BLOCK)
        ]
        return tuple(np.concatenate(column) for column in zip(*parts, strict=True))


def _block(line: Line, components: Components, flat: Array, xs: Array, order: int) -> tuple[Array, ...]:
    points = np.repeat(flat[:, None], len(xs), axis=1)
    if len(flat):
        points[line.axis] = xs
    with engine.quiet():
        variables = components.tensors(points, line.dtype, requires_grad=order > 0)
        inputs = list(variables.values())
        output = line.function(
            {**variables, **constants(line.sliders, line.dtype)},
            samples=1,
            dtype=line.dtype,
            cancelled=line.cancelled,
        )
        results = [output]
        for remaining in range(order - 1, -1, -1):
            gradients = flat_gradients(results[-1], inputs, create_graph=remaining > 0)
            along = [g.reshape(-1, len(xs)) for g in gradients]  # type: ignore[attr-defined]
            results.append(engine.cat(along)[line.axis] if along else engine.zeros_like(output))
    return tuple(np.broadcast_to(host(result), xs.shape) for result in results)


def plane(
    function: Function,
    coordinates: Coordinates,
    sliders: Mapping[str, float],
    axes: tuple[int, int],
    xs: Array,
    ys: Array,
    dtype: engine.dtype = engine.float64,
    cancelled: Callable[[], bool] | None = None,
) -> Array:
    """Values (m, n) over a grid of two components, the others held at a point."""
    components = Components.of(function, coordinates)
    flat = components.flatten(coordinates)
    rows = max(1, BLOCK // len(xs))
    parts = []
    with engine.quiet(), engine.no_grad():
        fixed = constants(sliders, dtype)
        for start in range(0, len(ys), rows):
            part = ys[start : start + rows]
            points = np.repeat(flat[:, None], len(part) * len(xs), axis=1)
            points[axes[0]] = np.tile(xs, len(part))
            points[axes[1]] = np.repeat(part, len(xs))
            output = function(
                {**components.tensors(points, dtype), **fixed}, samples=1, dtype=dtype, cancelled=cancelled
            )
            parts.append(np.broadcast_to(host(output), points.shape[1:]).reshape(len(part), len(xs)))
    return np.concatenate(parts)
