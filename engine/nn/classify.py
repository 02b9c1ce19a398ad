"""Losses of classes: log-probabilities and scores against the class that is right, or the probability of each."""

from __future__ import annotations

import math
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_of
from engine.functions.arguments import need_tensors
from engine.functions.operands import floating, need_constants
from engine.functions.reduce import log_softmax, sum
from engine.functions.shape import reshape
from engine.nn.reduction import reduction_of
from engine.ops import loss as ops
from engine.ops.arithmetic import div_scalar
from engine.tensor import Tensor, wrap

__all__ = ["cross_entropy", "nll_loss"]


def _class_dim(input: Tensor) -> int:
    return 0 if input.ndim == 1 else 1


def _check_batch(input: Tensor, target: Tensor) -> None:
    need_tensors("nll_loss_nd", input=input, target=target)
    if input.ndim == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    if input.ndim != 1 and (target.ndim == 0 or input._value.shape[0] != target._value.shape[0]):
        found = target._value.shape[0] if target.ndim else 0
        raise ValueError(
            f"Expected input batch_size ({input._value.shape[0]}) to match target batch_size ({found})."
        )
    if input.ndim == 1 and target._value.size != 1:
        raise ValueError(f"For 1D input, 1D target must have size 1, but got target size: {target._value.shape[0]}")


def _check_places(input: Tensor, target: Tensor) -> None:
    """One class for each place besides batch and class dims: RuntimeError in PyTorch's words otherwise."""
    shape, given = input._value.shape, target._value.shape
    if input.ndim <= 2:
        if len(given) > 1:
            raise RuntimeError("0D or 1D target tensor expected, multi-target not supported")
    elif input.ndim == 4:
        if len(given) != 3:
            raise RuntimeError(
                f"only batches of spatial targets supported (3D tensors) but got targets of dimension: {len(given)}"
            )
        if given[1:] != shape[2:]:
            raise RuntimeError(
                f"size mismatch (got input: {errors.sizes(shape)} , target: {errors.sizes(given)}"
            )
    elif given != (expected := (shape[0], *shape[2:])):
        raise RuntimeError(f"Expected target size {errors.sizes(expected)}, got {errors.sizes(given)}")


def _check_weight(weight: Tensor, input: Tensor, classes: int) -> None:
    name = "nll_loss_forward" if input.ndim <= 2 else "nll_loss2d_forward"
    need_constants(name, weight=weight)
    if weight._value.shape != (classes,):
        if input.ndim > 2:
            raise RuntimeError("weight tensor should be defined either for all or no classes")
        raise RuntimeError(
            f"weight tensor should be defined either for all {classes} classes or no classes but got weight tensor of"
            f" shape: {errors.sizes(weight.shape)}"
        )
    if weight.dtype is not input.dtype:
        raise RuntimeError(f"expected scalar type {input.dtype.printed} but found {weight.dtype.printed}")


def _ignored(classes: Any, count: int, ignore_index: int) -> Any:
    """Where the class is to be ignored, None for nowhere. IndexError for a class that there is not. Waits for a GPU."""
    within = not classes.size or int(classes.view(np.uint64).max()) < count
    if within and not 0 <= ignore_index < count:
        return None
    ignored = classes == ignore_index
    if not within:
        wrong = classes[((classes < 0) | (classes >= count)) & ~ignored]
        if wrong.size:
            raise IndexError(f"Target {int(wrong[0])} is out of bounds.")
    return ignored if bool(ignored.any()) else None


