"""Norms of matrices, and condition numbers, under `engine.linalg`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.errors import type_name
from engine.functions.arguments import one_dim
from engine.functions.arithmetic import div, mul
from engine.functions.axes import permute
from engine.functions.comparison import nan_to_num
from engine.functions.decompose import check_floating, check_matrices, check_square, svdvals
from engine.functions.elementwise import reciprocal
from engine.functions.extremum import amax, amin
from engine.functions.norm import not_narrower, vector_norm
from engine.functions.reduce import sum
from engine.functions.shape import squeeze, unsqueeze
from engine.functions.signature import of_tensor
from engine.ops import decompose
from engine.ops.create import zeros
from engine.tensor import Tensor


@of_tensor
def norm(
    input: Tensor, ord: float | str | None = None, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of vectors along one dim, or of matrices in two; with neither `ord` nor `dim` the 2-norm of everything.

    Shape: any; without `dim`, or with size 1 there (`keepdim`).
    Dtype: floating-point; `dtype` casts first, to no narrower one.
    Raises: RuntimeError for orders and numbers of dims that have no norm, IndexError for a dim out of range.
    Source: torch.linalg.norm.
    """
    dims = list(dim) if isinstance(dim, Sequence) else None if dim is None else [dim]
    if dims is not None and len(dims) not in (1, 2):
        raise RuntimeError(f"linalg.norm: If dim is specified, it must be of length 1 or 2. Got {dims}")
    if dims is None and ord is not None and input.ndim not in (1, 2):
        raise RuntimeError(
            f"linalg.norm: If dim is not specified but ord is, the input must be 1D or 2D. Got {input.ndim}D."
        )
    if ord is None:
        return vector_norm(input, 2, dims, keepdim, dtype=dtype)
    if isinstance(ord, str) or (len(dims) if dims is not None else input.ndim) == 2:
        return matrix_norm(input, ord, (-2, -1) if dims is None else dims, keepdim, dtype=dtype)
    return vector_norm(input, ord, dims, keepdim, dtype=dtype)


@of_tensor
def matrix_norm(
    input: Tensor, ord: float | str = "fro", dim: Sequence[int] = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of matrices: "fro", "nuc" (the sum of singular values), ±2 (their extremes), ±1 and ±inf (of sums).

    Shape: any of two dims or more; without the two of `dim`, or with size 1 there (`keepdim`).
    Dtype: floating-point; `dtype` casts first, to no narrower one.
    Raises: RuntimeError for other orders, dims and dtypes, IndexError for a dim out of range.
    Source: torch.linalg.matrix_norm.
    """
    name = "linalg.matrix_norm"
    if ord not in ("fro", "nuc") and (isinstance(ord, str) or abs(ord) not in (1, 2, math.inf)):
        raise RuntimeError(f"{name}: Order {ord} not supported.")
    check_matrices(input, name)
    if not input.dtype.is_floating_point:
        check_floating(input, name)
    if not isinstance(dim, Sequence):
        raise TypeError(f"linalg_matrix_norm(): argument 'dim' must be tuple of ints, not {type_name(dim)}")
    if len(dim) != 2:
        raise RuntimeError(f"{name}: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    rows, columns = (one_dim(d, input.ndim, "linalg_matrix_norm") for d in dim)
    if rows == columns:
        raise RuntimeError(f"{name}: dims must be different. Got ({rows}, {columns})")
    input = input if dtype is None else not_narrower(input, dtype, name)
    if ord == "fro":
        return vector_norm(input, 2, (rows, columns), keepdim)
    if ord in ("nuc", 2, -2):
        return _of_singular_values(input, ord, rows, columns, keepdim)
    along, across = (rows, columns) if abs(float(ord)) == 1 else (columns, rows)
    sums = vector_norm(input, 1, along, keepdim)
    return _extreme(sums, ord, across - 1 if along < across and not keepdim else across, keepdim)


def _extreme(x: Tensor, ord: float | str, dim: int, keepdim: bool) -> Tensor:
    """The greatest along `dim`, of nothing 0, or for a negative order the least."""
    if float(ord) > 0 and x._array.shape[dim] == 0:
        return sum(x.detach(), dim, keepdim)
    result: Tensor = (amax if float(ord) > 0 else amin)(x, dim, keepdim)
    return result


def _of_singular_values(input: Tensor, ord: float | str, rows: int, columns: int, keepdim: bool) -> Tensor:
    """Their sum, the greatest or the least."""
    check_floating(input, "linalg.matrix_norm")
    rest = [d for d in range(input.ndim) if d not in (rows, columns)]
    values = svdvals(permute(input, *rest, rows, columns))
    if ord == "nuc":
        result = sum(values, -1, keepdim)
    else:
        result = _extreme(values, ord, -1, keepdim)
    if not keepdim:
        return result
    order = [*rest, rows, columns]
    return permute(unsqueeze(result, -1), *[order.index(d) for d in range(input.ndim)])


def cond(input: Tensor, p: float | str | None = None) -> Tensor:
    """The condition numbers: the norm of a matrix times that of its inverse; by default of order 2.

    Shape: (… × n × n) gives (…); of order ±2 matrices need not be square.
    Dtype: float32 or float64.
    Raises: RuntimeError for other orders, shapes and dtypes.
    Source: torch.linalg.cond.
    """
    if input.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    order = 2 if p is None else p
    if order not in ("fro", "nuc") and (isinstance(order, str) or abs(order) not in (1, 2, math.inf)):
        raise RuntimeError(f"linalg.cond got an invalid norm type: {p}")
    if input._array.size == 0:
        check_floating(input, "linalg.svd", "linalg_svd_cpu")
        nothing: Tensor = zeros(input._array.shape[:-2], dtype=input.dtype, device=input.device)
        return nothing
    if order in (2, -2):
        values = svdvals(input)
        first, last = values[..., :1], values[..., -1:]
        return squeeze(div(first, last) if order == 2 else div(last, first), -1)
    check_square(input, f"linalg.cond(ord={p})")
    if order == "nuc":
        values = svdvals(input)
        return mul(sum(values, -1), sum(reciprocal(values), -1))
    check_floating(input, "linalg.inv")
    inverse = decompose.inv_or_nan(input)
    # Of a singular matrix it is nan so far.
    return nan_to_num(mul(matrix_norm(input, order), matrix_norm(inverse, order)), math.inf, math.inf, -math.inf)
