"""What fits a curve of one variable closely at its point: the osculating circle."""

from __future__ import annotations

import math
from dataclasses import dataclass

from gradexplorer.compute.point import PointResult


@dataclass(frozen=True, slots=True)
class Circle:
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
