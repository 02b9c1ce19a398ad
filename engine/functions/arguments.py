"""Arguments as PyTorch takes them: dims, sizes, operands."""

from __future__ import annotations

import operator
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.errors import type_name
from engine.ops.create import from_numpy
from engine.tensor import Tensor


def operand(value: Any) -> Any:
    """The other side of an operator: Tensors and numbers as they are, arrays as Tensors, else NotImplemented."""
    if isinstance(value, np.generic):
        return value.item()  # np.float64 is a float of Python, and would widen float32
    if isinstance(value, Tensor | bool | int | float):
        return value
    return from_numpy(value) if isinstance(value, np.ndarray) else NotImplemented


def one_dim(dim: Any, ndim: int, name: str = "") -> int:
    """A dim counted from either end as a non-negative one; 0-d tensors count as 1-d.

    Raises IndexError outside, and TypeError, naming the function `name`, for what is not one integer.
    """
    if not isinstance(dim, int) or isinstance(dim, bool):
        try:
            dim = operator.index(dim)
        except TypeError:
            raise errors.not_int(name, dim) from None
    low, high = -max(ndim, 1), max(ndim, 1) - 1
    if not low <= dim <= high:
        raise IndexError(f"Dimension out of range (expected to be in range of [{low}, {high}], but got {dim})")
    return int(dim) % max(ndim, 1)


def all_dims(dim: Any, ndim: int, name: str = "") -> tuple[int, ...] | None:
    """None for all dims, else a tuple of different non-negative ones."""
    if dim is None or (isinstance(dim, Sequence) and not dim):
        return None
    dims = tuple(one_dim(d, ndim, name) for d in (dim if isinstance(dim, Sequence) else (dim,)))
    for d in dims:
        if dims.count(d) > 1:
            raise RuntimeError(f"dim {d} appears multiple times in the list of dims")
    return dims if ndim else None


def either(name: str, dim: Any, axis: Any) -> Any:
    """PyTorch's `dim` and NumPy's `axis` are the same argument; both at once are a TypeError."""
    if axis is None:
        return dim
    if dim is not None:
        raise TypeError(f"{name}() got both dim and axis: give one of them")
    return axis


def ints(values: tuple[Any, ...]) -> tuple[int, ...]:
    """`2, 3` or one sequence of ints, as a tuple."""
    if len(values) == 1 and isinstance(values[0], Sequence):
        values = tuple(values[0])
    return tuple(int(n) for n in values)


def int_list(
    name: str, argument: str, values: tuple[Any, ...], keyword: Any = None, needed: bool = True
) -> tuple[int, ...]:
    """The ints of `f(2, 3)`, `f((2, 3))` or `f(argument=(2, 3))`; TypeError, in PyTorch's words, for anything else.

    Where they are not `needed`, `f()` stands for none of them.
    """
    if keyword is not None:
        values = (keyword,)
    if needed and not values:
        raise TypeError(f'{name}() missing 1 required positional arguments: "{argument}"')
    together = len(values) == 1 and isinstance(values[0], Sequence) and not isinstance(values[0], str)
    found = []
    for place, n in enumerate(values[0] if together else values):
        try:
            found.append(n if type(n) is int else operator.index(n))
        except TypeError:
            raise _no_int(name, argument, n, place, together, len(values)) from None
    return tuple(found)


def _no_int(name: str, argument: str, value: Any, place: int, together: bool, count: int) -> TypeError:
    kind = type_name(value)
    if place:
        return TypeError(
            f"{name}(): argument '{argument}' failed to unpack the object at pos {place + 1} with error \"type must be"
            f' tuple of ints,but got {kind}"'
        )
    if not together and count > 1:
        return TypeError(f"{name}() takes 1 positional argument but {count} were given")
    found = f"but found element of type {kind} at pos 0" if together else f"not {kind}"
    return TypeError(f"{name}(): argument '{argument}' (position 1) must be tuple of ints, {found}")


def one_int(name: str, argument: str, value: Any) -> int:
    """An argument that must be one integer; TypeError, in PyTorch's words, for anything else."""
    if type(value) is int:
        return value
    try:
        if isinstance(value, bool):
            raise TypeError
        return operator.index(value)
    except TypeError:
        raise errors.not_int(name, value, argument) from None


def given(name: str, dim: Any, axis: Any = None, argument: str = "dim") -> Any:
    """The dim of a function that needs one, called `dim` or `axis`; TypeError where there is none."""
    found = either(name, dim, axis)
    if found is None:
        raise TypeError(f'{name}() missing 1 required positional arguments: "{argument}"')
    return found


def tensor_list(name: str, tensors: Any) -> tuple[Tensor, ...]:
    """The tensors of a list or tuple. TypeError, in PyTorch's words, for anything else."""
    if not isinstance(tensors, list | tuple):
        raise TypeError(f"{name}(): argument 'tensors' (position 1) must be tuple of Tensors, not {type_name(tensors)}")
    for place, x in enumerate(tensors):
        if not isinstance(x, Tensor):
            raise TypeError(f"expected Tensor as element {place} in argument 0, but got {type_name(x)}")
    return tuple(tensors)


def no_overload(name: str, arguments: Sequence[Any], *forms: str) -> TypeError:
    """PyTorch's error where the arguments' types fit none of a function's forms, such as "int sections"."""
    kinds = ", ".join(map(type_name, arguments))
    listed = "".join(f"\n * ({form})" for form in forms)
    return TypeError(
        f"{name}() received an invalid combination of arguments - got ({kinds}), but expected one of:{listed}\n"
    )
