"""A line edit for one number, typed exactly."""

from __future__ import annotations

import math
from collections.abc import Callable
from decimal import Decimal, InvalidOperation

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QLineEdit, QStyle, QStyleOptionFrame, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.text import MINUS, exact, number, parse_number, short, tr
from gradexplorer.ui.widgets.painting import fitted

_BESIDE = 2
"""Pixels that a line edit keeps free beside its text."""

Check = Callable[[float], str | None]
"""Says in a sentence why a number is refused, or None where it is allowed."""


class NumberField(QLineEdit):
    """A float, shown to 5 digits or as many as there is room for, whole while edited, committed by Enter or by leaving.

    Escape brings the last value back, Up and Down step the last digit (Shift: ten of them). Text that is no allowed
    number is marked, with the reason as the tooltip, and not committed. `valueChanged` carries what was committed;
    `cleared` comes instead where an `optional` field was emptied. `setValue` emits nothing.
    """

    valueChanged = Signal(float)
    cleared = Signal()

    def __init__(
        self,
        value: float | None = None,
        parent: QWidget | None = None,
        *,
        name: str = "",
        integer: bool = False,
        optional: bool = False,
        padded: bool = False,
        flat: bool = False,
        check: Check | None = None,
        parse: Callable[[str], float] = parse_number,
        example: str = "0.05 or 1e-3",
    ) -> None:
        """`parse` reads the number that a text means, and raises ValueError where it means none.

        `example` is what a person who wrote none is told to write.
        """
        super().__init__(parent)
        self._value, self._parse, self._example = value, parse, example
        self._integer, self._optional, self._padded, self._check = integer, optional, padded, check
        self._clicked_in = False
        self.setProperty("flat", flat)
        self.setFont(theme.number_font())
        self.setAccessibleName(name)
        self.setAcceptDrops(False)  # a file that is let fall here is for the window to open
        self.textEdited.connect(self._on_edited)
        self.returnPressed.connect(self.commit)
        self._show()

    @property
    def number(self) -> float | None:
        """The last committed or set value."""
        return self._value

    def setValue(self, value: float | None) -> None:
        """Show `value` (None: empty) without a signal. Text that a person is in the middle of typing is kept."""
        same = value == self._value or (value is not None and self._value is not None and value != value != self._value)
        if same or (self._value is not None and value is not None and exact(value) == exact(self._value)):
            return
        self._value = value
        if not (self.hasFocus() and self.isModified()):
            self._show()

    def set_check(self, check: Check) -> None:
        """Refuse the numbers for which `check` gives a reason."""
        self._check = check

    def commit(self) -> bool:
        """Take the text as the value. False, and nothing changed, where it is no allowed number."""
        if not self.isModified():
            return not self.property("wrong")
        reason = self.reason(self.text())
        if reason is not None:
            self._mark(reason)
            return False
        text = self.text().strip()
        value = self._parse(text) if text else None
        changed = value != self._value
        self._value = value
        self._show()
        if changed and value is not None:
            self.valueChanged.emit(value)
        elif changed:
            self.cleared.emit()
        return True

    def revert(self) -> None:
        """Bring the last value back."""
        self._show()
        self.selectAll()

    def reason(self, text: str) -> str | None:
        """Why `text` would be refused, in a sentence; None where it would be taken."""
        if not text.strip():
            return None if self._optional else tr("Type a number.")
        try:
            value = self._parse(text)
        except ValueError:
            return tr("“{text}” is not a number. Write {example}.", text=text.strip(), example=self._example)
        if not math.isfinite(value):
            return tr("The number must be finite.")
        if self._integer and value != int(value):
            return tr("Only whole numbers are allowed here.")
        return self._check(value) if self._check else None

    def step(self, count: int) -> None:
        """Change the last digit shown by `count` and commit."""
        try:
            typed = Decimal(self.text().strip().replace(MINUS, "-"))
        except InvalidOperation:
            return
        if not typed.is_finite():
            return
        place = int(typed.as_tuple().exponent)
        if typed:
            place = max(place, typed.adjusted() - 4)
        if self._integer:
            place = max(place, 0)
        unit = Decimal(1).scaleb(place)
        value = (typed / unit).to_integral_value() * unit + count * unit
        self.setText(str(value) if abs(place) < 7 else format(value, "e"))
        self.setModified(True)
        self._on_edited(self.text())
        self.commit()

    def sizeHint(self) -> QSize:
        """Room for six digits, 28 px high (22 where flat)."""
        return QSize(72, 22 if self.property("flat") else 28)

    def minimumSizeHint(self) -> QSize:
        """Room for three digits."""
        return QSize(40, self.sizeHint().height())

    def event(self, event: QEvent) -> bool:
        """Keep the stepping keys and Escape from the window's shortcuts while the field has the focus."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if event.key() in (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter):
                event.accept()
            if event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("wrong")):
                event.accept()
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Up, Down and Escape; the rest is a line edit's."""
        count = 10 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        if event.key() == Qt.Key.Key_Up:
            self.step(count)
        elif event.key() == Qt.Key.Key_Down:
            self.step(-count)
        elif event.key() == Qt.Key.Key_Escape and (self.isModified() or self.property("wrong")):
            self.revert()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Show the whole value, selected."""
        super().focusInEvent(event)
        if not self.property("wrong"):
            self._show()
            if event.reason() != Qt.FocusReason.PopupFocusReason:
                self.selectAll()
            self._clicked_in = event.reason() == Qt.FocusReason.MouseFocusReason

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """The click that brings the focus selects the whole value; a later one places the cursor."""
        super().mouseReleaseEvent(event)
        if self._clicked_in and not self.hasSelectedText():
            self.selectAll()
        self._clicked_in = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Commit; what cannot be committed stays, marked."""
        super().focusOutEvent(event)
        if event.reason() == Qt.FocusReason.PopupFocusReason:
            return
        if self.commit():
            self._show()

    def _on_edited(self, text: str) -> None:
        if self.property("wrong"):
            self._mark(self.reason(text))

    def _show(self) -> None:
        if self._value is None:
            text = ""
        elif self.hasFocus():
            text = self._whole(self._value)
        elif self._integer:
            text = short(self._value, 16)
        else:
            text = fitted(self._value, self.font(), self._room(), number if self._padded else short)
        self.setText(text)
        self.setModified(False)
        self._mark(None)
        if not self.hasFocus():
            self.setCursorPosition(0)

    def _room(self) -> float:
        """The pixels that a text may have before it is cut off."""
        option, margins = QStyleOptionFrame(), self.textMargins()
        self.initStyleOption(option)
        inside = self.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, self)
        return inside.width() - margins.left() - margins.right() - 2 * _BESIDE

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Show the digits that there is room for."""
        super().resizeEvent(event)
        if not self.hasFocus() and not self.property("wrong"):
            self._show()

    def _whole(self, value: float) -> str:
        return exact(value).removesuffix(".0")

    def _mark(self, reason: str | None) -> None:
        wrong = reason is not None
        if bool(self.property("wrong")) != wrong:
            self.setProperty("wrong", wrong)
            self.style().unpolish(self)
            self.style().polish(self)
        tip = reason or (self._whole(self._value) if self._value is not None else "")
        self.setToolTip(tip)
        self.setAccessibleDescription(reason or tr("Number. Enter commits, Escape reverts, Up and Down step."))
