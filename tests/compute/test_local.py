"""What fits a curve closely at its point, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.compute.descent import descend
from gradexplorer.compute.local import Circle, descent_parabola, osculating_circle, secant
from gradexplorer.compute.point import evaluate
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function
from gradexplorer.model.document import Run

Make = Callable[..., Function]


def circle_of(function: Function, x: float) -> Circle | None:
    return osculating_circle(evaluate(function, {"x": x}, {}))


def test_a_circle_is_its_own_osculating_circle(function: Make) -> None:
    upper = function("sqrt(4 - x^2)")
    for x in (-1.9, -0.5, 0.0, 1.0, 1.99):
        found = circle_of(upper, x)
        assert found is not None
        assert found.radius == pytest.approx(2.0)
        assert (x + found.across, math.sqrt(4 - x**2) + found.up) == pytest.approx((0.0, 0.0), abs=1e-12)


@settings(max_examples=30)
@given(x=st.floats(-5, 5))
def test_the_circle_of_a_parabola(function: Make, x: float) -> None:
    # The evolute of x²: ((−4x³), 1/2 + 3x²).
    found = circle_of(function("x^2"), x)
    assert found is not None
    assert found.radius == pytest.approx((1 + 4 * x**2) ** 1.5 / 2)
    assert x + found.across == pytest.approx(-4 * x**3, abs=1e-12)
    assert x**2 + found.up == pytest.approx(0.5 + 3 * x**2)
    assert math.hypot(found.across, found.up) == pytest.approx(found.radius)


@pytest.mark.parametrize(
    ("text", "x"),
    [("2x + 1", 3.0), ("x^3", 0.0), ("sqrt(x)", 0.0), ("1/x", 0.0), ("1e200 x + 1e-300 x^2", 1.0), ("sin x", 0.0)],
)
def test_no_circle_without_a_finite_curvature(function: Make, text: str, x: float) -> None:
    assert circle_of(function(text), x) is None


def test_no_circle_for_two_components(function: Make) -> None:
    assert osculating_circle(evaluate(function("x^2 + y^2"), {"x": 1.0, "y": 2.0}, {})) is None


@settings(max_examples=30)
@given(x=st.floats(-5, 5), step_size=st.floats(1e-3, 10))
def test_the_parabola_of_descent_turns_where_the_step_leads(function: Make, x: float, step_size: float) -> None:
    cubic = function("x^3 + 3x^2 - 5x + 4")
    point = evaluate(cubic, {"x": x}, {})
    slope = 3 * x**2 + 6 * x - 5
    found = descent_parabola(point, step_size, float(point.gradient[0]))
    assert found is not None
    run = descend(cubic, {"x": x}, {}, Run(step_size=step_size, steps=1))
    assert found.turn[0] == run.points[1, 0]
    assert found.coefficients == pytest.approx((x**3 + 3 * x**2 - 5 * x + 4, slope, 1 / (2 * step_size)), abs=1e-9)
    assert found.turn[1] == pytest.approx(point.value - step_size * slope**2 / 2, rel=1e-9, abs=1e-9)


def test_on_a_parabola_of_curvature_one_over_the_step_size_descent_is_newtons_step(function: Make) -> None:
    point = evaluate(function("2x^2 + x"), {"x": 3.0}, {})
    found = descent_parabola(point, 0.25, 13.0)
    assert found is not None
    assert found.turn == pytest.approx(point.newton)
    assert found.turn[1] == pytest.approx(-1 / 8)


@pytest.mark.parametrize("step_size", [0.0, -0.1, math.nan, math.inf, 1e308])
def test_no_parabola_of_descent_without_a_minimum(function: Make, step_size: float) -> None:
    assert descent_parabola(evaluate(function("x^4"), {"x": 9.0}, {}), step_size, 2916.0) is None


@settings(max_examples=30)
@given(x=st.floats(-5, 5), second=st.floats(-5, 5))
def test_the_secant_of_a_parabola_has_the_sum_of_both_places_for_its_slope(
    function: Make, x: float, second: float
) -> None:
    square = function("x^2")
    found = secant(Line(square, {"x": x}, {}), evaluate(square, {"x": x}, {}), second)
    assert found is not None
    assert (found.start, found.x, found.y) == (x, second, second**2)
    if x == second or abs(x - second) > 1e-3:
        assert found.slope == pytest.approx(x + second, abs=1e-9)


def test_at_the_point_itself_the_secant_is_the_tangent(function: Make) -> None:
    sine = function("sin(x)")
    point = evaluate(sine, {"x": 0.7}, {})
    slopes = [secant(Line(sine, {"x": 0.7}, {}), point, 0.7 + h).slope for h in (0.1, 0.01, 0.001, 0.0)]
    errors = np.abs(np.array(slopes) - math.cos(0.7))
    assert (errors[:3] > 8 * errors[1:]).all()
    assert slopes[-1] == float(point.gradient[0])


@pytest.mark.parametrize(("text", "second"), [("sqrt(x)", -1.0), ("1/x", 0.0), ("x", math.nan), ("x", math.inf)])
def test_no_secant_to_where_there_is_no_value(function: Make, text: str, second: float) -> None:
    made = function(text)
    assert secant(Line(made, {"x": 1.0}, {}), evaluate(made, {"x": 1.0}, {}), second) is None


def test_no_secant_into_a_point_without_a_slope(function: Make) -> None:
    made = function("sqrt(x)")
    assert secant(Line(made, {"x": 0.0}, {}), evaluate(made, {"x": 0.0}, {}), 0.0) is None
