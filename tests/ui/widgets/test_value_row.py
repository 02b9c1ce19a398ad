from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from gradexplorer.ui.widgets.value_row import MatrixView, ValueRow


def test_five_digits_are_shown_and_all_are_copied(qtbot: QtBot, show) -> None:
    row = ValueRow("f(x)")
    row.show_value(6.658590123456789)
    show(row)
    assert row.text == "6.6586"
    assert "6.658590123456789" in row.toolTip()
    assert row.accessibleName() == "f(x) = 6.6586"
    qtbot.mouseClick(row, Qt.MouseButton.LeftButton)
    assert row.hasFocus()
    qtbot.keyClick(row, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "6.658590123456789"


def test_the_context_menu_copies_too(qtbot: QtBot, show, monkeypatch: pytest.MonkeyPatch) -> None:
    # The off-screen platform cannot grab the keyboard for a menu that is open.
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: None)
    row = ValueRow("f(x)")
    row.show_value(-5.0)
    show(row)
    middle = row.rect().center()
    QApplication.sendEvent(row, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, row.mapToGlobal(middle)))
    menu = row.findChild(QMenu)
    assert menu is not None
    assert "−5" not in menu.actions()[0].text(), "what is copied reads back"
    menu.actions()[0].trigger()
    assert QApplication.clipboard().text() == "-5.0"


def test_an_editable_value_is_typed_exactly(qtbot: QtBot, show) -> None:
    row = ValueRow("x", editable=True)
    row.show_value(-2.6, role="accent")
    show(row)
    assert row.text == "−2.6000"
    field = row.field
    assert field is not None
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    field.selectAll()
    qtbot.keyClicks(field, "-1.2345678")
    with qtbot.waitSignal(row.valueChanged) as told:
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [-1.2345678]


@pytest.mark.parametrize(("value", "text", "shown", "full"), [(None, "", "—", ""), (None, "2 × 3", "2 × 3", "2 × 3")])
def test_no_value_is_a_dash_and_text_stands_for_itself(value, text: str, shown: str, full: str, qtbot: QtBot) -> None:
    row = ValueRow("shape")
    qtbot.addWidget(row)
    row.show_value(value, text=text)
    assert (row.text, row.full) == (shown, full)


def test_a_matrix_is_read_out_and_copied(qtbot: QtBot, show) -> None:
    view = MatrixView()
    view.show_matrix("Hessian", ((2.0, 0.0), (0.0, 4.0)), "newton")
    show(view)
    assert view.accessibleDescription() == "2.0000, 0; 0, 4.0000"
    view.setFocus()
    qtbot.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "2.0\t0.0\n0.0\t4.0"


def test_a_matrix_is_copied_by_its_menu(qtbot: QtBot, show, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: None)
    view = MatrixView()
    view.show_matrix("Hessian", ((2.0, 1 / 3), (1 / 3, 4.0)), "newton")
    show(view)
    middle = view.rect().center()
    QApplication.sendEvent(view, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, view.mapToGlobal(middle)))
    menu = view.findChild(QMenu)
    assert menu is not None
    menu.actions()[0].trigger()
    assert QApplication.clipboard().text() == "2.0\t0.3333333333333333\n0.3333333333333333\t4.0"


def test_a_typed_value_is_copied_whole(qtbot: QtBot, show) -> None:
    row = ValueRow("x", editable=True)
    row.show_value(-1 / 3)
    show(row)
    field = row.field
    assert field is not None
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    qtbot.keyClick(field, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "-0.3333333333333333"
