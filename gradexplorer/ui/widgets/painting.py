"""Strokes that several controls share: the focus ring, and type that fades out where it does not fit."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen

from gradexplorer.ui import theme

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
