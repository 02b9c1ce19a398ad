"""The fake's array: a NumPy array out of sight, which meets only its like and plain numbers."""

from __future__ import annotations

import inspect
import operator
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np

from . import memory, names

NUMBERS = (bool, int, float, np.generic)


class Flags:
    """CuPy's flags; there is no `writeable` among them."""

    def __init__(self, flags: Any) -> None:
        self.c_contiguous, self.f_contiguous = flags.c_contiguous, flags.f_contiguous
        self.owndata, self.fnc, self.forc = flags.owndata, flags.fnc, flags.forc


class ndarray:
    """Stands for `cupy.ndarray`. `_host` is the NumPy array that nobody outside may see."""

    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None  # NumPy's functions and operators refuse it

    def __init__(self, host: Any, store: memory.Memory | None = None, base: ndarray | None = None) -> None:
        self._host = host
        self._base = base
        self._store = memory.Memory(memory.current(), host.nbytes) if store is None else store

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise TypeError(
            "Implicit conversion to a NumPy array is not allowed. Please use `.get()` to construct a NumPy array"
            " explicitly."
        )

    shape = property(lambda self: self._host.shape)
    dtype = property(lambda self: self._host.dtype)
    ndim = property(lambda self: self._host.ndim)
    size = property(lambda self: self._host.size)
    itemsize = property(lambda self: self._host.itemsize)
    nbytes = property(lambda self: self._host.nbytes)
    strides = property(lambda self: self._host.strides)
    flags = property(lambda self: Flags(self._host.flags))
    base = property(lambda self: self._base)
    data = property(lambda self: SimpleNamespace(ptr=self._host.ctypes.data))
    device = property(lambda self: memory.Device(self._store.device))
    T = property(lambda self: self._view(self._host.T))
    mT = property(lambda self: self._view(self._host.mT))
    real = property(lambda self: self._view(self._host.real))

    def __dlpack_device__(self) -> tuple[int, int]:
        return 2, self._store.device

    def __dlpack__(
        self, *, stream: Any = None, max_version: Any = None, dl_device: Any = None, copy: bool | None = None
    ) -> ndarray:
        """The capsule of the fake is a view of the array: nobody but `from_dlpack` opens it."""
        return self.copy() if copy else self._view(self._host)

    def _view(self, host: Any) -> ndarray:
        """Another array on the same memory; all of CuPy's can be written to."""
        if not host.flags.writeable and self._host.flags.writeable:
            host.flags.writeable = True
        return ndarray(host, self._store, self if self._base is None else self._base)

    def get(self) -> Any:
        return self._host.copy()

    def copy(self, order: str = "C") -> ndarray:
        """On the current device; from another one only what lies in memory in one piece."""
        if self._store.device != memory.current() and not (self.flags.c_contiguous or self.flags.f_contiguous):
            raise NotImplementedError("CuPy cannot copy non-contiguous array between devices.")
        return ndarray(self._host.copy(order=order))

    def astype(
        self, dtype: Any, order: str = "K", casting: Any = None, subok: Any = None, copy: bool = True
    ) -> ndarray:
        if casting is not None or subok is not None:
            raise TypeError("casting is not supported yet")
        if not copy and self.dtype == dtype and order == "K":
            return self
        with np.errstate(all="ignore"):
            return ndarray(unwrap(self).astype(dtype, order=order))

    def __copy__(self) -> ndarray:
        return self.copy()

    def __deepcopy__(self, memo: Any) -> ndarray:
        with self.device:
            return self.copy()

    def item(self) -> Any:
        return self._host.item()

    def tolist(self) -> Any:
        return self._host.tolist()

    def add_at(self, slices: Any, value: Any) -> None:
        if self.dtype.type not in (np.int32, np.float16, np.float32, np.float64, np.uint32, np.uint64):
            raise TypeError("cupy.add.at only supports int32, float16, float32, float64, uint32, uint64 as data type")
        np.add.at(unwrap(self), wrapped(self.shape, slices), unwrap(value))

    def __getitem__(self, key: Any) -> ndarray:
        place = wrapped(self.shape, key)
        if any(isinstance(part, np.ndarray | list) for part in place):
            return ndarray(np.array(unwrap(self)[place], order="C"))
        place = place if any(part is Ellipsis for part in place) else (*place, Ellipsis)
        return self._view(self._host[place])

    def __setitem__(self, key: Any, value: Any) -> None:
        if not isinstance(value, (ndarray, *NUMBERS)):
            raise TypeError(f"Unsupported type {type(value)}")
        place, values = wrapped(self.shape, key), unwrap(value)
        unwrap(self)
        if not any(isinstance(part, np.ndarray) for part in place):
            _refuse_overlap(self._host[(*place, ...) if Ellipsis not in place else place], values)
            self._host[place] = values
            return
        # Of several values for one place CuPy keeps any; NumPy keeps the last, so that the first here shows misuse.
        targets = np.arange(self.size).reshape(self.shape)[place]
        spread = np.broadcast_to(np.asarray(values), targets.shape)
        flat = self._host.reshape(-1) if self._host.flags.c_contiguous else self._host.flat
        flat[targets.ravel()[::-1]] = spread.ravel()[::-1]

    def __len__(self) -> int:
        return len(self._host)

    def __iter__(self) -> Iterator[ndarray]:
        if self.ndim == 0:
            raise TypeError("iteration over a 0-d array")
        return (self[i] for i in range(len(self)))

    def __repr__(self) -> str:
        return repr(self._host)

    def __bool__(self) -> bool:
        return bool(self._host)

    def __int__(self) -> int:
        return int(self._host)

    def __float__(self) -> float:
        return float(self._host)


