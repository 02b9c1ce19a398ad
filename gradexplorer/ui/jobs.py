"""Work off the GUI thread: one worker, the newest request of each kind wins, late results are dropped.

A thread alone does not keep the window alive (two Python-bound threads fight for the interpreter), so there is one, and
what it runs works in large array calls. A job in the background gives way to any other and starts again after
it, though not at once: whoever draws a slider sends the next job soon.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from itertools import count
from time import monotonic
from typing import Any

from msgspec import Struct, field
from PySide6.QtCore import QObject, QTimer, Signal

from engine import tune_allocator
from gradexplorer.ui import courtesy

PROGRESS_MS = 300
"""A job that takes longer than this is shown as running."""

KEPT = 1 << 26
"""Bytes of free memory that are not given back: else a map's arrays would take their pages anew each time."""

REST = 0.1
"""Seconds that a job which gave way rests before it starts again."""

Work = Callable[[Callable[[], bool]], Any]
"""What a job runs: given `cancelled`, which it asks now and then, it returns its result."""


class Job(Struct):
    """One request. `background` jobs give way to others."""

    key: str
    generation: int
    work: Work
    done: Callable[[Any], None]
    failed: Callable[[Exception], None]
    background: bool
    begun: float = 0.0
    stop: threading.Event = field(default_factory=threading.Event)
    again: bool = False
    after: float = 0.0

    def stopped(self) -> bool:
        """Whether to stop; the worker, which asks this now and then, gives way to a frame meanwhile."""
        courtesy.give_way()
        return self.stop.is_set()


class Jobs(QObject):
    """Runs jobs one at a time and hands their results to the GUI thread."""

    busyChanged = Signal(bool)
    """True when a job has run for 0.3 s, False when nothing runs any more."""
    idle = Signal()
    """Nothing runs and nothing waits."""
    _finished = Signal(object, object, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generations = count(1)
        self._newest: dict[str, int] = {}
        self._waiting: dict[str, Job] = {}
        self._running: Job | None = None
        self._open = True
        self._busy = False
        self._changed = threading.Condition()
        self._finished.connect(self._deliver)
        self._watch = QTimer(self, singleShot=True, interval=PROGRESS_MS)
        self._watch.timeout.connect(self._show_busy)
        self._thread = threading.Thread(target=self._work, name="jobs", daemon=True)
        # What a window asks for while it is built would slow that down, and the least urgent comes first.
        QTimer.singleShot(0, self, self._start)

    def _start(self) -> None:
        if self._open:
            self._thread.start()

    def submit(
        self,
        key: str,
        work: Work,
        done: Callable[[Any], None],
        failed: Callable[[Exception], None],
        *,
        background: bool = False,
    ) -> None:
        """Run `work`; its result goes to `done`, an exception to `failed`, unless a newer job of this key was sent."""
        job = Job(key, next(self._generations), work, done, failed, background)
        self._newest[key] = job.generation
        with self._changed:
            self._waiting.pop(key, None)
            self._waiting[key] = job
            running = self._running
            if running is not None and running.key == key:
                running.stop.set()
            elif running is not None and running.background and not background:
                running.again = True
                running.stop.set()
            self._changed.notify()
        if not self._watch.isActive() and not self._busy:
            self._watch.start()

    def cancel(self, key: str | None = None) -> bool:
        """Stop the jobs of this key, or all; True where there was something to stop."""
        with self._changed:
            keys = [key] if key is not None else [*self._waiting, *([self._running.key] if self._running else [])]
            stopped = False
            for each in keys:
                stopped |= self._waiting.pop(each, None) is not None
                self._newest.pop(each, None)
                if self._running is not None and self._running.key == each:
                    self._running.again = False
                    self._running.stop.set()
                    stopped = True
        if stopped:
            self._rest()
        return stopped

    def awaits(self, key: str) -> bool:
        """Whether a result of this kind is still to come."""
        return key in self._newest

    @property
    def busy(self) -> bool:
        """True where a job has run for 0.3 s."""
        return self._busy

    @property
    def quiet(self) -> bool:
        """True where nothing runs and nothing waits."""
        with self._changed:
            return self._running is None and not self._waiting

    @property
    def foreground_quiet(self) -> bool:
        """True where nothing that somebody waits for runs or waits."""
        with self._changed:
            waiting = [*self._waiting.values(), *([self._running] if self._running is not None else [])]
            return all(job.background for job in waiting)

    def close(self) -> None:
        """Stop everything and end the worker; returns when it has ended."""
        with self._changed:
            self._open = False
            self._waiting.clear()
            self._newest.clear()
            if self._running is not None:
                self._running.stop.set()
            self._changed.notify()
        if self._thread.ident is not None:
            self._thread.join()
        self._watch.stop()

    def _next(self) -> Job | None:
        """The next job to run, foreground first; waits for one. None when closed."""
        with self._changed:
            while self._open:
                job = min(self._waiting.values(), key=lambda job: (job.background, job.after), default=None)
                rest = 0.0 if job is None else job.after - monotonic()
                if job is not None and rest <= 0:
                    self._running = self._waiting.pop(job.key)
                    job.begun = monotonic()
                    return job
                self._changed.wait(rest if job is not None else None)
            return None

    def _work(self) -> None:
        tune_allocator(KEPT)
        while (job := self._next()) is not None:
            result, error = None, None
            try:
                result = job.work(job.stopped)
            except Exception as raised:
                error = raised
            with self._changed:
                self._running = None
                if job.again and job.stop.is_set() and job.key not in self._waiting and self._open:
                    job.stop, job.again, job.after = threading.Event(), False, monotonic() + REST
                    self._waiting[job.key] = job
                    continue
                open_ = self._open
            if open_:
                self._finished.emit(job, result, error)

    def _deliver(self, job: Job, result: Any, error: Exception | None) -> None:
        fresh = self._newest.get(job.key) == job.generation and not job.stop.is_set()
        if fresh:
            del self._newest[job.key]
            with courtesy.delivery():
                if error is not None:
                    job.failed(error)
                else:
                    job.done(result)
        self._rest()

    def _rest(self) -> None:
        """Say so if nothing runs and nothing waits."""
        if self.quiet:
            self._watch.stop()
            if self._busy:
                self._busy = False
                self.busyChanged.emit(False)
            self.idle.emit()

    def _show_busy(self) -> None:
        if self.quiet:
            return
        self._busy = True
        self.busyChanged.emit(True)
