"""Logarithmic axes, multiples of π, offsets, and the cross-hair: what is drawn is what the mathematics says."""

from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QImage

from gradexplorer.ui import pictures
from gradexplorer.ui.plots.frame import Frame
from gradexplorer.ui.plots.lines import line_path
from gradexplorer.ui.present.tables import tables
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, SHIFT, Driver, lines

LOG = {"x_range": (0.01, 100.0), "y_range": (0.001, 1000.0), "x_scale": "log", "y_scale": "log"}


def drawn(driver: Driver, index: int = -1) -> np.ndarray:
    """A curve as it is drawn, in pixels, (n, 2)."""
    mark = driver.curves[index]
    return driver.plot.frame_now().pixels(mark.x, mark.y)


def labels(driver: Driver, axis: str = "x") -> list[str]:
    grid = driver.plot.grid
    grid.taken(driver.plot.frame_now())
    return [text for _, text in (grid._x_labels if axis == "x" else grid._y_labels)]


def overlaps(driver: Driver) -> bool:
    rects = driver.plot.grid.taken(driver.plot.frame_now())
    return any(one.intersects(other) for index, one in enumerate(rects) for other in rects[:index])


# ---------------------------------------------------------------------- logarithmic axes


def test_a_power_is_a_straight_line_on_two_logarithmic_axes(window: Open) -> None:
    driver = window(lines("4x^3", point={"x": 2.0}, view=LOG))
    points = drawn(driver)
    points = points[np.isfinite(points).all(axis=1)]
    steps = np.diff(points[:, 0])
    assert np.ptp(steps[1:-1]) < 1e-6 * steps.max()  # sampled evenly on the axis as it is shown
    frame = driver.plot.frame_now()
    slope = np.diff(points[:, 1]) / steps
    assert slope == pytest.approx(-3.0 * frame.y_scale / frame.x_scale, rel=1e-6)


def test_an_exponential_is_a_straight_line_where_y_alone_is_logarithmic(window: Open) -> None:
    view = {"x_range": (-5.0, 5.0), "y_range": (0.01, 100.0), "y_scale": "log"}
    driver = window(lines("exp(x)", point={"x": 0.0}, view=view))
    points = drawn(driver)
    assert np.ptp(np.diff(points[:, 1]) / np.diff(points[:, 0])) < 1e-6


def test_the_tangent_is_bent_and_touches_the_curve(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 2.0}, view=LOG))
    frame: Frame = driver.plot.frame_now()
    path = line_path(frame, driver.drawn_line("tangent"))
    assert path is not None
    path = path[np.isfinite(path).all(axis=1) & (np.abs(path) < 5000).all(axis=1)]
    x, y = frame.data(path)
    assert y == pytest.approx(4.0 + 4.0 * (x - 2.0), abs=1e-9 * 400)
    assert np.ptp(np.diff(path[:, 1]) / np.maximum(np.diff(path[:, 0]), 1e-9)) > 0.1
    # It comes out of 0 at x = 1 and reaches down to the foot of the view there.
    assert path[:, 1].max() >= frame.height - 2.5
    assert path[0, 0] == pytest.approx(frame.px(1.0), abs=2.0)


def test_a_branch_runs_down_to_where_the_curve_goes_through_zero(window: Open) -> None:
    view = {"x_range": (-3.0, 3.0), "y_range": (1e-6, 100.0), "y_scale": "log"}
    driver = window(lines("x^2 - 2", point={"x": 2.0}, view=view))
    x, y = driver.curve.x, driver.curve.y
    frame = driver.plot.frame_now()
    shown = drawn(driver)
    right = x > 0
    lowest = np.nanargmax(np.where(right & (y > 0), shown[:, 1], np.nan))
    assert shown[lowest, 1] > frame.height
    assert x[lowest] == pytest.approx(math.sqrt(2), abs=1e-6)
    assert np.isnan(shown[y <= 0, 1]).all()
    assert "≤ 0" in driver.plot.notice.text


def test_a_point_that_is_not_on_the_axis_is_told(window: Open) -> None:
    driver = window(lines("x^2", point={"x": -2.0}, view=LOG))
    assert "x ≤ 0" in driver.plot.notice.text
    driver.key(Qt.Key.Key_X, SHIFT)
    driver.rest()
    assert not driver.plot.frame_now().x_log
    assert "x ≤ 0" not in driver.plot.notice.text


