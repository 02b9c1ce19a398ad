"""Asking for results: what the document says now, and one request at a time of each kind."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Sequence
from time import perf_counter
from typing import Any

from PySide6.QtCore import QObject, Signal

import engine
from gradexplorer.compute.components import Components
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Document
from gradexplorer.model.reading import Reading, coordinates, slider_values
from gradexplorer.model.same import Same
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs, Work

QUICK_MS = 4.0
"""What is known to take no longer is done on the GUI thread, so that a drag follows the hand; all else is a job."""
MOST_COSTS = 256
"""How many costs are known at most; the oldest are forgotten."""


class Asking(QObject):
    """The document's functions, and the requests made for them; a request equal to the last one is not sent again.

    While the selected line cannot be read (`stale`), `reading` is the last one that could.
    """

    pointChanged = Signal()

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor, self.jobs = editor, jobs
        self.dtype: engine.dtype = engine.float64
        self._forget()

    def _forget(self) -> None:
        self.reading: Reading = self.editor.reading
        self._asked: dict[str, Hashable] = {}
        self._costs: dict[Hashable, float] = {}
        self.fault: LangError | None = None
        self._components: tuple[Document, Function, Components] | None = None

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.editor.document

    @property
    def problem(self) -> str | None:
        """Why there is no value, in a sentence; None where there is one."""
        return None if self.fault is None else self.fault.message

    @property
    def stale(self) -> bool:
        """The selected line cannot be read at the moment, or ends in half a name: everything shown is from before."""
        return self.editor.reading.broken or self.editor.hesitating

    @property
    def function(self) -> Function | None:
        """The active function."""
        return self.reading.function

    @property
    def components(self) -> Components | None:
        """The components of the active function at the point."""
        function, document = self.function, self.document
        if function is None:
            return None
        known = self._components
        if known is None or known[0] is not document or known[1] is not function:
            known = self._components = document, function, Components.of(function, coordinates(document, function))
        return known[2]

    @property
    def dimension(self) -> int:
        """How many components the active function has; 0 for a constant or none."""
        components = self.components
        return 0 if components is None else len(components.names)

    @property
    def guessing(self) -> bool:
        """A slope is guessed, and the engine's is kept back until it is asked for."""
        document = self.document
        asked = document.revealed or document.view.mode != "explore" or self.dimension != 1
        return document.guess is not None and not asked

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

    def _key(self, function: Function) -> Hashable:
        """What a result depends on besides the point: the function as read, its sliders, the dtype."""
        sliders = tuple(slider_values(self.document, function).items())
        return Same(function.compiled), function.variables, sliders, self.dtype

    def _submit(
        self, key: str, request: Hashable, work: Work, store: Callable[[Any], None], *, background: bool = False
    ) -> None:
        """Send a job unless the same request was sent last."""
        if self._asked.get(key) == request:
            return
        self._asked[key] = request
        self.jobs.submit(key, work, store, lambda error: self._failed(key, error), background=background)

    def _failed(self, key: str, error: Exception) -> None:
        self._asked.pop(key, None)
        if not isinstance(error, LangError):
            raise error
        self.fault = error.kept()
        self.pointChanged.emit()

    def follow(
        self,
        key: str,
        request: Hashable,
        costs: Sequence[Hashable],
        work: Callable[[Callable[[], bool] | None], Any],
        store: Callable[[Any, float], None],
        *,
        quick: float | None = None,
    ) -> None:
        """Do `work` at once where that is known to take at most `quick` milliseconds (`QUICK_MS`), else by a job.

        `costs` name the parts of the work, one that is done twice two times: what each took tells what others of the
        same parts will take. `work` is given None at once, where nobody can stop it, which makes functions quicker.
        `store` is given the result and the milliseconds. Nothing is done where the same request was the last one.
        """
        if self._asked.get(key) == request:
            return
        parts = tuple(costs)

        def timed(cancelled: Callable[[], bool] | None) -> tuple[Any, float]:
            begun = perf_counter()
            return work(cancelled), 1e3 * (perf_counter() - begun)

        def done(found: tuple[Any, float]) -> None:
            self._learn(key, parts, found[1])
            store(*found)

        if self._cost(key, parts) > (QUICK_MS if quick is None else quick):
            self._submit(key, request, timed, done)
            return
        self.jobs.cancel(key)
        self._asked[key] = request
        try:
            found = timed(None)
        except Exception as error:
            self._failed(key, error)
        else:
            done(found)

    def _cost(self, key: str, parts: tuple[Hashable, ...]) -> float:
        """The milliseconds that these parts took together, or the sum of what each is known to take; else inf."""
        whole = self._costs.get((key, parts))
        return sum(self._costs.get((key, (part,)), math.inf) for part in parts) if whole is None else whole

    def _learn(self, key: str, parts: tuple[Hashable, ...], ms: float) -> None:
        """Note what the parts took: together, and each by itself.

        Among others a part took its share at most, however cheap they were: no cost is told too low.
        """
        found = {parts: ms}
        for part in set(parts):
            share = ms / parts.count(part)
            found[part,] = share if len(set(parts)) == 1 else min(share, self._cost(key, (part,)))
        for each, cost in found.items():
            self._costs.pop((key, each), None)
            self._costs[key, each] = cost
        while len(self._costs) > MOST_COSTS:
            del self._costs[next(iter(self._costs))]

    def drop(self, key: str) -> None:
        """The result of this kind is not wanted now."""
        self._asked.pop(key, None)
        self.jobs.cancel(key)

    def cancel(self) -> None:
        """Stop everything under way; the pictures stay, and the next change asks again."""
        for key in self._asked:  # and not all there is: the search for devices goes on
            self.jobs.cancel(key)
        self._asked.clear()
