"""The field in which expressions and programs are typed: one line until there are several, coloured as it is typed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TypeGuard

from PySide6.QtCore import QEvent, QMimeData, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QPainter,
    QPen,
    QResizeEvent,
    QTextCursor,
    QTextOption,
)
from PySide6.QtWidgets import QFrame, QPlainTextEdit, QSizePolicy, QWidget

from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.ui import theme
from gradexplorer.ui.code import marks, pasting, typing_rules
from gradexplorer.ui.code.completer import Completer
from gradexplorer.ui.code.gutter import Gutter
from gradexplorer.ui.code.highlighter import Highlighter
from gradexplorer.ui.code.keys import CONTROL, ENTER, asks, is_windows, mends
from gradexplorer.ui.code.places import character, plain, unit
from gradexplorer.ui.code.shape import is_code
from gradexplorer.ui.docks.rows import RowError, RowNote
from gradexplorer.ui.text import tr

LONGEST = 2_000
"""A formula of more characters is not wrapped: Qt would take seconds for it."""
MOST_LINES = 12
"""A program of more lines scrolls inside its field."""

_FRAME = 2
_AS_NEEDED, _NEVER = Qt.ScrollBarPolicy.ScrollBarAsNeeded, Qt.ScrollBarPolicy.ScrollBarAlwaysOff
_OWN_KEYS = (*ENTER, Qt.Key.Key_Escape, Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class CodeField(QPlainTextEdit):
    """Types one expression or program. Places in its signals and methods count characters, as the language does."""

    textEdited = Signal(str)
    entered = Signal()
    left = Signal()
    moved = Signal(int)
    emptied = Signal()
    blurred = Signal()
    focused = Signal()
    fixRequested = Signal()
    refused = Signal(str)
    """What was pasted is not taken; the sentence says why."""

    def __init__(self, parent: QWidget | None = None, *, size: int = 16, most_lines: int = MOST_LINES) -> None:
        super().__init__(parent)
        self._size, self._most_lines = size, most_lines
        self._text = ""
        self._setting = False
        self._error: RowError | None = None
        self._notes: tuple[RowNote, ...] = ()
        self._theme = theme.current()
        self.code = False
        self.setUndoRedoEnabled(False)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.document().setDocumentMargin(1)
        self.gutter = Gutter(self)
        self.highlighter = Highlighter(self.document(), self)
        self.completer = Completer(self)
        self._dress()
        self.textChanged.connect(self._on_text)
        self.cursorPositionChanged.connect(self._on_cursor)
        self.updateRequest.connect(self._on_update)
        self.document().documentLayout().documentSizeChanged.connect(lambda _: self._fit())
        self.verticalScrollBar().valueChanged.connect(lambda _: self._hold())
        self.horizontalScrollBar().rangeChanged.connect(lambda *_: self._fit())

    # ------------------------------------------------------------------ text and cursor

    def text(self) -> str:
        """The text, its lines ended by a newline."""
        return self._text

    def setText(self, text: str) -> None:
        """Show `text` without telling anybody; the cursor stays where it was as far as it can."""
        if plain(text) == self._text:
            return
        place = self.cursorPosition()
        self._setting = True
        self._put_all(plain(text))
        self._setting = False
        self.setCursorPosition(min(place, len(self._text)))

    def replace(self, start: int, end: int, text: str) -> None:
        """Put `text` in place of the characters `start` to `end`, as if it had been typed."""
        cursor = self.textCursor()
        cursor.setPosition(unit(self._text, start))
        cursor.setPosition(unit(self._text, end), QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(text)
        self.setTextCursor(cursor)

    def clear(self) -> None:
        """Empty the field without telling anybody."""
        self.setText("")

    def cursorPosition(self) -> int:
        """How many characters stand before the cursor."""
        return character(self._text, self.textCursor().position())

    def setCursorPosition(self, place: int) -> None:
        """Put the cursor behind `place` characters."""
        cursor = self.textCursor()
        cursor.setPosition(unit(self._text, min(place, len(self._text))))
        self.setTextCursor(cursor)

    def go_to_end(self) -> None:
        """Put the cursor behind everything."""
        self.moveCursor(QTextCursor.MoveOperation.End)

    def go_to_line(self, number: int) -> None:
        """Put the cursor at the start of a line, counted from 0."""
        self.setTextCursor(QTextCursor(self.document().findBlockByNumber(number)))
        self.setFocus(Qt.FocusReason.MouseFocusReason)

    def _put_all(self, text: str) -> None:
        cursor = QTextCursor(self.document())
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(text)

    def _on_text(self) -> None:
        text = plain(self.document().toRawText())
        if text == self._text:  # colours were changed, not letters
            return
        self._text = text
        self._dress()
        self._on_cursor()
        if not self._setting:
            self._tell()

    def _tell(self) -> None:
        self.highlighter.settle(False)
        self.textEdited.emit(self._text)

    # ------------------------------------------------------------------ looks

    def set_names(self, vocabulary: Vocabulary, variables: tuple[str, ...]) -> None:
        """The names of the document, and which of this text's own are variables."""
        self.highlighter.set_names(vocabulary, variables)

    def mark(self, error: RowError | None, notes: tuple[RowNote, ...] = ()) -> None:
        """Underline what is wrong and what is remarked on, or nothing."""
        self._error, self._notes = error, notes
        if error is not None:
            self.highlighter.settle(True)
        if bool(self.property("wrong")) != (error is not None):
            self.setProperty("wrong", error is not None)
            self.update()
        self._on_cursor()
        self.gutter.update()

    def said_of(self, line: int) -> tuple[str, bool]:
        """What is said about a line counted from 0, and whether it is an error; "" where nothing is."""
        error = self._error
        if error is not None and self._text.count("\n", 0, error.start) == line:
            return error.message, True
        notes = [note.message for note in self._notes if self._text.count("\n", 0, note.start) == line]
        return "\n".join(notes), False

    def visible_lines(self) -> Iterator[tuple[int, float, float]]:
        """Number, top and height of each line in sight, in the field's pixels."""
        block = self.firstVisibleBlock()
        offset = self.contentOffset()
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset)
            if area.top() > self.viewport().height():
                return
            if block.isVisible():
                yield block.blockNumber(), area.top(), area.height()
            block = block.next()

    def _dress(self) -> None:
        """One line looks like a formula; several, or a program, like code."""
        code = is_code(self._text)
        wraps = not code and len(self._text) <= LONGEST
        self.setLineWrapMode(self.LineWrapMode.WidgetWidth if wraps else self.LineWrapMode.NoWrap)
        if code == self.property("code"):
            return
        self.code = code
        self.setProperty("code", code)
        self._wear()
        self.update()
        self.setTabChangesFocus(not code)
        self.setHorizontalScrollBarPolicy(_AS_NEEDED if code else _NEVER)
        self._fit()

    def _wear(self) -> None:
        """The face for formulas or for code: whenever it polishes, the style sheet puts back an older one."""
        face = theme.code_font(12) if self.code else theme.maths_font(self._size)
        if (self.font().families(), self.font().pixelSize()) != (face.families(), face.pixelSize()):
            self.setFont(face)
            self.setTabStopDistance(self.fontMetrics().horizontalAdvance(" ") * typing_rules.INDENT)

    def _fit(self) -> None:
        """As high as the text, up to the most lines; the gutter beside it."""
        margin = self.gutter.wanted() if self.code else 0
        self.setViewportMargins(margin, 0, 0, 0)
        self.gutter.setVisible(self.code)
        if self._most_lines:
            scrolls = self._lines() > self._most_lines
            self.setVerticalScrollBarPolicy(_AS_NEEDED if scrolls else _NEVER)
            self.setFixedHeight(self.sizeHint().height())
            self._hold()
        self._place_gutter()

    def _hold(self) -> None:
        """A text that fits stays at its top: Qt would scroll to the cursor before the field has grown."""
        if self._most_lines and self._lines() <= self._most_lines:
            self.verticalScrollBar().setValue(0)

    def _lines(self) -> int:
        return max(1, round(self.document().size().height()))

    def sizeHint(self) -> QSize:
        """As high as the text, up to the most lines."""
        lines = self._lines()
        shown = min(lines, self._most_lines or lines)
        height = shown * self.fontMetrics().lineSpacing() + 2 * round(self.document().documentMargin()) + 2
        bar = self.horizontalScrollBar()
        if self.code and bar.maximum() > 0:
            height += bar.sizeHint().height()
        return QSize(120, height + 2 * _FRAME)

    def minimumSizeHint(self) -> QSize:
        """Narrow: a formula wraps, a program scrolls."""
        return QSize(24, self.sizeHint().height())

    def _place_gutter(self) -> None:
        inside = self.contentsRect()
        self.gutter.setGeometry(QRect(inside.left(), inside.top(), self.gutter.wanted(), inside.height()))

    def _paint_frame(self) -> None:
        """The ground and the ring around it: what is typed in or code lies on a ground of its own."""
        colours = theme.current()
        ring = (
            colours.error
            if self.property("wrong")
            else colours.accent
            if self.hasFocus()
            else colours.border
            if self.code
            else None
        )
        if ring is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        width = 1 if ring == colours.border else _FRAME
        painter.setPen(QPen(QColor(ring), width))
        painter.setBrush(QColor(colours.raised))
        inset = width / 2
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)

    def _on_update(self, area: QRect, moved: int) -> None:
        if self.code:
            self.gutter.update()

    def _on_cursor(self) -> None:
        """Underlines, and the grounds of the bracket at the cursor and its partner."""
        if plain(self.document().toRawText()) != self._text:  # the text follows its cursor in a moment
            return
        place = self.cursorPosition() if self.hasFocus() else -1
        self.setExtraSelections(marks.selections(self, self._text, self._error, self._notes, place))
        if self.code:
            self.gutter.update()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Formulas wrap anew; the gutter follows."""
        super().resizeEvent(event)
        self._fit()

    def changeEvent(self, event: QEvent) -> None:
        """The new theme's colours."""
        super().changeEvent(event)
        if not hasattr(self, "completer"):  # Qt tells of changes before there is anything to change
            return
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._wear()
        if event.type() == QEvent.Type.PaletteChange and self._theme is not theme.current():
            self._theme = theme.current()
            self.highlighter.rehighlight()
            self._on_cursor()

    # ------------------------------------------------------------------ keys

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's shortcuts, and leave the window its own."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if is_windows(event):
                event.ignore()
                return False
            if event.key() in _OWN_KEYS or asks(event) or mends(event):
                event.accept()
                return True
        if self._is_tab(event) and self.completer.take(event):  # before a formula loses the focus by it
            return True
        if event.type() == QEvent.Type.Paint:
            self._paint_frame()
            return True
        done = super().event(event)
        if event.type() == QEvent.Type.Polish:
            self._wear()
            self._fit()
        return done

    @staticmethod
    def _is_tab(event: QEvent) -> TypeGuard[QKeyEvent]:
        pressed = event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent)
        return pressed and event.key() == Qt.Key.Key_Tab  # type: ignore[attr-defined]  # it is a key's

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What keys do here, in order: the list of names that is open, the field's own, typing."""
        if is_windows(event):
            event.ignore()
        elif self.completer.take(event):
            event.accept()
        elif self._own(event):
            event.setAccepted(event.key() != Qt.Key.Key_Escape)  # the window may have something to stop as well
        else:
            before = self._text
            if not self._put(event):
                super().keyPressEvent(event)
            if not self.hasFocus():  # a letter can send the focus elsewhere; Qt would leave a cursor standing here
                super().focusOutEvent(QFocusEvent(QEvent.Type.FocusOut))
            self.completer.after(event, typed=self._text != before)

    def _own(self, event: QKeyEvent) -> bool:
        key, held = event.key(), event.modifiers()
        if mends(event):
            self.fixRequested.emit()
        elif asks(event):
            self.completer.ask()
        elif key in ENTER:
            self._enter(held)
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and not held & ~Qt.KeyboardModifier.KeypadModifier:
            return self._leave_by(key)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not self._text:
            if not event.isAutoRepeat():
                self.emptied.emit()
        elif self.code and key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and not held & CONTROL:
            self._write(lambda cursor: typing_rules.indent(cursor, back=key == Qt.Key.Key_Backtab))
        else:
            return False
        return True

    def _enter(self, held: Qt.KeyboardModifier) -> None:
        """Enter ends a formula and breaks a line of code; with Shift it always breaks, with Ctrl it always ends."""
        if held & Qt.KeyboardModifier.ShiftModifier or (self.code and not held & CONTROL):
            self._write(typing_rules.new_line)
        else:
            self.entered.emit()

    def _leave_by(self, key: int) -> bool:
        """Up in the first line and Down in the last go to the neighbours."""
        move = QTextCursor.MoveOperation.Up if key == Qt.Key.Key_Up else QTextCursor.MoveOperation.Down
        if QTextCursor(self.textCursor()).movePosition(move):
            return False
        self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        return True

    def _put(self, event: QKeyEvent) -> bool:
        """Brackets and Backspace, where they do more than a letter."""
        letter = event.text()
        cursor, brackets, place = self.textCursor(), self.highlighter.found.brackets, self.cursorPosition()
        before, self._setting = self._text, True  # what is told is the outcome, with the cursor in its place
        cursor.beginEditBlock()
        if event.key() == Qt.Key.Key_Backspace and not event.modifiers():
            done = (self.code and typing_rules.take_indent(cursor)) or typing_rules.take_pair(
                cursor, self._text, place, brackets
            )
        elif letter in typing_rules.BRACKETS and letter:
            done = typing_rules.put_bracket(cursor, letter, self._text, place, brackets)
        else:
            done = False
        cursor.endEditBlock()
        self._setting = False
        if done:
            self.setTextCursor(cursor)
        if self._text != before:
            self._tell()
        return done

    def _write(self, change: Callable[[QTextCursor], None]) -> None:
        cursor = self.textCursor()
        change(cursor)
        self.setTextCursor(cursor)
        self.ensureCursorVisible()

    def canInsertFromMimeData(self, source: QMimeData) -> bool:
        """Whether there is text; a file that is let fall here is for the window to open."""
        return not any(url.isLocalFile() for url in source.urls()) and super().canInsertFromMimeData(source)

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text, its lines kept; what is longer than any text may be is refused at once."""
        text = plain(source.text())
        if len(self._text) - len(self.textCursor().selectedText()) + len(text) > SOURCE_BYTES:
            self.refused.emit(
                tr("not pasted: this text has {count} characters, at most {most} are read", count=f"{len(text):,}",
                   most=f"{SOURCE_BYTES:,}")
            )  # fmt: skip
            return
        if self.textCursor().selectedText() == self.textCursor().document().toRawText():
            text = pasting.whole(text)
        self.textCursor().insertText(text.strip("\n") if not self.code else text)
        self.ensureCursorVisible()

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Letters that an input method composes; where nothing but a composition is deleted nothing is told."""
        super().inputMethodEvent(event)
        if event.commitString():
            self.completer.show_for_typing()

    # ------------------------------------------------------------------ focus

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Tell that the field is typed in."""
        super().focusInEvent(event)
        self.update()
        self._on_cursor()
        self.focused.emit()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left, though not for a menu or another window."""
        super().focusOutEvent(event)
        self.update()
        self.completer.close()
        self._on_cursor()
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.blurred.emit()
