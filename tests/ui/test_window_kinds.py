"""Every kind of job: what is overtaken is never shown; Escape stops it, the picture stays, the next change asks again.

The job of one kind is held back with its result ready, while all others run; the hand goes on meanwhile.
"""

from __future__ import annotations

import math
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from gradexplorer.model.document import Document, Pin, Run, Show
from gradexplorer.ui.asking import Asking
from gradexplorer.ui.jobs import Jobs
from tests.ui.conftest import Open
from tests.ui.driver import ALT, PLAIN, SHIFT, Driver, lines

WIDE: dict[str, Any] = {"x_range": (-20.0, 20.0), "y_range": (-20.0, 200.0)}
"""Ranges are given: a view that is still to be fitted would ask again by itself."""


class Hold:
    """Holds back the results of the jobs of one kind while it is shut."""

    def __init__(self) -> None:
        self.kind = ""
        self.open, self.ready = threading.Event(), threading.Event()
        self.open.set()

    def shut(self) -> None:
        """From now on."""
        self.ready.clear()
        self.open.clear()


@pytest.fixture
def hold(monkeypatch: pytest.MonkeyPatch) -> Iterator[Hold]:
    made, plain = Hold(), Jobs.submit

    def submit(self: Jobs, key: str, work: Any, done: Any, failed: Any, *, background: bool = False) -> None:
        def held(cancelled: Callable[[], bool]) -> Any:
            result = work(cancelled)
            if key == made.kind:
                made.ready.set()
                assert made.open.wait(30)
            return result

        plain(self, key, held, done, failed, background=background)

    monkeypatch.setattr(Jobs, "submit", submit)
    yield made
    made.open.set()


@dataclass(frozen=True)
class Kind:
    """One kind of job: a document, where its results are told, a number that tells what is shown, and three of them.

    Each of the `keys` changes what is asked for, by a digit typed at the end of the line or a key of the plot with
    `modifiers`; the key `first` begins it all.
    """

    name: str
    document: Document
    signal: str
    shown: Callable[[Driver], float]
    expected: tuple[float, float, float]
    keys: tuple[Any, Any] = ("2", "1")
    modifiers: Qt.KeyboardModifier = PLAIN
    first: Qt.Key | None = None


def typed(text: str, y: float | None = None, **fields: Any) -> Document:
    """A document of one line, and its point at 1."""
    point = {"x": 1.0} if y is None else {"x": 1.0, "y": y}
    return lines(text, point=point, view={**WIDE, **fields.pop("view", {})}, **fields)


def moved(text: str, y: float | None = None, **fields: Any) -> Document:
    """The same over 50 units: an arrow key moves the point by 1."""
    return typed(text, y, view={"x_range": (-20.0, 30.0), **fields.pop("view", {})}, **fields)


def secant_slope(driver: Driver) -> float:
    return float(driver.drawn_line("secant").slope)


def sixth(driver: Driver) -> float:
    """The last coefficient of a whole Taylor polynomial of order 6, and 0 while there is none."""
    taylor = driver.window.science.taylor
    return math.factorial(6) * taylor.coefficients[6] if taylor is not None and taylor.order == 6 else 0.0


def root(driver: Driver) -> float:
    return max(mark.x for mark in driver.window.curve._landmarks.marks)


def output(driver: Driver) -> float:
    traced = driver.window.science.picture.graph
    return float(traced.nodes[traced.output].value)


def arrow(driver: Driver) -> float:
    mark = driver.window.contour._arrows.mark
    return float(mark.dy[0] / mark.dx[0])


def settled(driver: Driver) -> float:
    shares = driver.window.science.starts
    return round(shares.settled + 2 * shares.two_cycle, 2)