def test_a_key_turns_an_axis_and_keeps_what_is_positive(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view={"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0)}))
    driver.key(Qt.Key.Key_X, SHIFT)
    driver.key(Qt.Key.Key_Y, SHIFT)
    driver.until(lambda: driver.document.view.x_range[0] > 0)
    (left, right), (low, high) = driver.plot.ranges()
    assert (right, high) == (4.0, 6.0)
    assert 0 < left < 0.01
    assert 0 < low < 0.01
    assert driver.action("log-x").isChecked()
    assert (driver.curve.x > 0).all()
    driver.key(Qt.Key.Key_F)
    assert driver.plot.ranges()[1][0] > 0
    driver.key(Qt.Key.Key_0)
    assert driver.plot.ranges() == ((0.1, 10.0), (0.1, 10.0))


def test_the_hand_pans_and_zooms_in_ratios(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view=LOG))
    start = driver.plot.frame_now()
    driver.drag(driver.plot, driver.pixel(10.0, 0.1), driver.pixel(3.0, 0.1), driver.pixel(1.0, 0.1))
    (left, right), _ = driver.plot.ranges()
    assert (left, right) == pytest.approx((0.1, 1000.0))
    driver.wheel((300.0, 200.0), (0, 120))
    after = driver.plot.frame_now()
    assert after.x_at(300.0) == pytest.approx(start.x_at(300.0) * 10)
    assert math.log10(after.x_range[1] / after.x_range[0]) == pytest.approx(4 / 1.2)
    driver.key(Qt.Key.Key_Right, CONTROL | SHIFT)
    assert driver.plot.frame_now().x_range[1] / after.x_range[1] == pytest.approx(10 ** (0.1 * 4 / 1.2))


def test_the_point_follows_the_hand_and_the_keys(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view=LOG))
    driver.drag_point((2.0, 4.0), (10.0, 100.0))
    assert driver.point_mark.x == pytest.approx(10.0, rel=0.01)
    driver.key(Qt.Key.Key_Right)
    assert driver.exact("x") == pytest.approx(driver.point_mark.x)
    assert driver.point_mark.x == pytest.approx(10.0 * 10 ** (4 / 50), rel=0.01)


def test_scatter_trail_and_landmarks_stand_in_their_places(window: Open) -> None:
    driver = window(lines("x + 1/x", point={"x": 4.0}, view=LOG | {"mode": "descend", "playhead": 3}))
    driver.until(lambda: len(driver.trail))
    frame = driver.plot.frame_now()
    x, y = driver.trail.T
    assert driver.plot._trail._pixels(frame) == pytest.approx(
        np.stack([(np.log10(x) + 2) * frame.width / 4, (3 - np.log10(y)) * frame.height / 6], axis=1)
    )
    mark = driver.plot._landmarks.marks[0]
    assert (mark.x, mark.y) == pytest.approx((1.0, 2.0))
    assert frame.point(mark.x, mark.y).x() == pytest.approx(frame.width / 2)


def test_the_table_holds_what_is_drawn(window: Open) -> None:
    driver = window(lines("x^3", point={"x": 2.0}, view=LOG))
    rows = np.array(tables(driver.window.science)["curves"].rows)
    assert rows[:, 1] == pytest.approx(rows[:, 0] ** 3)
    assert rows[0, 0] == pytest.approx(0.01, rel=0.02)
    ratios = rows[1:, 0] / rows[:-1, 0]
    assert ratios == pytest.approx(ratios[0])


def test_a_map_is_sampled_and_levelled_in_ratios(window: Open) -> None:
    view = {"x_range": (0.1, 100.0), "y_range": (0.1, 10.0), "x_scale": "log", "y_scale": "log"}
    driver = window(lines("x y", point={"x": 2.0, "y": 1.0}, view=view))
    driver.until(lambda: driver.window.science.field is not None)
    field = driver.window.science.field
    assert field.x[1:] / field.x[:-1] == pytest.approx(field.x[1] / field.x[0])
    assert (field.x[0], field.x[-1]) == (0.1, 100.0)
    frame = driver.plot.frame_now()
    for level in field.levels:
        good = np.isfinite(level.x)
        points = frame.pixels(level.x[good], level.y[good])
        # x·y is constant on straight lines there.
        across, down = (points - points[0]).T
        assert down == pytest.approx(across * frame.y_scale / frame.x_scale, abs=0.75)


# ---------------------------------------------------------------------- ticks


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
@pytest.mark.parametrize(
    ("x_range", "name"),
    [
        ((1e6, 1e6 + 1e-3), "x − 10⁶"),
        ((1e12 - 1, 1e12), "x − 10¹²"),
        ((-1e12, -1e12 + 0.3), "x + 10¹²"),
        ((1234567.25, 1234567.2501), None),
        ((-5.0, 5.0), "x"),
    ],
)
def test_labels_are_told_apart_far_out(
    window: Open, size: tuple[int, int], x_range: tuple[float, float], name: str | None
) -> None:
    driver = window(lines("x", point={"x": 1.0}, view={"x_range": x_range, "y_range": x_range}))
    driver.window.resize(*size)
    driver.rest()
    assert driver.plot.ranges()[0] == x_range
    for axis in ("x", "y"):
        texts = labels(driver, axis)
        assert len(texts) >= 3
        assert len(set(texts)) == len(texts)
        assert max(map(len, texts)) <= 8
    assert not overlaps(driver)
    if name is not None:
        assert driver.plot.grid._names[0][1] == name


