"""Files: saving, opening, what is unsaved, and what cannot be opened."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QCloseEvent, QImage
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget

from gradexplorer.model import session
from gradexplorer.model.settings import load_settings
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT, Driver, lines

BUTTON = QMessageBox.StandardButton


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | str], None]:
    """What the person picks in the file dialogs that come next."""

    def choose(path: Path | str) -> None:
        def answer(*_: object) -> tuple[str, str]:
            return str(path), ""

        monkeypatch.setattr(QFileDialog, "getOpenFileName", answer)
        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)

    return choose


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[object]:
    """The questions put; the last entry is the answer to the next one."""
    log: list[object] = []

    def question(*arguments: object) -> object:
        log.append(arguments[2])
        return log[0]

    monkeypatch.setattr(QMessageBox, "question", question)
    return log


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The complaints shown: title and text."""
    log: list[tuple[str, str]] = []

    def warning(_: QWidget, title: str, text: str) -> None:
        log.append((title, text))

    monkeypatch.setattr(QMessageBox, "warning", warning)
    return log


def pick(driver: Driver, menu: str, action: str) -> None:
    """Choose from the menu bar, by opening the menu and clicking the entry."""
    bar = driver.window.menuBar()
    entry = next(a for a in bar.actions() if a.text().replace("&", "") == menu)
    driver.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(entry).center())
    shown = entry.menu()
    driver.until(shown.isVisible)
    wanted = next(a for a in shown.actions() if a.objectName() == action)
    driver.qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.actionGeometry(wanted).center())
    driver.rest()


def test_what_is_saved_opens_as_it_was(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("a x^2", "x^3", point={"x": 1.0}))
    driver.drag_point((1.4, 2.0), (1.5, 2.25))
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: driver.document.view.x_range == driver.plot.ranges()[0])
    chosen(tmp_path / "mine")
    driver.key(Qt.Key.Key_S, CONTROL)
    path = tmp_path / "mine.gradx"
    assert session.load(path) == driver.document
    kept, x, shown = driver.document, driver.exact("x"), driver.plot.ranges()
    chosen(path)
    other = window()
    other.key(Qt.Key.Key_O, CONTROL)
    assert other.document == kept
    assert other.window.inspector.page == "descend"
    assert other.count == "1 / 100"
    assert other.exact("x") == x
    assert other.plot.ranges() == shown
    assert other.window.windowTitle() == "mine.gradx[*] – gradexplorer"
    assert not other.window.isWindowModified()
    assert not other.action("undo").isEnabled()
    assert load_settings()[0].recent[0] == str(path)


def test_a_map_opens_where_it_was_looked_at(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 2.0}))
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: driver.document.view.x_range == driver.plot.ranges()[0])
    shown = driver.plot.ranges()
    chosen(tmp_path / "map.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    other = window("x^2")
    other.key(Qt.Key.Key_O, CONTROL)
    other.until(lambda: other.plot is other.window.contour)
    for now, before in zip(other.plot.ranges(), shown, strict=True):
        assert now == pytest.approx(before)


def test_a_curve_opens_where_it_was_looked_at(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    view = {"x_range": (-1.0, 3.0), "y_range": (-2.0, 7.0)}
    session.save(lines("x^2", point={"x": 1.0}, view=view), tmp_path / "curve.gradx")
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 2.0}))
    chosen(tmp_path / "curve.gradx")
    driver.key(Qt.Key.Key_O, CONTROL)
    driver.until(lambda: driver.plot is driver.window.curve)
    assert driver.plot.ranges() == ((-1.0, 3.0), (-2.0, 7.0))


def test_saving_again_asks_for_no_name(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "one.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert driver.window.windowTitle() == "one.gradx[*] – gradexplorer"
    chosen("")
    driver.key(Qt.Key.Key_Z)
    assert driver.window.isWindowModified()
    driver.key(Qt.Key.Key_S, CONTROL)
    assert not driver.window.isWindowModified()
    assert not session.load(tmp_path / "one.gradx").run.zero_grad
    chosen(tmp_path / "two.gradx")
    driver.key(Qt.Key.Key_S, CONTROL | SHIFT)
    assert (tmp_path / "two.gradx").is_file()


def test_a_dialog_that_is_left_saves_nothing(window: Open, chosen: Callable[[str], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Z)
    chosen("")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert driver.window.isWindowModified()


def test_a_bad_file_is_named_and_everything_stays(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    before = driver.document
    for name, text in (("broken.gradx", "none of it"), ("other.gradx", '{"format": "else", "version": 1}')):
        path = tmp_path / name
        path.write_text(text)
        chosen(path)
        driver.key(Qt.Key.Key_O, CONTROL)
        title, said = told.pop()
        assert title == "This file cannot be opened"
        assert name in said
        assert driver.document.items == before.items
        assert driver.window.windowTitle() == "untitled[*] – gradexplorer"
    chosen(tmp_path / "none.gradx")
    driver.key(Qt.Key.Key_O, CONTROL)
    assert "none.gradx" in told.pop()[1]


def test_a_folder_that_cannot_be_written_is_told(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "no such folder" / "x.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert told.pop()[0] == "The file was not saved"


@pytest.mark.parametrize(("answer", "left"), [(BUTTON.Cancel, False), (BUTTON.Discard, True)])
def test_unsaved_changes_are_asked_about(window: Open, asked: list[object], answer: object, left: bool) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    asked.append(answer)
    driver.key(Qt.Key.Key_Z)
    before = driver.document
    driver.key(Qt.Key.Key_N, CONTROL)
    assert asked[1] == "Save the changes first?"
    assert (driver.document is not before) == left
    assert (not driver.document.items) == left


def test_save_in_the_question_saves(
    window: Open, asked: list[object], tmp_path: Path, chosen: Callable[[Path], None]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    asked.append(BUTTON.Save)
    chosen(tmp_path / "kept.gradx")
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_N, CONTROL)
    assert not session.load(tmp_path / "kept.gradx").run.zero_grad
    assert driver.document.items == ()


def test_nothing_is_asked_where_nothing_changed(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Plus)
    driver.key(Qt.Key.Key_N, CONTROL)
    assert asked == []
    assert driver.document.items == ()


def test_closing_asks_too(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.window._ask = True
    driver.key(Qt.Key.Key_Z)
    asked.append(BUTTON.Cancel)
    event = QCloseEvent()
    QApplication.sendEvent(driver.window, event)
    assert not event.isAccepted()
    assert driver.window.jobs._thread.is_alive()
    asked[0] = BUTTON.Discard
    driver.window.close()
    assert not driver.window.jobs._thread.is_alive()
    assert load_settings()[0].geometry


def test_an_empty_document_shows_what_to_do(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_N, CONTROL)
    assert driver.curves == ()
    assert driver.plot.message.title == "Type a function"
    assert driver.values == {}
    assert driver.window.timeline.last == 0


def test_the_file_menu_works(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "menu.gradx")
    pick(driver, "File", "action-save")
    assert (tmp_path / "menu.gradx").is_file()


def test_the_picture_is_exported(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "plot.png")
    driver.click(driver.tool("export"))
    picture = QImage(str(tmp_path / "plot.png"))
    assert picture.width() >= driver.plot.width()


def test_a_picture_that_cannot_be_written_is_told(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "no such folder" / "plot.png")
    driver.key(Qt.Key.Key_E, CONTROL)
    assert told[0][0] == "The picture was not written"
