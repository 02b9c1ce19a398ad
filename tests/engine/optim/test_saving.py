"""States that are saved and loaded: an optimizer that goes on from one takes the steps that the other would have."""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
import pytest
from hypothesis import settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

import engine
from tests.engine.optim.objectives import OPTIONS

_numbers = st.floats(-3.0, 3.0, allow_nan=False).map(lambda x: round(x, 3))


class Optimizing(RuleBasedStateMachine):
    """Two optimizers over equal parameters: one is never touched, the other is saved and loaded again and again."""

    @initialize(name=st.sampled_from([n for n in OPTIONS if n != "LBFGS"]), data=st.data())
    def begin(self, name: str, data: st.DataObject) -> None:
        self.name = name
        self.settings = data.draw(st.sampled_from(OPTIONS[name]))
        self.sides: list[tuple[Any, list[Any]]] = []
        for _ in range(2):
            parameters = [engine.tensor([1.0, -2.0], dtype=engine.float64, requires_grad=True)]
            self.sides.append((self.made([{"params": parameters}]), parameters))

    def made(self, groups: list[dict[str, Any]]) -> Any:
        return getattr(engine.optim, self.name)(groups, **self.settings)

    @rule(factor=_numbers)
    def step(self, factor: float) -> None:
        for optimizer, parameters in self.sides:
            loss = sum(((p * factor - 1) ** 2).sum() + p.sum() for p in parameters)
            loss.backward()
            optimizer.step()

    @rule()
    def step_without_new_gradients(self) -> None:
        for optimizer, _ in self.sides:
            optimizer.step()

    @rule(to_none=st.booleans())
    def zero_grad(self, to_none: bool) -> None:
        for optimizer, _ in self.sides:
            optimizer.zero_grad(set_to_none=to_none)

    @precondition(lambda self: len(self.sides[0][1]) < 5)
    @rule(start=_numbers, lr=st.floats(1e-4, 0.5), scalar=st.booleans())
    def add_a_group(self, start: float, lr: float, scalar: bool) -> None:
        for optimizer, parameters in self.sides:
            value = start if scalar else [start, 1.0, 2.0]
            p = engine.tensor(value, dtype=engine.float64, requires_grad=True)
            parameters.append(p)
            optimizer.add_param_group({"params": p, "lr": lr})

    @rule(data=st.data(), lr=st.floats(1e-4, 0.5))
    def change_a_rate(self, data: st.DataObject, lr: float) -> None:
        number = data.draw(st.integers(0, len(self.sides[0][1]) - 1))
        for optimizer, _ in self.sides:
            optimizer.param_groups[number]["lr"] = lr

    @rule()
    def save_and_load_into_a_new_one(self) -> None:
        old, parameters = self.sides[1]
        saved = copy.deepcopy(old.state_dict())
        fresh = self.made([{"params": [p]} for p in parameters])
        fresh.load_state_dict(saved)
        self.sides[1] = (fresh, parameters)

    @rule()
    def load_its_own(self) -> None:
        optimizer, _ = self.sides[1]
        optimizer.load_state_dict(optimizer.state_dict())

    @invariant()
    def they_agree(self) -> None:
        if not hasattr(self, "sides"):
            return
        (one, ours), (other, theirs) = self.sides
        for p, q in zip(ours, theirs, strict=True):
            np.testing.assert_array_equal(p.detach().numpy(), q.detach().numpy())
            for key, value in one.state[p].items():
                np.testing.assert_array_equal(np.asarray(value), np.asarray(other.state[q][key]))
        for mine, its in zip(one.param_groups, other.param_groups, strict=True):
            assert {**mine, "params": 0} == {**its, "params": 0}


Optimizing.TestCase.settings = settings(max_examples=60, stateful_step_count=25, deadline=None)
TestOptimizing = Optimizing.TestCase


@pytest.mark.parametrize(("name", "number"), [(name, i) for name in OPTIONS for i in range(len(OPTIONS[name]))])
def test_a_gradient_that_is_set_to_0_in_place_changes_no_state(name: str, number: int) -> None:
    x = engine.tensor([1.0, -2.0], dtype=engine.float64, requires_grad=True)
    optimizer = getattr(engine.optim, name)([x], **OPTIONS[name][number])
    x.grad = engine.tensor([3.0, 5.0], dtype=engine.float64)
    parts = list(optimizer.micro_steps(lambda: engine.tensor(1.0)))
    kept = copy.deepcopy(optimizer.state_dict())
    optimizer.zero_grad(set_to_none=False)
    for key, value in kept["state"].get(0, {}).items():
        if isinstance(value, engine.Tensor):
            assert value.tolist() == optimizer.state[x][key].tolist(), key
    assert all(part.before.tolist() == [3.0, 5.0] for part in parts if part.slot == "grad" and "turn" in part.name)


def test_lbfgs_goes_on_from_a_saved_state() -> None:
    def begun() -> tuple[Any, Any, Any]:
        x = engine.tensor([-1.2, 1.0], dtype=engine.float64, requires_grad=True)
        optimizer = engine.optim.LBFGS([x], max_iter=3, line_search_fn="strong_wolfe")

        def closure() -> Any:
            optimizer.zero_grad()
            loss = (1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2
            loss.backward()
            return loss

        return x, optimizer, closure

    x, optimizer, closure = begun()
    y, other, again = begun()
    for _ in range(3):
        optimizer.step(closure)
    with engine.no_grad():
        y.copy_(x)
    other.load_state_dict(copy.deepcopy(optimizer.state_dict()))
    for _ in range(4):
        optimizer.step(closure)
        other.step(again)
        assert x.tolist() == y.tolist()


def test_a_loaded_state_is_its_own(torch: Any) -> None:
    x = torch.tensor([1.0], requires_grad=True)
    x.grad = torch.tensor([1.0])
    optimizer = torch.optim.Adam([x])
    optimizer.step()
    saved = copy.deepcopy(optimizer.state_dict())
    kept = saved["state"][0]["exp_avg"].tolist()
    other = torch.optim.Adam([x])
    other.load_state_dict(saved)
    other.step()
    if torch.__name__ == "engine":
        assert saved["state"][0]["exp_avg"].tolist() == kept
    assert other.state[x]["step"].item() == 2


def test_a_state_comes_to_the_parameters_dtype(torch: Any) -> None:
    x = torch.tensor([1.0], requires_grad=True)
    x.grad = torch.tensor([1.0])
    optimizer = torch.optim.Adam([x])
    optimizer.step()
    y = torch.tensor([1.0], dtype=torch.float64, requires_grad=True)
    other = torch.optim.Adam([y])
    other.load_state_dict(optimizer.state_dict())
    assert other.state[y]["exp_avg"].dtype == torch.float64
    assert other.state[y]["step"].dtype == torch.float32


def test_parameters_may_have_names(torch: Any) -> None:
    w, b = torch.ones(2, requires_grad=True), torch.zeros(1, requires_grad=True)
    optimizer = torch.optim.SGD([("weight", w), ("bias", b)], lr=0.1)
    assert optimizer.param_groups[0]["param_names"] == ["weight", "bias"]
    assert optimizer.state_dict()["param_groups"][0]["param_names"] == ["weight", "bias"]
    with pytest.warns(UserWarning, match="duplicate parameters"):
        torch.optim.SGD([w, w], lr=0.1)
