"""Runs against closed forms, and the lectures' programs to the printed digits."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.compute.descent import Trajectory, descend
from gradexplorer.lang import Function, Table
from gradexplorer.model.document import Run

Make = Callable[..., Function]
THETA = "theta cos(4theta) + 2|theta|"


def run(function: Function, start: dict[str, Any], dtype: engine.dtype = engine.float64, **options: Any) -> Trajectory:
    return descend(function, start, {}, Run(**options), dtype)


@settings(max_examples=40)
@given(start=st.floats(-1e3, 1e3), step_size=st.floats(1e-3, 1.2))
def test_a_parabola_against_its_closed_form(function: Make, start: float, step_size: float) -> None:
    found = run(function("x^2"), {"x": start}, step_size=step_size, steps=30)
    exact = start * (1 - 2 * step_size) ** np.arange(31)
    assert found.points[:, 0] == pytest.approx(exact, rel=1e-9, abs=1e-12)
    assert found.values == pytest.approx(found.points[:, 0] ** 2)
    assert found.gradients == pytest.approx(2 * found.points)
    assert np.array_equal(found.accumulated, found.gradients)


@settings(max_examples=40)
@given(momentum=st.floats(0, 0.99), step_size=st.floats(1e-3, 0.5))
def test_momentum_as_a_loop_by_hand(function: Make, momentum: float, step_size: float) -> None:
    found = run(function("x^2 + 3y^2"), {"x": 1.0, "y": -2.0}, step_size=step_size, momentum=momentum, steps=20)
    point, velocity = np.array([1.0, -2.0]), np.zeros(2)
    for row in found.points:
        assert row == pytest.approx(point)
        velocity = momentum * velocity + np.array([2.0, 6.0]) * point
        point = point - step_size * velocity


def test_without_zero_grad_gradients_add_up_as_in_a_loop_by_hand(function: Make) -> None:
    found = run(function("x^2"), {"x": 1.0}, zero_grad=False, step_size=0.1, steps=20)
    x, grad = 1.0, 0.0
    for point, fresh, read in zip(found.points, found.gradients, found.accumulated, strict=True):
        grad += 2 * x
        assert (point[0], fresh[0], read[0]) == pytest.approx((x, 2 * x, grad))
        x -= 0.1 * grad


def test_in_place_outside_no_grad_is_refused_in_the_engines_words(function: Make) -> None:
    found = run(function("x[0]^2 + 2x[1]^2"), {"x": (5.0, 2.0)}, no_grad=False)
    assert found.error == "a leaf Variable that requires grad is being used in an in-place operation."
    assert found.points.tolist() == [[5.0, 2.0]]
    assert (found.verdict.kind, found.verdict.detail) == ("running", "No step has been made yet.")


def test_one_step_on_the_bowl(function: Make) -> None:
    found = run(function("x[0]^2 + 2x[1]^2"), {"x": (5.0, 2.0)}, step_size=0.01, steps=1)
    assert found.names == ("x[0]", "x[1]")
    assert found.points[1] == pytest.approx([4.9, 1.92])


@pytest.mark.parametrize(
    ("step_size", "end", "kind", "pattern"),
    [
        (0.05, "-3.29596", "running", "two-cycle"),
        (0.07, "-1.52917", "converged", ""),
        (0.15, "0.11150", "running", "two-cycle"),
    ],
)
def test_the_lectures_descents(function: Make, step_size: float, end: str, kind: str, pattern: str) -> None:
    found = run(function(THETA), {"θ": -3.5}, step_size=step_size, steps=100)
    assert f"{found.points[-1, 0]:.5f}" == end
    assert (found.verdict.kind, found.verdict.pattern) == (kind, pattern)


def test_regression_ends_near_the_least_squares_line(function: Make) -> None:
    rng = np.random.default_rng(0)
    x = rng.uniform(0, 2, 30)
    y = 1 + 2 * x + rng.normal(0, 0.05, 30)
    loss = function("mean((W D.x + b - D.y)^2)", tables=[Table("D", {"x": x, "y": y})]).with_variables("Wb")
    found = run(loss, {"W": 0.0, "b": 0.0}, step_size=0.005, steps=2500)
    assert found.points[-1] == pytest.approx(np.polyfit(x, y, 1), abs=0.02)
    assert (np.diff(found.values) < 0).all()
    assert found.values[-1] == pytest.approx(np.mean(np.square(np.polyval(np.polyfit(x, y, 1), x) - y)), rel=0.05)


def test_float32_is_computed_in_float32(function: Make) -> None:
    found = run(function("x^2"), {"x": 0.1}, engine.float32, steps=5)
    assert np.array_equal(found.points, found.points.astype(np.float32))
    assert found.points[0, 0] == np.float32(0.1)


def test_a_cancelled_run_keeps_what_it_has(function: Make) -> None:
    answers = iter([False, False, False, True])
    found = descend(function("x^2"), {"x": 1.0}, {}, Run(), cancelled=lambda: next(answers))
    assert found.points.shape == (3, 1)
    none = descend(function("x^2"), {"x": 1.0}, {}, Run(), cancelled=lambda: True)
    assert (none.points.shape, none.values.shape, none.verdict.kind) == ((0, 1), (0,), "running")


def test_vectors_matrices_sliders_and_constants(function: Make) -> None:
    at = {"A": ((1.0, 2.0), (3.0, 4.0)), "x": 5.0}
    found = descend(function("a sum(A^2) + x^2").with_variables("Ax"), at, {"a": 3.0}, Run(step_size=0.1, steps=1))
    assert found.points[1] == pytest.approx([0.4, 0.8, 1.2, 1.6, 4.0])
    constant = run(function("5"), {}, steps=3)
    assert (constant.points.shape, constant.values.tolist()) == ((4, 0), [5.0] * 4)


def test_rows_are_not_written_over_by_later_steps(function: Make) -> None:
    found = run(function("x^2"), {"x": 1.0}, zero_grad=False, momentum=0.5, steps=4)
    assert len(set(found.points[:, 0])) == len(set(found.accumulated[:, 0])) == 5


def test_there_is_no_other_optimizer(function: Make) -> None:
    with pytest.raises(ValueError, match="no optimizer 'Adam'"):
        run(function("x^2"), {"x": 1.0}, optimizer="Adam")
