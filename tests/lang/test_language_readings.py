"""The language, line by line: errors, readings, and the bounds of what is read."""

import time
import tracemalloc

import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.lang import Entry, Source, read
from gradexplorer.lang.tree import children
from tests.lang.conftest import read_last
from tests.lang.strategies import formulas


@pytest.mark.parametrize(
    ("text", "line", "column", "message", "fixed"),
    [
        ("sin(x", 1, 4, "a `)` is missing for the `(` at column 4", "sin(x)"),
        ("2 + sine(x)", 1, 5, "`sine` is not known", "2 + sin(x)"),
        ("a = 2\n(x", 2, 1, "a `)` is missing for the `(` at column 1", "a = 2\n(x)"),
        ("a = 2\na + sine(x)", 2, 5, "`sine` is not known", "a = 2\na + sin(x)"),
        ("x + \u200by", 1, 5, "an invisible character (U+200B, zero width space) stands here", "x + y"),
        ("x +", 1, 3, "something is missing after `+`", None),
    ],
)
def test_an_error_says_where_and_what(text: str, line: int, column: int, message: str, fixed: str | None) -> None:
    error = read_last(text).error
    assert error is not None
    assert (error.line, error.column, error.message) == (line, column, message)
    assert fixed is None or (error.fix is not None and error.fix.mended(text) == fixed)


@given(
    st.one_of(st.text(max_size=30), formulas(6), st.text(alphabet="x2+-*/^()[]{}|,. =<sin'!²√if e:k\n", max_size=30))
)
@settings(max_examples=200, deadline=None)
def test_every_error_is_one_sentence_with_a_place(text: str) -> None:
    error = read_last("f(t) = t^2", text).error
    if error is not None:
        assert 0 <= error.span.start <= error.span.end <= len(error.source)
        assert error.line >= 1
        assert error.column >= 1
        assert error.message
        assert "\n" not in error.message
        assert error.message[-1] not in ".!"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        ("-x^2", "−x²"),
        ("2^3^2", "2^(3²)"),
        ("2^-x", "2^(−x)"),
        ("6/2(1+2)", "(6/2)·(1 + 2)"),
        ("1/2x", "(1/2)·x"),
        ("x/y/a", "(x/y)/a"),
        ("x²^3", "(x²)³"),
        ("5 - -x", "5 − (−x)"),
        ("2*-x", "2·(−x)"),
        ("x−1×2÷4", "x − 1·2/4"),
        ("x y % a", "(x·y) % a"),
        ("2^x!", "2^(x!)"),
        ("x!^2", "(x!)²"),
        ("3!!", "(3!)!"),
        ("not x and y", "(not x) and y"),
        ("a or b and c", "a or (b and c)"),
        ("not x < 1", "not (x < 1)"),
        ("sin 2x cos 3x", "sin(2·x)·cos(3·x)"),
        ("sin x(x+1)", "sin(x·(x + 1))"),
        ("log x", "ln(x)"),
        ("||x|-1|", "abs(|x| − 1)"),
        ("|x||y|", "|x|·|y|"),
        ("-x if x = 0 else y", "{x == 0: −x, y}"),
        ("sum(k x^k, k=1..4)", "sum(k·x^k, k=1..4)"),
        ("np.std([1, 2])", "np.std([1, 2])"),
        ("softmax([x, 1])[0]", "softmax([x, 1])[0]"),
        ("arcsin x + arctan2(y, x)", "asin(x) + atan2(y, x)"),
        ("1e400", "1e999"),
        ("2.50", "2.5"),
    ],
)
def test_readings(text: str, reading: str) -> None:
    """And each reading reads as itself."""
    found = read_last(text)
    assert found.reading == reading
    assert read_last(reading).reading == reading
    assert found.function is not None


def timed(text: str) -> tuple[Entry, float, int]:
    """The entry of a text, how long the reading took, and the most memory that it held, in bytes."""
    tracemalloc.start()
    start = time.perf_counter()
    found = read([Source(1, text)]).entries[1]
    seconds = time.perf_counter() - start
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return found, seconds, most


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("(" * 10_000, "nested more than 100 deep"),
        ("(" * 10_000 + "x" + ")" * 10_000, "nested more than 100 deep"),
        ("x" * 5_000_000, "this text has 5,000,000 bytes; at most 100,000 are read"),
        ("é" * 50_001, "this text has 100,002 bytes"),
        ("\0", "an invisible character (U+0000"),
        ("x + \0", "an invisible character (U+0000"),
        ("\ud800", "half of a broken character (U+D800)"),
        ("x\udfff", "half of a broken character (U+DFFF)"),
        ("\u202ex", "right-to-left override"),
        ("x\u200f", "right-to-left mark"),
        ("\u2067x\u2069", "right-to-left isolate"),
        ("ѕіn(x)", "cyrillic"),
        ("х", "the cyrillic small letter ha, not the Latin `x`"),
        ("x!+" * 30_000 + "x", "more than 50,000 parts"),
        ("f'" * 40_000, "a prime stands only behind"),
        ("|" * 40_000, "nested more than 100 deep"),
        ("9" * 90_000, None),
        ("9^9^9^9", None),
        ("x^" * 99 + "x", None),
        ("x+" * 20_000 + "x", None),
    ],
)
def test_hostile_texts_answer_at_once(text: str, message: str | None) -> None:
    found, seconds, most = timed(text)
    if message is None:
        assert found.error is None
    else:
        assert found.error is not None
        assert message in found.error.message
    assert seconds < 20  # tracing makes it ten times slower; it is here to end what would never end
    assert most < 150e6


def test_brackets_nest_a_hundred_deep_and_no_deeper() -> None:
    assert read_last("(" * 100 + "x" + ")" * 100).error is None
    error = read_last("(" * 101 + "x" + ")" * 101).error
    assert error is not None
    assert error.message == "this is nested more than 100 deep"
    assert error.column == 101


def test_a_chain_of_operators_is_not_deep() -> None:
    for sign in "+-*/":
        function = read_last(f"x {sign} " * 5_000 + "x").function
        assert function is not None
        assert len(children(function.tree)) == 5_001
