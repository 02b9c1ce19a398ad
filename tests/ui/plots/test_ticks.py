from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from gradexplorer.ui.plots import tick_kinds, ticks


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


@pytest.mark.parametrize(
    ("low", "high", "labels", "offset"),
    [
        (1e6, 1e6 + 1e-3, ("0", "0.0002", "0.0004", "0.0006", "0.0008", "0.0010"), "− 10⁶"),
        (1e12 - 1, 1e12, ("−1.0", "−0.8", "−0.6", "−0.4", "−0.2", "0"), "− 10¹²"),
        (-1e12, -1e12 + 3, ("0", "0.5", "1.0", "1.5", "2.0", "2.5", "3.0"), "+ 10¹²"),
        (99.99, 100.01, ("99.990", "99.995", "100.000", "100.005", "100.010"), ""),
    ],
)
def test_long_numbers_are_told_by_their_distance_from_a_round_one(low, high, labels, offset):
    placed = ticks.place(low, high, 8)
    assert (placed.labels, placed.offset) == (labels, offset)


@given(st.floats(-1e12, 1e12), st.floats(1e-3, 1.0))
def test_labels_far_out_are_short_and_differ(low, share):
    placed = ticks.place(low, low + max(share * 1e4 * math.ulp(low), 1e-9), 8)
    assert len(set(placed.labels)) == len(placed.labels)
    assert all(len(label) <= 11 for label in placed.labels)


def test_fine_lines_lie_between_the_ticks():
    placed = ticks.place(0.0, 10.0, 10)
    assert placed.minor[:4] == pytest.approx((0.2, 0.4, 0.6, 0.8))
    assert not set(placed.minor) & set(placed.values)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (1.0, 1000.0, ("1", "10", "100", "1000")),
        (0.5, 20.0, ("0.5", "1", "2", "5", "10", "20")),
        (1e-8, 1e8, ("10⁻⁸", "10⁻⁶", "10⁻⁴", "10⁻²", "1", "10²", "10⁴", "10⁶", "10⁸")),
        (3.0, 5.0, ("3.0", "3.5", "4.0", "4.5", "5.0")),
    ],
)
def test_a_logarithmic_axis_is_labelled_at_powers_of_ten(low, high, labels):
    assert tick_kinds.place(low, high, 8, log=True).labels == labels


def test_the_fine_lines_of_a_decade_are_its_multiples():
    assert tick_kinds.place(1.0, 1000.0, 8, log=True).minor[:9] == (2, 3, 4, 5, 6, 7, 8, 9, 20)


@given(st.floats(-299.0, 11.0), st.floats(1e-8, 300.0))
def test_a_logarithmic_axis_always_has_ticks_in_view(start, span):
    low, high = 10.0**start, 10.0 ** min(start + span, 12.0)
    if low < high:
        placed = tick_kinds.place(low, high, 8, log=True)
        assert 1 <= len(placed.values) <= 12
        assert len(set(placed.labels)) == len(placed.labels)
        assert all(low * (1 - 1e-9) <= value <= high * (1 + 1e-9) for value in placed.values)


@pytest.mark.parametrize(
    ("low", "high", "labels"),
    [
        (-7.0, 7.0, ("−2π", "−π", "0", "π", "2π")),
        (-2.0, 2.0, ("−π/2", "−π/3", "−π/6", "0", "π/6", "π/3", "π/2")),
        (-3.0, 3.0, ("−3π/4", "−π/2", "−π/4", "0", "π/4", "π/2", "3π/4")),
        (0.0, 100.0, ("0", "5π", "10π", "15π", "20π", "25π", "30π")),
        (1e6, 1e6 + 20, ("0", "5", "10", "15", "20")),
        (-0.1, 0.1, ("−0.10", "−0.05", "0", "0.05", "0.10")),
    ],
)
def test_multiples_of_pi_where_they_can_be_read(low, high, labels):
    assert tick_kinds.place(low, high, 8, kind="pi").labels == labels
