"""What is shown can be copied in full: with Ctrl+C where it has the focus, and from its context menu."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent, QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QMenu

from gradexplorer.ui.widgets.own_keys import OwnKeys

Text = str | Callable[[], str]
"""What is copied, or where that may be long what makes it: the menu opens without waiting for it."""


def _put(text: Text) -> None:
    QGuiApplication.clipboard().setText(text if isinstance(text, str) else text())


class Copied(OwnKeys):
    """To be named before the class of Qt's: `class Row(Copied, QWidget)`."""

    @property
    def full(self) -> str:
        """What Ctrl+C copies."""
        raise NotImplementedError

    def copies(self) -> Mapping[str, Text]:
        """What the context menu offers to copy, under its words; "" is greyed."""
        raise NotImplementedError

    def copy(self) -> None:
        """Put it on the clipboard in full."""
        QGuiApplication.clipboard().setText(self.full)

    def is_own(self, event: QKeyEvent) -> bool:
        """Ctrl+C is."""
        return event.matches(QKeySequence.StandardKey.Copy) or super().is_own(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ctrl+C copies."""
        if event.matches(QKeySequence.StandardKey.Copy):
            self.copy()
        else:
            super().keyPressEvent(event)

    def copy_menu(self) -> QMenu:
        """What is offered to be copied, and what a class may add; gone once it is closed."""
        menu = QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for words, text in self.copies().items():
            action = menu.addAction(words)
            action.setEnabled(bool(text))
            action.triggered.connect(lambda _=False, text=text: _put(text))
        return menu

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy."""
        self.copy_menu().popup(event.globalPos())
