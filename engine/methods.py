"""What a Tensor can do: operators, methods and in-place forms, bound to the class from the functions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import convert, dtypes, errors, views
from engine.functions import (
    activation,
    addition,
    axes,
    contract,
    create,
    decompose,
    diagonal,
    elementwise,
    estimate,
    extremum,
    index,
    join,
    layout,
    linalg,
    matrix,
    moment,
    norm,
    old_decompose,
    overwrite,
    parts,
    quantile,
    reduce,
    relabel,
    sample,
    scan,
    scatter,
    search,
    shape,
    sort,
    special,
    whole,
)
from engine.functions.docstrings import described
from engine.ops import elementwise as ops
from engine.shortcut import binary
from engine.tensor import Tensor, root


def _operand(value: Any) -> Any:
    """The other side of an operator: Tensors and numbers as they are, arrays as Tensors, else NotImplemented."""
    if isinstance(value, np.generic):
        return value.item()  # np.float64 is a float of Python, and would widen float32
    if isinstance(value, Tensor | bool | int | float):
        return value
    return create.from_numpy(value) if isinstance(value, np.ndarray) else NotImplemented


def _operator(function: Callable[..., Any], numbers: bool = True) -> Callable[..., Any]:
    """A binary operator that leaves unknown operands, of which `numbers` may be some, to the other side."""

    def method(self: Tensor, other: Any) -> Any:
        kind = other.__class__
        if kind is Tensor or (numbers and (kind is float or kind is int)):
            return function(self, other)
        other = _operand(other)
        if other is NotImplemented or not (numbers or isinstance(other, Tensor)):
            return NotImplemented
        return function(self, other)

    return method


def _reflected(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Any, other: Any) -> Any:
        if not isinstance(self, Tensor):  # `Tensor.__radd__(2, x)`
            raise TypeError(f"reflected operators of 'engine.Tensor' do not apply to a '{type(self).__name__}' object")
        if (other := _operand(other)) is NotImplemented:
            return NotImplemented
        return function(other, self)

    return method


_OPERATORS = {
    "add": elementwise.add,
    "sub": elementwise.sub,
    "mul": elementwise.mul,
    "truediv": elementwise.div,
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.remainder,
    "pow": elementwise.pow,
    "matmul": linalg.matmul,
    "eq": elementwise.eq,
    "ne": elementwise.ne,
    "lt": elementwise.lt,
    "le": elementwise.le,
    "gt": elementwise.gt,
    "ge": elementwise.ge,
    "and": elementwise.bitwise_and,
    "or": elementwise.bitwise_or,
    "xor": elementwise.bitwise_xor,
    "lshift": elementwise.bitwise_left_shift,
    "rshift": elementwise.bitwise_right_shift,
}
_SHORT = {
    "add": ops.add,
    "sub": ops.sub,
    "mul": ops.mul,
    "truediv": ops.div,
    "eq": ops.eq,
    "ne": ops.ne,
    "lt": ops.lt,
    "le": ops.le,
    "gt": ops.gt,
    "ge": ops.ge,
}
_TURNED = ("floordiv", "mod", "pow", "matmul", "and", "or", "xor", "lshift", "rshift")
_REFLECTED = {name: _OPERATORS[name] for name in _TURNED} | {
    "add": lambda other, self: elementwise.add(self, other),
    "mul": lambda other, self: elementwise.mul(self, other),
    "sub": lambda other, self: elementwise.rsub(self, other),
    "truediv": lambda other, self: elementwise.rdiv(self, other),
    "div": lambda other, self: elementwise.rdiv(self, other),
}
_IN_PLACE_OPERATORS = "add sub mul truediv floordiv mod pow and or xor lshift rshift"
_ROOMS = (
    elementwise, special, activation, reduce, extremum, moment, norm, scan, sort, quantile, shape, axes, parts, join,
    diagonal, layout, relabel, index, scatter, linalg, addition, contract, decompose, old_decompose, sample,
    create, estimate, matrix, overwrite, search, whole,
)  # fmt: skip
"""Each names in `METHODS` which of its functions are methods too, and in `IN_PLACE` which of these write in place."""
_DTYPES = {
    "bool": dtypes.bool_,
    "byte": dtypes.uint8,
    "char": dtypes.int8,
    "short": dtypes.int16,
    "int": dtypes.int32,
    "long": dtypes.int64,
    "half": dtypes.float16,
    "float": dtypes.float32,
    "double": dtypes.float64,
}


def _cast(name: str, dtype: dtypes.DType) -> Callable[[Tensor], Tensor]:
    def method(self: Tensor) -> Tensor:
        return convert.to(self, dtype)

    does, source = f"This tensor in {dtype.name}; itself if it is that already.", f"torch.Tensor.{name}; as `to`."
    return described(method, name, does, shape="any.", dtype=f"{dtype.name}.", raises="nothing.", source=source)


def polygamma(self: Tensor, n: int) -> Tensor:
    """The n-th derivative of digamma at this tensor's elements.

    Shape: any.
    Dtype: floating point; integers and bools as the default one.
    Raises: as `engine.polygamma`.
    Source: torch.Tensor.polygamma.
    """
    return special.polygamma(n, self)


def _bind() -> None:
    for name, function in _OPERATORS.items():
        setattr(Tensor, f"__{name}__", _operator(function, numbers=name != "matmul"))
    for name, op in _SHORT.items():
        setattr(Tensor, f"__{name}__", binary(op, getattr(Tensor, f"__{name}__")))
    for name, function in _REFLECTED.items():
        setattr(Tensor, f"__r{name}__", _reflected(function))
    for name, op in {"add": ops.add, "mul": ops.mul}.items():
        setattr(Tensor, f"__r{name}__", binary(op, getattr(Tensor, f"__r{name}__")))
    Tensor.__rsub__ = binary(ops.rsub, Tensor.__rsub__, tensors=False)  # type: ignore[method-assign]
    for name in _IN_PLACE_OPERATORS.split():
        setattr(Tensor, f"__i{name}__", _operator(views.in_place(_OPERATORS[name])))
    for room in _ROOMS:
        for name in room.METHODS.split():
            setattr(Tensor, name, getattr(room, name))
        for name in room.IN_PLACE.split():
            setattr(Tensor, f"{name}_", views.in_place(getattr(room, name)))
    for name, dtype in _DTYPES.items():
        setattr(Tensor, name, _cast(name, dtype))
    others: dict[str, Any] = {
        "__neg__": elementwise.neg, "__pos__": elementwise.positive, "__abs__": elementwise.abs,
        "__invert__": elementwise.invert, "__getitem__": index.getitem, "__setitem__": index.setitem,
        "__hash__": object.__hash__, "nelement": reduce.numel, "copy_": views.copy_,
        "fill_": views.fill_, "zero_": views.zero_, "detach_": detach_, "real": property(create.real),
        "polygamma": polygamma, "polygamma_": views.in_place(polygamma), **convert.METHODS,
    }  # fmt: skip
    for name, value in others.items():
        setattr(Tensor, name, value)


def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off its history, in place.

    Shape: any.
    Dtype: as this tensor.
    Raises: RuntimeError for a view, whose history is its base's.
    Source: torch.Tensor.detach_.
    """
    if self._base is not None:
        raise RuntimeError(errors.DETACH_VIEW)
    self._edge, self._wants_grad = None, False
    base = root(self)
    base._edge, base._wants_grad = None, False
    return self


_bind()
