"""Defined functions and derivatives, against closed forms."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Compute = Callable[..., Any]
X = 0.7


@pytest.mark.parametrize(
    ("texts", "result"),
    [
        (("f(t) = t^3", "f'(x)"), 3 * X**2),
        (("f(t) = t^3", "f''(x)"), 6 * X),
        (("f(t) = t^3", "f'(2x)"), 3 * (2 * X) ** 2),
        (("f(t) = t^3", "diff(f(2x), x)"), 24 * X**2),
        (("diff(sin(2x), x)",), 2 * math.cos(2 * X)),
        (("diff(sin(2x), x, 3)",), -8 * math.cos(2 * X)),
        (("f(t) = x t^2", "f'(x)"), 2 * X * X),
        (("f(t) = 5", "f'(x) + x"), X),
        (("w = x^2", "diff(w, x)"), 2 * X),
        (("h(u, v) = u^2 v", "grad(h)(x, 3)[0]"), 6 * X),
        (("h(u, v) = u^2 v", "sum(grad(h)(x, x))"), 3 * X**2),
        (("h(u) = u[0] u[1]", "grad(h)([x, 2])[0]"), 2.0),
        (("f(t) = t^3", "g(t) = f'(t)", "g'(x)"), 6 * X),
    ],
)
def test_derivatives(value: Compute, texts: tuple[str, ...], result: float) -> None:
    assert value(*texts, at={"x": X}) == pytest.approx(result, rel=1e-13)


@pytest.mark.parametrize(
    ("texts", "slope"),
    [
        (("f(t) = t^3", "f'(x)"), 6 * X),
        (("diff(sin(2x), x)",), -4 * math.sin(2 * X)),
        (("h(u, v) = u^2 v", "grad(h)(x, 3)[0]"), 6.0),
        (("f(t) = x t^2", "f'(x)"), 4 * X),
    ],
)
def test_derivatives_can_be_differentiated(gradient: Compute, texts: tuple[str, ...], slope: float) -> None:
    assert gradient(*texts, at={"x": X})["x"] == pytest.approx(slope, rel=1e-13)


def test_derivatives_at_many_points(value: Compute) -> None:
    x = np.linspace(-2, 2, 9)
    expected = np.where(x < 0, 2 * x, np.cos(x))
    np.testing.assert_allclose(value("f(t) = {t<0: t^2, sin t}", "f'(x)", at={"x": x}, samples=1), expected)


def test_a_definition_is_a_function_of_its_arguments(value: Compute) -> None:
    assert value("a = 3", "f(x) = a x^2", at={"x": 2.0}) == 12
    assert value("f(x, y) = x - diff(y^2 x, y)", at={"x": 2.0, "y": 5.0}) == 2 - 20


def test_definitions_stand_in_any_order(value: Compute) -> None:
    assert value("f(x) = g(x) + 1", "g(x) = a x", "a = 3", "f(2)") == 7


def test_arguments_hide_the_names_of_the_document(value: Compute) -> None:
    assert value("a = 5", "f(a) = a^2", "f(2) + a") == 9


def test_a_body_does_not_see_the_callers_names(value: Compute) -> None:
    assert value("f(t) = x + t", "g(x) = f(1)", "g(100) + 0x", at={"x": 2.0}) == 3


def test_sums_count_with_whole_numbers(value: Compute) -> None:
    assert value("sum(k x^k, k=1..4)", at={"x": 2.0}) == 2 + 8 + 24 + 64
    assert value("prod(k, k=1..5)") == 120
    assert value("sum(x[k] k, k=0..2)", at={"x": [5.0, 6.0, 7.0]}) == 20
    assert value("sum(k, k=1..0) + prod(k, k=1..0)") == 1
    assert value("sum(sum(i j, i=1..j), j=1..3)") == 25


def test_a_slider_may_be_a_bound(value: Compute) -> None:
    assert value("sum(x, k=1..n)", at={"x": 2.0, "n": 3.0}) == 6


def test_an_error_inside_a_definition_is_told_where_it_is_used(problem: Compute) -> None:
    error = problem("f(t) = [t, 1][5]", "2 + f(x)", at={"x": 1.0})
    assert error.message.startswith("in `f`: the index 5 is outside")
    assert error.source[error.span.start : error.span.end] == "f(x)"
