"""Values against closed forms; gradients against finite differences."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import engine
from engine.graph import record
from gradexplorer.lang import Entry

Value = Callable[..., Any]


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("10^400", math.inf),
        ("1/0", math.inf),
        ("2^-1", 0.5),
        ("7/2", 3.5),
        ("-2^2", -4),
        ("2^3^2", 512),
        ("6/2(1+2)", 9),
        ("9^9^9^9", math.inf),
        ("e", math.e),
        ("2pi", 2 * math.pi),
        ("5 % 3", 2),
        ("-5 % 3", 1),
        ("5!", 120),
        ("170!", math.factorial(170)),
        ("0.5!", math.gamma(1.5)),
        ("gamma(-0.5)", math.gamma(-0.5)),
        ("gamma(-1.5)", math.gamma(-1.5)),
        ("(1<2) + (2<3) + (3<2)", 2),
        ("1 < 2 < 3", 1),
        ("1 < 3 < 2", 0),
        ("cbrt(-8)", -2),
        ("nthroot(-8, 3)", -2),
        ("nthroot(16, 4)", 2),
        ("logb(8, 2)", 3),
        ("math.log(8, 2)", 3),
        ("log₂ 8", 3),
        ("cot 1", 1 / math.tan(1)),
        ("sec 1", 1 / math.cos(1)),
        ("csc 1", 1 / math.sin(1)),
        ("coth 1", 1 / math.tanh(1)),
        ("sech 1", 1 / math.cosh(1)),
        ("csch 1", 1 / math.sinh(1)),
        ("atan2(1, -1)", math.atan2(1, -1)),
        ("hypot(3, 4)", 5),
        ("sgn(-2)", -1),
        ("round(2.5)", 2),
        ("frac(-2.25)", -0.25),
        ("fmod(-5, 3)", -2),
        ("clamp(5, 0, 2)", 2),
        ("sigmoid 0", 0.5),
        ("softplus 0", math.log(2)),
        ("relu(-1)", 0),
        ("erf 1", math.erf(1)),
        ("isnan(0/0)", 1),
        ("max(1, 5, 2) - min(1, 5, 2)", 4),
        ("3 if 1 > 2 else 4", 4),
        ("phi^2 - phi", 1),
        ("tau/π", 2),
    ],
)
def test_constants(value: Value, text: str, result: float) -> None:
    assert value(text) == pytest.approx(result, rel=1e-14, abs=1e-15)


def test_outside_its_domain_a_value_is_nan_and_no_error(value: Value) -> None:
    assert math.isnan(value("0/0"))
    assert math.isnan(value("sqrt(-1)"))
    assert math.isnan(value("gamma(-2)"))
    assert math.isnan(value("log(x)", at={"x": -1.0}))


@pytest.mark.parametrize("text", ["pi", "1/3", "x/3"])
def test_float32_is_computed_in_float32(entry: Callable[..., Entry], text: str) -> None:
    function = entry(text).function
    assert function is not None
    values = {"x": engine.tensor(1.0)} if function.variables else {}
    result = function(values, dtype=engine.float32)
    assert result.dtype is engine.float32
    assert result.item() == pytest.approx(eval_float32(text), rel=0)


def eval_float32(text: str) -> float:
    return float({"pi": np.float32(math.pi)}.get(text, np.float32(1) / np.float32(3)))


LECTURES = [
    ("x^3 + 3x^2 - 5x + 4", {"x": -2.0}, 18.0, [-5.0]),
    ("x^2", {"x": -2.0}, 4.0, [-4.0]),
    ("2x^4 + x^3 + 3x^2 + 5x + 1", {"x": 2.0}, 63.0, [93.0]),
    ("mean(2(3x+2)^2)", {"x": [[1, 2, 3], [3, 2, 1]]}, 140.0, [[10, 16, 22], [22, 16, 10]]),
    ("x[0]^2 + 2x[1]^2", {"x": [-5, -2]}, 33.0, [-10, -8]),
    ("mean(log(x²+1) + 5x)", {"x": [0, 1, 2, 3, 4]}, 11.4877, [1.0, 1.2, 1.16, 1.12, 1.0941]),
]


@pytest.mark.parametrize(("text", "at", "result", "slope"), LECTURES)
def test_the_lectures_functions(
    value: Value, gradient: Value, text: str, at: dict[str, Any], result: float, slope: Any
) -> None:
    assert value(text, at=at) == pytest.approx(result, abs=5e-5)
    np.testing.assert_allclose(gradient(text, at=at)["x"].ravel(), np.ravel(slope), atol=5e-5)


def test_a_function_applied_three_times(value: Value, gradient: Value) -> None:
    texts = ("g(x) = x(x+1)", "g(g(g(x)))")
    assert value(*texts, at={"x": 1.0}) == 42
    assert gradient(*texts, at={"x": 1.0})["x"] == 195


ELEMENTWISE = [
    "sin x", "cos x", "tan x", "asin x", "acos x", "atan x", "sinh x", "cosh x", "tanh x", "asinh x", "acosh(x+1)",
    "atanh x", "exp x", "exp2 x", "expm1 x", "ln x", "log2 x", "log10 x", "log1p x", "sqrt x", "rsqrt x", "square x",
    "reciprocal x", "cot x", "sec x", "csc x", "coth x", "sech x", "csch x", "cbrt x", "sigmoid x", "relu x",
    "softplus x", "erf x", "erfc x", "lgamma x", "gamma(x)", "x!", "|x|", "x^x", "2^x", "e^x", "nthroot(x, 3)",
    "logb(x, 3)", "atan2(x, 2)", "hypot(x, 2)", "max(x, 0.2)", "min(x, 0.2)", "clamp(x, 0, 0.5)", "x % 0.2",
    "fmod(x, 0.2)", "frac(5x)", "prod([x, x, 2])", "norm([x, 1])", "std([x, 1, 2])", "np.var([x, 1, 2])",
    "logsumexp([x, 1])", "softmax([x, 1])[0]", "dot([x, 1], [x, x])", "sum([[x, 1], [2, 3]] @ [x, 1])",
    "mean([x, x^2])", "sum(x^k/k!, k=0..8)", "{x < 1: x^2, x}", "where(x < 1, x^2, x)", "max([x, 0.1])",
    "sum(cumsum([x, x]))",
]  # fmt: skip


@pytest.mark.parametrize("text", ELEMENTWISE)
def test_gradients_are_those_of_finite_differences(value: Value, gradient: Value, text: str) -> None:
    x, h = 0.37, 1e-6
    expected = (value(text, at={"x": x + h}) - value(text, at={"x": x - h})) / (2 * h)
    assert gradient(text, at={"x": x})["x"] == pytest.approx(expected, rel=1e-6, abs=1e-7)


def names(function: Any, **values: float) -> list[str]:
    tensors = {n: engine.tensor(v, dtype=engine.float64).requires_grad_(True) for n, v in values.items()}
    with record() as calls:
        function(tensors)
    return [call.name for call in calls]


@pytest.mark.parametrize(
    ("text", "nodes"),
    [
        ("x^2", ["PowBackward0"]),
        ("4x", ["MulBackward0"]),
        ("x - 3", ["SubBackward0"]),
        ("1/2x", ["MulBackward0"]),
        ("e^x", ["ExpBackward0"]),
        ("3 sin(x) + x + 3", ["SinBackward0", "MulBackward0", "AddBackward0", "AddBackward0"]),
    ],
)
def test_operations_are_pytorchs(entry: Callable[..., Entry], text: str, nodes: list[str]) -> None:
    assert names(entry(text).function, x=2.0) == nodes


def test_a_named_expression_is_computed_once(entry: Callable[..., Entry]) -> None:
    assert names(entry("w = sin(x)", "w^2 + w").function, x=2.0) == ["SinBackward0", "PowBackward0", "AddBackward0"]


def test_trace_tells_every_operation_with_its_place(entry: Callable[..., Entry]) -> None:
    text = "2 sin(x) x + 1"
    told: list[tuple[str, float]] = []
    function = entry(text).function
    assert function is not None
    function(
        {"x": engine.tensor(2.0, dtype=engine.float64)},
        trace=lambda node, result: told.append((text[node.span.start : node.span.end], round(result.item(), 4))),
    )
    s = math.sin(2)
    assert told == [
        ("2", 2.0), ("x", 2.0), ("sin(x)", round(s, 4)), ("2 sin(x)", round(2 * s, 4)), ("x", 2.0),
        ("2 sin(x) x", round(4 * s, 4)), ("1", 1.0), (text, round(4 * s + 1, 4)),
    ]  # fmt: skip


def test_trace_inside_a_definition_tells_the_place_that_uses_it(entry: Callable[..., Entry]) -> None:
    told: list[str] = []
    text = "1 + f(x)"
    function = entry("f(t) = sin(t)^2", text).function
    assert function is not None
    value = engine.tensor(2.0, dtype=engine.float64)
    function({"x": value}, trace=lambda node, _: told.append(text[node.span.start : node.span.end]))
    assert told == ["1", "x", "f(x)", "f(x)", text]
