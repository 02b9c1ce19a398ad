"""Size: the shape of a tensor, a tuple of integers that knows its product."""

from __future__ import annotations

import math
import operator
from collections.abc import Callable, Iterable
from functools import partial
from typing import Any, SupportsIndex, overload


class Size(tuple[int, ...]):
    """A shape, such as `Size([2, 3])`: a tuple, so it compares, hashes and unpacks like one.

    Slices, sums and multiples are Sizes again. Raises TypeError for an element that is no integer.
    """

    __module__ = "engine"
    __slots__ = ()

    def __new__(cls, sizes: Iterable[SupportsIndex] = ()) -> Size:
        """The sizes in order; none for a 0-d shape."""
        values = tuple(sizes)
        for n in values:
            if type(n) is not int:
                return tuple.__new__(cls, _integers(values))
        return tuple.__new__(cls, values)

    def __repr__(self) -> str:
        return f"engine.Size([{', '.join(map(str, self))}])"

    __str__ = __repr__

    def numel(self) -> int:
        """The number of elements of a tensor of this shape: the product, 1 for an empty Size."""
        return math.prod(self)

    @overload
    def __getitem__(self, index: SupportsIndex) -> int: ...

    @overload
    def __getitem__(self, index: slice) -> Size: ...

    def __getitem__(self, index: SupportsIndex | slice) -> int | Size:
        part = tuple.__getitem__(self, index)
        return make_size(part) if isinstance(part, tuple) else part

    def __add__(self, other: Any) -> Size:
        if not isinstance(other, tuple):
            raise TypeError(f'can only concatenate tuple (not "{type(other).__name__}") to engine.Size')
        return Size(tuple.__add__(self, other))

    def __radd__(self, other: Any) -> Size:
        if not isinstance(other, tuple):
            raise TypeError(f'can only concatenate tuple (not "{type(other).__name__}") to engine.Size')
        return Size(tuple.__add__(other, self))

    def __mul__(self, times: SupportsIndex) -> Size:
        return make_size(tuple.__mul__(self, times))

    def __rmul__(self, times: SupportsIndex) -> Size:
        return self * times

    def __getnewargs__(self) -> tuple[tuple[int, ...]]:
        return (tuple(self),)


make_size: Callable[[tuple[int, ...]], Size] = partial(tuple.__new__, Size)
"""`Size` of a tuple already known to hold Python integers only, such as `ndarray.shape`; unchecked, so cheaper."""


def _integers(values: tuple[Any, ...]) -> tuple[int, ...]:
    """The values as Python integers: integer scalars of NumPy and integer tensors of one element count as such."""
    result = []
    for position, n in enumerate(values):
        try:
            result.append(operator.index(n))
        except TypeError:
            raise TypeError(
                f"engine.Size() takes an iterable of 'int' (item {position} is '{type(n).__name__}')"
            ) from None
    return tuple(result)
