"""Everything by keyboard: Tab reaches every control, in the order in which one reads; each shows its ring."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtGui import QAccessible, QContextMenuEvent, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QMenu, QWidget

from gradexplorer.model import demos
from gradexplorer.model.document import Column
from gradexplorer.model.edits import add_data
from gradexplorer.ui.tab_order import bring_into_view
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, PLAIN, SHIFT, Driver, lines

MODES = {"explore": Qt.Key.Key_1, "descend": Qt.Key.Key_2, "graph": Qt.Key.Key_3}


@pytest.fixture
def full(window: Open) -> Driver:
    """A window with all that a list can hold: formulas, sliders, variables, a table, a demo's strip, and the values."""
    bowl = demos.load("bowl")
    document = add_data(bowl, "D", (Column(name="x", values=(1.0, 2.0)), Column(name="y", values=(3.0, 4.0))))
    driver = window(document)
    driver.write("a x^2 + b y")
    driver.key(Qt.Key.Key_5, ALT)
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    return driver


def walk(driver: Driver, modifiers: Qt.KeyboardModifier = PLAIN) -> list[QWidget]:
    """What Tab visits from the plot on until it is back there; within the graph it goes from card to card."""
    driver.plot.setFocus(Qt.FocusReason.OtherFocusReason)
    seen: list[QWidget] = [driver.plot]
    for _ in range(300):
        QTest.keyClick(driver.focus, Qt.Key.Key_Backtab if modifiers else Qt.Key.Key_Tab, modifiers)
        if driver.focus is not seen[-1]:
            if driver.focus is driver.plot:
                return seen
            assert in_view(driver.focus), f"{driver.focus} is not scrolled into view"
            seen.append(driver.focus)
    raise AssertionError(f"Tab does not leave {driver.focus}")


def in_view(widget: QWidget) -> bool:
    """Whether something of it is seen; a plot's viewport covers the plot, which then shows nothing of itself."""
    viewport = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
    return not (widget.visibleRegion().isEmpty() and viewport.visibleRegion().isEmpty())


def reached(driver: Driver) -> set[QWidget]:
    """What ought to be visited: it is seen, works, and takes the focus by Tab."""
    tab = Qt.FocusPolicy.TabFocus.value
    return {
        widget
        for widget in driver.window.findChildren(QWidget)
        if widget.isVisible() and widget.isEnabled() and widget.focusPolicy().value & tab and not widget.focusProxy()
    }


@pytest.mark.parametrize("mode", MODES)
def test_tab_reaches_everything_forth_and_back(full: Driver, mode: str) -> None:
    full.key(MODES[mode], CONTROL)
    if mode == "graph":
        full.until(lambda: full.cards)
    forth = walk(full)
    assert len(forth) == len(set(forth))
    assert set(forth) == reached(full)
    assert walk(full, SHIFT) == [full.plot, *reversed(forth[1:])]


def test_tab_goes_as_one_reads(full: Driver) -> None:
    window = full.window
    order = walk(full)
    parts = [window.plot_area, window.stage.docks["timeline"], window.values, window.inspector, window.toolbar,
             window.expressions]  # fmt: skip
    places = [next(k for k, part in enumerate(parts) if part.isAncestorOf(widget)) for widget in order]
    first = places.index(5)
    after = [k for k in places[first:] if k != 5]
    assert places[:first] == sorted(places[:first])
    assert set(after) <= {0}, "only the strip above the plot comes between the list and the plot"
    line = window.expressions.slider("a")
    stops = [widget for widget in order if line.isAncestorOf(widget)]
    assert stops == [line.play, line.slider, line.box, line.low, line.high, line.turn]


def test_everything_that_takes_the_focus_has_a_name(full: Driver) -> None:
    for key in MODES.values():
        full.key(key, CONTROL)
        for widget in walk(full):
            face = QAccessible.queryAccessibleInterface(widget)
            assert face.text(QAccessible.Text.Name), widget
            assert face.state().focusable, widget


@pytest.mark.parametrize("mode", MODES)
def test_the_focus_can_be_seen(full: Driver, mode: str) -> None:
    full.key(MODES[mode], CONTROL)
    full.rest()
    for widget in walk(full):
        full.plot.setFocus(Qt.FocusReason.OtherFocusReason)
        if widget is full.plot:
            full.window.toolbar.play.setFocus()
        bring_into_view(widget)
        place = ring(full, widget)
        without = look(full, place)
        widget.setFocus(Qt.FocusReason.TabFocusReason)
        assert look(full, place) != without, widget


def ring(driver: Driver, widget: QWidget) -> QRect:
    """Where a widget's ring would be seen."""
    corner = widget.mapTo(driver.window, QPoint(0, 0))
    return QRect(corner, widget.size()).adjusted(-3, -3, 3, 3)


def look(driver: Driver, place: QRect) -> QImage:
    QApplication.processEvents()
    return driver.window.grab(place).toImage()


def test_the_focus_is_brought_into_view(window: Open) -> None:
    driver = window(demos.first_run())
    driver.window.resize(1024, 700)
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    assert len(walk(driver)) > 40


def test_the_menu_key_opens_context_menus(full: Driver) -> None:
    opened = 0
    for widget in walk(full):
        at = widget.rect().center()
        event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, widget.mapToGlobal(at))
        QApplication.sendEvent(widget, event)
        popup = QApplication.activePopupWidget()
        if popup is not None:
            assert not isinstance(popup, QMenu) or popup.actions(), widget
            opened += 1
            QTest.keyClick(QApplication.focusWidget() if popup.isAncestorOf(full.focus) else popup, Qt.Key.Key_Escape)
            full.until(lambda: QApplication.activePopupWidget() is None)
    assert opened > 10


def test_the_timeline_has_the_plots_keys(full: Driver) -> None:
    full.key(Qt.Key.Key_4, ALT)
    full.key(Qt.Key.Key_G, on=full.window.timeline)
    full.until(lambda: full.plot is full.window.graph)


def test_escape_from_the_empty_new_line_leads_to_the_plot(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Return, on=driver.line(1).formula)
    driver.key(Qt.Key.Key_Return, on=driver.focus)
    assert driver.focus is driver.window.expressions.new_line
    driver.key(Qt.Key.Key_Escape, on=driver.focus)
    assert driver.plot.hasFocus(), "keys need someone to go to"
    driver.key(Qt.Key.Key_Right)
    assert driver.exact("x") == pytest.approx(1.2)


def test_a_line_that_is_removed_hands_the_focus_to_its_neighbour(window: Open) -> None:
    driver = window(lines("x^2", "x^3", "sin x", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Delete, on=driver.line(2).formula)
    assert driver.focus is driver.line(3).formula
    driver.key(Qt.Key.Key_Delete, on=driver.focus)
    assert driver.focus is driver.line(1).formula
    driver.key(Qt.Key.Key_Delete, on=driver.focus)
    assert driver.focus is driver.window.expressions.new_line
    assert driver.document.items == ()
