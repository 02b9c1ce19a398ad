"""Whether a curve has a kink or a jump at its point, or ends there: told by values and slopes on either side."""

from __future__ import annotations

import math
from typing import TypeAlias

import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.sampling import Line

STEPS = 4.0 ** np.arange(6)
"""Distances from the point, as multiples of the least."""
AFAR = 0.01
"""At this distance (times |x| above 1) the slopes say what size of slope is usual: a millionth of it is no kink."""


class Kink(Struct, frozen=True):
    """The slopes that the curve has at `x` to the left and to the right; infinite at a cusp."""

    x: float
    left: float
    right: float


class Jump(Struct, frozen=True):
    """The values that the curve comes to at `x` from the left and from the right; one of them is not its own there."""

    x: float
    left: float
    right: float


class End(Struct, frozen=True):
    """The curve has values on one `side` of `x` alone, −1 the left or 1 the right; there it has this slope."""

    x: float
    side: int
    slope: float


Break: TypeAlias = Kink | Jump | End


def find(line: Line, point: PointResult) -> Kink | None:
    """The kink at `point`; None where the slopes of both sides agree, where one has no limit, and at a jump.

    Raises LangError where the function has no single value.
    """
    found = look(line, point)
    return found if isinstance(found, Kink) else None


def look(line: Line, point: PointResult) -> Break | None:
    """What is the matter with the slope at `point`; None where it is one, or where that cannot be told.

    Raises LangError where the function has no single value.
    """
    x, precision = float(point.point[0]), float(np.finfo(line.dtype.numpy).eps)
    if not (math.isfinite(x) and math.isfinite(point.value)):
        return None
    steps = math.sqrt(precision) / 8 * max(abs(x), 1e-6) * STEPS
    reach = np.append(steps, AFAR * max(abs(x), 1.0))
    with np.errstate(all="ignore"):
        values, slopes = (part.reshape(2, -1) for part in line.at(np.concatenate([x - reach, x + reach]), order=1))
        usual = float(np.max(np.abs(slopes), where=np.isfinite(slopes), initial=0.0))
        # Where a curve is all but level its slopes go in steps of rounding.
        least = 64 * max(math.sqrt(precision) * usual, precision * abs(point.value) / float(reach[-1]))
        left, right = (_limit(side[:-1], least) for side in slopes)
        joined = [_joined(point.value, values[j, :-1], slopes[j, :-1], steps) for j in (0, 1)]
        beyond = [not np.isfinite(values[j, :-1]).any() for j in (0, 1)]
    if any(beyond) or not all(joined):
        with np.errstate(all="ignore"):  # the floats beside x tell whether it is there, and not only nearby
            (next_to,) = line.at(np.nextafter(x, [-math.inf, math.inf]))
        if any(beyond):
            torn = not np.isfinite(next_to[beyond]).any()
            return _end(x, point, beyond, joined, (left, right), least) if torn else None
        return _jump(x, point.value, values[:, :-1], slopes[:, :-1], joined, next_to, steps)
    if math.isnan(left) or math.isnan(right) or left == right:
        return None
    return Kink(x, left, right) if not abs(left - right) <= least or math.isinf(left - right) else None


def _end(
    x: float, point: PointResult, beyond: list[bool], joined: list[bool], slopes: tuple[float, float], least: float
) -> End | None:
    """The end of the curve; None where the slope of its one side is the one that autograd returns."""
    if all(beyond):
        return None
    side = 1 if beyond[0] else -1
    slope, own = slopes[side > 0], float(point.gradient[0])
    if not joined[side > 0] or math.isnan(slope) or slope == own or abs(slope - own) <= least:
        return None
    return End(x, side, slope)


def _jump(
    x: float, value: float, values: Array, slopes: Array, joined: list[bool], next_to: Array, steps: Array
) -> Jump | None:
    """The jump; None where a side's values come to nothing that could be told, as beside a pole."""
    limits = []
    for side, own in zip(range(2), joined, strict=True):
        near, far = values[side, 0], values[side, -1]
        if own:
            limits.append(value)
        elif np.isfinite([near, far]).all() and all(
            _joined(float(start), values[side], slopes[side], steps) for start in (near, next_to[side])
        ):
            limits.append(float(near + (near - values[side, 1]) / 3))
        else:
            return None
    return Jump(x, *limits)


def _limit(slopes: Array, least: float) -> float:
    """What slopes at growing distances tend to at distance 0; nan where they tend to nothing that could be told.

    Towards a limit their differences shrink with the distance; those of a vertical tangent do not.
    """
    if not np.isfinite(slopes).all():
        return math.nan
    near, far = abs(slopes[0] - slopes[2]), abs(slopes[3] - slopes[5])
    if near <= 0.3 * far + least:
        # Two slopes a factor of 4 apart leave the straight part of the change out.
        return float(slopes[0] + (slopes[0] - slopes[1]) / 3)
    steeper = np.all(np.abs(slopes[:-1]) > np.abs(slopes[1:])) and len(set(np.sign(slopes))) == 1
    return float(np.sign(slopes[0])) * math.inf if steeper and near >= 0.9 * far else math.nan


def _joined(value: float, values: Array, slopes: Array, steps: Array) -> bool:
    """Whether a side's values lead to the point's: no further from it than the slopes make out."""
    room = 2 * np.abs(slopes).max() * steps[-1] + 1e-9 * max(abs(value), abs(float(values[-1])))
    return bool(abs(values[-1] - value) <= room)
