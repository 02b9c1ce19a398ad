"""Normalization: vectors of length 1, and values of mean 0 and variance 1 in layers, groups and batches."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.functions.elementwise import rsqrt
from engine.functions.operands import floating
from engine.functions.reduce import mean
from engine.functions.shape import expand_as
from engine.modes import no_grad
from engine.op import Op
from engine.ops import normalize as ops
from engine.ops.comparison import clamp_min_scalar
from engine.size import Size
from engine.tensor import Tensor, wrap

__all__ = ["batch_norm", "group_norm", "layer_norm", "normalize", "rms_norm"]


def normalize(input: Tensor, p: float = 2.0, dim: Any = 1, eps: float = 1e-12) -> Tensor:
    """Vectors along `dim` divided by their `p`-norm, which counts as `eps` at least.

    Shape: any, kept.
    Dtype: floating point, kept.
    Raises: RuntimeError for other dtypes, IndexError for a dim out of range.
    Source: nn.functional.normalize.
    """
    length = clamp_min_scalar(input.norm(p, dim, True), low=eps)
    return input / expand_as(length, input)


def _standardized(
    op: Op,
    input: Tensor,
    weight: Tensor | None,
    bias: Tensor | None,
    *,
    folded: Sequence[int],
    axes: tuple[int, ...],
    along: tuple[int, ...],
    eps: float,
    known: tuple[Tensor, ...] = (),
) -> Tensor:
    """`op` of `input` in the shape `folded` over `axes`; weight and bias lie `along` the input's shape."""
    shape = input._value.shape
    extra = len(shape) - len(along)
    parameter = weight if weight is not None else bias
    return op(
        input,
        1 if weight is None else weight,
        0 if bias is None else bias,
        *known,
        scaled=weight is not None,
        shifted=bias is not None,
        folded=tuple(folded),
        axes=axes,
        along=along,
        eps=eps,
        shape=shape,
        parameter=None if parameter is None else parameter._value.shape,
        outer=tuple(j for j in range(len(shape)) if j < extra or along[j - extra] == 1),
    )


def _check_layer(input: Tensor, shape: Any, name: str, written: str, *parameters: tuple[str, Tensor | None]) -> None:
    if not isinstance(shape, Sequence):
        raise TypeError(
            f"{name}(): argument 'normalized_shape' (position 2) must be tuple of ints, not {type(shape).__name__}"
        )
    if not len(shape):
        raise RuntimeError(
            "Expected normalized_shape to be at least 1-dimensional, i.e., containing at least one element, but got"
            " normalized_shape = []"
        )
    for label, value in parameters:
        if value is not None and tuple(value.shape) != tuple(shape):
            raise RuntimeError(
                f"Expected {label} to be of same shape as normalized_shape, but got {label} of shape"
                f" {errors.sizes(value.shape)} and normalized_shape = {errors.sizes(shape)}"
            )
    if tuple(input.shape[-len(shape) :]) != tuple(shape):
        raise RuntimeError(
            f"Given normalized_shape={errors.sizes(shape)}, expected input with shape [{written}"
            f"{', '.join(map(str, shape))}], but got input of size{errors.sizes(input.shape)}"
        )


def _check_dtype(input: Tensor, *parameters: Tensor | None) -> None:
    for value in parameters:
        if value is not None and value.dtype is not input.dtype:
            raise RuntimeError(f"mixed dtype (CPU): expect parameter to have scalar type of {input.dtype.printed}")


def layer_norm(
    input: Tensor,
    normalized_shape: Sequence[int],
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    eps: float = 1e-5,
) -> Tensor:
    """Mean 0 and variance 1 over the last dims, then times `weight` plus `bias`.

    Shape: any that ends in `normalized_shape`, kept; `weight` and `bias` of `normalized_shape`.
    Dtype: floating point, the same for all, kept.
    Raises: RuntimeError for shapes and dtypes that do not fit, NotImplementedError for integers.
    Source: torch.layer_norm; Ba et al. 2016. `eps` is added to the variance.
    """
    need_tensors("layer_norm", input=input)
    _check_layer(input, normalized_shape, "layer_norm", "*, ", ("weight", weight), ("bias", bias))
    floating(input, "layer_norm", "LayerNormKernelImpl")
    _check_dtype(input, weight, bias)
    shape = input._value.shape
    return _standardized(
        ops.layer_norm,
        input,
        weight,
        bias,
        folded=shape,
        axes=tuple(range(len(shape) - len(normalized_shape), len(shape))),
        along=tuple(normalized_shape),
        eps=eps,
    )


def rms_norm(
    input: Tensor, normalized_shape: Sequence[int], weight: Tensor | None = None, eps: float | None = None
) -> Tensor:
    """Divided by the root of the mean square over the last dims, then times `weight`.

    Shape: any that ends in `normalized_shape`, kept; `weight` of `normalized_shape`.
    Dtype: floating point, kept.
    Raises: RuntimeError for shapes that do not fit, NotImplementedError for integers.
    Source: torch.rms_norm; Zhang & Sennrich 2019. `eps`, by default the dtype's, is added to the mean square.
    """
    need_tensors("rms_norm", input=input)
    _check_layer(input, normalized_shape, "rms_norm", "*", ("weight", weight))
    floating(input, "rms_norm", "rms_norm")
    eps = float(np.finfo(input.dtype.numpy).eps) if eps is None else eps
    dims = tuple(range(-len(normalized_shape), 0))
    result = input * rsqrt(mean(input**2, dims, True) + eps)
    return result if weight is None else result * weight


