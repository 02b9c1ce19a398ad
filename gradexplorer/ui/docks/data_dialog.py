"""The dialog in which a table of data is typed, pasted, opened and named."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.model.document import Column
from gradexplorer.model.tables import Grid, TableError, mended_name, read_table
from gradexplorer.ui import theme
from gradexplorer.ui.docks.data_table import TableModel, shown
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption

ENDINGS = (".csv", ".tsv", ".tab", ".txt", ".dat")
TABLES = f"CSV, TSV ({' '.join('*' + ending for ending in ENDINGS)})"


class TableView(QTableView):
    """The table. Ctrl+V pastes, Ctrl+C copies, Delete empties, Ctrl+Z takes back; a double click renames a column."""

    def __init__(self, model: TableModel, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = model
        self.setModel(model)
        self.setAccessibleName(tr("Table"))
        self.setAccessibleDescription(tr("Numbers; paste cells copied from a spreadsheet."))
        self.setFont(theme.number_font())
        self.verticalHeader().setDefaultSectionSize(26)
        self.horizontalHeader().setDefaultSectionSize(96)
        self.horizontalHeader().setHighlightSections(False)
        self.horizontalHeader().sectionDoubleClicked.connect(self.rename)
        self.horizontalHeader().setToolTip(tr("Double-click a name to change it"))
        self.setCurrentIndex(model.index(0, 0))
        model.modelReset.connect(self._stay)

    def _stay(self) -> None:
        if not self.currentIndex().isValid():
            self.setCurrentIndex(self.table.index(0, 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The keys of a spreadsheet."""
        keys = QKeySequence.StandardKey
        if event.matches(keys.Paste):
            self.paste()
        elif event.matches(keys.Copy):
            self.copy()
        elif event.matches(keys.Undo):
            self.table.undo()
        elif event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.table.clear([(index.row(), index.column()) for index in self.selectedIndexes()])
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            # A cell being typed in hands Enter on before it is taken; `closeEditor` comes after.
            if self.state() != QAbstractItemView.State.EditingState:
                self._down()
        else:
            super().keyPressEvent(event)

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Enter in a cell goes on to the one below."""
        super().closeEditor(editor, hint)
        if hint == QAbstractItemDelegate.EndEditHint.SubmitModelCache:
            self._down()

    def _down(self) -> None:
        """Enter goes to the next row; from the last it makes one."""
        at = self.currentIndex()
        if at.row() + 1 >= self.table.rowCount():
            self.table.add_rows(self.table.rowCount())
        self.setCurrentIndex(self.table.index(at.row() + 1, at.column()))

    def paste(self) -> None:
        """Take the cells on the clipboard."""
        at = self.currentIndex()
        self.table.paste(QGuiApplication.clipboard().text(), max(at.row(), 0), max(at.column(), 0))

    def copy(self) -> None:
        """Put the selected cells on the clipboard, as spreadsheets take them."""
        chosen = {(index.row(), index.column()) for index in self.selectedIndexes()}
        rows = sorted({row for row, _ in chosen})
        columns = sorted({column for _, column in chosen})
        lines = ("\t".join(shown(self.table.cells[c][r]) if (r, c) in chosen else "" for c in columns) for r in rows)
        QGuiApplication.clipboard().setText("\n".join(lines))

    def rename(self, column: int) -> None:
        """Type a column's name in its place."""
        header = self.horizontalHeader()
        field = QLineEdit(self.table.names[column], header.viewport())
        field.setObjectName("columnName")
        field.setAccessibleName(tr("Name of the column"))
        field.setGeometry(QRect(header.sectionViewportPosition(column), 0, header.sectionSize(column), header.height()))
        field.selectAll()

        def done() -> None:
            field.blockSignals(True)
            self.table.rename(column, field.text())
            field.deleteLater()
            self.setFocus()

        field.editingFinished.connect(done)
        field.show()
        field.setFocus()


