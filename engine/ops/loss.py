"""Losses that PyTorch records as one node, with their reduction. x is the prediction, y the target.

`p.reduction` is "mean", "sum" or "none"; `p.scale` is what a reduced loss's gradient is multiplied by: one over the
number of elements for the mean, else 1. `g * p.scale` is made first, for a reduced loss has a gradient of one element.
"""

from __future__ import annotations

from typing import Any

from engine.op import Elementwise, Op

LEAST_LOG = -100
"""What the logarithm of a probability is held above, so that a certain error has a finite loss."""
LEAST_VARIANCE = 1e-12
LONGEST_DOT = 2**20
"""Up to which length a dot product of float32 is as exact as a sum, which is taken pairwise."""


def _reduced(xp: Any, loss: Any, p: Any) -> Any:
    if p.reduction == "none":
        return loss
    if p.reduction == "sum":
        return loss.sum()
    if loss.dtype.itemsize == 2:  # a sum of half-precision numbers soon is out of their range
        return (loss.sum(dtype=xp.float32) / loss.size).astype(loss.dtype)
    return loss.sum() / loss.size


def _squared(xp: Any, x: Any, y: Any, p: Any) -> Any:
    d = x - y
    if p.reduction == "none" or d.dtype.itemsize == 2 or d.size > LONGEST_DOT:
        return _reduced(xp, d * d, p)
    total = xp.vdot(d, d)  # one pass over memory instead of three
    return total / d.size if p.reduction == "mean" else total


def _huber(xp: Any, x: Any, y: Any, p: Any) -> Any:
    """d² / 2 up to `bound`, from there on in a straight line; `steepness` times that."""
    d = xp.abs(x - y)
    near = xp.minimum(d, p.bound)
    return _reduced(xp, near * (d - 0.5 * near) * p.steepness, p)


def _huber_slope(g: Any, x: Any, y: Any, p: Any, xp: Any) -> Any:
    """With respect to x: the difference, held within the bounds."""
    d = x - y
    held = xp.where(d >= p.bound, p.bound, xp.where(d <= -p.bound, -p.bound, d))
    return held * (g * (p.scale * p.steepness))


def _weighed(loss: Any, weight: Any, p: Any) -> Any:
    """With a weight where one was given; else `weight` is the number 1."""
    return loss * weight if p.weighted else loss


def _cross_entropy(xp: Any, x: Any, y: Any, weight: Any, p: Any) -> Any:
    """Of probabilities x."""
    loss = (y - 1) * xp.maximum(xp.log1p(-x), LEAST_LOG) - y * xp.maximum(xp.log(x), LEAST_LOG)
    return _reduced(xp, _weighed(loss, weight, p), p)


def _cross_entropy_slope(g: Any, x: Any, y: Any, weight: Any, p: Any, xp: Any) -> Any:
    variance = (1 - x) * x
    slope = (x - y) / xp.where(variance < LEAST_VARIANCE, LEAST_VARIANCE, variance)
    return _weighed(slope * (g * p.scale), weight, p)


def _cross_entropy_slope_of_target(g: Any, x: Any, weight: Any, p: Any, xp: Any) -> Any:
    return _weighed((xp.log(1 - x) - xp.log(x)) * (g * p.scale), weight, p)


def _logit_cross_entropy(xp: Any, x: Any, y: Any, weight: Any, positive: Any, p: Any) -> Any:
    """Of logits x; `positive` are the weights of the positive class, the number 1 for none."""
    if p.rebalanced:
        loss = (1 - y) * x - (1 + (positive - 1) * y) * xp.log_sigmoid(x)
    else:
        loss = (1 - y) * x - xp.log_sigmoid(x)
    return _reduced(xp, _weighed(loss, weight, p), p)


def _logit_slope(g: Any, x: Any, y: Any, weight: Any, positive: Any, p: Any, xp: Any) -> Any:
    if p.rebalanced:
        slope = ((positive - 1) * y + 1) * xp.sigmoid(x) - positive * y
    else:
        slope = xp.sigmoid(x) - y
    return _weighed(slope * (g * p.scale), weight, p)


