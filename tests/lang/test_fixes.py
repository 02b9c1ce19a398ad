"""Errors that offer an edit: the edit is made, and what it leads to is read."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.lang import LangError
from gradexplorer.lang.from_latex import from_latex
from tests.lang.conftest import read_last
from tests.lang.strategies import formulas

DEFINED = ("f(t) = t^2",)


def error_of(text: str) -> LangError | None:
    return read_last(*DEFINED, text).error


def mended(text: str) -> str:
    error = error_of(text)
    assert error is not None
    assert error.fix is not None, error.message
    return error.fix.mended(text)


@pytest.mark.parametrize(
    ("text", "label", "result"),
    [
        # brackets
        ("sin(x", "insert )", "sin(x)"),
        ("sin(cos(x", "insert ))", "sin(cos(x))"),
        ("[1, (2][0]", "write )", "[1, (2)[0]"),
        ("sin(|x", "insert |)", "sin(|x|)"),
        ("|x + 1", "insert |", "|x + 1|"),
        ("{x < 0: 1", "insert }", "{x < 0: 1}"),
        ("(x]", "write )", "(x)"),
        ("x)", "delete it", "x"),
        ("e^{-x}", "write (-x)", "e^(-x)"),
        # names
        ("sine(x)", "write sin", "sin(x)"),
        ("sinn x", "write sin", "sin x"),
        ("wurzel(x)", "write sqrt", "sqrt(x)"),
        ("np.sine(x)", "write sin", "np.sin(x)"),
        ("x.mean()", "write mean(x)", "mean(x)"),
        ("abcd", "write a b c d", "a b c d"),
        ("ksin(x)", "write k sin", "k sin(x)"),
        ("mcosx", "write m cos x", "m cos x"),
        ("ab(x+1)", "write a b", "a b (x+1)"),
        ("x2.5", "write x*2.5", "x*2.5"),
        # numbers
        ("1,5", "write 1.5", "1.5"),
        ("(1,5)", "write 1.5", "(1.5)"),
        ("3,14 x", "write 3.14", "3.14 x"),
        ("2 3", "write 2*3", "2*3"),
        ("1 000", "write 1000", "1000"),
        ("sum((1, 2))", "write [1, 2]", "sum([1, 2])"),
        # signs
        ("1 + (x = 2)", "write ==", "1 + (x == 2)"),
        ("x^2 = 4", "write ==", "x^2 == 4"),
        ("x =< 3", "write <=", "x <= 3"),
        ("x + 1 => 3", "write >=", "x + 1 >= 3"),
        ("x <> 3", "write !=", "x != 3"),
        ("g(x) := x^2", "write =", "g(x) = x^2"),
        ("1 + not x", "write (not x)", "1 + (not x)"),
        ("x<0 || x>1", "write x<0 or x>1", "x<0 or x>1"),
        ("x<1 && y<2", "write x<1 and y<2", "x<1 and y<2"),
        ("~x", "write not x", "not x"),
        ("x mod 2", "write %", "x % 2"),
        ("x * / 2", "delete it", "x *  2"),
        ("a = 2; a x", "start a new line", "a = 2\n a x"),
        # functions
        ("sin^-1 x", "write asin", "asin x"),
        ("sin^-1x", "write asin", "asin x"),
        ("sin⁻¹(x)", "write asin", "asin(x)"),
        ("tanh^(-1) x", "write atanh", "atanh x"),
        ("log(x, 2)", "write logb", "logb(x, 2)"),
        ("torch.log(x, 2)", "write logb", "logb(x, 2)"),
        ("mean(1, 2, x)", "write [1, 2, x]", "mean([1, 2, x])"),
        ("sum(k^2, k, 1, 4)", "write k^2, k=1..4", "sum(k^2, k=1..4)"),
        ("sum(k, k=1:4)", "write ..", "sum(k, k=1..4)"),
        ("diff(x^2)", "insert , x", "diff(x^2, x)"),
        ("min x, y", "write min(x, y)", "min(x, y)"),
        ("1 + max 2x, sin(x), 3", "write max(2x, sin(x), 3)", "1 + max(2x, sin(x), 3)"),
        ("atan2 y, x", "write atan2(y, x)", "atan2(y, x)"),
        ("f^2(x)", "write (x)^2", "f(x)^2"),
        ("f²(x)", "write (x)²", "f(x)²"),
        ("[x, 2x]", "write sum([x, 2x])", "sum([x, 2x])"),
        ("(x+1)*[x, 2]", "write sum((x+1)*[x, 2])", "sum((x+1)*[x, 2])"),
        ("sum(max([[1, x]], dim=0))", "write amax", "sum(amax([[1, x]], dim=0))"),
        ("x + True", "write 1", "x + 1"),
        # characters
        ("а + хy", "write a + xy", "a + xy"),
        ("ｘ＋１", "write x+1", "x+1"),
        ("x\u200b + \u200b1", "write x + 1", "x + 1"),
        ("x\u202e", "delete it", "x"),
        ("½ x", "write (1/2) x", "(1/2) x"),
        ("xⁿ", "write x^n", "x^n"),
        ("sin(30°)", "write sin(30*pi/180)", "sin(30*pi/180)"),
        ("⌊x⌋ + 1", "write floor(x) + 1", "floor(x) + 1"),
        ("2 si(x)", "write sin", "2 sin(x)"),
        ("co(x) + 1", "write cos", "cos(x) + 1"),
        ("`x + 1`", "write x + 1", "x + 1"),
        ("x — 1", "write x - 1", "x - 1"),
        ("“x”", "write x", "x"),
        # characters in a text that is too long for a button
        ("sin(x) ＋ cos(x) ＋ exp(x)", "replace ＋ by +", "sin(x) + cos(x) + exp(x)"),
        ("sin(2х) + cos(2х) + 12", "use Latin letters", "sin(2x) + cos(2x) + 12"),
        ("$x^5 + x^4 + x^3 + x^2$", "delete each $", "x^5 + x^4 + x^3 + x^2"),
        ("“sin(x) + cos(x)” + exp(x)", "delete the quotes", "sin(x) + cos(x) + exp(x)"),
        ("x<0 && x>-1 && x<12 && x<3", "replace & by and", "x<0 and x>-1 and x<12 and x<3"),
        ("x<0 || x>1 || x<12 || x<3", "replace || by or", "x<0 or x>1 or x<12 or x<3"),
        ("⌊x + 1⌋ + ⌊x + 2⌋ + 3", "replace ⌊…⌋ by floor(…)", "floor(x + 1) + floor(x + 2) + 3"),
        ("sin(x)\u200b + \u200bcos(x) + 123", "delete all of them", "sin(x) + cos(x) + 123"),
        (r"\sin(x) + \cos(x) + x^{2}", "write without LaTeX", "sin(x) + cos(x) + x^2"),
        ("xsin(x + 1 + 2 + 3 + 4", "insert )", "xsin(x + 1 + 2 + 3 + 4)"),
        ("[sin(x), cos(x), exp(x)]", "write sum(…)", "sum([sin(x), cos(x), exp(x)])"),
        # LaTeX
        ("y &= 2x^4 + 1", "delete it", "y = 2x^4 + 1"),
        ("y' = 3x^2", "write dy", "dy = 3x^2"),
        ("$x^2$", "write x^2", "x^2"),
        (r"\frac{1}{2}x", "write (1/2)x", "(1/2)x"),
        (r"\sin(x) + \cos x", "write sin(x) + cos x", "sin(x) + cos x"),
        (r"$\sqrt{x^{2}}$", "write sqrt(x^2)", "sqrt(x^2)"),
    ],
)
def test_one_edit_mends_the_text(text: str, label: str, result: str) -> None:
    error = error_of(text)
    assert error is not None
    assert error.fix is not None
    assert error.fix.label == label
    assert error.fix.mended(text) == result
    assert text == "[1, (2][0]" or error_of(result) is None


@pytest.mark.parametrize(
    "text",
    [
        "",
        "x +",
        "sin(",
        "(",
        "velocity",
        "max x",
        "f(min x, y)",
        "mean 1, 2",
        "gcd(2, 3)",
        "1.2.3",
        r"\int x",
        "é",
        "f(1, 2)",
        "x//2",
        "torch",
        "x + np.",
        "F.",
    ],
)
def test_no_edit_is_offered_where_none_is_sure(text: str) -> None:
    error = error_of(text)
    assert text == "" or error is not None
    assert error is None or error.fix is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        (r"\nabla u", "write grad(f)(1, 2)"),
        (r"$\frac{\partial o}{\partial x}$", "write f'(x) or diff(expr, x)"),
        (r"\int x", "integrals are not read"),
        (r"$\sum_{i=1}^{6} z_i$", "LaTeX commands are not read"),
        (r"$\frac{1}{2}$", "formulas are typed without dollar signs"),
        ("(dy/dx)", "write diff(…, x)"),
    ],
)
def test_what_to_do_about_latex(text: str, hint: str) -> None:
    error = error_of(text)
    assert error is not None
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("torch.", "a name is missing behind `torch.`", "write for example torch.sin(x)"),
        ("2 sin(np. + 1)", "a name is missing behind `np.`", "write for example np.sin(x)"),
        ("x math", "a name is missing behind `math`", "write for example math.sin(x)"),
        ("F.", "a name is missing behind `F.`", "write for example F.relu(x)"),
        ("def h(x):\n    return x*torch", "a name is missing behind `torch`", "write for example torch.sin(x)"),
        ("def h(x):\n    return x*torch.", "a name is missing behind the `.`", None),
        ("def h(x):\n    y = (x + torch.)*2\n    return y", "a name is missing behind the `.`", None),
    ],
)
def test_a_library_alone_lacks_a_name(text: str, message: str, hint: str | None) -> None:
    """While `torch.sin` is typed, `torch.` is no product of letters."""
    error = error_of(text)
    assert error is not None
    assert (error.message, error.hint, error.fix) == (message, hint, None)


def test_a_name_of_the_document_comes_before_a_library() -> None:
    assert read_last("torch = 2", "torch x").error is None


def test_an_edit_for_a_column() -> None:
    import numpy as np

    from gradexplorer.lang import Table

    error = read_last("mean(D.los)", tables=[Table("D", {"loss": np.ones(2)})]).error
    assert error is not None
    assert error.fix is not None
    assert error.fix.mended("mean(D.los)") == "mean(D.loss)"
    unfinished = read_last("mean(D.", tables=[Table("D", {"loss": np.ones(2)})]).error
    assert unfinished is not None
    assert unfinished.message == "the name of a column is missing behind `D.`"
    assert unfinished.hint == "its columns are loss"


@pytest.mark.parametrize(
    ("latex", "formula"),
    [
        (r"x^{2}", "x^2"),
        (r"\left(x+1\right)^{n+1} \cdot \pi", "(x+1)^(n+1) * pi"),
        (r"\sqrt[3]{x}", "nthroot(x, 3)"),
        (r"\frac{\sqrt{x}}{1+x^{2}}", "((sqrt(x))/(1+x^2))"),
        (r"\operatorname{softplus}(x_{0})", "softplus(x_0)"),
        (r"a \le b", "a <= b"),
        (r"\alpha\,\varphi", "alpha phi"),
        (r"\frac{dy}{dx}", "(dy/dx)"),
        (r"\theta_{1} x", "theta_1 x"),
        (r"\frac{\mathrm{d}}{\mathrm{d}x}\left(x^{2}\right)", None),
        (r"\begin{cases}x\end{cases}", None),
        (r"\int x", None),
        ("\\" * 5000, None),
    ],
)
def test_latex_as_a_formula(latex: str, formula: str | None) -> None:
    assert from_latex(latex) == formula


@pytest.mark.parametrize(
    ("text", "result"),
    [("а\udc80", "a"), ("x + ½ \udcff", "x + (1/2) "), ("$x\udc80$", "x"), ("[x, # \udc80\n2]", None)],
)
def test_half_a_character_is_never_written_back(text: str, result: str | None) -> None:
    """Bytes of a file that are no text come as lone surrogates, and no file could hold an edit with them."""
    error = error_of(text)
    assert error is not None
    assert error.fix is not None
    assert not re.search("[\ud800-\udfff]", error.fix.text + error.fix.label)
    assert result is None or error.fix.mended(text) == result


@given(st.one_of(st.text(alphabet="x2+-*/^()[]{}|,. =<sin'!²√if:k;&$½а", max_size=20), formulas(4)), st.data())
@settings(max_examples=300, deadline=None)
def test_edits_lead_somewhere(text: str, data: st.DataObject) -> None:
    """Whatever is typed: to make the edit changes the text, keeps the span in it, and does not go on for ever."""
    if text:
        place = data.draw(st.integers(0, len(text)))
        text = text[:place] + text[place + 1 :]
    seen = set()
    for _ in range(60):
        error = error_of(text)
        if error is None or error.fix is None:
            return
        assert 0 <= error.fix.span.start <= error.fix.span.end <= len(text)
        assert 0 < len(error.fix.label) <= 24
        assert "\n" not in error.fix.label
        seen.add(text)
        text = error.fix.mended(text)
        assert text not in seen
    raise AssertionError(text)
