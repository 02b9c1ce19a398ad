"""What the plot shows, as a sentence and as a table: for those who read numbers, and for those who do not see it."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QBoxLayout,
    QComboBox,
    QFrame,
    QScrollArea,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.export.table import Table, delimited
from gradexplorer.ui import theme
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.copied import Copied, Text
from gradexplorer.ui.widgets.labels import Words
from gradexplorer.ui.widgets.table_model import TableModel, title_of_kind

NOTHING = Table((), [])
COLUMN = 92
BESIDE = 400
"""From this width on the sentence stands beside the table."""


class ValuesPanel(QWidget):
    """Shows the tables it is given, one at a time; `chosen` says which one a person wants to see."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Values"))
        self.setAccessibleDescription(tr("What the plot shows, in words and as a table."))
        self.choice, self.view = QComboBox(), ValuesTable()
        self.choice.setAccessibleName(tr("What the table shows"))
        self.choice.activated.connect(lambda row: self.chosen.emit(self.choice.itemData(row)))
        self.model = TableModel(NOTHING, self)
        self.view.setModel(self.model)
        self.sentence = Words(size=12, role="quiet")
        self.sentence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.sentence.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 0, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(self.choice)
        told = QScrollArea()
        told.setFrameShape(QFrame.Shape.NoFrame)
        told.setWidgetResizable(True)
        told.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        told.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.sentence.setAlignment(Qt.AlignmentFlag.AlignTop)
        told.setWidget(self.sentence)
        self._both = QBoxLayout(QBoxLayout.Direction.TopToBottom)
        self._both.setSpacing(12)
        self._both.addWidget(told, 2)
        self._both.addWidget(self.view, 3)
        layout.addLayout(self._both, 1)
        self.setMinimumSize(200, 140)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The sentence stands beside the table where there is room, else above it."""
        super().resizeEvent(event)
        ways = QBoxLayout.Direction
        self._both.setDirection(ways.RightToLeft if self.width() >= BESIDE else ways.TopToBottom)

    def say(self, sentence: str) -> None:
        """The plot in words."""
        self.sentence.say(sentence)

    def show_tables(self, found: Mapping[str, Table], kind: str) -> None:
        """Offer the tables there are, and show the one of this kind; none at all shows an empty table."""
        kinds = [self.choice.itemData(row) for row in range(self.choice.count())]
        if kinds != list(found):
            self.choice.clear()
            for each in found:
                self.choice.addItem(title_of_kind(each), each)
        self.choice.setCurrentIndex(self.choice.findData(kind))
        self.choice.setEnabled(bool(found))
        table = found.get(kind, NOTHING)
        rows = len(table.rows)
        self.view.setAccessibleName(title_of_kind(kind) if found else tr("No values yet"))
        self.view.setAccessibleDescription(
            tr("{rows:,} rows: {columns}", rows=rows, columns=tr(", ").join(table.columns)) if found else ""
        )
        self.model.set_table(table)

    def sizeHint(self) -> QSize:
        """Room for four columns of ten rows."""
        return QSize(4 * COLUMN + 32, 300)


class ValuesTable(Copied, QTableView):
    """A table that is read: arrows go from cell to cell, Ctrl+C copies what is selected, Tab leads on."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFont(theme.number_font(12))
        self.setTabKeyNavigation(False)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.verticalHeader().hide()
        self.verticalHeader().setDefaultSectionSize(24)
        self.horizontalHeader().setDefaultSectionSize(COLUMN)
        self.horizontalHeader().setStretchLastSection(True)
        self.horizontalHeader().setHighlightSections(False)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Begin at the first cell, so that there is something to read."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.model().rowCount():
            self.setCurrentIndex(self.model().index(0, 0))

    @property
    def full(self) -> str:
        """The selected cells in full, columns parted by tabs; what lies between and is not selected is left empty."""
        chosen = {(index.row(), index.column()) for index in self.selectedIndexes()}
        rows, columns = sorted({row for row, _ in chosen}), sorted({column for _, column in chosen})
        table = self._table()
        cells = [[table.rows[r][c] if (r, c) in chosen else "" for c in columns] for r in rows]
        return delimited(Table(tuple(table.columns[c] for c in columns), cells), "\t", header=False) if cells else ""

    def copies(self) -> Mapping[str, Text]:
        """The selection, or all of the table."""
        table, chosen = self._table(), self.selectionModel().hasSelection()
        return {
            tr("Copy the selection"): (lambda: self.full) if chosen else "",
            tr("Copy the table"): (lambda: delimited(table, "\t")) if table.rows else "",
        }

    def _table(self) -> Table:
        model = self.model()
        return model.table if isinstance(model, TableModel) else NOTHING
