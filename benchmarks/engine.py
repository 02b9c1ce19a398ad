"""The engine beside PyTorch, where that is installed, and beside hand-written NumPy.

`make bench-engine` prints the table. The rounds of all take turns, so that each sees the same machine.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from typing import Any

from benchmarks import engine_cases, optimizer_cases
from benchmarks.table import aligned, number, percentile

ROUNDS = 31
ROUND_SECONDS = 0.02
"""A round repeats its work until it has taken this long."""
IMPORTS = 15
IMPORT_GOAL = 80.0
"""Milliseconds."""


def report() -> str:
    """The table as text, and what an import costs."""
    import engine

    engine.tune_allocator()
    torch = _torch()
    libraries = [engine] if torch is None else [engine, torch]
    rows = [("work", "engine", "p95", "PyTorch", "NumPy by hand", "engine / PyTorch", "goal", "verdict")]
    for case in (*engine_cases.CASES, *optimizer_cases.CASES):
        works = [case.make(library) for library in libraries]
        samples = measure(works + ([] if case.by_hand is None else [case.by_hand()]))
        ours, theirs = samples[0], samples[1] if torch is not None else None
        hand = None if case.by_hand is None else samples[-1]
        row = [case.name, number(median(ours)), number(percentile(ours, 0.95))]
        row.append("–" if theirs is None else number(median(theirs)))
        row.append("–" if hand is None else number(median(hand)))
        # The ratio of neighbours in time, round by round: what slows the machine down slows both.
        share = None if theirs is None else median([a / b for a, b in zip(ours, theirs, strict=True)])
        row += ["–" if share is None else f"{share:.2f}", f"{case.goal:g}", _verdict(share, case.goal)]
        rows.append(tuple(row))
    beside = "PyTorch is not installed." if torch is None else f"PyTorch {torch.__version__}, {_threads(torch)}"
    return f"{aligned(rows)}\n\nMedians of {ROUNDS} rounds, in turns, with tune_allocator(). {beside}\n{imports()}"


def _verdict(share: float | None, goal: float) -> str:
    if share is None:
        return ""
    return "met" if share <= goal else f"missed, {share / goal:.2f}×"


def measure(works: list[Callable[[], Any]]) -> list[list[float]]:
    """Times in ms of each of these, a sample a round, taken in turns."""
    counts = [_repeats(work) for work in works]
    samples: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, count, into in zip(works, counts, samples, strict=True):
            begun = perf_counter()
            for _ in range(count):
                work()
            into.append(1e3 * (perf_counter() - begun) / count)
    return samples


def _repeats(work: Callable[[], Any]) -> int:
    work()
    begun = perf_counter()
    work()
    return max(1, int(ROUND_SECONDS / max(perf_counter() - begun, 1e-7)))


def imports() -> str:
    """What `import engine` adds to `import numpy`, in fresh processes that find both compiled."""
    with_engine, without = [], []
    _import("numpy, engine")
    for _ in range(IMPORTS):
        without.append(_import("numpy"))
        with_engine.append(_import("numpy, engine"))
    added = median(a - b for a, b in zip(with_engine, without, strict=True))
    verdict = "met" if added <= IMPORT_GOAL else f"missed, {added / IMPORT_GOAL:.2f}×"
    return (
        f"import engine takes {number(added)} more than import numpy ({number(median(without))});"
        f" the goal is {IMPORT_GOAL:g} ms: {verdict}."
    )


def _import(names: str) -> float:
    """Milliseconds that the import itself takes, in a process of its own."""
    code = f"import time; begun = time.perf_counter(); import {names}; print(time.perf_counter() - begun)"
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, env=environment)
    return 1e3 * float(run.stdout)


def _torch() -> Any:
    if find_spec("torch") is None:
        return None
    import torch

    return torch


def _threads(torch: Any) -> str:
    return f"{torch.get_num_threads()} threads."
