"""The rows of the expression list, and the pages of the inspector, from results."""

from __future__ import annotations

import numpy as np
import pytest

import engine
from gradexplorer.compute.graph import trace
from gradexplorer.model.document import Column, Data, Document, Expression, Slider, View
from gradexplorer.model.reading import complete
from gradexplorer.ui.docks.rows import DataRow, ExpressionRow, SliderRow
from gradexplorer.ui.present import panels
from tests.ui.conftest import Open
from tests.ui.driver import lines


def shown(*texts: str, **fields):
    return panels.rows(*complete(lines(*texts, **fields)))


def traced(text: str, **at):
    _, reading = complete(lines(text))
    return trace(reading.function, at, {}, engine.float64), text


# ---------------------------------------------------------------------- rows


def test_a_line_is_shown_as_it_is_read() -> None:
    row, slider = shown("f(x) = a x^2")
    assert isinstance(row, ExpressionRow)
    assert (row.text, row.reading, row.selected, row.error) == ("f(x) = a x^2", "a·x²", True, None)
    assert row.latex
    assert isinstance(slider, SliderRow)
    assert (slider.name, slider.value, slider.low, slider.high, slider.show_name) == ("a", 1.0, -5.0, 5.0, True)


def test_the_slider_of_a_line_stands_under_it() -> None:
    rows = shown("a = 2", "a x b")
    assert [type(row) for row in rows] == [ExpressionRow, SliderRow, ExpressionRow, SliderRow]
    assert (rows[1].name, rows[1].value, rows[1].show_name) == ("a", 2.0, False)
    assert (rows[3].name, rows[3].show_name) == ("b", True)


def test_greek_letters_are_set() -> None:
    _, alpha = shown("alpha x", sliders=(Slider(name="α", value=3.0),))
    assert (alpha.name, alpha.latex) == ("α", r"\alpha")


def test_an_error_has_its_place_and_a_hint() -> None:
    (row,) = shown("x + * 2")
    assert row.error is not None
    assert row.error.message
    assert "x + * 2"[row.error.start : row.error.end] == "*"


def test_data_are_a_row_of_their_own() -> None:
    table = Data(id=1, name="D", columns=(Column(name="x", values=(1.0, 2.0)), Column(name="y", values=(3.0, 4.0))))
    document = Document(items=(table, Expression(id=2, text="W x + b")), view=View(selected=2))
    data, *_ = panels.rows(*complete(document))
    assert data == DataRow(1, "D", ("x", "y"), 2)


# ---------------------------------------------------------------------- the point


def values(driver):
    page = panels.explore_reading(driver.window.science)
    return {value.name: value.value for value in page.values}, page


def test_one_variable(window: Open) -> None:
    found, page = values(window(lines("g(x) = x^3", point={"x": 2.0})))
    assert found == {"x": 2.0, "g(x)": 8.0, "g′(x)": 12.0, "g″(x)": 12.0}
    assert [value.key for value in page.values] == ["x", "", "", ""]
    assert set(page.show) >= {"tangent", "newton", "landmarks"}
    assert page.guess_shown


def test_two_components_and_their_hessian(window: Open) -> None:
    found, page = values(window(lines("x[0]^2 + 2x[1]^2", point={"x": (-5.0, -2.0)})))
    assert found == {"x[0]": -5.0, "x[1]": -2.0, "f": 33.0, "∂f/∂x[0]": -10.0, "∂f/∂x[1]": -8.0}
    assert page.matrix is not None
    assert page.matrix.rows == ((2.0, 0.0), (0.0, 4.0))
    assert {"gradient", "level_set", "hessian", "direction", "sections", "landmarks"} <= set(page.show)
    assert "tangent" not in page.show
    assert not page.guess_shown


def test_many_components_are_summarised(window: Open) -> None:
    _, page = values(window(lines("mean(x^2 + x[8])", point={"x": tuple(map(float, range(9)))})))
    assert page.values[-1].text == "3 more"
    assert sum(value.name.startswith("∂") for value in page.values) == 6
    assert page.matrix is None


