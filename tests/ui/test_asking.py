"""At once or by a job: what is known to be quick follows the hand, and what that costs is learnt from what was done."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from gradexplorer.lang import LangError, Span
from gradexplorer.ui import asking
from gradexplorer.ui.asking import Asking
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs
from tests.ui.driver import PATIENCE, lines


class Clock:
    """Tells the milliseconds that the work of a test says it took."""

    def __init__(self) -> None:
        self.ms = 0.0

    def __call__(self) -> float:
        return self.ms / 1e3


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(asking, "perf_counter", made)
    return made


class Desk:
    """Asks for work of known cost, and notes what was stored and on which thread it was done."""

    def __init__(self, clock: Clock, qtbot: QtBot) -> None:
        self.clock, self.qtbot = clock, qtbot
        self.jobs = Jobs()
        self.asking = Asking(Editor(lines("x^2")), self.jobs)
        self.stored: list[tuple[Any, float]] = []
        self.at_once: list[bool] = []
        self.count = 0

    def follow(
        self, parts: str, ms: float = 0.0, *, request: Any = None, error: Exception | None = None, **more: Any
    ) -> bool:
        """Whether it was done at once; waits until it is done."""
        self.count += 1
        before, number = len(self.at_once), self.count

        def work(cancelled: Callable[[], bool] | None) -> int:
            here = threading.current_thread() is threading.main_thread()
            assert (cancelled is None) == here
            self.clock.ms += ms
            self.at_once.append(here)
            if error is not None:
                raise error
            return number

        wanted = object() if request is None else request
        self.asking.follow("key", wanted, parts, work, lambda *found: self.stored.append(found), **more)
        self.qtbot.waitUntil(lambda: self.jobs.quiet and not self.jobs._newest, timeout=PATIENCE)
        return len(self.at_once) > before and self.at_once[-1]

    def learn(self, parts: str, ms: float) -> None:
        """Once, in whichever way."""
        self.follow(parts, ms)


@pytest.fixture
def desk(clock: Clock, qtbot: QtBot) -> Iterator[Desk]:
    made = Desk(clock, qtbot)
    yield made
    made.jobs.close()


def test_unknown_work_is_a_job_and_quick_work_is_done_at_once_from_then_on(desk: Desk) -> None:
    assert not desk.follow("f", 4.0)
    assert desk.follow("f", 4.5)
    assert not desk.follow("f", 1.0), "the last time counts"
    assert desk.follow("f", 1.0)
    assert [number for number, _ in desk.stored] == [1, 2, 3, 4]
    assert [ms for _, ms in desk.stored] == pytest.approx([4.0, 4.5, 1.0, 1.0])


def test_a_limit_of_its_own(desk: Desk) -> None:
    desk.learn("f", 6.0)
    assert desk.follow("f", 6.0, quick=8.0)
    assert not desk.follow("f", 6.0)


def test_the_costs_of_parts_add_up(desk: Desk) -> None:
    desk.learn("f", 1.5)
    desk.learn("g", 2.0)
    assert not desk.follow("ffg", 5.0)
    assert not desk.follow("fh", 1.0), "one of them is unknown"
    assert desk.follow("fg", 3.5)


def test_parts_done_together_are_known_together_and_share_their_time(desk: Desk) -> None:
    desk.learn("ff", 5.0)
    assert not desk.follow("ff", 5.0)
    assert desk.follow("f", 2.5)
    desk.learn("fffghh", 3.9)
    assert desk.follow("fffghh", 3.9)


def test_no_part_is_taken_for_cheaper_than_it_can_be_because_of_those_beside_it(desk: Desk) -> None:
    desk.learn("ffffg", 15.0)
    assert not desk.follow("g", 14.9), "all of it may have been this one's"
    assert desk.follow("f", 0.1), "a quarter at most"
    desk.learn("fg", 15.0)
    assert desk.follow("f", 0.1), "that it is cheaper was known"


def test_the_same_request_is_not_done_again(desk: Desk) -> None:
    for parts in ("f", "f"):
        desk.learn(parts, 1.0)
    assert desk.follow("f", 1.0, request="here")
    desk.follow("f", 1.0, request="here")
    assert [number for number, _ in desk.stored] == [1, 2, 3]
    desk.asking.drop("key")
    assert desk.follow("f", 1.0, request="here")


def test_what_is_done_at_once_takes_the_place_of_the_job_under_way(desk: Desk) -> None:
    desk.learn("f", 1.0)
    let, begun = threading.Event(), threading.Event()

    def slow(_: object) -> str:
        begun.set()
        assert let.wait(30)
        return "late"

    desk.asking.follow("key", "slow", ["g"], slow, lambda *found: desk.stored.append(found))
    assert begun.wait(30)
    desk.asking.follow("key", "quick", ["f"], lambda _: "now", lambda *found: desk.stored.append(found))
    let.set()
    desk.qtbot.waitUntil(lambda: desk.jobs.quiet, timeout=PATIENCE)
    desk.learn("h", 1.0)
    assert [result for result, _ in desk.stored] == [1, "now", 2]


def test_a_refusal_is_told_and_a_failure_raised_whichever_way_it_was_done(desk: Desk) -> None:
    refused = LangError("This has no value.", Span(0, 1), "x")
    desk.learn("f", 1.0)
    assert desk.follow("f", error=refused, request="here")
    assert desk.asking.problem == refused.message
    assert desk.follow("f", 1.0, request="here"), "it is asked again"
    desk.asking.fault = None
    desk.follow("g", error=refused)
    assert desk.asking.problem == refused.message
    with pytest.raises(ZeroDivisionError):
        desk.follow("f", error=ZeroDivisionError(), request="there")
    assert desk.follow("f", 1.0, request="there")


def test_the_oldest_costs_are_forgotten(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(asking, "MOST_COSTS", 3)
    for part in "fghfk":
        desk.learn(part, 1.0)
    assert [desk.asking._cost("key", (part,)) for part in "fhk"] == [pytest.approx(1.0)] * 3
    assert not desk.follow("g", 1.0)
