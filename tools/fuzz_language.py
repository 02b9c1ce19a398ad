"""Random and mutated texts through the language: reading, colouring, completing, evaluating, differentiating.

`python tools/fuzz_language.py --count 200000 --seed 1` prints every finding with its text, made shorter where that is
easy, and ends with code 1 if there was one. A finding is an exception other than the language's own, a step of more
than two seconds, or more than 300 MB more memory. The same seed makes the same texts.
"""

from __future__ import annotations

import argparse
import multiprocessing
import multiprocessing.connection
import os
import random
import sys
from collections.abc import Callable, Iterator
from multiprocessing.connection import Connection
from time import perf_counter, process_time
from typing import Any

import numpy as np

import engine
from gradexplorer.lang import Entry, LangError, Source, completions, highlight, read

if sys.platform != "win32":
    import resource

SLOW = 2.0
"""Seconds of the processor that one step (reading, evaluating at one point, …) may take."""
GIVEN = 1.0
"""Seconds that an evaluation is given: what does not stop by itself is seen."""
MEMORY = 300_000_000
"""Bytes that a worker's peak may rise above what it was before the first text."""
SILENT = 30.0
"""Seconds after which a worker that says nothing is ended."""
BATCH = 100
MANY = 50

FORMULAS = (
    "x^3 + 3x^2 - 5x + 4", "x cos(4x) + 2|x|", "sin(3x) exp(-x^2/4) + |x|^1.5", "{x<0: -x, x<=1: x^2, 2}",
    "sum(k x^k, k=1..4)", "prod(k + x, k=1..5)", "(x^2+y-11)^2 + (x+y^2-7)^2", "sin^2 x + cos² x", "√2x + ∛(x-1)",
    "||x|-1|", "|x|^3/|x-2|", "a if x > 0 else b", "where(x > 0, sqrt(x), -x)", "f'(2x) + f''(x)",
    "diff(sin(x^2), x, 2)", "grad(h)(x, 2)[0]", "[1, 2, x] @ [x, 1, 2]", "sum([[1,2],[3,4]] @ [x, 1])",
    "x[0]^2 + x[1]", "x!/3! + gamma(x)",
    "10^400 - 1/0 + 2^-1", "2e3x + 2e + .5", "log2(x) + ln2 + sin2x", "max(x, y, 1) % 3", "softmax([x, 1, 2])[1]",
    "norm([x, y])", "std([x, 1, 2])", "0 < x < 1 and not y >= 2 or x = 3", "theta + x_0 + α₁", "np.std([1, x])",
    "torch.sin(x)", "D.x + mean(D.loss)", "digamma(x) + erf(x) + lgamma(x)", "atan2(y, x)", "xsin(x)", "1/2x", "x²^3",
    "hypot(x, y) + nthroot(x, 3)", "sum(sum(j k x, j=1..k), k=1..3)", "[k x, 2][1:]", "mean([[1,x],[y,2]], dim=0)[1]",
)  # fmt: skip
"""Formulas to mutate; f, g and h are defined above them, D is a data item."""

DEFINITIONS = (
    "f(x) = x^2 + sin(x)", "g(x) = f(x) + f(2x)", "h(x, y) = x y + y^2", "a = 2", "b = a/3 + pi", "y = x^2",
    "f(x) = a x\nf(x) + 1",
)  # fmt: skip

PROGRAMS = (
    "import torch\nx = torch.tensor(1.0, requires_grad=True)\nfor i in range(3):\n    x = x*(x+1)\nx.backward()\n",
    "def f(x, a=2):\n    y = 0\n    while y < x:\n        y += a\n    return y*x\n",
    "def f(x):\n    if x > 0:\n        return x**2\n    elif x < -1:\n        return -x\n    return 0.5\n",
    "def g(t):\n    return t*t\ndef f(x):\n    z = [g(k*x) for k in range(4)]\n    return sum(z) / len(z)\n",
    "import numpy as np\ndef f(x, y):\n    v = np.array([x, y, 1.0])\n    m = v[None, :] * v[:, None]\n"
    "    return m.sum(axis=0).max() + (v @ v)\n",
    "def f(x):\n    v = []\n    for i, (a, b) in enumerate(zip([1, 2], [x, 3])):\n        v.append(a*b)\n    v += [x]\n"
    "    return sum(p*q for p, q in zip(v, range(3))) + torch.cat([v, [1]]).std(unbiased=False)\n",
    "x = 2.0\nf = lambda t: t**3\ny, z = f(x), 1\nfor k in [1, 2, 3]:\n    if k == 2: continue\n    y += k*z\n",
    "def f(x):\n    n = 0\n    for i in range(100):\n        x = x/2 + 1/x\n        if abs(x) < 1: break\n"
    "    return x\n",
)

