"""Diagonals and triangles of matrices, out of them and into them."""

from __future__ import annotations

from typing import Any

import numpy as np

from engine import dtypes, errors
from engine.backends import backend_of
from engine.functions.arguments import one_dim, one_int
from engine.functions.placing import placed
from engine.functions.shape import contiguous, view
from engine.ops import diagonal as ops
from engine.tensor import Tensor


def _pair(name: str, ndim: int, dim1: Any, dim2: Any) -> tuple[int, int]:
    first, second = one_dim(dim1, ndim, name), one_dim(dim2, ndim, name)
    if first == second:
        raise RuntimeError(f"diagonal dimensions cannot be identical {dim1}, {dim2}")
    return first, second


def _layout(shape: tuple[int, ...], offset: int, first: int, second: int) -> dict[str, Any]:
    """What a primitive has to know about diagonals of tensors of this shape."""
    others = [d for d in range(len(shape)) if d not in (first, second)]
    places = {d: place for place, d in enumerate((*others, first, second))}
    rows, columns = shape[first], shape[second]
    return {
        "first": first, "second": second, "offset": offset, "rows": rows, "columns": columns,
        "length": max(0, min(rows, columns - offset) if offset >= 0 else min(rows + offset, columns)),
        "batch": tuple(shape[d] for d in others), "order": tuple(places[d] for d in range(len(shape))),
    }  # fmt: skip


