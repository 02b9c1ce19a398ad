"""Data points and the model's line through them."""

from __future__ import annotations

import numpy as np
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QGraphicsItem

from gradexplorer.ui.plots.frame import Frame, Range
from gradexplorer.ui.plots.items import DotsItem, LineItem
from gradexplorer.ui.plots.marks import ScatterMark
from gradexplorer.ui.plots.surface import colour_of
from gradexplorer.ui.theme import Theme


class Scatter:
    """Shows one `ScatterMark`, still: quiet dots with a ring in the ground's colour, the model in the tangent's."""

    def __init__(self, parent: QGraphicsItem) -> None:
        self.mark: ScatterMark | None = None
        self._model = LineItem(parent, still=True, depth=1.0)
        self._rings = DotsItem(parent, 9.0, still=True, depth=2.0)
        self._dots = DotsItem(parent, 6.0, still=True, depth=3.0)

    def arrange(self, frame: Frame, theme: Theme) -> None:
        """Give the items the model's line and the dots."""
        for item in (self._model, self._rings, self._dots):
            item.hide()
        if self.mark is None:
            return
        if self.mark.model is not None:
            self._model.dress(colour_of(theme, "tangent"), 2.0)
            self._model.show_line(frame, *self.mark.model)
        self._rings.show_dots(frame, self.mark.x, self.mark.y, QColor(theme.ground))
        self._dots.show_dots(frame, self.mark.x, self.mark.y, QColor(theme.text_quiet))

    def value_range(self, positive: bool = False) -> Range | None:
        """Least and greatest finite y of the data, or of its positive part; None where there is none."""
        if self.mark is None:
            return None
        y = self.mark.y[np.isfinite(self.mark.y)]
        y = y[y > 0] if positive else y
        return (float(y.min()), float(y.max())) if len(y) else None
