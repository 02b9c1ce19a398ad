"""Autosave and recovery: real processes that are killed, windows side by side, work that is offered again."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QFileDialog, QMessageBox, QPlainTextEdit

from gradexplorer.model import autosave, session
from gradexplorer.model.autosave import Slot, autosave_folder, leftovers
from gradexplorer.model.document import Document, Expression
from gradexplorer.ui import keeping
from gradexplorer.ui.recovery import RecoveryDialog
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines

ROOT = Path(__file__).parents[2]
WORK = lines("x^3 + 1", point={"x": 2.0}, view={"x_range": (-5.0, 5.0), "y_range": (-5.0, 15.0)})
"""With its ranges, for what has none is fitted when it is opened."""


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(keeping, "PAUSE_MS", 30)


@pytest.fixture
def keeping_window(window: Open) -> Callable[..., Driver]:
    """A window that keeps its work, as the program's own does."""

    def open(*what: str | Document) -> Driver:
        driver = window(*what)
        driver.window.keep()
        return driver

    return open


def left(document: Document = WORK, origin: Path | None = None) -> Path:
    slot = Slot()
    path = slot.write(document, origin)
    slot.let_go()
    return path


def kept(driver: Driver) -> Document:
    """What is autosaved, when it is."""
    slot = driver.window.keeper.slot
    driver.until(lambda: slot.path is not None and slot.path.exists() and not driver.window.keeper._pause.isActive())
    driver.until(lambda: not driver.window.keeper._writer.is_alive())
    return session.load(slot.path)


def offered(driver: Driver) -> RecoveryDialog:
    return next(one for one in driver.window.findChildren(RecoveryDialog) if one.isVisible())


def offer(driver: Driver) -> RecoveryDialog:
    assert driver.window.keeper.offer()
    QApplication.processEvents()
    return offered(driver)


def to_front(driver: Driver) -> None:
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)


def texts(document: Document) -> list[str]:
    return [item.text for item in document.items if isinstance(item, Expression)]


# --- keeping ------------------------------------------------------------------------------------------------------


def test_an_edit_is_kept_after_a_pause(keeping_window: Callable[..., Driver]) -> None:
    driver = keeping_window("x^2")
    driver.write("x^3")
    assert texts(kept(driver)) == ["x^2", "x^3"]
    assert kept(driver).point == driver.document.point
    driver.write("sin x")
    driver.until(lambda: texts(session.load(driver.window.keeper.slot.path)) == ["x^2", "x^3", "sin x"])


def test_looking_on_keeps_nothing(keeping_window: Callable[..., Driver]) -> None:
    driver = keeping_window(WORK)
    driver.key(Qt.Key.Key_Plus)
    driver.key(Qt.Key.Key_2, CONTROL)
    assert not driver.window.keeper._pause.isActive()
    assert not autosave_folder().exists()


def test_editing_without_a_pause_is_kept_too(
    keeping_window: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PAUSE_MS", 60_000)
    monkeypatch.setattr(keeping, "LATEST_MS", 100)
    driver = keeping_window(WORK)
    driver.drag_point((1.5, 2.0), (1.6, 2.25))
    driver.until(lambda: driver.window.keeper.slot.path is not None and driver.window.keeper.slot.path.exists())


@pytest.mark.parametrize("way", ["save", "undo", "new", "close"])
def test_what_is_saved_undone_or_left_is_not_kept(
    keeping_window: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch, tmp_path: Path, way: str
) -> None:
    driver = keeping_window(WORK)
    driver.key(Qt.Key.Key_Z)
    assert not kept(driver).run.zero_grad
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "a.gradx"), ""))
    monkeypatch.setattr(QMessageBox, "question", lambda *_: QMessageBox.StandardButton.Discard)
    if way == "close":
        driver.window.close()
        assert list(autosave_folder().iterdir()) == []
    else:
        driver.key({"save": Qt.Key.Key_S, "undo": Qt.Key.Key_Z, "new": Qt.Key.Key_N}[way], CONTROL)
        assert not driver.window.keeper.slot.path.exists()
    assert leftovers() == ()


