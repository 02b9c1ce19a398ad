"""The greatest and the least in PyTorch's spelling: over dims, along one dim with the index, or of two tensors."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine import dtypes, return_types
from engine.functions.arguments import all_dims, one_dim
from engine.functions.docstrings import REDUCED, described
from engine.functions.pick import not_zero, pick_one
from engine.functions.signature import of_tensor
from engine.op import Op
from engine.ops import extremum as ops, sort
from engine.ops.elementwise import maximum, minimum
from engine.tensor import Tensor

Result = Callable[..., Any]


def _not_empty(input: Tensor, name: str) -> None:
    """Raise PyTorch's RuntimeError for the extremum of no elements."""
    if input._array.size == 0:
        raise RuntimeError(
            f"{name}(): Expected reduction dim to be specified for input.numel() == 0. Specify the reduction dim"
            " with the 'dim' argument."
        )


def _extremum(whole: Op, along: Op, place: str, pairwise: Callable[[Any, Any], Tensor], adjective: str) -> Result:
    name = place.removeprefix("arg")

    def function(input: Tensor, dim: Any = None, keepdim: bool = False, *, other: Tensor | None = None) -> Any:
        if isinstance(dim, Tensor) or other is not None:
            return pairwise(input, dim if other is None else other)
        if dim is None:
            _not_empty(input, name)
            return whole(input)
        axis = one_dim(dim, input.ndim, name)

        def order(xp: Any, x: Any) -> Any:
            return getattr(xp, place)(x, axis=axis, keepdims=True)

        return pick_one(along, input, axis, keepdim, order, getattr(return_types, name))

    does = f"The {adjective} element; with `dim` the named tuple (values, indices) along it; with a tensor, of two."
    described(
        function,
        name,
        does,
        f"Of equals along `dim` the first is returned; nan is the {adjective}, too.",
        shape="any; one element, or without `dim`, or with size 1 there (`keepdim`).",
        dtype="any, as the input; indices are int64.",
        raises="RuntimeError for no elements, IndexError for a dim out of range or empty, TypeError for several dims.",
        source=f"torch.{name}; the gradient goes to the element returned, without `dim` evenly to all that equal it.",
    )
    return of_tensor(function)


def _amount(op: Op, name: str, adjective: str) -> Callable[..., Tensor]:
    def function(input: Tensor, dim: Any = None, keepdim: bool = False) -> Tensor:
        dims = all_dims(dim, input.ndim, name)
        if dims is None:
            _not_empty(input, name)
        not_zero(input, dim, f"{name}()")
        return op(input, axis=dims, keepdims=keepdim, shape=input._array.shape)

    described(
        function,
        name,
        f"The {adjective} element over `dim`, or of everything.",
        shape=REDUCED,
        dtype="any, as the input.",
        raises="RuntimeError for no elements or a dim named twice, IndexError for a dim out of range or of size 0.",
        source=f"torch.{name}; the gradient is shared evenly among equals.",
    )
    return of_tensor(function)


def _index(op: Op, name: str, adjective: str) -> Callable[..., Tensor]:
    def function(input: Tensor, dim: int | None = None, keepdim: bool = False) -> Tensor:
        axis = None if dim is None else one_dim(dim, input.ndim, name)
        if input.dtype is dtypes.bool_:
            raise RuntimeError(f"{name}(): does not support bool input")
        if axis is None or input.ndim == 0:
            if input._array.size == 0:
                raise IndexError(f"{name}(): Expected reduction dim to be specified for input.numel() == 0.")
            axis = None
        else:
            not_zero(input, axis, f"{name}()")
        return op(input, axis=axis, keepdims=keepdim)

    described(
        function,
        name,
        f"The index of the {adjective} element along `dim`, or in the flattened tensor; the first of equals.",
        shape="any; one element, or without `dim`, or with size 1 there (`keepdim`).",
        dtype="any but bool; int64.",
        raises="IndexError for no elements or a dim out of range, RuntimeError for bools, TypeError for several dims.",
        source=f"torch.{name}; there is no gradient.",
    )
    return of_tensor(function)


max = _extremum(ops.max_all, sort.max_dim, "argmax", maximum, "greatest")
min = _extremum(ops.min_all, sort.min_dim, "argmin", minimum, "least")
amax = _amount(ops.amax, "amax", "greatest")
amin = _amount(ops.amin, "amin", "least")
argmax = _index(ops.argmax, "argmax", "greatest")
argmin = _index(ops.argmin, "argmin", "least")


@of_tensor
def aminmax(input: Tensor, *, dim: int | None = None, keepdim: bool = False) -> Any:
    """The least and the greatest element along `dim`, or of everything, as the named tuple (min, max).

    Shape: any; one element each, or without `dim`, or with size 1 there (`keepdim`).
    Dtype: any, as the input.
    Raises: RuntimeError for no elements, IndexError for a dim out of range or of size 0.
    Source: torch.aminmax; each gradient is shared evenly among equals.
    """
    axis = None if dim is None else (one_dim(dim, input.ndim, "aminmax"),)
    if axis is None and input._array.size == 0:
        raise RuntimeError(
            "aminmax(): cannot compute aminmax over an empty dimension as the operation has no identity."
        )
    axis = axis if input.ndim else None
    not_zero(input, axis, "aminmax")
    return return_types.aminmax(*ops.aminmax.results(input, axis=axis, keepdims=keepdim, shape=input._array.shape))


__all__ = ["amax", "amin", "aminmax", "argmax", "argmin", "max", "min"]
METHODS = "max min amax amin aminmax argmax argmin"
IN_PLACE = ""
