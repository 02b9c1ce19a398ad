"""Many points at once."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute import sampling
from gradexplorer.compute.components import Components
from gradexplorer.compute.plane import Plane
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, LangError, TooMuch, limits


@pytest.mark.parametrize("axis", [0, 1, 2])
def test_a_line_runs_along_one_component(function: Callable[..., Function], axis: int) -> None:
    line = Line(function("x[0]^2 y + x[1]^3 y^2"), {"x": (2.0, 3.0), "y": 5.0}, {}, axis)
    xs = np.linspace(-2, 2, 7)
    a, b, y = (xs if axis == j else np.full(7, value) for j, value in enumerate((2.0, 3.0, 5.0)))
    value, slope, second = line.at(xs, order=2)
    assert value == pytest.approx(a**2 * y + b**3 * y**2)
    assert slope == pytest.approx((2 * a * y, 3 * b**2 * y**2, a**2 + 2 * b**3 * y)[axis])
    assert second == pytest.approx((2 * y, 6 * b * y**2, 2 * b**3)[axis])


def test_blocks_make_no_difference(function: Callable[..., Function], monkeypatch: pytest.MonkeyPatch) -> None:
    line = Line(function("x cos(4x) + 2|x|"), {"x": 0.0}, {})
    xs = np.linspace(-3, 3, 50)
    plane = Plane(function("x y + sin(x)"), {"x": 0.0, "y": 0.0}, {})
    whole, picture, bent = line.at(xs, order=1), plane.grid(xs, xs[:7]), plane.at(xs, xs, order=2)
    monkeypatch.setattr(sampling, "BLOCK", 16)
    assert np.array_equal(line.at(xs, order=1), whole)
    assert np.array_equal(plane.grid(xs, xs[:7]), picture)
    assert all(np.array_equal(a, b) for a, b in zip(plane.at(xs, xs, order=2), bent, strict=True))


def test_blocks_become_shorter_until_the_bounds_are_kept(function: Callable[..., Function]) -> None:
    xs = np.linspace(0.1, 0.9, 2_400)
    line = Line(function("sum(k x, k=1..9000)"), {"x": 0.0}, {})  # 9,000 turns at 2,400 points are over the bound
    assert line.at(xs)[0] == pytest.approx(9000 * 9001 / 2 * xs, rel=1e-12)
    long = Line(function("f(x) = sum(sin(k x), k=1..300)", "f'(x)"), {"x": 0.0}, {})
    xs = np.linspace(-3, 3, 16_000)  # the inner derivative would keep all of them
    k = np.arange(1, 301)
    assert long.at(xs[::100])[0] == pytest.approx((k * np.cos(np.outer(xs[::100], k))).sum(axis=1), abs=1e-8)
    assert long.at(xs)[0][::100] == pytest.approx(long.at(xs[::100])[0], abs=1e-9)


def test_a_bound_met_at_a_single_point_is_an_error(
    function: Callable[..., Function], monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (sampling, limits):
        monkeypatch.setattr(module, "SECONDS", 60.0)  # a slow machine meets that bound first
    with pytest.raises(TooMuch, match="100,000 turns"):
        Plane(function("sum(sum(x y, k=1..400), j=1..400)"), {"x": 0.0, "y": 0.0}, {}).grid(np.zeros(3), np.zeros(3))


def test_all_blocks_together_have_a_time(function: Callable[..., Function], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sampling, "SECONDS", 0.05)
    with pytest.raises(LangError, match="takes too long"):
        Line(function("sum(sin(k x), k=1..3000)"), {"x": 0.0}, {}).at(np.linspace(0, 1, 200_000))


def test_functions_without_variables(function: Callable[..., Function]) -> None:
    line = Line(function("2 + 3"), {}, {})
    assert [list(row) for row in line.at(np.zeros(3), order=2)] == [[5.0] * 3, [0.0] * 3, [0.0] * 3]
    assert [len(row) for row in line.at(np.zeros(0), order=1)] == [0, 0]


def test_cancelled_work_stops(function: Callable[..., Function]) -> None:
    with pytest.raises(LangError, match="cancelled"):
        Line(function("sin(x)"), {"x": 0.0}, {}, cancelled=lambda: True).at(np.linspace(0, 1, 100))


def test_components_go_there_and_back(function: Callable[..., Function]) -> None:
    at = {"A": ((1.0, 2.0), (3.0, 4.0)), "x": (5.0, 6.0), "y": 7.0}
    components = Components.of(function("sum(A) + sum(A @ x) + x[1] + y").with_variables("Axy"), at)
    assert components.names == ("A[0][0]", "A[0][1]", "A[1][0]", "A[1][1]", "x[0]", "x[1]", "y")
    flat = components.flatten(at)
    assert flat.tolist() == [1, 2, 3, 4, 5, 6, 7]
    assert components.coordinates(flat) == at
    assert [components.place(j) for j in (3, 4, 6, 7)] == [("A", 3), ("x", 0), ("y", 0), ("", 0)]
