"""The command `explain`: how a text is read."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from typing import Any

from msgspec.structs import fields

from gradexplorer.cli.inputs import expression_text, tables
from gradexplorer.cli.problem import chosen_variables, drawn, read_entry
from gradexplorer.cli.reply import Refusal, print_json, shown
from gradexplorer.lang import Entry, Function, Node
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.tree import children

_MOST_READ = 60
"""Characters of a part's reading that stand in its line."""


def explain(options: argparse.Namespace) -> int:
    """Write the reading, the names, the LaTeX and the tree."""
    options.expression = text = expression_text(options)
    wanted = chosen_variables(options)
    sheet, entry = read_entry(text, options.define, tables(options.data), wanted)
    if entry.kind == "empty":
        raise Refusal("The expression is empty.", hint="Write one, such as 'x^2 + 2y^2'.")
    function = None if entry.function is None else drawn(entry, wanted)
    if options.json:
        print_json(_answer(entry, function, dict(sheet.fixed)))
    else:
        _write(entry, function, dict(sheet.fixed))
    return 0


def _answer(entry: Entry, function: Function | None, fixed: dict[str, float]) -> dict[str, Any]:
    names = {"variables": [], "sliders": [], "tree": []} if function is None else {
        "variables": [_variable(function, entry, name) for name in function.variables],
        "sliders": [{"name": name, "value": fixed.get(name)} for name in function.sliders],
        "tree": [{"depth": depth, "node": kind, "text": text, "span": [node.span.start, node.span.end]}
                 for depth, node, kind, text in _nodes(function.tree)],
    }  # fmt: skip
    return {
        "expression": entry.text,
        "kind": entry.kind,
        "name": entry.name,
        "reading": entry.reading,
        "latex": entry.latex,
        **names,
        "hints": [{"message": note.message, "span": [note.span.start, note.span.end]} for note in entry.hints],
    }


def _variable(function: Function, entry: Entry, name: str) -> dict[str, Any]:
    return {"name": name, "length": function.vector.get(name), "start": entry.start.get(name)}


def _write(entry: Entry, function: Function | None, fixed: dict[str, float]) -> None:
    first, *others = entry.reading.splitlines() or [""]
    print(f"reading     {first}", *(f"            {line}" for line in others), sep="\n")
    print(f"kind        {entry.kind}" + (f", {entry.name}" if entry.name else ""))
    if function is not None:
        for name in function.variables:
            length = function.vector.get(name)
            value = f" = {shown(entry.start[name])}" if name in entry.start else ""
            print(f"variable    {name}{value}" + (f", a vector of at least {length}" if length else ""))
        for name in function.sliders:
            print(f"slider      {name}" + (f" = {shown(fixed[name])}" if name in fixed else ""))
    print(f"LaTeX       {entry.latex}")
    for note in entry.hints:
        print(f"note        {note.span.start}-{note.span.end}: {note.message}")
    if function is not None:
        print("tree")
        for depth, node, kind, text in _nodes(function.tree):
            print(f"  {'  ' * depth}{kind}  {node.span.start}-{node.span.end}  {text}")


def _nodes(tree: Node) -> Iterator[tuple[int, Node, str, str]]:
    """Every node with its depth, its kind and what it stands for, parents first; without recursion."""
    stack = [(0, tree)]
    while stack:
        depth, node = stack.pop()
        yield depth, node, _kind(node), _shown(node)
        stack.extend((depth + 1, below) for below in reversed(children(node)))


def _kind(node: Node) -> str:
    """The node's kind, with what its class alone does not say: a function's name, the signs of a chain."""
    told = [type(node).__name__]
    for each in fields(node):
        value = getattr(node, each.name)
        if isinstance(value, str) and each.name != "text":
            told.append(value)
        elif each.name == "signs":
            told.append(" ".join(value))
        elif each.name == "value" and isinstance(value, float):
            told.append(repr(value))
    return " ".join(told)


def _shown(node: Node) -> str:
    try:
        text = " ".join(reading(node).split())
    except (RecursionError, KeyError, TypeError):  # a part of a program need not have a reading of its own
        return ""
    return text if len(text) <= _MOST_READ else text[: _MOST_READ - 1] + "…"
