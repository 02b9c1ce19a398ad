"""Adadelta: steps in the units of the parameter, without a step size to choose."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_lr, check_not_negative, lr_of
from engine.tensor import Tensor


class Adadelta(Optimizer):
    """`Δ = g √(u + ε) / √(v + ε)`, `θ ← θ − η Δ`, with v and u the running means of g² and Δ².

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: what the step is multiplied by, η, 0 or more.
        rho: the part of the means that is kept, 0 ≤ ρ ≤ 1.
        eps: what is added below the roots, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Zeiler 2012; torch.optim.Adadelta.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1.0,
        rho: float = 0.9,
        eps: float = 1e-6,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        check_lr(lr)
        if not 0.0 <= rho <= 1.0:
            raise ValueError(f"Invalid rho value: {rho}")
        check_not_negative("epsilon value", eps)
        check_not_negative("weight_decay value", weight_decay)
        super().__init__(
            params, {"lr": lr, "rho": rho, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        )

    def _update(self, at: Update) -> Iterator[Micro]:
        rho, eps, xp = at.group["rho"], at.group["eps"], at.xp
        yield from at.count()
        yield from at.adjust()
        yield at.set("decay the mean square", "v ← ρ v", "square_avg", rho * at.slot("square_avg"))
        square = at.slot("square_avg") + (1.0 - rho) * (at.gradient * at.gradient)
        yield at.set("add the gradient's square", "v ← v + (1 − ρ) g²", "square_avg", square)
        usual = at.slot("acc_delta")
        delta = xp.sqrt(usual + eps) / xp.sqrt(square + eps) * at.gradient
        yield at.say("scale the gradient", "Δ = g √(u + ε) / √(v + ε)", "delta", delta, at.gradient)
        yield at.set("decay the steps' mean square", "u ← ρ u", "acc_delta", rho * usual)
        steps = at.slot("acc_delta") + (1.0 - rho) * (delta * delta)
        yield at.set("add the step's square", "u ← u + (1 − ρ) Δ²", "acc_delta", steps)
        yield at.move("step", "θ ← θ − η Δ", at.parameter - lr_of(at.group) * delta)
