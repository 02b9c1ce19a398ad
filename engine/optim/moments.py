"""The running means of the gradient and of its square, which four optimizers share."""

from __future__ import annotations

from collections.abc import Iterator

from engine.optim.micro import Micro, Update


def first_moment(at: Update, beta: float, slot: str = "exp_avg") -> Iterator[Micro]:
    """`m ← β₁ m + (1 − β₁) g`, in two parts."""
    yield at.set("decay the first moment", "m ← β₁ m", slot, beta * at.slot(slot))
    yield at.set("add the gradient", "m ← m + (1 − β₁) g", slot, at.slot(slot) + (1.0 - beta) * at.gradient)


def second_moment(at: Update, beta: float, slot: str = "exp_avg_sq") -> Iterator[Micro]:
    """`v ← β₂ v + (1 − β₂) g²`, in two parts."""
    yield at.set("decay the second moment", "v ← β₂ v", slot, beta * at.slot(slot))
    squared = (1.0 - beta) * (at.gradient * at.gradient)
    yield at.set("add the gradient's square", "v ← v + (1 − β₂) g²", slot, at.slot(slot) + squared)


def moments(at: Update) -> Iterator[Micro]:
    """Both, with the group's `betas`."""
    beta1, beta2 = at.group["betas"]
    yield from first_moment(at, beta1)
    yield from second_moment(at, beta2)
