"""Parameter: a leaf that an optimizer moves."""

from __future__ import annotations

from typing import Any

from engine import errors
from engine.tensor import Tensor, new


class Parameter(Tensor):
    """A tensor that asks for a gradient from the start.

    Shape: as `data`, whose memory it shares; an empty vector without data.
    Dtype: as `data`.
    Raises: RuntimeError for a dtype that has no gradient, unless `requires_grad` is False.
    Source: torch.nn.Parameter.
    """

    __slots__ = ()

    def __new__(cls, data: Any = None, requires_grad: bool = True) -> Parameter:
        """A parameter on the memory of `data`."""
        from engine.functions.constant import empty

        source = empty(0) if data is None else data
        if not isinstance(source, Tensor):
            raise TypeError(f"Parameter(): argument 'data' must be Tensor, not {errors.type_name(source)}")
        if requires_grad and not source.dtype.is_floating_point:
            raise RuntimeError("Only Tensors of floating point and complex dtype can require gradients")
        parameter: Parameter = new(cls)
        parameter._value = source._array
        parameter._cell = [0]
        parameter._edge = parameter._grad = parameter._special = None
        parameter._wants_grad = False
        parameter.requires_grad = requires_grad
        return parameter

    def __repr__(self) -> str:
        return "Parameter containing:\n" + super().__repr__()

    def __deepcopy__(self, memo: dict[int, Any]) -> Parameter:
        if id(self) not in memo:
            memo[id(self)] = type(self)(self.data.clone(), self.requires_grad)
        return memo[id(self)]  # type: ignore[no-any-return]
