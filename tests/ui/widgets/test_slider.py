from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradexplorer.ui.widgets.slider import HANDLE, ValueSlider


def log(slider: ValueSlider) -> list[object]:
    seen: list[object] = []
    slider.pressed.connect(lambda: seen.append("pressed"))
    slider.moved.connect(seen.append)
    slider.released.connect(lambda: seen.append("released"))
    return seen


def at(slider: ValueSlider, share: float) -> QPoint:
    left, right = HANDLE + 1, slider.width() - HANDLE - 1
    return QPoint(round(left + share * (right - left)), slider.height() // 2)


def test_a_drag_is_one_press_some_moves_and_one_release(qtbot: QtBot, show) -> None:
    slider = ValueSlider(0, 10, 2)
    show(slider)
    seen = log(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.2))
    for share in (0.3, 0.4, 0.5):
        qtbot.mouseMove(slider, at(slider, share))
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.5))
    assert (seen[0], seen[-1]) == ("pressed", "released")
    moves = [value for value in seen if isinstance(value, float)]
    assert moves == sorted(moves)
    assert len(moves) >= 3
    assert moves[-1] == pytest.approx(5, abs=0.05)
    assert slider.number == moves[-1]


def test_the_ends_are_exact_and_nothing_lies_beyond(qtbot: QtBot, show) -> None:
    slider = ValueSlider(-1.234, 5.678, 0)
    show(slider)
    seen = log(slider)
    qtbot.mousePress(slider, Qt.MouseButton.LeftButton, pos=at(slider, 0.5))
    qtbot.mouseMove(slider, QPoint(slider.width() + 400, 5))
    assert slider.number == 5.678
    qtbot.mouseMove(slider, QPoint(-400, 5))
    assert slider.number == -1.234
    qtbot.mouseRelease(slider, Qt.MouseButton.LeftButton)
    assert seen[-1] == "released"


def test_a_logarithmic_slider_gives_each_decade_the_same_room(qtbot: QtBot, show) -> None:
    slider = ValueSlider(1e-4, 1, 1e-4, log=True)
    show(slider)
    for share, value in ((0.25, 1e-3), (0.5, 1e-2), (0.75, 1e-1)):
        assert slider.value_at(share) == pytest.approx(value)
        slider.set_number(value)
        assert slider.fraction() == pytest.approx(share)


def test_keys_are_bursts_too(qtbot: QtBot, show) -> None:
    slider = ValueSlider(0, 10, 5)
    show(slider)
    seen = log(slider)
    slider.setFocus()
    qtbot.keyClick(slider, Qt.Key.Key_Right)
    assert seen == ["pressed", 5.1, "released"]
    qtbot.keyClick(slider, Qt.Key.Key_Left, Qt.KeyboardModifier.ShiftModifier)
    assert slider.number == pytest.approx(4.1)
    qtbot.keyClick(slider, Qt.Key.Key_End)
    assert slider.number == 10
    qtbot.keyClick(slider, Qt.Key.Key_Home)
    assert slider.number == 0


def test_setting_says_nothing_and_keeps_values_beyond_the_range(qtbot: QtBot, show) -> None:
    slider = ValueSlider(0, 1, 0.5)
    show(slider)
    seen = log(slider)
    slider.set_number(7)
    assert seen == []
    assert (slider.number, slider.fraction()) == (7, 1)


def test_the_wheel_scrolls_the_panel_not_the_value(qtbot: QtBot, show) -> None:
    slider = ValueSlider(0, 1, 0.5)
    show(slider)
    middle = QPointF(slider.rect().center())
    wheel = QWheelEvent(
        middle,
        slider.mapToGlobal(middle),
        QPoint(),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(slider, wheel)
    assert slider.number == 0.5


def test_a_screen_reader_can_set_it(qtbot: QtBot, show) -> None:
    slider = ValueSlider(0, 10, 5)
    show(slider)
    seen = log(slider)
    slider.setValue(200)
    assert seen == ["pressed", 2.0, "released"]


def test_an_empty_range_is_refused(qtbot: QtBot) -> None:
    slider = ValueSlider(0, 1, 0)
    qtbot.addWidget(slider)
    with pytest.raises(ValueError, match="from 2 to 2"):
        slider.set_limits(2, 2)
