"""Thread-local modes: recording of gradients, floating-point quiet, and the recorder of calls.

Each mode works as a context manager and as a decorator, like PyTorch's.
"""

from __future__ import annotations

import functools
import threading
from collections.abc import Callable
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])


class State(threading.local):
    """What the present thread is doing. `calls` is the list that `graph.record()` fills, None when nobody listens."""

    grad_enabled: bool = True
    quiet: bool = False
    calls: list[Any] | None = None


state = State()


class _Stack(threading.local):
    """The values to restore, in each thread its own: a decorated function may run in several at once."""

    def __init__(self) -> None:
        self.values: list[bool] = []


class _Mode:
    """Sets `state.grad_enabled` on entering, restores it on leaving; may be nested, re-used and shared by threads."""

    def __init__(self, value: bool) -> None:
        self._value = value
        self._before = _Stack()

    def __enter__(self) -> None:
        self._before.values.append(state.grad_enabled)
        state.grad_enabled = self._value

    def __exit__(self, *_: object) -> None:
        state.grad_enabled = self._before.values.pop()

    def __call__(self, function: F) -> F:
        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with self:
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


class no_grad(_Mode):
    """Nothing computed inside is recorded for backward."""

    def __new__(cls, function: Any = None) -> Any:
        """`@no_grad` without brackets decorates; `no_grad()` makes the mode."""
        mode = super().__new__(cls)
        if callable(function):
            _Mode.__init__(mode, cls.enters)
            return mode(function)
        return mode

    enters = False

    def __init__(self) -> None:
        super().__init__(self.enters)


class enable_grad(no_grad):
    """Recording is switched on again inside `no_grad`."""

    enters = True


class set_grad_enabled(_Mode):
    """Switches recording on or off at once, and back at the end of a `with` block; as a decorator, inside only."""

    def __init__(self, mode: bool) -> None:
        super().__init__(bool(mode))
        self._previous = state.grad_enabled
        state.grad_enabled = self._value

    def __enter__(self) -> None:
        state.grad_enabled = self._value

    def __exit__(self, *_: object) -> None:
        state.grad_enabled = self._previous

    def __call__(self, function: F) -> F:
        """Decorate: the mode holds inside `function`, and no longer outside."""
        state.grad_enabled = self._previous
        return _Mode(self._value)(function)


def is_grad_enabled() -> bool:
    """True while operations are recorded in this thread."""
    return state.grad_enabled


class quiet:
    """Silences floating-point flags once for everything inside.

    Outside it, every operation that can raise one enters `numpy.errstate` by itself, which costs more than the
    arithmetic of a scalar. The results are the same: inf and nan, never a warning.
    """

    def __enter__(self) -> None:
        self._before = state.quiet
        self._errstate = np.errstate(all="ignore")
        self._errstate.__enter__()
        state.quiet = True

    def __exit__(self, *_: object) -> None:
        state.quiet = self._before
        self._errstate.__exit__(None, None, None)