def test_multiples_of_pi_have_their_names(window: Open) -> None:
    driver = window(lines("sin x", point={"x": 1.0}, view={"x_range": (-7.0, 7.0), "y_range": (-2.0, 2.0)}))
    assert labels(driver)[0] != "−2π"
    driver.key(Qt.Key.Key_P, SHIFT)
    assert [text for text in labels(driver) if "π" in text] == ["−2π", "−3π/2", "−π", "−π/2", "π/2", "π", "3π/2", "2π"]
    assert driver.document.view.x_ticks == "pi"
    driver.key(Qt.Key.Key_P, CONTROL | SHIFT)
    assert "π/2" in labels(driver, "y")
    driver.key(Qt.Key.Key_P, SHIFT)
    assert driver.document.view.x_ticks == "decimal"
    assert not any("π" in text for text in labels(driver))


# ---------------------------------------------------------------------- the cross-hair


def test_the_cross_hair_reads_the_engines_values(window: Open) -> None:
    driver = window(lines("x^2", "sin x", point={"x": 1.0}, view={"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0)}))
    driver.hover(*driver.pixel(1.5, 4.0))
    assert driver.plot._hair.mark is None
    driver.key(Qt.Key.Key_X)
    driver.hover(*driver.pixel(1.5, 4.0))
    driver.until(lambda: driver.plot._hair.mark is not None)
    full = dict(driver.plot._hair.mark.full)
    x = full["x"]
    assert x == pytest.approx(1.5, abs=0.02)
    assert full["f"] == x**2
    assert full["sin x"] == math.sin(x)
    assert driver.plot._hair.mark.rows[1][1] == f"{x**2:#.10g}"
    driver.hover(*driver.pixel(-2.0, 0.0))
    assert dict(driver.plot._hair.mark.full)["f"] == driver.plot._hair.mark.full[0][1] ** 2
    driver.key(Qt.Key.Key_X)
    assert driver.plot._hair.mark is None
    assert not driver.document.view.crosshair


def test_the_cross_hair_is_moved_and_told_by_keys(window: Open) -> None:
    view = {"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0), "crosshair": True}
    driver = window(lines("x^2", point={"x": 1.0}, view=view))
    for _ in range(3):
        driver.key(Qt.Key.Key_Right, ALT | SHIFT)
    driver.until(lambda: driver.plot._hair.mark is not None)
    x = driver.plot._hair.mark.x
    assert x == pytest.approx(1.24, abs=0.02)
    assert driver.window.statusBar().currentMessage() == f"x = {x!r}, f = {x * x!r}"
    assert driver.point_mark.x == 1.0


def test_the_cross_hair_on_a_map_tells_both_places_and_the_value(window: Open) -> None:
    view = {"x_range": (-4.0, 4.0), "y_range": (-3.0, 3.0), "crosshair": True}
    driver = window(lines("x^2 y", point={"x": 1.0, "y": 1.0}, view=view))
    driver.hover(*driver.pixel(2.0, -1.0))
    driver.until(lambda: driver.plot._hair.mark is not None)
    (x_name, x), (y_name, y), (name, value) = driver.plot._hair.mark.full
    assert (x_name, y_name, name) == ("x", "y", "f")
    assert (x, y) == pytest.approx((2.0, -1.0), abs=0.02)
    assert value == pytest.approx(x * x * y, rel=1e-15)
    driver.key(Qt.Key.Key_Up, ALT | SHIFT)
    moved = driver.plot._hair.mark
    assert moved.x == x
    assert moved.y > y


def test_without_a_value_the_cross_hair_says_nan(window: Open) -> None:
    view = {"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0), "crosshair": True}
    driver = window(lines("log x", point={"x": 1.0}, view=view))
    driver.hover(*driver.pixel(-2.0, 1.0))
    driver.until(lambda: driver.plot._hair.mark is not None)
    assert driver.plot._hair.mark.rows[1][1] == "nan"
    assert driver.plot._hair.mark.dots == ()
    driver.write("2 x", 1)
    driver.window.shown_plot().setFocus()
    driver.rest()
    mark = driver.plot._hair.mark
    assert mark.full[1][1] == 2 * mark.x


def test_a_picture_is_without_the_cross_hair(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view={"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0)}))
    plain = pictures.encoded(driver.plot, "png")
    driver.key(Qt.Key.Key_X)
    driver.until(lambda: driver.plot._hair.mark is not None)
    assert pictures.encoded(driver.plot, "png") == plain
    assert driver.plot._hair.mark is not None


def test_a_picture_of_logarithmic_axes_is_what_the_window_shows(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 2.0}, view=LOG))
    image = QImage.fromData(pictures.encoded(driver.plot, "png"))
    shown = driver.plot.grab().toImage()
    for x in (0.1, 1.0, 10.0):
        at = driver.plot.frame_now().point(x, x * x).toPoint()
        for picture in (image, shown):
            beside = [picture.pixelColor(at + QPoint(i, j)).lightness() for i in (-1, 0, 1) for j in (-1, 0, 1)]
            assert min(beside) < 150


def test_an_axis_that_is_made_linear_again_shows_what_it_did(window: Open) -> None:
    driver = window("x^2 - 2", "exp(x)")
    before = driver.plot.ranges()
    for key in (Qt.Key.Key_X, Qt.Key.Key_Y):
        driver.key(key, SHIFT)
        assert min(limits[0] for limits in driver.plot.ranges()) < 0.2
        driver.key(key, SHIFT)
        assert driver.plot.ranges() == tuple(map(pytest.approx, before))
    driver.key(Qt.Key.Key_X, SHIFT)
    driver.key(Qt.Key.Key_Right, CONTROL | SHIFT)  # moved meanwhile: it is another wish now
    moved = driver.plot.ranges()
    driver.key(Qt.Key.Key_X, SHIFT)
    assert driver.plot.ranges()[0] == pytest.approx(moved[0])


def test_a_cross_hair_that_is_on_no_logarithmic_axis_is_told_at_its_edge(window: Open) -> None:
    view = {"x_range": (0.1, 10.0), "y_range": (0.0, 6.0), "x_scale": "log"}
    driver = window(lines("x^2", point={"x": -2.0}, view=view))
    driver.key(Qt.Key.Key_X)  # no mouse: it stands at the point, which is not in view
    driver.until(lambda: driver.plot._hair.mark is not None)
    driver.plot.grab()
    assert dict(driver.plot._hair.mark.full) == {"x": -2.0, "f": 4.0}
    driver.key(Qt.Key.Key_Right, ALT | SHIFT)
    assert 0.1 <= driver.plot._hair.mark.x < 0.2, "from the edge it goes on"


def test_keys_move_the_point_by_equal_ratios_up_a_logarithmic_axis(window: Open) -> None:
    view = {"x_range": (0.1, 10.0), "y_range": (0.01, 1000.0), "x_scale": "log", "y_scale": "log"}
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 1.0}, view=view))
    driver.until(lambda: driver.plot is driver.window.contour)
    (_, _), (low, high) = driver.plot.ranges()
    driver.key(Qt.Key.Key_Up)
    assert driver.exact("y") == pytest.approx((high / low) ** (1 / 50))
    driver.key(Qt.Key.Key_Down)
    assert driver.exact("y") == pytest.approx(1.0)


def test_another_function_on_logarithmic_axes_waits_for_its_own_point(
    window: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradexplorer.ui.science.POINT_MS", -1.0)  # its value comes later
    driver = window(lines("x^2", "x^2 + y^2", point={"x": -1.0, "y": 2.0}, view=LOG))
    driver.window.editor.look(selected=2)
    driver.rest()
    assert driver.plot is driver.window.contour
    assert driver.plot.notice.text == "The point is not in view: x ≤ 0."


@pytest.mark.parametrize("x", [math.nan, math.inf, -math.inf])
def test_at_a_point_that_is_nowhere_the_cross_hair_is_told_in_view(window: Open, x: float) -> None:
    driver = window(lines("x^2", point={"x": x}, view={"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0)}))
    driver.key(Qt.Key.Key_X)
    driver.until(lambda: driver.plot._hair.mark is not None)
    driver.plot.grab()
    driver.key(Qt.Key.Key_Left, ALT | SHIFT)
    driver.plot.grab()
    assert driver.plot._hair.mark.full[0][0] == "x"


def test_with_the_cross_hair_its_words_leave_the_status_line(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view={"x_range": (-4.0, 4.0), "y_range": (-2.0, 6.0)}))
    bar = driver.window.statusBar()
    driver.key(Qt.Key.Key_X)
    driver.key(Qt.Key.Key_Right, ALT | SHIFT)
    driver.until(lambda: bar.currentMessage().startswith("x = "))
    driver.key(Qt.Key.Key_X)
    assert bar.currentMessage() == ""
    assert driver.window.status_words.isVisible()
