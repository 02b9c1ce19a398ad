"""The reading back of a program: Python with every bracket written out, which is read into the same tree again."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Final

from gradexplorer.lang.render_text import number
from gradexplorer.lang.statements import (
    Assign,
    Break,
    Continue,
    For,
    If,
    Program,
    Return,
    Routine,
    Statement,
    While,
)
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Column,
    Compare,
    Comprehension,
    Constant,
    Factorial,
    Index,
    Items,
    Name,
    Negate,
    NewAxis,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Range,
    Reference,
    Slice,
    Sum,
    Zip,
)

_TERNARY, _OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _UNARY, _POWER, _ATOM = range(10)
_CONSTANTS: Final = {"pi": "math.pi", "e": "math.e", "tau": "math.tau", "inf": "math.inf"}
_AS_TYPED: Final = {"len": "len", "max": "torch.amax", "min": "torch.amin"}
_INDENT: Final = "    "


def python(tree: Program) -> str:
    """The text of a program."""
    return "\n".join(_lines(tree))


def python_expression(node: Node) -> str:
    """The text of an expression of a program."""
    return _text(node)[0]


def _lines(tree: Program) -> Iterator[str]:
    waiting = set(tree.gradients)
    for part in tree.body:
        if isinstance(part, Routine):
            yield f"def {part.name}({_parameters(part)}):"
            yield from _block(part.body)
        elif isinstance(part, Assign) and waiting.intersection(part.names):
            yield _assign(part, waiting)
            waiting.difference_update(part.names)
        else:
            yield from _statement(part)


def _parameters(routine: Routine) -> str:
    defaults = routine.optional
    return ", ".join(
        f"{name}={python_expression(defaults[name])}" if name in defaults else name for name in routine.parameters
    )


def _block(body: tuple[Statement, ...]) -> Iterator[str]:
    for part in body:
        for line in _statement(part):
            yield _INDENT + line
    if not body:
        yield _INDENT + "pass"


def _statement(part: Statement) -> Iterator[str]:
    if isinstance(part, Assign):
        yield _assign(part, set())
    elif isinstance(part, If):
        yield f"if {python_expression(part.condition)}:"
        yield from _block(part.body)
        if part.otherwise:
            yield "else:"
            yield from _block(part.otherwise)
    elif isinstance(part, For):
        yield f"for {', '.join(part.names)} in {python_expression(part.over)}:"
        yield from _block(part.body)
    elif isinstance(part, While):
        yield f"while {python_expression(part.condition)}:"
        yield from _block(part.body)
    elif isinstance(part, Return):
        yield f"return {python_expression(part.value)}"
    else:
        yield {Break: "break", Continue: "continue"}[type(part)]


def _assign(part: Assign, gradients: set[str]) -> str:
    values = [python_expression(value) for value in part.values]
    if len(part.targets[0]) == len(values):
        for i, name in enumerate(part.targets[0]):
            if name in gradients:
                values[i] = f"torch.tensor({values[i]}, requires_grad=True)"
    targets = "".join(", ".join(target) + " = " for target in part.targets)
    return targets + ", ".join(values)


def _text(node: Node) -> tuple[str, int]:
    return _RULES[type(node)](node)


def _at(node: Node, level: int) -> str:
    text, own = _text(node)
    return text if own >= level else f"({text})"


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(python_expression(node) for node in nodes)


def _operand(node: Node, level: int) -> str:
    """An operand of a sum or product: Python would join and repeat lists, where this acts on the entries."""
    text = _at(node, level)
    return f"torch.tensor({text})" if isinstance(node, Items | Comprehension) else text


def _sum(node: Sum) -> tuple[str, int]:
    parts = [_operand(node.terms[0], _PRODUCT)]
    parts += [f" {sign} {_operand(term, _PRODUCT)}" for sign, term in zip(node.signs, node.terms[1:], strict=True)]
    return "".join(parts), _SUM


def _product(node: Product) -> tuple[str, int]:
    parts = [_operand(node.factors[0], _UNARY)]
    parts += [f" {sign} {_operand(factor, _UNARY)}" for sign, factor in zip(node.signs, node.factors[1:], strict=True)]
    return "".join(parts), _PRODUCT


def _call(node: Call) -> tuple[str, int]:
    name, options = node.function, dict(node.options)
    if name == "floor_divide":
        return f"({_at(node.arguments[0], _UNARY)} // {_at(node.arguments[1], _UNARY)})", _ATOM
    if name == "transpose" and not options:
        return _at(node.arguments[0], _ATOM) + ".T", _ATOM
    shape = options.pop("shape", None)
    parts = [python_expression(part) for part in node.arguments]
    if shape is not None:
        parts.append(repr(shape) if name in ("reshape", "permute") else ", ".join(map(str, shape)))  # type: ignore[arg-type]
    parts += [f"{word}={value!r}" for word, value in options.items()]
    shown = _AS_TYPED.get(name, name) if name == "len" or "dim" in options else name
    prefix = "" if "." in shown or shown == "len" else "torch."
    return f"{prefix}{shown}({', '.join(parts)})", _ATOM


def _piecewise(node: Piecewise) -> tuple[str, int]:
    (condition,), (value,) = node.conditions, node.values
    assert node.otherwise is not None
    parts = f"{_at(value, _OR)} if {_at(condition, _OR)} else {_at(node.otherwise, _TERNARY)}"
    return parts, _TERNARY


def _compare(node: Compare) -> tuple[str, int]:
    parts = [_at(node.operands[0], _SUM)]
    parts += [f" {sign} {_at(part, _SUM)}" for sign, part in zip(node.signs, node.operands[1:], strict=True)]
    return "".join(parts), _COMPARE


def _chain(word: str, level: int) -> Callable[[Any], tuple[str, int]]:
    return lambda node: (f" {word} ".join(_at(part, level + 1) for part in node.operands), level)


def _slice(node: Slice) -> tuple[str, int]:
    low, high, step = ("" if part is None else python_expression(part) for part in (node.low, node.high, node.step))
    return f"{low}:{high}" + (f":{step}" if step else ""), _ATOM


def _range(node: Range) -> tuple[str, int]:
    parts = [node.low, node.high, node.step]
    if node.step == Number(1.0, node.step.span):
        parts = parts[:2] if node.low != Number(0.0, node.low.span) else parts[1:2]
    return f"range({_list(tuple(parts))})", _ATOM


def _comprehension(node: Comprehension) -> tuple[str, int]:
    condition = "" if node.condition is None else f" if {_at(node.condition, _OR)}"
    item = _at(node.item, _TERNARY)
    return f"[{item} for {', '.join(node.names)} in {_at(node.over, _OR)}{condition}]", _ATOM


_RULES: Final[dict[type, Callable[[Any], tuple[str, int]]]] = {
    Number: lambda node: (number(node.value), _ATOM),
    Constant: lambda node: (_CONSTANTS.get(node.name, node.name), _ATOM),
    Name: lambda node: (node.name, _ATOM),
    Reference: lambda node: (node.name, _ATOM),
    Column: lambda node: (f"{node.table}.{node.column}", _ATOM),
    Negate: lambda node: (f"-{_at(node.operand, _UNARY)}", _UNARY),
    Sum: _sum,
    Product: _product,
    Power: lambda node: (f"{_at(node.base, _ATOM)} ** {_at(node.exponent, _UNARY)}", _POWER),
    Factorial: lambda node: (f"math.factorial({python_expression(node.operand)})", _ATOM),
    Call: _call,
    Apply: lambda node: (f"{node.name}({_list(node.arguments)})", _ATOM),
    Compare: _compare,
    And: _chain("and", _AND),
    Or: _chain("or", _OR),
    Not: lambda node: (f"not {_at(node.operand, _NOT)}", _NOT),
    Piecewise: _piecewise,
    Items: lambda node: (f"[{_list(node.items)}]", _ATOM),
    Index: lambda node: (f"{_at(node.operand, _ATOM)}[{_list(node.indices)}]", _ATOM),
    Slice: _slice,
    NewAxis: lambda node: ("None", _ATOM),
    Range: _range,
    Zip: lambda node: (f"zip({_list(node.parts)})", _ATOM),
    Comprehension: _comprehension,
}
