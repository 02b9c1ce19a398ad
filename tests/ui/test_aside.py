from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from gradexplorer.ui.aside import aside
from tests.ui.conftest import Open


def test_the_window_lives_while_something_is_waited_for(qtbot: QtBot) -> None:
    beaten = threading.Event()
    QTimer.singleShot(0, beaten.set)
    assert aside(lambda: beaten.wait(10.0)), "the timer beat on this thread meanwhile"


def test_work_is_done_on_another_thread(qtbot: QtBot) -> None:
    assert aside(threading.current_thread) is not threading.current_thread()


def test_what_goes_wrong_is_told_to_the_caller(qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError):
        aside(lambda: 1 // 0)


def test_a_window_does_not_close_while_it_waits(window: Open) -> None:
    driver = window("x^2")
    told = threading.Event()

    def closing() -> None:
        told.set()
        driver.window.close()

    QTimer.singleShot(0, closing)
    aside(lambda: told.wait(10.0))
    assert told.is_set()
    assert driver.window.isVisible()
    driver.window.close()
    assert not driver.window.isVisible()
