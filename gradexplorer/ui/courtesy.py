"""A frame goes before a job: the worker waits while the window paints.

Two threads fight for the interpreter at each of a frame's thousand calls into Qt: a frame of 15 ms takes 40 then.
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

MOST = 0.05
"""Seconds that one wait lasts at most."""

_free = threading.Event()
_free.set()


@contextmanager
def painting() -> Iterator[None]:
    """The GUI thread paints within."""
    _free.clear()
    try:
        yield
    finally:
        _free.set()


def give_way() -> None:
    """Called by a worker now and then: wait while something is painted."""
    if not _free.is_set():
        _free.wait(MOST)
