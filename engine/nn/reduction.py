"""What a loss does with its elements, and the arguments by which older programs say so."""

from __future__ import annotations

import warnings

from engine.functions.arguments import need_tensors
from engine.functions.reduce import mean, sum
from engine.tensor import Tensor


def reduction_of(reduction: str, size_average: bool | None, reduce: bool | None) -> str:
    """"mean", "sum" or "none"; of the legacy arguments either overrides `reduction`, with a warning.

    Raises ValueError for another word.
    """
    if size_average is not None or reduce is not None:
        reduction = legacy(size_average, reduce)
    if reduction in ("mean", "sum", "none"):
        return reduction
    if reduction == "elementwise_mean":
        message = "reduction='elementwise_mean' is deprecated. Please use reduction='mean' instead."
        warnings.warn(message, UserWarning, stacklevel=3)
        return "mean"
    raise ValueError(f"{reduction} is not a valid value for reduction")


def legacy(size_average: bool | None, reduce: bool | None) -> str:
    """The reduction that the two legacy arguments mean, with PyTorch's warning."""
    size_average, reduce = (True if flag is None else flag for flag in (size_average, reduce))
    found = "none" if not reduce else "mean" if size_average else "sum"
    message = f"size_average and reduce args will be deprecated, please use reduction='{found}' instead."
    warnings.warn(message, UserWarning, stacklevel=4)
    return found


def reduced(loss: Tensor, reduction: str) -> Tensor:
    """The mean, the sum, or the elements as they are."""
    return mean(loss) if reduction == "mean" else sum(loss) if reduction == "sum" else loss


def weighted(loss: Tensor, weight: Tensor, reduction: str) -> Tensor:
    """The reduction of a loss whose elements have weights: the mean is over the sum of these."""
    loss = loss * weight
    if reduction == "none":
        return loss
    if reduction == "sum":
        return sum(loss)
    if reduction == "mean":
        return sum(loss) / sum(weight)
    raise invalid(reduction)


def invalid(reduction: str) -> ValueError:
    """The error for a word that weighted losses do not know."""
    return ValueError(f"Invalid reduction mode: {reduction}. Expected one of 'none', 'mean', 'sum'.")


def same_size(weight: Tensor, input: Tensor) -> None:
    """ValueError unless each element of `input` has its own weight."""
    if weight.shape != input.shape:
        raise ValueError("Weights and input must have the same size.")


def check_pair(function: str, input: Tensor, target: Tensor) -> None:
    """TypeError for what is no Tensor; PyTorch's warning where the two would broadcast."""
    need_tensors(function, input=input, target=target)
    if input._value.shape != target._value.shape:
        warnings.warn(
            f"Using a target size ({target.shape}) that is different to the input size ({input.shape}). This will"
            " likely lead to incorrect results due to broadcasting. Please ensure they have the same size.",
            UserWarning,
            stacklevel=3,
        )


def scale_of(reduction: str, count: int) -> float:
    """What the gradient of a reduced loss of `count` elements is multiplied by."""
    return 1 / max(count, 1) if reduction == "mean" else 1
