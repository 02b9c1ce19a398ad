"""A view under the hand: pan with the mouse, zoom with the wheel or a pinch, and take hold of what a plot offers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QHideEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gradexplorer.ui.plots.frame import Range
from gradexplorer.ui.plots.range_view import RangeView

WHEEL_NOTCH = 1.2
_CLICK_PIXELS = 4.0


class Canvas(RangeView):
    """A plot's ground. Subclasses call `set_painters` and override the `hand_*` methods.

    Mouse events are taken from the view itself, each one: pyqtgraph's scene drops moves beyond 100 a second.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pressed_at: QPointF | None = None
        self._panned_from: tuple[Range, Range] | None = None
        self._moved = False
        self._in_hand = False
        self.free = False
        """Alt is held: what is dragged falls into nothing."""

    # ------------------------------------------------------------------ the hand (for subclasses)

    def hand_press(self, at: QPointF) -> bool:
        """The left button went down; True takes hold, so that the view is not panned."""
        return False

    def hand_drag(self, at: QPointF) -> None:
        """The mouse moved while holding what `hand_press` took."""

    def hand_release(self) -> None:
        """The button went up after `hand_press` took hold."""

    def hand_click(self, at: QPointF) -> None:
        """The left button went down and up on empty ground without panning."""

    def hand_hover(self, at: QPointF | None) -> Qt.CursorShape:
        """The mouse is over `at` with no button down (None: it left); returns the cursor to show."""
        return Qt.CursorShape.ArrowCursor

    @contextmanager
    def posed(self) -> Iterator[QRectF]:
        """For a picture: nothing is under the hand meanwhile. Yields the part of the scene that is seen."""
        self.hand_hover(None)
        yield self.box.rect()

    # ------------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of what is under the mouse, or begin to pan."""
        if (
            event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton)
            or self._pressed_at is not None
        ):
            event.ignore()
            return
        event.accept()
        self.set_ring(False)
        self._pressed_at, self._moved = event.position(), False
        self.free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        left = event.button() == Qt.MouseButton.LeftButton
        self._in_hand = left and self.hand_press(event.position())
        self._panned_from = None if self._in_hand else self.ranges()
        if self._in_hand:
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, pan, or hover."""
        event.accept()
        if self._pressed_at is None:
            self.viewport().setCursor(self.hand_hover(event.position()))
        elif self._in_hand:
            self.free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
            self.hand_drag(event.position())
        else:
            self._pan(event.position())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        if self._pressed_at is None or event.buttons() & (Qt.MouseButton.LeftButton | Qt.MouseButton.MiddleButton):
            event.ignore()
            return
        event.accept()
        self._pressed_at, self._panned_from = None, None
        if self._in_hand:
            self._in_hand = False
            self.hand_release()
        elif not self._moved and event.button() == Qt.MouseButton.LeftButton:
            self.hand_click(event.position())
        self.viewport().setCursor(self.hand_hover(event.position()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two presses."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """End the hover feedback."""
        if self._pressed_at is None:
            self.hand_hover(None)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor: a notch is a factor of 1.2; Shift zooms x alone, Ctrl y alone."""
        event.accept()
        turn = event.angleDelta().y() or event.angleDelta().x()
        if not turn or self._pressed_at is not None:
            return
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier) and not self._equal
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) and not self._equal
        self._zoom_at(event.position(), WHEEL_NOTCH ** (turn / 120.0), x=not control, y=not shift)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by pinching a touch pad, too."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_at(event.position(), 1.0 + event.value())
            return True
        return bool(super().viewportEvent(event))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what is held: no release will come."""
        super().hideEvent(event)
        self._pressed_at, self._panned_from = None, None
        if self._in_hand:
            self._in_hand = False
            self.hand_release()

    def _pan(self, at: QPointF) -> None:
        if self._pressed_at is None or self._panned_from is None:
            return
        shift = at - self._pressed_at
        if not self._moved and abs(shift.x()) + abs(shift.y()) < _CLICK_PIXELS:
            return
        if not self._moved:
            self._moved = True
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
        (left, right), (low, high) = self._panned_from
        frame = self.frame_now()
        dx, dy = -shift.x() / frame.x_scale, shift.y() / frame.y_scale
        self.set_range((left + dx, right + dx), (low + dy, high + dy))

    def _zoom_at(self, at: QPointF, factor: float, *, x: bool = True, y: bool = True) -> None:
        frame = self.frame_now()
        self.zoom(factor, (frame.x_at(at.x()), frame.y_at(at.y())), x=x, y=y)
