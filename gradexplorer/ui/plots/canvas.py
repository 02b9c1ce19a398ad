"""A view under the hand: pan, zoom and stretch with the mouse or a touch pad, and take hold of what a plot offers."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QHideEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent
from PySide6.QtWidgets import QWidget

from gradexplorer.ui import courtesy
from gradexplorer.ui.plots import band
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.hair import Hair
from gradexplorer.ui.plots.marks import HairMark
from gradexplorer.ui.plots.range_view import RangeView

WHEEL_NOTCH = 1.2
_CLICK_PIXELS = 4.0
_NOTCH = 120.0
_PIXELS_A_NOTCH = 60.0
_FAR_FROM_MIDDLE = 24.0
_STRETCH = (0.02, 50.0)
_TURNS = {Qt.MouseButton.BackButton: -1, Qt.MouseButton.ForwardButton: 1}
_SIZES = {"x": Qt.CursorShape.SizeHorCursor, "y": Qt.CursorShape.SizeVerCursor}

Doing = Literal["hand", "pan", "box", "x", "y"]


class Press(Struct):
    """A button that is down: where, with which view, and what its moves do; "x" and "y" stretch that axis."""

    at: QPointF
    frame: Frame
    doing: Doing
    button: Qt.MouseButton
    moved: bool = False


class Canvas(RangeView):
    """A plot's ground. Subclasses call `set_painters` and override the `hand_*` methods.

    Mouse events are taken from the view itself, each one: pyqtgraph's scene drops moves beyond 100 a second.
    """

    hovered = Signal(object)
    """The mouse, no button down, is over this place, a QPointF; None: it left, or took hold of something."""
    grasping = Signal()
    """The left button goes down: what it takes hold of will be dragged, until it is let go or `abandoned`."""
    abandoned = Signal()
    """What was held is given up: it belongs where it was."""
    turned = Signal(int)
    """The mouse's own buttons for back (−1) and forth (1)."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._press: Press | None = None
        self._boxing = False
        self.free = False
        """Alt is held: what is dragged falls into nothing."""
        self._band = band.Band()
        self._hair = Hair()
        self._states.painters = [self._hair.paint, self._band.paint, *self._states.painters]

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

    @property
    def in_hand(self) -> bool:
        """Whether the hand is moving the range, or what it took hold of."""
        return self._press is not None or super().in_hand

    @contextmanager
    def posed(self) -> Iterator[QRectF]:
        """For a picture: nothing is under the hand meanwhile. Yields the part of the scene that is seen."""
        self.hand_hover(None)
        mark, rect = self._hair.mark, self._band.rect
        self._hair.mark = self._band.rect = None
        try:
            yield self.box.rect()
        finally:
            self._hair.mark, self._band.rect = mark, rect

    # ------------------------------------------------------------------ moving the view

    def pan(self, right: float, down: float, start: Frame | None = None) -> None:
        """Show what lies so many pixels to the right and below, of the present view or of `start`."""
        frame = start or self.frame_now()
        self.show_window(frame, QRectF(right, down, frame.width, frame.height))

    def set_boxing(self, boxing: bool) -> None:
        """Let the next drag draw a box to magnify, whatever lies below it."""
        self._boxing = boxing
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if boxing else Qt.CursorShape.ArrowCursor)

    def abort(self) -> bool:
        """Give up a box or what is held, and put back a view that the hand is moving; False where there is nothing."""
        press, boxing = self._press, self._boxing
        if press is None:
            self.set_boxing(False)
            return boxing
        self._let_go()
        if press.doing == "hand":
            self.hand_release()
            self.abandoned.emit()
        elif press.doing != "box":
            self.set_range(press.frame.x_range, press.frame.y_range)
        return True

    def set_hair(self, mark: HairMark | None) -> None:
        """The cross-hair and what is read there, or none."""
        if mark != self._hair.mark:
            self._hair.mark = mark
            self.refresh()

    def _let_go(self) -> None:
        self._press, self._band.rect = None, None
        self.set_boxing(False)
        self.refresh()

    # ------------------------------------------------------------------ events

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Take hold of what is under the mouse, or begin to pan, to stretch an axis or to draw a box."""
        button, at = event.button(), event.position()
        if button in _TURNS:
            self.turned.emit(_TURNS[button])
            event.accept()
            return
        if button not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton):
            event.ignore()
            return
        if self._press is not None:
            event.ignore()
            return
        event.accept()
        self.set_ring(False)
        self.free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        # Known before the hand asks for anything: what it does may come back here.
        self._press = press = Press(at, self.frame_now(), "pan", button)
        press.doing = self._meaning(event)
        if press.doing == "hand":
            self.viewport().setCursor(Qt.CursorShape.ClosedHandCursor)
            self.hovered.emit(None)

    def _meaning(self, event: QMouseEvent) -> Doing:
        """What the moves of a press will do."""
        at = event.position()
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if event.button() == Qt.MouseButton.RightButton or self._boxing or shift:
            return "box"
        if event.button() == Qt.MouseButton.LeftButton:
            self.grasping.emit()
            if self.hand_press(at):
                return "hand"
            axis = self.grid.axis_at(at, self.frame_now())
            if axis is not None and not self._locked:
                return axis
        return "pan"

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Drag what is held, move the view, or hover."""
        event.accept()
        press, at = self._press, event.position()
        if press is None:
            self._hover(at)
            self.hovered.emit(at)
            return
        with courtesy.painting():  # what the hand moves is evaluated for the frame to come
            if press.doing == "hand":
                self.free = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
                self.hand_drag(at)
            elif press.moved or self._begins(press, at):
                self._move(press, at)

    def _begins(self, press: Press, at: QPointF) -> bool:
        """Whether the hand has moved far enough for more than a click."""
        way = at - press.at
        if abs(way.x()) + abs(way.y()) < _CLICK_PIXELS:
            return False
        press.moved = True
        if press.doing != "box":
            self.taken.emit()
        usual = Qt.CursorShape.CrossCursor if press.doing == "box" else Qt.CursorShape.ClosedHandCursor
        self.viewport().setCursor(_SIZES.get(press.doing, usual))
        return True

    def _move(self, press: Press, at: QPointF) -> None:
        if press.doing == "pan":
            self.pan(press.at.x() - at.x(), press.at.y() - at.y(), press.frame)
        elif press.doing == "box":
            self._band.rect = band.box(press.at, at, press.frame.rect)
            self.refresh()
        else:
            self._stretch(press, at)

    def _stretch(self, press: Press, at: QPointF) -> None:
        """Draw an axis out by its labels: what was pressed follows the hand, 0 stays, or the middle of the view."""
        frame, along = press.frame, press.doing == "x"
        size, zero = (frame.width, frame.px(0.0)) if along else (frame.height, frame.py(0.0))
        start, now = (press.at.x(), at.x()) if along else (press.at.y(), at.y())
        fixed = zero if 0 <= zero <= size and abs(start - zero) > _FAR_FROM_MIDDLE else 0.5 * size
        if abs(start - fixed) <= _FAR_FROM_MIDDLE:
            fixed = 0.0 if start > 0.5 * size else size
        factor = min(max((now - fixed) / (start - fixed), _STRETCH[0]), _STRETCH[1])
        low, long = fixed - fixed / factor, size / factor
        window = QRectF(low, 0, long, frame.height) if along else QRectF(0, low, frame.width, long)
        self.show_window(frame, window, x=along, y=not along)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Let go."""
        press = self._press
        if press is None or event.button() != press.button:
            event.ignore()
            return
        event.accept()
        rect = self._band.rect
        self._let_go()
        if press.doing == "hand":
            self.hand_release()
        elif rect is not None:
            way = event.position() - press.at
            if max(abs(way.x()), abs(way.y())) >= band.LEAST:
                self.taken.emit()
                self.show_window(press.frame, rect)
        elif not press.moved and press.doing != "box" and press.button == Qt.MouseButton.LeftButton:
            self.hand_click(event.position())
        self._hover(event.position())

    def _hover(self, at: QPointF) -> None:
        shape = self.hand_hover(at)
        axis = self.grid.axis_at(at, self.frame_now()) if shape == Qt.CursorShape.ArrowCursor else None
        if axis is not None and not self._locked:
            shape = _SIZES[axis]
        self.viewport().setCursor(Qt.CursorShape.CrossCursor if self._boxing else shape)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click is two presses."""
        self.mousePressEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        """End the hover feedback."""
        if self._press is None:
            self.hand_hover(None)
            self.hovered.emit(None)
        event.accept()

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Zoom about the cursor: a notch is a factor of 1.2; Shift zooms x alone, Ctrl y, labels at the edge theirs.

        So does a touch pad, in the small parts that it sends; sideways both go sideways.
        """
        event.accept()
        if self._press is not None:
            return
        notches, pixels = event.angleDelta(), event.pixelDelta()
        parts = QPointF(notches) / _NOTCH if not notches.isNull() else QPointF(pixels) / _PIXELS_A_NOTCH
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        turn, sideways = parts.y(), abs(parts.x()) > abs(parts.y())
        if sideways and (shift or control):  # some systems turn a wheel with Shift aside
            turn, sideways = parts.x(), False
        if sideways:
            self.taken.emit()
            self.pan(-parts.x() * _PIXELS_A_NOTCH, 0.0)
        elif turn:
            frame = self.frame_now()
            axis = self.grid.axis_at(event.position(), frame)
            if axis == "x" and frame.y_range[0] < 0 < frame.y_range[1]:
                axis = None  # the labels stand amid the curves, where the wheel is turned to look closer
            only_x, only_y = shift or axis == "x", control or axis == "y"
            self._zoom_at(event.position(), WHEEL_NOTCH**turn, x=not only_y or only_x, y=not only_x)

    def viewportEvent(self, event: QEvent) -> bool:
        """Zoom by pinching a touch pad, too."""
        if isinstance(event, QNativeGestureEvent) and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture:
            self._zoom_at(event.position(), 1.0 + event.value())
            return True
        return bool(super().viewportEvent(event))

    def hideEvent(self, event: QHideEvent) -> None:
        """Let go of what is held: no release will come."""
        super().hideEvent(event)
        press = self._press
        self._let_go()
        if press is not None and press.doing == "hand":
            self.hand_release()

    def _zoom_at(self, at: QPointF, factor: float, *, x: bool = True, y: bool = True) -> None:
        self.taken.emit()
        frame = self.frame_now()
        both = self._locked
        self.zoom(factor, (frame.x_at(at.x()), frame.y_at(at.y())), x=x or both, y=y or both)
