"""A line search for the strong Wolfe conditions.

A point t along d is good where f fell enough, f(t) ≤ f(0) + c₁ t f′(0), and the slope flattened enough,
|f′(t)| ≤ c₂ |f′(0)|. First a stretch that must hold such a point is bracketed, then it is narrowed, both by cubic
interpolation. Source: Nocedal and Wright 2006, algorithms 3.5 and 3.6, with the safeguards of Schmidt's minFunc, which
are PyTorch's as well: its trajectories follow from them.
"""

from __future__ import annotations

import math
from collections.abc import Generator
from typing import Any, NamedTuple

ARMIJO = 1e-4
"""c₁: the part of the fall that the slope promises which must be had."""
FLAT = 0.9
"""c₂: the part of the slope that may be left."""
_LEAST_GROWTH, _MOST_GROWTH = 0.01, 10.0
_MARGIN = 0.1


class Tried(NamedTuple):
    """A step along the direction: its length, the loss there, its gradient (flat), and the slope along the way."""

    t: float
    loss: float
    gradient: Any
    slope: float


Search = Generator[float, Tried, Tried]
"""Yields lengths to be tried, is sent what was found there, and returns the one to take."""


def strong_wolfe(start: Tried, t: float, size: float, tolerance: float, most: int) -> Search:
    """Search from `start` (t = 0), beginning with the length `t`.

    `size` is the direction's largest component: a bracket is too small where it is `tolerance` as a movement. `most` is
    how often may be tried after the first time.
    """
    turn, found, bracket = yield from _bracket(start, t, most)
    if found:
        return bracket[0]
    return (yield from _narrow(start, bracket, size, tolerance, most - turn))


def _bracket(start: Tried, t: float, most: int) -> Generator[float, Tried, tuple[int, bool, list[Tried]]]:
    """How many turns it took, whether the one point returned is good, and it or the two ends of a bracket."""
    last, now = start, (yield t)
    for turn in range(most):
        if now.loss > start.loss + ARMIJO * now.t * start.slope or (turn > 1 and now.loss >= last.loss):
            return turn, False, [last, now]
        if abs(now.slope) <= -FLAT * start.slope:
            return turn, True, [now]
        if now.slope >= 0:
            return turn, False, [last, now]
        least, most_t = now.t + _LEAST_GROWTH * (now.t - last.t), now.t * _MOST_GROWTH
        t = _lowest(last, now, least, most_t)
        last, now = now, (yield t)
    return most, False, [start, now]


def _narrow(start: Tried, ends: list[Tried], size: float, tolerance: float, most: int) -> Search:
    """The lower end of a bracket once it is good, or the bracket too small, or there were too many turns."""
    low = _lower(ends)
    stuck = False
    for _ in range(most):
        high = 1 - low
        if abs(ends[1].t - ends[0].t) * size < tolerance:
            break
        left, right = ends if ends[0].t <= ends[1].t else reversed(ends)
        t, stuck = _inside(left, right, stuck)
        now = yield t
        if now.loss > start.loss + ARMIJO * now.t * start.slope or now.loss >= ends[low].loss:
            ends[high] = now
            low = _lower(ends)
            continue
        good = abs(now.slope) <= -FLAT * start.slope
        if not good and now.slope * (ends[high].t - ends[low].t) >= 0:
            ends[high] = ends[low]
        ends[low] = now
        if good:
            break
    return ends[low]


def _lower(ends: list[Tried]) -> int:
    """Which end has the lower loss, of equal ones the first."""
    return 0 if ends[0].loss <= ends[1].loss else 1


def _inside(left: Tried, right: Tried, stuck: bool) -> tuple[float, bool]:
    """A length between two, and whether it lies near an end: the second time in a row it is moved away from it."""
    t = _lowest(left, right, left.t, right.t)
    margin = _MARGIN * (right.t - left.t)
    if not min(right.t - t, t - left.t) < margin:
        return t, False
    if stuck or t >= right.t or t <= left.t:
        return (right.t - margin if abs(t - right.t) < abs(t - left.t) else left.t + margin), False
    return t, True


def _lowest(one: Tried, other: Tried, least: float, most: float) -> float:
    """Where the cubic through two points with these slopes is lowest, held between `least` and `most`."""
    left, right = (one, other) if one.t <= other.t else (other, one)
    if left.t == right.t:
        return left.t
    mixed = left.slope + right.slope - 3.0 * (left.loss - right.loss) / (left.t - right.t)
    square = mixed**2 - left.slope * right.slope
    if not square >= 0:
        return 0.5 * (least + most)
    root = math.sqrt(square)
    above, below = right.slope + root - mixed, right.slope - left.slope + 2.0 * root
    if below == 0:
        return least if above > 0 else most
    return min(max(right.t - (right.t - left.t) * (above / below), least), most)
