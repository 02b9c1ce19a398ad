"""Typing: the list of lines, errors, sliders, and what is one step for undo."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.model.document import Slider
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT, Driver, lines

BURST = 30_000


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine types with pauses: the pause that ends a burst is made longer than any of them."""
    monkeypatch.setattr("gradexplorer.ui.editor.BURST_MS", BURST)


# ---------------------------------------------------------------------- lines


def test_enter_goes_to_the_next_line(window: Open) -> None:
    driver = window("x^2", "x^3")
    driver.open_line(1)
    driver.key(Qt.Key.Key_Return, on=driver.focus)
    assert driver.focus is driver.line(2).editor
    driver.key(Qt.Key.Key_Return, on=driver.focus)
    assert driver.focus is driver.window.expressions.new_line
    driver.type("x^4")
    driver.rest()
    assert [item.text for item in driver.document.items] == ["x^2", "x^3", "x^4"]
    assert len({mark.colour for mark in driver.curves}) == 3


def test_ctrl_l_goes_to_the_selected_line(window: Open) -> None:
    driver = window("x^2", "x^3")
    driver.key(Qt.Key.Key_L, CONTROL)
    assert driver.focus is driver.line(1).editor


def test_delete_on_nothing_removes_the_line(window: Open) -> None:
    driver = window("x^2", "x")
    driver.open_line(2)
    driver.key(Qt.Key.Key_Backspace, on=driver.focus)
    driver.key(Qt.Key.Key_Backspace, on=driver.focus)
    assert [item.text for item in driver.document.items] == ["x^2"]
    assert driver.focus is driver.line(1).editor


def test_the_dot_hides_a_curve(window: Open) -> None:
    driver = window("x^2", "x^3")
    driver.until(lambda: len(driver.curves) == 2)
    driver.click(driver.line(2).dot)
    driver.until(lambda: len(driver.curves) == 1)
    driver.click(driver.line(2).dot)
    driver.until(lambda: len(driver.curves) == 2)


def test_definitions_use_each_other(window: Open) -> None:
    driver = window("f(x) = x^2", "g(x) = f(x) + 1")
    driver.write("f(x) = 3x", 1)
    drawn = {mark.label: mark for mark in driver.curves}
    np.testing.assert_allclose(drawn["g"].y, 3 * drawn["g"].x + 1)


def test_an_example_takes_the_place_of_the_only_line(window: Open) -> None:
    driver = window("x")
    example = driver.window.expressions.examples.tab_stops()[0]
    driver.click(example)
    driver.until(lambda: driver.document.items[0].text == "x^3 + 3x^2 - 5x + 4")
    driver.until(lambda: np.allclose(driver.curve.y, np.polyval([1, 3, -5, 4], driver.curve.x)))


# ---------------------------------------------------------------------- errors


def test_wrong_text_keeps_the_curve_faded_and_says_why(window: Open) -> None:
    driver = window("x^2")
    line = driver.line(1)
    driver.open_line(1)
    driver.type(" + * 3")
    driver.until(lambda: driver.curve.faded)
    np.testing.assert_allclose(driver.curve.y, driver.curve.x**2)
    driver.until(lambda: line.error.isVisible())
    error = driver.window.editor.reading.sheet.entries[1].error
    assert line.error.text() == error.message
    assert line.row.error.start == error.span.start
    assert "x^2 + * 3"[error.span.start : error.span.end] == "*"
    assert line.hint.text() == (error.hint or "")
    assert line.editor.property("wrong")
    for _ in " + * 3":
        driver.key(Qt.Key.Key_Backspace, on=line.editor)
    driver.rest()
    assert not driver.curve.faded
    assert not line.error.isVisible()
    assert not line.editor.property("wrong")


def test_an_error_waits_until_the_hand_rests(window: Open) -> None:
    driver = window("x^2")
    line = driver.line(1)
    driver.open_line(1)
    driver.type("+")
    assert line._wait.isActive()
    assert line._wait.interval() == 400
    assert not line.error.isVisible()
    driver.until(lambda: line.error.isVisible())
    assert not line._wait.isActive()


def test_a_line_of_one_name_too_many_is_told(window: Open) -> None:
    driver = window("f(x) = g(x)", "g(x) = f(x)")
    assert driver.line(1).error.text()
    assert driver.window.curve.message.title or not driver.curves


