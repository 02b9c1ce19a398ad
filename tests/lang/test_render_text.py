import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.lang import LangError
from gradexplorer.lang.lexer import tokens
from gradexplorer.lang.parser import parse
from gradexplorer.lang.render_text import number, reading
from gradexplorer.lang.tree import Node
from gradexplorer.lang.words import Scope, resolved
from tests.lang.strategies import formulas

FORMULAS = formulas()
SCOPE = Scope(functions={"f": 1}, locals=frozenset({"k"}))


def tree(text: str) -> Node:
    return parse(resolved(tokens(text), SCOPE, text), SCOPE, text)[0]


def read_or_refused(text: str) -> Node | LangError:
    try:
        return tree(text)
    except LangError as error:
        return error


@given(FORMULAS)
@settings(max_examples=400, deadline=None)
def test_the_reading_is_read_into_the_same_tree(text: str) -> None:
    first = read_or_refused(text)
    assert isinstance(first, LangError) or tree(reading(first)) == first


@given(st.text(alphabet="x2+-*/^()[]{}|,. =<sin'!²√if e:k", max_size=30))
@settings(max_examples=500, deadline=None)
def test_whatever_is_typed_is_read_or_refused(text: str) -> None:
    first = read_or_refused(text)
    assert first.caret() if isinstance(first, LangError) else tree(reading(first)) == first


@given(st.floats(min_value=0, allow_nan=False))
def test_numbers_read_back_the_same(value: float) -> None:
    assert float(number(value)) == value


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("x cos(4x) + 2|x|", "x·cos(4·x) + 2·|x|"),
        ("1/2x", "(1/2)·x"),
        ("log x", "ln(x)"),
        ("||x|-1|", "abs(|x| − 1)"),
        ("x^2^3", "x^(2³)"),
        ("x²^3", "(x²)³"),
        ("a if x<=0 else b", "{x ≤ 0: a, b}"),
        ("theta0", "θ0"),
        ("np.std([1,2])", "np.std([1, 2])"),
        ("0.00001x", "1e-05·x"),
    ],
)
def test_how_it_looks(text: str, shown: str) -> None:
    assert reading(tree(text)) == shown
