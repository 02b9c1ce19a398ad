"""A function of two components over a rectangle: heat map and level sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import contourpy
import numpy as np

import engine
from gradexplorer.compute.components import Array, Coordinates
from gradexplorer.compute.sampling import plane
from gradexplorer.lang import Function

LEVELS = 12
"""About how many level sets are drawn."""


@dataclass(frozen=True, slots=True)
class Level:
    """One level set: `x` and `y` (p,) with nan between its parts."""

    value: float
    x: Array
    y: Array


@dataclass(frozen=True, slots=True)
class Field:
    """Values `z` (m, n) at `x` (n,) and `y` (m,), and level sets."""

    x: Array
    y: Array
    z: Array
    levels: tuple[Level, ...]


def sample(
    function: Function,
    coordinates: Coordinates,
    sliders: Mapping[str, float],
    axes: tuple[int, int],
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    size: int = 256,
    dtype: engine.dtype = engine.float64,
    cancelled: Callable[[], bool] | None = None,
) -> Field:
    """The function over the two components `axes`, the others held, on size × size points."""
    xs, ys = np.linspace(*x_range, size), np.linspace(*y_range, size)
    z = plane(function, coordinates, sliders, axes, xs, ys, dtype, cancelled)
    return Field(xs, ys, z, _levels(xs, ys, z))


def _levels(xs: Array, ys: Array, z: Array) -> tuple[Level, ...]:
    generator = contourpy.contour_generator(
        xs, ys, np.ma.masked_invalid(z), line_type=contourpy.LineType.ChunkCombinedNan
    )
    levels = []
    for value in level_values(z):
        points = generator.lines(value)[0][0]
        if points is not None and len(points):
            levels.append(Level(value, points[:, 0], points[:, 1]))
    return tuple(levels)


def level_values(z: Array) -> tuple[float, ...]:
    """Round values for level sets: even steps, or where a few large values would take them all, even shares."""
    values = z[np.isfinite(z)]
    if not values.size or values.min() == values.max():
        return ()
    low, middle, high = np.quantile(values, (0.02, 0.5, 0.98))
    if high - low > 8 * max(middle - low, 1e-300):
        shares = np.quantile(values, np.linspace(0.04, 0.96, LEVELS))
        return tuple(sorted({_rounded(float(v)) for v in shares}))
    step = nice_step(float(high - low) / LEVELS)
    first = math.ceil(float(values.min()) / step)
    count = math.floor(float(values.max()) / step) - first + 1
    every = max(1, round(count / (2 * LEVELS)))
    return tuple(float(first + j) * step for j in range(0, count, every))


def nice_step(rough: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `rough`."""
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(float(m * power) for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-12))


def _rounded(value: float) -> float:
    """Two significant digits."""
    return float(f"{value:.1e}")
