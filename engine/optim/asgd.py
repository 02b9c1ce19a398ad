"""ASGD: gradient descent whose iterates are averaged."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_lr, check_not_negative, lr_of
from engine.tensor import Tensor


class ASGD(Optimizer):
    """`θ ← (1 − λ ηₜ) θ − ηₜ g`, with the average of θ from the step t₀ on in the state's "ax".

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the first step size η, 0 or more.
        lambd: the decay of the parameters, λ, and how fast the step size falls.
        alpha: the power with which it falls: ηₜ = η / (1 + λ η t)^α.
        t0: the step from which on θ is averaged.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Polyak and Juditsky 1992; torch.optim.ASGD, which keeps ηₜ in the default dtype.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-2,
        lambd: float = 1e-4,
        alpha: float = 0.75,
        t0: float = 1e6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative("weight_decay value", weight_decay)
        settings = {"lr": lr, "lambd": lambd, "alpha": alpha, "t0": t0, "weight_decay": weight_decay}
        super().__init__(params, {**settings, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        group, lr = at.group, lr_of(at.group)
        yield from at.count()
        yield from at.adjust()
        rate, weight, average = at.number("eta", lr), at.number("mu", 1.0), at.slot("ax")
        yield at.move("decay", "θ ← (1 − λ ηₜ) θ", (1.0 - group["lambd"] * rate) * at.parameter)
        yield at.move("step", "θ ← θ − ηₜ g", at.parameter - rate * at.gradient)
        average = average + weight * (at.parameter - average) if weight != 1.0 else at.parameter + 0.0
        yield at.set("average", "θ̄ ← θ̄ + μₜ (θ − θ̄)", "ax", average)
        t = at.number("step", 0.0)
        rate = lr / (1.0 + group["lambd"] * lr * t) ** group["alpha"]
        yield at.set_number("lower the step size", "ηₜ ← η / (1 + λ η t)^α", "eta", rate)
        yield at.set_number("lower the weight", "μₜ ← 1 / max(1, t − t₀)", "mu", 1.0 / max(1.0, t - group["t0"]))
