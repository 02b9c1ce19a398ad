import re
from collections.abc import Callable
from random import Random

import numpy as np
import pytest
import ziamath
from hypothesis import given, settings

from gradexplorer.lang import Entry, Source, Table, read
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.render_latex import latex as latex_of
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.tree import Node
from tests.lang.strategies import formulas
from tests.lang.trees import Grower


@pytest.mark.parametrize(
    ("text", "latex"),
    [
        ("f(x) = x cos(4x) + 2|x|", r"f(x) = x \cos 4x + 2\left|x\right|"),
        ("x^3 + 3x^2 - 5x + 4", r"x^{3} + 3x^{2} - 5x + 4"),
        ("1/2x", r"\frac{1}{2} x"),
        ("1/(2x)", r"\frac{1}{2x}"),
        ("2*3", r"2 \cdot 3"),
        ("sin^2 x", r"\sin^{2} x"),
        ("sin(x) y", r"\sin\left(x\right) y"),
        ("sin(x+1)", r"\sin\left(x + 1\right)"),
        ("sqrt(x)/2", r"\frac{\sqrt{x}}{2}"),
        ("x0^2", r"x_{0}^{2}"),
        ("theta", r"\theta"),
        ("(x+1)(x-1)", r"\left(x + 1\right) \left(x - 1\right)"),
        ("a(x+1)", r"a \cdot \left(x + 1\right)"),
        ("5 - -x", r"5 - \left(-x\right)"),
        ("x >= 1", r"x \ge 1"),
        ("1e-5x", r"1 \times 10^{-5}x"),
        ("sum(k x^k, k=1..4)", r"\sum_{k=1}^{4} k x^{k}"),
        ("y = x^2", r"y = x^{2}"),
    ],
)
def test_how_it_looks(entry: Callable[..., Entry], text: str, latex: str) -> None:
    assert entry(text).latex == latex


@given(formulas(8))
@settings(max_examples=60, deadline=None)
def test_ziamath_sets_it(text: str) -> None:
    found = read([Source(0, "f(t) = t^2 a"), Source(1, text)]).entries[1]
    if found.error is None:
        assert ziamath.Latex(found.latex).svg()


@pytest.mark.parametrize("name", sorted(name for name, info in FUNCTIONS.items() if info.group != "In programs"))
def test_every_function_is_set(entry: Callable[..., Entry], name: str) -> None:
    info = FUNCTIONS[name]
    vector = info.kind in ("reduce", "vector")
    arguments = ", ".join(["[x, 2]" if vector else "x"] * info.least)
    found = entry(f"{name}({arguments})" if info.kind != "vector" else f"sum({name}({arguments}))")
    assert found.error is None
    assert ziamath.Latex(found.latex).svg()


@pytest.mark.parametrize(
    "text",
    [
        "{x<0: -x, x<=1: x^2, 2}", "{x<0 and y>1: 1}", "sum([[1,2],[3,4]] @ [x,1])", "grad(h)(x, 1)[0]",
        "diff(x^3, x, 2)", "f'(x)", "x % 2", "prod(k, k=1..3)", "D.x[0] x", "x!", "not x", "inf x", "x_max + τ + φ + ∞",
        "norm([x, 1])",
        "(x!)!",
    ],
)  # fmt: skip
def test_every_form_is_set(text: str) -> None:
    sources = [Source(0, "f(t) = t^2"), Source(1, "h(u, v) = u v"), Source(2, text)]
    found = read(sources, [Table("D", {"x": np.ones(2)})]).entries[2]
    assert found.error is None
    assert ziamath.Latex(found.latex).svg()


def visible(latex: str) -> tuple[str, ...]:
    """The signs of a LaTeX text that can be seen: no blanks."""
    signs = re.findall(r"\\[A-Za-z]+|\\.|.", latex)
    return tuple(sign for sign in signs if sign not in (" ", "\\ ", "\\,"))


def test_two_trees_never_look_alike() -> None:
    """Of many small trees, no two have the same LaTeX, blanks apart: it can be read in one way only."""
    seen: dict[tuple[str, ...], Node] = {}
    for seed in range(20_000):
        tree = Grower(Random(seed)).tree(1 + seed % 5)
        other = seen.setdefault(visible(latex_of(tree)), tree)
        assert other == tree, f"{reading(tree)} and {reading(other)}"