def test_two_windows_keep_apart(keeping_window: Callable[..., Driver]) -> None:
    one, other = keeping_window("x^2"), keeping_window("y^2")
    for driver, text in ((one, "x^3"), (other, "y^3")):
        to_front(driver)
        driver.write(text)
    assert texts(kept(one)) == ["x^2", "x^3"]
    assert texts(kept(other)) == ["y^2", "y^3"]
    assert not one.window.keeper.offer()
    one.window.close()
    assert texts(kept(other)) == ["y^2", "y^3"]


def test_an_error_inside_keeps_the_work_at_once(
    keeping_window: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keeping, "PAUSE_MS", 60_000)
    driver = keeping_window(WORK)
    assert driver.window.keeper.rescue() is None
    driver.key(Qt.Key.Key_Z)
    path = driver.window.keeper.rescue()
    assert session.load(path) == driver.document


def test_work_that_cannot_be_kept_is_told_once(keeping_window: Callable[..., Driver]) -> None:
    autosave_folder().parent.mkdir(parents=True)
    autosave_folder().write_text("a file where the folder should be")
    driver = keeping_window(WORK)
    driver.key(Qt.Key.Key_Z)
    driver.until(lambda: "cannot be kept for the case of a crash" in driver.window.statusBar().currentMessage())


# --- recovering ---------------------------------------------------------------------------------------------------


def test_what_was_left_is_offered_and_opened(keeping_window: Callable[..., Driver], tmp_path: Path) -> None:
    path = left(WORK, tmp_path / "mine.gradx")
    driver = keeping_window("y^2")
    dialog = offer(driver)
    assert dialog.list.count() == 1
    assert dialog.list.item(0).text().startswith("mine.gradx – ")
    driver.click(dialog.open_button)
    assert driver.document == WORK
    assert driver.window.windowTitle() == "mine.gradx[*] – gradexplorer"
    assert driver.window.isWindowModified()
    # It is this window's now: kept where it was until it is saved.
    assert driver.window.keeper.slot.path == path
    assert leftovers() == ()
    to_front(driver)
    driver.key(Qt.Key.Key_S, CONTROL)
    assert session.load(tmp_path / "mine.gradx") == WORK
    assert not path.exists()
    assert not driver.window.isWindowModified()


def test_a_file_that_changed_after_the_crash_is_not_replaced_unasked(
    keeping_window: Callable[..., Driver], tmp_path: Path, asked: list[object], told: list[tuple[str, str]]
) -> None:
    file = tmp_path / "mine.gradx"
    session.save(lines("x^2"), file)
    first = keeping_window("y")
    first.window.filing.open_path(file)
    first.rest()
    first.write("x^4", 1)
    kept(first)
    path = first.window.keeper.slot.path
    left_behind = path.read_bytes()
    first.window.keeper.end()
    first.window.editor.history.mark_saved(first.document)
    path.write_bytes(left_behind)  # as a crash would leave it
    session.save(lines("x^3"), file)
    driver = keeping_window("y^2")
    dialog = offer(driver)
    driver.click(dialog.open_button)
    assert driver.document.items[0].text == "x^4"
    to_front(driver)
    asked.append(QMessageBox.StandardButton.No)
    driver.key(Qt.Key.Key_S, CONTROL)
    assert "mine.gradx was changed" in str(asked[-1])
    assert session.load(file).items[0].text == "x^3"
    assert not told


def test_what_is_left_for_later_is_offered_again(keeping_window: Callable[..., Driver]) -> None:
    left()
    driver = keeping_window("y^2")
    QTest.keyClick(offer(driver), Qt.Key.Key_Escape)
    assert texts(driver.document) == ["y^2"]
    driver.action("recover").trigger()
    QApplication.processEvents()
    assert offered(driver).list.item(0).text().startswith("x^3 + 1 – ")
    QTest.keyClick(offered(driver).list, Qt.Key.Key_Return)
    driver.rest()
    assert driver.document == WORK
    driver.action("recover").trigger()
    assert driver.window.statusBar().currentMessage() == "No window left unsaved work."


