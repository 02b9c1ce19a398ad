"""The functions that are measured."""

from __future__ import annotations

from gradexplorer.model import demos
from gradexplorer.model.document import Coordinate, Document, Expression, View
from gradexplorer.model.edits import add_expression, add_pin, set_view

Span = tuple[float, float]

SLIDERS = "f(x) = a sin(b x) exp(-x^2/20) + c x"
COSTLY = "f(x) = sum(sin(k x)/k, k=1..200)"
"""800 operations for each sample: a curve takes the worker tenths of a second, a point the GUI thread milliseconds."""
VALLEY = "f(x, y) = sin(2x) cos(2y) + 0.1(x^2 + 2y^2)"
TERMS = 125
WALK = "f(x) = " + " + ".join(f"sin({k}x)" for k in range(2, TERMS + 2))
"""About 500 nodes: four for each term."""


def first() -> Document:
    """The first run: x cos 4x + 2|x|."""
    return demos.first_run()


def pinned() -> Document:
    """The first run with eight pinned points on two curves."""
    document = add_expression(demos.first_run(), "g(x) = x^2/2 + sin(2x)", after=1)
    for index in range(8):
        document = add_pin(document, 1 + index % 2, -4.0 + 0.6 * index)
    return set_view(document, selected=1)


def one(text: str, mode: str = "explore", x_range: Span = (-5, 5), y_range: Span = (-5, 5), **point: float) -> Document:
    """A document of one line, with its point."""
    return Document(
        items=(Expression(id=1, text=text),),
        point=tuple(Coordinate(name=name, value=value) for name, value in (point or {"x": 0.7}).items()),
        view=View(selected=1, mode=mode, x_range=x_range, y_range=y_range),  # type: ignore[arg-type]
    )


def valley() -> Document:
    """A function of two variables with many level sets."""
    return one(VALLEY, x=2.0, y=1.5)


def walk() -> Document:
    """The graph of about 500 nodes, backward not begun."""
    return set_view(one(WALK), mode="graph")
