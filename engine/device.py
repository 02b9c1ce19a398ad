"""Where a tensor's memory is: the `device` value, and what this machine was found to offer.

The registry of array libraries is `engine.backends`, which builds on this module; the functions here that ask it
import it when they are called.
"""

from __future__ import annotations

import builtins
import re
from dataclasses import dataclass
from typing import NoReturn

TYPES = ("cpu", "cuda")
_STRING = re.compile(r"([a-zA-Z_]+)(?::(0|[1-9]\d*))?")


class device:
    """A device: `device("cpu")`, `device("cuda")`, `device("cuda:1")`, `device("cuda", 1)`, `device(1)`.

    `type` is "cpu" or "cuda"; `index` counts the devices of a type, None where none was given. Values compare and hash
    by both and never change. Raises RuntimeError, in PyTorch's words, for text that names no device.
    """

    __module__ = "engine"
    __slots__ = ("index", "type")

    type: str
    index: int | None

    def __init__(self, type: str | int | device, index: int | None = None) -> None:
        if isinstance(type, device) and index is None:
            kind, index = type.type, type.index
        elif isinstance(type, str):
            kind, index = _parse(type, index)
        elif isinstance(type, int) and not isinstance(type, bool) and index is None:
            kind, index = "cuda", type  # as in PyTorch, a bare number counts accelerators
        else:
            raise TypeError(f"device() takes a device, a string or a string and an index, not {type!r}")
        if index is not None and index < 0:
            raise RuntimeError("Device index must not be negative")
        object.__setattr__(self, "type", kind)
        object.__setattr__(self, "index", index)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"attribute '{name}' of 'engine.device' objects is not writable")

    def __repr__(self) -> str:
        return f"device(type='{self.type}'{'' if self.index is None else f', index={self.index}'})"

    def __str__(self) -> str:
        return self.type if self.index is None else f"{self.type}:{self.index}"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, device) and (self.type, self.index) == (other.type, other.index)

    def __hash__(self) -> int:
        return hash((self.type, self.index))

    def __reduce__(self) -> tuple[builtins.type[device], tuple[str, int | None]]:
        return device, (self.type, self.index)


def _parse(text: str, index: int | None) -> tuple[str, int | None]:
    if not text:
        raise RuntimeError("Device string must not be empty")
    match = _STRING.fullmatch(text)
    if match is None:
        raise RuntimeError(f"Invalid device string: '{text}'")
    kind, digits = match.groups()
    if kind not in TYPES:
        raise RuntimeError(f"Expected one of {', '.join(TYPES)} device type at start of device string: {kind}")
    if digits is None:
        return kind, index
    if index is not None:
        raise RuntimeError(f"type (string) must not include an index because index was passed explicitly: {text}")
    return kind, int(digits)


CPU = device("cpu")


def as_device(value: device | str | int | None) -> device:
    """`value` as a device; None is the CPU, the default."""
    if value is None:
        return CPU
    return value if isinstance(value, device) else device(value)


@dataclass(frozen=True, slots=True)
class DeviceReport:
    """What was found where a device was looked for.

    `name` is the hardware's, "" where it is not known. `reason` is a sentence that says why a device is not
    `available`, "" where it is.
    """

    device: device
    available: bool
    name: str
    reason: str


def detect() -> tuple[DeviceReport, ...]:
    """The CPU, then every CUDA device, or one report that says in a sentence why there is none.

    The first call may import CuPy and run one small kernel; the answer is kept.
    """
    from engine import backends

    cpu = backends.backend_for(CPU)
    reports = [DeviceReport(CPU, True, cpu.device_name(), "")]
    cuda = backends.find("cuda")
    if isinstance(cuda, str):
        return (*reports, DeviceReport(device("cuda"), False, "", cuda))
    reports += [DeviceReport(device("cuda", i), True, cuda.device_name(i), "") for i in range(cuda.device_count())]
    return tuple(reports)


def require(wanted: device | str | int) -> device:
    """`wanted` as the device that will hold the memory: "cuda" becomes the current CUDA device, such as "cuda:0".

    Raises:
        AssertionError: CUDA cannot be used here; the sentence says why. (PyTorch raises the same type.)
        RuntimeError: there are fewer devices than the index asks for, or the text names no device.
    """
    from engine import backends

    asked = as_device(wanted)
    backend = backends.backend_for(asked)
    if asked.type == "cpu":
        return CPU
    if asked.index is None:
        return device(asked.type, backend.current_device())
    count = backend.device_count()
    if asked.index >= count:
        raise RuntimeError(
            f"{asked} was asked for, but there {'is' if count == 1 else 'are'} {count} CUDA device"
            f"{'' if count == 1 else 's'}, counted from cuda:0."
        )
    return asked
