"""The data behind a loss and the model's line through them."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute.model_line import ModelLine, columns_of, fit, model_of
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function, Source, Table, read

X, Y = np.array([0.0, 1.0, 2.0, np.nan]), np.array([1.0, 3.0, 5.0, 7.0])
TABLES = {"D": {"x": X, "y": Y, "t": X}}


def functions(*texts: str) -> list[Function]:
    sheet = read([Source(k, text) for k, text in enumerate(texts)], [Table("D", TABLES["D"])], {})
    found = [sheet.entries[k].function for k in range(len(texts))]
    assert None not in found
    return found  # type: ignore[return-value]


def fitted(loss: Function, *others: Function, **at: float) -> ModelLine | None:
    line = Line(loss, {name: at[name] for name in loss.variables}, {})
    sliders = {name: at[name] for name in loss.sliders}
    return fit(loss, TABLES, model_of(loss, list(others)), at, sliders, line)


@pytest.mark.parametrize("text", ["mean((W D.x + b - D.y)^2)", "mean((D.y - W D.x - b)^2)"])
def test_the_line_goes_over_the_data_with_the_losss_parameters(text: str) -> None:
    loss, model = functions(text, "W x + b")
    found = fitted(loss, model, W=2.0, b=1.0)
    assert found is not None
    assert (found.table, found.x_name, found.y_name) == ("D", "x", "y")
    assert found.curve is not None
    assert found.curve.y == pytest.approx(2 * found.curve.x + 1)
    assert (found.curve.x[0], found.curve.x[-1]) == pytest.approx((-0.12, 2.12))


def test_without_a_model_there_are_data_alone() -> None:
    loss, other = functions("mean((W D.x + b - D.y)^2)", "sin(z) + c")
    found = fitted(loss, other, W=2.0, b=1.0, z=0.0, c=0.0)
    assert found is not None
    assert found.curve is None


def test_what_is_no_model_is_passed_over() -> None:
    loss, constant, two, model = functions("mean((W D.x + b - D.y)^2)", "W + b", "W x + b z", "b + W x^2")
    assert model_of(loss, [constant, two, model]) == (model, "x")
    assert model_of(loss, [constant, two]) is None


def test_columns_in_the_order_of_the_text(function: Callable[..., Function]) -> None:
    (loss,) = functions("mean((D.y - W D.x)^2 + 0 D.y)")
    assert columns_of(loss) == (("D", "y"), ("D", "x"))
    assert columns_of(function("x^2")) == ()


def test_one_column_is_no_picture() -> None:
    (loss,) = functions("mean((D.y - W)^2)")
    assert fitted(loss, W=1.0) is None
