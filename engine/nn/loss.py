"""Losses of numbers: how far predictions lie from targets, and likelihoods of measured values and counts."""

from __future__ import annotations

import math
import warnings

from engine.functions.constant import ones_like
from engine.functions.elementwise import abs, exp, log
from engine.functions.operands import need_constants, need_floating
from engine.functions.shape import broadcast_shape, broadcast_tensors, unsqueeze
from engine.modes import no_grad
from engine.nn.reduction import (
    check_pair,
    invalid,
    legacy,
    reduced,
    reduction_of,
    same_size,
    scale_of,
    weighted,
)
from engine.ops import loss as ops
from engine.tensor import Tensor

__all__ = [
    "gaussian_nll_loss", "huber_loss", "kl_div", "l1_loss", "mse_loss", "poisson_nll_loss", "smooth_l1_loss",
    "soft_margin_loss",
]  # fmt: skip


def _count(input: Tensor, target: Tensor) -> int:
    """How many elements the two have together. RuntimeError where they do not broadcast."""
    a, b = input._array, target._array
    return int(a.size) if a.shape == b.shape else math.prod(broadcast_shape([a.shape, b.shape]))


def mse_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The squared difference, meaned, summed or as it is; warns where the two would broadcast.

    Shape: any that broadcast; `weight` as `input`. One element, or all with reduction "none".
    Dtype: the common one, floating point.
    Raises: RuntimeError for sizes that do not broadcast, ValueError for another reduction or size of `weight`.
    Source: nn.functional.mse_loss; with weights the mean is over their sum.
    """
    check_pair("mse_loss", input, target)
    if weight is not None:
        reduction = reduction if size_average is None and reduce is None else legacy(size_average, reduce)
        same_size(weight, input)
        return weighted((input - target) ** 2, weight, reduction)
    reduction = reduction_of(reduction, size_average, reduce)
    scale = scale_of(reduction, _count(input, target))
    need_floating("mse_cpu", input, target)
    return ops.mse_loss(input, target, reduction=reduction, scale=scale)


def l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    weight: Tensor | None = None,
) -> Tensor:
    """The absolute difference, meaned, summed or as it is; warns where the two would broadcast.

    Shape: any that broadcast; `weight` as `input`. One element, or all with reduction "none".
    Dtype: the common one.
    Raises: RuntimeError for sizes that do not broadcast, ValueError for another reduction or size of `weight`.
    Source: nn.functional.l1_loss; the gradient where the two are equal is 0.
    """
    check_pair("l1_loss", input, target)
    if weight is not None:
        reduction = reduction if size_average is None and reduce is None else legacy(size_average, reduce)
        same_size(weight, input)
        return weighted(abs(input - target), weight, reduction)
    reduction = reduction_of(reduction, size_average, reduce)
    return reduced(abs(input - target), reduction)


def smooth_l1_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    beta: float = 1.0,
) -> Tensor:
    """Half the squared difference over `beta` below that, in a straight line beyond.

    Shape: any that broadcast. One element, or all with reduction "none".
    Dtype: the common one, floating point.
    Raises: RuntimeError for a negative `beta` and sizes that do not broadcast, ValueError for another reduction.
    Source: nn.functional.smooth_l1_loss; Girshick 2015, "Fast R-CNN". With beta 0 it is l1_loss.
    """
    check_pair("smooth_l1_loss", input, target)
    reduction = reduction_of(reduction, size_average, reduce)
    count = _count(input, target)
    if beta < 0:
        raise RuntimeError("smooth_l1_loss does not support negative values for beta.")
    if beta == 0:
        return reduced(abs(input - target), reduction)
    need_floating("smooth_l1_cpu", input, target)
    scale = scale_of(reduction, count)
    return ops.smooth_l1_loss(input, target, reduction=reduction, scale=scale, bound=beta, steepness=1 / beta)


def huber_loss(
    input: Tensor, target: Tensor, reduction: str = "mean", delta: float = 1.0, weight: Tensor | None = None
) -> Tensor:
    """Half the squared difference up to `delta`, in a straight line beyond.

    Shape: any that broadcast; `weight` as `input`. One element, or all with reduction "none".
    Dtype: that of `input`, floating point.
    Raises: RuntimeError for `delta` not above 0, ValueError for another reduction or size of `weight`.
    Source: nn.functional.huber_loss; Huber 1964.
    """
    check_pair("huber_loss", input, target)
    if weight is not None:
        same_size(weight, input)
        first, second = broadcast_tensors(input, target)
        loss = huber_loss(first, second, "none", delta) * weight
        if reduction not in ("mean", "sum", "none"):
            raise invalid(reduction)
        return reduced(loss, reduction)
    reduction = reduction_of(reduction, None, None)
    count = _count(input, target)
    if delta <= 0:
        raise RuntimeError("huber_loss does not support non-positive values for delta.")
    need_floating("huber_cpu", input, target)
    target, scale = target.to(input.dtype), scale_of(reduction, count)
    return ops.huber_loss(input, target, reduction=reduction, scale=scale, bound=delta, steepness=1)


def soft_margin_loss(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """log(1 + exp(-target input)), for targets 1 and -1.

    Shape: any that broadcast. One element, or all with reduction "none".
    Dtype: that of `input`, floating point.
    Raises: RuntimeError where the target wants a gradient, where `input` is not floating point, and for sizes that do
        not broadcast; ValueError for another reduction.
    Source: nn.functional.soft_margin_loss; there the loss of a large wrong answer overflows, here it does not.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    need_constants("soft_margin_loss", target=target)
    count = _count(input, target)
    if not input.dtype.is_floating_point:
        target.neg()  # raises for bools
        raise RuntimeError(f"result type Float can't be cast to the desired output type {input.dtype.printed}")
    return ops.soft_margin_loss(
        input, target.to(input.dtype), reduction=reduction, scale=scale_of(reduction, count)
    )


