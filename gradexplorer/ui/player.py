"""Playing: a timer that moves a playhead at a settable speed."""

from __future__ import annotations

from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal

TICK_MS = 16


class Player(QObject):
    """Emits `advanced(n)`: so many steps are due. Slow speeds tick once a step, fast ones take several at a tick."""

    advanced = Signal(int)
    playingChanged = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._timer.timeout.connect(self._tick)
        self._speed = 8.0
        self._begun = 0.0
        self._done = 0

    @property
    def playing(self) -> bool:
        """True while the timer runs."""
        return self._timer.isActive()

    def set_speed(self, steps_per_second: float) -> None:
        """Play this many steps a second from now on."""
        self._speed = max(steps_per_second, 0.1)
        self._rebase()
        if self.playing:
            self._timer.start(self._interval())

    def start(self) -> None:
        """Begin to play."""
        if not self.playing:
            self._rebase()
            self._timer.start(self._interval())
            self.playingChanged.emit(True)

    def stop(self) -> None:
        """Pause."""
        if self.playing:
            self._timer.stop()
            self.playingChanged.emit(False)

    def _interval(self) -> int:
        return max(TICK_MS, int(1000 / self._speed))

    def _rebase(self) -> None:
        self._begun, self._done = monotonic(), 0

    def _tick(self) -> None:
        due = int((monotonic() - self._begun) * self._speed) - self._done
        if due > 0:
            self._done += due
            self.advanced.emit(due)