def unwrap(value: Any) -> Any:
    """The value for NumPy: fakes opened, containers too.

    Raises TypeError, as CuPy does, for a NumPy array, and ValueError for an array on another device than the current
    one, as CuPy does where the devices cannot reach each other's memory.
    """
    if isinstance(value, ndarray):
        if value._store.device != memory.current():
            raise ValueError(
                f"The device where the array resides ({value._store.device}) is different from the current device"
                f" ({memory.current()}). Peer access is unavailable between these devices."
            )
        return value._host
    if isinstance(value, np.ndarray):
        raise TypeError(f"Unsupported type {type(value)}")
    if isinstance(value, list | tuple):
        return type(value)(map(unwrap, value)) if type(value) in (list, tuple) else value
    return value


def _refuse_overlap(target: Any, values: Any) -> None:
    """CuPy copies element by element, and would read what it has just written; NumPy looks out for that."""
    same = isinstance(values, np.ndarray) and values.ctypes.data == target.ctypes.data
    if isinstance(values, np.ndarray) and not same and np.shares_memory(values, target):
        raise RuntimeError("an array is copied onto a part of itself")


def wrap(value: Any, sources: tuple[Any, ...] = (), order: str = "C") -> Any:
    """NumPy's answer as the fake's: always arrays, 0-d included, and views where NumPy made views of `sources`.

    New arrays lie in memory in the order of their indices, whatever the operands' order, unless `order` is "K".
    """
    if isinstance(value, np.ndarray | np.generic):
        host = np.asarray(value)
        for source in sources:
            if isinstance(source, ndarray):
                if host is source._host:
                    return source
                if host.size and np.may_share_memory(host, source._host):
                    return source._view(host)
        arrays = [source for source in sources if isinstance(source, ndarray)]
        owner = memory.Memory(arrays[0]._store.device, host.nbytes) if arrays else None
        own = host if host.base is None else host.copy(order="K")
        return ndarray(np.asarray(own, order=order), owner)  # type: ignore[call-overload]
    if isinstance(value, tuple | list):
        parts = [wrap(part, sources, order) for part in value]
        return parts if type(value) is list else tuple(parts)
    return value


