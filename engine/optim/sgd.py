"""Stochastic gradient descent, with momentum."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import lr_of
from engine.tensor import Tensor


class SGD(Optimizer):
    """`θ ← θ − η g`, or with momentum `v ← μ v + (1 − d) g` and `θ ← θ − η v`.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        momentum: how much of the last velocity is kept, μ; 0 for none.
        dampening: how much less of the gradient is added to the velocity after the first step, d.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        nesterov: step by the gradient plus momentum times the new velocity.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: torch.optim.SGD; Sutskever et al. 2013 for Nesterov's momentum.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-3,
        momentum: float = 0,
        dampening: float = 0,
        weight_decay: float = 0,
        nesterov: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        if isinstance(lr, Tensor) and lr.numel() != 1:
            raise ValueError("Tensor lr must be 1-element")
        if lr < 0.0:
            raise ValueError(f"Invalid learning rate: {lr}")
        if momentum < 0.0:
            raise ValueError(f"Invalid momentum value: {momentum}")
        if weight_decay < 0.0:
            raise ValueError(f"Invalid weight_decay value: {weight_decay}")
        if nesterov and (momentum <= 0 or dampening != 0):
            raise ValueError("Nesterov momentum requires a momentum and zero dampening")
        settings = {"lr": lr, "momentum": momentum, "dampening": dampening, "weight_decay": weight_decay}
        super().__init__(params, {**settings, "nesterov": nesterov, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        group = at.group
        yield from at.adjust()
        direction, formula = at.gradient, "θ ← θ − η g"
        momentum = group["momentum"]
        if momentum:
            slot = "momentum_buffer"
            if not at.has(slot):
                yield at.begin("begin with the gradient", "v ← g", slot, at.gradient)
            else:
                yield at.set("keep of the velocity", "v ← μ v", slot, momentum * at.slot(slot))
                added = at.slot(slot) + (1.0 - group["dampening"]) * at.gradient
                yield at.set("add the gradient", "v ← v + (1 − d) g", slot, added)
            direction, formula = at.slot(slot), "θ ← θ − η v"
            if group["nesterov"]:
                direction, formula = at.gradient + momentum * direction, "θ ← θ − η (g + μ v)"
        yield at.move("step", formula, at.parameter - lr_of(group) * direction)
