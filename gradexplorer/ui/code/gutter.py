"""The margin of a text of several lines: their numbers, and a mark where something is said about a line."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QHelpEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from gradexplorer.ui import icons, theme

if TYPE_CHECKING:
    from gradexplorer.ui.code.field import CodeField

MARK = 14


class Gutter(QWidget):
    """Paints beside `field`, which tells it which lines there are. A click on a line goes to it."""

    def __init__(self, field: CodeField) -> None:
        super().__init__(field)
        self._field = field
        self.setFont(theme.number_font(theme.CAPTION))
        self.setCursor(Qt.CursorShape.ArrowCursor)

    def wanted(self) -> int:
        """The width for the numbers there are."""
        digits = max(1, len(str(self._field.blockCount())))
        return MARK + self.fontMetrics().horizontalAdvance("8" * digits) + 8

    def sizeHint(self) -> QSize:
        """As wide as the numbers."""
        return QSize(self.wanted(), 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Numbers, and the marks of errors and notes: told apart by their signs, not by colour alone."""
        painter = QPainter(self)
        colours, field = theme.current(), self._field
        ratio = self.devicePixelRatioF()
        current = field.textCursor().blockNumber() if field.hasFocus() else -1
        for number, top, height in field.visible_lines():
            message, is_error = field.said_of(number)
            if message:
                sign, role = ("warning", colours.error) if is_error else ("info", colours.warn)
                painter.drawPixmap(QPoint(1, round(top + (height - MARK) / 2)), icons.pixmap(sign, role, MARK, ratio))
            painter.setPen(QColor(colours.text if number == current else colours.text_quiet))
            area = QRectF(0, top, self.width() - 5, height)
            painter.drawText(area, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, str(number + 1))

    def _line_at(self, y: float) -> int:
        for number, top, height in self._field.visible_lines():
            if top <= y < top + height:
                return number
        return -1

    def event(self, event: QEvent) -> bool:
        """The tooltip of a mark is what it says."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            message, _ = self._field.said_of(self._line_at(event.pos().y()))
            QToolTip.showText(event.globalPos(), message, self)
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Go to the line."""
        number = self._line_at(event.position().y())
        if number >= 0:
            self._field.go_to_line(number)
