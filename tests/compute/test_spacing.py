"""Even places on linear and logarithmic axes, and branches that run down to 0."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute import curve, field, landmarks, positive, spacing
from gradexplorer.compute.plane import Plane
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function

Lines = Callable[..., Line]


def test_places_stand_in_equal_ratios_with_exact_ends() -> None:
    places = spacing.even(0.1, 1000.0, 401, True)
    assert (places[0], places[-1]) == (0.1, 1000.0)
    assert places[1:] / places[:-1] == pytest.approx(10 ** (4 / 400), rel=1e-12)
    assert spacing.even(-1.0, 3.0, 5).tolist() == [-1.0, 0.0, 1.0, 2.0, 3.0]


def test_ranges_widen_and_values_move_along_the_axis() -> None:
    assert spacing.widened(1.0, 100.0, 0.5, True) == pytest.approx((0.1, 1000.0))
    assert spacing.widened(0.0, 10.0, 0.1) == (-1.0, 11.0)
    assert spacing.moved(2.0, (1.0, 100.0), 0.5, True) == pytest.approx(20.0)
    assert spacing.moved(-2.0, (1.0, 101.0), 0.5, True) == 48.0
    assert spacing.moved(2.0, (0.0, 10.0), -0.1) == 1.0


@pytest.mark.parametrize(("text", "root"), [("x^2 - 2", math.sqrt(2)), ("x - 1/3", 1 / 3), ("exp(x) - 1", 0.0)])
def test_a_curve_is_followed_to_where_it_leaves_zero(line: Lines, text: str, root: float) -> None:
    found = curve.sample(line(text), -0.3, 3.0, 200, y_log=True)
    above = found.y > 0
    nearest = found.x[above][np.argmin(np.abs(found.x[above] - root))]
    assert nearest - root <= 1e-12
    assert (np.diff(found.x) >= 0).all()
    # Every sixteenth of the way there is a place, so that no piece spans more than a few decades.
    heights = np.log10(found.y[above & (found.x < root + 0.02)])
    assert np.diff(np.sort(heights)).max() < 2.5
    plain = curve.sample(line(text), -0.3, 3.0, 200)
    assert found.y[above].min() < 1e-6 * plain.y[plain.y > 0].min()


def test_a_curve_without_passages_stays_as_it_is(line: Lines) -> None:
    x = np.linspace(0.0, 1.0, 50)
    y = np.exp(x)
    assert positive.branches(x, y, np.exp)[0] is x


def test_breaks_are_found_between_samples_in_equal_ratios(line: Lines) -> None:
    found = curve.sample(line("1/(x-5)"), 0.01, 1000.0, 600, x_log=True)
    gap = np.flatnonzero(np.isnan(found.y))
    assert found.x[gap] == pytest.approx(np.full(len(gap), 5.0), abs=1e-12)
    assert len(gap)
    assert curve.sample(line("sqrt(x-2)"), 0.01, 100.0, 600, x_log=True).undefined == ((0.01, 2.0),)


def test_an_extremum_in_a_low_decade_is_found_where_the_axis_shows_it(line: Lines) -> None:
    below = line("x + 0.0001/x")
    (found,) = landmarks.find(below, 1e-4, 100.0, log=True).places
    assert (found.kind, found.x, found.value) == ("minimum", pytest.approx(0.01), pytest.approx(0.02))


def test_a_place_at_the_edge_of_two_pieces_is_told_once(line: Lines) -> None:
    # From 0.01 to 100 the pieces meet at 1, where the root and the meeting are.
    found = landmarks.find(line("log(x)"), 0.01, 100.0, [line("x - 1"), line("1/x")], log=True).places
    assert [(mark.kind, mark.curves) for mark in found if mark.x == 1.0] == [("root", ()), ("intersection", (0, 1))]
    assert sum(mark.curves == (0, 2) for mark in found) == 1
    assert all(found[k].x <= found[k + 1].x for k in range(len(found) - 1))


def test_level_sets_lie_on_their_values_in_equal_ratios(function: Callable[..., Function]) -> None:
    plane = Plane(function("x^2 y"), {"x": 1.0, "y": 1.0}, {})
    made = field.sample(plane, (0.1, 100.0), (0.01, 10.0), logs=(True, True))
    assert len(made.levels) > 4
    for level in (*made.levels, made.level(2.0)):
        assert level is not None
        good = np.isfinite(level.x)
        assert level.x[good] ** 2 * level.y[good] == pytest.approx(level.value, rel=2e-3)

