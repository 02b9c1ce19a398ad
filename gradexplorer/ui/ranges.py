"""The ranges shown: between the document's view, the plots, and what is sampled for them."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication

from gradexplorer.lang import Sheet
from gradexplorer.model.document import Document, View
from gradexplorer.ui.code.field import CodeField

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

Range = tuple[float, float]
USUAL: Range = (-5.0, 5.0)


class Ranges(QObject):
    """Keeps them in step; a document without ranges is fitted when its first curve is there."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._fit = self._own = self._left = False
        self._fitted: tuple[Range, Range] | None = None
        self._fitted_to: Sheet | None = None
        for plot in (window.curve, window.contour):
            plot.rangeChanged.connect(lambda x, y, plot=plot: self._changed(plot, x, y))
            plot.rangeSettled.connect(lambda x, y, plot=plot: self._settled(plot, x, y))
            plot.resized.connect(self._tell)
        self._given = False
        self._replaced()
        window.editor.replaced.connect(self._replaced)
        window.editor.changed.connect(self._on_changed)
        window.expressions.editingFinished.connect(self._typed)
        window.jobs.idle.connect(self._rested)

    def show(self) -> None:
        """Bring the document's ranges into the plot that they belong to."""
        if self._own:  # the plot's own range, just written down
            return
        view = self.window.editor.document.view
        x_range, y_range = view.x_range or USUAL, view.y_range or USUAL
        self._dress(view)
        plot = self._plot()
        plot.set_range(x_range, y_range)
        # Behind it: what the plot tells of these ranges, now or later, must not end the wish to fit.
        self._wish(view.y_range is None)
        self._fitted = plot.ranges()
        self._tell()

    def _dress(self, view: View) -> None:
        """Give the axes their scales and ticks."""
        for plot in (self.window.curve, self.window.contour):
            plot.set_scales(view.x_scale == "log", view.y_scale == "log")
            plot.set_ticks(view.x_ticks, view.y_ticks)

    def _plot(self) -> Any:
        """The plot that draws the active function: the map, which keeps one scale for both axes, or the curve."""
        return self.window.contour if self.window.science.dimension >= 2 else self.window.curve

    def _replaced(self) -> None:
        """What the view of another document says goes before what a map or a curve would want."""
        self._given = self.window.editor.document.view.y_range is not None

    def _on_changed(self, before: Document, after: Document) -> None:
        if _axes(before.view) != _axes(after.view):
            self._dress(after.view)
            self._tell()
        if before.items != after.items or before.view.selected != after.view.selected:
            self._given = False
        if before.view.axes != after.view.axes and self.window.science.dimension >= 2:
            self._turned(before.view.axes)

    def _turned(self, old: tuple[int, int]) -> None:
        """Other components are on the axes: one that was on an axis before keeps its range."""
        plot, science = self.window.contour, self.window.science
        known = dict(zip(old, plot.ranges(), strict=True))
        sides = zip(science.axes(), self._square(), strict=True)
        plot.set_range(*(known.get(axis, side) for axis, side in sides))

    def fit_soon(self) -> None:
        """Fit the view to the next curve, or to the usual square for a contour."""
        self._wish()
        if self.window.science.dimension >= 2:
            self.switched(self.window.curve, self.window.contour)

    def fit_later(self) -> None:
        """Fit the view to the curves once they are sampled for the range that the plot shows now."""
        self._wish()
        self._fitted = self._plot().ranges()
        self._tell()
        if not self.window.jobs.awaits("curves"):
            self.fit_now()

    def switched(self, before: Any, after: Any) -> None:
        """Another plot came to the front: a map wants a square, a curve a fit, unless a scene says otherwise."""
        window = self.window
        if after is window.graph or before is window.graph:
            self._tell()
            return
        view = window.editor.document.view
        if self._given or (view.scene >= 0 and view.x_range is not None):
            self.show()
        elif after is window.contour:
            window.contour.set_range(*self._square())
        else:
            self._wish()
        self._tell()

    def _square(self) -> tuple[Range, Range]:
        """−5 … 5 both ways, widened to hold the point."""
        science = self.window.science
        components = science.components
        sides = []
        for axis in science.axes():
            at = float(components.flatten(science.present())[axis]) if components is not None else 0.0
            reach = max(5.0, 1.25 * abs(at)) if math.isfinite(at) else 5.0
            sides.append((-reach, reach))
        return sides[0], sides[1]

    def _tell(self, *, moving: bool = False) -> None:
        """Let science sample what the plot in front shows; coarser while that is moving."""
        plot = self.window.shown_plot()
        if plot is self.window.graph:
            plot = self._plot()
        x_range, y_range = plot.ranges()
        ratio, port = plot.devicePixelRatioF(), plot.viewport()
        pixels = int(port.width() * ratio), int(port.height() * ratio)
        self.window.science.set_view(
            x_range, y_range, *pixels, size=port.size().toTuple(), moving=moving and plot.isVisible()
        )

    def _changed(self, plot: Any, x_range: Range, y_range: Range) -> None:
        if plot is self._plot():
            self._fit = self._fit and (x_range, y_range) == self._fitted
            self._tell(moving=True)

    def _settled(self, plot: Any, x_range: Range, y_range: Range) -> None:
        if plot is self._plot():
            self._tell()
            self._own = True
            self.window.editor.look(x_range=x_range, y_range=y_range)
            self._own = False

    def _wish(self, wish: bool = True) -> None:
        self._fit, self._fitted_to = wish, None

    def fit_now(self) -> None:
        """Curves are drawn after a wish to fit; while their text is typed, the wish stays for what is typed next.

        One text is fitted once: sampled for the new range its curve may ask for another one, and so on without end.
        """
        science = self.window.science
        if not self._fit or not science.curves or self.window.shown_plot() is not self.window.curve:
            return
        if self._fitted_to is not science.reading.sheet:
            self.window.curve.fit_view(self.window.curve.ranges()[0])
            self._fitted, self._fitted_to = self.window.curve.ranges(), science.reading.sheet
            self._tell()
        self._fit = isinstance(QApplication.focusWidget(), CodeField)

    def _typed(self) -> None:
        """A line was left: its curve is the last to be fitted, and may still be on its way."""
        self._left = True
        if self.window.jobs.quiet:
            self._rested()

    def _rested(self) -> None:
        if self._left:
            self._fit = self._left = False


def _axes(view: View) -> tuple[str, ...]:
    return view.x_scale, view.y_scale, view.x_ticks, view.y_ticks
