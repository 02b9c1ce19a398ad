"""Norms and distances in PyTorch's spelling, of vectors and of matrices; also those of `engine.linalg`, and `cond`."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine import dtypes
from engine.errors import type_name
from engine.functions.arguments import all_dims, need_tensors, one_dim
from engine.functions.arithmetic import div, mul
from engine.functions.axes import permute
from engine.functions.comparison import nan_to_num
from engine.functions.constant import zeros
from engine.functions.decompose import check_floating, check_matrices, check_square, svdvals
from engine.functions.elementwise import reciprocal
from engine.functions.extremum import amax, amin
from engine.functions.reduce import sum
from engine.functions.shape import squeeze, unsqueeze
from engine.functions.signature import of_tensor
from engine.ops import decompose, norm as ops
from engine.tensor import Tensor


def _not_narrower(input: Tensor, dtype: Any, name: str) -> Tensor:
    """`input` in a wider `dtype`. RuntimeError for another category or a narrower one."""
    kind = dtypes.as_dtype(dtype)
    if not kind.is_floating_point:
        raise RuntimeError(f"{name}: dtype should be floating point or complex, but got {kind.printed}")
    if dtypes.promote_types(input.dtype, kind) is not kind:
        raise RuntimeError(
            f"{name}: the dtype of the input ({input.dtype.printed}) should be convertible without narrowing to the"
            f" specified dtype ({kind.printed})"
        )
    return input.to(kind)


def _check_identity(input: Tensor, order: float, dims: Any) -> None:
    """Raise PyTorch's RuntimeError for the extremum of no elements; other norms of nothing are 0."""
    if input._array.size or not (order < 0 or order == float("inf")):
        return
    what = f"linalg.vector_norm cannot compute the {order:g} norm on"
    if dims is None:
        raise RuntimeError(f"{what} an empty tensor because the operation does not have an identity")
    for d in (dims,) if isinstance(dims, int) else dims:
        if input._array.shape[d] == 0:
            raise RuntimeError(
                f"{what} the dimension {d}because this dimension is empty and the operation does not have an identity"
            )


