"""Batched: an array with one axis out of sight."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from engine.backends import Unbatchable, backend_of


def level_of(x: Any) -> int:
    """The number of the `vmap` that x was batched by, 0 for none. The later one, the higher."""
    return x.level if isinstance(x, Batched) else 0


def padded(inner: Any, ndim: int) -> Any:
    """`inner`, whose first axis is the batch's, with as many dims for each example as `ndim`."""
    missing = ndim - inner.ndim + 1
    return inner.reshape((inner.shape[0], *(1,) * missing, *inner.shape[1:])) if missing > 0 else inner


class Batched:
    """Arrays of one shape, stacked in `inner` along its first axis. `level` is the number of their `vmap`.

    `inner` may be such an array itself, of a lower level.
    """

    __slots__ = ("inner", "level")
    __hash__ = None  # type: ignore[assignment]
    __array_ufunc__ = None  # NumPy's arrays leave operators to this class

    def __init__(self, inner: Any, level: int) -> None:
        self.inner = inner
        self.level = level

    shape = property(lambda self: self.inner.shape[1:])
    dtype = property(lambda self: self.inner.dtype)
    ndim = property(lambda self: self.inner.ndim - 1)
    itemsize = property(lambda self: self.inner.itemsize)
    strides = property(lambda self: self.inner.strides[1:])
    flags = property(lambda self: self.inner.flags)
    base = property(lambda self: self.inner.base)
    T = property(lambda self: self.transpose())
    mT = property(lambda self: self.swapaxes(-2, -1))

    @property
    def size(self) -> int:
        """The number of elements of one example."""
        size = 1
        for n in self.inner.shape[1:]:
            size *= n
        return size

    @property
    def nbytes(self) -> int:
        """The bytes of one example."""
        return int(self.size * self.inner.itemsize)

    def like(self, inner: Any) -> Batched:
        """Another array of this level."""
        return self.__class__(inner, self.level)

    def __len__(self) -> int:
        return int(self.inner.shape[1])

    def __iter__(self) -> Iterator[Batched]:
        return iter([self[j] for j in range(len(self))])

    def __repr__(self) -> str:
        inner = repr(self.inner).replace("\n", "\n    ")
        return f"Batched(level={self.level}, inner=\n    {inner}\n)"

    def __array__(self, *_: Any, **__: Any) -> Any:
        raise Unbatchable

    def _unknown(self, *_: Any) -> Any:
        raise Unbatchable

    __bool__ = __int__ = __float__ = __index__ = item = tolist = _unknown

    def astype(self, dtype: Any, **options: Any) -> Batched:
        """In another dtype."""
        return self.like(self.inner.astype(dtype, **options))

    def copy(self, order: str = "C") -> Batched:
        """In memory of its own."""
        return self.like(self.inner.copy(order=order))

    def view(self, dtype: Any) -> Batched:
        """The same bytes read as another dtype."""
        return self.like(self.inner.view(dtype))

    def reshape(self, *shape: Any, copy: Any = None) -> Batched:
        """In another shape."""
        sizes = shape[0] if len(shape) == 1 and not isinstance(shape[0], int) else shape
        new = _known(tuple(sizes), self.size)
        inner = self.inner
        if copy is None:
            return self.like(inner.reshape((inner.shape[0], *new)))
        return self.like(backend_of(inner).xp.reshape(inner, (inner.shape[0], *new), copy=copy))

    def transpose(self, *axes: Any) -> Batched:
        """The axes in another order, reversed by default."""
        order = axes[0] if len(axes) == 1 and not isinstance(axes[0], int) else axes
        n = self.ndim
        order = range(n - 1, -1, -1) if not order else [axis % n for axis in order]
        return self.like(self.inner.transpose((0, *(axis + 1 for axis in order))))

    def swapaxes(self, first: int, second: int) -> Batched:
        """Two axes exchanged."""
        n = self.ndim
        return self.like(self.inner.swapaxes(first % n + 1, second % n + 1))

    def __matmul__(self, other: Any) -> Any:
        return backend_of(self).xp.matmul(self, other)

    def __rmatmul__(self, other: Any) -> Any:
        return backend_of(self).xp.matmul(other, self)

    def __getitem__(self, index: Any) -> Any:
        parts = index if isinstance(index, tuple) else (index,)
        if not simple(parts):
            return backend_of(self).xp.picked(self, index)
        return self.like(self.inner[(slice(None), *parts)])

    def __setitem__(self, index: Any, value: Any) -> None:
        parts = index if isinstance(index, tuple) else (index,)
        if not simple(parts) or level_of(value) > self.level:
            raise Unbatchable
        place = (slice(None), *parts)
        if isinstance(value, Batched) and value.level == self.level:
            value = padded(value.inner, self.inner[place].ndim - 1)
        self.inner[place] = value


