"""Value, gradient and Hessian at a point."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.compute import point
from gradexplorer.compute.components import Components
from gradexplorer.compute.point import MOST_SECOND, evaluate, evaluate_all
from gradexplorer.lang import Function, Source, Table, read

Make = Callable[..., Function]
PAIR = "x^3 + 3x^2 - 5x + 4", "x^2"


def differences(function: Function, at: dict[str, Any], step: float) -> tuple[np.ndarray, np.ndarray]:
    """Gradient and Hessian by central differences."""
    components = Components.of(function, at)
    flat = components.flatten(at)

    def value(point: np.ndarray) -> float:
        return evaluate(function, components.coordinates(point), {"a": 2.0}, second=False).value

    unit = step * np.eye(len(flat))
    gradient = [(value(flat + u) - value(flat - u)) / (2 * step) for u in unit]

    def across(u: np.ndarray, v: np.ndarray) -> float:
        return value(flat + u + v) - value(flat + u - v) - value(flat - u + v) + value(flat - u - v)

    return np.array(gradient), np.array([[across(u, v) / (4 * step**2) for v in unit] for u in unit])


@settings(max_examples=20)
@given(x=st.floats(0.5, 2), y=st.floats(0.5, 2))
@pytest.mark.parametrize(
    "text",
    [
        *["x^3 y + sin(x y)", "ln(x + y) / y", "exp(x) tanh(y)", "a x + y", "x^y", "sqrt(x^2 + y^2)"],
        *["{x < 1: x^2 y, x y^2 + 3}", "max(x, y^2) + 0x", "atan2(y, x)", "sigmoid(x) erf(y)"],
    ],
)
def test_gradient_and_hessian_against_finite_differences(function: Make, text: str, x: float, y: float) -> None:
    if abs(x - 1) < 0.01 or abs(x - y**2) < 0.01:
        return
    made = function(text)
    at = {"x": x, "y": y}
    found = evaluate(made, at, {"a": 2.0})
    gradient, hessian = differences(made, at, 1e-3)
    assert found.gradient == pytest.approx(gradient, rel=1e-4, abs=1e-4)
    assert found.second == pytest.approx(hessian, rel=1e-3, abs=1e-3)
    assert found.notes == ()


def test_vectors_and_matrices(function: Make) -> None:
    at = {"A": ((1.0, 2.0), (3.0, 4.0)), "x": (5.0, -1.0)}
    made = function("sum((A @ x)^2)").with_variables("Ax")
    found = evaluate(made, at, {})
    assert found.names == ("A[0][0]", "A[0][1]", "A[1][0]", "A[1][1]", "x[0]", "x[1]")
    a, x = np.array(at["A"]), np.array(at["x"])
    image = a @ x
    assert found.value == pytest.approx(image @ image)
    assert found.gradient == pytest.approx([*(2 * np.outer(image, x)).reshape(-1), *(2 * a.T @ image)])
    assert found.second is not None
    assert found.second[4:, 4:] == pytest.approx(2 * a.T @ a)
    assert found.second == pytest.approx(found.second.T)


def test_many_components_get_no_hessian(function: Make) -> None:
    made = function("sum(x^2) + x[0]")
    assert evaluate(made, {"x": (1.0,) * MOST_SECOND}, {}).second is not None
    assert evaluate(made, {"x": (1.0,) * (MOST_SECOND + 1)}, {}).second is None
    assert evaluate(made, {"x": (1.0,)}, {}, second=False).second is None


def test_a_hessian_that_takes_too_long_is_given_up(function: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(point, "SECONDS", -1.0)
    found = evaluate(function("x^2 y"), {"x": 1.0, "y": 2.0}, {})
    assert (found.second, found.gradient.tolist()) == (None, [4.0, 1.0])


def test_a_derivative_of_constants_alone(function: Make) -> None:
    found = evaluate(function("h(x, y) = x y^2", "grad(h)(8, 2)[0]"), {}, {})
    assert (found.value, found.gradient.shape) == (4.0, (0,))


def test_functions_without_variables(function: Make) -> None:
    found = evaluate(function("2 + 3"), {}, {})
    assert (found.names, found.value, found.gradient.shape) == ((), 5.0, (0,))
    assert found.second is not None
    assert found.second.shape == (0, 0)


@pytest.mark.parametrize(
    ("text", "x", "message"),
    [
        ("ln(x)", 0.0, "`ln(x)` is infinite here"),
        ("ln(x)", -1.0, "its argument must not be negative"),
        ("sqrt(x)", 0.0, "the slope by `x` is infinite here"),
        ("where(x > 0, sqrt(x), 0)", 0.0, "where(c, a, b) evaluates both sides"),
        ("exp(-1/x^2)", 0.0, "`−1/x²` is infinite here"),
        ("max(x, -1/0)", 1.0, "is infinite here"),
        ("x", float("nan"), "`x` is nan here"),
    ],
)
def test_notes_tell_where_a_value_was_lost(function: Make, text: str, x: float, message: str) -> None:
    assert message in evaluate(function(text), {"x": x}, {}).notes[0].message


@pytest.mark.parametrize("text", ["|x|", "x^2", "floor(x)", "{x < 0: 1/0, x}", "5"])
def test_no_notes_where_all_is_well(function: Make, text: str) -> None:
    made = function(text)
    assert evaluate(made, dict.fromkeys(made.variables, 1.0), {}).notes == ()


def test_gradients_of_several_functions_add_up_without_zero_grad(function: Make) -> None:
    functions = [function(text) for text in PAIR]
    apart = evaluate_all(functions, {"x": -2.0}, {})
    assert [(r.value, *r.gradient, *r.accumulated) for r in apart] == [(18, -5, -5), (4, -4, -4)]
    summed = evaluate_all(functions, {"x": -2.0}, {}, zero_grad=False)
    assert [(r.value, *r.gradient, *r.accumulated) for r in summed] == [(18, -5, -5), (4, -4, -9)]


def test_the_same_function_twice(function: Make) -> None:
    bowl = function("x[0]^2 + 2x[1]^2")
    once, twice = evaluate_all([bowl, bowl], {"x": (-5.0, -2.0)}, {}, zero_grad=False)
    assert (once.value, once.accumulated.tolist()) == (33.0, [-10, -8])
    assert (twice.gradient.tolist(), twice.accumulated.tolist()) == ([-10, -8], [-20, -16])


def test_functions_of_other_variables_and_of_none_add_nothing(function: Make) -> None:
    found = evaluate_all(
        [function("x^2"), function("y^2"), function("7"), function("0x + floor(x)")],
        {"x": 3.0, "y": 4.0},
        {},
        zero_grad=False,
    )
    assert [r.accumulated.tolist() for r in found] == [[6], [8], [], [6]]


def test_float32(function: Make) -> None:
    found = evaluate(function("x^2"), {"x": 0.1}, {}, engine.float32)
    assert found.value == float(np.float32(0.1) ** 2)


def test_data(function: Make) -> None:
    table = Table("D", {"x": np.array([0.0, 1.0, 2.0]), "y": np.array([1.0, 3.0, 5.0])})
    loss = function("mean((W D.x + b - D.y)^2)", tables=[table]).with_variables("Wb")
    found = evaluate(loss, {"W": 0.0, "b": 0.0}, {})
    assert (found.value, *found.gradient) == pytest.approx((35 / 3, -26 / 3, -6))
    assert found.second == pytest.approx(np.array([[10 / 3, 2], [2, 2]]))


def test_newtons_parabola_turns_at_a_parabolas_minimum() -> None:
    function = read([Source(0, "3(x - 2)^2 + 5")]).entries[0].function
    assert function is not None
    assert evaluate(function, {"x": -7.0}, {}).newton == pytest.approx((2.0, 5.0))


def test_a_line_has_no_newton_step() -> None:
    function = read([Source(0, "2x + 1")]).entries[0].function
    assert function is not None
    assert evaluate(function, {"x": 1.0}, {}).newton is None