_PIECES = (
    *"xyabkteπ0123456789+-*/^%@()[]{}|,:;=<>!'.²⁻³√∛ \n\t_#\"\\$",
    "sin", "cos", "ln", "log", "exp", "sum(", "prod(", "k=1..", "..", "==", "<=", "!=", "**", "//", "if", "else", "and",
    "or", "not", "diff(", "grad(", "where(", "max(", "def f(x):\n", "return ", "for i in range(", "while ", "    ",
    "import ", "lambda x: ", "None", "True", "torch.", "np.", "f(", "g(", "f'", "h(", "D.", "x[0]", "1e308", "1e-308",
    "9^9^9", "10^12", "inf", "gamma(", "polygamma(", "reshape(", "[0]", "x!", "\n", "# ", "\ud800", "\0", "\u202e",
    "а", "ﬁ", "½", "𝑥", "e", "theta", "\u200b", "mean(", "norm(", "softmax(", "cumsum(", "dim=0", "keepdim=True",
)  # fmt: skip


def texts(generator: random.Random) -> tuple[str, ...]:
    """The texts of one document, the one to try last."""
    kind = generator.random()
    if kind < 0.5:
        text = _mutated(generator, generator.choice(FORMULAS))
    elif kind < 0.58:
        text = _mutated(generator, generator.choice(DEFINITIONS))
    elif kind < 0.75:
        text = _mutated(generator, generator.choice(PROGRAMS))
    elif kind < 0.9:
        text = "".join(generator.choices(_PIECES, k=generator.randint(1, 40)))
    elif kind < 0.94:
        text = "".join(chr(_code(generator)) for _ in range(20))
    else:
        text = _nested(generator)
    return ("f(x) = x^2 + sin(x)", "g(x) = f(x) + f(2x)", "h(x, y) = x y + y^2", text)


def _code(generator: random.Random) -> int:
    return generator.randrange(generator.choice((0x80, 0x400, 0x2300, 0x110000)))


def _mutated(generator: random.Random, text: str) -> str:
    """A text with a few small changes, or spliced with another."""
    if generator.random() < 0.25:
        other = generator.choice((*FORMULAS, *DEFINITIONS, *PROGRAMS))
        text = text[: generator.randint(0, len(text))] + other[generator.randint(0, len(other)) :]
    for _ in range(generator.choice((0, 1, 1, 1, 2, 2, 3, 5, 8))):
        first = generator.randint(0, len(text))
        last = min(len(text), first + generator.choice((0, 0, 1, 1, 2, 5)))
        change = generator.random()
        if change < 0.7:
            middle = generator.choice(_PIECES)
        elif change < 0.85:
            middle = ""
        else:
            middle = text[first:last] * generator.randint(2, 4)
        text = text[:first] + middle + text[last:]
    return text


def _nested(generator: random.Random) -> str:
    depth = generator.choice((3, 20, 99, 101, 150, 1000))
    opening, closing = generator.choice(
        (("(", ")"), ("[", "]"), ("|", "|"), ("sin(", ")"), ("-", ""), ("x^", ""), ("{x<0: 1, ", "}"), ("f(", ")"),
         ("sum(k ", ", k=1..2)"), ("diff(", ", x)"), ("√", ""), ("not ", ""), ("(1+", ")*x"), ("f'(", ")"))
    )  # fmt: skip
    text = opening * depth + "x" + closing * depth
    return f"def f(x):\n    return {text}\n" if generator.random() < 0.2 else text


# ------------------------------------------------------------------------------------------------ what is tried


def steps(document: tuple[str, ...]) -> Iterator[tuple[str, Callable[[], object]]]:
    """What is done with a document, by name; the language's own errors are answers."""
    sources = [Source(i, text) for i, text in enumerate(document)]
    found: list[Entry] = []
    yield "read", lambda: found.append(read(sources, _tables()).entries[len(document) - 1])
    text = document[-1]
    yield "highlight", lambda: highlight(text)
    yield "completions", lambda: completions(text, len(text))
    entry = found[0]
    if entry.error is not None:
        yield "error", entry.error.caret
        return
    if entry.function is None:
        return
    function: Any = entry.function
    yield "one point", lambda: function(_values(function, 0, False), seconds=GIVEN)
    yield "one point, gradient", lambda: _gradient(function, 0)
    yield "many points", lambda: function(_values(function, MANY, False), samples=1, seconds=GIVEN)
    yield "many points, gradient", lambda: _gradient(function, MANY)


def _tables() -> list[Any]:
    from gradexplorer.lang import Table

    return [Table("D", {"x": np.array([1.0, 2.0, 3.0]), "loss": np.array([3.0, 1.0, 0.5])})]


def _values(function: Any, count: int, grad: bool) -> dict[str, Any]:
    """A Tensor for each name: (count,), (k, count) for a vector, or of one point."""
    found: dict[str, Any] = {}
    for i, name in enumerate((*function.variables, *function.sliders)):
        length = function.vector.get(name, 0)
        if length > 1000:
            raise LangError("this index is too large to try", function.tree.span, function.source)
        base = np.linspace(-2.0, 3.0, count) + 0.1 * i if count and name in function.variables else np.float64(0.7 + i)
        value = np.stack([base + k for k in range(length)]) if length else base
        found[name] = engine.tensor(value, dtype=engine.float64).requires_grad_(grad and name in function.variables)
    return found


