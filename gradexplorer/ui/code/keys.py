"""The keys of typing: they belong to the field, so the table of actions has none of them."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from gradexplorer.ui.text import tr

CONTROL = Qt.KeyboardModifier.ControlModifier
ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_UNDO = (QKeySequence.StandardKey.Undo, QKeySequence.StandardKey.Redo)
_WINDOWS_LETTERS = (Qt.Key.Key_K, Qt.Key.Key_E)
"""With Ctrl these are the window's; a text field would cut a line's end, or go there, on some systems."""


def typing_keys() -> tuple[tuple[str, str], ...]:
    """Keys and what they do, in the order in which they are met."""
    return (
        (tr("Enter"), tr("To the next line of the list; in a text of several lines a new line")),
        (tr("Shift+Enter"), tr("A new line in the same text")),
        (tr("Ctrl+Enter"), tr("To the next line of the list, from a text of several lines too")),
        (tr("Esc"), tr("Close the names on offer, then leave the field")),
        (tr("Up, Down"), tr("In the names on offer, else between lines")),
        (tr("Ctrl+Space"), tr("Names on offer, with a line of help; they come by themselves from two letters on")),
        (tr("Tab"), tr("Write the name on offer; in a text of several lines indent, with Shift outdent")),
        (tr("Alt+Enter, Ctrl+."), tr("Mend the error as the line under it says")),
        (tr("F2"), tr("Type in the line that has the focus")),
        (tr("Del"), tr("Remove the line that has the focus, or an empty one while it is typed")),
    )


def is_windows(event: QKeyEvent) -> bool:
    """Keys of the window: undo is the document's, not the field's."""
    if any(event.matches(key) for key in _UNDO):
        return True
    return event.modifiers() == CONTROL and event.key() in _WINDOWS_LETTERS


def asks(event: QKeyEvent) -> bool:
    """The key that shows the names on offer."""
    return event.key() == Qt.Key.Key_Space and bool(event.modifiers() & CONTROL)


def mends(event: QKeyEvent) -> bool:
    """The key that makes the edit which an error offers."""
    enter = event.key() in ENTER and bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
    return enter or (event.key() == Qt.Key.Key_Period and bool(event.modifiers() & CONTROL))
