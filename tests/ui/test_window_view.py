"""Where the plot looks: zoom, pan, boxes and axes by mouse, touch pad and keys, typed limits, and the way back."""

from __future__ import annotations

import math
from collections.abc import Callable

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QNativeGestureEvent, QPointingDevice
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gradexplorer.ui.limits_dialog import LimitsDialog
from gradexplorer.ui.plots.frame import FARTHEST
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, PLAIN, SHIFT, Driver, lines

RIGHT = Qt.MouseButton.RightButton
ALT_SHIFT = Qt.KeyboardModifier.AltModifier | SHIFT
START = ((-4.0, 4.0), (-2.0, 6.0))


@pytest.fixture
def square(window: Open) -> Driver:
    """x² at 1 in x −4 … 4, y −2 … 6."""
    return window(lines("x^2", point={"x": 1.0}, view={"x_range": START[0], "y_range": START[1]}))


@pytest.fixture
def bowl(window: Open) -> Driver:
    """x² + 2y² on a map."""
    view = {"x_range": (-4.0, 4.0), "y_range": (-3.0, 3.0)}
    return window(lines("x^2 + 2y^2", point={"x": 1.0, "y": 1.0}, view=view))


def near(ranges: object, *wanted: tuple[float, float]) -> bool:
    return [pytest.approx(each, rel=1e-9, abs=1e-9) for each in wanted] == list(ranges)  # type: ignore[call-overload]


def settled(driver: Driver) -> None:
    """Let the view rest, so that it is written down."""
    driver.until(lambda: not driver.plot._settle.isActive())
    driver.rest()


# ---------------------------------------------------------------------- mouse and touch pad


@pytest.mark.parametrize("kind", ["square", "bowl"])
def test_the_wheel_keeps_what_is_under_the_mouse(kind: str, request: pytest.FixtureRequest) -> None:
    driver = request.getfixturevalue(kind)
    frame = driver.plot.frame_now()
    under = frame.x_at(150.0), frame.y_at(90.0)
    driver.wheel((150.0, 90.0), (0, 120))
    after = driver.plot.frame_now()
    assert (after.x_at(150.0), after.y_at(90.0)) == pytest.approx(under)
    assert after.x_range[1] - after.x_range[0] == pytest.approx((frame.x_range[1] - frame.x_range[0]) / 1.2)


def test_shift_and_control_turn_one_axis(square: Driver) -> None:
    square.wheel((200.0, 100.0), (120, 0), SHIFT)  # some systems turn a wheel with Shift aside
    assert square.plot.ranges()[1] == START[1]
    assert square.plot.ranges()[0] != START[0]
    square.wheel((200.0, 100.0), (-120, 0), SHIFT)
    square.wheel((200.0, 100.0), (0, 120), CONTROL)
    assert near(square.plot.ranges()[:1], START[0])
    assert square.plot.ranges()[1] != START[1]


def test_two_fingers_zoom_in_small_parts_and_move_sideways(square: Driver) -> None:
    for _ in range(8):
        square.wheel((200.0, 100.0), (0, 15))
    (left, right), _ = square.plot.ranges()
    assert right - left == pytest.approx(8.0 / 1.2)
    square.wheel((200.0, 100.0), (0, 0), pixels=(0, -60))
    (left, right), y_range = square.plot.ranges()
    assert right - left == pytest.approx(8.0)
    square.wheel((200.0, 100.0), (-120, 10))
    assert square.plot.ranges()[0][0] > left
    assert square.plot.ranges()[1] == pytest.approx(y_range)


def test_a_pinch_zooms(square: Driver) -> None:
    at, device = QPointF(200.0, 100.0), QPointingDevice.primaryPointingDevice()
    kind = Qt.NativeGestureType.ZoomNativeGesture
    event = QNativeGestureEvent(kind, device, 2, at, at, QPointF(), 0.25, QPointF())
    QApplication.sendEvent(square.plot.viewport(), event)
    (left, right), _ = square.plot.ranges()
    assert right - left == pytest.approx(8.0 / 1.25)


