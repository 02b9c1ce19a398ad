"""What is drawn at the point beside the tangent: switched on by the hand, following the point, undone, saved."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradexplorer.model import session
from gradexplorer.model.document import Document, Run, Scene, Show
from gradexplorer.model.edits import apply_scene
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines


def undo(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Z, CONTROL)


def saved_again(driver: Driver, folder: Path) -> object:
    """The document as it comes back from a session file."""
    path = folder / "kept.gradx"
    driver.window.editor.save_file(path)
    return session.load(path)


@pytest.fixture
def parabola(window: Open) -> Driver:
    return window(lines("x^2", point={"x": 1.0}))


def check(driver: Driver, name: str):
    return driver.window.inspector.explore.checks[name]


def test_the_osculating_circle_follows_the_point(parabola: Driver) -> None:
    assert parabola.drawn_line("circle") is None
    parabola.click(check(parabola, "osculating_circle"))
    parabola.drag_point((0.6, 0.4), (0.5, 0.25))
    x, mark = parabola.exact("x"), parabola.drawn_line("circle")
    assert x == pytest.approx(0.5, abs=0.02)
    assert (mark.x, mark.y, mark.slope) == (x, parabola.exact("f(x)"), 2 * x)
    assert (x + mark.across, x**2 + mark.up) == pytest.approx((-4 * x**3, 0.5 + 3 * x**2))
    assert parabola.exact("radius 1/κ") == pytest.approx((1 + 4 * x**2) ** 1.5 / 2)
    assert mark.tag == f"radius {parabola.values['radius 1/κ']}"


def test_the_circle_is_undone_and_saved(parabola: Driver, tmp_path: Path) -> None:
    parabola.click(check(parabola, "osculating_circle"))
    assert parabola.action("undo").text() == "Undo show osculating circle"
    assert saved_again(parabola, tmp_path).show == Show(osculating_circle=True)
    undo(parabola)
    assert parabola.drawn_line("circle") is None
    assert "radius 1/κ" not in parabola.values
    assert not check(parabola, "osculating_circle").isChecked()


def test_a_straight_line_has_no_circle_and_the_row_says_so(window: Open) -> None:
    driver = window(lines("2x", point={"x": 1.0}, show=Show(osculating_circle=True)))
    assert driver.drawn_line("circle") is None
    assert driver.values["radius 1/κ"] == "none"
    assert "does not bend" in driver.row("radius 1/κ").toolTip()


def typed(driver: Driver, field: QWidget, text: str) -> None:
    driver.click(field)
    driver.key(Qt.Key.Key_A, CONTROL, on=field)
    driver.type(text, on=field)
    driver.key(Qt.Key.Key_Return, on=field)


@pytest.fixture
def exponential(window: Open) -> Driver:
    return window(lines("exp(x)", point={"x": 0.0}, view={"x_range": (-3.0, 3.0), "y_range": (-1.0, 8.0)}))


def of_exp(x: float, order: int) -> tuple[float, ...]:
    return tuple(math.exp(x) / math.factorial(k) for k in range(order + 1))


def test_the_taylor_polynomial_follows_the_point(exponential: Driver) -> None:
    exponential.click(check(exponential, "taylor"))
    assert exponential.drawn_line("taylor").coefficients == (1.0, 1.0, 0.5)
    assert exponential.drawn_line("taylor").tag == "Taylor, order 2"
    exponential.drag_point((0.9, 2.6), (1.0, 2.7))
    x = exponential.exact("x")
    assert x == pytest.approx(1.0, abs=0.02)
    assert exponential.drawn_line("taylor").x == x
    assert exponential.drawn_line("taylor").coefficients == pytest.approx(of_exp(x, 2))


def test_the_order_is_typed_and_stepped_and_shows_the_polynomial(exponential: Driver) -> None:
    field = exponential.page.taylor_order
    typed(exponential, field, "4")
    assert check(exponential, "taylor").isChecked()
    assert exponential.drawn_line("taylor").coefficients == pytest.approx(of_exp(0.0, 4))
    exponential.key(Qt.Key.Key_Up, on=field)
    exponential.key(Qt.Key.Key_Up, on=field)
    assert exponential.drawn_line("taylor").coefficients == pytest.approx(of_exp(0.0, 6))
    typed(exponential, field, "7")
    assert "from 1 to 6" in field.toolTip()
    assert exponential.document.show.taylor_order == 6


def test_high_orders_come_when_the_hand_rests(exponential: Driver) -> None:
    typed(exponential, exponential.page.taylor_order, "6")
    start, end = exponential.pixel(0.0, 1.0), exponential.pixel(0.5, math.exp(0.5))
    orders = []
    exponential.window.science.closeupChanged.connect(lambda: orders.append(exponential.window.science.taylor.order))
    exponential.drag(exponential.plot, start, end, release=False)
    exponential.drop(exponential.plot, end)
    assert orders == [4, 6]
    x = exponential.exact("x")
    assert exponential.drawn_line("taylor").coefficients == pytest.approx(of_exp(x, 6))
    assert exponential.drawn_line("taylor").tag == "Taylor, order 6"


def test_the_order_is_undone_and_saved(exponential: Driver, tmp_path: Path) -> None:
    typed(exponential, exponential.page.taylor_order, "3")
    assert exponential.action("undo").text() == "Undo set order of Taylor polynomial"
    assert saved_again(exponential, tmp_path).show == Show(taylor=True, taylor_order=3)
    exponential.plot.setFocus()
    undo(exponential)
    assert exponential.drawn_line("taylor") is None
    assert exponential.page.taylor_order.text() == "2"


def test_where_a_derivative_is_lost_the_row_says_which(window: Open) -> None:
    driver = window(lines("x^2 sqrt(x)", point={"x": 0.0}, show=Show(taylor=True)))
    assert driver.drawn_line("taylor") is None
    assert driver.values["Taylor"] == "none"
    assert "order 1 is not finite" in driver.row("Taylor").toolTip()


def test_two_variables_have_no_taylor_polynomial(window: Open) -> None:
    driver = window(lines("x^2 + y^2", show=Show(taylor=True, osculating_circle=True)))
    assert driver.window.science.taylor is None
    assert "Taylor" not in driver.values


def test_the_parabola_of_descent_turns_where_the_step_goes(parabola: Driver) -> None:
    parabola.click(check(parabola, "descent_parabola"))
    parabola.click(check(parabola, "newton"))
    mark = parabola.drawn_line("descent")
    assert mark.coefficients == (1.0, 2.0, 10.0)
    assert mark.turn == pytest.approx((0.9, 0.9))
    assert mark.tag == "descent, η = 0.05"
    assert (parabola.exact("descent to"), parabola.exact("Newton to")) == (0.9, 0.0)
    parabola.key(Qt.Key.Key_Space)
    parabola.key(Qt.Key.Key_Space)
    parabola.key(Qt.Key.Key_Home)
    for _ in range(3):
        lands = parabola.drawn_line("descent").turn[0]
        parabola.key(Qt.Key.Key_Right)
        assert parabola.point_mark.x == lands


def test_the_step_size_bends_the_parabola_of_descent(parabola: Driver) -> None:
    parabola.click(check(parabola, "descent_parabola"))
    parabola.click(parabola.mode_button("descend"))
    typed(parabola, parabola.page.step_size, "0.5")
    mark = parabola.drawn_line("descent")
    assert mark.coefficients == (1.0, 2.0, 1.0)
    assert mark.turn == (0.0, 0.0)


def test_with_gradients_added_up_the_parabola_turns_where_that_step_goes(window: Open) -> None:
    show = Show(descent_parabola=True)
    driver = window(lines("x^2", point={"x": 1.0}, show=show, run=Run(zero_grad=False), view={"mode": "descend"}))
    for _ in range(4):
        lands = driver.drawn_line("descent").turn[0]
        driver.key(Qt.Key.Key_Right)
        assert driver.point_mark.x == lands


def test_the_parabola_of_descent_is_undone_and_saved(parabola: Driver, tmp_path: Path) -> None:
    parabola.click(check(parabola, "descent_parabola"))
    assert parabola.action("undo").text() == "Undo show descent parabola"
    assert saved_again(parabola, tmp_path).show == Show(descent_parabola=True)
    undo(parabola)
    assert parabola.drawn_line("descent") is None


@pytest.fixture
def wide(window: Open) -> Driver:
    """The parabola at 1 with a secant, in a view of whole numbers."""
    driver = window(lines("x^2", point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-2.0, 18.0)}))
    driver.click(check(driver, "secant"))
    return driver


def drag_second(driver: Driver, *path: tuple[float, float]) -> None:
    mark = driver.plot._second
    driver.drag(driver.plot, driver.pixel(mark.x, mark.y), *(driver.pixel(*place) for place in path))


def test_a_secant_begins_beside_the_point(wide: Driver) -> None:
    assert wide.action("undo").text() == "Undo show secant"
    assert (wide.plot._second.x, wide.plot._second.y) == (3.0, 9.0)
    assert wide.drawn_line("secant").slope == 4.0
    assert wide.drawn_line("secant").tag == "secant +4.0000"
    assert (wide.exact("second x"), wide.exact("secant slope")) == (3.0, 4.0)


def test_the_second_point_is_dragged_into_the_first_where_the_secant_is_the_tangent(wide: Driver) -> None:
    drag_second(wide, (2.5, 6.0), (2.0, 4.0))
    x = wide.exact("second x")
    assert x == pytest.approx(2.0, abs=0.02)
    assert wide.drawn_line("secant").slope == pytest.approx(1.0 + x)
    assert wide.point_mark.x == 1.0
    drag_second(wide, (1.5, 2.0), (1.03, 1.0))
    assert wide.exact("second x") == 1.0
    assert wide.drawn_line("secant").slope == wide.drawn_line("tangent").slope == 2.0
    assert wide.drawn_line("secant").tag == "secant +2.0000 = tangent"
    undo(wide)
    assert wide.exact("second x") == x
    undo(wide)
    assert wide.exact("second x") == 3.0
    undo(wide)
    assert wide.drawn_line("secant") is None
    assert wide.plot._second is None


def test_where_both_points_are_one_the_hand_takes_the_first(wide: Driver) -> None:
    typed(wide, wide.row("second x").field, "1")
    wide.drag_point((-1.9, 4.0), (-2.0, 4.0))
    x = wide.exact("x")
    assert x == pytest.approx(-2.0, abs=0.02)
    assert wide.exact("second x") == 1.0
    assert wide.drawn_line("secant").slope == pytest.approx(x + 1.0)


def test_the_second_point_is_moved_by_keys_and_stops_in_the_first(wide: Driver) -> None:
    typed(wide, wide.row("second x").field, "1.3")
    places = []
    for _ in range(4):
        wide.key(Qt.Key.Key_Left, CONTROL)
        places.append(wide.exact("second x"))
    assert places == pytest.approx([1.1, 1.0, 0.8, 0.6])
    assert places[1] == 1.0
    wide.key(Qt.Key.Key_Right, CONTROL)
    assert wide.exact("second x") == pytest.approx(0.8)
    assert wide.point_mark.x == 1.0
    undo(wide)
    assert wide.exact("second x") == 1.3


def test_the_second_point_is_typed_exactly_and_saved(wide: Driver, tmp_path: Path) -> None:
    typed(wide, wide.row("second x").field, "-0.123456789")
    assert wide.exact("second x") == -0.123456789
    assert wide.exact("secant slope") == pytest.approx(1.0 - 0.123456789)
    assert wide.action("undo").text() == "Undo move second point"
    assert saved_again(wide, tmp_path).secant == -0.123456789


def test_a_second_point_without_a_value_has_no_secant(window: Open) -> None:
    driver = window(lines("sqrt(x)", point={"x": 1.0}, secant=-1.0))
    assert check(driver, "secant").isChecked()
    assert driver.drawn_line("secant") is None
    assert driver.values["secant slope"] == "—"


def test_the_secant_goes_with_its_scene() -> None:
    shown = Document(scenes=(Scene(caption="a", secant=2.0), Scene(caption="b")))
    assert apply_scene(shown, 0).secant == 2.0
    assert apply_scene(apply_scene(shown, 0), 1).secant is None


def test_at_a_kink_both_slopes_are_drawn_and_it_is_said_which_one_autograd_returns(window: Open) -> None:
    driver = window(lines("x cos(4x) + 2|x|", point={"x": 0.5}))
    assert driver.drawn_line("tangent") is not None
    assert driver.drawn_line("left") is None
    typed(driver, driver.row("x").field, "0")
    assert driver.drawn_line("tangent") is None
    left, right = driver.drawn_line("left"), driver.drawn_line("right")
    assert (left.side, left.slope, left.tag) == (-1, pytest.approx(-1.0), "left −1.0000")
    assert (right.side, right.slope, right.tag) == (1, pytest.approx(3.0), "right +3.0000")
    sentence = driver.page.sentence.text()
    assert sentence == ("A kink: the slope is −1 on the left and 3 on the right. Autograd returns 1, the mean of both.")
    typed(driver, driver.row("x").field, "1e-5")
    assert driver.drawn_line("tangent") is not None
    assert driver.drawn_line("left") is None
    assert driver.page.sentence.text().startswith("The curve rises")


def test_at_a_jump_it_is_said_that_there_is_no_slope_and_no_tangent_is_drawn(window: Open) -> None:
    driver = window(lines("floor x", point={"x": 1.0}))
    told = "A jump, and no slope: the curve comes to 0 from the left and to 1 from the right. Autograd returns 0."
    assert driver.page.sentence.text() == told
    assert driver.drawn_line("tangent") is None
    driver.key(Qt.Key.Key_Right)
    assert "The curve is level here." in driver.page.sentence.text()
    assert driver.drawn_line("tangent") is not None


@pytest.mark.parametrize(("text", "x"), [("tan x", math.pi / 2), ("1/x", 1e-20), ("ln x", 1e-16), ("sin(1/x)", 1e-9)])
def test_a_huge_slope_is_not_level(window: Open, text: str, x: float) -> None:
    driver = window(lines(text, point={"x": x}))
    told = driver.page.sentence.text()
    assert "rises" in told or "falls" in told


def test_the_tangents_of_a_kink_go_with_the_tangent_switch(window: Open) -> None:
    driver = window(lines("relu(x)", point={"x": 0.0}))
    assert driver.page.sentence.text().endswith("Autograd returns 0, the left one.")
    driver.key(Qt.Key.Key_T)
    assert driver.drawn_line("left") is None
    assert driver.drawn_line("right") is None


@pytest.mark.parametrize("text", ["|x| + x^2", "floor x + x^2"])
def test_a_kink_and_a_jump_have_no_normal_no_circle_and_no_taylor_polynomial(window: Open, text: str) -> None:
    show = Show(normal=True, osculating_circle=True, taylor=True)
    driver = window(lines(text, point={"x": 0.0}, show=show))
    for kind in ("normal", "circle", "taylor"):
        assert driver.drawn_line(kind) is None
    assert (driver.values["radius 1/κ"], driver.values["Taylor"]) == ("none", "none")


def test_a_cusp_has_vertical_sides(window: Open) -> None:
    driver = window(lines("sqrt(|x|)", point={"x": 0.0}))
    assert (driver.drawn_line("left").slope, driver.drawn_line("right").slope) == (-math.inf, math.inf)
    assert "−∞ on the left and ∞ on the right" in driver.page.sentence.text()


def test_a_line_that_becomes_a_function_of_x_while_it_is_typed(window: Open) -> None:
    driver = window(lines("2", point={"x": 0.0}, show=Show(taylor=True), secant=1.0))
    driver.write("2|x|", 1)
    driver.until(lambda: driver.drawn_line("right") is not None)
    assert driver.drawn_line("right").slope == pytest.approx(2.0)
    assert driver.drawn_line("secant").slope == 2.0
