"""The lists that a program builds: `v = []` and `v.append(x)`.

A list is a vector here, and vectors never change: `v.append(x)` gives v the new value `torch.cat([v, [x]])`. That is
what Python does as long as the list has one name only, so it is read for such names alone.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from gradexplorer.lang.errors import Note, Span
from gradexplorer.lang.names import spelled
from gradexplorer.lang.tree import Call, Items, Node

if TYPE_CHECKING:
    from gradexplorer.lang.program_expressions import Expressions


def is_list(node: ast.expr) -> bool:
    """Whether an expression is a list as it is typed."""
    return isinstance(node, ast.List | ast.ListComp)


def lists(body: Iterable[ast.stmt]) -> frozenset[str]:
    """The names that these statements give lists and nothing else, and that stand for no list of another name."""
    found: set[str] = set()
    others: set[str] = set()
    stack: list[Any] = [node for node in body if not isinstance(node, ast.FunctionDef)]
    while stack:
        node = stack.pop()
        if isinstance(node, ast.Assign | ast.AnnAssign) and node.value is not None:
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            single = len(targets) == 1 and isinstance(targets[0], ast.Name) and is_list(node.value)
            names = [part.id for target in targets for part in ast.walk(target) if isinstance(part, ast.Name)]
            (found if single else others).update(names)
            if isinstance(node.value, ast.Name):
                others.add(node.value.id)
        elif isinstance(node, ast.For):
            others.update(part.id for part in ast.walk(node.target) if isinstance(part, ast.Name))
        if isinstance(node, ast.stmt):
            stack.extend(part for part in ast.iter_child_nodes(node) if isinstance(part, ast.stmt))
    return frozenset(map(spelled, found - others))


def grown(reader: Expressions, named: ast.Attribute, given: list[ast.expr], span: Span) -> tuple[str, Node]:
    """The name and the new value of `v.append(x)` and `v.extend(x)`. Raises LangError where v is no such list."""
    word, base = named.attr, named.value
    name = spelled(base.id) if isinstance(base, ast.Name) else ""
    if name not in reader.lists:
        shown = reader.text[reader.span(base).start : reader.span(base).end]
        message = f"`{shown}` is no list that was begun here under this one name"
        hint = "begin it with v = [], and give what is made of it another name; or write [… for k in range(n)]"
        raise reader.error(message, span, hint)
    if len(given) != 1:
        raise reader.error(f"`{word}` takes one value", span, f"write v.{word}(x)")
    return name, together(reader, base, given[0], span, one=word == "append")


def refuse_growth(reader: Expressions, loop: ast.For) -> None:
    """Raises LangError where a loop makes the list longer that it runs over: Python would go on with what is new."""
    over = {node.id for node in _looped(loop.iter)}
    for node in (part for statement in loop.body for part in ast.walk(statement)):
        base: ast.expr | None = None
        if isinstance(node, ast.AugAssign):
            base = node.target
        elif isinstance(node, ast.Attribute) and node.attr in ("append", "extend"):
            base = node.value
        if isinstance(base, ast.Name) and base.id in over and spelled(base.id) in reader.lists:
            hint = f"run over a copy: for v in {base.id}[:]; or write a while loop"
            raise reader.error(f"`{base.id}` grows while the loop runs over it", reader.span(node), hint)


def _looped(over: ast.expr) -> list[ast.Name]:
    """The names that a loop runs over as they are, within `zip` and `enumerate` too."""
    if isinstance(over, ast.Call) and isinstance(over.func, ast.Name) and over.func.id in ("zip", "enumerate"):
        return [name for part in over.args for name in _looped(part)]
    return [over] if isinstance(over, ast.Name) else []


def together(reader: Expressions, left: ast.expr, right: ast.expr, span: Span, *, one: bool) -> Node:
    """The list `left` with the entries of `right` behind it, or with `right` itself as `one` more entry."""
    more = reader.read(right)
    parts = reader.read(left), Items((more,), more.span) if one else more
    return Call("cat", (Items(parts, span),), span)


def refuse_arithmetic(reader: Expressions, sign: str, operands: list[ast.expr]) -> None:
    """Raises LangError for `[1, 2] + x` and `[0] * n`, which join and repeat lists in Python; a note for names."""
    if sign not in ("+", "*"):
        return
    what = "would join lists" if sign == "+" else "would repeat the list"
    for operand in operands:
        if is_list(operand):
            other = "torch.cat([a, b])" if sign == "+" else "[0 for k in range(n)]"
            hint = f"write {other} for that, torch.tensor([…]) {sign} … for the entries"
            raise reader.error(f"`{sign}` {what} in Python", reader.span(operand), hint)
        if isinstance(operand, ast.Name) and spelled(operand.id) in reader.lists:
            message = f"`{operand.id}` is a vector here, so `{sign}` acts on its entries; in Python it {what}"
            reader.notes.append(Note(message, reader.span(operand)))
