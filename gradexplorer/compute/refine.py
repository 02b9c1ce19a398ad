"""What lies between the samples of a curve: more points where it bends, all its height where it swings too fast.

Each point added is a true point of the curve; none is added across a break.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array
from gradexplorer.compute.ordered import among, distinct

Slopes: TypeAlias = Callable[[Array], tuple[Array, ...]]
"""The curve: values and slopes (n,) at places (n,)."""

PASSES = 9
"""The most times that segments are halved."""
OFF = 0.3
"""A segment that may be this many pixels off the curve is halved."""
MOST_IN_CELL = 10
"""A stretch between two samples that is halved this often and still not right swings faster than can be drawn."""
WILD = 4
"""So many segments must be wrong beside a lone break: at the edge of a domain where a root is upright, two are."""
NEAR = 3
"""Stretches between two that swing too fast, no further apart than this, do so too."""
SWINGS = 24
"""In such a stretch the curve is looked at in this many places; its highest and its lowest are drawn."""
UNEVEN = 0.11
"""Halves differ by up to this share of a segment, lest points fall in step with a wave."""
BEYOND = 1.0
"""What is drawn goes on for this many heights of the view above and below it."""


class Window(Struct, frozen=True):
    """What is seen: values from `low` to `high` on `height` pixels; samples lie about a pixel apart."""

    low: float
    high: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels for one unit of the value."""
        return self.height / (self.high - self.low)


def refine(x: Array, y: Array, slope: Array, cell: float, window: Window, at: Slopes) -> tuple[Array, Array]:
    """Points (m,) of the line through `x`, `y` with slopes (n,), nan in y where it breaks, `cell` apart or nearer."""
    start = float(x[0])
    for _ in range(PASSES):
        with np.errstate(all="ignore"):
            wrong = np.flatnonzero(_off(x, y, slope, cell, window) > OFF)
        number = _cells(x, start, cell)
        full = np.bincount(number) > MOST_IN_CELL
        wrong = wrong[~full[number[wrong]]]
        gap, places = _between(x, y, slope, wrong)
        if not len(gap):
            break
        values, slopes = at(places)
        y = np.insert(y, gap + 1, np.where(np.isfinite(values), values, np.nan))
        x, slope = np.insert(x, gap + 1, places), np.insert(slope, gap + 1, slopes)
    with np.errstate(all="ignore"):
        wrong = np.flatnonzero(_off(x, y, slope, cell, window) > OFF)
    number = _cells(x, start, cell)
    count = int(number[-1]) + 1
    broken = np.bincount(number[np.isnan(y)], minlength=count) > 0
    alone = broken & (np.convolve(broken, np.ones(2 * NEAR + 1), "same") <= NEAR)
    wild = np.bincount(number[wrong], minlength=count) >= np.where(alone, WILD, 1)
    wild &= np.bincount(number) > MOST_IN_CELL
    # Beside such stretches and between them are some whose few points happen to agree.
    wild = (
        np.convolve(np.convolve(wild, np.ones(2 * NEAR + 1), "same") > 0, np.ones(2 * NEAR - 1), "same") > 2 * NEAR - 2
    )
    return _swung(x, y, start, cell, wild, at) if wild.any() else (x, y)


def _cells(x: Array, start: float, cell: float) -> Array:
    """The numbers of the stretches between two first samples in which places lie."""
    cells: Array = np.maximum(np.floor((x - start) / cell + 1e-9), 0).astype(np.intp)
    return cells