def label(driver: Driver, axis: str, text: str) -> tuple[float, float]:
    """The middle of a label of an axis."""
    driver.plot.grid.taken(driver.plot.frame_now())
    labels = driver.plot.grid._x_labels if axis == "x" else driver.plot.grid._y_labels
    rect = next(rect for rect, its in labels if its == text)
    return rect.center().x(), rect.center().y()


def test_an_axis_is_stretched_by_its_labels(square: Driver) -> None:
    frame = square.plot.frame_now()
    x, y = label(square, "x", "3")
    square.hover(x, y)
    assert square.plot.viewport().cursor().shape() == Qt.CursorShape.SizeHorCursor
    square.drag(square.plot, (x, y), (x + 40, y + 5), (x + 80, y + 9))
    after = square.plot.frame_now()
    assert after.y_range == START[1]
    assert after.px(0.0) == pytest.approx(frame.px(0.0))
    assert after.x_at(x + 80) == pytest.approx(frame.x_at(x))
    x, y = label(square, "y", "4")
    square.drag(square.plot, (x, y), (x, y - 30), (x, y - 60))
    assert square.plot.ranges()[0] == after.x_range
    assert square.plot.frame_now().py(0.0) == pytest.approx(frame.py(0.0))
    assert square.plot.frame_now().y_at(y - 60) == pytest.approx(frame.y_at(y))


def test_the_wheel_over_labels_turns_their_axis(square: Driver) -> None:
    square.wheel(label(square, "y", "4"), (0, 120))
    assert square.plot.ranges()[0] == START[0]
    assert square.plot.ranges()[1] != START[1]


def test_the_wheel_over_labels_amid_the_curves_zooms_both_ways(square: Driver) -> None:
    square.wheel(label(square, "x", "3"), (0, 120))
    assert square.plot.ranges()[0] != START[0]
    assert square.plot.ranges()[1] != START[1]


# ---------------------------------------------------------------------- boxes


@pytest.mark.parametrize(("button", "modifiers"), [(RIGHT, PLAIN), (Qt.MouseButton.LeftButton, SHIFT)])
def test_a_box_is_magnified(square: Driver, button: Qt.MouseButton, modifiers: Qt.KeyboardModifier) -> None:
    corners = square.pixel(-3.0, 5.0), square.pixel(-2.0, 3.0), square.pixel(-1.0, 2.0)
    square.drag(square.plot, *corners, button=button, modifiers=modifiers, release=False)
    assert square.plot._band.rect is not None
    assert square.plot.ranges() == START
    square.drop(square.plot, corners[-1], button)
    assert near(square.plot.ranges(), (-3.0, -1.0), (2.0, 5.0))
    assert square.plot._band.rect is None


def test_a_box_on_a_map_is_in_view_and_the_axes_keep_one_scale(bowl: Driver) -> None:
    bowl.drag(bowl.plot, bowl.pixel(-2.0, 2.0), bowl.pixel(0.0, 1.0), button=RIGHT)
    frame = bowl.plot.frame_now()
    assert frame.x_scale == pytest.approx(frame.y_scale)
    assert frame.x_range[0] <= -2.0 + 1e-9
    assert frame.x_range[1] >= -1e-9
    assert frame.x_range[1] - frame.x_range[0] < 4.0


def test_a_thin_box_magnifies_one_axis(square: Driver) -> None:
    (x, y), (right, _) = square.pixel(-2.0, 3.0), square.pixel(2.0, 3.0)
    square.drag(square.plot, (x, y), (right, y + 3), button=RIGHT)
    assert near(square.plot.ranges(), (-2.0, 2.0), START[1])


