"""Where a sampled curve breaks: domain edges, jumps, poles and holes between two samples, found by narrowing gaps.

Candidates are chosen freely, because a wrong one costs a few evaluations and no more. What decides is whether the step
across a gap goes on existing however closely one looks.
"""

from __future__ import annotations

from typing import TypeAlias

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array, Values
from gradexplorer.compute.decimals import short_number
from gradexplorer.compute.ordered import quantiles

SECTIONS = 16
"""Parts into which a gap is cut at each pass; one of them is the next gap."""
PASSES = 12
"""16¹² is 2⁴⁸: enough to take the distance of two samples down to neighbouring floats."""
LAST = 3
"""Over this many last passes the step across a break stays as it is; that of a continuous curve goes on shrinking."""
GONE = 1e-3
"""A step that has shrunk to this share of what it was belongs to a continuous curve."""
UNSEEN = 1e-9
"""Steps below this share of what the curve spans in view are not looked into."""


class Samples(Struct, frozen=True):
    """Even samples of a curve: `x`, `y` and slopes (n,), and the relative precision that they are computed in."""

    x: Array
    y: Array
    slope: Array
    precision: float


def find(samples: Samples, at: Values) -> tuple[Array, Array, Array]:
    """What to insert into the samples so that they break where the curve does.

    Returns (gap, x, y), each (p,): points to put between samples gap and gap + 1, from left to right, with y nan for
    the breaks themselves.
    """
    finite = np.isfinite(samples.y)
    with np.errstate(all="ignore"):
        stepped, peaked = _candidates(samples, finite)
        poles, hole_at_pole = _poles(samples, peaked, at)
        jumps, hole_at_jump = _jumps(samples, stepped, at)
        cuts = [_cut(*found) for found in (poles, jumps)]
        gap, inside, outside = _edges(samples, finite, [hole_at_pole, hole_at_jump])
        inside, outside = edge(inside, outside, at)
    pair = np.sort(np.stack([inside, outside], axis=1), axis=1)
    lost = pair == outside[:, None]
    gaps = np.concatenate([cuts[0][0], cuts[1][0], np.repeat(gap, 2)])
    x = np.concatenate([cuts[0][1], cuts[1][1], pair.reshape(-1)])
    missing = np.concatenate([cuts[0][2], cuts[1][2], lost.reshape(-1)])
    order = np.lexsort((x, gaps))
    gaps, x, missing = gaps[order], x[order], missing[order]
    y = np.full(len(x), np.nan)
    if not missing.all():
        y[~missing] = at(x[~missing])
    return gaps, x, np.where(np.isfinite(y), y, np.nan)


def _candidates(samples: Samples, finite: Array) -> tuple[Array, Array]:
    """Gaps that may hold a jump, and those that may hold a pole with both sides going the same way.

    Across a smooth gap the chord's slope lies between the slopes at the two ends, nearly so at an inflection, and these
    differ about as much as they do in the gaps beside it.
    """
    dx, rise = np.diff(samples.x), np.diff(samples.y)
    both = finite[:-1] & finite[1:]
    before, after = samples.slope[:-1], samples.slope[1:]
    bend = np.abs(after - before)
    usual = _beside(bend)
    size = np.maximum(np.abs(samples.y[:-1]), np.abs(samples.y[1:]))
    visible = UNSEEN * _spread(samples.y[finite]) + 8 * samples.precision * size
    reach = usual * dx + visible
    explained = (rise <= np.maximum(before, after) * dx + reach) & (rise >= np.minimum(before, after) * dx - reach)
    kinked = ~(bend <= 1.5 * usual) & ~(bend * dx <= visible)
    suspect = both & (kinked | (~explained & (np.abs(rise) > visible)))
    peaked = suspect & (before * after < 0)
    stepped = suspect & ~peaked & (np.abs(rise) > visible)
    return np.flatnonzero(stepped), np.flatnonzero(peaked)


def _beside(bend: Array) -> Array:
    """The lesser of what the two gaps to the left have at most and what the two to the right have."""
    beyond = np.full(2, np.inf)
    known = np.concatenate([beyond, np.nan_to_num(bend, nan=0.0, posinf=0.0), beyond])
    pairs = np.maximum(known[:-1], known[1:])
    least: Array = np.minimum(pairs[: len(bend)], pairs[3 : 3 + len(bend)])
    return least


def _spread(values: Array) -> float:
    """The height of the curve but for its extremes, which at a pole are of any size."""
    if not values.size:
        return 0.0
    low, high = quantiles(values, 0.02, 0.98)
    return high - low


