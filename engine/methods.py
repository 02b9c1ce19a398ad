"""What a Tensor can do: operators, methods and in-place forms, bound to the class from the functions."""

from __future__ import annotations

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from engine import dtypes, errors, printing, views
from engine.backends import backend_of
from engine.functions import (
    activation,
    axes,
    create as creation,
    decompose,
    diagonal,
    elementwise,
    extremum,
    index,
    join,
    layout,
    linalg,
    moment,
    norm,
    parts,
    quantile,
    reduce,
    relabel,
    sample,
    scan,
    scatter,
    shape,
    sort,
    special,
)
from engine.functions.arguments import operand
from engine.ops import create, elementwise as ops
from engine.ops.legacy import TensorType
from engine.shortcut import binary
from engine.tensor import Tensor, wrap


def _operator(function: Callable[..., Any]) -> Callable[..., Any]:
    """A binary operator that leaves unknown operands to the other side."""

    def method(self: Tensor, other: Any) -> Any:
        if type(other) is not Tensor and (other := operand(other)) is NotImplemented:
            return NotImplemented
        return function(self, other)

    return method


def _reflected(function: Callable[..., Any]) -> Callable[..., Any]:
    def method(self: Tensor, other: Any) -> Any:
        if (other := operand(other)) is NotImplemented:
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
}
_SHORT = {"add": ops.add, "sub": ops.sub, "mul": ops.mul, "truediv": ops.div}
_REFLECTED = {
    "add": lambda other, self: elementwise.add(self, other),
    "mul": lambda other, self: elementwise.mul(self, other),
    "sub": lambda other, self: elementwise.rsub(self, other),
    "truediv": lambda other, self: elementwise.rdiv(self, other),
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.remainder,
    "pow": elementwise.pow,
    "matmul": linalg.matmul,
    "and": elementwise.bitwise_and,
    "or": elementwise.bitwise_or,
    "xor": elementwise.bitwise_xor,
}
_IN_PLACE_OPERATORS = {
    "add": elementwise.add,
    "sub": elementwise.sub,
    "mul": elementwise.mul,
    "truediv": elementwise.div,
    "floordiv": elementwise.floor_divide,
    "mod": elementwise.remainder,
    "pow": elementwise.pow,
}
_ROOMS = (
    elementwise, special, activation, reduce, extremum, moment, norm, scan, sort, quantile, shape, axes, parts, join,
    diagonal, layout, relabel, index, scatter, linalg, decompose, sample, creation,
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


_CAST = """This tensor in {name}; itself if it is that already.

Shape: any.
Dtype: {name}.
Raises: nothing.
Source: torch.Tensor.to; the gradient is cast back.
"""


def _cast(dtype: dtypes.DType) -> Callable[[Tensor], Tensor]:
    def method(self: Tensor) -> Tensor:
        return create.to(self, dtype)

    method.__doc__ = _CAST.format(name=dtype.name)
    return method


def _host(self: Tensor) -> Any:
    return backend_of(self._array).to_host(self._array)


def numpy(self: Tensor, *, force: bool = False) -> Any:
    """The values as a NumPy array on the same memory; with `force` a tensor is detached and copied to the host first.

    Shape: any.
    Dtype: as this tensor.
    Raises: RuntimeError where a gradient is recorded, TypeError on CUDA.
    Source: torch.Tensor.numpy.
    """
    if force:
        return _host(self)
    if self.requires_grad:
        raise RuntimeError(errors.NUMPY_OF_TRACKED)
    if self.device.type != "cpu":
        raise TypeError(
            f"can't convert {self.device} device type tensor to numpy. Use Tensor.cpu() to copy the tensor to host"
            " memory first."
        )
    return self._array


def array_interface(self: Tensor, dtype: Any = None, copy: bool | None = None) -> Any:
    """NumPy's view of the values, for `np.asarray(tensor)` and NumPy's functions."""
    values = numpy(self)
    if dtype is not None and values.dtype != dtype:
        return values.astype(dtype)
    return values.copy() if copy else values


def array_wrap(self: Tensor, array: Any, context: Any = None, return_scalar: bool = False) -> Tensor:
    """What a NumPy function computed from this tensor, as a tensor."""
    return wrap(np.asarray(array))


def item(self: Tensor) -> Any:
    """The one element as a Python number.

    Shape: one element.
    Dtype: bool, int or float.
    Raises: RuntimeError for any other number of elements.
    Source: torch.Tensor.item.
    """
    if self._array.size != 1:
        raise RuntimeError(f"a Tensor with {self._array.size} elements cannot be converted to Scalar")
    return _host(self).item()


def tolist(self: Tensor) -> Any:
    """The values as nested lists of Python numbers, or one number.

    Shape: any.
    Dtype: bool, int or float.
    Raises: nothing.
    Source: torch.Tensor.tolist.
    """
    return _host(self).tolist()


_told_scalar = False


def _scalar(self: Tensor, kind: type) -> Any:
    global _told_scalar
    if self._array.size != 1:
        raise ValueError("only one element tensors can be converted to Python scalars")
    if self.requires_grad and not _told_scalar:
        _told_scalar = True  # once a process, as PyTorch does
        warnings.warn(
            "Converting a tensor with requires_grad=True to a scalar may lead to unexpected behavior.\nConsider using"
            " tensor.detach() first.",
            UserWarning,
            stacklevel=3,
        )
    return kind(_host(self).item())


def to_bool(self: Tensor) -> bool:
    """The truth of the one element. RuntimeError for any other number of elements."""
    if self._array.size != 1:
        few = "no values" if self._array.size == 0 else "more than one value"
        raise RuntimeError(f"Boolean value of Tensor with {few} is ambiguous")
    return bool(_host(self).item())


def to_index(self: Tensor) -> int:
    """The one element as an index. TypeError unless it is one integer."""
    if self._array.size != 1 or self._array.dtype.kind not in "iub":
        raise TypeError("only integer tensors of a single element can be converted to an index")
    return int(_host(self).item())


def length(self: Tensor) -> int:
    """The size of the first dim. TypeError for a 0-d tensor."""
    if self._array.ndim == 0:
        raise TypeError("len() of a 0-d tensor")
    return int(self._array.shape[0])


def iterate(self: Tensor) -> Iterator[Tensor]:
    """The slices along the first dim. TypeError for a 0-d tensor."""
    if self._array.ndim == 0:
        raise TypeError("iteration over a 0-d tensor")
    return iter(parts.unbind(self, 0))


def contains(self: Tensor, value: Any) -> bool:
    """Whether some element equals `value`, a number or a tensor that broadcasts. RuntimeError for anything else."""
    if not isinstance(value, Tensor | bool | int | float | np.generic):
        raise RuntimeError(
            f"Tensor.__contains__ only supports Tensor or scalar, but you passed in a {type(value)}."
        )
    return bool(elementwise.eq(self.detach(), value)._array.any())


def backwards(self: Tensor) -> Tensor:
    """The slices along the first dim in reverse order, as a copy; what `reversed` gives."""
    return axes.flip(self, 0) if self.ndim else self


def no_complex(self: Tensor) -> complex:
    """Complex numbers are out of engine's scope: always a TypeError."""
    raise TypeError("complex() of a tensor: engine has no complex numbers")


def represent(self: Tensor) -> str:
    """The values and what is not the default, as PyTorch prints them."""
    node = self.grad_fn
    return printing.format_tensor(
        _host(self),
        dtype_name=self.dtype.name,
        default_dtype_name=dtypes.get_default_dtype().name,
        device=str(self.device),
        requires_grad=self.requires_grad,
        grad_fn_name=None if node is None else node.name(),
    )


def text_format(self: Tensor, spec: str) -> str:
    """A 0-d tensor formats as its number; others take no format."""
    return format(item(self), spec) if self._array.ndim == 0 else object.__format__(self, spec)


def is_cuda(self: Tensor) -> bool:
    """Whether the memory is a GPU's.

    Shape: any.
    Dtype: a Python bool.
    Raises: nothing.
    Source: torch.Tensor.is_cuda.
    """
    return bool(self.device.type == "cuda")


def is_cpu(self: Tensor) -> bool:
    """Whether the memory is main memory.

    Shape: any.
    Dtype: a Python bool.
    Raises: nothing.
    Source: torch.Tensor.is_cpu.
    """
    return bool(self.device.type == "cpu")


def nbytes(self: Tensor) -> int:
    """The bytes of all elements.

    Shape: any.
    Dtype: a Python int.
    Raises: nothing.
    Source: torch.Tensor.nbytes.
    """
    return int(self._array.nbytes)


def get_device(self: Tensor) -> int:
    """The index of the GPU that holds the memory, -1 for main memory.

    Shape: any.
    Dtype: a Python int.
    Raises: nothing.
    Source: torch.Tensor.get_device.
    """
    return -1 if self.device.index is None else int(self.device.index)


def kind(self: Tensor, dtype: Any = None) -> Any:
    """The legacy name of the type, "engine.FloatTensor"; with a dtype or such a name, this tensor cast to it.

    Shape: any.
    Dtype: as asked for.
    Raises: ValueError for a name that is none.
    Source: torch.Tensor.type.
    """
    if isinstance(dtype, str):
        named = {f"{library}.{known.legacy}": known for known in dtypes.ALL for library in ("engine", "torch")}
        if dtype not in named:
            raise ValueError(f"invalid type: '{dtype}'")
        dtype = named[dtype]
    if isinstance(dtype, TensorType):
        dtype = dtype.dtype
    if dtype is not None:
        return create.to(self, dtypes.as_dtype(dtype))
    return f"engine.{'cuda.' if self.device.type == 'cuda' else ''}{self.dtype.legacy}"


def dim(self: Tensor) -> int:
    """The number of dims.

    Shape: any.
    Dtype: a Python int.
    Raises: nothing.
    Source: torch.Tensor.dim.
    """
    return self.ndim


def cpu(self: Tensor) -> Tensor:
    """This tensor in main memory; itself if it is there already.

    Shape: any.
    Dtype: as this tensor.
    Raises: nothing.
    Source: torch.Tensor.cpu; the gradient is carried back.
    """
    return create.to(self, device="cpu")


def cuda(self: Tensor, device: Any = None) -> Tensor:
    """This tensor on a GPU, by default the current one.

    Shape: any.
    Dtype: as this tensor.
    Raises: AssertionError, saying why, where there is none.
    Source: torch.Tensor.cuda; the gradient is carried back.
    """
    return create.to(self, device=f"cuda:{device}" if isinstance(device, int) else device or "cuda")


def where(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor's elements where `condition` holds, else those of `other`.

    Shape: the three broadcast.
    Dtype: the common one of this tensor and `other`; `condition` bool.
    Raises: RuntimeError for shapes that do not fit.
    Source: torch.Tensor.where.
    """
    return ops.where(condition, self, other)


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype and on the device of `other`.

    Shape: any.
    Dtype: that of `other`.
    Raises: nothing.
    Source: torch.Tensor.type_as.
    """
    return create.to(self, other)


def element_size(self: Tensor) -> int:
    """The bytes of one element.

    Shape: any.
    Dtype: a Python int.
    Raises: nothing.
    Source: torch.Tensor.element_size.
    """
    return self.dtype.itemsize


def is_floating_point(self: Tensor) -> bool:
    """Whether the dtype is float16, float32 or float64.

    Shape: any.
    Dtype: a Python bool.
    Raises: nothing.
    Source: torch.Tensor.is_floating_point.
    """
    return self.dtype.is_floating_point


def _bind() -> None:
    for name, function in _OPERATORS.items():
        setattr(Tensor, f"__{name}__", _operator(function))
    for name, op in _SHORT.items():
        setattr(Tensor, f"__{name}__", binary(op, getattr(Tensor, f"__{name}__")))
    for name, function in _REFLECTED.items():
        setattr(Tensor, f"__r{name}__", _reflected(function))
    for name, op in {"add": ops.add, "mul": ops.mul, "sub": ops.rsub}.items():
        setattr(Tensor, f"__r{name}__", binary(op, getattr(Tensor, f"__r{name}__")))
    for name, function in _IN_PLACE_OPERATORS.items():
        setattr(Tensor, f"__i{name}__", _operator(views.in_place(function)))
    for room in _ROOMS:
        for name in room.METHODS.split():
            setattr(Tensor, name, getattr(room, name))
        for name in room.IN_PLACE.split():
            setattr(Tensor, f"{name}_", views.in_place(getattr(room, name)))
    for name, dtype in _DTYPES.items():
        setattr(Tensor, name, _cast(dtype))
    special: dict[str, Any] = {
        "__neg__": elementwise.neg, "__pos__": elementwise.positive, "__abs__": elementwise.abs,
        "__invert__": elementwise.bitwise_not, "__getitem__": index.getitem, "__setitem__": index.setitem,
        "__array__": array_interface, "__array_wrap__": array_wrap, "__bool__": to_bool, "__index__": to_index,
        "__float__": lambda self: _scalar(self, float), "__int__": lambda self: _scalar(self, int),
        "__len__": length, "__iter__": iterate, "__contains__": contains, "__repr__": represent,
        "__format__": text_format, "__deepcopy__": deep_copy, "__hash__": object.__hash__,
        "numpy": numpy, "item": item, "tolist": tolist, "dim": dim, "nelement": reduce.numel, "type": kind,
        "__reversed__": backwards, "__complex__": no_complex, "get_device": get_device,
        "is_cuda": property(is_cuda), "is_cpu": property(is_cpu),
        "cpu": cpu, "cuda": cuda, "to": create.to, "where": where, "type_as": type_as,
        "copy_": views.copy_, "fill_": views.fill_, "zero_": views.zero_, "detach_": detach_,
        "element_size": element_size, "is_floating_point": is_floating_point,
        "itemsize": property(element_size), "nbytes": property(nbytes),
    }  # fmt: skip
    for name, value in special.items():
        setattr(Tensor, name, value)


def deep_copy(self: Tensor, memo: dict[int, Any]) -> Tensor:
    """For `copy.deepcopy`: a leaf with its values and gradient. RuntimeError for a result, as in PyTorch."""
    if not self.is_leaf:
        raise RuntimeError(errors.DEEP_COPY)
    if id(self) not in memo:
        copied = wrap(self._value.copy())
        copied._wants_grad = self._wants_grad
        copied._grad = None if self._grad is None else wrap(self._grad._value.copy())
        memo[id(self)] = copied
    found: Tensor = memo[id(self)]
    return found


def detach_(self: Tensor) -> Tensor:
    """Cut this tensor off its history, in place.

    Shape: any.
    Dtype: as this tensor.
    Raises: RuntimeError for a view, whose history is its base's.
    Source: torch.Tensor.detach_.
    """
    if self._base is not None:
        raise RuntimeError("Can't detach views in-place. Use detach() instead.")
    self._edge, self._wants_grad = None, False
    return self


_bind()
