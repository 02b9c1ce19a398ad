"""Distances between points."""

from __future__ import annotations

from engine.functions.arguments import need_tensors
from engine.functions.shape import broadcast_shape
from engine.ops import distance as ops
from engine.tensor import Tensor

MODES = ("use_mm_for_euclid_dist_if_necessary", "use_mm_for_euclid_dist", "donot_use_mm_for_euclid_dist")


def cdist(
    x1: Tensor, x2: Tensor, p: float = 2.0, compute_mode: str | None = "use_mm_for_euclid_dist_if_necessary"
) -> Tensor:
    """The distances, by the norm of order `p`, of each point of one set from each of another.

    Shape: (… × n × d) and (… × m × d) give (… × n × m), leading dims broadcast.
    Dtype: one floating-point type for both.
    Raises: RuntimeError for negative `p`, other shapes and dtypes, ValueError for an unknown `compute_mode`.
    Source: torch.cdist, always by the differences; its other mode, by products of matrices, is less exact.
    """
    need_tensors("cdist", x1=x1, x2=x2)
    if compute_mode is not None and compute_mode not in MODES:
        raise ValueError(f"{compute_mode} is not a valid value for compute_mode")
    for name, x in (("X1", x1), ("X2", x2)):
        if x.ndim < 2:
            raise RuntimeError(f"cdist only supports at least 2D tensors, {name} got: {x.ndim}D")
    n, m = x1._array.shape[-1], x2._array.shape[-1]
    if n != m:
        raise RuntimeError(f"X1 and X2 must have the same number of columns. X1: {n} X2: {m}")
    for name, x in (("X1", x1), ("X2", x2)):
        if not x.dtype.is_floating_point:
            raise RuntimeError(f"cdist only supports floating-point dtypes, {name} got: {x.dtype.printed}")
    if p < 0:
        raise RuntimeError("cdist only supports non-negative p values")
    if x1._array.dtype != x2._array.dtype:
        raise RuntimeError(f"expected scalar type {x1.dtype.printed} but found {x2.dtype.printed}")
    broadcast_shape([x1._array.shape[:-2], x2._array.shape[:-2]])
    return ops.cdist(x1, x2, order=p)


__all__ = ["cdist"]
METHODS = ""
IN_PLACE = ""
