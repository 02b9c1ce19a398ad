"""Gradient descent, with momentum. Formulas and defaults are those of torch.optim.SGD."""

from __future__ import annotations

from typing import Any

from engine.modes import no_grad
from engine.optim.optimizer import Optimizer


class SGD(Optimizer):
    """`p -= lr * v`, where v is the gradient, or with momentum `v = momentum * v + gradient`.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size, 0 or more.
        momentum: how much of the last velocity is kept, 0 for none.
    """

    def __init__(self, params: Any, lr: float = 1e-3, momentum: float = 0.0) -> None:
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        super().__init__(params, {"lr": lr, "momentum": momentum})

    @no_grad()
    def step(self) -> None:
        """Move every parameter that has a gradient."""
        for group in self.param_groups:
            for p in group["params"]:
                velocity = p.grad
                if velocity is None:
                    continue
                if group["momentum"]:
                    memory = self.state.setdefault(p, {})
                    before = memory.get("momentum_buffer")
                    # The first velocity is the gradient itself.
                    velocity = velocity.clone() if before is None else before * group["momentum"] + velocity
                    memory["momentum_buffer"] = velocity
                p.sub_(velocity * group["lr"])