def diagonal(input: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """The diagonals of the matrices over two dims, `offset` to the right of the main one; a view.

    Shape: two dims at least; without these two, and with a last one along the diagonal.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.diagonal; the gradient stands on the diagonal of zeros.
    """
    first, second = _pair("diagonal", input.ndim, dim1, dim2)
    return ops.diagonal(input, **_layout(input._array.shape, one_int("diagonal", "offset", offset), first, second))


def diag_embed(input: Tensor, offset: int = 0, dim1: int = -2, dim2: int = -1) -> Tensor:
    """Matrices over two new dims with the last dim of `input` on a diagonal, `offset` to the right of the main one.

    Shape: one dim at least; one dim more.
    Dtype: any; kept.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice.
    Source: torch.diag_embed; the gradient is the diagonal.
    """
    shift = one_int("diag_embed", "offset", offset)
    first, second = _pair("diag_embed", input.ndim + 1, dim1, dim2)
    *batch, length = input._array.shape
    size = length + abs(shift)
    others = iter(batch)
    shape = tuple(size if d in (first, second) else next(others) for d in range(input.ndim + 1))
    return ops.diag_embed(input, **_layout(shape, shift, first, second))


def diag(input: Tensor, diagonal: int = 0) -> Tensor:
    """The matrix with a vector on its diagonal, or the diagonal of a matrix, as a copy.

    Shape: (n,) to (m, m) with m = n + |diagonal|; (n, m) to the length of its diagonal.
    Dtype: any; kept.
    Raises: RuntimeError for other than one or two dims.
    Source: torch.diag.
    """
    offset = one_int("diag", "diagonal", diagonal)
    if input.ndim == 1:
        return diag_embed(input, offset)
    if input.ndim != 2:
        raise RuntimeError(f"diag(): Supports 1D or 2D tensors. Got {input.ndim}D")
    return ops.diagonal_copy(input, **_layout(input._array.shape, offset, 0, 1))


def diagflat(input: Tensor, offset: int = 0) -> Tensor:
    """The matrix with all elements on its diagonal, `offset` to the right of the main one.

    Shape: any; (m, m) with m the number of elements and |offset|.
    Dtype: any; kept.
    Raises: TypeError for an offset that is no int.
    Source: torch.diagflat.
    """
    return diag_embed(view(contiguous(input), -1), offset)


def diagonal_scatter(input: Tensor, src: Tensor, offset: int = 0, dim1: int = 0, dim2: int = 1) -> Tensor:
    """A copy with the diagonals over two dims overwritten by `src`.

    Shape: two dims at least; `src` has the shape of `diagonal`.
    Dtype: as `input`.
    Raises: IndexError for a dim out of range, RuntimeError for one named twice, or a `src` of another shape.
    Source: torch.diagonal_scatter.
    """
    first, second = _pair("diagonal_scatter", input.ndim, dim1, dim2)
    layout = _layout(input._array.shape, one_int("diagonal_scatter", "offset", offset), first, second)
    shape = (*layout["batch"], layout["length"])
    if src._array.shape != shape:
        raise RuntimeError(
            "expected src to have a size equal to the slice of self. src size ="
            f" {errors.sizes(src._array.shape)}, slice size = {errors.sizes(shape)}"
        )
    xp = backend_of(input._array).xp
    untouched = xp.ones(input._array.shape, dtype=bool)
    xp.writeable(xp.diagonal(untouched, layout["offset"], first, second), untouched)[...] = False
    return ops.diagonal_scatter(input, src.to(input.dtype), untouched=untouched, **layout)


def tril(input: Tensor, diagonal: int = 0) -> Tensor:
    """The lower triangles of matrices, zeros above; `diagonal` says how far to the right they reach.

    Shape: (..., n, m); kept.
    Dtype: any; kept.
    Raises: RuntimeError for fewer than two dims.
    Source: torch.tril; so is the gradient.
    """
    return _triangle("tril", ops.tril, input, diagonal)


def triu(input: Tensor, diagonal: int = 0) -> Tensor:
    """The upper triangles of matrices, zeros below; `diagonal` says how far to the right they begin.

    Shape: (..., n, m); kept.
    Dtype: any; kept.
    Raises: RuntimeError for fewer than two dims.
    Source: torch.triu; so is the gradient.
    """
    return _triangle("triu", ops.triu, input, diagonal)


def _triangle(name: str, op: Any, input: Tensor, diagonal: Any) -> Tensor:
    offset = one_int(name, "diagonal", diagonal)
    if input.ndim < 2:
        raise RuntimeError(f"{name}: input tensor must have at least 2 dimensions")
    result: Tensor = op(input, offset=offset)
    return result


def tril_indices(
    row: int, col: int, offset: int = 0, *, dtype: dtypes.DType = dtypes.int64, device: Any = None
) -> Tensor:
    """The places in the lower triangle of a matrix, row by row; `offset` says how far to the right it reaches.

    Shape: (2, number of places): the rows and the columns.
    Dtype: int64 unless `dtype` names another integer type.
    Raises: RuntimeError for a negative size, NotImplementedError for a dtype that is none of integers.
    Source: torch.tril_indices.
    """
    return _triangle_indices("tril_indices", np.tril_indices, row, col, offset, dtype, device)


def triu_indices(
    row: int, col: int, offset: int = 0, *, dtype: dtypes.DType = dtypes.int64, device: Any = None
) -> Tensor:
    """The places in the upper triangle of a matrix, row by row; `offset` says how far to the right it begins.

    Shape: (2, number of places): the rows and the columns.
    Dtype: int64 unless `dtype` names another integer type.
    Raises: RuntimeError for a negative size, NotImplementedError for a dtype that is none of integers.
    Source: torch.triu_indices.
    """
    return _triangle_indices("triu_indices", np.triu_indices, row, col, offset, dtype, device)


def _triangle_indices(
    name: str, indices: Any, row: int, col: int, offset: int, dtype: dtypes.DType, device: Any
) -> Tensor:
    rows, columns = one_int(name, "row", row), one_int(name, "col", col)
    for word, n in (("row", rows), ("col", columns)):
        if n < 0:
            raise RuntimeError(f"{word} must be non-negative, got{n}")
    if dtype.name not in ("int16", "int32", "int64"):
        raise errors.no_kernel(name, dtype)
    host = np.stack(indices(rows, one_int(name, "offset", offset), columns))
    return placed(host.astype(dtype.numpy), device, None, False)


# fmt: off
__all__ = [
    "diag", "diag_embed", "diagflat", "diagonal", "diagonal_scatter", "tril", "tril_indices", "triu", "triu_indices",
]
# fmt: on
METHODS = "diag diag_embed diagflat diagonal diagonal_scatter tril triu"
IN_PLACE = "tril triu"
