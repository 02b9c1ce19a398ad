"""Errors that offer an edit: the edit is made, and what it leads to is read."""

import re

import pytest
from hypothesis import given, settings, strategies as st

from engine import tensor
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
        ("sin 30°", "write sin (30*pi/180)", "sin (30*pi/180)"),
        ("sin30°", "write sin(30*pi/180)", "sin(30*pi/180)"),
        ("1/45.5 °", "write 1/(45.5*pi/180)", "1/(45.5*pi/180)"),
        ("cos 2x°", "write cos (2x*pi/180)", "cos (2x*pi/180)"),
        ("1 + (x + 1)°", "write radians", "1 + ((x + 1)*pi/180)"),
        ("sin 30° + cos 60° + tan 45°", "write radians", "sin (30*pi/180) + cos (60*pi/180) + tan (45*pi/180)"),
        ("1½ x", "write (1 + 1/2) x", "(1 + 1/2) x"),
        ("x<0 and ~(x<-2)", "write x<0 and not (x<-2)", "x<0 and not (x<-2)"),
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
        # names of other systems, and in capitals
        ("root(x, 3)", "write nthroot", "nthroot(x, 3)"),
        ("root(x + max(x, 1))", "write sqrt", "sqrt(x + max(x, 1))"),
        ("SIN(x)", "write sin", "sin(x)"),
        ("Sin(x)", "write sin", "Sin(x)".lower()),
        ("Exp(x) + 1", "write exp", "exp(x) + 1"),
        ("LN(x)", "write ln", "ln(x)"),
        ("tg(x)", "write tan", "tan(x)"),
        ("TG(x)", "write tan", "tan(x)"),
        ("ctg x", "write cot", "cot x"),
        ("lg(x)", "write log10", "log10(x)"),
        ("cοs(x)", "use Latin letters", "cos(x)"),
        ("jnp.sin(x)", "write np.sin", "np.sin(x)"),
        ("x.pow(2)", "write pow(x, 2)", "pow(x, 2)"),
        ("(x+1).relu()", "write relu(x+1)", "relu(x+1)"),
        ("2(x + 1).pow(2) + 1", "write pow(x + 1, 2)", "2pow(x + 1, 2) + 1"),
        ("if x<0 then 0 else x", "write 0 if x<0 else x", "0 if x<0 else x"),
        ("g(x) = if x<0 then 0 else x", "write 0 if x<0 else x", "g(x) = 0 if x<0 else x"),
        # signs that belong elsewhere
        ("=x^2", "delete it", "x^2"),
        ("{x<0: 0; x>=0: x}", "write ,", "{x<0: 0, x>=0: x}"),
        ("x^2;", "delete it", "x^2"),
        ("x^2,", "delete it", "x^2"),
        ("1,000,000 x", "write 1000000", "1000000 x"),
        ("0,125", "write 0.125", "0.125"),
        ("sum(k=0..10, x^k)", "write x^k, k=0..10", "sum(x^k, k=0..10)"),
        # LaTeX
        ("x_{1}^{2}", "write x_1^2", "x_1^2"),
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
        "sin(x)°",
        "1/2x°",
        "x^2°",
        "x_1°",
        "20°C",
        "30°15'",
        "x ~ 1",
        "x = = 1",
        "x + = 2",
        "x; x^2",
        "1,000",
        "(1,000)",
        "[1; 2]",
        "norm([3,4], 1)",
        "norm(x, 1)",
        "sum([1, 2], 0)",
        "atan2(y=1, x)",
        "f^-1(x)",
        "f⁻¹(x)",
        "sin(x).relu()",
        "2 + if x<0 then 0 else x",
        "sum(k=0..10)",
        "integral(x^2)",
        r"\frac{dy}{dx}",
        "1\t2",
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
        (r"\frac{dy}{dx}", "write f'(x) or diff(expr, x)"),
        (r"\frac{d}{dx} x^2", "write f'(x) or diff(expr, x)"),
        ("x_{1}^{2}", "write x_1 and x_1^2"),
    ],
)
def test_what_to_do_about_latex(text: str, hint: str) -> None:
    error = error_of(text)
    assert error is not None
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("=x^2", "y = …"),
        ("x = = 1", "write one = to define a name, == to compare"),
        ("x ~ 1", "isclose(a, b)"),
        ("1,000", "write 1000 for the whole number, or 1.000"),
        ("norm([3, 4], 1)", "sum(abs(x))"),
        ("f^-1(x)", "write 1/f(x)"),
        ("integral(x^2)", "integrals are not computed"),
        ("1\t2", "a table: paste them as data"),
        ("x; x^2", "one text holds one formula"),
        ("nn.ReLU(x)", "the prefixes are torch., np., math. and F."),
    ],
)
def test_what_to_do_where_no_edit_is_sure(text: str, hint: str) -> None:
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
        (r"\frac{dy}{dx}", None),
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


