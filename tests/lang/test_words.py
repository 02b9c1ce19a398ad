from collections.abc import Callable

import pytest

from gradexplorer.lang import LangError
from gradexplorer.lang.lexer import tokens
from gradexplorer.lang.words import Scope, resolved


def pieces(text: str, **scope: object) -> list[object]:
    return [token.value for token in resolved(tokens(text), Scope(**scope), text)[:-1]]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("run", "factors"),
    [
        ("xy", ["x", "y"]),
        ("ax", ["a", "x"]),
        ("pix", ["pi", "x"]),
        ("xln2", ["x", "log", 2.0]),
        ("sin2x", ["sin", 2.0, "x"]),
        ("sinxcosx", ["sin", "x", "cos", "x"]),
        ("xsin", ["x", "sin"]),
        ("atanx", ["atan", "x"]),
        ("log2x", ["log2", "x"]),
        ("log10x", ["log10", "x"]),
        ("log1px", ["log1p", "x"]),
        ("ln2e3x", ["log", 2000.0, "x"]),
        ("ln2.5x", ["log", 2.5, "x"]),
        ("abc", ["a", "b", "c"]),
        ("x2y", ["x2", "y"]),
        ("thetax", ["θ", "x"]),
        ("xe", ["x", "e"]),
        ("tau", ["tau"]),
        ("log₂", ["log2"]),
    ],
)
def test_runs_are_split(run: str, factors: list[object]) -> None:
    assert pieces(run) == factors


@pytest.mark.parametrize("typed", ["x0", "x_0", "x₀"])
def test_one_name_one_spelling(typed: str) -> None:
    assert pieces(typed) == ["x0"]


@pytest.mark.parametrize("typed", ["theta", "θ", "ϑ"])
def test_greek_words_are_letters(typed: str) -> None:
    assert pieces(typed) == ["θ"]


def test_a_known_name_wins_whole() -> None:
    assert pieces("rate", expressions=frozenset({"rate"})) == ["rate"]


def test_gamma_is_a_function_before_a_bracket_only() -> None:
    assert pieces("gamma(x)")[0] == "gamma"
    assert pieces("gamma x")[0] == "γ"


@pytest.mark.parametrize(
    ("text", "hint"),
    [
        ("sine(x)", "did you mean `sin`?"),
        ("sine x", "did you mean `sin`?"),
        ("sinn(x)", "did you mean `sin`?"),
        ("sqrtt(x)", "did you mean `sqrt`?"),
        ("ax(x+1)", "write a x (…)"),
        ("np.sine(x)", "did you mean `np.sin`?"),
        ("x.mean", "mean(x)"),
        ("wxyz", "write w x y z"),
    ],
)
def test_unknown_names_have_a_suggestion(text: str, hint: str) -> None:
    with pytest.raises(LangError) as caught:
        pieces(text)
    assert hint in (caught.value.hint or "")


def test_a_point_after_a_subscript_is_refused() -> None:
    with pytest.raises(LangError, match="two ways"):
        pieces("x2.5")


@pytest.mark.parametrize("prefix", ["torch", "np", "numpy", "math"])
def test_prefixes(prefix: str) -> None:
    assert pieces(f"{prefix}.sin") == ["sin"]
    assert pieces(f"{prefix}.pi") == ["pi"]


def test_the_prefix_decides_where_libraries_differ() -> None:
    assert pieces("np.std(x)")[0] == "np.std"
    assert pieces("torch.std(x)")[0] == "std"


def test_columns() -> None:
    scope = {"tables": {"D": frozenset({"loss"})}, "columns": {"loss": ("D",)}}
    assert pieces("D.loss", **scope) == [("D", "loss")]
    assert pieces("loss", **scope) == ["loss"]
    with pytest.raises(LangError, match="no column `los`"):
        pieces("D.los", **scope)


def test_a_long_run_answers_at_once() -> None:
    with pytest.raises(LangError):
        pieces("q" * 90_000)


@pytest.mark.parametrize("text", ["d/dx x^2", "d/dt (t^2)", "dy/dx", "1 + d/dx sin x"])
def test_a_fraction_of_differentials_is_no_product_of_sliders(problem: Callable[..., LangError], text: str) -> None:
    error = problem(text)
    assert "is not read as a derivative" in error.message
    assert error.hint is not None
    assert "diff(" in error.hint


def test_a_fraction_of_differentials_is_one_where_d_has_a_value(value: Callable[..., float]) -> None:
    assert value("d = 4", "d/dx", at={"x": 3}) == 3
