"""Gradient descent that shortens each step until the loss falls enough."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.flat import Flat
from engine.optim.micro import Micro
from engine.optim.optimizer import Closure, Optimizer, call
from engine.optim.settings import check_lr, lr_of
from engine.tensor import Tensor


class GradientDescentWithLineSearch(Optimizer):
    """`θ ← θ − t g`, with t the first of η, ρη, ρ²η, … at which `f(θ − t g) ≤ f(θ) − c t |g|²`.

    `step` needs a closure that computes the loss and the gradients, as LBFGS does. Where no length is short enough
    within `max_eval` trials, the parameters stay where they are.

    Args:
        params: leaf tensors.
        lr: the length that is tried first, η, 0 or more.
        shrink: what it is multiplied by each time, 0 < ρ < 1.
        sufficient: the part of the promised fall that must be had, 0 < c < 1.
        max_eval: at most so many lengths are tried in a step.

    Raises ValueError for settings outside these ranges or for several groups.
    Source: Armijo 1966; Nocedal and Wright 2006, algorithm 3.1.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1.0,
        shrink: float = 0.5,
        sufficient: float = 1e-4,
        max_eval: int = 50,
    ) -> None:
        check_lr(lr)
        for what, value in (("shrink", shrink), ("sufficient", sufficient)):
            if not 0.0 < value < 1.0:
                raise ValueError(f"Invalid {what} value: {value}")
        if max_eval < 1:
            raise ValueError(f"Invalid max_eval value: {max_eval}")
        super().__init__(params, {"lr": lr, "shrink": shrink, "sufficient": sufficient, "max_eval": max_eval})

    def add_param_group(self, param_group: dict[str, Any]) -> None:
        """Of the one group that there can be. Raises as `Optimizer.add_param_group` does, ValueError for a second."""
        if self.param_groups:
            raise ValueError("a line search has one parameter group: its length is one for all parameters")
        super().add_param_group(param_group)

    def _run(self, closure: Closure | None, losses: list[Any]) -> Iterator[Micro]:
        if closure is None:
            raise TypeError("GradientDescentWithLineSearch.step() needs a closure that computes loss and gradients")
        group = self.param_groups[0]
        flat = Flat(group["params"])
        first = call(closure, losses)
        yield first
        loss, gradient, begin = float(first.after), flat.gradient, flat.values
        fall, length = group["sufficient"] * float(gradient @ gradient), lr_of(group)
        for _ in range(group["max_eval"]):
            after = begin - length * gradient
            flat.move(after)
            yield Micro("try a length", "θ ← θ₀ − t g", None, "param", begin, after)
            tried = call(closure, losses)
            yield tried
            if float(tried.after) <= loss - length * fall:
                yield Micro("keep it: the loss fell enough", "f(θ) ≤ f(θ₀) − c t |g|²", None, "t", None, length)
                return
            shorter = length * group["shrink"]
            yield Micro("shorten the step", "t ← ρ t", None, "t", length, shorter)
            length = shorter
        flat.move(begin)
        yield Micro("stay: no length was short enough", "θ ← θ₀", None, "param", after, begin)