def test_a_constant_has_a_value_and_no_point(window: Open) -> None:
    found, page = values(window("2 + 3"))
    assert found == {"f": 5.0}
    assert page.sentence == "A constant: it has no slope."


def test_nothing_is_said_of_nothing(window: Open) -> None:
    page = panels.explore_reading(window().window.science)
    assert (page.values, page.sentence, page.landmarks) == ((), "", ())


def test_the_page_of_descend(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 4.0}, view={"mode": "descend", "playhead": 1}))
    page = panels.descend_reading(driver.window.science)
    assert [value.value for value in page.values] == pytest.approx([3.6, 12.96, 7.2, 2.0])
    assert [value.key for value in page.values] == ["", "", "", ""]  # only the start can be typed
    assert (page.step_size, page.steps, page.optimizer, page.zero_grad, page.no_grad) == (0.05, 100, "SGD", True, True)
    assert page.verdict is not None


# ---------------------------------------------------------------------- graph


def test_a_node_has_value_upstream_and_origin() -> None:
    graph, source = traced("3 sin(x)", x=5.0)
    node = next(node.id for node in graph.nodes if node.op == "SinBackward0")
    page = panels.graph_reading(graph, node, len(graph.order), source, "cpu")
    assert (page.title, page.op) == ("sin", "SinBackward0")
    assert [(v.name, v.value) for v in page.values] == [("value", np.sin(5.0)), ("upstream", 3.0)]
    assert dict(page.facts) == {"shape": "scalar", "dtype": "float64", "device": "cpu", "made by": "sin(x)"}
    assert page.gradients_title == ".grad of x"
    assert [v.value for v in page.gradients] == pytest.approx([3 * np.cos(5.0)])


def test_before_backward_there_are_no_gradients() -> None:
    graph, source = traced("x y", x=2.0, y=3.0)
    page = panels.graph_reading(graph, graph.output, -1, source, "cpu")
    assert [v.text for v in page.gradients] == ["·", "·"]
    assert page.gradients_title == ".grad of the leaves"
    assert page.sentence == "Backward has not begun."
    after = panels.graph_reading(graph, graph.output, len(graph.order), source, "cpu")
    assert [(v.name, v.value) for v in after.gradients] == [("x.grad", 3.0), ("y.grad", 2.0)]


def test_arrays_are_shown_by_rows() -> None:
    graph, source = traced("sum(x^2)", x=((1.0, 2.0), (3.0, 4.0)))
    leaf = next(node.id for node in graph.nodes if node.kind == "leaf")
    page = panels.graph_reading(graph, leaf, len(graph.order), source, "cpu")
    assert [v.text for v in page.gradients] == ["2  4", "6  8"]
    assert [v.full for v in page.gradients] == ["2.0, 4.0", "6.0, 8.0"]
    assert dict(page.facts)["shape"] == "2×2"


def test_long_arrays_are_summarised_and_copied_whole() -> None:
    graph, source = traced("sum(x)", x=tuple(map(float, range(8))))
    leaf = next(node.id for node in graph.nodes if node.kind == "leaf")
    page = panels.graph_reading(graph, leaf, 0, source, "cpu")
    assert len(page.values) == 2
    assert all(str(value) in page.values[0].full for value in range(8))


@pytest.mark.parametrize("node", [-1, 99])
def test_no_node_is_an_empty_page(node: int) -> None:
    graph, source = traced("x^2", x=1.0)
    assert panels.graph_reading(graph, node, 0, source, "cpu").title == ""
    assert panels.graph_reading(None, 0, 0, "", "cpu").title == ""


def test_the_walk_is_told() -> None:
    graph, _ = traced("3 x", x=5.0)
    assert panels.walk_header(graph, -1)[0] == "Forward · 3 values"
    assert panels.walk_header(graph, 0)[0] == "Backward · begins"
    title, sentence = panels.walk_header(graph, 1)
    assert title == "Backward · node 1 of 2"
    assert sentence == "× has its gradient: 1. It passes it on through MulBackward0."
    assert panels.walk_header(graph, 2)[1] == "x.grad receives the sum over all its uses: 3."
