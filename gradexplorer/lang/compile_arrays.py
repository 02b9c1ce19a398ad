"""Lists, indices and series."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gradexplorer.lang import arrays
from gradexplorer.lang.bridge import Tensor
from gradexplorer.lang.check import survey
from gradexplorer.lang.compile import RULES, Compiled, Compiler, join
from gradexplorer.lang.errors import LangError
from gradexplorer.lang.limits import TURNS
from gradexplorer.lang.run import FAILURES, Differs, Locals, Overlay, Place, Run, Value, failure
from gradexplorer.lang.samples import by_value
from gradexplorer.lang.tree import Call, Column, Index, Items, NewAxis, Node, Series, Slice, walk


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
        run.after(node, value, place)
        return value

    constant, rank = join(parts)
    return Compiled(evaluate, constant, rank + 1)


def joined(compiler: Compiler, node: Call, local: frozenset[str]) -> Compiled:
    """`torch.cat([a, b])`: the parts of a list that is written out may differ in length, so it is never built."""
    (inside,) = node.arguments
    listed = isinstance(inside, Items)
    parts = compiler.all(inside.items if isinstance(inside, Items) else (inside,), local)
    evaluates, place = [part.evaluate for part in parts], Place(node, compiler.text)
    name, axis = node.function, dict(node.options).get("dim", 0)

    def evaluate(run: Run, values: Locals) -> Value:
        found = [part(run, values) for part in evaluates]
        if not listed:
            found = arrays.rows(run, found[0], place)
        try:
            value = arrays.join(run, name, found, axis, place)  # type: ignore[arg-type]
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    return Compiled(evaluate, join(parts)[0], 1)


def _index(compiler: Compiler, node: Index, local: frozenset[str]) -> Compiled:
    base = compiler.compile(node.operand, local)
    operand, place = base.evaluate, Place(node, compiler.text)
    parts, fixed = zip(*(_place_in(compiler, part, local) for part in node.indices), strict=True)

    def evaluate(run: Run, values: Locals) -> Value:
        value = operand(run, values)
        try:
            value = arrays.index(run, value, [part(run, values) for part in parts], place)
        except Differs as differs:
            return by_value(run, values, differs, evaluate)
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    taken = sum(not isinstance(part, NewAxis | Slice) for part in node.indices)
    plain = taken == len(node.indices)
    return Compiled(evaluate, base.constant and all(fixed), max(0, base.rank - taken) if plain else 0)


IndexPart: TypeAlias = Callable[[Run, Locals], int | slice | None]
"""An index as Python takes it: a whole number, a slice, or None for a new axis."""


def _place_in(compiler: Compiler, node: Node, local: frozenset[str]) -> tuple[IndexPart, bool]:
    """An index, and whether it is a constant."""
    if isinstance(node, NewAxis):
        return (lambda run, values: None), True
    if not isinstance(node, Slice):
        compiled, where = compiler.compile(node, local), Place(node, compiler.text)
        return (lambda run, values: run.number(compiled.evaluate(run, values), where, "an index")), compiled.constant
    bounds = [
        None if bound is None else (compiler.compile(bound, local), Place(bound, compiler.text))
        for bound in (node.low, node.high, node.step)
    ]
    place = Place(node, compiler.text)

    def cut(run: Run, values: Locals) -> slice:
        low, high, step = (
            None if bound is None else run.number(bound[0].evaluate(run, values), bound[1], "a bound of a slice")
            for bound in bounds
        )
        if step is not None and step < 1:
            raise place.error("the step of a slice must be at least 1")
        return slice(low, high, step)

    return cut, all(bound is None or bound[0].constant for bound in bounds)


def _series(compiler: Compiler, node: Series, local: frozenset[str]) -> Compiled:
    for bound in (node.low, node.high):
        span = survey(bound, compiler.text, local).names.get(node.counter)
        if span is not None:
            message = f"a bound of this series uses its own counter `{node.counter}`"
            raise LangError(message, span, compiler.text, "take another letter")
    low, high = (part.evaluate for part in compiler.all((node.low, node.high), local))
    body = compiler.compile(node.body, local | {node.counter})
    turn, counter, place = body.evaluate, node.counter, Place(node, compiler.text)
    bounds = (Place(node.low, compiler.text), Place(node.high, compiler.text))
    product = node.kind == "prod"
    constant = _closed(compiler, node, local)

    def evaluate(run: Run, values: Locals) -> Value:
        try:
            first = run.number(low(run, values), bounds[0], "a bound of a series")
            last = run.number(high(run, values), bounds[1], "a bound of a series")
        except Differs as differs:
            return by_value(run, values, differs, evaluate)
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
                run.admit_pair(total, value, place)
                total = total * value if product else total + value
                run.after(node, total, place)
        except FAILURES as error:
            raise failure(error, place) from error
        if total is None:
            total = 1.0 if product else 0.0
        if last <= first:  # nothing was added that would have been told
            run.after(node, total, place)
        return total

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
