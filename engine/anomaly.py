"""Anomaly detection: every operation remembers where it was called, and gradients are checked for nan."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from engine.modes import ENGINE, thread

_WARNING = (
    "Anomaly Detection has been enabled. This mode will increase the runtime and should only be enabled for debugging."
)


def trace() -> str:
    """The present stack as text, without the engine's own frames at its end."""
    import traceback  # here, for it takes milliseconds that only a search for errors is worth

    frames = traceback.extract_stack(sys._getframe(1))
    while frames and frames[-1].filename.startswith(ENGINE):
        frames.pop()
    return "".join(traceback.format_list(frames))


class set_detect_anomaly:
    """Switches anomaly detection on or off at once, and back at the end of a `with` block.

    Args:
        mode: on or off.
        check_nan: raise RuntimeError where a formula gives nan.
    """

    def __init__(self, mode: bool, check_nan: bool = True) -> None:
        self._previous = thread.state.anomaly
        _set(check_nan if mode else None)
        if mode:
            warnings.warn(_WARNING, UserWarning, stacklevel=2)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        _set(self._previous)


class detect_anomaly:
    """Anomaly detection for the length of a `with` block."""

    def __init__(self, check_nan: bool = True) -> None:
        self._check_nan = check_nan
        self._previous: bool | None = None
        warnings.warn(_WARNING, UserWarning, stacklevel=2)

    def __enter__(self) -> None:
        self._previous = thread.state.anomaly
        _set(self._check_nan)

    def __exit__(self, *_: object) -> None:
        _set(self._previous)


def is_anomaly_enabled() -> bool:
    """True while operations remember where they were called."""
    return thread.state.anomaly is not None


def is_anomaly_check_nan_enabled() -> bool:
    """True while gradients are checked for nan."""
    return bool(thread.state.anomaly)


def _set(anomaly: bool | None) -> Any:
    state = thread.state
    state.anomaly = anomaly
    state.settle()
