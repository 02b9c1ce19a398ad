"""What fits a curve of one variable at its point: osculating circle, parabola of gradient descent, secant."""

from __future__ import annotations

import math

import numpy as np
from msgspec import Struct

from gradexplorer.compute.point import PointResult
from gradexplorer.compute.sampling import Line


class Circle(Struct, frozen=True):
    """The circle through the point with the curve's slope and curvature κ.

    `radius` is 1/|κ|; the centre lies (`across`, `up`) from the point. All in data units.
    """

    radius: float
    across: float
    up: float


def osculating_circle(point: PointResult) -> Circle | None:
    """The osculating circle at `point`: κ = f″ / (1 + f′²)^(3/2).

    None where κ is 0 or not finite, for a circle that no float holds, and for any number of components but 1.
    """
    if len(point.point) != 1 or point.second is None:
        return None
    slope, bend = float(point.gradient[0]), float(point.second[0, 0])
    if not (math.isfinite(point.value) and math.isfinite(slope) and math.isfinite(bend)) or bend == 0:
        return None
    length = math.hypot(1.0, slope)
    up = length * length / bend
    circle = Circle(length * abs(up), -slope * up, up)
    return circle if 0 < circle.radius < math.inf and math.isfinite(circle.across) else None


class Parabola(Struct, frozen=True):
    """The parabola Σ `coefficients`[k]·(t − `x`)^k with its turning point (x, y)."""

    x: float
    coefficients: tuple[float, float, float]
    turn: tuple[float, float]


def descent_parabola(point: PointResult, step_size: float, slope: float) -> Parabola | None:
    """The parabola f + g·Δ + Δ²/(2η), whose minimum is where a step of descent leads: at Δ = −η·g.

    `slope` is g, what `.grad` reads: f′, unless gradients were added up. To step by −η·g is to believe that f has this
    shape, of curvature 1/η everywhere. None where a number is not finite, and for η ≤ 0, where there is no minimum.
    """
    if len(point.point) != 1 or not step_size > 0:
        return None
    x, value = float(point.point[0]), point.value
    coefficients = value, slope, 0.5 / step_size
    turn = x - step_size * slope, value - 0.5 * step_size * slope * slope
    if not all(map(math.isfinite, (x, *coefficients, *turn))):
        return None
    return Parabola(x, coefficients, turn)


class Secant(Struct, frozen=True):
    """The line through the curve's points at `start` and at `x`, where the value is `y`."""

    start: float
    x: float
    y: float
    slope: float


def secant(line: Line, point: PointResult, x: float) -> Secant | None:
    """The secant from `point` to the curve at `x`, with the slope Δy/Δx; at the point itself it is the tangent.

    None where it has no slope. Raises LangError where the function has no single value.
    """
    start = float(point.point[0])
    if x == start:
        slope = float(point.gradient[0])
        return Secant(start, x, point.value, slope) if math.isfinite(slope) else None
    y = float(line.at(np.array([x]))[0][0])
    rise, run = y - point.value, x - start
    return Secant(start, x, y, rise / run) if math.isfinite(rise / run) else None
