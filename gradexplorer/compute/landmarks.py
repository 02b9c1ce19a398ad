"""The points of interest of a curve in view: roots, extrema, kinks, inflections, and where curves meet."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import combinations, pairwise

import numpy as np
from msgspec import Struct

import engine
from gradexplorer.compute import breaks, crossings, extrema, rounding, spacing
from gradexplorer.compute.components import Array
from gradexplorer.compute.crossings import Crossings
from gradexplorer.compute.decimals import plainest
from gradexplorer.compute.extrema import Curve
from gradexplorer.compute.ordered import distinct
from gradexplorer.compute.sampling import Line

COUNT = 801
"""Samples across the view; two changes of sign between neighbouring ones are missed."""
MOST = 200
"""No more places than this are listed."""
MOST_PIECES, LEAST = 24, 101
"""On a logarithmic axis so many pieces at most, half a decade each, and so many samples in one at least."""
WINDOW, DENSE = 9, 4
"""This many changes of sign among so many samples cannot be told apart."""
LADDER = 4.0 ** -np.arange(1, 12)
"""Distances from a place, in samples, at which is asked what the curve does towards it."""
KINDS = ("minimum", "maximum", "kink", "root", "inflection", "intersection")
"""In the order in which the kinds of one place are named."""


class Landmark(Struct, frozen=True):
    """A place worth a name: `kind` is one of `KINDS` or several, "minimum, kink".

    `curves` are the numbers of the curves that meet there, the first curve being 0; empty where none do.
    """

    kind: str
    x: float
    value: float
    curves: tuple[int, ...] = ()


class Landmarks(Struct, frozen=True):
    """What was found, from left to right.

    `crowded` are the stretches (low, high) of x in which the curve turns more often than can be told; nothing is listed
    there. `left_out` counts what was found beyond the most that are listed.
    """

    places: tuple[Landmark, ...] = ()
    crowded: tuple[tuple[float, float], ...] = ()
    left_out: int = 0


class Difference(Struct, frozen=True):
    """What the first line has more than the second."""

    first: Line
    second: Line

    @property
    def dtype(self) -> engine.dtype:
        """What it is computed in."""
        return self.first.dtype

    def at(self, xs: Array, *, order: int = 0) -> tuple[Array, ...]:
        """Differences of values and derivatives up to `order` at `xs` (n,)."""
        both = zip(self.first.at(xs, order=order), self.second.at(xs, order=order), strict=True)
        return tuple(a - b for a, b in both)


class _Samples(Struct, frozen=True):
    """Even samples of one curve: places, value, slope and second derivative (n,), and which can be relied on (n,)."""

    line: Curve
    x: Array
    y: Array
    slope: Array
    second: Array
    usable: Array

    @property
    def spacing(self) -> float:
        return float(self.x[1] - self.x[0])

    @property
    def precision(self) -> float:
        return float(np.finfo(self.line.dtype.numpy).eps)

    @property
    def noise(self) -> float:
        """What rounding makes of values as large as the usual ones in view."""
        known = self.y[np.isfinite(self.y)]
        return 32 * self.precision * float(np.median(np.abs(known))) if len(known) else 0.0

    def derivative(self, order: int, places: Array) -> Array:
        return self.line.at(places, order=order)[order]


def find(
    line: Line, low: float, high: float, others: Sequence[Line] = (), count: int = COUNT, *, log: bool = False
) -> Landmarks:
    """The points of interest of `line` strictly between `low` and `high`, and where it and `others` meet each other.

    Level ground, poles and jumps are none. On a logarithmic axis (`log`) they are sought in pieces of equal ratios.
    Raises LangError where a function has no single value.
    """
    if log:
        return _in_pieces(line, low, high, others, count)
    x = np.linspace(low, high, count)
    curves = [line, *others]
    with np.errstate(all="ignore"):
        sampled = [each.at(x, order=2 if number == 0 else 1) for number, each in enumerate(curves)]
        y, slope, second = sampled[0]
        noise = rounding.only(x, y, slope)
        crowded = _crowded(x, sampled[0]) & ~noise
        own = _Samples(line, x, y, slope, second, np.isfinite(y) & ~crowded & ~noise)
        found = _of_one(own)
        for one, other in combinations(range(len(curves)), 2):
            apart = [a - b for a, b in zip(sampled[one][:2], sampled[other][:2], strict=True)]
            between = Difference(curves[one], curves[other])
            usable = np.isfinite(apart[0]) & ~_crowded(x, apart) & ~rounding.only(x, *apart)
            gap = _Samples(between, x, apart[0], apart[1], np.zeros(count), usable)
            places = distinct(np.array([*_zeros(gap, _turns(gap)), *_edge_roots(gap)]))
            values = curves[one].at(places)[0] if len(places) else places
            found += [
                Landmark("intersection", float(at), float(value), (one, other))
                for at, value in zip(places, values, strict=True)
            ]
    merged = _merged([mark for mark in found if low < mark.x < high], own.spacing)
    return Landmarks(tuple(merged[:MOST]), _stretches(x, crowded, sampled[0][0]), max(0, len(merged) - MOST))


def _in_pieces(line: Line, low: float, high: float, others: Sequence[Line], count: int) -> Landmarks:
    """As `find`, in pieces that overlap a little, so that a place at the edge of one is within another."""
    pieces = min(max(math.ceil(2 * math.log10(high / low)), 1), MOST_PIECES)
    edges = spacing.even(low, high, pieces + 1, log=True)
    found = [
        find(line, max(low, 0.99 * start), min(high, 1.01 * end), others, max(count // pieces, LEAST))
        for start, end in pairwise(edges.tolist())
    ]
    places: list[Landmark] = []
    for mark in sorted((mark for each in found for mark in each.places), key=_rank):
        if not any(_again(mark, other) for other in places[-len(KINDS) :]):
            places.append(mark)
    crowded = tuple(stretch for each in found for stretch in each.crowded)
    left_out = sum(each.left_out for each in found) + max(0, len(places) - MOST)
    return Landmarks(tuple(places[:MOST]), crowded, left_out)


def _rank(mark: Landmark) -> tuple[float, int]:
    """From left to right, the kinds of one place in their order; a place of several kinds goes by its first."""
    return mark.x, KINDS.index(mark.kind.partition(",")[0])


def _again(one: Landmark, other: Landmark) -> bool:
    alike = one.kind == other.kind and one.curves == other.curves
    return alike and abs(one.x - other.x) <= 1e-9 * abs(one.x)


def _of_one(own: _Samples) -> list[Landmark]:
    """What one curve has by itself, each kind for itself."""
    turns = extrema.find(own.line, own.x, own.y, own.slope, own.usable)
    named = [("maximum" if turn.kind == "maximum" else "minimum", turn.x) for turn in turns]
    bends = _kinks(own, [turn.x for turn in turns if turn.kink])
    named += [("kink", at) for at in bends]
    named += [("inflection", at) for at in _inflections(own) if not _any_near(at, bends, own.spacing)]
    named += [("root", at) for at in _roots(own, np.array([turn.x for turn in turns]), [at for _, at in named])]
    places = np.array([at for _, at in named])
    values = own.derivative(0, places) if len(places) else places
    return [
        Landmark(kind, at, float(value)) for (kind, at), value in zip(named, values, strict=True) if np.isfinite(value)
    ]


def _crowded(x: Array, samples: Sequence[Array]) -> Array:
    """The samples (n,) around which the curve or its slope changes sign more often than can be told apart."""
    y, slope = samples[:2]
    rise = np.abs(slope) * (x[1] - x[0])
    around = np.lib.stride_tricks.sliding_window_view(np.pad(y, 4, mode="edge"), WINDOW)
    # Where slopes make out far more than the samples do, these stand on a wave that passes between them.
    hidden = rise > 8 * (around.max(axis=1) - around.min(axis=1) + np.finfo(np.float64).eps * np.abs(y))
    hidden = np.convolve(hidden, np.ones(3), "same") >= 3
    # Between two such stretches a short one is luck.
    return ~_spread(~_spread(_dense(y) | _dense(slope) | hidden, 16), 12)


def _dense(y: Array) -> Array:
    signs = np.sign(np.nan_to_num(y))
    changes = np.append(signs[:-1] * signs[1:] < 0, False)
    dense: Array = np.convolve(changes, np.ones(WINDOW), "same") >= DENSE
    return dense


def _spread(mask: Array, reach: int) -> Array:
    spread: Array = np.convolve(mask, np.ones(2 * reach + 1), "same") > 0
    return spread


def _stretches(x: Array, crowded: Array, y: Array) -> tuple[tuple[float, float], ...]:
    """The crowded stretches; rounding of a curve that is level there is none."""
    edges = np.flatnonzero(np.diff(np.concatenate([[False], crowded, [False]]).astype(int))).reshape(-1, 2)
    told = []
    for start, end in edges:
        part = y[start:end][np.isfinite(y[start:end])]
        if len(part) and np.ptp(part) > 1e-12 * np.abs(part).max():
            told.append((float(x[start]), float(x[end - 1])))
    return tuple(told)


# ------------------------------------------------------------------ zeros


def _roots(own: _Samples, turns: Array, marks: Iterable[float]) -> list[float]:
    """Where the value is 0: crossed, touched, or reached at the edge of the domain.

    A root that cannot be told from another place of interest, being as near to 0 there, is that place.
    """
    zeros: list[float] = [*_zeros(own, turns).tolist(), *_edge_roots(own)]
    others = np.array(sorted(marks))
    if not zeros or not len(others):
        return zeros
    nearest = [float(others[np.argmin(np.abs(others - at))]) for at in zeros]
    values = np.abs(own.derivative(0, np.array([*zeros, *nearest]))).reshape(2, -1)
    close = np.abs(np.array(zeros) - nearest) <= 1e-2 * own.spacing
    taken = close & (values[1] <= 4 * values[0] + own.noise)
    return sorted({other if take else at for at, other, take in zip(zeros, nearest, taken, strict=True)})


def _zeros(samples: _Samples, turns: Array) -> Array:
    """Where the curve is 0 (m,), never at a pole or a jump; `turns` are the places where its slope changes sign."""
    at = lambda places: samples.derivative(0, places)  # noqa: E731
    x, y, usable, touched = samples.x, samples.y, samples.usable, turns
    if len(turns):
        values, beside = _at_turns(samples, turns)
        size = np.abs(values)
        touched = turns[np.isfinite(values) & ((values == 0) | (size <= 2 * beside))]
        # Between two samples a curve may cross 0 and turn and come back.
        apart = np.flatnonzero(np.isfinite(values) & (size > 16 * beside))
        x, y, usable = _with(samples, turns[apart], values[apart])
    crossed = crossings.find(at, x, y, usable, samples.precision)
    crossed = crossed.only(_reaches_zero(samples, crossed))
    both: Array = distinct(np.concatenate([crossed.place, touched]))
    return both


def _with(samples: _Samples, places: Array, values: Array) -> tuple[Array, Array, Array]:
    """Places, values and which of them are usable: the samples, and those of `places` (m,) on the other side of 0."""
    after = np.clip(np.searchsorted(samples.x, places), 1, len(samples.x) - 1)
    crossing = (samples.y[after - 1] * values < 0) | (samples.y[after] * values < 0)
    good = crossing & samples.usable[after - 1] & samples.usable[after] & (samples.x[after] != places)
    if not good.any():
        return samples.x, samples.y, samples.usable
    order = np.argsort(places[good], kind="stable")
    after, places, values = after[good][order], places[good][order], values[good][order]
    more = (samples.x, places), (samples.y, values), (samples.usable, np.ones(len(places), dtype=bool))
    x, y, usable = (np.insert(known, after, new) for known, new in more)
    return x, y, usable


def _turns(samples: _Samples) -> Array:
    """Where the slope changes sign (m,)."""
    at = lambda places: samples.derivative(1, places)  # noqa: E731
    least = 1e-14 * samples.spacing
    return crossings.find(at, samples.x, samples.slope, samples.usable, samples.precision, least).place


def _reaches_zero(samples: _Samples, found: Crossings) -> Array:
    """Whether the values go on towards 0 however closely one looks, which at a jump or a pole they do not."""
    if not len(found.place):
        return np.zeros(0, dtype=bool)
    most = np.minimum(np.abs(found.before), np.abs(found.after))
    small = (found.value == 0) | (np.maximum(np.abs(found.left), np.abs(found.right)) <= 1e-11 * most)
    if small.all():
        return np.isfinite(found.value)
    beside = _closest(samples, found.place)
    near, far = np.abs(beside[:, 0]), np.abs(beside[:, -1])
    going = (near <= 0.8 * far).all(axis=0)
    # What is left of the values may be rounding, which at a jump would be far less than the step.
    largest = np.abs(beside).max(axis=(0, 1))
    lost = (largest <= 1e-3 * most) & (_ragged(beside) >= largest)
    reaches: Array = np.isfinite(found.value) & (small | going | lost)
    return reaches


def _at_turns(samples: _Samples, places: Array) -> tuple[Array, Array]:
    """Values at turning places (m,), and by how much those at the floats beside them differ."""
    step = samples.precision * np.abs(places)
    values = samples.derivative(0, (places + step * np.arange(-8, 9)[:, None]).reshape(-1)).reshape(17, -1)
    return values[8], np.abs(values - values[8]).max(axis=0)


def _edge_roots(own: _Samples) -> list[float]:
    """Where the domain ends with the value 0, as that of √x does; beside it values that are 0 fell below all floats."""
    finite = np.isfinite(own.y)
    if finite.all():
        return []
    gaps = np.flatnonzero((finite[:-1] != finite[1:]) & (own.usable[:-1] | own.usable[1:]))
    inside = np.where(finite[gaps], own.x[gaps], own.x[gaps + 1])
    outside = np.where(finite[gaps], own.x[gaps + 1], own.x[gaps])
    if not len(gaps):
        return []
    inward = 1e-9 * own.spacing * np.sign(inside - outside)
    inside, _ = breaks.edge(inside, outside, lambda places: own.derivative(0, places))
    ends, beside = own.derivative(0, np.concatenate([inside, inside + inward])).reshape(2, -1)
    return [float(at) for at in inside[(ends == 0) & (beside != 0)]]


# ------------------------------------------------------------------ bends


def _inflections(own: _Samples) -> list[float]:
    """Where the second derivative changes sign and the curve goes on without a jump or a kink."""
    usable = own.usable & ~_spread(_dense(own.second), 4)
    at = lambda places: own.derivative(2, places)  # noqa: E731
    found = crossings.find(at, own.x, own.second, usable, own.precision, 1e-16 * own.spacing)
    if not len(found.place):
        return []
    y, slope, second = _around(own, found.place)
    inner = second[:, 1:7]
    same = (np.sign(inner) == np.sign(np.stack([found.before, found.after]))[:, None]).all(axis=(0, 1))
    turn = np.abs(slope[1] - slope[0])
    smooth = turn[-1] <= 0.5 * turn[-4] + 1e-7 * np.abs(slope).max(axis=(0, 1))
    kept = found.place[same & smooth & _shrinking(y)]
    return [float(place) for place in kept[_joined(own, kept)]] if len(kept) else []


def _kinks(own: _Samples, known: Sequence[float]) -> list[float]:
    """Where the slope jumps and the value does not; `known` are some of these places."""
    samples = breaks.Samples(own.x, own.slope, own.second, own.precision)
    _, x, y = breaks.find(samples, lambda places: own.derivative(1, places))
    middle = np.flatnonzero(~np.isfinite(y[1:-1]) & np.isfinite(y[:-2]) & np.isfinite(y[2:])) + 1
    near = np.searchsorted(own.x, x[middle])
    middle = middle[own.usable[np.clip(near, 0, len(own.x) - 1)] & own.usable[np.clip(near - 1, 0, None)]]
    places = np.array([plainest(x[j - 1 : j + 2], own.spacing) for j in middle])
    places = places[[not _any_near(at, known, own.spacing) for at in places]] if len(places) else places
    if not len(places):
        return [*known]
    values, slope, _ = _around(own, places)
    turn = np.abs(slope[1] - slope[0])
    usual = np.abs(slope[:, 0]).max(axis=0)
    size = np.abs(values).max(axis=(0, 1))
    bent = (turn[-1] > 0.5 * turn[-4]) & (turn[-1] > 1e-6 * usual)
    # Where a curve is all but level its slopes go in steps of rounding.
    bent &= (turn[-1] * own.spacing > 64 * own.precision * size) & (turn[-1] > _ragged(slope[:, -6:]))
    places = places[bent & _shrinking(values)]
    joined = places[_joined(own, places)] if len(places) else places
    return sorted([*known, *joined.tolist()])


def _around(own: _Samples, places: Array) -> tuple[Array, ...]:
    """Values, slopes and second derivatives, each (2, k, m): left and right of `places` (m,), ever nearer."""
    away = np.maximum(own.spacing * LADDER[:, None], 8 * own.precision * np.abs(places))
    there = np.stack([places - away, places + away])
    return tuple(part.reshape(there.shape) for part in own.line.at(there.reshape(-1), order=2))


def _joined(own: _Samples, places: Array) -> Array:
    """Whether the step in value across each place vanishes with the distance, down to the last floats."""
    values = _closest(own, places)
    step = np.abs(values[1] - values[0])
    joined: Array = step[0] <= 0.9 * step[-1] + own.noise + _ragged(values)
    return joined


def _closest(samples: _Samples, places: Array) -> Array:
    """Values (2, 7, m) left and right of `places` (m,), from the first floats that can be told apart outwards."""
    least = np.maximum(8 * samples.precision * np.abs(places), 1e-12 * samples.spacing)
    away = least * 4.0 ** np.arange(7)[:, None]
    values: Array = samples.derivative(0, np.stack([places - away, places + away]).reshape(-1)).reshape(2, 7, -1)
    return values


def _ragged(values: Array) -> Array:
    """How far values (2, k, m) on both sides of places go to and fro, which but for rounding they do not."""
    change = np.diff(values, axis=1)
    ragged: Array = (np.abs(change).sum(axis=1) - np.abs(change.sum(axis=1))).sum(axis=0)
    return ragged


def _shrinking(values: Array) -> Array:
    """Whether the step between values (2, k, m) left and right of places shrinks with the distance."""
    step = np.abs(values[1] - values[0])
    off = 1e-13 * np.abs(values).max(axis=(0, 1)) + _ragged(values[:, -6:])
    shrinking: Array = step[-1] <= 0.9 * step[-4] + off
    return shrinking


def _any_near(at: float, places: Iterable[float], spacing: float) -> bool:
    return any(abs(at - place) <= 1e-9 * spacing + 1e-14 * abs(at) for place in places)


def _merged(found: list[Landmark], spacing: float) -> list[Landmark]:
    """In order, with the kinds of one place named together; meetings with several curves stay apart."""
    merged: list[Landmark] = []
    for mark in sorted(found, key=_rank):
        same = next((j for j in range(len(merged) - 1, -1, -1) if _same(mark, merged[j], spacing)), None)
        if same is None:
            merged.append(mark)
            continue
        kinds = sorted({*merged[same].kind.split(", "), mark.kind}, key=KINDS.index)
        merged[same] = Landmark(", ".join(kinds), merged[same].x, merged[same].value)
    return merged


def _same(mark: Landmark, other: Landmark, spacing: float) -> bool:
    return not mark.curves and not other.curves and _any_near(mark.x, [other.x], spacing)
