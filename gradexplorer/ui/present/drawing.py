"""From results to marks on the plots."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.compute.model_line import columns_of
from gradexplorer.compute.point import PointResult
from gradexplorer.model.document import Data, Expression, Stroke
from gradexplorer.model.reading import arrays
from gradexplorer.ui.drawings import Drawn
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.marks import (
    ArrowMark,
    CurveMark,
    EndMark,
    LineMark,
    PointMark,
    ScatterMark,
    SpotMark,
)
from gradexplorer.ui.present import beside, pins, places
from gradexplorer.ui.present.naming import function_name, own_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import signed, tr

PRIMES = ("", "′", "″")
STROKES: tuple[Stroke, ...] = ("solid", "dash", "dot")


def _expression(science: Science, id: int) -> Expression | None:
    for item in science.document.items:
        if item.id == id and isinstance(item, Expression):
            return item
    return None


def curve_marks(science: Science) -> list[CurveMark]:
    """The curves, the active function's last so that it lies on top; one that cannot be read now stays, faded."""
    entries, now = science.reading.sheet.entries, science.editor.reading.sheet.entries
    marks = []
    alone = len({drawn.id for drawn in science.curves}) == 1
    for drawn in ordered(science):
        item = _expression(science, drawn.id)
        if item is None or drawn.id not in entries:
            continue
        entry = entries[drawn.id]
        # One curve alone is called f; among several only those that have a name of their own are called anything.
        name = own_name(entry) or (function_name(science.reading, drawn.id) if alone else "")
        marks.append(
            CurveMark(
                drawn.curve.x,
                drawn.curve.y,
                item.colour if drawn.order == 0 else "tangent" if drawn.order == 1 else "newton",
                STROKES[drawn.order] if drawn.order else item.stroke,
                _label(item, name, drawn.order),
                drawn.curve.undefined if drawn.id == science.reading.active else (),
                drawn.id in now and now[drawn.id].error is not None,
                2.0 if drawn.order == 0 else 1.5,
                tuple(EndMark(end.x, end.y, end.open) for end in drawn.curve.ends),
            )
        )
    return marks


def _label(item: Expression, name: str, order: int) -> str:
    """What is written on a curve: its own label, or the function's name; a derivative of it has that name's primes."""
    own = item.label.replace("\n", " ").strip()
    if order == 0 and own and item.labelled:
        return own
    return f"{name}{PRIMES[order]}" if name and (item.labelled or order) else ""


def ordered(science: Science) -> list[Drawn]:
    """The drawn curves with the active function's own at the end."""
    active = science.reading.active
    return sorted(science.curves, key=lambda drawn: (drawn.id == active and drawn.order == 0, -drawn.order))


def show_curves(plot: CurvePlot, science: Science) -> None:
    """Curves and data."""
    plot.set_curves(curve_marks(science))
    plot.set_scatter(_scatter(science))
    one = science.components
    plot.set_axis_names(one.names[0] if one is not None and one.names else "x", "")


def _scatter(science: Science) -> ScatterMark | None:
    data = next((item for item in science.document.items if isinstance(item, Data) and len(item.columns) >= 2), None)
    # Over the parameter of a loss there is no place for the data that it is made of.
    of_data = science.function is not None and bool(columns_of(science.function))
    if data is None or of_data:
        return None
    columns = arrays(data)
    x, y = (columns[column.name] for column in data.columns[:2])
    return ScatterMark(x, y, label=data.name)


def show_point(plot: CurvePlot, science: Science) -> None:
    """The point on its curve, its tangent, the other lines through it, and the pinned points."""
    pins.show_pins(plot, science)
    point, document = science.active_point, science.document
    drawn = ordered(science)
    # The active function's own curve is the last; hidden, it takes the point and its lines with it.
    hidden = not drawn or drawn[-1].id != science.reading.active or drawn[-1].order != 0
    if point is None or len(point.names) != 1 or hidden:
        plot.set_point(None)
        plot.clear_lines()
        return
    x, y = float(point.point[0]), point.value
    item = _expression(science, science.reading.active or -1)
    plot.set_point(PointMark(x, y, item.colour if item else 0, len(drawn) - 1))
    if not math.isfinite(y):
        plot.clear_lines()
        return
    # Until it is asked for nothing is drawn that tells the slope that somebody guesses.
    told = None if science.guessing else point
    _show_tangents(plot, science, told)
    _show_beside(plot, science, told)
    guess = document.guess if document.view.mode == "explore" else None
    plot.set_guess(None if guess is None else LineMark(x, y, guess, tr("your slope {slope}", slope=signed(guess))))
    plot.set_secant(*beside.secant(science, point))


