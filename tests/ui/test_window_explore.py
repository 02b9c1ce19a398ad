"""Explore: typing draws, dragging moves the point, and the inspector reads the closed form."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines

CUBIC = "x^3 + 3x^2 - 5x + 4"


def cubic(x):
    return x**3 + 3 * x**2 - 5 * x + 4


def slope(x):
    return 3 * x**2 + 6 * x - 5


@pytest.fixture
def typed(window: Open) -> Driver:
    """A new window into which the cubic was typed."""
    driver = window()
    driver.write(CUBIC)
    return driver


def test_typing_draws_the_curve(typed: Driver) -> None:
    typed.until(lambda: len(typed.curves) == 1)
    curve = typed.curve
    np.testing.assert_allclose(curve.y, cubic(curve.x), rtol=1e-12, atol=1e-12)
    low, high = typed.plot.ranges()[0]
    assert curve.x[0] <= low < high <= curve.x[-1]
    assert len(curve.x) >= typed.plot.viewport().width()
    assert not curve.faded
    assert typed.line(1).reading.text() == "reads as x³ + 3·x² − 5·x + 4"


def test_the_whole_curve_is_in_view_at_first(typed: Driver) -> None:
    (low, high), (bottom, top) = typed.plot.ranges()
    seen = cubic(np.linspace(low, high, 101))
    assert bottom <= np.percentile(seen, 10)
    assert top >= np.percentile(seen, 90)


def test_a_document_without_ranges_opens_with_its_curve_in_view(window: Open) -> None:
    driver = window(lines("x^2 + 40", point={"x": 1.0}))
    _, (bottom, top) = driver.plot.ranges()
    assert 30 < bottom < 40
    assert 60 < top < 80


def test_a_document_with_one_range_is_fitted_along_the_other(window: Open) -> None:
    driver = window(lines("x^2 + 40", point={"x": 1.0}, view={"x_range": (2.0, 4.0)}))
    x_range, (bottom, top) = driver.plot.ranges()
    assert x_range == (2.0, 4.0)
    assert 40 < bottom < 44
    assert 56 < top < 60


def test_point_and_tangent_are_there_at_once(typed: Driver) -> None:
    x = typed.exact("x")
    assert (typed.point_mark.x, typed.point_mark.y) == (x, cubic(x))
    tangent = typed.drawn_line("tangent")
    assert tangent.slope == pytest.approx(slope(x), rel=1e-14)
    assert tangent.tag.startswith("slope ")


def test_a_drag_moves_point_tangent_and_numbers(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}))
    assert driver.values["x"] == "−2.0000"
    for place in (-1.5, -0.25, 1.25):
        driver.drag_point((place - 0.1, cubic(place)), (place, cubic(place)))
        x = driver.exact("x")
        assert x == pytest.approx(place, abs=0.02)
        assert driver.point_mark.x == x
        assert driver.exact("f(x)") == pytest.approx(cubic(x), rel=1e-13)
        assert driver.exact("f′(x)") == pytest.approx(slope(x), rel=1e-13)
        assert driver.exact("f″(x)") == pytest.approx(6 * x + 6, rel=1e-13)
        assert driver.drawn_line("tangent").slope == pytest.approx(slope(x), rel=1e-13)
        assert f"x = {x:g}".replace("-", "−") in driver.status


def test_the_point_follows_while_the_button_is_held(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}))
    start = driver.pixel(driver.point_mark.x, driver.point_mark.y)
    seen = []
    path = [driver.pixel(x, cubic(x)) for x in (-1.8, -1.4, -1.0)]
    for end in range(1, len(path) + 1):
        driver.drag(driver.plot, start, *path[:end], release=False)
        seen.append(driver.exact("x"))
        driver.drop(driver.plot, path[end - 1])
        start = driver.pixel(driver.point_mark.x, driver.point_mark.y)
    np.testing.assert_allclose(seen, [-1.8, -1.4, -1.0], atol=0.02)


def test_escape_gives_a_drag_up(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-20.0, 60.0)}))
    driver.key(Qt.Key.Key_Right)
    driver.drag(driver.plot, driver.pixel(1.2, cubic(1.2)), driver.pixel(-2.0, 18.0), release=False)
    assert driver.exact("x") == pytest.approx(-2.0, abs=0.05)
    driver.key(Qt.Key.Key_Escape)
    assert driver.exact("x") == pytest.approx(1.2)
    driver.drag(driver.plot, driver.pixel(3.0, 50.0), driver.pixel(3.1, 50.0))
    driver.drop(driver.plot, driver.pixel(-3.0, 19.0))
    assert driver.exact("x") == pytest.approx(1.2), "what was given up is held no more"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert driver.exact("x") == 1.0, "the step before the drag is still there, and is the last"


def test_escape_puts_a_point_of_a_map_back(window: Open) -> None:
    driver = window(lines("x^2 + 2y^2", point={"x": 2.0, "y": 1.0}, view={"x_range": (-5, 5), "y_range": (-5, 5)}))
    driver.drag(driver.plot, driver.pixel(2.0, 1.0), driver.pixel(-3.0, -2.0), release=False)
    assert driver.exact("y") == pytest.approx(-2.0, abs=0.05)
    driver.key(Qt.Key.Key_Escape)
    assert (driver.exact("x"), driver.exact("y")) == (2.0, 1.0)
    driver.drag(driver.plot, driver.pixel(2.0, 1.0), release=False)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.action("undo").isEnabled(), "nothing had been dragged"


def test_a_click_on_the_curve_brings_the_point_there(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}))
    driver.click(driver.plot, driver.pixel(0.5, cubic(0.5)))
    assert driver.exact("x") == pytest.approx(0.5, abs=0.02)


def test_x_is_typed_exactly(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}))
    field = driver.row("x").field
    driver.click(field)
    driver.type("0.123456789", on=field)
    driver.key(Qt.Key.Key_Return, on=field)
    assert driver.exact("x") == 0.123456789
    assert driver.exact("f(x)") == pytest.approx(cubic(0.123456789), rel=1e-13)


@pytest.mark.parametrize("text", ["x^2 + 2y^2", "x[0]^2 + 2x[1]^2"])
def test_two_components_give_the_contour_map(window: Open, text: str) -> None:
    driver = window()
    driver.write(text)
    driver.until(lambda: driver.plot is driver.window.contour)
    driver.until(lambda: driver.plot._field._z.size)
    field = driver.plot._field
    x, y = np.meshgrid(field._x, field._y)
    np.testing.assert_allclose(field._z, x**2 + 2 * y**2, rtol=1e-12, atol=1e-12)
    assert len(field._levels) >= 3
    for level in field._levels:
        known = np.isfinite(level.x)
        on_line = level.x[known] ** 2 + 2 * level.y[known] ** 2
        np.testing.assert_allclose(on_line, level.value, rtol=0.02, atol=0.02)


def test_the_point_in_the_plane_is_dragged_with_its_gradient(window: Open) -> None:
    driver = window(lines("x[0]^2 + 2x[1]^2", point={"x": (-4.0, -2.0)}))
    assert driver.values["∂f/∂x[0]"] == "−8.0000"
    driver.drag_point((-1.0, 1.0), (2.0, 1.5))
    first, second = driver.exact("x[0]"), driver.exact("x[1]")
    assert (first, second) == pytest.approx((2.0, 1.5), abs=0.05)
    assert driver.exact("f") == pytest.approx(first**2 + 2 * second**2, rel=1e-13)
    gradient = driver.plot._gradient
    assert (gradient.dx, gradient.dy) == pytest.approx((2 * first, 4 * second), rel=1e-13)
    assert (gradient.x, gradient.y) == (first, second)


def test_the_map_and_the_curve_come_and_go_with_the_text(window: Open) -> None:
    driver = window("x^2")
    assert driver.plot is driver.window.curve
    driver.write("x^2 + y^2", 1)
    driver.until(lambda: driver.plot is driver.window.contour)
    driver.write("x^3", 1)
    driver.until(lambda: driver.plot is driver.window.curve)
    driver.until(lambda: driver.curves and np.allclose(driver.curve.y, driver.curve.x**3))


def test_a_click_on_another_curve_selects_it(window: Open) -> None:
    driver = window(lines("f(x) = x^2", "g(x) = x^2 + 3", point={"x": 1.0}))
    driver.until(lambda: len(driver.curves) == 2)
    driver.click(driver.plot, driver.pixel(-0.5, 3.25))
    driver.rest()
    assert driver.line(2).row.selected
    assert driver.exact("g(x)") == pytest.approx(driver.exact("x") ** 2 + 3)


def test_switches_draw_what_they_say(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": 1.0}))
    checks = driver.window.inspector.explore.checks
    driver.click(checks["normal"])
    assert driver.drawn_line("normal").slope == pytest.approx(-1 / slope(1.0))
    driver.click(checks["newton"])
    parabola = driver.drawn_line("newton")
    assert parabola.coefficients == pytest.approx((cubic(1.0), slope(1.0), 6.0))
    assert parabola.turn[0] == pytest.approx(1.0 - slope(1.0) / 12.0)
    driver.click(checks["first_derivative"])
    driver.click(checks["second_derivative"])
    driver.until(lambda: len(driver.curves) == 3)
    drawn = {mark.label: mark for mark in driver.curves}
    np.testing.assert_allclose(drawn["f′"].y, slope(drawn["f′"].x), rtol=1e-9, atol=1e-9)
    np.testing.assert_allclose(drawn["f″"].y, 6 * drawn["f″"].x + 6, rtol=1e-9, atol=1e-9)
    driver.click(checks["tangent"])
    assert driver.drawn_line("tangent") is None


def test_a_guessed_slope_is_drawn_and_judged(window: Open) -> None:
    driver = window(lines(CUBIC, point={"x": -2.0}))
    guess = driver.window.inspector.explore.guess
    driver.click(guess)
    driver.type("-9", on=guess)
    driver.key(Qt.Key.Key_Return, on=guess)
    line = driver.drawn_line("guess")
    assert (line.x, line.y, line.slope) == (-2.0, 18.0, -9.0)
    note = driver.window.inspector.explore.guess_note
    assert note.isVisible()
    assert note.text().startswith("Turn the line by its handle")
    assert note.text().endswith("is not drawn meanwhile."), "the switches of what is hidden stay on"
    driver.click(driver.window.inspector.explore.reveal)
    assert note.text().startswith("Off by 4: the slope is −5.")
    driver.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, on=guess)
    driver.type("-5", on=guess)
    driver.key(Qt.Key.Key_Return, on=guess)
    assert note.text() == "That is the slope: −5."
    driver.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, on=guess)
    driver.key(Qt.Key.Key_Delete, on=guess)
    driver.key(Qt.Key.Key_Return, on=guess)
    assert driver.drawn_line("guess") is None


def test_without_zeroing_grad_reads_minus_nine(window: Open) -> None:
    driver = window(lines(f"f(x) = {CUBIC}", "g(x) = x^2", point={"x": -2.0}, view={"x_range": (-3, 3)}))
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.rest()
    assert driver.values["g′(x)"] == "−4.0000"
    assert "x.grad" not in driver.values
    driver.key(Qt.Key.Key_Z)
    assert not driver.window.inspector.explore.zero_grad.isChecked()
    assert driver.values["g′(x)"] == "−4.0000"
    assert driver.values["x.grad"] == "−9.0000"
    assert driver.drawn_line("tangent") is None
    assert driver.drawn_line("wrong").slope == -9.0
    assert driver.page.notes.text() == "zero_grad is off: .grad reads −9, the slope −4 added to −5 from before."
    driver.click(driver.window.inspector.explore.zero_grad)
    assert "x.grad" not in driver.values
    assert driver.drawn_line("tangent").slope == -4.0
    assert driver.drawn_line("wrong") is None


def test_without_zeroing_the_gradient_in_the_plane_doubles(window: Open) -> None:
    bowl = "f(x) = x[0]^2 + 2x[1]^2"
    driver = window(lines("z = f(x)", bowl, point={"x": (-5.0, -2.0)}))
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.rest()
    driver.key(Qt.Key.Key_Z)
    assert driver.values["x.grad"] == "(−20, −16)"
    assert (driver.plot._gradient.dx, driver.plot._gradient.dy) == (-20.0, -16.0)


def test_no_value_at_the_point_is_said(window: Open) -> None:
    driver = window(lines("log(x)", point={"x": 2.0}))
    field = driver.row("x").field
    driver.click(field)
    driver.type("-1", on=field)
    driver.key(Qt.Key.Key_Return, on=field)
    assert driver.values["f(x)"] == "nan"
    assert driver.page.sentence.text() == "There is no value here."
    assert math.isnan(driver.point_mark.y), "it is not drawn"
    driver.until(lambda: driver.curve.undefined)
    low, high = driver.curve.undefined[0]
    assert low <= driver.plot.ranges()[0][0]
    assert high == pytest.approx(0.0, abs=0.02)


def test_a_point_without_a_value_is_brought_back_by_a_press_on_a_curve(window: Open) -> None:
    view = {"x_range": (-4.0, 4.0), "y_range": (-4.0, 4.0)}
    driver = window(lines("sqrt(x)", "x^2 - 3", point={"x": -1.0}, view=view))
    driver.until(lambda: len(driver.curves) == 2)
    driver.click(driver.plot, driver.pixel(1.0, 1.0))
    assert driver.exact("x") == pytest.approx(1.0, abs=0.02)
    driver.window.editor.undo()
    driver.rest()
    assert math.isnan(driver.point_mark.y)
    driver.click(driver.plot, driver.pixel(0.0, -3.0))
    assert driver.document.view.selected == 2
