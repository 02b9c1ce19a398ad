"""The names on offer: when the list opens, which keys it takes, and which it leaves alone."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gradexplorer.lang import Vocabulary
from gradexplorer.ui.code.field import CodeField

CONTROL = Qt.KeyboardModifier.ControlModifier
KNOWN = Vocabulary(functions=(("cosmic", ("x",)),), sliders=frozenset({"a"}), tables=(("D", ("x", "loss")),))


@pytest.fixture
def field(show: Callable[[QWidget], QWidget]) -> CodeField:
    holder = QWidget()
    holder.resize(700, 500)
    field = CodeField(holder)
    field.resize(300, 30)
    field.set_names(KNOWN, ("x",))
    show(holder).resize(700, 560)
    field.setFocus()
    return field


@pytest.fixture
def told(field: CodeField) -> list[str]:
    told: list[str] = []
    field.entered.connect(lambda: told.append("next"))
    field.left.connect(lambda: told.append("left"))
    field.moved.connect(lambda step: told.append(f"moved {step}"))
    return told


def names(field: CodeField) -> list[str]:
    return [item.name for item in field.completer.items]


def test_two_letters_open_it_and_the_focus_stays(field: CodeField) -> None:
    QTest.keyClicks(field, "2s")
    assert names(field) == []
    QTest.keyClicks(field, "q")
    assert names(field)[:2] == ["sqrt", "square"]
    shown = field.completer.list
    assert shown is not None
    assert field.hasFocus()
    assert shown.view.item(0).text() == "sqrt(x): square root"
    assert shown.geometry().top() >= field.geometry().bottom() - 8
    assert field.window().rect().contains(shown.geometry())


def test_tab_writes_the_name_with_its_brackets(field: CodeField) -> None:
    QTest.keyClicks(field, "2 sq")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert (field.text(), field.cursorPosition()) == ("2 sqrt()", 7)
    assert names(field) == []
    QTest.keyClicks(field, "x)")
    assert field.text() == "2 sqrt(x)"


def test_brackets_that_are_there_are_used(field: CodeField) -> None:
    field.setText("sq(x)")
    field.setCursorPosition(2)
    QTest.keyClick(field, Qt.Key.Key_Space, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (field.text(), field.cursorPosition()) == ("sqrt(x)", 5)


def test_enter_is_not_stolen_from_a_whole_name(field: CodeField, told: list[str]) -> None:
    QTest.keyClicks(field, "sin")
    assert "sinh" in names(field)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == ["next"]
    assert field.text() == "sin"
    assert names(field) == []


def test_enter_is_not_stolen_from_a_product(field: CodeField, told: list[str]) -> None:
    QTest.keyClicks(field, "ab")
    assert names(field) == ["abs", "absolute"]
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.text()) == (["next"], "ab")


def test_enter_completes_what_means_nothing_as_it_stands(field: CodeField, told: list[str]) -> None:
    QTest.keyClicks(field, "sigmo")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.text()) == ([], "sigmoid()")


def test_enter_takes_what_was_chosen_by_arrow(field: CodeField, told: list[str]) -> None:
    QTest.keyClicks(field, "sin")
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Up)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert (told, field.text()) == ([], "sinc()")


def test_arrows_go_round(field: CodeField) -> None:
    QTest.keyClicks(field, "sin")
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert field.completer.list.current == len(names(field)) - 1
    QTest.keyClick(field, Qt.Key.Key_PageUp)
    assert field.completer.list.current == 0


def test_escape_closes_the_list_and_only_then_leaves(field: CodeField, told: list[str]) -> None:
    QTest.keyClicks(field, "sq")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert (names(field), told, field.text()) == ([], [], "sq")
    QTest.keyClick(field, Qt.Key.Key_Escape)
    assert told == ["left"]


def test_ctrl_space_shows_what_there_is(field: CodeField) -> None:
    QTest.keyClick(field, Qt.Key.Key_Space, CONTROL)
    assert {"cosmic", "a", "D", "sin"} <= set(names(field))
    QTest.keyClicks(field, "D")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "D."
    assert names(field) == ["x", "loss"], "behind the dot its columns follow at once"
    QTest.keyClick(field, Qt.Key.Key_Down)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "D.loss"


def test_a_click_takes_a_row_and_the_focus_stays(field: CodeField) -> None:
    QTest.keyClicks(field, "sq")
    shown = field.completer.list
    at = shown.view.visualItemRect(shown.view.item(1)).center()
    QTest.mouseClick(shown.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert field.text() == "square()"
    assert field.hasFocus()


@pytest.mark.parametrize("key", [Qt.Key.Key_Left, Qt.Key.Key_Home, Qt.Key.Key_Plus])
def test_going_elsewhere_closes_it(field: CodeField, key: Qt.Key) -> None:
    QTest.keyClicks(field, "sq")
    QTest.keyClick(field, key)
    assert names(field) == []


def test_backspace_goes_back_with_it(field: CodeField) -> None:
    QTest.keyClicks(field, "sqr")
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert names(field)[0] == "sqrt"
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert names(field) == []


def test_leaving_the_field_closes_it(field: CodeField) -> None:
    QTest.keyClicks(field, "sq")
    field.window().findChild(QWidget, "other").setFocus()
    assert names(field) == []


def test_a_name_without_rivals_needs_no_list(field: CodeField) -> None:
    QTest.keyClicks(field, "zzz")
    assert names(field) == []


def test_low_in_the_window_it_opens_upwards(field: CodeField) -> None:
    field.move(0, 460)
    QTest.keyClicks(field, "sq")
    shown = field.completer.list
    assert shown.geometry().bottom() <= 460 + 8
    assert field.window().rect().contains(shown.geometry())


def test_no_list_is_left_behind_by_a_field_that_goes(field: CodeField) -> None:
    QTest.keyClicks(field, "sq")
    window = field.window()
    field.setParent(None)
    field.deleteLater()
    QApplication.sendPostedEvents(None, 0)
    QApplication.processEvents()
    assert not any(child.objectName() == "completions" and child.isVisible() for child in window.findChildren(QWidget))
