"""The rubber band of a box zoom."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor

from gradexplorer.ui.plots.surface import Surface, pen_of

LEAST = 8.0
"""A band thinner than this, in pixels, is a mark along one axis; one that is no longer either is none."""
_FILL = 0.1


def box(first: QPointF, second: QPointF, rect: QRectF) -> QRectF:
    """The part of `rect` that a band from one corner to the other means: all of it along an axis with no width."""
    band = QRectF(first, second).normalized().intersected(rect)
    if band.width() < LEAST:
        band.setLeft(rect.left())
        band.setRight(rect.right())
    if band.height() < LEAST:
        band.setTop(rect.top())
        band.setBottom(rect.bottom())
    return band


class Band:
    """What is painted while the hand draws it; `rect` None for nothing."""

    def __init__(self) -> None:
        self.rect: QRectF | None = None

    def paint(self, surface: Surface) -> None:
        """Draw the band in the accent, for what can be acted on."""
        if self.rect is None:
            return
        fill = QColor(surface.theme.accent)
        fill.setAlphaF(_FILL)
        surface.painter.setPen(pen_of(QColor(surface.theme.accent), 1.25, "dash"))
        surface.painter.setBrush(fill)
        surface.painter.drawRect(self.rect.adjusted(0.5, 0.5, -0.5, -0.5))
