"""Many descents at once: the lectures' shares, to the printed digits."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

from gradexplorer.compute.descent import descend
from gradexplorer.compute.sampling import Line
from gradexplorer.compute.starts import shares
from gradexplorer.lang import Function
from gradexplorer.model.document import Run

THETA = "x cos(4x) + 2|x|"


@pytest.mark.parametrize(
    ("step_size", "settled", "two_cycle"),
    [(0.01, "0.821", "0.000"), (0.05, "0.525", "0.196"), (0.07, "0.532", "0.000"), (0.15, "0.204", "0.796")],
)
def test_the_lectures_shares(line: Callable[..., Line], step_size: float, settled: str, two_cycle: str) -> None:
    found = shares(line(THETA), -4, 4, step_size)
    assert found is not None
    assert (found.count, found.steps) == (4001, 500)
    assert (f"{found.settled:.3f}", f"{found.two_cycle:.3f}") == (settled, two_cycle)


def test_they_are_the_descents_of_single_runs(function: Callable[..., Function], line: Callable[..., Line]) -> None:
    starts = np.linspace(-4, 4, 21)
    ends = [descend(function(THETA), {"x": x}, {}, Run(step_size=0.07, steps=60)).points[-3:, 0] for x in starts]
    settled = np.mean([abs(last - before) <= 1e-9 for _, before, last in ends])
    found = shares(line(THETA), -4, 4, 0.07, count=21, steps=60)
    assert found is not None
    assert found.settled == settled


def test_what_diverges_or_has_no_value_is_neither(line: Callable[..., Line]) -> None:
    for text, step_size in (("x^4", 10.0), ("sqrt(-1 - x^2)", 0.1)):
        found = shares(line(text), 1, 4, step_size, count=11, steps=50)
        assert found is not None
        assert (found.settled, found.two_cycle) == (0, 0)


def test_cancelled(function: Callable[..., Function]) -> None:
    answers = iter([False, False])
    line = Line(function("5"), {}, {}, cancelled=lambda: next(answers, True))
    assert shares(line, -1, 1, 0.1) is None


def test_what_runs_to_infinity_has_not_settled_there(line: Callable[..., Line]) -> None:
    found = shares(line("x^3"), -4, -1, 0.5, count=21)
    assert found is not None
    assert (found.settled, found.two_cycle) == (0.0, 0.0)
