"""Keys: modes, steps and switches where the plot has the focus, and letters that stay letters where a field has it."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QLabel

from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, PLAIN, SHIFT, Driver, lines


@pytest.fixture
def square(window: Open) -> Driver:
    """x² at 1, from −5 to 5."""
    return window(lines("x^2", point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-5.0, 30.0)}))


def test_the_plot_has_the_focus_at_first(square: Driver) -> None:
    assert square.plot.hasFocus()


@pytest.mark.parametrize(
    ("key", "mode"), [(Qt.Key.Key_2, "descend"), (Qt.Key.Key_3, "graph"), (Qt.Key.Key_1, "explore")]
)
def test_modes_have_keys(square: Driver, key: Qt.Key, mode: str) -> None:
    square.key(key, CONTROL)
    assert square.window.inspector.page == mode
    assert square.mode_button(mode).isChecked()
    assert square.window.toolbar.modes.mode == mode


def test_modes_have_buttons(square: Driver) -> None:
    for mode in ("graph", "descend", "explore"):
        square.click(square.mode_button(mode))
        assert square.window.inspector.page == mode
        assert (square.plot is square.window.graph) == (mode == "graph")


@pytest.mark.parametrize(
    ("key", "modifiers", "move"),
    [
        (Qt.Key.Key_Right, PLAIN, 0.2),
        (Qt.Key.Key_Left, PLAIN, -0.2),
        (Qt.Key.Key_Right, ALT, 0.05),
        (Qt.Key.Key_Left, ALT, -0.05),
        (Qt.Key.Key_Right, SHIFT, 2.0),
        (Qt.Key.Key_Left, SHIFT, -2.0),
    ],
)
def test_in_explore_arrows_move_the_point(
    square: Driver, key: Qt.Key, modifiers: Qt.KeyboardModifier, move: float
) -> None:
    square.key(key, modifiers)
    assert square.exact("x") == pytest.approx(1.0 + move, rel=1e-12)
    assert square.point_mark.y == pytest.approx((1.0 + move) ** 2, rel=1e-12)
    assert square.window.inspector.page == "explore"


def test_t_and_n_switch_tangent_and_newton(square: Driver) -> None:
    assert square.drawn_line("tangent") is not None
    square.key(Qt.Key.Key_T)
    assert square.drawn_line("tangent") is None
    assert not square.window.inspector.explore.checks["tangent"].isChecked()
    assert not square.action("tangent").isChecked()
    square.key(Qt.Key.Key_T)
    assert square.drawn_line("tangent") is not None
    square.key(Qt.Key.Key_N)
    assert square.drawn_line("newton").turn[0] == pytest.approx(0.0)
    assert square.action("newton").isChecked()


def test_zoom_keys(square: Driver) -> None:
    square.key(Qt.Key.Key_Plus)
    low, high = square.plot.ranges()[0]
    assert (low, high) == pytest.approx((-5 / 1.4, 5 / 1.4))
    square.key(Qt.Key.Key_Minus)
    square.key(Qt.Key.Key_Minus)
    assert square.plot.ranges()[0] == pytest.approx((-7.0, 7.0))
    square.key(Qt.Key.Key_0)
    assert square.plot.ranges() == ((-5.0, 5.0), (-5.0, 5.0))
    square.key(Qt.Key.Key_F)
    low, high = square.plot.ranges()[1]
    assert low <= 0.0
    assert high >= 25.0
    square.until(lambda: square.document.view.y_range == square.plot.ranges()[1])


def test_a_fit_waits_for_the_curve_of_the_range_that_is_shown(square: Driver) -> None:
    square.key(Qt.Key.Key_Plus)
    QTest.keyClick(square.plot, Qt.Key.Key_0)
    QTest.keyClick(square.plot, Qt.Key.Key_F)  # what is drawn now was sampled for the smaller range
    square.rest()
    square.until(lambda: square.plot.ranges()[1][1] >= 25.0)
    assert square.plot.ranges()[0] == (-5.0, 5.0)
    square.key(Qt.Key.Key_Right, CONTROL | SHIFT)
    shown = square.plot.ranges()
    square.rest()
    assert square.plot.ranges() == shown, "it is fitted once"


def test_zoom_keys_in_the_graph(square: Driver) -> None:
    square.key(Qt.Key.Key_G)
    square.until(lambda: square.cards)
    before = square.window.graph.zoom
    square.key(Qt.Key.Key_Plus)
    assert square.window.graph.zoom > before
    square.key(Qt.Key.Key_F)
    assert square.window.graph.zoom == pytest.approx(before)
    square.key(Qt.Key.Key_0)
    assert square.window.graph.zoom == 1.0


def test_letters_in_the_line_are_letters(square: Driver) -> None:
    before = square.document
    square.open_line(1)
    square.key(Qt.Key.Key_A, CONTROL, on=square.focus)
    letters = "t g n z r f 0 + - ="
    square.type(letters)
    square.rest()
    assert square.line(1).editor.text() == letters
    after = square.document
    assert (after.show, after.run, after.view.mode) == (before.show, before.run, before.view.mode)


def test_zoom_keys_in_the_line_are_letters(square: Driver) -> None:
    square.open_line(1)
    square.type("+0-1=")
    square.rest()
    assert square.line(1).editor.text() == "x^2+0-1="
    assert square.plot.ranges() == ((-5.0, 5.0), (-5.0, 30.0))


def test_space_and_arrows_in_the_line_are_the_lines(square: Driver) -> None:
    square.open_line(1)
    editor = square.focus
    for key in (Qt.Key.Key_Space, Qt.Key.Key_Home, Qt.Key.Key_Right, Qt.Key.Key_End, Qt.Key.Key_Left):
        square.key(key, on=editor)
    assert square.window.inspector.page == "explore"
    assert square.exact("x") == 1.0
    assert not square.window.toolbar.play.playing
    assert editor.text() == "x^2 "
    assert editor.cursorPosition() == 3


def test_letters_in_a_number_field_are_letters(square: Driver) -> None:
    field = square.row("x").field
    square.click(field)
    square.type("tgz", on=field)
    assert field.text() == "tgz"
    assert square.window.inspector.page == "explore"
    assert square.document.run.zero_grad
    square.key(Qt.Key.Key_Escape, on=field)
    assert square.exact("x") == 1.0


def test_letters_elsewhere_do_nothing(square: Driver) -> None:
    before = square.document
    check = square.window.inspector.explore.checks["normal"]
    for key in (Qt.Key.Key_T, Qt.Key.Key_G, Qt.Key.Key_Z):
        square.key(key, on=check)
    assert square.document == before


def test_the_next_button_keeps_its_own_keys(window: Open) -> None:
    from gradexplorer.model import demos

    driver = window(demos.load("tangent"))
    button = driver.window.story.next
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Space)
    driver.rest()
    assert driver.window.story.place.text() == "2 / 4"
    assert driver.window.inspector.page == "explore"
    assert not driver.window.toolbar.play.playing


def test_f1_lists_the_keys(square: Driver) -> None:
    square.key(Qt.Key.Key_F1)
    dialog = square.window.findChild(QDialog)
    assert dialog is not None
    assert dialog.isVisible()
    said = {label.text() for label in dialog.findChildren(QLabel)}
    assert {"Ctrl+L", "Space", "Shift+Right", "Ctrl+F", "F1"} <= said
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    square.until(lambda: square.window.findChild(QDialog) is None)


def test_panels_hide_and_come_back(square: Driver) -> None:
    for key, panel in ((Qt.Key.Key_F7, square.window.expressions), (Qt.Key.Key_F8, square.window.inspector)):
        width = panel.width()
        square.key(key)
        assert panel.visibleRegion().isEmpty()
        square.key(key)
        assert panel.width() == pytest.approx(width, abs=2)


def test_after_a_click_on_a_mode_the_keys_are_the_plots(square: Driver) -> None:
    square.click(square.mode_button("descend"))
    assert square.plot.hasFocus()
    QTest.keyClick(square.focus, Qt.Key.Key_Right)
    square.rest()
    assert square.count == "1 / 100"
    square.click(square.mode_button("graph"))
    assert square.window.graph.hasFocus()
    QTest.keyClick(square.focus, Qt.Key.Key_End)
    square.until(lambda: len(square.visited) == len(square.window.graph._graph.order) > 0)


def test_after_a_click_on_play_the_arrows_step(square: Driver) -> None:
    square.click(square.window.toolbar.play)
    square.click(square.window.toolbar.play)
    QTest.keyClick(square.focus, Qt.Key.Key_Home)
    QTest.keyClick(square.focus, Qt.Key.Key_Right)
    square.rest()
    assert square.count == "1 / 100"


def test_arrow_keys_choose_the_neighbour_mode(square: Driver) -> None:
    button = square.mode_button("explore")
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(button, Qt.Key.Key_Right)
    square.rest()
    assert square.window.inspector.page == "descend"
    assert square.mode_button("descend").hasFocus()
