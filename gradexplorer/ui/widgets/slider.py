"""A slim slider over floats, linear or logarithmic."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QWheelEvent
from PySide6.QtWidgets import QAbstractSlider, QSizePolicy, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.text import exact, short
from gradexplorer.ui.widgets.own_keys import OwnKeys
from gradexplorer.ui.widgets.painting import focus_ring

HANDLE = 8
TICKS = 1000

_STEPS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -10,
    Qt.Key.Key_PageUp: 10,
    Qt.Key.Key_Home: -TICKS,
    Qt.Key.Key_End: TICKS,
}


class ValueSlider(OwnKeys, QAbstractSlider):
    """An accent line with a round handle over [low, high].

    `pressed`, any number of `moved(float)`, `released`: one drag, or one key held down, is one such burst, and so one
    undo step. `set_number` emits nothing; a value outside the range puts the handle at its end and is kept.
    """

    OWN_KEYS = tuple(_STEPS)

    moved = Signal(float)
    pressed = Signal()
    released = Signal()

    def __init__(
        self,
        low: float = 0.0,
        high: float = 1.0,
        value: float = 0.0,
        parent: QWidget | None = None,
        *,
        log: bool = False,
        name: str = "",
    ) -> None:
        super().__init__(parent)
        self._low, self._high, self._value, self._log = low, high, value, log
        self._held = False
        self.setRange(0, TICKS)
        self.setOrientation(Qt.Orientation.Horizontal)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.valueChanged.connect(self._on_assistive_change)
        self._refresh()

    @property
    def number(self) -> float:
        """The value."""
        return self._value

    def set_number(self, value: float) -> None:
        """Move the handle without a signal."""
        if value != self._value:
            self._value = value
            self._refresh()

    def set_limits(self, low: float, high: float) -> None:
        """Change the range. A logarithmic slider needs 0 < low < high, a linear one low < high; else ValueError."""
        if not (low < high and math.isfinite(high - low) and (low > 0 or not self._log)):
            raise ValueError(f"a slider cannot run from {low} to {high}")
        if (low, high) != (self._low, self._high):
            self._low, self._high = low, high
            self._refresh()

    @property
    def limits(self) -> tuple[float, float]:
        """The range (low, high)."""
        return self._low, self._high

    @property
    def held(self) -> bool:
        """Whether it is being dragged, or moved by a key that is down."""
        return self._held

    def fraction(self) -> float:
        """Where the handle stands, from 0 to 1."""
        if not math.isfinite(self._value):
            return 0.0
        if self._log:
            if self._value <= 0:
                return 0.0
            share = math.log(self._value / self._low) / math.log(self._high / self._low)
        else:
            share = (self._value - self._low) / (self._high - self._low)
        return min(1.0, max(0.0, share))

    def value_at(self, fraction: float) -> float:
        """The value at a place from 0 to 1, rounded to what one pixel can tell; the ends are exact."""
        if fraction <= 0:
            return self._low
        if fraction >= 1:
            return self._high
        if self._log:
            return float(format(self._low * (self._high / self._low) ** fraction, ".2g"))
        span = self._high - self._low
        places = -math.floor(math.log10(span / 200))
        return min(self._high, max(self._low, round(self._low + fraction * span, places)))

    def sizeHint(self) -> QSize:
        """160 × 24 px."""
        return QSize(160, 24)

    def minimumSizeHint(self) -> QSize:
        """48 × 24 px."""
        return QSize(48, 24)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The track, its part up to the handle in the accent colour, and the handle."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = self.height() / 2
        left, right = HANDLE + 1.0, self.width() - HANDLE - 1.0
        at = left + self.fraction() * (right - left)
        accent = colours.accent if self.isEnabled() else colours.text_faint
        painter.setPen(QPen(QColor(colours.track), 4, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left - 6, middle), QPointF(right + 6, middle))
        painter.setPen(QPen(QColor(accent), 4, c=Qt.PenCapStyle.RoundCap))
        painter.drawLine(QPointF(left - 6, middle), QPointF(at, middle))
        painter.setPen(QPen(QColor(accent), 2))
        painter.setBrush(QColor(colours.raised if not self._held else colours.accent_soft))
        painter.drawEllipse(QPointF(at, middle), HANDLE - 1, HANDLE - 1)
        if self.hasFocus():
            focus_ring(painter, QRectF(at - 12, middle - 12, 24, 24), 12)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Start a drag: the handle jumps to the pointer."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._hold()
            self._drag(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._held and event.buttons() & Qt.MouseButton.LeftButton:
            self._drag(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """End the drag."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._release()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The wheel scrolls the panel, never a value."""
        event.ignore()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows move by a hundredth of the range, Shift and Page by a tenth, Home and End go to its ends."""
        count = _STEPS.get(Qt.Key(event.key()))
        if count is None:
            event.ignore()
            return
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            count *= 10
        self._hold()
        self._go(self.value_at(self.fraction() + count / 100))

    def keyReleaseEvent(self, event: QKeyEvent) -> None:
        """A key let go ends the burst."""
        if not event.isAutoRepeat() and event.key() in _STEPS:
            self._release()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Leaving ends the burst."""
        self._release()
        super().focusOutEvent(event)

    def _drag(self, event: QMouseEvent) -> None:
        left, right = HANDLE + 1.0, self.width() - HANDLE - 1.0
        self._go(self.value_at((event.position().x() - left) / max(1.0, right - left)))

    def _go(self, value: float) -> None:
        if value != self._value:
            self._value = value
            self._refresh()
            self.moved.emit(value)

    def _hold(self) -> None:
        if not self._held:
            self._held = True
            self.update()
            self.pressed.emit()

    def _release(self) -> None:
        if self._held:
            self._held = False
            self.update()
            self.released.emit()

    def _refresh(self) -> None:
        blocker = QSignalBlocker(self)
        self.setValue(round(self.fraction() * TICKS))
        blocker.unblock()
        self.setToolTip(exact(self._value))
        self.setAccessibleDescription(short(self._value))
        self.update()

    def _on_assistive_change(self, position: int) -> None:
        # Only a screen reader sets the integer position: every other way in blocks this signal.
        self._hold()
        self._go(self.value_at(position / TICKS))
        self._release()
