"""Named places: landmarks, a run's start and end, and the point that can be dragged."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import compress

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPolygonF

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.marks import Colour, SpotMark
from gradexplorer.ui.plots.surface import Surface, colour_of, pen_of

POINT_RADIUS = 5.0
HIT_RADIUS = 14.0
"""How near, in pixels, a press must be to the point to take hold of it."""
_RING, _SOFT = 1.4, 2.6
"""The radii of the ring and of the soft disc around a point, over its own."""
_LABEL_GAP = 9.0
_MOST_LABELS = 24


class Spots:
    """Rings, squares and diamonds with small labels. Labels keep their places until the view or the spots change."""

    def __init__(self) -> None:
        self._marks: tuple[SpotMark, ...] = ()
        self._placed: tuple[Frame, list[QPointF]] | None = None
        self._laid: tuple[Frame, tuple[SpotMark, ...]] | None = None
        self._rects: tuple[QRectF | None, ...] = ()

    def set(self, marks: Sequence[SpotMark]) -> None:
        """The places to draw; those without finite coordinates are left out."""
        self._marks = tuple(mark for mark in marks if math.isfinite(mark.x) and math.isfinite(mark.y))
        self._placed = None

    def lay_anew(self) -> None:
        """Find new places for the labels: other text has changed."""
        self._laid = None

    @property
    def marks(self) -> tuple[SpotMark, ...]:
        """The places drawn."""
        return self._marks

    def rings(self, frame: Frame) -> list[QRectF]:
        """The places of the shapes themselves, for other text to keep clear of."""
        return [_around(at, 8.0) for at in self._places(frame)]

    def paint(self, surface: Surface, curves: Floats | None = None) -> None:
        """Draw shapes and labels, and note the labels' places as taken."""
        seen = [_in_view(surface.frame, mark) for mark in self._marks]
        shown = tuple(compress(self._marks, seen))
        places = list(compress(self._places(surface.frame), seen))
        self._lay_out(surface, shown, places, curves)
        ground = QColor(surface.theme.ground)
        for mark, at in zip(shown, places, strict=True):
            _draw_shape(surface.painter, at, mark, ground, colour_of(surface.theme, mark.colour))
        font = lettering.caption_font()
        for mark, rect in zip(shown, self._rects, strict=True):
            if rect is None:
                continue
            colour = colour_of(surface.theme, _text_colour(mark.colour))
            lettering.draw_text(surface.painter, rect, mark.label, font, colour, ground)
        surface.taken.extend(rect for rect in self._rects if rect is not None)

    def _places(self, frame: Frame) -> list[QPointF]:
        """Where the marks lie, in pixels."""
        if self._placed is None or self._placed[0] != frame:
            x, y = np.array([mark.x for mark in self._marks]), np.array([mark.y for mark in self._marks])
            self._placed = frame, [QPointF(*at) for at in frame.pixels(x, y).tolist()]
        return self._placed[1]

    def _lay_out(
        self, surface: Surface, shown: tuple[SpotMark, ...], places: Sequence[QPointF], curves: Floats | None
    ) -> None:
        if self._laid == (surface.frame, shown):
            return
        self._laid = (surface.frame, shown)
        font = lettering.caption_font()
        bounds = surface.frame.rect.adjusted(4, 4, -4, -4)
        rects: dict[int, QRectF] = {}
        shapes = [_around(at, 6.0) for at in places] if any(mark.label for mark in shown) else []
        # Those that must be named choose their places first.
        for index in sorted(range(len(shown)), key=lambda index: shown[index].quiet):
            mark = shown[index]
            if not mark.label or len(rects) == _MOST_LABELS:
                continue
            size = lettering.text_size(mark.label, font)
            corners = lettering.around(places[index], size, _LABEL_GAP)
            taken = surface.taken + list(rects.values()) + shapes[:index] + shapes[index + 1 :]
            rect = lettering.best_place(size, corners, bounds, taken, curves)[1]
            if not (mark.quiet and lettering.covers(rect, taken, curves)):
                rects[index] = rect
        self._rects = tuple(rects.get(index) for index in range(len(shown)))


