"""Where a quantity along a line changes its sign: bracketed by samples, narrowed to neighbouring floats."""

from __future__ import annotations

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array, Values
from gradexplorer.compute.decimals import short_number

"""The quantity: values (n,) at places (n,)."""

PASSES = 60
"""The most times that brackets are narrowed; five are usual, thirty where the quantity jumps."""
BESIDE = (1e-2, 1e-5, 1e-8)
"""Distances from where a straight line would meet 0, in widths of the bracket: one of these pairs has it between."""

TINY = 1e-300
"""Below this a place is 0."""


class Crossings(Struct, frozen=True):
    """Places (m,) where the quantity changes sign, its values there and at both ends of the last bracket, all (m,).

    `before` and `after` are the quantity's values at the samples on either side. At a pole `value` may be nan.
    """

    place: Array
    value: Array
    left: Array
    right: Array
    before: Array
    after: Array

    def only(self, keep: Array) -> Crossings:
        """Those of the mask or the indices `keep`."""
        return Crossings(*(getattr(self, name)[keep] for name in self.__struct_fields__))


def find(at: Values, x: Array, y: Array, usable: Array, precision: float, least: float = 0.0) -> Crossings:
    """The changes of sign among samples `x`, `y` (n,), none across a sample that is not `usable` (n,).

    A single sample that is 0 may lie at the change; a longer stretch of zeros is level ground. Brackets narrower than
    `least` are not narrowed further.
    """
    first, last = brackets(y, usable)
    with np.errstate(all="ignore"):
        a, b, left, right = _narrowed(at, x[first], x[last], y[first], y[last], precision, least)
        # Of two neighbouring floats the one whose value is nearer to 0.
        nearer = np.abs(left) <= np.abs(right)
        place, value = np.where(nearer, a, b), np.where(nearer, left, right)
        short = short_number((a + b) / 2, x[last] - x[first])
        near = np.abs(short - (a + b) / 2) <= (b - a) + 4 * precision * np.abs(a)
        if near.any():
            place = np.where(near, short, place)
            value = np.where(near, at(place), value)
    return Crossings(place, value, left, right, y[first], y[last])


def brackets(y: Array, usable: Array) -> tuple[Array, Array]:
    """Neighbouring samples of opposite signs; one that is 0 may lie between, none that is not usable."""
    signs = np.nan_to_num(np.where(usable, np.sign(y), 0))
    told = np.flatnonzero(signs)
    first, last = told[:-1], told[1:]
    lost = np.cumsum(~usable)
    good = (signs[first] != signs[last]) & (last - first <= 2) & (lost[first] == lost[last])
    return first[good], last[good]


def _narrowed(
    at: Values, a: Array, b: Array, left: Array, right: Array, precision: float, least: float
) -> tuple[Array, Array, Array, Array]:
    """Narrow every bracket to neighbouring floats, or to a place where the quantity is 0 or has no value."""
    a, b, left, right = a.copy(), b.copy(), left.copy(), right.copy()
    live = np.arange(len(a))
    for _ in range(PASSES):
        wide = (b - a)[live] > least + 2 * precision * np.maximum(np.abs(a), np.abs(b))[live]
        live = live[wide & (np.nextafter(a, b) < b)[live]]
        if not len(live):
            break
        low, high = a[live], b[live]
        inner = np.sort(np.clip(_guesses(low, high, left[live], right[live]), low, high), axis=0)
        x = np.vstack([low, inner, high])
        y = np.vstack([left[live], at(inner.reshape(-1)).reshape(inner.shape), right[live]])
        turned = ~(y * np.sign(left[live]) > 0)
        turned[0], turned[-1] = False, True
        end, column = np.argmax(turned, axis=0), np.arange(len(live))
        final = ~np.isfinite(y[end, column]) | (y[end, column] == 0)
        begin = np.where(final, end, end - 1)
        a[live], left[live] = x[begin, column], y[begin, column]
        b[live], right[live] = x[end, column], y[end, column]
    return a, b, left, right


def _guesses(a: Array, b: Array, left: Array, right: Array) -> Array:
    """Places to look at next, (k, m)."""
    width, middle = b - a, (a + b) / 2
    straight = a + width * left / (left - right)
    straight = np.where((straight > a) & (straight < b), straight, middle)
    rows = [a + width * share for share in (0.25, 0.5, 0.75)]
    rows += [straight + sign * width * share for share in BESIDE for sign in (-1, 1)]
    # Beside 0 the floats lie close: halve by their size, and look at 0 itself.
    apart = np.sign(a + b) * np.sqrt(np.maximum(np.abs(a), TINY)) * np.sqrt(np.maximum(np.abs(b), TINY))
    rows += [np.where((a < 0) & (b > 0), middle, apart), np.where((a < 0) & (b > 0), 0.0, straight)]
    return np.stack(rows)
