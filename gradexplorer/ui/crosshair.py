"""The cross-hair: where it stands, by the mouse or by keys, and what the engine says there."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace
from PySide6.QtCore import QObject, QPointF

from gradexplorer.compute.plane import Plane
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import LangError
from gradexplorer.model.same import Same
from gradexplorer.ui.present import hairs
from gradexplorer.ui.text import exact

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

STEP = 1 / 100
"""A key moves the cross-hair by this part of the view."""


class Crosshair(QObject):
    """Reads values where the mouse is; nothing is interpolated."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.place: tuple[float, float] | None = None
        self._mouse: QPointF | None = None
        """Where the mouse is over the plot; None while keys lead, and while it is elsewhere."""
        self._spoken = False
        self._said = ""
        for plot in (window.curve, window.contour):
            plot.hovered.connect(self._hover)
            plot.rangeChanged.connect(lambda *_: self._follow())
        for changed in (window.science.curvesChanged, window.science.fieldChanged):
            changed.connect(self.read)
        window.editor.replaced.connect(self._leave)
        window.plots.currentChanged.connect(lambda _: self._leave())

    @property
    def on(self) -> bool:
        """Whether it is wanted, and there is a plot to read from."""
        document = self.window.editor.document
        return document.view.crosshair and document.view.mode != "graph"

    def show(self) -> None:
        """It was switched on or off; without a mouse it stands at the point."""
        if self.on and self.place is None:
            self.place = self._start()
        self.read()

    def move(self, right: int, up: int) -> None:
        """By keys: so many hundredths of the view."""
        plot = self.window.shown_plot()
        if not self.on or plot is self.window.graph:
            return
        frame, (x, y) = plot.frame_now(), self.place or self._start()
        at = QPointF(
            min(max(frame.px(x), 0.0), frame.width) + right * STEP * frame.width,
            min(max(frame.py(y), 0.0), frame.height) - up * STEP * frame.height,
        )
        self._mouse, self._spoken = None, True
        self.place = self._meant(at)
        self.read()

    def _start(self) -> tuple[float, float]:
        plot = self.window.shown_plot()
        mark = getattr(plot, "_point", None)
        if mark is not None:
            return mark.x, mark.y
        frame = plot.frame_now()
        return frame.x_at(0.5 * frame.width), frame.y_at(0.5 * frame.height)

    def _meant(self, at: QPointF) -> tuple[float, float]:
        """The round numbers that a hand there means, within the view."""
        frame = self.window.shown_plot().frame_now()
        x, y = min(max(at.x(), 0.0), frame.width), min(max(at.y(), 0.0), frame.height)
        neat: tuple[float, float] = frame.neat(frame.x_at(x), frame.y_at(y))
        return neat

    def _hover(self, at: QPointF | None) -> None:
        self._mouse = at
        if self.on:
            self.place = None if at is None else self._meant(at)
            self.read()

    def _follow(self) -> None:
        """The view moved below the mouse."""
        if self._mouse is not None:
            self._hover(self._mouse)

    def _leave(self) -> None:
        self.place = self._mouse = None
        self.read()

    # ------------------------------------------------------------------ values

    def read(self) -> None:
        """Ask for the values at the present place; at once where they are known to be quick."""
        window, science = self.window, self.window.science
        if not self.on or self.place is None or science.function is None or science.stale:
            science.drop("crosshair")
            self._say("")
            for plot in (window.curve, window.contour):
                plot.set_hair(None)
            return
        x, y = self.place
        if science.dimension >= 2:
            wanted = [(science.reading.active or 0, science.function, 0)]
            over: list[Line | Plane] = [science.plane(science.function)]
        else:
            wanted = science.drawable()
            over = [science.line(function) for _, function, _ in wanted]
        kinds = [(id, order) for id, _, order in wanted]

        def work(cancelled: Callable[[], bool] | None) -> list[float]:
            here = [replace(each, cancelled=cancelled) for each in over]
            return [_value(each, x, y, order) for each, (_, order) in zip(here, kinds, strict=True)]

        science.follow(
            "crosshair",
            object(),  # also at the same place: what it says has names and colours of the document
            [(Same(function.compiled), order) for _, function, order in wanted],
            work,
            lambda values, _: self._show(x, y, dict(zip(kinds, values, strict=True))),
        )

    def _show(self, x: float, y: float, values: dict[tuple[int, int], float]) -> None:
        window = self.window
        plot: Any = window.shown_plot()
        if plot is window.graph or not self.on:
            return
        mark = hairs.mark(window.science, x, y, values)
        plot.set_hair(mark)
        if self._spoken:
            self._spoken = False
            self._say(", ".join(f"{name} = {exact(value)}" for name, value in mark.full))

    def _say(self, words: str) -> None:
        """In the status line, as long as the cross-hair stands there: it covers what is told of the point."""
        bar = self.window.statusBar()
        if words:
            bar.showMessage(words)
        elif self._said and bar.currentMessage() == self._said:
            bar.clearMessage()
        self._said = words


def _value(over: Line | Plane, x: float, y: float, order: int) -> float:
    """The value, or a line's derivative, at the place; nan where it has none."""
    try:
        at = np.array([x])
        found = over.at(at, order=order)[order] if isinstance(over, Line) else over.at(at, np.array([y]))[0]
    except LangError:  # the point itself says what is wrong
        return math.nan
    value = float(found[0])
    return value if math.isfinite(value) else math.nan
