"""The panels: shown, closed, moved and floated by mouse and keys, kept from window to window, and found by F6."""

from __future__ import annotations

from base64 import b64encode

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest

from gradexplorer.model import demos
from gradexplorer.model.settings import Settings, load_settings, save_settings
from gradexplorer.ui.stage import unpacked, within
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, PLAIN, SHIFT, Driver, lines

AREA = Qt.DockWidgetArea


@pytest.fixture
def first(window: Open) -> Driver:
    return window(demos.first_run())


def stood(driver: Driver) -> dict[str, tuple[int, int, int, int]]:
    """Where each panel that is shown stands."""
    docks = driver.window.stage.docks.values()
    return {dock.key: dock.geometry().getRect() for dock in docks if dock.isVisible()}


def test_the_first_layout_is_that_of_the_plan(first: Driver) -> None:
    docks = first.window.stage.docks
    assert docks["expressions"].width() == 260
    assert docks["inspector"].width() == 240
    assert docks["values"].isHidden()
    assert first.plot.width() >= 0.6 * first.window.width()
    assert docks["timeline"].geometry().left() > docks["expressions"].geometry().right()
    assert docks["timeline"].geometry().right() < docks["inspector"].geometry().left()


def test_a_line_between_panels_is_dragged(first: Driver) -> None:
    dock = first.window.stage.docks["expressions"]
    start = dock.geometry().right() + 3
    first.drag(first.window.stage, (start, 300), (start + 30, 300), (start + 60, 300), release=False)
    first.until(lambda: dock.width() == 320)
    first.drop(first.window.stage, (start + 60, 300))
    assert dock.width() == 320


@pytest.mark.parametrize(
    ("key", "name"),
    [(Qt.Key.Key_F7, "expressions"), (Qt.Key.Key_F8, "inspector"), (Qt.Key.Key_F9, "timeline")],
)
def test_keys_close_panels_and_bring_them_back(first: Driver, key: Qt.Key, name: str) -> None:
    before, dock = stood(first), first.window.stage.docks[name]
    switch = {"expressions": "left-panel", "inspector": "right-panel", "timeline": "timeline-panel"}[name]
    first.key(key)
    assert not dock.isVisible()
    assert not first.action(switch).isChecked()
    first.key(key)
    assert stood(first) == before
    assert first.action(switch).isChecked()


def test_closing_the_panel_with_the_focus_leads_to_the_plot(first: Driver) -> None:
    first.key(Qt.Key.Key_3, ALT)
    assert first.window.inspector.isAncestorOf(first.focus)
    first.key(Qt.Key.Key_F8, on=first.focus)
    assert first.plot.hasFocus()


def test_buttons_show_under_the_mouse_alone(first: Driver) -> None:
    dock = first.window.stage.docks["inspector"]
    assert not dock.bar.close_.isVisible()
    QTest.mouseMove(first.window, dock.mapTo(first.window, QPoint(100, 100)))
    first.until(dock.bar.close_.isVisible)
    first.click(dock.bar.close_)
    assert not dock.isVisible()
    assert not first.action("right-panel").isChecked()


def test_a_panel_floats_and_is_put_back_by_its_button(first: Driver) -> None:
    before, dock = stood(first), first.window.stage.docks["inspector"]
    QTest.mouseMove(first.window, dock.mapTo(first.window, QPoint(100, 100)))
    first.until(dock.bar.float.isVisible)
    first.click(dock.bar.float)
    assert dock.isFloating()
    assert dock.bar.close_.isVisible()
    assert first.plot.width() > 960
    first.click(dock.bar.float)
    assert stood(first) == before


def test_panels_are_moved_by_the_keyboard(first: Driver) -> None:
    stage = first.window.stage
    first.key(Qt.Key.Key_3, ALT)
    for name, area in (
        ("panel-left", AREA.LeftDockWidgetArea),
        ("panel-bottom", AREA.BottomDockWidgetArea),
        ("panel-top", AREA.TopDockWidgetArea),
        ("panel-right", AREA.RightDockWidgetArea),
    ):
        first.action(name).trigger()
        first.rest()
        assert stage.dockWidgetArea(stage.docks["inspector"]) == area
        assert first.plot.height() >= 200
    first.action("panel-float").trigger()
    assert stage.docks["inspector"].isFloating()


