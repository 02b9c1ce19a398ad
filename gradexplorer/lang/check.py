"""One pass over a tree: its size, the names it uses and how, and what it needs from the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msgspec import Struct, field

from gradexplorer.lang.errors import LangError, Span
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.limits import NODES, TREE_DEPTH
from gradexplorer.lang.statements import Program
from gradexplorer.lang.tree import (
    CHILDREN,
    Apply,
    Call,
    Column,
    Comprehension,
    Derivative,
    Gradient,
    Index,
    Items,
    Name,
    Negate,
    Node,
    Number,
    Piecewise,
    Reference,
    Series,
    children,
    walk,
)


class Survey(Struct):
    """What a tree uses.

    `names`: free names in order of first use, with the place. `vectors`: the free names that are indexed, with the
    least length. `uses`: definitions, with the place. `arrays`: whether a list or a column occurs. `where`:
    whether `where` occurs.
    """

    names: dict[str, Span] = field(default_factory=dict)
    vectors: dict[str, int] = field(default_factory=dict)
    uses: dict[str, Span] = field(default_factory=dict)
    passed: list[tuple[str, int, str]] = field(default_factory=list)
    """Names that are handed to defined functions as they are: function, place of the argument, name."""
    arrays: bool = False
    where: bool = False
    depth: int = 0


def survey(tree: Node, text: str, bound: frozenset[str] = frozenset()) -> Survey:
    """Look through a tree; `bound` are the arguments of its definition. Raises LangError beyond the bounds."""
    found = Survey()
    count = _look((tree,), 1, bound, found)
    if count > NODES:
        raise LangError(f"this formula has more than {NODES:,} parts", tree.span, text)
    if found.depth > TREE_DEPTH:
        raise LangError("this is nested too deep", tree.span, text, "give a part a name: a = …")
    return found


def _look(nodes: tuple[Any, ...], depth: int, hidden: frozenset[str], found: Survey) -> int:
    """Take down what these nodes and those below them use; how many there are. Stops below the deepest tree allowed."""
    count = len(nodes)
    if depth > found.depth:
        found.depth = depth
        if depth > TREE_DEPTH:
            return count
    for node in nodes:
        kind = type(node)
        if kind is Number:
            continue
        if kind is Name:
            if node.name not in hidden:
                found.names.setdefault(node.name, node.span)
            continue
        inside = _note(node, found, hidden) if kind in _NOTED else hidden
        below = CHILDREN[kind](node)
        if below:
            count += _look(below, depth + 1, inside, found)
    return count


def refuse_tables(tree: Node, tables: Mapping[str, frozenset[str]], text: str) -> None:
    """Raises LangError for `mean(D)`, where D is a table."""
    for node in walk(tree):
        if not isinstance(node, Call) or FUNCTIONS[node.function].kind not in ("reduce", "vector", "extreme"):
            continue
        for part in node.arguments:
            if isinstance(part, Name) and part.name in tables:
                columns = ", ".join(f"{part.name}.{column}" for column in sorted(tables[part.name])[:4])
                raise LangError(f"`{part.name}` is a table", part.span, text, f"write a column of it: {columns}")


def survey_program(tree: Program, text: str, free: Mapping[str, Span]) -> Survey:
    """Look through a program, whose `free` names are known already. Raises LangError beyond the bounds."""
    found = Survey(names=dict(free))
    own = tree.routines
    stack: list[tuple[Any, int]] = [(tree, 1)]
    count = 0
    while stack:
        node, depth = stack.pop()
        count += 1
        if count > NODES:
            raise LangError(f"this program has more than {NODES:,} parts", tree.span, text)
        found.depth = max(found.depth, depth)
        if isinstance(node, Reference) or (isinstance(node, Apply) and node.name not in own):
            found.uses.setdefault(node.name, node.span)
        elif isinstance(node, Column | Items | Index | Comprehension):
            found.arrays = True
        elif isinstance(node, Call):
            found.where = found.where or node.function == "where"
        stack.extend((child, depth + 1) for child in children(node))
    if found.depth > TREE_DEPTH:
        raise LangError("this is nested too deep", tree.span, text, "give a part a name: a = …")
    return found


_COUNTED = 1_000
"""A series to at least this number says nothing about the length of vectors."""
_NOTED = frozenset({Reference, Apply, Gradient, Column, Items, Index, Series, Derivative, Call})


def _note(node: Node, found: Survey, hidden: frozenset[str]) -> frozenset[str]:
    """Take down what this node uses; the names that are hidden below it."""
    if isinstance(node, Call):
        found.where = found.where or node.function == "where"
    elif isinstance(node, Reference | Apply | Gradient):
        found.uses.setdefault(node.name, node.span)
        if not isinstance(node, Reference):
            for i, argument in enumerate(node.arguments):
                if isinstance(argument, Name):
                    found.passed.append((node.name, i, argument.name))
    elif isinstance(node, Column | Items):
        found.arrays = True
    elif isinstance(node, Index):
        base = node.operand
        if isinstance(base, Name):
            found.vectors[base.name] = max(found.vectors.get(base.name, 1), _least_length(node.indices[0]))
    elif isinstance(node, Derivative):
        if node.variable not in hidden:
            found.names.setdefault(node.variable, node.span)
    elif isinstance(node, Series):
        _counted(node, hidden, found)
        hidden = hidden | {node.counter}
    return hidden


def _counted(series: Series, hidden: frozenset[str], found: Survey) -> None:
    """Take down how long a vector must be for `x[k]` in a series to a number; a branch may leave entries out."""
    high = series.high
    if not isinstance(high, Number) or not 0 <= high.value < _COUNTED:
        return
    below = list(walk(series.body))
    if any(isinstance(node, Piecewise) for node in below):
        return
    for node in below:
        if isinstance(node, Index) and isinstance(node.operand, Name) and node.operand.name not in hidden:
            first = node.indices[0]
            if isinstance(first, Name) and first.name == series.counter:
                name = node.operand.name
                found.vectors[name] = max(found.vectors.get(name, 1), int(high.value) + 1)


def _least_length(index: Node) -> int:
    """How long a vector must be for this index; 1 where the index is not a plain number."""
    if isinstance(index, Number):
        return int(min(index.value, 1e6)) + 1
    if isinstance(index, Negate) and isinstance(index.operand, Number):
        return int(min(index.operand.value, 1e6))
    return 1


def choose_variables(direct: Sequence[str], every: Sequence[str], preferred: Sequence[str]) -> tuple[str, ...]:
    """The variables among the free names: x and y; else the only one or both; else the first preferred one.

    `direct` are the free names of the formula itself, `every` also those of the definitions it uses.
    """
    axes = tuple(name for name in ("x", "y") if name in every)
    if axes:
        return axes
    names = tuple(direct or every)
    if len(names) <= 2:
        return names
    return next(((name,) for name in preferred if name in names), names[:1])
