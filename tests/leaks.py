"""What a test of Qt code may leave behind, and did: running threads, running timers, top-level widgets."""

from __future__ import annotations

import gc
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import compress

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


def look() -> Before:
    _set_imports_aside()
    return Before(frozenset(threading.enumerate()), frozenset(_running()), frozenset(QApplication.topLevelWidgets()))


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


@cache
def _set_imports_aside() -> None:
    """Keep what the modules made out of `gc.get_objects()`: it is most of the heap, and no test's doing."""
    gc.collect()
    gc.freeze()


def _settle() -> None:
    QCoreApplication.processEvents()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def _running() -> Iterator[QThread | QTimer]:
    kinds = {QThread, QTimer}
    kinds.update(*map(_below, (QThread, QTimer)))
    objects = gc.get_objects()
    # `type`, for an isinstance() asks `__class__` of proxies, which may do anything; no loop, for the heap is large.
    for thing in compress(objects, map(kinds.__contains__, map(type, objects))):
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
