"""Each line of the specification on how formulas are read: two texts that mean the same have equal trees."""

from collections.abc import Callable

import pytest

from gradexplorer.lang import LangError
from gradexplorer.lang.lexer import tokens
from gradexplorer.lang.parser import parse
from gradexplorer.lang.tree import Node
from gradexplorer.lang.words import Scope, resolved


def tree(text: str) -> Node:
    scope = Scope(functions={"f": 1, "h": 2}, locals=frozenset({"k"}))
    return parse(resolved(tokens(text), scope, text), scope, text)[0]


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("-x^2", "-(x^2)"),
        ("2^3^2", "2^(3^2)"),
        ("2^-x", "2^(-x)"),
        ("2^-x^2", "2^(-(x^2))"),
        ("6/2(1+2)", "(6/2)*(1+2)"),
        ("1/2x", "(1/2)*x"),
        ("x²^3", "(x^2)^3"),
        ("x⁻¹", "x^(-1)"),
        ("5 - -x", "5 - (-x)"),
        ("x−1×2÷4", "x - ((1*2)/4)"),
        ("a - b - c", "(a - b) - c"),
        ("a / b / c", "(a / b) / c"),
        ("a % b c", "(a % b) * c"),
        ("-x y", "(-x) * y"),
        ("+x", "x"),
        ("x!²", "(x!)^2"),
        ("2x!", "2*(x!)"),
        ("x(x+1)", "x*(x+1)"),
        ("(a)(b)", "a*b"),
        ("2(3)", "2*3"),
        ("x**2", "x^2"),
        ("x < 1 and y > 2 or not x == 3", "((x < 1) and (y > 2)) or (not (x == 3))"),
        ("a if x < 0 else b", "{x < 0: a, b}"),
        ("a if x = 0 else b if x = 1 else k", "{x == 0: a, {x == 1: b, k}}"),
        ("{x<0: -x, else: x}", "{x<0: -x, x}"),
        ("pow(x, 2)", "x^2"),
        ("torch.add(x, mul(2, y))".replace("mul", "np.multiply"), "x + 2*y"),
        ("torch.gt(x, 1)", "x > 1"),
        ("2e", "2*e"),
        ("x^sin y", "x^(sin(y))"),
    ],
)
def test_operators(text: str, same: str) -> None:
    assert tree(text) == tree(same)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("sin x", "sin(x)"),
        ("2 sin x cos x", "2*sin(x)*cos(x)"),
        ("sin 2x cos 3x", "sin(2*x)*cos(3*x)"),
        ("sin x^2", "sin(x^2)"),
        ("sin x/2", "sin(x)/2"),
        ("sin -x", "sin(-x)"),
        ("sin x(x+1)", "sin(x*(x+1))"),
        ("sin(x)(x+1)", "sin(x)*(x+1)"),
        ("sin(x)^2", "(sin(x))^2"),
        ("sin^2 x", "sin(x)^2"),
        ("sin² x", "sin(x)^2"),
        ("sin²(x)(x+1)", "sin(x)^2*(x+1)"),
        ("ln 2x", "ln(2*x)"),
        ("x sin x", "x*sin(x)"),
        ("sin sin x", "sin(sin(x))"),
        ("√2x", "sqrt(2)*x"),
        ("√x²", "sqrt(x^2)"),
        ("∛x", "cbrt(x)"),
        ("f x", "f(x)"),
        ("f'(2x)", "f'(2*x)"),
        ("f''(x)^2", "(f''(x))^2"),
        ("arcsin x", "asin(x)"),
        ("math.log(x, 2)", "logb(x, 2)"),
        ("maximum(x, 1)", "max(x, 1)"),
        ("sum(k x^k, k=1..4)", "sum(k*(x^k), k=(1)..(4))"),
    ],
)
def test_functions(text: str, same: str) -> None:
    assert tree(text) == tree(same)


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("||x|-1|", "abs(abs(x) - 1)"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("|x|^3/|x-2|", "abs(x)^3/abs(x-2)"),
        ("2|x|", "2*abs(x)"),
        ("|-|x||", "abs(-abs(x))"),
        ("|sin x|", "abs(sin(x))"),
        ("|(|x|)|", "abs(abs(x))"),
        ("|a|b|c|", "abs(a)*b*abs(c)"),
    ],
)
def test_bars(text: str, same: str) -> None:
    assert tree(text) == tree(same)


def test_a_chain_is_one_node() -> None:
    assert len(tree("+".join(["x"] * 1000)).terms) == 1000  # type: ignore[union-attr]
    assert len(tree("x " * 1000).factors) == 1000  # type: ignore[union-attr]


