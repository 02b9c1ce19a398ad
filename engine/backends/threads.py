"""Expensive functions of large arrays in parts, each on a thread of its own.

NumPy computes on one core. It lets go of the interpreter's lock meanwhile, so the sine of a million numbers can be had
on all of them; what adds or multiplies waits for memory and gains nothing. `set_num_threads` and `get_num_threads` are
PyTorch's names.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable
from itertools import pairwise
from queue import SimpleQueue
from typing import Any

import numpy as np

NAMES = (
    "sin", "cos", "tan", "arcsin", "arccos", "arctan", "sinh", "cosh", "tanh", "arcsinh", "arccosh", "arctanh",
    "exp", "exp2", "expm1", "log", "log2", "log10", "log1p",
)  # fmt: skip
LEAST = 1 << 17
"""Elements from which on the hand-over, some 50 µs, is worth its while."""

_Task = tuple[Callable[..., Any], Any, Any, "SimpleQueue[BaseException | None]"]


class _Workers:
    """Threads that wait for parts of arrays; started when first needed, and anew after a fork."""

    def __init__(self) -> None:
        self.wanted = _cores()
        self._tasks: SimpleQueue[_Task] = SimpleQueue()
        self._started = 0
        self._starting = threading.Lock()

    def map(self, function: Callable[..., Any], source: Any, out: Any) -> None:
        """`function(source, out=out)` in as many parts as there are threads, the caller's own included."""
        parts = self.wanted
        self._start(parts - 1)
        ends = [len(source) * j // parts for j in range(parts + 1)]
        done: SimpleQueue[BaseException | None] = SimpleQueue()
        for a, b in pairwise(ends[1:]):
            self._tasks.put((function, source[a:b], out[a:b], done))
        function(source[: ends[1]], out=out[: ends[1]])
        failures = [done.get() for _ in range(parts - 1)]
        for failure in failures:
            if failure is not None:
                raise failure

    def _start(self, count: int) -> None:
        with self._starting:
            for number in range(self._started, count):
                threading.Thread(target=self._work, name=f"engine-{number}", daemon=True).start()
            self._started = max(self._started, count)

    def _work(self) -> None:
        with np.errstate(all="ignore"):
            while True:
                function, source, out, done = self._tasks.get()
                try:
                    function(source, out=out)
                    done.put(None)
                except BaseException as error:  # the caller raises it
                    done.put(error)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


_workers = _Workers()


def _forget() -> None:
    global _workers
    wanted = _workers.wanted
    _workers = _Workers()
    _workers.wanted = wanted


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_forget)


def set_num_threads(number: int) -> None:
    """Compute expensive functions of large arrays on this many threads; 1 leaves everything to the caller's.

    Raises RuntimeError for what is no integer above 0.
    """
    if isinstance(number, bool) or not isinstance(number, int):
        raise RuntimeError(f"set_num_threads expects an int, but got {type(number).__name__}")
    if number < 1:
        raise RuntimeError("set_num_threads expects a positive integer")
    _workers.wanted = number


def get_num_threads() -> int:
    """The number of threads that expensive functions of large arrays are computed on: at first one for each core."""
    return _workers.wanted


def in_parts(function: Callable[..., Any]) -> Callable[[Any], Any]:
    """A unary ufunc that takes large floating-point arrays in parts."""

    def call(x: Any) -> Any:
        if x.__class__ is not np.ndarray or x.size < LEAST or x.dtype.kind != "f" or _workers.wanted == 1:
            return function(x)
        out = np.empty_like(x)
        flat = x.reshape(-1) if x.flags.c_contiguous else x.T.reshape(-1) if x.flags.f_contiguous else None
        if flat is None:
            return function(x)
        into = out.reshape(-1) if out.flags.c_contiguous else out.T.reshape(-1)
        _workers.map(function, flat, into)
        return out

    call.__name__ = getattr(function, "__name__", "call")
    return call
