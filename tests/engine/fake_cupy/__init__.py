"""A strict stand-in for `cupy`: its names, nothing more, on NumPy arrays that nobody gets to see.

What would go wrong on a GPU goes wrong here. NumPy arrays are refused and no array turns into one by itself; every
result is an array, never a scalar; integer index arrays wrap around silently; of several values written to one place
the first stays (NumPy keeps the last); atomic addition knows few dtypes; functions take CuPy's parameters only.
There are two devices.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import scipy.special

from . import memory, names
from .strict_array import NUMBERS, ndarray
from .strict_array import unwrap as opened
from .strict_array import wrap as closed

__version__ = "14.2.0+fake"

_MAKERS = frozenset(
    ("arange", "asarray", "array", "ascontiguousarray", "zeros", "ones", "full", "empty", "eye", "identity", "linspace")
) | frozenset(("logspace", "tri", "tril_indices", "triu_indices", "diag_indices"))
_OF_ANYTHING = frozenset(("broadcast_shapes", "can_cast", "promote_types", "result_type", "einsum", "ndim", "size"))
_ANSWER_ARRAYS = frozenset(("array_equal", "count_nonzero"))
_SAME = ("bool_", "dtype", "e", "euler_gamma", "finfo", "iinfo", "inf", "nan", "newaxis", "pi", "intp") + tuple(
    f"{kind}{bits}" for kind in ("float", "int", "uint") for bits in (8, 16, 32, 64) if (kind, bits) != ("float", 8)
)


class ufunc:
    """A universal function of arrays and numbers."""

    def __init__(self, function: Any) -> None:
        self._function = function

    def __call__(self, *arguments: Any, out: Any = None, dtype: Any = None, casting: str = "same_kind") -> Any:
        for value in arguments:
            if not isinstance(value, (ndarray, *NUMBERS)):
                raise TypeError(f"Unsupported type {type(value)}")
        options = {} if dtype is None else {"dtype": dtype}
        if out is not None:
            options["out"] = opened(out)
        with np.errstate(all="ignore"):
            return closed(self._function(*map(opened, arguments), **options), (*arguments, out))

    def at(self, a: ndarray, indices: Any, b: Any = None) -> None:
        if self._function is not np.add:
            raise NotImplementedError("only add.at is needed here")
        a.scatter_add(indices, b)


def _function(name: str, parameters: str, function: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(eval(f"lambda {parameters}: None"))

    def call(*arguments: Any, **options: Any) -> Any:
        signature.bind(*arguments, **options)
        options.pop("blocking", None)
        if name not in _MAKERS and name not in _OF_ANYTHING:
            _needs_arrays(name, arguments)
        if name == "take":
            options["mode"] = "wrap"
        sources = (*arguments, *options.values())
        flat = tuple(part for value in sources for part in (value if isinstance(value, list | tuple) else (value,)))
        with np.errstate(all="ignore"):
            answer = function(*map(opened, arguments), **{key: opened(value) for key, value in options.items()})
        if name in _ANSWER_ARRAYS:
            answer = np.asarray(answer)
        return closed(answer, flat)

    call.__name__ = name
    return call


def _needs_arrays(name: str, arguments: tuple[Any, ...]) -> None:
    """CuPy's functions take arrays, or sequences of arrays, but no Python numbers or lists of them."""
    first = arguments[0] if arguments else None
    for value in first if isinstance(first, list | tuple) else (first,):
        if not isinstance(value, ndarray):
            raise TypeError(f"{name}: Unsupported type {type(value)}")


def _from_host(name: str) -> Callable[..., Any]:
    """`array` and its like, the one way in for NumPy arrays."""

    def make(a: Any, dtype: Any = None, **options: Any) -> Any:
        if isinstance(a, ndarray) and name != "array" and dtype in (None, a.dtype) and a._store.device == current():
            return a
        host = a if isinstance(a, np.ndarray) else opened(a)
        return ndarray(np.array(host, dtype=dtype, order=options.get("order") or "K", copy=True))

    return make


def _take_along_axis(a: Any, indices: Any, axis: int) -> Any:
    return np.take_along_axis(a, indices % max(1, a.shape[axis]), axis)


def _without_errors(name: str) -> Callable[..., Any]:
    """Linear algebra that answers nan where NumPy raises: CuPy does not look."""

    def call(a: Any, *arguments: Any, **options: Any) -> Any:
        try:
            return getattr(np.linalg, name)(a, *arguments, **options)
        except np.linalg.LinAlgError as error:
            if "ingular" not in str(error) and "definite" not in str(error):
                raise
            return np.full_like(arguments[0] if arguments else a, np.nan)

    return call


def asnumpy(a: ndarray) -> Any:
    return a.get()


def get_default_memory_pool() -> memory.Pool:
    return memory.Pool()


current = memory.current
for _name in names.UFUNCS:
    globals()[_name] = ufunc(getattr(np, _name))
for _name, _parameters in names.FUNCTIONS.items():
    globals()[_name] = _function(_name, _parameters, getattr(np, _name, None) or asnumpy)
for _name in _SAME:
    globals()[_name] = getattr(np, _name)
array, asarray, ascontiguousarray = map(_from_host, ("array", "asarray", "ascontiguousarray"))
take_along_axis = _function("take_along_axis", names.FUNCTIONS["take_along_axis"], _take_along_axis)
asnumpy = ndarray.get

linalg = SimpleNamespace(
    LinAlgError=np.linalg.LinAlgError,
    **{name: _function(name, parameters, _without_errors(name)) for name, parameters in names.LINALG.items()},
)
special = SimpleNamespace(
    **{
        name: ufunc(getattr(scipy.special, name))
        for name in (
            *("digamma", "erf", "erfc", "erfcinv", "erfcx", "erfinv", "entr", "gammaln", "i0", "i0e", "i1", "i1e"),
            *("log_ndtr", "ndtr", "ndtri", "polygamma", "xlog1py", "xlogy", "zeta"),
        )
    }
)
cuda = SimpleNamespace(
    Device=memory.Device,
    runtime=SimpleNamespace(
        CUDARuntimeError=memory.CUDARuntimeError,
        driverGetVersion=lambda: 13000,
        getDeviceCount=lambda: memory.COUNT,
        getDevice=current,
        getDeviceProperties=lambda device: {"name": b"Strict fake GPU %d" % device},
    ),
)
