"""The bent shapes through the point: polynomials with their turning points, and the osculating circle."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPolygonF

from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.marks import CircleMark, Colour, PolynomialMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

_EVERY = 2.0
"""Pixels from one place of a polynomial to the next."""
_CIRCLE_POINTS = 60, 720
"""The least and the most on each half of a circle; between them they lie three pixels apart at most."""


def polynomial(frame: Frame, mark: PolynomialMark) -> tuple[Floats, Floats] | None:
    """A polynomial across the view, x (n,) and y (n,), nan far above and below; None for one that is not finite."""
    if not (math.isfinite(mark.x) and all(map(math.isfinite, mark.coefficients))):
        return None
    x = frame.across(_EVERY)
    with np.errstate(over="ignore", invalid="ignore"):
        y = np.full(len(x), mark.coefficients[-1])
        for coefficient in mark.coefficients[-2::-1]:
            y = y * (x - mark.x) + coefficient
    down = frame.pixels(x, y)[:, 1]  # nan below a logarithmic axis stays nan
    return x, np.where((down < -frame.height) | (down > 2 * frame.height), np.nan, y)


def circle(frame: Frame, mark: CircleMark) -> tuple[Floats, Floats]:
    """A circle, x (n,) and y (n,), closest where it touches the curve.

    What is seen of a circle much larger than the view lies there, and the cube of an even spacing serves every size.
    The offsets are of the form sin(a + b) − sin a, written as products, which lose no digits beside a large radius.
    """
    start = math.atan2(-mark.up, -mark.across)
    radius = math.hypot(mark.across, mark.up) * max(frame.x_scale, frame.y_scale)
    least, most = _CIRCLE_POINTS
    count = math.ceil(min(max(math.pi * radius, least), most))
    half = 0.5 * math.pi * (np.arange(-count, count + 1) / count) ** 3
    chord = 2.0 * math.hypot(mark.across, mark.up) * np.sin(half)
    return mark.x - chord * np.sin(start + half), mark.y + chord * np.cos(start + half)


def draw_turn(surface: Surface, turn: tuple[float, float], colour: Colour) -> None:
    """A diamond where a parabola turns."""
    at = surface.frame.point(*turn)
    surface.painter.setPen(pen_of(QColor(surface.theme.ground), 1.5))
    surface.painter.setBrush(colour_of(surface.theme, colour))
    surface.painter.drawPolygon(QPolygonF([at + QPointF(*d) for d in ((0, -6), (6, 0), (0, 6), (-6, 0))]))
