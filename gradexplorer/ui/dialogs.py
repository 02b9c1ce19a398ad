"""Small dialogs: the list of keys, about."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QGridLayout,
    QLabel,
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


def about(parent: QWidget) -> None:
    """Version and licence."""
    QMessageBox.about(
        parent,
        tr("About gradexplorer"),
        tr("gradexplorer {version}\n\nA desktop laboratory for gradients. MIT licence.", version=__version__),
    )
