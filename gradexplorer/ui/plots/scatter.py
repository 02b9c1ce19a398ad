"""Data points and the model's line through them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots.frame import Floats, Frame, Range
from gradexplorer.ui.plots.items import DotsItem, LineItem
from gradexplorer.ui.plots.marks import ScatterMark
from gradexplorer.ui.plots.surface import colour_of
from gradexplorer.ui.theme import Theme

MANY = 3000
"""Of more dots than this, those that lie on the same few pixels are drawn once."""
_ROOM = 20.0
_CELLS = (2.0, 3.0, 4.0)
"""The sides of these pixels: a dot is wider than the last of them, so that no gap comes of it."""


class Scatter:
    """Shows one `ScatterMark`, still: quiet dots with a ring in the ground's colour, the model in the tangent's."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.mark: ScatterMark | None = None
        self._model = LineItem(parent, still=True, depth=1.0)
        self._rings = DotsItem(parent, 9.0, still=True, depth=2.0)
        self._dots = DotsItem(parent, 6.0, still=True, depth=3.0)
        self._placed: tuple[Frame, Theme, Floats, Floats] | None = None

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the model's line and the dots."""
        for item in (self._model, self._rings, self._dots):
            item.setVisible(self.mark is not None)
        if self.mark is None:
            return
        self._model.setVisible(self.mark.model is not None)
        if self.mark.model is not None:
            self._model.dress(colour_of(theme, "tangent"), 2.0)
            self._model.show_line(frame, *self.mark.model)
        x, y, old = self.mark.x, self.mark.y, self._placed
        same = old is not None and old[:2] == (frame, theme)
        if old is None or not (same and np.array_equal(old[2], x) and np.array_equal(old[3], y)):
            self._placed = frame, theme, x, y
            seen = apart(frame, x, y)
            self._rings.show_dots(frame, x[seen], y[seen], QColor(theme.ground))
            self._dots.show_dots(frame, x[seen], y[seen], QColor(theme.text_quiet))

    def value_range(self, positive: bool = False) -> Range | None:
        """Least and greatest finite y of the data, or of its positive part; None where there is none."""
        if self.mark is None:
            return None
        y = self.mark.y[np.isfinite(self.mark.y)]
        y = y[y > 0] if positive else y
        return (float(y.min()), float(y.max())) if len(y) else None


def apart(frame: Frame, x: Floats, y: Floats) -> NDArray[np.intp]:
    """Which of the dots (n,) to draw, in their order: all, or of `MANY` those in view, one for each few pixels."""
    if len(x) <= MANY:
        return np.arange(len(x))
    pixels = frame.pixels(x, y)
    with np.errstate(invalid="ignore"):
        inside = (pixels > -_ROOM) & (pixels < np.array([frame.width, frame.height]) + _ROOM)
    seen = np.flatnonzero(inside.all(axis=1))
    for side in _CELLS:
        column, row = np.floor(pixels[seen] / side).astype(np.int64).T
        _, first = np.unique(column * (1 << 20) + row, return_index=True)
        if len(first) <= MANY:
            break
    return np.sort(seen[first])
