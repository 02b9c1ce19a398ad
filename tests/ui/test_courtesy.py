"""A frame goes before a job, and what the window is made of is not searched for garbage."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui import courtesy, theme
from gradexplorer.ui.jobs import Job
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.grid import Grid
from tests.ui.conftest import Open


def asking() -> tuple[threading.Thread, threading.Event]:
    """A worker that asks once whether to stop, and what is set when it was answered."""
    job = Job("curves", 1, lambda _: None, lambda _: None, lambda _: None, False)
    answered = threading.Event()

    def work() -> None:
        job.stopped()
        answered.set()

    return threading.Thread(target=work), answered


def test_a_job_waits_while_the_window_paints(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courtesy, "MOST", 30.0)
    worker, answered = asking()
    with courtesy.painting():
        worker.start()
        assert not answered.wait(0.1)
    assert answered.wait(20.0)
    worker.join()


def test_a_job_waits_for_a_frame_that_does_not_end_only_so_long() -> None:
    worker, answered = asking()
    with courtesy.painting():
        worker.start()
        assert answered.wait(20.0)
    worker.join()


def test_a_plot_that_is_painted_is_waited_for(window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    driver = window("x^2")
    seen: list[bool] = []
    paint = Grid.paint_lines

    def watched(self: Grid, surface: object) -> None:
        seen.append(courtesy._free.is_set())
        paint(self, surface)  # type: ignore[arg-type]

    plot = driver.window.curve
    monkeypatch.setattr(Grid, "paint_lines", watched)
    plot.set_painters([lambda surface: plot.grid.paint_lines(surface)], [])
    plot.renew()
    plot.viewport().repaint()
    assert seen == [False]
    assert courtesy._free.is_set()


def test_the_style_sheet_is_off_while_a_first_window_is_built_and_on_again(qapp: QApplication, qtbot: QtBot) -> None:
    theme.apply(qapp, "light")
    sheet = qapp.styleSheet()
    assert sheet
    with theme.undressed():
        assert qapp.styleSheet() == ""
    assert qapp.styleSheet() == sheet
    shown = QWidget()
    qtbot.addWidget(shown)
    shown.show()
    with theme.undressed():
        assert qapp.styleSheet() == sheet, "the other window would change its looks"
    qapp.setStyleSheet("")


def test_what_a_job_found_is_painted_with_the_next_move_of_the_view(qtbot: QtBot) -> None:
    plot = CurvePlot()
    qtbot.addWidget(plot)
    painted: list[float] = []
    plot.set_painters([], [lambda surface: painted.append(surface.frame.x_range[0])])
    plot.show()
    qtbot.waitUntil(lambda: bool(painted) and not plot.in_hand)

    def late() -> None:
        with courtesy.delivery():
            plot.renew()

    painted.clear()
    late()
    QApplication.processEvents()
    assert len(painted) == 1  # nobody moves anything
    plot.pan(10, 0)
    QApplication.processEvents()
    late()
    plot.pan(10, 0)
    QApplication.processEvents()
    assert len(painted) == len(set(painted)) == 3
    late()
    qtbot.waitUntil(lambda: len(painted) == 4)  # no move follows


def test_a_frame_that_is_due_goes_before_the_inspector(
    window: Open, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = window("x^2").window
    order: list[str] = []
    monkeypatch.setattr(shown.inspector, "set_explore", lambda _: order.append("inspector"))
    shown.curve.set_painters([], [lambda _: order.append("frame")])
    shown.curve.refresh()
    shown.refresher._fill_inspector()
    qtbot.waitUntil(lambda: "inspector" in order)
    assert order[0] == "frame"
    assert order.count("inspector") == 1
    shown.curve.hide()  # no frame comes
    shown.curve.refresh()
    shown.refresher._fill_inspector()
    assert order.count("inspector") == 2
