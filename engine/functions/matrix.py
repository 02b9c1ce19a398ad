"""Exponentials of matrices, and matrices of powers."""

from __future__ import annotations

import math

from engine import dtypes
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.functions.axes import flip
from engine.functions.constant import ones
from engine.functions.decompose import check_floating, check_square
from engine.functions.join import cat
from engine.functions.scan import cumprod
from engine.functions.shape import expand, unsqueeze
from engine.ops import exponential as ops
from engine.tensor import Tensor


def matrix_exp(A: Tensor) -> Tensor:
    """The exponentials of matrices: the sum of Aᵏ / k! over all k.

    Shape: (… × n × n) gives the same.
    Dtype: floating point.
    Raises: RuntimeError for other shapes and dtypes.
    Source: torch.linalg.matrix_exp; by scaling and squaring (Higham 2008, chapter 10), the gradient as there, 10.6.
    """
    check_square(A, "linalg.matrix_exp")
    if not A.dtype.is_floating_point:
        check_floating(A, "linalg.matrix_exp")
    array = A._array
    norm = float(backend_of(array).xp.abs(array).sum(axis=-2).max()) if array.size else 0.0
    squarings = max(0, math.frexp(norm)[1]) if math.isfinite(norm) else 0
    return ops.matrix_exp(A, squarings=squarings)


def linalg_vander(x: Tensor, *, N: int | None = None) -> Tensor:
    """The powers 0 … N - 1 of each element, along a new last dim; as many as there are elements unless told.

    Shape: (…, n) gives (…, n, N).
    Dtype: any but bool; integers give int64.
    Raises: RuntimeError for bools, and for an N below 2, which is that of a 0-d tensor.
    Source: torch.linalg.vander.
    """
    need_tensors("linalg_vander", x=x)
    if x.dtype is dtypes.bool_:
        raise RuntimeError("linalg.vander supports floating point, complex, and integer tensors, but got Bool")
    count = N if N is not None else x._array.shape[-1] if x.ndim else 1
    if count <= 1:
        raise RuntimeError("N must be greater than 1.")
    return _powers(x if x.ndim else unsqueeze(x, 0), count)


def _powers(x: Tensor, count: int) -> Tensor:
    kind = x.dtype if x.dtype.is_floating_point else dtypes.int64
    shape = x._array.shape
    if count <= 1:
        unit: Tensor = ones(*shape, count, dtype=kind, device=x.device)
        return unit
    repeated = expand(unsqueeze(x, -1), *shape, count - 1)
    powers: Tensor = cat([ones(*shape, 1, dtype=kind, device=x.device), cumprod(repeated, -1)], -1)
    return powers


def vander(x: Tensor, N: int | None = None, increasing: bool = False) -> Tensor:
    """The powers N - 1 … 0 of each element along a new last dim, or 0 … N - 1 if `increasing`.

    Shape: (n,) gives (n, N); N is n unless given.
    Dtype: any; integers and bools give int64.
    Raises: RuntimeError for another rank or a negative N.
    Source: torch.vander.
    """
    need_tensors("vander", x=x)
    if x.ndim != 1:
        raise RuntimeError("x must be a one-dimensional tensor.")
    count = x._array.shape[0] if N is None else N
    if count < 0:
        raise RuntimeError("N must be non-negative.")
    powers = _powers(x, count)
    result: Tensor = powers if increasing else flip(powers, 1)
    return result


__all__ = ["matrix_exp", "vander"]
METHODS = "matrix_exp"
IN_PLACE = ""
