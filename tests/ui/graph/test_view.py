"""The graph view, driven by real events."""

from __future__ import annotations

import time
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QWheelEvent
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme
from gradexplorer.ui.graph import GraphView
from gradexplorer.ui.graph.navigation import LEAST, MOST
from tests.ui.graph import samples

LEFT = Qt.MouseButton.LeftButton
MUL, COS, ABS, PLUS = 2, 3, 6, 8


@pytest.fixture
def view(qtbot: QtBot) -> GraphView:
    widget = GraphView()
    qtbot.addWidget(widget)
    widget.resize(660, 614)
    widget.show()
    widget.activateWindow()
    qtbot.waitUntil(widget.isActiveWindow)
    return widget


@pytest.fixture
def wavy(view: GraphView) -> GraphView:
    graph = samples.wavy()
    view.set_graph(graph, samples.placed(graph))
    QApplication.processEvents()
    return view


@pytest.fixture
def light(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    theme.apply(qapp, "light")


def place(view: GraphView, node: int) -> QPoint:
    """Where a card's middle is in the viewport."""
    return view.mapFromScene(view._graph.cards[node].pos())


def picture(view: GraphView) -> QImage:
    QApplication.processEvents()
    return view.grab().toImage()


def colours_of(view: GraphView, node: int) -> set[str]:
    """Every colour seen in a card and its outline."""
    image, card = picture(view), view._graph.cards[node]
    box = view.mapFromScene(card.mapRectToScene(card.frame.adjusted(-1, -1, 1, 1))).boundingRect()
    box.translate(view.viewport().pos())
    return {
        QColor(image.pixel(x, y)).name().upper()
        for x in range(box.left(), box.right())
        for y in range(box.top(), box.bottom())
    }


def wheel(view: GraphView, at: QPoint, notches: float) -> None:
    turn = QPoint(0, round(120 * notches))
    where = view.viewport().mapToGlobal(at)
    event = QWheelEvent(
        QPointF(at),
        QPointF(where),
        QPoint(),
        turn,
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(view.viewport(), event)


def drag(qtbot: QtBot, view: GraphView, start: QPoint, end: QPoint) -> None:
    qtbot.mousePress(view.viewport(), LEFT, pos=start)
    for part in (0.3, 0.6, 1.0):
        qtbot.mouseMove(view.viewport(), start + (end - start) * part)
    qtbot.mouseRelease(view.viewport(), LEFT, pos=end)


def test_without_a_graph_it_says_what_to_do(view: GraphView) -> None:
    view.set_empty_text("Nothing to differentiate: choose a function.")
    colours = {QColor(picture(view).pixel(x, 307)).name() for x in range(660)}
    assert len(colours) > 1, "a sentence stands in the middle"
    assert "choose a function" in view.accessibleDescription()


def test_the_whole_graph_is_seen_at_first_and_after_a_resize(wavy: GraphView) -> None:
    for width in (660, 420, 900):
        wavy.resize(width, 614)
        QApplication.processEvents()
        port = wavy.viewport().rect()
        assert all(port.contains(place(wavy, node)) for node in range(9))


def test_click_selects_and_tells(qtbot: QtBot, wavy: GraphView) -> None:
    with qtbot.waitSignal(wavy.nodeSelected) as told:
        qtbot.mouseClick(wavy.viewport(), LEFT, pos=place(wavy, COS))
    assert told.args == [COS]
    assert wavy.selected == COS
    with qtbot.assertNotEmitted(wavy.nodeSelected):
        qtbot.mouseClick(wavy.viewport(), LEFT, pos=QPoint(3, 3))
    assert wavy.selected == COS


def test_select_is_silent_and_knows_no_unknown_node(qtbot: QtBot, wavy: GraphView) -> None:
    with qtbot.assertNotEmitted(wavy.nodeSelected):
        wavy.select(PLUS)
    assert wavy.selected == PLUS
    wavy.select(99)
    assert wavy.selected == -1
    assert wavy.describe() == "" or wavy.describe().startswith("+")


def test_hover_tells_once_and_again_on_leaving(qtbot: QtBot, wavy: GraphView) -> None:
    told: list[int] = []
    wavy.nodeHovered.connect(told.append)
    qtbot.mouseMove(wavy.viewport(), place(wavy, COS))
    qtbot.mouseMove(wavy.viewport(), place(wavy, COS) + QPoint(4, 4))
    qtbot.waitUntil(lambda: told == [COS])  # a real mouse moves when it does
    qtbot.mouseMove(wavy.viewport(), QPoint(2, 2))
    qtbot.waitUntil(lambda: told == [COS, -1])


def test_the_tooltip_has_the_whole_number(qtbot: QtBot, wavy: GraphView) -> None:
    qtbot.mouseMove(wavy.viewport(), place(wavy, COS))
    item = wavy.itemAt(place(wavy, COS) + QPoint(30, 25))
    qtbot.waitUntil(lambda: bool(item.toolTip() or item.parentItem().toolTip()))
    told = wavy._graph.cards[COS].toolTip()
    assert repr(float(np.cos(-10.4))) in told
    assert "scalar · float64" in told


def test_wheel_zooms_about_the_pointer(wavy: GraphView) -> None:
    at = place(wavy, COS)
    before = wavy.zoom
    wheel(wavy, at, 2)
    assert wavy.zoom == pytest.approx(before * 1.44)
    moved = place(wavy, COS) - at
    assert moved.manhattanLength() <= 2
    wheel(wavy, at, -100)
    assert wavy.zoom == pytest.approx(LEAST)
    wheel(wavy, at, 100)
    assert wavy.zoom == MOST


def test_drag_moves_the_drawing_and_selects_nothing(qtbot: QtBot, wavy: GraphView) -> None:
    start = place(wavy, COS)
    with qtbot.assertNotEmitted(wavy.nodeSelected):
        drag(qtbot, wavy, start, start + QPoint(70, -45))
    assert place(wavy, COS) == start + QPoint(70, -45)
    wavy.fit()
    assert (place(wavy, COS) - start).manhattanLength() <= 2


def test_zoom_by_commands(wavy: GraphView) -> None:
    wavy.reset_zoom()
    assert wavy.zoom == 1.0
    wavy.zoom_in()
    assert wavy.zoom == 1.25
    wavy.zoom_out()
    assert wavy.zoom == pytest.approx(1.0)


def test_tab_walks_through_the_cards_and_out(qtbot: QtBot, qapp: QApplication) -> None:
    box = QWidget()
    qtbot.addWidget(box)
    before, view, after = QLineEdit(), GraphView(), QLineEdit()
    row = QHBoxLayout(box)
    for widget in (before, view, after):
        row.addWidget(widget)
    graph = samples.chain(3)
    view.set_graph(graph, samples.placed(graph))
    box.resize(800, 400)
    box.show()
    box.activateWindow()
    qtbot.waitUntil(box.isActiveWindow)
    before.setFocus()
    chosen: list[int] = []
    view.nodeSelected.connect(chosen.append)
    for _ in range(3):
        qtbot.keyClick(qapp.focusWidget(), Qt.Key.Key_Tab)
        qtbot.keyClick(view, Qt.Key.Key_Return)
    assert chosen == [0, 1, 2]
    assert qapp.focusWidget() is view
    qtbot.keyClick(view, Qt.Key.Key_Tab)
    assert qapp.focusWidget() is after
    qtbot.keyClick(after, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert view.describe().startswith("sin, SinBackward0.")
    qtbot.keyClick(view, Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    qtbot.keyClick(view, Qt.Key.Key_Enter)
    assert chosen == [0, 1, 2, 1]


def test_arrow_keys_are_left_to_the_window(qtbot: QtBot) -> None:
    taken: list[int] = []

    class Window(QWidget):
        def keyPressEvent(self, event: object) -> None:
            taken.append(event.key())  # type: ignore[attr-defined]

    window = Window()
    qtbot.addWidget(window)
    view = GraphView(window)
    graph = samples.wavy()
    view.set_graph(graph, samples.placed(graph))
    window.show()
    keys = [Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Space, Qt.Key.Key_Home]
    for key in keys:
        qtbot.keyClick(view, key)
    assert taken == keys


def test_progress_shows_gradients_of_the_visited_nodes_alone(light: None, wavy: GraphView) -> None:
    """Order: + × × cos | | × x. After four, cos has its gradient; | |, 4·x and x wait."""
    vermillion = theme.LIGHT.tangent
    wavy.set_progress(-1)
    assert vermillion not in colours_of(wavy, PLUS)
    wavy.set_progress(4)
    assert vermillion in colours_of(wavy, COS)
    assert vermillion not in colours_of(wavy, ABS)
    assert "Gradient −2.6000." in _described(wavy, COS)
    assert "No gradient yet." in _described(wavy, ABS)
    assert wavy.step == 4
    wavy.set_progress(2)
    assert vermillion not in colours_of(wavy, COS)


def _described(view: GraphView, node: int) -> str:
    view.select(node)
    return view.describe()


def test_edges_turn_when_their_result_has_passed_its_gradient_on(wavy: GraphView) -> None:
    def visited() -> set[tuple[int, int]]:
        return {(curve.edge.source, curve.edge.target) for curve in wavy._graph.curves if curve.visited}

    wavy.set_progress(4)  # as in the mock-up: cos has received, and not yet passed on
    assert visited() == {(4, 8), (7, 8), (6, 7), (0, 4), (3, 4)}
    everything = {(edge.source, edge.target) for edge in samples.wavy().edges}
    wavy.set_progress(7)
    assert visited() == everything - {(1, 2), (5, 7)}, "nothing flows into constants"
    for step in (3, 100, 0, 5, -1, 4):
        wavy.set_progress(step)
    assert visited() == {(4, 8), (7, 8), (6, 7), (0, 4), (3, 4)}, "however one came here"


def test_a_step_out_of_sight_is_brought_into_view(view: GraphView) -> None:
    graph = samples.chain(60)
    view.set_graph(graph, samples.placed(graph))
    assert view.zoom > 0.5, "a long chain is not shrunk until nothing can be read"
    for step in (1, 30, 60):
        view.set_progress(step)
        assert view.viewport().rect().contains(place(view, graph.order[step - 1]))


def test_new_numbers_keep_zoom_place_and_selection(qtbot: QtBot, wavy: GraphView) -> None:
    wavy.select(COS)
    wheel(wavy, QPoint(100, 100), 3)
    zoom, where = wavy.zoom, place(wavy, PLUS)
    for x in (-2.5, -123.456):
        graph = samples.wavy(x)
        wavy.set_graph(graph, samples.placed(graph))
        assert (wavy.zoom, wavy.selected) == (zoom, COS)
        assert (place(wavy, PLUS) - where).manhattanLength() <= 2
        assert f"Value {np.cos(4 * x):.4f}".replace("-", "−")[:11] in wavy.describe()
    other = samples.chain(4)
    wavy.set_graph(other, samples.placed(other))
    assert wavy.selected == -1


def test_the_walk_is_kept_when_only_numbers_change(wavy: GraphView) -> None:
    wavy.set_progress(4)
    graph = samples.wavy(-1.0)
    wavy.set_graph(graph, samples.placed(graph))
    assert "Gradient −1.0000." in _described(wavy, COS)


def test_header_takes_its_room_from_the_graph(wavy: GraphView) -> None:
    assert wavy.viewport().y() == 0
    wavy.set_header("Backward · node 4 of 7", "cos receives 1 × x = −2.6 from ×.")
    high = wavy.viewport().y()
    assert high > 40
    wavy.set_header("Backward · node 4 of 7", "a long sentence " * 20)
    assert wavy.viewport().y() > high, "it wraps"
    assert wavy.accessibleDescription().startswith("Backward · node 4 of 7 a long sentence")
    wavy.set_header("", "")
    assert wavy.viewport().y() == 0


def test_find_as_people_do(qtbot: QtBot, qapp: QApplication, wavy: GraphView) -> None:
    wavy.open_find()
    bar = wavy.find_bar
    assert qapp.focusWidget() is bar.field
    qtbot.keyClicks(bar.field, "mul")
    assert bar.count_text == "3 found"
    chosen: list[int] = []
    wavy.nodeSelected.connect(chosen.append)
    for _ in range(4):
        qtbot.keyClick(bar.field, Qt.Key.Key_Return)
    assert len(chosen) == 4
    assert set(chosen) == {2, 4, 7}
    assert chosen[0] == chosen[3]
    assert bar.count_text == "1 of 3"
    qtbot.keyClick(bar.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert chosen[-1] == chosen[2]
    qtbot.keyClicks(bar.field, "!")
    assert bar.count_text == "no node"
    qtbot.keyClick(bar.field, Qt.Key.Key_Escape)
    assert bar.isHidden()
    assert wavy.viewport().y() == 0
    assert qapp.focusWidget() is wavy


def test_find_by_label_operation_and_kind(wavy: GraphView) -> None:
    assert set(wavy.find("constant")) == {1, 5}
    assert wavy.find("COS") == [COS]
    assert wavy.find("AccumulateGrad") == [0]
    assert 0 not in wavy.find("mul"), "parts of names are found from their first letter: AccuMULate is none"
    assert len(wavy.find("backward")) == 6
    assert wavy.find("  ") == []
    assert wavy.find("nothing like it") == []


def test_the_theme_changes_while_shown(light: None, qapp: QApplication, wavy: GraphView) -> None:
    wavy.set_progress(4)
    assert theme.LIGHT.panel in colours_of(wavy, ABS)
    theme.apply(qapp, "dark")
    seen = colours_of(wavy, ABS)
    assert theme.DARK.panel in seen
    assert theme.LIGHT.panel not in seen
    assert QColor(picture(wavy).pixel(2, 2)).name().upper() == theme.DARK.ground


def test_texts_go_when_they_could_not_be_read(light: None, wavy: GraphView) -> None:
    wavy.set_zoom(0.2)
    assert theme.LIGHT.panel not in colours_of(wavy, MUL), "a plain block"
    wavy.set_zoom(1.0)
    assert theme.LIGHT.panel in colours_of(wavy, MUL)


def test_matrices_stand_as_grids(view: GraphView) -> None:
    graph = samples.mean_of_matrix()
    view.set_graph(graph, samples.placed(graph))
    view.set_progress(3)
    view.select(0)
    assert "Value 1.0000, 2.0000, 3.0000; 3.0000, 2.0000, 1.0000." in view.describe()
    assert view._graph.cards[0].frame.height() > 100


def test_a_sentence_for_each_node(wavy: GraphView) -> None:
    wavy.set_progress(7)
    wavy.select(COS)
    assert wavy.describe() == "cos, CosBackward0. Value −0.56098. Gradient −2.6000. Made from ×. Used by ×."
    assert wavy.describe() in wavy.accessibleDescription()
    wavy.select(5)
    assert wavy.describe() == "2, constant. Value 2.0000. Used by ×."
    wavy.select(PLUS)
    assert wavy.describe().endswith("Made from × and ×. The result.")


def test_a_graph_can_be_taken_away(wavy: GraphView) -> None:
    wavy.select(COS)
    wavy.open_find()
    wavy.find_bar.field.setText("x")
    wavy.set_graph(None, None)
    assert wavy.selected == -1
    assert wavy.describe() == ""
    assert wavy.find("x") == []
    wavy.set_progress(3)
    wavy.fit()
    picture(wavy)


def test_a_step_repaints_only_what_changed(view: GraphView) -> None:
    """The goal is 16 ms for 500 nodes; this bound catches a whole repaint of the scene on a slow machine."""
    graph = samples.chain(500)
    view.set_graph(graph, samples.placed(graph))
    view.fit()
    QApplication.processEvents()
    times = []
    for step in range(1, 201):
        start = time.perf_counter()
        view.set_progress(step)
        QApplication.processEvents()
        times.append(time.perf_counter() - start)
    assert sorted(times)[100] < 0.016
