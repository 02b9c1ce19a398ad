"""CUDA: CuPy's arrays, and the search for a GPU that says why there is none.

Not run on a GPU so far. What was run: with CuPy 14.2 on a machine without a driver, the import, the tables of names
and the search; and all of it on the tests' strict fake of CuPy's namespace. CuPy computes on the current device, which
operations and the backward pass make that of the operands. What looks at indices or at an order before an operation
runs does not: around sort, unique, index_select and their like on another GPU, enter `engine.cuda.device(1)`.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from importlib import import_module
from importlib.util import find_spec
from typing import Any

import numpy as np

from engine.backends.base import Backend
from engine.backends.division import exact
from engine.backends.factoring import Factoring
from engine.backends.indexing import Indexing
from engine.backends.namespace import make_namespace
from engine.device import device

# What CuPy's atomic addition can add; the other types take a way round.
_ATOMIC = frozenset(map(np.dtype, ("int32", "uint32", "uint64", "float16", "float32", "float64")))


class CupyBackend(Backend):
    """CuPy on NVIDIA GPUs.

    Args:
        cupy: the imported module.
        load_special: imports `cupyx.scipy.special`.
        load_extras: imports `cupyx`.
    """

    type = "cuda"

    def __init__(self, cupy: Any, load_special: Callable[[], Any], load_extras: Callable[[], Any]) -> None:
        self._cupy = cupy
        self.name = f"CuPy {cupy.__version__}"
        self.array_type = cupy.ndarray
        # Without this CuPy looks at no status of cuSOLVER, for that waits for the GPU.
        factoring = Factoring(cupy, self.to_host, lambda: load_extras().errstate(linalg="raise"))
        self.xp = make_namespace(cupy, load_special, Indexing(cupy, self._add_at), factoring)
        for name, function in exact(cupy).items():
            setattr(self.xp, name, function)
        self._devices: dict[int, device] = {}
        self.several = self.device_count() > 1

    def asarray(self, host: np.ndarray[Any, Any], index: int | None = None) -> Any:
        """A copy of the host array on the GPU."""
        with self.on(index):
            return self._cupy.asarray(host)

    def to_host(self, array: Any) -> np.ndarray[Any, Any]:
        """A copy of the array in main memory, when the GPU has computed it."""
        result: np.ndarray[Any, Any] = array.get()
        return result

    def from_dlpack(self, owner: Any) -> Any:
        """CuPy's own `from_dlpack`, which waits for the stream that wrote the memory."""
        return self._cupy.from_dlpack(owner)

    def move(self, array: Any, index: int | None) -> Any:
        """The array on GPU `index`: itself, or a copy made from GPU to GPU."""
        target = self.current_device() if index is None else index
        if array.device.id == target:
            return array
        with self.on(array.device.id):  # between GPUs CuPy copies only what lies in memory in one piece
            whole = self._cupy.ascontiguousarray(array)
        with self.on(target):
            return self._cupy.array(whole)

    def all_here(self, values: list[Any]) -> bool:
        """Whether all arrays are on the current GPU: CuPy computes there, wherever the operands are."""
        here, arrays = self.current_device(), [x for x in values if hasattr(x, "ndim")]
        return all([x.device.id == here for x in arrays])

    def device_of(self, array: Any) -> device:
        """The GPU that holds the array, with its index."""
        index = array.device.id
        if index not in self._devices:
            self._devices[index] = device("cuda", index)
        return self._devices[index]

    def owns(self, array: Any) -> bool:
        """True for an array that is no view; CuPy's arrays are all writeable."""
        return array.base is None

    def address(self, array: Any) -> int:
        """The address of the first element on the GPU."""
        return int(array.data.ptr)

    def owner(self, array: Any) -> Any:
        """The base, of which CuPy knows the last one only."""
        return array if array.base is None else array.base

    def as_strided(self, array: Any, shape: tuple[int, ...], strides: tuple[int, ...]) -> Any:
        """CuPy's `as_strided`, as a view: its own answer knows no base."""
        return self._cupy.lib.stride_tricks.as_strided(array, shape, strides)[...]

    def on(self, index: int | None) -> AbstractContextManager[Any]:
        """Makes GPU `index` the current one in a `with` block."""
        if index is None:
            return nullcontext()
        chosen: AbstractContextManager[Any] = self._cupy.cuda.Device(index)
        return chosen

    def current_device(self) -> int:
        """The index of the current GPU."""
        return int(self._cupy.cuda.runtime.getDevice())

    def device_count(self) -> int:
        """The number of GPUs that the driver shows."""
        return int(self._cupy.cuda.runtime.getDeviceCount())

    def device_name(self, index: int | None = None) -> str:
        """The GPU's name from the driver."""
        properties = self._cupy.cuda.runtime.getDeviceProperties(self.current_device() if index is None else index)
        name = properties["name"]
        return name.decode() if isinstance(name, bytes) else str(name)

    def synchronize(self, index: int | None = None) -> None:
        """Wait until the GPU has done all it was given."""
        self._cupy.cuda.Device(self.current_device() if index is None else index).synchronize()

    def memory_in_use(self, index: int | None = None) -> int | None:
        """Bytes that live arrays hold on the GPU; CuPy keeps a pool for each."""
        with self.on(index):
            return int(self._cupy.get_default_memory_pool().used_bytes())

    def _add_at(self, array: Any, index: Any, values: Any) -> None:
        """`add.at` for every dtype: CuPy's own refuses int64, the small integers and bool."""
        add_at, dtype = self._cupy.add.at, array.dtype
        if dtype in _ATOMIC:
            add_at(array, index, values)
        elif dtype == np.int64:
            # In two's complement the sum of the same bits read as unsigned has the same bits.
            add_at(array.view(np.uint64), index, self._cupy.asarray(values, dtype=np.int64).view(np.uint64))
        else:
            wide = array.astype(np.int32)
            add_at(wide, index, self._cupy.asarray(values, dtype=np.int32))
            array[...] = wide.astype(dtype)


