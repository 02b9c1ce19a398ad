"""The language, line by line: operators. Text, tree, value, slope or error."""

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np
import pytest

from gradexplorer.lang import LangError
from gradexplorer.lang.functions import ALIASES, FUNCTIONS, PREFIXES
from gradexplorer.lang.lexer import tokens
from gradexplorer.lang.operators import LEVEL_NAMES, OPERATOR_TABLE, OperatorInfo
from gradexplorer.lang.parser import parse
from gradexplorer.lang.tree import Node
from gradexplorer.lang.words import Scope, resolved
from tests.lang.conftest import read_last

Compute = Callable[..., Any]
SCOPE = Scope(functions={"f": 1, "h": 2}, locals=frozenset({"k"}))


def tree(text: str) -> Node:
    return parse(resolved(tokens(text), SCOPE, text), SCOPE, text)[0]


@pytest.mark.parametrize("info", OPERATOR_TABLE, ids=lambda info: f"{info.place}{info.sign}")
def test_every_operator_binds_as_its_entry_says(info: OperatorInfo) -> None:
    assert tree(info.example) == tree(info.same)
    assert info.level in LEVEL_NAMES
    for spelling in info.spellings:
        if info.sign in info.example:
            assert tree(info.example.replace(info.sign, f" {spelling} ")) == tree(info.example)


LOOSE_TO_TIGHT = ["or", "and", "<", "+", "*", "^"]
"""One operator of each level between two operands."""


@pytest.mark.parametrize(("loose", "tight"), list(pairwise(LOOSE_TO_TIGHT)))
def test_levels_from_loose_to_tight(loose: str, tight: str) -> None:
    assert tree(f"a {loose} b {tight} c") == tree(f"a {loose} (b {tight} c)")
    assert tree(f"a {tight} b {loose} c") == tree(f"(a {tight} b) {loose} c")


