"""Every elementwise function of the engine can be typed; values and derivatives of those made in the language."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy import special as scipy_special

import engine
from engine.functions import activation, elementwise, special
from gradexplorer.lang.function_table import FUNCTIONS, FunctionInfo
from gradexplorer.lang.functions import ALIASES, PREFIXED
from tests.lang.conftest import read_last, tensors

Compute = Callable[..., Any]
ZETA_3 = float(scipy_special.zeta(3))

NOT_ELEMENTWISE = {
    "allclose": "one answer for whole tensors",
    "equal": "one answer for whole tensors",
    "batch_norm": "", "group_norm": "", "layer_norm": "", "rms_norm": "", "normalize": "",
    "binary_cross_entropy": "", "binary_cross_entropy_with_logits": "", "cosine_embedding_loss": "",
    "cosine_similarity": "", "cross_entropy": "", "gaussian_nll_loss": "", "hinge_embedding_loss": "", "huber_loss": "",
    "kl_div": "", "l1_loss": "", "margin_ranking_loss": "", "mse_loss": "", "multi_margin_loss": "",
    "multilabel_soft_margin_loss": "", "nll_loss": "", "poisson_nll_loss": "", "smooth_l1_loss": "",
    "soft_margin_loss": "", "triplet_margin_loss": "", "pairwise_distance": "",
    "bilinear": "", "linear": "", "embedding": "", "one_hot": "",
    "dropout": "its values are random",
    "glu": "it halves a dimension",
    "softmax": "over a dimension", "softmin": "over a dimension", "log_softmax": "over a dimension",
    "logsumexp": "over a dimension",
}  # fmt: skip
NO_REAL_NUMBERS = {name for name in elementwise.__all__ if name.startswith("bitwise_")}
"""Bits are of whole numbers, and every value of the language is real."""


def elementwise_names() -> set[str]:
    """The engine's elementwise functions: operators, special functions and activations, in-place ones apart."""
    names = {*elementwise.__all__, *special.__all__, *activation.__all__}
    names |= {*engine.special.__all__, *engine.nn.functional.__all__}
    return {name for name in names if not name.endswith("_")} - set(NOT_ELEMENTWISE) - NO_REAL_NUMBERS


def test_every_elementwise_function_of_the_engine_can_be_typed() -> None:
    assert sorted(elementwise_names() - set(ALIASES)) == []
    assert sorted(elementwise_names() - set(PREFIXED)) == []


@pytest.mark.parametrize("info", FUNCTIONS.values(), ids=lambda info: info.name)
def test_every_function_has_an_example_that_is_read(info: FunctionInfo) -> None:
    found = read_last(info.example)
    assert found.error is None
    assert info.help
    assert info.group


_POINTS = {"acosh": 1.4, "erfinv": 0.3, "mvlgamma": 2.3, "coth": 0.9, "zeta": 2.5}


def _arguments(info: FunctionInfo, count: int) -> tuple[str, float]:
    """A call with x in the first place that may vary, and the point to look at."""
    others = {0: "1", 1: "2", 2: "3"}
    if info.name in ("leaky_relu", "elu", "celu", "softplus", "hardshrink", "softshrink"):
        others = {1: "0.4"}
    if info.name == "logit":
        others = {1: "0.01"}
    places = [others[i] for i in range(count)] if info.whole == (0,) else ["x", *(others[i] for i in range(1, count))]
    if info.whole == (0,):
        places[1] = "x"
    return f"{info.name}({', '.join(places)})", _POINTS.get(info.name, 0.6)


CALLS = [
    _arguments(info, count)
    for info in FUNCTIONS.values()
    if info.kind in ("map", "made") and info.name != "detach"  # whose slope is 0 by definition
    for count in range(info.least, info.most + 1)
]


