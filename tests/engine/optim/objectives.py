"""What optimizers are tried on, and the options they are tried with; also by the comparison with PyTorch."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Objective = Callable[[Any, Any], Any]


def rosenbrock(torch: Any, x: Any) -> Any:
    return (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2


def himmelblau(torch: Any, x: Any) -> Any:
    return (x[0] ** 2 + x[1] - 11) ** 2 + (x[0] + x[1] ** 2 - 7) ** 2


def beale(torch: Any, x: Any) -> Any:
    return (
        (1.5 - x[0] + x[0] * x[1]) ** 2
        + (2.25 - x[0] + x[0] * x[1] ** 2) ** 2
        + (2.625 - x[0] + x[0] * x[1] ** 3) ** 2
    )


def lecture(torch: Any, x: Any) -> Any:
    """x cos 4x + 2|x| of the lecture, with a second coordinate so that all have two."""
    return x[0] * torch.cos(4 * x[0]) + 2 * torch.abs(x[0]) + x[1] ** 2


OBJECTIVES: dict[str, tuple[Objective, tuple[float, float]]] = {
    "rosenbrock": (rosenbrock, (-1.2, 1.0)),
    "himmelblau": (himmelblau, (0.5, -0.3)),
    "beale": (beale, (1.0, 1.5)),
    "lecture": (lecture, (-3.5, 2.0)),
}

_SEARCH = {"line_search_fn": "strong_wolfe"}
OPTIONS: dict[str, tuple[dict[str, Any], ...]] = {
    "SGD": (
        {"lr": 1e-4},
        {"lr": 1e-4, "momentum": 0.9},
        {"lr": 1e-4, "momentum": 0.9, "dampening": 0.3},
        {"lr": 1e-4, "momentum": 0.9, "nesterov": True},
        {"lr": 1e-4, "weight_decay": 0.1},
        {"lr": 1e-6, "maximize": True},
    ),
    "Adam": (
        {"lr": 0.05},
        {"lr": 0.05, "amsgrad": True},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.05, "betas": (0.8, 0.9), "eps": 1e-3},
        {"lr": 0.05, "maximize": True},
    ),
    "AdamW": ({"lr": 0.05}, {"lr": 0.05, "amsgrad": True}, {"lr": 0.05, "weight_decay": 0.3, "maximize": True}),
    "Adagrad": (
        {"lr": 0.1},
        {"lr": 0.1, "lr_decay": 0.01},
        {"lr": 0.1, "weight_decay": 0.1},
        {"lr": 0.1, "initial_accumulator_value": 0.5, "eps": 1e-3},
        {"lr": 0.1, "maximize": True},
    ),
    "Adadelta": ({}, {"lr": 0.5, "rho": 0.8, "eps": 1e-4}, {"weight_decay": 0.1}, {"maximize": True}),
    "Adamax": (
        {"lr": 0.05},
        {"lr": 0.05, "weight_decay": 0.1, "betas": (0.8, 0.9), "eps": 1e-4},
        {"lr": 0.05, "maximize": True},
    ),
    "NAdam": (
        {"lr": 0.05},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True, "momentum_decay": 0.02},
        {"lr": 0.05, "maximize": True},
    ),
    "RAdam": (
        {"lr": 0.05},
        {"lr": 0.05, "weight_decay": 0.1},
        {"lr": 0.05, "weight_decay": 0.1, "decoupled_weight_decay": True},
        {"lr": 0.05, "maximize": True, "betas": (0.8, 0.9)},
    ),
    "RMSprop": (
        {"lr": 0.01},
        {"lr": 0.01, "centered": True},
        {"lr": 0.01, "momentum": 0.9, "alpha": 0.9},
        {"lr": 0.01, "weight_decay": 0.1, "eps": 1e-3},
        {"lr": 0.01, "maximize": True},
    ),
    "Rprop": (
        {"lr": 0.01},
        {"lr": 0.01, "etas": (0.4, 1.3), "step_sizes": (1e-4, 0.5)},
        {"lr": 0.01, "maximize": True},
    ),
    "ASGD": (
        {"lr": 1e-4},
        {"lr": 1e-4, "lambd": 1e-2, "alpha": 0.5, "t0": 20.0},
        {"lr": 1e-4, "weight_decay": 0.1},
        {"lr": 1e-6, "maximize": True},
    ),
    "LBFGS": (
        {"lr": 0.1},
        _SEARCH,
        {"lr": 0.5, "max_iter": 5, "history_size": 3, **_SEARCH},
        {"lr": 0.1, "max_eval": 7, "tolerance_grad": 1e-3, "tolerance_change": 1e-4, **_SEARCH},
        {"lr": 0.02, "max_iter": 3, "history_size": 2},
    ),
}
CASES = [(name, number) for name, options in OPTIONS.items() for number in range(len(options))]
"""An optimizer's name, and which of its options."""


def descent(torch: Any, objective: str, name: str, steps: int, **settings: Any) -> list[list[float]]:
    """The points after each of the steps, in float64."""
    function, start = OBJECTIVES[objective]
    x = torch.tensor(list(start), dtype=torch.float64, requires_grad=True)
    optimizer = getattr(torch.optim, name)([x], **settings)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = function(torch, x)
        loss.backward()
        return loss

    path = []
    for _ in range(steps):
        optimizer.step(closure)
        path.append(x.tolist())
    return path