@pytest.mark.parametrize(
    ("text", "same"),
    [
        # comparisons
        ("a < b < c", "a < (b) < (c)"),
        ("not a < b", "not (a < b)"),
        ("not a and b", "(not a) and b"),
        ("a ≤ b ≠ c", "a <= b != c"),
        # one level, left to right
        ("a - b + c", "(a - b) + c"),
        ("a / b * c", "(a / b) * c"),
        ("a / b c", "(a / b) * c"),
        ("a % b / c", "(a % b) / c"),
        ("a b / c d", "((a*b)/c)*d"),
        ("a @ b c", "(a @ b)*c"),
        # the examples of the specification
        ("-x^2", "-(x^2)"),
        ("2^3^2", "2^(3^2)"),
        ("2**3**2", "2^(3^2)"),
        ("2^-x", "2^(-x)"),
        ("6/2(1+2)", "(6/2)(1+2)"),
        ("1/2x", "(1/2)*x"),
        ("x²^3", "(x^2)^3"),
        ("x⁻¹", "x^(-1)"),
        ("x¹²", "x^12"),
        ("5 - -x", "5 - (-x)"),
        ("x−1×2÷4", "x - ((1*2)/4)"),
        # unary minus and postfix
        ("-x!", "-(x!)"),
        ("2x!", "2*(x!)"),
        ("x!^2", "(x!)^2"),
        ("x^2!", "x^(2!)"),
        ("-x[0]", "-(x[0])"),
        ("x[0]^2", "(x[0])^2"),
        ("2x[0]", "2*(x[0])"),
        ("x[0]²", "(x[0])^2"),
        ("2 -x", "2 - x"),
        ("2*-x y", "(2*(-x))*y"),
        ("-2^2", "-(2^2)"),
        ("x^-2^2", "x^(-(2^2))"),
        ("- -x", "-(-x)"),
        # functions without brackets
        ("sin x", "sin(x)"),
        ("2 sin x cos x", "2*sin(x)*cos(x)"),
        ("sin 2x cos 3x", "sin(2x)*cos(3x)"),
        ("sin x^2", "sin(x^2)"),
        ("sin x²", "sin(x^2)"),
        ("sin x/2", "sin(x)/2"),
        ("sin -x", "sin(-x)"),
        ("sin x(x+1)", "sin(x*(x+1))"),
        ("ln 2x", "ln(2x)"),
        ("x sin x", "x*sin(x)"),
        ("sin x + 1", "sin(x) + 1"),
        ("sin x * 2", "sin(x)*2"),
        ("sin x · y", "sin(x)*y"),
        ("max(sin x, cos x)", "max(sin(x), cos(x))"),
        ("(sin x) y", "sin(x)*y"),
        ("sin x y z", "sin(x*y*z)"),
        ("sin x^2 y", "sin((x^2)*y)"),
        ("sin cos x", "sin(cos(x))"),
        ("sin x f(x)", "sin(x)*f(x)"),
        ("sin 2|x|", "sin(2*abs(x))"),
        ("sin x!", "sin(x!)"),
        ("sin x < 1", "sin(x) < 1"),
        ("exp -x^2", "exp(-(x^2))"),
        ("sin(x)(x+1)", "sin(x)*(x+1)"),
        ("sin(x)^2", "(sin(x))^2"),
        ("sin(x) y", "sin(x)*y"),
        ("sin (x) y", "sin(x)*y"),
        ("√2x", "sqrt(2)*x"),
        ("√x²", "sqrt(x^2)"),
        ("√(x+1) y", "sqrt(x+1)*y"),
        ("√√x", "sqrt(sqrt(x))"),
        ("√x/2", "sqrt(x)/2"),
        ("2√x", "2*sqrt(x)"),
        ("∛2x", "cbrt(2)*x"),
        ("sin^2 x", "sin(x)^2"),
        ("sin² x", "sin(x)^2"),
        ("sin²(x)", "sin(x)^2"),
        ("sin^2(x)(x+1)", "sin(x)^2*(x+1)"),
        ("sin^2 2x cos x", "sin(2x)^2*cos(x)"),
        ("sin^n x", "sin(x)^n"),
        # bars
        ("||x|-1|", "abs(abs(x) - 1)"),
        ("|x||y|", "abs(x)*abs(y)"),
        ("|x|^3/|x-2|", "abs(x)^3/abs(x-2)"),
        ("|x + |y||", "abs(x + abs(y))"),
        ("|-x|", "abs(-x)"),
        ("2|x|y", "2*abs(x)*y"),
        ("|x|y|z|", "abs(x)*y*abs(z)"),
        ("||x||", "abs(abs(x))"),
        ("|a| + |b|", "abs(a) + abs(b)"),
        ("sin|x|", "sin(abs(x))"),
        ("|sin x| + 1", "abs(sin(x)) + 1"),
        ("|x|!", "(abs(x))!"),
        # piecewise
        ("-x if x < 0 else x", "{x < 0: -x, x}"),
        ("a if x = 0 else b", "{x == 0: a, b}"),
        ("{x<0: -x, x<=1: x^2, 2}", "{(x<0): (-x), (x<=1): (x^2), (2)}"),
        ("{x=0: 1, else: 2}", "{x == 0: 1, 2}"),
        ("where(x = 0, 1, 2)", "where(x == 0, 1, 2)"),
        ("1 + 2 if x else 3", "{x: 1 + 2, 3}"),
        # powers of functions of the library
        ("pow(x, 3)", "x^3"),
        ("torch.pow(x, 3)", "x^3"),
        ("square(x)", "square(x)"),
        ("add(x, 1)", "x + 1"),
        ("torch.sub(x, y)", "x - y"),
        ("rsub(x, y)", "y - x"),
        ("np.true_divide(x, y)", "x / y"),
        ("neg(x)", "-x"),
        ("positive(x)", "x"),
        ("torch.matmul(a, b)", "a @ b"),
        ("ge(x, 1)", "x >= 1"),
        ("np.equal(x, 1)", "x == 1"),
        ("np.logical_and(x, y)", "x and y"),
        ("torch.logical_not(x)", "not x"),
        ("float_power(x, 2)", "x^2"),
        ("factorial(x)", "x!"),
        ("math.factorial(x + 1)", "(x + 1)!"),
    ],
)
def test_two_texts_of_one_tree(text: str, same: str) -> None:
    assert tree(text) == tree(same)


DIFFERING = {"std", "var", "max", "min", "amax", "amin", "median", "log", "equal"}


def tree_or_message(text: str) -> Node | str:
    try:
        return tree(text)
    except LangError as error:
        return error.message.replace("`" + error.message.split("`")[1] + "`", "")


