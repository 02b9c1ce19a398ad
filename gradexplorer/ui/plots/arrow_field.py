"""A field of small arrows over a map, still: shafts and heads as the segments of one item."""

from __future__ import annotations

import math

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots.frame import Floats, Frame
from gradexplorer.ui.plots.items import LineItem
from gradexplorer.ui.plots.plane_marks import ArrowsMark
from gradexplorer.ui.plots.surface import mixed
from gradexplorer.ui.theme import Theme

LENGTH = 26.0
"""The length of an arrow in pixels, of the longest one where they are scaled."""
_HEAD = 7.0
_LEAST = 3.0
_SPREAD = 0.42


class ArrowField:
    """Shows one `ArrowsMark`: every arrow's middle stands on its place."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.mark: ArrowsMark | None = None
        self._item = LineItem(parent, still=True, depth=-0.5)

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the item the segments."""
        if self.mark is None or not len(self.mark.x):
            self._item.hide()
            return
        self._item.dress(mixed(QColor(theme.text), QColor(theme.ground), 0.2), 1.0)
        self._item.show_segments(frame, segments(frame, self.mark))


def segments(frame: Frame, mark: ArrowsMark) -> Floats:
    """The arrows in pixels, (3n, 4): shafts, and the two strokes of each head. What has no direction is left out."""
    x_scale = frame.x_scale / (mark.x * math.log(10)) if frame.x_log else frame.x_scale
    y_scale = frame.y_scale / (mark.y * math.log(10)) if frame.y_log else frame.y_scale
    with np.errstate(divide="ignore", invalid="ignore", over="ignore"):  # gradients may have any size
        way = np.stack([mark.dx * x_scale, -mark.dy * y_scale], axis=-1)
        size = np.hypot(way[:, 0], way[:, 1])
        way = way / size[:, None]
        length = np.full(len(size), LENGTH)
        if mark.scaled:
            length = LENGTH * np.minimum(np.hypot(mark.dx, mark.dy) / mark.usual, 1.0)
    keep = np.isfinite(way).all(axis=1) & (length >= _LEAST)
    way, length = way[keep], length[keep, None]
    middle = frame.pixels(mark.x[keep], mark.y[keep])
    tail, tip = middle - 0.5 * length * way, middle + 0.5 * length * way
    across = np.stack([-way[:, 1], way[:, 0]], axis=-1)
    head = np.minimum(_HEAD, 0.5 * length)
    ends = [tip - head * way + side * _SPREAD * head * across for side in (1.0, -1.0)]
    return np.concatenate([np.hstack([tail, tip]), *(np.hstack([tip, end]) for end in ends)])
