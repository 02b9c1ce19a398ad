"""How long the GUI thread is held: the gaps between beats of a 1-ms timer while a script uses the window."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from time import perf_counter

from PySide6.QtCore import QObject, QPointF, Qt, QTimer
from PySide6.QtGui import QGuiApplication

from benchmarks import documents
from benchmarks.stage import HAND_MS, MIDDLE, Stage
from benchmarks.table import Moment
from gradexplorer.model.document import Document
from gradexplorer.ui.pictures import drawn

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
    runs: list[tuple[str, Callable[[], Document], Script]] = [
        ("nothing happens (the machine's own noise)", first, idle),
        ("typing", first, typing),
        ("dragging the point", first, dragging),
        ("dragging the point, everything at it switched on", documents.everything, dragging),
        ("dragging the point, contour map", documents.valley, dragging),
        ("pan and zoom", first, moving),
        ("pan and zoom, contour map", documents.valley, moving),
        ("moving a slider", lambda: documents.one(documents.SLIDERS), sliding),
        ("playing", first, playing),
        ("modes, back and forth", first, modes),
        ("modes, contour map", documents.valley, modes),
        ("themes, light and dark", first, themes),
        ("opening and saving a session", documents.pinned, files),
        ("opening and saving a table of 100,000 rows", documents.table, files),
        ("dragging over a table of 100,000 rows", documents.table, dragging_at_once),
        ("copying and drawing pictures", first, pictures),
        ("copying and drawing pictures, contour map", documents.valley, pictures),
        ("typing a costly function", costly, typing_costly),
        ("dragging on a costly function", costly, dragging),
        ("pan and zoom, costly function", costly, moving),
    ]
    for name, text in documents.HARD.items():
        runs.append((f"type, drag, pan, zoom, slide: {name}", lambda text=text: documents.one(text), hard))  # type: ignore[misc]
    rows = [Moment(f"  {name}", 50, held(document(), script)) for name, document, script in runs]
    together = [sample for row in rows[1:] for sample in row.samples]
    return [Moment("GUI thread held, the longest after each event", 50, together), *rows]


def held(document: Document, script: Script) -> list[float]:
    """The longest gap between beats after each event of `script`, in ms."""
    stage, heart = Stage(document, patient=script not in (dragging_at_once, files)), Heartbeat()
    longest = []
    for pause in script(stage):
        stage.wait(pause)
        heart.stop()
        longest.append(max(heart.gaps, default=0.0))
        heart.start()
    heart.stop()
    stage.close()
    return longest[1:]


# ---------------------------------------------------------------------------------------------------- scripts


def idle(stage: Stage) -> Iterator[int]:
    """Nothing."""
    for _ in range(40):
        yield 50


def typing(stage: Stage) -> Iterator[int]:
    """A function, typed and deleted."""
    editor = stage.field()
    yield TYPE_MS
    for _ in range(2):
        editor.selectAll()  # type: ignore[attr-defined]
        for key in TEXT:
            stage.key(editor, key)
            yield TYPE_MS
        for _ in range(6):
            stage.key(editor, Qt.Key.Key_Backspace)
            yield TYPE_MS


def typing_costly(stage: Stage) -> Iterator[int]:
    """Digits into a sum of many terms."""
    editor = stage.field()
    yield TYPE_MS
    for key in "+ 3x^2 - 5x":
        stage.key(editor, key)
        yield TYPE_MS
    yield 500


def dragging(stage: Stage) -> Iterator[int]:
    """The point, forth and back."""
    at = stage.point()
    stage.press(at)
    yield HAND_MS
    for index in range(120):
        stage.move(at + QPointF(abs((4 * index) % 300 - 150), index % 30))
        yield HAND_MS
    stage.release(at)
    yield 200


def moving(stage: Stage) -> Iterator[int]:
    """Pan, then zoom in and out."""
    centre = QPointF(stage.plot.viewport().rect().center())
    stage.press(centre, MIDDLE)
    yield HAND_MS
    for index in range(60):
        stage.move(centre + QPointF(3 * index, index), MIDDLE)
        yield HAND_MS
    stage.release(centre, MIDDLE)
    for index in range(20):
        stage.wheel(centre, 1 if index < 10 else -1)
        yield 40
    yield 200


def sliding(stage: Stage) -> Iterator[int]:
    """Drag the handle of the first slider."""
    widget = stage.window.expressions.slider("a")
    slider = widget.slider
    stage.hold(slider)
    yield HAND_MS
    for index in range(100):
        stage.drag(slider, slider.rect().center().x() + abs((2 * index) % 80 - 40))
        yield HAND_MS
    stage.let_go(slider)
    yield 200


def hard(stage: Stage) -> Iterator[int]:
    """Digits typed and deleted, then point, view and slider moved."""
    editor = stage.field()
    yield TYPE_MS
    for key in (*" + 25", *4 * [Qt.Key.Key_Backspace]):
        stage.key(editor, key)
        yield TYPE_MS
    stage.plot.setFocus()
    yield 200
    for script in (dragging, moving, sliding):
        yield from script(stage)


def dragging_at_once(stage: Stage) -> Iterator[int]:
    """The point, as soon as there is one: what takes long goes on meanwhile."""
    stage.until(lambda: stage.window.science.active_point is not None)
    yield HAND_MS
    yield from dragging(stage)


def themes(stage: Stage) -> Iterator[int]:
    """Dark and light."""
    for _ in range(4):
        for name in ("dark", "light"):
            stage.window.actions_[f"theme-{name}"].trigger()
            yield 300


def files(stage: Stage) -> Iterator[int]:
    """Save a session and open it again."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "session.gradx"
        for _ in range(5):
            stage.window.editor.save_file(path)
            yield 200
            stage.window.filing.open_path(path)
            yield 500


def pictures(stage: Stage) -> Iterator[int]:
    """Copy the plot, and draw it for each kind of file; a job encodes."""
    for _ in range(3):
        stage.window.actions_["copy-picture"].trigger()
        yield 100
        for kind in ("png", "svg", "pdf"):
            drawn(stage.plot, kind, 2.0)  # type: ignore[arg-type]
            yield 100
    QGuiApplication.clipboard().clear()  # off-screen it would outlive the application


def playing(stage: Stage) -> Iterator[int]:
    """Play a hundred steps at 60 a second."""
    stage.window.conductor.set_speed(60.0)
    stage.plot.setFocus()
    stage.key(stage.plot, Qt.Key.Key_Space)
    yield 16
    for _ in range(100):
        yield 16


def modes(stage: Stage) -> Iterator[int]:
    """Explore, Descend, Graph, and a few steps in each."""
    for _ in range(3):
        for mode in ("descend", "graph", "explore"):
            stage.window.toolbar.modeChosen.emit(mode)
            yield 300
            stage.plot.setFocus()
            for _ in range(4):
                stage.key(stage.plot, Qt.Key.Key_Right)
                yield 40
