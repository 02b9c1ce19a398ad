"""The plot of a function of two variables: heat map, level lines, the point in the plane and what belongs to it."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from gradexplorer.ui.plots import lettering, spots
from gradexplorer.ui.plots.arrow_field import ArrowField
from gradexplorer.ui.plots.arrows import Trail, draw_arrow, pixel_direction
from gradexplorer.ui.plots.canvas import Canvas
from gradexplorer.ui.plots.field import FieldPicture
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import LineItem
from gradexplorer.ui.plots.marks import ArrowMark, LevelMark, PointMark, SpotMark
from gradexplorer.ui.plots.plane_marks import ArrowsMark, DirectionMark, QuadricMark
from gradexplorer.ui.plots.quadric import Quadric
from gradexplorer.ui.plots.surface import Surface, colour_of
from gradexplorer.ui.plots.turning import Turning
from gradexplorer.ui.text import tr
from gradexplorer.ui.theme import Theme

_LEAST_ARROW = 34.0
_MOST_ARROW = 110.0
_SHORTEST_ARROW = 18.0
_EDGE = 8.0
_NEAR = 9.0
_AS_RINGS = 4
_SHARES = np.linspace(0.0, 1.0, 31)[:, None]
"""Places along an arrow that its tag should not cover."""


class ContourPlot(Canvas):
    """A field over the plane with one point that is dragged anywhere; paints what the setters give."""

    pointPressed = Signal()
    """The hand took hold of the point: a burst of `pointDragged` begins."""
    pointDragged = Signal(float, float)
    """The hand wants the point here, rounded to just below a pixel, within the view."""
    pointReleased = Signal()
    """The hand let go: the burst is over."""
    directionPressed = Signal()
    directionTurned = Signal(float)
    """The hand turns the direction to so many degrees, between `directionPressed` and `pointReleased`."""
    landmarkPressed = Signal(int)
    """A press on a landmark: its index in `set_landmarks`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Contour map"))
        self._field = FieldPicture(self.box.innerSceneItem())
        self._arrows = ArrowField(self.box.innerSceneItem())
        self._through = LineItem(self.live_data, depth=1.0, joined=True)
        self._through_mark: LevelMark | None = None
        self._quadric = Quadric(self.live_data)
        self._turning = Turning()
        self._trail = Trail(self.live_data, cased=True)
        self._markers = spots.Spots()
        self._landmarks = spots.Spots()
        self._gradient: ArrowMark | None = None
        self._step: ArrowMark | None = None
        self._point: PointMark | None = None
        self._grip: QPointF | None = None
        self._hovered = False
        self.grid.lines = False
        self.grid.halo = True
        self.set_painters(
            [self._field.paint_holes],
            [self._trail.paint_heads, self._paint_places],
            [self.grid.paint_lines, self._paint_names, self.grid.paint_labels],
        )
        self.set_parts([self._field, self._arrows], [self, self._quadric, self._trail])

    # ------------------------------------------------------------------ what is drawn

    def set_field(self, x: Floats, y: Floats, z: Floats, levels: Sequence[LevelMark] = ()) -> None:
        """Draw z (m, n) over the evenly spaced rising grid x (n,), y (m,), and the level lines."""
        self._field.set(x, y, z, levels)
        self.grid.halo, self.grid.lines = True, False
        self.renew()

    def clear_field(self) -> None:
        """No field: an empty grid."""
        self._field.clear()
        self.grid.halo, self.grid.lines = False, True
        self.renew()

    def set_point(self, point: PointMark | None) -> None:
        """The point in the plane, or none. Where it comes to rest on the value of a level line, that makes room."""
        self._point = point
        self.refresh()
        if self._grip is None:
            self._clear_point()

    def set_gradient(self, arrow: ArrowMark | None) -> None:
        """The gradient at the point: drawn in its direction, its length held between 34 and 110 px."""
        self._gradient = arrow
        self.refresh()

    def set_step(self, arrow: ArrowMark | None) -> None:
        """The step −step size × gradient, drawn in true length: its head is where the point goes next."""
        self._step = arrow
        self.refresh()

    def set_level_through(self, level: LevelMark | None) -> None:
        """The level set through the point."""
        self._through_mark = level
        self.refresh()

    def set_arrows(self, arrows: ArrowsMark | None) -> None:
        """The gradient field, or none."""
        self._arrows.mark = arrows
        self.renew()

    def set_quadric(self, quadric: QuadricMark | None) -> None:
        """How the surface bends at the point, green: ellipse, hyperbolas or lines, and the two axes."""
        self._quadric.mark = quadric
        self.refresh()

    def set_direction(self, direction: DirectionMark | None) -> None:
        """The direction in which the derivative is taken, purple, with a handle that turns it."""
        self._turning.mark = direction
        self.refresh()

    def set_colour_bar(self, shown: bool) -> None:
        """The legend of the colours in the corner."""
        if shown != self._field.bar.shown:
            self._field.bar.shown = shown
            self.renew()

    def set_trail(self, x: Floats, y: Floats, index: int, *, colour: int | str = "tangent") -> None:
        """The descent's points (n,), (n,) up to step `index`, fading with age; `index` < 0 draws none."""
        self._trail.colour = colour
        self._trail.set(x, y, index)
        self.refresh()

    def clear_trail(self) -> None:
        """No trail."""
        self._trail.clear()
        self.refresh()

    def set_markers(self, marks: Sequence[SpotMark]) -> None:
        """The run's start and final point."""
        self._markers.set(marks)
        self.refresh()

    def set_landmarks(self, marks: Sequence[SpotMark]) -> None:
        """Minima and the like: a ring and a small label each; a press brings the point there."""
        self._landmarks.set(marks)
        self._markers.lay_anew()
        self.renew()

    # ------------------------------------------------------------------ painting

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the level set through the point its item."""
        level = self._through_mark
        if level is None:
            self._through.hide()
        else:
            self._through.dress(QColor(theme.text), 2.0)
            self._through.show_line(frame, level.x, level.y)

    @contextmanager
    def posed(self) -> Iterator[QRectF]:
        """For a picture: without the handle."""
        self._turning.shown = False
        try:
            with super().posed() as rect:
                yield rect
        finally:
            self._turning.shown = True

    def _paint_names(self, surface: Surface) -> None:
        surface.taken.extend(self._field.bar_room(surface))
        surface.taken.extend(self.grid.taken(surface.frame))
        clear = [*self._landmarks.rings(surface.frame), *self._around_point()]
        surface.taken.extend(self._field.paint_values(surface, [*surface.taken, *clear]))
        self._landmarks.paint(surface)

    def _around_point(self) -> list[QRectF]:
        point = self._point
        if point is None or not (math.isfinite(point.x) and math.isfinite(point.y)):
            return []
        at = self._point_at()
        return [QRectF(at.x() - 14, at.y() - 14, 28, 28)]

    def _clear_point(self) -> None:
        """Write the values of the level lines anew where the point covers one."""
        if any(rect.intersects(label) for rect in self._around_point() for label in self._field.labels):
            self.renew()

    def _paint_places(self, surface: Surface) -> None:
        self._field.paint_bar(surface)
        self._markers.paint(surface, self._trail.drawn(surface.frame))
        lines = [
            self._draw_arrow(surface, self._gradient, "tangent", held=True),
            self._draw_arrow(surface, self._step, "momentum", held=False),
            self._turning.paint(surface),
        ]
        point = self._point
        if point is not None and math.isfinite(point.x) and math.isfinite(point.y):
            at = surface.frame.point(point.x, point.y)
            spots.draw_point(
                surface, at, colour_of(surface.theme, point.colour), self._hovered or self._grip is not None
            )
            surface.taken.append(QRectF(at.x() - 12, at.y() - 12, 24, 24))
        marks = (self._gradient, self._step, self._turning.mark)
        for line, arrow, colour in zip(lines, marks, ("tangent", "momentum", "momentum"), strict=True):
            if line is not None and arrow is not None and arrow.tag:
                _draw_tag(surface, line, arrow.tag, colour)
        self._quadric.paint_tags(surface)

    @staticmethod
    def _draw_arrow(surface: Surface, arrow: ArrowMark | None, colour: str, *, held: bool) -> QLineF | None:
        if arrow is None or not all(math.isfinite(part) for part in (arrow.x, arrow.y, arrow.dx, arrow.dy)):
            return None
        start = surface.frame.point(arrow.x, arrow.y)
        direction = pixel_direction(surface.frame, arrow.x, arrow.y, arrow.dx, arrow.dy)
        if direction.isNull() or not surface.frame.rect.contains(start):
            return None
        way = surface.frame.way(arrow.x, arrow.y, arrow.dx, arrow.dy)
        length = math.hypot(way.x(), way.y())
        if held:
            room = _room(surface.frame.rect, start, direction)
            length = max(min(max(length, _LEAST_ARROW), _MOST_ARROW, room), _SHORTEST_ARROW)
            line = QLineF(start, start + direction * length)
        else:
            line = QLineF(start, surface.frame.point(arrow.x + arrow.dx, arrow.y + arrow.dy))
            line.setLength(min(line.length(), 4 * surface.frame.width))
        draw_arrow(surface.painter, line, colour_of(surface.theme, colour), 2.0, QColor(surface.theme.ground))
        return line

    # ------------------------------------------------------------------ the hand

    def hand_press(self, at: QPointF) -> bool:
        """Take hold of the point, or of the direction's handle."""
        if self._turning.over(at, self.frame_now()):
            self._turning.held = True
            self.directionPressed.emit()
            self.refresh()
            return True
        if not self._over_point(at):
            return False
        self._grip = self._point_at() - at
        self.pointPressed.emit()
        self.refresh()
        return True

    def hand_drag(self, at: QPointF) -> None:
        """Ask for the point under the hand, or for the direction to it."""
        if self._turning.held:
            degrees = self._turning.meant(at, self.frame_now())
            if degrees is not None:
                self.directionTurned.emit(degrees)
        elif self._grip is not None:
            self._move_to(at + self._grip)

    def hand_release(self) -> None:
        """Let go of what was held."""
        self._grip, self._turning.held = None, False
        self.pointReleased.emit()
        self._clear_point()
        self.refresh()

    def hand_click(self, at: QPointF) -> None:
        """Bring the point here, or to the landmark that is here: a burst of one move."""
        frame = self.frame_now()
        near = [
            (QLineF(at, frame.point(mark.x, mark.y)).length(), index)
            for index, mark in enumerate(self._landmarks.marks)
        ]
        if near and min(near)[0] <= _NEAR:
            self.landmarkPressed.emit(min(near)[1])
        elif self._point is not None:
            self.pointPressed.emit()
            self._move_to(at)
            self.pointReleased.emit()

    def hand_hover(self, at: QPointF | None) -> Qt.CursorShape:
        """Show that the point or the direction's handle can be taken."""
        turning = at is not None and self._turning.over(at, self.frame_now())
        over = at is not None and not turning and self._over_point(at)
        if (over, turning) != (self._hovered, self._turning.hovered):
            self._hovered, self._turning.hovered = over, turning
            self.refresh()
        over = over or turning
        return Qt.CursorShape.OpenHandCursor if over else Qt.CursorShape.ArrowCursor

    def _move_to(self, at: QPointF) -> None:
        frame = self.frame_now()
        x = frame.x_at(min(max(at.x(), 0.0), frame.width))
        y = frame.y_at(min(max(at.y(), 0.0), frame.height))
        self.pointDragged.emit(*frame.neat(x, y))

    def _point_at(self) -> QPointF:
        assert self._point is not None
        return self.frame_now().point(self._point.x, self._point.y)

    def _over_point(self, at: QPointF) -> bool:
        return self._point is not None and QLineF(at, self._point_at()).length() <= spots.HIT_RADIUS


