"""The check on what a test leaves behind: it must find what is left, and must not blame what is not."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from PySide6.QtCore import QThread, QThreadPool, QTimer
from PySide6.QtWidgets import QDialog, QWidget

from tests import leaks


@pytest.fixture
def before(qapp: object) -> leaks.Before:
    return leaks.look()


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(leaks, "PATIENCE", 0.05)


@pytest.mark.usefixtures("hurried")
class TestFinds:
    def test_a_running_timer(self, before: leaks.Before) -> None:
        timer = QTimer(objectName="pulse")
        timer.start(1000)
        assert leaks.left(before) == ["the QTimer 'pulse' is active"]
        leaks.clear(before)
        assert not timer.isActive()

    def test_a_timer_that_only_its_parent_holds(self, before: leaks.Before) -> None:
        owner = QWidget()
        QTimer(owner).start(1000)
        assert "the QTimer of QWidget is active" in leaks.left(before)

    def test_a_timer_from_before_that_was_started(self, qapp: object) -> None:
        timer = QTimer()
        before = leaks.look()
        timer.start(1000)
        assert leaks.left(before) == ["the QTimer is active"]
        leaks.clear(before)
        assert not timer.isActive()

    def test_a_python_thread(self, before: leaks.Before) -> None:
        go_on = threading.Event()
        thread = threading.Thread(target=go_on.wait, name="worker")
        thread.start()
        assert leaks.left(before) == ["the thread 'worker' is running"]
        go_on.set()
        thread.join()

    def test_a_qt_thread(self, before: leaks.Before) -> None:
        thread = QThread()
        thread.start()
        assert leaks.left(before) == ["the QThread is running"]
        leaks.clear(before)
        assert thread.isFinished()

    def test_a_job_in_the_pool(self, before: leaks.Before) -> None:
        go_on = threading.Event()
        QThreadPool.globalInstance().start(go_on.wait)
        assert leaks.left(before) == ["the global thread pool is at work in 1 thread(s)"]
        go_on.set()
        assert QThreadPool.globalInstance().waitForDone(5000)

    def test_a_widget_without_a_parent(self, before: leaks.Before) -> None:
        window = QWidget(windowTitle="forgotten")
        assert leaks.left(before) == ["the top-level widget QWidget 'forgotten' stands"]
        del window


class TestDoesNotBlame:
    def test_a_stopped_timer(self, before: leaks.Before) -> None:
        timer = QTimer()
        timer.start(1000)
        timer.stop()
        assert leaks.left(before) == []

    def test_a_thread_that_is_finishing(self, before: leaks.Before) -> None:
        threading.Timer(0.05, int).start()
        assert leaks.left(before) == []

    def test_a_widget_on_its_way_out(self, before: leaks.Before) -> None:
        dialog = QDialog()
        dialog.show()
        dialog.deleteLater()
        assert leaks.left(before) == []

    def test_a_widget_in_a_reference_cycle(self, before: leaks.Before) -> None:
        widget = QWidget()
        widget.itself = widget  # type: ignore[attr-defined]
        del widget
        assert leaks.left(before) == []

    def test_what_ran_before(self, qapp: object) -> None:
        timer = QTimer()
        timer.start(1000)
        assert leaks.left(leaks.look()) == []
        timer.stop()


INNER = """
    from PySide6.QtWidgets import QWidget

    kept = []

    def test_leaks(qapp):
        kept.append(QWidget(windowTitle="forgotten"))

    def test_next_is_not_blamed(qapp):
        pass

    def test_qtbot_closes(qtbot):
        widget = QWidget()
        qtbot.addWidget(widget)
        widget.show()
        kept.append(widget)
"""


def test_the_fixture_fails_the_test_that_leaks_and_no_other(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(Path(__file__).with_name("conftest.py").read_text(encoding="utf-8"))
    pytester.makepyfile(INNER)
    root = Path(__file__).parents[1]
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-o", f"pythonpath={root}")
    result.assert_outcomes(passed=3, errors=1)
    result.stdout.fnmatch_lines(["*left behind: the top-level widget QWidget 'forgotten' stands*"])
