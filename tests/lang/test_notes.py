from collections.abc import Callable

import pytest

import engine
from gradexplorer.lang import Entry, describe


@pytest.mark.parametrize(
    ("text", "x", "place", "words"),
    [
        ("2 + log(x)", -1.0, "log(x)", "is nan here: its argument must not be negative"),
        ("1/x + x", 0.0, "1/x", "is infinite here"),
        ("x + 0 sqrt(-1)", 1.0, "sqrt(-1)", "is nan here"),
        ("x + f(-x)", 1.0, "f(-x)", "is nan here"),
        ("sqrt(x) + 1", 0.0, "sqrt(x) + 1", "the slope by `x` is infinite here"),
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