@pytest.mark.parametrize("prefix", PREFIXES)
def test_prefixes_change_nothing_where_the_libraries_agree(prefix: str) -> None:
    """`torch.sin` is sin. Where they differ, the next test says what each means."""
    for name in ALIASES:
        if name in DIFFERING or name in ("diff", "grad", "∑", "∏"):
            continue
        for arguments in ("(x)", "(x, y)", "(x, y, 1)"):
            assert tree_or_message(f"{prefix}.{name}{arguments}") == tree_or_message(name + arguments)


@pytest.mark.parametrize(
    ("text", "reading", "result"),
    [
        ("std([1, 2, 6])", "std([1, 2, 6])", math.sqrt(7)),
        ("torch.std([1, 2, 6])", "std([1, 2, 6])", math.sqrt(7)),
        ("np.std([1, 2, 6])", "np.std([1, 2, 6])", math.sqrt(14 / 3)),
        ("numpy.var([1, 2, 6])", "np.var([1, 2, 6])", 14 / 3),
        ("torch.var([1, 2, 6])", "var([1, 2, 6])", 7),
        ("math.log(8, 2)", "logb(8, 2)", 3),
        ("math.log(8)", "ln(8)", math.log(8)),
        ("np.log(8)", "ln(8)", math.log(8)),
        ("np.max([1, 3])", "max([1, 3])", 3),
        ("torch.max([1, 3])", "max([1, 3])", 3),
        ("torch.max(2, 3)", "max(2, 3)", 3),
        ("std([1, 2, 6], unbiased=False)", "np.std([1, 2, 6])", math.sqrt(14 / 3)),
        ("np.var([1, 2, 6], ddof=1)", "var([1, 2, 6])", 7),
        ("var([[1, 2, 6]], dim=1, correction=0)[0]", "np.var([[1, 2, 6]], dim=1)[0]", 14 / 3),
        ("clamp(-3, min=0)", "clamp(−3, 0, ∞)", 0),
        ("torch.clamp(5, max=2)", "clamp(5, −∞, 2)", 2),
        ("clip(5, min=0, max=2)", "clamp(5, 0, 2)", 2),
        ("clamp(5, 0, max=2)", "clamp(5, 0, 2)", 2),
        ("nn.functional.relu(-2)", "relu(−2)", 0),
        ("median([1, 2, 6, 9])", "median([1, 2, 6, 9])", 2),
        ("np.median([1, 2, 6, 9])", "np.median([1, 2, 6, 9])", 4),
        ("np.max([[1, 2], [3, 0]], axis=0)[1]", "amax([[1, 2], [3, 0]], dim=0)[1]", 2),
        ("torch.amin([[1, 2], [3, 0]], dim=1)[1]", "amin([[1, 2], [3, 0]], dim=1)[1]", 0),
        ("sum([[1, 2], [3, 0]], dim=0)[0]", "sum([[1, 2], [3, 0]], dim=0)[0]", 4),
        ("np.sum([[1, 2], [3, 0]], axis=(0, 1))", "sum([[1, 2], [3, 0]], dim=(0, 1))", 6),
        (
            "mean([[1, 2], [3, 0]], dim=-1, keepdim=True)[1, 0]",
            "mean([[1, 2], [3, 0]], dim=-1, keepdim=True)[1, 0]",
            1.5,
        ),
        ("sum([1, 2], dtype=torch.float64)", "sum([1, 2])", 3),
        ("sum([1, 2, 3, 4][1:3])", "sum([1, 2, 3, 4][1:3])", 5),
        ("sum([1, 2, 3, 4][::-2 + 4])", "sum([1, 2, 3, 4][::−2 + 4])", 4),
        ("[[1, 2], [3, 4]][:, None][1, 0, 0]", "[[1, 2], [3, 4]][:, None][1, 0, 0]", 3),
        ("math.fsum([1, 3])", "sum([1, 3])", 4),
        ("math.fabs(-3)", "|−3|", 3),
        ("math.pi + np.e + torch.inf", "π + e + ∞", math.inf),
        ("F.relu(-3)", "relu(−3)", 0),
        ("torch.nn.functional.relu(3)", "relu(3)", 3),
        ("torch.special.entr(1/2)", "entr(1/2)", math.log(2) / 2),
        ("np.linalg.norm([3, 4])", "norm([3, 4])", 5),
    ],
)
def test_where_libraries_differ_the_prefix_decides(value: Compute, text: str, reading: str, result: float) -> None:
    assert read_last(text).reading == reading
    assert value(text) == pytest.approx(result, rel=1e-14)


