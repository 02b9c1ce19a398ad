"""Activations and losses, each one line of tensor operations or one primitive."""

from __future__ import annotations

import math
import warnings

from engine.functions.elementwise import abs, leaky_relu, relu, sigmoid, softplus, tanh
from engine.functions.linalg import addmm, matmul
from engine.functions.reduce import log_softmax, mean, softmax, sum
from engine.functions.shape import broadcast_shape, reshape
from engine.nn.encode import one_hot as one_hot
from engine.ops import elementwise as ops
from engine.ops.reduce import mse_loss as mse
from engine.tensor import Tensor

__all__ = [
    "l1_loss",
    "leaky_relu",
    "linear",
    "log_softmax",
    "mse_loss",
    "relu",
    "sigmoid",
    "silu",
    "softmax",
    "softplus",
    "tanh",
]


def _reduced(loss: Tensor, reduction: str) -> Tensor:
    if reduction == "mean":
        return mean(loss)
    if reduction == "sum":
        return sum(loss)
    if reduction == "none":
        return loss
    raise ValueError(f"{reduction} is not a valid value for reduction")


def _warn_sizes(input: Tensor, target: Tensor) -> None:
    if input.shape != target.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will"
            " likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )


def mse_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The squared difference, meaned, summed or as it is; warns where the two would broadcast."""
    _warn_sizes(input, target)
    if reduction not in ("mean", "sum", "none"):
        raise ValueError(f"{reduction} is not a valid value for reduction")
    shape = broadcast_shape([input._array.shape, target._array.shape])
    scale = 2 / max(1, math.prod(shape)) if reduction == "mean" else 2
    return mse(input, target, reduction=reduction, scale=scale)


def l1_loss(input: Tensor, target: Tensor, reduction: str = "mean") -> Tensor:
    """The absolute difference, meaned, summed or as it is; warns where the two would broadcast."""
    _warn_sizes(input, target)
    return _reduced(abs(input - target), reduction)


def silu(input: Tensor) -> Tensor:
    """x times sigmoid(x)."""
    return ops.silu(input)


def linear(input: Tensor, weight: Tensor, bias: Tensor | None = None) -> Tensor:
    """`input @ weight.T + bias`, for a weight of shape (outputs, inputs)."""
    if bias is None:
        return matmul(input, weight.t())
    *outer, inputs = input.shape
    flat = input if input.ndim == 2 else reshape(input, -1, inputs)
    product = addmm(bias, flat, weight.t())
    return product if input.ndim == 2 else reshape(product, *outer, weight.shape[0])
