from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui.docks.inspector import InspectorPanel
from gradexplorer.ui.docks.landmarks import LandmarkTable
from gradexplorer.ui.docks.plane_part import AxesPart
from gradexplorer.ui.docks.readings import (
    DescendReading,
    ExploreReading,
    GraphReading,
    Landmark,
    Matrix,
    PlaneReading,
    Value,
    Verdict,
)
from gradexplorer.ui.widgets.number_field import NumberField

CONTROL = Qt.KeyboardModifier.ControlModifier
LEFT = Qt.MouseButton.LeftButton

AT_POINT = (
    Value("x", -2.0, "accent", "x", key="x"),
    Value("f(x)", 18.0, latex="f(x)"),
    Value("f′(x)", -5.0, "tangent", "f'(x)"),
)
SHOW = {
    "tangent": True,
    "slope_triangle": True,
    "normal": False,
    "newton": False,
    "first_derivative": False,
    "second_derivative": False,
    "landmarks": True,
}
EXPLORE = ExploreReading(AT_POINT, show=SHOW, landmarks=(Landmark("minimum", 0.633, 2.293),), sentence="It falls.")
DESCEND = DescendReading(AT_POINT, optimizers=("SGD", "Momentum"), sentences=("The slope is −5.",))


@pytest.fixture
def panel(qtbot: QtBot, show: Callable[[QWidget], QWidget]) -> InspectorPanel:
    panel = InspectorPanel()
    panel.set_explore(EXPLORE)
    panel.set_descend(DESCEND)
    show(panel).resize(240, 760)
    return panel


def heard(page: QWidget, *names: str) -> list[tuple]:
    seen: list[tuple] = []
    for name in names:
        getattr(page, name).connect(lambda *values, name=name: seen.append((name, *values)))
    return seen


def type_into(qtbot: QtBot, field: NumberField, text: str) -> None:
    qtbot.mouseClick(field, LEFT)
    field.selectAll()
    qtbot.keyClicks(field, text)
    qtbot.keyClick(field, Qt.Key.Key_Return)


def test_the_point_is_read_and_typed_exactly(panel: InspectorPanel, qtbot: QtBot) -> None:
    seen = heard(panel.explore, "pointEdited")
    x, value, slope = panel.explore.values.rows
    assert [row.text for row in (x, value, slope)] == ["−2.0000", "18.000", "−5.0000"]
    type_into(qtbot, x.field, "-1.23456789")
    assert seen == [("pointEdited", "x", -1.23456789)]


def test_moving_the_point_keeps_the_rows(panel: InspectorPanel) -> None:
    before = panel.explore.values.rows
    panel.set_explore(replace(EXPLORE, values=(replace(AT_POINT[0], value=1.5), *AT_POINT[1:])))
    assert panel.explore.values.rows == before
    assert before[0].text == "1.5000"


def test_two_variables_have_a_gradient_and_a_hessian(panel: InspectorPanel) -> None:
    values = (Value("x", -5.0, key="x"), Value("y", -2.0, key="y"), Value("∂f/∂x", -10.0, "tangent"))
    panel.set_explore(ExploreReading(values, Matrix("Hessian", ((2.0, 0.0), (0.0, 4.0))), show={"landmarks": True}))
    assert [row.name for row in panel.explore.values.rows] == ["x", "y", "∂f/∂x"]
    assert panel.explore.point.matrix.isVisible()
    assert panel.explore.checks["landmarks"].isVisible()
    assert not panel.explore.checks["tangent"].isVisible()


