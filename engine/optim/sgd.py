"""Gradient descent, with momentum. Formulas and defaults are those of torch.optim.SGD."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from engine.modes import enable_grad, no_grad
from engine.optim.optimizer import Optimizer
from engine.tensor import Tensor


class SGD(Optimizer):
    """`p -= lr * v`, where v is the gradient, or with momentum `v = momentum * v + (1 - dampening) * gradient`.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size, 0 or more.
        momentum: how much of the last velocity is kept, 0 for none.
        dampening: how much less of the gradient is added to the velocity after the first step.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        nesterov: step by the gradient plus momentum times the new velocity.
        maximize: go up the gradient instead of down.
    """

    def __init__(
        self,
        params: Any,
        lr: float = 1e-3,
        momentum: float = 0.0,
        dampening: float = 0.0,
        weight_decay: float = 0.0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        if lr < 0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        super().__init__(
            params,
            {
                "lr": lr,
                "momentum": momentum,
                "dampening": dampening,
                "weight_decay": weight_decay,
                "nesterov": nesterov,
                "maximize": maximize,
            },
        )

    @no_grad()
    def step(self, closure: Callable[[], Any] | None = None) -> Any:
        """Move every parameter that has a gradient; `closure`, if given, computes loss and gradients anew before.

        Returns what the closure returned.
        """
        loss = None
        if closure is not None:
            with enable_grad():
                loss = closure()
        for group in self.param_groups:
            for p in group["params"]:
                if p.grad is not None:
                    p.sub_(self._velocity(p, p.grad, group) * group["lr"])
        return loss

    def _velocity(self, p: Tensor, gradient: Tensor, group: dict[str, Any]) -> Tensor:
        if group["maximize"]:
            gradient = -gradient
        if group["weight_decay"]:
            gradient = gradient + p * group["weight_decay"]
        if not group["momentum"]:
            return gradient
        memory = self.state.setdefault(p, {})
        before = memory.get("momentum_buffer")
        # The first velocity is the gradient itself.
        added = gradient if not group["dampening"] else gradient * (1 - group["dampening"])
        velocity: Tensor = gradient.clone() if before is None else before * group["momentum"] + added
        memory["momentum_buffer"] = velocity
        return gradient + velocity * group["momentum"] if group["nesterov"] else velocity