def test_escape_gives_a_box_up_and_puts_a_moved_view_back(square: Driver) -> None:
    place = square.pixel(-3.0, 5.0), square.pixel(-1.0, 2.0)
    square.drag(square.plot, *place, button=RIGHT, release=False)
    square.key(Qt.Key.Key_Escape)
    square.drop(square.plot, place[1], RIGHT)
    assert square.plot.ranges() == START
    square.drag(square.plot, *place, release=False)
    assert square.plot.ranges() != START
    square.key(Qt.Key.Key_Escape)
    square.drop(square.plot, place[1])
    assert square.plot.ranges() == START
    settled(square)
    assert not square.action("view-back").isEnabled()


def test_a_click_with_the_right_button_changes_nothing(square: Driver) -> None:
    square.drag(square.plot, square.pixel(-3.0, 5.0), button=RIGHT)
    assert square.plot.ranges() == START
    assert square.point_mark.x == 1.0


def test_b_makes_the_next_drag_a_box_even_on_the_point(square: Driver) -> None:
    square.key(Qt.Key.Key_B)
    assert square.plot.viewport().cursor().shape() == Qt.CursorShape.CrossCursor
    square.drag(square.plot, square.pixel(1.0, 1.0), square.pixel(3.0, 5.0))
    assert near(square.plot.ranges(), (1.0, 3.0), (1.0, 5.0))
    assert square.point_mark.x == 1.0
    square.drag_point((2.0, 4.0))
    assert square.point_mark.x == pytest.approx(2.0, abs=0.02)
    square.key(Qt.Key.Key_B)
    square.key(Qt.Key.Key_Escape)
    before = square.plot.ranges()
    square.drag(square.plot, square.pixel(1.2, 4.5), square.pixel(1.4, 4.0))
    (left, right), _ = square.plot.ranges()
    assert right - left == pytest.approx(before[0][1] - before[0][0])  # moved, not magnified


# ---------------------------------------------------------------------- keys


def test_keys_move_the_view_by_a_tenth(square: Driver) -> None:
    moved = CONTROL | SHIFT
    square.key(Qt.Key.Key_Right, moved)
    assert near(square.plot.ranges(), (-3.2, 4.8), START[1])
    square.key(Qt.Key.Key_Up, moved)
    assert near(square.plot.ranges(), (-3.2, 4.8), (-1.2, 6.8))
    square.key(Qt.Key.Key_Left, moved)
    square.key(Qt.Key.Key_Down, moved)
    assert near(square.plot.ranges(), *START)


# ---------------------------------------------------------------------- where it ends


def test_the_view_ends_at_1e12_and_says_so(square: Driver) -> None:
    for _ in range(3):
        square.plot.set_range((-0.6 * FARTHEST, 0.6 * FARTHEST), (-0.6 * FARTHEST, 0.6 * FARTHEST))
        square.wheel((200.0, 100.0), (0, -1200))
    assert square.plot.ranges()[0] == (-FARTHEST, FARTHEST)
    assert "±10¹²" in square.window.statusBar().currentMessage()
    square.plot.set_range((FARTHEST - 100, FARTHEST - 10))
    square.window.statusBar().clearMessage()
    for _ in range(3):
        square.key(Qt.Key.Key_Right, CONTROL | SHIFT)
    assert square.plot.ranges()[0] == (FARTHEST - 90, FARTHEST)
    assert "±10¹²" in square.window.statusBar().currentMessage()


@pytest.mark.parametrize("at", [0.0, 1.0, 1e6, 1e12 - 5])
def test_zooming_in_stops_in_its_place_while_floats_can_be_told_apart(square: Driver, at: float) -> None:
    square.plot.set_range((at - 2, at + 2), (at - 2, at + 2))
    frame = square.plot.frame_now()
    x, y = frame.px(at) + 30.0, frame.py(at) - 20.0
    for _ in range(30):
        square.wheel((x, y), (0, 1200))
    assert "No closer" in square.window.statusBar().currentMessage()
    (left, right), (low, high) = square.plot.ranges()
    assert right - left == pytest.approx(4 * (high - low) / 4, rel=1e-2)
    spacing = math.ulp(at)
    assert max(2000 * spacing, 0.99e-12) < right - left < max(5000 * spacing, 1e-11)
    still = square.plot.ranges()
    square.wheel((x, y), (0, 1200))
    assert square.plot.ranges() == still
    square.wheel((x, y), (0, -120))
    assert square.plot.ranges()[0][1] - square.plot.ranges()[0][0] > right - left


