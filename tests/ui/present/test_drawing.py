"""From results to marks: what the plots are given to draw."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.model.document import Show
from gradexplorer.ui.present import drawing
from gradexplorer.ui.present.tables import tables
from tests.ui.conftest import Open
from tests.ui.driver import lines


def test_the_active_curve_lies_on_top(window: Open) -> None:
    driver = window(lines("f(x) = x^2", "g(x) = x^3", point={"x": 1.0}))
    marks = drawing.curve_marks(driver.window.science)
    assert [mark.label for mark in marks] == ["g", "f"]
    assert [mark.colour for mark in marks] == [1, 0]
    assert driver.point_mark.curve == 1


def test_derivatives_differ_by_stroke_and_width_too(window: Open) -> None:
    show = Show(first_derivative=True, second_derivative=True)
    driver = window(lines("x^3", point={"x": 1.0}, show=show))
    marks = {mark.label: mark for mark in drawing.curve_marks(driver.window.science)}
    assert {name: mark.stroke for name, mark in marks.items()} == {"f": "solid", "f′": "dash", "f″": "dot"}
    assert marks["f"].width > marks["f′"].width
    assert list(marks)[-1] == "f"


def test_one_curve_is_called_f_and_of_several_only_those_with_a_name(window: Open) -> None:
    alone = window(lines("x^2", point={"x": 1.0}))
    assert [mark.label for mark in drawing.curve_marks(alone.window.science)] == ["f"]
    several = window(lines("x^2", "g(x) = x^3", point={"x": 1.0}))
    assert {mark.label for mark in drawing.curve_marks(several.window.science)} == {"", "g"}
    several.click(several.line(2).dot)
    assert [mark.label for mark in drawing.curve_marks(several.window.science)] == ["f"]


def test_one_curve_is_not_called_by_the_name_of_the_one_that_is_hidden(window: Open) -> None:
    driver = window(lines("f(x) = x^3", "x^2", point={"x": 1.0}))
    driver.click(driver.line(1).dot)
    driver.until(lambda: len(driver.curves) == 1)
    assert [mark.label for mark in drawing.curve_marks(driver.window.science)] == ["g"]
    assert tables(driver.window.science)["curves"].columns == ("x", "g")
    driver.key(Qt.Key.Key_X)
    driver.until(lambda: driver.plot._hair.mark is not None)
    assert dict(driver.plot._hair.mark.full) == {"x": 0.0, "g": 0.0}


def test_level_ground_has_an_upright_normal(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 0.0}, show=Show(normal=True)))
    assert driver.drawn_line("tangent").slope == 0.0
    assert math.isinf(driver.drawn_line("normal").slope)


def test_a_straight_line_has_no_turning_point(window: Open) -> None:
    driver = window(lines("2x", point={"x": 1.0}, show=Show(newton=True)))
    parabola = driver.drawn_line("newton")
    assert (parabola.coefficients, parabola.turn) == ((2.0, 2.0, 0.0), None)


def test_where_there_is_no_value_nothing_hangs_on_the_point(window: Open) -> None:
    driver = window(lines("sqrt(x)", point={"x": -1.0}, show=Show(normal=True, newton=True)))
    assert math.isnan(driver.point_mark.y)
    assert driver.window.curve._lines.marks == {}


def test_where_there_is_no_slope_there_is_no_tangent(window: Open) -> None:
    driver = window(lines("sqrt(x)", point={"x": 0.0}))
    assert (driver.point_mark.x, driver.point_mark.y) == (0.0, 0.0)
    assert driver.drawn_line("tangent") is None


def test_the_lowest_minimum_stands_out_in_the_plot(window: Open) -> None:
    driver = window(lines("x^4 - 3x^2 + x", point={"x": 1.0}))
    roots = np.roots([4, 0, -6, 1]).real
    lowest = min(roots, key=lambda x: x**4 - 3 * x**2 + x)
    (mark,) = [mark for mark in driver.plot._landmarks.marks if not mark.quiet]
    quiet = [mark for mark in driver.plot._landmarks.marks if mark.quiet]
    assert sorted(mark.label for mark in quiet) == ["", "", "", "", "inflection", "inflection", "maximum", "minimum"]
    assert mark.label == "minimum"
    assert mark.x == pytest.approx(lowest, rel=1e-12)


def test_the_step_arrow_leads_to_the_present_point(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 4.0}, view={"mode": "descend", "playhead": 2}))
    arrow = driver.window.curve._arrow
    assert (arrow.x, arrow.x + arrow.dx) == pytest.approx((3.6, 3.24))
    assert (arrow.y, arrow.y + arrow.dy) == pytest.approx((3.6**2, 3.24**2))


def test_a_trail_belongs_to_descend(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 4.0}, view={"playhead": 5}))
    assert len(driver.trail) == 0
    assert driver.markers == {}
    assert driver.window.curve._arrow is None


def test_in_the_plane_a_flat_place_has_no_arrow(window: Open) -> None:
    driver = window(lines("x[0]^2 + x[1]^2", point={"x": (0.0, 0.0)}))
    assert (driver.point_mark.x, driver.point_mark.y) == (0.0, 0.0)
    assert driver.plot._gradient is None
    assert driver.plot._step is None


def test_the_axes_carry_the_names_of_the_components(window: Open) -> None:
    driver = window(lines("u^2 + 3v^2", "t^2", point={"u": 1.0, "v": 2.0}))
    assert driver.plot.grid.names == ("u", "v")
