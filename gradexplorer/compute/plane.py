"""A function over the plane of two of its components: values, gradients and Hessians at many points at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
from msgspec import Struct

import engine
from engine import Tensor
from gradexplorer.compute.components import Array, Components, Coordinates, constants, flat_gradients, host
from gradexplorer.compute.sampling import fitting, in_blocks
from gradexplorer.lang import Function


class Plane(Struct, frozen=True):
    """A function of the two components `axes`, the others held at a point.

    `cancelled` is asked between blocks and operations and may stop the work, which raises LangError.
    """

    function: Function
    coordinates: Coordinates
    sliders: Mapping[str, float]
    axes: tuple[int, int] = (0, 1)
    dtype: engine.dtype = engine.float64
    cancelled: Callable[[], bool] | None = None

    def at(self, xs: Array, ys: Array, *, order: int = 0) -> tuple[Array, ...]:
        """Values (n,), with `order` 1 gradients (2, n), with 2 Hessians (2, 2, n) too, in float64; xs, ys: (n,)."""
        components = Components.of(self.function, self.coordinates)
        flat = components.flatten(self.coordinates)
        size = fitting(self.function, components, flat, self.sliders, order > 0)

        def work(part: slice, left: float) -> tuple[Array, ...]:
            points = np.repeat(flat[:, None], len(xs[part]), axis=1)
            points[self.axes[0]], points[self.axes[1]] = xs[part], ys[part]
            return self._block(components, points, order, left)

        parts = in_blocks(len(xs), size, work)
        return tuple(np.concatenate(column, axis=-1) for column in zip(*parts, strict=True))

    def grid(self, xs: Array, ys: Array) -> Array:
        """Values (m, n) in float64 over the grid `xs` (n,), `ys` (m,)."""
        (values,) = self.at(np.tile(xs, len(ys)), np.repeat(ys, len(xs)))
        return values.reshape(len(ys), len(xs))

    def _block(self, components: Components, points: Array, order: int, seconds: float) -> tuple[Array, ...]:
        count = points.shape[1]
        places = [components.place(axis) for axis in self.axes]
        with engine.quiet(), engine.set_grad_enabled(order > 0):
            variables = components.tensors(points, self.dtype)
            moving = {name: variables[name].requires_grad_(order > 0) for name in dict(places)}
            values = self.function(
                {**variables, **constants(self.sliders, self.dtype)},
                samples=1,
                dtype=self.dtype,
                seconds=seconds,
                cancelled=self.cancelled,
            )
            found = [np.broadcast_to(host(values), (count,))]
            if order > 0:
                slopes = _slopes(values, moving, places, count, again=order > 1)
                found.append(_stacked(slopes, count))
            if order > 1:
                rows = [_slopes(slope, moving, places, count, kept=True) for slope in slopes]
                found.append(np.stack([_stacked(row, count) for row in rows]))
        return tuple(found)


def _slopes(
    values: Tensor,
    moving: Mapping[str, Tensor],
    places: list[tuple[str, int]],
    count: int,
    *,
    again: bool = False,
    kept: bool = False,
) -> list[Tensor]:
    """The derivatives of `values` (count,) by the two components at `places`, each (count,)."""
    found = flat_gradients(
        values, list(moving.values()), create_graph=again, retain_graph=True if again or kept else None
    )
    gradients = dict(zip(moving, found, strict=True))
    return [gradients[name].reshape(-1, count)[row] for name, row in places]


def _stacked(slopes: list[Tensor], count: int) -> Array:
    return np.stack([np.broadcast_to(host(slope), (count,)) for slope in slopes])