def test_what_nobody_wants_is_deleted_after_a_question(
    keeping_window: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    paths = left(), left(Document(title="second"))
    answers = [QMessageBox.StandardButton.No, QMessageBox.StandardButton.Yes, QMessageBox.StandardButton.Yes]
    monkeypatch.setattr(QMessageBox, "question", lambda *_: answers.pop(0))
    driver = keeping_window("y^2")
    dialog = offer(driver)
    driver.click(dialog.delete_button)
    assert dialog.list.count() == 2
    driver.click(dialog.delete_button)
    assert dialog.list.count() == 1
    driver.click(dialog.delete_button)
    assert not any(path.exists() for path in paths)
    QApplication.processEvents()
    assert not any(one.isVisible() for one in driver.window.findChildren(RecoveryDialog))


def test_what_another_window_took_is_told(
    keeping_window: Callable[..., Driver], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(QMessageBox, "warning", lambda *words: told.append(words[2]))
    left()
    driver = keeping_window("y^2")
    dialog = offer(driver)
    taken = autosave.claim(leftovers()[0])
    assert taken is not None
    driver.click(dialog.open_button)
    assert told == ["Another window has it, or it is no longer there."]
    assert texts(driver.document) == ["y^2"]
    QApplication.processEvents()
    assert not any(one.isVisible() for one in driver.window.findChildren(RecoveryDialog))
    taken.close()


def test_damaged_work_is_opened_with_what_it_lost(keeping_window: Callable[..., Driver]) -> None:
    path = left(WORK, Path("/some/mine.gradx"))
    path.write_bytes(path.read_bytes().replace(b'"value": 2.0', b'"value": oops'))
    driver = keeping_window("y^2")
    driver.click(offer(driver).open_button)
    assert texts(driver.document) == ["x^3 + 1"]
    told = next(one for one in driver.window.findChildren(QDialog) if one.windowTitle() == "A damaged file")
    assert "$.document.point[0].value" in told.findChild(QPlainTextEdit).toPlainText()
    QTest.keyClick(told, Qt.Key.Key_Escape)
    assert driver.window.windowTitle() == "untitled[*] – gradexplorer"  # saving asks before it replaces mine.gradx


# --- real crashes -------------------------------------------------------------------------------------------------

Start = Callable[..., "tuple[subprocess.Popen[str], Path]"]


@pytest.fixture
def start() -> Iterator[Start]:
    """A window in another process, with these lines typed and kept."""
    children: list[subprocess.Popen[str]] = []

    def begin(*typed: str) -> tuple[subprocess.Popen[str], Path]:
        environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": str(ROOT)}
        command = [sys.executable, "-m", "tests.ui.crashing", *typed]
        child = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        children.append(child)
        assert child.stdout is not None
        said = child.stdout.readline().split(maxsplit=1)
        assert said[0] == "kept"
        return child, Path(said[1].strip())

    yield begin
    for child in children:
        child.kill()
        child.wait()
        if child.stdout is not None:
            child.stdout.close()


@pytest.mark.skipif(os.name == "nt", reason="signals")
@pytest.mark.parametrize("way", [signal.SIGKILL, signal.SIGSEGV, signal.SIGTERM])
def test_a_window_that_is_killed_loses_nothing(
    start: Start, keeping_window: Callable[..., Driver], way: signal.Signals
) -> None:
    child, path = start("x^3 + 7")
    assert leftovers() == ()
    child.send_signal(way)
    child.wait()
    (found,) = leftovers()
    assert found.path == path
    driver = keeping_window("y^2")
    driver.click(offer(driver).open_button)
    assert texts(driver.document)[-1] == "x^3 + 7"
    assert driver.window.isWindowModified()
    driver.window.close()
    assert list(autosave_folder().iterdir()) == []


@pytest.mark.skipif(os.name == "nt", reason="signals")
def test_one_of_two_windows_is_killed(start: Start, keeping_window: Callable[..., Driver]) -> None:
    one, first = start("x^3 + 7")
    other, second = start("sin x")
    assert first != second
    one.kill()
    one.wait()
    assert [found.path for found in leftovers()] == [first]
    assert other.poll() is None
    driver = keeping_window("y^2")
    driver.click(offer(driver).open_button)
    assert texts(driver.document)[-1] == "x^3 + 7"
    assert texts(session.load(second))[-1] == "sin x"
