"""Named places: landmarks, a run's start and end, and the point that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.marks import Colour, SpotMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

POINT_RADIUS = 5.0
HIT_RADIUS = 14.0
"""How near, in pixels, a press must be to the point to take hold of it."""
_LABEL_GAP = 9.0
_MOST_LABELS = 24


class Spots:
    """Rings, squares and diamonds with small labels. Labels keep their places until the view or the spots change."""

    def __init__(self) -> None:
        self._marks: tuple[SpotMark, ...] = ()
        self._laid: tuple[Frame, tuple[SpotMark, ...]] | None = None
        self._rects: tuple[QRectF, ...] = ()

    def set(self, marks: Sequence[SpotMark]) -> None:
        """The places to draw; those without finite coordinates are left out."""
        self._marks = tuple(mark for mark in marks if math.isfinite(mark.x) and math.isfinite(mark.y))

    @property
    def marks(self) -> tuple[SpotMark, ...]:
        """The places drawn."""
        return self._marks

    def rings(self, frame: Frame) -> list[QRectF]:
        """The places of the shapes themselves, for other text to keep clear of."""
        return [_around(frame.point(mark.x, mark.y), 8.0) for mark in self._marks]

    def paint(self, surface: Surface, curves: Floats | None = None) -> None:
        """Draw shapes and labels, and note the labels' places as taken."""
        shown = tuple(mark for mark in self._marks if _in_view(surface.frame, mark))
        self._lay_out(surface, shown, curves)
        ground = QColor(surface.theme.ground)
        for mark in shown:
            _draw_shape(
                surface.painter,
                surface.frame.point(mark.x, mark.y),
                mark,
                colour_of(surface.theme, mark.colour),
                ground,
            )
        font = lettering.caption_font()
        for mark, rect in zip(shown, self._rects, strict=False):
            colour = colour_of(surface.theme, _text_colour(mark.colour))
            lettering.draw_text(surface.painter, rect, mark.label, font, colour, ground)
        surface.taken.extend(self._rects)

    def _lay_out(self, surface: Surface, shown: tuple[SpotMark, ...], curves: Floats | None) -> None:
        if self._laid == (surface.frame, shown):
            return
        self._laid = (surface.frame, shown)
        font = lettering.caption_font()
        bounds = surface.frame.rect.adjusted(4, 4, -4, -4)
        rects: list[QRectF] = []
        shapes = [_around(surface.frame.point(mark.x, mark.y), 6.0) for mark in shown]
        for index, mark in enumerate(shown[:_MOST_LABELS]):
            size = lettering.text_size(mark.label, font)
            corners = lettering.around(surface.frame.point(mark.x, mark.y), size, _LABEL_GAP)
            taken = surface.taken + rects + shapes[:index] + shapes[index + 1 :]
            rects.append(lettering.best_place(size, corners, bounds, taken, curves)[1])
        self._rects = tuple(rects)


def draw_point(surface: Surface, at: QPointF, colour: QColor, held: bool) -> None:
    """The point: 10 px with a ring in the ground's colour; a soft disc around it while it is under the hand."""
    painter = surface.painter
    painter.setPen(Qt.PenStyle.NoPen)
    if held:
        soft = QColor(colour)
        soft.setAlphaF(0.22)
        painter.setBrush(soft)
        painter.drawEllipse(at, 13.0, 13.0)
    painter.setBrush(QColor(surface.theme.ground))
    painter.drawEllipse(at, POINT_RADIUS + 2.0, POINT_RADIUS + 2.0)
    painter.setBrush(colour)
    painter.drawEllipse(at, POINT_RADIUS, POINT_RADIUS)


def draw_second(surface: Surface, at: QPointF, colour: QColor, held: bool) -> None:
    """The secant's second point: as large as the point, but open."""
    painter = surface.painter
    if held:
        soft = QColor(colour)
        soft.setAlphaF(0.22)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(soft)
        painter.drawEllipse(at, 13.0, 13.0)
    painter.setPen(pen_of(colour, 2.0))
    painter.setBrush(QColor(surface.theme.ground))
    painter.drawEllipse(at, POINT_RADIUS, POINT_RADIUS)


def draw_ghost(surface: Surface, at: QPointF, colour: QColor) -> None:
    """Where a click would bring the point: an open ring."""
    surface.painter.setPen(pen_of(colour, 1.5))
    surface.painter.setBrush(QColor(surface.theme.ground))
    surface.painter.drawEllipse(at, POINT_RADIUS - 0.5, POINT_RADIUS - 0.5)


def _draw_shape(painter: QPainter, at: QPointF, mark: SpotMark, colour: QColor, ground: QColor) -> None:
    painter.setPen(pen_of(ground, 5.0))
    painter.setBrush(ground)
    for pen, brush in ((pen_of(ground, 5.0), ground), (pen_of(colour, 2.0), ground)):
        painter.setPen(pen)
        painter.setBrush(brush)
        if mark.shape == "ring":
            painter.drawEllipse(at, 4.5, 4.5)
        elif mark.shape == "square":
            painter.drawRect(_around(at, 4.0))
        else:
            painter.drawPolygon(QPolygonF([at + QPointF(*d) for d in ((0, -6), (6, 0), (0, 6), (-6, 0))]))


def _around(at: QPointF, radius: float) -> QRectF:
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)


def _in_view(frame: Frame, mark: SpotMark) -> bool:
    return frame.x_range[0] <= mark.x <= frame.x_range[1] and frame.y_range[0] <= mark.y <= frame.y_range[1]


def _text_colour(colour: Colour) -> Colour:
    return f"{colour}_text" if colour in ("tangent", "momentum", "newton") else colour
