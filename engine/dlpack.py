"""Memory shared with other array libraries by DLPack, the protocol of `__dlpack__`.

A tensor offers its memory as a capsule, which the other library opens; `from_dlpack` opens theirs. What stands in a
capsule besides the array is read at its place in DLPack's structures (dmlc/dlpack, dlpack.h, versions 0.8 and 1.0).
"""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from enum import IntEnum
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_for, backend_of
from engine.device import CPU, device as device_type, require
from engine.functions.construct import check_array
from engine.tensor import Tensor, wrap


class DLDeviceType(IntEnum):
    """The numbers by which DLPack knows kinds of devices; engine's are kDLCPU and kDLCUDA."""

    kDLCPU = 1
    kDLCUDA = 2
    kDLCUDAHost = 3
    kDLOpenCL = 4
    kDLVulkan = 7
    kDLMetal = 8
    kDLVPI = 9
    kDLROCM = 10
    kDLROCMHost = 11
    kDLExtDev = 12
    kDLCUDAManaged = 13
    kDLOneAPI = 14
    kDLWebGPU = 15
    kDLHexagon = 16
    kDLMAIA = 17


_TYPES = {"cpu": DLDeviceType.kDLCPU, "cuda": DLDeviceType.kDLCUDA}

# The name of a capsule says which structure it holds: where in that the device and the flags are, in bytes.
_DEVICE_AT = {b"dltensor": 8, b"dltensor_versioned": 40}
_FLAGS_AT = 24
_READ_ONLY = 1

_pointer = ctypes.pythonapi.PyCapsule_GetPointer
_pointer.restype, _pointer.argtypes = ctypes.c_void_p, [ctypes.py_object, ctypes.c_char_p]
_valid = ctypes.pythonapi.PyCapsule_IsValid
_valid.restype, _valid.argtypes = ctypes.c_int, [ctypes.py_object, ctypes.c_char_p]


class Capsule:
    """A DLPack capsule as an object with `__dlpack__`, which NumPy and CuPy ask for.

    RuntimeError, in PyTorch's words, for what is no capsule or was opened before.
    """

    def __init__(self, capsule: Any) -> None:
        name = next((name for name in _DEVICE_AT if _valid(capsule, name)), None)
        if name is None:
            raise RuntimeError(errors.INVALID_CAPSULE)
        address = _pointer(capsule, name)
        self.capsule = capsule
        self.device: tuple[int, int] = tuple((ctypes.c_int32 * 2).from_address(address + _DEVICE_AT[name]))
        flags = ctypes.c_uint64.from_address(address + _FLAGS_AT).value if name == b"dltensor_versioned" else 0
        self.read_only = bool(flags & _READ_ONLY)

    def __dlpack__(self, **_: Any) -> Any:
        return self.capsule

    def __dlpack_device__(self) -> tuple[int, int]:
        return self.device


class _Writeable:
    """NumPy's array of a capsule that cannot say "read-only", offered as memory that may be written to."""

    def __init__(self, array: Any) -> None:
        self.owner = array
        place = (array.__array_interface__["data"][0], False)
        self.__array_interface__ = array.__array_interface__ | {"data": place, "strides": array.strides}


def device_of(self: Tensor) -> tuple[DLDeviceType, int]:
    """`__dlpack_device__`: the kind of device and its index, as DLPack counts them.

    Shape: any.
    Dtype: two Python ints.
    Raises: nothing.
    Source: torch.Tensor.__dlpack_device__; DLPack 1.0.
    """
    return _numbers(self.device)


def _numbers(place: device_type) -> tuple[DLDeviceType, int]:
    return _TYPES[place.type], place.index or 0


def export(
    self: Tensor,
    *,
    stream: Any = -1,
    max_version: tuple[int, int] | None = None,
    dl_device: tuple[int, int] | None = None,
    copy: bool | None = None,
) -> Any:
    """`__dlpack__`: a capsule of this tensor's memory, for another library's `from_dlpack`.

    Negative strides, which the gradient of a `flip` may have, are refused by other libraries, and end a process in
    PyTorch: such a tensor is offered as a copy, and with `copy=False` not at all.

    Args:
        stream: of CUDA, by whose number the reader waits; -1 for no wait. On the CPU None or -1.
        max_version: the newest version that the reader knows. Before 1.0 a read-only array cannot be offered.
        dl_device: where the reader wants the memory, by default where it is.
        copy: True for memory of its own, False for no copy; None copies where the memory cannot be shared.

    Shape: any, strides included.
    Dtype: any.
    Raises: BufferError where a gradient is recorded and for memory that cannot be offered, ValueError where it would
        have to be copied and must not, AssertionError for a stream on the CPU.
    Source: torch.Tensor.__dlpack__; DLPack 1.0.
    """
    if self.requires_grad:
        raise BufferError("Can't export tensors that require gradient, use tensor.detach()")
    here = self.device
    if here.type == "cuda" and here.index != (now := backend_of(self._array).current_device()):
        raise BufferError(
            f"Can't export tensors on a different CUDA device index. Expected: {here.index}. Current device: {now}."
        )
    if stream is not None and type(stream) is not int:
        raise TypeError("stream must be ``int`` or ``none``")
    if here.type == "cpu" and stream not in (None, -1):
        raise AssertionError("stream should be None on cpu.")
    return _capsule(self, stream, max_version, dl_device, copy)