# ---------------------------------------------------------------------- back and forth


def test_views_go_back_and_forth(square: Driver) -> None:
    assert not square.action("view-back").isEnabled()
    square.key(Qt.Key.Key_Plus)
    settled(square)
    zoomed = square.plot.ranges()
    square.drag(square.plot, square.pixel(-2.0, 3.0), square.pixel(-1.8, 3.2), square.pixel(-1.5, 3.4))
    settled(square)
    moved = square.plot.ranges()
    square.key(Qt.Key.Key_BracketLeft)
    assert square.plot.ranges() == zoomed
    square.key(Qt.Key.Key_Backspace, Qt.KeyboardModifier.AltModifier)
    assert square.plot.ranges() == START
    assert square.document.view.x_range == START[0]
    assert not square.action("view-back").isEnabled()
    square.key(Qt.Key.Key_BracketRight)
    square.key(Qt.Key.Key_Backspace, ALT_SHIFT)
    assert square.plot.ranges() == moved
    assert not square.action("view-forth").isEnabled()
    assert square.window.editor.history.undo_label is None


def test_a_burst_is_one_view_and_a_new_one_ends_the_way_forth(square: Driver) -> None:
    rest = square.plot._settle.interval()
    square.plot._settle.setInterval(30_000)  # however slow the machine, the view does not rest in between
    for _ in range(5):
        square.wheel((200.0, 100.0), (0, 120))
    square.key(Qt.Key.Key_BracketLeft)
    square.plot._settle.setInterval(rest)
    assert square.plot.ranges() == START
    assert square.action("view-forth").isEnabled()
    square.key(Qt.Key.Key_Minus)
    settled(square)
    assert not square.action("view-forth").isEnabled()


@pytest.mark.parametrize("kind", ["square", "bowl"])
def test_the_buttons_of_the_mouse_go_back_and_forth(kind: str, request: pytest.FixtureRequest) -> None:
    driver = request.getfixturevalue(kind)
    before = driver.plot.ranges()
    driver.key(Qt.Key.Key_Plus)
    settled(driver)
    after = driver.plot.ranges()
    QTest.mouseClick(driver.plot.viewport(), Qt.MouseButton.BackButton)
    assert near(driver.plot.ranges(), *before)
    QTest.mouseClick(driver.plot.viewport(), Qt.MouseButton.ForwardButton)
    assert near(driver.plot.ranges(), *after)


def test_a_scale_is_taken_back_with_its_view(square: Driver) -> None:
    square.key(Qt.Key.Key_X, SHIFT)
    settled(square)
    assert square.plot.frame_now().x_log
    square.key(Qt.Key.Key_BracketLeft)
    assert square.document.view.x_scale == "linear"
    assert square.plot.ranges() == START


def test_what_the_window_fits_by_itself_is_no_view_to_go_back_to(window: Open) -> None:
    driver = window("x^2")
    driver.write("x^4 - 40", 1)
    settled(driver)
    assert not driver.action("view-back").isEnabled()
    driver.key(Qt.Key.Key_G)
    assert not driver.action("view-back").isEnabled()


# ---------------------------------------------------------------------- limits


def limits(driver: Driver) -> LimitsDialog:
    driver.key(Qt.Key.Key_L)
    return driver.window.findChild(LimitsDialog)


def write(field: object, text: str) -> None:
    field.setFocus()  # type: ignore[attr-defined]
    field.selectAll()  # type: ignore[attr-defined]
    QTest.keyClicks(field, text)