@pytest.mark.parametrize(("text", "x"), CALLS, ids=[text for text, _ in CALLS])
def test_slopes_and_curvatures_are_those_of_the_values(text: str, x: float) -> None:
    """Central differences of the value and of the slope."""
    function = read_last(text).function
    assert function is not None
    step = 1e-5

    def value(at: float) -> float:
        return function(tensors({"x": at})).item()  # type: ignore[union-attr, no-any-return]

    def slope(at: float) -> Any:
        leaf = tensors({"x": at}, grad=True)["x"]
        result = function({"x": leaf})  # type: ignore[misc]
        found = engine.autograd.grad(result, leaf, create_graph=True) if result.requires_grad else [leaf * 0]
        return leaf, found[0]

    leaf, first = slope(x)
    assert first.item() == pytest.approx((value(x + step) - value(x - step)) / (2 * step), rel=1e-6, abs=1e-6)
    second = engine.autograd.grad(first, leaf, allow_unused=True)[0] if first.requires_grad else None
    expected = (slope(x + step)[1].item() - slope(x - step)[1].item()) / (2 * step)
    assert (0.0 if second is None else second.item()) == pytest.approx(expected, rel=1e-6, abs=1e-6)


def derivatives(text: str, x: float, order: int = 2) -> list[float]:
    """The value, the slope and the curvature at x."""
    function = read_last(text).function
    assert function is not None
    leaf = tensors({"x": x}, grad=True)["x"]
    found = [function({"x": leaf})]
    for _ in range(order):
        found += engine.autograd.grad(found[-1], leaf, create_graph=True)
    return [value.item() for value in found]


@pytest.mark.parametrize(
    ("text", "x", "expected"),
    [
        ("cbrt(x)", 8.0, [2, 1 / 12, -2 / 9 * 8 ** (-5 / 3)]),
        ("cbrt(x)", -27.0, [-3, 1 / 27, 2 / 9 * 27 ** (-5 / 3)]),
        ("cbrt(x)", 0.0, [0, math.inf]),
        ("cbrt(x)", math.inf, [math.inf, 0.0]),
        ("∛x", 64.0, [4, 1 / 48]),
        ("nthroot(x, 3)", 64.0, [4, 1 / 48, -2 / 9 * 64 ** (-5 / 3)]),
        ("nthroot(x, 3)", -64.0, [-4, 1 / 48, 2 / 9 * 64 ** (-5 / 3)]),
        ("nthroot(x, 5)", -32.0, [-2, 1 / 80, 4 / 25 * 32 ** (-9 / 5)]),
        ("nthroot(x, 4)", 16.0, [2, 1 / 32, -3 / 16 * 16 ** (-7 / 4)]),
        ("nthroot(x, 4)", -16.0, [math.nan]),
        ("nthroot(x, 2)", 0.0, [0, math.inf]),
        ("nthroot(x, 3)", 0.0, [0, math.inf]),
        ("nthroot(x, 1)", 0.0, [0, 1, 0]),
        ("nthroot(x, 1)", -2.0, [-2, 1, 0]),
        ("nthroot(x, -3)", -8.0, [-0.5, -1 / 48]),
        ("nthroot(x, 1000)", 2.0, [2**0.001, 2 ** (-0.999) / 1000]),
        ("nthroot(2, x)", 3.0, [2 ** (1 / 3), -(2 ** (1 / 3)) * math.log(2) / 9]),
        ("nthroot(-2, x)", 3.0, [-(2 ** (1 / 3)), math.nan]),
        ("logb(x, 10)", 1000.0, [3, 1 / (1000 * math.log(10)), -1 / (1e6 * math.log(10))]),
        ("logb(x, 5)", 125.0, [3, 1 / (125 * math.log(5))]),
        ("logb(8, x)", 2.0, [3, -math.log(8) / (2 * math.log(2) ** 2)]),
        ("logb(x, 2)", 0.0, [-math.inf]),
        ("logb(x, 2)", -1.0, [math.nan]),
        ("gamma(x)", 5.0, [24, 24 * scipy_special.digamma(5)]),
        ("gamma(x)", -0.5, [-2 * math.sqrt(math.pi), -2 * math.sqrt(math.pi) * scipy_special.digamma(-0.5)]),
        ("gamma(x)", -1.5, [4 * math.sqrt(math.pi) / 3]),
        ("gamma(x)", -2.0, [math.nan]),
        ("gamma(x)", 0.0, [math.nan]),
        ("x!", 4.0, [24, 24 * scipy_special.digamma(5)]),
        ("sech(x)", 0.0, [1, 0, -1]),
        ("sech(x)", 800.0, [0, 0, 0]),
        ("csch(x)", 800.0, [0, 0, 0]),
        ("coth(x)", 800.0, [1, 0, 0]),
        ("coth(x)", 10.0, [1 / math.tanh(10), -1 / math.sinh(10) ** 2, 2 / math.tanh(10) / math.sinh(10) ** 2]),
        ("csch(x)", 1e-3, [1 / math.sinh(1e-3), -1 / (math.sinh(1e-3) * math.tanh(1e-3))]),
        ("sec(x)", 0.0, [1, 0, 1]),
        ("cot(x)", 0.5, [1 / math.tan(0.5), -1 / math.sin(0.5) ** 2]),
        ("cot(x)", 0.0, [math.inf, -math.inf]),
        ("zeta(x)", 2.0, [math.pi**2 / 6, -0.9375482543158438, 1.98928023429890]),
        ("zeta(x, 0.5)", 3.0, [7 * ZETA_3, 8 * math.log(2) * ZETA_3 - 7 * 0.19812624288563685]),
        ("softplus(x, 2)", 100.0, [100, 1, 0]),
        ("leaky_relu(x, 0.3)", 0.0, [0, 0.3]),
        ("hardtanh(x, -2, 2)", 2.0, [2, 0]),
        ("elu(x, 0.5)", 800.0, [800, 1, 0]),
        ("elu(x, 0.5)", -800.0, [-0.5, 0, 0]),
        ("round(x, 2)", 3.14159, [3.14, 0]),
    ],
)  # fmt: skip
def test_values_and_derivatives_at_edges(text: str, x: float, expected: list[float]) -> None:
    found = derivatives(text, x, len(expected) - 1)
    assert found == pytest.approx(expected, rel=1e-12, abs=1e-300, nan_ok=True)