def _channels(input: Tensor) -> tuple[int, ...]:
    """The shape of a vector of channels (dim 1) laid along `input`."""
    return (1, input._value.shape[1], *[1] * (input.ndim - 2))


def _several(size: Sequence[int]) -> None:
    """ValueError for one value a channel, whose variance nobody knows."""
    if math.prod([size[0], *size[2:]]) == 1:
        raise ValueError(f"Expected more than 1 value per channel when training, got input size {size}")


def group_norm(
    input: Tensor, num_groups: int, weight: Tensor | None = None, bias: Tensor | None = None, eps: float = 1e-5
) -> Tensor:
    """Mean 0 and variance 1 over each group of channels, then times `weight` plus `bias` for each channel.

    Shape: (N, C, …), kept; `weight` and `bias` (C).
    Dtype: floating point, the same for all, kept.
    Raises: RuntimeError for shapes and dtypes that do not fit, ValueError for one value a group.
    Source: torch.group_norm; Wu & He 2018. `eps` is added to the variance.
    """
    if input.ndim < 2:
        raise RuntimeError(f"Expected at least 2 dimensions for input tensor but received {input.ndim}")
    n, channels, *rest = input._value.shape
    _several([n * channels // num_groups, num_groups, *rest])
    if channels % num_groups:
        raise RuntimeError(
            "Expected number of channels in input to be divisible by num_groups, but got input of shape"
            f" {errors.sizes(input.shape)} and num_groups={num_groups}"
        )
    for name, value in (("weight", weight), ("bias", bias)):
        if value is not None and value._value.shape != (channels,):
            raise RuntimeError(
                f"Expected {name} to be a vector of size equal to the number of channels in input, but got {name} of"
                f" shape {errors.sizes(value.shape)} and input of shape {errors.sizes(input.shape)}"
            )
    floating(input, "group_norm", "GroupNormKernelImpl")
    _check_dtype(input, weight, bias)
    folded = (n, num_groups, channels // num_groups * math.prod(rest))
    along = _channels(input)
    return _standardized(ops.group_norm, input, weight, bias, folded=folded, axes=(2,), along=along, eps=eps)


def _check_batch(input: Tensor, training: bool, eps: float, **vectors: Tensor | None) -> None:
    if training:
        _several(Size(input.shape))
        if eps <= 0:
            raise ValueError(f"batch_norm eps must be positive during training, but got {eps}")
    elif eps < 0:
        raise ValueError(f"batch_norm eps must be non-negative, but got {eps}")
    channels = input._value.shape[1] if input.ndim > 1 else 0
    for name, value in vectors.items():
        if value is None:
            if not training and name.startswith("running"):
                raise RuntimeError(f"{name} must be defined in evaluation mode")
        elif value._value.size != channels:
            raise RuntimeError(f"{name} should contain {channels} elements not {value._value.size}")
    floating(input, "batch_norm", "batch_norm")


def batch_norm(
    input: Tensor,
    running_mean: Tensor | None,
    running_var: Tensor | None,
    weight: Tensor | None = None,
    bias: Tensor | None = None,
    training: bool = False,
    momentum: float = 0.1,
    eps: float = 1e-5,
) -> Tensor:
    """Mean 0 and variance 1 for each channel (or by the known mean and variance), then times `weight` plus `bias`.

    Shape: (N, C, …), kept; all others (C).
    Dtype: floating point, kept.
    Raises: RuntimeError for sizes that do not fit, ValueError for one value a channel in training and for `eps`.
    Source: torch.batch_norm; Ioffe & Szegedy 2015. In training the running mean and variance move by `momentum`.
    """
    known = {"running_mean": running_mean, "running_var": running_var}
    _check_batch(input, training, eps, **known, weight=weight, bias=bias)
    axes = (0, *range(2, input.ndim))
    shape, along = input._value.shape, _channels(input)
    if not training:
        assert running_mean is not None
        assert running_var is not None
        with no_grad():
            rate = rsqrt(running_var + eps)
        return _standardized(
            ops.batch_norm_known, input, weight, bias, folded=shape, axes=axes, along=along, eps=eps,
            known=(running_mean.detach(), rate),
        )  # fmt: skip
    xp = backend_of(input._array).xp
    for value, statistic, options in ((running_mean, xp.mean, {}), (running_var, xp.var, {"ddof": 1})):
        if value is not None:
            now = statistic(input._array, axis=axes, **options)
            with no_grad():
                value.mul_(1 - momentum).add_(wrap(xp.asarray(now)) * momentum)
    return _standardized(ops.batch_norm, input, weight, bias, folded=shape, axes=axes, along=along, eps=eps)
