import pickle
from collections.abc import Callable

import pytest

from gradexplorer.lang import Entry, LangError, Span


def test_caret_shows_the_place_and_the_hint() -> None:
    error = LangError("`sine` is not known", Span(4, 8), "2 + sine(x)", "did you mean `sin`?")
    assert error.caret() == "`sine` is not known\n  2 + sine(x)\n      ^^^^\n  did you mean `sin`?"


def test_lines_and_columns_count_from_one() -> None:
    error = LangError("wrong", Span(6, 7), "a = 1\nb = ?")
    assert (error.line, error.column) == (2, 1)
    assert error.caret().split("\n")[1:] == ["  b = ?", "  ^"]


def test_a_long_line_is_cut_around_the_place() -> None:
    error = LangError("wrong", Span(5000, 5003), "x" * 5000 + "???" + "y" * 5000)
    _, line, marks = error.caret().split("\n")
    assert len(line) < 130
    assert line[marks.index("^") : marks.rindex("^") + 1] == "???"


def test_a_span_outside_the_text_is_moved_inside() -> None:
    assert LangError("wrong", Span(10, 20), "abc").span == Span(3, 3)


def test_it_travels_between_processes() -> None:
    error = LangError("wrong", Span(1, 2), "abc", "right")
    copy = pickle.loads(pickle.dumps(error))
    assert (copy.message, copy.span, copy.source, copy.hint) == ("wrong", Span(1, 2), "abc", "right")


@pytest.mark.parametrize(
    "text", ["x &", "f(x, x) = 1", "1 +", "def f(x):\n  return qq", "[1, 2] < x", "[1, 2]'"]
)
def test_an_answer_keeps_none_of_the_calls_it_came_through(text: str, entry: Callable[..., Entry]) -> None:
    error = entry(text).error
    assert error is not None
    assert error.__traceback__ is error.__context__ is error.__cause__ is None
