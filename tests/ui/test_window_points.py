"""Several points at once: pinned by key and mouse, dragged, chosen, typed and removed, each with its own tangent."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from gradexplorer.model import session
from gradexplorer.model.document import Document, Pin, Show, Slider
from gradexplorer.ui.present.tables import tables
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, LEFT, NONE, Driver, lines

VIEW = {"x_range": (-4.0, 4.0), "y_range": (-4.0, 8.0)}


def document(**fields: object) -> Document:
    return lines("f(x) = x^2", "g(x) = x^3/3 - x", point={"x": 1.0}, view={**VIEW, **fields.pop("view", {})}, **fields)


@pytest.fixture
def two(window: Open) -> Driver:
    driver = window(document(pins=(Pin(item=1, x=-1.5), Pin(item=2, x=2.0))))
    driver.until(lambda: len(driver.curves) == 2)
    return driver


def marks(driver: Driver) -> list[tuple[float, float, float]]:
    """x, value and slope of the pinned points as they are drawn."""
    return [(mark.x, mark.y, mark.lines[0].slope) for mark in driver.window.curve._pins.marks]


def rows(driver: Driver) -> list[tuple[str, ...]]:
    return [tuple(row.full.split("\t")) for row in driver.window.inspector.explore.pins.rows]


PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


def with_control(driver: Driver, at: tuple[float, float], *path: tuple[float, float]) -> None:
    """Press with Ctrl held, move on, let go."""
    last = (path or (at,))[-1]
    for kind, place in ((PRESS, at), *((MOVE, place) for place in path), (RELEASE, last)):
        held_control(driver, kind, place)
    driver.rest()


def held_control(driver: Driver, kind: QEvent.Type, place: tuple[float, float]) -> None:
    """One event of the mouse with Ctrl held."""
    target = driver.plot.viewport()
    far = QPointF(target.mapToGlobal(QPoint(round(place[0]), round(place[1]))))
    button, held = NONE if kind == MOVE else LEFT, NONE if kind == RELEASE else LEFT
    QApplication.sendEvent(target, QMouseEvent(kind, QPointF(*place), far, button, held, CONTROL))


def test_p_pins_the_point_which_then_moves_on_alone(window: Open, tmp_path: Path) -> None:
    driver = window(document())
    driver.key(Qt.Key.Key_P)
    assert driver.action("undo").text() == "Undo pin point"
    assert driver.document.pins == (Pin(item=1, x=1.0),)
    (mark,) = driver.window.curve._pins.marks
    assert mark.lines == (), "the point's own tangent lies there"
    driver.key(Qt.Key.Key_P)
    assert len(driver.document.pins) == 1, "one point is not pinned twice"
    driver.drag_point((0.5, 0.25), (-1.0, 1.0))
    assert driver.exact("x") == pytest.approx(-1.0, abs=0.02)
    assert marks(driver) == [(1.0, 1.0, 2.0)]
    assert rows(driver) == [("1.0", "1.0", "2.0")]
    assert driver.drawn_line("tangent").slope == pytest.approx(2 * driver.exact("x"))
    driver.window.editor.save_file(tmp_path / "kept.gradx")
    assert session.load(tmp_path / "kept.gradx").pins == (Pin(item=1, x=1.0),)
    driver.key(Qt.Key.Key_Z, CONTROL)
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert driver.document.pins == ()
    assert not driver.window.inspector.explore.pins_section.isVisible()


def test_each_pinned_point_has_the_slope_of_its_own_curve_and_follows_the_mouse(two: Driver) -> None:
    assert marks(two) == [(-1.5, 2.25, -3.0), (2.0, pytest.approx(2 / 3), 3.0)]
    two.drag(two.plot, two.pixel(2.0, 2 / 3), two.pixel(1.0, 0.0), two.pixel(-2.0, -1.0))
    x = two.document.pins[1].x
    assert x == pytest.approx(-2.0, abs=0.02)
    assert marks(two)[1] == (x, pytest.approx(x**3 / 3 - x), pytest.approx(x * x - 1))
    assert rows(two)[1][0] == repr(x)
    assert two.document.view.pin == 1, "what was dragged is what the arrows move"
    assert two.exact("x") == 1.0
    assert two.action("undo").text() == "Undo move pinned point"
    two.key(Qt.Key.Key_Z, CONTROL)
    assert two.document.pins[1].x == 2.0, "one drag is one step"


def test_control_and_a_click_pin_a_point_on_any_curve_and_hold_it(two: Driver) -> None:
    with_control(two, two.pixel(0.0, 5.0))
    assert len(two.document.pins) == 2, "there is no curve under the mouse"
    with_control(two, two.pixel(1.0, -2 / 3), two.pixel(1.5, 0.0), two.pixel(3.0, 0.0))
    assert [pin.item for pin in two.document.pins] == [1, 2, 2]
    assert two.document.pins[2].x == pytest.approx(3.0, abs=0.02)
    assert two.document.view.pin == 2
    assert two.line(1).row.selected, "the line is not selected by that"
    assert two.point_mark.x == 1.0


def test_a_point_that_is_still_to_be_computed_is_held(window: Open) -> None:
    driver = window(document())
    driver.until(lambda: len(driver.curves) == 2)
    held_control(driver, PRESS, driver.pixel(2.0, 4.0))
    assert marks(driver) == [], "nothing was pinned to this curve before: it is a job"
    held_control(driver, MOVE, driver.pixel(1.5, 0.0))
    held_control(driver, RELEASE, driver.pixel(1.5, 0.0))
    driver.rest()
    assert driver.document.pins[0].x == pytest.approx(1.5, abs=0.02)


def test_the_keys_go_from_point_to_point_and_move_the_chosen_one(two: Driver) -> None:
    two.key(Qt.Key.Key_Period)
    assert [mark.chosen for mark in two.window.curve._pins.marks] == [True, False]
    assert two.status.startswith("pinned point 1 on f · x = −1.5 · slope −3")
    two.key(Qt.Key.Key_Right)
    assert two.document.pins[0].x == pytest.approx(-1.5 + 8 / 50)
    two.key(Qt.Key.Key_Left, ALT)
    assert two.document.pins[0].x == pytest.approx(-1.5 + 8 / 50 - 8 / 200)
    assert two.exact("x") == 1.0
    two.key(Qt.Key.Key_Comma)
    assert two.status.startswith("x = 1")
    two.key(Qt.Key.Key_Right)
    assert two.exact("x") == pytest.approx(1.16)
    two.key(Qt.Key.Key_Comma)
    assert two.document.view.pin == 1
    two.key(Qt.Key.Key_Delete)
    assert two.action("undo").text() == "Undo remove pinned point"
    assert [pin.item for pin in two.document.pins] == [1]
    assert not two.action("remove-pin").isEnabled()
    two.key(Qt.Key.Key_Z, CONTROL)
    assert [pin.item for pin in two.document.pins] == [1, 2]


def test_in_the_inspector_x_is_typed_exactly_and_rows_are_chosen_copied_and_removed(two: Driver) -> None:
    first, second = two.window.inspector.explore.pins.rows
    two.click(first.field)
    two.key(Qt.Key.Key_A, CONTROL, on=first.field)
    two.type("-sqrt(2)", on=first.field)
    two.key(Qt.Key.Key_Return, on=first.field)
    assert two.document.pins[0].x == -math.sqrt(2)
    assert rows(two)[0] == (repr(-math.sqrt(2)), "2.0000000000000004", repr(-2 * math.sqrt(2)))
    two.key(Qt.Key.Key_C, CONTROL, on=first)
    assert QApplication.clipboard().text() == "\t".join(rows(two)[0])
    two.key(Qt.Key.Key_Return, on=second)
    assert two.document.view.pin == 1
    two.key(Qt.Key.Key_Delete, on=second)
    assert len(two.document.pins) == 1
    assert tables(two.window.science)["pins"].rows == [("f", -math.sqrt(2), 2.0000000000000004, -2 * math.sqrt(2))]


def test_the_menu_of_a_pinned_point_brings_the_point_there_and_removes_it(two: Driver) -> None:
    at = QPoint(*map(round, two.pixel(2.0, 2 / 3)))

    def choose(words: str) -> None:
        target = two.plot.viewport()
        reason = QContextMenuEvent.Reason.Mouse
        QApplication.sendEvent(target, QContextMenuEvent(reason, at, target.mapToGlobal(at)))
        menu = next(menu for menu in two.window.findChildren(QMenu) if menu.accessibleName() == "Pinned point")
        action = next(action for action in menu.actions() if action.text() == words)
        QTest.mouseClick(menu, LEFT, pos=menu.actionGeometry(action).center())
        two.rest()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    choose("Move the point here")
    assert two.line(2).row.selected
    assert (two.exact("x"), two.exact("g(x)")) == (2.0, pytest.approx(2 / 3))
    choose("Remove pinned point")  # the point lies on it; the menu is the pinned one's
    assert [pin.item for pin in two.document.pins] == [1]


def test_pinned_points_go_with_their_line_and_with_its_sliders(window: Open) -> None:
    pins = (Pin(item=1, x=2.0), Pin(item=2, x=0.0), Pin(item=2, x=-2.0))
    driver = window(lines("a x^2", "|x| - 3", point={"x": 1.0}, pins=pins, sliders=(Slider(name="a", value=1.0),)))
    box = driver.window.expressions.slider("a").box
    driver.click(box)
    driver.key(Qt.Key.Key_A, CONTROL, on=box)
    driver.type("-0.5", on=box)
    driver.key(Qt.Key.Key_Return, on=box)
    parabola, kink, straight = driver.window.curve._pins.marks
    assert (parabola.y, parabola.lines[0].slope) == (-2.0, -2.0)
    assert [(line.slope, line.side) for line in kink.lines] == [(pytest.approx(-1), -1), (pytest.approx(1), 1)]
    assert straight.lines[0].slope == -1.0
    driver.click(driver.line(2).dot)
    assert [mark.index for mark in driver.window.curve._pins.marks] == [0], "a hidden curve hides its points"
    driver.click(driver.mode_button("descend"))
    assert driver.window.curve._pins.marks == ()
    driver.click(driver.mode_button("explore"))
    driver.line(2).formula.setFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Delete, on=driver.line(2).formula)
    assert driver.document.pins == pins[:1]


def test_where_a_curve_has_no_value_its_pinned_point_is_not_drawn_and_comes_back(window: Open) -> None:
    driver = window(lines("x^2", "sqrt(x)", point={"x": 1.0}, pins=(Pin(item=2, x=-1.0),)))
    assert driver.window.curve._pins.marks == ()
    assert [row.reading.value for row in driver.window.inspector.explore.pins.rows] == [
        pytest.approx(math.nan, nan_ok=True)
    ]
    driver.write("x + y", 2)
    assert driver.window.curve._pins.marks == ()
    driver.write("x^3", 2)
    assert marks(driver) == [(-1.0, -1.0, 3.0)]


def test_where_no_point_can_be_pinned_and_no_slope_guessed_it_is_said(window: Open) -> None:
    driver = window(lines("x^2 + y^2"))
    before = driver.document
    for key, words in ((Qt.Key.Key_P, "Only a point on a curve"), (Qt.Key.Key_Q, "A slope is guessed on the curve")):
        driver.key(key)
        assert driver.window.statusBar().currentMessage().startswith(words)
    driver.key(Qt.Key.Key_2, CONTROL)
    driver.key(Qt.Key.Key_P)
    assert driver.window.statusBar().currentMessage() == "Points are pinned in Explore."
    assert (driver.document.pins, driver.document.guess) == (before.pins, before.guess) == ((), None)


def test_a_variable_of_another_name_is_called_by_it(window: Open) -> None:
    driver = window(lines("theta^2", point={"θ": 1.0}, pins=(Pin(item=1, x=2.0),), view={"pin": 0}))
    assert driver.status.startswith("pinned point 1 on f · θ = 2")
    assert driver.window.inspector.explore.pins.rows[0].accessibleName() == (
        "Pinned point 1 on f: θ = 2.0, value 4.0, slope 4.0"
    )


def test_pinned_tangents_take_the_length_of_the_tangent_and_go_with_its_switch(window: Open) -> None:
    driver = window(document(pins=(Pin(item=1, x=-1.5),), show=Show(tangent_length=0.5)))
    assert driver.window.curve._pins.marks[0].lines[0].length == 0.5
    driver.key(Qt.Key.Key_T)
    assert driver.window.curve._pins.marks[0].lines == ()


def test_a_slow_function_is_evaluated_by_a_job_and_its_old_picture_stays(
    window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradexplorer.ui.asking.QUICK_MS", -1.0)
    driver = window(document(pins=(Pin(item=1, x=2.0),)))
    driver.until(lambda: marks(driver) == [(2.0, 4.0, 4.0)])
    seen = []
    driver.window.science.pinsChanged.connect(lambda: seen.append(marks(driver)))
    driver.window.conductor.pinning.move(0, 3.0)
    assert marks(driver) == [(2.0, 4.0, 4.0)]
    driver.until(lambda: marks(driver) == [(3.0, 9.0, 6.0)])
    assert seen == [[(3.0, 9.0, 6.0)]]
    # Of two points one is removed while the other is under way.
    driver.window.conductor.pinning.add(2, 0.0)
    driver.window.conductor.pinning.remove(0)
    driver.until(lambda: marks(driver) == [(0.0, 0.0, -1.0)])


def test_numbers_too_long_for_their_column_lose_digits_and_not_their_exponent(window: Open) -> None:
    values = (-0.6, -0.012345678, -1234.5, 1e-7, -1.23456789e-7)
    driver = window(document(pins=tuple(Pin(item=1, x=x) for x in values)))
    for row, x in zip(driver.window.inspector.explore.pins.rows, values, strict=True):
        field = row.field
        shown = float(field.text().replace("−", "-"))
        assert shown == pytest.approx(x, rel=0.2), "what is left of the number is the number"
        room = field.width() - field.textMargins().left() - field.textMargins().right()
        assert field.fontMetrics().horizontalAdvance(field.text()) <= room
    driver.click(driver.window.inspector.explore.pins.rows[4].field)
    assert driver.focus.text() == "-1.23456789e-07"


def test_while_the_slope_is_guessed_a_pinned_point_there_does_not_tell_it(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, guess=0.0, pins=(Pin(item=1, x=1.0),), view={"pin": 0}))
    driver.until(lambda: "pinned point 1" in driver.status)
    assert "value 1.0000" in driver.status
    assert "slope" not in driver.status
    driver.key(Qt.Key.Key_A)
    assert "slope +2.000" in driver.status


def test_what_is_being_typed_for_one_point_stays_with_it_when_another_goes(window: Open) -> None:
    pins = tuple(Pin(item=1, x=x) for x in (-1.0, 0.0, 2.0))
    driver = window(document(pins=pins))
    first, second, _ = driver.window.inspector.explore.pins.rows
    driver.window.inspector.explore.ensureWidgetVisible(second)
    driver.click(second.field)
    driver.type("7", on=second.field)
    first.remove_button.show()  # as under the mouse
    driver.click(first.remove_button)
    assert [pin.x for pin in driver.document.pins] == [7.0, 2.0]
