"""How engine is called for each operator of PyTorch's table: as a function, a method, an operator and in place."""

from __future__ import annotations

import operator as python
from collections.abc import Callable
from functools import partial, reduce
from typing import Any

import engine

Call = Callable[..., Any]

# Where PyTorch's table calls by a lambda, or by a name that is no function of the library.
_SPECIAL: dict[str, Call] = {
    "T": lambda x: x.T,
    "mT": lambda x: x.mT,
    "H": lambda x: x.H,
    "mH": lambda x: x.mH,
    "__getitem__": lambda x, index: x[index],
    "__rand__": lambda x, other: engine.Tensor.__rand__(x, other),
    "__ror__": lambda x, other: engine.Tensor.__ror__(x, other),
    "__rxor__": lambda x, other: engine.Tensor.__rxor__(x, other),
    "__radd__": lambda x, other: engine.Tensor.__radd__(x, other),
    "__rdiv__": lambda x, other: engine.Tensor.__rdiv__(x, other),
    "__rmatmul__": lambda x, other: engine.Tensor.__rmatmul__(x, other),
    "__rmod__": lambda x, other: engine.Tensor.__rmod__(x, other),
    "__rmul__": lambda x, other: engine.Tensor.__rmul__(x, other),
    "__rpow__": lambda x, other: engine.Tensor.__rpow__(x, other),
    "__rsub__": lambda x, other: engine.Tensor.__rsub__(x, other),
    "einsum": lambda tensors, equation: engine.einsum(equation, tensors),
    "polygamma": lambda x, n: engine.polygamma(n, x),
    "where": lambda x, condition, other: engine.where(condition, x, other),
}

# Operators of Python, by the names of the operators they stand for.
OPERATORS = {
    "add": python.add, "sub": python.sub, "mul": python.mul, "div": python.truediv, "true_divide": python.truediv,
    "pow": python.pow, "remainder": python.mod, "matmul": python.matmul, "neg": python.neg, "abs": python.abs,
    "positive": python.pos,
}  # fmt: skip


def function(info: Any) -> Call | None:
    """engine's counterpart of the function that PyTorch's table calls; None where only a method exists."""
    if info.name in _SPECIAL:
        return _SPECIAL[info.name]
    try:
        return _checked(reduce(getattr, info.name.split("."), engine))
    except AttributeError:
        return None


def _checked(found: Any) -> Call:
    if not callable(found):
        raise TypeError(f"{found!r} cannot be called")
    return found  # type: ignore[no-any-return]


def method(info: Any) -> Call | None:
    """The method of engine's Tensor with the name of PyTorch's; None where PyTorch has none."""
    theirs = info.method_variant
    if theirs is None or info.name in _SPECIAL:
        return None
    name = theirs.__name__

    def call(x: Any, *args: Any, **options: Any) -> Any:
        return getattr(x, name)(*args, **options)

    return call


def in_place(info: Any) -> Call | None:
    """The in-place method, or the function with inplace=True; None where PyTorch has none."""
    theirs = info.inplace_variant
    if theirs is None:
        return None
    if info.name.startswith("nn.functional."):
        return partial(_checked(function(info)), inplace=True)
    name = theirs.__name__

    def call(x: Any, *args: Any, **options: Any) -> Any:
        return getattr(x, name)(*args, **options)

    return call
