"""How the fake's functions are made from NumPy's: CuPy's parameters, arrays in, arrays out, no warnings."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import numpy as np

from . import memory
from .strict_array import NUMBERS, as_counted, ndarray, unwrap, wrap

_MAKERS = frozenset(
    ("arange", "asarray", "array", "ascontiguousarray", "zeros", "ones", "full", "empty", "eye", "identity", "linspace")
) | frozenset(("logspace", "tri", "tril_indices", "triu_indices", "diag_indices"))
_OF_ANYTHING = frozenset(("broadcast_shapes", "can_cast", "promote_types", "result_type", "einsum", "ndim", "size"))
_ANSWER_ARRAYS = frozenset(("array_equal", "count_nonzero"))
_KEEP_ORDER = frozenset(("empty_like", "full_like", "ones_like", "zeros_like"))


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
            options["out"] = unwrap(out)
        with np.errstate(all="ignore"):
            return wrap(self._function(*map(unwrap, arguments), **options), (*arguments, out))

    def at(self, a: ndarray, indices: Any, b: Any = None) -> None:
        if self._function is not np.add:
            raise NotImplementedError("only add.at is needed here")
        a.add_at(indices, b)


def function(name: str, parameters: str, numpys: Callable[..., Any]) -> Callable[..., Any]:
    """A function of the fake: CuPy's parameters, arrays in, arrays out."""
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
            answer = numpys(*map(unwrap, arguments), **{key: unwrap(value) for key, value in options.items()})
        if name in _ANSWER_ARRAYS:
            answer = np.asarray(answer)
        return wrap(as_counted(name, answer), flat, "K" if name in _KEEP_ORDER else "C")

    call.__name__ = name
    return call


def _needs_arrays(name: str, arguments: tuple[Any, ...]) -> None:
    """CuPy's functions take arrays, or sequences of arrays, but no Python numbers or lists of them."""
    first = arguments[0] if arguments else None
    for value in first if isinstance(first, list | tuple) else (first,):
        if not isinstance(value, ndarray):
            raise TypeError(f"{name}: Unsupported type {type(value)}")


def from_host(name: str) -> Callable[..., Any]:
    """`array` and its like, the one way in for NumPy arrays."""

    def make(a: Any, dtype: Any = None, **options: Any) -> Any:
        if (
            isinstance(a, ndarray)
            and name != "array"
            and dtype in (None, a.dtype)
            and a._store.device == memory.current()
            and (name == "asarray" or a.flags.c_contiguous)
        ):
            return a
        if isinstance(a, ndarray) and a._store.device != memory.current():
            a = a.copy(order="K")
        host = a if isinstance(a, np.ndarray) else unwrap(a)
        order = "C" if name == "ascontiguousarray" else options.get("order") or "K"
        return ndarray(np.array(host, dtype=dtype, order=order, copy=True))

    return make


def take_along_axis(a: Any, indices: Any, axis: int) -> Any:
    """CuPy's wraps indices around silently."""
    return np.take_along_axis(a, indices % max(1, a.shape[axis]), axis)


_linalg = ["ignore"]


@contextmanager
def errstate(*, linalg: str) -> Iterator[None]:
    """`cupyx.errstate(linalg="raise")`: only inside does linear algebra look for failures."""
    _linalg.append(linalg)
    try:
        yield
    finally:
        _linalg.pop()


def as_strided(x: ndarray, shape: Any, strides: Any) -> ndarray:
    """CuPy's answer does not know its base. Its `sliding_window_view` has no writeable views."""
    return ndarray(np.lib.stride_tricks.as_strided(x._host, shape, strides), x._store)


def from_dlpack(array: Any) -> ndarray:
    """CuPy opens GPU memory only; it asks for it on the legacy default stream."""
    if array.__dlpack_device__()[0] != 2:
        raise TypeError("CPU arrays cannot be directly imported to CuPy. Use `cupy.array(numpy.from_dlpack(input))`.")
    opened: ndarray = array.__dlpack__(stream=1, max_version=(1, 0))
    return opened


def concatenate(tup: Any, axis: int = 0, **options: Any) -> Any:
    if any(part.ndim == 0 for part in tup):
        raise TypeError("zero-dimensional arrays cannot be concatenated")
    return np.concatenate(tup, axis, **options)


def unique(ar: Any, *arguments: Any, axis: Any = None, **options: Any) -> Any:
    """CuPy's compares slices by their difference, one after another, and waits for the GPU each time."""
    if axis is not None:
        raise NotImplementedError("unique along an axis is too slow to be used, and knows no bools")
    return np.unique(ar, *arguments, axis=axis, **options)


def floor_divide(x: Any, y: Any, **options: Any) -> Any:
    """CuPy's rounds the quotient, which may be infinite or a rounding away."""
    whole = np.floor_divide(x, y, **options)
    return np.floor(np.divide(x, y, dtype=whole.dtype)) if whole.dtype.kind == "f" else whole


def remainder(x: Any, y: Any, **options: Any) -> Any:
    left = np.remainder(x, y, **options)
    return np.asarray(x - floor_divide(x, y) * y, dtype=left.dtype) if left.dtype.kind == "f" else left


def fmod(x: Any, y: Any, **options: Any) -> Any:
    """Of integers by way of float64."""
    left = np.fmod(x, y, **options)
    if left.dtype.kind == "f":
        return left
    through = np.fmod(np.asarray(x, dtype="float64"), np.asarray(y, dtype="float64"))
    return np.where(np.asarray(y) == 0, 0, through).astype(left.dtype)


def without_errors(name: str) -> Callable[..., Any]:
    """Linear algebra that answers nan where NumPy raises, for CuPy does not look unless it is asked to.

    `solve` takes no dims that broadcast, and `slogdet` has no sign 0.
    """

    def call(a: Any, *arguments: Any, **options: Any) -> Any:
        if a.dtype == np.float16:
            raise TypeError("float16 is unsupported in linalg")
        if name == "solve" and arguments[0].ndim > 1 and arguments[0].shape[:-1] != a.shape[:-1]:
            raise ValueError("a must have (..., M, M) shape and b must have (..., M, K) for multidimensional b")
        try:
            answer = getattr(np.linalg, name)(a, *arguments, **options)
        except np.linalg.LinAlgError as error:
            if _linalg[-1] == "raise" or ("ingular" not in str(error) and "definite" not in str(error)):
                raise
            return np.full_like(arguments[0] if arguments else a, np.nan)
        return (np.where(answer[0] == 0, 1, answer[0]), answer[1]) if name == "slogdet" else answer

    return call
