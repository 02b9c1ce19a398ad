"""Trajectories, learning rates, saved states and errors of optimizers are PyTorch's."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from tests.engine.optim.objectives import CASES, OBJECTIVES, OPTIONS, descent
from tests.engine.optim.schedules import SCHEDULES, TOGETHER, rates, together

pytestmark = pytest.mark.parity


@pytest.fixture(scope="module")
def torch() -> Any:
    return pytest.importorskip("torch")


@pytest.mark.parametrize("objective", OBJECTIVES)
@pytest.mark.parametrize(("name", "number"), CASES)
def test_trajectories_are_pytorchs_over_100_steps(torch: Any, name: str, number: int, objective: str) -> None:
    settings = OPTIONS[name][number]
    expected = np.array(descent(torch, objective, name, 100, **settings))
    found = np.array(descent(engine, objective, name, 100, **settings))
    np.testing.assert_allclose(found, expected, rtol=1e-6)


@pytest.mark.parametrize("optimizer", ["SGD", "Adam"])
@pytest.mark.parametrize(("name", "number"), [(n, i) for n, all_ in SCHEDULES.items() for i in range(len(all_))])
def test_learning_rates_are_pytorchs(torch: Any, name: str, number: int, optimizer: str) -> None:
    settings = SCHEDULES[name][number]
    np.testing.assert_allclose(
        rates(engine, name, optimizer, **settings), rates(torch, name, optimizer, **settings), rtol=1e-12
    )


@pytest.mark.parametrize("name", TOGETHER)
def test_learning_rates_of_several_schedules_are_pytorchs(torch: Any, name: str) -> None:
    np.testing.assert_allclose(together(engine, name), together(torch, name), rtol=1e-12)


@pytest.mark.parametrize("name", [name for name in OPTIONS if name != "LBFGS"])
def test_a_saved_state_has_pytorchs_names_and_values(torch: Any, name: str) -> None:
    settings = OPTIONS[name][0]

    def saved(library: Any) -> dict[str, Any]:
        x = library.tensor([1.0, -2.0], dtype=library.float64, requires_grad=True)
        optimizer = getattr(library.optim, name)([x], **settings)
        for _ in range(3):
            optimizer.step(lambda: backward(optimizer, x))
        state: dict[str, Any] = optimizer.state_dict()["state"].get(0, {})
        return {key: np.asarray(value) for key, value in state.items() if hasattr(value, "dtype")}

    def backward(optimizer: Any, x: Any) -> Any:
        optimizer.zero_grad()
        loss = (x**4).sum()
        loss.backward()
        return loss

    found, expected = saved(engine), saved(torch)
    assert found.keys() == expected.keys()
    for key, value in expected.items():
        assert found[key].dtype == value.dtype, key
        np.testing.assert_allclose(found[key], value, rtol=1e-6, err_msg=key)


WRONG: tuple[Callable[[Any, Any], Any], ...] = (
    lambda t, x: t.optim.Adam([x], lr=-1),
    lambda t, x: t.optim.Adam([x], eps=-1),
    lambda t, x: t.optim.Adam([x], betas=(1.0, 0.9)),
    lambda t, x: t.optim.AdamW([x], betas=(0.9, -0.1)),
    lambda t, x: t.optim.AdamW([x], weight_decay=-1),
    lambda t, x: t.optim.Adagrad([x], lr_decay=-1),
    lambda t, x: t.optim.Adagrad([x], initial_accumulator_value=-1),
    lambda t, x: t.optim.Adadelta([x], rho=1.5),
    lambda t, x: t.optim.Adamax([x], lr=-0.5),
    lambda t, x: t.optim.NAdam([x], momentum_decay=-1),
    lambda t, x: t.optim.RAdam([x], eps=-1),
    lambda t, x: t.optim.RMSprop([x], alpha=-1),
    lambda t, x: t.optim.RMSprop([x], momentum=-1),
    lambda t, x: t.optim.Rprop([x], etas=(1.5, 1.2)),
    lambda t, x: t.optim.ASGD([x], weight_decay=-1),
    lambda t, x: t.optim.LBFGS([x], lr=-1),
    lambda t, x: t.optim.LBFGS([{"params": [x]}, {"params": [x.detach().clone().requires_grad_()]}]),
    lambda t, x: _searching(t.optim.LBFGS([x], line_search_fn="armijo"), x),
    lambda t, x: t.optim.SGD([x], lr=t.tensor([0.1, 0.2])),
    lambda t, x: t.optim.SGD([x], nesterov=True),
    lambda t, x: t.optim.SGD([], lr=0.1),
    lambda t, x: t.optim.SGD(x, lr=0.1),
    lambda t, x: t.optim.SGD([x * 2], lr=0.1),
    lambda t, x: t.optim.SGD([3.0], lr=0.1),
    lambda t, x: t.optim.SGD([{"params": {x}}], lr=0.1),
    lambda t, x: t.optim.SGD([{"params": [x]}, {"params": [x]}], lr=0.1),
    lambda t, x: t.optim.SGD([("a", x), x.detach().clone().requires_grad_()], lr=0.1),
    lambda t, x: t.optim.SGD([x]).add_param_group([x]),
    lambda t, x: t.optim.SGD([x]).add_param_group({"params": [("a", x.detach().clone().requires_grad_())]}),
    lambda t, x: t.optim.SGD([x]).load_state_dict({"state": {}, "param_groups": []}),
    lambda t, x: t.optim.SGD([x]).load_state_dict({"state": {}, "param_groups": [{"params": [0, 1]}]}),
    lambda t, x: t.optim.lr_scheduler.StepLR(x, 3),
    lambda t, x: t.optim.lr_scheduler.StepLR(t.optim.SGD([x]), 3, last_epoch=2),
    lambda t, x: t.optim.lr_scheduler.LambdaLR(t.optim.SGD([x]), [abs, abs]),
    lambda t, x: t.optim.lr_scheduler.MultiplicativeLR(t.optim.SGD([x]), 0.5),
    lambda t, x: t.optim.lr_scheduler.ConstantLR(t.optim.SGD([x]), factor=2.0),
    lambda t, x: t.optim.lr_scheduler.LinearLR(t.optim.SGD([x]), start_factor=0.0),
    lambda t, x: t.optim.lr_scheduler.LinearLR(t.optim.SGD([x]), end_factor=2.0),
    lambda t, x: t.optim.lr_scheduler.CosineAnnealingWarmRestarts(t.optim.SGD([x]), 0),
    lambda t, x: t.optim.lr_scheduler.CosineAnnealingWarmRestarts(t.optim.SGD([x]), 2, T_mult=0),
    lambda t, x: t.optim.lr_scheduler.CosineAnnealingWarmRestarts(t.optim.SGD([x]), 2).step(-1),
    lambda t, x: t.optim.lr_scheduler.CyclicLR(t.optim.SGD([x]), 0.1, 0.2, mode="square"),
    lambda t, x: t.optim.lr_scheduler.CyclicLR(t.optim.Rprop([x]), 0.1, 0.2),
    lambda t, x: t.optim.lr_scheduler.CyclicLR(t.optim.SGD([x]), [0.1, 0.1], 0.2),
    lambda t, x: t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1),
    lambda t, x: t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1, total_steps=0),
    lambda t, x: t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1, epochs=0, steps_per_epoch=2),
    lambda t, x: t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1, total_steps=5, pct_start=2.0),
    lambda t, x: t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1, total_steps=5, anneal_strategy="s"),
    lambda t, x: _run_on(t.optim.lr_scheduler.OneCycleLR(t.optim.SGD([x]), 0.1, total_steps=2), 4),
    lambda t, x: t.optim.lr_scheduler.ReduceLROnPlateau(t.optim.SGD([x]), factor=1.0),
    lambda t, x: t.optim.lr_scheduler.ReduceLROnPlateau(t.optim.SGD([x]), mode="mid"),
    lambda t, x: t.optim.lr_scheduler.ReduceLROnPlateau(t.optim.SGD([x]), threshold_mode="mid"),
    lambda t, x: t.optim.lr_scheduler.ReduceLROnPlateau(t.optim.SGD([x]), min_lr=[0.1, 0.2]),
    lambda t, x: t.optim.lr_scheduler.SequentialLR(t.optim.SGD([x]), [], []),
    lambda t, x: _in_sequence(t, x, [1, 2]),
    lambda t, x: t.optim.lr_scheduler.ChainedScheduler([t.optim.lr_scheduler.ReduceLROnPlateau(t.optim.SGD([x]))]),
    lambda t, x: t.optim.lr_scheduler.ChainedScheduler([x]),
)


def _run_on(schedule: Any, steps: int) -> None:
    for _ in range(steps):
        schedule.step()


def _searching(optimizer: Any, x: Any) -> None:
    def closure() -> Any:
        loss = (x**2).sum()
        loss.backward()
        return loss

    optimizer.step(closure)


def _in_sequence(torch: Any, x: Any, milestones: list[int]) -> Any:
    optimizer, schedules = torch.optim.SGD([x]), torch.optim.lr_scheduler
    parts = [schedules.ConstantLR(optimizer), schedules.ExponentialLR(optimizer, 0.9)]
    return schedules.SequentialLR(optimizer, parts, milestones)


@pytest.mark.parametrize("number", range(len(WRONG)))
def test_what_is_wrong_is_answered_in_pytorchs_words(torch: Any, number: int) -> None:
    def answer(library: Any) -> tuple[str, str]:
        x = library.tensor([1.0, 2.0], requires_grad=True)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            try:
                WRONG[number](library, x)
            except Exception as error:
                return type(error).__name__, str(error).replace("torch.", "").replace("engine.", "")
        return "", "nothing is wrong"

    expected, found = answer(torch), answer(engine)
    assert expected[0]
    assert found == expected
