"""Taylor polynomials against closed forms."""

from __future__ import annotations

import math
from collections.abc import Callable
from math import factorial

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.compute import taylor
from gradexplorer.compute.sampling import Line
from gradexplorer.compute.taylor import expand
from gradexplorer.lang import Function

Make = Callable[..., Function]

FORMS = {
    "exp(x)": lambda x, k: math.exp(x) / factorial(k),
    "sin(2x)": lambda x, k: 2**k * math.sin(2 * x + k * math.pi / 2) / factorial(k),
    "1/(x + 7)": lambda x, k: (-1) ** k / (x + 7) ** (k + 1),
    "ln(x + 7)": lambda x, k: math.log(x + 7) if k == 0 else (-1) ** (k + 1) / (k * (x + 7) ** k),
    "sqrt(x + 7)": lambda x, k: math.prod(0.5 - j for j in range(k)) / factorial(k) * (x + 7) ** (0.5 - k),
    "x^3 + 3x^2 - 5x + 4": lambda x, k: [x**3 + 3 * x**2 - 5 * x + 4, 3 * x**2 + 6 * x - 5, 3 * x + 3, 1, 0, 0, 0][k],
}


@settings(max_examples=15)
@given(x=st.floats(-5, 5))
@pytest.mark.parametrize("text", FORMS)
def test_coefficients_to_order_six(function: Make, text: str, x: float) -> None:
    found = expand(Line(function(text), {"x": x}, {}), x, 6, seconds=math.inf)
    assert (found.x, found.order, found.ended) == (x, 6, "order")
    wanted = [FORMS[text](x, k) for k in range(7)]
    assert found.coefficients == pytest.approx(wanted, rel=1e-11, abs=1e-12)


def test_the_point_may_be_elsewhere_than_the_line_and_sliders_count(function: Make) -> None:
    found = expand(Line(function("a x^2"), {"x": 9.0}, {"a": 3.0}), 2.0, 2)
    assert found.coefficients == (12.0, 12.0, 3.0)


def test_a_vector_of_one_component(function: Make) -> None:
    found = expand(Line(function("x[0]^3"), {"x": (2.0,)}, {}), 2.0, 3)
    assert found.coefficients == (8.0, 12.0, 6.0, 1.0)


def test_a_constant_has_zeros(function: Make) -> None:
    assert expand(Line(function("0x + 5"), {"x": 1.0}, {}), 1.0, 6).coefficients == (5.0, *[0.0] * 6)


@pytest.mark.parametrize(
    ("text", "x", "order"), [("sqrt(x)", 0.0, 0), ("x sqrt(x)", 0.0, 0), ("1/x", 0.0, -1), ("ln(x)", -1.0, -1)]
)
def test_it_ends_before_a_derivative_that_is_not_finite(function: Make, text: str, x: float, order: int) -> None:
    found = expand(Line(function(text), {"x": x}, {}), x, 4)
    assert (found.order, found.ended) == (order, "infinite")


def test_it_ends_before_a_derivative_that_would_take_too_long(function: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    # A clock by which each derivative takes four times as long as the one before it: 1, 4, 16, 64 s …
    ticks = iter(np.cumsum([0.0, *(4.0**k for k in range(8))]).tolist())
    monkeypatch.setattr(taylor, "perf_counter", lambda: next(ticks))
    found = expand(Line(function("exp(x)"), {"x": 0.0}, {}), 0.0, 6, seconds=130.0)
    assert (found.coefficients, found.ended) == (pytest.approx((1.0, 1.0, 0.5, 1 / 6)), "late")


def test_a_cancelled_one_stops_at_the_next_derivative(function: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[None] = []
    monkeypatch.setattr(taylor, "perf_counter", lambda: float(bool(looks.append(None))))
    line = Line(function("exp(x)"), {"x": 0.0}, {}, cancelled=lambda: len(looks) > 2)
    found = expand(line, 0.0, 6)
    assert (found.coefficients, found.ended) == ((1.0, 1.0), "late")