def test_limits_are_typed_as_formulas(square: Driver) -> None:
    dialog = limits(square)
    for row, texts in zip(dialog.rows, (("-2pi", "2pi"), ("-sqrt 2", "1e2")), strict=True):
        write(row.low, texts[0])
        write(row.high, texts[1])
    QTest.keyClick(dialog.rows[1].high, Qt.Key.Key_Return)
    assert square.plot.ranges() == ((-2 * math.pi, 2 * math.pi), (-math.sqrt(2), 100.0))
    square.rest()
    assert square.document.view.x_range == (-2 * math.pi, 2 * math.pi)
    settled(square)
    square.window.activateWindow()
    square.until(square.window.isActiveWindow)
    square.key(Qt.Key.Key_BracketLeft)
    assert square.plot.ranges() == START


FAULTS: list[tuple[str, str, str, str]] = [
    ("3", "1", "linear", "x must go from a number to a greater one"),
    ("x", "1", "linear", "x from: “x” is not a number"),
    ("", "1", "linear", "x from: Type a number"),
    ("-1", "1", "log", "must begin above 0"),
    ("0", "2e12", "linear", "no view reaches beyond ±10¹²"),
    ("1", "1 + 1e-15", "linear", "too narrow"),
]


@pytest.mark.parametrize(("low", "high", "scale", "sentence"), FAULTS)
def test_limits_that_are_none_say_why(square: Driver, low: str, high: str, scale: str, sentence: str) -> None:
    dialog = limits(square)
    row = dialog.rows[0]
    row.scale.setCurrentIndex(row.scale.findData(scale))
    write(row.low, low)
    if not low:
        QTest.keyClick(row.low, Qt.Key.Key_Backspace)
    write(row.high, high)
    assert sentence in dialog.told.plain
    assert not dialog.ok.isEnabled()
    QTest.keyClick(row.high, Qt.Key.Key_Return)
    assert dialog.isVisible()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    dialog.reject()
    assert square.plot.ranges() == START


def test_scale_and_ticks_are_chosen_with_the_limits(square: Driver) -> None:
    dialog = limits(square)
    row = dialog.rows[0]
    write(row.low, "0.01")
    for box, value in ((row.scale, "log"), (dialog.rows[1].ticks, "pi")):
        box.setFocus()
        QTest.keyClick(box, Qt.Key.Key_Down)
        assert box.currentData() == value
    square.click(dialog.ok)
    assert square.plot.frame_now().x_log
    assert square.plot.ranges()[0] == (0.01, 4.0)
    assert square.document.view.y_ticks == "pi"


# ---------------------------------------------------------------------- sizes


@pytest.mark.parametrize("kind", ["square", "bowl"])
def test_another_size_and_back_leaves_the_view(kind: str, request: pytest.FixtureRequest) -> None:
    driver: Driver = request.getfixturevalue(kind)
    before, middle = driver.plot.ranges(), _middle(driver)
    for size in ((1500, 700), (1024, 900), (1280, 800)):
        driver.window.resize(*size)
        settled(driver)
        assert _middle(driver) == pytest.approx(middle)
        left, right = driver.plot.ranges()[0]
        assert left <= START[0][0] + 1e-9
        assert right >= START[0][1] - 1e-9
    assert near(driver.plot.ranges(), *before)
    assert not driver.action("view-back").isEnabled()


def _middle(driver: Driver) -> tuple[float, float]:
    (left, right), (low, high) = driver.plot.ranges()
    return 0.5 * (left + right), 0.5 * (low + high)


def test_f1_lists_what_the_mouse_does(square: Driver) -> None:
    square.key(Qt.Key.Key_F1)
    dialog = square.window.findChild(QLabel, "mouse-keys").window()
    texts = " ".join(text.text() for text in dialog.findChildren(QLabel))
    wanted: Callable[[str], bool] = texts.__contains__
    assert all(map(wanted, ("pinch", "right drag", "labels of an axis", "Ctrl+Shift+Left", "Alt+Backspace")))
    dialog.close()
