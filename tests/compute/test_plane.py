"""Values, gradients and Hessians over a plane, and what is made of them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import engine
from gradexplorer.compute import arrows, tears
from gradexplorer.compute.field import sample
from gradexplorer.compute.plane import Plane
from gradexplorer.lang import Function

Make = Callable[..., Function]
Side = Callable[..., np.ndarray]


@pytest.mark.parametrize("axes", [(0, 1), (1, 0), (2, 0), (1, 2)])
def test_gradients_and_hessians_of_a_vector_and_a_number(function: Make, axes: tuple[int, int]) -> None:
    plane = Plane(function("x[0]^2 y + x[1]^3 y^2"), {"x": (2.0, 3.0), "y": 5.0}, {}, axes)
    rng = np.random.default_rng(1)
    places = rng.uniform(-2, 2, (2, 9))
    at = np.repeat(np.array([[2.0], [3.0], [5.0]]), 9, axis=1)
    at[list(axes)] = places
    a, b, y = at
    value, gradient, second = plane.at(*places, order=2)
    whole = np.stack([2 * a * y, 3 * b**2 * y**2, a**2 + 2 * b**3 * y])
    zero = np.zeros(9)
    bend = np.array(
        [[2 * y, zero, 2 * a], [zero, 6 * b * y**2, 6 * b**2 * y], [2 * a, 6 * b**2 * y, 2 * b**3]]
    )
    assert value == pytest.approx(a**2 * y + b**3 * y**2)
    assert gradient == pytest.approx(whole[list(axes)])
    assert second == pytest.approx(bend[np.ix_(axes, axes)])


def test_a_linear_function_and_a_constant_have_level_gradients(function: Make) -> None:
    xs = np.linspace(-1, 1, 5)
    value, gradient, second = Plane(function("3x - y"), {"x": 0.0, "y": 0.0}, {}).at(xs, xs, order=2)
    assert (value.tolist(), gradient.tolist()) == ((2 * xs).tolist(), [[3.0] * 5, [-1.0] * 5])
    assert not second.any()
    flat = Plane(function("0x + 0y + 4"), {"x": 0.0, "y": 0.0}, {}).at(xs, xs, order=2)
    assert [part.shape for part in flat] == [(5,), (2, 5), (2, 2, 5)]
    assert not flat[1].any()


def test_computed_in_float32(function: Make) -> None:
    plane = Plane(function("x y"), {"x": 0.0, "y": 0.0}, {}, dtype=engine.float32)
    value, gradient = plane.at(np.array([0.1]), np.array([3.0]), order=1)
    assert value[0] == np.float32(0.1) * np.float32(3)
    assert gradient[1, 0] == np.float32(0.1)


# ---------------------------------------------------------------------- jumps and poles


def torn(function: Make, text: str, size: int = 96) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    plane = Plane(function(text), {"x": 1.0, "y": 1.0}, {})
    xs = np.linspace(-4, 4.1, size)
    z = plane.grid(xs, xs)
    return xs, z, tears.find(lambda x, y: plane.at(x, y)[0], xs, xs, z)


@pytest.mark.parametrize(
    ("text", "on"),
    [
        ("floor(x) + y", lambda x, y: np.abs(x - np.round(x))),
        ("{x + y < 1: x^2, 30 + y}", lambda x, y: np.abs(x + y - 1)),
        ("1/x + y", lambda x, y: np.abs(x)),
        ("atan2(y, x)", lambda x, y: np.where(x < 0.2, np.abs(y), 9.0)),
        ("tan(x + y)", lambda x, y: np.abs(np.remainder(x + y, np.pi) - np.pi / 2)),
        ("sign(x^2 + y^2 - 4)", lambda x, y: np.abs(x**2 + y**2 - 4) / 4),
    ],
)
def test_tears_lie_on_jumps_and_poles_and_nowhere_else(function: Make, text: str, on: Side) -> None:
    xs, _, found = torn(function, text)
    middle = (xs[:-1] + xs[1:]) / 2
    away = np.broadcast_to(on(middle[None, :], middle[:, None]), found.shape)
    cell = xs[1] - xs[0]
    assert found.any()
    assert away[found].max() <= 1.5 * cell
    assert found[away < 0.499 * cell].mean() > 0.95


@pytest.mark.parametrize(
    "text", ["x^2 + 2y^2", "(1 - x)^2 + 100(y - x^2)^2", "|x| + |y|", "cbrt(x) + y", "sqrt|x y|",
             "exp(-200(x^2 + y^2))", "sin(40x) + y", "atan(30(x + y))", "0x + 0y + 2", "log(x y)"]
)  # fmt: skip
def test_what_hangs_together_is_not_torn(function: Make, text: str) -> None:
    assert not torn(function, text)[2].any()


@pytest.mark.parametrize(
    ("text", "side"),
    [
        ("floor(x) + y", lambda x, y: np.floor(x)),
        ("atan2(y, x)", lambda x, y: np.where(x < 0, np.sign(y), np.nan)),
        ("1/x + y", lambda x, y: np.sign(x)),
        ("{x + y < 1: x^2, 30 + y}", lambda x, y: x + y < 1),
    ],
)
def test_level_lines_lead_along_a_tear_and_not_across(function: Make, text: str, side: Side) -> None:
    field = sample(Plane(function(text), {"x": 1.0, "y": 1.0}, {}), (-4.0, 4.1), (-4.0, 4.1))
    levels = [*field.levels, field.level(1.25)]
    assert len(levels) >= 5
    for level in levels:
        assert level is not None
        joined = np.isfinite(level.x[:-1]) & np.isfinite(level.x[1:])
        ends = np.where(np.isnan(level.x), np.nan, side(level.x, level.y))
        told = np.isfinite(ends[:-1]) & np.isfinite(ends[1:])
        assert np.array_equal(ends[:-1][told], ends[1:][told])
        assert not np.isnan(level.x[0])
        assert joined.any()


def test_a_field_that_is_all_tears_has_no_level_lines(function: Make) -> None:
    field = sample(Plane(function("floor(30x) + floor(30y)"), {"x": 1.0, "y": 1.0}, {}), (-4.0, 4.1), (-4.0, 4.1))
    assert all(len(level.x) for level in field.levels)


def test_the_level_set_through_a_point_passes_through_it(function: Make) -> None:
    plane = Plane(function("(x^2 + y - 11)^2 + (x + y^2 - 7)^2"), {"x": 1.0, "y": 1.0}, {})
    field = sample(plane, (-5.0, 5.0), (-5.0, 5.0))
    for x, y in ((1.5, 1.0), (-2.0, 3.5), (3.1, -1.7)):
        (value,) = plane.at(np.array([x]), np.array([y]))[0]
        level = field.level(float(value))
        assert level is not None
        assert np.nanmin(np.hypot(level.x - x, level.y - y)) < 0.2
        ends = np.stack([level.x, level.y])
        start, step = ends[:, :-1], np.diff(ends)
        share = np.clip(((np.array([[x], [y]]) - start) * step).sum(axis=0) / (step**2).sum(axis=0), 0, 1)
        away = np.hypot(*(start + share * step - np.array([[x], [y]])))
        assert np.nanmin(away) < 0.02 * 10 / 256 * 10
    assert field.level(float("nan")) is None
    assert field.level(-5.0) is None


# ---------------------------------------------------------------------- arrows


def test_arrows_are_gradients_on_an_even_lattice(function: Make) -> None:
    plane = Plane(function("x^2 + 2y^2"), {"x": 1.0, "y": 1.0}, {})
    found = arrows.sample(plane, (-5.0, 5.0), (-3.0, 3.0), 10, 6)
    assert len(found.x) == 60
    assert found.dx == pytest.approx(2 * found.x)
    assert found.dy == pytest.approx(4 * found.y)
    assert sorted(set(np.round(np.diff(np.unique(found.x)), 12))) == [1.0]
    moved = arrows.sample(plane, (-4.3, 5.7), (-3.0, 3.0), 10, 6)
    assert set(np.round(moved.x, 9)) - set(np.round(found.x, 9)) <= {5.5}  # the others stayed where they were


def test_arrows_where_there_is_no_gradient_are_left_out(function: Make) -> None:
    plane = Plane(function("sqrt(x) + y"), {"x": 1.0, "y": 1.0}, {})
    found = arrows.sample(plane, (-5.0, 5.0), (-5.0, 5.0), 10, 10)
    assert len(found.x) == 50
    assert found.x.min() > 0
    nothing = arrows.sample(Plane(function("log(-1 - x^2 - y^2)"), {"x": 1.0, "y": 1.0}, {}), (0, 1), (0, 1), 5, 5)
    assert (len(nothing.x), nothing.usual) == (0, 0.0)
