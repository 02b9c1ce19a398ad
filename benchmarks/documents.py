"""The functions that are measured."""

from __future__ import annotations

import numpy as np
from msgspec.structs import replace

from gradexplorer.model import demos
from gradexplorer.model.document import Column, Coordinate, Data, Document, Expression, View
from gradexplorer.model.edits import add_expression, add_pin, set_direction, set_secant, set_show, set_view

Span = tuple[float, float]

SLIDERS = "f(x) = a sin(b x) exp(-x^2/20) + c x"
COSTLY = "f(x) = sum(sin(k x)/k, k=1..200)"
"""800 operations for each sample: a curve takes the worker tenths of a second, a point the GUI thread milliseconds."""
VALLEY = "f(x, y) = sin(2x) cos(2y) + 0.1(x^2 + 2y^2)"
TERMS = 125
WALK = "f(x) = " + " + ".join(f"sin({k}x)" for k in range(2, TERMS + 2))
"""About 500 nodes: four for each term."""

HARD = {
    "sin(a/x)": "f(x) = sin(a/x)",
    "x^(a x)": "f(x) = x^(a x)",
    "a sum(sin(n x)/n, n=1..50)": "f(x) = a sum(sin(n x)/n, n=1..50)",
    "tan(a x)": "f(x) = tan(a x)",
    "piecewise": "f(x) = {x < -a: -x - 2a, x < a: x^2 - 2a, sqrt(x - a) + 1}",
    "gamma": "f(x) = a gamma(x)",
    "a program": "def f(x):\n    y = a*x\n    for i in range(6):\n        y = y - y**3/9 + sin(y)\n    return y",
    "sin(50a x)": "f(x) = sin(50a x)",
}
"""What jumps, has poles, swings or takes long, each with a slider."""


def first() -> Document:
    """The first run: x cos 4x + 2|x|."""
    return demos.first_run()


def pinned() -> Document:
    """The first run with eight pinned points on two curves."""
    document = add_expression(demos.first_run(), "g(x) = x^2/2 + sin(2x)", after=1)
    for index in range(8):
        document = add_pin(document, 1 + index % 2, -4.0 + 0.6 * index)
    return set_view(document, selected=1)


def everything() -> Document:
    """The first run with all that can be drawn at its point, and the curves of its derivatives."""
    names = ("normal", "newton", "descent_parabola", "osculating_circle", "taylor", "first_derivative")
    document = set_show(demos.first_run(), second_derivative=True, taylor_order=4, **dict.fromkeys(names, True))
    return set_secant(document, 1.0)


def table(rows: int = 100_000) -> Document:
    """The squared error of a line through a table of many rows, over its two parameters."""
    x = np.linspace(0.0, 2.0, rows)
    y = 3 * x + 1 + 0.05 * np.sin(1e4 * x)
    columns = tuple(Column(name=name, values=tuple(values.tolist())) for name, values in (("x", x), ("y", y)))
    document = one("f(w, b) = mean((w d.x + b - d.y)^2)", w=1.0, b=0.0)
    return replace(document, items=(*document.items, Data(id=2, name="d", columns=columns)))


def one(text: str, mode: str = "explore", x_range: Span = (-5, 5), y_range: Span = (-5, 5), **point: float) -> Document:
    """A document of one line, with its point."""
    return Document(
        items=(Expression(id=1, text=text),),
        point=tuple(Coordinate(name=name, value=value) for name, value in (point or {"x": 0.7}).items()),
        view=View(selected=1, mode=mode, x_range=x_range, y_range=y_range),  # type: ignore[arg-type]
    )


def valley(*, everything: bool = False) -> Document:
    """A function of two variables with many level sets; with `everything` that a map can show beside them."""
    document = one(VALLEY, x=2.0, y=1.5)
    if everything:
        document = set_show(document, gradient_field=True, hessian=True, sections=True)
        document = set_direction(document, 30.0)
    return document


def walk() -> Document:
    """The graph of about 500 nodes, backward not begun."""
    return set_view(one(WALK), mode="graph")