def _show_tangents(plot: CurvePlot, science: Science, point: PointResult | None) -> None:
    """The tangent with its triangle; at a kink those of both sides, at a jump none, without zero_grad the wrong one.

    Of no point none is drawn.
    """
    if point is None:
        plot.set_tangent(None)
        plot.set_sides(None, None)
        plot.set_wrong_tangent(None)
        return
    document, show = science.document, science.document.show
    x, y, slope, read = float(point.point[0]), point.value, float(point.gradient[0]), float(point.accumulated[0])
    # Whoever asks for the slope beside a guess sees it.
    wanted = show.tangent or (document.guess is not None and document.view.mode == "explore")
    length = math.inf if show.tangent_length is None else show.tangent_length
    wrong, bent = math.isfinite(slope) and read != slope, beside.broken(science, point)
    tangent = LineMark(x, y, slope, tr("slope {slope}", slope=signed(slope)), length=length)
    shown = wanted and math.isfinite(slope) and not wrong and bent is None
    # Where a trail is drawn the triangle would only be in its way.
    plot.set_tangent(tangent if shown else None, triangle=show.slope_triangle and document.view.mode == "explore")
    plot.set_sides(*beside.sides(point, bent if wanted else None, length))
    words = tr(".grad {read}, not zeroed", read=signed(read))
    plot.set_wrong_tangent(LineMark(x, y, read, words, length=length) if wrong and wanted else None)


def _show_beside(plot: CurvePlot, science: Science, point: PointResult | None) -> None:
    """The other lines and curves that follow from the slope at the point. None: none of them."""
    if point is None:
        for put in (plot.set_normal, plot.set_newton, plot.set_descent, plot.set_taylor, plot.set_circle):
            put(None)
        return
    show, slope = science.document.show, float(point.gradient[0])
    smooth = beside.broken(science, point) is None
    normal = LineMark(float(point.point[0]), point.value, -1 / slope if slope else math.inf, tr("normal"))
    plot.set_normal(normal if math.isfinite(slope) and show.normal and smooth else None)
    plot.set_newton(beside.newton(point) if show.newton else None)
    plot.set_descent(beside.descent(science, point) if show.descent_parabola else None)
    plot.set_taylor(beside.taylor(science.taylor, point) if show.taylor else None)
    plot.set_circle(beside.circle(point) if show.osculating_circle and smooth else None)


def show_landmarks(plot: CurvePlot, science: Science) -> None:
    """The points of interest, and what the point falls into while it is dragged."""
    plot.set_landmarks(places.marks(science))
    plot.set_snaps(places.snaps(science))


def show_trail(plot: CurvePlot, science: Science) -> None:
    """The descent so far, on the curve."""
    run = science.run
    if run is None or science.document.view.mode != "descend" or run.points.shape[1:] != (1,):
        plot.clear_trail()
        plot.set_markers([])
        plot.set_arrow(None)
        return
    step = science.playhead()
    plot.set_trail(run.points[:, 0], run.values, step)
    plot.set_markers(markers(run.points[:, 0], run.values, step, len(run.values) - 1))
    plot.set_arrow(_next_arrow(run.points[:, 0], run.values, step))


def markers(x: np.ndarray, y: np.ndarray, step: int, last: int) -> list[SpotMark]:
    """The run's start, once it was left, and its final point, once it is reached."""
    marks = [SpotMark(float(x[0]), float(y[0]), tr("start"), "square", "tangent")] if step else []
    if step == last and last and math.isfinite(x[last]) and math.isfinite(y[last]):
        marks.append(SpotMark(float(x[last]), float(y[last]), tr("final"), "diamond", "tangent"))
    return marks


def _next_arrow(x: np.ndarray, y: np.ndarray, step: int) -> ArrowMark | None:
    """From the last step's point to the present one."""
    if step == 0:
        return None
    # Python's floats: ∞ − ∞ of a run that diverges is nan, and no warning.
    move = float(x[step]) - float(x[step - 1]), float(y[step]) - float(y[step - 1])
    if not all(map(math.isfinite, move)) or move == (0.0, 0.0):
        return None
    return ArrowMark(float(x[step - 1]), float(y[step - 1]), *move)


NOTHING = np.zeros(0)
"""No run."""
