"""A window of its own for a text of several lines, which shows what its line in the list shows."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QSizePolicy, QVBoxLayout, QWidget

from gradexplorer.ui.code.field import CodeField
from gradexplorer.ui.code.fix_button import FixButton
from gradexplorer.ui.docks.rows import ExpressionRow, placed
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption


class LargerView(QDialog):
    """Types the same text as the line that opened it; Escape, Ctrl+Enter and Close go back there."""

    closed = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Program"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(720, 520)
        self.field = CodeField(self, most_lines=0)
        self.field.setObjectName("expression")
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.field.setAccessibleName(tr("Program"))
        self.field.setAccessibleDescription(tr("Escape closes. Ctrl+Space: names on offer."))
        self.reading, self.error, self.hint = Caption(), Caption(role="error"), Caption()
        self.fix_button = FixButton(self)
        self.fix_button.clicked.connect(self.field.fixRequested)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        buttons.rejected.connect(self.close)
        self.field.left.connect(self.close)
        self.field.entered.connect(self.close)
        self.field.refused.connect(self.error.say)
        layout = QVBoxLayout(self)
        layout.addWidget(self.field, 1)
        for label in (self.reading, self.error, self.hint):
            label.setContentsMargins(4, 0, 0, 0)
            layout.addWidget(label)
        layout.addWidget(self.fix_button)
        layout.addWidget(buttons)

    def open_at(self, place: int) -> None:
        """Show the window with the cursor behind `place` characters."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.field.setCursorPosition(place)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def say(self, row: ExpressionRow) -> None:
        """The reading, or the error and what to do."""
        error = row.error
        told = row.reading if error is None and not row.program else ""
        self.reading.say(tr("reads as {reading}", reading=told) if told else "")
        self.error.say(placed(row.text, error.message, error.start) if error is not None else "")
        self.hint.say(error.hint or "" if error is not None else "")
        self.fix_button.offer(error.fix if error is not None else None)

    def closeEvent(self, event: QCloseEvent) -> None:
        """Tell the line."""
        super().closeEvent(event)
        self.closed.emit()
