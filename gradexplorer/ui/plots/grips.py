"""What a hand can take on a plot besides its two points: pinned points, a guess's handle, the end of the tangent."""

from __future__ import annotations

import math
from typing import Literal

from msgspec import Struct, field
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor

from gradexplorer.ui.plots.curves import nearest_on
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.lines import LOOKS, Lines, direction, line_ends, line_path
from gradexplorer.ui.plots.marks import LineMark
from gradexplorer.ui.plots.pins import Pins
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

Kind = Literal["pin", "guess", "tangent"]

_HIT = 11.0
_NEAR_LINE = 8.0
_ARMS = (96.0, 48.0)
_EDGE = 14.0
_LEAST = 6.0
_RADIUS = 4.5


class Grip(Struct, frozen=True):
    """What is in the hand, or would be: `index` of the pinned point, `offset` from hand to middle in pixels."""

    kind: Kind
    index: int = 0
    offset: QPointF = field(default_factory=QPointF)


class Grips:
    """Finds what is under the hand and paints the two handles.

    The guess's handle is always there; the tangent's end has one while the hand is near the tangent.
    """

    def __init__(self, lines: Lines, pins: Pins) -> None:
        self._lines, self._pins = lines, pins
        self.held: Grip | None = None
        self.hovered: Grip | None = None
        self.shown = True
        self._near_tangent = False
        self._side = 1.0

    def find(self, at: QPointF, frame: Frame) -> Grip | None:
        """What a press at `at` would take."""
        guess = self.guess_handle(frame)
        if guess is not None and QLineF(at, guess).length() <= _HIT:
            return Grip("guess", offset=guess - at)
        mark = self._pins.at(at, frame)
        if mark is not None:
            return Grip("pin", mark.index, frame.point(mark.x, mark.y) - at)
        end = self.tangent_end(frame)
        return Grip("tangent", offset=end - at) if end is not None and QLineF(at, end).length() <= _HIT else None

    def hover(self, at: QPointF | None, frame: Frame) -> bool:
        """Note where the hand is; whether that changes what is painted."""
        grip = None if at is None else self.find(at, frame)
        near = at is not None and (self._is_near_tangent(at, frame) or (grip is not None and grip.kind == "tangent"))
        before = self._kind(self.hovered), self._near_tangent
        self.hovered, self._near_tangent = grip, near
        return (self._kind(grip), near) != before

    @staticmethod
    def _kind(grip: Grip | None) -> tuple[str, int] | None:
        return None if grip is None else (grip.kind, grip.index)

    def _is_near_tangent(self, at: QPointF, frame: Frame) -> bool:
        tangent = self._tangent
        path = None if tangent is None else line_path(frame, tangent)
        near = None if path is None else nearest_on(path, at)
        return near is not None and near[0] <= _NEAR_LINE

    @property
    def _tangent(self) -> LineMark | None:
        mark = self._lines.marks.get("tangent")
        return mark if isinstance(mark, LineMark) and math.isfinite(mark.slope) else None

    # ------------------------------------------------------------------ the two handles

    def guess_handle(self, frame: Frame) -> QPointF | None:
        """Where the guess is taken to turn it; None where there is none in view."""
        mark = self._lines.marks.get("guess")
        if not isinstance(mark, LineMark):
            return None
        at, way, room = frame.point(mark.x, mark.y), direction(frame, mark), frame.rect.adjusted(8, 8, -8, -8)
        places = (at + way * (arm * side) for arm in _ARMS for side in (self._side, -self._side))
        return next((place for place in places if room.contains(place)), None)

    def guessed(self, at: QPointF, frame: Frame) -> float | None:
        """The slope of the line to the hand, to what a pixel at the handle can mean."""
        mark = self._lines.marks.get("guess")
        if not isinstance(mark, LineMark):
            return None
        across, down = at.x() - frame.px(mark.x), at.y() - frame.py(mark.y)
        if across:
            self._side = math.copysign(1.0, across)
        if abs(across) < 1.0:
            across = self._side
        unit = frame.x_scale_at(mark.x) / frame.y_scale_at(mark.y)
        if not math.isfinite(unit):
            return None
        return round(-down / across * unit, _places(unit / _ARMS[0]))

    def tangent_end(self, frame: Frame) -> QPointF | None:
        """The right end of the tangent, a little inside where it leaves the view."""
        tangent = self._tangent
        ends = None if tangent is None else line_ends(frame, tangent)
        if tangent is None or ends is None:
            return None
        at, end = frame.point(tangent.x, tangent.y), ends[1]
        if not frame.rect.contains(at):
            return None
        cut = frame.px(tangent.x + 0.5 * tangent.length) - end.x() > 0.5
        return end - direction(frame, tangent) * _EDGE if cut else end

    def stretched(self, at: QPointF, frame: Frame) -> float | None:
        """The length of a tangent that ends beside the hand, in units of x; None where that is out of view."""
        tangent = self._tangent
        if tangent is None:
            return None
        middle, way = frame.point(tangent.x, tangent.y), direction(frame, tangent)
        reach = max(QPointF.dotProduct(at - middle, way), _LEAST)
        end = middle + way * reach if frame.straight else QPointF(max(at.x(), middle.x() + _LEAST), at.y())
        if not frame.rect.adjusted(2, 2, -2, -2).contains(end):
            return None
        exact = 2.0 * (frame.x_at(end.x()) - tangent.x)
        return round(exact, _places(1.0 / frame.x_scale_at(tangent.x))) or exact or None

    # ------------------------------------------------------------------ painting

    def _seen(self, frame: Frame) -> dict[str, QPointF]:
        """The handles that are painted, by kind."""
        places: dict[str, QPointF | None] = {"guess": self.guess_handle(frame)} if self.shown else {}
        if self.shown and (self._near_tangent or (self.held is not None and self.held.kind == "tangent")):
            places["tangent"] = self.tangent_end(frame)
        return {kind: place for kind, place in places.items() if place is not None}

    def taken(self, frame: Frame) -> list[QRectF]:
        """Where no text should stand."""
        room = QRectF(-_RADIUS - 3, -_RADIUS - 3, 2 * _RADIUS + 6, 2 * _RADIUS + 6)
        return [room.translated(place) for place in self._seen(frame).values()]

    def paint(self, surface: Surface) -> None:
        """Draw the handles: rings in the colours of their lines."""
        for kind, place in self._seen(surface.frame).items():
            colour, taken = colour_of(surface.theme, LOOKS[kind].colour), self.held or self.hovered
            if taken is not None and taken.kind == kind:
                soft = QColor(colour)
                soft.setAlphaF(0.22)
                surface.painter.setPen(pen_of(soft, 8.0))
                surface.painter.setBrush(Qt.BrushStyle.NoBrush)
                surface.painter.drawEllipse(place, _RADIUS + 3.0, _RADIUS + 3.0)
            surface.painter.setPen(pen_of(colour, 2.0))
            surface.painter.setBrush(QColor(surface.theme.ground))
            surface.painter.drawEllipse(place, _RADIUS, _RADIUS)


def _places(unit: float) -> int:
    return -math.floor(math.log10(unit))
