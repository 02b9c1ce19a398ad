"""An update in parts: they are the whole, each begins where the last ended, and formulas say what is done."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np
import pytest

import engine
from engine.optim import Micro
from tests.engine.optim.objectives import CASES, OBJECTIVES, OPTIONS, descent

STEPS = 12
OWN: dict[str, dict[str, Any]] = {"Newton": {"damping": 0.5}, "GradientDescentWithLineSearch": {}}


def begun(name: str, objective: str, **settings: Any) -> tuple[Any, Any, Any]:
    """An optimizer, its parameter, and the closure."""
    function, start = OBJECTIVES[objective]
    x = engine.tensor(list(start), dtype=engine.float64, requires_grad=True)
    optimizer = getattr(engine.optim, name)([x], **settings)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = function(engine, x)
        if name != "Newton":
            loss.backward()
        return loss

    return optimizer, x, closure


def same(one: Any, other: Any) -> bool:
    return bool(np.array_equal(np.asarray(one), np.asarray(other), equal_nan=True))


@pytest.mark.parametrize(("name", "number"), CASES)
def test_the_parts_are_the_whole(name: str, number: int) -> None:
    settings = OPTIONS[name][number]
    optimizer, x, closure = begun(name, "himmelblau", **settings)
    path = []
    for _ in range(STEPS):
        for _micro in optimizer.micro_steps(closure):
            pass
        path.append(x.tolist())
    assert path == descent(engine, "himmelblau", name, STEPS, **settings)


@pytest.mark.parametrize(("name", "number"), [*CASES, *((name, -1) for name in OWN)])
def test_each_part_begins_where_the_last_one_ended(name: str, number: int) -> None:
    settings = OWN[name] if number < 0 else OPTIONS[name][number]
    optimizer, x, closure = begun(name, "beale", **settings)
    last: dict[str, Any] = {"param": x.detach().clone()}
    for _ in range(STEPS):
        last.pop("grad", None)
        for micro in optimizer.micro_steps(closure):
            # Not "t", the length of a step: it begins with a first guess each time.
            kept = micro.slot == "param" or micro.slot in optimizer.state[x].keys() - {"t"}
            if kept and micro.before is not None and micro.slot in last and "try" not in micro.name:
                assert same(micro.before, last[micro.slot]), micro
            last[micro.slot] = micro.after
            assert micro.formula
            assert micro.parameter_index == (None if name in ("LBFGS", *OWN) else None if micro.slot == "loss" else 0)
        assert same(last["param"], x.detach())
        state = optimizer.state[x]
        for slot in last.keys() & state.keys() - {"old_dirs", "old_stps", "t"}:
            assert same(last[slot], state[slot]), slot


def test_adam_says_what_it_does() -> None:
    x, w = engine.tensor(1.0, requires_grad=True), engine.tensor([2.0, -1.0], requires_grad=True)
    optimizer = engine.optim.Adam([x, w], lr=0.1)
    (3 * x + (w**2).sum()).backward()
    parts = list(optimizer.micro_steps())
    assert [(part.parameter_index, part.slot) for part in parts] == [
        (index, slot)
        for index in (0, 1)
        for slot in ("step", "exp_avg", "exp_avg", "exp_avg_sq", "exp_avg_sq", "m_hat", "v_hat", "param")
    ]
    m, v = parts[2].after.item(), parts[4].after.item()
    assert (m, v) == pytest.approx((0.3, 0.009))
    assert (parts[5].after.item(), parts[6].after.item()) == pytest.approx((3.0, 9.0))
    assert parts[7].name == "step"
    assert parts[7].formula == "θ ← θ − η m̂ / (√v̂ + ε)"
    assert (parts[7].before.item(), parts[7].after.item()) == pytest.approx((1.0, 0.9))
    assert parts[15].before.tolist() == [2.0, -1.0]


def test_a_part_has_been_done_when_it_is_handed_out() -> None:
    optimizer, x, closure = begun("Adam", "himmelblau", lr=0.1)
    for micro in optimizer.micro_steps(closure):
        if micro.slot == "param":
            assert same(micro.after, x.detach())
        elif micro.slot in optimizer.state[x]:
            assert same(micro.after, optimizer.state[x][micro.slot])


def test_closures_are_called_as_parts_of_lbfgs() -> None:
    optimizer, x, closure = begun("LBFGS", "rosenbrock", line_search_fn="strong_wolfe")
    calls = [micro for micro in optimizer.micro_steps(closure) if micro.slot == "loss"]
    assert len(calls) == optimizer.state[x]["func_evals"] > 5
    assert calls[0].after == pytest.approx(24.2)


def test_a_part_is_nobodys_to_change() -> None:
    optimizer, x, closure = begun("Adam", "himmelblau", lr=0.1)
    parts = list(optimizer.micro_steps(closure))
    with pytest.raises(AttributeError):
        parts[0].name = "another"
    kept = optimizer.state[x]["exp_avg"].tolist()
    with engine.no_grad():
        for part in parts:
            if isinstance(part.after, engine.Tensor):
                part.after.zero_()
    assert optimizer.state[x]["exp_avg"].tolist() == kept
    again = pickle.loads(pickle.dumps(Micro("step", "θ ← θ − η g", 0, "param", np.float64(1.0), np.float64(0.5))))
    assert (again.name, again.after.item()) == ("step", 0.5)


def test_a_calculation_that_overflows_is_quiet(recwarn: pytest.WarningsRecorder) -> None:
    x = engine.tensor([1e30], requires_grad=True)
    optimizer = engine.optim.Adam([x], lr=0.1)
    x.grad = engine.tensor([1e30])
    optimizer.step()
    assert not recwarn.list
    assert len([*optimizer.micro_steps()]) == 8
    assert not recwarn.list
