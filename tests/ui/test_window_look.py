"""The look of each curve: colour, line and label, by mouse and by keys, in the list and on the plot."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QColor, QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gradexplorer.model import session
from gradexplorer.model.document import Expression
from gradexplorer.ui import theme
from gradexplorer.ui.docks.look_popup import LookPopup, colour_names
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, LEFT, SHIFT, Driver, lines
from tests.ui.seen import pixels


@pytest.fixture
def driver(window: Open) -> Driver:
    driver = window(lines("f(x) = x^2", "x^3", point={"x": 1.0}))
    driver.until(lambda: len(driver.curves) == 2)
    return driver


def look(driver: Driver) -> LookPopup:
    """The window of the first line's look, opened by the right button on its dot."""
    dot = driver.line(1).dot
    at = QPoint(12, 12)
    QApplication.sendEvent(dot, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, at, dot.mapToGlobal(at)))
    opened = driver.line(1).look
    assert opened is not None
    return opened


def click(driver: Driver, widget: QWidget) -> None:
    QTest.mouseClick(widget, LEFT, pos=QPoint(8, widget.height() // 2))
    driver.rest()


def item(driver: Driver) -> Expression:
    return driver.document.items[0]


def colours(widget: QWidget) -> set[tuple[int, int, int]]:
    return {tuple(map(int, colour)) for colour in pixels(widget.grab().toImage()).reshape(-1, 3)}


def rgb(index: int) -> tuple[int, int, int]:
    return QColor(theme.current().curve(index)).getRgb()[:3]


def test_colour_line_and_label_are_chosen_by_mouse_undone_and_saved(driver: Driver, tmp_path: Path) -> None:
    popup = look(driver)
    click(driver, popup.colours[3])
    assert (driver.curve.colour, driver.action("undo").text()) == (3, "Undo set colour")
    assert rgb(3) in colours(driver.line(1).dot)
    plain = pixels(driver.line(1).dot.grab().toImage())
    click(driver, popup.strokes[2])
    assert (driver.curve.stroke, driver.action("undo").text()) == ("dot", "Undo set line style")
    assert (pixels(driver.line(1).dot.grab().toImage()) != plain).any(), "the sample in the list shows the line"
    popup.label.setFocus()
    QTest.keyClicks(popup.label, "a bowl")
    driver.rest()
    assert (driver.curve.label, driver.action("undo").text()) == ("a bowl", "Undo set label")
    click(driver, popup.labelled)
    assert (driver.curve.label, driver.action("undo").text()) == ("", "Undo hide label")
    assert not popup.label.isEnabled()
    click(driver, popup.visible)
    assert driver.action("undo").text() == "Undo hide expression"
    driver.until(lambda: len(driver.curves) == 1)
    wanted = Expression(id=1, text="f(x) = x^2", colour=3, visible=False, stroke="dot", labelled=False, label="a bowl")
    assert item(driver) == wanted
    driver.window.editor.save_file(tmp_path / "kept.gradx")
    assert session.load(tmp_path / "kept.gradx").items[0] == wanted
    QTest.keyClick(popup, Qt.Key.Key_Escape)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert driver.line(1).look is None
    for _ in range(5):
        driver.key(Qt.Key.Key_Z, CONTROL)
    assert item(driver) == Expression(id=1, text="f(x) = x^2")


def test_the_look_is_chosen_by_keys(driver: Driver) -> None:
    driver.key(Qt.Key.Key_Down, ALT, on=driver.line(1).dot)
    popup = driver.line(1).look
    assert popup.colours[0].hasFocus()
    QTest.keyClick(popup.colours[0], Qt.Key.Key_Right)
    driver.rest()
    assert item(driver).colour == 1
    popup.strokes[0].setFocus()
    QTest.keyClick(popup.strokes[0], Qt.Key.Key_Left)
    driver.rest()
    assert (item(driver).stroke, popup.strokes[3].isChecked()) == ("dash-dot", True)
    QTest.keyClick(popup.strokes[3], Qt.Key.Key_Return)
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert driver.line(1).look is None
    driver.key(Qt.Key.Key_L, CONTROL | SHIFT)
    assert driver.line(1).look is not None, "an action opens it for the selected line"
    driver.line(1).look.close()


def test_a_line_without_a_name_gets_a_label_of_its_own(driver: Driver) -> None:
    assert driver.curves[0].label == ""
    driver.window.editor.set_look(2, "label", "the cubic")
    driver.rest()
    assert driver.curves[0].label == "the cubic"


def test_all_colours_and_lines_have_names_and_the_palette_has_no_more(driver: Driver) -> None:
    assert len(colour_names()) == len(theme.current().curves)
    popup = look(driver)
    for widget in (*popup.colours, *popup.strokes, popup.label):
        assert widget.accessibleName()
    popup.close()


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("1e-11 x^2", 0.0, 25e-11),
        ("1e8 + 1e-4 sin x", 1e8 - 1e-4, 1e8 + 1e-4),
        ("sin(x)^2 + cos(x)^2", 0.0, 2.0),
    ],
)
def test_a_small_scale_fills_the_height_and_rounding_does_not(window: Open, text: str, low: float, high: float) -> None:
    driver = window(lines(text, point={"x": 1.0}))
    shown = driver.window.curve.ranges()[1]
    assert shown[0] == pytest.approx(low, abs=0.25 * (high - low))
    assert shown[1] == pytest.approx(high, abs=0.25 * (high - low))
