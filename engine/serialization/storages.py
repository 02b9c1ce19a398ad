"""The memory of tensors as few stretches of bytes, of which those that overlap are one, and tensors over them again."""

from __future__ import annotations

from typing import Any

from engine import dtypes, memory
from engine.backends import backend_of, on_device_of
from engine.nn.parameter import Parameter
from engine.serialization.structure import Damaged, counted, named_dtype
from engine.tensor import Tensor, wrap

_INT64 = range(-(2**63), 2**63)


class Storages:
    """The stretches that tensors lie in: `locations` names the device of each, `at` is where a tensor begins in which.

    Tensors that show one memory come back doing so. What lies between the elements of a view is part of its stretch.
    """

    def __init__(self, tensors: list[Tensor]) -> None:
        self.locations: list[str] = []
        self.at: dict[int, tuple[int, int]] = {}
        self._arrays: list[Any] = []
        for group, end in sorted(_overlapping(tensors), key=lambda found: min(found[0])):
            self._add(tensors, group, end)

    def _add(self, tensors: list[Tensor], group: list[int], end: int) -> None:
        first = tensors[group[0]]._array
        start = memory.extent(first)[0]
        for number in group:
            array = tensors[number]._array
            self.at[number] = (len(self._arrays), backend_of(array).address(array) - start)
        with on_device_of(first):
            stretch = memory.stretch(first, end)
            if self._uniform(tensors, group, end - start):
                stretch = stretch.view(first.dtype)
        self._arrays.append(stretch)
        self.locations.append(str(tensors[group[0]].device))

    def _uniform(self, tensors: list[Tensor], group: list[int], size: int) -> bool:
        """Whether a stretch can be told as numbers of one dtype, so that others can read them."""
        kinds = {tensors[number]._array.dtype for number in group}
        step = max(kind.itemsize for kind in kinds)
        return len(kinds) == 1 and all(n % step == 0 for n in (size, *[self.at[number][1] for number in group]))

    def host(self, number: int) -> Any:
        """A stretch in main memory, as a 1-D array."""
        array = self._arrays[number]
        with on_device_of(array):
            return backend_of(array).to_host(array)


def _overlapping(tensors: list[Tensor]) -> list[tuple[list[int], int]]:
    """The numbers of tensors whose memory overlaps, the one that begins lowest first, and the address of their end."""
    places = [(str(x.device), *memory.extent(x._array), number) for number, x in enumerate(tensors)]
    found = [([number], high) for _, low, high, number in places if low == high]  # no elements: it overlaps nothing
    where, end = "", 0
    group: list[int] = []
    for location, low, high, number in sorted(place for place in places if place[1] < place[2]):
        if location != where or low >= end:
            if group:
                found.append((group, end))
            where, group, end = location, [], high
        group.append(number)
        end = max(end, high)
    return [*found, (group, end)] if group else found


def describe(x: Tensor) -> dict[str, Any]:
    """What a file says of a tensor, but for its place in memory."""
    return {
        "dtype": x.dtype.name,
        "shape": list(x.shape),
        "strides": list(x._array.strides),
        "requires_grad": x.requires_grad,
        "parameter": isinstance(x, Parameter),
    }


def restored(entry: Any, memories: list[Any]) -> Tensor:
    """A tensor as `describe` told it, over one of the memories. Raises Damaged, or ValueError, where that cannot be."""
    if not isinstance(entry, dict) or set(entry) != _KEYS:
        raise Damaged("a tensor has " + ", ".join(sorted(_KEYS)))
    dtype, shape, strides = named_dtype(entry["dtype"]), entry["shape"], entry["strides"]
    if not (isinstance(shape, list) and isinstance(strides, list) and len(shape) == len(strides)):
        raise Damaged("'shape' and 'strides' are no lists of one length")
    for n in shape:
        counted(n, "a size")
    if not all(type(step) is int and step in _INT64 for step in strides):
        raise Damaged(f"{strides} are no strides")
    for flag in ("requires_grad", "parameter"):
        if type(entry[flag]) is not bool:
            raise Damaged(f"{flag!r} is {entry[flag]!r}, and not true or false")
    x = wrap(_array(entry, dtype, memories))
    if entry["requires_grad"]:
        x.requires_grad_()
    return Parameter(x.detach(), entry["requires_grad"]) if entry["parameter"] else x


_KEYS = frozenset(("dtype", "memory", "offset", "parameter", "requires_grad", "shape", "strides"))


def _array(entry: dict[str, Any], dtype: dtypes.DType, memories: list[Any]) -> Any:
    held = memories[counted(entry["memory"], "the number of a memory", len(memories))]
    with on_device_of(held):
        return memory.over(held, dtype.numpy, counted(entry["offset"], "an offset"), entry["shape"], entry["strides"])