def test_switches_say_which_field_of_the_document_they_are(panel: InspectorPanel, qtbot: QtBot) -> None:
    seen = heard(panel.explore, "showToggled", "zeroGradToggled")
    assert panel.explore.checks["tangent"].isChecked()
    for check in (panel.explore.checks["normal"], panel.explore.checks["tangent"], panel.explore.zero_grad):
        qtbot.mouseClick(check, LEFT, pos=QPoint(10, check.height() // 2))
    assert seen == [("showToggled", "normal", True), ("showToggled", "tangent", False), ("zeroGradToggled", False)]
    panel.set_explore(EXPLORE)
    assert not panel.explore.checks["normal"].isChecked(), "the document decides"


def test_a_guess_can_be_typed_and_taken_away(panel: InspectorPanel, qtbot: QtBot) -> None:
    seen = heard(panel.explore, "guessChanged")
    type_into(qtbot, panel.explore.guess, "-9")
    panel.set_explore(replace(EXPLORE, guess=-9.0, guess_note="4 too steep."))
    assert panel.explore.guess_note.isVisible()
    qtbot.mouseClick(panel.explore.guess, LEFT)
    panel.explore.guess.selectAll()
    qtbot.keyClick(panel.explore.guess, Qt.Key.Key_Delete)
    qtbot.keyClick(panel.explore.guess, Qt.Key.Key_Return)
    assert seen == [("guessChanged", -9.0), ("guessChanged", None)]


MARKS = (
    Landmark("min., kink", 1 / 3, -2.0, "minimum, kink"),
    Landmark("root", 0.1, 0.0),
    Landmark("f = g", 2.0, 4.0, "intersection of f and g", 7),
)


def click_row(qtbot: QtBot, table: LandmarkTable, row: int) -> None:
    qtbot.mouseClick(table.viewport(), LEFT, pos=table.visualRect(table.model().index(row, 1)).center())


def test_a_landmark_is_a_place_to_go(panel: InspectorPanel, qtbot: QtBot) -> None:
    seen = heard(panel.explore, "landmarkChosen")
    panel.set_explore(replace(EXPLORE, landmarks=MARKS))
    table = panel.explore.landmarks.table
    click_row(qtbot, table, 1)
    assert seen == [("landmarkChosen", MARKS[1])]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Space):
        qtbot.keyClick(table, key)
    assert seen[1:] == [("landmarkChosen", MARKS[2]), ("landmarkChosen", MARKS[0])]
    panel.set_explore(replace(EXPLORE, landmarks=()))
    assert panel.explore.landmarks.rows == ()
    assert not table.isVisible()
    assert panel.explore.landmarks.note.text() == "No point of interest in view."


def test_the_table_of_landmarks_reads_itself(panel: InspectorPanel) -> None:
    panel.set_explore(replace(EXPLORE, landmarks=MARKS, landmark_names=("t", "g(t)"), landmark_note="… and 3 more."))
    model = panel.explore.landmarks.table.model()
    shown = [[model.index(row, column).data() for column in range(3)] for row in range(3)]
    assert shown[0] == ["min., kink", "0.33333", "−2.0000"]
    heads = [model.headerData(column, Qt.Orientation.Horizontal) for column in range(3)]
    assert heads == ["kind", "t", "g(t)"]
    words = model.index(0, 0).data(Qt.ItemDataRole.AccessibleTextRole)
    assert words == "minimum, kink at t = 0.3333333333333333, value -2.0"
    assert model.index(2, 0).data(Qt.ItemDataRole.ToolTipRole).startswith("intersection of f and g at t = 2.0")
    assert panel.explore.landmarks.note.text() == "… and 3 more."


def test_many_landmarks_scroll(panel: InspectorPanel, qtbot: QtBot) -> None:
    panel.set_explore(replace(EXPLORE, landmarks=[Landmark("root", float(k), 0.0) for k in range(40)]))
    table = panel.explore.landmarks.table
    assert table.height() < 15 * 24
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: table.viewport().rect().contains(table.visualRect(table.model().index(39, 0))))


def test_landmarks_are_copied_in_full(panel: InspectorPanel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    # The off-screen platform cannot grab the keyboard for a menu that is open.
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: None)
    panel.set_explore(replace(EXPLORE, landmarks=MARKS))
    table = panel.explore.landmarks.table
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    assert QApplication.clipboard().text() == "minimum, kink\t0.3333333333333333\t-2.0"
    qtbot.keyClick(table, Qt.Key.Key_A, CONTROL)
    qtbot.keyClick(table, Qt.Key.Key_C, CONTROL)
    rows = ["kind\tx\tf(x)", "minimum, kink\t0.3333333333333333\t-2.0", "root\t0.1\t0.0",
            "intersection of f and g\t2.0\t4.0"]  # fmt: skip
    assert QApplication.clipboard().text().splitlines() == rows
    table.clearSelection()
    place = table.visualRect(table.model().index(1, 0)).center()
    reason = QContextMenuEvent.Reason.Mouse
    port = table.viewport()
    QApplication.sendEvent(port, QContextMenuEvent(reason, place, port.mapToGlobal(place)))
    menu = table.findChild(QMenu)
    offers = ["Copy x = 0.1", "Copy 0.0", "Copy the row", "Copy all rows", "Copy all rows as CSV"]
    assert [action.text() for action in menu.actions()] == offers
    menu.actions()[0].trigger()
    assert QApplication.clipboard().text() == "0.1"
    menu.actions()[4].trigger()
    assert QApplication.clipboard().text().splitlines() == [
        row.replace("minimum, kink", '"minimum, kink"').replace("\t", ",") for row in rows
    ]


def test_a_run_is_set_by_slider_and_typed_exactly(panel: InspectorPanel, qtbot: QtBot) -> None:
    panel.set_page("descend")
    seen = heard(panel.descend, "stepSizeMoved", "stepSizeReleased", "momentumChanged", "stepsChanged")
    page = panel.descend
    type_into(qtbot, page.step_size, "0.07")
    type_into(qtbot, page.momentum, "0.9")
    type_into(qtbot, page.steps, "250")
    assert seen == [
        ("stepSizeMoved", 0.07),
        ("stepSizeReleased",),
        ("momentumChanged", 0.9),
        ("stepsChanged", 250),
    ]
    seen.clear()
    middle = page.slider.rect().center()
    qtbot.mousePress(page.slider, LEFT, pos=middle)
    qtbot.mouseMove(page.slider, middle + QPoint(30, 0))
    qtbot.mouseRelease(page.slider, LEFT, pos=middle + QPoint(30, 0))
    assert seen[-1] == ("stepSizeReleased",)
    assert page.step_size.number == seen[-2][1] == page.slider.number


