"""Extrema to the last digits, and nothing that is none."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import given, strategies as st

from gradexplorer.compute import extrema
from gradexplorer.compute.sampling import Line

Lines = Callable[..., Line]


def find(line: Line, low: float, high: float) -> tuple[extrema.Extremum, ...]:
    xs = np.linspace(low, high, 801)
    ys, slopes = line.at(xs, order=1)
    return extrema.find(line, xs, ys, slopes, np.isfinite(ys))


def named(mark: extrema.Extremum) -> str:
    return mark.kind + ", kink" * mark.kink


ROOT = math.sqrt(8 / 3)

KNOWN = [
    ("x^3 + 3x^2 - 5x + 4", [("maximum", -1 - ROOT), ("minimum", -1 + ROOT)]),
    ("cos(x)", [("minimum", -math.pi), ("maximum", 0), ("minimum", math.pi)]),
    ("x^2", [("minimum", 0)]),
    ("x^4", [("minimum", 0)]),
    ("1e9 + x^2", [("minimum", 0)]),
    ("exp(-(x - 1/3)^2)", [("maximum", 1 / 3)]),
    ("(x - 1)^2 (x + 1)^2", [("minimum", -1), ("maximum", 0), ("minimum", 1)]),
    ("x^x", [("minimum", 1 / math.e)]),
    ("|x|", [("minimum, kink", 0)]),
    ("|x - 1/3|", [("minimum, kink", 1 / 3)]),
    ("1e-6 |x|", [("minimum, kink", 0)]),
    ("-sqrt(|x - 1/3|)", [("maximum, kink", 1 / 3)]),
    ("x^2 + 0.001|x|", [("minimum, kink", 0)]),
    ("max(x, -x)", [("minimum, kink", 0)]),
    ("{x < 0: -x, sqrt(x)}", [("minimum, kink", 0)]),
]


@pytest.mark.parametrize(("text", "expected"), KNOWN, ids=[text for text, _ in KNOWN])
@pytest.mark.parametrize("view", [(-5, 5), (-4.9, 5)])
def test_against_closed_forms(
    line: Lines, text: str, expected: list[tuple[str, float]], view: tuple[float, float]
) -> None:
    found = find(line(text), *view)
    assert [named(mark) for mark in found] == [kind for kind, _ in expected]
    assert [mark.x for mark in found] == pytest.approx([x for _, x in expected], abs=1e-12)


def test_the_lectures_function(line: Lines) -> None:
    found = find(line("x cos(4x) + 2|x|"), -4, 4)
    lowest = min(found, key=lambda mark: mark.value)
    assert lowest == extrema.Extremum("minimum", 0.0, 0.0, True)
    smooth = [mark.x for mark in found if mark != lowest]
    for x in smooth:  # f' = cos 4x - 4x sin 4x ± 2
        assert math.cos(4 * x) - 4 * x * math.sin(4 * x) + math.copysign(2, x) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "text",
    [
        *["1/x^2", "ln(|x|)", "1/(x - 1/3)^2", "ln(|x - 1/3|)", "1/x", "tan(x)"],
        *["floor(x)", "5", "relu(x - 1) + relu(-x - 1)", "sign(x)"],
        *["exp(x)", "tanh(50x)", "x^3", "{x < 0: x, 1 - x}", "sqrt(x)", "ln(-1 - x^2)"],
    ],
)
def test_no_poles_level_ground_jumps_or_monotone_curves(line: Lines, text: str) -> None:
    assert find(line(text), -5, 5) == ()
    assert find(line(text), -4.9, 5) == ()


@pytest.mark.parametrize("reach", [1e-12, 1e-6, 1e6, 1e12])
def test_tiny_and_huge_ranges(line: Lines, reach: float) -> None:
    place = 0.3 * reach
    for text, kind in ((f"(x - {place!r})^2", "minimum"), (f"-|x - {place!r}|", "maximum, kink")):
        (found,) = find(line(text), -reach, reach)
        assert named(found) == kind
        assert found.x == pytest.approx(place, rel=1e-12)


@pytest.mark.parametrize("width", [1e-3, 2e-4, 3e-5, 1e-6, 1e-8])
@pytest.mark.parametrize(
    ("text", "kind", "place"),
    [
        ("x^2 exp(-x)", "maximum", 2.0),
        ("x ln(x)", "minimum", 1 / math.e),
        ("cos(x)", "minimum", math.pi),
        ("1e9 + x^2", "minimum", 0.0),
    ],
)
def test_an_extremum_lower_than_the_last_digit(line: Lines, text: str, kind: str, place: float, width: float) -> None:
    (found,) = find(line(text), place - 0.4 * width, place + 0.6 * width)
    assert named(found) == kind
    assert found.x == pytest.approx(place, rel=1e-15)


@given(place=st.floats(-3, 3), bend=st.floats(1e-6, 1e6), cubic=st.floats(-0.05, 0.05))
def test_a_minimum_is_found_wherever_it_is(line: Lines, place: float, bend: float, cubic: float) -> None:
    found = find(line(f"{bend!r} ((x - {place!r})^2 + {cubic!r} (x - {place!r})^3)"), -4, 4)
    assert [named(mark) for mark in found] == ["minimum"]
    assert found[0].x == pytest.approx(place, abs=1e-12)


@given(place=st.floats(-3, 3), left=st.floats(1e-3, 1e3), right=st.floats(1e-3, 1e3))
def test_a_kink_is_found_wherever_it_is(line: Lines, place: float, left: float, right: float) -> None:
    found = find(line(f"{{x < {place!r}: {left!r} ({place!r} - x), {right!r} (x - {place!r})}}"), -4, 4)
    assert [named(mark) for mark in found] == ["minimum, kink"]
    assert found[0].x == pytest.approx(place, abs=1e-12)
