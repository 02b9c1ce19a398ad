"""What the plots draw: curves, landmarks, a field; sampled for the range and the pixels in view."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import Signal

from gradexplorer.compute import curve, field, landmarks, spacing
from gradexplorer.compute.components import Components
from gradexplorer.lang import Function
from gradexplorer.model.document import Expression
from gradexplorer.model.reading import coordinates, slider_values
from gradexplorer.ui.asking import Asking
from gradexplorer.ui.plots.frame import clamped_range

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve of expression `id`: of the function (order 0) or its first or second derivative."""

    id: int
    order: int
    curve: curve.Curve


class Drawings(Asking):
    """Curves and landmarks of functions of one component, the field of one of more."""

    curvesChanged = Signal()
    fieldChanged = Signal()
    landmarksChanged = Signal()

    view_range: tuple[Range, Range] = ((-5.0, 5.0), (-5.0, 5.0))
    pixels = 800

    def _forget(self) -> None:
        super()._forget()
        self.curves: tuple[Drawn, ...] = ()
        self.field: field.Field | None = None
        self.landmarks: tuple[landmarks.Landmark, ...] = ()

    def set_view(self, x_range: Range, y_range: Range, pixels: int) -> None:
        """The plot shows these ranges on this many pixels across: refine what is drawn.

        Landmarks wait until the range rests, which is a change of the document's view.
        """
        self.view_range, self.pixels = (x_range, y_range), max(pixels, 50)
        if self.stale:
            return
        if self.dimension >= 2:
            self._ask_field()
        else:
            self._ask_curves()

    @property
    def logs(self) -> tuple[bool, bool]:
        """Which axes are logarithmic, x and y."""
        view = self.document.view
        return view.x_scale == "log", view.y_scale == "log"

    @property
    def ranges(self) -> tuple[Range, Range]:
        """The ranges to sample: the view's, or where a scale was just turned what the plot will make of them."""
        x, y = (clamped_range(*limits, log) for limits, log in zip(self.view_range, self.logs, strict=True))
        return x, y

    def _ask_drawings(self) -> None:
        if self.dimension >= 2:
            self._drop("curves")
            self._drop("landmarks")
            self._ask_field()
        else:
            self._drop("field")
            self._ask_curves()
            self._ask_landmarks()

    def drawable(self) -> list[tuple[int, Function, int]]:
        """The visible functions of one component, with the orders of derivative to draw."""
        document, active = self.document, self.reading.active
        wanted = []
        for item in document.items:
            if not isinstance(item, Expression) or not item.visible:
                continue
            entry = self.reading.sheet.entries[item.id]
            if entry.function is None or entry.kind == "value":
                continue
            if len(Components.of(entry.function, coordinates(document, entry.function)).names) > 1:
                continue
            orders = [0]
            if item.id == active:
                # The first derivative's curve would tell the slope that is guessed.
                orders += [1] * (document.show.first_derivative and not self.guessing)
                orders += [2] * document.show.second_derivative
            wanted += [(item.id, entry.function, order) for order in orders]
        return wanted

    def _ask_curves(self) -> None:
        wanted = self.drawable()
        (low, high), _ = self.ranges
        x_log, y_log = self.logs
        low, high = spacing.widened(low, high, 0.1, x_log)
        count = min(max(self.pixels, 200), 4000)
        request = (
            tuple((id, self._key(function), order) for id, function, order in wanted),
            low,
            high,
            count,
            x_log,
            y_log,
        )

        def work(cancelled: Callable[[], bool]) -> tuple[Drawn, ...]:
            return tuple(
                Drawn(
                    id,
                    order,
                    curve.sample(
                        self.line(function, cancelled), low, high, count, order=order, x_log=x_log, y_log=y_log
                    ),
                )
                for id, function, order in wanted
            )

        self._submit("curves", request, work, self._store_curves)

    def _store_curves(self, drawn: tuple[Drawn, ...]) -> None:
        self.curves = drawn
        self.curvesChanged.emit()

    def _ask_landmarks(self) -> None:
        function = self.function
        if function is None or self.dimension != 1 or not self.document.show.landmarks:
            self._drop("landmarks")
            if self.landmarks:
                self._store_landmarks(())
            return
        (low, high), _ = self.ranges
        log = self.logs[0]
        request = (self._key(function), low, high, log)
        self._submit(
            "landmarks",
            request,
            lambda cancelled: landmarks.find(self.line(function, cancelled), low, high, log=log),
            self._store_landmarks,
            background=True,
        )

    def _store_landmarks(self, found: tuple[landmarks.Landmark, ...]) -> None:
        self.landmarks = found
        self.landmarksChanged.emit()

    def axes(self) -> tuple[int, int]:
        """The components on the contour's axes, within those there are."""
        first, second = self.document.view.axes
        last = self.dimension - 1
        return (first, second) if max(first, second) <= last and first != second else (0, 1)

    def _ask_field(self) -> None:
        function = self.function
        assert function is not None
        document, axes = self.document, self.axes()
        at = coordinates(document, function)
        held = np.delete(Components.of(function, at).flatten(at), axes)
        x_range, y_range = self.ranges
        logs = self.logs
        request = (self._key(function), held.tobytes(), axes, x_range, y_range, logs)
        sliders, dtype = slider_values(document, function), self.dtype
        self._submit(
            "field",
            request,
            lambda cancelled: field.sample(
                function, at, sliders, axes, x_range, y_range, dtype=dtype, cancelled=cancelled, logs=logs
            ),
            self._store_field,
        )

    def _store_field(self, result: field.Field) -> None:
        self.field = result
        self.fieldChanged.emit()
