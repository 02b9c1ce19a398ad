"""Schedules with their settings, and the rates they give; also for the comparison with PyTorch."""

from __future__ import annotations

import math
from typing import Any


def _inverse(x: float) -> float:
    return 1 / (1 + x)


def _falling(t: int) -> float:
    return 0.95**t


def _constant(t: int) -> float:
    return 0.95


_CYCLE = {"base_lr": 0.01, "max_lr": 0.1, "step_size_up": 4}
SCHEDULES: dict[str, tuple[dict[str, Any], ...]] = {
    "StepLR": ({"step_size": 3, "gamma": 0.5},),
    "MultiStepLR": ({"milestones": [2, 5, 5, 9], "gamma": 0.5},),
    "ExponentialLR": ({"gamma": 0.9},),
    "ConstantLR": ({}, {"factor": 0.5, "total_iters": 3}),
    "LinearLR": ({}, {"start_factor": 0.2, "end_factor": 0.8, "total_iters": 7}),
    "PolynomialLR": ({}, {"total_iters": 9, "power": 2.0}),
    "CosineAnnealingLR": ({"T_max": 7}, {"T_max": 5, "eta_min": 0.01}),
    "CosineAnnealingWarmRestarts": ({"T_0": 3}, {"T_0": 3, "T_mult": 2, "eta_min": 0.01}),
    "CyclicLR": (
        _CYCLE,
        {**_CYCLE, "step_size_down": 2, "mode": "triangular2"},
        {**_CYCLE, "mode": "exp_range", "gamma": 0.9},
        {**_CYCLE, "scale_fn": _inverse, "scale_mode": "iterations"},
        {**_CYCLE, "max_lr": [0.1, 0.2], "cycle_momentum": False},
    ),
    "OneCycleLR": (
        {"max_lr": 0.1, "total_steps": 30},
        {"max_lr": 0.1, "epochs": 3, "steps_per_epoch": 10, "anneal_strategy": "linear", "three_phase": True},
        {"max_lr": [0.1, 0.2], "total_steps": 30, "pct_start": 0.1, "div_factor": 10.0, "cycle_momentum": False},
    ),
    "LambdaLR": ({"lr_lambda": _falling}, {"lr_lambda": [_falling, _inverse]}),
    "MultiplicativeLR": ({"lr_lambda": _constant}, {"lr_lambda": [_constant, _falling]}),
}
STEPS = 28


def optimizer_of(torch: Any, name: str = "SGD", **settings: Any) -> Any:
    """Two groups with rates of their own."""
    a, b = torch.tensor([1.0, 2.0], requires_grad=True), torch.tensor(1.0, requires_grad=True)
    groups = [{"params": [a]}, {"params": [b], "lr": 0.3}]
    return getattr(torch.optim, name)(groups, lr=0.1, **settings)


def rates(torch: Any, schedule: str, optimizer: str = "SGD", **settings: Any) -> list[list[float]]:
    """The groups' rates and momenta before each step; half-way the schedule is saved and loaded."""
    steps = optimizer_of(torch, optimizer, **({"momentum": 0.9} if optimizer == "SGD" else {}))
    kind = getattr(torch.optim.lr_scheduler, schedule)
    made = kind(steps, **settings)
    found = []
    for t in range(STEPS):
        groups = steps.param_groups
        momenta = [group["betas"][0] if "betas" in group else group["momentum"] for group in groups]
        found.append([group["lr"] for group in groups] + momenta)
        steps.step()
        made.step()
        if t == STEPS // 2:
            made.load_state_dict(made.state_dict())
    return found


def together(torch: Any, name: str) -> list[list[float]]:
    """The groups' rates before each step under several schedules, or one that looks at a measure."""
    optimizer, kinds = optimizer_of(torch), torch.optim.lr_scheduler
    if name == "SequentialLR":
        parts = [kinds.ConstantLR(optimizer, 0.1, 2), kinds.ExponentialLR(optimizer, 0.9), kinds.StepLR(optimizer, 2)]
        made = kinds.SequentialLR(optimizer, parts, [3, 8])
    elif name == "ChainedScheduler":
        parts = [kinds.ConstantLR(optimizer, 0.1, 4), kinds.ExponentialLR(optimizer, 0.9), kinds.StepLR(optimizer, 3)]
        made = kinds.ChainedScheduler(parts)
    else:
        made = kinds.ReduceLROnPlateau(optimizer, **TOGETHER[name])
    found = []
    for t in range(60):
        found.append([group["lr"] for group in optimizer.param_groups])
        optimizer.step()
        if name in ("SequentialLR", "ChainedScheduler"):
            made.step()
        else:
            made.step(1 / (1 + t // 9) + 0.01 * math.sin(7 * t))
    return found


TOGETHER: dict[str, dict[str, Any]] = {
    "SequentialLR": {},
    "ChainedScheduler": {},
    "plateau": {},
    "plateau of a maximum": {"mode": "max", "patience": 2, "cooldown": 3, "min_lr": [0.01, 0.02]},
    "plateau by differences": {"threshold_mode": "abs", "threshold": 0.05, "patience": 1, "factor": 0.5},
}
