"""Sliders that are played: by button and by key, one undo step, and what stops them."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from gradexplorer.model.settings import Settings, load_settings, save_settings
from gradexplorer.ui import animation
from gradexplorer.ui.docks.play_controls import PlayMenu
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, Driver, lines


class Clock:
    """Seconds that pass when they are told to."""

    now = 100.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(driver: Driver, monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The window's animations go by this clock, and tick when it is moved on."""
    clock = Clock()
    driver.window.animator.clock = clock
    monkeypatch.setattr(animation, "TICK_MS", 10_000_000)
    return clock


@pytest.fixture
def driver(window: Open) -> Driver:
    return window(lines("a sin(b x)", point={"x": 1.0}))


def later(driver: Driver, clock: Clock, seconds: float) -> None:
    """Let time pass, and the clock tick."""
    driver.rest()
    clock.now += seconds
    driver.window.animator.tick()
    driver.rest()


def value(driver: Driver, name: str = "a") -> float:
    return next(slider.value for slider in driver.document.sliders if slider.name == name)


def test_play_moves_the_slider_there_and_back_as_one_undo_step(driver: Driver, clock: Clock) -> None:
    line = driver.window.expressions.slider("a")
    driver.click(line.play)
    assert line.play.playing
    assert line.pace.isVisible()
    seen = []
    for _ in range(8):
        later(driver, clock, 0.5)
        seen.append(value(driver))
        assert line.box.text() == str(seen[-1]).removesuffix(".0").replace("-", "−")
    assert seen == [2.25, 3.5, 4.75, 4.0, 2.75, 1.5, 0.25, -1.0]
    driver.click(line.play)
    assert not line.play.playing
    later(driver, clock, 1.0)
    assert value(driver) == -1.0
    assert driver.action("undo").text() == "Undo play a"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert value(driver) == 1.0
    assert not driver.action("undo").isEnabled()
    driver.key(Qt.Key.Key_Z, CONTROL | Qt.KeyboardModifier.ShiftModifier)
    assert value(driver) == -1.0


def test_it_moves_by_itself(window: Open) -> None:
    driver = window(lines("a x"))
    driver.click(driver.window.expressions.slider("a").play)
    driver.until(lambda: value(driver) > 1.2)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.animator.playing


def test_v_plays_every_slider_and_escape_stops_them(driver: Driver, clock: Clock) -> None:
    driver.key(Qt.Key.Key_V)
    assert driver.window.animator.playing == {"a", "b"}
    later(driver, clock, 0.4)
    assert (value(driver), value(driver, "b")) == (2.0, 2.0)
    driver.key(Qt.Key.Key_Escape)
    assert not driver.window.animator.playing
    assert driver.action("undo").text() == "Undo play a, b"


def test_the_button_by_keyboard_and_escape_in_the_row(driver: Driver) -> None:
    line = driver.window.expressions.slider("a")
    line.play.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(line.play, Qt.Key.Key_Space)
    assert driver.window.animator.playing == {"a"}
    assert driver.window.inspector.page == "explore", "Space is the button's, not the plot's"
    QTest.keyClick(driver.focus, Qt.Key.Key_Tab)
    assert line.slider.hasFocus()
    QTest.keyClick(driver.focus, Qt.Key.Key_Escape)
    assert not driver.window.animator.playing


def test_without_a_slider_it_is_said(window: Open) -> None:
    driver = window("x^2")
    driver.key(Qt.Key.Key_V)
    assert "no slider" in driver.window.statusBar().currentMessage()


def choose(driver: Driver, words: str) -> None:
    """Open the menu of the playing slider's row by its menu key, and choose by keyboard."""
    play = driver.window.expressions.slider("a").play
    at = play.rect().center()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, at, play.mapToGlobal(at))
    QApplication.sendEvent(play, event)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, PlayMenu)
    action = next(action for action in menu.actions() if action.text().startswith(words))
    menu.setActiveAction(action)
    QTest.keyClick(menu, Qt.Key.Key_Return)
    driver.rest()