@pytest.mark.parametrize("text", ["log(x, 2)", "torch.log(x, 2)", "np.log(x, 2)"])
def test_a_base_of_log_is_refused_where_the_library_has_none(text: str) -> None:
    error = read_last(text).error
    assert error is not None
    assert error.hint == "write logb(x, b) for the logarithm to base b"


@pytest.mark.parametrize(
    ("text", "at", "result", "slope"),
    [
        ("6/2(1+2)", {}, 9, None),
        ("2^3^2", {}, 512, None),
        ("-3^2", {}, -9, None),
        ("-7 % 3", {}, 2, None),
        ("7 % -3", {}, -2, None),
        ("1 < 2 < 3", {}, 1, None),
        ("3 > 2 > 2", {}, 0, None),
        ("1 < 2 > 1", {}, 1, None),
        ("x!", {"x": 3.0}, 6, 6 * (11 / 6 - 0.5772156649015329)),
        ("{x<0: -x, sqrt(x)}", {"x": -1.0}, 1, -1),
        ("{x<0: -x, x<=1: x^2, 2}", {"x": 0.5}, 0.25, 1),
        ("{x<0: -x, x<=1: x^2, 2}", {"x": 3.0}, 2, 0),
        ("{x<0: -x}", {"x": 3.0}, math.nan, 0),
        ("{x=0: 1, sin(x)/x}", {"x": 0.0}, 1, 0),
        ("-x if x < 0 else x^3", {"x": 2.0}, 8, 12),
        ("where(x < 0, -x, x^3)", {"x": 2.0}, 8, 12),
        ("sum(k x^k, k=1..4)", {"x": 2.0}, 2 + 8 + 24 + 64, 1 + 8 + 36 + 128),
        ("prod(k x, k=1..3)", {"x": 2.0}, 48, 72),
        ("sum(sum(x, k=1..k), k=1..3)", {"x": 2.0}, 12, 6),
        ("∑(x^k, k=0..2) ∏(k, k=1..3)", {"x": 2.0}, 42, 30),
        ("sum([1, 2, 3] x)", {"x": 2.0}, 12, 6),
        ("([[1,2],[3,4]] @ [x, 1])[1]", {"x": 2.0}, 10, 3),
        ("[1, x] @ [x, 3]", {"x": 2.0}, 8, 4),
        ("[[1,2],[3,x]][1, 1]", {"x": 2.0}, 2, 1),
        ("[[1,2],[3,x]][1][0]", {"x": 2.0}, 3, 0),
        ("max(x, 1, 3)", {"x": 4.0}, 4, 1),
        ("min(x, 1)", {"x": 4.0}, 1, 0),
        ("max([x, 1])", {"x": 4.0}, 4, 1),
        ("min([x, 1])", {"x": 4.0}, 1, 0),
        ("sum(max([x, 1], [2, 2]))", {"x": 4.0}, 6, 1),
        ("mean([x, 2])", {"x": 4.0}, 3, 0.5),
        ("norm([x, 3])", {"x": 4.0}, 5, 0.8),
        ("dot([x, 3], [2, 1])", {"x": 4.0}, 11, 2),
        ("std([x, 2])", {"x": 4.0}, math.sqrt(2), math.sqrt(0.5)),
        ("var([x, 2])", {"x": 4.0}, 2, 2),
        ("softmax([x, 0])[0]", {"x": 0.0}, 0.5, 0.25),
        ("logsumexp([x, 0])", {"x": 0.0}, math.log(2), 0.5),
    ],
)
def test_values(
    value: Compute, gradient: Compute, text: str, at: dict[str, float], result: float, slope: float | None
) -> None:
    assert value(text, at=at) == pytest.approx(result, rel=1e-13, nan_ok=True)
    if slope is not None:
        assert gradient(text, at=at)["x"] == pytest.approx(slope, rel=1e-13)


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("x = 1 + 2 = 3", "`=` defines a name", "write == to compare"),
        ("sin^-1 x", "a negative power of `sin` can mean two things", "asin"),
        ("sin⁻¹(x)", "a negative power of `sin` can mean two things", "asin"),
        ("sin^-2(x)", "a negative power of `sin` can mean two things", "1/sin(x)^n"),
        ("sech^-1(x)", "a negative power of `sech` can mean two things", "1/sech(x)"),
        ("f^2(x)", "a power of the function `f` itself", "f(x)^2"),
        ("max x", "`max` needs brackets", "max(a, b)"),
        ("min x, y", "`min` needs brackets", "min(a, b)"),
        ("gcd(2, 3)", "`gcd` is not read in a formula", "values are real numbers"),
        ("math.comb(5, 2)", "`math.comb` is not read in a formula", "factorial(n)/factorial(k)"),
        ("[x, 2x]", "this is a vector or a matrix, not one number", "sum(…)"),
        ("[[1, 2], [3, x]]", "this is a vector or a matrix, not one number", "sum(…)"),
        ("x[0", "a `]` is missing for the `[` at column 2", "add `]`"),
        ("{x}", "braces need a condition and a value", "( )"),
        ("sum(k, k=1)", "the range of this series has no `..`", "k=1..4"),
        ("prod(k, k=1..k)", "a bound of this series uses its own counter `k`", "another letter"),
        ("sum(2, k=1..3 sum(k, j=k..4))", "a bound of this series uses its own counter `k`", "another letter"),
        ("sum(k, 2=1..3)", "`2` cannot count a series", "take a letter"),
        ("torch.max([[1, 2]], dim=0)[0]", "`torch.max` with an axis gives values and indices", "amax"),
        ("torch.equal(x, 1)", "`torch.equal` is not read", "write =="),
    ],
)
def test_errors(text: str, message: str, hint: str) -> None:
    error = read_last("f(t) = t^2", text).error
    assert error is not None
    assert message in error.message
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "note"),
    [
        ("1/2x", "write 1/(2x) for the other"),
        ("6/2(1+2)", "write 1/(2x) for the other"),
        ("e^2x", "write e^(2x) for the other"),
        ("a e^-kx", "write e^(2x) for the other"),
        ("2^xy", "write e^(2x) for the other"),
        ("x^1/3", "write x^(1/3) for the root"),
        ("x^-1/2", "write x^(1/3) for the root"),
        ("|x|y|x|", "write abs( ) to be sure"),
        ("g(x)", "read as the product g·(…)"),
        ("pi2 x", "`pi2` is a name of its own; for the product write 2 pi"),
        ("x π2", "for the product write 2 π"),
        ("sin(e2)", "for the product write 2 e"),
    ],
)
def test_readings_that_could_be_others_get_a_hint(text: str, note: str) -> None:
    assert [note in hint.message for hint in read_last(text).hints] == [True]


