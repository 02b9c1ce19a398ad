"""One line of the expression list: set while it rests, a field while it is typed.

Programs, and what cannot be read, stay in the field, where their colours and marks are.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QHBoxLayout, QMenu, QToolButton, QVBoxLayout, QWidget

from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.ui import icons, theme
from gradexplorer.ui.code.field import MOST_LINES, CodeField
from gradexplorer.ui.code.fix_button import FixButton
from gradexplorer.ui.code.larger import LargerView
from gradexplorer.ui.code.places import plain
from gradexplorer.ui.docks.look_popup import LookPopup
from gradexplorer.ui.docks.rows import ExpressionRow, placed, remarks
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.dot import DotButton
from gradexplorer.ui.widgets.formula import FormulaLabel
from gradexplorer.ui.widgets.labels import Caption, reveal

ERROR_DELAY_MS = 400
"""How long after the last keystroke an error is shown."""


class ExpressionLine(QWidget):
    """A line: dot, formula or field, reading, notes, error and its fix."""

    textEdited = Signal(int, str)
    editingFinished = Signal(int)
    selectRequested = Signal(int)
    visibilityToggled = Signal(int, bool)
    removeRequested = Signal(int)
    nextRequested = Signal(int, int)
    lookChanged = Signal(int, str, object)

    def __init__(self, row: ExpressionRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._typing = False
        self._larger: LargerView | None = None
        self._look: LookPopup | None = None
        self._build()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(ERROR_DELAY_MS)
        self._wait.timeout.connect(self._refresh)
        self._connect()
        self.set_row(row)

    def _build(self) -> None:
        self.dot = DotButton(self)
        self.sign = _button(self, 24, "warning", tr("Go to the error"))
        self.formula = FormulaLabel(self, interactive=True)
        self.editor = CodeField(self)
        self.editor.setObjectName("expression")
        self.editor.setAccessibleName(tr("Expression"))
        self.editor.hide()
        self.preview = FormulaLabel(self, size=16, role="quiet")
        self.preview.setContentsMargins(4, 4, 0, 0)
        self.reading, self.note, self.error = Caption(), Caption(), Caption(role="error")
        self.hint = Caption()
        self.fix_button = FixButton(self)
        self.close_button = _button(self, 22, "close", tr("Remove this line"))
        self.larger_button = _button(self, 24, "larger", tr("Open this text in a larger field"))
        for widget in (self.sign, self.preview, self.close_button, self.larger_button):
            widget.hide()
        self._lay_out()

    def _lay_out(self) -> None:
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.formula)
        words.addWidget(self.editor)
        words.addWidget(self.preview)
        for label in (self.reading, self.note, self.error, self.hint):
            label.setContentsMargins(4, 0, 0, 0)
            words.addWidget(label)
        words.addWidget(self.fix_button)
        side = QVBoxLayout()
        side.setSpacing(0)
        side.addWidget(self.dot)
        side.addWidget(self.sign)
        side.addWidget(self.larger_button)
        side.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 8, 8, 8)
        layout.setSpacing(4)
        layout.addLayout(side)
        layout.addLayout(words, 1)

    def _connect(self) -> None:
        self.formula.clicked.connect(self.edit)
        self.dot.clicked.connect(lambda shown: self.visibilityToggled.emit(self._row.id, shown))
        self.dot.lookRequested.connect(self.open_look)
        self.sign.clicked.connect(self._go_to_error)
        self.close_button.clicked.connect(lambda: self.removeRequested.emit(self._row.id))
        self.larger_button.clicked.connect(self._open_larger)
        self.fix_button.clicked.connect(self.apply_fix)
        field = self.editor
        field.textEdited.connect(self._on_text)
        field.focused.connect(self._begin)
        field.blurred.connect(self._finish)
        field.left.connect(self.take_focus)
        field.entered.connect(lambda: self.nextRequested.emit(self._row.id, 1))
        field.moved.connect(lambda step: self.nextRequested.emit(self._row.id, step))
        field.emptied.connect(lambda: self.removeRequested.emit(self._row.id))
        field.fixRequested.connect(self.apply_fix)
        field.refused.connect(self.error.say)
        field.completer.closed.connect(self._wait.start)

    @property
    def row(self) -> ExpressionRow:
        """What the line shows."""
        return self._row

    @property
    def editing(self) -> bool:
        """Whether the line is being typed."""
        return self._typing

    @property
    def _broken(self) -> bool:
        """Whether the text cannot be read."""
        return self._row.error is not None and not self._row.error.of_value

    @property
    def larger(self) -> LargerView | None:
        """The window with the larger field, while it is open."""
        return self._larger

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return (self.dot, self.formula, self.editor, self.fix_button)

    def set_names(self, vocabulary: Vocabulary) -> None:
        """The names of the document, by which the text is coloured and completed."""
        for field in self._fields():
            field.set_names(vocabulary, self._row.variables)

    def set_row(self, row: ExpressionRow) -> None:
        """Show `row`; a field that is being typed in keeps its cursor."""
        self._row = row
        for field in self._fields():
            field.setText(row.text)
        self.dot.set_look(row.colour, row.visible, row.stroke)
        if self._look is not None:
            self._look.show_row(row)
        if bool(self.property("selected")) != row.selected:
            self.setProperty("selected", row.selected)
            self.update()
        self._refresh()

    @property
    def look(self) -> LookPopup | None:
        """The window in which the curve's look is chosen, while it is open."""
        return self._look

    def open_look(self) -> None:
        """Choose the curve's colour, line and label."""
        self._look = LookPopup(self._row, self)
        self._look.changed.connect(lambda field, value: self.lookChanged.emit(self._row.id, field, value))
        self._look.closed.connect(self._forget_look)
        self._look.open_beside(self.dot)

    def _forget_look(self) -> None:
        self._look = None

    def edit(self) -> None:
        """Put the cursor at the end of the line's text."""
        fresh, self._typing = not self._typing, True
        # The field must be visible before the formula hides, or the focus would wander off.
        self.editor.show()
        self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
        if not self._row.selected:
            self.selectRequested.emit(self._row.id)
        if fresh:
            self._refresh()
            self.editor.go_to_end()

    def adopt(self, text: str, place: int) -> None:
        """Start typing with `text` already there and the cursor behind `place` characters, as if typed here."""
        self.edit()
        if text != self.editor.text():
            self.editor.setText(text)
            self._on_text(text)
        self.editor.setCursorPosition(place)
        self.editor.completer.show_for_typing()

    def apply_fix(self) -> None:
        """Make the edit that mends the text, as an undo step of its own."""
        error, text = self._row.error, self.editor.text()
        if error is None or error.fix is None or text != plain(self._row.text):
            return
        fix = error.fix
        self.editingFinished.emit(self._row.id)
        self.editor.setText(fix.mended(text))
        self.editor.setCursorPosition(fix.span.start + len(fix.text))
        self._on_text(self.editor.text())
        self.editingFinished.emit(self._row.id)
        if self.fix_button.hasFocus():
            self.edit()

    def _fields(self) -> tuple[CodeField, ...]:
        return (self.editor,) if self._larger is None else (self.editor, self._larger.field)

    def _begin(self) -> None:
        fresh, self._typing = not self._typing, True
        if not self._row.selected:
            self.selectRequested.emit(self._row.id)
        if fresh:
            self._refresh()

    def _go_to_error(self) -> None:
        self.edit()
        if self._row.error is not None:
            self.editor.setCursorPosition(self._row.error.start)

    def _open_larger(self) -> None:
        if self._larger is None:
            self._larger = LargerView(self)
            self._larger.field.textEdited.connect(self._on_larger)
            self._larger.field.fixRequested.connect(self.apply_fix)
            self._larger.closed.connect(self._on_larger_closed)
            self._larger.field.completer.closed.connect(self._wait.start)
            self._larger.field.set_names(self.editor.highlighter.vocabulary, self._row.variables)
            self._larger.field.setText(self.editor.text())
            self._refresh()
        self._larger.open_at(self.editor.cursorPosition())

    def _on_larger(self, text: str) -> None:
        self.editor.setText(text)
        self._on_text(text)

    def _on_larger_closed(self) -> None:
        self._larger = None
        self.editingFinished.emit(self._row.id)

    def take_focus(self) -> None:
        """Let keys act on the line as a whole; where its field loses the focus that ends the typing."""
        stays = self.editor.code or self._broken
        if not stays:
            self.formula.show()
        target = self.dot if stays else self.formula
        target.setFocus(Qt.FocusReason.OtherFocusReason)

    def _finish(self) -> None:
        if not self._typing:
            return
        self._wait.stop()
        self._typing = False
        self._refresh()
        self.editingFinished.emit(self._row.id)

    def _on_text(self, text: str) -> None:
        self._wait.start()
        for field in self._fields():
            field.mark(None)
        self.textEdited.emit(self._row.id, text)

    # ------------------------------------------------------------------ what is shown

    def _refresh(self) -> None:
        row = self._row
        as_field = self._typing or self.editor.code or self._broken
        reveal(self.formula, not as_field)
        reveal(self.editor, as_field)
        self.larger_button.setIcon(icons.icon("larger"))
        reveal(self.larger_button, self.editor.code)
        if not as_field:  # it is hidden while somebody types, and setting it takes time
            self.formula.set_formula(row.latex, row.text, row.reading)
        self.formula.setAccessibleDescription(row.error.message if row.error else tr("Enter edits this line."))
        self.formula.set_role("text" if row.visible else "quiet")
        if row.error is not None and self._wait.isActive():
            return
        self._say()

    def _say(self) -> None:
        """The reading, the notes, the error with its sign and its fix."""
        row, broken = self._row, self._broken
        # While names are on offer for it, a name in the making is no error.
        error = None if any(field.completer.list is not None for field in self._fields()) else row.error
        # A program's reading is the program: its formula and its notes say what was made of it. A number or a name that
        # stands there as it was typed needs no reading either.
        plain_one = row.reading.replace(".", "").isalnum() and row.reading == row.text.rpartition("=")[2].strip()
        told = "" if broken or row.program or plain_one else row.reading
        self.reading.say(tr("reads as {reading}", reading=told) if told else "")
        self._set_preview("" if broken else row.latex)
        self.note.say(remarks(row) if not error else "")
        self.error.say(placed(row.text, error.message, error.start) if error else "")
        self.hint.say(error.hint or "" if error else "")
        self.fix_button.offer(error.fix if error else None)
        for field in self._fields():
            field.mark(error, row.notes)
        words = [tr("Enter: next line. Escape: leave. Ctrl+Space: names on offer. Delete: remove an empty line.")]
        if error is not None:
            self.sign.setIcon(icons.tinted("warning", theme.current().error))
            self.sign.setToolTip(error.message)
            self.sign.setAccessibleName(tr("Error: {message}", message=error.message))
            self.sign.setAccessibleDescription(tr("Goes to the place of the error."))
            words.insert(0, tr("Error: {message}.", message=error.message))
        reveal(self.sign, error is not None and not self.editor.code)  # code has its sign in the gutter
        self.editor.setAccessibleDescription(" ".join(words))
        if self._larger is not None:
            self._larger.say(row)

    def _set_preview(self, latex: str) -> None:
        """The formula set beneath its field, once the hand rests; a long program is not said twice."""
        shown = bool(latex) and (self._typing or self.editor.code) and self.editor.blockCount() <= MOST_LINES
        if shown and not self._wait.isActive():
            self.preview.set_formula(latex, "" if self._row.program else self._row.reading, self._row.reading)
            reveal(self.preview, True)
        elif not shown:
            reveal(self.preview, False)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The soft ground of a selected line."""
        if self._row.selected:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(theme.current().accent_soft))
            painter.drawRoundedRect(QRectF(self.rect()), 6, 6)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the close button in the corner."""
        self.close_button.move(self.width() - self.close_button.width() - 2, 2)
        self.close_button.raise_()

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the close button."""
        self.close_button.setIcon(icons.icon("close"))
        self.close_button.show()

    def leaveEvent(self, event: QEvent) -> None:
        """Hide the close button."""
        self.close_button.hide()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click beside the formula selects the line."""
        if event.button() == Qt.MouseButton.LeftButton and not self._row.selected:
            self.selectRequested.emit(self._row.id)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """On the formula: F2 or a click edits, Delete removes, Up and Down go to the neighbours."""
        key = event.key()
        if key == Qt.Key.Key_F2:
            self.edit()
        elif key == Qt.Key.Key_Delete:
            self.removeRequested.emit(self._row.id)
        else:
            super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Edit, look, hide, copy, remove."""
        row, menu = self._row, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("chevron-right"), tr("Edit"), self.edit)
        menu.addAction(icons.icon("palette"), tr("Look …"), self.open_look)
        sign, label = ("eye-off", tr("Hide")) if row.visible else ("eye", tr("Show"))
        menu.addAction(icons.icon(sign), label, lambda: self.visibilityToggled.emit(row.id, not row.visible))
        menu.addAction(icons.icon("copy"), tr("Copy text"), lambda: QGuiApplication.clipboard().setText(row.text))
        menu.addSeparator()
        menu.addAction(icons.icon("close"), tr("Remove"), lambda: self.removeRequested.emit(row.id))
        menu.popup(event.globalPos())


def _button(parent: QWidget, size: int, icon: str = "", words: str = "") -> QToolButton:
    """A small button that takes no focus: what it does has a key."""
    button = QToolButton(parent)
    if icon:
        button.setIcon(icons.icon(icon))
    button.setIconSize(QSize(16, 16))
    button.setFixedSize(size, size)
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    button.setToolTip(words)
    button.setAccessibleName(words)
    return button
