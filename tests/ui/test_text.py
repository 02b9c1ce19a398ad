from __future__ import annotations

import math

import pytest
from hypothesis import given, strategies as st

from gradexplorer.ui.text import exact, number, parse_number, short, signed, tr


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (-2.6, "−2.6000"),
        (18.0, "18.000"),
        (0.0, "0"),
        (-0.0, "0"),
        (12345.678, "12346"),
        (123456.0, "1.2346e+05"),
        (1.23456e-8, "1.2346e−08"),
        (0.05, "0.050000"),
        (0.99999999, "1.0000"),
        (math.nan, "nan"),
        (math.inf, "∞"),
        (-math.inf, "−∞"),
    ],
)
def test_a_number_is_read_to_five_significant_digits(value: float, text: str) -> None:
    assert number(value) == text


def test_a_short_number_drops_its_zeros_and_a_signed_one_has_its_sign() -> None:
    assert [short(value) for value in (0.05, -2.5, 100.0, 0.0, math.inf)] == ["0.05", "−2.5", "100", "0", "∞"]
    assert [signed(value) for value in (6.0484, -2.6, 0.0)] == ["+6.0484", "−2.6000", "0"]


@given(st.floats(allow_nan=False))
def test_exact_text_reads_back_as_the_same_float(value: float) -> None:
    assert parse_number(exact(value)) == value


@given(st.floats(min_value=-1e308, max_value=1e308))
def test_what_is_shown_reads_back_to_five_digits(value: float) -> None:
    assert parse_number(number(value)) == pytest.approx(value, rel=1e-4, abs=1e-300)


@pytest.mark.parametrize(
    ("text", "value"), [("1e-3", 0.001), ("−2.5", -2.5), (" 7 ", 7.0), ("−∞", -math.inf), (".5", 0.5)]
)
def test_numbers_are_read_as_people_type_them(text: str, value: float) -> None:
    assert parse_number(text) == value


@pytest.mark.parametrize("text", ["", "two", "1/x", "1_000", "1,5", "[1, 2]", "x = 3", "1 +"])
def test_what_is_no_plain_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r".*"):
        parse_number(text)


def test_a_sentence_takes_its_values_and_keeps_braces_when_it_has_none() -> None:
    assert tr("step {step} of {steps}", step=3, steps=100) == "step 3 of 100"
    assert tr("a set is {x}") == "a set is {x}"