def draw_point(surface: Surface, at: QPointF, colour: QColor, held: bool, radius: float = POINT_RADIUS) -> None:
    """The point, with a ring in the ground's colour; a soft disc around it while it is under the hand, or chosen."""
    painter = surface.painter
    if held:
        _draw_soft(surface, at, colour, radius)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(surface.theme.ground))
    painter.drawEllipse(at, _RING * radius, _RING * radius)
    painter.setBrush(colour)
    painter.drawEllipse(at, radius, radius)


def _draw_soft(surface: Surface, at: QPointF, colour: QColor, radius: float) -> None:
    """The disc around a point of this radius that is under the hand."""
    soft = QColor(colour)
    soft.setAlphaF(0.22)
    surface.painter.setPen(Qt.PenStyle.NoPen)
    surface.painter.setBrush(soft)
    surface.painter.drawEllipse(at, _SOFT * radius, _SOFT * radius)


def draw_snap(surface: Surface, at: QPointF, colour: QColor, label: str, curves: Floats) -> None:
    """The sign that the point has fallen into a point of interest: a ring around it, and what it is."""
    font = lettering.caption_font()
    size = lettering.text_size(label, font)
    bounds = surface.frame.rect.adjusted(4, 4, -4, -4)
    rect = lettering.best_place(size, lettering.around(at, size, 18.0), bounds, surface.taken, curves)[1]
    lettering.draw_text(surface.painter, rect, label, font, QColor(surface.theme.text), QColor(surface.theme.ground))
    surface.painter.setPen(pen_of(colour, 2.0))
    surface.painter.setBrush(Qt.BrushStyle.NoBrush)
    surface.painter.drawEllipse(at, 11.0, 11.0)


def draw_second(surface: Surface, at: QPointF, colour: QColor, held: bool) -> None:
    """The secant's second point: as large as the point, but open."""
    painter = surface.painter
    if held:
        _draw_soft(surface, at, colour, POINT_RADIUS)
    painter.setPen(pen_of(colour, 2.0))
    painter.setBrush(QColor(surface.theme.ground))
    painter.drawEllipse(at, POINT_RADIUS, POINT_RADIUS)


def draw_ghost(surface: Surface, at: QPointF, colour: QColor) -> None:
    """Where a click would bring the point: an open ring."""
    surface.painter.setPen(pen_of(colour, 1.5))
    surface.painter.setBrush(QColor(surface.theme.ground))
    surface.painter.drawEllipse(at, POINT_RADIUS - 0.5, POINT_RADIUS - 0.5)


def _draw_shape(painter: QPainter, at: QPointF, mark: SpotMark, ground: QColor, colour: QColor) -> None:
    """The outline of a shape within a casing of the ground's colour, filled with it as well."""
    casing, width = (4.0, 1.25) if mark.quiet else (5.0, 2.0)
    if mark.shape == "ring":
        # Three discs: Qt takes four times as long for an outline, and a map may have a hundred.
        radius = 3.25 if mark.quiet else 4.5
        painter.setPen(Qt.PenStyle.NoPen)
        for shade, reach in ((ground, casing / 2), (colour, width / 2), (ground, -width / 2)):
            painter.setBrush(shade)
            painter.drawEllipse(at, radius + reach, radius + reach)
        return
    painter.setBrush(ground)
    for shade, wide in ((ground, casing), (colour, width)):
        painter.setPen(pen_of(shade, wide))
        if mark.shape == "square":
            painter.drawRect(_around(at, 4.0))
        else:
            painter.drawPolygon(QPolygonF([at + QPointF(*d) for d in ((0, -6), (6, 0), (0, 6), (-6, 0))]))


def _around(at: QPointF, radius: float) -> QRectF:
    return QRectF(at.x() - radius, at.y() - radius, 2 * radius, 2 * radius)


def _in_view(frame: Frame, mark: SpotMark) -> bool:
    return frame.x_range[0] <= mark.x <= frame.x_range[1] and frame.y_range[0] <= mark.y <= frame.y_range[1]


def _text_colour(colour: Colour) -> Colour:
    return f"{colour}_text" if colour in ("tangent", "momentum", "newton") else colour
