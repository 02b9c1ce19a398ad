"""Settings of optimizers: their checks in PyTorch's words, and learning rates that are tensors."""

from __future__ import annotations

from typing import Any

from engine.tensor import Tensor


def check_lr(lr: Any) -> None:
    """ValueError for a negative learning rate, or one of several numbers."""
    if isinstance(lr, Tensor) and lr.numel() != 1:
        raise ValueError("Tensor lr must be 1-element")
    if not lr >= 0.0:
        raise ValueError(f"Invalid learning rate: {lr}")


def check_not_negative(what: str, value: float) -> None:
    """ValueError, "Invalid <what>: <value>", for what is below 0."""
    if not value >= 0.0:
        raise ValueError(f"Invalid {what}: {value}")


def check_betas(betas: tuple[float, float]) -> None:
    """ValueError for a rate of decay outside 0 ≤ β < 1."""
    for index, beta in enumerate(betas):
        if not 0.0 <= beta < 1.0:
            raise ValueError(f"Invalid beta parameter at index {index}: {beta}")


def lr_of(group: dict[str, Any]) -> float:
    """A group's learning rate as a number."""
    lr = group["lr"]
    return lr if lr.__class__ is float else float(lr)


def check_adam(lr: Any, betas: tuple[float, float], eps: float, weight_decay: float) -> None:
    """ValueError for what Adam and its relatives refuse of the settings that all of them have."""
    check_lr(lr)
    check_not_negative("epsilon value", eps)
    check_betas(betas)
    check_not_negative("weight_decay value", weight_decay)
