"""The window as a whole: how it stands, what it computes where, devices, and what stays when results come late."""

from __future__ import annotations

import gc
import weakref

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.model import demos
from gradexplorer.model.settings import load_settings
from gradexplorer.ui import theme
from gradexplorer.ui.window import MainWindow
from tests.ui.conftest import Open
from tests.ui.driver import PATIENCE, Driver, lines


def test_the_first_run_is_alive(window: Open) -> None:
    driver = window(demos.first_run())
    assert driver.window.size().toTuple() == (1280, 800)
    x = driver.exact("x")
    assert x == -2.6
    assert driver.exact("f(x)") == pytest.approx(x * np.cos(4 * x) + 2 * abs(x), rel=1e-14)
    slope = np.cos(4 * x) - 4 * x * np.sin(4 * x) + 2 * np.sign(x)
    assert driver.drawn_line("tangent").slope == pytest.approx(slope, rel=1e-13)
    assert driver.line(1).reading.text() == "reads as x·cos(4·x) + 2·|x|"
    assert driver.window.advice.isVisible()
    assert driver.window.expressions.demos.isVisible()
    assert not driver.action("undo").isEnabled()


def test_the_plot_takes_most_of_the_window(window: Open) -> None:
    driver = window(demos.first_run())
    whole = driver.window.centralWidget()
    assert driver.plot.width() >= 0.6 * driver.window.width()
    assert driver.plot.height() >= 0.6 * driver.window.height()
    inside = [(w, QRect(w.mapTo(driver.window, w.rect().topLeft()), w.size())) for w in parts(driver)]
    for one, place in inside:
        assert driver.window.rect().contains(place), one
        for other, there in inside:
            assert one is other or not place.intersects(there), (one, other)
    assert whole.isVisible()


def parts(driver: Driver) -> list[QWidget]:
    window = driver.window
    return [window.expressions, window.inspector, window.timeline, window.plots, window.toolbar, window.statusBar()]


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700), (900, 600)])
def test_no_toolbar_part_is_cut_off(window: Open, size: tuple[int, int]) -> None:
    driver = window(demos.first_run())
    driver.window.resize(*size)
    driver.rest()
    assert (driver.window.width(), driver.window.height()) == size
    driver.write("x^2 + 1", 1)  # what is said anew does not come back where there is no room for it
    bar = driver.window.toolbar
    shown = [w for w in bar.findChildren(QWidget, options=Qt.FindChildOption.FindDirectChildrenOnly) if w.isVisible()]
    assert len(shown) > 8
    for widget in shown:
        assert bar.rect().contains(widget.geometry()), widget


def test_every_control_has_a_name(window: Open) -> None:
    driver = window(demos.first_run())
    kinds = (QAbstractButton, QLineEdit, QComboBox)
    controls = [control for kind in kinds for control in driver.window.findChildren(kind)]
    for control in controls:
        if control.objectName().startswith("qt_") or control.parent().objectName().startswith("qt_"):
            continue
        named = control.accessibleName() or (control.text() if isinstance(control, QAbstractButton) else "")
        assert named, control
    for plot in (driver.window.curve, driver.window.contour, driver.window.graph, driver.window.timeline):
        assert plot.accessibleName()


def test_the_status_tells_point_device_and_time(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 3.0}))
    assert driver.status == "x = 3 · slope +6.000 · f = 9"
    assert driver.window.status_cost.text().startswith("cpu")
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_Right)
    assert driver.status.startswith("step 1 · ")


# ---------------------------------------------------------------------- devices


def test_the_device_box_lists_cpu_and_why_cuda_is_not_there(window: Open) -> None:
    box = window("x^2").window.toolbar.device
    entries = {box.itemText(i): box.model().item(i) for i in range(box.count())}
    assert list(entries)[:2] == ["CPU · float64", "CPU · float32"]
    assert entries["CPU · float64"].isEnabled()
    cuda = [item for text, item in entries.items() if not text.startswith("CPU")]
    assert cuda
    assert not any(item.isEnabled() for item in cuda)
    assert all(item.toolTip() for item in cuda)


@pytest.mark.parametrize("key", [Qt.Key.Key_Escape, Qt.Key.Key_N])
def test_the_search_for_devices_outlives_what_comes_between(window: Open, key: Qt.Key) -> None:
    driver = window("x^2", wait=False)
    modifier = Qt.KeyboardModifier.ControlModifier if key == Qt.Key.Key_N else Qt.KeyboardModifier.NoModifier
    QTest.keyClick(driver.plot, key, modifier)
    driver.until(lambda: driver.window.toolbar.device.count() > 2)


