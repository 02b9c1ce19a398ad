"""Minima, maxima and kinks of a curve in view, to full precision, by the engine's derivative."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from gradexplorer.compute.components import Array
from gradexplorer.compute.sampling import Line

HALVINGS = 60
MOST = 60
"""More extrema than this in view are noise at this zoom, and none are listed."""


@dataclass(frozen=True, slots=True)
class Landmark:
    """A place worth a name: `kind` is "minimum", "maximum", "minimum, kink" or "maximum, kink"."""

    kind: str
    x: float
    value: float


def find(line: Line, low: float, high: float, count: int = 801) -> tuple[Landmark, ...]:
    """The extrema between `low` and `high`, from left to right, where the derivative changes sign."""
    xs = np.linspace(low, high, count)
    ys, slopes = line.at(xs, order=1)
    usable = np.isfinite(ys) & np.isfinite(slopes)
    signs = np.where(usable, np.sign(slopes), 0)
    left, right = _brackets(signs, usable)
    if not len(left) or len(left) > MOST:
        return ()
    rising = signs[right] > 0
    a, b = _bisect(line, xs[left], xs[right], rising)
    places = (a + b) / 2
    values, at_place = line.at(places, order=1)
    ends = [line.at(end, order=1) for end in (a, b)]
    landmarks = []
    for j, x in enumerate(places):
        x, value = _snapped(line, float(x), float(values[j]), float(b[j] - a[j]))
        jump = abs(float(ends[1][1][j]) - float(ends[0][1][j]))
        smooth = jump <= 1e-4 * (1 + float(np.nanmax(np.abs(slopes[usable]))))
        if not np.isfinite(value) or abs(ends[1][0][j] - ends[0][0][j]) > 1e-6 * (1 + abs(value)):
            continue
        kind = "minimum" if rising[j] else "maximum"
        landmarks.append(Landmark(kind if smooth else f"{kind}, kink", x, value))
    return tuple(landmarks)


def _brackets(signs: Array, usable: Array) -> tuple[Array, Array]:
    """Pairs of samples with slopes of opposite sign and nothing but zeros and no gap between them."""
    lefts, rights, last = [], [], None
    for j, (sign, ok) in enumerate(zip(signs, usable, strict=True)):
        if not ok:
            last = None
        elif sign:
            # A stretch of zeros longer than one sample is level ground, not an extremum.
            if last is not None and signs[last] != sign and j - last <= 2:
                lefts.append(last)
                rights.append(j)
            last = j
    return np.asarray(lefts, dtype=int), np.asarray(rights, dtype=int)


def _bisect(line: Line, a: Array, b: Array, rising: Array) -> tuple[Array, Array]:
    """Halve every bracket at once until its ends are neighbouring floats."""
    for _ in range(HALVINGS):
        middle = (a + b) / 2
        _, slope = line.at(middle, order=1)
        beyond = np.where(rising, slope > 0, slope < 0)
        before = np.where(rising, slope < 0, slope > 0)
        a = np.where(beyond, a, np.where(before, middle, (a + middle) / 2))
        b = np.where(beyond, middle, np.where(before, b, (b + middle) / 2))
    return a, b


def _snapped(line: Line, x: float, value: float, width: float) -> tuple[float, float]:
    """A round number within the bracket's reach, if the function is no different there: 0 rather than 3e-17."""
    round_x = round(x, 9) + 0.0
    if round_x == x or abs(round_x - x) > 1e-12 + width:
        return x, value
    (there,) = line.at(np.asarray([round_x]))
    close = abs(float(there[0]) - value) <= 1e-11 * (1 + abs(value))
    return (round_x, float(there[0])) if close else (x, value)
