"""The views that were looked at, and the way back and forth between them; no part of undo."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Signal

from gradexplorer.model.document import Scale

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

MOST = 1000
"""The oldest of more views than this are forgotten."""


class Sight(NamedTuple):
    """What one plot shows: ranges and scales."""

    x_range: tuple[float, float]
    y_range: tuple[float, float]
    x_scale: Scale
    y_scale: Scale


class ViewHistory(QObject):
    """Keeps, for each plot, the views that a hand has left: one for each zoom, pan, fit or scale that settled.

    What the window moves by itself, as when a typed curve is fitted, leaves nothing behind.
    """

    changed = Signal()
    """There is another way back or forth."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._left: dict[Any, Sight] = {}
        self._forget()
        for plot in (window.curve, window.contour):
            plot.taken.connect(lambda plot=plot: self._leave(plot))
            plot.rangeSettled.connect(lambda *_, plot=plot: self._settle(plot))
            plot.turned.connect(self.go)
        window.editor.replaced.connect(self._forget)
        window.plots.currentChanged.connect(lambda _: self.changed.emit())

    def can(self, direction: int) -> bool:
        """Whether the plot in front has a view to go to, back (−1) or forth (1)."""
        plot = self.window.shown_plot()
        if plot not in self._back:
            return False
        return bool(self._back[plot]) or plot in self._left if direction < 0 else bool(self._forth[plot])

    def go(self, direction: int) -> None:
        """Show the view before the present one (−1), or the one left by going back (1)."""
        plot = self.window.shown_plot()
        if plot not in self._back:
            return
        self._settle(plot)
        come, leave = (self._back, self._forth) if direction < 0 else (self._forth, self._back)
        if not come[plot]:
            return
        leave[plot].append(self._sight(plot))
        self.window.editor.look(**come[plot].pop()._asdict())
        self.window.ranges.show()
        self.changed.emit()

    def _forget(self) -> None:
        plots = (self.window.curve, self.window.contour)
        self._back: dict[Any, list[Sight]] = {plot: [] for plot in plots}
        self._forth: dict[Any, list[Sight]] = {plot: [] for plot in plots}
        self._left.clear()
        self.changed.emit()

    def _sight(self, plot: Any) -> Sight:
        frame = plot.frame_now()
        return Sight(frame.x_range, frame.y_range, _scale(frame.x_log), _scale(frame.y_log))

    def _leave(self, plot: Any) -> None:
        """A hand begins to move the view: in one go with what it did before, until the view has rested."""
        self._left.setdefault(plot, self._sight(plot))
        self.changed.emit()

    def _settle(self, plot: Any) -> None:
        left = self._left.pop(plot, None)
        if left is not None and left != self._sight(plot):
            self._back[plot].append(left)
            del self._back[plot][:-MOST]
            self._forth[plot].clear()
        self.changed.emit()


def _scale(log: bool) -> Scale:
    return "log" if log else "linear"
