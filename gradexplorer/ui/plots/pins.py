"""The pinned points of a plot, each with a tangent that is quieter than the point's own.

All are part of the still picture but the chosen one, which may be under the hand.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QLineF, QPointF, QRectF
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots import lettering, spots
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
_DEPTH = -1.0  # beneath the point's own lines
_GAP = 13.0


class PinLayer:
    """Lines, small discs, and a caption with the slope beside each."""

    def __init__(self, parent: QGraphicsItem, *, still: bool) -> None:
        self.marks: tuple[PinMark, ...] = ()
        self._parent, self._still = parent, still
        self._items: list[LineItem] = []
        self._corners: dict[int, int] = {}
        self._tags: list[tuple[QRectF, str]] = []

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items their lines."""
        lines = [line for mark in self.marks for line in mark.lines]
        items = line_pool(self._items, len(lines), self._parent, still=self._still, depth=_DEPTH)
        colour = mixed(colour_of(theme, "tangent"), QColor(theme.ground), _QUIET)
        for line, item in zip(lines, items, strict=True):
            drawn = line_in_data(frame, line)
            if drawn is None:
                item.hide()
                continue
            item.dress(colour, _WIDTH)
            item.show_line(frame, *drawn)

    def paint(self, surface: Surface) -> None:
        """Write the slopes and draw the discs; the chosen one has a soft disc around it."""
        self._paint_tags(surface)
        for mark in self.marks:
            at, colour = surface.frame.point(mark.x, mark.y), colour_of(surface.theme, mark.colour)
            spots.draw_point(surface, at, colour, mark.chosen, RADIUS)

    def lay_out(self, surface: Surface, curves: Floats) -> None:
        """Find each slope a place, and note what is taken."""
        frame, font = surface.frame, lettering.caption_font()
        bounds = frame.rect.adjusted(4, 4, -4, -4)
        for mark in self.marks:
            at = frame.point(mark.x, mark.y)
            surface.taken.append(QRectF(at.x() - 7, at.y() - 7, 14, 14))
        last, self._corners, self._tags = self._corners, {}, []
        for mark in self.marks:
            at = frame.point(mark.x, mark.y)
            if not mark.tag or not frame.rect.contains(at):
                continue
            size = lettering.text_size(mark.tag, font)
            corners = lettering.around(at, size, _GAP)
            corner, rect = lettering.best_place(size, corners, bounds, surface.taken, curves, last.get(mark.index, -1))
            self._corners[mark.index] = corner
            self._tags.append((rect, mark.tag))
            surface.taken.append(rect)

    def _paint_tags(self, surface: Surface) -> None:
        """Write the slopes where they were laid."""
        font, ground = lettering.caption_font(), QColor(surface.theme.ground)
        colour = colour_of(surface.theme, "tangent_text")
        for rect, text in self._tags:
            lettering.draw_text(surface.painter, rect, text, font, colour, ground)


class Pins:
    """The pinned points of both layers."""

    def __init__(self, still: QGraphicsItem, live: QGraphicsItem) -> None:
        self.still, self.live = PinLayer(still, still=True), PinLayer(live, still=False)

    @property
    def marks(self) -> tuple[PinMark, ...]:
        """All of them, in their order."""
        return tuple(sorted(self.still.marks + self.live.marks, key=lambda mark: mark.index))

    def set(self, marks: Sequence[PinMark]) -> bool:
        """Draw these; those without a finite value are left out. Whether the still picture changes by that."""
        known = [mark for mark in marks if math.isfinite(mark.x) and math.isfinite(mark.y)]
        before = self.still.marks
        self.still.marks = tuple(mark for mark in known if not mark.chosen)
        self.live.marks = tuple(mark for mark in known if mark.chosen)
        return self.still.marks != before

    def at(self, place: QPointF, frame: Frame) -> PinMark | None:
        """The pinned point under the hand, the nearest of several."""
        near = [(QLineF(place, frame.point(mark.x, mark.y)).length(), mark.index, mark) for mark in self.marks]
        distance, _, mark = min(near, default=(math.inf, 0, None), key=lambda each: each[:2])
        return mark if distance <= HIT_RADIUS else None