def _off(x: Array, y: Array, slope: Array, cell: float, window: Window) -> Array:
    """How many pixels each segment (n - 1,) may be off the curve; 0 out of the window and across breaks.

    With its two slopes a curve leaves its chord by 4/27 of what they make out, at most, if it is a cubic; a jump of the
    slope leaves it by more, but no more than where the tangents meet.
    """
    dx, rise = np.diff(x), np.diff(y)
    before, after = slope[:-1] * dx, slope[1:] * dx
    away = 0.15 * (np.abs(before - rise) + np.abs(after - rise))
    reach = np.maximum(np.abs(before), np.abs(after))
    height = window.high - window.low
    seen = np.minimum(y[:-1], y[1:]) - reach <= window.high + BEYOND * height
    seen &= np.maximum(y[:-1], y[1:]) + reach >= window.low - BEYOND * height
    across, up = dx / cell, rise * window.scale
    # A steep segment is off by what it is off sideways.
    off = away * window.scale * across / np.hypot(across, up)
    # Where it turns within the segment, its tip is cut off upwards.
    turns = (before * after < 0) | (before * rise < 0)
    tip = 0.25 * np.minimum(np.abs(before), np.abs(after)) * window.scale
    off = np.where(turns, np.maximum(off, tip), off)
    off = np.where(np.isinf(away) & np.isfinite(rise), np.inf, off)
    shown: Array = np.where(seen & ~np.isnan(off), off, 0.0)
    return shown


def _between(x: Array, y: Array, slope: Array, wrong: Array) -> tuple[Array, Array]:
    """Where to look in the segments `wrong`: about their middle, and where their tangents meet, which finds kinks."""
    left, right = x[wrong], x[wrong + 1]
    width = right - left
    uneven = UNEVEN * np.sin(1e4 * np.arange(len(wrong)) + 1.0)
    middle = left + width * (0.5 + uneven)
    with np.errstate(all="ignore"):
        bend = slope[wrong] - slope[wrong + 1]
        meet = left + (y[wrong + 1] - y[wrong] - slope[wrong + 1] * width) / bend
        good = (meet > left + 0.02 * width) & (meet < right - 0.02 * width) & (np.abs(meet - middle) > 0.02 * width)
    gap = np.concatenate([wrong, wrong[good]])
    places = np.concatenate([middle, meet[good]])
    order = np.lexsort((places, gap))
    gap, places = gap[order], places[order]
    apart = (places > x[gap]) & (places < x[gap + 1])
    return gap[apart], places[apart]


def _swung(x: Array, y: Array, start: float, cell: float, wild: Array, at: Slopes) -> tuple[Array, Array]:
    """The line with the highest and the lowest of many points in place of what it has in the `wild` stretches (k,)."""
    number = np.flatnonzero(wild)
    shares = (np.arange(SWINGS) + 0.5 + 0.45 * np.sin(7e3 * np.arange(SWINGS))) / SWINGS
    shift = 0.5 / SWINGS * np.sin(1e4 * np.arange(len(number)) + 1.0)
    places = start + cell * (number[:, None] + np.clip(shares + shift[:, None], 0.0, 1.0))
    # What is known of these stretches counts too.
    mine = wild[_cells(x, start, cell)] & np.isfinite(y)
    values = at(places.reshape(-1))[0]
    every = np.concatenate([x[mine], places.reshape(-1)[np.isfinite(values)]])
    value = np.concatenate([y[mine], values[np.isfinite(values)]])
    of = _cells(every, start, cell)
    rank = np.lexsort((value, of))
    ends_of = np.flatnonzero(np.diff(of[rank], prepend=-1, append=of.max(initial=0) + 1))
    picked = distinct(np.concatenate([rank[ends_of[:-1]], rank[ends_of[1:] - 1]]))
    chosen, reached = every[picked], value[picked]
    # Breaks within such a stretch stay, with the points on their sides.
    ends = np.isnan(y)
    ends[:-1] |= np.isnan(y[1:])
    ends[1:] |= np.isnan(y[:-1])
    kept = ~wild[_cells(x, start, cell)] | (ends & ~among(x, np.sort(chosen)))
    order = np.argsort(np.concatenate([x[kept], chosen]), kind="stable")
    return np.concatenate([x[kept], chosen])[order], np.concatenate([y[kept], reached])[order]
