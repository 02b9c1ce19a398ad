"""The real window, driven by real events, and closed so that nothing of it is left."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.model.document import Document
from gradexplorer.ui import app, theme
from gradexplorer.ui.window import MainWindow
from tests.ui.driver import Driver, lines
from tests.ui.spy import Spy

Open = Callable[..., Driver]


@pytest.fixture(scope="session", autouse=True)
def _turns() -> Iterator[None]:
    """Threads take turns as they do in the program."""
    interval = sys.getswitchinterval()
    sys.setswitchinterval(app.SWITCH_INTERVAL)
    yield
    sys.setswitchinterval(interval)


@pytest.fixture(scope="session")
def _watching() -> Iterator[Spy]:
    watching = Spy()
    watching.start()
    yield watching
    watching.stop()


@pytest.fixture(autouse=True)
def spy(_watching: Spy) -> Iterator[Spy]:
    """Fails a test in which `compute` runs on the GUI thread with a request estimated over 20 ms."""
    _watching.seen.clear()
    yield _watching
    if offences := _watching.offences():
        pytest.fail("on the GUI thread: " + "; ".join(offences), pytrace=False)


@pytest.fixture(autouse=True)
def no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    """What is held back while a hand moves is asked for at once: a test waits for its result, and no hand follows."""
    monkeypatch.setattr("gradexplorer.ui.drawings.LANDMARKS_MS", 0.0)
    monkeypatch.setattr("gradexplorer.ui.science.RUN_EVERY_MS", 0.0)
    monkeypatch.setattr("gradexplorer.ui.jobs.REST", 0.0)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[Open]:
    """`window()`, `window("x^2", …)` or `window(document)`: a window at rest, and the hands to work it."""
    theme.apply(qapp, "light")
    opened: list[Driver] = []

    def open(*what: str | Document, wait: bool = True) -> Driver:
        document = what[0] if what and isinstance(what[0], Document) else lines(*map(str, what))
        made = MainWindow(document, ask=False)
        driver = Driver(made, qtbot)
        opened.append(driver)
        made.setUpdatesEnabled(not wait)  # what opens is painted once, with all that is computed at first
        with qtbot.waitExposed(made):
            made.show()
        if wait:
            made.activateWindow()
            driver.rest(shown=False)
            made.setUpdatesEnabled(True)
            driver.rest()
        return driver

    yield open
    for driver in opened:
        driver.window.close()
        driver.window.deleteLater()
    opened.clear()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    qapp.setStyleSheet("")


@pytest.fixture
def told(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, str]]:
    """The complaints shown: title and text."""
    log: list[tuple[str, str]] = []

    def warning(_: QWidget, title: str, text: str) -> None:
        log.append((title, text))

    monkeypatch.setattr(QMessageBox, "warning", warning)
    return log


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