def search(find: Callable[[str], Any] = find_spec, load: Callable[[str], Any] = import_module) -> CupyBackend | str:
    """The CUDA backend, or a sentence that says why there is none.

    Args:
        find: tells whether a package is installed, as `importlib.util.find_spec`.
        load: imports a module by its name.
    """
    if find("cupy") is None:
        return (
            "CuPy, the array library for NVIDIA GPUs, is not installed"
            ' (pip install "cupy-cuda12x[ctk]", or cupy-cuda13x for CUDA 13).'
        )
    try:
        cupy = load("cupy")
    except Exception as error:  # a broken installation raises whatever its libraries raise
        return f"CuPy is installed but does not import: {_one_line(error)}"
    if reason := _no_gpu(cupy):
        return reason
    return CupyBackend(cupy, lambda: load("cupyx.scipy.special"), lambda: load("cupyx"))


def _no_gpu(cupy: Any) -> str:
    """Why CuPy cannot compute here, "" where it can: driver, devices, then one small kernel."""
    try:
        if cupy.cuda.runtime.driverGetVersion() == 0:
            return "CuPy is installed, but this machine has no NVIDIA driver."
    except Exception as error:
        return f"CuPy could not ask for the NVIDIA driver's version: {_one_line(error)}"
    try:
        count = cupy.cuda.runtime.getDeviceCount()
    except Exception as error:
        return f"The NVIDIA driver offers no device to CuPy, or is too old for it: {_one_line(error)}"
    if count == 0:
        return "The NVIDIA driver is there, but it shows no GPU."
    try:
        answer = (cupy.arange(3) * 2).get().tolist()
    except Exception as error:
        return f"A GPU is there, but a first computation on it failed: {_one_line(error)}"
    return "" if answer == [0, 2, 4] else f"A GPU is there, but it computed {answer} where [0, 2, 4] was due."


def _one_line(error: Exception) -> str:
    """The error's text as one line that ends like a sentence."""
    text = " ".join(str(error).split()) or type(error).__name__
    return text if text.endswith(".") else text + "."
