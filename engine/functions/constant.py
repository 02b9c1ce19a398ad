"""Tensors of one value: zeros, ones, full, their likes and the methods `new_…`; and the identity."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.functions.arguments import need_tensors
from engine.functions.construct import numbers, tensor
from engine.functions.docstrings import SIZE, described
from engine.functions.placing import count, filled, kind_of, number, placed, sequence_size, size_of
from engine.tensor import Tensor

_RAISES = "TypeError for a size or dtype that is none, RuntimeError for a negative size."


def _filled(value: int, name: str, means: str) -> Any:
    def make(
        *sizes: Any, size: Any = None, dtype: Any = None, device: Any = None, requires_grad: bool = False
    ) -> Tensor:
        shape = size_of(sizes, name, size)
        return filled(name, shape, value, kind_of(name, dtype, dtypes.get_default_dtype()), device, requires_grad)

    return described(make, name, means, shape=SIZE, dtype="the default one.", raises=_RAISES)


def _filled_like(value: int, name: str, means: str) -> Any:
    def make(input: Tensor, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
        need_tensors(name, input=input)
        where = input.device if device is None else device
        return filled(name, input._array.shape, value, kind_of(name, dtype, input.dtype), where, requires_grad)

    dtype = "as the input, whose device it has too."
    return described(make, name, means, shape="as the input.", dtype=dtype, raises=_RAISES)


def _new(value: int, name: str, means: str) -> Any:
    def make(
        self: Tensor,
        *sizes: Any,
        size: Any = None,
        dtype: Any = None,
        device: Any = None,
        requires_grad: bool = False,
    ) -> Tensor:
        shape = size_of(sizes, name, size)
        where = self.device if device is None else device
        return filled(name, shape, value, kind_of(name, dtype, self.dtype), where, requires_grad)

    dtype, source = "as this tensor, whose device it has too.", f"torch.Tensor.{name}."
    return described(make, name, means, shape=SIZE, dtype=dtype, raises=_RAISES, source=source)


zeros, ones = _filled(0, "zeros", "Every element 0."), _filled(1, "ones", "Every element 1.")
zeros_like = _filled_like(0, "zeros_like", "Every element 0, the rest as the input has it.")
ones_like = _filled_like(1, "ones_like", "Every element 1, the rest as the input has it.")
# PyTorch leaves these as the memory was found.
empty = _filled(0, "empty", "A tensor to be written to; every element is 0.")
empty_like = _filled_like(0, "empty_like", "A tensor like the input, to be written to; every element is 0.")
new_zeros = _new(0, "new_zeros", "Every element 0, the rest as this tensor has it.")
new_ones = _new(1, "new_ones", "Every element 1, the rest as this tensor has it.")
new_empty = _new(0, "new_empty", "A tensor to be written to; every element is 0, the rest as this tensor has it.")


def full(
    size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Every element `fill_value`, a number or a 0-d tensor.

    Shape: one sequence of integers.
    Dtype: bool, int64 or the default floating-point type, as the value is one.
    Raises: TypeError for a size or value that is none, RuntimeError for one that the dtype cannot hold.
    Source: torch.full.
    """
    shape = sequence_size("full", size)
    value = number("full", "fill_value", 2, fill_value)
    default = fill_value.dtype if isinstance(fill_value, Tensor) else dtypes.scalar_dtype(value)
    kind = kind_of("full", dtype, default)
    return filled("full", shape, scalars.element(kind, value), kind, device, requires_grad)


def full_like(
    input: Tensor, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Every element `fill_value`, a number or a 0-d tensor; the rest as the input has it.

    Shape: as the input.
    Dtype: as the input, whose device it has too.
    Raises: TypeError for a value that is none, RuntimeError for one that the dtype cannot hold.
    Source: torch.full_like.
    """
    need_tensors("full_like", input=input)
    kind = kind_of("full_like", dtype, input.dtype)
    value = scalars.element(kind, number("full_like", "fill_value", 2, fill_value))
    where = input.device if device is None else device
    return filled("full_like", input._array.shape, value, kind, where, requires_grad)


def new_full(
    self: Tensor, size: Any, fill_value: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """Every element `fill_value`, a number or a 0-d tensor; the rest as this tensor has it.

    Shape: one sequence of integers.
    Dtype: as this tensor, whose device it has too.
    Raises: TypeError for a size or value that is none, RuntimeError for one that the dtype cannot hold.
    Source: torch.Tensor.new_full.
    """
    shape, kind = sequence_size("new_full", size), kind_of("new_full", dtype, self.dtype)
    value = scalars.element(kind, number("new_full", "fill_value", 2, fill_value))
    return filled("new_full", shape, value, kind, self.device if device is None else device, requires_grad)


def new_tensor(
    self: Tensor, data: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False
) -> Tensor:
    """A new leaf with a copy of `data`, in this tensor's dtype and on its device.

    Shape: that of the data.
    Dtype: as this tensor.
    Raises: as `tensor` does.
    Source: torch.Tensor.new_tensor.
    """
    kind = kind_of("new_tensor", dtype, self.dtype)
    where = self.device if device is None else device
    if isinstance(data, Tensor):
        return tensor(data, dtype=kind, device=where, requires_grad=requires_grad)
    return placed(numbers(data, kind), where, None, requires_grad)


def scalar_tensor(s: Any, *, dtype: Any = None, device: Any = None, requires_grad: bool = False) -> Tensor:
    """A 0-d tensor of one number.

    Shape: 0-d.
    Dtype: the default one.
    Raises: TypeError for what is no number, RuntimeError for what the dtype cannot hold.
    Source: torch.scalar_tensor.
    """
    kind = kind_of("scalar_tensor", dtype, dtypes.get_default_dtype())
    value = scalars.element(kind, number("scalar_tensor", "s", 1, s))
    return filled("scalar_tensor", (), value, kind, device, requires_grad)


_EYES = ("int n", "int n, int m")


def eye(*sizes: Any, dtype: Any = None, device: Any = None, requires_grad: bool = False, **named: Any) -> Tensor:
    """Ones on the main diagonal, zeros elsewhere: `eye(n)` or `eye(n, m)`.

    Shape: (n, m), with m = n unless given.
    Dtype: the default one.
    Raises: TypeError for what are no integers, RuntimeError for negative ones.
    Source: torch.eye.
    """
    given = dict(zip("nm", sizes, strict=False)) | named
    if not 1 <= len(sizes) + len(named) <= 2 or not {"n"} <= set(given) <= {"n", "m"}:
        raise errors.no_overload("eye", sizes, *_EYES, **named)
    rows, columns = (count("eye", key, j, given.get(key, given["n"])) for j, key in enumerate("nm", 1))
    for key, n in (("n", rows), ("m", columns)):
        if n < 0:
            raise RuntimeError(f"{key} must be greater or equal to 0, got {n}")
    kind = kind_of("eye", dtype, dtypes.get_default_dtype())
    return placed(np.eye(rows, columns, dtype=kind.numpy), device, None, requires_grad, "eye")
