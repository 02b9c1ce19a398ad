"""The spy on `compute` finds what it is there for."""

from __future__ import annotations

import threading

from PySide6.QtCore import Qt

from gradexplorer.model import edits
from gradexplorer.model.document import Show
from gradexplorer.model.reading import coordinates
from gradexplorer.ui import closeup, drawings, science
from tests.ui.conftest import Open
from tests.ui.driver import lines
from tests.ui.spy import CALL_MS, MOST_MS, NODE_MS, Spy

DEEP = "f(x) = " + "sin(" * 40 + "x" + ")" * 40
"""A formula whose point takes about a millisecond."""


def test_a_point_is_seen_and_is_cheap(window: Open, spy: Spy) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.drag_point((1.5, 2.25), (2.0, 4.0))
    evaluated = [ms for what, ms in spy.seen if what.endswith(".point.evaluate")]
    assert evaluated
    assert 0 < max(evaluated) < 1


def test_a_curve_sampled_in_place_is_an_offence(window: Open, spy: Spy) -> None:
    driver = window(lines(DEEP, point={"x": 1.0}))
    asked = driver.window.science
    assert asked.function is not None
    line = asked.line(asked.function)
    worker = threading.Thread(target=lambda: drawings.curve.sample(line, -5.0, 5.0, 100_000))
    worker.start()
    worker.join()
    assert spy.offences() == []
    drawings.curve.sample(line, -5.0, 5.0, 100_000)
    assert [each.startswith("gradexplorer.compute.curve.sample, about ") for each in spy.offences()] == [True]
    spy.seen.clear()


def test_high_orders_in_place_are_an_offence(window: Open, spy: Spy) -> None:
    driver = window(lines(DEEP, point={"x": 1.0}))
    asked = driver.window.science
    assert asked.function is not None
    closeup.expand(asked.line(asked.function), 1.0, 6)
    assert len(spy.offences()) == 1
    spy.seen.clear()


def test_what_a_recorder_of_its_own_hears_is_counted(window: Open, spy: Spy) -> None:
    driver = window(lines(DEEP, point={"x": 1.0}))
    function = driver.window.science.function
    assert function is not None
    spy.seen.clear()
    science.evaluate(function, coordinates(driver.document, function), {}, second=False)
    (what, ms), *others = spy.seen
    assert what.endswith(".point.evaluate")
    assert not others
    assert 40 * (CALL_MS + NODE_MS) <= ms < MOST_MS


def test_an_expensive_function_first_moved_by_hand_is_none(window: Open, spy: Spy) -> None:
    costly = "sum(sin(n x)/n, n=1..150)"
    driver = window(lines(costly, point={"x": 1.0}, show=Show(taylor=True, taylor_order=4), secant=2.0))
    point = driver.point_mark
    driver.drag_point((point.x + 0.5, point.y), (point.x + 1.0, point.y))
    assert spy.offences() == []


def test_what_gradients_add_up_from_is_as_dear_as_all_of_it(window: Open, spy: Spy) -> None:
    """The active line alone is known to be quick, and is moved by hand at once; the one before it is not."""
    document = lines("sum(sin(n x)/n, n=1..150)", "x^2", point={"x": 1.0})
    driver = window(edits.set_view(document, selected=2))
    driver.drag_point((1.5, 2.25), (2.0, 4.0))
    driver.key(Qt.Key.Key_Z)
    assert not driver.document.run.zero_grad
    assert "x.grad" in driver.values
    assert spy.offences() == []


def test_nothing_stays_watched(window: Open, spy: Spy) -> None:
    other = Spy()
    before = science.evaluate
    other.start()
    assert science.evaluate is not before
    other.stop()
    assert science.evaluate is before