def wrapped(shape: tuple[int, ...], key: Any) -> tuple[Any, ...]:
    """An index for NumPy; integer arrays in it wrap around silently, as CuPy's do."""
    parts = key if isinstance(key, tuple) else (key,)
    if sum(isinstance(part, ndarray) and part.dtype.kind == "b" for part in parts) > 1:
        raise NotImplementedError("more than one boolean array in an index")
    ranks = [_rank(part) for part in parts]
    result, axis = [], 0
    for part, rank in zip(parts, ranks, strict=True):
        if isinstance(part, list):
            part = ndarray(np.asarray(part))
        host = unwrap(part)
        if isinstance(host, np.ndarray) and host.dtype.kind in "iu" and axis < len(shape) and shape[axis]:
            host = host % shape[axis]
        result.append(host)
        axis += len(shape) - sum(ranks) if part is Ellipsis else rank
    return tuple(result)


def _rank(part: Any) -> int:
    if part is None or part is Ellipsis or isinstance(part, bool):
        return 0
    return part.ndim if isinstance(part, ndarray) and part.dtype.kind == "b" else 1


def _operator(function: Any, reflected: bool = False) -> Callable[..., Any]:
    def apply(self: ndarray, other: Any) -> Any:
        if isinstance(other, np.ndarray):
            raise TypeError(f"Unsupported type {type(other)}")
        if not isinstance(other, (ndarray, *NUMBERS)):
            return NotImplemented
        with np.errstate(all="ignore"):
            pair = (unwrap(other), unwrap(self)) if reflected else (unwrap(self), unwrap(other))
            return wrap(function(*pair), (self, other))

    return apply


def _in_place(function: Any) -> Callable[..., Any]:
    def apply(self: ndarray, other: Any) -> Any:
        if not isinstance(other, (ndarray, *NUMBERS)):
            raise TypeError(f"Unsupported type {type(other)}")
        with np.errstate(all="ignore"):
            function(unwrap(self), unwrap(other), out=self._host)
        return self

    return apply


def _unary(function: Any) -> Callable[..., Any]:
    return lambda self: wrap(function(unwrap(self)), (self,))


_BINARY = {
    "add": np.add,
    "sub": np.subtract,
    "mul": np.multiply,
    "truediv": np.divide,
    "floordiv": np.floor_divide,
    "mod": np.remainder,
    "divmod": np.divmod,
    "pow": np.power,
    "matmul": np.matmul,
    "and": np.bitwise_and,
    "or": np.bitwise_or,
    "xor": np.bitwise_xor,
    "lshift": np.left_shift,
    "rshift": np.right_shift,
}
for _name, _function in _BINARY.items():
    setattr(ndarray, f"__{_name}__", _operator(_function))
    setattr(ndarray, f"__r{_name}__", _operator(_function, reflected=True))
    if _name not in ("divmod", "matmul"):
        setattr(ndarray, f"__i{_name}__", _in_place(_function))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(ndarray, f"__{_name}__", _operator(getattr(operator, _name)))
for _name, _function in {"neg": np.negative, "pos": np.positive, "abs": np.abs, "invert": np.invert}.items():
    setattr(ndarray, f"__{_name}__", _unary(_function))


def _method(name: str) -> Callable[..., Any]:
    """NumPy's method, with CuPy's parameters."""
    signature = inspect.signature(eval(f"lambda self, {names.METHODS[name]}: None"))

    def method(self: ndarray, *arguments: Any, **options: Any) -> Any:
        bound = signature.bind(self, *arguments, **options).arguments
        if bound.get("kind") not in (None, "stable"):
            raise ValueError("kind can only be None or 'stable'")
        if name == "take":
            options["mode"] = "wrap"
        if name not in _VIEWS:
            unwrap(self)
        sources = (self, *arguments, *options.values())
        with np.errstate(all="ignore"):
            answer = getattr(self._host, name)(*map(unwrap, arguments), **{k: unwrap(v) for k, v in options.items()})
        return wrap(as_counted(name, answer), sources)

    return method


def as_counted(name: str, answer: Any) -> Any:
    """CuPy counts with C's long long, which is int64 too, but another object."""
    return np.asarray(answer).astype("q") if name in ("argmax", "argmin") else answer


# What shows the same memory, wherever that is.
_VIEWS = frozenset(("diagonal", "reshape", "squeeze", "swapaxes", "transpose", "view"))
for _name in names.METHODS.keys() - set(dir(ndarray)):
    setattr(ndarray, _name, _method(_name))
