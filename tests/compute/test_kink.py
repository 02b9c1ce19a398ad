"""One-sided slopes at kinks and cusps, and none where a curve is smooth or torn."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from hypothesis import given, settings, strategies as st

import engine
from gradexplorer.compute.kink import Break, End, Jump, Kink, find, look
from gradexplorer.compute.point import evaluate
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function

Make = Callable[..., Function]


def kink_of(function: Function, x: float, dtype: engine.dtype = engine.float64) -> Kink | None:
    at = {"x": x}
    return find(Line(function, at, {}, dtype=dtype), evaluate(function, at, {}, dtype))


def broken(function: Function, x: float) -> Break | None:
    at = {"x": x}
    return look(Line(function, at, {}), evaluate(function, at, {}))


@pytest.mark.parametrize(
    ("text", "x", "left", "right"),
    [
        ("floor x", 1.0, 0.0, 1.0),
        ("ceil(x)", 2.0, 2.0, 3.0),
        ("sign x", 0.0, -1.0, 1.0),
        ("frac(x)", 1.0, 1.0, 0.0),
        ("{x < 1: x^2, x + 2}", 1.0, 1.0, 3.0),
        ("{x < 0: -x, x <= 1: x^2, 2}", 1.0, 1.0, 2.0),
        ("{x = 1: 5, x^2}", 1.0, 1.0, 1.0),
        ("atan(1/x)", 0.0, -math.pi / 2, math.pi / 2),
        ("floor(1/x)", 1e-3, 1000.0, 999.0),
    ],
)
def test_a_jump_has_the_values_of_both_sides(function: Make, text: str, x: float, left: float, right: float) -> None:
    found = broken(function(text), x)
    assert isinstance(found, Jump)
    assert (found.x, found.left, found.right) == (x, pytest.approx(left, abs=1e-7), pytest.approx(right, abs=1e-7))


@pytest.mark.parametrize(
    ("text", "x"),
    [
        ("tan x", math.pi / 2),
        ("1/x", 1e-20),
        ("ln x", 1e-16),
        ("log(x - 1)", 1 + 1e-12),
        ("sin(1/x)", 1e-9),
        ("x sin(1/x)", 1e-7),
        ("(1 - cos x)/x^2", 1e-8),
        ("floor x", 1.5),
        ("floor x", 1 + 1e-12),
        ("gamma(x)", -1 + 1e-9),
        ("e^x", 600.0),
        ("1e300 x", 1e5),
        ("sqrt x", 0.0),
        ("{x >= 0: x^2}", 0.0),
        ("x^1.5", 0.0),
    ],
)
def test_what_is_steep_or_only_near_a_jump_is_whole(function: Make, text: str, x: float) -> None:
    assert broken(function(text), x) is None


def test_the_end_of_a_curve_whose_slope_autograd_does_not_return(function: Make) -> None:
    assert broken(function("x^x"), 0.0) == End(0.0, 1, -math.inf)
    assert broken(function("(-x)^(-x)"), 0.0) == End(0.0, -1, math.inf)


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
