"""Losses that want a margin: between scores, between distances, between classes."""

from __future__ import annotations

from engine import errors
from engine.backends import backend_of
from engine.functions.constant import full_like
from engine.functions.elementwise import sqrt
from engine.functions.operands import floating
from engine.functions.reduce import sum
from engine.nn.activation import logsigmoid
from engine.nn.distance import pairwise_distance
from engine.nn.reduction import legacy, reduced, reduction_of, scale_of
from engine.ops import loss as ops
from engine.ops.comparison import clamp_min_scalar
from engine.tensor import Tensor

__all__ = [
    "cosine_embedding_loss", "hinge_embedding_loss", "margin_ranking_loss", "multi_margin_loss",
    "multilabel_soft_margin_loss", "triplet_margin_loss",
]  # fmt: skip
LEAST_SQUARE = 1e-12


def margin_ranking_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin - target (input1 - input2)), for targets 1 (the first ranks higher) and -1.

    Shape: the same number of dims for all, which broadcast. One element, or all with reduction "none".
    Dtype: the common one.
    Raises: RuntimeError for different numbers of dims, ValueError for another reduction.
    Source: nn.functional.margin_ranking_loss; the gradient where the margin is just kept is not 0.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    if not input1.ndim == input2.ndim == target.ndim:
        raise RuntimeError(
            "margin_ranking_loss : All input tensors should have same dimension but got sizes: input1:"
            f" {input1.shape}, input2: {input2.shape}, target: {target.shape} "
        )
    return reduced(clamp_min_scalar(-target * (input1 - input2) + margin, low=0), reduction)


