from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from gradexplorer.lang import Entry, Table

Compute = Callable[..., Any]
DATA = Table("D", {"x": np.array([0.0, 1.0, 2.0]), "y": np.array([1, 3, 5]), "loss": np.array([1.0, 2.0, 4.0])})


@pytest.mark.parametrize(
    ("text", "result"),
    [
        ("[1, 2, 3][1]", 2),
        ("[1, 2, 3][-1]", 3),
        ("[[1, 2], [3, 4]][1, 0]", 3),
        ("[[1, 2], [3, 4]][1][0]", 3),
        ("sum([[1, 2], [3, 4]] @ [1, 1])", 10),
        ("[1, 2] @ [3, 4]", 11),
        ("([1, 2] @ [[1, 2], [3, 4]])[1]", 10),
        ("([[1, 2], [3, 4]] @ [[1, 2], [3, 4]])[1, 0]", 15),
        ("transpose([[1, 2], [3, 4]])[0, 1]", 3),
        ("norm([3, 4])", 5),
        ("std([1, 2, 4])", np.std([1, 2, 4], ddof=1)),
        ("np.std([1, 2, 4])", np.std([1, 2, 4])),
        ("var([1, 2, 4])", np.var([1, 2, 4], ddof=1)),
        ("max([3, 1]) + min([3, 1])", 4),
        ("sum(max([3, 1], [2, 2]))", 5),
        ("cumsum([1, 2, 3])[2]", 6),
        ("mean(7)", 7),
    ],
)
def test_vectors_and_matrices(value: Compute, text: str, result: float) -> None:
    assert value(text) == pytest.approx(result, rel=1e-14)


def test_reductions_act_on_the_visible_axes_only(value: Compute) -> None:
    x = np.linspace(-1, 1, 5)
    np.testing.assert_allclose(value("mean(x)", at={"x": x}, samples=1), x)
    np.testing.assert_allclose(value("mean([x, 2x])", at={"x": x}, samples=1), 1.5 * x)
    np.testing.assert_allclose(value("sum(x^2)", at={"x": np.stack([x, x])}, samples=1), 2 * x**2)


def test_a_vector_variable_at_many_points(value: Compute) -> None:
    points = np.array([[5.0, -5.0, 0.0], [2.0, -2.0, 1.0]])
    np.testing.assert_array_equal(value("x[0]^2 + 2x[1]^2", at={"x": points}, samples=1), [33, 33, 2])


def test_matrices_at_many_points(value: Compute) -> None:
    rng = np.random.default_rng(0)
    a, b = rng.normal(size=(2, 3, 4)), rng.normal(size=(3, 2, 4))
    expected = np.einsum("ijn,jkn->n", a, b)
    np.testing.assert_allclose(value("sum(A @ B)", at={"A": a, "B": b}, samples=1), expected)


def test_data_columns(value: Compute, gradient: Compute, entry: Callable[..., Entry]) -> None:
    text = "mean((W D.x + b - D.y)^2)"
    assert entry(text, tables=[DATA]).function.variables == ("W", "b")  # type: ignore[union-attr]
    assert value(text, at={"W": 2.0, "b": 1.0}, tables=[DATA]) == 0
    found = gradient(text, at={"W": 1.0, "b": 0.0}, tables=[DATA])
    assert found["W"] == pytest.approx(np.mean(2 * (DATA.columns["x"] - DATA.columns["y"]) * DATA.columns["x"]))
    many = value(text, at={"W": np.full(4, 2.0), "b": np.arange(4.0)}, tables=[DATA], samples=1)
    np.testing.assert_allclose(many, (np.arange(4.0) - 1) ** 2)


def test_a_bare_column_name(value: Compute) -> None:
    assert value("mean(loss)", tables=[DATA]) == pytest.approx(7 / 3)


def test_a_column_name_in_two_tables_needs_its_table(problem: Compute) -> None:
    error = problem("mean(loss)", tables=[DATA, Table("E", {"loss": np.array([1.0])})])
    assert "D.loss or E.loss" in (error.hint or "")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[x, 2x]", "not one number"),
        ("D.x", "not one number"),
        ("sum([1, 2] + [1, 2, 3])", "2 entries and 3 entries do not fit together"),
        ("sum([[1, 2], [3]])", "different shapes"),
        ("[1, [2, 3]]", "different shapes"),
        ("[1, 2][2]", "the index 2 is outside: there are 2 entries, from 0 to 1"),
        ("[1, 2][0.5]", "an index must be a whole number, not 0.5"),
        ("sin(x)[0]", "one number"),
        ("1 @ 2", "vectors or matrices"),
        ("sum([[1, 2], [3, 4]] @ [1, 2, 3])", "2 rows"),
        ("dot([1, 2], [1, 2, 3])", "same length"),
        ("softmax(3)", "needs a vector"),
        ("sum(k, k=1..2.5)", "a whole number, not 2.5"),
        ("[]", "this list is empty"),
    ],
)
def test_what_has_no_value_is_an_error(problem: Compute, text: str, message: str) -> None:
    assert message in problem(text, at={"x": 1.0}, tables=[DATA]).message


def test_a_result_that_is_no_number(problem: Compute) -> None:
    assert "a vector of 3 entries, not one number" in problem("3x + 2", at={"x": [1.0, 2.0, 3.0]}).message