def test_without_a_panel_meant_nothing_moves_and_it_is_said(first: Driver) -> None:
    before = stood(first)
    first.plot.setFocus()
    first.action("panel-left").trigger()
    assert "F6" in first.window.statusBar().currentMessage()
    assert stood(first) == before


def test_reset_layout_brings_everything_back(first: Driver) -> None:
    before, stage = stood(first), first.window.stage
    first.key(Qt.Key.Key_1, ALT)
    first.action("panel-right").trigger()
    first.key(Qt.Key.Key_F9)
    first.key(Qt.Key.Key_5, ALT)
    first.action("panel-float").trigger()
    stage.docks["inspector"].close()
    first.rest()
    assert stood(first) != before
    first.action("reset-layout").trigger()
    first.rest()
    assert stood(first) == before


def test_f6_goes_round_and_comes_back_to_where_it_was(first: Driver) -> None:
    window = first.window
    first.plot.setFocus()
    seen = []
    for _ in range(5):
        first.key(Qt.Key.Key_F6, on=first.focus)
        seen.append(first.focus)
    parts = [window.timeline, window.inspector, window.toolbar, window.expressions, window.plot_area]
    for widget, part in zip(seen, parts, strict=True):
        assert widget is part or part.isAncestorOf(widget), (widget, part)
    first.key(Qt.Key.Key_F6, SHIFT, on=first.focus)
    other = first.focus
    assert window.expressions.isAncestorOf(other)
    QTest.keyClick(other, Qt.Key.Key_Tab)
    left = first.focus
    first.key(Qt.Key.Key_2, ALT, on=left)
    assert first.plot.hasFocus()
    first.key(Qt.Key.Key_1, ALT)
    assert first.focus is left


def test_keys_lead_to_every_panel_also_a_closed_one(first: Driver) -> None:
    window = first.window
    first.key(Qt.Key.Key_F8)
    for key, part in (
        (Qt.Key.Key_1, window.expressions),
        (Qt.Key.Key_3, window.inspector),
        (Qt.Key.Key_4, window.stage.docks["timeline"]),
        (Qt.Key.Key_5, window.values),
    ):
        first.key(key, ALT)
        assert part.isVisible()
        assert part.isAncestorOf(first.focus)


# ---------------------------------------------------------------------- kept


@pytest.fixture
def kept(window: Open, monkeypatch: pytest.MonkeyPatch):
    """`kept(change)`: what the preferences hold after a window that was changed so was closed."""

    def close(change=lambda driver: None, size: tuple[int, int] = (1280, 800)) -> Settings:
        driver = window("x^2")
        driver.window.resize(*size)
        driver.rest()
        change(driver)
        driver.window._ask = True
        driver.window.close()
        return load_settings()[0]

    return close


def test_the_layout_is_kept_in_the_preferences(window: Open, kept) -> None:
    def change(driver: Driver) -> None:
        driver.key(Qt.Key.Key_F9)
        driver.key(Qt.Key.Key_1, ALT)
        driver.action("panel-right").trigger()
        driver.rest()

    assert unpacked(kept(change).layout) is not None
    again = window("x^3")
    stage = again.window.stage
    assert stage.dockWidgetArea(stage.docks["expressions"]) == AREA.RightDockWidgetArea
    assert not stage.docks["timeline"].isVisible()
    assert not again.action("timeline-panel").isChecked()


@pytest.mark.parametrize("spoil", ["cut", "bit", "words", "other", "splitter"])
def test_a_damaged_layout_falls_back_with_a_word(window: Open, kept, spoil: str) -> None:
    good = kept(lambda driver: driver.key(Qt.Key.Key_F9))
    text = good.layout
    damaged = {
        "cut": text[:-9],
        "bit": text[:40] + ("A" if text[40] != "A" else "B") + text[41:],
        "words": "left and right",
        "other": "00000000:" + b64encode(b"nothing").decode(),
        "splitter": b64encode(b"\0\0\0\xff\0\0\0\1\0\0\0\3\0\0\1\4\0\0\2\x0c\0\0\0\xf0\xff\xff\xff\xff\1").decode(),
    }[spoil]
    save_settings(replace(good, layout=damaged, geometry="no such thing"))
    driver = window(demos.first_run())
    assert "layout" in driver.window.statusBar().currentMessage()
    assert driver.window.stage.docks["timeline"].isVisible()
    assert driver.window.stage.docks["expressions"].width() == 260


