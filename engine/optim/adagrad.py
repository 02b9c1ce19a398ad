"""Adagrad: each coordinate's steps shrink with the gradients it has had."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_lr, check_not_negative, lr_of
from engine.tensor import Tensor


class Adagrad(Optimizer):
    """`s ← s + g²`, `θ ← θ − η / (1 + (t − 1) d) · g / (√s + ε)`.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the step size η, 0 or more.
        lr_decay: how fast the step size falls with the steps, d, 0 or more.
        weight_decay: this times the parameter is added to its gradient, 0 or more.
        initial_accumulator_value: what s begins with, 0 or more.
        eps: what is added to the root, 0 or more.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Duchi et al. 2011; torch.optim.Adagrad.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-2,
        lr_decay: float = 0,
        weight_decay: float = 0,
        initial_accumulator_value: float = 0,
        eps: float = 1e-10,
        *,
        maximize: bool = False,
    ) -> None:
        check_lr(lr)
        check_not_negative("lr_decay value", lr_decay)
        check_not_negative("weight_decay value", weight_decay)
        check_not_negative("initial_accumulator_value value", initial_accumulator_value)
        check_not_negative("epsilon value", eps)
        settings = {"lr": lr, "lr_decay": lr_decay, "eps": eps, "weight_decay": weight_decay}
        start = {"initial_accumulator_value": initial_accumulator_value}
        super().__init__(params, {**settings, **start, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        group = at.group
        yield from at.count()
        yield from at.adjust()
        total = at.slot("sum", group["initial_accumulator_value"]) + at.gradient * at.gradient
        yield at.set("add the gradient's square", "s ← s + g²", "sum", total)
        by = at.gradient / (at.xp.sqrt(total) + group["eps"])
        rate = lr_of(group) / (1.0 + (at.number("step", 0.0) - 1.0) * group["lr_decay"])
        yield at.move("step", "θ ← θ − η / (1 + (t − 1) d) · g / (√s + ε)", at.parameter - rate * by)
