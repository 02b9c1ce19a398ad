"""Data points and the model's line through them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF
from PySide6.QtGui import QColor, QPolygonF

from gradexplorer.ui.plots.frame import Floats, Range
from gradexplorer.ui.plots.marks import ScatterMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of


class Scatter:
    """Draws one `ScatterMark`: quiet dots, and the model in the tangent's colour."""

    def __init__(self) -> None:
        self.mark: ScatterMark | None = None

    def paint(self, surface: Surface) -> None:
        """Draw the model's line, then the dots with a ring in the ground's colour."""
        if self.mark is None:
            return
        frame, painter, theme = surface.frame, surface.painter, surface.theme
        if self.mark.model is not None:
            painter.setPen(pen_of(colour_of(theme, "tangent"), 2.0))
            painter.drawPolyline(_polygon(frame.pixels(*self.mark.model)))
        dots = _polygon(frame.pixels(self.mark.x, self.mark.y))
        painter.setPen(pen_of(QColor(theme.ground), 9.0))
        painter.drawPoints(dots)
        painter.setPen(pen_of(QColor(theme.text_quiet), 6.0))
        painter.drawPoints(dots)

    def value_range(self) -> Range | None:
        """Least and greatest finite y of the data, None where there is none."""
        if self.mark is None:
            return None
        y = self.mark.y[np.isfinite(self.mark.y)]
        return (float(y.min()), float(y.max())) if len(y) else None


def _polygon(pixels: Floats) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in pixels[np.isfinite(pixels).all(axis=1)]])
