"""The in-place forms of views: the memory stays as it is, and the tensor shows it in another way."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from engine.functions.arguments import given, one_dim
from engine.functions.axes import check_matrix
from engine.functions.shape import ones_among
from engine.ops import shape as ops
from engine.tensor import Tensor
from engine.views import relabel


def transpose_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Exchange two dims of this tensor, and return it; the memory stays as it is.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for a leaf that requires a gradient.
    Source: torch.Tensor.transpose_.
    """
    first, second = (one_dim(dim, input.ndim, "transpose_") for dim in (dim0, dim1))
    return relabel(input, ops.transpose_in_place, first=first, second=second)


def swapaxes_(input: Tensor, axis0: int, axis1: int) -> Tensor:
    """Exchange two dims of this tensor, and return it: NumPy's name for `transpose_`.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: as `transpose_`.
    Source: torch.Tensor.swapaxes_.
    """
    return transpose_(input, axis0, axis1)


def swapdims_(input: Tensor, dim0: int, dim1: int) -> Tensor:
    """Exchange two dims of this tensor, and return it: another name for `transpose_`.

    Shape: any; the two sizes change places.
    Dtype: any; kept.
    Raises: as `transpose_`.
    Source: torch.Tensor.swapdims_.
    """
    return transpose_(input, dim0, dim1)


def t_(input: Tensor) -> Tensor:
    """Make this matrix its transpose, and return it; the memory stays as it is.

    Shape: (n, m) to (m, n); (n,) and 0-d are kept.
    Dtype: any; kept.
    Raises: RuntimeError for more than two dims, or a leaf that requires a gradient.
    Source: torch.Tensor.t_.
    """
    check_matrix("t_", input)
    return relabel(input, ops.t_in_place)


def squeeze_(input: Tensor, dim: Any = None) -> Tensor:
    """Take dims of size 1 out of this tensor, all of them or those of `dim`, and return it.

    Shape: any.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for a leaf that requires a gradient.
    Source: torch.Tensor.squeeze_.
    """
    if dim is None:
        op = ops.squeeze_all_in_place
    else:
        op = ops.squeeze_dims_in_place if isinstance(dim, Sequence) else ops.squeeze_dim_in_place
    return relabel(input, op, axis=ones_among(input, dim), before=input._array.shape)


def unsqueeze_(input: Tensor, dim: Any = None) -> Tensor:
    """Put a dim of size 1 into this tensor, and return it.

    Shape: any; one dim more.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for a leaf that requires a gradient.
    Source: torch.Tensor.unsqueeze_.
    """
    return relabel(input, ops.unsqueeze_in_place, axis=one_dim(given("unsqueeze_", dim), input.ndim + 1, "unsqueeze_"))


__all__: list[str] = []
METHODS = "squeeze_ swapaxes_ swapdims_ t_ transpose_ unsqueeze_"
IN_PLACE = ""
