"""Texts that try to break the language, and a run of all of them through everything: `python -m tests.lang.hostile`.

It writes one JSON object a text: what came of reading it, of its value and its gradient at one point and at many, and
the most bytes that the process had had by then.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import numpy as np

import engine
from gradexplorer.lang import Entry, LangError, Source, completions, describe, highlight, read

SECONDS, BRIEFLY = 5.0, 0.1
"""What one evaluation is given; briefly where the answer is that it takes too long, or depends on the computer."""
MANY = 2_400


def _def(*lines: str) -> str:
    return "\n    ".join(("def f(x):", *lines))


def _chain(first: str, body: str, count: int) -> tuple[str, ...]:
    """f0, f1, … each of the one before, and the last of them at x."""
    return (f"f0(x) = {first}", *(f"f{i}(x) = " + body.replace("F", f"f{i - 1}") for i in range(1, count)),
            f"f{count - 1}(x)")  # fmt: skip


def _defs(body: str, count: int) -> str:
    return "def f0(x):\n    return x\n" + "".join(
        f"def f{i}(x):\n    return {body.replace('F', f'f{i - 1}')}\n" for i in range(1, count)
    )


TEXTS: dict[str, tuple[str | tuple[str, ...], str | None]] = {
    # ---------------------------------------------------------------- numbers and characters
    "tower": ("9^9^9^9 + x^9^9^9", ""),
    "long number": ("9" * 90_000 + " x", ""),
    "long exponent": ("1e" + "9" * 90_000 + " x", ""),
    "superscripts": ("x" + "⁹" * 30_000, ""),
    "negative superscripts": ("x⁻" + "⁹" * 30_000, ""),
    "factorials": ("x" + "!" * 20 + " + 9!!!!", ""),
    "NUL": ("\0" * 90_000, "U+0000"),
    "surrogates": ("\ud800" * 30_000, "half of a broken character"),
    "right to left": ("\u202e" * 30_000, "right-to-left override"),
    "joiners": ("x\u200d" * 20_000, "zero width joiner"),
    "Cyrillic": ("а" * 40_000, "cyrillic small letter a"),
    "wide letters": ("𝑥" * 20_000, "is not read"),
    "accents": ("x" + "\u0301" * 40_000, "has no meaning here"),
    "ligatures": ("ﷺ" * 30_000, "is not read"),
    "dollars": ("$\\sqrt{" * 10_000, "`$` has no meaning here"),
    "signs": ("x&" * 50_000, "`&` has no meaning here"),
    "backslashes": ("\\" * 90_000, "has no meaning here"),
    # ---------------------------------------------------------------- long texts
    "letters": (("xy" * 499 + " ") * 99, "more than 50,000 parts"),
    "subscripts": ("x" + "_1" * 49_000, "is not known"),
    "commas": ("a," * 49_000, "a comma has no meaning here"),
    "equals": ("x=" * 49_000, "`=` defines a name"),
    "bars": ("|x" * 49_000, "more than 50,000 parts"),
    "dots": ("1.." * 33_000, "`..` stands only in"),
    "primes": ("f" + "'" * 90_000, "a prime stands only behind"),
    "prefixes": ("np." * 30_000 + "sin(x)", "is not known here"),
    "conditions": ("<".join(["x"] * 3_000), ""),
    "truths": (" and ".join(["x > 0"] * 3_000), ""),
    "pieces": ("{" + ",".join(f"x<{i / 100}: {i}" for i in range(400)) + "}", None),
    "terms": ("+".join(f"sin({i}x)" for i in range(2_000)), None),
    "many factors": ("x*" * 20_000 + "x", None),
    "arguments": ("f(" + ",".join(f"a{i}" for i in range(14_000)) + ") = 1", None),
    "values of max": ("max(" + ",".join("x" * 9_000) + ")", "at most 64 values"),
    "items": ("x sum([" + "1," * 40_000 + "1])", ""),
    "lambdas": ("lambda " * 14_000, None),
    "newlines": ("a = 1\nb = 1\n" + "\n" * 90_000, ""),
    "blank lines": ("a = 1\nb = q q\n" + "\n \t" * 30_000, None),
    "definitions": ("\n".join(f"f{i}(x)=x" for i in range(3_000)) + "\nf1(x)", ""),
    "ring": ("\n".join(f"f{i}(x)=f{(i + 1) % 4_000}(x)" for i in range(4_000)), "f6 → f7 → … → f0"),
    "imports": ("import torch\n" * 7_000, "gives no name a value"),
    "statements": ("y = x;" * 9_000 + "\nz = y\n", None),
    "strings": (_def("return x") + "\n" + "'a'\n" * 20_000, ""),
    "formats": (_def("print(f'" + "{x}" * 20_000 + "')", "return x"), ""),
    "digits": (_def("return x*" + "9" * 5_000), "too many digits"),
    "hexadecimal": (_def("return x*0x" + "F" * 90_000), ""),
    "lines": (_def("return " + "\\\n" * 40_000 + "x"), ""),
    "numbers in a line": (_def("return x*sum([" + "1," * 30_000 + "1]) # é"), ""),
    "tests": (_def("y = 0", *(f"if x < {i / 100}: y = y + 1" for i in range(300)), "return y*x"), None),
    "branches": (_def("if x < 0: return 1", *(f"elif x < {i}: return {i}" for i in range(1, 90)), "return x"), ""),
    "deep branches": (_def("if x < 0: return 1", *(f"elif x < {i}: return {i}" for i in range(1, 900)), "return x"),
                      "nested more than 100 deep"),
    "assignments": (_def("y = x", *(["y = y + x"] * 4_000), "return y"), None),
    "names": (_def(", ".join(f"a{i}" for i in range(2_000)) + " = " + ", ".join("x" * 2_000), "return a7"), ""),
    "ternaries": (_def("return " + "x if x > 1 else " * 2_000 + "x"), "nested more than 100 deep"),
    "methods": (_def("return x" + ".sin()" * 3_000), "nested more than 100 deep"),
    "powers": (_def("return " + "x**" * 5_000 + "x"), "nested more than 100 deep"),
    "comparisons": (_def("return " + "x<" * 5_000 + "x"), ""),
    "lambda in lambda": ("f = " + "lambda x: " * 5_000 + "x", "nested more than 100 deep"),
    "escapes": (_def("'\\N{foo}'", "return x"), "cannot read a `\\`"),
    # ---------------------------------------------------------------- long work
    "series": ("sum(sin(k x), k=1..10^4)", None),
    "series in series": ("sum(sum(sum(x, i=1..46), j=1..46), k=1..46)", None),
    "series by value": ("sum(x k, k=1..floor(abs(x) 1000))", None),
    "product": ("prod(1 + x/k, k=1..10^4)", None),
    "lists in a series": ("sum(sum([k x, 2, 3, 4, 5]), k=1..10^4)", None),
    "definitions twice": (_chain("sin(x)", "F(x) + F(x)", 60), None),
    "definitions of each other": (_chain("x + 1", "F(F(x))", 60), None),
    "names twice": (("a0 = sin(x)", *(f"a{i} = a{i - 1} + a{i - 1}" for i in range(1, 60)), "a59 x"), ""),
    "functions twice": (_defs("F(x) + F(x)", 60), None),
    "functions of each other": (_defs("F(x) + 1", 400), "nested too deep"),
    "derivative": (("f(x) = sin(x) cos(x) exp(x) sqrt(x) x^x", "f'''''(x)"), None),
    "derivatives of derivatives": (_chain("sin(x) exp(x)", "F'(x) + F(x)", 12), None),
    "derivatives in a series": (("f(x) = sin(x) exp(x)", "sum(f''''(k x), k=1..1000)"), None),
    "derivatives in derivatives": ("diff(" * 20 + "sin(x) exp(x)" + ", x)" * 20, None),
    "gradients": (("h(x, y) = x^3 y^3", "g(x, y) = norm(grad(h)(x, y))", "p(x, y) = norm(grad(g)(x, y))",
                   "norm(grad(p)(x, y))"), ""),
    "gradient of a gradient": (("h(x, y) = x^3 y^3", "grad(grad(h))(x, y)[0]"), "takes the name of a defined function"),
    "derivative of order 7": (("f(x) = x", "f'''''''(x)"), "up to order 6"),
    "without an end": (_def("while True:", "    x = x + 1", "return x"), None),
    "nothing at all": (_def("while x < 1e9:", "    pass", "return x"), None),
    "samples that part": (_def("n = 0", "while n < x*100:", "    n += 1", "return n*x"), ""),
    "turns": (_def("y = 0", "for i in range(10**5):", "    y = y + x*i", "return y"), None),
    "turns in turns": (_def("y = 0", "for i in range(1000):", "    for j in range(1000):", "        y = y + x",
                            "return y"), None),
    "10^12 turns": (_def("for i in range(10**12):", "    x = x + 1", "return x"), "at most 100,000"),
    "10^18 turns down": (_def("for i in range(10**18, 0, -1):", "    x = x + 1", "return x"), "at most 100,000"),
    "many digits of turns": (_def("for i in range(" + "9" * 4_000 + "):", "    x = x + 1", "return x"), "whole number"),
    # ---------------------------------------------------------------- large arrays
    "list doubled": (_def("a = [x]", "for i in range(60):", "    a = [a, a]", "return sum(a)"), "at most 5,000,000"),
    "axes": (_def("a = [x]", "for i in range(100):", "    a = a[None]", "return sum(a)"), "cannot be computed"),
    "lists in lists": (_def("a = [x]", "for i in range(100):", "    a = [a]", "return sum(a)"), "cannot be computed"),
    "outer product": (_def("a = [k*x for k in range(3000)]", "b = a[:, None]*a[None, :]", "return b.sum()"),
                      "at most 5,000,000"),
    "kept for gradients": (_def("r = [k*x for k in range(1000)]", "m = [r for k in range(1000)]", "for i in range(90):",
                                "    m = m*m", "return sum(m)"), "20,000,000"),
    "matrices": (_def("r = [k for k in range(1400)]", "m = [r for k in range(1400)]", "return sum(m @ m)*x"),
                 "multiplications"),
    "a large index": ("x[10^300] + x[999999999]", "more than 10,000 entries"),
    "a large index in a function": (("f(v) = v[99999]", "f(u)"), "more than 10,000 entries"),
    "a large index in a program": (_def("return x[999999999]"), "more than 10,000 entries"),
    "outside": (_def("a = [x, 2, 3]", "return a[10**300]"), "is outside"),
    "slices": (_def("a = [x, 2, 3]", "return sum(a[-10**300:10**300])"), ""),
    "no shape": (_def("a = [x, 2, 3, 4]", "return sum(a.reshape(99, 99))"), "do not fit"),
    "items of a list": (_def("a = [k*x for k in range(100000)]", "return sum(a)"), None),
    "items of items": (_def("a = [[j*k*x for j in range(300)] for k in range(300)]", "return sum(a)"), None),
    "large items": (_def("r = [k for k in range(1000)]", "m = [r for k in range(4000)]",
                         "a = [m + k for k in range(20)]", "return sum(a)*x"), None),
    # ---------------------------------------------------------------- functions
    "far below 0": ("digamma(10^12 x + 1/4) + polygamma(3, 10^9 x + 1/3)", ""),
    "dimensions": ("mvlgamma(x + 9, 10^9)", "takes too long"),
    "places": ("round(x, 10^18) + round(x, -10^18)", ""),
    "orders": ("polygamma(10^9, x)", ""),
    "slope of zeta": (_def("m = [k + x for k in range(99)]", "m = [m for k in range(9999)]",
                           "return sum(torch.special.zeta(m[:2000] + 9, 2))*x"), "100,000 numbers at most"),
    "constants alone": (("h(x, y) = x y", "grad(h)(8, 2)[0]"), ""),
    # ---------------------------------------------------------------- what would reach Python itself
    "dunders": (_def("return x.__class__.__mro__[1].__subclasses__()"), "is not read in a program"),
    "eval": (_def("return eval('x')"), "`eval` is not known"),
    "star": (_def("return max(*[x] * 10**9)"), "is not read"),
    "recursion": (_def("return f(x - 1)"), "calls itself"),
    "bytes": (_def("return b'" + "\\x00" * 20_000 + "'"), "text in quotes"),
}  # fmt: skip
"""The texts of a document, and a part of a message that the last one must lead to.

