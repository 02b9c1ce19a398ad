"""One-sided slopes: whether a curve has a kink at its point, told by the engine's slopes on either side."""

from __future__ import annotations

import math

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


def find(line: Line, point: PointResult) -> Kink | None:
    """The kink at `point`; None where the slopes of both sides agree, where one has no limit, and at a jump.

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
        joined = all(_joined(point.value, values[j, :-1], slopes[j, :-1], steps) for j in (0, 1))
    if math.isnan(left) or math.isnan(right) or left == right or not joined:
        return None
    return Kink(x, left, right) if not abs(left - right) <= least or math.isinf(left - right) else None


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
