"""Rprop: a step size for each coordinate, which grows while the gradient keeps its sign."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from engine.optim.micro import Micro, Update
from engine.optim.optimizer import Optimizer
from engine.optim.settings import check_lr, lr_of
from engine.tensor import Tensor


class Rprop(Optimizer):
    """`θ ← θ − s sign(g)`, where s grows by η₊ where g has the sign it had, and shrinks by η₋ where that turned.

    Where it turned, this step is left out.

    Args:
        params: leaf tensors, or dicts with "params" and settings of their own.
        lr: the first step size, 0 or more.
        etas: the factors (η₋, η₊), 0 < η₋ < 1 < η₊.
        step_sizes: the least and the greatest step size.
        maximize: go up the gradient instead of down.

    Raises ValueError for settings outside these ranges.
    Source: Riedmiller and Braun 1993; torch.optim.Rprop.
    """

    def __init__(
        self,
        params: Any,
        lr: float | Tensor = 1e-2,
        etas: tuple[float, float] = (0.5, 1.2),
        step_sizes: tuple[float, float] = (1e-6, 50),
        *,
        maximize: bool = False,
    ) -> None:
        check_lr(lr)
        if not 0.0 < etas[0] < 1.0 < etas[1]:
            raise ValueError(f"Invalid eta values: {etas[0]}, {etas[1]}")
        super().__init__(params, {"lr": lr, "etas": etas, "step_sizes": step_sizes, "maximize": maximize})

    def _update(self, at: Update) -> Iterator[Micro]:
        (less, more), (least, most), xp = at.group["etas"], at.group["step_sizes"], at.xp
        yield from at.count()
        yield from at.adjust()
        turned = at.gradient * at.slot("prev")
        kept = xp.sign(turned)
        yield at.say("compare with the last gradient", "σ = sign(g · g_prev)", "sign", kept)
        one = xp.ones_like(at.gradient)
        factor = xp.where(kept > 0, one * more, xp.where(kept < 0, one * less, one))
        size = at.slot("step_size", lr_of(at.group)) * factor
        yield at.set("fit the step size", "s ← s · (η₊ if σ > 0, η₋ if σ < 0, else 1)", "step_size", size)
        size = xp.minimum(xp.maximum(size, one * least), one * most)
        yield at.set("keep it within its limits", "s ← min(max(s, s_min), s_max)", "step_size", size)
        if bool((kept < 0).any()):
            left_out = xp.where(kept < 0, 0.0 * one, at.gradient)
            yield at.regrad("leave out where it turned", "g ← 0 if σ < 0", left_out)
        yield at.move("step", "θ ← θ − s sign(g)", at.parameter - xp.sign(at.gradient) * size)
        yield at.set("remember the gradient", "g_prev ← g", "prev", at.gradient)
