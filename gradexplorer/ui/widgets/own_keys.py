"""Keys that mean something to a widget, and nothing to the window while that widget has the focus."""

from __future__ import annotations

from collections.abc import Collection
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

if TYPE_CHECKING:
    _Widget = QWidget
else:  # a class of Qt's cannot have two bases of Qt's
    _Widget = object


class OwnKeys(_Widget):
    """To be named before the class of Qt's: `class Knob(OwnKeys, QWidget)`."""

    OWN_KEYS: ClassVar[Collection[Qt.Key]] = ()

    def is_own(self, event: QKeyEvent) -> bool:
        """Whether this key press is for the widget rather than for a shortcut."""
        return event.key() in self.OWN_KEYS

    def event(self, event: QEvent) -> bool:
        """Keep its own keys from the window's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and self.is_own(event):
            event.accept()
            return True
        return super().event(event)
