"""Small plots under a map: the function along each axis through the point, and the data with the model's line."""

from __future__ import annotations

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
        self._made: tuple[SectionPlot, ...] = ()
        self._lines: list[QFrame] = []
        self.setFixedHeight(HEIGHT)
        self.show_parts(sections=False, data=False)

    @property
    def along(self) -> tuple[SectionPlot, ...]:
        """The plots along the two axes."""
        return self._plots[:2]

    @property
    def data(self) -> SectionPlot:
        """The plot of the data."""
        return self._plots[2]

    @property
    def _plots(self) -> tuple[SectionPlot, ...]:
        """All three, made when they are first asked for: most windows never show them."""
        if not self._made:
            self._made = tuple(SectionPlot(self) for _ in range(3))
            for plot in self._made:
                self._place(plot)
            for axis, plot in enumerate(self._made[:2]):
                plot.pointDragged.connect(lambda x, axis=axis: self.moved.emit(axis, x))
        return self._made

    def _place(self, plot: SectionPlot) -> None:
        line = QFrame(self)
        line.setObjectName("hairline")
        line.setFixedWidth(1)
        self._lines.append(line)
        self._row.addWidget(line)
        self._row.addWidget(plot, 1)
        plot.pointPressed.connect(self.pressed)
        plot.pointReleased.connect(self.released)

    def show_parts(self, *, sections: bool, data: bool) -> None:
        """Show the sections, the data, both or nothing."""
        for plot, shown in zip(self._made, (sections, sections, data), strict=bool(self._made)):
            plot.setVisible(shown)
        for line, shown in zip(self._lines, (False, sections, sections and data), strict=bool(self._lines)):
            line.setVisible(shown)
        self.setVisible(sections or data)
