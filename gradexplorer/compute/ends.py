"""How a curve ends at its breaks: in points that belong to it, filled, or that do not, open; and its holes.

A break is drawn as it is, whether a sample falls on it or not.
"""

from __future__ import annotations

import numpy as np
from msgspec import Struct

import engine
from engine import Tensor
from engine.graph import record
from gradexplorer.compute.components import Array, Components, Values, constants, host
from gradexplorer.compute.decimals import plainest, short_number
from gradexplorer.compute.ordered import among, distinct
from gradexplorer.compute.sampling import Line

MOST = 60
"""Of more ends than this none is marked: they would be a pattern of their own."""
ROUND = 40.0
"""Holes are looked for at round numbers, at least so many in view."""
WRITTEN = 14
"""A break at a number of more characters than this was calculated: to which side it belongs is not known."""
LADDER = 4.0 ** -np.arange(1, 7)
"""Distances from a break, in samples, at which is asked what the curve tends to."""

ROUNDING = 1e-5
"""Steps below this share of the values say nothing: so close to a hole, 1 − cos x has lost half its digits."""


class End(Struct, frozen=True):
    """A point where the curve ends or has a hole; `open` where it does not belong to the curve."""

    x: float
    y: float
    open: bool


def holes(line: Line, x: Array, y: Array, order: int, at: Values) -> tuple[Array, Array]:
    """The samples (n,) with a break at each round number in view at which alone there is no value."""
    low, high, spacing = float(x[0]), float(x[-1]), float((x[-1] - x[0]) / max(len(x) - 1, 1))
    step = 10.0 ** np.floor(np.log10((high - low) / ROUND)) / 4
    numbers = np.arange(np.ceil(low / step), np.floor(high / step) + 1)
    places = distinct(np.append(short_number(numbers * step, step), 0.0 if low < 0 < high else []))
    places = places[(places > low) & (places < high)]
    gap = np.searchsorted(x, places, side="right") - 1
    # One in a break or outside the domain is no hole.
    before = np.where(x[gap] == places, gap - 1, gap)
    inside = np.isfinite(y[gap]) & np.isfinite(y[before]) & np.isfinite(y[np.minimum(gap + 1, len(x) - 1)])
    # A pole was found some floats beside the number at which it is.
    broken, ulps = x[np.isnan(y)], 64 * np.spacing(np.abs(places))
    inside &= np.searchsorted(broken, places - ulps) == np.searchsorted(broken, places + ulps, side="right")
    places, gap = places[inside], gap[inside]
    if not len(places):
        return x, y
    lost = ~_defined(line, places) if order == 0 else ~np.isfinite(at(places))
    places, gap = places[lost], gap[lost]
    if not len(places) or len(places) > MOST:
        return x, y
    kept = ~among(x, places)
    x, y = x[kept], y[kept]
    gap = np.searchsorted(x, places) - 1
    beside = spacing * LADDER[-1]
    around = np.stack([places - beside, places, places + beside], axis=1)
    values = at(around.reshape(-1)).reshape(around.shape)
    values[:, 1] = np.nan
    fits = np.isfinite(values[:, [0, 2]]).all(axis=1)
    around, values, gap = around[fits], values[fits], gap[fits]
    where = np.repeat(gap + 1, 3)
    x, y = np.insert(x, where, around.reshape(-1)), np.insert(y, where, values.reshape(-1))
    return x, y


def find(
    line: Line, x: Array, y: Array, spacing: float, order: int, at: Values
) -> tuple[Array, Array, tuple[End, ...]]:
    """The ends of the line `x`, `y` (n,) at its breaks, and the line without what only stands at a break itself.

    At a break of a point's width the line is led to the limits of both sides; a value that the curve has there by
    itself, as sign has at 0, is an end of its own.
    """
    x, y = _single(x, y, 0.01 * spacing)
    missing = np.flatnonzero(np.isnan(y[1:-1]) & np.isfinite(y[:-2]) & np.isfinite(y[2:])) + 1
    narrow = x[missing + 1] - x[missing - 1] <= 0.01 * spacing
    missing = missing[narrow]
    edges = _edges(x, y)
    if not 0 < len(missing) + len(edges) <= MOST:
        return x, y, ()
    found: list[End] = []
    places = np.array([plainest(x[j - 1 : j + 2], spacing) for j in missing])
    with np.errstate(all="ignore"):
        limits = _limits(places, spacing, at)
    # Where a derivative jumps there is none, whatever value backward gives to it.
    known = _defined(line, places) if order == 0 else np.zeros(len(places), dtype=bool)
    own = at(places) if len(places) else places
    for j, place, left, right, value, defined in zip(missing, places, *limits, own, known, strict=True):
        if len(repr(float(place))) <= WRITTEN:
            found += _at_break(float(place), float(left), float(right), float(value) if defined else np.nan)
        for side, limit in ((j - 1, left), (j + 1, right)):
            # The curve goes to its limit; what it has beside the break by rounding, or at it alone, is not drawn.
            if np.isfinite(limit) and abs(y[side] - limit) > 1e-9 * max(abs(limit), abs(float(left - right)), 1e-300):
                y[side] = limit
    found += _at_edges(line, x, edges, spacing, at)
    return x, y, tuple(found)


