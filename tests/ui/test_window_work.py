"""What the window computes where: nothing expensive on the GUI thread, nothing stale on the screen."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gradexplorer.lang import Function
from gradexplorer.model import edits
from gradexplorer.model.document import Document, Run, Show, Slider
from gradexplorer.ui.text import number
from tests.ui.conftest import Open
from tests.ui.driver import lines


@pytest.fixture
def gate(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """Holds every evaluation of a function while it is shut, and notes the threads that evaluated."""

    made = SimpleNamespace(threads=[], open=threading.Event(), waiting=threading.Event())
    made.open.set()
    plain = Function.__call__

    def evaluated(self: Function, *arguments: Any, **named: Any) -> Any:
        made.threads.append(threading.current_thread())
        if threading.current_thread() is not threading.main_thread():
            made.waiting.set()
            assert made.open.wait(30)
        return plain(self, *arguments, **named)

    monkeypatch.setattr(Function, "__call__", evaluated)
    yield made
    made.open.set()


def test_an_expensive_function_is_never_computed_on_the_gui_thread(
    window: Open, gate: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradexplorer.ui.science.POINT_MS", -1.0)  # every function counts as expensive
    monkeypatch.setattr("gradexplorer.ui.asking.QUICK_MS", -1.0)
    show = Show(taylor=True, taylor_order=6)
    driver = window(lines("x^2", point={"x": 1.0}, run=Run(steps=5), show=show, secant=2.0))
    driver.drag_point((1.5, 2.25), (2.0, 4.0))
    driver.write("x^3", 1)
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_Right)
    driver.click(driver.mode_button("graph"))
    driver.until(lambda: driver.cards)
    driver.key(Qt.Key.Key_End)
    assert len(gate.threads) > 10
    assert threading.main_thread() not in gate.threads


def test_a_stale_curve_is_never_drawn(window: Open, gate: Any) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    seen: list[np.ndarray] = []
    driver.window.science.curvesChanged.connect(lambda: seen.append(driver.curve.y if driver.curves else np.zeros(0)))
    driver.open_line(1)
    gate.open.clear()
    gate.waiting.clear()
    QTest.keyClick(driver.focus, Qt.Key.Key_Backspace)
    QTest.keyClick(driver.focus, Qt.Key.Key_3)
    driver.until(gate.waiting.is_set)
    QTest.keyClick(driver.focus, Qt.Key.Key_Backspace)
    QTest.keyClick(driver.focus, Qt.Key.Key_4)
    gate.open.set()
    driver.rest()
    x = driver.curve.x
    np.testing.assert_allclose(driver.curve.y, x**4)
    assert not any(len(y) == len(x) and np.allclose(y, x**3) for y in seen)


def test_escape_cancels_and_the_next_change_asks_again(window: Open, gate: Any) -> None:
    view = {"x_range": (-5.0, 5.0), "y_range": (-5.0, 30.0)}  # a view that is still to be fitted would ask again
    driver = window(lines("x^2", point={"x": 1.0}, view=view))
    driver.open_line(1)
    gate.open.clear()
    gate.waiting.clear()
    QTest.keyClicks(driver.focus, "+1")
    driver.until(gate.waiting.is_set)
    driver.plot.setFocus()
    QTest.keyClick(driver.plot, Qt.Key.Key_Escape)
    gate.open.set()
    driver.rest()
    np.testing.assert_allclose(driver.curve.y, driver.curve.x**2)
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: np.allclose(driver.curve.y, driver.curve.x**2 + 1))


@pytest.mark.parametrize("document", [
    lines("x^2", point={"x": 1.0}),
    lines("x^2 + y^2", point={"x": 1.0, "y": 1.0}),
    lines("x^2", point={"x": 1.0}, view={"mode": "graph"}),
], ids=["curve", "map", "graph"])  # fmt: skip
def test_a_long_job_shows_progress(window: Open, gate: Any, document: Document) -> None:
    driver = window(document)
    told: list[bool] = []
    driver.window.jobs.busyChanged.connect(told.append)
    driver.open_line(1)
    gate.open.clear()
    QTest.keyClicks(driver.focus, "+1")
    driver.until(lambda: told == [True])
    driver.until(lambda: driver.plot._progress.isVisible())
    gate.open.set()
    driver.until(lambda: told == [True, False])
    driver.until(lambda: not driver.plot._progress.isVisible())


def test_progress_goes_along_to_the_plot_in_front(window: Open, gate: Any) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    curve, graph = driver.window.curve, driver.window.graph
    driver.open_line(1)
    gate.open.clear()
    QTest.keyClicks(driver.focus, "+1")
    driver.until(lambda: curve._progress.isVisible())
    QTest.mouseClick(driver.mode_button("graph"), Qt.MouseButton.LeftButton)
    assert graph._progress.isVisible()
    gate.open.set()
    driver.until(lambda: not graph._progress.isVisible())
    assert curve._progress.isHidden()


@pytest.mark.parametrize("place", ["number", "formula", "check box"])
def test_escape_stops_a_long_job_wherever_the_focus_is(window: Open, gate: Any, place: str) -> None:
    view = {"x_range": (-5.0, 5.0), "y_range": (-5.0, 30.0)}
    driver = window(lines("x^2", point={"x": 1.0}, view=view))
    driver.open_line(1)
    gate.open.clear()
    QTest.keyClicks(driver.focus, "+1")
    driver.until(lambda: driver.window.jobs.busy)
    if place != "formula":
        field = driver.row("x").field if place == "number" else driver.page.checks["tangent"]
        field.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(driver.focus, Qt.Key.Key_Escape)
    gate.open.set()
    driver.until(lambda: not driver.window.jobs.busy)
    driver.rest()
    np.testing.assert_allclose(driver.curve.y, driver.curve.x**2)


def test_escape_out_of_a_formula_leaves_a_short_job_alone(window: Open, gate: Any) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.open_line(1)
    gate.open.clear()
    gate.waiting.clear()
    QTest.keyClicks(driver.focus, "+1")
    driver.until(gate.waiting.is_set)
    if not driver.window.jobs.busy:
        QTest.keyClick(driver.focus, Qt.Key.Key_Escape)
    gate.open.set()
    driver.until(lambda: np.allclose(driver.curve.y, driver.curve.x**2 + 1))


def test_points_of_interest_are_not_looked_for_at_every_change(window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    view = {"x_range": (-5.0, 5.0), "y_range": (-20.0, 30.0)}
    driver = window(lines("x^2 - 1", point={"x": 1.0}, view=view))
    driver.until(lambda: max(mark.x for mark in driver.window.curve._landmarks.marks) == 1)
    monkeypatch.setattr("gradexplorer.ui.drawings.LANDMARKS_MS", 1e6)
    driver.open_line(1)
    QTest.keyClick(driver.focus, Qt.Key.Key_End)
    QTest.keyClicks(driver.focus, "6")
    driver.until(lambda: np.allclose(driver.curve.y, driver.curve.x**2 - 16))
    assert "landmarks" not in driver.window.jobs._newest
    assert driver.window.science.waiting
    monkeypatch.undo()
    QTest.keyClick(driver.focus, Qt.Key.Key_Backspace)  # what is known is asked for no more
    driver.until(lambda: not driver.window.science.waiting)
    QTest.keyClicks(driver.focus, "6")
    driver.until(lambda: max(mark.x for mark in driver.window.curve._landmarks.marks) == 4)


def test_what_is_asked_for_later_bears_with_a_line_that_cannot_be_read(window: Open) -> None:
    driver = window(lines("x^2 - 1", point={"x": 1.0}))
    driver.window.editor.set_text(1, "x^2 - 4")
    driver.window.editor.set_text(1, "x^2 - 9")
    assert driver.window.science.waiting  # for the points of interest
    driver.window.editor.add("1/")
    assert driver.window.science.stale
    driver.until(lambda: not driver.window.science.waiting)
    driver.window.editor.look(selected=1)
    driver.until(lambda: max((mark.x for mark in driver.window.science.landmarks.places), default=0) == 3)


@pytest.mark.parametrize(
    ("change", "grad"),
    [
        (lambda document: edits.set_visible(document, 1, False), 3.0),
        (lambda document: edits.remove_item(document, 1), 3.0),
        (lambda document: edits.set_text(document, 1, "5x"), 8.0),
        (lambda document: edits.set_slider(document, "a", 4.0), 11.0),
        (lambda document: edits.move_item(document, 3, 0), 6.0),
    ],
    ids=["hidden", "removed", "other text", "slider", "order"],
)
def test_what_adds_up_in_grad_follows_the_lines_before(
    window: Open, change: Callable[[Document], Document], grad: float
) -> None:
    sliders = (Slider(name="a", value=1.0),)
    document = lines("a x^2", "x^3", "x", point={"x": 1.0}, run=Run(zero_grad=False), sliders=sliders)
    driver = window(edits.set_view(document, selected=2))
    assert driver.window.science.active_point.accumulated == pytest.approx([5.0])
    driver.window.editor.edit(change, "Change")
    driver.rest()
    assert driver.window.science.active_point.accumulated == pytest.approx([grad])
    assert driver.values.get("x.grad", "3.0000") == number(grad)


@pytest.mark.parametrize("texts", [("x^2", "x^2"), ("x^2", "sin(x)", "x^2"), ("x^2 + y^2", "x^2 + y^2")])
def test_a_line_like_another_has_its_point_too(window: Open, texts: tuple[str, ...]) -> None:
    driver = window(*texts)
    before = driver.values
    driver.click(driver.line(len(texts)).formula)
    assert driver.document.view.selected == len(texts)
    assert driver.values == before
    assert driver.point_mark is not None


def test_after_a_fault_in_one_request_the_window_goes_on(window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    science = driver.window.science

    def broken() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(science, "_ask_survey", broken)
    with pytest.raises(ZeroDivisionError):
        science.update()
    monkeypatch.undo()
    driver.window.editor.move_component("x", 2.0)
    driver.until(lambda: driver.point_mark.x == 2.0)


def test_closing_in_the_middle_of_work_ends_the_thread(window: Open, gate: Any) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Space)
    driver.open_line(1)
    QTest.keyClicks(driver.focus, "+1")
    assert driver.window.close()
    assert not driver.window.jobs._thread.is_alive()
    assert not driver.window.player.playing
