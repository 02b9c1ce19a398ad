"""Writing under masks and one value into many places, out of place; `scatter` offers these with its own."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors, scalars
from engine.backends import backend_of, check_index
from engine.errors import type_name
from engine.functions.arguments import need_tensors, one_dim
from engine.functions.shape import broadcast_shape, expand
from engine.ops import index as ops
from engine.tensor import Tensor
from engine.views import assign, check

_INDEX_FILLS = (
    "Tensor input, int dim, Tensor index, Tensor value",
    "Tensor input, int dim, Tensor index, Number value",
)
_MASKED_FILLS = ("Tensor input, Tensor mask, Tensor value", "Tensor input, Tensor mask, Number value")


def index_fill(input: Tensor, dim: int, index: Tensor, value: Any) -> Tensor:
    """`input` with its slices at these positions along `dim` filled with `value`, a number or a 0-d tensor.

    Shape: as the input; `index` is 1-d or 0-d, and may count from the end.
    Dtype: as the input, to which the value is cast; `index` int64.
    Raises: IndexError for a position out of range or another dtype, RuntimeError for a tensor with dims.
    Source: torch.index_fill; the value's gradient is the sum over what it filled.
    """
    need_tensors("index_fill", 1, 3, input=input, index=index)
    _check_filling("index_fill", _INDEX_FILLS, value, [input, dim, index, value])
    axis = one_dim(dim, input.ndim, "index_fill")
    if index.dtype is not dtypes.int64:
        raise IndexError("index_fill_(): Expected dtype int64 for index.")
    if index.ndim > 1:
        raise RuntimeError("Index has to be a vector/scalar")
    shape = input._array.shape or (1,)
    place = (*[slice(None)] * axis, index._array.reshape(-1))
    check_index(shape, place)
    xp = backend_of(input._array).xp
    mask = xp.zeros(tuple(n if d == axis else 1 for d, n in enumerate(shape)), dtype=bool)
    mask[place] = True
    mask = mask.reshape(()) if input.ndim == 0 else mask
    if isinstance(value, Tensor):
        return ops.index_fill_tensor(input, value, mask=mask)
    return ops.index_fill(input, mask=mask, value=scalars.element(input.dtype, value))


def _check_filling(name: str, ways: tuple[str, ...], value: Any, arguments: list[Any]) -> None:
    """Raise for a value to fill with that is neither a number nor a tensor without dims."""
    if isinstance(value, Tensor) and value.ndim:
        raise RuntimeError(
            f"{name}_ only supports a 0-dimensional value tensor, but got tensor with {value.ndim} dimension(s)."
        )
    if not isinstance(value, Tensor | bool | int | float | np.generic):
        raise errors.no_overload(name, arguments, *ways)


def masked_fill(input: Tensor, mask: Tensor, value: Any) -> Tensor:
    """`value`, a number or a 0-d tensor, where the mask holds, else `input`.

    Shape: input and mask broadcast.
    Dtype: as the input, to which the value is cast; `mask` bool.
    Raises: RuntimeError for a mask of another dtype, a tensor with dims, or a number that the dtype cannot hold.
    Source: torch.masked_fill; the value's gradient is the sum over what it filled.
    """
    _check_filling("masked_fill", _MASKED_FILLS, value, [input, mask, value])
    if not isinstance(mask, Tensor):
        raise errors.no_overload("masked_fill", [input, mask, value], *_MASKED_FILLS)
    if mask.dtype is not dtypes.bool_:
        raise RuntimeError(f"masked_fill_ only supports boolean masks, but got mask with dtype {mask.dtype.c_name}")
    broadcast_shape([mask._array.shape, input._array.shape])  # raises where the two do not fit
    if isinstance(value, Tensor):
        return ops.masked_fill_tensor(input, value, mask=mask._array)
    return ops.masked_fill(input, mask=mask._array, value=scalars.element(input.dtype, value, half=True))


def masked_scatter(input: Tensor, mask: Tensor, source: Tensor) -> Tensor:
    """`input` with the elements where the mask holds replaced, in order, by the first elements of `source`.

    Shape: input and mask broadcast; `source` has at least as many elements as are replaced.
    Dtype: as the input, which `source` must have; `mask` bool.
    Raises: RuntimeError for another dtype, or too few elements.
    Source: torch.masked_scatter; the source's gradient is what the mask selects.
    """
    need_tensors("masked_scatter", input=input, mask=mask, source=source)
    if source.dtype is not input.dtype:
        raise RuntimeError(
            f"masked_scatter: expected self and source to have same dtypes but got{input.dtype.printed} and"
            f" {source.dtype.printed}"
        )
    if mask.dtype is not dtypes.bool_:
        raise RuntimeError(
            f"masked_scatter_ only supports boolean masks, but got mask with dtype {mask.dtype.printed}"
        )
    shape = broadcast_shape([input._array.shape, mask._array.shape])
    whole = backend_of(mask._array).xp.broadcast_to(mask._array, shape)
    count, size = int(whole.sum()), int(source._array.size)
    if count > size:
        raise RuntimeError("Number of elements of source < number of ones in mask")
    expanded = expand(input, *shape) if input._array.shape != shape else input
    return ops.masked_scatter(expanded, source, mask=whole, count=count, size=size, source=source._array.shape)


def fill_diagonal_(self: Tensor, fill_value: Any, wrap: bool = False) -> Tensor:
    """Write a number to the main diagonal, in place; with `wrap` the diagonal of a tall matrix begins again below it.

    Shape: two dims, or more of one size.
    Dtype: any, to which the number is cast.
    Raises: RuntimeError for fewer dims or different sizes, or a number that the dtype cannot hold.
    Source: torch.Tensor.fill_diagonal_.
    """
    if isinstance(fill_value, Tensor):
        fill_value = fill_value.item()
    if not isinstance(fill_value, bool | int | float | np.generic):
        raise TypeError(
            f"fill_diagonal_(): argument 'fill_value' (position 1) must be Number, not {type_name(fill_value)}"
        )
    shape = self._array.shape
    if len(shape) < 2:
        raise RuntimeError("dimensions must larger than 1")
    if len(shape) > 2 and len(set(shape)) > 1:
        raise RuntimeError("all dimensions of input must be of equal length")
    check(self)
    xp = backend_of(self._array).xp
    size = int(self._array.size)
    step = sum(int(np.prod(shape[d + 1 :])) for d in range(len(shape)))
    mask = xp.zeros(size, dtype=bool)
    mask[: size if wrap or len(shape) > 2 else min(shape) * step : step] = True
    value = scalars.element(self.dtype, fill_value)
    return assign(self, ops.masked_fill(self, mask=mask.reshape(shape), value=value))
