"""Schedules that go up and down, and move the momentum the other way."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

from engine.optim.lr_scheduler.base import (
    LRScheduler,
    Rate,
    check_optimizer,
    for_each_group,
    saved_function,
    set_value,
)
from engine.optim.optimizer import Optimizer

_NO_MOMENTUM = "optimizer must support momentum or beta1 with `cycle_momentum` option enabled"


class _Momentum:
    """Where an optimizer has its momentum: in "momentum", or as the first of "betas"."""

    use_beta1 = False

    def _find_momentum(self, optimizer: Optimizer, base: Any, most: Any, begins: bool) -> tuple[list[Any], list[Any]]:
        """Each group's least and greatest momentum; it begins with the greatest. ValueError where there is none."""
        if "momentum" not in optimizer.defaults and "betas" not in optimizer.defaults:
            raise ValueError(_NO_MOMENTUM)
        self.use_beta1 = "betas" in optimizer.defaults
        lows = for_each_group("base_momentum", optimizer, base)
        highs = for_each_group("max_momentum", optimizer, most)
        if begins:
            for low, high, group in zip(lows, highs, optimizer.param_groups, strict=True):
                self._set_momentum(group, high)
                group["max_momentum"], group["base_momentum"] = high, low
        return lows, highs

    def _set_momentum(self, group: dict[str, Any], momentum: float) -> None:
        if self.use_beta1:
            group["betas"] = (momentum, *group["betas"][1:])
        else:
            group["momentum"] = momentum


class CyclicLR(_Momentum, LRScheduler):
    """From `base_lr` to `max_lr` in `step_size_up` steps, and back in `step_size_down`, again and again.

    Args:
        optimizer: whose rates are set.
        base_lr: the least rate, one for all groups or a list of one for each.
        max_lr: the greatest rate, likewise.
        step_size_up: how many steps the way up has.
        step_size_down: how many the way down has; None for as many.
        mode: "triangular"; "triangular2" halves the height with each cycle; "exp_range" multiplies it by `gamma` each
            step.
        gamma: see `mode`.
        scale_fn: a function of one's own for the height, of the cycle's number or the step's, as `scale_mode` says.
        scale_mode: "cycle" or "iterations".
        cycle_momentum: move the momentum, or β₁, the other way.
        base_momentum: the least momentum.
        max_momentum: the greatest momentum.
        last_epoch: the step to go on from; -1 to begin.

    Raises TypeError for what is no optimizer, ValueError for another mode or an optimizer without momentum.
    Source: Smith 2017; torch.optim.lr_scheduler.CyclicLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        base_lr: float | list[float],
        max_lr: float | list[float],
        step_size_up: int = 2000,
        step_size_down: int | None = None,
        mode: str = "triangular",
        gamma: float = 1.0,
        scale_fn: Callable[[float], float] | None = None,
        scale_mode: str = "cycle",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.8,
        max_momentum: float | list[float] = 0.9,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        lows = for_each_group("base_lr", optimizer, base_lr)
        if last_epoch == -1:
            for low, group in zip(lows, optimizer.param_groups, strict=True):
                set_value(group, "lr", low)
        self.max_lrs = for_each_group("max_lr", optimizer, max_lr)
        up = float(step_size_up)
        self.total_size = up + (up if step_size_down is None else float(step_size_down))
        self.step_ratio = up / self.total_size
        if mode not in ("triangular", "triangular2", "exp_range") and scale_fn is None:
            raise ValueError("mode is invalid and scale_fn is None")
        self.mode, self.gamma, self._scale_fn_custom = mode, gamma, scale_fn
        self.scale_mode = scale_mode if scale_fn is not None else "iterations" if mode == "exp_range" else "cycle"
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            found = self._find_momentum(optimizer, base_momentum, max_momentum, last_epoch == -1)
            self.base_momentums, self.max_momentums = found
        super().__init__(optimizer, last_epoch)
        self.base_lrs = lows

    def scale_fn(self, x: float) -> float:
        """The part of the height at the cycle x, or at the step x."""
        if self._scale_fn_custom is not None:
            return float(self._scale_fn_custom(x))
        if self.mode == "triangular":
            return 1.0
        return float(1 / 2.0 ** (x - 1) if self.mode == "triangular2" else self.gamma**x)

    def get_lr(self) -> list[Rate]:
        """The groups' rates at the present place of the cycle; sets the momenta too."""
        self._warn_outside()
        cycle = math.floor(1 + self.last_epoch / self.total_size)
        x = 1.0 + self.last_epoch / self.total_size - cycle
        height = x / self.step_ratio if x <= self.step_ratio else (x - 1) / (self.step_ratio - 1)
        scale = self.scale_fn(cycle if self.scale_mode == "cycle" else self.last_epoch)
        if self.cycle_momentum:
            groups = zip(self.optimizer.param_groups, self.base_momentums, self.max_momentums, strict=True)
            for group, low, high in groups:
                self._set_momentum(group, high - (high - low) * height * scale)
        return [low + (high - low) * height * scale for low, high in zip(self.base_lrs, self.max_lrs, strict=True)]

    def state_dict(self) -> dict[str, Any]:
        """Everything but the optimizer; of a function nothing, of another object that can be called its attributes."""
        return {**super().state_dict(), "_scale_fn_custom": saved_function(self._scale_fn_custom)}

    def load_state_dict(self, state_dict: dict[str, Any]) -> None:
        """Go on from a saved state, with this schedule's own function."""
        super().load_state_dict({key: value for key, value in state_dict.items() if key != "_scale_fn_custom"})
        if state_dict["_scale_fn_custom"] is not None:
            self._scale_fn_custom.__dict__.update(state_dict["_scale_fn_custom"])


