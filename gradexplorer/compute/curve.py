"""Curves to draw: sampled evenly, then exact at domain edges and jumps, never joined across them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradexplorer.compute.components import Array
from gradexplorer.compute.sampling import Line

HALVINGS = 45
"""Bisections of a suspicious gap: enough to take a screen's width down to neighbouring floats."""
MOST_GAPS = 400
"""Gaps looked into; a curve with more is noise at this zoom, and is drawn as sampled."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A poly-line: `x` and `y` (n,) in float64, y nan where the line breaks.

    `undefined` holds the stretches (low, high) of x in which there is no finite value.
    """

    x: Array
    y: Array
    undefined: tuple[tuple[float, float], ...]


def sample(line: Line, low: float, high: float, count: int = 1200, *, order: int = 0) -> Curve:
    """The function (order 0) or its derivative of this order between `low` and `high`, from `count` even samples."""
    xs = np.linspace(low, high, count)
    rows = line.at(xs, order=order + 1) if order < 2 else line.at(xs, order=order)
    ys = rows[order]
    slopes = rows[order + 1] if order < 2 else np.gradient(ys, xs)

    def at(points: Array) -> Array:
        return line.at(points, order=order)[order]

    return _broken(xs, ys, slopes, at)


def _broken(xs: Array, ys: Array, slopes: Array, at: object) -> Curve:
    """Insert exact ends and a nan at each gap that stays open however closely one looks."""
    finite = np.isfinite(ys)
    gaps = _suspicious(xs, ys, slopes, finite)
    undefined = _stretches(xs, finite)
    if not len(gaps) or len(gaps) > MOST_GAPS:
        return Curve(xs, np.where(finite, ys, np.nan), undefined)
    left, right, y_left, y_right, open_ = _bisect(xs[gaps], xs[gaps + 1], ys[gaps], ys[gaps + 1], at)
    places = gaps[open_] + 1
    new_x = np.column_stack([left, (left + right) / 2, right])[open_].reshape(-1)
    new_y = np.column_stack([y_left, np.full(len(left), np.nan), y_right])[open_].reshape(-1)
    x = np.insert(xs, np.repeat(places, 3), new_x)
    y = np.insert(np.where(finite, ys, np.nan), np.repeat(places, 3), np.where(np.isfinite(new_y), new_y, np.nan))
    return Curve(x, y, _sharpened(undefined, left, right, y_left, y_right))


def _suspicious(xs: Array, ys: Array, slopes: Array, finite: Array) -> Array:
    """Intervals whose rise the slopes at both ends do not explain, and those at whose one end there is no value."""
    edge = finite[:-1] != finite[1:]
    both = finite[:-1] & finite[1:]
    with np.errstate(all="ignore"):
        dx = np.diff(xs)
        rise = np.diff(ys)
        steepest = np.maximum(np.abs(slopes[:-1]), np.abs(slopes[1:])) * dx
        explained = np.where(np.isfinite(steepest), steepest, 0)
        spread = np.nanmax(ys[finite]) - np.nanmin(ys[finite]) if finite.any() else 0.0
        middle = float(np.median(np.abs(rise[both]))) if both.any() else 0.0
        jump = both & (np.abs(rise) > 2 * explained + 4 * middle + 1e-9 * spread)
        # On both sides of a pole the curve runs steeply one way while the chord runs the other.
        turned = both & (slopes[:-1] * rise < 0) & (slopes[1:] * rise < 0) & (np.abs(rise) > 4 * middle)
    return np.flatnonzero(edge | jump | turned)


def _bisect(
    left: Array, right: Array, y_left: Array, y_right: Array, at: object
) -> tuple[Array, Array, Array, Array, Array]:
    """Narrow each gap to neighbouring floats, keeping the half across which the curve breaks; and say which did."""
    first_rise = np.abs(y_right - y_left)
    for _ in range(HALVINGS):
        middle = (left + right) / 2
        y_middle = at(middle)  # type: ignore[operator]
        ok_left, ok_middle, ok_right = np.isfinite(y_left), np.isfinite(y_middle), np.isfinite(y_right)
        with np.errstate(all="ignore"):
            by_rise = np.abs(y_middle - y_left) >= np.abs(y_right - y_middle)
        take_left = np.where(
            ok_left & ok_right, ~ok_middle | by_rise, np.where(ok_left, ~ok_middle, ok_middle)
        )
        right, y_right = np.where(take_left, middle, right), np.where(take_left, y_middle, y_right)
        left, y_left = np.where(take_left, left, middle), np.where(take_left, y_left, y_middle)
    with np.errstate(all="ignore"):
        still = np.abs(y_right - y_left)
        broken = ~np.isfinite(still) | (still > 1e-3 * first_rise)
    return left, right, y_left, y_right, broken


def _stretches(xs: Array, finite: Array) -> tuple[tuple[float, float], ...]:
    """The runs of samples without a value, from the last sample that has one to the next."""
    if finite.all():
        return ()
    missing = np.concatenate([[False], ~finite, [False]])
    starts = np.flatnonzero(~missing[:-1] & missing[1:])
    ends = np.flatnonzero(missing[:-1] & ~missing[1:])
    last = len(xs) - 1
    return tuple(
        (float(xs[max(start - 1, 0)]), float(xs[min(end, last)])) for start, end in zip(starts, ends, strict=True)
    )


def _sharpened(
    undefined: tuple[tuple[float, float], ...], left: Array, right: Array, y_left: Array, y_right: Array
) -> tuple[tuple[float, float], ...]:
    """The stretches with their ends moved to where the bisection found the edge; single points are dropped."""
    edges = np.isfinite(y_left) != np.isfinite(y_right)
    places = np.where(np.isfinite(y_left), left, right)[edges]
    result = []
    for low, high in undefined:
        inside = places[(places >= low) & (places <= high)]
        starts, ends = inside[inside <= (low + high) / 2], inside[inside > (low + high) / 2]
        low = float(starts.max()) if len(starts) else low
        high = float(ends.min()) if len(ends) else high
        result.append((low, high))
    return tuple(result)
