"""What the cross-hair says, and what a logarithmic axis cannot show."""

from __future__ import annotations

import math

import numpy as np

from gradexplorer.model.document import Expression
from gradexplorer.ui.plots.marks import Colour, HairMark
from gradexplorer.ui.present.drawing import PRIMES
from gradexplorer.ui.present.naming import MOST_NAME, called
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import number, short, tr

_DIGITS = 10


def mark(science: Science, x: float, y: float, values: dict[tuple[int, int], float]) -> HairMark:
    """The cross-hair at x and, on a map, y; else it crosses at the active curve. Values by item and order."""
    components = science.components
    names = components.names if components is not None and components.names else ("x",)
    plane = len(names) > 1
    first, second = science.axes() if plane else (0, 0)
    rows: list[tuple[str, str, Colour]] = [(names[first], short(x, 15), "text_quiet")]
    full = [(names[first], x)]
    if plane:
        rows.append((names[second], short(y, 15), "text_quiet"))
        full.append((names[second], y))
    dots: list[tuple[float, Colour]] = []
    for (id, order), value in values.items():
        name, colour = _called(science, id, order, len({each for each, _ in values}) == 1)
        rows.append((name, number(value, _DIGITS), "text" if plane else colour))
        full.append((name, value))
        if not plane and math.isfinite(value):
            dots.append((value, colour))
    own = values.get((science.reading.active or 0, 0), math.nan)
    return HairMark(x, y if plane else own, tuple(rows), tuple(dots), tuple(full))


def _called(science: Science, id: int, order: int, alone: bool) -> tuple[str, Colour]:
    """What a curve is called, and its colour."""
    item = next((each for each in science.document.items if each.id == id and isinstance(each, Expression)), None)
    name = called(science.reading, id, alone=alone, most=MOST_NAME)
    colour: Colour = "tangent_text" if order == 1 else "newton_text" if order == 2 else item.colour if item else 0
    return name + PRIMES[order], colour


def cut(science: Science) -> str:
    """What a logarithmic axis leaves out of the picture, in a sentence; "" where it leaves out nothing."""
    x_log, y_log = science.logs
    components, point = science.components, science.active_point
    if components is None or not components.names or not (x_log or y_log):
        return ""
    said = []
    if science.dimension == 1 and y_log and _goes_below(science):
        said.append(tr("A logarithmic axis has no values ≤ 0: the curve is cut there."))
    if point is not None and point.names == components.names:  # another function's point is still under way
        axes = science.axes() if science.dimension >= 2 else (0,)
        for axis, log in zip(axes, (x_log, y_log), strict=False):
            if log and point.point[axis] <= 0:
                said.append(tr("The point is not in view: {name} ≤ 0.", name=components.names[axis]))
    return " ".join(said)


def _goes_below(science: Science) -> bool:
    (low, high), _ = science.view_range
    for drawn in science.curves:
        seen = (drawn.curve.x >= low) & (drawn.curve.x <= high)
        with np.errstate(invalid="ignore"):
            if (drawn.curve.y[seen] <= 0).any():
                return True
    return False
