"""A frame goes before a job: the worker waits while the window paints, and its results come with the next frame.

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
_delivered = 0


@contextmanager
def painting() -> Iterator[None]:
    """The GUI thread paints within, or prepares what a hand is to see."""
    _free.clear()
    try:
        yield
    finally:
        _free.set()


@contextmanager
def delivery() -> Iterator[None]:
    """The GUI thread takes a job's result within."""
    global _delivered
    _delivered += 1
    try:
        yield
    finally:
        _delivered -= 1


def delivering() -> bool:
    """Whether what is shown now comes of a job's result, and not of a hand."""
    return _delivered > 0


def give_way() -> None:
    """Called by a worker now and then: wait while something is painted."""
    if not _free.is_set():
        _free.wait(MOST)
