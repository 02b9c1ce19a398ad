"""What a program is as a function: variables, sliders, the statements it needs; and no function calls itself."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias

from msgspec import Struct

from gradexplorer.lang.check import choose_variables
from gradexplorer.lang.errors import LangError
from gradexplorer.lang.names import PREFERRED
from gradexplorer.lang.statements import Assign, For, If, Program, Routine, Statement, While, assigned
from gradexplorer.lang.tree import Apply, Comprehension, Index, Items, Name, Negate, Node, Number, children, walk

Start: TypeAlias = float | tuple[Any, ...]
"""A number, or nested tuples of numbers for a vector or a matrix."""


class Meaning(Struct, frozen=True):
    """A program as a function.

    `result`: its last function, or None where it has none. `value`: else the last name assigned. `statements`: those
    on the top level that the result needs. `given`: the names that come from outside in place of their first
    assignment, with the number (or nested tuples) that the program writes. `optional`: the last function's
    parameters with a default that is a number. `start`: what the program writes for the function's parameters.
    `vectors`: parameters and given names that are vectors, with the least length. `variables`: those of `given` with
    `requires_grad`.
    """

    result: Routine | None
    value: str
    statements: tuple[Statement, ...]
    given: Mapping[str, Start]
    optional: Mapping[str, float]
    start: Mapping[str, Start]
    vectors: Mapping[str, int]
    variables: tuple[str, ...]


def meaning(tree: Program) -> Meaning:
    """What a program is as a function."""
    routines, gradients = tree.routines, tree.gradients
    result = next(reversed(routines.values()), None)
    top = tuple(part for part in tree.body if not isinstance(part, Routine))
    numbers = _numbers(top, gradients)
    value = "" if result is not None else _last_assigned(top)
    needed = {value} if result is None else _globals(result, routines, set())
    statements, needed = _needed(top, needed, routines)
    given = {name: start for name, start in numbers.items() if name in needed}
    if result is None and value in given and _assignments(top, value) == 1 and len(given) > 1:
        del given[value]
    statements = tuple(part for part in statements if not _sets(part, given, statements))
    optional, start = {}, {}
    if result is not None:
        for name, default in result.optional.items():
            number = _number(default)
            if isinstance(number, float):
                optional[name] = number
        start = {name: numbers[name] for name in result.parameters if name in numbers}
    vectors = _lengths(result.body if result else (), result.required if result else ())
    for name, found in (*given.items(), *start.items()):
        if isinstance(found, tuple):
            vectors[name] = max(len(found), vectors.get(name, 1))
    return Meaning(
        result, value, statements, given, optional, start, vectors, tuple(n for n in gradients if n in given)
    )


def variables_of(found: Meaning, free: Iterable[str]) -> tuple[str, ...]:
    """The variables of a program whose other names are `free`: parameters, else tensors with a gradient."""
    if found.result is not None and found.result.required:
        return found.result.required
    if found.variables:
        return found.variables
    names = tuple(dict.fromkeys((*found.given, *found.optional, *free)))
    return choose_variables(names, names, PREFERRED)


def _numbers(top: tuple[Statement, ...], gradients: tuple[str, ...]) -> dict[str, Start]:
    """The names first given a number on the top level and not given another one outside a loop.

    Tensors with `requires_grad` count whatever comes later, vectors and matrices among them.
    """
    found: dict[str, Start] = {}
    seen: set[str] = set()
    again: set[str] = set()
    for part in top:
        names = assigned((part,))
        if isinstance(part, Assign):
            for name in part.names:
                (again if name in seen else seen).add(name)
            single = len(part.targets) == 1 and len(part.values) == len(part.targets[0])
            for name, node in zip(part.targets[0], part.values, strict=False) if single else ():
                number = _number(node)
                if name not in again and (isinstance(number, float) or (number is not None and name in gradients)):
                    found.setdefault(name, number)
        elif isinstance(part, If):
            again |= names & seen
        seen |= names
    return {name: start for name, start in found.items() if name not in again or name in gradients}


def _number(node: Node) -> Start | None:
    """The number that a node writes out, nested tuples for a list of them; None for anything else."""
    if isinstance(node, Number):
        return node.value
    if isinstance(node, Negate):
        inner = _number(node.operand)
        return -inner if isinstance(inner, float) else None
    if isinstance(node, Items):
        parts = tuple(_number(item) for item in node.items)
        return None if any(part is None for part in parts) else parts
    return None


def _last_assigned(top: tuple[Statement, ...]) -> str:
    """The name that is assigned last in the text."""
    last = ""
    stack: list[Any] = list(reversed(top))
    while stack:
        part = stack.pop()
        if isinstance(part, Assign):
            last = part.names[-1]
        elif isinstance(part, If):
            stack.extend(reversed((*part.body, *part.otherwise)))
        elif isinstance(part, For | While):
            stack.extend(reversed(part.body))
    return last


def _assignments(top: tuple[Statement, ...], name: str) -> int:
    return sum(name in assigned((part,)) for part in top)


def reads(node: Any, routines: Mapping[str, Routine], seen: set[str]) -> set[str]:
    """The names that a statement or an expression reads, the globals of the functions it calls included."""
    names: set[str] = set()
    stack: list[tuple[Any, frozenset[str]]] = [(node, frozenset())]
    while stack:
        part, hidden = stack.pop()
        if isinstance(part, Name):
            if part.name not in hidden:
                names.add(part.name)
            continue
        if isinstance(part, Apply) and part.name in routines and part.name not in seen:
            seen.add(part.name)
            names |= _globals(routines[part.name], routines, seen)
        if isinstance(part, Comprehension):
            stack.append((part.over, hidden))
            hidden = hidden | frozenset(part.names)
            stack.append((part.item, hidden))
            if part.condition is not None:
                stack.append((part.condition, hidden))
            continue
        stack.extend((below, hidden) for below in children(part))
    return names


def own_names(routine: Routine) -> frozenset[str]:
    """The names that belong to a function: its parameters and what it assigns."""
    return frozenset(routine.parameters) | assigned(routine.body)


def _globals(routine: Routine, routines: Mapping[str, Routine], seen: set[str]) -> set[str]:
    """The names that a function reads and does not own, those of the functions it calls included."""
    own = own_names(routine)
    found: set[str] = set()
    for part in routine.body:
        called: set[str] = set()
        direct = reads(part, {}, set())
        found |= {name for name in direct if name not in own}
        stack: list[Any] = [part]
        while stack:
            node = stack.pop()
            if isinstance(node, Apply) and node.name in routines and node.name not in seen:
                seen.add(node.name)
                called |= _globals(routines[node.name], routines, seen)
            stack.extend(children(node))
        found |= called
    return found


def globals_of(routine: Routine, routines: Mapping[str, Routine]) -> frozenset[str]:
    """The names that a function reads from the top level."""
    return frozenset(_globals(routine, routines, {routine.name}))


def _needed(
    top: tuple[Statement, ...], needed: set[str], routines: Mapping[str, Routine]
) -> tuple[tuple[Statement, ...], set[str]]:
    """The statements that give `needed` names a value, and the names that they need in turn."""
    needed = set(needed)
    chosen: set[int] = set()
    growing = True
    while growing:
        growing = False
        for i, part in enumerate(top):
            if i not in chosen and assigned((part,)) & needed:
                chosen.add(i)
                needed |= reads(part, routines, set())
                growing = True
    return tuple(part for i, part in enumerate(top) if i in chosen), needed


def _sets(part: Statement, given: Mapping[str, Start], statements: Iterable[Statement]) -> bool:
    """Whether this is the first assignment of names that come from outside."""
    if not isinstance(part, Assign) or not all(name in given for name in part.names):
        return False
    first = {name: next(s for s in statements if name in assigned((s,))) for name in part.names}
    return all(found is part for found in first.values())


def _lengths(body: tuple[Statement, ...], names: tuple[str, ...]) -> dict[str, int]:
    """The parameters that are indexed by numbers, with the least length they need."""
    found: dict[str, int] = {}
    stack: list[Any] = list(body)
    while stack:
        part = stack.pop()
        if isinstance(part, Index) and isinstance(part.operand, Name) and part.operand.name in names:
            number = _number(part.indices[0])
            length = 1
            if isinstance(number, float):
                length = int(min(abs(number), 1e6)) + (number >= 0)
            found[part.operand.name] = max(found.get(part.operand.name, 1), length)
        stack.extend(children(part))
    return found


def refuse_rings(tree: Program, text: str) -> None:
    """Raises LangError where functions call each other in a ring."""
    calls = {
        name: [node for node in walk(routine) if isinstance(node, Apply) and node.name in tree.routines]  # type: ignore[arg-type]
        for name, routine in tree.routines.items()
    }
    done: set[str] = set()
    for start in calls:
        path: list[str] = []
        stack: list[tuple[str, int]] = [(start, 0)]
        while stack:
            name, place = stack.pop()
            if place == 0:
                path.append(name)
            if place < len(calls[name]):
                stack.append((name, place + 1))
                call = calls[name][place]
                if call.name in path:
                    shown = " → ".join([*path[path.index(call.name) :], call.name])
                    message = f"`{call.name}` calls itself" if call.name == name else f"these call each other: {shown}"
                    raise LangError(message, call.span, text, "write a loop")
                if call.name not in done:
                    stack.append((call.name, 0))
            else:
                path.pop()
                done.add(name)
