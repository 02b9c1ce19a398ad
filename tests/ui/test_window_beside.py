"""What is drawn at the point beside the tangent: switched on by the hand, following the point, undone, saved."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from gradexplorer.model import session
from gradexplorer.model.document import Show
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
