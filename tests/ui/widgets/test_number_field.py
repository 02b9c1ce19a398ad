from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from gradexplorer.ui.widgets.number_field import NumberField


def values(field: NumberField) -> list[float]:
    seen: list[float] = []
    field.valueChanged.connect(seen.append)
    return seen


def retype(qtbot: QtBot, field: NumberField, text: str) -> None:
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    for letter in text:
        if letter.isascii():
            qtbot.keyClick(field, letter)
        else:  # QTest knows ASCII alone
            press = QKeyEvent(QEvent.Type.KeyPress, 0, Qt.KeyboardModifier.NoModifier, letter)
            QApplication.sendEvent(field, press)


def test_five_digits_at_rest_and_all_of_them_while_typing(qtbot: QtBot, show) -> None:
    field = NumberField(1 / 3)
    show(field)
    assert field.text() == "0.33333"
    assert field.toolTip() == "0.3333333333333333"
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.text() == "0.3333333333333333"
    assert field.selectedText() == field.text()


@pytest.mark.parametrize(("text", "value"), [("0.07", 0.07), ("1e-3", 1e-3), ("−2.6", -2.6), ("-2.6", -2.6)])
def test_enter_commits(text: str, value: float, qtbot: QtBot, show) -> None:
    field = NumberField(0.05)
    show(field)
    seen = values(field)
    retype(qtbot, field, text)
    assert seen == []
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [value]
    assert field.number == value


def test_leaving_the_field_commits_once(qtbot: QtBot, show) -> None:
    field = NumberField(0.05)
    window = show(field)
    seen = values(field)
    retype(qtbot, field, "0.123456789")
    window.findChild(QLineEdit, "other").setFocus()
    assert seen == [0.123456789]
    assert field.text() == "0.12346"
    field.setFocus()
    window.findChild(QLineEdit, "other").setFocus()
    assert seen == [0.123456789], "looking at the digits is no edit, and rounds nothing"


def test_escape_reverts(qtbot: QtBot, show) -> None:
    field = NumberField(0.05)
    show(field)
    seen = values(field)
    retype(qtbot, field, "99")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "0.05"
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == []


@pytest.mark.parametrize("text", ["1/x", "abc", "", "inf", "nan", "-1"])
def test_a_wrong_number_is_marked_and_not_taken(text: str, qtbot: QtBot, show) -> None:
    field = NumberField(0.05, check=lambda value: None if value > 0 else "It must be above 0.")
    window = show(field)
    seen = values(field)
    retype(qtbot, field, text)
    if not text:
        qtbot.keyClick(field, Qt.Key.Key_Delete)
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("wrong")
    assert field.toolTip() == field.reason(text)
    assert field.toolTip().endswith(".")
    window.findChild(QLineEdit, "other").setFocus()
    assert seen == []
    assert field.text() == text, "what was typed is not thrown away"
    retype(qtbot, field, "0.5")
    assert not field.property("wrong")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [0.5]


@pytest.mark.parametrize(
    ("start", "key", "end"),
    [
        (0.05, Qt.Key.Key_Up, 0.06),
        (0.05, Qt.Key.Key_Down, 0.04),
        (-2.6, Qt.Key.Key_Up, -2.5),
        (1e-3, Qt.Key.Key_Up, 2e-3),
        (7.0, Qt.Key.Key_Down, 6.0),
        (0.0, Qt.Key.Key_Down, -1.0),
        (-2.6000000000000014, Qt.Key.Key_Up, -2.5999),
    ],
)
def test_arrows_step_the_last_digit(start: float, key: Qt.Key, end: float, qtbot: QtBot, show) -> None:
    field = NumberField(start)
    show(field)
    field.setFocus()
    with qtbot.waitSignal(field.valueChanged) as told:
        qtbot.keyClick(field, key)
    assert told.args == [end]


def test_shift_steps_ten_times_as_far(qtbot: QtBot, show) -> None:
    field = NumberField(0.5)
    show(field)
    field.setFocus()
    qtbot.keyClick(field, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert field.number == 1.5


def test_setting_says_nothing_and_leaves_a_person_typing_alone(qtbot: QtBot, show) -> None:
    field = NumberField(1.0)
    show(field)
    seen = values(field)
    field.setValue(2.0)
    assert field.text() == "2"
    retype(qtbot, field, "3.")
    field.setValue(2.5)
    assert field.text() == "3."
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert seen == [3.0]


def test_whole_numbers_and_fields_that_may_be_empty(qtbot: QtBot, show) -> None:
    field = NumberField(100, integer=True)
    show(field)
    retype(qtbot, field, "2.5")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("wrong")
    optional = NumberField(-9.0, optional=True)
    show(optional)
    qtbot.mouseClick(optional, Qt.MouseButton.LeftButton)
    optional.selectAll()
    with qtbot.waitSignal(optional.cleared):
        qtbot.keyClick(optional, Qt.Key.Key_Delete)
        qtbot.keyClick(optional, Qt.Key.Key_Return)
    assert optional.number is None
