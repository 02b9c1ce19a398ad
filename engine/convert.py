"""A tensor as Python's and NumPy's values, in another dtype or place, and what it says of itself."""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from typing import Any

import numpy as np

from engine import dlpack, dtypes, errors, pickling, printing
from engine.backends import backend_of
from engine.device import require
from engine.functions import axes, elementwise, parts
from engine.functions.legacy import TensorType
from engine.ops import transfer
from engine.tensor import Tensor, wrap


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


def to_float(self: Tensor) -> float:
    """The one element as a float, once with a warning where a gradient is recorded. ValueError for more elements."""
    return float(_scalar(self, float))


def to_int(self: Tensor) -> int:
    """The one element as an int, its fraction cut off. ValueError for more elements."""
    return int(_scalar(self, int))


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


def no_deletion(self: Tensor, index: Any) -> None:
    """A tensor keeps its elements: always a TypeError."""
    raise TypeError("Tensor does not support deleting items")


def no_complex(self: Tensor) -> complex:
    """Complex numbers are out of engine's scope: always a TypeError."""
    raise TypeError("complex() of a tensor: engine has no complex numbers")


def represent(self: Tensor) -> str:
    """The values and what is not the default, as PyTorch prints them."""
    try:
        node = self.grad_fn
        name = None if node is None else node.name()
    except RuntimeError:  # a view that can have no history any more
        name = "Invalid"
    return printing.format_tensor(
        _host(self),
        dtype_name=self.dtype.name,
        default_dtype_name=dtypes.get_default_dtype().name,
        device=str(self.device),
        requires_grad=self.requires_grad,
        grad_fn_name=name,
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


def to(self: Tensor, *targets: Any, dtype: Any = None, device: Any = None, copy: bool = False) -> Tensor:
    """This tensor in another dtype or on another device; itself where nothing changes and `copy` is False.

    Shape: any.
    Dtype: `dtype`, or that of a tensor given as the target.
    Raises: RuntimeError for text that names no device, AssertionError, saying why, where CUDA cannot be used.
    Source: torch.Tensor.to; the gradient is cast and carried back.
    """
    for target in targets:
        if isinstance(target, Tensor):
            dtype, device = target.dtype, target.device
        elif isinstance(target, dtypes.DType):
            dtype = target
        elif isinstance(target, np.dtype):
            dtype = dtypes.of(target)
        else:
            device = target
    result = self
    if device is not None and (place := require(device)) != self.device:
        result = transfer.transfer(result, place=place, home=self.device)
    if dtype is not None and result._array.dtype != (kind := dtypes.as_dtype(dtype).numpy):
        result = transfer.cast(result if kind.kind == "f" else result.detach(), dtype=kind)
    return transfer.clone(result) if copy and result is self else result


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
        return to(self, dtypes.as_dtype(dtype))
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
    return to(self, device="cpu")


def cuda(self: Tensor, device: Any = None) -> Tensor:
    """This tensor on a GPU, by default the current one.

    Shape: any.
    Dtype: as this tensor.
    Raises: AssertionError, saying why, where there is none.
    Source: torch.Tensor.cuda; the gradient is carried back.
    """
    return to(self, device=f"cuda:{device}" if isinstance(device, int) else device or "cuda")


def where(self: Tensor, condition: Tensor, other: Any) -> Tensor:
    """This tensor's elements where `condition` holds, else those of `other`.

    Shape: the three broadcast.
    Dtype: the common one of this tensor and `other`; `condition` bool.
    Raises: RuntimeError for shapes that do not fit.
    Source: torch.Tensor.where.
    """
    return elementwise.where(condition, self, other)  # type: ignore[no-any-return]


def type_as(self: Tensor, other: Tensor) -> Tensor:
    """This tensor in the dtype and on the device of `other`.

    Shape: any.
    Dtype: that of `other`.
    Raises: nothing.
    Source: torch.Tensor.type_as.
    """
    return to(self, other)


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


METHODS: dict[str, Any] = {
    "__array__": array_interface, "__array_wrap__": array_wrap, "__bool__": to_bool, "__index__": to_index,
    "__float__": to_float, "__int__": to_int, "__complex__": no_complex, "__len__": length, "__iter__": iterate,
    "__reversed__": backwards, "__contains__": contains, "__repr__": represent, "__format__": text_format,
    "__dlpack__": dlpack.export, "__dlpack_device__": dlpack.device_of, "__copy__": pickling.shallow,
    "__deepcopy__": pickling.deep, "__reduce_ex__": pickling.reduce, "__delitem__": no_deletion, "numpy": numpy,
    "item": item, "tolist": tolist, "dim": dim, "type": kind, "to": to, "cpu": cpu, "cuda": cuda, "where": where,
    "type_as": type_as, "get_device": get_device, "is_cuda": property(is_cuda), "is_cpu": property(is_cpu),
    "element_size": element_size, "is_floating_point": is_floating_point, "itemsize": property(element_size),
    "nbytes": property(nbytes),
}  # fmt: skip
"""What `engine.methods` binds to Tensor of this, by name."""
