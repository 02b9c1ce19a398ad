"""Angles and distances between vectors."""

from __future__ import annotations

from engine import dtypes
from engine.functions.reduce import sum
from engine.functions.shape import broadcast_tensors
from engine.modes import no_grad
from engine.ops import norm as ops
from engine.tensor import Tensor

__all__ = ["cosine_similarity", "pairwise_distance"]


def _length(x: Tensor, dim: int, eps: float) -> Tensor:
    """The norm along `dim`, at least `eps`; its gradient is that of the norm everywhere."""
    length = x.norm(2, dim, True).clone()
    with no_grad():
        length.clamp_(min=eps)
    return length


def cosine_similarity(x1: Tensor, x2: Tensor, dim: int = 1, eps: float = 1e-8) -> Tensor:
    """The cosine of the angle between vectors along `dim`, whose lengths count as `eps` at least.

    Shape: any that broadcast; without `dim`.
    Dtype: the common one, floating point.
    Raises: RuntimeError for integers and for sizes that do not broadcast, IndexError for a dim out of range.
    Source: torch.cosine_similarity.
    """
    kind = dtypes.result_dtype([x1._array, x2._array])
    if not kind.is_floating_point:
        raise RuntimeError(f"expected common dtype to be floating point, yet common dtype is {kind.printed}")
    x1, x2 = x1.to(kind), x2.to(kind)
    if x1._value.shape != x2._value.shape:
        x1, x2 = broadcast_tensors(x1, x2)
    return sum((x1 / _length(x1, dim, eps)) * (x2 / _length(x2, dim, eps)), dim)


def pairwise_distance(x1: Tensor, x2: Tensor, p: float = 2.0, eps: float = 1e-6, keepdim: bool = False) -> Tensor:
    """The `p`-norm of x1 - x2 + eps along the last dim.

    Shape: any that broadcast; without the last dim, or with size 1 there (`keepdim`).
    Dtype: the common one; integers give the default floating-point type.
    Raises: RuntimeError for two bools and for sizes that do not broadcast.
    Source: torch.pairwise_distance; the gradient at distance 0 is 0.
    """
    difference = x1 - x2 + eps
    if difference.ndim == 0:
        difference, keepdim = difference.reshape(1), False
    shape = difference._value.shape
    return ops.length(difference, axis=(len(shape) - 1,), keepdims=keepdim, order=p, shape=shape)
