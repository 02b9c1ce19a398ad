"""RAdam: Adam that waits with its second moment until that can be trusted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_adam, lr_of
from engine.tensor import Tensor


class RAdam(Optimizer):
    """Adam whose step is `η m̂` in the beginning, and `η r m̂ / (√v̂ + ε)` once `ρₜ > 5`.

    ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ), ρ∞ = 2 / (1 − β₂) − 1, and r is the rectification of the paper's equation for them.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        betas: the parts of m and v that are kept, each 0 ≤ β < 1.
        eps: what is added to the root, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        decoupled_weight_decay: shrink the parameter itself, as AdamW does.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Liu et al. 2020; torch.optim.RAdam, which adds ε before the root is corrected.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "maximize": maximize}
        super().__init__(params, {**settings, "decoupled_weight_decay": decoupled_weight_decay})

    def _update(self, at: Update) -> Iterator[Micro]:
        group, lr = at.group, lr_of(at.group)
        yield from at.count()
        yield from at.adjust(lr if group["decoupled_weight_decay"] else None)
        yield from moments(at)
        (beta1, beta2), t = group["betas"], at.number("step", 0.0)
        mean = at.slot("exp_avg")
        mean_hat = mean / (1.0 - beta1**t)
        yield at.say("correct the first moment", "m̂ = m / (1 − β₁ᵗ)", "m_hat", mean_hat, mean)
        correction, longest = 1.0 - beta2**t, 2.0 / (1.0 - beta2) - 1.0
        length = longest - 2.0 * t * beta2**t / correction
        yield at.say("measure the memory", "ρₜ = ρ∞ − 2 t β₂ᵗ / (1 − β₂ᵗ)", "rho", length)
        if length <= 5.0:
            yield at.move("step by the first moment alone", "θ ← θ − η m̂", at.parameter - lr * mean_hat)
            return
        above = (length - 4.0) * (length - 2.0) * longest
        rectified = (above / ((longest - 4.0) * (longest - 2.0) * length)) ** 0.5
        by = mean_hat * (correction**0.5 / (at.xp.sqrt(at.slot("exp_avg_sq")) + group["eps"])) * rectified
        yield at.move("step", "θ ← θ − η r m̂ √(1 − β₂ᵗ) / (√v + ε)", at.parameter - lr * by)