@pytest.mark.parametrize(
    "text", ["e^x y", "e^x(x+1)", "x^2y", "(x+1)^2y", "x^-2y", "e²x", "e^(2)x", "x^2/3", "x^1/y", "x^(1)/3", "e^xsinx"]
)
def test_an_exponent_that_cannot_be_meant_otherwise_gets_none(text: str) -> None:
    assert read_last(text).hints == ()


@pytest.mark.parametrize(
    "texts", [("pi_2 x",), ("π₂ x",), ("pi2 = 3", "pi2 x"), ("f(pi2) = pi2",), ("x2 + a1",), ("2pi x",)]
)
def test_a_subscript_that_is_meant_gets_none(texts: tuple[str, ...]) -> None:
    assert read_last(*texts).hints == ()


def test_a_result_that_must_be_one_number_may_be_found_out_late(problem: Compute) -> None:
    message = problem("x + [1, 2]", at={"x": 1.0}).message
    assert "not one number" in message


def test_every_function_without_brackets(value: Compute) -> None:
    """`sin x` is `sin(x)` for every function of one value."""
    for name, info in FUNCTIONS.items():
        if info.single and name not in ("gamma", "zeta", "i0", "i0e", "i1", "i1e"):
            np.testing.assert_equal(value(f"{name} x", at={"x": 0.3}), value(f"{name}(x)", at={"x": 0.3}))
