"""What is drawn at the point of a curve beside its tangent: as marks for the plot, and in numbers."""

from __future__ import annotations

import math

from gradexplorer.compute.local import osculating_circle
from gradexplorer.compute.point import PointResult
from gradexplorer.model.document import Show
from gradexplorer.ui.docks.readings import Value
from gradexplorer.ui.plots.marks import CircleMark, PolynomialMark
from gradexplorer.ui.text import number, tr


def newton(point: PointResult) -> PolynomialMark | None:
    """Newton's parabola: the curve's own value, slope and second derivative at the point."""
    bend = math.nan if point.second is None else float(point.second[0, 0])
    coefficients = point.value, float(point.gradient[0]), 0.5 * bend
    if not all(map(math.isfinite, coefficients)):
        return None
    return PolynomialMark(float(point.point[0]), coefficients, tr("Newton"), point.newton)


def circle(point: PointResult) -> CircleMark | None:
    """The osculating circle, where there is one."""
    found = osculating_circle(point)
    if found is None:
        return None
    x, y, slope = float(point.point[0]), point.value, float(point.gradient[0])
    return CircleMark(x, y, slope, found.across, found.up, tr("radius {radius}", radius=number(found.radius)))


def values(point: PointResult, show: Show) -> tuple[Value, ...]:
    """The rows at the point that belong to what is drawn beside the tangent."""
    if len(point.point) != 1:
        return ()
    rows = []
    if show.osculating_circle:
        found = osculating_circle(point)
        tip = tr("The osculating circle's radius, 1/κ; κ is the curvature.")
        if found is None:
            none = tr("No circle: the curve does not bend here, or has no curvature.")
            rows.append(Value(tr("radius 1/κ"), text=tr("none"), role="newton", tip=none))
        else:
            rows.append(Value(tr("radius 1/κ"), found.radius, "newton", tip=tip))
    return tuple(rows)
