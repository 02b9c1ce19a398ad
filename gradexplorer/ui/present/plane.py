"""From results over two components to marks on the map, and to rows and sentences of the inspector."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.compute.critical import Place
from gradexplorer.compute.curvature import Curvature, along, curvature, is_critical, of_matrix, signs_of
from gradexplorer.compute.point import PointResult
from gradexplorer.ui.docks.readings import Landmark, PlaneReading, Value
from gradexplorer.ui.plots.contour import ContourPlot
from gradexplorer.ui.plots.marks import ArrowMark, LevelMark, PointMark, SpotMark
from gradexplorer.ui.plots.plane_marks import ArrowsMark, DirectionMark, QuadricMark
from gradexplorer.ui.present.drawing import markers
from gradexplorer.ui.present.naming import function_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import exact, number, short, signed, tr

MOST_NAMED = 12
"""Up to this many critical points are named on the map."""


def show_field(plot: ContourPlot, science: Science) -> None:
    """Heat map, level sets, and what they tell of the point."""
    field, components = science.field, science.components
    plot.set_colour_bar(science.document.show.colour_bar)
    if field is None or components is None or len(components.names) < 2:
        plot.clear_field()
        plot.set_level_through(None)
        return
    first, second = science.axes()
    plot.set_field(field.x, field.y, field.z, [LevelMark(level.value, level.x, level.y) for level in field.levels])
    plot.set_axis_names(components.names[first], components.names[second])
    _show_level(plot, science)


def _show_level(plot: ContourPlot, science: Science) -> None:
    level = science.level_through() if science.document.show.level_set else None
    plot.set_level_through(None if level is None else LevelMark(level.value, level.x, level.y))


def show_arrows(plot: ContourPlot, science: Science) -> None:
    """The gradient field."""
    found = science.arrows
    scaled = science.document.show.scaled_arrows
    plot.set_arrows(
        None if found is None else ArrowsMark(found.x, found.y, found.dx, found.dy, scaled, found.usual or 1.0)
    )


def show_plane_point(plot: ContourPlot, science: Science) -> None:
    """The point, its gradient and the step against it, its level set, and how the surface bends there."""
    point = science.active_point
    if point is None or len(point.names) < 2:
        plot.set_point(None)
        plot.set_gradient(None)
        plot.set_step(None)
        plot.set_quadric(None)
        plot.set_direction(None)
        plot.set_level_through(None)
        return
    first, second = science.axes()
    x, y = float(point.point[first]), float(point.point[second])
    plot.set_point(PointMark(x, y, "text"))
    _show_level(plot, science)
    plot.set_quadric(quadric(science, point) if science.document.show.hessian else None)
    plot.set_direction(direction(science, point))
    shown = point.accumulated if science.document.view.mode == "explore" else point.gradient
    dx, dy = float(shown[first]), float(shown[second])
    if not (math.isfinite(dx) and math.isfinite(dy)) or (dx, dy) == (0.0, 0.0):
        plot.set_gradient(None)
        plot.set_step(None)
        return
    wrong = not np.array_equal(shown, point.gradient)
    arrow = ArrowMark(x, y, dx, dy, tr(".grad, not zeroed") if wrong else tr("gradient"))
    plot.set_gradient(arrow if science.document.show.gradient else None)
    step = science.document.run.step_size
    descending = science.document.view.mode == "descend" and not science.document.run.momentum
    plot.set_step(ArrowMark(x, y, -step * dx, -step * dy, tr("step")) if descending else None)


def show_plane_trail(plot: ContourPlot, science: Science) -> None:
    """The descent's path over the level sets."""
    run = science.run
    if run is None or science.document.view.mode != "descend" or run.points.ndim != 2 or run.points.shape[1] < 2:
        plot.clear_trail()
        plot.set_markers([])
        return
    first, second = science.axes()
    x, y, step = run.points[:, first], run.points[:, second], science.playhead()
    plot.set_trail(x, y, step)
    plot.set_markers(markers(x, y, step, len(x) - 1))


