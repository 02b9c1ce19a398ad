"""Graph: the engine's own nodes, the walk of backward over them, the inspector of a node, and the search."""

from __future__ import annotations

import math

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT, Driver, lines

SINE = "y = 3 sin(x) + x + 3"


@pytest.fixture
def sine(window: Open) -> Driver:
    """3 sin x + x + 3 at 5, in Graph."""
    driver = window(lines(SINE, point={"x": 5.0}))
    driver.click(driver.mode_button("graph"))
    driver.until(lambda: driver.cards)
    return driver


def test_the_nodes_are_the_engines(sine: Driver) -> None:
    ops = sorted(card.node.op for card in sine.cards.values() if card.node.op)
    assert ops == ["AccumulateGrad", "AddBackward0", "AddBackward0", "MulBackward0", "SinBackward0"]
    values = {card.node.op: float(card.node.value) for card in sine.cards.values()}
    assert values["SinBackward0"] == pytest.approx(math.sin(5.0), rel=1e-15)
    assert values["MulBackward0"] == pytest.approx(3 * math.sin(5.0), rel=1e-15)


def test_backward_is_walked_by_arrows(sine: Driver) -> None:
    assert sine.visited == set()
    assert sine.window.graph._header.text[0].startswith("Forward · ")
    order = sine.window.graph._graph.order
    sine.key(Qt.Key.Key_Right)  # backward begins: nothing has its gradient yet
    assert sine.visited == set()
    assert sine.window.graph._header.text[0] == "Backward · begins"
    for step in range(1, len(order) + 1):
        sine.key(Qt.Key.Key_Right)
        assert sine.visited == set(order[:step])
        assert sine.window.graph._header.text[0] == f"Backward · node {step} of {len(order)}"
    sine.key(Qt.Key.Key_Left)
    assert sine.visited == set(order[:-1])
    sine.key(Qt.Key.Key_R)
    assert sine.visited == set()


def test_gradients_after_the_walk(sine: Driver) -> None:
    sine.key(Qt.Key.Key_End)
    assert len(sine.visited) == 5
    leaf = next(card for card in sine.cards.values() if card.node.kind == "leaf")
    assert float(leaf.node.gradient) == pytest.approx(3 * math.cos(5.0) + 1, rel=1e-15)
    assert sine.gradients == {"x.grad": "1.8510"}
    assert sine.page.sentence.text() == "Backward is complete."
    assert sine.count == "5 / 5"


def test_gradients_wait_until_they_arrive(sine: Driver) -> None:
    assert sine.gradients == {"x.grad": "·"}
    sine.key(Qt.Key.Key_Home)
    sine.key(Qt.Key.Key_Right)
    assert sine.gradients == {"x.grad": "·"}
    assert sine.page.sentence.text() == "4 nodes are still to come."


def test_a_click_on_a_node_fills_the_inspector(sine: Driver) -> None:
    sine.key(Qt.Key.Key_End)
    node = next(id for id, card in sine.cards.items() if card.node.op == "SinBackward0")
    sine.click_node(node)
    assert sine.page.title.text() == "sin"
    assert sine.page.op.text() == "SinBackward0"
    assert sine.values == {"value": "−0.95892", "upstream": "3.0000"}
    facts = {row.name: row.text for row in sine.page.facts.rows}
    assert facts["shape"] == "scalar"
    assert facts["dtype"] == "float64"
    assert facts["device"] == "cpu"
    assert facts["made by"] == "sin(x)"


def test_the_search_finds_and_steps(sine: Driver) -> None:
    sine.key(Qt.Key.Key_F, CONTROL)
    bar = sine.window.graph.find_bar
    assert bar.isVisible()
    assert bar.field.hasFocus()
    sine.type("add")
    assert bar.count_text == "2 found"
    sine.key(Qt.Key.Key_Return, on=bar.field)
    assert bar.count_text == "1 of 2"
    assert sine.page.op.text() == "AddBackward0"
    first = sine.window.graph.selected
    sine.key(Qt.Key.Key_Return, on=bar.field)
    assert bar.count_text == "2 of 2"
    assert sine.window.graph.selected != first
    sine.key(Qt.Key.Key_Return, SHIFT, on=bar.field)
    assert sine.window.graph.selected == first


def test_letters_of_the_search_are_no_commands(sine: Driver) -> None:
    before = sine.document
    sine.key(Qt.Key.Key_F, CONTROL)
    sine.type("tg rz n+-0")
    assert sine.window.graph.find_bar.field.text() == "tg rz n+-0"
    assert (sine.document.show, sine.document.run, sine.document.items) == (before.show, before.run, before.items)
    assert sine.window.inspector.page == "graph"


def test_escape_closes_the_search(sine: Driver) -> None:
    sine.key(Qt.Key.Key_F, CONTROL)
    bar = sine.window.graph.find_bar
    sine.type("sin")
    sine.key(Qt.Key.Key_Escape, on=bar.field)
    assert not bar.isVisible()
    assert sine.window.graph.hasFocus()


def test_g_shows_the_graph_and_leaves_it(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 3.0}))
    driver.key(Qt.Key.Key_G)
    assert driver.plot is driver.window.graph
    driver.until(lambda: driver.cards)
    assert driver.plot.hasFocus()
    driver.key(Qt.Key.Key_G)
    assert driver.plot is driver.window.curve
    assert driver.plot.hasFocus()


def test_space_plays_the_walk(sine: Driver) -> None:
    speed = sine.window.toolbar.speed
    sine.click(speed, (speed.width() - 10, 10))
    sine.key(Qt.Key.Key_Space)
    sine.until(lambda: len(sine.visited) == 5)
    sine.until(lambda: not sine.window.toolbar.play.playing)


def test_the_graph_is_that_of_the_step_shown(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 4.0}))
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Right)
    driver.click(driver.mode_button("graph"))
    leaf = [card.node for card in driver.cards.values() if card.node.kind == "leaf"]
    assert float(leaf[0].value) == pytest.approx(4.0 * 0.9**2)


def test_the_graph_follows_the_text(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 4.0}))
    driver.click(driver.mode_button("graph"))
    driver.write("cos(x)", 1)
    driver.until(lambda: {card.node.op for card in driver.cards.values()} == {"CosBackward0", "AccumulateGrad"})


def test_a_slider_is_a_constant_of_the_graph(window: Open) -> None:
    driver = window(lines("a x", point={"x": 4.0}))
    driver.click(driver.mode_button("graph"))
    kinds = {card.node.label: card.node.kind for card in driver.cards.values()}
    assert kinds["a"] == "constant"
    assert kinds["x"] == "leaf"


@pytest.mark.parametrize("text", ["", "a = 2", "# gone", "dot(x, [1, 2])"])
def test_of_a_function_that_is_gone_no_graph_is_left(window: Open, text: str) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view={"mode": "graph"}))
    driver.until(lambda: driver.cards)
    driver.window.editor.set_text(1, text)
    driver.window.editor.seal()
    driver.until(lambda: not driver.cards)
    driver.rest()
    assert driver.count == "0 / 0"
    driver.key(Qt.Key.Key_Z, CONTROL)
    driver.until(lambda: len(driver.cards) == 3)