RIGHT = (Qt.Key.Key_Right, Qt.Key.Key_Right)
SIDE = math.sqrt(12)
KINDS = (
    Kind("point", moved("x^2"), "pointChanged", lambda d: d.point_mark.y, (1, 4, 9), RIGHT),
    Kind("closeup", moved("x^2", secant=5.0), "closeupChanged", secant_slope, (6, 7, 8), RIGHT),
    Kind("taylor", moved("exp(x/5)*5^6", show=Show(taylor=True, taylor_order=6)), "closeupChanged", sixth,
         (math.exp(0.2), math.exp(0.4), math.exp(0.6)), RIGHT),
    Kind("pins", moved("x^2", pins=(Pin(item=1, x=1.0),), view={"pin": 0}), "pinsChanged",
         lambda d: d.window.curve._pins.marks[0].y, (1, 4, 9), RIGHT),
    Kind("curves", typed("x^2 + 1"), "curvesChanged", lambda d: np.nanmin(np.round(d.curve.y)), (1, 12, 121)),
    Kind("landmarks", typed("x^2 - 1"), "landmarksChanged", root, (1, SIDE, 11)),
    Kind("field", typed("x^2 + y^2 + 1", 1.0), "fieldChanged", lambda d: np.floor(d.window.science.field.z.min()),
         (1, 12, 121)),
    Kind("arrows", typed("x + y*1", 1.0, show=Show(gradient_field=True)), "arrowsChanged", arrow, (1, 12, 121)),
    Kind("criticals", typed("x^2 + y^2 - y*1", 1.0), "criticalsChanged",
         lambda d: d.window.contour._landmarks.marks[0].y, (0.5, 6, 60.5)),
    Kind("cut", moved("x^2 + 0y", 1.0, show=Show(sections=True), view={"equal_axes": False}), "cutChanged",
         lambda d: d.window.science.cut.sections[1].curve.y[0], (1, 4, 9), RIGHT),
    Kind("run", typed("0x + 1", view={"mode": "descend"}, run=Run(steps=5)), "runChanged",
         lambda d: d.window.science.run.values[0], (1, 12, 121)),
    Kind("starts", typed("x^2*1", view={"mode": "descend"}, run=Run(steps=5, step_size=0.1)), "startsChanged", settled,
         (1, 2, 0), ("0", "0")),
    Kind("graph", typed("x^2 + 1", view={"mode": "graph"}), "graphChanged", output, (2, 13, 122)),
    Kind("crosshair", moved("x^2"), "messageChanged", lambda d: dict(d.plot._hair.mark.full)["f"], (1, 2.25, 4), RIGHT,
         ALT | SHIFT, Qt.Key.Key_X),
    Kind("layout", typed("x^2 + 1", view={"mode": "graph"}), "graphChanged", output, (2, 13, 122)),
)  # fmt: skip


class Watched:
    """A window that shows the first of a kind's results, and every number that it has shown since."""

    def __init__(self, kind: Kind, hold: Hold, window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
        follow = Asking.follow

        def never_at_once(self: Asking, key: str, *given: Any, quick: float | None = None) -> None:
            follow(self, key, *given, quick=-1.0 if key == kind.name else quick)

        monkeypatch.setattr(Asking, "follow", never_at_once)
        self.kind, self.hold = kind, hold
        self.driver = window(kind.document)
        self.science, self.jobs = self.driver.window.science, self.driver.window.jobs
        if kind.first is not None:
            self.driver.key(kind.first)
        self.driver.until(lambda: self.shows(0))
        self.driver.rest()
        hold.kind = kind.name
        self.typing = isinstance(kind.keys[0], str)
        self.told: list[float] = []
        bar = self.driver.window.statusBar()
        told = getattr(bar if hasattr(bar, kind.signal) else self.science, kind.signal)
        told.connect(lambda *_: self.told.append(kind.shown(self.driver)))

    def shows(self, number: int) -> bool:
        """Whether what is drawn is the first, second or third."""
        try:
            return math.isclose(self.kind.shown(self.driver), self.kind.expected[number], rel_tol=1e-6)
        except (AttributeError, IndexError, ValueError):  # not there yet
            return False

    def press(self, number: int) -> None:
        """The first or the second change."""
        key = self.kind.keys[number]
        if self.typing:
            self.driver.open_line(1)
            QTest.keyClick(self.driver.focus, Qt.Key.Key_End)
            QTest.keyClicks(self.driver.focus, key)
        else:
            self.driver.plot.setFocus()
            QTest.keyClick(self.driver.plot, key, self.kind.modifiers)

    def take_back(self) -> None:
        """Undo the last change by hand."""
        key = Qt.Key.Key_Backspace if self.typing else Qt.Key.Key_Left
        QTest.keyClick(self.driver.focus, key, self.kind.modifiers)

    def has_told(self, number: int) -> bool:
        """Whether the first, second or third was shown at any time."""
        return any(math.isclose(told, self.kind.expected[number], rel_tol=1e-6) for told in self.told)


@pytest.mark.parametrize("kind", KINDS, ids=[kind.name for kind in KINDS])
def test_escape_stops_it_and_what_is_overtaken_is_never_shown(
    kind: Kind, window: Open, hold: Hold, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = Watched(kind, hold, window, monkeypatch)
    hold.shut()
    seen.press(0)
    seen.driver.until(hold.ready.is_set)
    seen.driver.until(lambda: seen.jobs.busy)
    QTest.keyClick(seen.driver.focus, Qt.Key.Key_Escape)
    assert not set(seen.jobs._newest) - {"devices", "formulas"}
    hold.open.set()
    seen.driver.until(lambda: seen.jobs.quiet and not seen.jobs.busy)
    seen.driver.rest()
    # A secant or a polynomial of the point as it was is none of the point as it is.
    assert seen.shows(0) == (kind.signal != "closeupChanged")
    assert not seen.has_told(1)
    # The next change asks again. Its answer is ready, and not yet there, when the change is taken back.
    hold.shut()
    seen.press(1)
    seen.driver.until(hold.ready.is_set)
    generation = seen.jobs._newest[kind.name]
    seen.take_back()
    seen.driver.until(lambda: seen.jobs._newest.get(kind.name) != generation)
    hold.open.set()
    seen.driver.until(lambda: seen.shows(1))
    seen.driver.rest()
    assert seen.shows(1)
    assert not seen.has_told(2)
