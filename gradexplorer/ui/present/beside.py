"""What is drawn at the point of a curve beside its tangent: as marks for the plot, and in numbers."""

from __future__ import annotations

import math

from gradexplorer.compute.kink import Break, Jump, Kink
from gradexplorer.compute.local import Parabola, descent_parabola, osculating_circle
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.taylor import Taylor
from gradexplorer.ui.docks.readings import Value
from gradexplorer.ui.plots.marks import CircleMark, LineMark, PointMark, PolynomialMark
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import number, short, signed, tr


def newton(point: PointResult) -> PolynomialMark | None:
    """Newton's parabola: the curve's own value, slope and second derivative at the point."""
    bend = math.nan if point.second is None else float(point.second[0, 0])
    coefficients = point.value, float(point.gradient[0]), 0.5 * bend
    if not all(map(math.isfinite, coefficients)):
        return None
    return PolynomialMark(float(point.point[0]), coefficients, tr("Newton"), point.newton)


def taylor(found: Taylor | None, point: PointResult) -> PolynomialMark | None:
    """The Taylor polynomial; none while that of another point is still the last one known."""
    if found is None or found.x != float(point.point[0]) or found.order < 1:
        return None
    return PolynomialMark(found.x, found.coefficients, tr("Taylor, order {order}", order=found.order))


def circle(point: PointResult) -> CircleMark | None:
    """The osculating circle, where there is one."""
    found = osculating_circle(point)
    if found is None:
        return None
    x, y, slope = float(point.point[0]), point.value, float(point.gradient[0])
    return CircleMark(x, y, slope, found.across, found.up, tr("radius {radius}", radius=number(found.radius)))


def broken(science: Science, point: PointResult) -> Break | None:
    """What is the matter with the slope at the point; none while that of another point is still the last one known."""
    found = science.broken
    return found if found is not None and found.x == float(point.point[0]) else None


def sides(point: PointResult, bent: Break | None, length: float = math.inf) -> tuple[LineMark | None, LineMark | None]:
    """The tangents to the left and to the right of a kink."""
    if not isinstance(bent, Kink):
        return None, None
    left = tr("left {slope}", slope=signed(bent.left))
    right = tr("right {slope}", slope=signed(bent.right))
    return (
        LineMark(bent.x, point.value, bent.left, left, -1, length),
        LineMark(bent.x, point.value, bent.right, right, 1, length),
    )


SECOND = "second point"
"""The key of the row in which the secant's second point is typed; no name of a variable has a space."""


def secant(science: Science, point: PointResult) -> tuple[LineMark | None, PointMark | None]:
    """The secant and its second point; none while that of another point is still the last one known.

    A secant that has become the tangent would tell the slope that is guessed.
    """
    found = science.secant
    if found is None or found.start != float(point.point[0]) or (science.guessing and found.x == found.start):
        return None, None
    words = tr("secant {slope} = tangent") if found.x == found.start else tr("secant {slope}")
    line = LineMark(found.start, point.value, found.slope, words.format(slope=signed(found.slope)))
    return line, PointMark(found.x, found.y, 1)


def descent(science: Science, point: PointResult) -> PolynomialMark | None:
    """The parabola that a step of gradient descent goes by."""
    found = _descent(science, point)
    if found is None:
        return None
    size = short(science.document.run.step_size)
    return PolynomialMark(found.x, found.coefficients, tr("descent, η = {size}", size=size), found.turn)


def _descent(science: Science, point: PointResult) -> Parabola | None:
    """With the slope that `.grad` reads here: in Descend that of the step shown, where gradients may add up."""
    run, step = science.run, science.playhead()
    slope = float(point.accumulated[0])
    if run is not None and science.document.view.mode == "descend" and step < len(run.accumulated):
        slope = float(run.accumulated[step, 0])
    return descent_parabola(point, science.document.run.step_size, slope)


def values(science: Science, point: PointResult) -> tuple[Value, ...]:
    """The rows at the point that belong to what is drawn beside the tangent."""
    if len(point.point) != 1:
        return ()
    show, expansion = science.document.show, science.taylor
    rows = []
    second, found_secant = science.document.secant, science.secant
    if second is not None:
        known = found_secant is not None and found_secant.x == second
        known = known and not (science.guessing and second == float(point.point[0]))
        slope = found_secant.slope if known and found_secant is not None else None
        rows.append(Value(tr("second {x}", x=point.names[0]), second, "accent", key=SECOND))
        rows.append(Value(tr("secant slope"), slope, tip=tr("Δy/Δx between the two points.")))
    if science.guessing:
        return tuple(rows)
    if show.osculating_circle:
        found = None if broken(science, point) is not None else osculating_circle(point)
        tip = tr("The osculating circle's radius, 1/κ; κ is the curvature.")
        if found is None:
            none = tr("No circle: the curve does not bend here, or has no curvature here.")
            rows.append(Value(tr("radius 1/κ"), text=tr("none"), role="newton", tip=none))
        else:
            rows.append(Value(tr("radius 1/κ"), found.radius, "newton", tip=tip))
    if show.newton and point.newton is not None:
        rows.append(Value(tr("Newton to"), point.newton[0], "newton", tip=tr("Where Newton's step leads: x − f′/f″.")))
    if show.descent_parabola and (parabola := _descent(science, point)) is not None:
        tip = tr("Where a step of descent without momentum leads: x − η·f′.")
        rows.append(Value(tr("descent to"), parabola.turn[0], "tangent", tip=tip))
    if show.taylor and isinstance(broken(science, point), Kink | Jump):
        rows.append(Value(tr("Taylor"), text=tr("none"), tip=tr("A kink or a jump: the curve has no slope here.")))
    elif show.taylor and expansion is not None and expansion.order < show.taylor_order:
        rows += _short_taylor(expansion)
    return tuple(rows)


def _short_taylor(expansion: Taylor) -> list[Value]:
    """Why the Taylor polynomial has not the order that is wanted; nothing while the rest is on its way."""
    text = tr("order {order}", order=expansion.order) if expansion.order > 0 else tr("none")
    if expansion.ended == "order":
        return []
    missing = expansion.order + 1
    late = tr("The derivative of order {order} would take too long.", order=missing)
    lost = tr("The derivative of order {order} is not finite here.", order=missing)
    return [Value(tr("Taylor"), text=text, tip=late if expansion.ended == "late" else lost)]
