"""One pass over a tree: its size, the names it uses and how, and what it needs from the document."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from gradexplorer.lang.errors import LangError, Span
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
    Reference,
    Series,
    children,
)


@dataclass(slots=True)
class Survey:
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
        hidden = hidden | {node.counter}
    return hidden


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