def hinge_embedding_loss(
    input: Tensor,
    target: Tensor,
    margin: float = 1.0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The distance `input` for targets 1, max(0, margin - input) for targets -1.

    Shape: any that broadcast. One element, or all with reduction "none".
    Dtype: that of `input`.
    Raises: RuntimeError for sizes that do not broadcast, ValueError for another reduction.
    Source: nn.functional.hinge_embedding_loss; other targets take the sum of both.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    short = clamp_min_scalar((margin if input.dtype.is_floating_point else full_like(input, margin)) - input, low=0)
    return reduced(short.where(target != 1, 0) + input.where(target != -1, 0), reduction)


def _check_cosine(input1: Tensor, input2: Tensor, target: Tensor) -> None:
    if target.ndim > 1:
        raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    if not input1.ndim == input2.ndim == target.ndim + 1:
        raise RuntimeError(
            f"{target.ndim}D target tensor expects {target.ndim + 1}D input tensors, but found inputs with sizes"
            f" {errors.sizes(input1.shape)} and {errors.sizes(input2.shape)}."
        )


def cosine_embedding_loss(
    input1: Tensor,
    input2: Tensor,
    target: Tensor,
    margin: float = 0,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """1 - cos for targets 1, max(0, cos - margin) for targets -1, where cos is that of the angle between the vectors.

    Shape: (N, D) with targets (N), or (D) with one 0-d target. One element, or (N) with reduction "none".
    Dtype: the common one.
    Raises: RuntimeError for other shapes, ValueError for another reduction.
    Source: nn.functional.cosine_embedding_loss; targets other than 1 and -1 take 0.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    _check_cosine(input1, input2, target)
    squares = (sum(input1 * input1, -1) + LEAST_SQUARE) * (sum(input2 * input2, -1) + LEAST_SQUARE)
    cosine = sum(input1 * input2, -1) / sqrt(squares)
    apart = clamp_min_scalar(cosine - margin, low=0)
    return reduced((1 - cosine).where(target == 1, 0) + apart.where(target == -1, 0), reduction)


def triplet_margin_loss(
    anchor: Tensor,
    positive: Tensor,
    negative: Tensor,
    margin: float = 1.0,
    p: float = 2,
    eps: float = 1e-6,
    swap: bool = False,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """max(0, margin + the distance to the positive - the distance to the negative).

    Shape: the same number of dims for all, vectors along the last. One element, or one a vector with reduction "none".
    Dtype: the common one.
    Raises: RuntimeError for different numbers of dims, ValueError for a margin not above 0 and another reduction.
    Source: nn.functional.triplet_margin_loss; Balntas et al. 2016: `swap` takes the positive's distance if smaller.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    if margin <= 0:
        raise ValueError(f"margin must be greater than 0, got {margin}")
    if not anchor.ndim == positive.ndim == negative.ndim:
        raise RuntimeError(
            "The anchor, positive, and negative tensors are expected to have the same number of dimensions, but got:"
            f" anchor {anchor.ndim}D, positive {positive.ndim}D, and negative {negative.ndim}D inputs"
        )
    near, far = pairwise_distance(anchor, positive, p, eps), pairwise_distance(anchor, negative, p, eps)
    if swap:
        far = far.minimum(pairwise_distance(positive, negative, p, eps))
    return reduced(clamp_min_scalar(margin + near - far, low=0), reduction)


def _check_classes(input: Tensor, target: Tensor, weight: Tensor | None, p: int) -> None:
    if p not in (1, 2):
        raise ValueError("only p == 1 and p == 2 supported")
    if weight is not None and weight.ndim != 1:
        raise ValueError("weight must be one-dimensional")
    shape = input._value.shape
    if len(shape) > 2 or 0 in shape[-1:]:
        raise RuntimeError(
            f"Expected non-empty vector or matrix with optional 0-dim batch size, but got: {errors.sizes(shape)}"
        )
    rows = shape[0] if len(shape) == 2 else 1
    if target.ndim > 1 or target._value.size != rows:
        raise RuntimeError(
            "multi_margin_loss: target tensor should be 1-D with size equal to the number of input samples (batch"
            f" size). Expected target size [{rows}], but got {errors.sizes(target.shape)}. Input has shape"
            f" {errors.sizes(shape)}."
        )
    classes = shape[-1] if shape else 1
    if weight is not None and weight._value.size != classes:
        raise RuntimeError(f"inconsistent weight size, expected {classes} but got {errors.sizes(weight.shape)}")
    floating(input, "multi_margin_loss", "multi_margin_loss")
    if target.dtype.name != "int64":
        raise RuntimeError(f"expected scalar type Long but found {target.dtype.printed}")
    if rows and not (target._array.min() >= 0 and target._array.max() < classes):
        raise RuntimeError("target out of range")


def multi_margin_loss(
    input: Tensor,
    target: Tensor,
    p: int = 1,
    margin: float = 1.0,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the classes of max(0, margin - the right class's score + the other's)^p.

    Shape: (N, C) with targets (N), or (C) with one target; `weight` (C). One element, or (N) with reduction "none".
    Dtype: floating point; `target` int64.
    Raises: RuntimeError for a class that there is not and for shapes, ValueError for another p or reduction.
    Source: nn.functional.multi_margin_loss; Crammer & Singer 2001.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    _check_classes(input, target, weight, p)
    xp = backend_of(input._array).xp
    scores = input if input.ndim == 2 else input.reshape(1, -1)
    right = target._array.reshape(-1, 1)
    return ops.multi_margin_loss(
        scores,
        1 if weight is None else weight.detach()[target.reshape(-1)].reshape(-1, 1),
        target=right,
        others=xp.arange(scores._value.shape[1]) != right,
        order=p,
        margin=margin,
        weighted=weight is not None,
        result=input._value.shape[:1] if input.ndim == 2 else (),
        reduction=reduction,
        scale=scale_of(reduction, int(right.size)),
    )


def multilabel_soft_margin_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The mean over the classes of the binary cross entropy of sigmoid(input).

    Shape: any that broadcast, classes along the last dim. One element, or all but the last dim with reduction "none".
    Dtype: floating point, the common one.
    Raises: NotImplementedError for other dtypes, ValueError for another reduction.
    Source: nn.functional.multilabel_soft_margin_loss.
    """
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    loss = -(target * logsigmoid(input) + (1 - target) * logsigmoid(-input))
    if weight is not None:
        loss = loss * weight
    loss = sum(loss, -1) / input._value.shape[-1]
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not valid")
    return reduced(loss, reduction)
