"""Curves to draw: as many points as the pixels need, exact at domain edges and jumps, never joined across them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from msgspec import Struct

from gradexplorer.compute import breaks, ends, positive, spacing
from gradexplorer.compute.components import Array
from gradexplorer.compute.ends import End
from gradexplorer.compute.ordered import quantiles
from gradexplorer.compute.refine import Window, refine
from gradexplorer.compute.sampling import Line

__all__ = ["Curve", "End", "Window", "sample"]

HEIGHT = 600.0
"""Pixels of a window that nothing is known about."""


class Curve(Struct, frozen=True):
    """A poly-line: `x` and `y` (n,) in float64, y nan where the line breaks.

    `undefined` holds the stretches (low, high) of x in which there is no finite value; single places without one, such
    as 0 in sin(x)/x, only break the line. `ends` are the points to mark at its breaks and holes.
    """

    x: Array
    y: Array
    undefined: tuple[tuple[float, float], ...]
    ends: tuple[End, ...] = ()


def sample(
    line: Line,
    low: float,
    high: float,
    count: int = 1200,
    *,
    order: int = 0,
    window: Window | None = None,
    fine: bool = True,
    x_log: bool = False,
    y_log: bool = False,
) -> Curve:
    """The function (order 0) or its derivative of order 1 or 2 between `low` and `high`.

    `count` samples, even on the axis as it is shown and about one a pixel, find where it breaks. A `fine` curve gets
    more points where they are not enough for the `window` that it is seen in (None: one that holds it), and the marks
    at its ends; on a logarithmic axis it has its samples alone, and with `y_log` more where it goes through 0.
    """
    x = spacing.even(low, high, count, x_log)
    *_, y, slope = line.at(x, order=order + 1)
    samples = breaks.Samples(x, y, slope, float(np.finfo(line.dtype.numpy).eps))

    def at(places: Array) -> Array:
        return line.at(places, order=order)[order]

    gap, more_x, more_y = breaks.find(samples, at)
    y, cell = np.where(np.isfinite(y), y, np.nan), (high - low) / max(count - 1, 1)
    if len(gap):
        x, y = np.insert(x, gap + 1, more_x), np.insert(y, gap + 1, more_y)
    if y_log:
        x, y = positive.branches(x, y, at)
    if x_log or y_log:
        cell = float(np.diff(samples.x).min(initial=high - low))
    undefined = _stretches(x, y, cell)
    if not fine or count < 2 or x_log or y_log:
        return Curve(x, y, undefined)
    x, y = ends.holes(line, x, y, order, at)
    x, y, marks = ends.find(line, x, y, cell, order, at)
    slope = _slopes(x, samples, lambda places: line.at(places, order=order + 1)[-1])
    seen = window if window is not None else _whole(y)
    if seen is not None:
        x, y = refine(x, y, slope, cell, seen, lambda places: line.at(places, order=order + 1)[-2:])
    return Curve(x, y, undefined, marks)


def _slopes(x: Array, samples: breaks.Samples, at: Callable[[Array], Array]) -> Array:
    """The slopes at `x` (n,): those of the samples, and of the points between them."""
    slope = np.full(len(x), np.nan)
    number = np.minimum(np.searchsorted(samples.x, x), len(samples.x) - 1)
    known = samples.x[number] == x
    slope[known] = samples.slope[number[known]]
    if not known.all():
        slope[~known] = at(x[~known])
    return slope


def _whole(y: Array) -> Window | None:
    """A window of a usual height that holds the values but for the extremes of poles."""
    known = y[np.isfinite(y)]
    if not known.size:
        return None
    low, high = quantiles(known, 0.02, 0.98)
    return Window(low, high, HEIGHT) if high - low > 1e-300 and np.isfinite(high - low) else None


def _stretches(x: Array, y: Array, step: float) -> tuple[tuple[float, float], ...]:
    """The runs of places without a value, each from where the last value is to where the next is."""
    missing = np.concatenate([[False], np.isnan(y), [False]])
    starts = np.flatnonzero(~missing[:-1] & missing[1:])
    ends = np.flatnonzero(missing[:-1] & ~missing[1:])
    low, high = x[np.maximum(starts - 1, 0)], x[np.minimum(ends, len(x) - 1)]
    # What is left open between two neighbouring floats is a jump or a hole.
    wide = high - low > np.maximum(1e-9 * step, 4 * np.spacing(np.maximum(np.abs(low), np.abs(high))))
    return tuple(zip(low[wide].tolist(), high[wide].tolist(), strict=True))
