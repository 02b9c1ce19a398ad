"""The direction in which a derivative is taken: an arrow of fixed length with a handle that a hand turns."""

from __future__ import annotations

import math

from PySide6.QtCore import QLineF, QPointF, Qt
from PySide6.QtGui import QColor

from gradexplorer.ui.plots.arrows import draw_arrow, pixel_direction
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.plane_marks import DirectionMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

LENGTH = 88.0
_GAP = 8.0
_HIT = 12.0
_RADIUS = 4.5
_SNAP = 3.0
"""How near, in degrees, a direction must come to the gradient's, against it or across, to fall into it."""


class Turning:
    """Shows one `DirectionMark`, finds its handle under a hand, and says which direction the hand means."""

    def __init__(self) -> None:
        self.mark: DirectionMark | None = None
        self.held = self.hovered = False
        self.shown = True

    def line(self, frame: Frame) -> QLineF | None:
        """The arrow in pixels; None where its point is out of view."""
        mark = self.mark
        if mark is None or not (math.isfinite(mark.x) and math.isfinite(mark.y)):
            return None
        at, way = frame.point(mark.x, mark.y), pixel_direction(frame, mark.x, mark.y, mark.across, mark.up)
        return QLineF(at, at + way * LENGTH) if frame.rect.contains(at) and not way.isNull() else None

    def handle(self, frame: Frame) -> QPointF | None:
        """The middle of the handle, a little beyond the arrow's head."""
        line = self.line(frame)
        return None if line is None else line.pointAt(1.0 + _GAP / LENGTH)

    def over(self, at: QPointF, frame: Frame) -> bool:
        """Whether a press at `at` would take the handle."""
        handle = self.handle(frame)
        return handle is not None and QLineF(at, handle).length() <= _HIT

    def meant(self, at: QPointF, frame: Frame) -> float | None:
        """The direction to a hand at `at` in degrees: a whole number, or exactly the gradient's, or square to it."""
        mark = self.mark
        if mark is None:
            return None
        across = (at.x() - frame.px(mark.x)) / frame.x_scale_at(mark.x)
        up = (frame.py(mark.y) - at.y()) / frame.y_scale_at(mark.y)
        if across == 0 and up == 0:
            return None
        degrees = math.degrees(math.atan2(up, across))
        if mark.steepest is not None:
            for turn in (0.0, 90.0, 180.0, -90.0):
                wanted = math.remainder(mark.steepest + turn, 360.0)
                if abs(math.remainder(degrees - wanted, 360.0)) <= _SNAP:
                    return wanted
        return float(round(degrees))

    def paint(self, surface: Surface) -> QLineF | None:
        """Draw the arrow and its handle; the arrow, in pixels, for its tag."""
        line, handle = self.line(surface.frame), self.handle(surface.frame)
        if line is None or handle is None:
            return None
        colour, ground = colour_of(surface.theme, "momentum"), QColor(surface.theme.ground)
        draw_arrow(surface.painter, line, colour, 2.0, ground)
        if self.shown:
            if self.held or self.hovered:
                soft = QColor(colour)
                soft.setAlphaF(0.22)
                surface.painter.setPen(Qt.PenStyle.NoPen)
                surface.painter.setBrush(soft)
                surface.painter.drawEllipse(handle, 11.0, 11.0)
            surface.painter.setPen(pen_of(colour, 2.0))
            surface.painter.setBrush(ground)
            surface.painter.drawEllipse(handle, _RADIUS, _RADIUS)
        return line
