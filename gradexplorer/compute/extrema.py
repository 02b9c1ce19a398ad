"""Minima and maxima of a curve in view, smooth ones and kinks, to full precision, by the engine's derivative."""

from __future__ import annotations

from typing import Protocol, TypeAlias

import numpy as np
from msgspec import Struct

import engine
from gradexplorer.compute.components import Array
from gradexplorer.compute.crossings import brackets
from gradexplorer.compute.decimals import short_number

PASSES = 60
"""The most times that brackets are narrowed; a handful is usual."""

ULPS = 8
"""By so many of the last digits of a value may rounding put it off."""

COARSE = (1e4, 1e6, 1e8, 1e10)
"""A place is rounded to so many times the digits of a round number, to find a hole that it is the limit of."""


class Extremum(Struct, frozen=True):
    """A minimum or a maximum; `kink` where the slope jumps there."""

    kind: str
    x: float
    value: float
    kink: bool


class Curve(Protocol):
    """What extrema are looked for on: a line of a function, or the difference of two."""

    @property
    def dtype(self) -> engine.dtype:
        """What it is computed in."""

    def at(self, xs: Array, *, order: int = 0) -> tuple[Array, ...]:
        """Values and derivatives up to `order` at `xs` (n,), each (n,)."""


Ends: TypeAlias = tuple[Array, Array, Array]
"""One end of each bracket: x, value and slope, each (m,)."""


def find(line: Curve, xs: Array, ys: Array, slopes: Array, usable: Array) -> tuple[Extremum, ...]:
    """The extrema among even samples (n,), from left to right, where the derivative changes sign.

    Level ground and poles are none, and neither is a jump. None is looked for beside a sample that is not `usable`.
    """
    left, right = brackets(slopes, usable)
    if not len(left):
        return ()
    start = (xs[left], ys[left], slopes[left]), (xs[right], ys[right], slopes[right])
    precision = float(np.finfo(line.dtype.numpy).eps)
    with np.errstate(all="ignore"):
        a, b = _narrowed(line, *start, precision)
        places = _rounded(a, b, start[1][0] - start[0][0], precision)
        beside = 2 * _reach(a, b, start[1][0] - start[0][0], precision)
        away = 0.1 * (start[1][0] - start[0][0])
        round_ = [short_number(places, scale * 10 * away) for scale in COARSE]
        near = np.stack([places - beside, places, places + beside, places - away, places + away, *round_])
        y, slope = (part.reshape(near.shape) for part in line.at(near.reshape(-1), order=1))
        # Where it is level well beside the place, too, the curve fell below all floats, as e^(-1/x²) does.
        level = (slope[1] == 0) & (slope[3:5] == 0).any(axis=0) & (away > 64 * precision * np.abs(places))
        genuine = ~level & ~_at_hole(line, places, start, near[5:], y[5:])
        extreme, kink = _kinds(start, (near[0], y[0], slope[0]), (near[2], y[2], slope[2]), y[1], precision)
    rising = start[1][2] > 0
    return tuple(
        Extremum("minimum" if rising[j] else "maximum", float(places[j]), float(y[1, j]), bool(kink[j]))
        for j in np.flatnonzero(extreme & genuine)
    )


def _narrowed(line: Curve, a: Ends, b: Ends, precision: float) -> tuple[Ends, Ends]:
    """Narrow every bracket at once to neighbouring floats, or to a place with slope 0 where one is met."""
    smallest = 1e-14 * (b[0] - a[0])
    for _ in range(PASSES):
        width = b[0] - a[0]
        if np.all(width <= 2 * precision * np.maximum(np.abs(a[0]), np.abs(b[0])) + smallest):
            break
        inner = np.sort(np.clip(_guesses(a, b), a[0], b[0]), axis=0)
        y, slope = (part.reshape(inner.shape) for part in line.at(inner.reshape(-1), order=1))
        table = [np.vstack([a[j], part, b[j]]) for j, part in enumerate((inner, y, slope))]
        # The first place whose slope has turned, or is 0, ends the bracket; the one before begins it.
        turned = ~(table[2] * np.sign(a[2]) > 0)
        turned[0], turned[-1] = False, True
        end, column = np.argmax(turned, axis=0), np.arange(len(width))
        begin = np.where(table[2][end, column] == 0, end, end - 1)
        done = width == 0
        a, b = (
            (np.where(done, e[0], table[0][at, column]), table[1][at, column], np.where(done, 0, table[2][at, column]))
            for e, at in ((a, begin), (b, end))
        )
    return a, b


