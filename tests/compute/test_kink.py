"""One-sided slopes at kinks and cusps, and none where a curve is smooth or torn."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.compute.kink import Kink, find
from gradexplorer.compute.point import evaluate
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function

Make = Callable[..., Function]


def kink_of(function: Function, x: float, dtype: engine.dtype = engine.float64) -> Kink | None:
    at = {"x": x}
    return find(Line(function, at, {}, dtype=dtype), evaluate(function, at, {}, dtype))


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("|x|", 0.0, -1.0, 1.0),
        ("x cos(4x) + 2|x|", 0.0, -1.0, 3.0),
        ("relu(x)", 0.0, 0.0, 1.0),
        ("|3x - 1|", 1 / 3, -3.0, 3.0),
        ("max(x^2, x + 2)", 2.0, 1.0, 4.0),
        ("|x^2 - 2|", math.sqrt(2), -2 * math.sqrt(2), 2 * math.sqrt(2)),
        ("{x < 1: x^2, 2 - x}", 1.0, 2.0, -1.0),
        ("|sin x|", math.pi, -1.0, 1.0),
        ("exp(-|x|)", 0.0, 1.0, -1.0),
        ("1e6 |x - 1e6|", 1e6, -1e6, 1e6),
        ("sqrt(|x|)", 0.0, -math.inf, math.inf),
        ("|x| ln(|x| + 1e-300)", 0.0, math.inf, -math.inf),
    ],
)
def test_slopes_on_both_sides(function: Make, text: str, x: float, left: float, right: float) -> None:
    found = kink_of(function(text), x)
    assert found is not None
    assert (found.x, found.left, found.right) == (x, pytest.approx(left, rel=1e-6), pytest.approx(right, rel=1e-6))


@settings(max_examples=40)
@given(x=st.floats(-4, 4))
@pytest.mark.parametrize(
    "text",
    ["x^2", "sin(x)", "x^3 + 3x^2 - 5x + 4", "exp(x)", "tanh(5x)", "1e6 sin(x) - 1e6 x", "0x + 5", "x |x|", "cbrt(x)"],
)
def test_a_smooth_curve_has_none(function: Make, text: str, x: float) -> None:
    assert kink_of(function(text), x) is None


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("floor(x)", 1.0),
        ("{x < 1: x^2, x + 5}", 1.0),
        ("sign(x) + x", 0.0),
        ("1/x", 0.0),
        ("sqrt(x)", 0.0),
        ("ln x", -1.0),
    ],
)
def test_a_jump_a_pole_and_the_edge_of_a_domain_are_none(function: Make, text: str, x: float) -> None:
    assert kink_of(function(text), x) is None


@settings(max_examples=30)
@given(place=st.floats(-100, 100), steepness=st.floats(1e-3, 1e3))
def test_a_kink_anywhere(function: Make, place: float, steepness: float) -> None:
    made = function("a |x - b| + x^2").with_variables("x")
    at = {"x": place}
    sliders = {"a": steepness, "b": place}
    found = find(Line(made, at, sliders), evaluate(made, at, sliders))
    assert found is not None
    assert found.left == pytest.approx(2 * place - steepness, rel=1e-6, abs=1e-6)
    assert found.right == pytest.approx(2 * place + steepness, rel=1e-6, abs=1e-6)


def test_in_float32(function: Make) -> None:
    found = kink_of(function("x cos(4x) + 2|x|"), 0.0, engine.float32)
    assert found is not None
    assert (found.left, found.right) == (pytest.approx(-1.0, abs=1e-4), pytest.approx(3.0, abs=1e-4))
    assert kink_of(function("sin(x)"), 1.25, engine.float32) is None
