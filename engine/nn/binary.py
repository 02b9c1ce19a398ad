"""Losses of two classes: probabilities and logits against the probability of the positive class."""

from __future__ import annotations

from collections.abc import Sequence

from engine import errors
from engine.functions.arguments import need_tensors
from engine.functions.operands import floating, need_constants
from engine.functions.shape import broadcast_shape, broadcast_shapes, expand
from engine.nn.reduction import reduction_of, scale_of
from engine.ops import loss as ops
from engine.tensor import Tensor

__all__ = ["binary_cross_entropy", "binary_cross_entropy_with_logits"]


def _within(x: Tensor, argument: str) -> None:
    """RuntimeError unless all elements are probabilities. Waits for a GPU."""
    array = x._array
    if array.size and not (array.min() >= 0 and array.max() <= 1):
        raise RuntimeError(f"all elements of {argument} should be between 0 and 1")


def binary_cross_entropy(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
) -> Tensor:
    """-(target log input + (1 - target) log(1 - input)) of probabilities, meaned, summed or as it is.

    Shape: `target` as `input`; `weight` broadcasts to it. One element, or all with reduction "none".
    Dtype: floating point, the same for all.
    Raises: ValueError for different sizes and another reduction, RuntimeError for values outside 0 … 1 and dtypes.
    Source: nn.functional.binary_cross_entropy; the logarithms are held above -100.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    need_tensors("binary_cross_entropy", input=input, target=target)
    if target._value.shape != input._value.shape:
        raise ValueError(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}) is deprecated."
            " Please ensure they have the same size."
        )
    need_constants("binary_cross_entropy", weight=weight)
    if weight is not None:
        weight = _expanded(weight, target)
    floating(input, "binary_cross_entropy", "binary_cross_entropy")
    if target.dtype is not input.dtype:
        raise RuntimeError(f"Found dtype {target.dtype.printed} but expected {input.dtype.printed}")
    _within(input, "input")
    _within(target, "target")
    return ops.binary_cross_entropy(
        input,
        target,
        1 if weight is None else weight,
        weighted=weight is not None,
        reduction=reduction,
        scale=scale_of(reduction, int(input._value.size)),
    )


def _expanded(weight: Tensor, target: Tensor) -> Tensor:
    """`weight` in `target`'s shape, which must be what the two broadcast to."""
    given, wanted = weight.shape, target.shape
    _check_common(wanted, broadcast_shapes(wanted, given))
    return weight if given == wanted else expand(weight, *wanted)


def _check_common(wanted: Sequence[int], common: Sequence[int]) -> None:
    """RuntimeError where the shape that something broadcasts to is not the one `wanted`."""
    if common != wanted:
        raise RuntimeError(
            f"output with shape {errors.sizes(wanted)} doesn't match the broadcast shape {errors.sizes(common)}"
        )


def _fits(weight: Tensor, input: Tensor, first: bool) -> None:
    """RuntimeError unless `weight` broadcasts to `input`'s shape, which the message names first or last."""
    wanted = input._value.shape
    _check_common(wanted, broadcast_shape([wanted, weight._value.shape] if first else [weight._value.shape, wanted]))


def binary_cross_entropy_with_logits(
    input: Tensor,
    target: Tensor,
    weight: Tensor | None = None,
    size_average: bool | None = None,
    reduce: bool | None = None,
    reduction: str = "mean",
    pos_weight: Tensor | None = None,
) -> Tensor:
    """Binary cross entropy of sigmoid(input), without overflow.

    Shape: `target` as `input`; `weight` and `pos_weight` broadcast to it. One element, or all with reduction "none".
    Dtype: floating point, the common one.
    Raises: ValueError for different sizes and another reduction, RuntimeError for integer targets and other weights.
    Source: nn.functional.binary_cross_entropy_with_logits; `pos_weight` weighs the targets of 1.
    """
    reduction = reduction_of(reduction, size_average, reduce)
    need_tensors("binary_cross_entropy_with_logits", input=input, target=target)
    if target._value.shape != input._value.shape:
        raise ValueError(f"Target size ({target.shape}) must be the same as input size ({input.shape})")
    floating(input, "binary_cross_entropy_with_logits", "log_sigmoid_cpu")
    if not target.dtype.is_floating_point:
        raise RuntimeError(f"result type Float can't be cast to the desired output type {target.dtype.printed}")
    dtype = input.dtype if input.dtype.itemsize >= target.dtype.itemsize else target.dtype
    weights = []
    for name, given in (("weight", weight), ("pos_weight", pos_weight)):
        need_constants("binary_cross_entropy_with_logits", **{name: given})
        if given is not None:
            _fits(given, input, name == "weight")
        weights.append(1 if given is None else given.to(dtype))
    return ops.binary_cross_entropy_with_logits(
        input,
        target,
        *weights,
        weighted=weight is not None,
        rebalanced=pos_weight is not None,
        reduction=reduction,
        scale=scale_of(reduction, int(input._value.size)),
    )
