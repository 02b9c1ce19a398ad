"""Adam and AdamW: steps in units of the gradient's usual size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.moments import moments
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_adam, lr_of
from engine.tensor import Tensor


class Adam(Optimizer):
    """`θ ← θ − η m̂ / (√v̂ + ε)`, with m and v the running means of g and g², and m̂, v̂ free of their start at 0.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        betas: the parts of m and v that are kept, each 0 ≤ β < 1.
        eps: what is added to the root, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        amsgrad: divide by the largest v̂ so far.
        maximize: go up the gradient instead of down.
        decoupled_weight_decay: shrink the parameter itself, as AdamW does.

    Raises ValueError for settings outside these ranges.
    Source: Kingma and Ba 2015; Reddi et al. 2018 for amsgrad; torch.optim.Adam.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 0,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
        decoupled_weight_decay: bool = False,
    ) -> None:
        check_adam(lr, betas, eps, weight_decay)
        settings = {"lr": lr, "betas": betas, "eps": eps, "weight_decay": weight_decay, "amsgrad": amsgrad}
        decoupled = {"decoupled_weight_decay": decoupled_weight_decay}
        super().__init__(params, {**settings, "maximize": maximize, **decoupled})

    def _update(self, at: Update) -> Iterator[Micro]:
        group, lr = at.group, lr_of(at.group)
        yield from at.count()
        yield from at.adjust(lr if group["decoupled_weight_decay"] else None)
        yield from moments(at)
        (beta1, beta2), t = group["betas"], at.number("step", 0.0)
        mean, square = at.slot("exp_avg"), at.slot("exp_avg_sq")
        if group["amsgrad"]:
            largest = at.xp.maximum(at.slot("max_exp_avg_sq"), square)
            yield at.set("keep the largest", "v_max ← max(v_max, v)", "max_exp_avg_sq", largest)
            square = largest
        mean_hat = mean / (1.0 - beta1**t)
        yield at.say("correct the first moment", "m̂ = m / (1 − β₁ᵗ)", "m_hat", mean_hat, mean)
        square_hat = square / (1.0 - beta2**t)
        yield at.say("correct the second moment", "v̂ = v / (1 − β₂ᵗ)", "v_hat", square_hat, square)
        by = mean_hat / (at.xp.sqrt(square_hat) + group["eps"])
        yield at.move("step", "θ ← θ − η m̂ / (√v̂ + ε)", at.parameter - lr * by)


class AdamW(Adam):
    """Adam whose weight decay shrinks the parameters themselves, and is not scaled with their gradients.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        betas: the parts of m and v that are kept, each 0 ≤ β < 1.
        eps: what is added to the root, 0 or more.
        weight_decay: a step takes `lr * weight_decay` of the parameter away, 0 or more.
        amsgrad: divide by the largest v̂ so far.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Loshchilov and Hutter 2019; torch.optim.AdamW.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-3,
        betas: tuple[float, float] = (0.9, 0.999),
        eps: float = 1e-8,
        weight_decay: float = 1e-2,
        amsgrad: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        super().__init__(
            params, lr, betas, eps, weight_decay, amsgrad, maximize=maximize, decoupled_weight_decay=True
        )