class DataDialog(QDialog):
    """Edits one table; `taken` carries its name and columns when it is accepted."""

    taken = Signal(str, object)
    removed = Signal()

    def __init__(
        self, parent: QWidget | None, name: str, columns: Sequence[Column], names: Sequence[str], *, new: bool
    ) -> None:
        """`names` are those of the other tables, which this one cannot have."""
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setWindowTitle(tr("New table") if new else tr("Table {name}", name=name))
        self.resize(560, 480)
        self._others, self._begun = names, name
        self.model = TableModel(columns)
        self.model.setParent(self)
        self.view = TableView(self.model, self)
        self.name = QLineEdit(name)
        self.name.setAccessibleName(tr("Name of the table"))
        self.name.setFixedWidth(96)
        self.message = QLabel()
        self.message.setWordWrap(True)
        self.message.setAccessibleName(tr("What is wrong"))
        self.note = Caption("")
        self._build(new)
        self.name.textChanged.connect(self.judge)
        self.model.edited.connect(self.judge)
        self.model.noted.connect(self.note.say)
        if new:
            self.note.say(tr("Type numbers, or paste cells copied from a spreadsheet (Ctrl+V)."))
        self.judge()
        self.view.setFocus()

    def _build(self, new: bool) -> None:
        head = QHBoxLayout()
        label = QLabel(tr("&Name"))
        label.setBuddy(self.name)
        head.addWidget(label)
        head.addWidget(self.name)
        head.addStretch(1)
        head.addWidget(self._button(tr("&Open file …"), tr("Take a CSV or TSV file"), self.open_file))
        head.addWidget(self._button(tr("&Paste"), tr("Take cells copied from a spreadsheet"), self.view.paste))
        tools = QHBoxLayout()
        for text, tip, run in (
            (tr("Add row"), tr("A row below the current one"), self._add_row),
            (tr("Add column"), tr("A column behind the current one"), self._add_column),
            (tr("Remove rows"), tr("The rows of the selected cells"), self._remove_rows),
            (tr("Remove columns"), tr("The columns of the selected cells"), self._remove_columns),
            (tr("Rename column"), tr("The current column's name"), self._rename),
        ):
            tools.addWidget(self._button(text, tip, run))
        tools.addStretch(1)
        standard = QDialogButtonBox.StandardButton
        self.buttons = QDialogButtonBox(standard.Ok | standard.Cancel)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        if not new:
            gone = self.buttons.addButton(tr("Remove table"), QDialogButtonBox.ButtonRole.DestructiveRole)
            gone.clicked.connect(self._remove)
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addLayout(head)
        layout.addWidget(self.view, 1)
        layout.addLayout(tools)
        layout.addWidget(self.note)
        layout.addWidget(self.message)
        layout.addWidget(self.buttons)

    def _button(self, text: str, tip: str, run: Callable[[], object]) -> QPushButton:
        button = QPushButton(text)
        button.setToolTip(tip)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: run())
        return button

    # ------------------------------------------------------------------ what is wrong

    @property
    def problem(self) -> str:
        """Why the table cannot be taken, in a sentence; "" where it can."""
        name = self.name.text().strip()
        if not name or mended_name(name) != name:
            return tr("“{name}” is no name: a letter, then letters, digits and _.", name=name)
        if name in self._others:
            return tr("There is a table {name} already.", name=name)
        bad = self.model.bad()
        if bad:
            more = tr(" And {count} more.", count=len(bad) - 1) if len(bad) > 1 else ""
            return self.model.reason(*bad[0]) + more
        return ""

    def judge(self) -> None:
        """Say what is wrong; a table with a fault cannot be taken."""
        problem = self.problem
        self.message.setText(problem)
        self.message.setVisible(bool(problem))
        self.message.setStyleSheet(f"color: {theme.current().error}")
        fine = not problem and self.model.columns() is not None
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(fine)

    # ------------------------------------------------------------------ what people do

    def open_file(self) -> None:
        """Ask for a file and take its table."""
        name, _ = QFileDialog.getOpenFileName(self, tr("Open a table"), "", TABLES)
        if name:
            self.take_file(Path(name))

    def take_file(self, path: Path) -> None:
        """Take a file's table; where that fails, say why."""
        try:
            self.take(read_table(path))
        except TableError as error:
            self.note.say(str(error))

    def take(self, grid: Grid) -> None:
        """Take a table that was read elsewhere."""
        self.model.put(grid)

    def _add_row(self) -> None:
        self.model.add_rows(self.view.currentIndex().row() + 1)

    def _add_column(self) -> None:
        self.model.add_column(self.view.currentIndex().column() + 1)

    def _remove_rows(self) -> None:
        self.model.remove_rows({index.row() for index in self.view.selectedIndexes()})

    def _remove_columns(self) -> None:
        self.model.remove_columns({index.column() for index in self.view.selectedIndexes()})

    def _rename(self) -> None:
        self.view.rename(max(self.view.currentIndex().column(), 0))

    def _remove(self) -> None:
        self.removed.emit()
        self.leave()

    def accept(self) -> None:
        """Hand the table over."""
        columns = self.model.columns()
        if self.problem or columns is None:
            return
        self.taken.emit(self.name.text().strip(), columns)
        super().accept()

    def reject(self) -> None:
        """Leave without the changes, after a question where there are any."""
        if self.may_leave():
            self.leave()

    def may_leave(self) -> bool:
        """True where nothing typed would be lost, or the person said so."""
        if not self.model.changed and self.name.text() == self._begun:
            return True
        buttons = QMessageBox.StandardButton
        asked = QMessageBox.question(
            self, tr("Changes in the table"), tr("Leave the table without the changes?"),
            buttons.Discard | buttons.Cancel, buttons.Cancel,
        )  # fmt: skip
        return asked == buttons.Discard

    def leave(self) -> None:
        """Close without the changes."""
        super().reject()
