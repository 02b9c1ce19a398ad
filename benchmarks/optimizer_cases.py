"""What optimizers are measured on: a network's step, steps on two scalars, and many descents at once."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Any

import numpy as np

from benchmarks.engine_cases import Case, Work

ROWS, WIDTHS = 256, (2, 64, 64, 1)
STARTS, STEPS, RATE = 1_000_000, 20, 0.01
BLOCK = 65_536
"""So many starting points at once: fewer, and the threads wait for the interpreter; more, and for the memory."""


def _data() -> tuple[Any, Any, list[Any]]:
    generator = np.random.default_rng(0)
    x = generator.uniform(-1, 1, (ROWS, WIDTHS[0])).astype(np.float32)
    y = np.sin(3 * x[:, :1]) * x[:, 1:]
    layers: list[Any] = []
    for before, after in pairwise(WIDTHS):
        layers.append(generator.normal(0, before**-0.5, (after, before)).astype(np.float32))
        layers.append(np.zeros(after, dtype=np.float32))
    return x, y, layers


def network(library: Any) -> Work:
    """An Adam step of a 2-64-64-1 network on 256 rows: forward, backward, update."""
    x, y, layers = _data()
    rows, target = library.tensor(x), library.tensor(y)
    parameters = [library.tensor(layer, requires_grad=True) for layer in layers]
    optimizer = library.optim.Adam(parameters, lr=1e-3)
    functions = library.nn.functional

    def work() -> None:
        optimizer.zero_grad()
        h = rows
        for weight, bias in zip(parameters[:-2:2], parameters[1:-2:2], strict=True):
            h = library.tanh(functions.linear(h, weight, bias))
        loss = functions.mse_loss(functions.linear(h, *parameters[-2:]), target)
        loss.backward()
        optimizer.step()

    return work


def network_by_hand() -> Work:
    """The chain rule written out, and Adam's formulas."""
    x, y, layers = _data()
    w1, b1, w2, b2, w3, b3 = layers
    moments = [(np.zeros_like(layer), np.zeros_like(layer)) for layer in layers]
    t = 0

    def work() -> None:
        nonlocal t
        t += 1
        h1 = np.tanh(x @ w1.T + b1)
        h2 = np.tanh(h1 @ w2.T + b2)
        slope = np.float32(2 / ROWS) * (h2 @ w3.T + b3 - y)
        back2 = (slope @ w3) * (1 - h2 * h2)
        back1 = (back2 @ w2) * (1 - h1 * h1)
        slopes = (back1.T @ x, back1.sum(0), back2.T @ h1, back2.sum(0), slope.T @ h2, slope.sum(0))
        for p, g, (m, v) in zip(layers, slopes, moments, strict=True):
            m *= 0.9
            m += 0.1 * g
            v *= 0.999
            v += 0.001 * (g * g)
            p -= 1e-3 / (1 - 0.9**t) * m / (np.sqrt(v / (1 - 0.999**t)) + 1e-8)

    return work


def on_two_scalars(name: str, **settings: Any) -> Callable[[Any], Work]:
    """A step of the optimizer called `name` over two scalars whose gradients stand."""

    def make(library: Any) -> Work:
        parameters = [library.tensor(1.0, dtype=library.float64, requires_grad=True) for _ in range(2)]
        for p in parameters:
            p.grad = library.tensor(0.5, dtype=library.float64)
        optimizer = getattr(library.optim, name)(parameters, **settings)
        work: Work = optimizer.step
        return work

    return make


def lbfgs(library: Any) -> Work:
    """A step of LBFGS with its line search on Rosenbrock's function of two scalars, from the same start each time."""
    x, y = (library.tensor(v, dtype=library.float64, requires_grad=True) for v in (-1.2, 1.0))
    optimizer = library.optim.LBFGS([x, y], line_search_fn="strong_wolfe")

    def closure() -> Any:
        optimizer.zero_grad()
        loss = (1 - x) ** 2 + 100 * (y - x**2) ** 2
        loss.backward()
        return loss

    def work() -> None:
        with library.no_grad():
            x.fill_(-1.2)
            y.fill_(1.0)
        optimizer.state.clear()
        optimizer.step(closure)

    return work


def _starts() -> tuple[Any, Any]:
    generator = np.random.default_rng(0)
    return generator.uniform(-4, 4, STARTS), generator.uniform(-4, 4, STARTS)


def _descend(library: Any, x: Any, y: Any) -> None:
    x, y = (library.tensor(v, requires_grad=True) for v in (x, y))
    for _ in range(STEPS):
        loss = (x**2 + y - 11) ** 2 + (x + y**2 - 7) ** 2
        loss.sum().backward()
        with library.no_grad():
            for p in (x, y):
                p.sub_(RATE * 0.1 * p.grad)
                p.grad = None


def batched(library: Any) -> Work:
    """Himmelblau's function from 10⁶ starts, 20 steps: whole in PyTorch, in blocks on two threads in engine."""
    x, y = _starts()
    if library.__name__ == "torch":
        return lambda: _descend(library, x, y)
    parts = [slice(begin, begin + BLOCK) for begin in range(0, STARTS, BLOCK)]
    pool = ThreadPoolExecutor(2)

    def work() -> None:
        for _ in pool.map(lambda part: _descend(library, x[part], y[part]), parts):
            pass

    return work


def batched_by_hand() -> Work:
    """The gradient by formula, on the whole."""
    x, y = _starts()

    def work() -> None:
        a, b = x, y
        for _ in range(STEPS):
            first, second = a * a + b - 11, a + b * b - 7
            a, b = (
                a - RATE * 0.1 * (4 * a * first + 2 * second),
                b - RATE * 0.1 * (2 * first + 4 * b * second),
            )

    return work


_SCALARS = "SGD Adam AdamW Adagrad Adadelta Adamax NAdam RAdam RMSprop Rprop ASGD"
CASES = (
    Case("Adam step, 2-64-64-1 network, 256 rows", 0.9, network, network_by_hand),
    *(Case(f"{name} step, two scalars", 0.5, on_two_scalars(name, lr=1e-3)) for name in _SCALARS.split()),
    Case("LBFGS step with line search, two scalars", 0.5, lbfgs),
    Case("Himmelblau from 10⁶ starts, 20 steps", 0.05, batched, batched_by_hand),
)
