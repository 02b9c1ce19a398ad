"""The backend of batched arrays: what it is asked of their memory it asks the library whose arrays they hold."""

from __future__ import annotations

from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from engine import errors
from engine.backends import Backend, backend_of, register_arrays
from engine.batching.array import Batched, level_of
from engine.batching.rules import make_rules
from engine.device import device


class BatchBackend(Backend):
    """Batched arrays over the arrays of `home`."""

    several = True  # so that every operation asks `all_here`, and lifts what is not batched

    def __init__(self, home: Backend) -> None:
        self.home = home
        self.type, self.name = home.type, f"batches of {home.name}"
        self.array_type = type("Batched", (Batched,), {"__slots__": (), "__module__": Batched.__module__})
        self.xp = make_rules(self.array_type, home.xp)

    def all_here(self, values: list[Any]) -> bool:
        """Whether all arrays among the values are batched by the same `vmap`."""
        if len(values) == 1:
            return True
        first = None
        for value in values:
            if hasattr(value, "dtype"):
                level = level_of(value)
                if first is None:
                    first = level
                elif level != first:
                    return False
        return True

    def asarray(self, host: np.ndarray[Any, Any], index: int | None = None) -> Any:
        """The host's array in the home library, unbatched."""
        return self.home.asarray(host, index)

    def from_dlpack(self, owner: Any) -> Any:
        """An unbatched array of the home library."""
        return self.home.from_dlpack(owner)

    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        """RuntimeError: what one example holds cannot be told."""
        raise RuntimeError(errors.VMAP_ITEM)

    def move(self, array: Any, index: int | None) -> Any:
        """The batch on another device."""
        return array.like(backend_of(array.inner).move(array.inner, index))

    def device_of(self, array: Any) -> device:
        """Where the memory of the batch is."""
        return backend_of(array.inner).device_of(array.inner)

    def owns(self, array: Any) -> bool:
        """True where the memory is no other array's."""
        return backend_of(array.inner).owns(array.inner)

    def owner(self, array: Any) -> Any:
        """The array that owns the memory of the batch."""
        return backend_of(array.inner).owner(array.inner)

    def as_strided(self, array: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
        """Such a view of each example."""
        inner = array.inner
        shape, strides = (inner.shape[0], *shape), (inner.strides[0], *strides)
        return array.like(backend_of(inner).as_strided(inner, shape, strides))

    def address(self, array: Any) -> int:
        """Where the batch begins."""
        return backend_of(array.inner).address(array.inner)

    def storage_address(self, array: Any) -> int:
        """Where the memory begins that the batch is part of."""
        return backend_of(array.inner).storage_address(array.inner)

    def on(self, index: int | None) -> AbstractContextManager[Any]:
        """As the home library."""
        return self.home.on(index)

    def current_device(self) -> int:
        """As the home library."""
        return self.home.current_device()

    def device_count(self) -> int:
        """As the home library."""
        return self.home.device_count()

    def device_name(self, index: int | None = None) -> str:
        """As the home library."""
        return self.home.device_name(index)

    def synchronize(self, index: int | None = None) -> None:
        """As the home library."""
        self.home.synchronize(index)

    def memory_in_use(self, index: int | None = None) -> int | None:
        """As the home library."""
        return self.home.memory_in_use(index)


_made: dict[int, BatchBackend] = {}


def batched_backend(home: Backend) -> BatchBackend:
    """The backend of batches over the arrays of `home`; itself where that is one."""
    if isinstance(home, BatchBackend):
        return home
    found = _made.get(id(home))
    if found is None:
        found = _made[id(home)] = BatchBackend(home)
        register_arrays(found.array_type, found)
    return found
