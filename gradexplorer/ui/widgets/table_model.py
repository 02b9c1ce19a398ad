"""A table of numbers as a model: the view asks for the cells that it shows, however many rows there are."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

from gradexplorer.export.table import Table
from gradexplorer.ui.text import exact, number, tr

Index = QModelIndex | QPersistentModelIndex
NOWHERE = QModelIndex()


class TableModel(QAbstractTableModel):
    """A `Table` to be read: numbers to five digits, in full as the tooltip and for a screen reader."""

    def __init__(self, table: Table, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._table = table

    @property
    def table(self) -> Table:
        """The table shown."""
        return self._table

    def set_table(self, table: Table) -> None:
        """Show another table; where the columns are the same, a reader's place in it stays."""
        if table.columns != self._table.columns:
            self.beginResetModel()
            self._table = table
            self.endResetModel()
            return
        had, has = len(self._table.rows), len(table.rows)
        if has > had:
            self.beginInsertRows(NOWHERE, had, has - 1)
            self._table = table
            self.endInsertRows()
        elif has < had:
            self.beginRemoveRows(NOWHERE, has, had - 1)
            self._table = table
            self.endRemoveRows()
        else:
            self._table = table
        same = min(had, has)
        if same:
            self.dataChanged.emit(self.index(0, 0), self.index(same - 1, len(table.columns) - 1))

    def rowCount(self, parent: Index = NOWHERE) -> int:
        """The rows of the table."""
        return 0 if parent.isValid() else len(self._table.rows)

    def columnCount(self, parent: Index = NOWHERE) -> int:
        """The columns of the table."""
        return 0 if parent.isValid() else len(self._table.columns)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The columns' names."""
        shown = orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole
        return self._table.columns[section] if shown else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell: figures at the right."""
        if role not in _ROLES:
            return None
        cell = self._table.rows[index.row()][index.column()]
        if role == Qt.ItemDataRole.DisplayRole:
            return number(cell) if isinstance(cell, float) else str(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignRight if isinstance(cell, (float, int)) else Qt.AlignmentFlag.AlignLeft
            return side | Qt.AlignmentFlag.AlignVCenter
        full = exact(cell) if isinstance(cell, float) else str(cell)
        # A reader hears the column with the value: "x −2.6".
        return full if role == Qt.ItemDataRole.ToolTipRole else f"{self._table.columns[index.column()]} {full}"


_ROLES = (
    Qt.ItemDataRole.DisplayRole,
    Qt.ItemDataRole.TextAlignmentRole,
    Qt.ItemDataRole.ToolTipRole,
    Qt.ItemDataRole.AccessibleTextRole,
)


def title_of_kind(kind: str) -> str:
    """What a kind of table is called where one is chosen; a kind without a title is called by its name."""
    titles = {
        "curves": tr("Curves in view"),
        "field": tr("Samples of the map"),
        "landmarks": tr("Points of interest"),
        "pins": tr("Pinned points"),
        "run": tr("Steps of the descent"),
        "graph": tr("Nodes of the graph"),
    }
    return titles.get(kind, kind)
