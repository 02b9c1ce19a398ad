"""What happens between the keys: half names, fields and the one undo history, lines and their sliders."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gradexplorer.model import demos
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, lines


def test_half_a_name_is_not_shown_as_a_product(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.open_line(1)
    QTest.keyClick(driver.focus, Qt.Key.Key_A, CONTROL)
    seen = []
    for letter in "sin(x)":
        driver.type(letter)
        seen.append(driver.plot is driver.window.contour)
    driver.until(lambda: driver.window.science.curves and not driver.window.science.stale)
    assert not any(seen), "s·i has two variables, but nobody meant it"
    assert driver.plot is driver.window.curve


def test_half_a_name_is_taken_as_it_stands_after_a_pause(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.write("si", 1)
    assert driver.plot is driver.window.curve
    driver.until(lambda: driver.plot is driver.window.contour)


def test_undo_in_a_field_is_the_windows(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.write("x^3 + 1", 1)
    QTest.keyClick(driver.focus, Qt.Key.Key_Z, CONTROL)
    driver.rest()
    assert driver.window.editor.document.items[0].text == "x^2"


def test_a_line_says_what_its_slider_says(window: Open) -> None:
    driver = window(lines("a x^2", "a = 2", point={"x": 1.0}))
    box = driver.window.expressions.slider("a").findChildren(type(driver.window.inspector.descend.step_size))[0]
    driver.click(box)
    QTest.keyClick(box, Qt.Key.Key_A, CONTROL)
    driver.type("3.5", on=box)
    driver.key(Qt.Key.Key_Return, on=box)
    document = driver.window.editor.document
    assert document.items[1].text == "a = 3.5"
    assert document.sliders[0].value == 3.5


def test_a_vector_left_from_another_text_becomes_a_number(window: Open) -> None:
    driver = window(lines("x[0]^2 + 2x[1]^2", point={"x": (5.0, 2.0)}))
    driver.write("x^2", 1)
    driver.until(lambda: driver.plot is driver.window.curve)
    driver.until(lambda: driver.window.science.active_point is not None)
    assert driver.window.science.active_point.value == 25.0


def test_the_timelines_keys_are_its_own_while_it_has_the_focus(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.until(lambda: driver.window.timeline.last == 100)
    driver.key(Qt.Key.Key_Right, on=driver.window.timeline)
    assert driver.window.editor.document.view.mode == "descend"
    assert driver.window.science.playhead() == 1
    assert driver.window.editor.document.point[0].value == 1.0


def test_turning_a_demos_pages_is_nothing_to_save(window: Open) -> None:
    driver = window(demos.load("tangent"))
    driver.click(driver.window.story.next)
    assert driver.window.editor.document.view.scene == 1
    assert not driver.window.isWindowModified()


def test_a_hidden_curve_takes_its_point_along(window: Open) -> None:
    driver = window(lines("x^2", "x^3", point={"x": 1.0}))
    assert driver.point_mark is not None
    driver.click(driver.line(1).dot)
    driver.until(lambda: driver.point_mark is None)
    assert len({drawn.id for drawn in driver.window.science.curves}) == 1


def test_the_curve_of_the_selected_line_lies_on_top(window: Open) -> None:
    driver = window("f(x) = x^2", "g(x) = x^3")
    driver.until(lambda: [mark.label for mark in driver.curves] == ["g", "f"])
    driver.click(driver.line(2).formula)
    driver.until(lambda: [mark.label for mark in driver.curves] == ["f", "g"])


def test_a_curve_that_looks_different_in_its_fitted_range_is_fitted_once(window: Open) -> None:
    driver = window(lines())
    driver.write("x^x^x^x^x^x")
    fitted = driver.window.curve.ranges()
    driver.until(lambda: driver.document.view.y_range == fitted[1])
    assert driver.window.curve.ranges() == fitted
    driver.key(Qt.Key.Key_A, CONTROL, on=driver.focus)
    driver.type("x^2")
    driver.rest()
    assert driver.window.curve.ranges()[1][1] < 100, "what is typed next is fitted again"
