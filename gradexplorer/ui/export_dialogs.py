"""The dialogs of what goes out of the window: a picture's kind and scale, and the tables of values."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QSizeF, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.export.picture import FORMATS, Format, PictureError, pixel_size
from gradexplorer.export.table import Table
from gradexplorer.ui import theme
from gradexplorer.ui.text import parse_number, tr
from gradexplorer.ui.widgets.labels import Prose
from gradexplorer.ui.widgets.number_field import NumberField
from gradexplorer.ui.widgets.table_model import TableModel, title_of_kind


class PictureDialog(QDialog):
    """Kind and scale of the picture; it stays open until the file is written."""

    saveAsked = Signal(str, float)
    """The kind and, for PNG, the scale; the file is still to be asked for."""
    copyAsked = Signal(float)

    def __init__(self, size: QSizeF, kind: Format, scale: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export picture"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._size = size
        self.kind, self.told = QComboBox(), Prose(role="quiet")
        self.scale = NumberField(scale, name=tr("Scale"), check=_no_scale)
        kinds = {"png": tr("PNG: pixels"), "svg": tr("SVG: shapes, for the web and for drawing programs"),
                 "pdf": tr("PDF: shapes, for documents and for print")}  # fmt: skip
        for each in FORMATS:
            self.kind.addItem(kinds[each], each)
        self.kind.setCurrentIndex(FORMATS.index(kind))
        self.kind.setAccessibleName(tr("Format"))
        self.told.setMinimumWidth(300)
        box, self.save, self.copy = _buttons(self, tr("Save …"))
        form = QFormLayout()
        form.addRow(tr("&Format"), self.kind)
        form.addRow(tr("S&cale"), self.scale)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.told)
        layout.addWidget(box)
        self.kind.currentIndexChanged.connect(lambda _: self._judge())
        for changed in (self.scale.textEdited, self.scale.valueChanged):
            changed.connect(lambda _: self._judge())
        self.save.clicked.connect(self._ask_to_save)
        self.copy.clicked.connect(lambda: self.copyAsked.emit(self._scale()))
        self._judge()

    def _scale(self) -> float:
        """The scale as it is typed; ValueError where that is none."""
        text = self.scale.text()
        reason = self.scale.reason(text)
        if reason is not None:
            raise ValueError(reason)
        return parse_number(text)

    def _judge(self) -> None:
        """Say how large the picture will be, or why there is none."""
        pixels = self.kind.currentData() == "png"
        self.scale.setEnabled(pixels)
        drawn = sized = not self._size.isEmpty()
        text = tr("There is nothing to draw yet. Type a function first.")
        if drawn:
            try:
                across, down = pixel_size(self._size.width(), self._size.height(), self._scale())
                text = tr("{across:,} × {down:,} pixels", across=across, down=down)
            except PictureError as error:
                sized, text = False, f"{error} {error.hint}".strip()
            except ValueError as error:
                sized, text = False, str(error)
        fine = drawn and (sized or not pixels)
        self.told.say(text if pixels or not drawn else tr("Sharp at any size."))
        self.told.set_role("quiet" if fine else "error")
        self.save.setEnabled(fine)
        self.copy.setEnabled(sized)

    def _ask_to_save(self) -> None:
        kind = self.kind.currentData()
        # What is typed for a scale may be none while it does not count.
        self.saveAsked.emit(kind, self._scale() if kind == "png" else self.scale.number)


class ValuesDialog(QDialog):
    """The tables there are, one at a time, to be read, written and copied."""

    saveAsked = Signal(object)
    """The `Table` to write; the file is still to be asked for."""
    copyAsked = Signal(object)

    def __init__(self, found: Mapping[str, Table], first: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Export values"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 460)
        self._found = dict(found)
        self.choice, self.view, self.told = QComboBox(), QTableView(), Prose(role="quiet")
        for kind in self._found:
            self.choice.addItem(title_of_kind(kind), kind)
        self.choice.setCurrentIndex(list(self._found).index(first))
        self.choice.setAccessibleName(tr("Values"))
        self.view.setAccessibleName(tr("Values"))
        self.view.setFont(theme.number_font(12))
        self.view.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.view.verticalHeader().hide()
        self.view.horizontalHeader().setStretchLastSection(True)
        box, self.save, self.copy = _buttons(self, tr("Save as CSV …"))
        layout = QVBoxLayout(self)
        layout.setSpacing(10)
        layout.addWidget(self.choice)
        layout.addWidget(self.view, 1)
        layout.addWidget(self.told)
        layout.addWidget(box)
        self.choice.currentIndexChanged.connect(lambda _: self._show())
        self.save.clicked.connect(lambda: self.saveAsked.emit(self.table))
        self.copy.clicked.connect(lambda: self.copyAsked.emit(self.table))
        self._show()

    @property
    def table(self) -> Table:
        """The table shown."""
        return self._found[self.choice.currentData()]

    def _show(self) -> None:
        before = self.view.model()
        self.view.setModel(TableModel(self.table, self))
        if before is not None:
            before.deleteLater()
        rows, columns = len(self.table.rows), len(self.table.columns)
        self.told.say(
            tr("{rows:,} rows, {columns} columns. Numbers are written in full; copied, columns are parted by tabs.",
               rows=rows, columns=columns)
        )  # fmt: skip


def _buttons(dialog: QDialog, save: str) -> tuple[QDialogButtonBox, QPushButton, QPushButton]:
    """Save, Copy and Close in their box; Enter saves."""
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    box.rejected.connect(dialog.reject)
    buttons = QPushButton(save), QPushButton(tr("Copy"))
    for button in buttons:
        box.addButton(button, QDialogButtonBox.ButtonRole.ActionRole)
    buttons[0].setDefault(True)
    return box, *buttons


def _no_scale(value: float) -> str | None:
    return None if value > 0 else tr("The scale must be above 0.")
