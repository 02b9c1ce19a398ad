"""Backend: what the engine asks of an array library."""

from __future__ import annotations

import builtins
from abc import ABC, abstractmethod
from contextlib import AbstractContextManager
from typing import Any

import numpy as np

from engine.backends.namespace import Namespace
from engine.device import device


class Backend(ABC):
    """One array library and the devices it computes on.

    Attributes:
        type: the device type it serves, "cpu" or "cuda".
        name: the library and its version, such as "NumPy 2.4.6".
        xp: the namespace that formulas are given.
        array_type: the class of its arrays.
        scalar_types: the classes that its functions give in the place of arrays without dimensions.
        several: whether there is more than one device, of which one is the current one.
    """

    type: str
    name: str
    xp: Namespace
    array_type: builtins.type
    scalar_types: tuple[builtins.type, ...] = ()
    several = False

    def all_here(self, values: list[Any]) -> bool:
        """Whether all arrays among the values are on the current device."""
        return True

    @abstractmethod
    def asarray(self, host: np.ndarray[Any, Any], index: int | None = None) -> Any:
        """A host array on device `index` (by default the current one); the CPU shares its memory."""

    @abstractmethod
    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        """The array as a NumPy array; the CPU shares its memory, a GPU is waited for."""

    @abstractmethod
    def from_dlpack(self, owner: Any) -> Any:
        """An array on the memory that an object with `__dlpack__` offers; it must be on a device of this backend."""

    @abstractmethod
    def move(self, array: Any, index: int | None) -> Any:
        """An array of this backend on device `index` (None: the current one); itself where it is there already."""

    @abstractmethod
    def device_of(self, array: Any) -> device:
        """Where the array's memory is."""

    @abstractmethod
    def owns(self, array: Any) -> bool:
        """True where the array may be written and its memory is no other array's."""

    @abstractmethod
    def owner(self, array: Any) -> Any:
        """The array that owns the memory of which the array may show a part, or was the first to be handed it."""

    @abstractmethod
    def as_strided(self, array: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
        """A view from the array's first element on, in this shape and these strides in bytes; nothing is checked."""

    @abstractmethod
    def address(self, array: Any) -> int:
        """Where in memory the array's first element is, in bytes."""

    def storage_address(self, array: Any) -> int:
        """Where the memory begins of which the array may show a part, in bytes."""
        return self.address(self.owner(array))

    @abstractmethod
    def on(self, index: int | None) -> AbstractContextManager[Any]:
        """Makes device `index` the current one in a `with` block; None leaves it as it is."""

    @abstractmethod
    def current_device(self) -> int:
        """The index of the device on which new arrays are made."""

    @abstractmethod
    def device_count(self) -> int:
        """The number of devices."""

    @abstractmethod
    def device_name(self, index: int | None = None) -> str:
        """The hardware's name, "" where the system does not tell."""

    @abstractmethod
    def synchronize(self, index: int | None = None) -> None:
        """Wait until the device has done all it was given; the CPU always has."""

    @abstractmethod
    def memory_in_use(self, index: int | None = None) -> int | None:
        """Bytes: of arrays on a GPU, of the whole process on the CPU; None where the system does not tell."""
