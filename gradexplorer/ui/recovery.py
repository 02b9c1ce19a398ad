"""The dialog that offers unsaved work which a window left that did not end well, and the list of what a file lost."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.model import autosave
from gradexplorer.model.autosave import Leftover, leftovers
from gradexplorer.model.mending import Loss
from gradexplorer.ui.text import tr

MOST_LISTED = 1000
"""The losses that are listed."""


class RecoveryDialog(QDialog):
    """Lists unsaved work; a piece can be opened, deleted, or left for later."""

    def __init__(self, found: Sequence[Leftover], recover: Callable[[Leftover], bool], parent: QWidget) -> None:
        """`recover` opens one, and returns whether it did."""
        super().__init__(parent)
        self._recover = recover
        self.setWindowTitle(tr("Unsaved work"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(520, 300)
        told = QLabel(tr("gradexplorer ended before this was saved:"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Unsaved work"))
        self.list.itemActivated.connect(lambda _: self._open())
        buttons = QDialogButtonBox()
        self.open_button = QPushButton(tr("Open"))
        self.open_button.setToolTip(tr("Go on with this; it is unsaved until you save it"))
        self.delete_button = QPushButton(tr("Delete …"))
        self.later_button = QPushButton(tr("Later"))
        self.later_button.setToolTip(tr("Keep it: File, Unsaved work … shows this again"))
        buttons.addButton(self.open_button, QDialogButtonBox.ButtonRole.AcceptRole)
        buttons.addButton(self.delete_button, QDialogButtonBox.ButtonRole.DestructiveRole)
        buttons.addButton(self.later_button, QDialogButtonBox.ButtonRole.RejectRole)
        self.open_button.setDefault(True)
        self.open_button.clicked.connect(self._open)
        self.delete_button.clicked.connect(self._delete)
        self.later_button.clicked.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.addWidget(told)
        layout.addWidget(self.list, 1)
        layout.addWidget(buttons)
        self._fill(found)

    def _fill(self, found: Sequence[Leftover]) -> None:
        self.list.clear()
        for leftover in found:
            item = QListWidgetItem(_line(leftover))
            item.setData(Qt.ItemDataRole.UserRole, leftover)
            item.setToolTip(str(leftover.origin or leftover.path))
            self.list.addItem(item)
        self.list.setCurrentRow(0)

    @property
    def chosen(self) -> Leftover | None:
        """The one selected."""
        row = self.list.currentRow()
        return None if row < 0 else self.list.item(row).data(Qt.ItemDataRole.UserRole)

    def _open(self) -> None:
        if self.chosen is not None and self._recover(self.chosen):
            self.accept()
        else:
            self._look_again()

    def _delete(self) -> None:
        if self.chosen is None:
            return
        buttons = QMessageBox.StandardButton
        question = tr("Delete {what} for good?", what=_line(self.chosen))
        answer = QMessageBox.question(self, tr("Delete unsaved work"), question, buttons.Yes | buttons.No, buttons.No)
        if answer == buttons.Yes:
            slot = autosave.claim(self.chosen)
            if slot is not None:
                slot.close()
        self._look_again()

    def _look_again(self) -> None:
        """Show what is there now; with nothing left there is nothing to ask."""
        found = leftovers()
        self._fill(found)
        if not found:
            self.reject()


def _line(leftover: Leftover) -> str:
    """The file or the formula, and when it was written."""
    name = leftover.origin.name if leftover.origin is not None else leftover.title or tr("untitled")
    when = QDateTime.fromMSecsSinceEpoch(int(leftover.written * 1000))
    return f"{name} – {QLocale().toString(when, QLocale.FormatType.ShortFormat)}"


def losses_dialog(name: str, losses: Sequence[Loss], parent: QWidget) -> QDialog:
    """Says that a file was damaged, and lists what was lost or mended, each with its place."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("A damaged file"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(640, 360)
    told = QLabel(
        tr("{name} is damaged. What can be read is open; these places were lost or mended:", name=name), wordWrap=True
    )
    box = QPlainTextEdit(readOnly=True)
    box.setAccessibleName(tr("What was lost or mended"))
    lines = [str(loss) for loss in losses[:MOST_LISTED]]
    more = len(losses) - len(lines)
    box.setPlainText("\n".join([*lines, *([tr("… and {count} more.", count=more)] if more else [])]))
    kept = QLabel(tr("Saving asks for a name: no file is changed before."), wordWrap=True)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    for part in (told, box, kept, buttons):
        layout.addWidget(part)
    return dialog
