"""The CPU: NumPy's arrays, and SciPy's special functions when one is first called."""

from __future__ import annotations

import os
import platform
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

from engine.backends import threads
from engine.backends.base import Backend
from engine.backends.factoring import Factoring
from engine.backends.indexing import Indexing
from engine.backends.namespace import make_namespace
from engine.device import CPU, device


def load_special() -> Any:
    """`scipy.special`; the import takes about 0.14 s the first time."""
    return import_module("scipy.special")


class NumpyBackend(Backend):
    """NumPy on the CPU."""

    type = "cpu"
    array_type = np.ndarray
    scalar_types = (
        np.bool_, np.uint8, np.int8, np.int16, np.int32, np.int64, np.float16, np.float32, np.float64
    )  # fmt: skip

    def __init__(self) -> None:
        self.name = f"NumPy {np.__version__}"
        self.xp = make_namespace(
            np, load_special, Indexing(np, np.add.at), Factoring(np, self.to_host, nullcontext)
        )
        for name in threads.NAMES:
            setattr(self.xp, name, threads.in_parts(getattr(np, name)))

    def asarray(self, host: np.ndarray[Any, Any], index: int | None = None) -> np.ndarray[Any, Any]:
        """The array itself."""
        return host

    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        """The array itself."""
        result: np.ndarray[Any, Any] = array
        return result

    def from_dlpack(self, owner: Any) -> Any:
        """NumPy's own `from_dlpack`."""
        return np.from_dlpack(owner)

    def move(self, array: Any, index: int | None) -> Any:
        """The array itself: all memory is the CPU's."""
        return array

    def device_of(self, array: Any) -> device:
        """Always `device("cpu")`."""
        return CPU

    def owns(self, array: Any) -> bool:
        """True for a writeable array that is no view."""
        return array.base is None and bool(array.flags.writeable)

    def address(self, array: Any) -> int:
        """The address of the first element."""
        return int(array.ctypes.data)

    def owner(self, array: Any) -> Any:
        """The last array on the way from base to base."""
        owner, below = array, array
        while (below := getattr(below, "base", None)) is not None:
            owner = below if isinstance(below, np.ndarray) else owner
        return owner

    def as_strided(self, array: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
        """NumPy's own `as_strided`."""
        return np.lib.stride_tricks.as_strided(array, shape, strides)

    def on(self, index: int | None) -> AbstractContextManager[Any]:
        """Nothing to choose."""
        return nullcontext()

    def current_device(self) -> int:
        """0: there is one CPU."""
        return 0

    def device_count(self) -> int:
        """1: all cores together are one device."""
        return 1

    def device_name(self, index: int | None = None) -> str:
        """The processor's name, such as the system gives it."""
        return _processor()

    def synchronize(self, index: int | None = None) -> None:
        """Return at once: NumPy computes before it answers."""

    def memory_in_use(self, index: int | None = None) -> int | None:
        """Bytes of main memory that the process holds; None off Linux."""
        try:
            pages = int(Path("/proc/self/statm").read_text().split()[1])
        except (OSError, ValueError, IndexError):
            return None
        return pages * os.sysconf("SC_PAGE_SIZE")


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        lines = []
    for line in lines:
        key, _, value = line.partition(":")
        if key.strip() == "model name":
            return value.strip()
    return platform.processor() or platform.machine()
