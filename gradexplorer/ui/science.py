"""What the window shows: keeps every result in step with the document, computing off the GUI thread.

A change of the document becomes requests; a request that equals the one last answered is not sent again. The value at
the point is computed at once (a fraction of a millisecond) so that a drag follows the hand; all else runs as a job.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from time import perf_counter
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

import engine
from gradexplorer.compute import curve, descent, field, graph, landmarks, starts
from gradexplorer.compute.components import Components
from gradexplorer.compute.layout import Layout, layout
from gradexplorer.compute.point import PointResult, evaluate, evaluate_all
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Document, Expression, Value
from gradexplorer.model.reading import coordinates, slider_values
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.graph import LAYER_GAP, NODE_GAP, measure
from gradexplorer.ui.jobs import Jobs, Work

Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A curve of expression `id`: of the function (order 0) or its first or second derivative."""

    id: int
    order: int
    curve: curve.Curve


@dataclass(frozen=True, slots=True)
class GraphPicture:
    """A traced graph and where its nodes go."""

    graph: graph.Graph
    layout: Layout


class Science(QObject):
    """The results that belong to the document as it is now; signals say which of them are new."""

    pointChanged = Signal()
    curvesChanged = Signal()
    fieldChanged = Signal()
    landmarksChanged = Signal()
    runChanged = Signal()
    startsChanged = Signal()
    graphChanged = Signal()
    failed = Signal(str)

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor, self.jobs = editor, jobs
        self.dtype: engine.dtype = engine.float64
        self.view_range: tuple[Range, Range] = ((-5.0, 5.0), (-5.0, 5.0))
        self.pixels = 800
        self._forget()
        editor.changed.connect(lambda *_: self.update())
        editor.replaced.connect(self._replaced)

    def _forget(self) -> None:
        self.reading = self.editor.reading
        self._asked: dict[str, Hashable] = {}
        self.points: dict[int, PointResult] = {}
        self.problem: str | None = None
        self.cost_ms = 0.0
        self.curves: tuple[Drawn, ...] = ()
        self.field: field.Field | None = None
        self.landmarks: tuple[landmarks.Landmark, ...] = ()
        self.run: descent.Trajectory | None = None
        self.starts: starts.Shares | None = None
        self.picture: GraphPicture | None = None

    def _replaced(self) -> None:
        self.jobs.cancel()
        self._forget()
        for signal in (self.curvesChanged, self.fieldChanged, self.landmarksChanged, self.runChanged):
            signal.emit()
        self.graphChanged.emit()
        self.update()

    # ------------------------------------------------------------------ what the document says

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.editor.document

    @property
    def function(self) -> Function | None:
        """The active function."""
        return self.reading.function

    @property
    def components(self) -> Components | None:
        """The components of the active function at the point."""
        function = self.function
        return None if function is None else Components.of(function, coordinates(self.document, function))

    @property
    def dimension(self) -> int:
        """How many components the active function has; 0 for a constant or none."""
        components = self.components
        return 0 if components is None else len(components.names)

    @property
    def active_point(self) -> PointResult | None:
        """The active function at the present point."""
        active = self.reading.active
        return None if active is None else self.points.get(active)

    def playhead(self) -> int:
        """The step shown: the document's, within the run."""
        last = 0 if self.run is None else max(len(self.run.values) - 1, 0)
        return min(self.document.view.playhead, last)

    def present(self) -> dict[str, Value]:
        """The coordinates shown: the start in Explore, else those of the step at the playhead."""
        function = self.function
        assert function is not None, "asked only where there is a function"
        start = coordinates(self.document, function)
        if self.document.view.mode == "explore" or self.run is None or not len(self.run.points):
            return start
        components = Components.of(function, start)
        row = self.run.points[self.playhead()]
        return components.coordinates(row) if len(row) == len(components.names) else start

    # ------------------------------------------------------------------ requests

    def set_view(self, x_range: Range, y_range: Range, pixels: int) -> None:
        """The plot shows these ranges on this many pixels across: refine what is drawn."""
        self.view_range, self.pixels = (x_range, y_range), max(pixels, 50)
        if not self.stale:
            self._ask_drawings()

    def set_dtype(self, dtype: engine.dtype) -> None:
        """Compute in another dtype from now on."""
        self.dtype = dtype
        self._asked.clear()
        self.update()

    @property
    def stale(self) -> bool:
        """The selected line cannot be read at the moment: everything shown is from before."""
        return self.editor.reading.broken

    def update(self) -> None:
        """Bring every result in step with the document; while a line cannot be read, all stays as it was."""
        if self.stale:
            self.curvesChanged.emit()
            return
        self.reading = self.editor.reading
        self._ask_run()
        self._evaluate()
        self._ask_drawings()
        self._ask_graph()

    def _submit(
        self, key: str, request: Hashable, work: Work, store: Callable[[Any], None], *, background: bool = False
    ) -> None:
        """Send a job unless the same request was sent last."""
        if self._asked.get(key) == request:
            return
        self._asked[key] = request

        def failed(error: Exception) -> None:
            self._asked.pop(key, None)
            if isinstance(error, LangError):
                self.problem = error.message
                self.pointChanged.emit()
            else:
                raise error

        self.jobs.submit(key, work, store, failed, background=background)

    def _drop(self, key: str) -> None:
        """The result of this kind is not wanted now."""
        self._asked.pop(key, None)
        self.jobs.cancel(key)

    def _evaluate(self) -> None:
        """The value at the point, of the active function and where gradients accumulate of all that are visible."""
        function = self.function
        if function is None:
            self.points, self.problem = {}, None
            self.pointChanged.emit()
            return
        document, active = self.document, self.reading.active
        assert active is not None
        request = (self._key(function), str(self.present()), self._accumulating(), self.dtype)
        if self._asked.get("point") == request:
            return
        self._asked["point"] = request
        begun = perf_counter()
        try:
            if self._accumulating():
                ids, functions = self._shown_like(function)
                results = evaluate_all(
                    functions, self.present(), self._sliders(functions), self.dtype, zero_grad=document.run.zero_grad
                )
                self.points = dict(zip(ids, results, strict=True))
            else:
                self.points = {
                    active: evaluate(function, self.present(), slider_values(document, function), self.dtype)
                }
            self.problem = None
        except LangError as error:
            self.points, self.problem = {}, error.message
        self.cost_ms = 1e3 * (perf_counter() - begun)
        self.pointChanged.emit()

    def _accumulating(self) -> bool:
        return not self.document.run.zero_grad and self.document.view.mode == "explore"

    def _shown_like(self, active: Function) -> tuple[list[int], list[Function]]:
        """The visible functions of the same variables, in order, up to and with the active one."""
        ids, functions = [], []
        for item in self.document.items:
            if not isinstance(item, Expression):
                continue
            function = self.reading.sheet.entries[item.id].function
            is_active = item.id == self.reading.active
            if function is not None and (is_active or (item.visible and function.variables == active.variables)):
                ids.append(item.id)
                functions.append(function)
            if is_active:
                break
        return ids, functions

    def _sliders(self, functions: list[Function]) -> dict[str, float]:
        values: dict[str, float] = {}
        for function in functions:
            values |= slider_values(self.document, function)
        return values

    def _key(self, function: Function) -> Hashable:
        """What a result depends on besides the point: the text as read, and the sliders."""
        return (id(function.compiled), tuple(slider_values(self.document, function).items()))

    def line(self, function: Function, cancelled: Callable[[], bool] | None = None, axis: int = 0) -> Line:
        """The function along one component through the point."""
        return Line(
            function,
            coordinates(self.document, function),
            slider_values(self.document, function),
            axis,
            self.dtype,
            cancelled,
        )

    # ------------------------------------------------------------------ curves, field, landmarks

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
            if not isinstance(item, Expression) or not (item.visible or item.id == active):
                continue
            entry = self.reading.sheet.entries[item.id]
            if entry.function is None or entry.kind == "value":
                continue
            if len(Components.of(entry.function, coordinates(document, entry.function)).names) > 1:
                continue
            orders = [0]
            if item.id == active:
                orders += [1] * document.show.first_derivative + [2] * document.show.second_derivative
            wanted += [(item.id, entry.function, order) for order in orders]
        return wanted

    def _ask_curves(self) -> None:
        wanted = self.drawable()
        (low, high), _ = self.view_range
        margin = 0.1 * (high - low)
        count = min(max(self.pixels, 200), 4000)
        request = (
            tuple((id, self._key(function), order, id_of(function)) for id, function, order in wanted),
            low,
            high,
            count,
            self.dtype,
        )

        def work(cancelled: Callable[[], bool]) -> tuple[Drawn, ...]:
            return tuple(
                Drawn(
                    id, order, curve.sample(self.line(function, cancelled), low - margin, high + margin, count, order=order)
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
        (low, high), _ = self.view_range
        request = (self._key(function), low, high, self.dtype)
        self._submit(
            "landmarks",
            request,
            lambda cancelled: landmarks.find(self.line(function, cancelled), low, high),
            self._store_landmarks,
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
        x_range, y_range = self.view_range
        request = (self._key(function), held.tobytes(), axes, x_range, y_range, self.dtype)
        sliders, dtype = slider_values(document, function), self.dtype
        self._submit(
            "field",
            request,
            lambda cancelled: field.sample(
                function, at, sliders, axes, x_range, y_range, dtype=dtype, cancelled=cancelled
            ),
            self._store_field,
        )

    def _store_field(self, result: field.Field) -> None:
        self.field = result
        self.fieldChanged.emit()

    # ------------------------------------------------------------------ run, starts, graph

    def _ask_run(self) -> None:
        function = self.function
        if function is None or self.dimension == 0:
            self._drop("run")
            self._drop("starts")
            if self.run is not None:
                self._store_run(None)
            return
        document = self.document
        at, sliders, settings, dtype = (
            coordinates(document, function), slider_values(document, function), document.run, self.dtype,
        )  # fmt: skip
        request = (self._key(function), str(at), settings, dtype)
        self._submit(
            "run",
            request,
            lambda cancelled: descent.descend(function, at, sliders, settings, dtype, cancelled),
            self._store_run,
        )
        self._ask_starts()

    def _store_run(self, run: descent.Trajectory | None) -> None:
        self.run = run
        self._evaluate()
        self.runChanged.emit()
        self._ask_graph()

    def _ask_starts(self) -> None:
        function, document = self.function, self.document
        if function is None or document.view.mode != "descend" or self.dimension != 1 or document.run.momentum:
            self._drop("starts")
            self._store_starts(None)
            return
        request = (self._key(function), document.run.step_size, self.dtype)
        self._submit(
            "starts",
            request,
            lambda cancelled: starts.shares(self.line(function, cancelled), *STARTS, document.run.step_size),
            self._store_starts,
            background=True,
        )

    def _store_starts(self, shares: starts.Shares | None) -> None:
        if shares != self.starts:
            self.starts = shares
            self.startsChanged.emit()

    def _ask_graph(self) -> None:
        function, document = self.function, self.document
        if function is None or document.view.mode != "graph":
            self._drop("graph")
            return
        at, sliders, dtype = self.present(), slider_values(document, function), self.dtype
        request = (self._key(function), str(at), dtype)
        self._submit("graph", request, lambda _: graph.trace(function, at, sliders, dtype), self._place)

    def _place(self, traced: graph.Graph) -> None:
        """Cards are measured here, because fonts belong to the GUI thread; the layout is a job again."""
        sizes = measure(traced)
        edges = [(edge.source, edge.target, edge.slot) for edge in traced.edges]

        def work(_: Callable[[], bool]) -> GraphPicture:
            return GraphPicture(traced, layout(sizes, edges, layer_gap=LAYER_GAP, node_gap=NODE_GAP))

        self._asked.pop("layout", None)
        self._submit("layout", id(traced), work, self._store_graph)

    def _store_graph(self, picture: GraphPicture) -> None:
        self.picture = picture
        self.graphChanged.emit()


STARTS = (-4.0, 4.0)
"""Where the many starts of Descend lie."""


def id_of(function: Function) -> int:
    """The identity of a function as read: another text, another number."""
    return id(function.compiled)