def show_criticals(plot: ContourPlot, science: Science) -> None:
    """The critical points in view: a ring each, the name where there are few."""
    places = science.criticals.places
    named = len(places) <= MOST_NAMED
    plot.set_landmarks([SpotMark(mark.x, mark.y, kind_words(mark) if named else "") for mark in places])


def kind_words(mark: Place) -> str:
    """What a critical point is."""
    return {
        "minimum": tr("minimum"),
        "maximum": tr("maximum"),
        "saddle": tr("saddle"),
        "undecided": tr("undecided"),
    }[mark.kind]


def critical_rows(science: Science) -> tuple[Landmark, ...]:
    """The critical points as rows of the table."""
    return tuple(Landmark(kind_words(mark), mark.x, mark.value, y=mark.y) for mark in science.criticals.places)


def critical_names(science: Science) -> tuple[str, ...]:
    """What the table's columns are called."""
    components = science.components
    many = components is not None and len(components.names) > 1
    names = tuple(components.names[axis] for axis in science.axes()) if components is not None and many else ("x",)
    return (*names, function_name(science.reading))


def critical_note(science: Science) -> str:
    """What is not listed, or that there is nothing to list."""
    found = science.criticals
    if found.lines:
        return tr("Whole lines or areas are critical here; they are not listed.")
    return "" if found.places or not science.document.show.landmarks else tr("No critical point in view.")


# ------------------------------------------------------------------------------------------------ the Hessian


def _part(science: Science, point: PointResult) -> Curvature | None:
    """The curvature in the plane of the two axes."""
    if point.second is None:
        return None
    axes = list(science.axes())
    second = point.second[np.ix_(axes, axes)]
    return of_matrix(second, is_critical(point)) if np.isfinite(second).all() else None


def quadric(science: Science, point: PointResult) -> QuadricMark | None:
    """How the surface over the map bends at the point."""
    part = _part(science, point)
    if part is None:
        return None
    first, second = science.axes()
    signs = signs_of(part.values)
    tags = tuple("0" if sign == 0 else signed(float(value), 4) for sign, value in zip(signs, part.values, strict=True))
    (a, b), (c, d) = part.vectors.T.tolist()
    return QuadricMark(
        float(point.point[first]),
        float(point.point[second]),
        (float(part.values[0]), float(part.values[1])),
        ((a, b), (c, d)),
        (int(signs[0]), int(signs[1])),
        (tags[0], tags[1]),
    )


def hessian_values(science: Science, point: PointResult) -> tuple[Value, ...]:
    """The eigenvalues as rows, each with its eigenvector in the tooltip."""
    found = curvature(point)
    if found is None or not science.document.show.hessian:
        return ()
    rows = []
    for k, value in enumerate(found.values):
        vector = found.vectors[:, k]
        told = ", ".join(number(float(part), 4) for part in vector[:6])
        tip = tr("Eigenvalue of the Hessian; its eigenvector is ({vector}).", vector=told)
        rows.append(Value(f"λ{_subscript(k + 1)}", float(value), "newton", tip=tip))
        if len(vector) <= 3:
            shown = "(" + ", ".join(short(float(part), 3) for part in vector) + ")"
            copied = ", ".join(exact(float(part)) for part in vector)
            rows.append(
                Value(f"v{_subscript(k + 1)}", text=shown, full=copied, tip=tr("The eigenvector, of length 1."))
            )
    return tuple(rows)


def _subscript(count: int) -> str:
    return "".join("₀₁₂₃₄₅₆₇₈₉"[int(digit)] for digit in str(count))


def verdict(point: PointResult) -> str:
    """What the Hessian says about the point, in a sentence; empty where there is none."""
    found = curvature(point)
    if found is None:
        return ""
    bend = found.bend
    if found.critical:
        return {
            "up": tr("A minimum: the gradient is 0, and every eigenvalue is positive."),
            "down": tr("A maximum: the gradient is 0, and every eigenvalue is negative."),
            "mixed": tr("A saddle: the gradient is 0, and the eigenvalues have both signs."),
            "flat": tr("Undecided: the gradient is 0, and so is an eigenvalue; the Hessian does not tell."),
            "none": tr("Undecided: gradient and Hessian are both 0 here."),
        }[bend]
    return {
        "up": tr("Bends upwards in every direction, as at a minimum; but the gradient is not 0."),
        "down": tr("Bends downwards in every direction, as at a maximum; but the gradient is not 0."),
        "mixed": tr("Bends up one way and down another, as at a saddle; but the gradient is not 0."),
        "flat": tr("Does not bend in one direction; the gradient is not 0."),
        "none": tr("Does not bend at all here."),
    }[bend]


