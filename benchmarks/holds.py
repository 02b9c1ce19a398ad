"""How long the GUI thread is held: the gaps between beats of a 1-ms timer while a script uses the window."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from time import perf_counter

from PySide6.QtCore import QObject, QPointF, Qt, QTimer

from benchmarks import documents
from benchmarks.stage import HAND_MS, MIDDLE, Stage
from benchmarks.table import Moment
from gradexplorer.model.document import Document

TYPE_MS = 60
"""A fast typist."""
TEXT = "f(x) = x^3/9 + 2sin(3x) - |x|"

Script = Callable[[Stage], Iterator[int]]
"""Sends one event and yields the milliseconds until the next."""


class Heartbeat(QObject):
    """Collects the gaps between its beats, in ms."""

    def __init__(self) -> None:
        super().__init__()
        self.gaps: list[float] = []
        self._last = 0.0
        self._timer = QTimer(self, interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)

    def start(self) -> None:
        """Beat from now on."""
        self.gaps, self._last = [], perf_counter()
        self._timer.start()

    def stop(self) -> None:
        """Beat no more."""
        self._timer.stop()

    def _beat(self) -> None:
        now = perf_counter()
        self.gaps.append(1e3 * (now - self._last))
        self._last = now


def moments() -> list[Moment]:
    """A row a script: the longest hold that each of its events caused; and all of them together."""
    first, costly = documents.first, lambda: documents.one(documents.COSTLY)
    runs: tuple[tuple[str, Callable[[], Document], Script], ...] = (
        ("nothing happens (the machine's own noise)", first, idle),
        ("typing", first, typing),
        ("dragging the point", first, dragging),
        ("dragging the point, contour map", documents.valley, dragging),
        ("pan and zoom", first, moving),
        ("pan and zoom, contour map", documents.valley, moving),
        ("moving a slider", lambda: documents.one(documents.SLIDERS), sliding),
        ("playing", first, playing),
        ("modes, back and forth", first, modes),
        ("typing a costly function", costly, typing_costly),
        ("dragging on a costly function", costly, dragging),
        ("pan and zoom, costly function", costly, moving),
    )
    rows = [Moment(f"  {name}", 50, held(document(), script)) for name, document, script in runs]
    together = [sample for row in rows[1:] for sample in row.samples]
    return [Moment("GUI thread held, the longest after each event", 50, together), *rows]


def held(document: Document, script: Script) -> list[float]:
    """The longest gap between beats after each event of `script`, in ms."""
    stage, heart = Stage(document), Heartbeat()
    longest = []
    for pause in script(stage):
        stage.wait(pause)
        heart.stop()
        longest.append(max(heart.gaps, default=0.0))
        heart.start()
    heart.stop()
    stage.close()
    return longest[1:]
