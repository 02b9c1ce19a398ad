"""The reading back of a tree: plain text without ambiguity that is read into the same tree again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from gradexplorer.lang.characters import TO_SUPERSCRIPT
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.names import CONSTANT_SHOWN
from gradexplorer.lang.operators import (
    AND,
    ATOM,
    COMPARE,
    NOT,
    OR,
    POSTFIX,
    POWER,
    PRODUCT,
    SUM,
    TERNARY,
    UNARY,
)
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
    NewAxis,
    Node,
    Not,
    Number,
    Or,
    Piecewise,
    Power,
    Product,
    Reference,
    Series,
    Slice,
    Sum,
    walk,
)

_BRACKETS: Final = 20
"""Most brackets that only make it easier to see that a division stands before a product."""

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
    return number(node.value), ATOM


def _sum(node: Sum) -> tuple[str, int]:
    parts = [_at(node.terms[0], PRODUCT)]
    for sign, term in zip(node.signs, node.terms[1:], strict=True):
        parts.append(f" {'−' if sign == '-' else '+'} {_unsigned(_at(term, PRODUCT))}")
    return "".join(parts), SUM


def _unsigned(text: str) -> str:
    """A text that may follow an operator: in brackets where it begins with a sign."""
    return f"({text})" if text[0] == "−" else text


def _product(node: Product) -> tuple[str, int]:
    parts = [_at(node.factors[0], UNARY)]
    opened = 0
    for i, (sign, factor) in enumerate(zip(node.signs, node.factors[1:], strict=True)):
        text = _unsigned(_at(factor, UNARY))
        if i and (node.signs[i - 1] != "*" or sign in "%@") and opened < _BRACKETS:
            opened += 1
            parts.append(")")
        parts.append({"*": "·", "/": "/", "%": " % ", "@": " @ "}[sign] + text)
    return "(" * opened + "".join(parts), PRODUCT


def _negate(node: Negate) -> tuple[str, int]:
    return "−" + _unsigned(_at(node.operand, UNARY)), UNARY


def _power(node: Power) -> tuple[str, int]:
    base = _at(node.base, ATOM if isinstance(node.base, Factorial) else POSTFIX)
    exponent = node.exponent
    if isinstance(exponent, Number) and exponent.value < 1e6 and exponent.value == int(exponent.value):
        return base + str(int(exponent.value)).translate(TO_SUPERSCRIPT), POWER
    return f"{base}^{_at(exponent, ATOM if isinstance(exponent, Factorial) else POSTFIX)}", POWER


def _factorial(node: Factorial) -> tuple[str, int]:
    return _at(node.operand, ATOM if isinstance(node.operand, Factorial) else POSTFIX) + "!", POSTFIX


def _call(node: Call) -> tuple[str, int]:
    if node.function == "abs":
        if any(isinstance(part, Call) and part.function == "abs" for part in walk(node.arguments[0])):
            return f"abs({reading(node.arguments[0])})", ATOM
        return f"|{reading(node.arguments[0])}|", ATOM
    options = "".join(f", {name}={value}" for name, value in node.options)
    amax = node.function in ("max", "min") and options  # max with an axis would be PyTorch's pair of values and indices
    return f"{'a' if amax else ''}{FUNCTIONS[node.function].shown}({_list(node.arguments)}{options})", ATOM


def _apply(node: Apply) -> tuple[str, int]:
    return f"{node.name}{chr(39) * node.order}({_list(node.arguments)})", ATOM


def _derivative(node: Derivative) -> tuple[str, int]:
    order = f", {node.order}" if node.order > 1 else ""
    return f"diff({reading(node.body)}, {node.variable}{order})", ATOM


def _compare(node: Compare) -> tuple[str, int]:
    parts = [_at(node.operands[0], SUM)]
    for sign, operand in zip(node.signs, node.operands[1:], strict=True):
        parts.append(f" {_COMPARISONS.get(sign, sign)} {_at(operand, SUM)}")
    return "".join(parts), COMPARE


def _chain(word: str, level: int) -> Callable[[Any], tuple[str, int]]:
    def text(node: And | Or) -> tuple[str, int]:
        return f" {word} ".join(_at(operand, COMPARE) for operand in node.operands), level

    return text


def _not(node: Not) -> tuple[str, int]:
    return "not " + _at(node.operand, SUM), NOT


def _piecewise(node: Piecewise) -> tuple[str, int]:
    pairs = zip(node.conditions, node.values, strict=True)
    parts = [f"{reading(condition)}: {reading(value)}" for condition, value in pairs]
    if node.otherwise is not None:
        parts.append(reading(node.otherwise))
    return "{" + ", ".join(parts) + "}", ATOM


def _series(node: Series) -> tuple[str, int]:
    bounds = f"{node.counter}={_at(node.low, SUM)}..{_at(node.high, SUM)}"
    return f"{node.kind}({reading(node.body)}, {bounds})", ATOM


def _index(node: Index) -> tuple[str, int]:
    text = reading(node.operand)
    bars = text.startswith("|")
    if bars or not isinstance(node.operand, Name | Reference | Column | Items | Index | Apply | Call | Gradient):
        text = f"({text})"
    return f"{text}[{_list(node.indices)}]", POSTFIX


def _slice(node: Slice) -> tuple[str, int]:
    parts = ["" if part is None else _at(part, SUM) for part in (node.low, node.high, node.step)]
    return ":".join(parts if parts[2] else parts[:2]), TERNARY


_RULES: Final[dict[type, Callable[[Any], tuple[str, int]]]] = {
    Number: _number,
    Constant: lambda node: (CONSTANT_SHOWN[node.name], ATOM),
    Name: lambda node: (node.name, ATOM),
    Reference: lambda node: (node.name, ATOM),
    Column: lambda node: (f"{node.table}.{node.column}", ATOM),
    Negate: _negate,
    Sum: _sum,
    Product: _product,
    Power: _power,
    Factorial: _factorial,
    Call: _call,
    Apply: _apply,
    Derivative: _derivative,
    Gradient: lambda node: (f"grad({node.name})({_list(node.arguments)})", ATOM),
    Compare: _compare,
    And: _chain("and", AND),
    Or: _chain("or", OR),
    Not: _not,
    Piecewise: _piecewise,
    Series: _series,
    Items: lambda node: (f"[{_list(node.items)}]", ATOM),
    Index: _index,
    Slice: _slice,
    NewAxis: lambda node: ("None", ATOM),
}