class _Phase(NamedTuple):
    """A part of the cycle: the step it ends with, and what rate and momentum go from and to, as keys of a group."""

    end: float
    rates: tuple[str, str]
    momenta: tuple[str, str]


class OneCycleLR(_Momentum, LRScheduler):
    """One cycle in all: from `max_lr / div_factor` to `max_lr`, and down to that start divided by `final_div_factor`.

    Args:
        optimizer: whose rates are set.
        max_lr: the greatest rate, one for all groups or a list of one for each.
        total_steps: how many steps there are; or
        epochs: times
        steps_per_epoch.
        pct_start: the part of them on the way up.
        anneal_strategy: "cos" or "linear".
        cycle_momentum: move the momentum, or β₁, the other way.
        base_momentum: the least momentum.
        max_momentum: the greatest momentum.
        div_factor: how much smaller the first rate is.
        final_div_factor: how much smaller than that the last is.
        three_phase: come down to the first rate as fast as it went up, and from there to the last.
        last_epoch: the step to go on from; -1 to begin.

    Raises TypeError for what is no optimizer, ValueError for settings outside their ranges, an optimizer without
    momentum, and more steps than there are.
    Source: Smith and Topin 2018; torch.optim.lr_scheduler.OneCycleLR.
    """

    def __init__(
        self,
        optimizer: Optimizer,
        max_lr: float | list[float],
        total_steps: int | None = None,
        epochs: int | None = None,
        steps_per_epoch: int | None = None,
        pct_start: float = 0.3,
        anneal_strategy: str = "cos",
        cycle_momentum: bool = True,
        base_momentum: float | list[float] = 0.85,
        max_momentum: float | list[float] = 0.95,
        div_factor: float = 25.0,
        final_div_factor: float = 1e4,
        three_phase: bool = False,
        last_epoch: int = -1,
    ) -> None:
        check_optimizer(optimizer)
        self.total_steps = _total(total_steps, epochs, steps_per_epoch)
        if pct_start < 0 or pct_start > 1 or not isinstance(pct_start, float):
            raise ValueError(f"Expected float between 0 and 1 pct_start, but got {pct_start}")
        if anneal_strategy not in ("cos", "linear"):
            raise ValueError(f"anneal_strategy must be one of 'cos' or 'linear', instead got {anneal_strategy}")
        self.pct_start, self.three_phase, self.anneal_strategy = pct_start, three_phase, anneal_strategy
        if last_epoch == -1:
            for high, group in zip(for_each_group("max_lr", optimizer, max_lr), optimizer.param_groups, strict=True):
                group["initial_lr"], group["max_lr"] = high / div_factor, high
                group["min_lr"] = group["initial_lr"] / final_div_factor
        self.cycle_momentum = cycle_momentum
        if cycle_momentum:
            self._find_momentum(optimizer, base_momentum, max_momentum, last_epoch == -1)
        super().__init__(optimizer, last_epoch)

    def get_lr(self) -> list[Rate]:
        """The groups' rates at the present step; sets the momenta too."""
        self._warn_outside()
        t = self.last_epoch
        if t > self.total_steps:
            raise ValueError(
                f"Tried to step {t} times. The specified number of total steps is {self.total_steps}"
            )
        phase, *others = _phases(self.total_steps, self.pct_start, self.three_phase)
        begin = 0.0
        for following in others:
            if t <= phase.end:
                break
            begin, phase = phase.end, following
        part = (t - begin) / (phase.end - begin)
        rates: list[Rate] = []
        for group in self.optimizer.param_groups:
            rates.append(self._between(group, phase.rates, part))
            if self.cycle_momentum:
                self._set_momentum(group, self._between(group, phase.momenta, part))
        return rates

    def _between(self, group: dict[str, Any], keys: tuple[str, str], part: float) -> float:
        start, end = group[keys[0]], group[keys[1]]
        if self.anneal_strategy == "linear":
            return float((end - start) * part + start)
        return float(end + (start - end) / 2.0 * (math.cos(math.pi * part) + 1))


def _total(total_steps: int | None, epochs: int | None, steps_per_epoch: int | None) -> int:
    if total_steps is None and (epochs is None or steps_per_epoch is None):
        raise ValueError("You must define either total_steps OR (epochs AND steps_per_epoch)")
    given: dict[str, Any] = {"epochs": epochs, "steps_per_epoch": steps_per_epoch}
    if total_steps is not None:
        given = {"total_steps": total_steps}
    total = 1
    for name, count in given.items():
        if not isinstance(count, int) or count <= 0:
            raise ValueError(f"Expected positive integer {name}, but got {count}")
        total *= count
    return total


def _phases(total: int, part: float, three: bool) -> list[_Phase]:
    up = _Phase(float(part * total) - 1, ("initial_lr", "max_lr"), ("max_momentum", "base_momentum"))
    if not three:
        return [up, _Phase(total - 1, ("max_lr", "min_lr"), ("base_momentum", "max_momentum"))]
    down = _Phase(float(2 * part * total) - 2, ("max_lr", "initial_lr"), ("base_momentum", "max_momentum"))
    return [up, down, _Phase(total - 1, ("initial_lr", "min_lr"), ("max_momentum", "max_momentum"))]