def test_degrees_behind_a_function_without_brackets_are_its_angle() -> None:
    """`sin 30*pi/180` would be sin(30)·π/180."""
    function = read_last(mended("sin 30°")).function
    assert function is not None
    assert function({}).item() == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("text", "label", "result"),
    [
        ("def h(x):\n    return 2x", "insert *", "def h(x):\n    return 2*x"),
        ("def h(x):\n    return 13.5sin(x)", "insert *", "def h(x):\n    return 13.5*sin(x)"),
        ("def h(x):\n    return x²", "write **2", "def h(x):\n    return x**2"),
        ("def h(x):\n    return x⁻¹", "write **-1", "def h(x):\n    return x**-1"),
        ("def h(x):\n    return 2×x", "write *", "def h(x):\n    return 2*x"),
        ("def h(x):\n    return x)", "delete it", "def h(x):\n    return x"),
        ("Def h(x):\n    return x", "write def", "def h(x):\n    return x"),
        ("Def h(x): return x", "write def", "def h(x): return x"),
        ("def h(x):\n    Return x", "write return", "def h(x):\n    return x"),
        ("lambda x: x**2", "insert f =", "f = lambda x: x**2"),
    ],
)
def test_one_edit_mends_the_program(text: str, label: str, result: str) -> None:
    error = read_last(text).error
    assert error is not None
    assert error.fix is not None
    assert error.fix.label == label
    assert error.fix.mended(text) == result
    assert read_last(result).error is None


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("def h(x):\n    return x!", "write factorial(x)"),
        ("def h(x):\n    return √x", None),
        ("a = 2\nlambda x: a*x\nb = 3\n", "write f = lambda x: …"),
        ("x = 1.0\nfor i in range(3):\n    y = x**2\n    x -= 0.1*x.grad\n", "Descend, or gradexplorer descend"),
        ("def h(x):\n    return torch.std(x, k=2)", "keepdims, dtype, correction, ddof, unbiased are"),
        ("def h(x):\n    return torch.sin(x, k=2)", "write the values alone"),
    ],
)
def test_what_to_do_about_a_program(text: str, hint: str | None) -> None:
    error = read_last(text).error
    assert error is not None
    assert error.fix is None
    assert hint is None or hint in (error.hint or "")


def test_a_program_of_a_vector_is_told_at_its_last_assignment() -> None:
    text = "import torch\na = torch.tensor([1.0, 2.0], requires_grad=True)\nQ = 3*a**3\nQ.backward()\n"
    function = read_last(text).function
    assert function is not None
    with pytest.raises(LangError) as raised:
        function({"a": tensor([1.0, 2.0])})
    error = raised.value
    assert text[error.span.start : error.span.end] == "Q = 3*a**3"
    assert error.fix is None


def test_a_table_alone_is_no_number() -> None:
    import numpy as np

    from gradexplorer.lang import Table

    error = read_last("mean(D)", tables=[Table("D", {"x": np.ones(2), "loss": np.ones(2)})]).error
    assert error is not None
    assert (error.message, error.hint) == ("`D` is a table", "write a column of it: D.loss, D.x")
