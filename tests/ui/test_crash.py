"""Uncaught exceptions: from slots, Qt's own calls and threads, shown once, logged, with the work saved."""

from __future__ import annotations

import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from gradexplorer.ui import crash

pytestmark = pytest.mark.qt_no_exception_capture  # the exceptions here are the test's own

Raise = Callable[[str], None]


@pytest.fixture
def passed_on(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reached the hooks that stood before."""
    seen: list[str] = []
    monkeypatch.setattr(sys, "excepthook", lambda kind, value, trace: seen.append(str(value)))
    monkeypatch.setattr(threading, "excepthook", lambda caught: seen.append(str(caught.exc_value)))
    return seen


@pytest.fixture
def reporter(qapp: object, passed_on: list[str], tmp_path: Path) -> Iterator[crash.Reporter]:
    reporter = crash.Reporter("test-crash", tmp_path / "state")
    reporter.hook()
    yield reporter
    reporter.unhook()
    if reporter.dialog is not None:
        reporter.dialog.reject()
    reporter.deleteLater()


@pytest.fixture
def press(qtbot: QtBot) -> Callable[[], None]:
    """Clicks a real button whose slot raises."""

    def fail() -> None:
        raise ValueError("the slot failed")

    button = QPushButton("Fail")
    button.clicked.connect(fail)
    qtbot.addWidget(button)
    button.show()
    return lambda: qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def shown(qtbot: QtBot, reporter: crash.Reporter) -> crash.CrashDialog:
    qtbot.waitUntil(lambda: reporter.dialog is not None and reporter.dialog.isVisible())
    assert reporter.dialog is not None
    return reporter.dialog


def test_a_slot_that_raises(
    qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None], tmp_path: Path, passed_on: list[str]
) -> None:
    calls: list[None] = []
    reporter.rescue = lambda: calls.append(None) or tmp_path / "rescued.gradx"
    press()
    dialog = shown(qtbot, reporter)
    text = dialog.box.toPlainText()
    assert "Traceback (most recent call last)" in text
    assert "ValueError: the slot failed" in text
    assert "in fail" in text
    assert len(calls) == 1
    assert passed_on == ["the slot failed"]
    log = (tmp_path / "state" / "test-crash.log").read_text(encoding="utf-8")
    assert "ValueError: the slot failed" in log
    assert "in fail" in log


def test_the_dialog_says_where_things_are(
    qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None], tmp_path: Path
) -> None:
    reporter.rescue = lambda: tmp_path / "rescued.gradx"
    press()
    said = "\n".join(label.text() for label in shown(qtbot, reporter).findChildren(crash.QLabel))
    assert f"Your work was saved to {tmp_path / 'rescued.gradx'}" in said
    assert str(tmp_path / "state" / "test-crash.log") in said
    assert "Nothing is sent anywhere." in said


def test_copy_puts_the_text_on_the_clipboard(qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None]) -> None:
    press()
    dialog = shown(qtbot, reporter)
    assert dialog.box.isReadOnly()
    qtbot.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    assert QGuiApplication.clipboard().text() == dialog.box.toPlainText()
    assert dialog.isVisible()


def test_the_program_goes_on(qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None]) -> None:
    rescues: list[None] = []
    reporter.rescue = lambda: rescues.append(None)
    for round_ in (1, 2):
        press()
        dialog = shown(qtbot, reporter)
        qtbot.keyClick(dialog, Qt.Key.Key_Escape)
        qtbot.waitUntil(lambda: reporter.dialog is None)
        assert len(rescues) == round_


def test_errors_while_the_dialog_is_open_are_added_to_it(
    qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None], tmp_path: Path
) -> None:
    rescues: list[None] = []
    reporter.rescue = lambda: rescues.append(None)
    press()
    first = shown(qtbot, reporter)
    for index in range(crash.REPORTS_SHOWN + 5):
        sys.excepthook(RuntimeError, RuntimeError(f"number {index}"), None)
    qtbot.waitUntil(lambda: "More errors followed." in first.box.toPlainText())
    assert reporter.dialog is first
    assert first.box.toPlainText().count("RuntimeError: number") == crash.REPORTS_SHOWN - 1
    assert len(rescues) == 1
    log = (tmp_path / "state" / "test-crash.log").read_text(encoding="utf-8")
    assert f"number {crash.REPORTS_SHOWN + 4}" in log


def test_a_rescue_that_fails_is_told(
    qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None], tmp_path: Path
) -> None:
    def rescue() -> Path:
        raise OSError("the disk is full")

    reporter.rescue = rescue
    press()
    said = "\n".join(label.text() for label in shown(qtbot, reporter).findChildren(crash.QLabel))
    assert "Your work could not be saved: OSError: the disk is full" in said
    assert "the disk is full" in (tmp_path / "state" / "test-crash.log").read_text(encoding="utf-8")


def test_a_dialog_that_cannot_be_made_is_not_tried_for_ever(
    qtbot: QtBot,
    reporter: crash.Reporter,
    press: Callable[[], None],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    passed_on: list[str],
) -> None:
    tries: list[None] = []

    def broken(*arguments: object) -> None:
        tries.append(None)
        raise TypeError("no dialog today")

    monkeypatch.setattr(crash, "CrashDialog", broken)
    press()
    qtbot.waitUntil(lambda: passed_on == ["the slot failed", "no dialog today"])
    qtbot.wait(50)
    assert len(tries) == 1
    assert "could not be shown" in (tmp_path / "state" / "test-crash.log").read_text(encoding="utf-8")


def test_a_python_thread_that_raises(qtbot: QtBot, reporter: crash.Reporter, passed_on: list[str]) -> None:
    def work() -> None:
        raise ArithmeticError("in the worker")

    worker = threading.Thread(target=work, name="counter")
    worker.start()
    worker.join()
    text = shown(qtbot, reporter).box.toPlainText()
    assert "In the thread 'counter':" in text
    assert "ArithmeticError: in the worker" in text
    assert passed_on == ["in the worker"]


def test_the_dialog_goes_with_its_parent_and_a_new_one_comes(
    qtbot: QtBot, reporter: crash.Reporter, press: Callable[[], None]
) -> None:
    press()
    first = shown(qtbot, reporter)
    with qtbot.waitSignal(first.destroyed):
        first.deleteLater()
    press()
    qtbot.waitUntil(lambda: reporter.dialog is not first)
    assert "the slot failed" in shown(qtbot, reporter).box.toPlainText()


def test_unhook_gives_the_hooks_back(reporter: crash.Reporter, passed_on: list[str]) -> None:
    reporter.unhook()
    sys.excepthook(ValueError, ValueError("afterwards"), None)
    assert passed_on == ["afterwards"]
    assert reporter.log is not None
    assert "afterwards" not in reporter.log.read_text(encoding="utf-8")


def test_the_log_turns_over(qapp: object, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, passed_on: object) -> None:
    monkeypatch.setattr(crash, "LOG_BYTES", 2000)
    reporter = crash.Reporter("test-turn", tmp_path)
    reporter.hook()
    try:
        for _ in range(40):
            sys.excepthook(ValueError, ValueError("x" * 200), None)
    finally:
        reporter.unhook()
    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["test-turn.log", "test-turn.log.1", "test-turn.log.2", "test-turn.log.3"]
    assert all(path.stat().st_size <= 2000 for path in tmp_path.iterdir())


def test_without_a_folder_to_write_the_dialog_says_so(
    qtbot: QtBot, passed_on: list[str], press: Callable[[], None], tmp_path: Path
) -> None:
    (tmp_path / "state").write_text("a file where the folder should be", encoding="utf-8")
    reporter = crash.Reporter("test-nowhere", tmp_path / "state")
    reporter.hook()
    try:
        press()
        dialog = shown(qtbot, reporter)
        assert "The log could not be written." in "\n".join(label.text() for label in dialog.findChildren(crash.QLabel))
        dialog.reject()
    finally:
        reporter.unhook()


def run(code: str, tmp_path: Path) -> subprocess.CompletedProcess[str]:
    """Run `code` in a process of its own, with `tmp_path` as the state folder."""
    environment = {**os.environ, "XDG_STATE_HOME": str(tmp_path), "PYTHONPATH": str(Path(__file__).parents[2])}
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=50)


PAINTING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

class Broken(QWidget):
    def paintEvent(self, event):
        raise LookupError("no paint left")

def look():
    if reporter.dialog is not None and "LookupError" in reporter.dialog.box.toPlainText():
        print(reporter.dialog.box.toPlainText())
        app.quit()

app = QApplication([])
reporter = crash.install()
timer = QTimer()
timer.timeout.connect(look)
timer.start(20)
widget = Broken()
widget.show()
app.exec()
"""


@pytest.mark.skipif(sys.platform in ("win32", "darwin"), reason="the state folder is redirected by XDG_STATE_HOME")
class TestInstall:
    START = "import sys; from PySide6.QtWidgets import QApplication; from gradexplorer.ui import crash\n"

    def test_an_error_that_ends_the_program_is_logged(self, tmp_path: Path) -> None:
        end = run(self.START + "app = QApplication([]); crash.install(); raise ValueError('at the start')", tmp_path)
        assert end.returncode == 1
        assert "ValueError: at the start" in end.stderr
        log = tmp_path / "gradexplorer" / "gradexplorer.log"
        assert "ValueError: at the start" in log.read_text(encoding="utf-8")

    def test_a_paint_event_that_raises_is_shown(self, tmp_path: Path) -> None:
        # In a program of its own: under pytest-qt PySide6 hands such an error to the Python code that ran the events.
        end = run(self.START + PAINTING, tmp_path)
        assert end.returncode == 0, end.stderr
        assert "LookupError" in end.stdout
        assert "no paint left" in end.stdout

    def test_a_crash_below_python_leaves_a_trace(self, tmp_path: Path) -> None:
        code = "app = QApplication([]); crash.install(); import faulthandler; faulthandler._sigabrt()"
        assert run(self.START + code, tmp_path).returncode < 0
        faults = (tmp_path / "gradexplorer" / "faults.log").read_text(encoding="utf-8")
        assert faults.startswith("--- 2")
        assert "Fatal Python error: Aborted" in faults

    def test_nothing_is_caught_before_it_is_called(self, tmp_path: Path) -> None:
        end = run(self.START + "print(sys.excepthook is sys.__excepthook__)", tmp_path)
        assert end.stdout == "True\n"
        assert list(tmp_path.iterdir()) == []
