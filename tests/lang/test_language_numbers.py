"""The language, line by line: numbers. Text, reading, value, slope or error."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from gradexplorer.lang import describe
from gradexplorer.lang.tree import Number, walk
from tests.lang.conftest import read_last, tensors

Compute = Callable[..., Any]


def test_values_are_computed_in_float64(value: Compute) -> None:
    function = read_last("x + 1/3").function
    assert function is not None
    assert function(tensors({"x": 1.0})).dtype is engine.float64
    assert value("1/3") == 1 / 3


def test_another_dtype_may_be_asked_for() -> None:
    function = read_last("1/3").function
    assert function is not None
    result = function({}, dtype=engine.float32)
    assert result.dtype is engine.float32
    assert result.item() == float(np.float32(1) / np.float32(3))


@pytest.mark.parametrize("text", ["2", "0.5", ".5", "2.", "1e-5", "2e3", "x0 + 3", "2^3", "sum(k, k=1..4)"])
def test_every_literal_is_a_real(text: str) -> None:
    function = read_last(text).function
    assert function is not None
    assert all(type(node.value) is float for node in walk(function.tree) if isinstance(node, Number))


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("10^400", math.inf),
        ("-10^400", -math.inf),
        ("10.0**400", math.inf),
        ("1/0", math.inf),
        ("-1/0", -math.inf),
        ("0/0", math.nan),
        ("1/(1/0)", 0.0),
        ("2^-1", 0.5),
        ("7/2", 3.5),
        ("7 % 0", math.nan),
        ("0^0", 1.0),
        ("0^-1", math.inf),
        ("(-8)^(1/3)", math.nan),
        ("1e400", math.inf),
        ("2e3", 2000.0),
        ("2e", 2 * math.e),
        ("2.5e-1", 0.25),
        ("2E3", 2000.0),
        (".5", 0.5),
        ("5.", 5.0),
        ("9^9^9^9", math.inf),
        ("170!", math.factorial(170)),
        ("171!", math.inf),
        ("(-1)!", math.nan),
        # comparisons count as 0 or 1
        ("(1 < 2) + 1", 2.0),
        ("3(2 > 1)", 3.0),
        ("(1 > 2) 5", 0.0),
        ("1 < 2", 1.0),
        ("not 3", 0.0),
        ("1 and 0", 0.0),
        ("2 or 0", 1.0),
        ("(1 == 1) + (1 != 1) + (1 <= 1) + (1 >= 2)", 2.0),
        # a..b is a range, not a number
        ("sum(k, k=1..4)", 10.0),
        ("sum(k, k=1..sum(k, k=1..2))", 6.0),
        ("sum(k, k=1...4)", 10.0),
        ("sum(k, k=1…4)", 10.0),
        ("sum(k, k=-1..1)", 0.0),
        ("sum(k, k=2..1)", 0.0),
        ("prod(k, k=2..1)", 1.0),
        # only counters, indices and bounds are whole
        ("[5, 6][4/4]", 6.0),
        ("sum(1/k, k=1..2)", 1.5),
        ("sum(7/k, k=2..2)", 3.5),
        ("sum(2^-k, k=1..2)", 0.75),
    ],
)
def test_values(value: Compute, text: str, result: float) -> None:
    assert value(text) == pytest.approx(result, rel=1e-15, nan_ok=True)


@pytest.mark.parametrize(
    ("text", "reading"),
    [("2e x", "2·e·x"), ("2e3x", "2000·x"), ("2e-3x", "0.002·x"), ("2ex", "2·e·x"), ("2e", "2·e")],
)
def test_an_e_behind_a_number_is_an_exponent_where_digits_follow(text: str, reading: str) -> None:
    assert read_last(text).reading == reading


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("1.5.", "`.` has no meaning here"),
        ("1.5.2", "an operator is missing between 1.5 and .2"),
        ("1..4", "`..` stands only in sum(…, k=1..4)"),
    ],
)
def test_points_that_make_no_number(problem: Compute, text: str, message: str) -> None:
    assert problem(text).message == message


def test_constants_are_folded_by_the_engine() -> None:
    """Each operation of a constant part is one of the engine's, seen by whoever watches the evaluation."""
    function = read_last("x + 10^400").function
    assert function is not None
    seen: list[str] = []
    function(tensors({"x": 1.0}), trace=lambda node, value: seen.append(type(node).__name__))
    assert "Power" in seen


@pytest.mark.parametrize(
    ("text", "x", "message"),
    [
        ("sqrt(x)", -1.0, "`sqrt(x)` is nan here: its argument must not be negative"),
        ("2 + ln(x - 1)", 1.0, "`ln(x − 1)` is infinite here"),
        ("sin(1/x)", 0.0, "`1/x` is infinite here"),
        ("asin(2x) + 1/0", 1.0, "`asin(2·x)` is nan here: its argument must lie between -1 and 1"),
        ("x^0.5", -1.0, "`x^0.5` is nan here: its base must not be negative"),
        ("x^(1/3)", -8.0, "`x^(1/3)` is nan here: its base must not be negative; the real root is cbrt(x)"),
    ],
)
def test_outside_its_domain_a_value_is_nan_and_a_note_names_the_part(text: str, x: float, message: str) -> None:
    function = read_last(text).function
    assert function is not None
    assert not math.isfinite(function(tensors({"x": x})).item())
    notes = describe(function, tensors({"x": x}))
    assert notes[0].message == message


def test_a_curve_has_a_gap_where_there_is_no_value(value: Compute) -> None:
    np.testing.assert_array_equal(value("sqrt(x)", at={"x": [-1.0, 0.0, 4.0]}, samples=1), [np.nan, 0, 2])


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("[1, 2] + [1, 2, 3]", "sum([1, 2] + [1, 2, 3])"), "2 entries and 3 entries do not fit together"),
        (("[1, 2][2]",), "the index 2 is outside: there are 2 entries, from 0 to 1"),
        (("[1, 2][0.5]",), "an index must be a whole number, not 0.5"),
        (("sum(k, k=1..2.5)",), "must be a whole number, not 2.5"),
        (("sum(k, k=1..1/0)",), "must be a whole number, not inf"),
        (("sum(k, k=1..10^12)",), "this series has 1,000,000,000,000 terms"),
        (("sum([[1, 2], [3]])",), "the entries of this list have different shapes"),
    ],
)
def test_what_has_no_value_at_all_is_an_error(problem: Compute, texts: tuple[str, ...], message: str) -> None:
    assert message in problem(texts[-1]).message