def test_how_and_how_fast_is_chosen_while_it_plays(driver: Driver, clock: Clock) -> None:
    line = driver.window.expressions.slider("a")
    driver.click(line.play)
    later(driver, clock, 0.5)
    choose(driver, "2×")
    assert driver.window.animator.playing == {"a"}
    assert line.pace.text() == "2×"
    later(driver, clock, 0.5)
    assert value(driver) == 4.75
    choose(driver, "From the start again")
    later(driver, clock, 0.5)
    assert value(driver) == pytest.approx(-2.75)
    choose(driver, "Once")
    later(driver, clock, 60.0)
    assert value(driver) == 5.0
    assert not driver.window.animator.playing
    slider = driver.document.sliders[0]
    assert (slider.motion, slider.seconds) == ("once", 2.0)


def test_another_edit_stops_it(driver: Driver, clock: Clock) -> None:
    driver.key(Qt.Key.Key_V)
    later(driver, clock, 0.5)
    driver.key(Qt.Key.Key_Right)
    assert not driver.window.animator.playing
    driver.key(Qt.Key.Key_Z, CONTROL)
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert (value(driver), value(driver, "b")) == (1.0, 1.0)
    assert not driver.action("undo").isEnabled()


def test_looking_elsewhere_does_not_stop_it(driver: Driver, clock: Clock) -> None:
    driver.key(Qt.Key.Key_V)
    driver.key(Qt.Key.Key_Plus)
    driver.key(Qt.Key.Key_2, CONTROL)
    later(driver, clock, 0.5)
    assert driver.window.animator.playing == {"a", "b"}


def test_it_stops_when_its_slider_goes(driver: Driver, clock: Clock) -> None:
    driver.key(Qt.Key.Key_V)
    driver.write("x^2", 1)
    assert not driver.window.animator.playing
    later(driver, clock, 1.0)
    assert driver.line(1).editor.text() == "x^2"


def test_another_document_stops_it(driver: Driver, clock: Clock) -> None:
    driver.key(Qt.Key.Key_V)
    driver.window.editor.open(lines("a x"), None)
    assert not driver.window.animator.playing
    later(driver, clock, 1.0)
    assert value(driver) == 1.0


def test_a_line_that_sets_the_slider_follows(driver: Driver, clock: Clock) -> None:
    driver.write("a = 2")
    driver.click(driver.window.expressions.slider("a").play)
    later(driver, clock, 0.4)
    assert driver.line(2).row.text == "a = 3.0"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert driver.line(2).row.text == "a = 2"


def test_less_motion_jumps_and_is_remembered(window: Open) -> None:
    save_settings(Settings(less_motion=True))
    driver = window(lines("a x"))
    assert driver.action("less-motion").isChecked()
    driver.window.animator.clock = clock = Clock()
    driver.key(Qt.Key.Key_V)
    assert driver.window.animator._timer.interval() == 400, "a tenth of the way"
    for seconds, there in ((0.3, 1.0), (0.2, 2.0), (0.2, 2.0), (0.2, 3.0)):
        later(driver, clock, seconds)
        assert value(driver) == there
    driver.action("less-motion").trigger()
    assert not load_settings()[0].less_motion


def test_the_range_takes_formulas(driver: Driver) -> None:
    line = driver.window.expressions.slider("a")
    driver.key(Qt.Key.Key_1, ALT)
    for field, text in ((line.low, "-2pi"), (line.high, "sqrt 2"), (line.box, "pi/4")):
        driver.click(field)
        QTest.keyClick(field, Qt.Key.Key_A, CONTROL)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Return)
    slider = driver.document.sliders[0]
    assert slider.low == pytest.approx(-6.283185307179586)
    assert slider.high == pytest.approx(2**0.5)
    assert slider.value == pytest.approx(0.7853981633974483)
