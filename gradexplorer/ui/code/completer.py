"""The names on offer while one is typed: a list under the cursor, with a line of help for each."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTextCursor

from gradexplorer.lang.completion import NOTHING, Completion, completions
from gradexplorer.ui.code.offer_list import OfferList
from gradexplorer.ui.code.places import unit

if TYPE_CHECKING:
    from gradexplorer.ui.code.field import CodeField

_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)


class Completer(QObject):
    """Opens the list of one field, takes the keys that belong to it, and writes what was chosen."""

    closed = Signal()
    """The list was open and is so no more."""

    def __init__(self, field: CodeField) -> None:
        super().__init__(field)
        self._field = field
        self._offer = NOTHING
        self._asked = False
        self._list: OfferList | None = None

    @property
    def list(self) -> OfferList | None:
        """The list while it is open."""
        return self._list if self._list is not None and self._list.isVisible() else None

    @property
    def items(self) -> tuple[Completion, ...]:
        """What is on offer now."""
        return self._offer.items if self.list is not None else ()

    # ------------------------------------------------------------------ opening and closing

    def ask(self) -> None:
        """Somebody wants to see what there is."""
        self._asked = True
        self._open()

    def after(self, event: QKeyEvent, *, typed: bool) -> None:
        """A key went to the field: letters open the list, Backspace keeps it, whatever else closes it."""
        if typed and event.text() and (event.text().isalnum() or event.text() in "._"):
            self.show_for_typing()
        elif typed and self.list is not None and event.key() == Qt.Key.Key_Backspace:
            self._open()
        elif event.key() not in (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr):
            self.close()

    def show_for_typing(self) -> None:
        """Offer what the letters typed so far may become."""
        if self._field.text()[: self._field.cursorPosition()][-1:].isdigit() and self.list is None:
            return
        self._open()

    def close(self) -> None:
        """Hide the list."""
        self._asked = False
        self._offer = NOTHING
        if self.list is not None:
            self.list.hide()
            self.closed.emit()

    def _open(self) -> None:
        field = self._field
        if field.textCursor().hasSelection():
            self.close()
            return
        self._offer = completions(
            field.text(),
            field.cursorPosition(),
            field.highlighter.vocabulary,
            program=field.highlighter.program,
            asked=self._asked,
        )
        if not self._offer.items:
            self.close()
            return
        window = field.window()
        if self._list is None or self._list.parentWidget() is not window:
            self._list = OfferList(window)
            self._list.chosen.connect(self._accept)
            field.destroyed.connect(self._list.deleteLater)
        word = QTextCursor(field.document())
        word.setPosition(unit(field.text(), self._offer.start))
        caret = field.cursorRect(word)
        corner = field.viewport().mapTo(window, caret.bottomLeft())
        self._list.show_items(self._offer.items, corner + QPoint(-12, 6), caret.height() + 12, self._marked())

    def _marked(self) -> bool:
        """Whether Enter takes the first name: where it was asked for, or what is typed means nothing as it stands."""
        return self._asked or not self._offer.whole

    # ------------------------------------------------------------------ keys

    def take(self, event: QKeyEvent) -> bool:
        """Whether the list is open and the key is its own: arrows, Tab, Enter where it may, Escape."""
        shown = self.list
        if shown is None or event.modifiers() not in _PLAIN:
            return False
        key = event.key()
        if key == Qt.Key.Key_Escape:
            self.close()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            self._asked = True
            shown.step(key)
        elif key == Qt.Key.Key_Tab or (key in _ENTER and self._marked()):
            self._accept(max(0, shown.current))
        else:
            if key in _ENTER:
                self.close()
            return False
        return True

    def _accept(self, index: int) -> None:
        item, offer, field = self._offer.items[index], self._offer, self._field
        self.close()
        called = field.text()[offer.end : offer.end + 1] == "("
        text = item.insert + ("()" if item.call and not called else "")
        field.replace(offer.start, offer.end, text)
        if item.call:
            field.setCursorPosition(offer.start + len(item.insert) + 1)
        elif text.endswith("."):
            self._open()