@pytest.mark.parametrize(
    ("field", "text"), [("step_size", "-0.1"), ("momentum", "-1"), ("steps", "0"), ("steps", "1.5")]
)
def test_impossible_settings_are_refused_with_a_reason(
    field: str, text: str, panel: InspectorPanel, qtbot: QtBot
) -> None:
    panel.set_page("descend")
    seen = heard(panel.descend, "stepSizeMoved", "momentumChanged", "stepsChanged")
    edit = getattr(panel.descend, field)
    type_into(qtbot, edit, text)
    assert edit.property("wrong")
    assert edit.toolTip()
    assert seen == []


def test_optimizer_and_switches_of_a_run(panel: InspectorPanel, qtbot: QtBot) -> None:
    panel.set_page("descend")
    seen = heard(panel.descend, "optimizerChosen", "zeroGradToggled", "noGradToggled")
    panel.descend.optimizer.setFocus()
    qtbot.keyClick(panel.descend.optimizer, Qt.Key.Key_Down)
    for check in (panel.descend.zero_grad, panel.descend.no_grad):
        check.setFocus()
        qtbot.keyClick(check, Qt.Key.Key_Space)
    assert seen == [("optimizerChosen", "Momentum"), ("zeroGradToggled", False), ("noGradToggled", False)]


def test_the_step_and_the_verdict_are_told_in_words(panel: InspectorPanel) -> None:
    panel.set_page("descend")
    assert panel.descend.sentences.plain == "The slope is −5."
    assert not panel.descend.banner.isVisible()
    verdict = Verdict("diverged at step 23", "step size × curvature = 6, over 2.", "error")
    panel.set_descend(replace(DESCEND, verdict=verdict, starts=("82 % reach a fixed point",)))
    assert panel.descend.banner.isVisible()
    assert panel.descend.banner.text == "diverged at step 23"
    assert panel.descend.detail.text() == "step size × curvature = 6, over 2."
    assert panel.descend.starts.isVisible()


def test_a_node_is_described_and_none_is_asked_for(panel: InspectorPanel) -> None:
    panel.set_page("graph")
    assert panel.page == "graph"
    assert panel.graph.empty.isVisible()
    reading = GraphReading(
        "cos",
        "CosBackward0",
        (Value("value", -0.561), Value("upstream", None)),
        (("shape", "scalar"), ("dtype", "float64")),
        ".grad of x",
        (Value("so far", -0.561, "tangent"),),
    )
    panel.set_graph(reading)
    assert not panel.graph.empty.isVisible()
    assert [row.text for row in panel.graph.values.rows] == ["−0.56100", "—"]
    assert [row.text for row in panel.graph.facts.rows] == ["scalar", "float64"]
    assert panel.graph.gradients.title.text() == ".grad of x"


def test_showing_readings_tells_nothing(panel: InspectorPanel) -> None:
    explore = heard(panel.explore, "pointEdited", "showToggled", "guessChanged", "zeroGradToggled")
    run = ("optimizerChosen", "stepSizeMoved", "momentumChanged", "stepsChanged")
    descend = heard(panel.descend, "pointEdited", *run, "zeroGradToggled", "noGradToggled")
    panel.set_explore(replace(EXPLORE, zero_grad=False, guess=3.0, show=dict.fromkeys(SHOW, False)))
    panel.set_descend(replace(DESCEND, optimizer="Momentum", step_size=0.5, momentum=0.9, steps=7, no_grad=False))
    assert explore == descend == []


def test_the_panel_fits_its_240_pixels(panel: InspectorPanel) -> None:
    panel.window().resize(258, 500)  # with the window's own margins
    for mode in ("explore", "descend", "graph"):
        panel.set_page(mode)
        page = getattr(panel, mode)
        assert page.widget().minimumSizeHint().width() <= 240 - 8, mode


def test_with_everything_to_show_the_page_is_no_wider_than_the_panel(panel: InspectorPanel) -> None:
    panel.set_explore(replace(EXPLORE, show=dict.fromkeys(panel.explore.checks, True)))
    inside = panel.explore.widget()
    bar = panel.explore.verticalScrollBar().sizeHint().width()
    assert inside.minimumSizeHint().width() <= 240 - bar


def test_a_held_component_keeps_its_slider_while_it_is_dragged(qtbot: QtBot) -> None:
    part = AxesPart()
    qtbot.addWidget(part)
    names = ("x", "y", "z")
    part.show_reading(PlaneReading(names=names, held=((2, 40.0),)))
    slider = part.rows[0].slider
    assert slider.limits == (-50.0, 50.0)
    part.show()
    QTest.mousePress(slider, Qt.MouseButton.LeftButton)
    part.show_reading(PlaneReading(names=names, held=((2, 4.0),)))
    assert slider.limits == (-50.0, 50.0)
    QTest.mouseRelease(slider, Qt.MouseButton.LeftButton)
    part.show_reading(PlaneReading(names=names, held=((2, 3.0),)))
    assert slider.limits == (-5.0, 5.0)
