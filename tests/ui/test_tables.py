from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLineEdit, QMessageBox

from gradexplorer.model.document import Column, Data, Document, Expression, View
from gradexplorer.ui.docks.data_dialog import DataDialog
from tests.ui.driver import CONTROL, Driver

OK = QDialogButtonBox.StandardButton.Ok


def data(driver: Driver) -> Data:
    return next(item for item in driver.document.items if isinstance(item, Data))


def dialog(driver: Driver) -> DataDialog:
    return next(one for one in driver.window.findChildren(DataDialog) if one.isVisible())


def paste(driver: Driver, text: str) -> None:
    QGuiApplication.clipboard().setText(text)
    driver.key(Qt.Key.Key_V, CONTROL, on=dialog(driver).view)


def fill(driver: Driver, row: int, column: int, text: str) -> None:
    """Type into a cell."""
    view = dialog(driver).view
    place = view.visualRect(view.table.index(row, column)).center()
    driver.click(view, (place.x(), place.y()))
    for letter in text:
        QTest.keyClicks(QApplication.focusWidget(), letter)
    editor = QApplication.focusWidget()
    assert editor is not None
    QTest.keyClick(editor, Qt.Key.Key_Return)
    driver.rest()


@pytest.fixture
def with_data(window: Callable[..., Driver]) -> Driver:
    columns = (Column(name="x", values=(1.0, 2.0)), Column(name="y", values=(2.0, 4.0)))
    items = (Expression(id=1, text="mean((a D.x - D.y)^2)"), Data(id=2, name="D", columns=columns))
    return window(Document(items=items, view=View(selected=1)))


def test_a_table_is_pasted_from_a_spreadsheet_and_undone(window: Callable[..., Driver]) -> None:
    driver = window("sum(D.x) t")
    assert driver.line(1).row.error is not None
    driver.click(driver.window.expressions.new_data)
    paste(driver, "x\tloss (kg)\n1,5\t2\n3\t4\n")
    assert "the comma is read as the decimal mark" in dialog(driver).note.text()
    driver.click(dialog(driver).buttons.button(OK))
    assert data(driver).columns == (Column(name="x", values=(1.5, 3.0)), Column(name="loss_kg", values=(2.0, 4.0)))
    assert driver.line(1).row.error is None
    assert driver.document.view.selected == 1
    driver.action("undo").trigger()
    assert len(driver.document.items) == 1


def test_a_new_line_comes_behind_the_table(with_data: Driver) -> None:
    with_data.write("x^2")
    assert [item.id for item in with_data.document.items] == [1, 2, 3]


def test_a_cell_that_is_no_number_is_marked_and_kept(with_data: Driver) -> None:
    driver = with_data
    driver.window.tables.edit(2)
    fill(driver, 1, 1, "abc")
    shown = dialog(driver)
    assert shown.message.text() == "Row 2, column y: “abc” is no number."
    assert not shown.buttons.button(OK).isEnabled()
    assert shown.model.data(shown.model.index(1, 1), Qt.ItemDataRole.ToolTipRole) == shown.message.text()
    assert shown.model.data(shown.model.index(1, 1)) == "abc"
    fill(driver, 1, 1, "5")
    assert not shown.message.isVisible()
    driver.click(shown.buttons.button(OK))
    assert data(driver).columns[1].values == (2.0, 5.0)
    driver.action("undo").trigger()
    assert data(driver).columns[1].values == (2.0, 4.0)


def test_cells_are_pasted_where_the_cursor_is_and_the_table_grows(with_data: Driver) -> None:
    driver = with_data
    driver.window.tables.edit(2)
    shown = dialog(driver)
    place = shown.view.visualRect(shown.model.index(1, 1)).center()
    driver.click(shown.view, (place.x(), place.y()))
    paste(driver, "7\t8\n9\t10")
    assert shown.model.names == ["x", "y", "z"]
    assert shown.model.cells[1] == [2.0, 7.0, 9.0]
    assert math.isnan(float(shown.model.cells[0][2]))
    driver.key(Qt.Key.Key_Z, CONTROL, on=shown.view)
    assert shown.model.cells == [[1.0, 2.0], [2.0, 4.0]]
    paste(driver, "1\t2\n3")
    assert "Row 2 (line 2) has 1 cell" in shown.note.text()
    assert shown.model.cells == [[1.0, 2.0], [2.0, 4.0]]
    shown.accept()


def test_names_rows_and_columns(with_data: Driver) -> None:
    driver = with_data
    driver.window.tables.edit(2)
    shown = dialog(driver)
    shown.view.rename(1)
    field = shown.view.findChild(QLineEdit, "columnName")
    QTest.keyClicks(field, "weight")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert shown.model.names == ["x", "weight"]
    shown.model.rename(1, "x")
    assert shown.model.names == ["x", "x_b"]
    shown.model.add_column(2)
    shown.model.add_rows(0, 2)
    assert (shown.model.rowCount(), shown.model.columnCount()) == (4, 3)
    shown.model.remove_rows([0, 1])
    shown.model.remove_columns([2])
    shown.name.setText("E f")
    assert "is no name" in shown.message.text()
    shown.name.setText("E")
    driver.click(shown.buttons.button(OK))
    assert (data(driver).name, [column.name for column in data(driver).columns]) == ("E", ["x", "x_b"])
    assert driver.line(1).row.error is not None  # it speaks of D