def test_wrong_text_leaves_the_other_lines_alone(window: Open) -> None:
    driver = window("x^2", "x^3")
    driver.write("x^2 (", 1)
    driver.until(lambda: len([mark for mark in driver.curves if not mark.faded]) == 1)


# ---------------------------------------------------------------------- sliders


def test_a_free_letter_becomes_a_slider(window: Open) -> None:
    driver = window()
    driver.write("a x^2")
    slider = driver.window.expressions.slider("a")
    assert slider.isVisible()
    np.testing.assert_allclose(driver.curve.y, driver.curve.x**2)
    driver.click(slider.box)
    driver.key(Qt.Key.Key_A, CONTROL, on=slider.box)
    driver.type("2.5", on=slider.box)
    driver.key(Qt.Key.Key_Return, on=slider.box)
    driver.until(lambda: np.allclose(driver.curve.y, 2.5 * driver.curve.x**2))
    assert driver.document.sliders[0].value == 2.5


def test_a_slider_is_dragged(window: Open) -> None:
    driver = window(lines("a x^2", point={"x": 1.0}))
    bar = driver.window.expressions.slider("a").slider
    driver.drag(bar, (bar.width() / 2, 10), (bar.width() * 0.7, 10), (bar.width() * 0.8, 10))
    value = driver.document.sliders[0].value
    assert 2.0 < value < 5.0
    assert driver.exact("f(x)") == pytest.approx(value)
    driver.until(lambda: np.allclose(driver.curve.y, value * driver.curve.x**2))


def test_a_line_that_sets_a_letter_gives_its_value(window: Open) -> None:
    driver = window("a x")
    driver.write("a = 0.05")
    assert driver.document.sliders[0].value == 0.05
    assert driver.window.expressions.slider("a").box.number == 0.05
    driver.until(lambda: np.allclose(driver.curves[0].y, 0.05 * driver.curves[0].x))
    driver.write("a = 3", 2)
    driver.until(lambda: np.allclose(driver.curves[0].y, 3 * driver.curves[0].x))


def test_the_range_of_a_slider_is_typed(window: Open) -> None:
    driver = window(lines("a x", sliders=(Slider(name="a", value=1.0),)))
    low = driver.window.expressions.slider("a").low
    driver.click(low)
    driver.key(Qt.Key.Key_A, CONTROL, on=low)
    driver.type("0", on=low)
    driver.key(Qt.Key.Key_Return, on=low)
    assert driver.document.sliders[0].low == 0.0


# ---------------------------------------------------------------------- undo


def undo(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Z, CONTROL)


def redo(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Z, CONTROL | SHIFT)


def texts(driver: Driver) -> list[str]:
    return [item.text for item in driver.document.items]


@pytest.mark.usefixtures("slow")
def test_one_burst_of_typing_is_one_step(window: Open) -> None:
    driver = window("x^2")
    driver.open_line(1)
    driver.type(" + 3x")
    assert texts(driver) == ["x^2 + 3x"]
    undo(driver)
    assert texts(driver) == ["x^2"]
    assert driver.line(1).editor.text() == "x^2"
    driver.until(lambda: np.allclose(driver.curve.y, driver.curve.x**2))
    redo(driver)
    assert texts(driver) == ["x^2 + 3x"]
    undo(driver)
    assert not driver.action("undo").isEnabled()


@pytest.mark.usefixtures("slow")
def test_typing_a_new_line_is_one_step(window: Open) -> None:
    driver = window("x^2")
    driver.write("x^3 + 1")
    undo(driver)
    assert texts(driver) == ["x^2"]
    redo(driver)
    assert texts(driver) == ["x^2", "x^3 + 1"]


@pytest.mark.usefixtures("slow")
def test_leaving_the_line_ends_the_burst(window: Open) -> None:
    driver = window("x")
    driver.open_line(1)
    driver.type("+1")
    driver.key(Qt.Key.Key_Escape, on=driver.focus)
    driver.open_line(1)
    driver.type("+2")
    undo(driver)
    assert texts(driver) == ["x+1"]
    undo(driver)
    assert texts(driver) == ["x"]


def test_a_pause_ends_the_burst(window: Open) -> None:
    driver = window("x")
    driver.open_line(1)
    driver.type("+1")
    driver.until(lambda: not driver.window.editor._pause.isActive())
    driver.type("+2")
    undo(driver)
    assert texts(driver) == ["x+1"]


