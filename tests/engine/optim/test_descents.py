"""Every optimizer on every device: the same path, and that of the formula in its docstring."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from tests.engine.optim.objectives import CASES, OPTIONS, descent

Array = np.ndarray[Any, Any]
START = np.array([3.0, -2.0])
SLOPES = np.array([2.0, 4.0])
"""Of x² + 2y², divided by the coordinates."""


@pytest.mark.parametrize(("name", "number"), CASES)
def test_every_device_and_library_goes_the_same_way(torch: Any, name: str, number: int) -> None:
    settings = OPTIONS[name][number]
    here = descent(engine, "himmelblau", name, 8, **settings)
    np.testing.assert_allclose(descent(torch, "himmelblau", name, 8, **settings), here, rtol=1e-6)


def path(name: str, steps: int, **settings: Any) -> Array:
    x = engine.tensor(START.tolist(), dtype=engine.float64, requires_grad=True)
    optimizer = getattr(engine.optim, name)([x], **settings)
    found = []
    for _ in range(steps):
        optimizer.zero_grad()
        (x[0] ** 2 + 2 * x[1] ** 2).backward()
        optimizer.step()
        found.append(x.tolist())
    return np.array(found)


def adam(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    m = memory["m"] = 0.9 * memory.get("m", 0.0) + 0.1 * g
    v = memory["v"] = 0.999 * memory.get("v", 0.0) + 0.001 * g**2
    return x - 0.1 * (m / (1 - 0.9**t)) / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)


def adagrad(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    s = memory["s"] = memory.get("s", 0.0) + g**2
    return x - 0.1 * g / (np.sqrt(s) + 1e-10)


def rmsprop(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    v = memory["v"] = 0.99 * memory.get("v", 0.0) + 0.01 * g**2
    return x - 0.1 * g / (np.sqrt(v) + 1e-8)


def adamax(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    m = memory["m"] = 0.9 * memory.get("m", 0.0) + 0.1 * g
    u = memory["u"] = np.maximum(0.999 * memory.get("u", 0.0), np.abs(g) + 1e-8)
    return x - 0.1 / (1 - 0.9**t) * m / u


def adadelta(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    v = memory["v"] = 0.9 * memory.get("v", 0.0) + 0.1 * g**2
    u = memory.get("u", 0.0)
    delta = np.sqrt(u + 1e-6) / np.sqrt(v + 1e-6) * g
    memory["u"] = 0.9 * u + 0.1 * delta**2
    return x - 0.1 * delta


def rprop(x: Array, g: Array, t: int, memory: dict[str, Any]) -> Array:
    s, before = memory.get("s", np.full(2, 0.1)), memory.get("g", np.zeros(2))
    turned = g * before
    s = np.clip(s * np.where(turned > 0, 1.2, np.where(turned < 0, 0.5, 1.0)), 1e-6, 50.0)
    g = np.where(turned < 0, 0.0, g)
    memory["s"], memory["g"] = s, g
    return x - np.sign(g) * s


@pytest.mark.parametrize(
    ("name", "formula"),
    [
        ("Adam", adam),
        ("Adagrad", adagrad),
        ("RMSprop", rmsprop),
        ("Adamax", adamax),
        ("Adadelta", adadelta),
        ("Rprop", rprop),
    ],
)
def test_a_path_is_that_of_the_formula(name: str, formula: Callable[..., Array]) -> None:
    x, memory = START, {}
    for t, found in enumerate(path(name, 20, lr=0.1), 1):
        x = formula(x, SLOPES * x, t, memory)
        np.testing.assert_allclose(found, x, rtol=1e-12, atol=1e-14)


def test_decoupled_decay_is_not_scaled_with_the_gradient() -> None:
    x = engine.tensor([2.0, 2.0], dtype=engine.float64, requires_grad=True)
    optimizer = engine.optim.AdamW([x], lr=0.1, weight_decay=0.5)
    (x * engine.tensor([1.0, 1000.0])).sum().backward()
    optimizer.step()
    np.testing.assert_allclose(x.tolist(), [2.0 * 0.95 - 0.1] * 2, rtol=1e-6)


def test_asgd_averages_from_t0_on() -> None:
    x = engine.tensor(4.0, dtype=engine.float64, requires_grad=True)
    optimizer = engine.optim.ASGD([x], lr=0.1, lambd=0.0, t0=3)
    points = []
    for _ in range(9):
        optimizer.zero_grad()
        (x**2).backward()
        optimizer.step()
        points.append(x.item())
    # The step after t₀ + 1 is the first that has a weight below 1.
    assert optimizer.state[x]["ax"].item() == pytest.approx(np.mean(points[4:]), rel=1e-6)


def test_a_step_in_float32_stays_in_float32(make: Callable[..., Any]) -> None:
    for name in OPTIONS:
        x = make([1.0, 2.0], dtype=engine.float32, requires_grad=True)
        scalar = make(3.0, dtype=engine.float32, requires_grad=True)
        optimizer = getattr(engine.optim, name)([x, scalar], lr=0.1)

        def closure(x: Any = x, scalar: Any = scalar) -> Any:
            x.grad = scalar.grad = None
            loss = (x**2).sum() + scalar**2
            loss.backward()
            return loss

        for _ in range(2):
            optimizer.step(closure)
        for p in (x, scalar):
            assert p.dtype is engine.float32
            for key, value in optimizer.state[p].items():
                if isinstance(value, engine.Tensor):
                    assert value.dtype is engine.float32, (name, key)


def test_a_view_of_the_parameter_sees_its_steps_and_a_graph_notices_them() -> None:
    x = engine.tensor([1.0, 2.0], requires_grad=True)
    seen, optimizer = x.detach()[1:], engine.optim.Adam([x], lr=0.5)
    y = (x**2).sum()
    x.grad = engine.tensor([1.0, 1.0])
    optimizer.step()
    assert seen.tolist() == pytest.approx([1.5])
    with pytest.raises(RuntimeError, match="modified by an inplace operation"):
        y.backward()
