"""Playing sliders: their values move with the clock, all of it one undo step."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QObject, QTimer, Signal

from gradexplorer.model.document import Document, Slider
from gradexplorer.model.history import same_content
from gradexplorer.model.motion import STEPS, where
from gradexplorer.ui.motion import reduced
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

TICK_MS = 33
PATIENCE = 0.25
"""Seconds for which a tick waits until what the last one asked for is drawn."""
BURST = "play-sliders"


class _Playing(Struct):
    """When a slider was set going, and from which value."""

    begun: float
    start: float


class Animator(QObject):
    """Plays sliders of the document. Any other edit of content, Esc, or a slider that goes stops it."""

    playingChanged = Signal(object)
    """The names of the sliders that are played now."""

    def __init__(self, window: MainWindow, clock: Callable[[], float] = monotonic) -> None:
        super().__init__(window)
        self.window, self.editor, self.clock = window, window.editor, clock
        self._playing: dict[str, _Playing] = {}
        self._own = False
        self._latest = 0.0
        self._reduced = False
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.tick)
        self.editor.changed.connect(self._on_changed)
        self.editor.replaced.connect(self.stop)

    @property
    def playing(self) -> frozenset[str]:
        """The sliders that are played."""
        return frozenset(self._playing)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {"play-sliders": self.toggle_all}

    def toggle(self, name: str) -> None:
        """Play a slider, or stop it."""
        if name in self._playing:
            self._leave([name])
        else:
            self._begin([name])

    def toggle_all(self) -> None:
        """Play every slider of the document's texts, or stop those that are played."""
        if self._playing:
            self.stop()
        elif names := [name for name in self.editor.reading.sheet.sliders if name in self._sliders()]:
            self._begin(names)
        else:
            self.window.statusBar().showMessage(tr("There is no slider: a free letter such as a makes one."), 6000)

    def stop(self) -> None:
        """Stop them all."""
        self._leave(list(self._playing))

    def set_motion(self, name: str, motion: str) -> None:
        """Choose how a slider is played; one that is played goes on so."""
        self._adjust(name, motion=motion)

    def set_seconds(self, name: str, seconds: float) -> None:
        """Choose how fast."""
        self._adjust(name, seconds=seconds)

    def _adjust(self, name: str, **how: object) -> None:
        self._own = True
        self.editor.seal()
        self.editor.set_motion(name, **how)
        self.editor.seal()
        self._own = False
        self._rebase()
        self._set_pace()

    # ------------------------------------------------------------------ the clock

    def _sliders(self) -> dict[str, Slider]:
        return {slider.name: slider for slider in self.editor.document.sliders}

    def _begin(self, names: list[str]) -> None:
        sliders = self._sliders()
        if not self._playing:
            self.editor.seal()
            self._reduced = reduced()
        for name in names:
            self._playing[name] = _Playing(self.clock(), sliders[name].value)
        self._set_pace()
        self.playingChanged.emit(self.playing)

    def _leave(self, names: list[str]) -> None:
        if not names:
            return
        for name in names:
            self._playing.pop(name, None)
        if not self._playing:
            self._timer.stop()
            self.editor.seal()
        self.playingChanged.emit(self.playing)

    def _rebase(self) -> None:
        """Go on from the values of now."""
        sliders = self._sliders()
        for name in self._playing:
            self._playing[name] = _Playing(self.clock(), sliders[name].value)

    def _set_pace(self) -> None:
        if self._playing:
            sliders = self._sliders()
            fastest = min(sliders[name].seconds for name in self._playing)
            self._timer.start(max(TICK_MS, int(1000 * fastest / STEPS)) if self._reduced else TICK_MS)

    def tick(self) -> None:
        """Put every slider that is played where it is now."""
        now = self.clock()
        # A function that takes long is drawn as often as it can be: asked anew meanwhile, it would never be.
        if not self.window.jobs.foreground_quiet and now - self._latest < PATIENCE:
            return
        self._latest = now
        sliders = self._sliders()
        values: dict[str, float] = {}
        over = []
        for name, playing in self._playing.items():
            values[name], goes_on = where(sliders[name], playing.start, now - playing.begun, reduced=self._reduced)
            if not goes_on:
                over.append(name)
        self._own = True
        self.editor.set_sliders(values, tr("Play {names}", names=", ".join(sorted(values))), BURST)
        self._own = False
        self._leave(over)

    def _on_changed(self, before: Document, after: Document) -> None:
        if self._playing and not self._own and not same_content(before, after):
            self.stop()
        gone = [name for name in self._playing if name not in self.editor.reading.sheet.sliders]
        self._leave(gone)
