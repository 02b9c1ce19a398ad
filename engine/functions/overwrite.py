"""Whole tensors written over: with one value, or by a function of Python's element by element."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.functions.shape import expand
from engine.ops import overwrite as ops
from engine.scalars import element
from engine.tensor import Tensor, wrap
from engine.views import assign, check

_FILLS = ("Tensor input, Tensor value", "Tensor input, Number value")


def fill(input: Tensor, value: Any) -> Tensor:
    """A tensor like `input` with `value`, a number or a tensor without dims, for each element.

    Shape: as the input.
    Dtype: as the input, to which the value is cast.
    Raises: RuntimeError for a value with dims, TypeError for what is neither a tensor nor a number.
    Source: torch.fill; the value's gradient is the sum over the elements.
    """
    need_tensors("fill", input=input)
    if isinstance(value, Tensor):
        if value.ndim:
            raise RuntimeError(
                f"fill_ only supports 0-dimension value tensor but got tensor with {value.ndim} dimensions."
            )
        return ops.filled_with(input, value.to(input.device, input.dtype))
    if not isinstance(value, bool | int | float | np.generic):
        raise errors.no_overload("fill", (input, value), *_FILLS)
    return ops.filled(input, value=element(input.dtype, value))


def _written(self: Tensor, values: list[Any]) -> Tensor:
    elements = np.array([element(self.dtype, value) for value in values], dtype=self.dtype.numpy)
    return assign(self, wrap(backend_of(self._array).asarray(elements.reshape(self._array.shape))))


def _refuse_history(name: str, *tensors: Tensor) -> None:
    if any(x.requires_grad for x in tensors):
        raise RuntimeError(f"Can't call {name}() on Variable that requires grad. Use var.detach().{name}() instead.")


def apply_(self: Tensor, callable: Callable[[Any], Any]) -> Tensor:
    """Write over each element what a function of Python gives for it. It is slow: a call for each element.

    Shape: any.
    Dtype: any; what the function gives is cast.
    Raises: RuntimeError where a gradient is recorded, TypeError where the function gives no number.
    Source: torch.Tensor.apply_.
    """
    _refuse_history("apply_", self)
    check(self)
    return _written(self, [callable(value) for value in self.reshape(-1).tolist()])


def map_(self: Tensor, tensor: Tensor, callable: Callable[[Any, Any], Any]) -> Tensor:
    """Write over each element what a function of Python gives for it and the element of another tensor.

    Shape: `tensor` broadcasts to this one.
    Dtype: any, one for both; what the function gives is cast.
    Raises: RuntimeError where a gradient is recorded or the shapes do not fit, TypeError for another dtype.
    Source: torch.Tensor.map_.
    """
    need_tensors("map_", other=tensor)
    _refuse_history("map_", self, tensor)
    if tensor.dtype is not self.dtype:
        raise TypeError(f"map_: expected {self.type()} for 'other' (got {tensor.type()})")
    check(self)
    others = expand(tensor, *self._array.shape).reshape(-1).tolist()
    return _written(self, [callable(a, b) for a, b in zip(self.reshape(-1).tolist(), others, strict=True)])


__all__ = ["fill"]
METHODS = "apply_ map_"
IN_PLACE = ""
