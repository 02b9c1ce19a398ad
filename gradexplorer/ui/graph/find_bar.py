"""The small search field of the graph."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from gradexplorer.ui import icons, theme
from gradexplorer.ui.text import tr


class FindBar(QWidget):
    """A field, the number of hits, previous and next, close.

    `searched(text)` comes with every change of the text, `stepped(±1)` for Enter, Shift+Enter and the two buttons,
    `closed()` for Escape and the last button.
    """

    searched = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Find a node"))
        self.setAccessibleDescription(tr("Searches the graph for a label or an operation's name."))
        self.field = QLineEdit(self)
        self.field.setPlaceholderText(tr("Find a node: cos, MulBackward0, constant"))
        self.field.setAccessibleName(tr("Text to find in the graph"))
        self.field.setAccessibleDescription(tr("Enter goes to the next node, Shift+Enter to the one before."))
        self.field.textChanged.connect(self.searched)
        self._count = QLabel(self)
        self._count.setProperty("role", "quiet")
        self._count.setMinimumWidth(72)
        # Upwards and downwards in reading order: the chevron's picture turned would be a second icon for one thing.
        self._buttons = {
            "back": self._button(tr("Previous (Shift+Enter)"), lambda: self.stepped.emit(-1)),
            "forward": self._button(tr("Next (Enter)"), lambda: self.stepped.emit(1)),
            "close": self._button(tr("Close (Esc)"), self.closed.emit),
        }
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 4, 16, 8)
        layout.setSpacing(4)
        layout.addWidget(self.field, 1)
        layout.addSpacing(4)
        layout.addWidget(self._count)
        for button in self._buttons.values():
            layout.addWidget(button)
        self.dress()
        self.show_count(0, 0)

    @property
    def count_text(self) -> str:
        """What stands beside the field: "2 of 5", "no node", or nothing while the field is empty."""
        return self._count.text()

    def show_count(self, place: int, hits: int) -> None:
        """Say at which hit (from 1; 0 for none yet) of how many the view is."""
        if not self.field.text().strip():
            words = ""
        elif hits == 0:
            words = tr("no node")
        elif place == 0:
            words = tr("{hits} found", hits=hits)
        else:
            words = tr("{place} of {hits}", place=place, hits=hits)
        self._count.setText(words)
        self._buttons["back"].setEnabled(hits > 0)
        self._buttons["forward"].setEnabled(hits > 0)

    def dress(self) -> None:
        """Draw the icons in the theme in use."""
        for name, button in self._buttons.items():
            button.setIcon(icons.icon(name))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Shift+Enter and Escape; the field keeps the rest."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The graph's own ground."""
        QPainter(self).fillRect(self.rect(), QColor(theme.current().ground))

    def _button(self, text: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setToolTip(text)
        button.setAccessibleName(text)
        button.setIconSize(QSize(20, 20))
        button.clicked.connect(act)
        return button
