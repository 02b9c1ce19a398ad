"""Small dialogs: the list of keys, the command palette, about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QMessageBox,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from gradexplorer import __version__
from gradexplorer.ui.actions import MENUS, SUBMENUS, Actions
from gradexplorer.ui.code.keys import typing_keys
from gradexplorer.ui.gestures import gestures
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption, SectionTitle


def keys_dialog(actions: Actions, parent: QWidget) -> QDialog:
    """All keys, by menu."""
    dialog = QDialog(parent)
    dialog.setWindowTitle(tr("Keys"))
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    dialog.resize(460, 560)
    inside = QWidget()
    grid = QGridLayout(inside)
    grid.setVerticalSpacing(6)
    line = 0
    for menu, title in (*MENUS, *((key, title) for key, title, _ in SUBMENUS)):
        rows = [spec for spec in actions.specs.values() if spec.menu == menu and spec.keys]
        if not rows:
            continue
        grid.addWidget(_heading(tr(title.replace("&", ""))), line, 0, 1, 2)
        line += 1
        for spec in rows:
            keys = "  ".join(QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText) for key in spec.keys)
            grid.addWidget(QLabel(keys), line, 0)
            words = QLabel(spec.tip or spec.text)
            words.setWordWrap(True)
            grid.addWidget(words, line, 1)
            line += 1
    _table(
        grid, _table(grid, line, "mouse", tr("Mouse and touch pad"), gestures()), "typing", tr("Typing"), typing_keys()
    )
    grid.setColumnMinimumWidth(0, 130)
    grid.setColumnStretch(1, 1)
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setWidget(inside)
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
    buttons.rejected.connect(dialog.reject)
    layout = QVBoxLayout(dialog)
    layout.addWidget(Caption(tr("Keys without Ctrl act while the plot has the focus.")))
    layout.addWidget(area, 1)
    layout.addWidget(buttons)
    return dialog


def _table(grid: QGridLayout, line: int, name: str, title: str, rows: tuple[tuple[str, str], ...]) -> int:
    """A group of keys that are no actions, from `line` on; returns the line after it."""
    heading = _heading(title)
    heading.setObjectName(f"{name}-keys")
    grid.addWidget(heading, line, 0, 1, 2)
    for place, texts in enumerate(rows, line + 1):
        for column, text in enumerate(texts):
            words = QLabel(text)
            words.setWordWrap(True)
            grid.addWidget(words, place, column, Qt.AlignmentFlag.AlignTop)
    return line + 1 + len(rows)


def _heading(text: str) -> SectionTitle:
    """The title of a group of keys, apart from the group above."""
    title = SectionTitle(text)
    title.setContentsMargins(0, 12, 0, 2)
    return title


class Palette(QDialog):
    """Type part of a command's name, Enter runs it."""

    def __init__(self, actions: Actions, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(420, 360)
        self._actions = actions
        self.field, self.list = QLineEdit(), QListWidget()
        self.field.setPlaceholderText(tr("Type a command"))
        self.field.setAccessibleName(tr("Command"))
        self.list.setAccessibleName(tr("Commands"))
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._run)
        self.list.itemActivated.connect(lambda _: self._run())
        layout = QVBoxLayout(self)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        self._filter("")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up and Down move in the list while the field has the focus."""
        move = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        row = min(max(self.list.currentRow() + move, 0), self.list.count() - 1)
        self.list.setCurrentRow(row)

    def _filter(self, text: str) -> None:
        self.list.clear()
        parts = text.lower().split()
        for spec in self._actions.specs.values():
            action = self._actions[spec.name]
            told = f"{spec.text} {spec.tip}".lower()
            if action.isEnabled() and spec.name != "palette" and all(part in told for part in parts):
                key = QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else ""
                item = QListWidgetItem(action.icon(), f"{spec.text}    {key}")
                item.setToolTip(spec.tip)
                item.setData(Qt.ItemDataRole.UserRole, spec.name)
                self.list.addItem(item)
        self.list.setCurrentRow(0)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        self.accept()
        self._actions[item.data(Qt.ItemDataRole.UserRole)].trigger()


def about(parent: QWidget) -> None:
    """Version and licence."""
    QMessageBox.about(
        parent,
        tr("About gradexplorer"),
        tr("gradexplorer {version}\n\nA desktop laboratory for gradients. MIT licence.", version=__version__),
    )
