"""The cross-hair: two thin lines and what is read where they cross."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen

from gradexplorer.ui import outlines
from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.marks import HairMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

_DOT = 3.5
_AWAY = 14.0
_MARGIN = 10.0
_PAD = 8.0


class Hair:
    """Paints one `HairMark`; None for none."""

    def __init__(self) -> None:
        self.mark: HairMark | None = None

    def paint(self, surface: Surface) -> None:
        """Draw the lines, a dot on each curve, and the reading beside the crossing."""
        mark, frame, painter = self.mark, surface.frame, surface.painter
        if mark is None:
            return
        across, down = frame.px(mark.x), frame.py(mark.y)
        painter.setPen(QPen(QColor(surface.theme.outline), 1.0))
        if 0 <= across <= frame.width:
            column = round(across) + 0.5
            painter.drawLine(QLineF(column, 0.0, column, frame.height))
        if 0 <= down <= frame.height:
            row = round(down) + 0.5
            painter.drawLine(QLineF(0.0, row, frame.width, row))
        for y, colour in mark.dots:
            at = QPointF(across, frame.py(y))
            if frame.rect.contains(at):
                painter.setPen(pen_of(QColor(surface.theme.ground), 1.5))
                painter.setBrush(colour_of(surface.theme, colour))
                painter.drawEllipse(at, _DOT, _DOT)
        # Out of view the reading stands at the edge: what a logarithmic axis does not have is infinitely far away.
        aside = 0.5 * frame.width if math.isnan(across) else min(max(across, 0.0), frame.width)
        beside = QPointF(aside, down if math.isfinite(down) and 0 <= down <= frame.height else 0.5 * frame.height)
        self._write(surface, mark, beside)

    def _write(self, surface: Surface, mark: HairMark, at: QPointF) -> None:
        """Two columns, names and numbers, in a tag that keeps away from the crossing."""
        painter, font = surface.painter, lettering.tag_font()
        names = max(lettering.text_size(name, font).width() for name, _, _ in mark.rows)
        values = max(lettering.text_size(value, font).width() for _, value, _ in mark.rows)
        high = QFontMetricsF(font).height() + 2.0
        size = QRectF(0, 0, names + _PAD + values + 2 * _MARGIN, high * len(mark.rows) + 10.0)
        left = at.x() + _AWAY if at.x() + _AWAY + size.width() < surface.frame.width else at.x() - _AWAY - size.width()
        above = at.y() - _AWAY - size.height()
        corner = QPointF(round(left), round(above if above > 4 else at.y() + _AWAY))
        rect = lettering.moved_into(size.translated(corner), surface.frame.rect.adjusted(4, 4, -4, -4))
        painter.setPen(QPen(QColor(surface.theme.border), 1.0))
        painter.setBrush(QColor(surface.theme.ground))
        painter.drawRoundedRect(rect, 6.0, 6.0)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setFont(font)
        for line, (name, value, colour) in enumerate(mark.rows):
            base = rect.top() + 5.0 + line * high + lettering.ascent(font) + 1.0
            painter.setPen(colour_of(surface.theme, colour))
            outlines.write(painter, QPointF(rect.left() + _MARGIN, base), name)
            painter.setPen(QColor(surface.theme.text))
            outlines.write(painter, QPointF(rect.left() + _MARGIN + names + _PAD, base), value)
