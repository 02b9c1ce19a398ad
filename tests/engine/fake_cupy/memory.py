"""The fake's devices and the memory their arrays hold."""

from __future__ import annotations

import weakref
from types import TracebackType

COUNT = 2
_current = [0]
_live: weakref.WeakSet[Memory] = weakref.WeakSet()


class Memory:
    """One allocation; an array and its views hold the same."""

    def __init__(self, device: int, nbytes: int) -> None:
        self.device, self.nbytes = device, nbytes
        _live.add(self)


class CUDARuntimeError(RuntimeError):
    """What CuPy raises for an error of the CUDA runtime."""


class Device:
    """`cupy.cuda.Device`: current inside a `with` block."""

    def __init__(self, device: int | None = None) -> None:
        self.id = _current[-1] if device is None else device
        if not 0 <= self.id < COUNT:
            raise CUDARuntimeError("cudaErrorInvalidDevice: invalid device ordinal")

    def __enter__(self) -> Device:
        _current.append(self.id)
        return self

    def __exit__(self, kind: type | None, value: BaseException | None, trace: TracebackType | None) -> None:
        _current.pop()

    def synchronize(self) -> None:
        """Everything is done at once here."""


class Pool:
    """`cupy.get_default_memory_pool()` of the current device."""

    def used_bytes(self) -> int:
        return sum(memory.nbytes for memory in _live if memory.device == _current[-1])


def current() -> int:
    return _current[-1]
