from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from gradexplorer.ui.plots import ticks


@pytest.mark.parametrize(
    ("span", "count", "step"),
    [(10, 10, 1), (10, 9, 2), (10, 4, 5), (10, 1, 10), (0.3, 3, 0.1), (7e-9, 5, 2e-9), (4e12, 5, 1e12)],
)
def test_steps_are_one_two_or_five_times_a_power_of_ten(span, count, step):
    assert ticks.nice_step(span, count) == step


@given(st.floats(1e-12, 1e12), st.floats(1, 50))
def test_a_step_never_gives_more_steps_than_asked_nor_far_fewer(span, count):
    steps = span / ticks.nice_step(span, count)
    assert count / 2.6 < steps <= count * (1 + 1e-6)


@pytest.mark.parametrize("bad", [(0, 3), (-1, 3), (math.inf, 3), (math.nan, 3), (1, 0)])
def test_a_step_needs_a_span(bad):
    with pytest.raises(ValueError, match="positive finite"):
        ticks.nice_step(*bad)


def test_ticks_lie_on_multiples_within_the_range():
    placed = ticks.place(-4.2, 1.6, 8)
    assert placed.values == (-4, -3, -2, -1, 0, 1)
    assert placed.labels == ("−4", "−3", "−2", "−1", "0", "1")


def test_labels_have_the_decimals_of_the_step_and_no_rounding_dust():
    placed = ticks.place(-0.35, 0.35, 8)
    assert placed.labels == ("−0.3", "−0.2", "−0.1", "0", "0.1", "0.2", "0.3")
    assert placed.values[-1] == 0.3


def test_no_minus_zero():
    assert all(math.copysign(1, value) == 1 for value in ticks.place(-1, 1, 5).values if value == 0)


@pytest.mark.parametrize(
    ("value", "step", "text"),
    [
        (250_000.0, 50_000.0, "250000"),
        (2e6, 1e6, "2×10⁶"),
        (-2.5e6, 5e5, "−2.5×10⁶"),
        (4e-5, 2e-5, "4×10⁻⁵"),
        (1.200005e7, 5.0, "1.2000050×10⁷"),
        (1.0000002, 1e-7, "1.0000002"),
    ],
)
def test_powers_of_ten_only_where_plain_decimals_get_too_long(value, step, text):
    assert ticks.labels((value,), step) == (text,)


def test_zero_among_powers_of_ten_is_plain():
    assert ticks.labels((0.0, 1e6), 1e6) == ("0", "1×10⁶")


@given(st.floats(-1e12, 1e12), st.floats(1e-3, 1e12))
def test_labels_of_neighbouring_ticks_differ(low, span):
    placed = ticks.place(low, low + max(span, 1e-9 * abs(low)), 8)
    assert len(set(placed.labels)) == len(placed.labels)
