"""One line of the expression list: set while it rests, a line edit while it is typed."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QRectF, QSize, Qt, QTimer, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFocusEvent,
    QGuiApplication,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
)
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QMenu, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gradexplorer.ui import icons, theme
from gradexplorer.ui.docks.rows import ExpressionRow, RowError
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.dot import DotButton
from gradexplorer.ui.widgets.formula import FormulaLabel
from gradexplorer.ui.widgets.labels import Caption

ERROR_DELAY_MS = 400
"""How long after the last keystroke an error is shown."""


_OWN_KEYS = (Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Up, Qt.Key.Key_Down)


class LineEditor(QLineEdit):
    """The field of a line: tells of Enter, Escape, arrows and a Delete on nothing, and underlines a bad span."""

    entered = Signal()
    left = Signal()
    moved = Signal(int)
    emptied = Signal()
    blurred = Signal()

    def mark(self, error: RowError | None) -> None:
        """Underline the span of `error`, or nothing."""
        attributes = []
        if error is not None and self.text():
            start = min(error.start, len(self.text()) - 1)
            length = max(1, min(error.end, len(self.text())) - start)
            style = QTextCharFormat()
            style.setUnderlineStyle(QTextCharFormat.UnderlineStyle.WaveUnderline)
            style.setUnderlineColor(QColor(theme.current().error))
            kind = QInputMethodEvent.AttributeType.TextFormat
            attributes.append(QInputMethodEvent.Attribute(kind, start - self.cursorPosition(), length, style))
        # A line edit has no formats of its own; an input method's pass through to its text layout.
        QCoreApplication.sendEvent(self, QInputMethodEvent("", attributes))
        if bool(self.property("wrong")) != (error is not None):
            self.setProperty("wrong", error is not None)
            self.style().unpolish(self)
            self.style().polish(self)

    def event(self, event: QEvent) -> bool:
        """Keep the keys that mean something here from the window's shortcuts; undo is the window's, not the field's."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
                event.ignore()
                return False
            if event.key() in _OWN_KEYS:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter, Escape, Up, Down, and Delete or Backspace on nothing; the rest is a line edit's."""
        key = event.key()
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.entered.emit()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down):
            self.moved.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and not self.text():
            if not event.isAutoRepeat():
                self.emptied.emit()
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Tell that the field was left, though not for a menu or another window."""
        super().focusOutEvent(event)
        if event.reason() not in (Qt.FocusReason.PopupFocusReason, Qt.FocusReason.ActiveWindowFocusReason):
            self.blurred.emit()


class ExpressionLine(QWidget):
    """A line: dot, formula or field, reading, note and error."""

    textEdited = Signal(int, str)
    editingFinished = Signal(int)
    selectRequested = Signal(int)
    visibilityToggled = Signal(int, bool)
    removeRequested = Signal(int)
    nextRequested = Signal(int, int)

    def __init__(self, row: ExpressionRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._build()
        self._wait = QTimer(self)
        self._wait.setSingleShot(True)
        self._wait.setInterval(ERROR_DELAY_MS)
        self._wait.timeout.connect(self._refresh)
        self._connect()
        self.set_row(row)

    def _build(self) -> None:
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.dot = DotButton(self)
        self.formula = FormulaLabel(self, interactive=True)
        self.editor = LineEditor(self)
        self.editor.setObjectName("expression")
        self.editor.setFont(theme.maths_font(16))
        self.editor.setAccessibleName(tr("Expression"))
        self.editor.setAccessibleDescription(tr("Enter: next line. Escape: leave. Delete: remove an empty line."))
        self.editor.hide()
        self.reading, self.note, self.error = Caption(), Caption(), Caption(role="error")
        self.hint = Caption()
        self.close_button = QToolButton(self)
        self.close_button.setIcon(icons.icon("close"))
        self.close_button.setIconSize(QSize(16, 16))
        self.close_button.setFixedSize(22, 22)
        self.close_button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.close_button.setToolTip(tr("Remove this line"))
        self.close_button.setAccessibleName(tr("Remove this line"))
        self.close_button.hide()
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self.formula)
        words.addWidget(self.editor)
        for label in (self.reading, self.note, self.error, self.hint):
            label.setContentsMargins(4, 0, 0, 0)
            words.addWidget(label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 8, 8, 8)
        layout.setSpacing(4)
        layout.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)

    def _connect(self) -> None:
        self.formula.clicked.connect(self.edit)
        self.dot.clicked.connect(lambda shown: self.visibilityToggled.emit(self._row.id, shown))
        self.close_button.clicked.connect(lambda: self.removeRequested.emit(self._row.id))
        self.editor.textEdited.connect(self._on_text)
        self.editor.blurred.connect(self._finish)
        self.editor.left.connect(self._leave)
        self.editor.entered.connect(lambda: self.nextRequested.emit(self._row.id, 1))
        self.editor.moved.connect(lambda step: self.nextRequested.emit(self._row.id, step))
        self.editor.emptied.connect(lambda: self.removeRequested.emit(self._row.id))

    @property
    def row(self) -> ExpressionRow:
        """What the line shows."""
        return self._row

    @property
    def editing(self) -> bool:
        """Whether the line is being typed."""
        return not self.editor.isHidden()

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return (self.dot, self.formula, self.editor)

    def set_row(self, row: ExpressionRow) -> None:
        """Show `row`; a field that is being typed in keeps its cursor, and its undo where the text is its own."""
        self._row = row
        if self.editor.text() != row.text:
            cursor = self.editor.cursorPosition()
            self.editor.setText(row.text)
            self.editor.setCursorPosition(min(cursor, len(row.text)))
        self.dot.set_look(row.colour, row.visible)
        if bool(self.property("selected")) != row.selected:
            self.setProperty("selected", row.selected)
            self.update()
        self._refresh()

    def edit(self) -> None:
        """Put the cursor at the end of the line's text."""
        if not self._row.selected:
            self.selectRequested.emit(self._row.id)
        if not self.editing:
            # The field must be visible before the formula hides, or the focus would wander off.
            self.editor.show()
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)
            self.formula.hide()
            self.editor.end(False)
            self._refresh()
        else:
            self.editor.setFocus(Qt.FocusReason.OtherFocusReason)

    def adopt(self, text: str) -> None:
        """Start typing with `text` already there, as if it had been typed here."""
        self.edit()
        if text != self.editor.text():
            self.editor.setText(text)
            self._on_text(text)

    def _leave(self) -> None:
        self.formula.show()
        self.formula.setFocus(Qt.FocusReason.OtherFocusReason)  # the field loses it, and that ends the typing

    def _finish(self) -> None:
        if not self.editing:
            return
        self._wait.stop()
        self.formula.show()
        self.editor.hide()
        self._refresh()
        self.editingFinished.emit(self._row.id)

    def _on_text(self, text: str) -> None:
        self._wait.start()
        self.editor.mark(None)
        self.textEdited.emit(self._row.id, text)

    def _refresh(self) -> None:
        row = self._row
        if not self.editing:  # it is hidden while somebody types, and setting it takes time
            self.formula.set_formula("" if row.error else row.latex, row.text, row.reading)
        self.formula.setAccessibleDescription(row.error.message if row.error else tr("Enter edits this line."))
        self.formula.set_role("text" if row.visible else "quiet")
        if row.error is not None and self._wait.isActive():
            return
        self.reading.say(tr("reads as {reading}", reading=row.reading) if row.reading and not row.error else "")
        self.note.say(row.note if not row.error else "")
        self.error.say(row.error.message if row.error else "")
        self.hint.say(row.error.hint or "" if row.error else "")
        self.editor.mark(row.error)

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
        """Edit, hide, copy, remove."""
        row, menu = self._row, QMenu(self)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("chevron-right"), tr("Edit"), self.edit)
        sign, label = ("eye-off", tr("Hide")) if row.visible else ("eye", tr("Show"))
        menu.addAction(icons.icon(sign), label, lambda: self.visibilityToggled.emit(row.id, not row.visible))
        menu.addAction(icons.icon("copy"), tr("Copy text"), lambda: QGuiApplication.clipboard().setText(row.text))
        menu.addSeparator()
        menu.addAction(icons.icon("close"), tr("Remove"), lambda: self.removeRequested.emit(row.id))
        menu.popup(event.globalPos())
