"""Between named coordinates (`x`, `x[0]`, a matrix) and the flat vector of components that arrays are made of."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeAlias

import numpy as np
from msgspec import Struct

import engine
from engine import Tensor
from gradexplorer.lang import Function

Array: TypeAlias = np.ndarray[Any, np.dtype[Any]]
Values: TypeAlias = Callable[[Array], Array]
"""A curve: values (n,) at places (n,)."""
Coordinates: TypeAlias = Mapping[str, Any]
"""A value for each variable: a float, or nested tuples of floats."""


class Components(Struct, frozen=True):
    """The variables of a function laid end to end.

    `names` are the components' ("x", or "x[0]", "x[1]", ...), `shapes` the variables', by name and in order.
    """

    names: tuple[str, ...]
    shapes: Mapping[str, tuple[int, ...]]

    @classmethod
    def of(cls, function: Function, coordinates: Coordinates) -> Components:
        """The components of a function's variables at these coordinates."""
        shapes = {name: np.shape(coordinates[name]) for name in function.variables}
        names: list[str] = []
        for name, shape in shapes.items():
            names += [name + "".join(f"[{j}]" for j in place) for place in np.ndindex(*shape)]
        return cls(tuple(names), shapes)

    def flatten(self, coordinates: Coordinates) -> Array:
        """The components' values, shape (k,)."""
        parts = [np.asarray(coordinates[name], dtype=np.float64).reshape(-1) for name in self.shapes]
        return np.concatenate(parts) if parts else np.zeros(0)

    def slices(self) -> Iterator[tuple[str, slice, tuple[int, ...]]]:
        """For each variable its name, its part of the flat vector, and its shape."""
        start = 0
        for name, shape in self.shapes.items():
            size = int(np.prod(shape))
            yield name, slice(start, start + size), shape
            start += size

    def place(self, number: int) -> tuple[str, int]:
        """The variable of component `number`, and which of its components that is; ("", 0) where there is none."""
        for name, part, _ in self.slices():
            if part.start <= number < part.stop:
                return name, number - part.start
        return "", 0

    def tensors(self, flat: Array, dtype: engine.dtype, *, requires_grad: bool = False) -> dict[str, Tensor]:
        """The variables as Tensors, from (k,) components or, with a sample axis, from (k, N) ones."""
        return {
            name: engine.tensor(flat[part].reshape(shape + flat.shape[1:]), dtype=dtype, requires_grad=requires_grad)
            for name, part, shape in self.slices()
        }

    def coordinates(self, flat: Array) -> dict[str, Any]:
        """The coordinates that a flat vector stands for, as floats and nested tuples."""
        return {name: _as_value(flat[part].reshape(shape)) for name, part, shape in self.slices()}


def _as_value(array: Array) -> Any:
    if array.ndim == 0:
        return float(array)
    return tuple(_as_value(part) for part in array)


def constants(sliders: Mapping[str, float], dtype: engine.dtype) -> dict[str, Tensor]:
    """Slider values as 0-d Tensors, the same at every sample."""
    return {name: engine.tensor(value, dtype=dtype) for name, value in sliders.items()}


def flat_gradients(
    output: Tensor, inputs: list[Tensor], *, create_graph: bool = False, retain_graph: bool | None = None
) -> list[Tensor]:
    """The gradient of the sum of `output` for each input, zeros where it does not depend on it."""
    if not output.requires_grad or not inputs:
        return [engine.zeros_like(x) for x in inputs]
    total = output if output.ndim == 0 else output.sum()
    found = engine.autograd.grad(
        total, inputs, retain_graph=retain_graph, create_graph=create_graph, materialize_grads=True
    )
    return list(found)


def host(tensor: Tensor) -> Array:
    """The values in float64 on the host: the tensor's own memory where it is such, not a copy."""
    return np.asarray(raw(tensor), dtype=np.float64)


def raw(tensor: Tensor) -> Array:
    """The values in their own dtype on the host. On the CPU it is the tensor's own memory, not a copy."""
    array: Any = tensor._array
    values: Array = array if isinstance(array, np.ndarray) else tensor.detach().cpu()._array
    return values
