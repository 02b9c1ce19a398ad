"""Feed the language random and mutated texts: it must answer each with a value or an error of its own, soon and small.

    python tools/fuzz_language.py --count 200000 --seed 1

A finding is an exception other than the language's own, a text that takes over 2 s, or a process over 300 MB. Findings
are printed with their numbers; `--only NUMBER` runs one again, in this process and with its traceback.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import engine
from gradexplorer.lang import Function, LangError, Source, Table, completions, describe, highlight, read, vocabulary

sys.path.insert(0, str(Path(__file__).parent))
from fuzz_inputs import DEFINITIONS, corpus, made

ROOT = Path(__file__).parents[1]
SECONDS = 2.0
MEGABYTES = 300.0
EVALUATION = 0.3
"""Seconds after which an evaluation is to stop by itself, so that endless loops do not fill the time."""

TABLE = Table("D", {"x": engine.arange(5.0).numpy(), "loss": engine.ones(5).numpy()})


def answered(text: str, alone: bool, times: list[float] | None = None) -> str:
    """Read and evaluate a text, alone or among definitions; what it was: "value", "error" or "empty".

    `times` takes the seconds of each of the things that the app does with a text.
    """
    timed = _Timed([] if times is None else times)
    sources = (text,) if alone else (*DEFINITIONS, text)
    with timed:
        sheet = read([Source(i, part) for i, part in enumerate(sources)], [TABLE])
    entry = sheet.entries[len(sources) - 1]
    names, program = vocabulary(sheet, {"D": ("x", "loss")}), entry.kind == "program"
    with timed:
        highlight(text, names, program=program)
    with timed:
        completions(text, len(text), names, program=program, asked=True)
    for other in sheet.entries.values():
        if other.error is not None:
            told(other.error)
    if entry.function is not None:
        evaluated(entry.function, timed)
    return "error" if entry.error is not None else "value" if entry.function is not None else "empty"


class _Timed:
    """Takes down the seconds of each block."""

    def __init__(self, times: list[float]) -> None:
        self.times = times

    def __enter__(self) -> None:
        self.began = time.perf_counter()

    def __exit__(self, *_: object) -> None:
        self.times.append(time.perf_counter() - self.began)


def told(error: LangError) -> None:
    """All that is shown of an error."""
    assert error.message
    assert error.caret()
    assert error.line >= 1
    assert error.column >= 1
    if error.fix is not None:
        error.fix.mended(error.source)


def evaluated(function: Function, timed: _Timed) -> None:
    """The value and gradient at a point, the values at many, and the remarks."""
    values = {name: _value(function.vector.get(name)) for name in (*function.variables, *function.sliders)}
    many = {name: engine.linspace(-3, 3, 33) if value.ndim == 0 else value for name, value in values.items()}
    try:
        with timed:
            result = function(values, seconds=EVALUATION)
            if result.requires_grad:
                engine.autograd.grad(result, [v for v in values.values() if v.requires_grad], allow_unused=True)
        with timed, engine.no_grad():
            function(many, samples=1, seconds=EVALUATION)
        with timed:
            describe(function, values, seconds=EVALUATION)
    except LangError as error:
        told(error)


def _value(length: int | None) -> Any:
    if length is None:
        return engine.tensor(0.7, dtype=engine.float64).requires_grad_(True)
    return engine.linspace(0.5, 2, min(length, 10_000)).to(engine.float64).requires_grad_(True)


def examined(seed: int, number: int, texts: list[str]) -> tuple[int, str, str, float]:
    """One input: its number, the outcome, what was found ("" for nothing), and the longest seconds."""
    text = made(seed, number, texts)
    times = [0.0]
    try:
        outcome, found = answered(text, number % 2 == 0, times), ""
    except Exception as error:
        place = traceback.extract_tb(error.__traceback__)[-1]
        outcome, found = "finding", f"{type(error).__name__}: {error} ({Path(place.filename).name}:{place.lineno})"
    took = max(times)
    if not found and took > SECONDS:
        outcome, found = "finding", f"took {took:.1f} s"
    return number, outcome, found, took


def _work(seed: int, numbers: range, place: Any, results: Any) -> None:
    """Examine `numbers` in a process of its own; `place` tells which is under way, should the process die."""
    texts = corpus(ROOT)
    answered("x^2 + sin(x)", True)
    for number in numbers:
        place.value = number
        before = _megabytes()
        result = examined(seed, number, texts)
        after = _megabytes()
        if after > MEGABYTES and after > before + 1:
            result = (number, "finding", f"the process grew from {before:.0f} to {after:.0f} MB", result[3])
        results.put(result)
    results.put(None)


def _megabytes() -> float:
    """The most memory that this process has held."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def _results(seed: int, count: int, workers: int) -> Iterator[tuple[int, str, str, float]]:
    """Examine the first `count` inputs in some processes; one that dies is a finding, and its work goes on."""
    context = multiprocessing.get_context("spawn")
    waiting = [range(start, min(start + 2_000, count)) for start in range(0, count, 2_000)]
    running: list[tuple[Any, Any, Any, range]] = []
    while waiting or running:
        while waiting and len(running) < workers:
            numbers, place, queue = waiting.pop(0), context.Value("q", -1), context.Queue()
            process = context.Process(target=_work, args=(seed, numbers, place, queue))
            process.start()
            running.append((process, place, queue, numbers))
        for entry in list(running):
            process, place, queue, numbers = entry
            while not queue.empty():
                result = queue.get()
                if result is None:
                    process.join()
                    running.remove(entry)
                    break
                yield result
            else:
                if not process.is_alive() and queue.empty():
                    running.remove(entry)
                    last = place.value
                    yield last, "finding", f"the process died (exit code {process.exitcode})", 0.0
                    waiting.insert(0, range(last + 1, numbers.stop))
        time.sleep(0.02)


def main() -> int:
    """Run, print what was found and a summary; 1 where something was found."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else "")
    parser.add_argument("--count", type=int, default=2_000, help="how many inputs (2000)")
    parser.add_argument("--seed", type=int, default=1, help="the seed (1)")
    parser.add_argument("--workers", type=int, default=2, help="how many processes (2)")
    parser.add_argument("--only", type=int, help="the number of one input to run again")
    options = parser.parse_args()
    if options.only is not None:
        text = made(options.seed, options.only, corpus(ROOT))
        print(repr(text), flush=True)
        print(answered(text, options.only % 2 == 0))
        return 0
    began = time.perf_counter()
    outcomes: Counter[str] = Counter()
    slowest = (0.0, -1)
    texts = corpus(ROOT)
    for number, outcome, found, took in _results(options.seed, options.count, options.workers):
        outcomes[outcome] += 1
        slowest = max(slowest, (took, number))
        if found:
            shown = made(options.seed, number, texts)
            print(f"{number}: {found}\n    {shown[:200]!r}", flush=True)
    took = time.perf_counter() - began
    total = sum(outcomes.values())
    counts = ", ".join(f"{count:,} {outcome}" for outcome, count in sorted(outcomes.items()))
    print(f"{total:,} inputs of seed {options.seed} in {took:.0f} s: {counts}")
    print(f"the slowest, number {slowest[1]}, took {slowest[0]:.2f} s")
    return int(outcomes["finding"] > 0)


if __name__ == "__main__":
    sys.exit(main())
