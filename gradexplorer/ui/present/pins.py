"""The pinned points: as marks for the plot, and in numbers."""

from __future__ import annotations

import math

from gradexplorer.compute.touch import Touch
from gradexplorer.model.document import Expression, Pin
from gradexplorer.ui.docks.readings import PinReading
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.marks import LineMark, PinMark
from gradexplorer.ui.present.naming import called
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import number, short, signed, tr


def show_pins(plot: CurvePlot, science: Science) -> None:
    """The pinned points whose curves are drawn; in Descend the path has the plot to itself."""
    plot.set_pins(_marks(science) if science.document.view.mode == "explore" else ())


def _marks(science: Science) -> list[PinMark]:
    document, show = science.document, science.document.show
    looks = {item.id: item for item in document.items if isinstance(item, Expression)}
    length = math.inf if show.tangent_length is None else show.tangent_length
    marks = []
    for index, pin in enumerate(document.pins):
        touched, item = science.touch(index), looks.get(pin.item)
        if touched is None or item is None or not item.visible or not math.isfinite(touched.value):
            continue
        # At the point itself its own tangent says it all; while that is guessed nobody else may tell.
        lines = () if _at_point(science, pin, touched) or not show.tangent else _lines(touched, length)
        tag = ", ".join(line.tag for line in lines)
        chosen = index == document.view.pin
        marks.append(PinMark(index, touched.x, touched.value, item.colour, lines, tag, chosen))
    return marks


def _at_point(science: Science, pin: Pin, touched: Touch) -> bool:
    point = science.active_point
    same = point is not None and len(point.point) == 1 and float(point.point[0]) == touched.x
    return same and pin.item == science.reading.active


def _kept_back(science: Science, pin: Pin, touched: Touch) -> bool:
    """Whether the slope here is the one that is guessed, which nobody may tell yet."""
    return science.guessing and _at_point(science, pin, touched)


def _lines(touched: Touch, length: float) -> tuple[LineMark, ...]:
    """The tangent; at a kink those of both sides."""
    if touched.kink is not None:
        sides = ((touched.kink.left, -1), (touched.kink.right, 1))
        return tuple(LineMark(touched.x, touched.value, s, signed(s, 4), side, length) for s, side in sides)
    if not math.isfinite(touched.slope):
        return ()
    return (LineMark(touched.x, touched.value, touched.slope, signed(touched.slope, 4), length=length),)


def readings(science: Science) -> tuple[PinReading, ...]:
    """The rows of the inspector."""
    items = {item.id: item for item in science.document.items if isinstance(item, Expression)}
    rows = []
    for index, pin in enumerate(science.document.pins):
        item, touched = items.get(pin.item), science.touch(index)
        if item is None:
            continue
        rows.append(
            PinReading(
                index,
                called(science.reading, pin.item),
                pin.x,
                None if touched is None else touched.value,
                None if touched is None or _kept_back(science, pin, touched) else touched.slope,
                item.colour,
                index == science.document.view.pin,
                variable(science, pin),
            )
        )
    return tuple(rows)


def variable(science: Science, pin: Pin) -> str:
    """What the variable of a pinned point's function is called."""
    found = science.pinnable(pin.item)
    return "x" if found is None else found[1]


def status(science: Science) -> str:
    """The chosen pinned point in words, for the status line; "" where none is chosen."""
    index = science.document.view.pin
    if index < 0:
        return ""
    pin, touched = science.document.pins[index], science.touch(index)
    parts = [
        tr("pinned point {n} on {name}", n=index + 1, name=called(science.reading, pin.item)),
        f"{variable(science, pin)} = {short(pin.x)}",
    ]
    if touched is not None:
        if not _kept_back(science, pin, touched):
            parts.append(tr("slope {slope}", slope=signed(touched.slope, 4)))
        parts.append(tr("value {value}", value=number(touched.value)))
    return " · ".join(parts)
