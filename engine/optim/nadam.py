"""NAdam: Adam that looks ahead, as Nesterov's momentum does."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_adam, check_not_negative, lr_of
from engine.tensor import Tensor


class NAdam(Optimizer):
    """`θ ← θ − η ((1 − μₜ) g / (1 − Πμ) + μₜ₊₁ m / (1 − Πμ μₜ₊₁)) / (√v̂ + ε)`, μₜ = β₁ (1 − 0.96^(tψ) / 2).

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        betas: the parts of m and v that are kept, each 0 ≤ β < 1.
        eps: what is added to the root, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        momentum_decay: how fast μ comes to β₁, ψ, 0 or more.
        decoupled_weight_decay: shrink the parameter itself, as AdamW does.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Dozat 2016; torch.optim.NAdam, which keeps the product Πμ in the default dtype.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 2e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum_decay: float = 4e-3,
        decoupled_weight_decay: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        check_not_negative("momentum_decay value", momentum_decay)
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay}
        decay = {"momentum_decay": momentum_decay, "decoupled_weight_decay": decoupled_weight_decay}
        super().__init__(params, {**settings, **decay, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        group, lr = at.group, lr_of(at.group)
        yield from at.count()
        yield from at.adjust(lr if group["decoupled_weight_decay"] else None)
        (beta1, beta2), t = group["betas"], at.number("step", 0.0)
        mu, ahead = (beta1 * (1.0 - 0.5 * 0.96 ** (n * group["momentum_decay"])) for n in (t, t + 1.0))
        product = at.number("mu_product", 1.0) * mu
        yield at.set_number("multiply the momenta", "Πμ ← Πμ · μₜ", "mu_product", product)
        product = at.number("mu_product", 1.0)
        yield from moments(at)
        square = at.slot("exp_avg_sq")
        square_hat = square / (1.0 - beta2**t)
        yield at.say("correct the second moment", "v̂ = v / (1 − β₂ᵗ)", "v_hat", square_hat, square)
        below = at.xp.sqrt(square_hat) + group["eps"]
        now = lr * (1.0 - mu) / (1.0 - product)
        then = lr * ahead / (1.0 - product * ahead)
        gone = at.parameter - now * (at.gradient / below)
        yield at.move("step by the gradient", "θ ← θ − η (1 − μₜ) / (1 − Πμ) · g / (√v̂ + ε)", gone)
        gone = at.parameter - then * (at.slot("exp_avg") / below)
        yield at.move("step by the first moment", "θ ← θ − η μₜ₊₁ / (1 − Πμ μₜ₊₁) · m / (√v̂ + ε)", gone)
