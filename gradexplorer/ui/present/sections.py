"""The small plots under a map: sections through the point with their tangents, and the data with the model's line."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.compute.model_line import ModelLine
from gradexplorer.compute.point import PointResult
from gradexplorer.model.document import Expression
from gradexplorer.ui.plots.marks import CurveMark, LineMark, PointMark, ScatterMark
from gradexplorer.ui.plots.section import SectionPlot, Sections
from gradexplorer.ui.present.naming import function_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.survey import Section
from gradexplorer.ui.text import short, signed, tr

_ROOM = 0.12


def show_sections(strip: Sections, science: Science) -> None:
    """All of the strip."""
    cut, point = science.cut, science.active_point
    over_map = point is not None and science.over_map
    sections = () if cut is None or not over_map else cut.sections
    model = None if cut is None or science.document.view.mode == "graph" else cut.model
    if point is not None and len(sections) == 2:
        for plot, section in zip(strip.along, sections, strict=True):
            _show_section(plot, section, point, science)
    if model is not None:
        _show_model(strip.data, model)
    strip.show_parts(sections=len(sections) == 2, data=model is not None)


def _show_section(plot: SectionPlot, section: Section, point: PointResult, science: Science) -> None:
    name, function = point.names[section.axis], function_name(science.reading)
    colour = _colour(science)
    plot.set_curves([CurveMark(section.curve.x, section.curve.y, colour, undefined=section.curve.undefined)])
    plot.set_axis_names(name, _title(function, point, section.axis))
    x, slope = float(point.point[section.axis]), float(point.gradient[section.axis])
    known = math.isfinite(point.value)
    plot.set_point(PointMark(x, point.value, colour) if known else None)
    tag = f"∂{function}/∂{name} {signed(slope, 4)}"
    shown = known and math.isfinite(slope)
    plot.set_tangent(LineMark(x, point.value, slope, tag) if shown else None, triangle=False)
    plot.setAccessibleName(tr("Section along {name}", name=name))
    plot.setAccessibleDescription(tr("{title}; slope {slope}", title=_title(function, point, section.axis),
                                     slope=short(slope)))  # fmt: skip
    plot.show_between((float(section.curve.x[0]), float(section.curve.x[-1])))


def _title(function: str, point: PointResult, axis: int) -> str:
    """What is held: "f(x, 2)"; only its name where there is more than fits."""
    if len(point.names) > 3:
        return tr("{function} along {name}", function=function, name=point.names[axis])
    parts = [
        name if k == axis else short(float(at), 3)
        for k, (name, at) in enumerate(zip(point.names, point.point, strict=True))
    ]
    return f"{function}({', '.join(parts)})"


def _colour(science: Science) -> int:
    active = science.reading.active
    return next((i.colour for i in science.document.items if isinstance(i, Expression) and i.id == active), 0)


def _show_model(plot: SectionPlot, model: ModelLine) -> None:
    line = None if model.curve is None else (model.curve.x, model.curve.y)
    plot.set_curves(())
    plot.set_scatter(ScatterMark(model.x, model.y, line, model.table))
    plot.set_axis_names(f"{model.table}.{model.x_name}", f"{model.table}.{model.y_name}")
    plot.setAccessibleName(tr("Data {name} and the model's line", name=model.table))
    known = np.isfinite(model.x) & np.isfinite(model.y)
    x, y = model.x[known], model.y[known]
    plot.setAccessibleDescription(tr("{count} points", count=len(x)))
    if len(x):
        plot.set_range(_padded(x), _padded(y))


def _padded(values: np.ndarray) -> tuple[float, float]:
    low, high = float(values.min()), float(values.max())
    margin = _ROOM * (high - low) or 1.0
    return low - margin, high + margin
