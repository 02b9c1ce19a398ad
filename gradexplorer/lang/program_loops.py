"""What the loops and lists of a program run over, and the names that they give a value."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

from gradexplorer.lang.names import spelled
from gradexplorer.lang.tree import And, Call, Comprehension, Items, Node, Number, Range, Sum, Zip

if TYPE_CHECKING:
    from gradexplorer.lang.program_expressions import Expressions


def targets(reader: Expressions, node: ast.expr) -> tuple[str, ...]:
    """The names that an assignment gives a value."""
    parts = node.elts if isinstance(node, ast.Tuple | ast.List) else [node]
    found: list[str] = []
    for part in parts:
        if not isinstance(part, ast.Name):
            what = "an entry" if isinstance(part, ast.Subscript) else "what is no name"
            hint = "build the whole anew: v = [… for k in range(n)]" if isinstance(part, ast.Subscript) else None
            raise reader.error(f"{what} cannot be given a value in a program", reader.span(part), hint)
        if part.id.startswith("__"):
            raise reader.refused(part, f"`{part.id}`")
        found.append(spelled(part.id))
    return tuple(found)


def loop(reader: Expressions, over: ast.expr, target: ast.expr) -> tuple[Node, tuple[str, ...]]:
    """What a loop runs over, and its names: `for v in x`, `for i, (a, b) in enumerate(zip(x, y))`."""
    parts, names = _side_by_side(reader, over, target)
    if names is None:
        return parts[0], targets(reader, target)
    return Zip(tuple(parts), reader.span(over)), names


def _called(node: ast.expr, name: str) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name


def _side_by_side(reader: Expressions, over: ast.expr, target: ast.expr) -> tuple[list[Node], tuple[str, ...] | None]:
    """The parts of `zip(…)` and `enumerate(…)`, and a name for each; of anything else the one part, and None."""
    if _called(over, "map"):
        raise reader.refused(over, "`map`", "write a list: [f(v) for v in x]")
    kind = next((name for name in ("zip", "enumerate") if _called(over, name) and name not in reader.bound), None)
    if kind is None:
        return [_run(reader, over)], None
    call: Any = over
    given = _given(reader, call, kind)
    wanted = len(given) if kind == "zip" else 2
    inner = target.elts if isinstance(target, ast.Tuple | ast.List) else []
    if len(inner) != wanted:
        names = ", ".join("abcdefgh"[:wanted]) if kind == "zip" else "i, v"
        raise reader.error(
            f"`{kind}` here needs {wanted} names", reader.span(target), f"write for {names} in {kind}(…)"
        )
    if kind == "enumerate":
        parts, found = _side_by_side(reader, given[0], inner[1])
        names_of_parts = found or _one_name(reader, inner[1])
        return [_counter(reader, call, parts), *parts], (*_one_name(reader, inner[0]), *names_of_parts)
    every: list[Node] = []
    names_found: list[str] = []
    for part, name in zip(given, inner, strict=True):
        parts, found = _side_by_side(reader, part, name)
        every += parts
        names_found += found or _one_name(reader, name)
    return every, tuple(names_found)


def _one_name(reader: Expressions, node: ast.expr) -> tuple[str, ...]:
    names = targets(reader, node)
    if not isinstance(node, ast.Name):
        hint = "take it apart in a line of its own: a, b = v"
        raise reader.error("an entry takes one name here", reader.span(node), hint)
    return names


def _given(reader: Expressions, call: ast.Call, kind: str) -> list[ast.expr]:
    """The values of `zip` or `enumerate`."""
    words = [part.arg for part in call.keywords]
    starred = any(isinstance(part, ast.Starred) for part in call.args)
    if kind == "zip" and not starred and call.args and not set(words) - {"strict"}:
        return call.args
    if kind == "enumerate" and not starred and len(call.args) + len(words) in (1, 2) and not set(words) - {"start"}:
        return call.args
    hint = "write zip(x, y)" if kind == "zip" else "write enumerate(x) or enumerate(x, 1)"
    raise reader.error(f"this `{kind}` is not read in a program", reader.span(call), hint)


def _counter(reader: Expressions, call: ast.Call, parts: list[Node]) -> Node:
    """The counter of `enumerate(x, start)`: as many whole numbers as x has entries."""
    span = reader.span(call)
    counted = next((part for part in parts if not isinstance(part, Range)), None)
    if counted is None:
        raise reader.error("`enumerate` of a `range` is not read in a program", span, "the range counts already")
    count: Node = Call("len", (counted,), span)
    if isinstance(counted, Items):
        count = Number(float(len(counted.items)), span)
    starts = [*call.args[1:], *(part.value for part in call.keywords)]
    if not starts:
        return Range(Number(0.0, span), count, Number(1.0, span), span)
    start = reader.read(starts[0])
    return Range(start, Sum((start, count), ("+",), span), Number(1.0, span), span)


def _run(reader: Expressions, node: ast.expr) -> Node:
    """`range(…)` or a vector."""
    if not _called(node, "range"):
        return reader.read(node)
    call: Any = node
    span = reader.span(node)
    if call.keywords or not 1 <= len(call.args) <= 3:
        raise reader.error("`range` takes 1 to 3 values", span, "write range(10)")
    parts = [reader.read(part) for part in call.args]
    low = parts[0] if len(parts) > 1 else Number(0.0, span)
    step = parts[2] if len(parts) > 2 else Number(1.0, span)
    return Range(low, parts[1] if len(parts) > 1 else parts[0], step, span)


def comprehension(reader: Expressions, node: ast.ListComp | ast.GeneratorExp) -> Node:
    """`[item for k in over if condition]`."""
    if len(node.generators) > 1 or node.generators[0].is_async:
        hint = "put one list into another"
        raise reader.error("a list with more than one `for` is not read", reader.span(node), hint)
    part = node.generators[0]
    run_over, names = loop(reader, part.iter, part.target)
    inner = reader.inside(frozenset(names))
    conditions = tuple(inner.truth(test) for test in part.ifs)
    condition = None if not conditions else conditions[0]
    if len(conditions) > 1:
        condition = And(conditions, conditions[0].span.to(conditions[-1].span))
    return Comprehension(inner.read(node.elt), names, run_over, condition, reader.span(node))
