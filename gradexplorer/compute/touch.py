"""Where a line touches a curve of one variable: its value and slope at a place of its own."""

from __future__ import annotations

from msgspec import Struct

from gradexplorer.compute import kink
from gradexplorer.compute.components import Components
from gradexplorer.compute.point import evaluate
from gradexplorer.compute.sampling import Line


class Touch(Struct, frozen=True):
    """A curve at `x`: its value, the engine's slope there, and the kink, if it has one there."""

    x: float
    value: float
    slope: float
    kink: kink.Kink | None


def touch(line: Line, x: float) -> Touch:
    """The curve along `line` at `x`. Raises LangError where the function has no single value."""
    components = Components.of(line.function, line.coordinates)
    flat = components.flatten(line.coordinates)
    flat[line.axis] = x
    point = evaluate(line.function, components.coordinates(flat), line.sliders, line.dtype, second=False)
    return Touch(x, point.value, float(point.gradient[line.axis]), kink.find(line, point))
