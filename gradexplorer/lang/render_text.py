"""The reading back of a tree: plain text without ambiguity that is read into the same tree again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gradexplorer.lang.characters import TO_SUPERSCRIPT
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.names import CONSTANT_SHOWN
from gradexplorer.lang.tree import (
    And,
    Apply,
    Call,
    Column,
    Compare,
    Constant,
    Derivative,
    Factorial,
    Gradient,
    Index,
    Items,
    Name,
    Negate,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Reference,
    Series,
    Sum,
    walk,
)

_OR, _AND, _NOT, _COMPARE, _SUM, _PRODUCT, _UNARY, _POWER, _POSTFIX, _ATOM = range(1, 11)
_BRACKETS: Final = 20
"""Most brackets that only make a division before a product easier to see."""

_COMPARISONS: Final = {"<=": "≤", ">=": "≥", "!=": "≠"}


def reading(node: Node) -> str:
    """The text of a tree with every product and every bracket written out."""
    return _text(node)[0]


def number(value: float) -> str:
    """A number as short as it reads back the same."""
    if value == float("inf"):
        return "1e999"
    if value == int(value) and abs(value) < 1e16:
        return str(int(value))
    return repr(value)


def _text(node: Node) -> tuple[str, int]:
    """The text, and how tightly its outermost operator binds."""
    return _RULES[type(node)](node)


def _at(node: Node, level: int) -> str:
    """The text, in brackets where it binds less tightly than `level`."""
    text, own = _text(node)
    return text if own >= level else f"({text})"


def _list(nodes: tuple[Node, ...]) -> str:
    return ", ".join(reading(node) for node in nodes)


def _number(node: Number) -> tuple[str, int]:
    return number(node.value), _ATOM


def _sum(node: Sum) -> tuple[str, int]:
    parts = [_at(node.terms[0], _PRODUCT)]
    for sign, term in zip(node.signs, node.terms[1:], strict=True):
        parts.append(f" {'−' if sign == '-' else '+'} {_at(term, _PRODUCT)}")
    return "".join(parts), _SUM


def _product(node: Product) -> tuple[str, int]:
    parts = [_at(node.factors[0], _UNARY)]
    opened = 0
    for i, (sign, factor) in enumerate(zip(node.signs, node.factors[1:], strict=True)):
        text = _at(factor, _UNARY)
        if i and sign != "/" and node.signs[i - 1] == "/" and opened < _BRACKETS:
            opened += 1
            parts.append(")")
        parts.append({"*": "·", "/": "/", "%": " % ", "@": " @ "}[sign] + text)
    return "(" * opened + "".join(parts), _PRODUCT


def _negate(node: Negate) -> tuple[str, int]:
    return "−" + _at(node.operand, _UNARY), _UNARY


def _power(node: Power) -> tuple[str, int]:
    base = _at(node.base, _POSTFIX)
    exponent = node.exponent
    if isinstance(exponent, Number) and exponent.value < 1e6 and exponent.value == int(exponent.value):
        return base + str(int(exponent.value)).translate(TO_SUPERSCRIPT), _POWER
    return f"{base}^{_at(exponent, _POSTFIX)}", _POWER


def _factorial(node: Factorial) -> tuple[str, int]:
    return _at(node.operand, _POSTFIX) + "!", _POSTFIX


def _call(node: Call) -> tuple[str, int]:
    if node.function == "abs":
        if any(isinstance(part, Call) and part.function == "abs" for part in walk(node.arguments[0])):
            return f"abs({reading(node.arguments[0])})", _ATOM
        return f"|{reading(node.arguments[0])}|", _ATOM
    return f"{FUNCTIONS[node.function].shown}({_list(node.arguments)})", _ATOM


def _apply(node: Apply) -> tuple[str, int]:
    return f"{node.name}{chr(39) * node.order}({_list(node.arguments)})", _ATOM


def _derivative(node: Derivative) -> tuple[str, int]:
    order = f", {node.order}" if node.order > 1 else ""
    return f"diff({reading(node.body)}, {node.variable}{order})", _ATOM


def _compare(node: Compare) -> tuple[str, int]:
    parts = [_at(node.operands[0], _SUM)]
    for sign, operand in zip(node.signs, node.operands[1:], strict=True):
        parts.append(f" {_COMPARISONS.get(sign, sign)} {_at(operand, _SUM)}")
    return "".join(parts), _COMPARE


def _chain(word: str, level: int) -> Callable[[Any], tuple[str, int]]:
    def text(node: And | Or) -> tuple[str, int]:
        return f" {word} ".join(_at(operand, level + 1) for operand in node.operands), level

    return text


def _not(node: Not) -> tuple[str, int]:
    return "not " + _at(node.operand, _NOT), _NOT


def _piecewise(node: Piecewise) -> tuple[str, int]:
    pairs = zip(node.conditions, node.values, strict=True)
    parts = [f"{reading(condition)}: {reading(value)}" for condition, value in pairs]
    if node.otherwise is not None:
        parts.append(reading(node.otherwise))
    return "{" + ", ".join(parts) + "}", _ATOM


def _series(node: Series) -> tuple[str, int]:
    bounds = f"{node.counter}={_at(node.low, _SUM)}..{_at(node.high, _SUM)}"
    return f"{node.kind}({reading(node.body)}, {bounds})", _ATOM


def _index(node: Index) -> tuple[str, int]:
    text = reading(node.operand)
    if not isinstance(node.operand, Name | Reference | Column | Items | Index | Apply):
        text = f"({text})"
    return f"{text}[{_list(node.indices)}]", _POSTFIX


_RULES: Final[dict[type, Callable[[Any], tuple[str, int]]]] = {
    Number: _number,
    Constant: lambda node: (CONSTANT_SHOWN[node.name], _ATOM),
    Name: lambda node: (node.name, _ATOM),
    Reference: lambda node: (node.name, _ATOM),
    Column: lambda node: (f"{node.table}.{node.column}", _ATOM),
    Negate: _negate,
    Sum: _sum,
    Product: _product,
    Power: _power,
    Factorial: _factorial,
    Call: _call,
    Apply: _apply,
    Derivative: _derivative,
    Gradient: lambda node: (f"grad({node.name})({_list(node.arguments)})", _ATOM),
    Compare: _compare,
    And: _chain("and", _AND),
    Or: _chain("or", _OR),
    Not: _not,
    Piecewise: _piecewise,
    Series: _series,
    Items: lambda node: (f"[{_list(node.items)}]", _ATOM),
    Index: _index,
}
