"""Adamax: Adam with the largest gradient in the place of the mean square."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.moments import first_moment
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_adam, lr_of
from engine.tensor import Tensor


class Adamax(Optimizer):
    """`u ← max(β₂ u, |g| + ε)`, `θ ← θ − η / (1 − β₁ᵗ) · m / u`, with m the running mean of g.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        betas: the parts of m and u that are kept, each 0 ≤ β < 1.
        eps: what is added to the gradient's size, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Kingma and Ba 2015; torch.optim.Adamax.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        *,
        maximize: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        super().__init__(
            params, {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        )

    def _update(self, at: Update) -> Iterator[Micro]:
        beta1, beta2 = at.group["betas"]
        yield from at.count()
        yield from at.adjust()
        yield from first_moment(at, beta1)
        decayed = beta2 * at.slot("exp_inf")
        yield at.set("decay the largest gradient", "u ← β₂ u", "exp_inf", decayed)
        largest = at.xp.maximum(decayed, abs(at.gradient) + at.group["eps"])
        yield at.set("keep the larger", "u ← max(u, |g| + ε)", "exp_inf", largest)
        rate = lr_of(at.group) / (1.0 - beta1 ** at.number("step", 0.0))
        yield at.move("step", "θ ← θ − η / (1 − β₁ᵗ) · m / u", at.parameter - rate * (at.slot("exp_avg") / largest))
