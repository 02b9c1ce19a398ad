"""What the window shows: keeps every result in step with the document, computing off the GUI thread.

A change of the document becomes requests; a request that equals the one last answered is not sent again. The value at
the point is computed at once where that takes a few milliseconds, so that a drag follows the hand; all else is a job.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from time import monotonic
from typing import Any

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

import engine
from gradexplorer.compute import descent, graph, starts
from gradexplorer.compute.components import Components
from gradexplorer.compute.layout import Layout, layout
from gradexplorer.compute.point import PointResult, evaluate, evaluate_all
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Expression, Value
from gradexplorer.model.reading import coordinates, slider_values
from gradexplorer.model.same import Same
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.graph import LAYER_GAP, NODE_GAP, measure
from gradexplorer.ui.jobs import Jobs
from gradexplorer.ui.survey import Survey


class GraphPicture(Struct, frozen=True):
    """A traced graph and where its nodes go."""

    graph: graph.Graph
    layout: Layout


class Evaluated(Struct, frozen=True):
    """What came of evaluating at the point: results by item, or a problem."""

    points: Mapping[int, PointResult]
    fault: LangError | None


POINT_MS = 8.0
"""The value at the point is what the hand watches: it may take longer than other work that is done at once."""
RUN_EVERY_MS = 120.0
"""While something is dragged, a new run is asked for this often at most."""


class Science(Survey):
    """The results that belong to the document as it is now; signals say which of them are new."""

    runChanged = Signal()
    startsChanged = Signal()
    graphChanged = Signal()
    updated = Signal()
    """Everything was asked for: what was quick is there, and its signals were sent while `updating`."""

    updating = False

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(editor, jobs, parent)
        self._run_asked = 0.0
        self._run_timer = QTimer(self, singleShot=True)
        self._run_timer.timeout.connect(self._ask_run)
        editor.changed.connect(lambda *_: self.update())
        editor.replaced.connect(self._replaced)

    def _forget(self) -> None:
        super()._forget()
        self.points: dict[int, PointResult] = {}
        self._point_answers: Hashable = None
        self.cost_ms = 0.0
        self.run: descent.Trajectory | None = None
        self.starts: starts.Shares | None = None
        self.picture: GraphPicture | None = None

    def _replaced(self) -> None:
        self.cancel()
        self._forget()
        changed = (self.arrowsChanged, self.cutChanged, self.criticalsChanged)
        for signal in (self.curvesChanged, self.fieldChanged, self.landmarksChanged, self.runChanged, *changed):
            signal.emit()
        self.graphChanged.emit()
        self.update()

    # ------------------------------------------------------------------ the point shown

    @property
    def active_point(self) -> PointResult | None:
        """The active function at the present point."""
        active = self.reading.active
        return None if active is None else self.points.get(active)

    @property
    def settled_point(self) -> PointResult | None:
        """The same, unless another is under way."""
        return self.active_point if self._asked.get("point") == self._point_answers else None

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

    def set_dtype(self, dtype: engine.dtype) -> None:
        """Compute in another dtype from now on."""
        self.dtype = dtype
        self._asked.clear()
        self.update()

    def update(self) -> None:
        """Bring every result in step with the document; while a line cannot be read, all stays as it was."""
        if self.stale:
            self.curvesChanged.emit()
            return
        self.reading = self.editor.reading
        self.updating = True
        try:
            # In the order in which people wait for them: what they look at first, then what follows from it.
            self._evaluate()
            self._ask_closeup()
            self._ask_pins()
            self._ask_drawings()
            self._ask_survey()
            self._ask_graph()
            self._run_soon()
        finally:  # after a fault, which is reported, the window must go on showing what is asked for next
            self.updating = False
        self.updated.emit()

    def _evaluate(self) -> None:
        """The value at the point: at once where that is known to be quick, so that a drag follows the hand."""
        function = self.function
        if function is None:
            self.points, self.fault = {}, None
            self.drop("point")
            self.pointChanged.emit()
            return
        # The answer is kept by the ids of lines, and where gradients add up it depends on all of them.
        ids, functions = self._summed(function)
        request = (tuple(ids), tuple(map(self._key, functions)), str(self.present()), self._accumulating())
        self.follow(
            "point",
            request,
            [Same(each.compiled) for each in functions],
            self._evaluation(ids, functions),
            lambda found, ms: self._store_point(found, ms, request),
            quick=POINT_MS,
        )

    def _evaluation(self, ids: list[int], functions: list[Function]) -> Callable[[Any], Evaluated]:
        """The work: the active function, which is the last one, and where gradients accumulate those before it."""
        at, dtype = self.present(), self.dtype
        sliders = [slider_values(self.document, each) for each in functions]
        zero_grad = not self._accumulating()

        def work(_: object) -> Evaluated:
            try:
                if zero_grad:
                    results = [evaluate(functions[-1], at, sliders[-1], dtype)]
                else:
                    every = {name: value for each in sliders for name, value in each.items()}
                    results = evaluate_all(functions, at, every, dtype, zero_grad=False)
            except LangError as error:
                return Evaluated({}, error.kept())
            return Evaluated(dict(zip(ids, results, strict=True)), None)

        return work

    def _store_point(self, result: Evaluated, ms: float, request: Hashable) -> None:
        self._point_answers = request
        self.points, self.fault, self.cost_ms = dict(result.points), result.fault, ms
        self._ask_closeup()
        self._ask_cut()
        self.pointChanged.emit()

    def _accumulating(self) -> bool:
        return not self.document.run.zero_grad and self.document.view.mode == "explore"

    def _summed(self, active: Function) -> tuple[list[int], list[Function]]:
        """The lines whose gradients add up at the point: with zero_grad the active one alone.

        Else the visible functions of the same variables, in order, up to and with the active one.
        """
        assert self.reading.active is not None, "there is an active function"
        if not self._accumulating():
            return [self.reading.active], [active]
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

    def cancel(self) -> None:
        """Stop everything under way, and what would follow of what takes its time."""
        if self.jobs.busy:
            self._run_timer.stop()
            self._rest.stop()
        super().cancel()

    # ------------------------------------------------------------------ run, starts, graph

    def _run_soon(self) -> None:
        """Ask for the run now, or in a drag now and then; in Explore, where no trail is seen, when the hand rests.

        A descent is Python-bound: asked for at every move of the mouse it would take the interpreter from the hand.
        """
        if self.function is not None and self.dimension and self._asked.get("run") == self._run_request(self.function):
            self._ask_starts()
            return
        wait = RUN_EVERY_MS - 1e3 * (monotonic() - self._run_asked)
        if self.document.view.mode == "explore" and self.run is not None:
            self._run_timer.start(int(RUN_EVERY_MS))
        elif wait <= 0:
            self._ask_run()
        elif not self._run_timer.isActive():
            self._run_timer.start(max(1, int(wait)))

    @property
    def waiting(self) -> bool:
        """Something is still to be asked for."""
        return self._run_timer.isActive() or super().waiting

    def _run_request(self, function: Function) -> Hashable:
        return self._key(function), str(coordinates(self.document, function)), self.document.run

    def _ask_run(self) -> None:
        self._run_timer.stop()
        function = self.function
        if function is None or self.dimension == 0:
            self.drop("run")
            self.drop("starts")
            if self.run is not None:
                self._store_run(None)
            return
        self._run_asked = monotonic()
        at, sliders = coordinates(self.document, function), slider_values(self.document, function)
        settings, dtype = self.document.run, self.dtype
        self._submit(
            "run",
            self._run_request(function),
            lambda cancelled: descent.descend(function, at, sliders, settings, dtype, cancelled),
            self._store_run,
            background=True,
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
            self.drop("starts")
            self._store_starts(None)
            return
        request = (self._key(function), document.run.step_size)
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
            self.drop("graph")
            self.drop("layout")
            if function is None:
                self._store_graph(None)
            return
        at, sliders, dtype = self.present(), slider_values(document, function), self.dtype
        request = (self._key(function), str(at))
        if self._asked.get("graph") != request:
            self.drop("layout")  # of the graph before
        self._submit("graph", request, lambda _: graph.trace(function, at, sliders, dtype), self._place)

    def _place(self, traced: graph.Graph) -> None:
        """Cards are measured here, because fonts belong to the GUI thread; the layout is a job again."""
        sizes = measure(traced)
        edges = [(edge.source, edge.target, edge.slot) for edge in traced.edges]

        def work(_: Callable[[], bool]) -> GraphPicture:
            return GraphPicture(traced, layout(sizes, edges, layer_gap=LAYER_GAP, node_gap=NODE_GAP))

        self._asked.pop("layout", None)
        self._submit("layout", id(traced), work, self._store_graph)

    def _store_graph(self, picture: GraphPicture | None) -> None:
        if picture is not None or self.picture is not None:
            self.picture = picture
            self.graphChanged.emit()

    def _failed(self, key: str, error: Exception) -> None:
        super()._failed(key, error)
        if key == "graph":
            self._store_graph(None)


STARTS = (-4.0, 4.0)
"""Where the many starts of Descend lie."""
