"""Modes of the present thread: what is recorded, what listens, and how floating-point flags are kept silent.

Each mode works as a context manager and as a decorator, like PyTorch's.
"""

from __future__ import annotations

import functools
import os.path
import sys
import threading
from collections.abc import Callable
from contextvars import copy_context
from types import CodeType, FrameType
from typing import Any, TypeVar

import numpy as np

F = TypeVar("F", bound=Callable[..., Any])

Place = tuple[CodeType, int]
"""A line of somebody's program: the code object it belongs to, and its number."""

ENGINE = os.path.dirname(__file__)
"""The folder of the engine's own files."""


class State:
    """What one thread is doing.

    `grad_enabled` and `inference` are PyTorch's modes; `calls` is the list that `graph.record()` fills, None when
    nobody listens; `anomaly` is None, or whether gradients are checked for nan. `plain` is True while nothing but
    `grad_enabled` is out of the ordinary: the short way through an operation asks for that alone. `run` calls a
    function with NumPy's floating-point warnings switched off, in a context of the thread's own: entering
    `numpy.errstate` costs ten times as much. `cut` is where `no_grad` was last entered. `batched` has for each `vmap`
    that runs, the innermost last, its number, the size of its batch, and what it says of random numbers.
    `into_leaves` is True while a backward pass adds to the gradients of whatever leaves it reaches.
    """

    __slots__ = ("anomaly", "batched", "calls", "cut", "grad_enabled", "inference", "into_leaves", "plain", "run")

    def __init__(self) -> None:
        self.grad_enabled = self.plain = True
        self.inference = False
        self.calls: list[Any] | None = None
        self.anomaly: bool | None = None
        self.cut: Place | None = None
        self.batched: tuple[tuple[int, int, str], ...] = ()
        self.into_leaves = False
        context = copy_context()
        context.run(np.errstate(all="ignore").__enter__)
        self.run = context.run

    def settle(self) -> None:
        """Work out `plain` anew after another field was set."""
        self.plain = self.calls is None and self.anomaly is None and not self.inference


class _Thread(threading.local):
    """Each thread's state. One look at it costs as much as the multiplication of two numbers: take it once."""

    def __init__(self) -> None:
        self.state = State()


thread = _Thread()


_ours: dict[str, bool] = {}


def caller() -> Place | None:
    """The line outside the engine that led here."""
    frame: FrameType | None = sys._getframe(1)
    while frame is not None:
        name = frame.f_code.co_filename
        inside = _ours.get(name)
        if inside is None:
            inside = _ours[name] = name.startswith(ENGINE)
        if not inside:
            return frame.f_code, frame.f_lineno
        frame = frame.f_back
    return None


class _Mode:
    """Sets `grad_enabled` on entering and restores it on leaving; may be nested and used again."""

    def __init__(self, value: bool) -> None:
        self._value = value
        self._before: list[tuple[bool, Place | None]] = []

    def __enter__(self) -> None:
        state = thread.state
        self._before.append((state.grad_enabled, state.cut))
        state.grad_enabled = self._value
        if not self._value:
            state.cut = caller()

    def __exit__(self, *_: object) -> None:
        state = thread.state
        state.grad_enabled, state.cut = self._before.pop()

    def __call__(self, function: F) -> F:
        """Decorate: the mode holds inside `function`. Each call has a mode of its own, for threads may overlap."""
        value = self._value

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with _Mode(value):
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


class no_grad(_Mode):
    """Nothing computed inside is recorded for backward."""

    enters = False

    def __new__(cls, function: Any = None) -> Any:
        """`@no_grad` without brackets decorates; `no_grad()` makes the mode."""
        return object.__new__(cls) if function is None else _Mode(cls.enters)(function)

    def __init__(self) -> None:
        self._value = self.enters
        self._before = []


class enable_grad(no_grad):
    """Recording is switched on again inside `no_grad`."""

    enters = True


class set_grad_enabled(_Mode):
    """Switches recording on or off at once, and back at the end of a `with` block; as a decorator, inside only."""

    def __init__(self, mode: bool) -> None:
        super().__init__(bool(mode))
        self._previous = thread.state.grad_enabled
        super().__enter__()

    def __enter__(self) -> None:
        thread.state.grad_enabled = self._value

    def __exit__(self, *_: object) -> None:
        thread.state.grad_enabled = self._previous

    def __call__(self, function: F) -> F:
        """Decorate: the mode holds inside `function`, and no longer outside."""
        thread.state.grad_enabled = self._previous
        return _Mode(self._value)(function)


def is_grad_enabled() -> bool:
    """True while operations are recorded in this thread."""
    return thread.state.grad_enabled


class inference_mode:
    """Like `no_grad`, and what is made inside can never be used where a gradient is recorded.

    `inference_mode(False)` inside another one switches back to the ordinary mode.
    """

    def __new__(cls, mode: Any = True) -> Any:
        """`@inference_mode` without brackets decorates; `inference_mode()` makes the mode."""
        made = object.__new__(cls)
        if isinstance(mode, bool):
            return made
        made._mode, made._before = True, []
        return made(mode)

    def __init__(self, mode: bool = True) -> None:
        self._mode = mode
        self._before: list[tuple[bool, bool]] = []

    def __enter__(self) -> None:
        state = thread.state
        self._before.append((state.inference, state.grad_enabled))
        state.inference = self._mode
        # Leaving inference mode for a block records again, as in PyTorch.
        state.grad_enabled = not self._mode
        state.settle()

    def __exit__(self, *_: object) -> None:
        state = thread.state
        state.inference, state.grad_enabled = self._before.pop()
        state.settle()

    def __call__(self, function: F) -> F:
        """Decorate: the mode holds inside `function`."""
        mode = self._mode

        @functools.wraps(function)
        def wrapped(*args: Any, **kwargs: Any) -> Any:
            with inference_mode(mode):
                return function(*args, **kwargs)

        return wrapped  # type: ignore[return-value]


class recorded:
    """Records what is done inside, whatever mode it is used in: for transforms, which hand out no history of it."""

    def __enter__(self) -> None:
        state = thread.state
        self._before = state.grad_enabled, state.inference
        state.grad_enabled, state.inference = True, False
        state.settle()

    def __exit__(self, *_: object) -> None:
        state = thread.state
        state.grad_enabled, state.inference = self._before
        state.settle()


def is_inference_mode_enabled() -> bool:
    """True inside `inference_mode`, in this thread."""
    return thread.state.inference


class quiet:
    """Silences NumPy's floating-point warnings for everything inside, raw array code included.

    The engine's own operations are silent anyway. The results are the same: inf and nan, never a warning.
    """

    def __enter__(self) -> None:
        self._errstate = np.errstate(all="ignore")
        self._errstate.__enter__()

    def __exit__(self, *_: object) -> None:
        self._errstate.__exit__(None, None, None)
