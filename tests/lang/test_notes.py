from collections.abc import Callable

import pytest

import engine
from gradexplorer.lang import Entry, describe


@pytest.mark.parametrize(
    ("text", "x", "place", "words"),
    [
        ("2 + log(x)", -1.0, "log(x)", "is nan here: its argument must not be negative"),
        ("1/x + x", 0.0, "1/x", "is infinite here"),
        ("x + 2e308", 1.0, "2e308", "this number is more than the greatest"),
        ("x + 0 sqrt(-1)", 1.0, "sqrt(-1)", "is nan here"),
        ("x + f(-x)", 1.0, "f(-x)", "is nan here"),
        ("sqrt(x) + 1", 0.0, "sqrt(x) + 1", "the slope by `x` is infinite here"),
        ("x^(1/3) + 1", -8.0, "x^(1/3)", "its base must not be negative; the real root is cbrt(x)"),
        ("(x - 1)^(2/5)", -8.0, "(x - 1)^(2/5)", "the real root is nthroot(x − 1, 5)^2"),
        ("(sin(x) - cos(x) + exp(2x) - 2)^(1/7)", 0.0, "(sin(x) - cos(x) + exp(2x) - 2)^(1/7)", "nthroot(x, n)"),
        ("x^0.5", -8.0, "x^0.5", "is nan here: its base must not be negative"),
        ("x^(1/2)", -8.0, "x^(1/2)", "is nan here: its base must not be negative"),
        ("1 + where(x>0, sqrt(x), 0)", -1.0, "where(x>0, sqrt(x), 0)", "{c: a, b}"),
    ],
)
def test_the_first_part_that_has_no_value(
    entry: Callable[..., Entry], text: str, x: float, place: str, words: str
) -> None:
    function = entry("f(t) = sqrt(t)", text).function
    assert function is not None
    (note,) = describe(function, {"x": engine.tensor(x, dtype=engine.float64)})
    assert text[note.span.start : note.span.end] == place
    assert words in note.message


@pytest.mark.parametrize("text", ["x^2", "{x<0: sqrt(x), 1}", "|x|", "[x, 1][5]", "3"])
def test_nothing_to_say(entry: Callable[..., Entry], text: str) -> None:
    function = entry(text).function
    assert function is not None
    assert describe(function, {"x": engine.tensor(1.0)}) == ()


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("PI x", "PI", "did you mean `pi`?"),
        ("2 SIN x", "SIN", "did you mean `sin`?"),
        ("tg x", "tg", "did you mean `tan`?"),
        ("45 deg", "deg", "deg2rad(45)"),
        ("1 + 0x10", "0x10", "the product 0·x10"),
        ("x2 + 1", "x2", "for the power write x^2"),
        ("2e308 x", "2e308", "more than the greatest number"),
    ],
)
def test_what_is_read_as_it_was_hardly_meant(entry: Callable[..., Entry], text: str, place: str, words: str) -> None:
    (hint,) = entry(text).hints
    assert text[hint.span.start : hint.span.end] == place
    assert words in hint.message


@pytest.mark.parametrize(
    "text", ["x1 + x2", "x_2", "x₂", "x2 = 3", "f(x2) = x2", "E x", "Pi x", "x y", "1e308 x", "0 x", "deg2rad(45)"]
)
def test_names_that_are_surely_meant(entry: Callable[..., Entry], text: str) -> None:
    assert entry(text).hints == ()


def test_names_of_the_document_are_no_slips(entry: Callable[..., Entry]) -> None:
    assert entry("PI = 3", "PI x").hints == ()
    assert entry("x2 = 3", "x2 + 1").hints == ()
