"""Curves break where the mathematics says, and nowhere else."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
import pytest
from hypothesis import example, given, strategies as st

import engine
from gradexplorer.compute.curve import Curve, sample
from gradexplorer.compute.sampling import Line

Lines = Callable[..., Line]


def breaks(curve: Curve) -> list[tuple[float, float]]:
    """For each break the last place with a value before it and the first behind it; the ends of the view for none."""
    missing = np.flatnonzero(np.isnan(curve.y))
    runs = np.split(missing, np.flatnonzero(np.diff(missing) > 1) + 1) if len(missing) else []
    last = len(curve.x) - 1
    return [(float(curve.x[max(run[0] - 1, 0)]), float(curve.x[min(run[-1] + 1, last)])) for run in runs]


BROKEN = [
    ("1/x", [0]),
    ("tan(x)", [-1.5 * math.pi, -0.5 * math.pi, 0.5 * math.pi, 1.5 * math.pi]),
    ("floor(x)", list(range(-4, 5))),
    ("x/|x|", [0]),
    ("sign(x)", [0]),
    ("1/(x^2-1)", [-1, 1]),
    ("1/x^2", [0]),
    ("1/(x-1/3)^2", [1 / 3]),
    ("ln(|x|)", [0]),
    ("ln(|x-1/3|)", [1 / 3]),
    ("atan(1/x)", [0]),
    ("exp(1/x)", [0]),
    ("1/sin(x)", [-math.pi, 0, math.pi]),
    ("round(x)", [-4.5, -3.5, -2.5, -1.5, -0.5, 0.5, 1.5, 2.5, 3.5, 4.5]),
    ("1e9 + floor(x)", list(range(-4, 5))),
    ("1e-6 floor(x)", list(range(-4, 5))),
    ("{x < 0: 0, 1/x}", [0]),
    ("{x < 0: 0, sqrt(x) + 0.05}", [0]),
    ("{x < 0: -sqrt(-x), 0.05 + sqrt(x)}", [0]),
    ("{x < 0: 100x, 0.5 - 100x}", [0]),
]


@pytest.mark.parametrize(("text", "places"), BROKEN, ids=[text for text, _ in BROKEN])
@pytest.mark.parametrize("count", [1200, 1001, 337])
def test_never_joined_across_a_jump_or_pole(line: Lines, text: str, places: list[float], count: int) -> None:
    found = breaks(sample(line(text), -4.95, 4.97, count))
    assert len(found) == len(places)
    for (before, after), place in zip(found, places, strict=True):
        assert place - 0.01 < before <= place <= after < place + 0.01
        assert min(place - before, after - place) < 1e-14


CONTINUOUS = [
    *["tanh(50x)", "tanh(1e6 x)", "tanh(1e10 x)", "1e6 x", "exp(x)", "{x < 0: -x, sqrt(x)}", "sqrt(|x|)", "|x|"],
    *[
        "|x - 1/3|^(1/3)",
        "2|x| + x cos(4x)",
        "x^3 + 3x^2 - 5x + 4",
        "x^4",
        "sin(50x)",
        "5",
        "erf(20x)",
        "1/(1 + 25x^2)",
    ],
    *["exp(-1e4 x^2)", "x + 1e16", "3x + 2 - 2", "(x^2 - 1)/(x - 1/3)^0", "relu(x)", "max(x, -x, 1)", "x |x|", "2^x"],
]


@pytest.mark.parametrize("text", CONTINUOUS)
@pytest.mark.parametrize("count", [1200, 801, 337])
def test_never_broken_where_continuous(line: Lines, text: str, count: int) -> None:
    curve = sample(line(text), -4.95, 4.9, count)
    assert np.isfinite(curve.y).all()
    assert curve.undefined == ()


DOMAINS = [
    ("sqrt(x)", [(-5, 0)]),
    ("ln(x)", [(-5, 0)]),
    ("x^x", [(-5, 0)]),
    ("sqrt(1 - x^2)", [(-5, -1), (1, 5)]),
    ("sqrt(x^2 - 2)", [(-math.sqrt(2), math.sqrt(2))]),
    ("asin(x)", [(-5, -1), (1, 5)]),
    ("ln(-1 - x^2)", [(-5, 5)]),
    ("{x < 1/3: x}", [(1 / 3, 5)]),
]


@pytest.mark.parametrize(("text", "stretches"), DOMAINS, ids=[text for text, _ in DOMAINS])
def test_undefined_stretches_end_where_the_domain_does(
    line: Lines, text: str, stretches: list[tuple[float, float]]
) -> None:
    curve = sample(line(text), -5, 5, 1200)
    assert np.asarray(curve.undefined) == pytest.approx(np.asarray(stretches), abs=1e-14)


def test_a_domain_that_ends_at_a_round_number_is_drawn_up_to_it(line: Lines) -> None:
    curve = sample(line("sqrt(x)"), -5, 5)
    first = np.flatnonzero(np.isfinite(curve.y))[0]
    assert (curve.x[first], curve.y[first]) == (0.0, 0.0)


def test_a_missing_sample_is_a_hole_and_no_stretch(line: Lines) -> None:
    curve = sample(line("sin(x)/x"), -5, 5, 1001)
    assert np.isnan(curve.y[curve.x == 0]).all()
    ((before, after),) = breaks(curve)
    assert -1e-14 < before < 0 < after < 1e-14
    assert curve.undefined == ()


@pytest.mark.parametrize("reach", [1e-12, 1e-9, 1e-3, 1e3, 1e9, 1e12])
def test_tiny_and_huge_ranges(line: Lines, reach: float) -> None:
    assert len(breaks(sample(line("1/x"), -reach, 1.1 * reach))) == 1
    assert breaks(sample(line("x^2 - x"), -reach, 1.1 * reach)) == []
    assert breaks(sample(line(f"tanh(x/{reach!r})"), -reach, 1.1 * reach)) == []
    root = sample(line("sqrt(x)"), -reach, 1.1 * reach)
    assert root.undefined == (pytest.approx((-reach, 0), abs=1e-13 * reach),)


def test_at_the_last_floats_a_steep_curve_is_not_broken(line: Lines) -> None:
    for text in ("x^3", "exp(x)", "1e6 x", "x^3 + 3x^2 - 5x + 4"):
        assert breaks(sample(line(text), 1, 1 + 1e-12)) == []


def test_overflow_is_undefined(line: Lines) -> None:
    curve = sample(line("exp(x)"), -1e3, 1e3)
    assert curve.undefined == (pytest.approx((math.log(np.finfo(float).max), 1e3)),)


def test_derivatives_break_at_kinks(line: Lines) -> None:
    kinked = line("2|x| + x cos(4x)")
    assert breaks(sample(kinked, -5, 5.1)) == []
    ((before, after),) = breaks(sample(kinked, -5, 5.1, order=1))
    assert -1e-14 < before < 0 < after < 1e-14
    ((before, after),) = breaks(sample(line("x|x|"), -5, 5.1, order=2))
    assert -1e-14 < before < 0 < after < 1e-14


@pytest.mark.parametrize("order", [0, 1, 2])
def test_derivatives_against_closed_forms(line: Lines, order: int) -> None:
    curve = sample(line("sin(2x) + x^3"), -3, 3, order=order)
    exact = [
        lambda x: np.sin(2 * x) + x**3,
        lambda x: 2 * np.cos(2 * x) + 3 * x**2,
        lambda x: -4 * np.sin(2 * x) + 6 * x,
    ][order]
    assert curve.y == pytest.approx(exact(curve.x), abs=1e-12)


def test_a_constant_has_level_derivatives(line: Lines) -> None:
    assert [set(sample(line("2 + 3"), -5, 5, order=order).y) for order in (0, 1, 2)] == [{5.0}, {0.0}, {0.0}]


def test_float32(line: Lines) -> None:
    assert len(breaks(sample(line("1/(x - 1/3)", engine.float32), -5, 5))) == 1
    assert breaks(sample(line("tanh(50x) + x^3", engine.float32), -5, 5)) == []


@given(place=st.floats(-3, 3), height=st.floats(1e-3, 1e3), steepness=st.floats(-5, 5))
def test_a_jump_is_found_wherever_it_is(line: Lines, place: float, height: float, steepness: float) -> None:
    curve = sample(line(f"{{x < {place!r}: {steepness!r} x, {steepness!r} x + {height!r}}}"), -4, 4, 500)
    ((before, after),) = breaks(curve)
    assert before <= place <= after
    assert after - before < 1e-12


@example(place=1.8, power=2)  # found a few floats beside the round number
@given(place=st.floats(-3, 3), power=st.sampled_from([1, 2, 3, 4]))
def test_a_pole_is_found_wherever_it_is(line: Lines, place: float, power: int) -> None:
    curve = sample(line(f"1/(x - {place!r})^{power}"), -4, 4, 500)
    assert len(breaks(curve)) == 1
    assert breaks(curve)[0] == pytest.approx((place, place), abs=0.02)


@given(place=st.floats(-3, 3), power=st.floats(0.2, 3), steepness=st.floats(1e-3, 1e3))
def test_a_cusp_is_not_broken(line: Lines, place: float, power: float, steepness: float) -> None:
    curve = sample(line(f"{steepness!r} |x - {place!r}|^{power!r}"), -4, 4, 500)
    assert breaks(curve) == []
