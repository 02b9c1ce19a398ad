"""A table of numbers while it is edited: what was typed stays, even where it is no number."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import Any, Final

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QColor

from gradexplorer.model.document import Column
from gradexplorer.model.tables import Grid, TableError, cell_number, column_names, default_names, parse_table
from gradexplorer.ui import theme
from gradexplorer.ui.text import exact, tr

Cell = float | str
"""A number, nan for an empty cell; a text that is none."""
Index = QModelIndex | QPersistentModelIndex

EMPTY_ROWS: Final = 8
KEPT_CELLS: Final = 2_000_000
"""Cells that all steps back together hold."""


class TableModel(QAbstractTableModel):
    """Columns of cells. `edited` comes after every change; `noted` carries remarks on how a text was taken."""

    edited = Signal()
    noted = Signal(str)

    def __init__(self, columns: Sequence[Column] = ()) -> None:
        super().__init__()
        self.names: list[str] = [column.name for column in columns] or ["x", "y"]
        self.cells: list[list[Cell]] = [list(column.values) for column in columns]
        self.cells = self.cells or [[math.nan] * EMPTY_ROWS for _ in self.names]
        self.fresh = not columns
        """Nothing has been typed or pasted into the table yet."""
        self._steps: list[tuple[list[str], list[list[Cell]], bool]] = []

    # ------------------------------------------------------------------ what Qt asks

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """The number of rows."""
        return 0 if parent.isValid() or not self.cells else len(self.cells[0])

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """The number of columns."""
        return 0 if parent.isValid() else len(self.cells)

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Every cell can be edited."""
        return super().flags(index) | Qt.ItemFlag.ItemIsEditable

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell's text; one that is no number is marked, with the reason as its tooltip."""
        cell = self.cells[index.column()][index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.EditRole):
            return shown(cell)
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        if not isinstance(cell, str):
            return None
        if role == Qt.ItemDataRole.ForegroundRole:
            return QColor(theme.current().error)
        if role == Qt.ItemDataRole.BackgroundRole:
            tint = QColor(theme.current().error)
            tint.setAlpha(28)
            return tint
        if role in (Qt.ItemDataRole.ToolTipRole, Qt.ItemDataRole.AccessibleDescriptionRole):
            return self.reason(index.row(), index.column())
        return None

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> str | None:
        """The columns' names, and the rows' numbers from 1."""
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        return self.names[section] if orientation == Qt.Orientation.Horizontal else str(section + 1)

    def setData(self, index: Index, value: Any, role: int = Qt.ItemDataRole.EditRole) -> bool:
        """Take what was typed into a cell."""
        if role != Qt.ItemDataRole.EditRole or str(value) == shown(self.cells[index.column()][index.row()]):
            return False
        self._keep()
        self.cells[index.column()][index.row()] = taken(str(value))
        self._changed(index, index)
        return True

    # ------------------------------------------------------------------ what it holds

    def bad(self) -> list[tuple[int, int]]:
        """The cells that are no numbers, (row, column), row by row."""
        return sorted((r, c) for c, cells in enumerate(self.cells) for r, cell in enumerate(cells) if type(cell) is str)

    def reason(self, row: int, column: int) -> str:
        """Why a cell is refused, by row and column."""
        text = str(self.cells[column][row])
        hint = tr(" Write {text}.", text=text.replace(",", ".")) if cell_number(text, decimal_comma=True) else ""
        return (
            tr("Row {row}, column {name}: “{text}” is no number.", row=row + 1, name=self.names[column], text=text)
            + hint
        )

    def columns(self) -> tuple[Column, ...] | None:
        """The table, without empty rows at its end; None where a cell is no number or there is no row."""
        if self.bad():
            return None
        used = max((_last(cells) for cells in self.cells), default=0)
        if not used:
            return None
        parts = zip(self.names, self.cells, strict=True)
        return tuple(Column(name=name, values=tuple(map(float, cells[:used]))) for name, cells in parts)

    # ------------------------------------------------------------------ what people do

    def rename(self, column: int, typed: str) -> None:
        """Rename a column, mending what the language does not take as a name."""
        wanted = [*self.names]
        wanted[column] = typed
        names, notes = column_names(wanted)
        if list(names) == self.names:
            return
        self._keep()
        self.names = list(names)
        self.headerDataChanged.emit(Qt.Orientation.Horizontal, 0, len(self.names) - 1)
        if notes:
            self.noted.emit("; ".join(notes) + ".")
        self.edited.emit()

    def add_rows(self, row: int, count: int = 1) -> None:
        """Insert empty rows before `row`."""
        self._keep()
        self.beginInsertRows(QModelIndex(), row, row + count - 1)
        for cells in self.cells:
            cells[row:row] = [math.nan] * count
        self.endInsertRows()
        self.edited.emit()

    def add_column(self, column: int) -> None:
        """Insert an empty column before `column`."""
        self._keep()
        taken_names = set(self.names)
        free = next(name for name in ("x", "y", "z", *(f"x{i}" for i in range(1, 10_000))) if name not in taken_names)
        self.beginInsertColumns(QModelIndex(), column, column)
        self.cells.insert(column, [math.nan] * self.rowCount())
        self.names.insert(column, free)
        self.endInsertColumns()
        self.edited.emit()

    def remove_rows(self, rows: Iterable[int]) -> None:
        """Remove rows; one stays."""
        gone = set(rows)
        if not gone:
            return
        self._keep()
        self.beginResetModel()
        self.cells = [[cell for r, cell in enumerate(cells) if r not in gone] or [math.nan] for cells in self.cells]
        self.endResetModel()
        self.edited.emit()

    def remove_columns(self, columns: Iterable[int]) -> None:
        """Remove columns, but never all of them."""
        gone = set(columns)
        kept = [c for c in range(len(self.cells)) if c not in gone]
        if not gone or not kept:
            return
        self._keep()
        self.beginResetModel()
        self.cells, self.names = [self.cells[c] for c in kept], [self.names[c] for c in kept]
        self.endResetModel()
        self.edited.emit()

    def clear(self, places: Iterable[tuple[int, int]]) -> None:
        """Empty cells."""
        self._keep()
        for row, column in places:
            self.cells[column][row] = math.nan
        self._changed(self.index(0, 0), self.index(self.rowCount() - 1, self.columnCount() - 1))

    def put(self, grid: Grid) -> None:
        """Take a whole table in place of this one."""
        self._keep()
        self.beginResetModel()
        self.names = list(grid.names)
        self.cells = [[_cell(row[c], grid.decimal_comma) for row in grid.rows] for c in range(len(grid.names))]
        self.fresh = False
        self.endResetModel()
        if grid.notes:
            self.noted.emit("; ".join(grid.notes) + ".")
        self.edited.emit()

    def paste(self, text: str, row: int, column: int) -> None:
        """Take copied cells: the whole table where this one is fresh, else from (row, column) on, growing as needed."""
        try:
            grid = parse_table(text)
        except TableError as error:
            self.noted.emit(str(error))
            return
        if self.fresh:
            self.put(grid)
            return
        self._keep()
        self.beginResetModel()
        for _ in range(column + len(grid.names) - len(self.cells)):
            self.cells.append([math.nan] * len(self.cells[0]))
        more = row + len(grid.rows) - len(self.cells[0])
        for cells in self.cells:
            cells.extend([math.nan] * more)
        for c in range(len(grid.names)):
            self.cells[column + c][row : row + len(grid.rows)] = [
                _cell(one[c], grid.decimal_comma) for one in grid.rows
            ]
        names = [*self.names, *default_names(len(self.cells))[len(self.names) :]]
        named = grid.names != default_names(len(grid.names))
        if named and row == 0:
            names[column : column + len(grid.names)] = grid.names
        self.names = list(column_names(names)[0])
        self.endResetModel()
        if grid.notes or (named and row):
            lost = [tr("the names above the copied cells were left out")] if named and row else []
            self.noted.emit("; ".join([*grid.notes, *lost]) + ".")
        self.edited.emit()

    def undo(self) -> None:
        """Take the last change back."""
        if not self._steps:
            return
        self.beginResetModel()
        self.names, self.cells, self.fresh = self._steps.pop()
        self.endResetModel()
        self.edited.emit()

    @property
    def changed(self) -> bool:
        """Whether anything was done that can be taken back."""
        return bool(self._steps)

    def _keep(self) -> None:
        self._steps.append(([*self.names], [[*cells] for cells in self.cells], self.fresh))
        size = max(1, sum(map(len, self.cells)))
        del self._steps[: -max(1, KEPT_CELLS // size)]

    def _changed(self, first: Index, last: Index) -> None:
        self.fresh = False
        self.dataChanged.emit(first, last)
        self.edited.emit()


def shown(cell: Cell) -> str:
    """A cell's text: the number in full, nothing for nan."""
    if isinstance(cell, str):
        return cell
    return "" if math.isnan(cell) else exact(cell).removesuffix(".0")


def taken(text: str) -> Cell:
    """What was typed as a number, or as it is."""
    return _cell(text, False)


def _cell(text: str, comma: bool) -> Cell:
    number = cell_number(text, decimal_comma=comma)
    return text.strip() if number is None else number


def _last(cells: Sequence[Cell]) -> int:
    """The number of cells up to the last that is not empty."""
    count = len(cells)
    while count and not isinstance(cells[count - 1], str) and math.isnan(float(cells[count - 1])):
        count -= 1
    return count
