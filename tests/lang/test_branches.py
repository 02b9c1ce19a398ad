from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

Compute = Callable[..., Any]


def test_a_branch_not_taken_gives_no_gradient(gradient: Compute) -> None:
    assert gradient("{x<0: -x, sqrt(x)}", at={"x": -1.0})["x"] == -1
    assert gradient("{x=0: 1, sin(x)/x}", at={"x": 0.0})["x"] == 0


def test_nor_at_many_points(gradient: Compute) -> None:
    x = np.array([-4.0, -1.0, 4.0])
    np.testing.assert_allclose(gradient("{x<0: -x, sqrt(x)}", at={"x": x}, samples=1)["x"], [-1, -1, 0.25])


def test_where_evaluates_both_sides_as_pytorch_does(value: Compute, gradient: Compute) -> None:
    assert value("where(x>0, sqrt(x), 0)", at={"x": -1.0}) == 0
    assert np.isnan(gradient("where(x>0, sqrt(x), 0)", at={"x": -1.0})["x"])


def test_nan_where_no_condition_holds(value: Compute) -> None:
    result = value("{x<0: 1, x>1: 2}", at={"x": [-1.0, 0.5, 2.0]}, samples=1)
    np.testing.assert_array_equal(result, [1, np.nan, 2])


def test_the_first_condition_that_holds_decides(value: Compute) -> None:
    result = value("{x<0: -x, x<=1: x^2, 2}", at={"x": [-2.0, 0.5, 1.0, 3.0]}, samples=1)
    np.testing.assert_array_equal(result, [2, 0.25, 1, 2])


def test_branches_may_be_vectors_and_nest(value: Compute) -> None:
    result = value("{x<0: [1, x], {x<1: [x, 2], [3, 3]}}[1]", at={"x": [-2.0, 0.5, 3.0]}, samples=1)
    np.testing.assert_array_equal(result, [-2, 2, 3])


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("sum({x<0: [x], x<1: [x, x], [1, 1, x]})", [-2, 1, 5]),
        ("norm({x<1: [3, 4], 6 sgn x})", [5, 5, 6]),
        ("sum([1, x, 5][:{x<1: 1, 3}])", [1, 1, 9]),
        ("{x<0: 0, mean([x, 1, x][:round(x) + 1])}", [0, 0.5, 7 / 3]),
        ("{x<0: 0, round(x/3, round(x) + 1)}", [0, 0.2, 1]),
    ],
)
def test_branches_and_slices_may_have_different_shapes(value: Compute, text: str, expected: list[float]) -> None:
    points = [-2.0, 0.5, 3.0]
    np.testing.assert_allclose(value(text, at={"x": points}, samples=1), expected, rtol=1e-15)
    assert [value(text, at={"x": x}) for x in points] == pytest.approx(expected, rel=1e-15)


def test_and_or_look_no_further_than_needed(value: Compute) -> None:
    x = [-1.0, 0.5, 2.0]
    np.testing.assert_array_equal(value("x > 0 and 1/x > 1", at={"x": x}, samples=1), [0, 1, 0])
    np.testing.assert_array_equal(value("x < 0 or x > 1", at={"x": x}, samples=1), [1, 0, 1])


def test_a_chained_comparison_looks_no_further_than_needed(value: Compute) -> None:
    text, points, expected = "x < 2 < [5, 6, 1][x] <= 5", [-1.0, 0.0, 1.0, 2.0, 7.0], [0, 1, 0, 0, 0]
    np.testing.assert_array_equal(value(text, at={"x": points}, samples=1), expected)
    assert [value(text, at={"x": x}) for x in points] == expected
    assert value("sum(0 < [x, 2] < [1, 1 + x] < 3)", at={"x": 0.5}) == 1


def test_what_and_or_do_not_look_at_gives_no_gradient(gradient: Compute) -> None:
    text = "{x > 0 and sqrt(x) < 1: x, 2x} + (x < 0 or sqrt(x) > 1) x"
    x = np.array([-4.0, 0.25, 4.0])
    np.testing.assert_array_equal(gradient(text, at={"x": x}, samples=1)["x"], [3, 1, 3])
    assert gradient(text, at={"x": -4.0})["x"] == 3


def test_a_number_holds_where_it_is_not_zero(value: Compute) -> None:
    np.testing.assert_array_equal(value("not x", at={"x": [0.0, 2.0]}, samples=1), [1, 0])


def test_sliders_with_samples_go_into_branches(value: Compute) -> None:
    at = {"x": [-1.0, 1.0], "a": [10.0, 20.0]}
    np.testing.assert_array_equal(value("{x<0: a, 2a + x}", at=at, samples=1), [10, 41])


def test_a_vector_is_no_condition(problem: Compute) -> None:
    error = problem("sum({[x, 1] > 0: 1, 2})", at={"x": 1.0})
    assert "one number" in error.message
    assert "where" in (error.hint or "")


@pytest.mark.parametrize("sign", ["==", "!=", "<", "<=", ">", ">="])
def test_every_comparison(value: Compute, sign: str) -> None:
    x = np.array([1.0, 2.0, 3.0])
    expected = {"==": x == 2, "!=": x != 2, "<": x < 2, "<=": x <= 2, ">": x > 2, ">=": x >= 2}[sign]
    np.testing.assert_array_equal(value(f"x {sign} 2", at={"x": x}, samples=1), expected)
