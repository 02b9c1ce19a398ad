"""What is waited for is done in a thread, and the window goes on painting: a disk may take a second."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TypeVar

from PySide6.QtCore import QEventLoop, QMetaObject, Qt

T = TypeVar("T")

_waiting = 0


def waiting() -> bool:
    """Whether something is waited for: until then no window must close, for its caller still works on it."""
    return _waiting > 0


def aside(work: Callable[[], T]) -> T:
    """What `work` returns or raises. Keys and clicks come after it, so that nobody changes what the caller holds."""
    global _waiting
    results: list[T] = []
    faults: list[BaseException] = []
    loop = QEventLoop()

    def run() -> None:
        try:
            results.append(work())
        except BaseException as fault:
            faults.append(fault)
        QMetaObject.invokeMethod(loop, "quit", Qt.ConnectionType.QueuedConnection)

    thread = threading.Thread(target=run, name="aside")
    _waiting += 1
    try:
        thread.start()
        loop.exec(QEventLoop.ProcessEventsFlag.ExcludeUserInputEvents)
        thread.join()
    finally:
        _waiting -= 1
    if faults:
        raise faults[0]
    return results[0]