def test_a_layout_of_a_large_screen_is_usable_on_a_small_one(window: Open, kept) -> None:
    def widen(driver: Driver) -> None:
        stage = driver.window.stage
        stage.resizeDocks([stage.docks["expressions"], stage.docks["inspector"]], [900, 700], Qt.Orientation.Horizontal)
        stage.resizeDocks([stage.docks["timeline"]], [700], Qt.Orientation.Vertical)
        driver.rest()
        assert stage.docks["expressions"].width() == 900

    settings = kept(widen, (2560, 1400))
    save_settings(replace(settings, geometry=""))
    small = window("x^2", wait=False)
    small.window.resize(1024, 700)
    small.rest()
    assert small.window.size().toTuple() == (1024, 700)
    small.until(lambda: small.plot.width() >= 0.4 * 1024 and small.plot.height() >= 0.4 * 600)


def test_a_stray_rectangle_is_fetched() -> None:
    screens = [QRect(0, 0, 1024, 700), QRect(1024, 0, 800, 600)]
    assert within(QRect(3000, 50, 300, 200), screens) == QRect(724, 50, 300, 200)
    assert within(QRect(-50, -50, 3000, 3000), screens) == QRect(0, 0, 1024, 700)
    assert within(QRect(1500, 100, 200, 100), screens) == QRect(1500, 100, 200, 100)
    assert within(QRect(1, 2, 3, 4), []) == QRect(1, 2, 3, 4)


# ---------------------------------------------------------------------- the table


def test_the_table_shows_the_plot_and_follows_it(window: Open) -> None:
    driver = window(lines("x^2 - 4", point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-5.0, 30.0)}))
    driver.key(Qt.Key.Key_T, SHIFT | Qt.KeyboardModifier.ControlModifier)
    values = driver.window.values
    assert values.isVisible()
    assert driver.action("as-table").isChecked()
    table = values.model.table
    assert table.columns == ("x", "f")
    assert all(abs(y - (x * x - 4)) < 1e-9 for x, y in table.rows)
    driver.write("x^2 - 5", 1)
    driver.until(lambda: not driver.window.as_table.waiting)
    assert values.model.table.rows != table.rows
    assert all(abs(y - (x * x - 5)) < 1e-9 for x, y in values.model.table.rows)
    driver.key(Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: values.model.table.columns[0] == "step")
    assert values.choice.currentText() == "Steps of the descent"
    driver.key(Qt.Key.Key_3, Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: values.model.table.columns[0] == "node")


def test_cells_chosen_apart_are_copied_and_those_between_left_empty(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_T, SHIFT | Qt.KeyboardModifier.ControlModifier)
    driver.until(lambda: not driver.window.as_table.waiting)
    view, table = driver.window.values.view, driver.window.values.model.table
    for (row, column), keys in (((0, 0), PLAIN), ((2, 1), CONTROL)):
        place = view.visualRect(view.model().index(row, column)).center()
        driver.qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, keys, place)
    driver.key(Qt.Key.Key_C, CONTROL, on=view)
    first, second = QGuiApplication.clipboard().text().splitlines()
    assert first.split("\t") == [repr(table.rows[0][0]), ""]
    assert second.split("\t") == ["", repr(table.rows[2][1])]


def test_a_line_is_edited_in_the_list_even_where_that_was_closed(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_F7)
    assert not driver.window.expressions.isVisible()
    driver.key(Qt.Key.Key_L, CONTROL)
    assert driver.focus.isVisible()
    driver.type(" + 1")
    driver.rest()
    assert driver.document.items[0].text == "x^2 + 1"
    driver.key(Qt.Key.Key_F7)
    driver.key(Qt.Key.Key_L, CONTROL | SHIFT)
    driver.until(lambda: driver.line(1).look is not None)
    assert driver.window.expressions.isVisible()
    driver.line(1).look.close()
