"""What fits a curve closely at its point, against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.compute.local import Circle, osculating_circle
from gradexplorer.compute.point import evaluate
from gradexplorer.lang import Function

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
