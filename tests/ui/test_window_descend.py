"""Descend: playing, stepping, scrubbing, the settings, the verdict, and what many starts do."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.model.document import Run
from tests.ui.conftest import Open
from tests.ui.driver import SHIFT, Driver, lines

PARABOLA = "x^2"


def path(start: float, size: float, count: int) -> list[float]:
    """Plain descent on x², by hand."""
    points = [start]
    for _ in range(count):
        points.append(points[-1] - size * 2 * points[-1])
    return points


@pytest.fixture
def parabola(window: Open) -> Driver:
    """x² at 4, in Descend, 100 steps of 0.05."""
    driver = window(lines(PARABOLA, point={"x": 4.0}, view={"x_range": (-5, 5), "y_range": (-2, 20)}))
    driver.click(driver.mode_button("descend"))
    driver.rest()
    return driver


def test_space_in_explore_plays_from_the_point(window: Open) -> None:
    driver = window(lines(PARABOLA, point={"x": 4.0}, view={"speed": 1000.0, "x_range": (-5, 5), "y_range": (-2, 20)}))
    driver.key(Qt.Key.Key_Space)
    assert driver.window.inspector.page == "descend"
    assert driver.mode_button("descend").isChecked()
    driver.until(lambda: driver.count == "100 / 100")
    driver.until(lambda: not driver.window.toolbar.play.playing)
    np.testing.assert_allclose(driver.trail[:, 0], path(4.0, 0.05, 100), rtol=1e-12)
    np.testing.assert_allclose(driver.trail[:, 1], driver.trail[:, 0] ** 2, rtol=1e-12)
    assert driver.window.timeline.step == driver.window.timeline.last == 100


def test_space_pauses_and_goes_on(window: Open) -> None:
    driver = window(lines(PARABOLA, point={"x": 4.0}, view={"speed": 10.0}))
    driver.key(Qt.Key.Key_Space)
    driver.until(lambda: driver.window.timeline.step > 0)
    driver.key(Qt.Key.Key_Space)
    assert not driver.window.toolbar.play.playing
    reached = driver.window.timeline.step
    assert 0 < reached < 100
    driver.key(Qt.Key.Key_Space)
    driver.until(lambda: driver.window.timeline.step > reached)


def test_the_play_button_plays_and_begins_anew_at_the_end(parabola: Driver) -> None:
    parabola.key(Qt.Key.Key_End)
    assert parabola.count == "100 / 100"
    parabola.click(parabola.window.toolbar.play)
    assert parabola.window.timeline.step < 100
    assert parabola.window.toolbar.play.playing
    parabola.click(parabola.window.toolbar.play)
    assert not parabola.window.toolbar.play.playing


def test_arrows_step_and_shift_takes_ten(parabola: Driver) -> None:
    expected = path(4.0, 0.05, 100)
    for key, modifiers, step in (
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 1),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 2),
        (Qt.Key.Key_Right, SHIFT, 12),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 11),
        (Qt.Key.Key_Left, SHIFT, 1),
        (Qt.Key.Key_Left, SHIFT, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 100),
        (Qt.Key.Key_Right, SHIFT, 100),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_Right, SHIFT, 10),
        (Qt.Key.Key_R, Qt.KeyboardModifier.NoModifier, 0),
    ):
        parabola.key(key, modifiers)
        assert parabola.count == f"{step} / 100"
        assert parabola.window.timeline.step == step
        assert parabola.exact("x") == pytest.approx(expected[step], rel=1e-12)
        assert parabola.exact("f′(x)") == pytest.approx(2 * expected[step], rel=1e-12)
        assert parabola.point_mark.x == parabola.exact("x")
        assert len(parabola.trail) == step + 1
        assert f"step {step}" in parabola.status


def test_the_step_buttons_step(parabola: Driver) -> None:
    for name, step in (("forward", 1), ("forward", 2), ("back", 1), ("last", 100), ("first", 0)):
        parabola.click(parabola.tool(name))
        assert parabola.count == f"{step} / 100"


def test_r_stops_and_goes_back(window: Open) -> None:
    driver = window(lines(PARABOLA, point={"x": 4.0}, view={"speed": 100.0}))
    driver.key(Qt.Key.Key_Space)
    driver.until(lambda: driver.window.timeline.step > 0)
    driver.key(Qt.Key.Key_R)
    assert not driver.window.toolbar.play.playing
    assert driver.count == "0 / 100"


def test_a_drag_on_the_timeline_moves_the_playhead(parabola: Driver) -> None:
    timeline = parabola.window.timeline
    middle = timeline.height() / 2
    for share in (0.25, 0.8):
        at = timeline._x_of(share * 100)
        parabola.drag(timeline, (timeline._x_of(10), middle), (at - 5, middle), (at, middle))
        assert timeline.step == round(100 * share)
        assert parabola.count == f"{round(100 * share)} / 100"
        assert parabola.exact("x") == pytest.approx(path(4.0, 0.05, 100)[round(100 * share)], rel=1e-12)


def test_the_timeline_leads_to_descend(window: Open) -> None:
    driver = window(lines(PARABOLA, point={"x": 4.0}))
    timeline = driver.window.timeline
    assert timeline.last == 100
    driver.click(timeline, (timeline._x_of(40), timeline.height() / 2))
    assert driver.window.inspector.page == "descend"
    assert driver.count == "40 / 100"


def test_the_timeline_shows_the_loss(parabola: Driver) -> None:
    np.testing.assert_allclose(parabola.window.timeline._values, np.square(path(4.0, 0.05, 100)), rtol=1e-12)


def test_the_step_size_is_typed_exactly(parabola: Driver) -> None:
    field = parabola.page.step_size
    parabola.click(field)
    parabola.type("0.12345678", on=field)
    parabola.key(Qt.Key.Key_Return, on=field)
    parabola.rest()
    assert parabola.document.run.step_size == 0.12345678
    parabola.key(Qt.Key.Key_Right)
    assert parabola.exact("x") == 4.0 - 0.12345678 * 8.0
    assert field.text() == "0.12346"
    assert parabola.page.slider.number == 0.12345678


def test_a_step_size_that_is_none_is_refused(parabola: Driver) -> None:
    field = parabola.page.step_size
    parabola.click(field)
    parabola.type("-1", on=field)
    parabola.key(Qt.Key.Key_Return, on=field)
    assert parabola.document.run.step_size == 0.05
    assert field.toolTip() == "The step size must be above 0."


def test_the_step_size_follows_the_slider(parabola: Driver) -> None:
    slider = parabola.page.slider
    parabola.drag(slider, (slider.width() * 0.5, 10), (slider.width() * 0.6, 10), (slider.width() * 0.75, 10))
    parabola.rest()
    size = parabola.document.run.step_size
    assert 0.05 < size < 1.0
    assert parabola.page.step_size.number == size
    parabola.key(Qt.Key.Key_End)
    assert parabola.exact("x") == pytest.approx(path(4.0, size, 100)[-1], rel=1e-9)


def test_more_steps_are_run(parabola: Driver) -> None:
    field = parabola.page.steps
    parabola.click(field)
    parabola.type("250", on=field)
    parabola.key(Qt.Key.Key_Return, on=field)
    parabola.until(lambda: parabola.window.timeline.last == 250)
    parabola.key(Qt.Key.Key_End)
    assert parabola.count == "250 / 250"
    parabola.click(field)
    field.selectAll()
    parabola.type("1000001", on=field)
    parabola.key(Qt.Key.Key_Return, on=field)
    assert field.toolTip() == "The number of steps must be from 1 to 1 000 000."


def test_momentum_is_the_engines(parabola: Driver) -> None:
    field = parabola.page.momentum
    parabola.click(field)
    parabola.type("0.9", on=field)
    parabola.key(Qt.Key.Key_Return, on=field)
    parabola.rest()
    x, velocity = 4.0, 0.0
    for _ in range(5):
        velocity = 0.9 * velocity + 2 * x
        x -= 0.05 * velocity
        parabola.key(Qt.Key.Key_Right)
    assert parabola.exact("x") == pytest.approx(x, rel=1e-12)


def test_markers_say_start_and_final(parabola: Driver) -> None:
    assert parabola.markers == {}
    parabola.key(Qt.Key.Key_Right)
    assert parabola.markers == {"start": (4.0, 16.0)}
    parabola.key(Qt.Key.Key_End)
    final = path(4.0, 0.05, 100)[-1]
    assert parabola.markers["final"] == pytest.approx((final, final**2))


def test_the_step_is_told_in_words(parabola: Driver) -> None:
    parabola.key(Qt.Key.Key_Right)
    assert parabola.page.sentences.plain == (
        "The slope at 4.0000 is +8.0000. 0.05 × slope = +0.40000, so x moves left to 3.6000; the value falls by 3.04."
    )


@pytest.mark.parametrize(
    ("size", "word"),
    [(0.4, "will have converged at step"), (1.0, "two-cycle since step"), (1.5, "will diverge at step")],
)
def test_the_verdict_is_told(window: Open, size: float, word: str) -> None:
    driver = window(lines(PARABOLA, point={"x": 4.0}, run=Run(step_size=size, steps=400)))
    driver.click(driver.mode_button("descend"))
    driver.rest()
    assert driver.page.banner.isVisible()
    assert driver.page.banner.text.startswith(word)
    assert driver.page.detail.text()


def test_the_verdict_follows_the_step_size(parabola: Driver) -> None:
    field = parabola.page.step_size
    for size, word in (("1", "two-cycle"), ("0.4", "will have converged")):
        parabola.click(field)
        parabola.key(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier, on=field)
        parabola.type(size, on=field)
        parabola.key(Qt.Key.Key_Return, on=field)
        parabola.until(lambda word=word: parabola.page.banner.text.startswith(word))


def test_the_shares_of_many_starts(window: Open) -> None:
    driver = window(
        lines("theta cos(4theta) + 2|theta|", point={"θ": -3.5}, run=Run(step_size=0.07)),
    )
    driver.click(driver.mode_button("descend"))
    driver.until(lambda: driver.page.start_lines.text())
    said = driver.page.start_lines.text()
    assert said.startswith("Of 4,001 starts in [−4, 4], after 500 steps 53.2 % have settled and 0 % are in a two-cycle")
    assert said.endswith("the rest in neither.")


def test_no_grad_off_is_refused_in_pytorchs_words(parabola: Driver) -> None:
    parabola.click(parabola.page.no_grad)
    parabola.rest()
    words = "a leaf Variable that requires grad is being used in an in-place operation."
    assert parabola.page.banner.text == "The in-place step was refused"
    assert parabola.page.detail.text() == words
    assert parabola.page.sentences.plain == "No step was made."
    parabola.key(Qt.Key.Key_Right)
    assert parabola.exact("x") == 4.0
    parabola.key(Qt.Key.Key_Space)
    parabola.until(lambda: not parabola.window.toolbar.play.playing)
    parabola.click(parabola.page.no_grad)
    parabola.rest()
    parabola.key(Qt.Key.Key_Right)
    assert parabola.exact("x") == pytest.approx(3.6)


def test_without_zero_grad_the_step_takes_the_sum(parabola: Driver) -> None:
    parabola.key(Qt.Key.Key_Z)
    parabola.rest()
    assert not parabola.page.zero_grad.isChecked()
    x, grad = 4.0, 0.0
    for _ in range(3):
        grad += 2 * x
        x -= 0.05 * grad
        parabola.key(Qt.Key.Key_Right)
    assert parabola.exact("x") == pytest.approx(x, rel=1e-12)
    assert parabola.exact("f′(x)") == pytest.approx(2 * x, rel=1e-12)


def test_in_the_plane_trail_and_step_follow(window: Open) -> None:
    driver = window(lines("x[0]^2 + 2x[1]^2", point={"x": (5.0, 2.0)}, run=Run(step_size=0.01)))
    driver.key(Qt.Key.Key_Space)
    driver.key(Qt.Key.Key_Space)
    driver.key(Qt.Key.Key_Home)
    driver.rest()
    step = driver.plot._step
    assert (step.x, step.y, step.dx, step.dy) == pytest.approx((5.0, 2.0, -0.1, -0.08))
    driver.key(Qt.Key.Key_Right)
    assert (driver.exact("x[0]"), driver.exact("x[1]")) == pytest.approx((4.9, 1.92), rel=1e-15)
    np.testing.assert_allclose(driver.trail, [[5.0, 2.0], [4.9, 1.92]], rtol=1e-15)
    driver.key(Qt.Key.Key_End)
    np.testing.assert_allclose(driver.trail[-1], [5 * 0.98**100, 2 * 0.96**100], rtol=1e-12)


def test_a_drag_in_descend_moves_the_start(parabola: Driver) -> None:
    parabola.key(Qt.Key.Key_Right, SHIFT)
    parabola.drag_point((3.0, 9.0), (2.0, 4.0))
    parabola.rest()
    assert parabola.count == "0 / 100"
    start = parabola.exact("x")
    assert start == pytest.approx(2.0, abs=0.03)
    parabola.key(Qt.Key.Key_End)
    np.testing.assert_allclose(parabola.trail[:, 0], path(start, 0.05, 100), rtol=1e-12)


def test_a_run_that_leaves_all_numbers_is_shown_to_its_end(window: Open) -> None:
    driver = window(lines("1e12 x^3", point={"x": 1.0}, view={"mode": "descend"}))
    told = []
    for _ in range(6):
        driver.key(Qt.Key.Key_Right)
        told.append((driver.values["f(x)"], driver.page.sentences.plain.rpartition("the value ")[2]))
    assert ("−∞", "is −∞.") in told
    driver.key(Qt.Key.Key_End)
    assert driver.count == "100 / 100"


def test_a_run_that_left_the_numbers_can_be_fitted(window: Open) -> None:
    run = Run(step_size=10.0, steps=1000)
    driver = window(lines("x^2 + 2y^2", point={"x": 1.0, "y": 1.0}, run=run, view={"mode": "descend"}))
    driver.until(lambda: driver.window.science.run is not None)
    assert not np.isfinite(driver.window.science.run.points[-1]).any()
    driver.key(Qt.Key.Key_F)
    (left, right), _ = driver.plot.ranges()
    assert left < 1.0 < right
    assert right - left > 1e9, "as far as anything is shown"


def test_a_map_opens_around_a_point_that_is_nowhere(window: Open) -> None:
    driver = window(lines("x^2 + y^2", point={"x": math.inf, "y": 20.0}))
    driver.until(lambda: driver.plot is driver.window.contour)
    (left, right), (low, high) = driver.plot.ranges()
    assert left <= -5.0 < 5.0 <= right
    assert low <= -20.0 < 20.0 <= high
    ranges = driver.plot.ranges()
    driver.key(Qt.Key.Key_F)
    assert driver.plot.ranges() == ranges, "there is nothing to fit"
