"""Typing: the list of lines, errors, sliders."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.model.document import Slider
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, lines

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


def test_a_point_that_a_line_lacks_can_still_be_moved(window: Open) -> None:
    """A file may hold a line whose vector the point does not have yet."""
    driver = window(lines("x^2", "v[0]^2 + v[1]^2", point={"x": 1.0}))
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.until(lambda: driver.plot is driver.window.contour)
    driver.drag_point((2.0, 2.0))
    assert (driver.exact("v[0]"), driver.exact("v[1]")) == pytest.approx((2.0, 2.0), abs=0.05)


def test_an_emptied_line_leaves_the_invitation(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.open_line(1)
    driver.key(Qt.Key.Key_A, CONTROL, on=driver.focus)
    driver.key(Qt.Key.Key_Delete, on=driver.focus)
    assert driver.curves == ()
    assert driver.point_mark is None
    assert driver.plot.message.title == "Type a function"
    driver.type("x")
    driver.until(lambda: driver.curves and driver.plot.message.title == "")


def test_without_its_only_line_the_window_is_empty(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.line(1).formula.setFocus(Qt.FocusReason.TabFocusReason)
    driver.key(Qt.Key.Key_Delete, on=driver.line(1).formula)
    assert driver.plot.message.title == "Type a function"
    assert driver.values == {}
    assert driver.status == ""
    assert driver.window.timeline.last == 0


@pytest.mark.parametrize(
    ("text", "moved"),
    [
        ("a = 2", "a = 3.5"),
        ("a=2", "a=3.5"),
        ("a = 2  # note", "a = 3.5  # note"),
        ("a = 1 + 1 # note\n", "a = 3.5 # note\n"),
        ("# b = 1\na = 2 # = 2\n# last", "# b = 1\na = 3.5 # = 2\n# last"),
        ("a = (1 + # one\n1) # two", "a = 3.5  # one # two"),
    ],
)
def test_a_slider_changes_the_number_in_its_line_and_nothing_else(window: Open, text: str, moved: str) -> None:
    driver = window("a x", text)
    box = driver.window.expressions.slider("a").box
    driver.click(box)
    driver.key(Qt.Key.Key_A, CONTROL, on=box)
    driver.type("3.5", on=box)
    driver.key(Qt.Key.Key_Return, on=box)
    assert driver.document.items[1].text == moved
    assert [(slider.name, slider.value) for slider in driver.document.sliders] == [("a", 3.5)]
    assert driver.window.editor.reading.sheet.fixed == {"a": 3.5}