def _gradient(function: Any, count: int) -> None:
    values = _values(function, count, True)
    result = function(values, samples=1 if count else 0, seconds=GIVEN)
    if result.requires_grad and function.variables:
        with engine.quiet():
            engine.autograd.grad(result.sum(), [values[n] for n in function.variables], allow_unused=True)


def problem(document: tuple[str, ...], limit: float = float("inf")) -> str | None:
    """What is wrong with how the language treats a document; None where nothing is. `limit`: bytes of peak memory."""
    for name, step in steps(document):
        begun = process_time()  # a busy machine is no finding; a worker that waits is ended when it is SILENT
        try:
            step()
        except LangError:
            pass
        except Exception as error:
            return f"{name}: {type(error).__name__}: {error}"
        taken = process_time() - begun
        if taken > SLOW:
            return f"{name}: {taken:.1f} s"
        if peak() > limit:
            return f"{name}: {peak() / 1e6:.0f} MB at its peak"
    return None


def peak() -> float:
    """The most memory that this process has had, in bytes; 0 where the system does not say."""
    if sys.platform == "win32":
        return 0.0
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return float(most if sys.platform == "darwin" else 1024 * most)


def shorter(document: tuple[str, ...], kind: str) -> tuple[str, ...]:
    """A document of the same finding with less text, found by leaving out pieces."""
    *head, text = document
    size = len(text) // 2
    tries = 0
    while size and tries < 300:
        for start in range(0, len(text), size):
            cut = text[:start] + text[start + size :]
            tries += 1
            found = problem((*head, cut))
            if found is not None and found.split(": ")[1:2] == [kind]:
                text = cut
                break
        else:
            size //= 2
    return (*head, text)


# ------------------------------------------------------------------------------------------------ workers


def _work(pipe: Connection, seed: int) -> None:
    """Try the batches whose numbers come through the pipe; tell each text before it, and each finding."""
    problem(("x^2",))
    limit = peak() + MEMORY
    while True:
        batch = pipe.recv()
        if batch is None:
            return
        for number in range(batch, batch + BATCH):
            document = texts(random.Random(f"{seed}/{number}"))
            pipe.send(("trying", number, ""))
            found = problem(document, limit)
            if found is not None:
                pipe.send(("found", number, found))
                limit = max(limit, peak() + MEMORY)
        pipe.send(("done", batch, ""))


def run(count: int, seed: int, workers: int) -> int:
    """Try `count` texts; print findings and a summary. Returns the number of findings."""
    context = multiprocessing.get_context("spawn")
    batches = iter(range(0, count, BATCH))
    begun, findings = perf_counter(), 0
    live: dict[Any, tuple[Any, int]] = {}

    def start() -> None:
        batch = next(batches, None)
        if batch is None:
            return
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, seed), daemon=True)
        process.start()
        theirs.close()
        ours.send(batch)
        live[ours] = (process, batch)

    for _ in range(workers):
        start()
    while live:
        ready: list[Any] = multiprocessing.connection.wait(list(live), SILENT)
        for pipe in ready or list(live):
            process, number = live[pipe]
            what, told, message = _heard(pipe) if ready else ("silent", number, "")
            told = number if what == "ended" else told
            live[pipe] = (process, told)
            if what == "found":
                findings += 1
                _tell(seed, told, message)
            elif what == "done":
                batch = next(batches, None)
                pipe.send(batch)
                if batch is None:
                    process.join()
                    del live[pipe]
            elif what in ("silent", "ended"):
                findings += 1
                _tell(seed, told, f"the process is {what}")
                process.kill()
                process.join()
                del live[pipe]
                start()
    print(f"{count:,} texts, seed {seed}, {perf_counter() - begun:.0f} s: {findings} findings", flush=True)
    return findings


def _heard(pipe: Any) -> tuple[str, int, str]:
    """What a worker says; that it has ended where it says nothing more."""
    try:
        what, number, message = pipe.recv()
    except EOFError:
        return "ended", 0, ""
    return what, number, message


def _tell(seed: int, number: int, message: str) -> None:
    document = texts(random.Random(f"{seed}/{number}"))
    parts = message.split(": ")
    if len(parts) > 2:
        document = shorter(document, parts[1])
    print(f"#{number}: {message}\n    {ascii(document[-1])[:1000]}", flush=True)


def main() -> int:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description="Random and mutated texts through the language.")
    parser.add_argument("--count", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--workers", type=int, default=min(2, os.cpu_count() or 1))
    options = parser.parse_args()
    return 1 if run(options.count, options.seed, options.workers) else 0


if __name__ == "__main__":
    sys.exit(main())
