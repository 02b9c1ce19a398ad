"""The pinned points in the inspector: x typed exactly, value and slope read and copied in full."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gradexplorer.ui import icons, theme
from gradexplorer.ui.docks.readings import PinReading
from gradexplorer.ui.text import MISSING, exact, tr
from gradexplorer.ui.widgets.copied import Copied
from gradexplorer.ui.widgets.number_field import NumberField
from gradexplorer.ui.widgets.painting import draw_text, fitted, focus_ring

MARK = 22.0
"""The width of the first column, for the function's name or its dot."""
INSET = 4
HEIGHT = 26


def _columns(width: float) -> tuple[QRectF, QRectF, QRectF]:
    """The places of x, value and slope in a row of this width."""
    left, room = MARK + INSET, width - MARK - 2 * INSET
    each = room / 3
    return tuple(QRectF(left + k * each, 0, each, HEIGHT) for k in range(3))  # type: ignore[return-value]


class PinRow(Copied, QWidget):
    """One pinned point on one line. A click or Enter chooses it, Delete removes it."""

    edited = Signal(float)
    chosen = Signal()
    removed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.reading = PinReading(-1, "", 0.0, None, None)
        self.field = NumberField(None, self, padded=True, flat=True)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.field.setFont(theme.number_font(12))
        self.field.setTextMargins(0, 0, -2, 0)
        self.field.setProperty("role", "accent")
        self.field.valueChanged.connect(self.edited)
        self.remove_button = QToolButton(self)
        self.remove_button.setIconSize(QSize(14, 14))
        self.remove_button.setFixedSize(22, 22)
        self.remove_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # Delete does the same
        self.remove_button.setToolTip(tr("Remove this point (Delete)"))
        self.remove_button.setAccessibleName(tr("Remove this point"))
        self.remove_button.clicked.connect(self.removed)
        self.remove_button.hide()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_pin(self, reading: PinReading) -> None:
        """Show `reading`."""
        if reading == self.reading:
            return
        self.reading = reading
        self.field.setValue(reading.x)
        self.field.setAccessibleName(tr("{x} of pinned point {n}", x=reading.variable, n=reading.index + 1))
        told = tr("Pinned point {n} on {name}: {variable} = {x}, value {value}, slope {slope}", n=reading.index + 1,
                  name=reading.name, variable=reading.variable, x=exact(reading.x), value=_full(reading.value),
                  slope=_full(reading.slope))  # fmt: skip
        self.setAccessibleName(told)
        self.setAccessibleDescription(tr("Enter lets the arrow keys move it, Delete removes it."))
        self.setToolTip(told)
        self.update()

    def sizeHint(self) -> QSize:
        """A line of figures."""
        return QSize(160, HEIGHT)

    @property
    def full(self) -> str:
        """What is copied: x, value and slope in full, between tabs."""
        return "\t".join((exact(self.reading.x), _full(self.reading.value), _full(self.reading.slope)))

    def copies(self) -> Mapping[str, str]:
        """x, the value, the slope, or the row."""
        x, value, slope = exact(self.reading.x), _full(self.reading.value), _full(self.reading.slope)
        return {
            tr("Copy {variable} = {x}", variable=self.reading.variable, x=x): x,
            tr("Copy value {value}", value=value): value,
            tr("Copy slope {slope}", slope=slope): slope,
            tr("Copy the row"): self.full,
        }

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Copy, or remove."""
        menu = self.copy_menu()
        menu.addSeparator()
        menu.addAction(icons.icon("close"), tr("Remove pinned point"), self.removed.emit)
        menu.popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete removes, Enter and Space choose."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.removed.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit()
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click chooses."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the button that removes."""
        self.remove_button.setIcon(icons.icon("close"))
        self.remove_button.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide it."""
        self.remove_button.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field in its column."""
        place = _columns(self.width())[0]
        self.field.setGeometry(round(place.left()), 1, round(place.width()) + 3, HEIGHT - 2)
        self.remove_button.move(1, (HEIGHT - self.remove_button.height()) // 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The function's name or dot, value and slope; the chosen one on a soft ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours, reading = theme.current(), self.reading
        painter.setPen(Qt.PenStyle.NoPen)
        if reading.chosen:
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(QRectF(self.rect()), 4, 4)
        if not self.remove_button.isVisible():
            self._paint_mark(painter)
        figures = theme.number_font(12)
        _, value, slope = _columns(self.width())
        for place, shown, colour in (
            (value, reading.value, colours.text),
            (slope, reading.slope, colours.tangent_text),
        ):
            room = place.adjusted(4, 0, 0, 0)
            text = MISSING if shown is None else fitted(shown, figures, room.width())
            draw_text(painter, room, text, figures, colour, right=True)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4)

    def _paint_mark(self, painter: QPainter) -> None:
        colour = theme.current().curve(self.reading.colour)
        font = theme.maths_font(16, italic=True)
        if QFontMetricsF(font).horizontalAdvance(self.reading.name) <= MARK - 2:
            draw_text(painter, QRectF(INSET, 0, MARK, HEIGHT), self.reading.name, font, colour)
        else:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colour))
            painter.drawEllipse(QPointF(INSET + 4, HEIGHT / 2), 4.0, 4.0)


class Heads(QWidget):
    """The names of the columns."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._variable = "x"
        self.setFixedHeight(18)

    def set_variable(self, name: str) -> None:
        """What the first column is called."""
        if name != self._variable:
            self._variable = name
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The variable, value, slope."""
        painter = QPainter(self)
        for place, text in zip(_columns(self.width()), (self._variable, tr("value"), tr("slope")), strict=True):
            place.setHeight(self.height())
            draw_text(painter, place, text, theme.font(theme.CAPTION), theme.current().text_quiet, right=True)


class PinRows(QWidget):
    """A row for each pinned point. The signals carry its index."""

    edited = Signal(int, float)
    chosen = Signal(int)
    removed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[PinRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._heads = Heads(self)
        self._layout.addWidget(self._heads)

    @property
    def rows(self) -> tuple[PinRow, ...]:
        """The rows shown."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_pins(self, pins: Sequence[PinReading]) -> None:
        """Show `pins`, reusing the rows."""
        while len(self._rows) < len(pins):
            row = PinRow(self)
            row.edited.connect(lambda x, row=row: self.edited.emit(row.reading.index, x))
            row.chosen.connect(lambda row=row: self.chosen.emit(row.reading.index))
            row.removed.connect(lambda row=row: self._remove(row))
            self._layout.addWidget(row)
            self._rows.append(row)
        names = {pin.variable for pin in pins}
        self._heads.set_variable(names.pop() if len(names) == 1 else "x")
        for index, row in enumerate(self._rows):
            if index < len(pins):
                row.show_pin(pins[index])
            row.setVisible(index < len(pins))

    def _remove(self, row: PinRow) -> None:
        """Take what is being typed in another row first: the rows after this one show other points then."""
        for other in self.rows:
            if other is not row and not other.field.commit():
                other.field.revert()
        self.removed.emit(row.reading.index)


def _full(value: float | None) -> str:
    return "" if value is None else exact(value)
