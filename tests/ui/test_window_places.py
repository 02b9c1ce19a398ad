"""Points of interest in the window: the table leads to them, and the dragged point falls into them."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from tests.ui.driver import ALT, LEFT, NONE, PLAIN, Driver, lines

Open = Callable[..., Driver]
CUBIC = "x^3 + 3x^2 - 5x + 4"
TURNS = [(-6 - 96**0.5) / 6, (-6 + 96**0.5) / 6]
VIEW = {"x_range": (-4.0, 4.0), "y_range": (-10.0, 30.0)}


def places(driver: Driver) -> dict[str, float]:
    driver.until(lambda: driver.page.landmarks.rows)
    return {row.kind: row.x for row in driver.page.landmarks.rows}


def test_rows_lead_there_by_mouse_and_by_keyboard(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}, view={"x_range": (-4.0, 4.0)}))
    found = places(driver)
    assert list(found) == ["maximum", "inflection", "minimum"]
    assert list(found.values()) == pytest.approx([TURNS[0], -1.0, TURNS[1]], rel=1e-15)
    table = driver.page.landmarks.table
    driver.page.ensureWidgetVisible(table)
    middle = table.visualRect(table.model().index(2, 1)).center()
    driver.click(table, (middle.x(), middle.y()))
    assert driver.exact("x") == found["minimum"]
    assert driver.exact("f′(x)") == pytest.approx(0.0, abs=1e-14)
    driver.key(Qt.Key.Key_Up, on=table)
    driver.key(Qt.Key.Key_Return, on=table)
    assert driver.exact("x") == -1.0
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.exact("x") == found["minimum"], "one step of undo each"


def test_meetings_name_both_functions_and_lead_to_their_curve(window: Open) -> None:
    driver = window(lines("f(x) = x^2", "g(x) = x + 2", "h(x) = 3", point={"x": 1.0}, view=VIEW))
    driver.until(lambda: len(driver.page.landmarks.rows) == 6)
    rows = {row.full_kind: row for row in driver.page.landmarks.rows}
    assert "intersection of f and g" in rows
    meeting = rows["intersection of g and h"]
    assert (meeting.kind, meeting.x, meeting.value) == ("g = h", 1.0, 3.0)
    table = driver.page.landmarks.table
    row = driver.page.landmarks.rows.index(meeting)
    table.setCurrentIndex(table.model().index(row, 0))
    driver.key(Qt.Key.Key_Return, on=table)
    assert (driver.exact("x"), driver.exact("g(x)")) == (1.0, 3.0)


def test_a_hidden_function_meets_nothing(window: Open) -> None:
    driver = window(lines("x^2", "x + 2", point={"x": 1.0}, view=VIEW))
    driver.until(lambda: len(driver.page.landmarks.rows) == 3)
    driver.window.editor.set_visible(2, False)
    driver.rest()
    assert [row.kind for row in driver.page.landmarks.rows] == ["min., root"]


def test_what_cannot_be_listed_is_said(window: Open) -> None:
    driver = window(lines("sin(1/x)", point={"x": 1.0}, view={"x_range": (-2.0, 2.0)}))
    note = driver.page.landmarks.note
    driver.until(lambda: "turns too often" in note.text())
    assert "zoom in" in note.text()
    driver.window.ranges.window.curve.set_range((-4.9, 5.1), (-2.0, 2.0))
    driver.write("sin(50x)", 1)
    driver.until(lambda: "more in view" in note.text())


def _press(driver: Driver, x: float, y: float) -> None:
    _send(driver, QEvent.Type.MouseButtonPress, driver.pixel(x, y), LEFT)


def _send(driver: Driver, kind: QEvent.Type, at: tuple[float, float], button, modifiers=PLAIN) -> None:
    port = driver.plot.viewport()
    far = QPointF(port.mapToGlobal(QPoint(round(at[0]), round(at[1]))))
    held = NONE if kind == QEvent.Type.MouseButtonRelease else LEFT
    QApplication.sendEvent(port, QMouseEvent(kind, QPointF(*at), far, button, held, modifiers))
    driver.rest()


def test_the_dragged_point_falls_into_a_point_of_interest(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}, view=VIEW))
    found = places(driver)
    _press(driver, -2.0, 18.0)
    x, y = driver.pixel(found["minimum"], 2.0)
    _send(driver, QEvent.Type.MouseMove, (x + 20, y), NONE)
    assert driver.exact("x") != found["minimum"]
    free = driver.plot.grab().toImage()
    _send(driver, QEvent.Type.MouseMove, (x + 4, y), NONE)
    assert driver.exact("x") == found["minimum"]
    assert driver.exact("f′(x)") == pytest.approx(0.0, abs=1e-14)
    held = driver.plot.grab().toImage()
    _send(driver, QEvent.Type.MouseMove, (x + 4, y), NONE, ALT)
    assert driver.exact("x") == pytest.approx(found["minimum"] + 4 / driver.plot.frame_now().x_scale, abs=0.01)
    assert driver.exact("x") != found["minimum"]
    assert driver.plot._snapped is None
    _send(driver, QEvent.Type.MouseMove, (x - 3, y), NONE)
    assert driver.plot._snapped == (found["minimum"], "minimum")
    assert held != free
    _send(driver, QEvent.Type.MouseButtonRelease, (x - 3, y), LEFT)
    assert driver.exact("x") == found["minimum"], "where it was let go"
    assert driver.plot.grab().toImage() != held, "the ring goes with the hand"
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert driver.exact("x") == -2.0, "the drag is one step of undo"


def test_the_point_falls_into_a_meeting_of_its_curve_only(window: Open) -> None:
    driver = window(lines("f(x) = exp(x)", "g(x) = 2 - x", "h(x) = 1 - x", point={"x": -2.0}, view=VIEW))
    driver.until(lambda: len(driver.page.landmarks.rows) == 2)
    meeting = next(row for row in driver.page.landmarks.rows if row.kind == "f = g")
    assert math.exp(meeting.x) == pytest.approx(2 - meeting.x, abs=1e-15)
    driver.drag_point((-1.0, 3.0), (meeting.x + 0.02, meeting.value))
    assert driver.exact("x") == meeting.x


def test_keys_do_not_stick_and_lead_to_the_next_point_of_interest(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}, view=VIEW))
    found = places(driver)
    driver.key(Qt.Key.Key_PageDown)
    assert driver.exact("x") == -1.0
    driver.key(Qt.Key.Key_PageDown)
    assert driver.exact("x") == found["minimum"]
    driver.key(Qt.Key.Key_PageDown)
    assert driver.exact("x") == found["minimum"], "there is none beyond"
    for _ in range(2):
        QTest.keyClick(driver.plot, Qt.Key.Key_Left, ALT)
    driver.rest()
    assert driver.exact("x") == pytest.approx(found["minimum"] - 2 * 8 / 200)
    driver.key(Qt.Key.Key_PageUp)
    assert driver.exact("x") == -1.0


def test_while_the_view_moves_the_curve_is_coarser_and_then_refined(window: Open) -> None:
    driver = window(lines("sin(x)/x", point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-1.0, 2.0)}))
    width = driver.plot.viewport().width()
    driver.until(lambda: driver.curve.ends)
    lengths = []
    driver.window.science.curvesChanged.connect(lambda: lengths.append(len(driver.window.science.curves[0].curve.x)))
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: lengths and lengths[-1] >= width)
    assert lengths[0] < width
    assert [(end.x, end.open) for end in driver.curve.ends] == [(0.0, True)]
    assert driver.curve.ends[0].y == pytest.approx(1.0, abs=1e-6)