def _capsule(x: Tensor, stream: Any, max_version: Any, dl_device: Any, copy: bool | None) -> Any:
    here = x.device
    if dl_device is not None and (there := _wanted(dl_device)) != here:
        if copy is False:
            raise ValueError(f"cannot move (i.e. copy=False) tensor from {here} to {there} without copying.")
        x, copy = x.detach().to(there), None
    array = x._array
    if any(step < 0 for step in array.strides):
        if copy is False:
            raise BufferError("Can't export tensors with negative strides without copying")
        array, copy = array.copy(), None
    options = {} if x.device.type == "cpu" else {"stream": stream}
    return array.__dlpack__(max_version=max_version, copy=copy, **options)


def _wanted(dl_device: Any) -> device_type:
    """The device that DLPack's numbers name. BufferError for a kind that engine does not compute on."""
    if not (isinstance(dl_device, tuple) and len(dl_device) == 2):
        raise RuntimeError("dl_device must be either None or a tuple of ints")
    kind, index = dl_device
    for name, number in _TYPES.items():
        if kind == number:
            return CPU if name == "cpu" else require(device_type(name, index))
    raise BufferError(f"Unsupported device_type: {int(kind)}")


def to_dlpack(data: Tensor, *, dl_device: tuple[int, int] | None = None, copy: bool | None = None) -> Any:
    """A capsule of a tensor's memory, to be opened once; `from_dlpack(tensor)` needs none.

    Shape: any, strides included.
    Dtype: any; a recorded gradient is left behind.
    Raises: TypeError for what is no tensor, and as `Tensor.__dlpack__` does.
    Source: torch.utils.dlpack.to_dlpack.
    """
    if not isinstance(data, Tensor):
        raise errors.not_tensor("_to_dlpack", "data", 1, data)
    return _capsule(data, -1, None, dl_device, copy)


def from_dlpack(ext_tensor: Any, *, device: Any = None, copy: bool | None = None) -> Tensor:
    """A Tensor on the memory of another library's array, or of a capsule: a write to one is seen in the other.

    Memory that its owner marks as read-only stays so: a write to the tensor raises ValueError.

    Args:
        ext_tensor: an object with `__dlpack__`, or a capsule, which can be opened once.
        device: where the tensor is to be, by default where the memory is; elsewhere it is a copy.
        copy: True for a copy, False for none; None copies where the memory cannot be shared.

    Shape: as the array, strides included.
    Dtype: as the array.
    Raises: RuntimeError for what offers no memory and for a capsule that was opened before, TypeError for another
        dtype, ValueError for a negative step and where a copy is needed and forbidden, BufferError where the owner
        refuses.
    Source: torch.from_dlpack; DLPack 1.0.
    """
    if not hasattr(ext_tensor, "__dlpack__"):
        if device is not None or copy is not None:
            raise AssertionError(
                "device and copy kwargs not supported when ext_tensor is already a DLPack capsule."
            )
        return wrap(_opened(Capsule(ext_tensor)))
    here, there = tuple(ext_tensor.__dlpack_device__()), None
    if device is not None:
        there = device_type(device) if isinstance(device, str) else device
        if not isinstance(there, device_type):
            raise AssertionError(f"from_dlpack: unsupported device type: {type(there)}")
    moves = there is not None and _numbers(there) != here
    if moves and copy is False:
        target = tuple(map(int, _numbers(there)))  # type: ignore[arg-type]
        raise ValueError(
            f"cannot move DLPack tensor from device {here} to {target} without copying. Set copy=None or copy=True."
        )
    if here[0] == DLDeviceType.kDLCUDA:
        array = backend_for(device_type("cuda")).from_dlpack(ext_tensor)
        result = wrap(array.copy() if copy and not moves else array)
    else:
        result = wrap(_asked(ext_tensor, None if moves else copy))
    return result.to(there) if moves else result


def _asked(owner: Any, copy: bool | None) -> Any:
    """The owner's memory; those that know fewer arguments than DLPack has now are asked with fewer."""
    wanted = {} if copy is None else {"copy": copy}
    for options in _fewer({"max_version": (1, 0), **wanted}):
        try:
            capsule = owner.__dlpack__(**options)
        except TypeError:
            if not options:
                raise
            continue
        array = _opened(Capsule(capsule))
        return array.copy() if copy and "copy" not in options else array
    raise AssertionError("the last attempt returns or raises")


def _fewer(options: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The options, then all but the first, and so on to none."""
    names = list(options)
    for start in range(len(names) + 1):
        yield {name: options[name] for name in names[start:]}


def _opened(capsule: Capsule) -> Any:
    """The array in a capsule, checked to be one that a tensor can show."""
    if capsule.device[0] == DLDeviceType.kDLCUDA:
        return backend_for(device_type("cuda")).from_dlpack(capsule)
    array = backend_for(CPU).from_dlpack(capsule)
    check_array(array)
    if not capsule.read_only and not array.flags.writeable:  # NumPy trusts no capsule that cannot say "read-only"
        array = np.asarray(_Writeable(array))
    return array
