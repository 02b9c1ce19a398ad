"""What is drawn at the point beside the tangent: switched on by the hand, following the point, undone, saved."""

from __future__ import annotations

import math
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradexplorer.model import session
from gradexplorer.model.document import Run, Show
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