def _guesses(a: Ends, b: Ends) -> Array:
    """Places to look at next, (7, m).

    They are the quarters; where the slope would be 0, which finds smooth extrema; where the tangents meet, which finds
    kinks; and just beyond these two, so that both ends of the bracket move.
    """
    width = b[0] - a[0]
    smooth = a[0] + width * a[2] / (a[2] - b[2])
    meet = a[0] + (b[1] - a[1] - b[2] * width) / (a[2] - b[2])
    rows = [a[0] + width * share for share in (0.25, 0.5, 0.75)]
    for guess in (smooth, meet):
        guess = np.where((guess > a[0]) & (guess < b[0]), guess, rows[1])
        rows += [guess, np.where(guess < rows[1], 2 * guess - a[0], 2 * guess - b[0])]
    return np.stack(rows)


def _rounded(a: Ends, b: Ends, spacing: Array, precision: float) -> Array:
    """The middle of each bracket, or a round number where one is no further off than can be told: 0, not 3e-17."""
    middle = (a[0] + b[0]) / 2
    short = short_number(middle, spacing)
    return np.where(np.abs(short - middle) <= _reach(a, b, spacing, precision), short, middle)


def _reach(a: Ends, b: Ends, spacing: Array, precision: float) -> Array:
    """How far from the middle of its bracket an extremum may be, as far as can be told."""
    reach: Array = (b[0] - a[0]) + 4 * precision * np.abs(a[0]) + 1e-13 * spacing
    return reach


def _at_hole(line: Curve, places: Array, start: tuple[Ends, Ends], round_: Array, values: Array) -> Array:
    """Whether a place (m,) is the limit at a hole, as that of sin x / x: a round number (k, m) beside it has no value.

    Beside it the slopes are rounding; where they are not, the place is one beside a hole.
    """
    holes = np.isnan(values)
    found: Array = np.zeros(len(places), dtype=bool)
    for j in np.flatnonzero(holes.any(axis=0)):
        hole = round_[np.argmax(holes[:, j]), j]
        away = np.abs(hole - places[j]) * np.linspace(0.05, 0.5, 10)
        slopes = line.at(np.concatenate([places[j] - away, places[j] + away]), order=1)[1].reshape(2, -1)
        signs = np.sign([start[0][2][j], start[1][2][j]])[:, None]
        found[j] = not np.all(np.sign(slopes) == signs)
    return found


def _kinds(start: tuple[Ends, Ends], a: Ends, b: Ends, values: Array, precision: float) -> tuple[Array, Array]:
    """Which places are extrema, not poles or jumps, and which of them kinks, by what is just beside them."""
    spacing = start[1][0] - start[0][0]
    share = (b[0] - a[0]) / spacing
    slopes = np.abs(np.stack([start[0][2], start[1][2]]))
    usual = np.where(np.isfinite(slopes.max(axis=0)), slopes.max(axis=0), slopes.min(axis=0))
    height, steepest = usual * spacing, np.maximum(np.abs(a[2]), np.abs(b[2]))
    # In a narrow view the whole curve may be lower than the last digit of its values.
    joined = np.abs(b[1] - a[1]) <= 1e-3 * height + ULPS * precision * np.abs(values)
    # At a pole, log's included, the slopes grow as the bracket shrinks, so that what they make out stays.
    level = (share * steepest <= (0.1 + share * share) * usual) & joined
    return np.isfinite(values) & level, np.abs(b[2] - a[2]) > (10 * share + 1e-3) * usual
