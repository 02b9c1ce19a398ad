"""The lectures' programs as demos: each opened in the window, and told scene by scene by the Next button."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.model import demos
from tests.ui.conftest import Open
from tests.ui.driver import Driver
from tests.ui.test_window_files import pick


@pytest.fixture
def demo(window: Open):
    """`demo(name)`: the window as `--demo NAME` opens it."""

    def open(name: str) -> Driver:
        return window(demos.load(name))

    return open


def next_scene(driver: Driver, place: str) -> None:
    """Click Next, and see that the next scene came."""
    driver.click(driver.window.story.next)
    driver.rest()
    assert driver.window.story.place.text() == place


def test_the_menu_lists_and_opens_every_demo(window: Open) -> None:
    driver = window()
    for demo in demos.demos():
        pick(driver, "Demos", f"demo-{demo.name}")
        assert driver.window.story.isVisible()
        assert driver.window.story.place.text().startswith("1 / ")
        assert driver.window.windowTitle().startswith(demo.title)
        assert driver.window.story.caption.plain == driver.document.scenes[0].caption
        assert not driver.window.isWindowModified()


def test_the_panel_opens_a_demo(window: Open) -> None:
    driver = window()
    entry = driver.window.expressions.demos.tab_stops()[0]
    driver.window.expressions.area.ensureWidgetVisible(entry)
    driver.click(entry)
    assert driver.window.windowTitle().startswith(demos.demos()[0].title)


def test_back_undo_and_done(demo) -> None:
    driver = demo("tangent")
    story = driver.window.story
    assert not story.back.isEnabled()
    next_scene(driver, "2 / 4")
    next_scene(driver, "3 / 4")
    driver.click(story.back)
    assert story.place.text() == "2 / 4"
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert story.place.text() == "3 / 4"
    next_scene(driver, "4 / 4")
    assert story.next.text() == "Done"
    driver.click(story.next)
    assert not story.isVisible()
    assert driver.plot.isVisible()


def test_1_tangent(demo) -> None:
    driver = demo("tangent")
    assert driver.plot.ranges()[0] == (-3.0, 3.0)
    assert driver.values["f(x)"] == "18.000"
    assert driver.drawn_line("tangent") is None
    next_scene(driver, "2 / 4")
    guess = driver.drawn_line("guess")
    assert (guess.x, guess.y, guess.slope) == (-2.0, 18.0, -9.0)
    # A line of slope −9 cuts the curve near the point: to its left it runs above, to its right below.
    beside = np.array([-2.1, -1.9])
    line, curve = 18.0 - 9.0 * (beside + 2.0), np.polyval([1, 3, -5, 4], beside)
    assert list(np.sign(line - curve)) == [1.0, -1.0]
    next_scene(driver, "3 / 4")
    assert driver.drawn_line("guess") is None
    tangent = driver.drawn_line("tangent")
    assert (tangent.slope, tangent.tag) == (-5.0, "slope −5.0000")
    assert driver.values["f′(x)"] == "−5.0000"
    next_scene(driver, "4 / 4")
    assert driver.exact("f′(x)") == pytest.approx(0.0, abs=1e-12)
    assert [round(mark.x, 4) for mark in driver.page.landmarks.rows if mark.kind in ("minimum", "maximum")] == [
        -2.6330,
        0.6330,
    ]


def test_2_accumulate(demo) -> None:
    driver = demo("accumulate")
    assert driver.values["f′(x)"] == "−5.0000"
    next_scene(driver, "2 / 3")
    assert driver.values["x.grad"] == "−9.0000"
    assert driver.drawn_line("wrong").slope == -9.0
    assert driver.drawn_line("tangent") is None
    next_scene(driver, "3 / 3")
    assert driver.values["g′(x)"] == "−4.0000"
    assert "x.grad" not in driver.values
    assert driver.drawn_line("tangent").slope == -4.0


def test_3_quartic(demo) -> None:
    driver = demo("quartic")
    assert driver.values["y(x)"] == "63.000"
    next_scene(driver, "2 / 3")
    assert driver.values["y′(x)"] == "93.000"
    next_scene(driver, "3 / 3")
    driver.until(lambda: driver.gradients == {"x.grad": "93.000"})
    assert driver.page.sentence.text() == "Backward is complete."


def test_4_matrix(demo) -> None:
    driver = demo("matrix")
    driver.until(lambda: driver.cards)
    assert driver.visited == set()
    arrays = [card.node.value for card in driver.cards.values()]
    for expected in ([[5, 8, 11], [11, 8, 5]], [[50, 128, 242], [242, 128, 50]], 140.0):
        assert any(np.array_equal(array, expected) for array in arrays)
    next_scene(driver, "2 / 4")
    next_scene(driver, "3 / 4")
    z = next(
        card for card in driver.cards.values() if np.array_equal(card.node.value, [[50, 128, 242], [242, 128, 50]])
    )
    assert z.visited
    np.testing.assert_allclose(z.node.gradient, np.full((2, 3), 1 / 6))
    assert driver.gradients["x.grad"] == "·"
    next_scene(driver, "4 / 4")
    leaf = next(card for card in driver.cards.values() if card.node.kind == "leaf")
    assert leaf.visited
    np.testing.assert_allclose(leaf.node.gradient, [[10, 16, 22], [22, 16, 10]], rtol=1e-14)


def test_5_bowl(demo) -> None:
    driver = demo("bowl")
    assert driver.plot is driver.window.contour
    assert driver.values["f"] == "33.000"
    assert (driver.values["∂f/∂x[0]"], driver.values["∂f/∂x[1]"]) == ("−10.000", "−8.0000")
    (left, right), (low, high) = driver.plot.ranges()
    assert left <= -6.0 < 4.0 <= right
    assert low <= -6.0 < 4.0 <= high
    next_scene(driver, "2 / 5")
    assert driver.values["x.grad"] == "(−20, −16)"
    next_scene(driver, "3 / 5")
    assert (driver.values["x[0]"], driver.values["x[1]"]) == ("4.9000", "1.9200")
    assert driver.count == "1 / 100"
    next_scene(driver, "4 / 5")
    words = "a leaf Variable that requires grad is being used in an in-place operation."
    assert driver.page.banner.text == "The in-place step was refused"
    assert driver.page.detail.text() == words
    next_scene(driver, "5 / 5")
    assert (driver.values["x[0]"], driver.values["x[1]"]) == ("0.66310", "0.033741")
    np.testing.assert_allclose(driver.trail[-1], [5 * 0.98**100, 2 * 0.96**100], rtol=1e-12)


def test_6_graph(demo) -> None:
    driver = demo("graph")
    assert (driver.values["y(x)"], driver.values["y′(x)"]) == ("5.1232", "1.8510")
    next_scene(driver, "2 / 4")
    driver.until(lambda: driver.gradients == {"x.grad": "1.8510"})
    assert {card.node.op for card in driver.cards.values()} >= {"SinBackward0", "MulBackward0", "AddBackward0"}
    next_scene(driver, "3 / 4")
    driver.until(lambda: any(np.array_equal(card.node.value, 42.0) for card in driver.cards.values()))
    values = {float(card.node.value) for card in driver.cards.values() if card.node.kind != "constant"}
    assert {1.0, 2.0, 6.0, 42.0} <= values
    next_scene(driver, "4 / 4")
    driver.until(lambda: driver.gradients == {"x.grad": "195.00"})


def test_7_vector(demo) -> None:
    driver = demo("vector")
    driver.until(lambda: driver.cards)
    output = driver.cards[max(driver.cards)]
    assert round(float(output.node.value), 4) == 11.4877
    next_scene(driver, "2 / 3")
    leaf = next(card for card in driver.cards.values() if card.node.kind == "leaf")
    assert leaf.visited
    np.testing.assert_allclose(leaf.node.gradient, [1.0, 1.2, 1.16, 1.12, 1.0941176], rtol=1e-7)
    assert list(driver.gradients.values()) == ["1.0000", "1.2000", "1.1600", "1.1200", "1.0941"]
    assert driver.gradients["x.grad[2]"] == "1.1600"
    next_scene(driver, "3 / 3")
    assert "1.16" in driver.window.story.caption.plain


def test_8_nonconvex(demo) -> None:
    driver = demo("nonconvex")
    driver.until(lambda: any(row.x == 0.0 for row in driver.page.landmarks.rows))
    kink = next(row for row in driver.page.landmarks.rows if row.x == 0.0)
    assert kink.value == 0.0
    assert "kink" in kink.kind
    assert [mark.label for mark in driver.plot._landmarks.marks if mark.x == 0.0] == ["minimum, a kink"]
    for place, end, verdict in (
        ("2 / 6", -3.29596, "two-cycle"),
        ("3 / 6", -1.52917, "converged"),
        ("4 / 6", 0.11150, "two-cycle"),
    ):
        next_scene(driver, place)
        assert driver.count == "100 / 100"
        assert round(driver.exact("θ"), 5) == end
        assert len(driver.trail) == 101
        assert driver.trail[0, 0] == -3.5
        assert round(driver.markers["final"][0], 5) == end
        assert driver.page.banner.text.startswith(verdict)


@pytest.mark.parametrize(
    ("size", "settled", "cycle"), [("0.01", 82.1, 0.0), ("0.05", 52.5, 19.6), ("0.07", 53.2, 0.0), ("0.15", 20.4, 79.6)]
)
def test_8_shares_of_starts(demo, size: str, settled: float, cycle: float) -> None:
    driver = demo("nonconvex")
    for place in ("2 / 6", "3 / 6", "4 / 6", "5 / 6"):
        next_scene(driver, place)
    field = driver.page.step_size
    driver.click(field)
    driver.type(size, on=field)
    driver.key(Qt.Key.Key_Return, on=field)
    expected = f"{settled:g} % have settled and {cycle:g} % are in a two-cycle"
    driver.until(lambda: expected in driver.page.start_lines.text())


def test_9_regression(demo) -> None:
    driver = demo("regression")
    scatter = driver.window.curve._scatter.mark
    assert scatter.x.shape == scatter.y.shape == (30,)
    assert scatter.x.min() >= 0.0
    assert scatter.x.max() <= 2.0
    np.testing.assert_allclose(driver.curve.y, 0.1 * driver.curve.x + 0.9)
    next_scene(driver, "2 / 5")
    assert driver.plot is driver.window.contour
    loss = np.mean((0.1 * scatter.x + 0.9 - scatter.y) ** 2)
    assert driver.exact("f") == pytest.approx(loss, rel=1e-12)
    next_scene(driver, "3 / 5")
    assert driver.count == "500 / 2500"
    losses = driver.window.timeline._values
    assert losses[0] == pytest.approx(loss)
    assert np.all(np.diff(losses) < 0)
    assert round(losses[500], 4) == 0.0394
    assert len(driver.trail) == 501
    next_scene(driver, "4 / 5")
    assert (round(driver.exact("W"), 4), round(driver.exact("b"), 4)) == (1.3909, 0.6245)
    assert losses[-1] == pytest.approx(0.05**2, rel=0.3)
    next_scene(driver, "5 / 5")
    assert driver.plot is driver.window.curve
    driver.until(lambda: np.allclose(driver.curve.y, 1.3909 * driver.curve.x + 0.6245))
    assert np.abs(1.3909 * scatter.x + 0.6245 - scatter.y).max() < 0.2