def _sections(left: Array, right: Array) -> Array:
    """Places from left to right, (SECTIONS + 1, m)."""
    share = np.linspace(0, 1, SECTIONS + 1)[:, None]
    places: Array = left * (1 - share) + right * share
    return places


def _inner(places: Array, first: Array, last: Array, at: Values, way: Array | float = 1.0) -> Array:
    """Values at sections whose ends are known, (SECTIONS + 1, m), times `way`."""
    inner = at(places[1:-1].reshape(-1)).reshape(SECTIONS - 1, -1)
    return np.vstack([first, inner * way, last])


Found: TypeAlias = tuple[Array, Array, Array]
"""Gaps, and the places left and right of what was found in them, each (m,)."""


def _jumps(samples: Samples, gap: Array, at: Values) -> tuple[Found, tuple[Array, Array]]:
    """The gaps with a jump or an odd pole; and gaps with a place in them that has no value, with that place."""
    left, right = samples.x[gap], samples.x[gap + 1]
    y_left, y_right = samples.y[gap], samples.y[gap + 1]
    slopes = np.nan_to_num(samples.slope, posinf=0.0, neginf=0.0)
    trend = np.where(np.abs(slopes[gap]) < np.abs(slopes[gap + 1]), slopes[gap], slopes[gap + 1])
    # The step across a gap is what the rise is more than the slope makes out.
    step = y_right - y_left - trend * (right - left)
    way, rises = np.sign(step), [np.abs(step)]
    scale = np.maximum(rises[0], np.abs(trend) * (right - left))
    hole, live = np.full(len(gap), np.nan), np.arange(len(gap))
    for _ in range(PASSES):
        if not len(live):
            break
        x = _sections(left[live], right[live])
        y = _inner(x, y_left[live], y_right[live], at)
        # Beside a pole the curve runs against the step across it, so that its way tells more than its size.
        step = way[live] * (np.diff(y, axis=0) - trend[live] * np.diff(x, axis=0))
        best, column = np.argmax(step, axis=0), np.arange(len(live))
        left[live], right[live] = x[best, column], x[best + 1, column]
        y_left[live], y_right[live] = y[best, column], y[best + 1, column]
        rises.append(np.abs(y_right - y_left - trend * (right - left)))
        missing = ~np.isfinite(y)
        lost = missing.any(axis=0)
        hole[live[lost]] = x[np.argmax(missing, axis=0), column][lost]
        live = live[~lost & (rises[-1][live] > GONE * scale[live])]
    if len(live):
        ends, more = _whole(left[live], right[live], y_left[live], y_right[live], at)
        left[live], right[live] = ends
        rises[-1][live] += more
    live = live[rises[-1][live] >= 0.9 * rises[max(-1 - LAST, -len(rises))][live]]
    live = live[_sharp(left[live], right[live], rises[-1][live], scale[live], samples.precision, at)]
    holed = np.flatnonzero(~np.isnan(hole))
    return (gap[live], left[live], right[live]), (gap[holed], hole[holed])


def _whole(left: Array, right: Array, y_left: Array, y_right: Array, at: Values) -> tuple[tuple[Array, Array], Array]:
    """Both ends of steps, moved on by a float where the step goes on there; and how much of it that adds.

    At the jump itself a curve may have a value between those of its sides, as sign has at 0.
    """
    out = np.nextafter(left, -np.inf), np.nextafter(right, np.inf)
    y = at(np.concatenate(out)).reshape(2, -1)
    step = y_right - y_left
    before, after = (y_left - y[0]) / step, (y[1] - y_right) / step
    wide = np.isfinite(before) & (before > 0.1), np.isfinite(after) & (after > 0.1)
    more = (np.where(wide[0], before, 0) + np.where(wide[1], after, 0)) * np.abs(step)
    return (np.where(wide[0], out[0], left), np.where(wide[1], out[1], right)), more


def _sharp(left: Array, right: Array, rise: Array, scale: Array, precision: float, at: Values) -> Array:
    """Whether a step stands out from the steps beside it, which at the last floats a merely steep curve's does not."""
    if not len(left):
        return np.zeros(0, dtype=bool)
    unit = np.maximum(right - left, np.maximum(np.abs(left), np.abs(right)) * precision)
    away = unit * np.arange(4)[:, None]
    y = at(np.concatenate([left - away, right + away]).reshape(-1)).reshape(2, 4, -1)
    beside = np.median(np.abs(np.nan_to_num(np.diff(y, axis=1))).reshape(6, -1), axis=0)
    sharp: Array = (rise > 2.5 * beside) | (rise > 100 * scale)
    return sharp


