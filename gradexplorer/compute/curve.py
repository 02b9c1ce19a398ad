"""Curves to draw: sampled evenly, exact at domain edges and jumps, never joined across them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradexplorer.compute import breaks, positive, spacing
from gradexplorer.compute.components import Array
from gradexplorer.compute.sampling import Line


@dataclass(frozen=True, slots=True)
class Curve:
    """A poly-line: `x` and `y` (n,) in float64, y nan where the line breaks.

    `undefined` holds the stretches (low, high) of x in which there is no finite value; single places without one, such
    as 0 in sin(x)/x, only break the line.
    """

    x: Array
    y: Array
    undefined: tuple[tuple[float, float], ...]


def sample(
    line: Line,
    low: float,
    high: float,
    count: int = 1200,
    *,
    order: int = 0,
    x_log: bool = False,
    y_log: bool = False,
) -> Curve:
    """The function (order 0) or its derivative of order 1 or 2 between `low` and `high`, from `count` even samples.

    They are even on the axis as it is shown: with `x_log` in equal ratios; with `y_log` more of them follow the curve
    down to where it goes through 0.
    """
    x = spacing.even(low, high, count, x_log)
    *_, y, slope = line.at(x, order=order + 1)
    samples = breaks.Samples(x, y, slope, float(np.finfo(line.dtype.numpy).eps))
    gap, more_x, more_y = breaks.find(samples, lambda places: line.at(places, order=order)[order])
    y = np.where(np.isfinite(y), y, np.nan)
    if len(gap):
        x, y = np.insert(x, gap + 1, more_x), np.insert(y, gap + 1, more_y)
    if y_log:
        x, y = positive.branches(x, y, lambda places: line.at(places, order=order)[order])
    return Curve(x, y, _stretches(x, y, float(np.diff(samples.x).min(initial=high - low))))


def _stretches(x: Array, y: Array, step: float) -> tuple[tuple[float, float], ...]:
    """The runs of places without a value, each from where the last value is to where the next is."""
    missing = np.concatenate([[False], np.isnan(y), [False]])
    starts = np.flatnonzero(~missing[:-1] & missing[1:])
    ends = np.flatnonzero(missing[:-1] & ~missing[1:])
    low, high = x[np.maximum(starts - 1, 0)], x[np.minimum(ends, len(x) - 1)]
    # What is left open between two neighbouring floats is a jump or a hole.
    wide = high - low > np.maximum(1e-9 * step, 4 * np.spacing(np.maximum(np.abs(low), np.abs(high))))
    return tuple(zip(low[wide].tolist(), high[wide].tolist(), strict=True))
