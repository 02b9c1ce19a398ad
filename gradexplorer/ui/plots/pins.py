"""The pinned points of a plot, each with a tangent that is quieter than the point's own."""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import LineItem, line_pool
from gradexplorer.ui.plots.lines import line_in_data
from gradexplorer.ui.plots.marks import PinMark
from gradexplorer.ui.plots.surface import Surface, colour_of, mixed
from gradexplorer.ui.theme import Theme

RADIUS = 4.0
HIT_RADIUS = 11.0
"""How near, in pixels, a press must be to take hold of a pinned point."""
_QUIET = 0.4
_WIDTH = 1.25
_DEPTH = -1.0
_GAP = 13.0


class Pins:
    """Lines beneath those of the point, small discs, and a caption with the slope beside each."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.marks: tuple[PinMark, ...] = ()
        self._parent = parent
        self._items: list[LineItem] = []
        self._corners: dict[int, int] = {}

    def set(self, marks: Sequence[PinMark]) -> None:
        """The points to draw; those without a finite value are left out."""
        self.marks = tuple(mark for mark in marks if math.isfinite(mark.x) and math.isfinite(mark.y))

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items their lines."""
        lines = [line for mark in self.marks for line in mark.lines]
        items = line_pool(self._items, len(lines), self._parent, still=False, depth=_DEPTH)
        colour = mixed(colour_of(theme, "tangent"), QColor(theme.ground), _QUIET)
        for line, item in zip(lines, items, strict=True):
            drawn = line_in_data(frame, line)
            if drawn is None:
                item.hide()
                continue
            item.dress(colour, _WIDTH)
            item.show_line(frame, *drawn)

    def paint(self, surface: Surface) -> None:
        """Draw the discs; the chosen one has a soft ring."""
        painter = surface.painter
        for mark in self.marks:
            at, colour = surface.frame.point(mark.x, mark.y), colour_of(surface.theme, mark.colour)
            painter.setPen(Qt.PenStyle.NoPen)
            if mark.chosen:
                soft = QColor(colour)
                soft.setAlphaF(0.3)
                painter.setBrush(soft)
                painter.drawEllipse(at, 11.0, 11.0)
            painter.setBrush(QColor(surface.theme.ground))
            painter.drawEllipse(at, RADIUS + 1.5, RADIUS + 1.5)
            painter.setBrush(colour)
            painter.drawEllipse(at, RADIUS, RADIUS)

    def take_places(self, surface: Surface) -> None:
        """Note where the discs are, for other text to keep clear of."""
        for mark in self.marks:
            at = surface.frame.point(mark.x, mark.y)
            surface.taken.append(QRectF(at.x() - 7, at.y() - 7, 14, 14))

    def paint_tags(self, surface: Surface, curves: Floats) -> None:
        """Write each slope beside its point."""
        font, ground = lettering.caption_font(), QColor(surface.theme.ground)
        bounds = surface.frame.rect.adjusted(4, 4, -4, -4)
        kept: dict[int, int] = {}
        for mark in self.marks:
            at = surface.frame.point(mark.x, mark.y)
            if not mark.tag or not surface.frame.rect.contains(at):
                continue
            size = lettering.text_size(mark.tag, font)
            corners = lettering.around(at, size, _GAP)
            last = self._corners.get(mark.index, -1)
            kept[mark.index], rect = lettering.best_place(size, corners, bounds, surface.taken, curves, last)
            colour = colour_of(surface.theme, "tangent_text")
            lettering.draw_text(surface.painter, rect, mark.tag, font, colour, ground)
            surface.taken.append(rect)
        self._corners = kept

    def at(self, place: QPointF, frame: Frame) -> PinMark | None:
        """The pinned point under the hand, the nearest of several."""
        near = [(QLineF(place, frame.point(mark.x, mark.y)).length(), mark.index, mark) for mark in self.marks]
        distance, _, mark = min(near, default=(math.inf, 0, None), key=lambda each: each[:2])
        return mark if distance <= HIT_RADIUS else None