def _poles(samples: Samples, gap: Array, at: Values) -> tuple[Found, tuple[Array, Array]]:
    """The gaps with a pole that goes the same way on both sides, or a jump from such a peak; and as for `_jumps`."""
    left, right = samples.x[gap], samples.x[gap + 1]
    way = np.sign(samples.slope[gap])
    y_left, y_right = way * samples.y[gap], way * samples.y[gap + 1]
    before, after = np.abs(samples.slope[gap]), np.abs(samples.slope[gap + 1])
    scale, most = np.minimum(before, after) * (right - left), np.maximum(before, after) * (right - left)
    hole, live = np.full(len(gap), np.nan), np.arange(len(gap))
    drop, first, passes = np.full(len(gap), np.inf), np.full(len(gap), np.inf), np.zeros(len(gap))
    for _ in range(PASSES * 4 // 3):  # a pass leaves two sections, not one
        # Among the last few floats there is nothing more to be seen, and the step that was seen before holds.
        finest = 8 * samples.precision * np.maximum(np.abs(left), np.abs(right))
        going = live[(right - left > finest)[live]]
        if not len(going):
            break
        x = _sections(left[going], right[going])
        y = _inner(x, y_left[going], y_right[going], at, way[going])
        best, column = np.clip(np.argmax(y, axis=0), 1, SECTIONS - 1), np.arange(len(going))
        left[going], right[going] = x[best - 1, column], x[best + 1, column]
        y_left[going], y_right[going] = y[best - 1, column], y[best + 1, column]
        drop[going] = y[best, column] - np.minimum(y_left[going], y_right[going])
        # A pole may be all but hit at the first pass; no continuous curve is as high as the slopes around it.
        first[going] = np.where(passes[going], first[going], np.minimum(drop[going], most[going]))
        passes[going] += 1
        missing = ~np.isfinite(y)
        lost = missing.any(axis=0)
        hole[going[lost]] = x[np.argmax(missing, axis=0), column][lost]
        live = live[np.isnan(hole[live]) & (drop[live] > GONE * scale[live])]
    # How high the best place lies is a matter of luck at a pole of log's kind, so that its step varies somewhat.
    live = live[drop[live] >= first[live] * 0.93 ** passes[live]]
    holed = np.flatnonzero(~np.isnan(hole))
    return (gap[live], left[live], right[live]), (gap[holed], hole[holed])


def _cut(gap: Array, left: Array, right: Array) -> tuple[Array, Array, Array]:
    """The points of a break between two places with values: gaps, x, and which of them have none."""
    x = np.column_stack([left, (left + right) / 2, right])
    return np.repeat(gap, 3), x.reshape(-1), np.tile([False, True, False], len(gap))


def _edges(samples: Samples, finite: Array, holes: list[tuple[Array, Array]]) -> Found:
    """Gaps with an edge of the domain, a place with a value and one without; a hole has two edges."""
    gap = np.flatnonzero(finite[:-1] != finite[1:])
    ends = samples.x[gap], samples.x[gap + 1]
    gaps, inside, outside = [gap], [np.where(finite[gap], *ends)], [np.where(finite[gap], *ends[::-1])]
    for where, hole in holes:
        gaps += [where, where]
        inside += [samples.x[where], samples.x[where + 1]]
        outside += [hole, hole]
    return np.concatenate(gaps), np.concatenate(inside), np.concatenate(outside)


def edge(inside: Array, outside: Array, at: Values) -> tuple[Array, Array]:
    """Neighbouring places, one with a value and one without; the edge itself where it is a round number."""
    if not len(inside):
        return inside, outside
    width = np.abs(outside - inside)
    column = np.arange(len(inside))
    for _ in range(PASSES):
        x = _sections(inside, outside)
        known = np.isfinite(at(x[1:-1].reshape(-1)).reshape(SECTIONS - 1, -1))
        first = np.argmin(np.vstack([known, np.zeros_like(inside, dtype=bool)]), axis=0)
        inside, outside = x[first, column], x[first + 1, column]
    round_ = short_number((inside + outside) / 2, width)
    between = (round_ >= np.minimum(inside, outside)) & (round_ <= np.maximum(inside, outside))
    known = np.isfinite(at(round_))
    return np.where(between & known, round_, inside), np.where(between & ~known, round_, outside)