@pytest.mark.usefixtures("slow")
def test_one_drag_is_one_step(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.drag_point((1.5, 2.25), (2.0, 4.0), (2.2, 4.84))
    first = driver.exact("x")
    driver.drag_point((1.0, 1.0), (0.5, 0.25))
    second = driver.exact("x")
    assert first != second
    for back, value in ((undo, first), (undo, 1.0), (redo, first), (redo, second)):
        back(driver)
        assert driver.exact("x") == value
        assert driver.point_mark.x == value
    assert not driver.action("redo").isEnabled()


@pytest.mark.usefixtures("slow")
def test_one_drag_of_a_slider_is_one_step(window: Open) -> None:
    driver = window(lines("a x", sliders=(Slider(name="a", value=1.0),)))
    bar = driver.window.expressions.slider("a").slider
    driver.drag(bar, (bar.width() / 2, 10), (bar.width() * 0.7, 10), (bar.width() * 0.8, 10))
    moved = driver.document.sliders[0].value
    undo(driver)
    assert driver.document.sliders[0].value == 1.0
    redo(driver)
    assert driver.document.sliders[0].value == moved


def test_playhead_zoom_and_selection_are_no_steps(window: Open) -> None:
    driver = window(lines("x^2", "x^3", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: driver.document.view.x_range == driver.plot.ranges()[0])
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_End)
    assert driver.count == "100 / 100"
    assert not driver.action("undo").isEnabled()
    assert not driver.window.isWindowModified()


@pytest.mark.usefixtures("slow")
def test_every_kind_of_edit_is_undone_and_named(window: Open) -> None:
    driver = window(lines("x^2", "x^3", point={"x": 1.0}))
    start = driver.document
    explore, descend = driver.window.inspector.explore, driver.window.inspector.descend
    made = []

    def typed(field, text):
        driver.click(field)
        driver.key(Qt.Key.Key_A, CONTROL, on=field)
        driver.type(text, on=field)
        driver.key(Qt.Key.Key_Return, on=field)

    def note(label):
        assert driver.action("undo").text() == f"Undo {label}"
        made.append((label, driver.document))

    driver.click(explore.checks["normal"])
    note("show normal")
    driver.key(Qt.Key.Key_T)
    note("hide tangent")
    typed(explore.guess, "3")
    note("guess the slope")
    driver.key(Qt.Key.Key_Z)
    note("turn zero_grad off")
    driver.click(driver.line(2).dot)
    note("hide expression")
    typed(driver.row("x").field, "2")
    note("move point")
    driver.click(driver.mode_button("descend"))
    typed(descend.step_size, "0.1")
    note("set step size")
    typed(descend.momentum, "0.5")
    note("set momentum")
    typed(descend.steps, "50")
    note("set steps")
    driver.click(descend.no_grad)
    note("turn no_grad off")
    for (label, after), (_, before) in zip(reversed(made), [*reversed(made[:-1]), ("", start)], strict=True):
        assert content(driver.document) == content(after), label
        undo(driver)
        assert content(driver.document) == content(before), label
    assert not driver.action("undo").isEnabled()
    for label, after in made:
        assert driver.action("redo").text() == f"Redo {label}"
        redo(driver)
        assert content(driver.document) == content(after), label


def content(document):
    return document.items, document.sliders, document.point, document.run, document.show, document.guess


def test_a_removed_line_comes_back(window: Open) -> None:
    driver = window("x^2", "x^3")
    driver.line(2).formula.setFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Delete, on=driver.line(2).formula)
    assert texts(driver) == ["x^2"]
    undo(driver)
    assert texts(driver) == ["x^2", "x^3"]
    driver.until(lambda: len(driver.curves) == 2)


def test_a_point_that_a_line_lacks_can_still_be_moved(window: Open) -> None:
    """A file may hold a line whose vector the point does not have yet."""
    driver = window(lines("x^2", "v[0]^2 + v[1]^2", point={"x": 1.0}))
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.until(lambda: driver.plot is driver.window.contour)
    driver.drag_point((2.0, 2.0))
    assert (driver.exact("v[0]"), driver.exact("v[1]")) == pytest.approx((2.0, 2.0), abs=0.05)