@pytest.mark.parametrize("x", [float(n) for n in range(1, 16)])
def test_gamma_of_a_small_whole_number_is_whole(x: float) -> None:
    assert derivatives("gamma(x)", x, 0) == [math.factorial(int(x) - 1)]


@pytest.mark.parametrize("n", [2.0, 3.0, 4.0, 5.0, 7.0, 12.0])
def test_roots_of_whole_powers_are_whole(value: Compute, n: float) -> None:
    roots = np.arange(1.0, 50.0)
    np.testing.assert_array_equal(value("nthroot(x, n)", at={"x": roots**n, "n": n}, samples=1), roots)


def test_logarithms_of_whole_powers_are_whole(value: Compute) -> None:
    for base in (2, 3, 5, 7, 10, 12):
        whole = np.arange(-3.0, 12.0)
        found = value("logb(x, b)", at={"x": base**whole, "b": float(base)}, samples=1)
        np.testing.assert_array_equal(found[3:], whole[3:])
        np.testing.assert_allclose(found, whole, rtol=1e-15)


def test_a_parameter_may_be_a_slider_and_has_a_gradient(gradient: Compute) -> None:
    assert gradient("leaky_relu(x, a)", at={"x": -2.0, "a": 0.1}) == {"x": 0.1, "a": -2.0}
    assert gradient("clamp(x, a, 3)", at={"x": 0.0, "a": 1.0}) == {"x": 0.0, "a": 1.0}


def test_a_whole_number_must_be_one(value: Compute, problem: Compute) -> None:
    assert "must be a whole number, not 1.5" in problem("polygamma(1.5, x)", at={"x": 1.0}).message
    assert "cannot be computed" in problem("polygamma(-1, x)", at={"x": 1.0}).message
    assert value("polygamma(n, x)", at={"n": 1.0, "x": 1.0}) == pytest.approx(math.pi**2 / 6, rel=1e-14)


def test_functions_of_several_vectors(value: Compute) -> None:
    assert value("sum(lerp([0, 2], [1, 4], 0.5))") == 3.5
    assert value("sum(isclose([1, 2], [1, 3]))") == 1
