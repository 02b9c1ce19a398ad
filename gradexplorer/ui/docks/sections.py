"""The pieces that the inspector's pages are made of."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtCore import QMargins, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFontMetricsF,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QAbstractButton, QFrame, QHBoxLayout, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.docks.readings import Landmark, Value
from gradexplorer.ui.text import exact, number, tr
from gradexplorer.ui.widgets.copied import Copied
from gradexplorer.ui.widgets.labels import SectionTitle, Words
from gradexplorer.ui.widgets.painting import draw_text, focus_ring
from gradexplorer.ui.widgets.value_row import ValueRow

GROUP = 16
MARGIN = 12
INSET = 4
"""Text stands this far inside its row, so that a focus ring has room around it: 16 px from the panel's edge."""


class Page(QScrollArea):
    """A column of sections that scrolls when it is long."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName(name)
        inside = QWidget()
        inside.setObjectName("panel")
        self.column = QVBoxLayout(inside)
        self.column.setContentsMargins(MARGIN, 0, MARGIN, 16)
        self.column.setSpacing(0)
        self.setWidget(inside)

    def add(self, section: QWidget) -> None:
        """Add a section below the others."""
        self.column.addWidget(section)

    def finish(self) -> None:
        """Keep the sections at the top."""
        self.column.addStretch(1)


class Section(QWidget):
    """A title and what stands under it; the space after it is its own, so that it vanishes with it."""

    def __init__(self, title: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(0, 0, 0, GROUP)
        self.body.setSpacing(0)
        self.title = SectionTitle(title, self, size=15)
        self.title.setContentsMargins(INSET, 0, INSET, 6)
        self.body.addWidget(self.title)
        self.title.setVisible(bool(title))

    def add(self, *widgets: QWidget) -> None:
        """Add widgets that have the inset of their own."""
        for widget in widgets:
            self.body.addWidget(widget)

    def add_inset(self, *widgets: QWidget, above: int = 0) -> None:
        """Add widgets in line with the text, each with `above` pixels of room over it."""
        for widget in widgets:
            widget.setContentsMargins(widget.contentsMargins() + QMargins(0, above, 0, 0))
            line = QHBoxLayout()
            line.setContentsMargins(INSET, 0, INSET, 0)
            line.addWidget(widget)
            self.body.addLayout(line)


class Values(QWidget):
    """Named values under each other. `edited` carries the key of a value and the number typed for it."""

    edited = Signal(str, float)

    def __init__(self, parent: QWidget | None = None, *, plain: bool = False) -> None:
        super().__init__(parent)
        self._plain = plain
        self._rows: list[ValueRow] = []
        self._keys: list[str] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)

    @property
    def rows(self) -> tuple[ValueRow, ...]:
        """The rows shown."""
        return tuple(self._rows)

    def show_values(self, values: Sequence[Value]) -> None:
        """Show `values`, reusing the rows: only what changed is painted again."""
        keys = [value.key for value in values]
        if keys != self._keys:
            self._rebuild(keys)
        for row, value in zip(self._rows, values, strict=True):
            row.show_value(
                value.value,
                name=value.name,
                latex=value.latex,
                text=value.text,
                full=value.full,
                role=value.role,
                tip=value.tip,
            )
        self.setVisible(bool(values))

    def _rebuild(self, keys: list[str]) -> None:
        keep = 0
        while keep < min(len(keys), len(self._keys)) and keys[keep] == self._keys[keep]:
            keep += 1
        for row in self._rows[keep:]:
            self._layout.removeWidget(row)
            row.hide()
            row.deleteLater()
        del self._rows[keep:]
        for key in keys[keep:]:
            row = ValueRow(parent=self, editable=bool(key), plain=self._plain)
            row.valueChanged.connect(lambda value, key=key: self.edited.emit(key, value))
            self._layout.addWidget(row)
            self._rows.append(row)
        self._keys = keys


class LandmarkRow(Copied, QAbstractButton):
    """A landmark's kind, place and value on one line, which can be clicked."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.landmark = Landmark("", 0.0, 0.0)
        self._columns = (52.0, 52.0)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)

    def show_landmark(self, landmark: Landmark, columns: tuple[float, float]) -> None:
        """Show `landmark`, its x and its value in columns of these widths."""
        if (landmark, columns) == (self.landmark, self._columns):
            return
        self.landmark, self._columns = landmark, columns
        x, value = exact(landmark.x), exact(landmark.value)
        place = tr("{kind} at x = {x}, value {value}", kind=landmark.kind, x=x, value=value)
        self.setToolTip(place + "\n" + tr("Click to go there."))
        self.setAccessibleName(place)
        self.update()

    def sizeHint(self) -> QSize:
        """24 px high."""
        return QSize(160, 24)

    @property
    def full(self) -> str:
        """What is copied: kind, x and value in full, between tabs."""
        return "\t".join((self.landmark.kind, exact(self.landmark.x), exact(self.landmark.value)))

    def copies(self) -> Mapping[str, str]:
        """x, the value, or the row."""
        x, value = exact(self.landmark.x), exact(self.landmark.value)
        return {tr("Copy x = {x}", x=x): x, tr("Copy {value}", value=value): value, tr("Copy the row"): self.full}

    def paintEvent(self, event: QPaintEvent) -> None:
        """A sign of its shape, the kind, x in the accent colour, and the value."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        colours = theme.current()
        full = QRectF(self.rect())
        if self.underMouse():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.hover))
            painter.drawRoundedRect(full.adjusted(0, 1, 0, -1), 4, 4)
        figures = theme.number_font(12)
        place, value = self._columns
        left = full.width() - INSET - value - 12 - place
        room = left - 6 - INSET
        fits = QFontMetricsF(theme.font(12)).horizontalAdvance(self.landmark.kind) <= room
        words = theme.font(12 if fits else theme.CAPTION)
        cells = (
            (INSET, room, self.landmark.kind, words, colours.text_quiet, False),
            (left, place, number(self.landmark.x), figures, colours.accent, True),
            (left + place + 12, value, number(self.landmark.value), figures, colours.text, True),
        )
        for start, width, text, font, colour, right in cells:
            draw_text(painter, QRectF(start, 0, width, full.height()), text, font, colour, right=right)
        if self.hasFocus():
            focus_ring(painter, full, 4)


class Landmarks(QWidget):
    """The landmarks in view, or a sentence where there are none. `chosen` carries the x of the one clicked."""

    chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: list[LandmarkRow] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(0)
        self._none = Words(tr("No minimum or maximum in view."), self, size=12, role="quiet")
        self._none.setContentsMargins(INSET, 0, INSET, 0)
        self._layout.addWidget(self._none)

    @property
    def rows(self) -> tuple[LandmarkRow, ...]:
        """The rows shown."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_landmarks(self, landmarks: Sequence[Landmark]) -> None:
        """Show `landmarks`, reusing the rows."""
        while len(self._rows) < len(landmarks):
            row = LandmarkRow(self)
            row.clicked.connect(lambda *_, row=row: self.chosen.emit(row.landmark.x))
            self._layout.addWidget(row)
            self._rows.append(row)
        metrics = QFontMetricsF(theme.number_font(12))
        columns = (
            max((metrics.horizontalAdvance(number(landmark.x)) for landmark in landmarks), default=0.0) + 1,
            max((metrics.horizontalAdvance(number(landmark.value)) for landmark in landmarks), default=0.0) + 1,
        )
        for index, row in enumerate(self._rows):
            if index < len(landmarks):
                row.show_landmark(landmarks[index], columns)
            row.setVisible(index < len(landmarks))
        self._none.setVisible(not landmarks)


class Rule(QWidget):
    """A thin line between groups."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFixedHeight(17)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The line."""
        painter = QPainter(self)
        painter.setPen(QColor(theme.current().border))
        painter.drawLine(QPointF(INSET, 8.5), QPointF(self.width() - INSET, 8.5))
