"""The engine beside PyTorch, where that is installed: the lectures' kinds of work, forward and backward."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from importlib.util import find_spec
from statistics import median
from time import perf_counter
from typing import Any

import numpy as np

from benchmarks.table import aligned, number

ROUNDS = 15
ROUND_SECONDS = 0.02
"""A round repeats its work until it has taken this long; the rounds of both libraries take turns."""
IMPORTS = 11

Case = Callable[[], Any]


def report() -> str:
    """The table as text, and what an import costs."""
    import engine

    torch = _torch()
    rows = [("work", "engine", *(("PyTorch", "engine / PyTorch") if torch is not None else ()))]
    for name, make in CASES:
        libraries = [engine] if torch is None else [engine, torch]
        taken = measure([make(library) for library in libraries])
        row = [name, *map(number, taken)]
        if torch is not None:
            row.append(f"{taken[0] / taken[1]:.2f}")
        rows.append(tuple(row))
    beside = "PyTorch is not installed." if torch is None else f"PyTorch {torch.__version__}, {_threads(torch)}"
    return f"{aligned(rows)}\n\nMedians of {ROUNDS} rounds, in turns. {beside}\n{imports()}"


def measure(works: list[Case]) -> list[float]:
    """The median time in ms of each of these, taken in turns so that both see the same machine."""
    counts = [_repeats(work) for work in works]
    samples: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for work, count, into in zip(works, counts, samples, strict=True):
            begun = perf_counter()
            for _ in range(count):
                work()
            into.append(1e3 * (perf_counter() - begun) / count)
    return [median(times) for times in samples]


def _repeats(work: Case) -> int:
    work()
    begun = perf_counter()
    work()
    return max(1, int(ROUND_SECONDS / max(perf_counter() - begun, 1e-7)))


def imports() -> str:
    """What `import engine` adds to `import numpy`, in fresh processes."""
    with_engine, without = [], []
    for _ in range(IMPORTS):
        without.append(_import("numpy"))
        with_engine.append(_import("numpy, engine"))
    added = median(a - b for a, b in zip(with_engine, without, strict=True))
    return f"import engine takes {number(added)} more than import numpy ({number(median(without))})."


def _import(names: str) -> float:
    """Milliseconds that the import itself takes, in a process of its own."""
    code = f"import time; begun = time.perf_counter(); import {names}; print(time.perf_counter() - begun)"
    return 1e3 * float(subprocess.run([sys.executable, "-c", code], capture_output=True, check=True).stdout)


def _torch() -> Any:
    if find_spec("torch") is None:
        return None
    import torch

    return torch


def _threads(torch: Any) -> str:
    return f"{torch.get_num_threads()} threads."


# ------------------------------------------------------------------------------------------------------- cases


def cubic(library: Any) -> Case:
    """x³ + 3x² − 5x + 4 at −2."""

    def work() -> Any:
        x = library.tensor(-2.0, requires_grad=True)
        (x**3 + 3 * x**2 - 5 * x + 4).backward()
        return x.grad

    return work


def objective_step(library: Any) -> Case:
    """One step of the lecture's descent on θ cos 4θ + 2|θ|."""
    theta = library.tensor(-3.5, dtype=library.float64, requires_grad=True)

    def work() -> None:
        loss = theta * library.cos(4 * theta) + 2 * library.abs(theta)
        loss.backward()
        with library.no_grad():
            theta.sub_(0.05 * theta.grad)
            theta.grad.zero_()

    return work


def chain(library: Any) -> Case:
    """100 times sin(x)·1.01 + 0.1: 300 operations on scalars."""

    def work() -> Any:
        start = x = library.tensor(0.3, dtype=library.float64, requires_grad=True)
        for _ in range(100):
            x = library.sin(x) * 1.01 + 0.1
        x.backward()
        return start.grad

    return work


def second_derivative(library: Any) -> Case:
    """d²/dx² of sin x · eˣ."""

    def work() -> Any:
        x = library.tensor(0.7, dtype=library.float64, requires_grad=True)
        y = library.sin(x) * library.exp(x)
        (first,) = library.autograd.grad(y, x, create_graph=True)
        (second,) = library.autograd.grad(first, x)
        return second

    return work


def regression(library: Any) -> Case:
    """One epoch of the lecture's linear regression, 30 points."""
    x = library.linspace(0, 2, 30, dtype=library.float64)
    y = 3 * x + 1 + 0.05 * library.sin(37 * x)
    weight = library.tensor(0.0, dtype=library.float64, requires_grad=True)
    bias = library.tensor(0.0, dtype=library.float64, requires_grad=True)

    def work() -> None:
        loss = ((weight * x + bias - y) ** 2).mean()
        loss.backward()
        with library.no_grad():
            for parameter in (weight, bias):
                parameter.sub_(0.005 * parameter.grad)
                parameter.grad.zero_()

    return work


def million(library: Any) -> Case:
    """A sum over 10⁶ numbers, forward and backward."""
    x = library.linspace(-3, 3, 1_000_000, dtype=library.float64, requires_grad=True)

    def work() -> None:
        x.grad = None
        (library.sin(x) * x + library.exp(-x * x)).sum().backward()

    return work


def product(library: Any) -> Case:
    """512 × 512 matrix product, forward and backward to both factors."""
    generator = np.random.default_rng(1)
    a, b = (library.tensor(generator.standard_normal((512, 512)), requires_grad=True) for _ in range(2))

    def work() -> None:
        a.grad = b.grad = None
        (a @ b).sum().backward()

    return work


CASES: tuple[tuple[str, Callable[[Any], Case]], ...] = (
    ("cubic at a point, forward and backward", cubic),
    ("one step of the lecture's objective", objective_step),
    ("300 scalar operations, forward and backward", chain),
    ("second derivative of sin x · exp x", second_derivative),
    ("linear regression, one epoch of 30 points", regression),
    ("(sin(x) x + exp(−x²)).sum(), 10⁶ numbers, both ways", million),
    ("512² matrix product, both ways", product),
)
