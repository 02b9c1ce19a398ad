"""Points of interest to the last digits, and nothing that is none."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.compute.landmarks import MOST, Landmark, find
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import LangError

Lines = Callable[..., Line]
PI = math.pi

KNOWN = [
    ("x^3", [("root, inflection", 0)]),
    ("x^21", [("root, inflection", 0)]),
    ("x|x|", [("root, inflection", 0)]),
    ("x^2", [("minimum, root", 0)]),
    ("(x - 1/3)^2", [("minimum, root", 1 / 3)]),
    ("x^3 - x^2 + x/3 - 1/27", [("root, inflection", 1 / 3)]),
    ("|x|", [("minimum, kink, root", 0)]),
    ("|x|^(2/3)", [("minimum, kink, root", 0)]),
    ("relu(x)", [("kink", 0)]),
    ("relu(x - 1) + relu(-x - 1)", [("kink", -1), ("kink", 1)]),
    ("max(x, -x, 1)", [("kink", -1), ("kink", 1)]),
    ("{x < 0: x, 3x}", [("kink, root", 0)]),
    ("x^4 - x^2", [("root", -1), ("minimum", -math.sqrt(0.5)), ("inflection", -math.sqrt(1 / 6)), ("maximum, root", 0),
                   ("inflection", math.sqrt(1 / 6)), ("minimum", math.sqrt(0.5)), ("root", 1)]),
    ("sin(x)", [("maximum", -1.5 * PI), ("root, inflection", -PI), ("minimum", -0.5 * PI), ("root, inflection", 0),
                ("maximum", 0.5 * PI), ("root, inflection", PI), ("minimum", 1.5 * PI)]),
    ("tan(x)", [("root, inflection", -PI), ("root, inflection", 0), ("root, inflection", PI)]),
    ("exp(-x^2)", [("inflection", -math.sqrt(0.5)), ("maximum", 0), ("inflection", math.sqrt(0.5))]),
    ("sigmoid(200x)", [("inflection", 0)]),
    ("sqrt(x)", [("root", 0)]),
    ("e^(1/x)", [("inflection", -0.5)]),
    ("e^(-1/x)", [("inflection", 0.5)]),
    ("sqrt(1 - x^2)", [("root", -1), ("maximum", 0), ("root", 1)]),
    ("ln(x)", [("root", 1)]),
    ("ln(|x|)", [("root", -1), ("root", 1)]),
    ("x^x", [("minimum", 1 / math.e)]),
    ("1/(x^2 - 1)", [("maximum", 0)]),
    ("(x^2 - 1)/(x - 1)", [("root", -1)]),
    ("x - 0.3", [("root", 0.3)]),
    ("x^2 - 0.09", [("root", -0.3), ("minimum", 0), ("root", 0.3)]),
    ("x - 1e-20", [("root", 1e-20)]),
    ("{x < 0: -1, x + 1}", []),
    ("{x < 0: -1e-6, 1e-6 + 1000x}", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "expected"), KNOWN, ids=[text for text, _ in KNOWN])
@pytest.mark.parametrize("view", [(-5, 5), (-4.9, 5)])
def test_against_closed_forms(
    line: Lines, text: str, expected: list[tuple[str, float]], view: tuple[float, float]
) -> None:
    found = find(line(text), *view)
    assert [mark.kind for mark in found.places] == [kind for kind, _ in expected]
    assert [mark.x for mark in found.places] == pytest.approx([x for _, x in expected], rel=1e-15, abs=0)
    values = [line(text).at(np.array([mark.x]))[0][0] for mark in found.places]
    assert [mark.value for mark in found.places] == values
    assert (found.crowded, found.left_out) == ((), 0)


NOTHING = [
    *["1/x", "1/x^2", "1/(x - 1/3)", "x/|x|", "floor(x)", "0", "5", "2x - x - x", "sin(x)^2 + cos(x)^2", "atan(1/x)"],
    *["{x < 0: x - 1, x + 1}", "exp(x)", "3x + 20", "ln(-1 - x^2)", "1e-20 + 0 x", "(x + 1)^2 - x^2 - 2x", "x^2 / x^2"],
    *["{x < 1/3: -1 - x/9, x}", "1/floor(x)"],
]


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("view", [(-5, 5), (-4.9, 5)])
def test_poles_jumps_level_ground_and_rounding_are_nothing(line: Lines, text: str, view: tuple[float, float]) -> None:
    found = find(line(text), *view)
    assert (found.places, found.crowded) == ((), ())


CLOSE = [
    ("(x - 2)^2 - 1e-9", (0, 7), [2 - 1e-4 * math.sqrt(0.1), 2 + 1e-4 * math.sqrt(0.1)], [2]),
    ("(x - 1)(x - 1.001)", (-5, 5.03), [1, 1.001], [1.0005]),
    ("x^3 - 1e-6 x", (-5, 5), [-1e-3, 0, 1e-3], [-1e-3 / math.sqrt(3), 1e-3 / math.sqrt(3)]),
    ("|x - 1| - 1e-4", (-5, 5.03), [0.9999, 1.0001], [1]),
    ("1e-4 - |x - 1|", (-5, 5.03), [0.9999, 1.0001], [1]),
    # x (x - 3) = -0.1 and 0.1
    ("x^2 (x - 3)^2 - 0.01", (-100, 113), [1.5 + s * math.sqrt(2.25 + d) for s, d in
                                           ((-1, 0.1), (-1, -0.1), (1, -0.1), (1, 0.1))], [0, 1.5, 3]),
]  # fmt: skip


@pytest.mark.parametrize(("text", "view", "roots", "turns"), CLOSE)
def test_roots_on_both_sides_of_an_extremum_between_two_samples(
    line: Lines, text: str, view: tuple[float, float], roots: list[float], turns: list[float]
) -> None:
    found = find(line(text), *view).places
    assert [mark.x for mark in found if "root" in mark.kind] == pytest.approx(roots, rel=1e-12, abs=1e-15)
    extrema = [mark.x for mark in found if "minimum" in mark.kind or "maximum" in mark.kind]
    assert extrema == pytest.approx(turns, rel=1e-12, abs=1e-15)


def test_curves_that_meet_twice_between_two_samples(line: Lines) -> None:
    found = find(line("x^2"), -5, 5.03, [line("2.002 x - 1.002")]).places
    assert [mark.x for mark in found if mark.kind == "intersection"] == pytest.approx([1, 1.002], rel=1e-12)


STEEP = math.sqrt(1 / 5)  # 30x^4 - 36x^2 + 6 = 6 (x^2 - 1)(5x^2 - 1)


@pytest.mark.parametrize("view", [(-5, 5), (-5, 5.03), (-2, 2.1)])
def test_roots_and_inflections_where_the_values_are_rounding(line: Lines, view: tuple[float, float]) -> None:
    found = find(line("x^6-3x^4+3x^2-1"), *view).places
    assert [mark.x for mark in found if "root" in mark.kind] == [-1, 1]
    assert [mark.x for mark in found if "inflection" in mark.kind] == pytest.approx([-1, -STEEP, STEEP, 1], rel=1e-14)


@pytest.mark.parametrize("view", [(-0.5, 1.5), (-5, 5), (-5, 5.03), (-2, 2.1)])
def test_a_series_without_its_beginning(line: Lines, view: tuple[float, float]) -> None:
    found = find(line("exp(x) - 1 - x - x^2/2"), *view).places
    assert [mark.kind for mark in found] == ["root, inflection"]
    assert found[0].x == pytest.approx(0, abs=1e-15)


@pytest.mark.parametrize("step", [1e-3, 1e-6])
def test_an_inflection_is_none_where_the_curve_jumps(line: Lines, step: float) -> None:
    assert find(line(f"{{x < 1/3: (x - 1/3)^3, (x - 1/3)^3 + {step!r}}}"), -5, 5.03).places == ()
    assert find(line(f"{{x < 1/3: (x - 1/3)^3 - {step!r}, (x - 1/3)^3 + {step!r}}}"), -5, 5.03).places == ()


INFLECTION = math.sqrt(2 / 3)  # of e^(-1/x²)


@pytest.mark.parametrize("view", [(-20, 20), (-5, 5.3), (-100, 113)])
def test_a_curve_that_falls_below_all_floats_has_no_minimum_there(line: Lines, view: tuple[float, float]) -> None:
    found = find(line("exp(-1/x^2)"), *view).places
    assert [mark.kind for mark in found] == ["inflection"] * 2
    assert [mark.x for mark in found] == pytest.approx([-INFLECTION, INFLECTION], rel=1e-14)


@pytest.mark.parametrize("text", ["sin(x)/x", "(1 - cos(x))/x^2"])
@pytest.mark.parametrize("view", [(-5, 5.3), (-1, 1.1), (-0.3, 1), (-2, 2)])
def test_a_hole_is_no_extremum(line: Lines, text: str, view: tuple[float, float]) -> None:
    found = find(line(text), *view)
    assert all(abs(mark.x) > 1 for mark in found.places)


def test_an_extremum_beside_a_hole_is_one(line: Lines) -> None:
    found = find(line("sin(x)/x + 0.0001 x"), -5, 5.03).places
    # 1 - x²/6 + 0.0001 x, but for x⁴
    assert [mark.x for mark in found if abs(mark.x) < 1] == [pytest.approx(3e-4, rel=1e-6)]


ROUNDING = ["(x+1)^2-x^2-2x-1", "sin(x)^2+cos(x)^2-1", "x^2-(x-1)(x+1)-1", "exp(ln(x^2+1))-x^2-1"]


@pytest.mark.parametrize("text", ROUNDING)
@pytest.mark.parametrize("view", [(-5, 5.03), (0, 1), (-7, 90), (1e3, 1.1e3)])
def test_what_is_zero_but_for_rounding_has_no_places(line: Lines, text: str, view: tuple[float, float]) -> None:
    found = find(line(text), *view)
    assert (found.places, found.crowded) == ((), ())


def test_curves_that_are_the_same_but_for_rounding_meet_nowhere(line: Lines) -> None:
    for one, other in (("sin(x)", "cos(x - pi/2)"), ("(x + 1)^2", "x^2 + 2x + 1")):
        assert all(mark.kind != "intersection" for mark in find(line(one), -5, 5.03, [line(other)]).places)


def test_roots_between_many_jumps_are_roots(line: Lines) -> None:
    found = find(line("8x - floor(8x) - 1/2"), -1.01, 1.02).places
    assert [mark.x for mark in found if mark.kind == "root"] == [k / 16 for k in range(-15, 16, 2)]


def test_the_lectures_function(line: Lines) -> None:
    found = find(line("x cos(4x) + 2|x|"), -4, 4).places
    assert Landmark("minimum, kink, root", 0.0, 0.0) in found
    for mark in found:
        if mark.kind == "inflection":  # f'' = -8 sin 4x - 16x cos 4x
            assert -8 * math.sin(4 * mark.x) - 16 * mark.x * math.cos(4 * mark.x) == pytest.approx(0, abs=1e-12)


def test_where_curves_meet(line: Lines) -> None:
    found = find(line("x^2"), -5, 5, [line("2x - 1"), line("x + 2")]).places
    met = [(mark.x, mark.value, mark.curves) for mark in found if mark.kind == "intersection"]
    assert met == [(-1.0, 1.0, (0, 2)), (1.0, 1.0, (0, 1)), (2.0, 4.0, (0, 2)), (3.0, 5.0, (1, 2))]


MEETINGS = [
    ("sqrt(x)", "x", [0, 1]),
    ("sqrt(x)", "x^2", [0, 1]),
    ("x^2", "sqrt(x)", [0, 1]),
    ("sqrt(4 - x^2)", "2 - x", [0, 2]),
    ("sqrt(1 - x^2)", "0", [-1, 1]),
    ("sqrt(x)", "x + 1", []),
    ("sqrt(x)", "sqrt(x)", []),
    ("sqrt(x)^2", "x", []),
    ("1/sqrt(x)", "0", []),
]


@pytest.mark.parametrize(("one", "other", "expected"), MEETINGS)
@pytest.mark.parametrize("view", [(-5, 5), (-5, 5.03)])
def test_curves_meet_at_the_end_of_a_domain(
    line: Lines, one: str, other: str, expected: list[float], view: tuple[float, float]
) -> None:
    found = find(line(one), *view, [line(other)]).places
    assert [mark.x for mark in found if mark.kind == "intersection"] == expected


def test_the_same_curve_twice_meets_itself_nowhere(line: Lines) -> None:
    assert all(mark.kind != "intersection" for mark in find(line("sin(x)"), -5, 5, [line("sin(x)")]).places)


def test_curves_do_not_meet_at_a_pole_or_a_jump(line: Lines) -> None:
    found = find(line("1/x"), -5, 5, [line("x"), line("floor(x) + 1/2")]).places
    met = [(mark.x, mark.curves) for mark in found if mark.kind == "intersection"]
    assert [at for at in met if at[1] == (0, 1)] == [(-1.0, (0, 1)), (1.0, (0, 1))]
    assert all(x not in (-2, 0, 1, 2) for x, curves in met if curves != (0, 1))


def test_oscillation_that_cannot_be_told_is_said(line: Lines) -> None:
    found = find(line("sin(1/x)"), -5, 5)
    ((low, high),) = found.crowded
    assert -0.25 < low < 0 < high < 0.25
    assert found.places
    for mark in found.places:
        assert not low <= mark.x <= high
        if mark.kind == "root":
            assert 1 / (mark.x * PI) == pytest.approx(round(1 / (mark.x * PI)), abs=1e-14)


def test_more_than_the_samples_can_tell_are_not_listed(line: Lines) -> None:
    for text in ("sin(200x)", "tan(300x)", "sin(1e6 x)"):
        found = find(line(text), -5, 5)
        assert found.places == ()
        assert found.crowded == ((-5.0, 5.0),)


def test_more_than_can_be_listed_are_counted(line: Lines) -> None:
    found = find(line("sin(50x)"), -5.01, 5)
    assert len(found.places) == MOST
    # A root and inflection every π/50, and an extremum between.
    assert len(found.places) + found.left_out == pytest.approx(2 * 10.01 * 50 / PI, abs=1)


@pytest.mark.parametrize("reach", [1e-12, 1e-6, 1e6, 1e12])
def test_tiny_and_huge_ranges(line: Lines, reach: float) -> None:
    place = 0.3 * reach
    found = find(line(f"(x - {place!r})^3"), -reach, reach).places
    assert [(mark.kind, mark.x) for mark in found] == [("root, inflection", place)]


@pytest.mark.parametrize("width", [2e-4, 1e-6, 1e-8])
def test_a_curve_lower_than_the_last_digit_is_not_crowded(line: Lines, width: float) -> None:
    found = find(line("x^2 exp(-x)"), 2 - 0.4 * width, 2 + 0.6 * width)
    assert [(mark.kind, mark.x) for mark in found.places] == [("maximum", 2.0)]
    assert found.crowded == ()


def test_work_that_is_cancelled_stops(line: Lines) -> None:
    from msgspec.structs import replace

    with pytest.raises(LangError):
        find(replace(line("sin(x)"), cancelled=lambda: True), -5, 5)


@given(place=st.floats(-3, 3), steepness=st.floats(1e-6, 1e6), bend=st.floats(-0.1, 0.1))
def test_a_root_is_found_wherever_it_is(line: Lines, place: float, steepness: float, bend: float) -> None:
    curve = line(f"{steepness!r} (x - {place!r}) (1 + {bend!r} (x - {place!r}))")
    roots = [mark.x for mark in find(curve, -4, 4).places if "root" in mark.kind]
    assert roots == [pytest.approx(place, rel=1e-15, abs=1e-300)]


@given(place=st.floats(-3, 3), step=st.floats(1e-6, 1e3), left=st.floats(-9, 9), right=st.floats(-9, 9))
def test_a_jump_over_zero_is_no_root(line: Lines, place: float, step: float, left: float, right: float) -> None:
    text = f"{{x < {place!r}: -{step!r} + {abs(left)!r} (x - {place!r}), {step!r} + {abs(right)!r} (x - {place!r})}}"
    assert find(line(text), -4, 4).places == ()
