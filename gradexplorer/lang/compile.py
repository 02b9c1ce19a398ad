"""Trees to functions over the engine's operators: numbers, names, sums, products, powers.

Calls are in `compile_calls.py`, conditions in `branches.py`, lists and series in `compile_arrays.py`.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from itertools import repeat
from operator import add, mod, mul, neg, pow, sub, truediv
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct

from engine.graph import record
from gradexplorer.lang import arrays
from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.budget import Budget
from gradexplorer.lang.mathematics import factorial
from gradexplorer.lang.run import Evaluate, Locals, Place, Run, Value
from gradexplorer.lang.tape import Mark, Operand, Work, Writer
from gradexplorer.lang.tree import (
    Constant,
    Factorial,
    Negate,
    Node,
    Power,
    Product,
    Sum,
)


class Compiled(Struct, frozen=True):
    """A tree ready to evaluate.

    `constant`: no name occurs, so that it is evaluated once per dtype. `rank`: how many axes the value has at least.
    `literal` is the number where it is one, `name` the global name where it is just that.
    """

    evaluate: Evaluate
    constant: bool
    rank: int
    literal: float | None = None
    name: str | None = None


class Body(Struct, frozen=True):
    """A compiled definition. `closed`: it uses no name beside its arguments."""

    parameters: tuple[str, ...]
    compiled: Compiled
    closed: bool


Rule: TypeAlias = Callable[["Compiler", Any, frozenset[str]], Compiled]


class Compiler(Struct):
    """Compiles the trees of one text against the definitions and tables of its document."""

    text: str
    bodies: Mapping[str, Body]
    columns: Mapping[tuple[str, str], np.ndarray[Any, Any]]
    vectors: frozenset[str] = frozenset()

    def compile(self, node: Node, local: frozenset[str]) -> Compiled:
        """The compiled tree; `local` are the arguments and counters known here. Raises LangError."""
        emit, place = EMIT.get(type(node)), Place(node, self.text)
        writer = Writer(self, local)
        operand = emit(writer, node) if emit is not None else None
        if operand is not None:
            compiled = Compiled(writer.whole(operand, place), operand.constant, operand.rank)
        else:
            compiled = RULES[type(node)](self, node, local)
        if compiled.constant and compiled.literal is None:
            return Compiled(folded(compiled.evaluate, node, place), True, compiled.rank)
        return compiled

    def all(self, nodes: tuple[Node, ...], local: frozenset[str]) -> list[Compiled]:
        """Each of the nodes, compiled."""
        return list(map(self.compile, nodes, repeat(local)))


RULES: Final[dict[type, Rule]] = {}
"""How each type of node is compiled that is no arithmetic."""

EMIT: Final[dict[type, Callable[[Writer, Any], Operand | None]]] = {}
"""How arithmetic is written on a tape; None for a node that is none, of which nothing is written then."""


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


def put(writer: Writer, node: Node) -> Operand:
    """A part of a formula written on its tape; a constant one is evaluated once."""
    emit, begin = EMIT.get(type(node)), writer.mark()
    operand = emit(writer, node) if emit is not None else None
    if operand is None:
        return writer.part(writer.compiler.compile(node, writer.local))
    if operand.constant:
        return _once(writer, begin, writer.mark(), operand, node)
    return operand


def _once(writer: Writer, begin: Mark, end: Mark, operand: Operand, node: Node) -> Operand:
    place = Place(node, writer.compiler.text)
    return writer.fold(begin, end, operand, place, lambda evaluate: folded(evaluate, node, place))


def _negate(writer: Writer, node: Negate) -> Operand:
    return writer.apply(neg, (writer.lifted(put(writer, node.operand)),), Work(Place(node, writer.compiler.text)))


def _factorial(writer: Writer, node: Factorial) -> Operand:
    return writer.apply(factorial, (writer.lifted(put(writer, node.operand)),), Work(Place(node, writer.compiler.text)))


def _sum(writer: Writer, node: Sum) -> Operand:
    return _chain(writer, node, node.terms, _partial_sum)


def _product(writer: Writer, node: Product) -> Operand:
    return _chain(writer, node, node.factors, _partial_product)


def _chain(
    writer: Writer, node: Sum | Product, operands: tuple[Node, ...], partial: Callable[[Any, int], Node]
) -> Operand:
    """Operands joined from left to right; constant ones in front are taken together as one."""
    begin, place = writer.mark(), Place(node, writer.compiler.text)
    total = put(writer, operands[0])
    for count, (operand, sign) in enumerate(zip(operands[1:], node.signs, strict=True), 2):
        end = writer.mark()
        value = put(writer, operand)
        if count > 2 and total.constant and not value.constant:
            total = _once(writer, begin, end, total, partial(node, count - 1))
        whole = None if count == len(operands) else functools.partial(partial, node, count)
        total = _joined(writer, total, sign, value, Work(place, whole))
    return total


_SIGNS: Final = {"+": add, "-": sub, "*": mul, "/": truediv, "%": mod}


def _joined(writer: Writer, left: Operand, sign: str, right: Operand, work: Work) -> Operand:
    """Two operands joined, one of them a Tensor: Python's own arithmetic of numbers raises where ours is inf."""
    if sign == "@":
        pair = writer.apply(_pair, (left, right), None)
        place = work.place
        product = writer.apply(
            lambda pair, run: arrays.matmul(run, pair[0], pair[1], place),
            (pair, writer.run),
            work._replace(alike=False),
        )
        return product._replace(rank=0)
    if sign != "%" and left.number:
        right = writer.lifted(right)  # rather than a Tensor made of the number each time
    elif sign == "%" or not right.tensor:
        left = writer.lifted(left)
    return writer.apply(_SIGNS[sign], (left, right), work)


def _pair(left: Value, right: Value) -> tuple[Value, Value]:
    return left, right


def _partial_sum(node: Sum, count: int) -> Node:
    """The first `count` terms: every operation has its own stretch of the text."""
    span = node.terms[0].span.to(node.terms[count - 1].span)
    return Sum(node.terms[:count], node.signs[: count - 1], span)


def _partial_product(node: Product, count: int) -> Node:
    span = node.factors[0].span.to(node.factors[count - 1].span)
    return Product(node.factors[:count], node.signs[: count - 1], span)


def _power(writer: Writer, node: Power) -> Operand:
    base, exponent = put(writer, node.base), put(writer, node.exponent)
    work = Work(Place(node, writer.compiler.text))
    if isinstance(node.base, Constant) and node.base.name == "e" and not exponent.constant:
        return writer.apply(engine.exp, (writer.lifted(exponent),), work)
    if base.number and not exponent.number:
        exponent = writer.lifted(exponent)
    if not exponent.tensor:
        base = writer.lifted(base)
        if not exponent.number:
            exponent = writer.apply(_plain, (exponent, writer.run), None)
    return writer.apply(pow, (base, exponent), work)


def _plain(value: Value, run: Run) -> Value:
    """A number as a float: a counter is a whole number."""
    return value if value.__class__ is Tensor else float(value)


EMIT.update({Negate: _negate, Sum: _sum, Product: _product, Power: _power, Factorial: _factorial})


def constant_value(compiled: Compiled, seconds: float) -> float:
    """A constant number in float64. Raises LangError where it has none."""
    run = Run({}, 0, 1, engine.float64, None, True, Budget(seconds, None), None)
    with engine.no_grad(), engine.quiet():
        return float(run.tensor(compiled.evaluate(run, {})).item())