def _single(x: Array, y: Array, narrow: float) -> tuple[Array, Array]:
    """The line with one point alone, the middle one, in each break that is narrower than `narrow`."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], np.isnan(y), [False]]).astype(np.intp))).reshape(-1, 2)
    kept = np.ones(len(x), dtype=bool)
    for start, end in edges:
        if start > 0 and end < len(x) and x[end] - x[start - 1] <= narrow:
            kept[start:end] = False
            kept[(start + end) // 2] = True
    return x[kept], y[kept]


def _at_break(place: float, left: float, right: float, value: float) -> list[End]:
    """The ends of both sides at a break, and a point by itself; a side without a limit has no end."""
    sides = [side for side in (left, right) if np.isfinite(side)]
    if not sides:
        return []
    # Limits are told to some digits; that a value is one of them is told by the jump.
    near = 1e-3 * abs(left - right) if len(sides) == 2 and left != right else 1e-4 * max(abs(side) for side in sides)
    if left == right:
        sides = [left]
    ends = [End(place, side, not abs(value - side) <= near) for side in sides]
    if np.isfinite(value) and all(end.open for end in ends):
        ends.append(End(place, value, False))
    return ends if len(ends) > 1 or ends[0].open else []


def _limits(places: Array, spacing: float, at: Values) -> tuple[Array, Array]:
    """What the curve tends to left and right of `places` (m,); nan where it tends to nothing that could be told."""
    if not len(places):
        return places, places
    away = spacing * LADDER[:, None]
    values = at(np.concatenate([places - away, places + away]).reshape(-1)).reshape(2, len(LADDER), -1)
    steps = np.abs(np.diff(values, axis=1))
    size = np.abs(values).max(axis=1)
    # Towards a limit the steps shrink; those of a logarithm stay, and those of a pole grow.
    shrinking = (steps[:, 1:] <= 0.85 * steps[:, :-1] + ROUNDING * size[:, None]).all(axis=1)
    shrinking &= steps[:, -1] <= 0.08 * steps.max(axis=1) + ROUNDING * size
    # With steps that shrink alike, what is left is a geometric series.
    ratio = steps[:, -1] / steps[:, -2]
    ratio = np.where(ratio <= 0.85, ratio, 0.0)
    last = values[:, -1] + (values[:, -1] - values[:, -2]) * ratio / (1 - ratio)
    limits = np.where(shrinking & np.isfinite(last), last, np.nan)
    alike = np.abs(limits[0] - limits[1]) <= 2 * steps[:, -1].max(axis=0) + 1e-12 * size.max(axis=0)
    left, right = np.where(alike, (limits[0] + limits[1]) / 2, limits)
    return left, right


def _edges(x: Array, y: Array) -> list[tuple[int, int]]:
    """Where the domain ends: (the last point with a value, the first without), as indices."""
    known = np.isfinite(y)
    starts = np.flatnonzero(known[1:] & ~known[:-1]) + 1
    stops = np.flatnonzero(known[:-1] & ~known[1:])
    wide = [(int(j), int(j) - 1) for j in starts if j < 2 or not known[j - 2]]
    return wide + [(int(j), int(j) + 1) for j in stops if j + 2 >= len(x) or not known[j + 2]]


def _at_edges(line: Line, x: Array, edges: list[tuple[int, int]], spacing: float, at: Values) -> list[End]:
    """Open ends where the domain ends at a round number that is not of it, and the curve has a limit there."""
    ends = []
    for inside, outside in edges:
        place = float(x[outside])
        if abs(place - x[inside]) > 1e-6 * spacing or len(repr(place)) > WRITTEN:
            continue
        with np.errstate(all="ignore"):
            limit = _limits(np.array([place]), spacing, at)[0 if x[inside] < place else 1][0]
        if np.isfinite(limit):
            ends.append(End(place, float(limit), True))
    return ends


def _defined(line: Line, places: Array) -> Array:
    """Whether the function has a value at `places` (m,), in each of its parts: 1/x inside it has none at 0.

    In a function of cases a part without a value may belong to another case; there the value itself decides.
    """
    if not len(places):
        return np.zeros(0, dtype=bool)
    components = Components.of(line.function, line.coordinates)
    points = np.repeat(components.flatten(line.coordinates)[:, None], len(places), axis=1)
    if len(points):
        points[line.axis] = places
    with engine.quiet(), engine.no_grad(), record() as calls:
        variables = {**components.tensors(points, line.dtype), **constants(line.sliders, line.dtype)}
        output = line.function(variables, samples=1, dtype=line.dtype, cancelled=line.cancelled)
    defined: Array = np.isfinite(np.broadcast_to(host(output), places.shape))
    if any("where" in call.name.lower() for call in calls):
        return defined
    for call in calls:
        made = call.output
        if isinstance(made, Tensor) and made.shape[-1:] == (len(places),):
            defined = defined & np.isfinite(host(made)).reshape(-1, len(places)).all(axis=0)
    return defined
