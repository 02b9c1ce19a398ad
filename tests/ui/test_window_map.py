"""Functions of two and more variables in the window: what a person switches, drags and types over a map."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gradexplorer.model import demos, edits
from gradexplorer.model.document import Column, Document
from gradexplorer.ui.plots.section import Sections
from gradexplorer.ui.text import parse_number
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, SHIFT, Driver, lines

HIMMELBLAU = "(x^2 + y - 11)^2 + (x + y^2 - 7)^2"


def bowl(**show: bool) -> Document:
    return edits.set_show(lines("x^2 + 2y^2", point={"x": -5.0, "y": -2.0}), **show)


def three(**fields: object) -> Document:
    return lines("f(x, y, z) = x^2 + 2y^2 + 3z^2 + x z", point={"x": 1.0, "y": 2.0, "z": -1.0}, **fields)


def label(driver: Driver) -> str:
    return driver.action("undo").text().removeprefix("Undo ")


def slope(driver: Driver) -> float:
    """The derivative in the direction, in full."""
    return next(parse_number(row.full) for row in driver.page.direction.values.rows if row.name == "∇f·u")


def strip(driver: Driver) -> Sections:
    return driver.window.sections


# ---------------------------------------------------------------------- the point on its level set


def test_the_lectures_bowl(window: Open) -> None:
    driver = window(bowl())
    assert driver.exact("f") == 33.0
    assert (driver.exact("∂f/∂x"), driver.exact("∂f/∂y")) == (-10.0, -8.0)
    level = driver.window.contour._through_mark
    assert level.value == 33.0
    assert np.nanmax(np.abs(level.x**2 + 2 * level.y**2 - 33)) < 0.01
    arrow = driver.window.contour._gradient
    near = np.nanargmin(np.hypot(level.x + 5, level.y + 2))
    along = np.array([level.x[near + 1] - level.x[near - 1], level.y[near + 1] - level.y[near - 1]])
    cosine = along @ (arrow.dx, arrow.dy) / np.hypot(*along) / np.hypot(arrow.dx, arrow.dy)
    assert abs(cosine) < 0.02  # the gradient stands upright on the level set


def test_the_level_set_follows_the_point(window: Open) -> None:
    driver = window(bowl())
    driver.drag_point((2.0, 1.0))
    value = driver.exact("f")
    assert driver.window.contour._through_mark.value == value == pytest.approx(6.0, abs=0.1)
    driver.key(Qt.Key.Key_C)
    assert driver.window.contour._through_mark is None
    assert label(driver) == "hide level set"


def test_the_arrow_keys_move_the_point_in_the_plane(window: Open) -> None:
    driver = window(bowl())
    _, (low, high) = driver.plot.ranges()
    step = (high - low) / 50
    driver.key(Qt.Key.Key_Up)
    assert driver.exact("y") == pytest.approx(-2 + step)
    driver.key(Qt.Key.Key_Down, SHIFT)
    assert driver.exact("y") == pytest.approx(-2 - 9 * step)
    driver.key(Qt.Key.Key_Up, ALT)
    assert driver.exact("y") == pytest.approx(-2 - 9 * step + step / 4)
    assert driver.exact("x") == -5.0
    curve = window("x^2")
    before = curve.document.point
    curve.key(Qt.Key.Key_Up)
    assert curve.document.point == before


# ---------------------------------------------------------------------- Hessian and verdict


@pytest.mark.parametrize(
    ("text", "at", "eigenvalues", "verdict"),
    [
        ("x^2 + 2y^2", (-5.0, -2.0), (2.0, 4.0), "Bends upwards in every direction"),
        ("x^2 + 2y^2", (0.0, 0.0), (2.0, 4.0), "A minimum:"),
        ("x^2 - y^2", (0.0, 0.0), (-2.0, 2.0), "A saddle:"),
        ("-x^2 - y^2", (0.0, 0.0), (-2.0, -2.0), "A maximum:"),
        ("x^3 - 3x y^2", (0.0, 0.0), (0.0, 0.0), "Undecided: gradient and Hessian"),
        ("(x + y)^2", (1.0, -1.0), (0.0, 4.0), "Undecided: the gradient is 0"),
    ],
)
def test_the_hessian_in_numbers_words_and_on_the_map(
    window: Open, text: str, at: tuple[float, float], eigenvalues: tuple[float, float], verdict: str
) -> None:
    driver = window(lines(text, point={"x": at[0], "y": at[1]}))
    assert "λ₁" not in driver.values
    driver.key(Qt.Key.Key_H)
    assert (driver.exact("λ₁"), driver.exact("λ₂")) == pytest.approx(eigenvalues, abs=1e-14)
    assert verdict in driver.page.sentence.text()
    mark = driver.window.contour._quadric.mark
    assert mark.values == pytest.approx(eigenvalues, abs=1e-14)
    assert label(driver) == "show Hessian"
    driver.action("undo").trigger()
    assert driver.window.contour._quadric.mark is None


# ---------------------------------------------------------------------- direction


def test_the_direction_is_dragged_turned_and_typed(window: Open) -> None:
    driver = window(bowl())
    driver.key(Qt.Key.Key_U)
    assert driver.document.direction == 0.0
    assert slope(driver) == -10.0  # along the first axis it is ∂f/∂x
    driver.key(Qt.Key.Key_Left, CONTROL)
    assert driver.document.direction == 5.0
    driver.key(Qt.Key.Key_Right, CONTROL)
    driver.key(Qt.Key.Key_Right, CONTROL)
    assert driver.document.direction == -5.0
    field = driver.page.direction.angle
    driver.click(field)
    field.selectAll()
    driver.type("3, 4")
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.rest()
    assert driver.document.direction == pytest.approx(math.degrees(math.atan2(4, 3)))
    assert slope(driver) == pytest.approx(-10 * 0.6 - 8 * 0.8)
    plot = driver.window.contour
    handle, frame = plot._turning.handle(plot.frame_now()), plot.frame_now()
    middle = frame.point(-5.0, -2.0)
    driver.drag(plot, (handle.x(), handle.y()), (middle.x(), middle.y() - 60), (middle.x() + 3, middle.y() - 90))
    assert driver.document.direction == 88.0
    assert label(driver) == "turn direction"
    driver.action("undo").trigger()  # one drag is one step
    assert driver.document.direction == pytest.approx(math.degrees(math.atan2(4, 3)))


def test_along_the_gradient_the_slope_is_greatest(window: Open) -> None:
    driver = window(bowl())
    steepest = math.degrees(math.atan2(-8, -10))
    steering = driver.window.conductor.steering
    told = {}
    for turn in (0.0, 180.0, 90.0, 60.0):
        steering.set_direction(steepest + turn)
        driver.rest()
        told[turn] = slope(driver), driver.page.direction.sentence.text()
    length = math.hypot(10, 8)
    assert told[0.0][0] == pytest.approx(length)
    assert "greatest slope" in told[0.0][1]
    assert told[180.0][0] == pytest.approx(-length)
    assert "steepest way down" in told[180.0][1]
    assert told[90.0][0] == pytest.approx(0.0, abs=1e-13)
    assert "along the level set" in told[90.0][1]
    assert told[60.0][0] == pytest.approx(0.5 * length)
    assert told[60.0][1].startswith("60° from the gradient")


def test_what_is_no_direction_is_refused(window: Open) -> None:
    driver = window(bowl())
    driver.key(Qt.Key.Key_U)
    field = driver.page.direction.angle
    for text in ("0, 0", "north", "1, 2, 3", "inf"):
        driver.click(field)
        field.selectAll()
        driver.type(text)
        QTest.keyClick(field, Qt.Key.Key_Return)
        driver.rest()
        assert field.property("wrong"), text
        assert driver.document.direction == 0.0
        QTest.keyClick(field, Qt.Key.Key_Escape)
    field.selectAll()
    driver.type("-450°")
    QTest.keyClick(field, Qt.Key.Key_Return)
    driver.rest()
    assert driver.document.direction == -90.0


# ---------------------------------------------------------------------- gradient field, critical points


def test_the_gradient_field_is_the_engines(window: Open) -> None:
    driver = window(bowl())
    assert driver.window.contour._arrows.mark is None
    driver.key(Qt.Key.Key_F, SHIFT)
    mark = driver.window.contour._arrows.mark
    assert len(mark.x) > 100
    assert mark.dx == pytest.approx(2 * mark.x)
    assert mark.dy == pytest.approx(4 * mark.y)
    assert not mark.scaled
    driver.key(Qt.Key.Key_A, SHIFT)
    assert driver.window.contour._arrows.mark.scaled
    driver.key(Qt.Key.Key_F, SHIFT)
    assert driver.window.contour._arrows.mark is None


def test_critical_points_are_marked_and_gone_to(window: Open) -> None:
    driver = window(lines(HIMMELBLAU, point={"x": 1.0, "y": 1.0}))
    driver.until(lambda: driver.window.contour._landmarks.marks)
    marks = driver.window.contour._landmarks.marks
    assert sorted(mark.label for mark in marks) == ["maximum"] + ["minimum"] * 4 + ["saddle"] * 4
    wanted = min(marks, key=lambda mark: abs(mark.x + 2.8))
    driver.click(driver.window.contour, driver.pixel(wanted.x, wanted.y))
    point = {coordinate.name: coordinate.value for coordinate in driver.document.point}
    assert (point["x"], point["y"]) == (wanted.x, wanted.y)  # to the last digit, not to the pixel
    assert driver.exact("f") < 1e-27
    assert "A minimum:" in driver.page.sentence.text()
    driver.key(Qt.Key.Key_E)
    assert driver.window.contour._landmarks.marks == ()


def test_critical_points_stand_in_the_table_and_are_gone_to_and_copied(window: Open) -> None:
    driver = window(lines(HIMMELBLAU, point={"x": 1.0, "y": 1.0}))
    driver.until(lambda: driver.page.landmarks.rows)
    table = driver.page.landmarks.table
    assert len(driver.page.landmarks.rows) == 9
    heads = [table.model().headerData(k, Qt.Orientation.Horizontal) for k in range(4)]
    assert heads == ["kind", "x", "y", "f"]
    row = next(k for k, mark in enumerate(driver.page.landmarks.rows) if mark.place == (3.0, 2.0))
    table.setFocus()
    table.selectRow(row)
    assert table.full == "minimum\t3.0\t2.0\t0.0"
    QTest.keyClick(table, Qt.Key.Key_Return)
    driver.rest()
    assert (driver.exact("x"), driver.exact("y"), driver.exact("f")) == (3.0, 2.0, 0.0)
    assert label(driver) == "move point"


def test_lines_of_critical_points_are_said(window: Open) -> None:
    driver = window(lines("(x + y)^2", point={"x": 1.0, "y": 1.0}))
    driver.until(lambda: "lines" in driver.page.landmarks.note.text())
    assert driver.page.landmarks.rows == ()


# ---------------------------------------------------------------------- sections


def test_sections_run_through_the_point_with_its_slopes(window: Open) -> None:
    driver = window(bowl())
    assert not strip(driver).isVisible()
    driver.key(Qt.Key.Key_S, SHIFT)
    assert strip(driver).isVisible()
    first, second = strip(driver).along
    (x,) = first._curves.marks
    assert x.y == pytest.approx(x.x**2 + 8)
    (y,) = second._curves.marks
    assert y.y == pytest.approx(25 + 2 * y.x**2)
    assert first._lines.marks["tangent"].slope == -10.0
    assert second._lines.marks["tangent"].slope == -8.0
    assert (first._point.x, first._point.y, second._point.x) == (-5.0, 33.0, -2.0)
    assert first.grid.names == ("x", "f(x, −2)")
    assert "∂f/∂x" in first._lines.marks["tangent"].tag
    driver.drag_point((3.0, 1.0))
    at = driver.exact("x"), driver.exact("y")
    assert (first._point.x, second._point.x) == at
    assert first._curves.marks[0].y == pytest.approx(first._curves.marks[0].x ** 2 + 2 * at[1] ** 2)


def test_the_point_is_dragged_in_a_section(window: Open) -> None:
    driver = window(bowl(sections=True))
    plot = strip(driver).along[1]
    frame = plot.frame_now()
    start, end = frame.point(-2.0, 33.0), frame.point(1.0, 27.0)
    driver.drag(plot, (start.x(), start.y()), (end.x(), end.y()))
    assert driver.exact("y") == pytest.approx(1.0, abs=0.05)
    assert driver.exact("x") == -5.0
    driver.action("undo").trigger()
    driver.rest()
    assert driver.exact("y") == -2.0


def test_a_curve_and_the_graph_have_no_sections(window: Open) -> None:
    driver = window(edits.set_show(lines("x^2"), sections=True))
    assert not strip(driver).isVisible()
    assert not driver.action("sections").isEnabled()
    plane = window(bowl(sections=True))
    plane.click(plane.mode_button("graph"))
    assert not strip(plane).isVisible()
    plane.click(plane.mode_button("descend"))
    assert strip(plane).isVisible()


# ---------------------------------------------------------------------- axes


def test_equal_axes_and_both_ranges_free(window: Open) -> None:
    driver = window(bowl())
    frame = driver.plot.frame_now()
    assert frame.x_scale == pytest.approx(frame.y_scale)
    driver.key(Qt.Key.Key_I)
    assert not driver.document.view.equal_axes
    driver.plot.set_range((-1.0, 1.0), (-100.0, 100.0))
    driver.rest()
    assert driver.plot.ranges() == ((-1.0, 1.0), (-100.0, 100.0))
    driver.key(Qt.Key.Key_I)
    frame = driver.plot.frame_now()
    assert frame.x_scale == pytest.approx(frame.y_scale)
    assert driver.action("equal-axes").isChecked()


def test_two_of_three_components_are_on_the_axes_and_the_third_has_a_slider(window: Open) -> None:
    driver = window(three())
    part = driver.page.axes
    assert part.isVisible()
    assert [box.currentText() for box in part.boxes] == ["x", "y"]
    (row,) = part.rows
    assert (row.name.text(), row.field.number) == ("z", -1.0)
    driver.click(row.field)
    row.field.selectAll()
    driver.type("2.5")
    QTest.keyClick(row.field, Qt.Key.Key_Return)
    driver.rest()
    assert driver.exact("z") == 2.5
    assert driver.exact("f") == 1 + 8 + 3 * 6.25 + 2.5
    field = driver.window.science.field
    assert field.z[0, 0] == pytest.approx(field.x[0] ** 2 + 2 * field.y[0] ** 2 + 3 * 6.25 + 2.5 * field.x[0])
    assert label(driver) == "move point"


def test_the_axes_are_chosen_by_boxes_and_by_key(window: Open) -> None:
    driver = window(three(view={"x_range": (-4.0, 4.0), "y_range": (-3.0, 3.0), "equal_axes": False}))
    part = driver.page.axes
    box = part.boxes[0]
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    QTest.keyClick(box, Qt.Key.Key_Down)
    driver.rest()
    assert driver.document.view.axes == (2, 1)
    assert driver.plot.grid.names == ("z", "y")
    assert driver.plot.ranges() == ((-5.0, 5.0), (-3.0, 3.0))  # y stays on its axis, and keeps its range
    assert [row.name.text() for row in part.rows] == ["x"]
    driver.key(Qt.Key.Key_W)
    assert driver.document.view.axes == (0, 1)
    driver.key(Qt.Key.Key_W)
    assert driver.document.view.axes == (0, 2)
    assert not driver.action("undo").isEnabled()  # the view is no content
    driver.drag_point((-2.0, 1.0))
    assert (driver.exact("x"), driver.exact("z")) == pytest.approx((-2.0, 1.0), abs=0.05)
    assert driver.exact("y") == 2.0


def test_choosing_the_other_axis_component_swaps_them(window: Open) -> None:
    driver = window(three())
    driver.window.conductor.steering.set_axes(1, 1)
    driver.rest()
    assert driver.document.view.axes == (1, 0)
    plane = window(bowl())
    plane.key(Qt.Key.Key_W)
    assert plane.plot.grid.names == ("y", "x")
    mark = plane.point_mark
    assert (mark.x, mark.y) == (-2.0, -5.0)
    arrow = plane.window.contour._gradient
    assert (arrow.dx, arrow.dy) == (-8.0, -10.0)


def test_a_long_vector_shows_some_sliders_and_says_how_many_there_are_more(window: Open) -> None:
    at = tuple(float(k) for k in range(14))
    driver = window(lines("sum(x^2) + x[13]", point={"x": at}))
    part = driver.page.axes
    assert [row.name.text() for row in part.rows] == [f"x[{k}]" for k in range(2, 10)]
    assert part.more.text() == "and 4 more"
    slider = part.rows[0].slider
    slider.setFocus()
    QTest.keyClick(slider, Qt.Key.Key_Right)
    driver.rest()
    assert driver.exact("x[2]") == pytest.approx(2.1)


# ---------------------------------------------------------------------- data


def test_a_loss_shows_its_data_and_the_models_line(window: Open) -> None:
    driver = window(edits.apply_scene(demos.load("regression"), 1))
    assert strip(driver).isVisible()
    scatter = strip(driver).data._scatter.mark
    assert (len(scatter.x), strip(driver).data.grid.names) == (30, ("D.x", "D.y"))
    x, y = scatter.model
    assert y == pytest.approx(0.1 * x + 0.9)
    driver.drag_point((1.4, 0.6))
    x, y = strip(driver).data._scatter.mark.model
    assert y == pytest.approx(driver.exact("W") * x + driver.exact("b"))
    driver.key(Qt.Key.Key_M)
    assert not strip(driver).isVisible()


def test_the_line_follows_the_descent(window: Open) -> None:
    driver = window(edits.apply_scene(demos.load("regression"), 3))
    driver.until(lambda: driver.window.science.run is not None and driver.window.science.playhead() == 2500)
    driver.rest()
    x, y = strip(driver).data._scatter.mark.model
    slope, start = np.polyfit(x, y, 1)
    assert (slope, start) == pytest.approx((1.3909, 0.6245), abs=1e-4)


def test_a_line_beside_its_data_and_the_loss_of_one_parameter(window: Open) -> None:
    table = [Column(name="x", values=(0.0, 1.0, 2.0)), Column(name="y", values=(0.0, 2.0, 4.0))]
    document = lines("a x + b", "mean((a D.x - D.y)^2)", "a x", point={"x": 1.0, "a": 0.5})
    driver = window(edits.set_view(edits.add_data(document, "D", table), selected=1))
    assert list(driver.window.curve._scatter.mark.y) == [0.0, 2.0, 4.0]
    assert not strip(driver).isVisible()
    driver.window.editor.turn("a", True)
    driver.window.editor.look(selected=2)
    driver.rest()
    assert driver.window.curve._scatter.mark is None  # over a there is no place for them
    scatter = strip(driver).data._scatter.mark
    x, y = scatter.model
    a = driver.exact("a")
    assert y == pytest.approx(a * x)
    assert not strip(driver).along[0].isVisible()


def test_a_function_without_data_has_no_such_switch(window: Open) -> None:
    driver = window(bowl())
    assert not driver.page.checks["model"].isVisible()


def test_without_a_gradient_nothing_is_said_about_the_direction(window: Open) -> None:
    driver = window(lines("sqrt(x) + y^2", point={"x": -1.0, "y": 1.0}, direction=30.0))
    driver.until(lambda: driver.page.direction.isVisible())
    assert math.isnan(slope(driver))
    assert driver.page.direction.sentence.text() == ""


def test_what_belongs_to_a_curve_is_no_command_on_a_map(window: Open) -> None:
    driver = window(lines("x^2 + y^2", "x^2", point={"x": 1.0, "y": 1.0}))
    before = driver.document
    driver.key(Qt.Key.Key_S)
    driver.key(Qt.Key.Key_T)
    assert driver.document == before
    assert driver.window.actions_.refusal("secant") == "Only on a curve: for functions of one variable."
    driver.window.editor.look(selected=2)
    driver.rest()
    driver.key(Qt.Key.Key_S)
    assert driver.document.secant is not None
