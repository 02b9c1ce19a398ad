"""The leaves of a tree: numbers, constants, names, named expressions and data columns."""

from __future__ import annotations

from typing import Any

from gradexplorer.lang import arrays
from gradexplorer.lang.bridge import engine
from gradexplorer.lang.compile import RULES, Compiled, Compiler
from gradexplorer.lang.errors import LangError
from gradexplorer.lang.names import CONSTANTS
from gradexplorer.lang.run import Array, Evaluate, Locals, Place, Run, Value
from gradexplorer.lang.tree import Column, Constant, Name, Node, Number, Reference


def _number(compiler: Compiler, node: Number, local: frozenset[str]) -> Compiled:
    return Compiled(_literal(node, node.value), True, 0, literal=node.value)


def _constant(compiler: Compiler, node: Constant, local: frozenset[str]) -> Compiled:
    value = CONSTANTS[node.name]
    return Compiled(_literal(node, value), True, 0, literal=value)


def _literal(node: Node, value: float) -> Evaluate:
    def evaluate(run: Run, local: Locals) -> Value:
        if run.trace is not None:
            run.trace(node, run.tensor(value))
        return value

    return evaluate


def _name(compiler: Compiler, node: Name, local: frozenset[str]) -> Compiled:
    name = node.name
    rank = 1 if name in compiler.vectors and name not in local else 0

    def evaluate_local(run: Run, values: Locals) -> Value:
        value = values[name]
        if run.trace is not None:
            run.trace(node, run.tensor(value))
        return value

    def evaluate_global(run: Run, values: Locals) -> Value:
        value = run.values[name]
        if run.trace is not None:
            run.trace(node, run.tensor(value))
        return value

    if name in local:
        return Compiled(evaluate_local, False, rank)
    return Compiled(evaluate_global, False, rank, name=name)


def _reference(compiler: Compiler, node: Reference, local: frozenset[str]) -> Compiled:
    name, body = node.name, compiler.bodies[node.name]
    inner = body.compiled.evaluate
    place = Place(node, compiler.text)

    def evaluate(run: Run, values: Locals) -> Value:
        value = run.cache.get(name)
        if value is None:
            value = run.cache[name] = inside(run, node, place, name, inner, {})
        return value

    return Compiled(evaluate, body.closed, body.compiled.rank)


def inside(run: Run, node: Node, place: Place, name: str, evaluate: Evaluate, values: Locals) -> Value:
    """The body of a definition at `values`; an error there is told at the place that uses it."""
    run.spend(0 if run.grown else 1, place)
    try:
        return evaluate(run.within(node), values)
    except LangError as error:
        if error.source is place.text:
            raise
        # Of definitions in definitions the innermost is the one to look at, and it is named already.
        message = error.message if error.message.startswith("in `") else f"in `{name}`: {error.message}"
        raise error.moved(message, place.node.span, place.text) from error


def _column(compiler: Compiler, node: Column, local: frozenset[str]) -> Compiled:
    data = compiler.columns[(node.table, node.column)]
    place = Place(node, compiler.text)
    known: dict[Any, Array] = {}

    def evaluate(run: Run, values: Locals) -> Value:
        key = (run.dtype, run.device)
        if key not in known:
            run.admit(data.size, place)
            known[key] = engine.tensor(data, dtype=run.dtype, device=run.device)
        value = arrays.lift(run, known[key])
        if run.trace is not None:
            run.trace(node, value)
        return value

    return Compiled(evaluate, False, 1)


RULES.update({Number: _number, Constant: _constant, Name: _name, Reference: _reference, Column: _column})
