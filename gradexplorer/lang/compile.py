"""Trees to functions over the engine's operators: numbers, names, sums, products, powers.

Calls are in `compile_calls.py`, conditions in `branches.py`, lists and series in `compile_arrays.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import repeat
from typing import Any, Final, TypeAlias

import numpy as np

from engine.graph import record
from gradexplorer.lang import arrays
from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.mathematics import factorial
from gradexplorer.lang.run import Budget, Evaluate, Locals, Place, Run, Value, failure
from gradexplorer.lang.tree import (
    Constant,
    Factorial,
    Negate,
    Node,
    Number,
    Power,
    Product,
    Sum,
)

FAILURES: Final = (RuntimeError, ValueError, IndexError, TypeError, MemoryError)
"""What the engine raises where shapes or indices do not fit."""


@dataclass(frozen=True, slots=True)
class Compiled:
    """A tree ready to evaluate.

    `constant`: no name occurs, so that it is evaluated once per dtype. `rank`: how many axes the value has at least.
    """

    evaluate: Evaluate
    constant: bool
    rank: int


@dataclass(frozen=True, slots=True)
class Body:
    """A compiled definition. `closed`: it uses no name beside its arguments."""

    parameters: tuple[str, ...]
    compiled: Compiled
    closed: bool


Rule: TypeAlias = Callable[["Compiler", Any, frozenset[str]], Compiled]


@dataclass(slots=True)
class Compiler:
    """Compiles the trees of one text against the definitions and tables of its document."""

    text: str
    bodies: Mapping[str, Body]
    columns: Mapping[tuple[str, str], np.ndarray[Any, Any]]
    vectors: frozenset[str] = frozenset()

    def compile(self, node: Node, local: frozenset[str]) -> Compiled:
        """The compiled tree; `local` are the arguments and counters known here. Raises LangError."""
        compiled = RULES[type(node)](self, node, local)
        if compiled.constant and type(node) is not Number and type(node) is not Constant:
            return Compiled(folded(compiled.evaluate, node, Place(node, self.text)), True, compiled.rank)
        return compiled

    def all(self, nodes: tuple[Node, ...], local: frozenset[str]) -> list[Compiled]:
        """Each of the nodes, compiled."""
        return list(map(self.compile, nodes, repeat(local)))


RULES: Final[dict[type, Rule]] = {}
"""How each type of node is compiled."""


def folded(evaluate: Evaluate, node: Node, place: Place) -> Evaluate:
    """A constant part, evaluated by the engine once per dtype and device; a number then is a Python float."""
    known: dict[Any, Value] = {}

    def constant(run: Run, local: Locals) -> Value:
        if run.budget.inside:
            return evaluate(run, local)
        key = (run.dtype, run.device)
        value = known.get(key)
        if value is None:
            alone = Run({}, 0, 1, run.dtype, run.device, True, run.budget, None)
            with engine.no_grad(), record():  # a recorder of its own: the constant is no part of the graph
                value = alone.tensor(evaluate(alone, {}))
            if value.ndim == 0:
                value = float(value.item())
            known[key] = value
        if isinstance(value, Tensor):
            value = arrays.lift(run, value)
        if run.trace is not None:
            run.trace(node, run.tensor(value))
        return value

    return constant


def join(parts: list[Compiled]) -> tuple[bool, int]:
    """Whether all parts are constant, and the rank of their elementwise combination."""
    return all(part.constant for part in parts), max((part.rank for part in parts), default=0)


def _negate(compiler: Compiler, node: Negate, local: frozenset[str]) -> Compiled:
    operand = compiler.compile(node.operand, local)
    part, place = operand.evaluate, Place(node, compiler.text)

    def evaluate(run: Run, values: Locals) -> Value:
        value = -run.tensor(part(run, values))
        if run.watched:
            run.after(node, value, place)
        return value

    return Compiled(evaluate, operand.constant, operand.rank)


def _sum(compiler: Compiler, node: Sum, local: frozenset[str]) -> Compiled:
    parts = list(map(compiler.compile, node.terms, repeat(local)))
    parts, signs, start = _leading(compiler, parts, node.signs, _partial_sum, node, local)
    first, place = parts[0].evaluate, Place(node, compiler.text)
    rest = [(part.evaluate, sign == "-") for part, sign in zip(parts[1:], signs, strict=True)]

    def evaluate(run: Run, values: Locals) -> Value:
        total = first(run, values)
        try:
            for count, (part, minus) in enumerate(rest, start):
                value = part(run, values)
                if total.__class__ is not Tensor and value.__class__ is not Tensor:
                    total = run.tensor(total)
                if run.arrays:
                    run.admit_pair(total, value, place)
                total = total - value if minus else total + value
                if run.watched:
                    run.after(_partial_sum(node, count) if run.trace else node, total, place)
        except FAILURES as error:
            raise failure(error, place) from error
        return total

    return Compiled(evaluate, *join(parts))


def _leading(
    compiler: Compiler,
    parts: list[Compiled],
    signs: tuple[str, ...],
    partial: Callable[[Any, int], Node],
    node: Node,
    local: frozenset[str],
) -> tuple[list[Compiled], tuple[str, ...], int]:
    """The operands of a chain, constant ones in front taken together as one; and how many the second step covers."""
    count = next((i for i, part in enumerate(parts) if not part.constant), 0)
    if count < 2:
        return parts, signs, 2
    return [compiler.compile(partial(node, count), local), *parts[count:]], signs[count - 1 :], count + 1


def _partial_sum(node: Sum, count: int) -> Node:
    """The first `count` terms: every operation has its own stretch of the text."""
    if count == len(node.terms):
        return node
    span = node.terms[0].span.to(node.terms[count - 1].span)
    return Sum(node.terms[:count], node.signs[: count - 1], span)


def _partial_product(node: Product, count: int) -> Node:
    if count == len(node.factors):
        return node
    span = node.factors[0].span.to(node.factors[count - 1].span)
    return Product(node.factors[:count], node.signs[: count - 1], span)


def _product(compiler: Compiler, node: Product, local: frozenset[str]) -> Compiled:
    parts = list(map(compiler.compile, node.factors, repeat(local)))
    parts, signs, start = _leading(compiler, parts, node.signs, _partial_product, node, local)
    first, place = parts[0].evaluate, Place(node, compiler.text)
    rest = [(part.evaluate, sign) for part, sign in zip(parts[1:], signs, strict=True)]

    def evaluate(run: Run, values: Locals) -> Value:
        total = first(run, values)
        try:
            for count, (part, sign) in enumerate(rest, start):
                value = part(run, values)
                if total.__class__ is not Tensor and value.__class__ is not Tensor:
                    total = run.tensor(total)
                if run.arrays and sign != "@":
                    run.admit_pair(total, value, place)
                if sign == "*":
                    total = total * value
                elif sign == "/":
                    total = total / value
                elif sign == "%":
                    total = total % value if total.__class__ is Tensor else engine.remainder(run.tensor(total), value)
                else:
                    total = arrays.matmul(run, total, value, place)
                if run.watched:
                    run.after(_partial_product(node, count) if run.trace else node, total, place)
        except FAILURES as error:
            raise failure(error, place) from error
        return total

    constant, rank = join(parts)
    return Compiled(evaluate, constant, 0 if "@" in node.signs else rank)


def _power(compiler: Compiler, node: Power, local: frozenset[str]) -> Compiled:
    parts = compiler.all((node.base, node.exponent), local)
    base, exponent, place = parts[0].evaluate, parts[1].evaluate, Place(node, compiler.text)
    natural = isinstance(node.base, Constant) and node.base.name == "e" and not parts[1].constant

    def evaluate(run: Run, values: Locals) -> Value:
        below, above = base(run, values), exponent(run, values)
        try:
            if natural:
                value = engine.exp(run.tensor(above))
            else:
                if above.__class__ is not Tensor:
                    below, above = run.tensor(below), float(above)
                elif below.__class__ is not Tensor:
                    below = float(below)
                if run.arrays:
                    run.admit_pair(below, above, place)
                value = below**above
        except FAILURES as error:
            raise failure(error, place) from error
        if run.watched:
            run.after(node, value, place)
        return value

    return Compiled(evaluate, *join(parts))


def _factorial(compiler: Compiler, node: Factorial, local: frozenset[str]) -> Compiled:
    operand = compiler.compile(node.operand, local)
    part, place = operand.evaluate, Place(node, compiler.text)

    def evaluate(run: Run, values: Locals) -> Value:
        value = factorial(run.tensor(part(run, values)))
        if run.watched:
            run.after(node, value, place)
        return value

    return Compiled(evaluate, operand.constant, operand.rank)


RULES.update(
    {
        Negate: _negate,
        Sum: _sum,
        Product: _product,
        Power: _power,
        Factorial: _factorial,
    }
)


def constant_value(compiled: Compiled, seconds: float) -> float:
    """A constant number in float64. Raises LangError where it has none."""
    run = Run({}, 0, 1, engine.float64, None, True, Budget(seconds, None), None)
    with engine.no_grad(), engine.quiet():
        return float(run.tensor(compiled.evaluate(run, {})).item())
