"""Lists, indices and series."""

from __future__ import annotations

from typing import Any

from gradexplorer.lang import arrays
from gradexplorer.lang.bridge import Tensor
from gradexplorer.lang.check import survey
from gradexplorer.lang.compile import FAILURES, RULES, Compiled, Compiler, join
from gradexplorer.lang.limits import TURNS
from gradexplorer.lang.run import Locals, Overlay, Place, Run, Value, failure
from gradexplorer.lang.tree import Column, Index, Items, Series, walk


def _items(compiler: Compiler, node: Items, local: frozenset[str]) -> Compiled:
    parts = compiler.all(node.items, local)
    evaluates, place = [part.evaluate for part in parts], Place(node, compiler.text)
    if len({part.rank for part in parts if part.constant}) > 1:
        raise place.error("the entries of this list have different shapes", "rows of a matrix have the same length")

    def evaluate(run: Run, values: Locals) -> Value:
        try:
            value = arrays.build(run, [part(run, values) for part in evaluates], place)
        except FAILURES as error:
            raise failure(error, place) from error
        if run.watched:
            run.after(node, value, place)
        return value

    constant, rank = join(parts)
    return Compiled(evaluate, constant, rank + 1)


def _index(compiler: Compiler, node: Index, local: frozenset[str]) -> Compiled:
    parts = compiler.all((node.operand, *node.indices), local)
    operand, place = parts[0].evaluate, Place(node, compiler.text)
    indices = [(part.evaluate, Place(i, compiler.text)) for part, i in zip(parts[1:], node.indices, strict=True)]

    def evaluate(run: Run, values: Locals) -> Value:
        base = operand(run, values)
        places = [run.number(part(run, values), where, "an index") for part, where in indices]
        value = arrays.index(run, base, places, place)
        if run.watched:
            run.after(node, value, place)
        return value

    constant, _ = join(parts)
    return Compiled(evaluate, constant, max(0, parts[0].rank - len(indices)))


def _series(compiler: Compiler, node: Series, local: frozenset[str]) -> Compiled:
    low, high = (part.evaluate for part in compiler.all((node.low, node.high), local))
    body = compiler.compile(node.body, local | {node.counter})
    turn, counter, place = body.evaluate, node.counter, Place(node, compiler.text)
    bounds = (Place(node.low, compiler.text), Place(node.high, compiler.text))
    product = node.kind == "prod"
    constant = _closed(compiler, node, local)

    def evaluate(run: Run, values: Locals) -> Value:
        first = run.number(low(run, values), bounds[0], "a bound of a series")
        last = run.number(high(run, values), bounds[1], "a bound of a series")
        if last - first >= TURNS:
            raise place.error(f"this series has {last - first + 1:,} terms; at most {TURNS:,} are possible")
        here: dict[str, Any] = Overlay(values, counter, first)
        total: Value = None
        try:
            for k in range(first, last + 1):
                run.turn(place)
                here[counter] = k
                value = turn(run, here)
                if total is None:
                    total = value
                    continue
                if total.__class__ is not Tensor and value.__class__ is not Tensor:
                    total = run.tensor(total)
                if run.arrays:
                    run.admit_pair(total, value, place)
                total = total * value if product else total + value
                if run.watched:
                    run.after(node, total, place)
        except FAILURES as error:
            raise failure(error, place) from error
        return (1.0 if product else 0.0) if total is None else total

    return Compiled(evaluate, constant, body.rank)


def _closed(compiler: Compiler, node: Series, local: frozenset[str]) -> bool:
    """Whether no name but the counter occurs, so that the series is a constant."""
    found = survey(node, compiler.text)
    uses = all(compiler.bodies[name].closed for name in found.uses)
    return not found.names and uses and not _columns(node)


def _columns(node: Series) -> bool:
    return any(isinstance(part, Column) for part in walk(node))


RULES[Items] = _items
RULES[Index] = _index
RULES[Series] = _series