def test_float32_is_chosen_from_the_box(window: Open) -> None:
    driver = window(lines("x/3", point={"x": 1.0}))
    box = driver.window.toolbar.device
    box.setFocus()
    QTest.keyClick(box, Qt.Key.Key_Down)
    driver.rest()
    assert box.currentText() == "CPU · float32"
    assert driver.exact("f(x)") == float(np.float32(1.0) / np.float32(3.0))
    driver.click(driver.mode_button("graph"))
    driver.until(lambda: driver.cards)
    assert {card.node.dtype for card in driver.cards.values() if card.node.kind == "leaf"} == {"float32"}
    QTest.keyClick(box, Qt.Key.Key_Up)
    driver.click(driver.mode_button("explore"))
    assert driver.exact("f(x)") == 1 / 3


# ---------------------------------------------------------------------- looks


def test_the_theme_reaches_the_plot_and_is_kept(window: Open, qapp: QApplication) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    ground = driver.plot.grab().toImage().pixelColor(4, 4)
    try:
        driver.action("theme-dark").trigger()
        driver.rest()
        assert driver.plot.grab().toImage().pixelColor(4, 4).lightness() < ground.lightness()
        assert load_settings()[0].theme == "dark"
        assert driver.action("theme-dark").isChecked()
    finally:
        theme.apply(qapp, "light")


def test_two_windows_do_not_disturb_each_other(window: Open) -> None:
    one, other = window(lines("x^2", point={"x": 1.0})), window(lines("x^3", point={"x": 2.0}))
    other.key(Qt.Key.Key_T)
    assert one.drawn_line("tangent") is not None
    assert other.drawn_line("tangent") is None
    assert one.exact("f(x)") == 1.0
    assert other.exact("f(x)") == 8.0


def test_nothing_keeps_a_closed_window(qtbot: QtBot) -> None:
    windows = [MainWindow(lines("x^2", point={"x": 1.0}), ask=False)]
    windows[0].show()
    qtbot.waitUntil(lambda: windows[0].jobs.quiet, timeout=PATIENCE)
    kept = weakref.ref(windows[0].science)
    windows[0].close()
    windows[0].deleteLater()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    theme.notifier.themeChanged.emit(theme.current())  # reaches nothing that is gone
    windows.clear()
    qtbot.waitUntil(lambda: gc.collect() >= 0 and kept() is None, timeout=PATIENCE)


@pytest.mark.display
def test_with_a_real_window_typing_dragging_and_playing(window: Open) -> None:
    driver = window()
    driver.write("x^3 + 3x^2 - 5x + 4")
    np.testing.assert_allclose(driver.curve.y, np.polyval([1, 3, -5, 4], driver.curve.x), atol=1e-9)
    driver.plot.setFocus()
    place = (0.5, float(np.polyval([1, 3, -5, 4], 0.5)))
    driver.drag_point((0.8, place[1]), place)
    x = driver.exact("x")
    assert x == pytest.approx(0.5, abs=0.05)
    assert driver.exact("f′(x)") == pytest.approx(3 * x**2 + 6 * x - 5, rel=1e-12)
    driver.key(Qt.Key.Key_Space)
    assert driver.window.inspector.page == "descend"
    driver.until(lambda: driver.window.timeline.step >= 2)
    driver.key(Qt.Key.Key_Space)
    driver.key(Qt.Key.Key_End)
    assert driver.count == "100 / 100"
    assert driver.exact("x") == pytest.approx((-6 + 96**0.5) / 6, rel=1e-6)


@pytest.mark.display
def test_with_a_real_window_modes_and_the_graph(window: Open) -> None:
    driver = window(lines("3 sin(x) + x + 3", point={"x": 5.0}))
    driver.key(Qt.Key.Key_G)
    driver.until(lambda: driver.cards)
    driver.key(Qt.Key.Key_End)
    assert driver.gradients == {"x.grad": "1.8510"}
    driver.key(Qt.Key.Key_F, Qt.KeyboardModifier.ControlModifier)
    driver.type("sin")
    assert driver.window.graph.find_bar.count_text == "1 found"
    driver.key(Qt.Key.Key_Escape, on=driver.focus)
    driver.key(Qt.Key.Key_G)
    assert driver.plot is driver.window.curve


@pytest.mark.display
def test_with_a_real_window_a_demo_and_the_plane(window: Open) -> None:
    driver = window(demos.load("bowl"))
    driver.click(driver.window.story.next)
    assert driver.values["x.grad"] == "(−20, −16)"
    driver.click(driver.window.story.next)
    assert (driver.values["x[0]"], driver.values["x[1]"]) == ("4.9000", "1.9200")
    driver.key(Qt.Key.Key_Right)
    assert driver.count == "2 / 100"
    driver.click(driver.mode_button("explore"))
    driver.drag_point((3.0, 1.0), (2.0, 1.0))
    first, second = driver.exact("x[0]"), driver.exact("x[1]")
    assert (first, second) == pytest.approx((2.0, 1.0), abs=0.1)
    assert driver.plot._gradient.dx == pytest.approx(2 * first)
    driver.key(Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert (driver.exact("x[0]"), driver.exact("x[1]")) == (5.0, 2.0)