def test_leaving_with_changes_asks(with_data: Driver, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = with_data
    driver.window.tables.edit(2)
    fill(driver, 0, 0, "9")
    answers = [QMessageBox.StandardButton.Cancel, QMessageBox.StandardButton.Discard]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    shown = dialog(driver)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert shown.isVisible()
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    assert not shown.isVisible()
    assert data(driver).columns[0].values == (1.0, 2.0)


@pytest.fixture
def typed(with_data: Driver) -> Driver:
    """The table's dialog open, with a change in it, over a window that asks before it closes."""
    with_data.window.tables.edit(2)
    with_data.until(lambda: dialog(with_data).isActiveWindow())
    fill(with_data, 0, 0, "9")
    assert dialog(with_data).model.changed
    with_data.window._ask = True
    return with_data


@contextmanager
def answering(reply: Callable[[QMessageBox], object]) -> Iterator[None]:
    """Meanwhile a hand sees to each question that comes up."""

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QMessageBox):
            reply(box)

    hand = QTimer(interval=20)
    hand.timeout.connect(look)
    hand.start()
    yield
    hand.stop()


def close(driver: Driver, answer: QMessageBox.StandardButton, asked: list[str]) -> None:
    """Close the window by an event; the questions that come are answered by clicks and noted."""

    def reply(box: QMessageBox) -> None:
        asked.append(box.text())
        QTest.mouseClick(box.button(answer), Qt.MouseButton.LeftButton)

    with answering(reply):
        driver.window.close()
    QApplication.processEvents()


def test_the_window_asks_for_the_table_that_is_typed_before_it_closes(typed: Driver) -> None:
    asked: list[str] = []
    close(typed, QMessageBox.StandardButton.Cancel, asked)
    assert asked == ["Leave the table without the changes?"]
    assert typed.window.isVisible()
    assert dialog(typed).model.cells[0][0] == 9.0
    close(typed, QMessageBox.StandardButton.Discard, asked)
    assert len(asked) == 2, "nothing asks again once the window is gone"
    assert not typed.window.isVisible()
    assert not typed.window.tables.open_dialogs


def test_the_window_does_not_close_over_a_question(typed: Driver) -> None:
    asked: list[bool] = []

    def reply(box: QMessageBox) -> None:
        typed.window.close()
        asked.append(typed.window.isVisible())
        QTest.keyClick(box, Qt.Key.Key_Escape)

    with answering(reply):
        QTest.keyClick(dialog(typed), Qt.Key.Key_Escape)
    assert asked == [True]
    assert dialog(typed).isVisible()
    typed.window._ask = False


def test_a_window_that_does_not_ask_closes_with_its_table(typed: Driver) -> None:
    typed.window._ask = False
    typed.window.close()
    QApplication.processEvents()
    assert not typed.window.tables.open_dialogs
    assert not typed.window.isVisible()


def test_a_file_let_fall_on_the_window(window: Callable[..., Driver], tmp_path: Path) -> None:
    driver = window("x")
    path = tmp_path / "points.csv"
    path.write_text("u,v\n1,2\n")
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path))])
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    entered = QDragEnterEvent(QPoint(200, 200), *how)
    QApplication.sendEvent(driver.window, entered)
    assert entered.isAccepted()
    QApplication.sendEvent(driver.window, QDropEvent(QPointF(200, 200), *how))
    driver.click(dialog(driver).buttons.button(OK))
    assert [column.name for column in data(driver).columns] == ["u", "v"]


def test_one_click_makes_a_slider_a_variable_and_back(window: Callable[..., Driver]) -> None:
    driver = window("a x^2")
    driver.click(driver.window.expressions.slider("a").turn)
    assert driver.window.science.dimension == 2
    assert ("slider", "a") not in driver.window.expressions._order
    line = driver.window.expressions._lines[("variables",)]
    driver.click(line.buttons["a"])
    assert driver.window.science.dimension == 1
    assert driver.window.expressions.slider("a").box.text() == "1"
    driver.action("undo").trigger()
    driver.rest()
    assert driver.window.science.dimension == 2


def test_exact_values_of_a_slider(window: Callable[..., Driver]) -> None:
    driver = window("a x^2")
    for text, value in (("pi/2", math.pi / 2), ("1e-3", 1e-3), ("sqrt 2", math.sqrt(2)), ("30", 30.0)):
        box = driver.window.expressions.slider("a").box
        driver.click(box)
        box.selectAll()
        QTest.keyClicks(box, text)
        driver.key(Qt.Key.Key_Return, on=box)
        assert driver.document.sliders[0].value == value
    assert driver.document.sliders[0].high == 30.0


def test_a_program_that_is_typed_gives_the_point(window: Callable[..., Driver]) -> None:
    driver = window("x = torch.tensor(3.0, requires_grad=True)\ny = x*x")
    assert [(one.name, one.value) for one in driver.document.point] == [("x", 3.0)]
