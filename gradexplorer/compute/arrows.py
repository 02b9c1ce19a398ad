"""A field of gradients over the plane of two components: one arrow at each place of an even lattice."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from gradexplorer.compute import spacing
from gradexplorer.compute.components import Array
from gradexplorer.compute.plane import Plane

MOST = 4000
"""No more arrows than this are computed."""


class Arrows(Struct, frozen=True):
    """Gradients (dx, dy) at places (x, y), each (n,); places without one are left out."""

    x: Array
    y: Array
    dx: Array
    dy: Array

    @property
    def usual(self) -> float:
        """The length that nearly all gradients stay below; 0 where there is none."""
        lengths = np.hypot(self.dx, self.dy)
        return float(np.quantile(lengths, 0.95)) if len(lengths) else 0.0


def sample(
    plane: Plane,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    columns: float,
    rows: float,
    *,
    logs: tuple[bool, bool] = (False, False),
) -> Arrows:
    """The gradients at about `columns` × `rows` places, which stay where they are while the view is moved.

    They are even on the axes as they are shown, which `logs` says to be logarithmic.
    """
    xs, ys = _lattice(*x_range, columns, logs[0]), _lattice(*y_range, rows, logs[1])
    if len(xs) * len(ys) > MOST:
        return Arrows(*(np.zeros(0) for _ in range(4)))
    x, y = np.tile(xs, len(ys)), np.repeat(ys, len(xs))
    value, (dx, dy) = plane.at(x, y, order=1)
    known = np.isfinite(value) & np.isfinite(dx) & np.isfinite(dy)
    return Arrows(x[known], y[known], dx[known], dy[known])


def _lattice(low: float, high: float, count: float, log: bool) -> Array:
    """The odd multiples of half a step within the range: no place lies on an axis, where gradients often vanish."""
    if log:
        low, high = math.log10(low), math.log10(high)
    step = (high - low) / max(count, 1.0)
    first, last = math.ceil(low / step - 0.5), math.floor(high / step - 0.5)
    places: Array = (np.arange(first, last + 1) + 0.5) * step
    return spacing.off_axis(places, log)