def test_spans_cover_what_was_typed() -> None:
    text = "1 + 2 sin(x)"
    product = tree(text).terms[1]  # type: ignore[union-attr]
    assert text[product.span.start : product.span.end] == "2 sin(x)"


@pytest.mark.parametrize(
    ("text", "message", "column", "hint"),
    [
        ("x^3 + + ", "something is missing after `+`", 7, None),
        ("x *", "something is missing after `*`", 3, None),
        ("sin(", "a `)` is missing for the `(` at column 4", 4, "add `)` at the end"),
        ("(x", "a `)` is missing for the `(` at column 1", 1, "add `)` at the end"),
        ("|x", "a `|` is missing for the `|` at column 1", 1, "add `|` at the end"),
        ("(x]", "`]` does not close the `(` at column 1", 3, "write `)`"),
        ("x)", "this `)` closes nothing", 2, "delete it"),
        ("2 3", "an operator is missing between 2 and 3", 1, "write * to multiply"),
        ("ln2e3.5", "an operator is missing between 2e3 and .5", 3, "write * to multiply"),
        ("ln₂.5", "an operator is missing between ₂ and .5", 3, "write * to multiply"),
        ("sin", "`sin` needs an argument", 1, "write sin(x)"),
        ("sin^-1 x", "a negative power of `sin` can mean two things", 1, "asin"),
        ("sin⁻¹ x", "a negative power of `sin` can mean two things", 1, "asin"),
        ("max x", "`max` needs brackets", 1, "write max("),
        ("atan2(x)", "`atan2` takes 2 values, not 1", 1, "atan2(y, x)"),
        ("log(x, 2)", "`log` takes 1 value, not 2", 1, "logb(x, b)"),
        ("sum(1, 2)", "`sum` takes 1 value, not 2", 1, "sum([a, b, c])"),
        ("sin(x, dim=0)", "`sin` takes no axis", 1, "sum and mean"),
        ("[x, dim=0]", "`dim=` has no meaning here", 5, "only functions such as sum"),
        ("max(x, dim=0)", "`max` with an axis gives values and indices", 1, "amax"),
        ("sum(x, dim=0.5)", "an axis is a whole number that is typed out", 12, "dim=0"),
        ("sum(x, keepdim=1)", "`keepdim` is True or False", 16, "keepdim=True"),
        ("x + True", "`True` has no value here", 5, "write 1"),
        ("x[1:2:3:4]", "a slice has at most three parts", 8, "x[low:high:step]"),
        ("1 + (x = 2)", "`=` defines a name", 8, "=="),
        ("1,5", "a comma has no meaning here", 2, "1.5"),
        ("(1,2)", "a comma has no meaning in these brackets", 3, "[1, 2]"),
        ("()", "there is nothing between these brackets", 1, None),
        ("{x}", "braces need a condition", 1, "{x < 0"),
        ("g'(x)", "a prime stands only behind the name of a defined function", 2, "define it"),
        ("h'(1, 2)", "`h` has 2 arguments", 1, "grad(h)"),
        ("f^2(x)", "a power of the function `f` itself is not read", 1, "f(x)^2"),
        ("grad(h)", "grad(h) is a function: it needs a point", 1, "grad(h)(1, 2)"),
        ("x[]", "an index is missing", 2, "x[0]"),
        ("1 + not x", "`not` needs brackets here", 5, None),
        ("x if y", "`else` is missing for this `if`", 3, "a if c else b"),
    ],
)
def test_errors_say_where_and_what(text: str, message: str, column: int, hint: str | None) -> None:
    with pytest.raises(LangError) as caught:
        tree(text)
    assert message in caught.value.message
    assert caught.value.column == column
    assert (hint or "") in (caught.value.hint or "")


@pytest.mark.parametrize(
    ("text", "word"),
    [("1/2x", "1/(2x)"), ("6/2(1+2)", "1/(2x)"), ("|a|b|c|", "abs( )"), ("f(x) + g(x)", "product g·")],
)
def test_readings_that_surprise_get_a_hint(entry: Callable[..., object], text: str, word: str) -> None:
    found = entry("f(t) = t", text)
    assert [word in note.message for note in found.hints] == [True]  # type: ignore[attr-defined]


@pytest.mark.parametrize("text", ["1/2 x", "|x||y|", "|x| + |y|", "2|x|", "x(x+1)", "|x|^3/|x-2|"])
def test_plain_readings_get_none(entry: Callable[..., object], text: str) -> None:
    assert entry(text).hints == ()  # type: ignore[attr-defined]
