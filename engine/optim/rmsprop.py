"""RMSprop: steps in units of the gradient's recent size."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_lr, check_not_negative, lr_of
from engine.tensor import Tensor


class RMSprop(Optimizer):
    """`v ← α v + (1 − α) g²`, `θ ← θ − η g / (√v + ε)`; centred, v less the square of g's running mean.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        alpha: the part of the means that is kept, 0 or more.
        eps: what is added to the root, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        momentum: how much of the last step is kept, 0 or more.
        centered: divide by the gradient's standard deviation instead of its size.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Hinton 2012, lecture 6; Graves 2013 for the centred one; torch.optim.RMSprop.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-2,
        alpha: float = 0.99,
        eps: float = 1e-8,
        weight_decay: float = 0,
        momentum: float = 0,
        centered: bool = False,
        *,
        maximize: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative("epsilon value", eps)
        check_not_negative("momentum value", momentum)
        check_not_negative("weight_decay value", weight_decay)
        check_not_negative("alpha value", alpha)
        settings = {"lr": lr, "momentum": momentum, "alpha": alpha, "eps": eps, "centered": centered}
        super().__init__(params, {**settings, "weight_decay": weight_decay, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        group, alpha = at.group, at.group["alpha"]
        yield from at.count()
        yield from at.adjust()
        yield at.set("decay the mean square", "v ← α v", "square_avg", alpha * at.slot("square_avg"))
        size = at.slot("square_avg") + (1.0 - alpha) * at.gradient * at.gradient
        yield at.set("add the gradient's square", "v ← v + (1 − α) g²", "square_avg", size)
        if group["centered"]:
            mean = at.slot("grad_avg")
            mean = mean + (1.0 - alpha) * (at.gradient - mean)
            yield at.set("draw the mean to the gradient", "ḡ ← ḡ + (1 − α) (g − ḡ)", "grad_avg", mean)
            centred = size - mean * mean
            yield at.say("take the mean away", "v − ḡ²", "variance", centred, size)
            size = centred
        scaled = at.gradient / (at.xp.sqrt(size) + group["eps"])
        lr, momentum = lr_of(group), group["momentum"]
        if momentum > 0:
            yield at.set("keep of the velocity", "b ← μ b", "momentum_buffer", momentum * at.slot("momentum_buffer"))
            velocity = at.slot("momentum_buffer") + scaled
            yield at.set("add the scaled gradient", "b ← b + g / (√v + ε)", "momentum_buffer", velocity)
            yield at.move("step", "θ ← θ − η b", at.parameter - lr * velocity)
        else:
            yield at.move("step", "θ ← θ − η g / (√v + ε)", at.parameter - lr * scaled)
