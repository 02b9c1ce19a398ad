"""Schedules: their rates by the formulas of their docstrings, alone and together, saved and loaded."""

from __future__ import annotations

import copy
import math
import warnings
from collections.abc import Callable
from typing import Any

import pytest

import engine
from engine.optim import lr_scheduler
from tests.engine.optim.schedules import SCHEDULES, optimizer_of, rates


def first_rates(name: str, steps: int = 12, **settings: Any) -> list[float]:
    return [row[0] for row in rates(engine, name, **settings)][:steps]


@pytest.mark.parametrize(
    ("name", "settings", "rate"),
    [
        ("StepLR", {"step_size": 4}, lambda t: 0.1 * 0.1 ** (t // 4)),
        ("MultiStepLR", {"milestones": [2, 7], "gamma": 0.5}, lambda t: 0.1 * 0.5 ** ((t >= 2) + (t >= 7))),
        ("ExponentialLR", {"gamma": 0.8}, lambda t: 0.1 * 0.8**t),
        ("ConstantLR", {"factor": 0.25, "total_iters": 3}, lambda t: 0.1 * (0.25 if t < 3 else 1.0)),
        ("LinearLR", {"start_factor": 0.5, "total_iters": 4}, lambda t: 0.1 * (0.5 + 0.5 * min(t, 4) / 4)),
        ("PolynomialLR", {"total_iters": 6, "power": 2}, lambda t: 0.1 * (1 - min(t, 6) / 6) ** 2),
        ("CosineAnnealingLR", {"T_max": 5, "eta_min": 0.02}, lambda t: 0.06 + 0.04 * math.cos(math.pi * t / 5)),
        ("CosineAnnealingWarmRestarts", {"T_0": 4}, lambda t: 0.05 + 0.05 * math.cos(math.pi * (t % 4) / 4)),
        ("LambdaLR", {"lr_lambda": lambda t: 1 / (1 + t)}, lambda t: 0.1 / (1 + t)),
        ("MultiplicativeLR", {"lr_lambda": lambda t: 0.9}, lambda t: 0.1 * 0.9**t),
        (
            "CyclicLR",
            {"base_lr": 0.1, "max_lr": 0.5, "step_size_up": 4},
            lambda t: 0.1 + 0.4 * (1 - abs((t % 8) - 4) / 4),
        ),
    ],
)
def test_rates_are_those_of_the_formula(name: str, settings: dict[str, Any], rate: Callable[[int], float]) -> None:
    assert first_rates(name, **settings) == pytest.approx([rate(t) for t in range(12)], abs=1e-12)


def test_one_cycle_begins_rises_and_ends_where_it_says() -> None:
    optimizer = optimizer_of(engine, momentum=0.9)
    schedule = lr_scheduler.OneCycleLR(optimizer, max_lr=1.0, total_steps=20, pct_start=0.5)
    seen = []
    for _ in range(20):
        seen.append((optimizer.param_groups[0]["lr"], optimizer.param_groups[0]["momentum"]))
        optimizer.step()
        if len(seen) < 20:
            schedule.step()
    assert seen[0] == pytest.approx((1 / 25, 0.95))
    assert max(seen) == pytest.approx((1.0, 0.85))
    assert seen[-1] == pytest.approx((1 / 25 / 1e4, 0.95))


@pytest.mark.parametrize("name", SCHEDULES)
def test_a_schedule_goes_on_from_a_saved_state(name: str) -> None:
    for settings in SCHEDULES[name]:
        kind = getattr(lr_scheduler, name)
        one, other = optimizer_of(engine, momentum=0.9), optimizer_of(engine, momentum=0.9)
        first = kind(one, **settings)
        for _ in range(6):
            one.step()
            first.step()
        second = kind(other, **settings)
        other.load_state_dict(copy.deepcopy(one.state_dict()))
        second.load_state_dict(copy.deepcopy(first.state_dict()))
        for _ in range(8):
            for optimizer, schedule in ((one, first), (other, second)):
                optimizer.step()
                schedule.step()
            assert first.get_last_lr() == second.get_last_lr()


@pytest.mark.parametrize("name", ["StepLR", "MultiStepLR", "ExponentialLR", "LinearLR", "PolynomialLR", "ConstantLR"])
def test_a_step_to_a_number_uses_the_closed_form(name: str) -> None:
    settings = SCHEDULES[name][0]
    for t in (0, 3, 8):
        schedule = getattr(lr_scheduler, name)(optimizer := optimizer_of(engine), **settings)
        optimizer.step()
        with pytest.warns(UserWarning, match="epoch parameter"):
            schedule.step(t)
        assert schedule.get_last_lr()[0] == pytest.approx(rates(engine, name, **settings)[t][0])


def test_a_schedule_that_is_stepped_first_says_so(torch: Any) -> None:
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    with pytest.warns(UserWarning, match=r"Detected call of `lr_scheduler.step\(\)` before `optimizer.step\(\)`"):
        schedule.step()
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=0.1)
    schedule = torch.optim.lr_scheduler.ExponentialLR(optimizer, 0.9)
    optimizer.step()
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        schedule.step()
        schedule.get_last_lr()
    with pytest.warns(UserWarning, match="please use `get_last_lr"):
        schedule.get_lr()


def test_a_rate_that_is_a_tensor_is_changed_in_place(torch: Any) -> None:
    rate = torch.tensor(0.5)
    optimizer = torch.optim.SGD([torch.ones(1, requires_grad=True)], lr=rate)
    schedule = torch.optim.lr_scheduler.StepLR(optimizer, 1, gamma=0.5)
    optimizer.step()
    schedule.step()
    assert rate.item() == 0.25
    assert optimizer.param_groups[0]["lr"] is rate
    assert optimizer.param_groups[0]["initial_lr"].item() == 0.5


def test_a_plateau_waits_and_then_lowers() -> None:
    optimizer = optimizer_of(engine)
    schedule = lr_scheduler.ReduceLROnPlateau(optimizer, patience=2, factor=0.5, cooldown=1)
    seen = []
    for measure in (1.0, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5):
        schedule.step(measure)
        seen.append(optimizer.param_groups[0]["lr"])
    assert seen == [0.1, 0.1, 0.1, 0.1, 0.05, 0.05, 0.05, 0.05, 0.025]


def test_sequences_and_chains() -> None:
    optimizer = optimizer_of(engine)
    parts = [lr_scheduler.ConstantLR(optimizer, 0.5, 99), lr_scheduler.ExponentialLR(optimizer, 0.9)]
    schedule = lr_scheduler.SequentialLR(optimizer, parts, [3])
    seen = []
    for _ in range(6):
        seen.append(optimizer.param_groups[0]["lr"])
        optimizer.step()
        schedule.step()
    assert seen == pytest.approx([0.05, 0.05, 0.05, 0.1, 0.09, 0.081])
    optimizer = optimizer_of(engine)
    chain = lr_scheduler.ChainedScheduler(
        [lr_scheduler.ExponentialLR(optimizer, 0.9), lr_scheduler.StepLR(optimizer, 2, 0.5)]
    )
    for _ in range(4):
        optimizer.step()
        chain.step()
    assert optimizer.param_groups[0]["lr"] == pytest.approx(0.1 * 0.9**4 * 0.25)
