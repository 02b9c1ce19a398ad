"""The mark before a line: what colour it is drawn in, and whether it is drawn."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QKeyEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.plots.marks import Stroke
from gradexplorer.ui.plots.surface import pen_of
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.painting import focus_ring

RADIUS = 6.0


class DotButton(QAbstractButton):
    """A disc (square for data) while its line is shown, a struck ring while it is hidden. Checked means shown.

    A line that is not solid runs through its disc. `lookRequested`: the right button, the menu key or Alt+Down.
    """

    lookRequested = Signal()

    def __init__(self, parent: QWidget | None = None, *, square: bool = False) -> None:
        super().__init__(parent)
        self._colour = 0
        self._stroke: Stroke = "solid"
        self._square = square
        self.setCheckable(True)
        self.setChecked(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.toggled.connect(self._name)
        self._name()

    def set_look(self, colour: int, visible: bool, stroke: Stroke = "solid") -> None:
        """The palette index, whether the line is shown and how it is drawn, without a `clicked`."""
        self._colour, self._stroke = colour, stroke
        self.setChecked(visible)
        self.update()

    def sizeHint(self) -> QSize:
        """24 × 24 px to hit, 12 px to see."""
        return QSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The mark in its curve's colour."""
        colour = QColor(theme.current().curve(self._colour))
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        shown = self.isChecked()
        if shown and self._stroke != "solid":
            painter.setPen(pen_of(colour, 2.0, self._stroke))
            painter.drawLine(QPointF(1, middle.y()), QPointF(self.width() - 1, middle.y()))
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(middle, 4.0, 4.0)
            self._paint_focus(painter)
            return
        painter.setPen(Qt.PenStyle.NoPen if shown else QPen(colour, 1.75))
        painter.setBrush(colour if shown else Qt.BrushStyle.NoBrush)
        radius = RADIUS if shown else RADIUS - 0.9
        if self._square:
            painter.drawRoundedRect(QRectF(middle.x() - radius, middle.y() - radius, 2 * radius, 2 * radius), 2, 2)
        else:
            painter.drawEllipse(middle, radius, radius)
        if not shown:
            painter.drawLine(middle + QPointF(-3.4, 3.4), middle + QPointF(3.4, -3.4))
        self._paint_focus(painter)

    def _paint_focus(self, painter: QPainter) -> None:
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 11)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Ask for the look."""
        self.lookRequested.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+Down asks for the look; Space shows or hides."""
        if event.key() == Qt.Key.Key_Down and event.modifiers() & Qt.KeyboardModifier.AltModifier:
            self.lookRequested.emit()
        else:
            super().keyPressEvent(event)

    def _name(self) -> None:
        self.setAccessibleName(tr("Shown") if self.isChecked() else tr("Hidden"))
        words = tr("Hide this line") if self.isChecked() else tr("Show this line")
        self.setToolTip(
            words if self._square else words + "\n" + tr("Right button or Alt+Down: its colour, line, label")
        )


class Ring(QWidget):
    """A quiet ring before lines that draw nothing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedSize(24, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(theme.current().text_faint), 1.75))
        painter.drawEllipse(QPointF(12, 12), RADIUS - 1, RADIUS - 1)