@of_tensor
def linalg_vector_norm(
    input: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The vector norm of order `ord` over `dim` or everything: the `ord`-th root of the sum of |x| to the power `ord`.

    inf and -inf are the greatest and least |x|, 0 counts what is not 0.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: floating point, as the input; `dtype`, no narrower, casts first.
    Raises: RuntimeError for other dtypes and for infinite or negative orders of nothing, IndexError for a wrong dim.
    Source: torch.linalg.vector_norm; the gradient is 0 at the origin.
    """
    if not input.dtype.is_floating_point:
        check_floating(input, "linalg.vector_norm")
    if not isinstance(ord, int | float):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type_name(ord)}")
    dims = all_dims(dim, input.ndim, "linalg_vector_norm")
    if dtype is not None:
        input = _not_narrower(input, dtype, "linalg.vector_norm")
    _check_identity(input, ord, None if dims is None else dim)
    return ops.vector_norm(input, axis=dims, keepdims=keepdim, order=ord, shape=input._array.shape)


@of_tensor
def norm(input: Tensor, p: Any = "fro", dim: Any = None, keepdim: bool = False, dtype: Any = None) -> Tensor:
    """The norm over `dim` or everything: of a vector, of order `p` ("fro" is 2), or of a matrix, "nuc".

    Shape: any, at least two dims for "nuc"; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: floating point, as the input; `dtype`, no narrower, casts first.
    Raises: RuntimeError for other dtypes, unknown orders and dims that make no matrix, IndexError for a wrong dim.
    Source: torch.norm.
    """
    dims = [dim] if isinstance(dim, int) else dim
    if p is None or (p == "fro" and (dims is None or len(dims) <= 2)):
        p = 2
    if isinstance(p, str):
        return linalg_matrix_norm(input, p, range(input.ndim) if dims is None else dims, keepdim, dtype=dtype)
    return linalg_vector_norm(input, p, dims, keepdim, dtype=dtype)


@of_tensor
def dist(input: Tensor, other: Tensor, p: float = 2) -> Tensor:
    """The p-norm of `input - other`.

    Shape: any two that broadcast; 0-d.
    Dtype: floating point, the common one.
    Raises: RuntimeError for two integers or bools and for shapes that do not broadcast.
    Source: torch.dist.
    """
    kind = dtypes.result_dtype([input._array, other._array])
    if not kind.is_floating_point:
        raise RuntimeError(
            f"norm(): input dtype should be either floating point or complex. Got {kind.printed} instead."
        )
    if not input._array.size or not other._array.size:
        _check_identity(input - other, p, None)
    return ops.dist(input, other, order=p, axis=None, keepdims=False)


@of_tensor
def linalg_norm(
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
        return linalg_vector_norm(input, 2, dims, keepdim, dtype=dtype)
    if isinstance(ord, str) or (len(dims) if dims is not None else input.ndim) == 2:
        return linalg_matrix_norm(input, ord, (-2, -1) if dims is None else dims, keepdim, dtype=dtype)
    return linalg_vector_norm(input, ord, dims, keepdim, dtype=dtype)


def _is_order(ord: float | str) -> bool:
    """Whether matrices have a norm of this order."""
    return ord in ("fro", "nuc") or (not isinstance(ord, str) and abs(ord) in (1, 2, math.inf))


@of_tensor
def linalg_matrix_norm(
    input: Tensor, ord: float | str = "fro", dim: Sequence[int] = (-2, -1), keepdim: bool = False, *, dtype: Any = None
) -> Tensor:
    """The norm of matrices: "fro", "nuc" (the sum of singular values), ±2 (their extremes), ±1 and ±inf (of sums).

    Shape: any of two dims or more; without the two of `dim`, or with size 1 there (`keepdim`).
    Dtype: floating-point; `dtype` casts first, to no narrower one.
    Raises: RuntimeError for other orders, dims and dtypes, IndexError for a dim out of range.
    Source: torch.linalg.matrix_norm.
    """
    name = "linalg.matrix_norm"
    if not _is_order(ord):
        raise RuntimeError(f"{name}: Order {ord} not supported.")
    check_matrices(input, name)
    if not input.dtype.is_floating_point:
        check_floating(input, name)
    if not isinstance(dim, Sequence):
        raise TypeError(f"linalg_matrix_norm(): argument 'dim' must be tuple of ints, not {type(dim).__name__}")
    if len(dim) != 2:
        raise RuntimeError(f"{name}: dim must be a 2-tuple. Got {' '.join(map(str, dim))}")
    rows, columns = (one_dim(d, input.ndim, "linalg_matrix_norm") for d in dim)
    if rows == columns:
        raise RuntimeError(f"{name}: dims must be different. Got ({rows}, {columns})")
    input = input if dtype is None else _not_narrower(input, dtype, name)
    if ord == "fro":
        return linalg_vector_norm(input, 2, (rows, columns), keepdim)
    if ord in ("nuc", 2, -2):
        return _of_singular_values(input, ord, rows, columns, keepdim)
    along, across = (rows, columns) if abs(float(ord)) == 1 else (columns, rows)
    sums = linalg_vector_norm(input, 1, along, keepdim)
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
    need_tensors("linalg_cond", input=input)
    if input.ndim < 2:
        raise RuntimeError("linalg.cond: The input tensor must have at least 2 dimensions.")
    order = 2 if p is None else p
    if not _is_order(order):
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
    product = mul(linalg_matrix_norm(input, order), linalg_matrix_norm(decompose.inv_or_nan(input), order))
    return nan_to_num(product, math.inf, math.inf, -math.inf)  # of a singular matrix it is nan so far


__all__ = ["dist", "norm"]
METHODS = "norm dist"
IN_PLACE = ""
