"""A plot on which a hand takes pinned points, turns the guess, and draws the tangent out: events to signals."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent

from gradexplorer.ui.plots.canvas import Canvas
from gradexplorer.ui.plots.grips import Grip, Grips
from gradexplorer.ui.plots.lines import Lines
from gradexplorer.ui.plots.pins import Pins


class Gripped(Canvas):
    """Subclasses call `set_grips`, and from their `hand_*` methods the methods from `take_grip` on."""

    pinPressed = Signal(int)
    """The hand took hold of a pinned point, by its index: a burst of `pinDragged` begins, `pointReleased` ends it."""
    pinDragged = Signal(int, float)
    """The hand wants the pinned point at this x."""
    pinAsked = Signal(int, float)
    """A press with Ctrl on a curve: its index in `set_curves`, and the x at which a point is to be pinned.

    `hold_pin` is how to put it into the hand, which moves on while its value may still be under way.
    """
    pinMenu = Signal(int, object)
    """The menu of a pinned point is wanted at a place on the screen, a QPoint; index −1 stands for the one chosen."""
    guessPressed = Signal()
    guessDragged = Signal(float)
    """The hand turns the guess to this slope, between `guessPressed` and `pointReleased`."""
    tangentPressed = Signal()
    tangentDragged = Signal(object)
    """The hand wants the tangent this long, in units of x, or across the view: None; `pointReleased` ends it."""

    def set_grips(self, pins: Pins, lines: Lines) -> None:
        """What there is to take."""
        self._pins, self._grips, self._pinning = pins, Grips(lines, pins), False

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """With Ctrl a press on a curve pins a point there."""
        self._pinning = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The menu of the pinned point under the mouse, or by its key of the one chosen."""
        mark = self._pins.at(QPointF(event.pos()), self.frame_now())
        if event.reason() == QContextMenuEvent.Reason.Keyboard:
            self.pinMenu.emit(-1, event.globalPos())
        elif mark is not None:
            self.abort()
            self.pinMenu.emit(mark.index, event.globalPos())
        else:
            super().contextMenuEvent(event)

    @contextmanager
    def posed(self) -> Iterator[QRectF]:
        """For a picture: without the handles."""
        self._grips.shown = False
        try:
            with super().posed() as rect:
                yield rect
        finally:
            self._grips.shown = True

    def take_grip(self, grip: Grip | None) -> bool:
        """Take what was found under the hand, if anything."""
        if grip is None:
            return False
        self._grips.held = grip
        if grip.kind == "pin":
            self.pinPressed.emit(grip.index)
        else:
            (self.guessPressed if grip.kind == "guess" else self.tangentPressed).emit()
        self.refresh()
        return True

    def drag_grip(self, grip: Grip, at: QPointF) -> None:
        """Say what the hand at `at` wants of what it holds."""
        frame, place = self.frame_now(), at + grip.offset
        if grip.kind == "pin":
            self.pinDragged.emit(grip.index, self._meant(frame.x_at(place.x())))
        elif grip.kind == "tangent":
            self.tangentDragged.emit(self._grips.stretched(place, frame))
        elif (slope := self._grips.guessed(place, frame)) is not None:
            self.guessDragged.emit(slope)

    def hold_pin(self, index: int) -> None:
        """The hand holds this pinned point."""
        self._grips.held = Grip("pin", index)

    def drop_grip(self) -> None:
        """Hold nothing."""
        self._grips.held = None

    def _meant(self, x: float) -> float:
        """The number that a hand at x means."""
        raise NotImplementedError
