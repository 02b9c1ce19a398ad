"""Work off the GUI thread: late results are dropped, Esc stops, the background gives way, closing ends the thread."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gradexplorer.ui.jobs import Jobs

PATIENCE = 20_000


def fail(error: Exception) -> None:
    raise error


class Gate:
    """Work that says when it began, and ends when it is let through or told to stop."""

    def __init__(self, result: Any) -> None:
        self.result = result
        self.begun, self.open = threading.Event(), threading.Event()
        self.runs = 0
        self.stopped = False
        self.thread: threading.Thread | None = None

    def __call__(self, cancelled: Callable[[], bool]) -> Any:
        self.runs += 1
        self.thread = threading.current_thread()
        self.begun.set()
        while not self.open.wait(0.005):
            if cancelled():
                self.stopped = True
                return None
        return self.result


@pytest.fixture
def jobs(qtbot: QtBot) -> Iterator[Jobs]:
    made = Jobs()
    yield made
    made.close()


@pytest.fixture
def got() -> list[Any]:
    return []


def begun(qtbot: QtBot, gate: Gate) -> None:
    qtbot.waitUntil(gate.begun.is_set, timeout=PATIENCE)


def test_work_runs_on_another_thread_and_its_result_comes_home(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    homes: list[threading.Thread] = []
    gate = Gate(7)
    gate.open.set()
    jobs.submit("a", gate, lambda result: (got.append(result), homes.append(threading.current_thread())), fail)
    qtbot.waitUntil(lambda: got == [7], timeout=PATIENCE)
    assert homes == [threading.main_thread()]
    assert gate.thread is not None
    assert gate.thread is not threading.main_thread()
    assert gate.thread.name == "jobs"


def test_an_error_comes_home_too(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    def work(_: Callable[[], bool]) -> None:
        raise ValueError("no value")

    jobs.submit("a", work, got.append, lambda error: got.append(str(error)))
    qtbot.waitUntil(lambda: got == ["no value"], timeout=PATIENCE)


def test_only_the_newest_of_a_kind_is_delivered(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    first = Gate("first")
    jobs.submit("curve", first, got.append, fail)
    begun(qtbot, first)
    others = [Gate(number) for number in range(3)]
    for gate in others:
        gate.open.set()
        jobs.submit("curve", gate, got.append, fail)
    qtbot.waitUntil(lambda: got == [2], timeout=PATIENCE)
    assert first.stopped
    assert [gate.runs for gate in others] == [0, 0, 1]
    assert jobs.quiet


def test_a_result_that_was_done_in_vain_is_dropped(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    """The first job ends before it hears of the second: its result is on its way when the second is sent."""
    first, second = Gate("stale"), Gate("fresh")
    first.open.set()
    second.open.set()
    jobs.submit("a", first, got.append, fail)
    assert first.begun.wait(20)  # no event loop turns here, so nothing can be delivered yet
    jobs.submit("a", second, got.append, fail)
    qtbot.waitUntil(lambda: "fresh" in got and jobs.quiet, timeout=PATIENCE)
    assert got == ["fresh"]


def test_kinds_do_not_disturb_each_other(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    for key in "abc":
        gate = Gate(key)
        gate.open.set()
        jobs.submit(key, gate, got.append, fail)
    qtbot.waitUntil(lambda: got == ["a", "b", "c"], timeout=PATIENCE)


def test_what_is_asked_for_while_a_window_is_built_begins_after_it_the_most_urgent_first(
    got: list[Any], qtbot: QtBot
) -> None:
    jobs = Jobs()
    background, urgent = Gate("background"), Gate("urgent")
    background.open.set()
    urgent.open.set()
    jobs.submit("formulas", background, got.append, fail, background=True)
    jobs.submit("curves", urgent, got.append, fail)
    assert not background.begun.wait(0.05)
    assert not urgent.begun.is_set()
    qtbot.waitUntil(lambda: got == ["urgent", "background"], timeout=PATIENCE)
    jobs.close()


def test_one_that_is_closed_before_it_began_does_nothing(qtbot: QtBot) -> None:
    made, gate = Jobs(), Gate(1)
    made.submit("curves", gate, lambda _: None, fail)
    made.close()
    qtbot.wait(20)
    assert not gate.begun.is_set()
    assert made.quiet


def test_cancel_stops_what_runs_and_what_waits(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    running, waiting = Gate(1), Gate(2)
    jobs.submit("a", running, got.append, fail)
    jobs.submit("b", waiting, got.append, fail)
    begun(qtbot, running)
    assert jobs.cancel()
    qtbot.waitUntil(lambda: jobs.quiet, timeout=PATIENCE)
    assert running.stopped
    assert waiting.runs == 0
    assert got == []
    assert not jobs.cancel()


def test_cancel_of_one_kind_leaves_the_others(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    one, other = Gate(1), Gate(2)
    other.open.set()
    jobs.submit("a", one, got.append, fail)
    jobs.submit("b", other, got.append, fail)
    begun(qtbot, one)
    jobs.cancel("a")
    qtbot.waitUntil(lambda: got == [2], timeout=PATIENCE)


def test_the_background_gives_way_and_begins_again(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    slow, quick = Gate("slow"), Gate("quick")
    quick.open.set()
    jobs.submit("starts", slow, got.append, fail, background=True)
    begun(qtbot, slow)
    jobs.submit("curve", quick, got.append, fail)
    qtbot.waitUntil(lambda: got == ["quick"] and slow.runs == 2, timeout=PATIENCE)
    slow.open.set()
    qtbot.waitUntil(lambda: got == ["quick", "slow"], timeout=PATIENCE)


def test_a_waiting_background_job_comes_last(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    first = Gate("first")
    jobs.submit("a", first, got.append, fail)
    begun(qtbot, first)
    for key, background in (("starts", True), ("b", False), ("c", False)):
        gate = Gate(key)
        gate.open.set()
        jobs.submit(key, gate, got.append, fail, background=background)
    first.open.set()
    qtbot.waitUntil(lambda: got == ["first", "b", "c", "starts"], timeout=PATIENCE)


def test_what_gave_way_and_was_cancelled_stays_so(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    held = threading.Event()

    class Deaf(Gate):
        """Hears of a stop only when it is let."""

        def __call__(self, cancelled: Callable[[], bool]) -> Any:
            self.runs += 1
            self.begun.set()
            held.wait(20)
            return None

    slow, quick = Deaf("slow"), Gate("quick")
    jobs.submit("starts", slow, got.append, fail, background=True)
    begun(qtbot, slow)
    jobs.submit("curve", quick, got.append, fail)
    jobs.cancel()
    held.set()
    qtbot.waitUntil(lambda: jobs.quiet, timeout=PATIENCE)
    assert (slow.runs, quick.runs, got) == (1, 0, [])


def test_a_long_job_is_told_and_its_end_as_well(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    told: list[bool] = []
    jobs.busyChanged.connect(told.append)
    gate = Gate(1)
    jobs.submit("a", gate, got.append, fail)
    qtbot.waitUntil(lambda: told == [True], timeout=PATIENCE)
    gate.open.set()
    qtbot.waitUntil(lambda: told == [True, False], timeout=PATIENCE)
    assert got == [1]


def test_a_long_job_that_is_cancelled_is_told_as_ended(jobs: Jobs, got: list[Any], qtbot: QtBot) -> None:
    told: list[bool] = []
    jobs.busyChanged.connect(told.append)
    jobs.submit("a", Gate(1), got.append, fail)
    qtbot.waitUntil(lambda: told == [True], timeout=PATIENCE)
    jobs.cancel()
    qtbot.waitUntil(lambda: told == [True, False], timeout=PATIENCE)
    assert got == []


def test_close_ends_the_thread_even_in_the_middle_of_work(qtbot: QtBot) -> None:
    jobs, got = Jobs(), []
    gate, waiting = Gate(1), Gate(2)
    jobs.submit("a", gate, got.append, fail)
    jobs.submit("b", waiting, got.append, fail)
    begun(qtbot, gate)
    jobs.close()
    assert gate.stopped
    assert waiting.runs == 0
    assert gate.thread is not None
    assert not gate.thread.is_alive()
    assert jobs.quiet
    assert got == []


def test_what_gave_way_rests_before_it_starts_again(
    jobs: Jobs, qtbot: QtBot, got: list[Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("gradexplorer.ui.jobs.REST", 1e4)
    slow, other = Gate("slow"), Gate("other")
    jobs.submit("slow", slow, got.append, fail, background=True)
    qtbot.waitUntil(slow.begun.is_set, timeout=PATIENCE)
    for number in range(3):
        jobs.submit("quick", lambda _, number=number: number, got.append, fail)
        qtbot.waitUntil(lambda number=number: number in got, timeout=PATIENCE)
    assert (slow.runs, slow.stopped) == (1, True)
    other.open.set()
    jobs.submit("other", other, got.append, fail, background=True)  # what did not give way need not rest
    qtbot.waitUntil(lambda: "other" in got, timeout=PATIENCE)
    assert slow.runs == 1
    assert not jobs.quiet
    assert jobs.cancel("slow")
    assert jobs.quiet


def test_it_is_told_once_that_all_is_done_and_not_when_there_is_nothing_to_stop(jobs: Jobs, qtbot: QtBot) -> None:
    told: list[bool] = []
    jobs.idle.connect(lambda: told.append(True))
    assert not jobs.cancel("none")
    assert told == []
    gate = Gate(1)
    jobs.submit("one", gate, lambda _: jobs.cancel("none"), fail)
    gate.open.set()
    qtbot.waitUntil(lambda: bool(told), timeout=PATIENCE)
    assert told == [True]
