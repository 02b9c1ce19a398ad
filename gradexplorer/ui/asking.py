"""Asking for results: what the document says now, and one request at a time of each kind."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from PySide6.QtCore import QObject, Signal

import engine
from gradexplorer.compute.components import Components
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Document
from gradexplorer.model.reading import Reading, coordinates, slider_values
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs, Work


class Same:
    """Stands for an object in a request: equal only to the same object, which it keeps alive."""

    __slots__ = ("thing",)

    def __init__(self, thing: object) -> None:
        self.thing = thing

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Same) and self.thing is other.thing

    def __hash__(self) -> int:
        return id(self.thing)


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

        def failed(error: Exception) -> None:
            self._asked.pop(key, None)
            if not isinstance(error, LangError):
                raise error
            self.fault = error.kept()
            self.pointChanged.emit()

        self.jobs.submit(key, work, store, failed, background=background)

    def _drop(self, key: str) -> None:
        """The result of this kind is not wanted now."""
        self._asked.pop(key, None)
        self.jobs.cancel(key)

    def cancel(self) -> None:
        """Stop everything under way; the pictures stay, and the next change asks again."""
        for key in self._asked:  # and not all there is: the search for devices goes on
            self.jobs.cancel(key)
        self._asked.clear()
