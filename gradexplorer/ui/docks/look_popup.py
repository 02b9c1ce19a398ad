"""The look of one curve, chosen in a small window beside its line: colour, line, and the label on it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QCloseEvent, QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QButtonGroup,
    QCheckBox,
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.model.document import MOST_LABEL, Stroke
from gradexplorer.ui import theme
from gradexplorer.ui.docks.rows import ExpressionRow
from gradexplorer.ui.plots.surface import pen_of
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption
from gradexplorer.ui.widgets.painting import focus_ring

SIZE = 28


def strokes() -> tuple[tuple[Stroke, str], ...]:
    """The line styles and what they are called."""
    return (("solid", tr("solid")), ("dash", tr("dashed")), ("dot", tr("dotted")), ("dash-dot", tr("dash-dotted")))


def colour_names() -> tuple[str, ...]:
    """What the colours of the curves' palette are called, in its order."""
    return (tr("blue"), tr("amber"), tr("light blue"), tr("violet"), tr("grey"))


class Swatch(QAbstractButton):
    """A disc of a colour, or a sample of a line; the one that is on has a ring."""

    def __init__(self, name: str, colour: int, stroke: Stroke | None, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.colour, self.stroke = colour, stroke
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName(name)
        self.setToolTip(name)

    def sizeHint(self) -> QSize:
        """Room for a disc, or for a line long enough to tell its style."""
        return QSize(SIZE if self.stroke is None else SIZE + 16, SIZE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc or line, the ring of the one that is on, and the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, whole = theme.current(), QRectF(self.rect())
        if self.isChecked():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(whole, 6, 6)
        colour, middle = QColor(colours.curve(self.colour)), whole.center()
        if self.stroke is None:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(colour)
            painter.drawEllipse(middle, 7.0, 7.0)
            if self.isChecked():
                painter.setPen(pen_of(colour, 1.5))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawEllipse(middle, 10.5, 10.5)
        else:
            painter.setPen(pen_of(colour, 2.0, self.stroke))
            painter.drawLine(QPointF(6, middle.y()), QPointF(whole.width() - 6, middle.y()))
        if self.hasFocus():
            focus_ring(painter, whole, 6)


class LookPopup(QFrame):
    """Says what is chosen by `changed(field, value)`, and stays open until a click outside, Enter or Escape."""

    changed = Signal(str, object)
    """The field of `Expression` ("colour", "stroke", "visible", "labelled", "label") and its new value."""
    closed = Signal()

    def __init__(self, row: ExpressionRow, parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setObjectName("look")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(tr("Look of this curve"))
        self.colours = [Swatch(name, index, None, self) for index, name in enumerate(colour_names())]
        self.strokes = [Swatch(name, row.colour, stroke, self) for stroke, name in strokes()]
        self.visible = QCheckBox(tr("shown"), self)
        self.labelled = QCheckBox(tr("label on the curve"), self)
        self.label = QLineEdit(self)
        self.label.setMaxLength(MOST_LABEL)
        self.label.setPlaceholderText(tr("its name"))
        self.label.setAccessibleName(tr("Label"))
        self._groups = [
            self._group(self.colours, lambda swatch: self.changed.emit("colour", swatch.colour)),
            self._group(self.strokes, lambda swatch: self.changed.emit("stroke", swatch.stroke)),
        ]
        self.visible.clicked.connect(lambda on: self.changed.emit("visible", on))
        self.labelled.clicked.connect(lambda on: self.changed.emit("labelled", on))
        self.label.textEdited.connect(lambda text: self.changed.emit("label", text))
        self._lay_out()
        self.show_row(row)

    def _group(self, swatches: Sequence[Swatch], chosen: Callable[[Swatch], None]) -> QButtonGroup:
        group = QButtonGroup(self)
        for swatch in swatches:
            group.addButton(swatch)
            swatch.clicked.connect(lambda *_, swatch=swatch: chosen(swatch))
        return group

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 10, 12, 12)
        column.setSpacing(4)
        for title, swatches in ((tr("Colour"), self.colours), (tr("Line"), self.strokes)):
            column.addWidget(Caption(title, self))
            row = QHBoxLayout()
            row.setSpacing(2)
            for swatch in swatches:
                row.addWidget(swatch)
            row.addStretch(1)
            column.addLayout(row)
        column.addSpacing(4)
        for widget in (self.visible, self.labelled, self.label):
            column.addWidget(widget)

    def show_row(self, row: ExpressionRow) -> None:
        """Show what the line looks like now; a label being typed keeps its cursor."""
        for index, swatch in enumerate(self.colours):
            swatch.setChecked(index == row.colour % len(self.colours))
        for swatch in self.strokes:
            swatch.colour = row.colour
            swatch.setChecked(swatch.stroke == row.stroke)
            swatch.update()
        self.visible.setChecked(row.visible)
        self.labelled.setChecked(row.labelled)
        self.label.setEnabled(row.labelled)
        if self.label.text() != row.label:
            self.label.setText(row.label)

    def open_beside(self, widget: QWidget) -> None:
        """Open under `widget`, within its screen, with the focus on the colour that is chosen."""
        self.adjustSize()
        room = widget.screen().availableGeometry()
        at = widget.mapToGlobal(widget.rect().bottomLeft())
        at.setX(max(room.left(), min(at.x(), room.right() - self.width())))
        at.setY(max(room.top(), min(at.y() + 2, room.bottom() - self.height())))
        self.move(at)
        self.show()
        next(swatch for swatch in self.colours if swatch.isChecked()).setFocus(Qt.FocusReason.TabFocusReason)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say that it is over."""
        self.closed.emit()
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour, Enter closes; Escape is the popup's."""
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        focused = self.focusWidget()
        row = next((row for row in (self.colours, self.strokes) if focused in row), None)
        if move is not None and row is not None:
            swatch = row[(row.index(focused) + move) % len(row)]  # type: ignore[arg-type]
            swatch.setFocus(Qt.FocusReason.TabFocusReason)
            swatch.click()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.close()
        else:
            super().keyPressEvent(event)