def kl_div(
    input: Tensor,
    target: Tensor,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    log_target: bool = False,
) -> Tensor:
    """The Kullback-Leibler divergence of the logarithms `input` from `target`, target (log target - input).

    Shape: any that broadcast. One element, or all with reduction "none".
    Dtype: the common one, floating point.
    Raises: RuntimeError for integers, ValueError for a reduction other than "mean", "batchmean", "sum" and "none".
    Source: nn.functional.kl_div; Kullback & Leibler 1951. `log_target` says that `target` is a logarithm too.
    """
    by_batch = reduction == "batchmean"
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    elif reduction == "mean":
        warnings.warn(
            "reduction: 'mean' divides the total loss by both the batch size and the support size.'batchmean' divides"
            " only by the batch size, and aligns with the KL div math definition.'mean' will be changed to behave the"
            " same as 'batchmean' in the next major release.",
            UserWarning,
            stacklevel=2,
        )
    else:
        reduction = reduction_of("sum" if by_batch else reduction, None, None)
    if not (input.dtype.is_floating_point and target.dtype.is_floating_point):
        raise RuntimeError("kl_div: Integral inputs not supported.")
    loss = exp(target) * (target - input) if log_target else ops.xlogx(target) - target * input
    loss = reduced(loss, reduction)
    if by_batch and input.ndim:
        loss = loss / input._value.shape[0]
    return loss


def poisson_nll_loss(
    input: Tensor,
    target: Tensor,
    log_input: bool = True,
    full: bool = False,
    size_average: bool | None = None,
    eps: float = 1e-8,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """The negative log-likelihood of counts under Poisson distributions of rate exp(input), or of rate `input`.

    Shape: any that broadcast. One element, or all with reduction "none".
    Dtype: the common one; integers give the default floating-point type.
    Raises: RuntimeError for bools and sizes that do not broadcast, ValueError for another reduction.
    Source: nn.functional.poisson_nll_loss; `full` adds Stirling's formula for the logarithm of target!, from 2 on.
    """
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    loss = exp(input) - target * input if log_input else input - target * log(input + eps)
    if full:
        stirling = target * log(target) - target + 0.5 * log(2 * math.pi * target)
        loss = loss + stirling.masked_fill(target.detach() <= 1, 0)
    return reduced(loss, reduction)


def _variance(input: Tensor, var: Tensor | float) -> Tensor:
    """The variance of each element of `input`. ValueError for a negative one and for a size that does not fit."""
    if isinstance(var, float):
        if var < 0:
            raise ValueError("var has negative entry/entries")
        same: Tensor = ones_like(input) * var
        return same
    if not isinstance(var, Tensor):
        raise TypeError(f"any() received an invalid combination of arguments - got ({type(var < 0).__name__})")
    if bool((var._array < 0).any()):
        raise ValueError("var has negative entry/entries")
    shape, own = tuple(input.shape), tuple(var.shape)
    if own == shape:
        return var
    if own == shape[:-1]:
        return unsqueeze(var, -1)
    if len(own) == len(shape) and sum(n for m, n in zip(shape, own, strict=True) if m != n) == 1:
        return var
    raise ValueError("var is of incorrect size")


def gaussian_nll_loss(
    input: Tensor,
    target: Tensor,
    var: Tensor | float,
    full: bool = False,
    eps: float = 1e-6,
    reduction: str = "mean",
) -> Tensor:
    """The negative log-likelihood of `target` under normal distributions of mean `input` and variance `var`.

    Shape: `target` broadcasts to `input`; `var` has `input`'s shape, or its last dim left out or of size 1.
    Dtype: the common one.
    Raises: ValueError for a negative variance, a size that does not fit and another reduction.
    Source: nn.functional.gaussian_nll_loss; Nix & Weigend 1994. `eps` is the least variance, through which gradients
        pass all the same; `full` adds the constant log(2 pi) / 2.
    """
    var = _variance(input, var)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not valid")
    var = var.clone()
    with no_grad():
        var.clamp_(min=eps)
    loss = 0.5 * (log(var) + (input - target) ** 2 / var)
    return reduced(loss + 0.5 * math.log(2 * math.pi) if full else loss, reduction)
