"""What a test of Qt code may leave behind, and did: running threads, running timers, top-level widgets."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count
from weakref import WeakSet

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

PATIENCE = 1.0
"""Seconds that what was told to stop gets for it."""


@dataclass(frozen=True, slots=True)
class Before:
    """What ran and stood before the test: it is not the test's."""

    threads: frozenset[threading.Thread]
    running: frozenset[QObject]
    widgets: frozenset[QWidget]


_known: WeakSet[QThread | QTimer] = WeakSet()
"""The threads and timers of Qt that were met and are still there, whichever test made them."""
_looks = count()
ANEW = 50
"""After so many tests what was set aside is gone through again, for some of it is garbage by then."""


def look() -> Before:
    """What runs and stands now. All there is is set aside: what is gone through later is what is new, and not the heap.

    By the end of the suite the heap is a million objects, and to go through them takes longer than most tests.
    """
    if next(_looks) % ANEW == 0:
        gc.unfreeze()
    gc.collect()
    running = frozenset(_running())
    gc.freeze()
    return Before(frozenset(threading.enumerate()), running, frozenset(QApplication.topLevelWidgets()))


def left(before: Before) -> list[str]:
    """One line for each thing left running or standing since `before`; what is finishing gets PATIENCE."""
    end = time.monotonic() + PATIENCE
    while (found := [*_threads(before), *_objects(before), *_widgets(before)]) and time.monotonic() < end:
        gc.collect()  # a widget in a reference cycle is not left, only late
        _settle()
        time.sleep(0.01)
    return found


def clear(before: Before) -> None:
    """End what was left, so that the next test is not blamed for it. A Python thread cannot be ended."""
    for thing in _running():
        if isinstance(thing, QTimer) and thing not in before.running:
            thing.stop()
        elif isinstance(thing, QThread) and thing not in before.running:
            thing.quit()
            thing.wait(1000)
    for widget in QApplication.topLevelWidgets():
        if widget not in before.widgets:
            widget.close()
            widget.deleteLater()
    _settle()


def _settle() -> None:
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _running() -> Iterator[QThread | QTimer]:
    kinds = {QThread, QTimer}
    kinds.update(*map(_below, (QThread, QTimer)))
    # `type`, for an isinstance() asks `__class__` of proxies, which may do anything.
    _known.update(thing for thing in gc.get_objects() if type(thing) in kinds)
    for thing in list(_known):
        if isValid(thing) and (thing.isRunning() if isinstance(thing, QThread) else thing.isActive()):
            yield thing


def _below(kind: type) -> Iterator[type]:
    """All classes derived from `kind`."""
    for one in kind.__subclasses__():
        yield one
        yield from _below(one)


def _threads(before: Before) -> Iterator[str]:
    for thread in threading.enumerate():
        # A dummy stands for a thread that Qt made (a QThread, or one of the pool's, which wait for work by design).
        if thread not in before.threads and not isinstance(thread, threading._DummyThread):
            yield f"the thread {thread.name!r} is running"
    if active := QThreadPool.globalInstance().activeThreadCount():
        yield f"the global thread pool is at work in {active} thread(s)"


def _objects(before: Before) -> Iterator[str]:
    for thing in _running():
        if thing not in before.running and thing is not QThread.currentThread():
            yield f"the {_describe(thing)} is {'running' if isinstance(thing, QThread) else 'active'}"


def _widgets(before: Before) -> Iterator[str]:
    for widget in QApplication.topLevelWidgets():
        if widget not in before.widgets:
            yield f"the top-level widget {_describe(widget)} {widget.windowTitle()!r} stands"


def _describe(thing: QObject) -> str:
    owner = thing.parent()
    name = f" {thing.objectName()!r}" if thing.objectName() else ""
    return type(thing).__name__ + name + (f" of {type(owner).__name__}" if owner is not None else "")
