"""The language, line by line: names. Text, reading, value, slope or error."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradexplorer.lang import Source, Table, read
from gradexplorer.lang.names import CONSTANT_SPELLINGS, CONSTANTS, GREEK
from tests.lang.conftest import read_last

Compute = Callable[..., Any]


@pytest.mark.parametrize("spelling", CONSTANT_SPELLINGS)
def test_constants(value: Compute, spelling: str) -> None:
    assert value(spelling) == CONSTANTS[CONSTANT_SPELLINGS[spelling]]


@pytest.mark.parametrize("name", ["pi", "π", "e"])
def test_pi_and_e_cannot_be_rebound(name: str) -> None:
    for text in (f"{name} = 3", f"f({name}) = 2"):
        error = read_last(text).error
        assert error is not None
        assert error.message == f"`{name}` is a constant and cannot be redefined"


@pytest.mark.parametrize("name", ["tau", "τ", "phi", "φ"])
def test_other_greek_constants_can(value: Compute, name: str) -> None:
    assert value(f"{name} = 3", f"2{name}") == 6


@pytest.mark.parametrize("word", [word for word in GREEK if word not in ("pi", "tau", "phi")])
def test_greek_words_are_letters(word: str) -> None:
    assert read_last(f"x {word}").reading == f"x·{GREEK[word]}"
    assert read_last(f"{word} = 2").name == GREEK[word]
    for text in (f"x sin{word}", f"xsin{GREEK[word]}"):
        assert read_last(text).reading == f"x·sin({GREEK[word]})"


@pytest.mark.parametrize(
    ("text", "reading"),
    [
        # subscripts
        ("x0 + x₀ + x_0", "x0 + x0 + x0"),
        ("x12", "x12"),
        ("x_max x", "x_max·x"),
        ("theta0 + θ₀ + theta_0", "θ0 + θ0 + θ0"),
        ("x2y", "x2·y"),
        ("x1x2", "x1·x2"),
        ("a0x", "a0·x"),
        # digits after a function are its argument, unless the whole is a name
        ("ln2", "ln(2)"),
        ("sin2x", "sin(2·x)"),
        ("ln2.5", "ln(2.5)"),
        ("xln2", "x·ln(2)"),
        ("log2 x", "log2(x)"),
        ("log10 x", "log10(x)"),
        ("log_2 x", "log2(x)"),
        ("log₁₀(x)", "log10(x)"),
        ("log1p x", "log1p(x)"),
        ("exp2 x", "exp2(x)"),
        ("expm1 x", "expm1(x)"),
        ("atan2(y, x)", "atan2(y, x)"),
        # log is natural
        ("log x", "ln(x)"),
        ("torch.log(x)", "ln(x)"),
        ("np.log(x)", "ln(x)"),
        ("math.log(x)", "ln(x)"),
        # runs are split
        ("xy", "x·y"),
        ("ax", "a·x"),
        ("bx", "b·x"),
        ("xsin(x)", "x·sin(x)"),
        ("pix", "π·x"),
        ("xpi", "x·π"),
        ("2pix", "2·π·x"),
        ("sinxcosx", "sin(x)·cos(x)"),
        ("xcosx", "x·cos(x)"),
        ("abc", "a·b·c"),
        ("asinx", "asin(x)"),
        ("xex", "x·e·x"),
        ("xyx", "x·y·x"),
        ("thetax", "θ·x"),
        ("xyxyxyxy", "x·y·x·y·x·y·x·y"),
        # a name before a bracket is a call only if it names a function
        ("x(x+1)", "x·(x + 1)"),
        ("a(x+1)", "a·(x + 1)"),
        ("pi(x+1)", "π·(x + 1)"),
        ("theta(x+1)", "θ·(x + 1)"),
        ("x0(x+1)", "x0·(x + 1)"),
        ("gamma(x+1)", "gamma(x + 1)"),
        ("gamma x", "γ·x"),
        ("zeta(x+1)", "zeta(x + 1)"),
        ("zeta x", "ζ·x"),
        ("i0(x) i0", "i0(x)·i0"),
    ],
)
def test_readings(text: str, reading: str) -> None:
    assert read_last(text).reading == reading


@pytest.mark.parametrize(
    ("texts", "reading"),
    [
        (("rate = 2", "rate x"), "rate·x"),
        (("ab = 2", "ab"), "ab"),
        (("ab = 2", "abx"), "ab·x"),
        (("speed(t) = t^2", "speed(x)"), "speed(x)"),
        (("speed(t) = t^2", "2speed x"), "2·speed(x)"),
        (("f(t) = t^2", "xf(x)"), "x·f(x)"),
        (("x_max = 2", "x x_max"), "x·x_max"),
        (("sin2 = 5", "sin2 x"), "sin2·x"),
        (("v(x) = rate x", "rate = 3", "v(x)"), "v(x)"),
    ],
)
def test_a_known_name_wins_whole(texts: tuple[str, ...], reading: str) -> None:
    assert read_last(*texts).reading == reading


@pytest.mark.parametrize(
    ("text", "message", "hint"),
    [
        ("sine(x)", "`sine` is not known", "did you mean `sin`?"),
        ("abcd", "`abcd` is not known", "to multiply, write a b c d"),
        ("abx(x)", "`abx` is not a known function", "write a b x (…)"),
        ("ab(x+1)", "`ab` is not a known function", "write a b (…)"),
        ("velocity x", "`velocity` is not known", "put a blank or *"),
    ],
)
def test_any_other_run_is_an_error_with_a_suggestion(text: str, message: str, hint: str) -> None:
    error = read_last(text).error
    assert error is not None
    assert error.message == message
    assert hint in (error.hint or "")


@pytest.mark.parametrize(
    ("texts", "at", "result"),
    [
        (("a = 2", "a x"), {"x": 3}, 6),
        (("a x", "a = 2", "a x"), {"x": 3}, 6),
        (("f(x) = a x^2", "a = 2", "f(3)"), {}, 18),
        (("h(x, y) = x - 2y", "h(5, 1)"), {}, 3),
        (("f(x) = g(x) + 1", "g(x) = 2x", "f(3)"), {}, 7),
        (("g(x) = x(x+1)", "g(g(g(x)))"), {"x": 1}, 42),
        (("y = 3x + 2", "z = 2y^2", "z"), {"x": 1}, 50),
        (("f(x) = x^2", "f x + 1"), {"x": 3}, 10),
        (("f(t) = t^3", "f'(x)"), {"x": 2}, 12),
        (("f(t) = t^3", "f''(x)"), {"x": 2}, 12),
        (("f(t) = t^3", "f‴(x)".replace("‴", "'''")), {"x": 2}, 6),
        (("f(t) = t^3", "f′(x)"), {"x": 2}, 12),
        (("f(t) = t^3", "f″(x)"), {"x": 2}, 12),
        (("f(t) = t^3", "f'(2x)"), {"x": 2}, 48),
        (("f(t) = t^3", "f' x"), {"x": 2}, 12),
        (("f(t) = t^3", "sin(f'(x))"), {"x": 2}, math.sin(12)),
        (("f(t) = t^3", "g(t) = f'(t)^2", "g'(x)"), {"x": 2}, 2 * 12 * 12),
        (("diff((2x)^3, x)",), {"x": 2}, 96),
        (("diff(x^2 y, y)",), {"x": 3, "y": 1}, 9),
        (("diff(x^3, x, 2)",), {"x": 2}, 12),
        (("exp(diff(x^2, x))",), {"x": 1}, math.exp(2)),
        (("h(u, v) = u^2 v", "grad(h)(1, 2)[0]"), {}, 4),
        (("h(u, v) = u^2 v", "grad(h)(1, 2)[1]"), {}, 1),
        (("h(u, v) = u^2 v", "norm(grad(h)(1, 2))"), {}, math.sqrt(17)),
        (("h(u, v) = u^2 v", "dot(grad(h)(x, 2), [1, 1])"), {"x": 1}, 5),
        (("h(u) = u[0]^2 u[1]", "grad(h)([x, 2])[1]"), {"x": 3}, 9),
        (("x[0]^2 + x[1]",), {"x": [3, 4]}, 13),
        (("x[-1]",), {"x": [3, 4]}, 4),
    ],
)
def test_values(value: Compute, texts: tuple[str, ...], at: dict[str, Any], result: float) -> None:
    at = {name: np.asarray(x, dtype=float) for name, x in at.items()}
    assert value(*texts, at=at) == pytest.approx(result, rel=1e-14)


@pytest.mark.parametrize(
    ("texts", "message"),
    [
        (("f(x) = f(x-1)",), "`f` is defined by itself"),
        (("f(x) = g(x)", "g(x) = h(x)", "h(x) = f(x)"), "`h` is defined in a ring: f → g → h → f"),
        (("a = b + 1", "b = a"), "`b` is defined in a ring: a → b → a"),
        (("y = y + 1",), "`y` is defined by itself"),
        (("f(x) = g'(x)", "g(x) = f(x)"), "`g` is defined in a ring: f → g → f"),
        (("f(x, y) = grad(f)(x, y)[0]",), "`f` is defined by itself"),
    ],
)
def test_a_ring_is_an_error_that_names_it(texts: tuple[str, ...], message: str) -> None:
    error = read_last(*texts).error
    assert error is not None
    assert error.message == message


@pytest.mark.parametrize("name", ["y", "z"])
def test_y_and_z_draw_their_right_side_and_name_it(value: Compute, name: str) -> None:
    found = read_last(f"{name} = x^2")
    assert (found.kind, found.name, found.reading) == ("definition", name, "x²")
    assert found.function is not None
    assert found.function.variables == ("x",)
    assert value(f"{name} = x^2", f"{name} + 1", at={"x": 3.0}) == 10


def test_a_number_sets_a_value_with_a_slider() -> None:
    sheet = read([Source(1, "x = 3"), Source(2, "x^2")])
    assert sheet.entries[1].kind == "value"
    assert sheet.fixed == {"x": 3.0}
    assert sheet.sliders == ("x",)


@pytest.mark.parametrize(
    ("text", "variables", "sliders"),
    [
        ("f(u, v) = u v w", ("u", "v"), ("w",)),
        ("f(x) = x y", ("x",), ("y",)),
        ("x + y + a", ("x", "y"), ("a",)),
        ("y + a", ("y",), ("a",)),
        ("r^2", ("r",), ()),
        ("p q", ("p", "q"), ()),
        ("a t b", ("t",), ("a", "b")),
        ("a θ t", ("t",), ("a", "θ")),
        ("a u θ", ("θ",), ("a", "u")),
        ("a v u", ("u",), ("a", "v")),
        ("a w v", ("v",), ("a", "w")),
        ("a z w", ("w",), ("a", "z")),
        ("a s z", ("z",), ("a", "s")),
        ("a s b", ("s",), ("a", "b")),
    ],
)
def test_variables_of_an_expression(text: str, variables: tuple[str, ...], sliders: tuple[str, ...]) -> None:
    function = read_last(text).function
    assert function is not None
    assert (function.variables, function.sliders) == (variables, sliders)


def test_sliders_are_shared_by_name_and_turn_into_variables_and_back() -> None:
    sheet = read([Source(1, "a x"), Source(2, "a + b x")])
    assert sheet.sliders == ("a", "b")
    function = sheet.entries[1].function
    assert function is not None
    turned = function.with_variables(["x", "a"])
    assert (turned.variables, turned.sliders) == (("x", "a"), ())
    assert turned.with_variables(["x"]).sliders == ("a",)


def test_an_indexed_name_is_a_vector_variable() -> None:
    function = read_last("x[0]^2 + 10x[2]").function
    assert function is not None
    assert function.vector == {"x": 3}


@pytest.mark.parametrize(
    ("texts", "message", "hint"),
    [
        (("h(u, v) = u v", "h'(x, 1)"), "`h` has 2 arguments, so a prime is not clear", "grad(h)"),
        (("g'(x)",), "a prime stands only behind the name of a defined function", "diff(expr, x)"),
        (("h(u, v) = u v", "grad(h)"), "grad(h) is a function: it needs a point", "grad(h)(1, 2)"),
        (("grad(x)",), "`grad` takes the name of a defined function", "grad(h)(1, 2)"),
        (("h(u, v) = u v", "grad(h)(1)"), "`grad(h)` takes 2 values, not 1", ""),
        (("diff(x^2, 2)",), "the second value of `diff` is the name of a variable", "diff(expr, x)"),
        (("diff(x^2, x, 0)",), "the order of a derivative is a whole number from 1 to 6", ""),
    ],
)
def test_derivatives_that_are_not_clear(texts: tuple[str, ...], message: str, hint: str) -> None:
    error = read_last(*texts).error
    assert error is not None
    assert error.message == message
    assert hint in (error.hint or "")


DATA = Table("D", {"x": np.array([1.0, 2.0]), "loss": np.array([3.0, 5.0]), "t": np.array([1.0, 0.0])})


@pytest.mark.parametrize(
    ("texts", "at", "result"),
    [
        (("mean(D.loss)",), {}, 4),
        (("sum((a D.x - D.loss)^2)",), {"a": 2.0}, 2),
        (("mean(loss)",), {}, 4),
        (("sum(loss t)",), {}, 3),
        (("D.loss[1] x",), {"x": 2.0}, 10),
        (("loss = 7", "loss"), {}, 7),
        (("loss(u) = u + 1", "loss(1)"), {}, 2),
        (("x + 1",), {"x": 1.0}, 2),
    ],
)
def test_data_columns(value: Compute, texts: tuple[str, ...], at: dict[str, float], result: float) -> None:
    assert value(*texts, at=at, tables=[DATA]) == pytest.approx(result, rel=1e-14)


@pytest.mark.parametrize(
    ("text", "result"), [("e", math.e), ("2pi", 2 * math.pi), ("sin(0)", 0), ("y", 7.0), ("x", 7.0)]
)
def test_a_column_gives_way_to_constants_functions_and_variables(value: Compute, text: str, result: float) -> None:
    columns = Table("D", {name: np.array([1.0, 2.0]) for name in ("e", "pi", "sin", "x", "y")})
    at = {text: 7.0} if text in ("x", "y") else {}
    assert value(text, at=at, tables=[columns]) == result
    assert value("sum(D.e) + sum(D.sin)", tables=[columns]) == 6


def test_a_bare_column_of_two_tables_is_an_error() -> None:
    error = read_last("mean(loss)", tables=[DATA, Table("E", {"loss": np.ones(2)})]).error
    assert error is not None
    assert error.message == "more than one data item has a column `loss`"
    assert error.hint == "write D.loss or E.loss"
