"""A function of two components over a rectangle: heat map and level sets."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import contourpy
import numpy as np

import engine
from gradexplorer.compute import spacing
from gradexplorer.compute.components import Array, Coordinates
from gradexplorer.compute.sampling import plane
from gradexplorer.lang import Function

LEVELS = 12
"""About how many level sets are drawn."""
SKEWED = 7
"""Values whose median is so many times nearer to one end than to the other get levels by shares."""


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
    logs: tuple[bool, bool] = (False, False),
) -> Field:
    """The function over the two components `axes`, the others held, on size × size points.

    The points are even on the axes as they are shown, which `logs` says to be logarithmic.
    """
    xs, ys = (spacing.even(*ends, size, log) for ends, log in zip((x_range, y_range), logs, strict=True))
    z = plane(function, coordinates, sliders, axes, xs, ys, dtype, cancelled)
    return Field(xs, ys, z, _levels(xs, ys, z, logs))


def _levels(xs: Array, ys: Array, z: Array, logs: tuple[bool, bool] = (False, False)) -> tuple[Level, ...]:
    """Level sets, straight between samples on the axes as they are shown."""
    xs, ys = spacing.on_axis(xs, logs[0]), spacing.on_axis(ys, logs[1])
    generator = contourpy.contour_generator(
        xs, ys, np.ma.masked_invalid(z), line_type=contourpy.LineType.ChunkCombinedNan
    )
    levels = []
    for value in level_values(z):
        points = generator.lines(value)[0][0]
        if points is not None and len(points):
            levels.append(
                Level(value, spacing.off_axis(points[:, 0], logs[0]), spacing.off_axis(points[:, 1], logs[1]))
            )
    return tuple(levels)


def level_values(z: Array) -> tuple[float, ...]:
    """Round values for level sets, ascending, each strictly between the least and the largest of `z`.

    They stand in even steps; where a few extreme values would leave most of the picture without any, they cut it into
    even shares instead.
    """
    values = z[np.isfinite(z)]
    if not values.size:
        return ()
    least, most = float(values.min()), float(values.max())
    if most - least <= 1e-12 * max(abs(least), abs(most)):
        return ()
    values = values[:: max(1, values.size // 16384)]
    low, middle, high = (float(v) for v in np.quantile(values, (0.02, 0.5, 0.98)))
    if max(high - middle, middle - low) > SKEWED * min(high - middle, middle - low):
        chosen = _even_shares(values)
    else:
        chosen = _even_steps(max(least, 2 * low - high), min(most, 2 * high - low), (high - low) / LEVELS)
    return tuple(value for value in chosen if least < value < most)


def _even_steps(low: float, high: float, rough: float) -> list[float]:
    """Multiples of a round step from `low` to `high`."""
    step = nice_step(rough)
    numbers = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [float(f"{number * step:.12g}") for number in numbers]


def _even_shares(values: Array) -> list[float]:
    """Values with even shares of the picture between them, without its flat parts, as round as keeps them apart."""
    low, high = np.quantile(values, (0.001, 0.999))
    flat = 1e-6 * (high - low)
    rising = values[(values - low > flat) & (high - values > flat)]
    shares = np.unique(np.quantile(rising if rising.size else values, np.linspace(0.02, 0.98, LEVELS)))
    for digits in range(1, 8):
        rounded = {float(f"{share:.{digits}e}") for share in shares.tolist()}
        if len(rounded) == len(shares):
            break
    return sorted(rounded)


def nice_step(rough: float) -> float:
    """The least of 1, 2, 5 times a power of ten that is not below `rough`."""
    if not rough > 0 or not math.isfinite(rough):
        return 1.0
    power = 10.0 ** math.floor(math.log10(rough))
    return next(float(m * power) for m in (1, 2, 5, 10) if m * power >= rough * (1 - 1e-12))
