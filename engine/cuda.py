"""CUDA devices, in PyTorch's words: `engine.cuda.is_available()`, `device_count()`, `synchronize()` and the rest.

Without a usable GPU, `is_available` is False, the counts are 0, and what needs a device raises AssertionError with the
sentence that says why.
"""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

from engine import backends
from engine.device import as_device, device as device_type, require

Device = device_type | str | int | None


def is_available() -> bool:
    """True where CuPy is installed and computes on a GPU. The first call looks for it."""
    return not isinstance(backends.find("cuda"), str)


def device_count() -> int:
    """The number of GPUs, 0 where CUDA cannot be used."""
    return _backend().device_count() if is_available() else 0


def current_device() -> int:
    """The index of the GPU on which new arrays are made."""
    return _backend().current_device()


def device(where: Device) -> AbstractContextManager[Any]:
    """`with engine.cuda.device(1):` makes that GPU the current one; None and negative numbers change nothing."""
    if where is None or (isinstance(where, int) and where < 0):
        return _backend().on(None)
    return _backend().on(_index(where))


def get_device_name(where: Device = None) -> str:
    """The GPU's name, by default the current one's."""
    return _backend().device_name(_index(where))


def synchronize(where: Device = None) -> None:
    """Wait until a GPU, by default the current one, has done all it was given."""
    _backend().synchronize(_index(where))


def memory_allocated(where: Device = None) -> int:
    """Bytes that arrays hold on a GPU, by default the current one; 0 where CUDA cannot be used."""
    if not is_available():
        return 0
    return _backend().memory_in_use(_index(where)) or 0


def _backend() -> backends.Backend:
    return backends.backend_for(device_type("cuda"))


def _index(where: Device) -> int | None:
    """The index that names a GPU. Raises ValueError for the CPU, RuntimeError for a GPU that is not there."""
    if where is None:
        return None
    wanted = as_device(where)
    if wanted.type != "cuda":
        raise ValueError(f"Expected a cuda device, but got: {wanted}")
    return require(wanted).index