def nll_loss(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """Minus the log-probability of the right class, meaned, summed or as it is.

    Shape: `input` (C), (N, C) or (N, C, …), `target` without the C; `weight` (C). One element, or `target`'s shape.
    Dtype: floating point, that of `input` and `weight`; `target` int64 or uint8.
    Raises: IndexError for a class that there is not; ValueError and RuntimeError for sizes and dtypes that do not fit.
    Source: nn.functional.nll_loss; targets of `ignore_index` do not count, and a mean is over the classes' weights.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    _check_batch(input, target)
    if target.dtype.name not in ("int64", "uint8"):
        raise RuntimeError(f"expected target dtype to be Long or Byte, but got {target.dtype.printed}")
    _check_places(input, target)
    floating(input, "nll_loss", "nll_loss_out_frame" if input.ndim <= 2 else "nll_loss2d_forward_out_frame")
    return _negative_likelihood(input, target, weight, ignore_index, reduction)


def _negative_likelihood(
    input: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str
) -> Tensor:
    backend, shape = backend_of(input._array), input._value.shape
    xp = backend.xp
    if backend_of(target._array).type != backend.type:
        raise errors.two_devices(input.device, target.device)
    count, places = shape[_class_dim(input)], math.prod(shape[2:])
    if weight is not None:
        _check_weight(weight, input, count)
    classes, seen = target._array.reshape(-1), target._value.shape
    classes = classes if classes.dtype == np.int64 else classes.astype(np.int64)
    laid = (1,) if input.ndim == 1 else (shape[0], 1, *shape[2:])
    ignored = _ignored(classes, count, ignore_index)
    if ignored is not None:
        classes, ignored = xp.where(ignored, -1, classes), ignored.reshape(laid)
    rows = xp.arange(classes.size)
    flat = rows * count + classes if places == 1 else (rows // places * count + classes) * places + rows % places
    w: Any = -1
    total: Any = classes.size if ignored is None else int(classes.size - ignored.sum())
    if weight is not None:
        own = weight._array[classes].reshape(laid)
        own = own if ignored is None else xp.where(ignored, 0, own)
        w, total = wrap(-own), float(own.sum())

    def right() -> Any:
        return classes.reshape(laid) == xp.arange(count).reshape(-1, *[1] * (len(laid) - 2))

    loss = (ops.nll_loss if input.ndim <= 2 else ops.nll_loss2d)(
        input,
        w,
        flat=flat,
        ignored=ignored,
        total=total,
        reduction=reduction,
        right=right,
        laid=laid,
        target=seen if input.ndim in (1, 2, 4) else (shape[0], 1, places),
    )
    return reshape(loss, seen) if reduction == "none" and loss._value.shape != seen else loss


def _of_probabilities(
    input: Tensor, target: Tensor, weight: Tensor | None, reduction: str, label_smoothing: float
) -> Tensor:
    """Cross entropy with a probability for each class in the place of one right class."""
    axis = _class_dim(input)
    classes = input._value.shape[axis]
    if weight is not None and weight._value.shape != (classes,):
        raise RuntimeError(
            f"cross_entropy: weight tensor should be defined either for all {classes} classes or no classes but got"
            f" weight tensor of shape: {errors.sizes(weight.shape)}"
        )
    logs = log_softmax(input, axis)
    if label_smoothing > 0:
        target = target * (1 - label_smoothing) + label_smoothing / classes
    loss = logs * target
    if weight is not None:
        loss = loss * _along_classes(weight, input)
    if reduction == "none":
        return -sum(loss, axis)
    loss = -sum(loss)
    if reduction == "mean":
        return div_scalar(loss, divisor=input._value.size / classes)
    return loss


def _along_classes(weight: Tensor, input: Tensor) -> Tensor:
    """The classes' weights in a shape that broadcasts to the input's."""
    return weight if input.ndim <= 2 else reshape(weight, 1, -1, *[1] * (input.ndim - 2))


def _smoothed(
    logs: Tensor, target: Tensor, weight: Tensor | None, ignore_index: int, reduction: str, label_smoothing: float
) -> Tensor:
    """The right class with the share 1 - label_smoothing, all classes evenly with the rest (Szegedy et al. 2015)."""
    axis = _class_dim(logs)
    classes = logs._value.shape[axis]
    loss = nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=reduction)
    even = -sum(logs if weight is None else logs * _along_classes(weight, logs), axis)
    mask = (target.detach() == ignore_index).reshape(even.shape)
    even = even.masked_fill(mask, 0)
    if reduction == "sum":
        even = sum(even)
    elif reduction == "mean":
        if weight is None:
            even = sum(even) / float((~mask)._array.sum())
        else:
            own = weight[target.masked_fill(mask.reshape(target.shape), 0)].reshape(even.shape).masked_fill(mask, 0)
            even = sum(even) / sum(own)
    total: Tensor = loss * (1 - label_smoothing) + even * (label_smoothing / classes)
    return total


def cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    ignore_index: int = -100,
    reduce: bool | None = None,
    reduction: str = "mean",
    label_smoothing: float = 0.0,
) -> Tensor:
    """Minus the logarithm of the softmax of the right class's score; or with a probability for each class as target.

    Shape: `input` (C), (N, C) or (N, C, …), `target` without the C, or `input`'s for probabilities; `weight` (C).
    Dtype: floating point; `target` int64 or uint8 for classes, floating point for probabilities.
    Raises: IndexError for a class that there is not; ValueError and RuntimeError for sizes and dtypes that do not fit.
    Source: nn.functional.cross_entropy, log_softmax and nll_loss in one.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    if not 0 <= label_smoothing <= 1:
        raise RuntimeError(f"label_smoothing must be between 0.0 and 1.0. Got: {label_smoothing:g}")
    need_tensors("cross_entropy_loss", input=input, target=target)
    if input._value.shape == target._value.shape:
        if not target.dtype.is_floating_point:
            raise RuntimeError(
                f"Expected floating point type for target with class probabilities, got {target.dtype.printed}"
            )
        if ignore_index >= 0:
            raise RuntimeError("ignore_index is not supported for floating point target")
        return _of_probabilities(input, target, weight, reduction, label_smoothing)
    if input.ndim == 0:
        raise ValueError("Expected 1 or more dimensions (got 0)")
    floating(input, "cross_entropy", f"log_softmax{'_lastdim' if input.ndim <= 2 else ''}_kernel_impl")
    logs = log_softmax(input, _class_dim(input))
    if label_smoothing > 0:
        return _smoothed(logs, target, weight, ignore_index, reduction, label_smoothing)
    return nll_loss(logs, target, weight, ignore_index=ignore_index, reduction=reduction)
