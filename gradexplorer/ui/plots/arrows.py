"""Arrows whose heads keep their size, and the trail of a descent."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF
from PySide6.QtGui import QColor, QPainter, QPolygonF
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import DotsItem, LineItem, line_pool
from gradexplorer.ui.plots.surface import Surface, colour_of, mixed, pen_of
from gradexplorer.ui.theme import Theme

HEAD = 9.0
"""Length of an arrow head in pixels."""
_LEAST_SHAFT = 3.0
_FADE_STEPS = 20
_SHADES = 10
_FAINTEST = 0.3
_FAINTEST_CASED = 0.55
_HEADS = 4
_LEAST_HEADED = 24.0
_POINT_RADIUS = 7.0
_DOT = 6.0


def draw_arrow(painter: QPainter, line: QLineF, colour: QColor, width: float, casing: QColor | None = None) -> None:
    """A straight arrow in pixels; `casing` outlines it so that it stands out from a field."""
    if line.length() < _LEAST_SHAFT:
        return
    shaft = QLineF(line)
    shaft.setLength(max(0.0, line.length() - HEAD + 1.0))
    head = arrow_head(line)
    if casing is not None:
        painter.setPen(pen_of(casing, width + 3.0))
        painter.setBrush(casing)
        painter.drawLine(shaft)
        painter.drawPolygon(head)
    painter.setPen(pen_of(colour, width))
    painter.drawLine(shaft)
    painter.setPen(pen_of(colour, 1.0))
    painter.setBrush(colour)
    painter.drawPolygon(head)


def arrow_head(line: QLineF, size: float = HEAD) -> QPolygonF:
    """The triangle at the end of `line`, as long as `size` or as the line, if that is shorter."""
    length = line.length()
    size = min(size, length)
    along = QPointF(line.dx() / length, line.dy() / length)
    across = QPointF(-along.y(), along.x()) * (0.42 * size)
    base = line.p2() - along * size
    return QPolygonF([line.p2(), base + across, base - across])


class Trail:
    """The points of a descent up to the present step: a dot a step, joined by lines that fade with age.

    `index` is the present step; later points are not drawn. Points without a finite value leave a gap.
    """

    def __init__(self, parent: QGraphicsItem, *, cased: bool = False) -> None:
        self._x: Floats = np.empty(0)
        self._y: Floats = np.empty(0)
        self.index = -1
        self.colour: int | str = "tangent"
        self.cased = cased
        self._parent = parent
        self._lines: list[LineItem] = []
        self._rings = DotsItem(parent, _DOT + 2.0, depth=11.0)
        self._dots = DotsItem(parent, _DOT, depth=12.0)

    def set(self, x: Floats, y: Floats, index: int) -> None:
        """Points (n,), (n,) and the present step."""
        self._x, self._y, self.index = np.asarray(x, np.float64), np.asarray(y, np.float64), index

    def clear(self) -> None:
        """No trail."""
        self.set(np.empty(0), np.empty(0), -1)

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the lines, the oldest lowest, and the dots; what has the same age has one shade."""
        pixels = self._pixels(frame)
        if not len(pixels):
            line_pool(self._lines, 0, self._parent, still=False, depth=10.0)
            self._rings.hide()
            self._dots.hide()
            return
        shade = np.minimum(np.arange(len(pixels))[::-1] * _SHADES // _FADE_STEPS, _SHADES)
        kinds = np.unique(shade)[::-1].tolist()
        lines = line_pool(self._lines, len(kinds), self._parent, still=False, depth=10.0)
        chosen, tints = [np.empty(0, np.intp)], []
        for item, kind in zip(lines, kinds, strict=True):
            ends = np.flatnonzero(shade == kind)
            tint = self._tint(theme, max(_FAINTEST_CASED if self.cased else _FAINTEST, 1.0 - kind / _SHADES))
            item.dress(tint, 1.5, casing=QColor(theme.ground) if self.cased else None)
            item.show_segments(frame, _segments(pixels, ends))
            dots = ends[_distinct(pixels[ends])]
            chosen.append(dots)
            tints += [tint] * len(dots)
        self._show_dots(frame, theme, np.concatenate(chosen), tints)

    def paint_heads(self, surface: Surface) -> None:
        """Draw the newest steps' arrow heads."""
        pixels, painter = self._pixels(surface.frame), surface.painter
        count = len(pixels)
        for end in range(max(1, count - _HEADS), count):
            line = _line(pixels[end - 1], pixels[end])
            if line is None or line.length() < _LEAST_HEADED:
                continue
            line.setLength(line.length() - (_POINT_RADIUS if end == count - 1 else 0.5 * _DOT))
            tint = self._tint(surface.theme, max(_FAINTEST, 1.0 - (count - 1 - end) / _FADE_STEPS))
            painter.setPen(pen_of(tint, 1.0))
            painter.setBrush(tint)
            painter.drawPolygon(arrow_head(line, 7.0))

    def drawn(self, frame: Frame) -> Floats:
        """Points along the first and the last steps, in pixels, shape (m, 2): what labels should not cover.

        All steps count, past or not, so that labels keep their places while the descent is played.
        """
        if self.index < 0:
            return np.empty((0, 2))
        chosen = np.r_[: len(self._x)] if len(self._x) < 2 * _FADE_STEPS else np.r_[:_FADE_STEPS, -_FADE_STEPS:0]
        pixels = frame.pixels(self._x[chosen], self._y[chosen])
        pixels = pixels[np.isfinite(pixels).all(axis=1)]
        if len(pixels) < 2:
            return pixels
        share = np.linspace(0.0, 1.0, 40)[:, None, None]
        return (pixels[:-1] + share * np.diff(pixels, axis=0)).reshape(-1, 2)

    def _pixels(self, frame: Frame) -> Floats:
        last = min(self.index, len(self._x) - 1)
        if last < 0:
            return np.empty((0, 2))
        return frame.pixels(self._x[: last + 1], self._y[: last + 1])

    def _tint(self, theme: Theme, strength: float) -> QColor:
        return mixed(QColor(theme.ground), colour_of(theme, self.colour), strength)

    def _show_dots(self, frame: Frame, theme: Theme, chosen: NDArray[np.intp], tints: list[QColor]) -> None:
        x, y = self._x[chosen], self._y[chosen]
        self._dots.show_dots(frame, x, y, tints)
        if self.cased:
            self._rings.show_dots(frame, x, y, QColor(theme.ground))


def _line(start: Floats, end: Floats) -> QLineF | None:
    if not (np.isfinite(start).all() and np.isfinite(end).all()):
        return None
    return QLineF(start[0], start[1], end[0], end[1])


def _segments(pixels: Floats, ends: NDArray[np.intp]) -> Floats:
    """The steps that end at `ends`, (m, 4); steps that fall on the same pixels, as in a cycle, are drawn once."""
    ends = ends[ends > 0]
    segments = np.hstack([pixels[ends - 1], pixels[ends]])
    return segments[_distinct(segments)]


def _distinct(rows: Floats) -> NDArray[np.intp]:
    """The places of rows that are finite and, where there are many, not on the same pixels as an earlier one."""
    finite = np.flatnonzero(np.isfinite(rows).all(axis=1))
    if len(finite) < 2 * _FADE_STEPS:
        return finite
    _, first = np.unique(np.round(rows[finite]), axis=0, return_index=True)
    return finite[np.sort(first)]


def pixel_direction(frame: Frame, x: float, y: float, dx: float, dy: float) -> QPointF:
    """The unit vector in pixels of a data direction at a data point; (0, 0) where there is none."""
    way = frame.way(x, y, dx, dy)
    length = math.hypot(way.x(), way.y())
    if not math.isfinite(length) or length == 0:
        return QPointF()
    return way / length
