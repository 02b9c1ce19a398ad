"""Random trees: nodes as the parser makes them, over a document that defines f, h, w and rate and has a table D."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import Any, Final

import numpy as np
from hypothesis import strategies as st

from gradexplorer.lang import Source, Table
from gradexplorer.lang.errors import Span
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.names import CONSTANTS
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Column,
    Compare,
    Constant,
    Derivative,
    Factorial,
    Gradient,
    Index,
    Items,
    Name,
    Negate,
    NewAxis,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Reference,
    Series,
    Slice,
    Sum,
    children,
)
from gradexplorer.lang.words import Scope

NOWHERE: Final = Span(0, 0)
FREE: Final = ("x", "y", "a", "b", "t", "θ", "α", "γ", "Γ", "x0", "x12", "θ1", "x_max", "β_low")
SCOPE: Final = Scope(
    functions={"f": 1, "speed": 1, "h": 2},
    expressions=frozenset({"w", "total"}),
    values=frozenset({"rate"}),
    tables={"D": frozenset({"x", "loss"})},
    columns={"loss": ("D",), "x": ("D",)},
    locals=frozenset({"k", "j"}),
)
"""The names of the document. `rate` and the counters are plain names; `w` and `total` are named expressions."""
DEFINITIONS: Final = (
    Source(1, "f(t) = t^2"),
    Source(2, "speed(t) = t"),
    Source(3, "h(u, v) = u v"),
    Source(4, "w = x^2"),
    Source(5, "total = x + 1"),
    Source(6, "rate = 2"),
)
"""Texts that give these names."""


def table() -> Table:
    """The data of the document."""
    return Table("D", {"x": np.ones(2), "loss": np.ones(2)})


_NUMBERS: Final = (0.0, 1.0, 2.0, 3.0, 10.0, 0.5, 1e-5, 2.5e30, 1e16, 123456.0, 0.1, float("inf"))
_NAMES: Final = (*FREE, "x", "x", "y", "rate", "k")
_ELEMENTWISE: Final = sorted(name for name, info in FUNCTIONS.items() if info.kind in ("map", "made"))
_COMMON: Final = ("sin", "cos", "log", "exp", "sqrt", "abs", "tanh", "cbrt")
_OVER_VECTORS: Final = sorted(
    name
    for name, info in FUNCTIONS.items()
    if info.kind in ("reduce", "vector") and info.group != "In programs" and name != "dot"
)
_LEAVES: Final = ("name", "name", "name", "number", "number", "constant", "reference", "column")
_KINDS: Final = {
    "sum": 8, "product": 12, "power": 8, "negate": 4, "factorial": 2, "common": 8, "call": 6, "compare": 3, "and": 2,
    "or": 2, "not": 2, "piecewise": 3, "series": 2, "items": 2, "index": 3, "apply": 3, "derivative": 1, "gradient": 1,
    "vector": 2, "extreme": 1, "where": 1,
}  # fmt: skip


class Grower:
    """Grows trees with the choices of `random`."""

    def __init__(self, random: Random) -> None:
        self.random = random

    def tree(self, size: int) -> Node:
        """A tree of about `size` leaves."""
        if size <= 1:
            return self.leaf(self.random.choice(_LEAVES))
        kind = self.random.choices(list(_KINDS), list(_KINDS.values()))[0]
        return _GROW[kind](self, size)

    def leaf(self, kind: str) -> Node:
        if kind == "number":
            value = self.random.choice(_NUMBERS) if self.random.random() < 0.9 else self.random.lognormvariate(0, 20)
            return Number(value, NOWHERE)
        if kind == "constant":
            return Constant(self.random.choice(sorted(CONSTANTS)), NOWHERE)
        if kind == "reference":
            return Reference(self.random.choice(["w", "total"]), NOWHERE)
        if kind == "column":
            return Column("D", self.random.choice(["x", "loss"]), NOWHERE)
        return Name(self.random.choice(_NAMES), NOWHERE)

    def parts(self, size: int, least: int, most: int) -> tuple[Node, ...]:
        """Several trees that share the leaves."""
        count = self.random.randint(least, most)
        shares = [max(1, (size - 1) // count)] * count
        return tuple(self.tree(self.random.randint(1, share)) for share in shares)

    def signs(self, count: int, signs: tuple[str, ...] | str) -> tuple[str, ...]:
        return tuple(self.random.choice(signs) for _ in range(count))

    def sum(self, size: int) -> Node:
        terms = self.parts(size, 2, 4)
        terms = (_front(terms[0], Sum), *terms[1:])
        return Sum(terms, self.signs(len(terms) - 1, "+-"), NOWHERE)

    def product(self, size: int) -> Node:
        factors = self.parts(size, 2, 4)
        factors = (_front(factors[0], Product), *factors[1:])
        return Product(factors, self.signs(len(factors) - 1, "******///%@"), NOWHERE)

    def power(self, size: int) -> Node:
        if self.random.random() < 0.5:
            exponent: Node = Number(self.random.choice([2.0, 3.0, 10.0]), NOWHERE)
            return Power(
                self.tree(size - 1), Negate(exponent, NOWHERE) if self.random.random() < 0.2 else exponent, NOWHERE
            )
        base, exponent = self.parts(size, 2, 2)
        return Power(base, exponent, NOWHERE)

    def negate(self, size: int) -> Node:
        return Negate(self.tree(size - 1), NOWHERE)

    def factorial(self, size: int) -> Node:
        return Factorial(self.tree(size - 1), NOWHERE)

    def common(self, size: int) -> Node:
        return Call(self.random.choice(_COMMON), (self.tree(size - 1),), NOWHERE)

    def call(self, size: int) -> Node:
        name = self.random.choice(_ELEMENTWISE)
        return Call(name, self.parts(size, FUNCTIONS[name].least, FUNCTIONS[name].most), NOWHERE)

    def vector(self, size: int) -> Node:
        if self.random.random() < 0.2:
            return Call("dot", self.parts(size, 2, 2), NOWHERE)
        options = self.random.choice([(), (), (("dim", 0),), (("dim", -1), ("keepdim", True)), (("dim", (0, 1)),)])
        return Call(self.random.choice([*_OVER_VECTORS, "max"]), (self.tree(size - 1),), NOWHERE, options)

    def extreme(self, size: int) -> Node:
        return Call(self.random.choice(["max", "min"]), self.parts(size, 1, 3), NOWHERE)

    def where(self, size: int) -> Node:
        return Call("where", self.parts(size, 3, 3), NOWHERE)

    def compare(self, size: int) -> Node:
        operands = self.parts(size, 2, 3)
        return Compare(operands, self.signs(len(operands) - 1, ("<", "<=", ">", ">=", "==", "!=")), NOWHERE)

    def logic(self, kind: type[And | Or], size: int) -> Node:
        operands = self.parts(size, 2, 3)
        return kind((_front(operands[0], kind), *operands[1:]), NOWHERE)

    def negation(self, size: int) -> Node:
        return Not(self.tree(size - 1), NOWHERE)

    def piecewise(self, size: int) -> Node:
        count = self.random.randint(1, 2)
        found = self.parts(size, 2 * count + 1, 2 * count + 1)
        otherwise = found[-1] if self.random.random() < 0.7 else None
        return Piecewise(found[:count], found[count : 2 * count], otherwise, NOWHERE)

    def series(self, size: int) -> Node:
        body, low, high = self.parts(size, 3, 3)
        return Series(self.random.choice(["sum", "prod"]), body, self.random.choice("kj"), low, high, NOWHERE)

    def items(self, size: int) -> Node:
        return Items(self.parts(size, 1, 3), NOWHERE)

    def index(self, size: int) -> Node:
        operand, *indices = self.parts(size, 2, 3)
        return Index(operand, tuple(self.part(index) for index in indices), NOWHERE)

    def part(self, index: Node) -> Node:
        """An index, or a slice that has it somewhere, or a new axis."""
        kind = self.random.randint(0, 9)
        slices = [
            (None, None, None),
            (index, None, None),
            (None, index, None),
            (None, index, index),
            (None, None, index),
        ]
        if kind == 9:
            return NewAxis(NOWHERE)
        return index if kind > 4 else Slice(*slices[kind], NOWHERE)

    def apply(self, size: int) -> Node:
        if self.random.random() < 0.2:
            return Apply("h", self.parts(size, 2, 2), 0, NOWHERE)
        name, order = self.random.choice(["f", "speed"]), self.random.choice([0, 0, 1, 2])
        return Apply(name, (self.tree(size - 1),), order, NOWHERE)

    def derivative(self, size: int) -> Node:
        variable = self.random.choice(["x", "a", "θ", "x0"])
        return Derivative(self.tree(size - 1), variable, self.random.randint(1, 3), NOWHERE)

    def gradient(self, size: int) -> Node:
        return Gradient("h", self.parts(size, 2, 2), NOWHERE)


def _front(node: Node, kind: type[Any]) -> Node:
    """What may stand in front of a chain: no node of its own kind, for the parser takes that in."""
    while isinstance(node, kind):
        node = children(node)[0]
    return node


_GROW: Final[dict[str, Callable[[Grower, int], Node]]] = {
    "sum": Grower.sum,
    "product": Grower.product,
    "power": Grower.power,
    "negate": Grower.negate,
    "factorial": Grower.factorial,
    "common": Grower.common,
    "call": Grower.call,
    "compare": Grower.compare,
    "and": lambda grower, size: grower.logic(And, size),
    "or": lambda grower, size: grower.logic(Or, size),
    "not": Grower.negation,
    "piecewise": Grower.piecewise,
    "series": Grower.series,
    "items": Grower.items,
    "index": Grower.index,
    "apply": Grower.apply,
    "derivative": Grower.derivative,
    "gradient": Grower.gradient,
    "vector": Grower.vector,
    "extreme": Grower.extreme,
    "where": Grower.where,
}


@st.composite
def trees(draw: st.DrawFn, most: int = 14) -> Node:
    """Random trees of up to about `most` leaves; small ones first where one fails."""
    size, seed = draw(st.integers(1, most)), draw(st.integers(0, 2**32))
    return Grower(Random(seed)).tree(size)
