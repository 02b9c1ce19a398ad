"""Norms and distances in PyTorch's spelling. Norms of matrices as such are in `engine.linalg`."""

from __future__ import annotations

from typing import Any

from engine import dtypes
from engine.errors import type_name
from engine.functions.arguments import all_dims, one_dim
from engine.functions.axes import permute
from engine.functions.decompose import svdvals
from engine.functions.reduce import sum
from engine.functions.shape import unsqueeze
from engine.functions.signature import of_tensor
from engine.ops import norm as ops
from engine.tensor import Tensor


def not_narrower(input: Tensor, dtype: Any, name: str) -> Tensor:
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
def vector_norm(input: Tensor, ord: float = 2, dim: Any = None, keepdim: bool = False, *, dtype: Any = None) -> Tensor:
    """The vector norm of order `ord` over `dim` or everything: the `ord`-th root of the sum of |x| to the power `ord`.

    inf and -inf are the greatest and least |x|, 0 counts what is not 0.

    Shape: any; without the reduced dims, or with size 1 there (`keepdim`).
    Dtype: floating point, as the input; `dtype`, no narrower, casts first.
    Raises: RuntimeError for other dtypes and for infinite or negative orders of nothing, IndexError for a wrong dim.
    Source: torch.linalg.vector_norm; the gradient is 0 at the origin.
    """
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"linalg.vector_norm: Expected a floating point or complex tensor as input. Got {input.dtype.printed}"
        )
    if not isinstance(ord, int | float):
        raise TypeError(f"linalg_vector_norm(): argument 'ord' (position 2) must be Number, not {type_name(ord)}")
    dims = all_dims(dim, input.ndim, "linalg_vector_norm")
    if dtype is not None:
        input = not_narrower(input, dtype, "linalg.vector_norm")
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
    if p == "fro" and (dims is None or len(dims) <= 2):
        return vector_norm(input, 2, dims, keepdim, dtype=dtype)
    if isinstance(p, str):
        return _matrix_norm(input, p, range(input.ndim) if dims is None else dims, keepdim, dtype)
    return vector_norm(input, 2 if p is None else p, dims, keepdim, dtype=dtype)


def _matrix_norm(input: Tensor, p: str, dims: Any, keepdim: bool, dtype: Any) -> Tensor:
    if p not in ("fro", "nuc"):
        raise RuntimeError(f"linalg.matrix_norm: Order {p} not supported.")
    if not input.dtype.is_floating_point:
        raise RuntimeError(
            f"linalg.matrix_norm: Expected a floating point or complex tensor as input. Got {input.dtype.printed}"
        )
    if input.ndim < 2:
        raise RuntimeError("linalg.matrix_norm: The input tensor A must have at least 2 dimensions.")
    if len(dims) != 2:
        raise RuntimeError(f"linalg.matrix_norm: dim must be a 2-tuple. Got {' '.join(map(str, dims))}")
    places = [one_dim(d, input.ndim, "linalg_matrix_norm") for d in dims]
    if places[0] == places[1]:
        raise RuntimeError(f"linalg.matrix_norm: dims must be different. Got ({dims[0]}, {dims[1]})")
    if dtype is not None:
        input = not_narrower(input, dtype, "linalg.matrix_norm")
    return vector_norm(input, 2, places, keepdim) if p == "fro" else _nuclear(input, places, keepdim)


def _nuclear(input: Tensor, places: list[int], keepdim: bool) -> Tensor:
    """The sum of the singular values of the matrices in these two dims."""
    order = [d for d in range(input.ndim) if d not in places] + places
    matrices = input if order == list(range(input.ndim)) else permute(input, *order)
    total = sum(svdvals(matrices), -1, keepdim)
    if not keepdim:
        return total
    return permute(unsqueeze(total, -1), *[order.index(d) for d in range(input.ndim)])


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


__all__ = ["dist", "norm"]
METHODS = "norm dist"
IN_PLACE = ""
