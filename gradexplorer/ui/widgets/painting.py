"""Strokes that several controls share: the focus ring, type that ends early where it does not fit, and numbers."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gradexplorer.ui import theme
from gradexplorer.ui.text import number

RING = 2


def focus_ring(painter: QPainter, rect: QRectF, radius: float = 6.0) -> None:
    """A 2-px ring in the accent colour just inside `rect`."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(theme.current().accent), RING))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(rect.adjusted(1, 1, -1, -1), radius, radius)
    painter.restore()


def draw_text(painter: QPainter, rect: QRectF, text: str, font: QFont, colour: str, *, right: bool = False) -> None:
    """One line of text, centred in height, elided at its end where it is wider than `rect`."""
    painter.setFont(font)
    painter.setPen(QColor(colour))
    shown = QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, shown)


def fitted(value: float, font: QFont, width: float, write: Callable[[float, int], str] = number) -> str:
    """`value` with as many digits, five at most, as there is room for: cut off it would read as another number."""
    wide = QFontMetricsF(font)
    texts = [write(value, digits) for digits in range(5, 0, -1)]
    return next((text for text in texts if wide.horizontalAdvance(text) <= width), texts[-1])
