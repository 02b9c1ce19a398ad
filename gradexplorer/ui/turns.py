"""Long work on the GUI thread, a little in each turn of the event loop."""

from __future__ import annotations

from collections.abc import Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QTimer

TURN = 0.008
"""Seconds of work in one turn."""


class Turns(QObject):
    """Goes through the steps of one piece of work; another one begins when those before it are done.

    A step yields True where the next one shall have a turn to itself.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Iterator[bool] = iter(())
        self._next = QTimer(self, interval=0)
        self._next.timeout.connect(self._turn)

    def begin(self, steps: Iterator[bool]) -> None:
        """Do the first steps now and the others in turns to come."""
        self.finish()
        self._steps = steps
        self._next.start()
        self._turn()

    def finish(self) -> None:
        """Do now what is left."""
        self._next.stop()
        for _ in self._steps:
            pass

    def _turn(self) -> None:
        end = perf_counter() + TURN
        for apart in self._steps:
            if apart or perf_counter() >= end:
                return
        self._next.stop()