# ------------------------------------------------------------------------------------- the directional derivative


def direction(science: Science, point: PointResult) -> DirectionMark | None:
    """The direction in which the derivative is taken, on the map."""
    degrees = science.document.direction
    if degrees is None or science.document.view.mode != "explore":
        return None
    axes = science.axes()
    unit, slope = along(point, axes, degrees)
    tag = tr("slope {slope}", slope=signed(slope)) if math.isfinite(slope) else tr("no slope")
    first, second = axes
    x, y = float(point.point[first]), float(point.point[second])
    return DirectionMark(x, y, float(unit[0]), float(unit[1]), tag, steepest(science, point))


def steepest(science: Science, point: PointResult) -> float | None:
    """The direction of the gradient in the plane of the axes, in degrees; None where it has none."""
    across, up = (float(point.gradient[axis]) for axis in science.axes())
    if not (math.isfinite(across) and math.isfinite(up)) or (across, up) == (0.0, 0.0):
        return None
    return math.degrees(math.atan2(up, across))


def direction_values(science: Science, point: PointResult) -> tuple[Value, ...]:
    """The unit vector and the derivative along it."""
    degrees = science.document.direction
    if degrees is None:
        return ()
    unit, slope = along(point, science.axes(), degrees)
    first, second = (point.names[axis] for axis in science.axes())
    tip = tr("The derivative in the direction u: ∂f/∂{x}·u₁ + ∂f/∂{y}·u₂.", x=first, y=second)
    shown = "(" + ", ".join(short(float(part), 4) for part in unit) + ")"
    copied = ", ".join(exact(float(part)) for part in unit)
    return (
        Value("u", text=shown, full=copied, role="momentum", tip=tr("The direction as a vector of length 1.")),
        Value(tr("∇f·u"), slope, "momentum", tip=tip),
    )


def direction_sentence(science: Science, point: PointResult) -> str:
    """How the derivative in the direction compares with the gradient's length, its greatest value."""
    degrees, best = science.document.direction, steepest(science, point)
    if degrees is None:
        return ""
    _, slope = along(point, science.axes(), degrees)
    if not math.isfinite(slope):
        return ""
    if best is None:
        return tr("The gradient is 0 here, and so is the slope in every direction.")
    length = math.hypot(*(float(point.gradient[axis]) for axis in science.axes()))
    angle = abs(math.remainder(degrees - best, 360.0))
    if angle <= 1e-9:
        return tr("Along the gradient: the greatest slope, |∇f| = {length}.", length=short(length))
    if abs(angle - 180.0) <= 1e-9:
        return tr("Against the gradient: the steepest way down, −|∇f| = {length}.", length=short(-length))
    if abs(angle - 90.0) <= 1e-9:
        return tr("Square to the gradient, along the level set: no slope.")
    return tr(
        "{angle}° from the gradient: cos {angle}° × |∇f| = {cos} × {length} = {slope}.",
        angle=short(angle, 3),
        cos=short(math.cos(math.radians(angle)), 3),
        length=short(length, 4),
        slope=short(slope, 4),
    )


def reading(science: Science) -> PlaneReading:
    """The parts of Explore's page that belong to a map."""
    point = science.active_point
    if point is None or len(point.names) < 2:
        return PlaneReading()
    axes = science.axes()
    held = tuple((k, float(at)) for k, at in enumerate(point.point) if k not in axes)
    return PlaneReading(
        science.document.direction,
        direction_values(science, point),
        direction_sentence(science, point),
        point.names,
        axes,
        held,
    )
