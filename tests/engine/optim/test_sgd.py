from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine

Make = Callable[..., Any]


def descend(torch: Any, steps: int, **settings: Any) -> list[list[float]]:
    x = torch.tensor([3.0, -2.0], dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.SGD([x], **settings)
    path = []
    for _ in range(steps):
        optimizer.zero_grad()
        (x[0] ** 2 + 2 * x[1] ** 2).backward()
        optimizer.step()
        path.append(x.tolist())
    return path


def test_a_step_is_minus_the_learning_rate_times_the_gradient(torch: Any) -> None:
    x = np.array([3.0, -2.0])
    for found in descend(torch, 10, lr=0.1):
        x = x - 0.1 * np.array([2.0, 4.0]) * x
        np.testing.assert_allclose(found, x, rtol=1e-14)


def test_momentum_begins_with_the_gradient_itself(torch: Any) -> None:
    x, v = np.array([3.0, -2.0]), np.zeros(2)
    for found in descend(torch, 10, lr=0.05, momentum=0.9):
        v = 0.9 * v + np.array([2.0, 4.0]) * x
        x = x - 0.05 * v
        np.testing.assert_allclose(found, x, rtol=1e-13)


def test_settings_are_pytorchs(torch: Any) -> None:
    settings = (
        {"weight_decay": 0.1},
        {"momentum": 0.9, "dampening": 0.5},
        {"momentum": 0.9, "nesterov": True, "weight_decay": 0.01},
        {"maximize": True},
    )
    ends = [descend(torch, 3, lr=0.1, **kept)[-1] for kept in settings]
    expected = [[1.479117, -0.410758], [0.756, 0.672], [-0.3349533, 0.8670105], [5.184, -5.488]]
    np.testing.assert_allclose(ends, expected, rtol=1e-5)


def test_a_closure_is_called_with_recording_on(torch: Any) -> None:
    x = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.25)

    def closure() -> Any:
        optimizer.zero_grad()
        (x * 2).backward()
        return "loss"

    assert optimizer.step(closure) == "loss"
    assert x.item() == 0.5


def test_an_optimizer_shows_its_settings(torch: Any) -> None:
    x, w = torch.ones(1, requires_grad=True), torch.ones(1, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1, momentum=0.9)
    optimizer.add_param_group({"params": w, "lr": 0.5})
    lines = repr(optimizer).splitlines()
    assert (lines[0], lines[1], lines[-1]) == ("SGD (", "Parameter Group 0", ")")
    assert "    lr: 0.1" in lines
    assert lines.index("Parameter Group 1") < lines.index("    lr: 0.5")


def test_groups_have_settings_of_their_own(torch: Any) -> None:
    x, w = torch.tensor(1.0, requires_grad=True), torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([{"params": [x]}, {"params": w, "lr": 1.0}], lr=0.25)
    (x + w).backward()
    optimizer.step()
    assert (x.item(), w.item()) == (0.75, 0.0)
    assert [group["lr"] for group in optimizer.param_groups] == [0.25, 1.0]


def test_a_parameter_without_a_gradient_stays(torch: Any) -> None:
    x = torch.tensor(1.0, requires_grad=True)
    torch.optim.SGD([x], lr=0.1).step()
    assert x.item() == 1.0


def test_zero_grad(torch: Any) -> None:
    x = torch.tensor(1.0, requires_grad=True)
    optimizer = torch.optim.SGD([x], lr=0.1)
    (x * 2).backward()
    optimizer.zero_grad(set_to_none=False)
    assert x.grad.item() == 0.0
    optimizer.zero_grad()
    assert x.grad is None


def test_a_step_leaves_the_graph_and_the_gradient_alone(make: Make, device: Any) -> None:
    x = make([1.0, 2.0], requires_grad=True)
    optimizer = engine.optim.SGD([x], lr=0.5, momentum=0.5)
    for _ in range(2):
        optimizer.zero_grad()
        (x**2).sum().backward()
        before = x.grad.tolist()
        optimizer.step()
        assert x.grad.tolist() == before
    assert x.is_leaf
    assert x.device == device


def test_settings_out_of_range() -> None:
    x = engine.ones(1, requires_grad=True)
    with pytest.raises(ValueError, match=r"Invalid learning rate: -0\.1"):
        engine.optim.SGD([x], lr=-0.1)
    with pytest.raises(ValueError, match="Invalid momentum value: -1"):
        engine.optim.SGD([x], lr=0.1, momentum=-1)
    with pytest.raises(ValueError, match="Invalid weight_decay value: -1"):
        engine.optim.SGD([x], weight_decay=-1)
    with pytest.raises(ValueError, match="Nesterov momentum requires a momentum and zero dampening"):
        engine.optim.SGD([x], nesterov=True)
