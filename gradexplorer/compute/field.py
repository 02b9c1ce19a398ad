"""A function of two components over a rectangle: heat map and level sets, which do not cross jumps and poles."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable

import contourpy
import numpy as np
from msgspec import Struct

from gradexplorer.compute import spacing, tears
from gradexplorer.compute.components import Array
from gradexplorer.compute.plane import Plane

LEVELS = 12
"""About how many level sets are drawn."""
SKEWED = 7
"""Values whose median is so many times nearer to one end than to the other get levels by shares; so do those whose
whole spread is so many times as wide as that of their middle half."""
LADDERS = ((1.0,), (1.0, 2.0, 5.0), (1.0, 1.5, 2.0, 3.0, 5.0, 7.0), (1.0, 1.2, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0, 6.0, 8.0))
"""Round numbers, and what they are multiplied with powers of ten to give."""


STRAIGHT, ROUNDS = 0.03, 4
"""Places of a level line that are off the straight way by less than this part of a cell are left out, in rounds."""


class Level(Struct, frozen=True):
    """One level set: `x` and `y` (p,) with nan between its parts."""

    value: float
    x: Array
    y: Array


class Field(Struct, frozen=True):
    """Values `z` (m, n) at `x` (n,) and `y` (m,), and level sets.

    `torn` (m - 1, n - 1) are the cells between the samples through which a jump or a pole goes; `logs` says which axes
    are logarithmic.
    """

    x: Array
    y: Array
    z: Array
    levels: tuple[Level, ...]
    torn: Array
    logs: tuple[bool, bool] = (False, False)

    def level(self, value: float) -> Level | None:
        """The level set of `value`; None where it has no points here."""
        if not math.isfinite(value):
            return None
        return next(iter(_levels(self.x, self.y, self.z, self.torn, (value,), self.logs)), None)


def sample(
    plane: Plane,
    x_range: tuple[float, float],
    y_range: tuple[float, float],
    size: int = 256,
    *,
    logs: tuple[bool, bool] = (False, False),
) -> Field:
    """The function over the plane on size × size points of this rectangle.

    They are even on the axes as they are shown, which `logs` says to be logarithmic.
    """
    xs, ys = (spacing.even(*ends, size, log) for ends, log in zip((x_range, y_range), logs, strict=True))
    z = plane.grid(xs, ys)
    torn = tears.find(
        lambda x, y: plane.at(spacing.off_axis(x, logs[0]), spacing.off_axis(y, logs[1]))[0],
        spacing.on_axis(xs, logs[0]),
        spacing.on_axis(ys, logs[1]),
        z,
    )
    return Field(xs, ys, z, _levels(xs, ys, z, torn, level_values(z), logs, plane.cancelled), torn, logs)


def _levels(
    xs: Array,
    ys: Array,
    z: Array,
    torn: Array,
    values: Iterable[float],
    logs: tuple[bool, bool],
    cancelled: Callable[[], bool] | None = None,
) -> tuple[Level, ...]:
    """Level sets, straight between samples on the axes as they are shown; fewer of them once it is `cancelled`."""
    xs, ys = spacing.on_axis(xs, logs[0]), spacing.on_axis(ys, logs[1])
    finite = np.isfinite(z)
    generator = contourpy.contour_generator(
        xs, ys, z if finite.all() else np.ma.array(z, mask=~finite), line_type=contourpy.LineType.ChunkCombinedNan
    )
    whole = not torn.any()
    levels = []
    for value in values:
        if cancelled is not None and cancelled():
            break
        points = generator.lines(value)[0][0]
        if points is not None and len(points):
            points = points if whole else _apart(xs, ys, torn, points)
            x, y = _simplified(points, xs[1] - xs[0], ys[1] - ys[0]).T
            if len(x):
                levels.append(Level(value, spacing.off_axis(x, logs[0]), spacing.off_axis(y, logs[1])))
    return tuple(levels)


def _simplified(points: Array, width: float, height: float) -> Array:
    """A broken line (p, 2) without every second place that is as good as on the way between its neighbours, repeatedly.

    `width` and `height` are those of a cell. The ends of its parts stay.
    """
    for _ in range(ROUNDS):
        (x, y), step = (points / (width, height)).T, slice(1, -1)
        across, up = x[2:] - x[:-2], y[2:] - y[:-2]
        off = np.abs(across * (y[step] - y[:-2]) - up * (x[step] - x[:-2]))
        keep = np.ones(len(points), dtype=bool)
        keep[step] = ~(off <= STRAIGHT * np.hypot(across, up))
        keep[::2] = True
        points = points[keep]
    return points


def _apart(xs: Array, ys: Array, torn: Array, points: Array) -> Array:
    """A broken line (p, 2) without its pieces in torn cells: each piece of it lies within one cell.

    What is left of two pieces that met in a torn cell's edge is no line and is left out.
    """
    middle = 0.5 * (points[:-1] + points[1:])
    known = np.isfinite(middle).all(axis=1)
    column = np.clip(np.searchsorted(xs, middle[known, 0], side="right") - 1, 0, len(xs) - 2)
    row = np.clip(np.searchsorted(ys, middle[known, 1], side="right") - 1, 0, len(ys) - 2)
    cut = np.flatnonzero(known)[torn[row, column]] + 1
    points = np.insert(points, cut, np.nan, axis=0)
    gap = np.isnan(np.concatenate([[np.nan], points[:, 0], [np.nan]]))
    points = points[~(gap[:-2] & gap[2:])]
    gap = np.isnan(points[:, 0])
    return points[~(gap & np.concatenate([[True], gap[:-1]]))] if len(points) else points


def level_values(z: Array) -> tuple[float, ...]:
    """Round values for level sets, ascending, each strictly between the least and the largest of `z`.

    They stand in even steps; where a few extreme values would leave most of the picture without any, they are round
    numbers of growing distance, or cut the picture into even shares.
    """
    values = z[np.isfinite(z)]
    if not values.size:
        return ()
    least, most = float(values.min()), float(values.max())
    if most - least <= 1e-12 * max(abs(least), abs(most)):
        return ()
    values = values[:: max(1, values.size // 16384)]
    low, below, middle, above, high = (float(v) for v in np.quantile(values, (0.02, 0.25, 0.5, 0.75, 0.98)))
    skewed = max(high - middle, middle - low) > SKEWED * min(high - middle, middle - low)
    if skewed or high - low > SKEWED * (above - below):
        chosen = _ladder(values) or _even_shares(values)
    else:
        chosen = _even_steps(max(least, 2 * low - high), min(most, 2 * high - low), (high - low) / LEVELS)
    return tuple(value for value in chosen if least < value < most)


def _even_steps(low: float, high: float, rough: float) -> list[float]:
    """Multiples of a round step from `low` to `high`."""
    step = nice_step(rough)
    numbers = range(math.ceil(low / step), math.floor(high / step) + 1)
    return [float(f"{number * step:.12g}") for number in numbers]


def _ladder(values: Array) -> list[float]:
    """Round numbers, ±1, 2, 5 times powers of ten and 0, with about even shares between them; none if they have not."""
    ordered = np.sort(values)
    low, high = (float(v) for v in np.quantile(ordered, (0.004, 0.996)))
    size = max(abs(low), abs(high))
    flat = 1e-6 * (high - low)
    known = np.abs(ordered[np.abs(ordered) > flat])
    if not known.size or not math.isfinite(size):
        return []
    powers = range(math.floor(math.log10(float(np.quantile(known, 0.02)))), math.ceil(math.log10(size)) + 1)
    for ladder in LADDERS:
        steps = {float(f"{factor}e{power}") for power in powers for factor in ladder}
        numbers = np.array(sorted({*steps, *(-step for step in steps), 0.0}))
        numbers = numbers[(numbers > low) & (numbers < high)]
        shares = np.searchsorted(ordered, numbers) / len(ordered)
        chosen = _thinned(numbers, shares)
        if len(chosen) >= LEVELS - 4 and max(np.diff([0.0, *chosen.values(), 1.0])) < 0.3:
            return list(chosen)
    return []


def _thinned(numbers: Array, shares: Array) -> dict[float, float]:
    """Numbers with their shares, those left out that are nearer than a quarter of an even one to the one before."""
    chosen: dict[float, float] = {}
    last = 0.0
    for number, share in zip(numbers.tolist(), shares.tolist(), strict=True):
        if share - last >= 0.25 / LEVELS:
            chosen[number] = last = share
    return chosen


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
