"""Operands: numbers, names, columns, and the postfix signs behind them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Final

from gradexplorer.lang import parse_brackets, parse_calls
from gradexplorer.lang.errors import Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.limits import POSTFIX
from gradexplorer.lang.tree import Column, Constant, Factorial, Index, Name, Negate, Node, Number, Power, Reference

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

LEAVES: Final[dict[str, Callable[[Any, Span], Node]]] = {
    "number": Number,
    "name": Name,
    "constant": Constant,
    "reference": Reference,
}
"""The nodes that are one token, by its kind."""

_INDEXED: Final = frozenset({"name", "reference", "column", "function", "defined"})


def primary(parser: Parser, token: Token) -> Node:
    """A number, a name, a call, or something in brackets."""
    kind = token.kind
    if kind == "function":
        return parse_calls.function(parser, token)
    leaf = LEAVES.get(kind)
    if leaf is not None:
        parser.place += 1
        return leaf(token.value, token.span)
    if kind == "op":
        return parse_brackets.group(parser, token)
    if kind == "defined":
        return parse_calls.defined(parser, token)
    if kind == "column":
        parser.place += 1
        return _column(parser, token)
    raise parse_brackets.unexpected(parser, token)


def _column(parser: Parser, token: Token) -> Node:
    """`D.x`, or a bare column name that only one table has."""
    if isinstance(token.value, tuple):
        return Column(token.value[0], token.value[1], token.span)
    name = token.value
    tables = parser.scope.columns[name]
    if len(tables) > 1:
        choices = " or ".join(f"{table}.{name}" for table in tables)
        raise parser.error(f"more than one data item has a column `{name}`", token.span, f"write {choices}")
    return Column(tables[0], name, token.span)


def postfix(parser: Parser, operand: Node, first: Token) -> Node:
    """`operand` with the `!`, superscripts and indices behind it; `first` is its first token."""
    count = 0
    indexed = first.kind in _INDEXED or (first.kind == "op" and first.value in ("(", "[", "{", "|"))
    while True:
        token = parser.tokens[parser.place]
        if token.kind == "sup":
            parser.place += 1
            exponent: Node = Number(float(abs(token.value)), token.span)
            if token.value < 0:
                exponent = Negate(exponent, token.span)
            operand = Power(operand, exponent, operand.span.to(token.span))
        elif token.kind == "op" and token.value == "!":
            parser.place += 1
            operand = Factorial(operand, operand.span.to(token.span))
        elif token.kind == "op" and token.value == "[" and indexed:
            operand = _index(parser, operand, token)
        else:
            return operand
        count += 1
        if count > POSTFIX:
            raise parser.error(f"more than {POSTFIX} signs follow one operand", token.span)


def _index(parser: Parser, operand: Node, token: Token) -> Node:
    """`operand[i, j]`."""
    indices = parse_brackets.items(parser, token, "]", "an index")
    end = parser.tokens[parser.place - 1]
    if not indices:
        raise parser.error("an index is missing between the brackets", token.span.to(end.span), "write x[0]")
    return Index(operand, tuple(indices), operand.span.to(end.span))
