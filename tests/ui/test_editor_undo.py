"""Undo and redo: what is one step, what is none, and that every kind of edit comes back."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from gradexplorer.model.document import Slider
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, LEFT, SHIFT, Driver, lines

BURST = 30_000


@pytest.fixture
def slow(monkeypatch: pytest.MonkeyPatch) -> None:
    """A slow machine types with pauses: the pause that ends a burst is made longer than any of them."""
    monkeypatch.setattr("gradexplorer.ui.editor.BURST_MS", BURST)


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


def test_a_hand_that_holds_still_goes_on_with_its_step(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.window.editor._pause.setInterval(1)
    port = driver.plot.viewport()
    places = [QPoint(*map(round, driver.pixel(x, x * x))) for x in (1.0, 1.5, 2.0)]
    QTest.mousePress(port, LEFT, pos=places[0])
    for place in places[1:]:
        QTest.mouseMove(port, place)
        QTest.qWait(30)
    assert driver.document.point[0].value == pytest.approx(2.0, abs=0.05)
    driver.key(Qt.Key.Key_Escape)
    assert driver.document.point[0].value == 1.0, "all of the drag is given up"
    QTest.mouseRelease(port, LEFT, pos=places[-1])
    driver.until(lambda: not driver.window.editor._pause.isActive())


def test_a_line_that_needs_a_number_leaves_the_vector_of_another(window: Open) -> None:
    driver = window(lines("x^2", "sum(x^2)", point={"x": (1.0, 2.0)}))
    assert driver.plot is driver.window.curve
    assert driver.point_mark.x == 1.0
    driver.click(driver.line(2).dot)
    assert driver.document.point[0].value == (1.0, 2.0)
    assert driver.action("undo").text() == "Undo hide expression"
    driver.drag_point((1.5, 2.25), (2.0, 4.0))
    moved = driver.exact("x")
    assert moved == pytest.approx(2.0, abs=0.05)
    assert driver.document.point[0].value == (moved, 2.0)
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    driver.until(lambda: driver.plot is driver.window.contour)
    assert (driver.exact("x[0]"), driver.exact("x[1]")) == (moved, 2.0)
    undo(driver)
    assert driver.document.point[0].value == (1.0, 2.0)


def test_a_drag_given_up_is_as_if_it_had_never_been(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Z)
    undo(driver)
    redone = driver.action("redo").text()
    places = [driver.pixel(x, x * x) for x in (1.0, 1.5, 2.0)]
    driver.drag(driver.plot, *places, release=False)
    assert driver.document.point[0].value == pytest.approx(2.0, abs=0.05)
    assert not driver.action("redo").isEnabled()
    driver.key(Qt.Key.Key_Escape)
    driver.drop(driver.plot, places[-1])
    assert driver.document.point[0].value == 1.0
    assert driver.point_mark.x == 1.0
    assert not driver.action("undo").isEnabled()
    assert driver.action("redo").isEnabled()
    assert driver.action("redo").text() == redone
    redo(driver)
    assert not driver.document.run.zero_grad
    assert driver.document.point[0].value == 1.0