def _room(rect: QRectF, start: QPointF, direction: QPointF) -> float:
    """How far one can go from `start` before the edge of the view is near: an arrow should show its head."""
    ways = [_EDGE + _MOST_ARROW]
    for at, part, low, high in (
        (start.x(), direction.x(), rect.left(), rect.right()),
        (start.y(), direction.y(), rect.top(), rect.bottom()),
    ):
        if part:
            ways.append(((high if part > 0 else low) - at) / part - _EDGE)
    return min(ways)


def _draw_tag(surface: Surface, line: QLineF, tag: str, colour: str) -> None:
    size = lettering.tag_size(tag)
    bounds = surface.frame.rect.adjusted(8, 8, -8, -8)
    corners = [corner for gap in (8.0, 24.0) for corner in lettering.around(line.p2(), size, gap)]
    start, end = np.array(line.p1().toTuple()), np.array(line.p2().toTuple())
    drawn = start + _SHARES * (end - start)
    _, rect = lettering.best_place(size, corners, bounds, surface.taken, drawn)
    lettering.draw_tag(surface, rect, tag, colour_of(surface.theme, f"{colour}_text"))
    # A tag over another hides its words: that counts as much as some rings of landmarks do, which are taken as well.
    surface.taken.extend([rect] * _AS_RINGS)