def _logit_slope_of_target(g: Any, x: Any, weight: Any, positive: Any, p: Any, xp: Any) -> Any:
    slope = -x - (positive - 1) * xp.log_sigmoid(x) if p.rebalanced else -x
    return _weighed(slope * (g * p.scale), weight, p)


def _picked(xp: Any, x: Any, w: Any, p: Any) -> Any:
    """The elements at the flat places `p.flat`, times `w`, and 0 where `p.ignored`; their mean is over `p.total`."""
    loss = x.reshape(-1)[p.flat].reshape(p.laid) * w
    if p.ignored is not None:
        loss = xp.where(p.ignored, 0, loss)
    if p.reduction == "none":
        return loss.reshape(p.target)
    return loss.sum() / p.total if p.reduction == "mean" else loss.sum()


def _put_back(g: Any, w: Any, p: Any, xp: Any) -> Any:
    """`p.right()` says where an element was picked, nowhere for an ignored target."""
    share = (xp.reshape(g, p.laid) if p.reduction == "none" else g) * w
    return xp.where(p.right(), share / p.total if p.reduction == "mean" else share, 0)


def _margins(x: Any, p: Any, xp: Any) -> Any:
    """How far each other class's score lies within the margin of the target's, 0 for the target itself."""
    short = xp.where(p.others, x - xp.gather(x, 1, p.target) + p.margin, 0)
    return xp.where(short > 0, short, 0)


def _multi_margin(xp: Any, x: Any, weight: Any, p: Any) -> Any:
    short = _margins(x, p, xp)
    loss = _weighed(short if p.order == 1 else short * short, weight, p).sum(axis=1) / x.shape[1]
    return _reduced(xp, loss.reshape(p.result), p)


def _multi_margin_slope(g: Any, x: Any, weight: Any, p: Any, xp: Any) -> Any:
    short = _margins(x, p, xp)
    slope = xp.sign(short) if p.order == 1 else 2 * short
    slope = _weighed(slope * (xp.reshape(g, (-1, 1)) * (p.scale / x.shape[1])), weight, p)
    return xp.where(p.others, slope, -xp.sum(slope, axis=1, keepdims=True))


mse_loss = Op(
    "MseLoss",
    _squared,
    casts="promote",
    noisy=True,
    shared=lambda g, x, y, p: (x - y) * (g * (2 * p.scale)),
    x=lambda shared: shared,
    y=lambda shared: -shared,
)


def _bent(name: str) -> Op:
    """A loss that is a parabola near 0 and straight beyond."""
    return Op(
        name,
        _huber,
        casts="promote",
        noisy=True,
        shared=_huber_slope,
        x=lambda shared: shared,
        y=lambda shared: -shared,
    )


smooth_l1_loss, huber_loss = _bent("SmoothL1Loss"), _bent("HuberLoss")
# log(1 + exp(-xy)), without overflow.
soft_margin_loss = Op(
    "SoftMarginLoss",
    lambda xp, x, y, p: _reduced(xp, -xp.log_sigmoid(x * y), p),
    noisy=True,
    x=lambda g, x, y, p, xp: -y * xp.sigmoid(-y * x) * (g * p.scale),
)
binary_cross_entropy = Op(
    "BinaryCrossEntropy", _cross_entropy, noisy=True, x=_cross_entropy_slope, y=_cross_entropy_slope_of_target
)
binary_cross_entropy_with_logits = Op(
    "BinaryCrossEntropyWithLogits",
    _logit_cross_entropy,
    casts="promote",
    noisy=True,
    x=_logit_slope,
    y=_logit_slope_of_target,
)
# `w` is minus the weight of each target's class, or -1; nobody asks for a gradient of it. `p.laid` is the shape of the
# targets with a size of 1 for the classes.
nll_loss = Op("NllLoss", _picked, noisy=True, x=_put_back)
nll_loss2d = Op("NllLoss2D", _picked, noisy=True, x=_put_back)
multi_margin_loss = Op("MultiMarginLoss", _multi_margin, noisy=True, x=_multi_margin_slope)

# What kl_div is composed of.
xlogx = Elementwise(
    "Xlogy",
    lambda xp, x: xp.xlogy(x, x),
    casts="float",
    noisy=True,
    x=lambda g, x, xp: g * (xp.log(x) + 1),
)
