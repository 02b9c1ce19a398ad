"""Conditions, and values that depend on them. Each branch runs on just the samples that take it."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from typing import Any, Final, TypeAlias

import numpy as np

from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.compile import RULES, Compiled, Compiler, join
from gradexplorer.lang.run import FAILURES, Array, Evaluate, Locals, Place, Run, Value, failure, selected
from gradexplorer.lang.samples import device, host, put_back, some_of
from gradexplorer.lang.tree import And, Compare, Node, Not, Or, Piecewise

Condition: TypeAlias = Callable[[Run, Locals], Array]
"""Evaluates to a bool Tensor."""

_SIGNS: Final[dict[str, Callable[[Any, Any], Any]]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def condition(compiler: Compiler, node: Node, local: frozenset[str]) -> tuple[Condition, Compiled]:
    """A condition as a bool Tensor, and the compiled node; a number holds where it is not 0."""
    if isinstance(node, Compare):
        return _compare(compiler, node, local)
    if isinstance(node, And | Or):
        return _chain(compiler, node, local)
    if isinstance(node, Not):
        inner, compiled = condition(compiler, node.operand, local)
        return (lambda run, values: engine.logical_not(inner(run, values))), compiled
    compiled = compiler.compile(node, local)
    part = compiled.evaluate
    return (lambda run, values: run.tensor(part(run, values)) != 0.0), compiled


def _compare(compiler: Compiler, node: Compare, local: frozenset[str]) -> tuple[Condition, Compiled]:
    parts = compiler.all(node.operands, local)
    first, place = parts[0].evaluate, Place(node, compiler.text)
    rest = [(part.evaluate, _SIGNS[sign]) for part, sign in zip(parts[1:], node.signs, strict=True)]

    def evaluate(run: Run, values: Locals) -> Array:
        left = first(run, values)
        result: Array | None = None
        try:
            for part, sign in rest:
                right = part(run, values)
                if left.__class__ is not Tensor:
                    left = run.tensor(left)
                run.admit_pair(left, right, place)
                holds = sign(left, right)
                result = holds if result is None else engine.logical_and(result, holds)
                left = right
        except FAILURES as error:
            raise failure(error, place) from error
        assert result is not None
        return result

    compiled = Compiled(evaluate, *join(parts))
    if all(part.literal is not None or part.name is not None for part in parts[2:]):
        return evaluate, compiled  # to evaluate them where they are not needed does nothing
    return (lambda run, values: _step_by_step(run, values, first, rest, place, evaluate)), compiled


def _step_by_step(
    run: Run,
    values: Locals,
    first: Evaluate,
    rest: Sequence[tuple[Evaluate, Callable[[Any, Any], Any]]],
    place: Place,
    whole: Condition,
) -> Array:
    """A chained comparison, a later operand evaluated at those samples only at which the earlier ones compare so.

    `whole` is the comparison of all operands, for vectors, whose entries compare each by itself.
    """
    some, there, left = run, values, run.tensor(first(run, values))
    open_samples = np.arange(run.count)
    holds: Array | None = None
    for part, sign in rest:
        right = part(some, there)
        some.admit_pair(left, right, place)
        try:
            holds = sign(left, right)
        except FAILURES as error:
            raise failure(error, place) from error
        if some.shape(holds):
            return whole(run, values)
        left, true = some.tensor(right), host(holds)
        if true.all():
            continue
        if not true.any():
            open_samples = open_samples[:0]
            break
        places = np.flatnonzero(true)
        left = selected(left, device(some, places), some.count)
        some, there = some_of(some, there, places)
        open_samples = open_samples[places]
    if some is run:
        return holds
    filled = np.zeros(run.count, dtype=bool)
    filled[open_samples] = True
    return device(run, filled)


def _chain(compiler: Compiler, node: And | Or, local: frozenset[str]) -> tuple[Condition, Compiled]:
    """`and`, `or`: a later operand is evaluated at those samples only that the earlier ones leave open."""
    pairs = [condition(compiler, operand, local) for operand in node.operands]
    parts = [part for part, _ in pairs]
    going_on = isinstance(node, And)
    combine = engine.logical_and if going_on else engine.logical_or

    def evaluate(run: Run, values: Locals) -> Array:
        result = parts[0](run, values)
        for part in parts[1:]:
            if run.shape(result):
                result = combine(result, part(run, values))
                continue
            holds = host(result)
            open_samples = np.flatnonzero(holds == going_on)
            if not open_samples.size:
                break
            if open_samples.size == holds.size:
                result = part(run, values)
                continue
            some, locals_there = some_of(run, values, open_samples)
            later = part(some, locals_there)
            if run.shape(later):
                result = combine(result, part(run, values))
                continue
            filled = holds.copy()
            filled[open_samples] = host(later)
            result = device(run, filled)
        return result

    return evaluate, Compiled(evaluate, *join([compiled for _, compiled in pairs]))


def _as_number(compiler: Compiler, node: Compare | And | Or | Not, local: frozenset[str]) -> Compiled:
    """A condition inside arithmetic counts 0 or 1."""
    holds, compiled = condition(compiler, node, local)
    place = Place(node, compiler.text)

    def evaluate(run: Run, values: Locals) -> Value:
        value = holds(run, values).to(run.dtype)
        run.after(node, value, place)
        return value

    return Compiled(evaluate, compiled.constant, compiled.rank)


def _piecewise(compiler: Compiler, node: Piecewise, local: frozenset[str]) -> Compiled:
    pairs = [condition(compiler, part, local) for part in node.conditions]
    values = compiler.all(node.values, local)
    if node.otherwise is not None:
        values.append(compiler.compile(node.otherwise, local))
    branches = [part.evaluate for part in values]
    if node.otherwise is None:
        branches.append(lambda run, local: float("nan"))
    conditions = [part for part, _ in pairs]
    places = [Place(part, compiler.text) for part in node.conditions]
    place = Place(node, compiler.text)

    def evaluate(run: Run, local: Locals) -> Value:
        try:
            value = _branch(run, local, conditions, branches, places)
        except FAILURES as error:
            raise failure(error, place) from error
        run.after(node, value, place)
        return value

    constant = join(values)[0] and all(compiled.constant for _, compiled in pairs)
    return Compiled(evaluate, constant, min(part.rank for part in values))


def _branch(
    run: Run, local: Locals, conditions: Sequence[Condition], branches: Sequence[Evaluate], places: Sequence[Place]
) -> Value:
    """The value of the first branch whose condition holds, at every sample."""
    left = np.arange(run.count)
    some, values = run, local
    taken: list[tuple[np.ndarray[Any, Any], Value]] = []
    for holds, branch, place in zip(conditions, branches, places, strict=False):
        mask = holds(some, values)
        if some.shape(mask):
            raise place.error("a condition must be one number, not a vector", "write where(condition, a, b)")
        true = host(mask)
        holding = np.count_nonzero(true)
        if holding in (0, true.size):
            if not holding:
                continue
            taken.append((left, branch(some, values)))
            return put_back(run, taken)
        inside, outside = np.flatnonzero(true), np.flatnonzero(~true)
        there, values_there = some_of(some, values, inside)
        taken.append((left[inside], branch(there, values_there)))
        some, values = some_of(some, values, outside)
        left = left[outside]
    taken.append((left, branches[-1](some, values)))
    return put_back(run, taken)


for _kind in (Compare, And, Or, Not):
    RULES[_kind] = _as_number
RULES[Piecewise] = _piecewise
