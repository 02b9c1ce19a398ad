"""One small file for each array library, and the registry that finds the right one for a device or an array.

`backend_of(array).xp` is the namespace a formula runs on. CuPy is looked for when CUDA is first asked for, never at
import.
"""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from engine.backends.base import Backend, Unbatchable
from engine.backends.indexing import check_bounds, check_index
from engine.backends.namespace import COMPOSED, EXTENSIONS, LINALG, NAMES, SPECIAL, Namespace, make_namespace
from engine.backends.numpy import NumpyBackend, load_special
from engine.device import device

__all__ = [
    "Backend",
    "Namespace",
    "Unbatchable",
    "COMPOSED",
    "NAMES",
    "LINALG",
    "SPECIAL",
    "EXTENSIONS",
    "backend_for",
    "backend_of",
    "batched_formulas",
    "check_bounds",
    "check_index",
    "find",
    "load_special",
    "make_namespace",
    "on_device_of",
    "register_arrays",
    "register_backend",
    "several",
]

_found: dict[str, Backend | str] = {}
_by_array_type: dict[type, Backend] = {}
_several = False
_anywhere: AbstractContextManager[Any] = nullcontext()
_searching = threading.Lock()


def backend_of(array: Any) -> Backend:
    """The backend whose array this is, subclasses such as `np.memmap` included. Raises TypeError for anything else."""
    try:
        return _by_array_type[type(array)]
    except KeyError:
        return _backend_of_subclass(array)


def on_device_of(value: Any) -> AbstractContextManager[Any]:
    """A context in which the GPU that holds a raw value, or a Tensor's, is the current one."""
    if not _several:
        return _anywhere
    array = getattr(value, "_value", value)
    backend = backend_of(array)
    return backend.on(backend.device_of(array).index)


def several() -> bool:
    """Whether a library is in use that has more than one device."""
    return _several


class batched_formulas:
    """In which the formulas of a node of the graph run on batched arrays as well."""

    def __init__(self, node: Any) -> None:
        from engine.batching import batched_backend

        self._node, self._before = node, node.backend
        node.backend = batched_backend(node.backend)

    def __enter__(self) -> None:
        pass

    def __exit__(self, *_: object) -> None:
        self._node.backend = self._before


def _backend_of_subclass(array: Any) -> Backend:
    for backend in _found.values():
        if isinstance(backend, Backend) and isinstance(array, backend.array_type):
            return backend
    raise TypeError(f"{type(array).__module__}.{type(array).__qualname__} is not an array of a known library")


def backend_for(where: device) -> Backend:
    """The backend that serves a device. Raises AssertionError, saying why, where CUDA cannot be used."""
    found = find(where.type)
    if isinstance(found, str):
        raise AssertionError(f"CUDA cannot be used: {found}")
    return found


def find(device_type: str) -> Backend | str:
    """The backend of "cpu" or "cuda", or the sentence that says why there is none; searched for once."""
    found = _found.get(device_type)
    if found is None:
        with _searching:
            found = _found.get(device_type)
            if found is None:
                found = _search(device_type)
    return found


def _search(device_type: str) -> Backend | str:
    if device_type != "cuda":
        raise ValueError(f"no array library serves devices of type {device_type!r}")
    from engine.backends import cupy

    found = cupy.search()
    register_backend(device_type, found)
    return found


def register_backend(device_type: str, backend: Backend | str | None) -> Backend | str | None:
    """Let `backend` serve a device type, and return what did so before (None: not yet searched for).

    A sentence instead of a backend says that there is none, and why; None forgets what was found.
    """
    global _several
    before = _found.get(device_type)
    if isinstance(before, Backend):
        _by_array_type.pop(before.array_type, None)
    if backend is None:
        _found.pop(device_type, None)
    else:
        _found[device_type] = backend
    _several = any(isinstance(found, Backend) and found.several for found in _found.values())
    if isinstance(backend, Backend):
        for array_type in (backend.array_type, *backend.scalar_types):
            _by_array_type[array_type] = backend
    return before


def register_arrays(array_type: type, backend: Backend) -> None:
    """Let `backend` serve another class of arrays."""
    _by_array_type[array_type] = backend


register_backend("cpu", NumpyBackend())