def simple(parts: tuple[Any, ...]) -> bool:
    """True where an index means the same behind another axis: all that is no number or slice stands in one run."""
    places = []
    for place, part in enumerate(parts):
        if isinstance(part, Batched):
            return False
        if part.__class__ is not slice and part is not None and part is not Ellipsis:
            places.append(place)
    if all([isinstance(parts[place], int) for place in places]):
        return True
    return not places or places[-1] - places[0] == len(places) - 1


def _known(shape: tuple[int, ...], size: int) -> tuple[int, ...]:
    """The shape with its -1 replaced by the size that is meant, for the whole batch could have any there."""
    if -1 not in shape:
        return shape
    rest = 1
    for n in shape:
        rest *= 1 if n == -1 else n
    return tuple([(size // rest if rest else 0) if n == -1 else n for n in shape])


def _operands(self: Batched, other: Any) -> tuple[Any, Any, int]:
    """What to compute with, batch beside batch, and the level of the result."""
    a = self.inner
    if isinstance(other, Batched):
        if other.level > self.level:  # to it this is one array for all examples
            b, a, level = _operands(other, self)
            return a, b, level
        if other.level == self.level:
            b = other.inner
            if a.ndim == b.ndim:
                return a, b, self.level
            return padded(a, b.ndim - 1), padded(b, a.ndim - 1), self.level
    ndim = getattr(other, "ndim", 0)
    return (padded(a, ndim) if ndim >= a.ndim else a), other, self.level


def _binary(function: Callable[[Any, Any], Any]) -> Any:
    def call(self: Batched, other: Any) -> Any:
        a, b, level = _operands(self, other)
        return self.__class__(function(a, b), level)

    return call


def _reflected(function: Callable[[Any, Any], Any]) -> Any:
    def call(self: Batched, other: Any) -> Any:
        a, b, level = _operands(self, other)
        return self.__class__(function(b, a), level)

    return call


def _in_place(function: Callable[[Any, Any], Any]) -> Any:
    def call(self: Batched, other: Any) -> Any:
        _, b, level = _operands(self, other)
        if level > self.level or level_of(b) > level_of(self.inner):  # which this memory cannot hold
            return NotImplemented
        self.inner = function(self.inner, b)
        return self

    return call


def _method(name: str) -> Any:
    def call(self: Batched, *arguments: Any, **options: Any) -> Any:
        return getattr(backend_of(self).xp, name)(self, *arguments, **options)

    return call


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow", "and", "or", "xor", "lshift", "rshift"):
    _function = getattr(operator, f"__{_name}__")
    setattr(Batched, f"__{_name}__", _binary(_function))
    setattr(Batched, f"__r{_name}__", _reflected(_function))
    setattr(Batched, f"__i{_name}__", _in_place(getattr(operator, f"__i{_name}__")))
for _name in ("eq", "ne", "lt", "le", "gt", "ge"):
    setattr(Batched, f"__{_name}__", _binary(getattr(operator, f"__{_name}__")))
for _name in ("neg", "pos", "abs", "invert"):
    _single = getattr(operator, f"__{_name}__")
    setattr(Batched, f"__{_name}__", lambda self, function=_single: self.like(function(self.inner)))
for _name in (
    "all", "any", "argmax", "argmin", "argsort", "clip", "cumprod", "cumsum", "diagonal", "dot", "flatten", "max",
    "mean", "min", "nonzero", "prod", "ravel", "repeat", "round", "searchsorted", "sort", "squeeze", "std", "sum",
    "take", "trace", "var",
):  # fmt: skip
    setattr(Batched, _name, _method(_name))
