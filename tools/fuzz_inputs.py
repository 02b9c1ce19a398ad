"""Inputs for `fuzz_language.py`: formulas and programs, cut up, spliced and mutated; words and characters at random.

The input of a seed and a number is always the same.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

from gradexplorer.lang.functions import ALIASES, PREFIXED, PREFIXES
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK

FORMULAS = [
    "x^3 + 3x^2 - 5x + 4",
    "theta cos(4theta) + 2|theta|",
    "x[0]^2 + 2x[1]^2",
    "mean(log(x^2 + 1) + 5x)",
    "{x<0: -x, x<=1: x^2, 2}",
    "sum(k x^k, k=1..4)",
    "prod(1 + x/k, k=1..n)",
    "sin^2 x + cos² x",
    "||x|-1| |y|",
    "f'(2x) + g''(x)",
    "diff(sin(x^2), x, 2)",
    "grad(h)(x, y)[0]",
    "[[1,2],[3,4]] @ [x, y]",
    "x! / (x - 2)!",
    "-2^-x^2 % 3",
    "√2x + ∛(x+1)",
    "softmax([x, 2x, 3])[1]",
    "norm([x, y]) dot([1,2],[x,y])",
    "where(x > 0, ln x, x if y else 2)",
    "x₀ + x_1 · θ ÷ π − e",
    "1/2x 6/2(1+2) 2e3 .5",
    "max(x, y, 2) min([x, 3]) std([1, x, 3])",
    "torch.sigmoid(x) np.std([1, x]) math.log(x, 2)",
    "not x < 1 and y >= 2 or x != y",
    "D.x + 2 loss",
    "max(x, dim=0) sum([[1,2],[x,4]], dim=1)[0]",
    "9^9^9^9",
    "sum(k, k=1..10^12)",
    "gamma(x) zeta(2) erf(x) i0(x)",
    "x[1:3] + x[None]",
]

DEFINITIONS = ["f(x) = a x^2", "g(x) = f(x) + f'(x)", "h(x, y) = x y + 1", "y = 3x + 2", "a = 2", "n = 3"]

PROGRAMS = [
    "x = torch.tensor(1.0, requires_grad=True)\nfor i in range(3):\n    x = x*(x+1)",
    "def f(x, a=2):\n    if x < 0:\n        return -x\n    s = 0\n    for k in range(5):\n        if k == 3: continue\n"
    "        s += a*k*x\n    return s",
    "import numpy as np\ndef g(x):\n    n = 0\n    while abs(x) > 1 and n < 20:\n        x, n = x/2, n + 1\n"
    "    return x if n else -x\nf = lambda x: g(x)**2 + g(x + 1)",
    "x = torch.tensor([[1.,2,3],[3,2,1]], requires_grad=True)\ny = 3*x + 2\nz = 2*y**2\nout = z.mean()\nout.backward()",
    "def f(x):\n    v = [k*x for k in range(6) if k != 2]\n    m = torch.tensor([v[:2], v[2:4]])\n"
    "    return (m @ m.T).sum(dim=1)[0] + m.reshape(4)[-1] + max(v)",
    "lr = 0.1\nw = torch.tensor(2.0, requires_grad=True)\nfor _ in range(10):\n    with torch.no_grad():\n"
    "        w = w - lr*2*w\nprint(w.grad)",
]

_SIGNS = [
    "+",
    "-",
    "*",
    "/",
    "^",
    "**",
    "%",
    "@",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ":",
    ";",
    "=",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "|",
    "!",
    "'",
    "²",
    "⁻¹",
    "√",
    "∛",
    "..",
    "…",
    ".",
    "_",
    "#",
    "\n",
    "1",
    "2",
    "0.5",
    "3e4",
    "10",
    "999999999",
    "if",
    "else",
    "and",
    "or",
    "not",
    "for",
    "in",
    "while",
    "def",
    "return",
    "lambda",
    "break",
    "continue",
    "k=",
    "1..4",
    "dim=0",
    "requires_grad=True",
    "None",
    "True",
    "\\",
    '"',
    "`",
    "$",
]
_WORDS = [
    *ALIASES,
    *CONSTANT_SPELLINGS,
    *GREEK,
    *["x", "y", "z", "a", "b", "k", "n", "t", "f", "g", "h", "D", "x0", "x_1", "loss"],
]
_PREFIXED = [f"{prefix}.{name}" for prefix in PREFIXES for name in PREFIXED]
_STRANGE = "\0\ud800\u202e\u200bаеο½Ωℓ∞∑𝑥éß\t\r\x0b\u00a0😀﹢／ⅷ٣"


def corpus(root: Path) -> list[str]:
    """The texts that are cut up: those above, and the programs of the tests."""
    kept = sorted(root.glob("tests/data/programs/*.py"))
    return [*FORMULAS, *DEFINITIONS, *PROGRAMS, *(path.read_text(encoding="utf-8") for path in kept)]


def made(seed: int, number: int, texts: list[str]) -> str:
    """Input `number` of `seed`."""
    chance = random.Random(f"{seed}:{number}")
    return chance.choice(_WAYS)(chance, texts)


def _mutated(chance: random.Random, texts: list[str]) -> str:
    text = chance.choice(texts)
    for _ in range(chance.choice((0, 1, 1, 1, 2, 4))):
        text = chance.choice(_CHANGES)(chance, text, texts)
    return text[:20_000]


def _soup(chance: random.Random, texts: list[str]) -> str:
    pools = (_SIGNS, _WORDS, _PREFIXED)
    count = chance.choice((3, 8, 20, 60))
    parts = [chance.choice(chance.choices(pools, (5, 4, 1))[0]) for _ in range(count)]
    return chance.choice(("", " ", " ")).join(parts)


def _characters(chance: random.Random, texts: list[str]) -> str:
    kinds: list[Callable[[], str]] = [
        lambda: chr(chance.randrange(32, 127)),
        lambda: chance.choice(_STRANGE),
        lambda: chr(chance.randrange(0x110000)),
    ]
    return "".join(chance.choices(kinds, (8, 2, 1))[0]() for _ in range(chance.randint(1, 60)))


def _nested(chance: random.Random, texts: list[str]) -> str:
    depth = chance.choice((5, 50, 99, 101, 500, 5_000))
    before, after = chance.choice(
        [("(", ")"), ("[", "]"), ("|", "|"), ("sin(", ")"), ("-", ""), ("2^", ""), ("{x<1: ", "}"), ("√", ""),
         ("f(", ")"), ("diff(", ", x)"), ("x[", "]"), ("not ", ""), ("sum(", ", k=1..2)"), ("1/(1+", ")")]
    )  # fmt: skip
    text = before * depth + "x" + after * max(0, depth - chance.choice((0, 0, 1)))
    return f"def f(x):\n    return {text}" if chance.random() < 0.3 else text


def _long(chance: random.Random, texts: list[str]) -> str:
    part = chance.choice(_PARTS)
    return part * chance.choice((50, 500, 3_000)) + "x"


def _insert(chance: random.Random, text: str, texts: list[str]) -> str:
    place = chance.randint(0, len(text))
    piece = chance.choice((chance.choice(_SIGNS), chance.choice(_WORDS), chance.choice(_STRANGE)))
    return text[:place] + piece + text[place:]


def _delete(chance: random.Random, text: str, texts: list[str]) -> str:
    place = chance.randint(0, len(text))
    return text[:place] + text[place + chance.randint(1, 6) :]


def _double(chance: random.Random, text: str, texts: list[str]) -> str:
    first, last = sorted((chance.randint(0, len(text)), chance.randint(0, len(text))))
    return text[:last] + text[first:last] + text[last:]


def _splice(chance: random.Random, text: str, texts: list[str]) -> str:
    other = chance.choice(texts)
    return text[: chance.randint(0, len(text))] + other[chance.randint(0, len(other)) :]


def _number(chance: random.Random, text: str, texts: list[str]) -> str:
    digits = [i for i, c in enumerate(text) if c.isdigit()]
    if not digits:
        return text
    place = chance.choice(digits)
    number = chance.choice(("0", "-1", "1e9", "10^12", "99999", "1e400", "0.5", "nan", "x"))
    return text[:place] + number + text[place + 1 :]


def _lines(chance: random.Random, text: str, texts: list[str]) -> str:
    lines = text.split("\n")
    chance.shuffle(lines)
    return "\n".join(chance.choice(("", "", "    ", "\t")) + line for line in lines)


_CHANGES = (_insert, _insert, _delete, _delete, _double, _splice, _number, _lines)
_PARTS = ("x+", "x*", "x^2 - ", "xy", "(x+1)", "sin x ", "2", "a_", "θ", "|x|", ", x", "x\n", "k=1..2,")
_WAYS = (*[_mutated] * 60, *[_soup] * 20, *[_characters] * 10, *[_nested] * 4, _long)
