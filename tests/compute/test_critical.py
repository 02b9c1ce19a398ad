"""Critical points in a rectangle, and what the Hessian says at a point."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute.critical import Criticals, find
from gradexplorer.compute.curvature import along, curvature, is_critical, of_matrix, unit_vector
from gradexplorer.compute.plane import Plane
from gradexplorer.compute.point import PointResult, evaluate
from gradexplorer.lang import Function, LangError

Make = Callable[..., Function]
HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def criticals(function: Make, text: str, reach: float = 5.0) -> Criticals:
    plane = Plane(function(text), {"x": 1.0, "y": 1.0}, {})
    return find(plane, (-reach, reach), (-reach, reach))


def test_himmelblau_has_four_minima_four_saddles_and_a_maximum(function: Make) -> None:
    found = criticals(function, HIMMELBLAU).places
    kinds = [place.kind for place in found]
    assert kinds == ["minimum"] * 4 + ["saddle"] * 4 + ["maximum"]
    minima = sorted((place.x, place.y) for place in found[:4])
    # To 15 digits, from the roots of the two cubics.
    assert minima == [
        pytest.approx((-3.779310253377747, -3.283185991286170), abs=2e-15),
        pytest.approx((-2.805118086952745, 3.131312518250573), abs=2e-15),
        (3.0, 2.0),
        pytest.approx((3.584428340330492, -1.848126526964404), abs=2e-15),
    ]
    assert (found[-1].x, found[-1].y) == pytest.approx((-0.270844590667348, -0.923038556479981), abs=2e-15)
    for place in found:
        x, y = place.x, place.y
        slope = 4 * x * (x * x + y - 11) + 2 * (x + y * y - 7), 2 * (x * x + y - 11) + 4 * y * (x + y * y - 7)
        assert np.abs(slope).max() < 1e-12
        assert place.value == (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("(1 - x)^2 + 100(y - x^2)^2", "minimum", (1.0, 1.0)),
        ("x^2 - y^2", "saddle", (0.0, 0.0)),
        ("x^3 - 3x y^2", "saddle", (0.0, 0.0)),
        ("x^4 + y^4", "undecided", (0.0, 0.0)),
        ("exp(-(x - 1)^2 - (y + 2)^2)", "maximum", (1.0, -2.0)),
        ("(x - 0.1)^2 + (y - 1/3)^2", "minimum", (0.1, 1 / 3)),
    ],
)
def test_the_one_critical_point(function: Make, text: str, kind: str, place: tuple[float, float]) -> None:
    (found,) = criticals(function, text).places
    assert found.kind == kind
    assert (found.x, found.y) == pytest.approx(place, abs=1e-15)


@pytest.mark.parametrize("text", ["(x + y)^2", "x^2 y^2", "0x + 0y + 3", "sin(x)"])
def test_lines_and_areas_of_critical_points_are_said_and_not_listed(function: Make, text: str) -> None:
    made = function(text).with_variables("xy") if "y" in text else function(text + " + 0y")
    found = find(Plane(made, {"x": 1.0, "y": 1.0}, {}), (-5.0, 5.0), (-5.0, 5.0))
    assert found == Criticals((), True)


def test_a_circle_of_minima_around_a_maximum(function: Make) -> None:
    found = criticals(function, "(x^2 + y^2 - 1)^2")
    assert found.lines
    assert [(place.kind, place.x, place.y) for place in found.places] == [("maximum", 0.0, 0.0)]


@pytest.mark.parametrize("text", ["x + 2y", "1/(x^2 + y^2)", "floor(x) + y", "log(x y)", "log(-1 - x^2 - y^2)"])
def test_where_there_are_none(function: Make, text: str) -> None:
    assert criticals(function, text) == Criticals()


def test_places_out_of_view_are_left_out(function: Make) -> None:
    plane = Plane(function(HIMMELBLAU), {"x": 0.0, "y": 0.0}, {})
    found = find(plane, (2.0, 4.0), (1.0, 3.0)).places
    assert [(place.kind, place.x, place.y) for place in found] == [("minimum", 3.0, 2.0)]


def test_many_are_found_and_all_are_right(function: Make) -> None:
    found = criticals(function, "sin(x) sin(y)", 6.0).places
    kinds = [place.kind for place in found]
    assert (kinds.count("minimum"), kinds.count("maximum"), kinds.count("saddle")) == (8, 8, 9)
    for place in found:
        turns = np.array([place.x, place.y]) / np.pi
        whole = np.round(turns) if place.kind == "saddle" else np.round(turns - 0.5) + 0.5
        assert turns == pytest.approx(whole, abs=1e-15)


def test_cancelled_work_stops(function: Make) -> None:
    plane = Plane(function(HIMMELBLAU), {"x": 0.0, "y": 0.0}, {}, cancelled=lambda: True)
    with pytest.raises(LangError, match="cancelled"):
        find(plane, (-5.0, 5.0), (-5.0, 5.0))


# ---------------------------------------------------------------------- the Hessian at a point


def at(function: Make, text: str, **point: float) -> PointResult:
    return evaluate(function(text), point, {})


@pytest.mark.parametrize(
    ("text", "values", "bend"),
    [
        ("x^2 + 2y^2", (2.0, 4.0), "up"),
        ("-x^2 - 3y^2", (-6.0, -2.0), "down"),
        ("x^2 - y^2", (-2.0, 2.0), "mixed"),
        ("(x + y)^2", (0.0, 4.0), "flat"),
        ("x^3 - 3x y^2", (0.0, 0.0), "none"),
        ("2x y", (-2.0, 2.0), "mixed"),
    ],
)
def test_eigenvalues_and_how_the_surface_bends(
    function: Make, text: str, values: tuple[float, float], bend: str
) -> None:
    found = curvature(at(function, text, x=0.0, y=0.0))
    assert found is not None
    assert found.values == pytest.approx(values, abs=1e-15)
    assert (found.bend, found.critical) == (bend, True)
    second = found.vectors @ np.diag(found.values) @ found.vectors.T
    assert second == pytest.approx(at(function, text, x=0.0, y=0.0).second, abs=1e-14)
    assert found.vectors.T @ found.vectors == pytest.approx(np.eye(2))


def test_away_from_it_a_point_is_not_critical(function: Make) -> None:
    assert not is_critical(at(function, "x^2 + 2y^2", x=-5.0, y=-2.0))
    assert not is_critical(at(function, "x^2 + 2y^2", x=1e-6, y=0.0))
    assert is_critical(at(function, HIMMELBLAU, x=-2.805118086952745, y=3.131312518250573))
    assert not is_critical(at(function, "x + y", x=0.0, y=0.0))
    assert is_critical(at(function, "0x + 0y", x=0.0, y=0.0))


def test_there_is_no_curvature_where_the_hessian_is_not_finite(function: Make) -> None:
    assert curvature(at(function, "sqrt(x) + y", x=0.0, y=0.0)) is None


def test_eigenvectors_have_a_fixed_sign() -> None:
    for second in ([[2.0, 0.0], [0.0, 4.0]], [[0.0, 1.0], [1.0, 0.0]], [[3.0, 1.0], [1.0, 3.0]]):
        found = of_matrix(np.array(second), False)
        largest = np.abs(found.vectors).max(axis=0)
        assert all(np.isclose(found.vectors, largest).any(axis=0))


@pytest.mark.parametrize("degrees", [0.0, 90.0, 180.0, -90.0, -180.0, 270.0])
def test_quarters_of_a_turn_are_exact(degrees: float) -> None:
    assert set(np.abs(unit_vector(degrees))) == {0.0, 1.0}
    assert unit_vector(degrees) == pytest.approx((math.cos(math.radians(degrees)), math.sin(math.radians(degrees))))


def test_the_derivative_in_a_direction(function: Make) -> None:
    point = at(function, "x^2 + 2y^2", x=-5.0, y=-2.0)
    assert (point.value, point.gradient.tolist()) == (33.0, [-10.0, -8.0])
    assert along(point, (0, 1), 0.0)[1] == -10.0
    assert along(point, (0, 1), 90.0)[1] == -8.0
    assert along(point, (1, 0), 0.0)[1] == -8.0
    steepest = math.degrees(math.atan2(-8.0, -10.0))
    unit, slope = along(point, (0, 1), steepest)
    assert slope == pytest.approx(math.hypot(10, 8))
    step = 1e-6
    ahead = at(function, "x^2 + 2y^2", x=-5.0 + step * unit[0], y=-2.0 + step * unit[1]).value
    assert (ahead - point.value) / step == pytest.approx(slope, rel=1e-5)
