"""The curves of a plot: lines, hatching where there is no value, names written on them, and what is nearest a place."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np
from msgspec import Struct
from PySide6.QtCore import QPointF, QRectF, QSizeF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.compute.ordered import distinct, quantiles
from gradexplorer.ui import theme as themes
from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame, Range, off_axis
from gradexplorer.ui.plots.items import LineItem, line_pool
from gradexplorer.ui.plots.marks import CurveMark
from gradexplorer.ui.plots.surface import Surface, colour_of, hatch, mixed, pen_of
from gradexplorer.ui.theme import Theme

_FADED = 0.6
_END = 3.0
"""Radius of a ring at a hole, in pixels."""
_LABEL_SAMPLES = 800
_EVEN = 1200
_LABEL_SIZE = 18
_LONG_LABEL = 40.0
"""A wider label than this may also stand to the left of its curve."""
_LABEL_SHARES = (0.9, 0.84, 0.96, 0.75, 0.6, 0.45, 0.3, 0.15)


class Nearest(Struct, frozen=True):
    """The place on a curve nearest to the mouse: which curve, how far in pixels, and where in data units."""

    curve: int
    distance: float
    x: float
    y: float


class Curves:
    """One still line item a curve, with hatching below and names above them."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.marks: tuple[CurveMark, ...] = ()
        self._parent = parent
        self._items: list[LineItem] = []
        self._pixels: tuple[Frame, list[Floats]] | None = None
        self._drawn: tuple[Frame, Floats] | None = None
        self._labels: tuple[tuple[Frame, list[QRectF]], list[tuple[QRectF, str, int]]] | None = None

    def set(self, marks: Sequence[CurveMark]) -> None:
        """Draw these curves and no others, the first one lowest."""
        self.marks = tuple(marks)
        self._pixels = self._drawn = self._labels = None

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give each curve's item its line and its look."""
        items = line_pool(self._items, len(self.marks), self._parent, still=True, depth=0.0)
        for mark, item in zip(self.marks, items, strict=True):
            colour = colour_of(theme, mark.colour)
            if mark.faded:
                colour = mixed(colour, QColor(theme.ground), _FADED)
            item.dress(colour, mark.width, mark.stroke)
            item.show_line(frame, mark.x, mark.y)

    def paint_undefined(self, surface: Surface) -> None:
        """Hatch the stretches of x in which a curve has no value."""
        frame = surface.frame
        for mark in self.marks:
            for low, high in mark.undefined:
                left, right = max(0.0, frame.px(low)), min(frame.width, frame.px(high))
                if right - left >= 1.0:
                    hatch(surface, QRectF(left, 0.0, right - left, frame.height))

    def paint_ends(self, surface: Surface) -> None:
        """Draw what the curves have at their breaks: open rings and dots, left out where they would touch."""
        frame, ground = surface.frame, QColor(surface.theme.ground)
        for mark in self.marks:
            seen = [end for end in mark.ends if 0 <= frame.px(end.x) <= frame.width]
            seen = [end for end in seen if -_END <= frame.py(end.y) <= frame.height + _END]
            places = sorted({frame.px(end.x) for end in seen})
            if any(after - before < 4 * _END for before, after in pairwise(places)):
                continue
            colour = colour_of(surface.theme, mark.colour)
            if mark.faded:
                colour = mixed(colour, ground, _FADED)
            surface.painter.setPen(pen_of(colour, 1.5))
            for end in sorted(seen, key=lambda end: not end.open):
                surface.painter.setBrush(ground if end.open else colour)
                surface.painter.drawEllipse(frame.point(end.x, end.y), _END, _END)

    def paint_labels(self, surface: Surface) -> None:
        """Write each curve's name beside it, near the right end."""
        around = surface.frame, list(surface.taken)
        if self._labels is None or self._labels[0] != around:
            self._labels = (around, self._lay_labels(surface))
        ground = QColor(surface.theme.ground)
        font = themes.maths_font(_LABEL_SIZE, italic=True)
        for rect, text, index in self._labels[1]:
            colour = colour_of(surface.theme, self.marks[index].colour)
            lettering.draw_text(surface.painter, rect, text, font, colour, ground)
            surface.taken.append(rect)

    def pixels(self, frame: Frame) -> list[Floats]:
        """Each curve in pixels, shape (n, 2), nan where it breaks."""
        if self._pixels is None or self._pixels[0] != frame:
            self._pixels = (frame, [frame.pixels(mark.x, mark.y) for mark in self.marks])
        return self._pixels[1]

    def drawn(self, frame: Frame) -> Floats:
        """All points of all curves that lie in the view, in pixels, shape (m, 2): what labels should not cover."""
        if self._drawn is None or self._drawn[0] != frame:
            parts = self.pixels(frame)
            points = np.concatenate(parts) if parts else np.empty((0, 2))
            points = points[:: max(1, len(points) // _LABEL_SAMPLES)]
            with np.errstate(invalid="ignore"):
                self._drawn = (frame, points[(points[:, 1] >= 0) & (points[:, 1] <= frame.height)])
        return self._drawn[1]

    def nearest(self, at: QPointF, frame: Frame) -> Nearest | None:
        """The place nearest to `at` on any curve, None where there is no curve."""
        best: Nearest | None = None
        for index, points in enumerate(self.pixels(frame)):
            found = nearest_on(points, at)
            if found is not None and (best is None or found[0] < best.distance):
                best = Nearest(index, found[0], frame.x_at(found[1]), frame.y_at(found[2]))
        return best

    def value_range(self, x_range: Range, log: bool = False) -> Range | None:
        """A range of y that shows the curves over `x_range`, poles cut off; None where nothing has a value.

        With `log` it is one for a logarithmic axis: what is not positive does not count.
        """
        parts = [_even(mark, x_range) for mark in self.marks if not mark.faded]
        values = np.concatenate(parts) if parts else np.empty(0)
        values = values[np.isfinite(values)]
        values = np.log10(values[values > 0]) if log else values
        if not len(values):
            return None
        low, high = float(values.min()), float(values.max())
        below, above = quantiles(values, 0.04, 0.96)
        reach = 4.0 * (above - below)
        if not (low >= below - reach and high <= above + reach):
            below, above = quantiles(values, 0.1, 0.9)
            reach = above - below
            low, high = max(low, below - reach), min(high, above + reach)
        return off_axis(low, log), off_axis(high, log)

    def _lay_labels(self, surface: Surface) -> list[tuple[QRectF, str, int]]:
        frame = surface.frame
        lines = self.drawn(frame)
        font = themes.maths_font(_LABEL_SIZE, italic=True)
        bounds = frame.rect.adjusted(6, 6, -6, -6)
        taken = list(surface.taken)
        labels = []
        for index, points in enumerate(self.pixels(frame)):
            text = self.marks[index].label
            corners = _label_corners(points, frame, lettering.text_size(text, font)) if text else ()
            if corners:
                _, rect = lettering.best_place(lettering.text_size(text, font), corners, bounds, taken, lines)
                taken.append(rect)
                labels.append((rect, text, index))
        return labels


def _even(mark: CurveMark, x_range: Range) -> Floats:
    """The curve's values at about even places of the range: where it bends it has more points than elsewhere."""
    inside = (mark.x >= x_range[0]) & (mark.x <= x_range[1])
    x, y = mark.x[inside], mark.y[inside]
    if len(x) < _EVEN:
        return y
    number = distinct(np.searchsorted(x, np.linspace(x_range[0], x_range[1], _EVEN)))
    return y[number[number < len(y)]]


def _label_corners(points: Floats, frame: Frame, size: QSizeF) -> tuple[QPointF, ...]:
    with np.errstate(invalid="ignore"):
        seen = points[
            (points[:, 0] >= 0) & (points[:, 0] <= frame.width) & (points[:, 1] >= 0) & (points[:, 1] <= frame.height)
        ]
    if len(seen) < 2:
        return ()
    corners = []
    for share in _LABEL_SHARES:
        x, y = seen[int(share * (len(seen) - 1))]
        corners.append(QPointF(x - 18.0, y - size.height()))
        corners.append(QPointF(x + 8.0, y - 0.2 * size.height()))
        if size.width() > _LONG_LABEL:
            corners.append(QPointF(x - 8.0 - size.width(), y - 0.8 * size.height()))
    return tuple(corners)


def nearest_on(points: Floats, at: QPointF) -> tuple[float, float, float] | None:
    """(distance, x, y) in pixels of the nearest place on a broken line of shape (n, 2)."""
    if len(points) < 2:
        return None
    start, step = points[:-1], np.diff(points, axis=0)
    to = np.array([at.x(), at.y()]) - start
    length = np.einsum("ij,ij->i", step, step)
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.clip(np.einsum("ij,ij->i", to, step) / length, 0.0, 1.0)
    share = np.where(length > 0, share, 0.0)
    away = to - share[:, None] * step
    distance = np.hypot(away[:, 0], away[:, 1])
    if np.isnan(distance).all():
        return None
    best = int(np.nanargmin(distance))
    x, y = start[best] + share[best] * step[best]
    return float(distance[best]), float(x), float(y)
