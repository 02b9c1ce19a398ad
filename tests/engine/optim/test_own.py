"""Our own two: Newton's method, and gradient descent with a line search."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.optim import GradientDescentWithLineSearch, Newton
from tests.engine.optim.objectives import OBJECTIVES


def test_newton_is_at_the_minimum_of_a_quadratic_in_one_step() -> None:
    a = engine.tensor([[4.0, 1.0], [1.0, 3.0]], dtype=engine.float64)
    x = engine.tensor([5.0, -7.0], dtype=engine.float64, requires_grad=True)
    loss = Newton([x]).step(lambda: x @ a @ x / 2 - x.sum())
    np.testing.assert_allclose(x.tolist(), np.linalg.solve(a.numpy(), np.ones(2)), rtol=1e-12)
    assert loss.item() == pytest.approx(0.5 * (4 * 25 - 2 * 35 + 3 * 49) + 2)
    np.testing.assert_allclose(x.grad.tolist(), a.numpy() @ [5.0, -7.0] - 1, rtol=1e-12)


def test_newton_over_several_parameters_of_several_shapes() -> None:
    w = engine.tensor([[1.0, 2.0]], dtype=engine.float64, requires_grad=True)
    b = engine.tensor(0.5, dtype=engine.float64, requires_grad=True)
    data = engine.tensor([[1.0, 2.0], [3.0, 4.0], [5.0, 7.0], [0.0, 1.0]], dtype=engine.float64)
    target = engine.tensor([[1.0], [2.0], [5.0], [0.5]], dtype=engine.float64)
    Newton([w, b]).step(lambda: ((data @ w.T + b - target) ** 2).sum())
    columns = np.column_stack([data.numpy(), np.ones(4)])
    expected = np.linalg.lstsq(columns, target.numpy()[:, 0], rcond=None)[0]
    np.testing.assert_allclose([*w[0].tolist(), b.item()], expected, rtol=1e-9)


def test_newton_converges_quadratically_on_rosenbrock() -> None:
    function, start = OBJECTIVES["rosenbrock"]
    x = engine.tensor(list(start), dtype=engine.float64, requires_grad=True)
    optimizer = Newton([x])
    for _ in range(7):
        optimizer.step(lambda: function(engine, x))
    np.testing.assert_allclose(x.tolist(), [1.0, 1.0], rtol=1e-14)


def test_damping_makes_a_step_shorter_and_defined() -> None:
    x = engine.tensor([1.0, 2.0], dtype=engine.float64, requires_grad=True)
    with pytest.raises(RuntimeError, match=r"Hessian is singular here.*damping above 0"):
        Newton([x]).step(lambda: x[0] ** 2)
    assert x.tolist() == [1.0, 2.0]
    Newton([x], damping=2.0).step(lambda: x[0] ** 2)
    np.testing.assert_allclose(x.tolist(), [0.5, 2.0])


def test_newton_takes_a_slope_that_is_the_same_everywhere_for_what_it_is() -> None:
    x = engine.tensor(3.0, dtype=engine.float64, requires_grad=True)
    y = engine.tensor(1.0, dtype=engine.float64, requires_grad=True)
    Newton([x, y], damping=1.0).step(lambda: x**2 + 2 * y)
    np.testing.assert_allclose([x.item(), y.item()], [1.0, -1.0])


def test_a_closure_that_is_not_newtons_is_told() -> None:
    x = engine.tensor(2.0, requires_grad=True)

    def backward() -> Any:
        loss = x**3
        loss.backward()
        return loss

    with pytest.raises(RuntimeError, match=r"must not call backward\(\)"):
        Newton([x]).step(backward)
    for wrong in (None, 3.0, engine.tensor(1.0)):
        with pytest.raises(RuntimeError, match="must return the loss, a tensor that requires grad"):
            Newton([x]).step(lambda wrong=wrong: wrong)
    with pytest.raises(TypeError, match="needs a closure"):
        Newton([x]).step()


@pytest.mark.parametrize("objective", OBJECTIVES)
def test_a_line_search_never_goes_up(objective: str) -> None:
    function, start = OBJECTIVES[objective]
    x = engine.tensor(list(start), dtype=engine.float64, requires_grad=True)
    optimizer = GradientDescentWithLineSearch([x])

    def closure() -> Any:
        optimizer.zero_grad()
        loss = function(engine, x)
        loss.backward()
        return loss

    for _ in range(30):
        before, at = function(engine, x).item(), x.detach().clone()
        loss = optimizer.step(closure)
        assert loss.item() == before
        after, moved = function(engine, x).item(), (x - at).detach()
        if moved.abs().max().item() > 0:
            # Armijo's condition, by the gradient at the point before: −t g is the movement.
            (slope,) = engine.autograd.grad(function(engine, p := at.requires_grad_()), p)
            assert after <= before + 1e-4 * (slope @ moved).item() + 1e-12
        else:
            assert after == before


def test_a_line_search_stays_where_nothing_is_lower() -> None:
    x = engine.tensor([1.0, -1.0], dtype=engine.float64, requires_grad=True)
    optimizer = GradientDescentWithLineSearch([x], max_eval=3)

    def closure() -> Any:
        x.grad = engine.tensor([1.0, 1.0], dtype=engine.float64)  # a wrong one
        return -x.detach().sum()

    optimizer.step(closure)
    assert x.tolist() == [1.0, -1.0]


def test_the_accepted_length_is_the_first_that_is_short_enough() -> None:
    x = engine.tensor(1.0, dtype=engine.float64, requires_grad=True)
    optimizer = GradientDescentWithLineSearch([x], lr=8.0, shrink=0.5)

    def closure() -> Any:
        optimizer.zero_grad()
        loss = x**2
        loss.backward()
        return loss

    lengths = [micro.after for micro in optimizer.micro_steps(closure) if micro.slot == "t"]
    # f(1 − 2t) = (1 − 2t)² falls first at t = 0.5, onto the minimum; at t = 1 it is as high as before.
    assert lengths == [4.0, 2.0, 1.0, 0.5, 0.5]
    assert x.item() == 0.0


@pytest.mark.parametrize(
    ("make", "words"),
    [
        (lambda x: Newton([x], lr=-1.0), "Invalid learning rate: -1.0"),
        (lambda x: Newton([x], damping=-1.0), "Invalid damping value: -1.0"),
        (lambda x: Newton([{"params": [x]}, {"params": [x.detach().requires_grad_()]}]), "one parameter group"),
        (lambda x: GradientDescentWithLineSearch([x], shrink=1.0), "Invalid shrink value: 1.0"),
        (lambda x: GradientDescentWithLineSearch([x], sufficient=0.0), "Invalid sufficient value: 0.0"),
        (lambda x: GradientDescentWithLineSearch([x], max_eval=0), "Invalid max_eval value: 0"),
    ],
)
def test_settings_out_of_range_are_named(make: Callable[[Any], Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        make(engine.tensor(1.0, requires_grad=True))
