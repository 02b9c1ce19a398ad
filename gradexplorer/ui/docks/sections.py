"""The pieces that the inspector's pages are made of."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QMargins, QPointF, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.docks.readings import Matrix, Value
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import SectionTitle
from gradexplorer.ui.widgets.value_row import MatrixView, ValueRow

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


class PointSection(Section):
    """The numbers at the point, and a matrix where there is one."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("At the point"), parent)
        self.values, self.matrix = Values(), MatrixView()
        self.matrix.hide()
        self.add(self.values, self.matrix)

    def show_point(self, values: Sequence[Value], matrix: Matrix | None) -> None:
        """Show these."""
        self.values.show_values(values)
        if matrix is not None:
            self.matrix.show_matrix(matrix.name, matrix.rows, matrix.role)
        self.matrix.setVisible(matrix is not None)


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
