"""The language: how long a text takes to be read, and evaluating what was read beside the same engine calls by hand.

`make bench-lang` prints the tables.
"""

from __future__ import annotations

from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

import engine
from benchmarks.engine import measure
from benchmarks.lang_cases import CASES, LONG, READ, Case
from benchmarks.table import aligned, number, percentile
from gradexplorer.lang import Function, Source, lines, read
from gradexplorer.lang.words import Scope

SHORT_GOAL, LONG_GOAL = 0.05, 2.0
"""Milliseconds for parsing and checking."""
RATIO_GOAL = 1.3
SAMPLES = 2_400
READINGS = 400
"""How often a text is read; a tenth of it for the long one."""


def report() -> str:
    """Both tables as text."""
    return f"{_reading()}\n\n{_evaluating()}"


# ------------------------------------------------------------------------------------------------ reading


def parse_and_check(text: str) -> Callable[[], object]:
    """What a keystroke has done with a text of one line up to its checked tree, nothing remembered of any text.

    Text, raw tokens, the head of a definition, resolved tokens, tree, survey: the same function that reading a document
    calls. The names of the document are as empty of remembered words as in a fresh document.
    """

    def work() -> object:
        (raw,), error = lines.lexed(text)
        tree, _, found = lines.checked(raw, Scope())
        return error, tree, found

    return work


def whole(text: str) -> Callable[[], object]:
    """All of `read`: also the reading, its LaTeX and the function ready to evaluate; the caches of texts emptied."""

    def work() -> object:
        lines.forget()
        return read([Source(0, text)])

    return work


def _reading() -> str:
    rows = [("text to checked tree", "p50", "p95", "goal", "verdict", "all of read, p50")]
    texts = [(f"{name} ({len(text)})", text, SHORT_GOAL, READINGS) for name, text in READ.items()]
    texts.append((f"a long sum ({len(LONG):,})", LONG, LONG_GOAL, READINGS // 10))
    for name, text, goal, count in texts:
        samples = _times(parse_and_check(text), count)
        middle = median(samples)
        verdict = "met" if middle <= goal else f"missed, {middle / goal:.2f}×"
        row = (name, number(middle), number(percentile(samples, 0.95)), number(goal), verdict)
        rows.append((*row, number(median(_times(whole(text), count // 4)))))
    return f"{aligned(rows)}\n\nMedians; every text is read as if it had never been seen."


def _times(work: Callable[[], object], count: int) -> list[float]:
    """Milliseconds of each of `count` calls."""
    work()
    samples = []
    for _ in range(count):
        begun = perf_counter()
        work()
        samples.append(1e3 * (perf_counter() - begun))
    return samples


# ------------------------------------------------------------------------------------------------ evaluating


def function_of(case: Case) -> Function:
    """The function that the last text of a case was read into. Raises its error where there is one."""
    entry = read([Source(i, text) for i, text in enumerate(case.texts)]).entries[len(case.texts) - 1]
    if entry.error is not None:
        raise entry.error
    assert entry.function is not None
    return entry.function


def values_of(case: Case, samples: int) -> dict[str, Any]:
    """A Tensor for each variable and slider in float64: (samples,), or 0-d where `samples` is 0."""
    generator = np.random.default_rng(1)
    size = (samples,) if samples else ()
    found = {name: engine.tensor(generator.uniform(-3, 3, size), dtype=engine.float64) for name in case.variables}
    fixed = {name: engine.tensor(value, dtype=engine.float64) for name, value in (case.sliders or {}).items()}
    return {**found, **fixed}


def works(case: Case, samples: int, *, gradient: bool) -> tuple[Callable[[], Any], Callable[[], Any]]:
    """The formula's evaluation and the same by hand, each with its gradient where asked."""
    function, values = function_of(case), values_of(case, samples)
    arguments = tuple(values.values())
    leaves = [values[name] for name in case.variables]
    for leaf in leaves:
        leaf.requires_grad_(gradient)
    axes = 1 if samples else 0

    def typed() -> Any:
        return function(values, samples=axes)

    def by_hand() -> Any:
        return case.by_hand(*arguments)

    def slopes(value: Callable[[], Any]) -> Callable[[], Any]:
        def work() -> Any:
            return engine.autograd.grad(value().sum(), leaves)

        return work

    return (slopes(typed), slopes(by_hand)) if gradient else (typed, by_hand)


def _evaluating() -> str:
    rows = [("evaluating", "formula", "p95", "by hand", "ratio", "goal", "verdict")]
    with engine.quiet():
        for samples in (SAMPLES, 0):
            for case in CASES:
                if not samples and "{" in case.name:
                    continue  # by hand, nobody would select samples at one point
                for gradient in (False, True):
                    rows.append(_row(case, samples, gradient))
    return (
        f"{aligned(rows)}\n\nMedians of rounds in turns; the ratio is that of neighbours in time, round by round."
        " At one point, as in a step of descent, there is no goal."
    )


def _row(case: Case, samples: int, gradient: bool) -> tuple[str, ...]:
    ours, hand = measure(list(works(case, samples, gradient=gradient)))
    ratio = median([a / b for a, b in zip(ours, hand, strict=True)])
    where = f"{samples:,} points" if samples else "one point"
    name = f"{case.name}, {where}" + (", with gradient" if gradient else "")
    verdict = "" if not samples else "met" if ratio <= RATIO_GOAL else f"missed, {ratio / RATIO_GOAL:.2f}×"
    goal = f"{RATIO_GOAL:g}" if samples else "–"
    times = (number(median(ours)), number(percentile(ours, 0.95)), number(median(hand)))
    return (name, *times, f"{ratio:.2f}", goal, verdict)