"": there is a value at every step. None: how far it comes depends on how fast the computer is.
"""


def tried(texts: str | tuple[str, ...], seconds: float) -> dict[str, str]:
    """What comes of the last text at each step: "value", the message of the language's own error, or a crash.

    `seconds`: for each evaluation.
    """
    document = (texts,) if isinstance(texts, str) else texts
    text = document[-1]
    answers: dict[str, str] = {}
    found: list[Entry] = []

    def step(name: str, work: Callable[[], object]) -> None:
        try:
            work()
            answers[name] = "value"
        except LangError as error:
            answers[name] = error.message
            error.caret()
        except Exception as error:  # told as what came of this step, so that the other texts have their turn
            answers[name] = f"crash: {type(error).__name__}: {error}"

    step(
        "reading",
        lambda: found.append(read([Source(i, one) for i, one in enumerate(document)]).entries[len(document) - 1]),
    )
    step("colours", lambda: highlight(text))
    step("completion", lambda: completions(text, len(text)))
    if not found:
        return answers
    error, function = found[0].error, found[0].function
    if error is not None:
        answers["reading"] = error.message
        error.caret()
    if function is not None:
        step("one point", lambda: _evaluate(function, 0, False, seconds))
        step("one gradient", lambda: _evaluate(function, 0, True, seconds))
        step("notes", lambda: describe(function, _values(function, 0, False), seconds))
        step("many points", lambda: _evaluate(function, MANY, False, seconds))
        step("many gradients", lambda: _evaluate(function, MANY, True, seconds))
    return answers


def _values(function: Any, count: int, grad: bool) -> dict[str, Any]:
    values: dict[str, Any] = {}
    variables = frozenset(function.variables)
    for i, name in enumerate((*function.variables, *function.sliders)):
        many = count if name in variables and len(variables) < 10 else 0
        base = np.linspace(-2.0, 3.0, many) if many else np.float64(0.7 + i)
        length = function.vector.get(name, 0)
        array = np.stack([base + k for k in range(length)]) if length else base
        values[name] = engine.tensor(array, dtype=engine.float64).requires_grad_(grad and name in variables)
    return values


def _evaluate(function: Any, count: int, grad: bool, seconds: float) -> None:
    values = _values(function, count, grad)
    result = function(values, samples=1 if count else 0, seconds=seconds)
    wanted = [values[name] for name in function.variables]
    if grad and wanted and result.requires_grad:
        with engine.quiet():
            engine.autograd.grad(result.sum(), wanted, allow_unused=True)


def _peak() -> int:
    try:
        with open("/proc/self/status") as status:
            found = re.search(r"VmHWM:\s*(\d+)", status.read())
    except OSError:
        return 0
    return 1024 * int(found[1]) if found else 0


if __name__ == "__main__":
    for name, (texts, expected) in TEXTS.items():
        seconds = BRIEFLY if expected is None or "too long" in expected else SECONDS
        print(json.dumps({"name": name, "answers": tried(texts, seconds), "peak": _peak()}), flush=True)
