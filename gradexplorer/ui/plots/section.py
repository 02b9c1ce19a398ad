"""Small plots under a map: the function along each axis through the point, and the data with the model's line."""

from __future__ import annotations

from functools import cached_property

from PySide6.QtCore import QPointF, Signal
from PySide6.QtGui import QContextMenuEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from gradexplorer.ui.plots.canvas import Press
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.frame import Range
from gradexplorer.ui.text import tr

HEIGHT = 152
_ROOM = 0.14
_LEAST_SHARE = 0.5


class SectionPlot(CurvePlot):
    """A curve whose ranges are given: the point can be dragged along it, but the view stays."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(100, 100)
        self.grid.height_of_tick = 36.0

    def wheelEvent(self, event: QWheelEvent) -> None:
        """The range is the map's: leave the wheel alone."""
        event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Nothing can be pinned here."""
        event.ignore()

    def _begins(self, press: Press, at: QPointF) -> bool:
        """No press on empty ground moves the view or draws a box."""
        return False

    def _zoom_at(self, at: QPointF, factor: float, *, x: bool = True, y: bool = True) -> None:
        """The range is the map's: a pinch leaves it alone."""

    def show_between(self, x_range: Range) -> None:
        """Show this range and the values in it; heights stay while they hold the values and are half filled by them."""
        _, (low, high) = self.ranges()
        self.fit_view(x_range)
        _, (least, most) = self.ranges()
        if low <= least and most <= high and most - least >= _LEAST_SHARE * (high - low):
            self.set_range(x_range, (low, high))
        else:
            room = _ROOM * (most - least)
            self.set_range(x_range, (least - room, most + room))


class Sections(QWidget):
    """The strip of small plots; a plot that has nothing to show is hidden, and so is the strip without any."""

    moved = Signal(int, float)
    """The hand drags the point along the first or the second axis to this value."""
    pressed = Signal()
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Sections through the point"))
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.setFixedHeight(HEIGHT)
        self.hide()

    # Most windows show no map: the plots are made when they are first asked for.

    @cached_property
    def along(self) -> tuple[SectionPlot, SectionPlot]:
        """The sections along the first and the second axis."""
        plots = self._plot(), self._plot()
        self._between = _hairline()
        for plot in reversed(plots):
            self._row.insertWidget(0, plot, 1)
        self._row.insertWidget(1, self._between)
        for axis, plot in enumerate(plots):
            plot.pointDragged.connect(lambda x, axis=axis: self.moved.emit(axis, x))
        return plots

    @cached_property
    def data(self) -> SectionPlot:
        """The table's points and the model's line."""
        plot = self._plot()
        self._before = _hairline()
        self._row.addWidget(self._before)
        self._row.addWidget(plot, 1)
        return plot

    def _plot(self) -> SectionPlot:
        plot = SectionPlot()
        plot.pointPressed.connect(self.pressed)
        plot.pointReleased.connect(self.released)
        return plot

    def show_parts(self, *, sections: bool, data: bool) -> None:
        """Show the sections, the data, both or nothing."""
        if sections or "along" in self.__dict__:
            for widget in (*self.along, self._between):
                widget.setVisible(sections)
        if data or "data" in self.__dict__:
            self.data.setVisible(data)
            self._before.setVisible(sections and data)
        self.setVisible(sections or data)


def _hairline() -> QFrame:
    line = QFrame()
    line.setObjectName("hairline")
    line.setFixedWidth(1)
    return line
