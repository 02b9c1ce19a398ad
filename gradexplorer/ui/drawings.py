"""What the plots draw: curves, landmarks, a field; sampled for the range and the pixels in view."""

from __future__ import annotations

import math
from collections.abc import Callable
from time import monotonic

import numpy as np
from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from gradexplorer.compute import curve, field, landmarks, spacing
from gradexplorer.compute.components import Array, Components
from gradexplorer.compute.plane import Plane
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function
from gradexplorer.model.document import Expression
from gradexplorer.model.reading import coordinates, slider_values
from gradexplorer.ui.asking import Asking
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs
from gradexplorer.ui.plots.frame import clamped_range

Range = tuple[float, float]

COARSER = 2
"""While the view moves, samples lie this many times as far apart; on curves there are no points between them then."""
GRID = 256
"""Samples of a field along each axis."""
LANDMARKS_MS = 120.0
"""While a slider is drawn or a text typed, landmarks are looked for this often at most: they take the longest."""
MOST_BESIDE = 6
"""Intersections are looked for among this many curves beside the active one."""


class Drawn(Struct, frozen=True):
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
    pixels, height = 800, 600
    moving = False

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(editor, jobs, parent)
        self._landmarks_asked = 0.0
        self._landmarks_soon = QTimer(self, singleShot=True)
        self._landmarks_soon.timeout.connect(self._ask_landmarks)

    def _forget(self) -> None:
        super()._forget()
        self.curves: tuple[Drawn, ...] = ()
        self.field: field.Field | None = None
        self.landmarks = landmarks.Landmarks()
        self.landmark_ids: tuple[int, ...] = ()
        """The items whose curves the landmarks number."""

    def set_view(
        self, x_range: Range, y_range: Range, pixels: int, height: int | None = None, *, moving: bool = False
    ) -> None:
        """The plot shows these ranges on this many pixels across and up: refine what is drawn.

        While the range is `moving`, curves are coarser. Landmarks wait until it rests, which is a change of the
        document's view.
        """
        # A range told again, however late, has not moved.
        self.moving = moving and (self.moving or (x_range, y_range) != self.view_range)
        self.view_range, self.pixels = (x_range, y_range), max(pixels, 50)
        self.height = max(height or self.height, 50)
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
            self.drop("curves")
            self.drop("landmarks")
            self._ask_field()
        else:
            self.drop("field")
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
        (low, high), (bottom, top) = self.ranges
        x_log, y_log = self.logs
        low, high = spacing.widened(low, high, 0.1, x_log)
        fine = not self.moving
        count = min(max(self.pixels if fine else self.pixels // COARSER, 200), 4000)
        window = curve.Window(bottom, top, float(self.height))
        request = (
            tuple((id, self._key(function), order) for id, function, order in wanted),
            (low, high, x_log, y_log),
            (window, count) if fine else count,
        )

        def drawn(line: Line, order: int) -> curve.Curve:
            return curve.sample(line, low, high, count, order=order, window=window, fine=fine, x_log=x_log, y_log=y_log)

        def work(cancelled: Callable[[], bool]) -> tuple[Drawn, ...]:
            return tuple(Drawn(id, order, drawn(self.line(each, cancelled), order)) for id, each, order in wanted)

        self._submit("curves", request, work, self._store_curves)

    def curves_cover(self, x_range: Range) -> bool:
        """Whether what is drawn was sampled for all of this range, and not for one before it."""
        tiny = 1e-9 * (x_range[1] - x_range[0])
        drawn = [one.curve.x for one in self.curves if len(one.curve.x)]
        return all(x[0] <= x_range[0] + tiny and x[-1] >= x_range[1] - tiny for x in drawn)

    def _store_curves(self, drawn: tuple[Drawn, ...]) -> None:
        self.curves = drawn
        self.curvesChanged.emit()

    @property
    def waiting(self) -> bool:
        """Something is still to be asked for."""
        return self._landmarks_soon.isActive()

    def cancel(self) -> None:
        """Stop everything under way, and what would follow of what takes its time."""
        if self.jobs.busy:
            self._landmarks_soon.stop()
        super().cancel()

    def _ask_landmarks(self) -> None:
        self._landmarks_soon.stop()
        if self.stale:  # the timer's call: of what is read again all is asked again
            return
        function, active = self.function, self.reading.active
        if function is None or active is None or self.dimension != 1 or not self.document.show.landmarks:
            self.drop("landmarks")
            if self.landmarks.places or self.landmarks.crowded:
                self._store_landmarks(((), landmarks.Landmarks()))
            return
        (low, high), _ = self.ranges
        log = self.logs[0]
        others = [(id, other) for id, other in self._beside(function) if id != active][:MOST_BESIDE]
        request = (self._key(function), tuple((id, self._key(other)) for id, other in others), low, high, log)
        ids = (active, *(id for id, _ in others))
        if self._asked.get("landmarks") != request:
            wait = LANDMARKS_MS - 1e3 * (monotonic() - self._landmarks_asked)
            if wait > 0:
                self._landmarks_soon.start(math.ceil(wait))
                return
            self._landmarks_asked = monotonic()

        def work(cancelled: Callable[[], bool]) -> tuple[tuple[int, ...], landmarks.Landmarks]:
            beside = [self.line(other, cancelled) for _, other in others]
            return ids, landmarks.find(self.line(function, cancelled), low, high, beside, log=log)

        self._submit("landmarks", request, work, self._store_landmarks, background=True)

    def _beside(self, function: Function) -> list[tuple[int, Function]]:
        """The curves drawn of functions of the same variable."""
        return [(id, each) for id, each, order in self.drawable() if not order and each.variables == function.variables]

    def _store_landmarks(self, found: tuple[tuple[int, ...], landmarks.Landmarks]) -> None:
        self.landmark_ids, self.landmarks = found
        self.landmarksChanged.emit()

    def axes(self) -> tuple[int, int]:
        """The components on the contour's axes, within those there are."""
        first, second = self.document.view.axes
        last = self.dimension - 1
        return (first, second) if max(first, second) <= last and first != second else (0, 1)

    def plane(self, function: Function) -> Plane:
        """The function over the two components on the axes, through the point."""
        at, sliders = coordinates(self.document, function), slider_values(self.document, function)
        return Plane(function, at, sliders, self.axes(), self.dtype)

    def _held(self, function: Function) -> bytes:
        """The components that are on no axis, as a request tells them."""
        at = coordinates(self.document, function)
        rest: Array = np.delete(Components.of(function, at).flatten(at), self.axes())
        return rest.tobytes()

    def _ask_field(self) -> None:
        function = self.function
        assert function is not None
        (x_range, y_range), logs = self.ranges, self.logs
        size = GRID // COARSER if self.moving else GRID
        request = (self._key(function), self._held(function), self.axes(), x_range, y_range, logs, size)
        plane = self.plane(function)
        self._submit(
            "field",
            request,
            lambda cancelled: field.sample(replace(plane, cancelled=cancelled), x_range, y_range, size, logs=logs),
            self._store_field,
        )

    def _store_field(self, result: field.Field) -> None:
        self.field = result
        self.fieldChanged.emit()
