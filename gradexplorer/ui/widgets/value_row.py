"""One named value: read to five digits, copied whole, and typed exactly where it may be changed."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.text import MISSING, exact, number, tr
from gradexplorer.ui.widgets import formula
from gradexplorer.ui.widgets.copied import Copied
from gradexplorer.ui.widgets.number_field import Check, NumberField
from gradexplorer.ui.widgets.painting import draw_text, focus_ring

HEIGHT = 26
INSET = 4
"""How far the text stands inside the row: room for the focus ring."""


class ValueRow(Copied, QWidget):
    """A name on the left, its value on the right in tabular figures.

    Ctrl+C and the context menu copy the value in full; the tooltip shows it. With `editable` the value is a
    `NumberField`, and `valueChanged` carries what was typed.
    """

    valueChanged = Signal(float)

    def __init__(
        self,
        name: str = "",
        parent: QWidget | None = None,
        *,
        editable: bool = False,
        check: Check | None = None,
        plain: bool = False,
    ) -> None:
        """`plain` is for words: body type, and a lower row."""
        super().__init__(parent)
        formula.setter.ready.connect(self.update)
        self._plain = plain
        self._name, self._latex, self._text, self._full, self._tip = name, "", MISSING, "", ""
        self._role: theme.Tag = "text"
        self._field: NumberField | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if editable:
            self._field = NumberField(None, self, name=name, padded=True, flat=True, check=check)
            self._field.setAlignment(Qt.AlignmentFlag.AlignRight)
            self._field.setFont(_figures())
            self._field.setTextMargins(0, 0, -2, 0)
            self._field.valueChanged.connect(self.valueChanged)
            self.setFocusProxy(self._field)
        else:
            self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    @property
    def field(self) -> NumberField | None:
        """The field of an editable row."""
        return self._field

    @property
    def text(self) -> str:
        """The value as it is shown."""
        return self._field.text() if self._field else self._text

    @property
    def full(self) -> str:
        """The value as it is copied."""
        return self._full

    @property
    def name(self) -> str:
        """The name in plain text."""
        return self._name

    def show_value(
        self,
        value: float | None = None,
        *,
        name: str | None = None,
        latex: str = "",
        text: str = "",
        full: str = "",
        role: theme.Tag = "text",
        tip: str = "",
    ) -> None:
        """Show `value`, or `text` in its place; a dash for neither. `full` is copied (default: the exact value)."""
        shown = text or (MISSING if value is None else number(value))
        whole = full or (text if text or value is None else exact(value))
        name = self._name if name is None else name
        state = (name, latex, shown, whole, role, tip)
        if state == (self._name, self._latex, self._text, self._full, self._role, self._tip):
            return
        self._name, self._latex, self._text, self._full, self._role, self._tip = state
        self._describe()
        if self._field is not None:
            self._field.setValue(value)
            if self._field.property("role") != role:
                self._field.setProperty("role", role)
                self._field.style().polish(self._field)
        self.update()

    def copies(self) -> Mapping[str, str]:
        """The full value."""
        return {tr("Copy {value}", value=self._full or MISSING): self._full}

    def _describe(self) -> None:
        self.setAccessibleName(f"{self._name} = {self._text}")
        self.setAccessibleDescription(self._full)
        self.setToolTip(f"{self._tip}\n{self._full}".strip())
        if self._field is not None:
            self._field.setAccessibleName(self._name)

    def sizeHint(self) -> QSize:
        """As wide as it may be, 26 px high."""
        return QSize(160, HEIGHT - 2 if self._plain else HEIGHT)

    def minimumSizeHint(self) -> QSize:
        """Room for a short name and the value."""
        return QSize(96, self.sizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the field at the right, its text in line with the other values."""
        if self._field is not None:
            width = min(112, self.width() - 40)
            self._field.setGeometry(self.width() - width + 3 - INSET, 1, width, HEIGHT - 2)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The name set as a formula where it has one, and the value."""
        painter = QPainter(self)
        colours = theme.current()
        figures = theme.number_font() if self._plain else _figures()
        drawn = formula.draw(self._latex, 15, colours.text_quiet, self.devicePixelRatioF()) if self._latex else None
        named = drawn.width if drawn else QFontMetricsF(theme.font()).horizontalAdvance(self._name)
        # The name keeps up to half of the row; what the value lacks is in the tooltip.
        taken = QFontMetricsF(figures).horizontalAdvance(self._text) + 1
        taken = 112.0 if self._field else min(taken, self.width() - min(named, self.width() / 2) - 8 - 2 * INSET)
        room = QRectF(INSET, 0, max(8.0, self.width() - taken - 8 - 2 * INSET), self.height())
        if drawn is not None and drawn.width <= room.width():
            painter.drawPixmap(QPointF(INSET, round(self.height() / 2 + 5 - drawn.ascent)), drawn.pixmap)
        else:
            draw_text(painter, room, self._name, theme.font(), colours.text_quiet)
        if self._field is None:
            right = QRectF(self.width() - taken - INSET, 0, taken, self.height())
            draw_text(painter, right, self._text, figures, colours.role(self._role), right=True)
            if self.hasFocus():
                focus_ring(painter, QRectF(self.rect()), 4)


def _figures() -> QFont:
    return theme.number_font(14, QFont.Weight.Medium)


class MatrixView(Copied, QWidget):
    """A small matrix between brackets, under its name. Ctrl+C copies it in full, rows on lines of their own."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = ""
        self._rows: tuple[tuple[float, ...], ...] = ()
        self._role: theme.Tag = "text"
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def show_matrix(self, name: str, rows: tuple[tuple[float, ...], ...], role: theme.Tag = "text") -> None:
        """Show rows of floats; all rows have one length."""
        if (name, rows, role) == (self._name, self._rows, self._role):
            return
        if len(rows) != len(self._rows):
            self.updateGeometry()
        self._name, self._rows, self._role = name, rows, role
        self.setAccessibleName(name)
        self.setAccessibleDescription("; ".join(", ".join(number(value) for value in row) for row in rows))
        self.setToolTip(self.full)
        self.update()

    @property
    def full(self) -> str:
        """What is copied."""
        return "\n".join("\t".join(exact(value) for value in row) for row in self._rows)

    def sizeHint(self) -> QSize:
        """A line for the name and one for each row."""
        return QSize(160, 24 + 22 * len(self._rows))

    def minimumSizeHint(self) -> QSize:
        """As high as it is."""
        return QSize(96, self.sizeHint().height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """The name, the brackets and the columns, each aligned at its right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        draw_text(painter, QRectF(INSET, 0, self.width() - 2 * INSET, 24), self._name, theme.font(), colours.text_quiet)
        if not self._rows or not self._rows[0]:
            return
        columns = len(self._rows[0])
        size, widest = self._fit(columns)
        font = theme.number_font(size)
        left = self.width() - INSET - columns * (widest + 8) - 8
        for r, row in enumerate(self._rows):
            for c, value in enumerate(row):
                cell = QRectF(left + 4 + c * (widest + 8), 24 + 22 * r, widest + 4, 22)
                draw_text(painter, cell, number(value), font, colours.role(self._role), right=True)
        self._brackets(painter, left)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), 4)

    def _fit(self, columns: int) -> tuple[int, float]:
        for size in (13, 12, 11, 10, 9):
            metrics = QFontMetricsF(theme.number_font(size))
            widest = max(metrics.horizontalAdvance(number(value)) for row in self._rows for value in row)
            if columns * (widest + 8) + 8 <= self.width() - 2 * INSET:
                return size, widest
        return 9, (self.width() - 8 - 2 * INSET) / columns - 8

    def _brackets(self, painter: QPainter, left: float) -> None:
        painter.setPen(QColor(theme.current().text_faint))
        top, bottom, right = 26.5, 24 + 22 * len(self._rows) - 2.5, self.width() - INSET - 0.5
        for edge, hook in ((left + 0.5, 4), (right, -4)):
            painter.drawLine(QPointF(edge, top), QPointF(edge, bottom))
            painter.drawLine(QPointF(edge, top), QPointF(edge + hook, top))
            painter.drawLine(QPointF(edge, bottom), QPointF(edge + hook, bottom))

    def copies(self) -> Mapping[str, str]:
        """The whole matrix."""
        return {tr("Copy the matrix"): self.full}
