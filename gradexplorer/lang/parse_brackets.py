"""Brackets of every kind: groups, bars, lists, piecewise braces, and the errors of those that do not match."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.tree import Call, Items, Node, Piecewise

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}


@dataclass(slots=True)
class BarNotes:
    """Watches for bars that could be paired in another way: `|a|b|c|`."""

    closed: Token | None = None
    followed: bool = False
    found: list[Note] = field(default_factory=list)

    def close(self, bar: Token, after: Token) -> None:
        """A bar has closed; `after` is the token behind it."""
        self.closed = bar
        starts = after.kind not in ("op", "end", "sup") or after.value in ("(", "[", "{", "√", "-", "+")
        self.followed = starts

    def implicit(self, token: Token) -> None:
        """A product without a sign stands before `token`: a bar here could have closed instead."""
        if token.value == "|" and self.closed is not None and self.followed:
            message = "these bars could be paired in another way; write abs( ) to be sure"
            self.found.append(Note(message, Span(self.closed.start, token.end)))


def group(parser: Parser, token: Token) -> Node:
    """What begins with the bracket `token`."""
    sign = token.value
    if sign == "(":
        return _round(parser, token)
    if sign == "|":
        return _bars(parser, token)
    if sign == "[":
        entries = items(parser, token, "]", "a list")
        end = parser.tokens[parser.place - 1]
        if not entries:
            raise parser.error("this list is empty", token.span.to(end.span))
        return Items(tuple(entries), token.span.to(end.span))
    if sign == "{":
        return _piecewise(parser, token)
    raise unexpected(parser, token)


def _round(parser: Parser, token: Token) -> Node:
    parser.place += 1
    if parser.at(")"):
        raise parser.error("there is nothing between these brackets", token.span.to(parser.token.span))
    parser.deeper(token)
    bars, parser.bars = parser.bars, []
    inside = parser.expression(0)
    parser.bars = bars
    parser.nesting -= 1
    if parser.at(","):
        place = parser.tokens.index(token)
        before = parser.tokens[place - 1] if place else token
        if before.kind == "name" and before.end == token.start:
            name = parser.shown(before)
            raise parser.error(f"`{name}` is not a defined function", before.span, f"define it: {name}(x, y) = …")
        hint = "write [1, 2] for a vector, or a point instead of a comma in a number"
        raise parser.error("a comma has no meaning in these brackets", parser.token.span, hint)
    parser.expect(")", token)
    return inside


def _bars(parser: Parser, token: Token) -> Node:
    parser.place += 1
    parser.deeper(token)
    parser.bars.append(token)
    if parser.token.kind == "end":
        raise unclosed(parser, "|", token, parser.token)
    inside = parser.expression(0)
    end = parser.expect("|", token)
    parser.bars.pop()
    parser.nesting -= 1
    if not parser.bars:
        parser.bar_notes.close(end, parser.token)
    return Call("abs", (inside,), token.span.to(end.span))


def items(parser: Parser, token: Token, closing: str, what: str) -> list[Node]:
    """The expressions between `token` and its closing bracket, separated by commas."""
    parser.place += 1
    parser.deeper(token)
    bars, parser.bars = parser.bars, []
    equal, parser.equal = parser.equal, False
    found: list[Node] = []
    while not parser.at(closing):
        if parser.at(":"):
            raise parser.error("slices with `:` are not read in a formula", parser.token.span, "write single indices")
        found.append(parser.expression(0))
        if parser.at(":"):
            raise parser.error("slices with `:` are not read in a formula", parser.token.span, "write single indices")
        if not parser.at(","):
            break
        parser.place += 1
        if parser.at(closing) and what != "a list":
            raise parser.error("something is missing after this comma", parser.tokens[parser.place - 1].span)
    parser.expect(closing, token)
    parser.bars, parser.equal = bars, equal
    parser.nesting -= 1
    return found


def _piecewise(parser: Parser, token: Token) -> Node:
    parser.place += 1
    parser.deeper(token)
    bars, parser.bars = parser.bars, []
    equal = parser.equal
    conditions: list[Node] = []
    values: list[Node] = []
    otherwise: Node | None = None
    while not parser.at("}"):
        parser.equal = True
        if parser.at("else"):
            parser.place += 1
            parser.expect(":", token)
            parser.equal = False
            otherwise = parser.expression(0)
            break
        first = parser.expression(0)
        parser.equal = False
        if not parser.at(":"):
            otherwise = first
            break
        parser.place += 1
        conditions.append(first)
        values.append(parser.expression(0))
        if not parser.at(","):
            break
        parser.place += 1
    if parser.at(","):
        hint = "write {condition: value, condition: value, otherwise}"
        raise parser.error("a `:` and a value are missing before this comma", parser.token.span, hint)
    end = parser.expect("}", token)
    parser.bars, parser.equal = bars, equal
    parser.nesting -= 1
    if not conditions:
        hint = "write {x < 0: -x, x}, or ( ) for plain brackets"
        raise parser.error("braces need a condition and a value", token.span.to(end.span), hint)
    return Piecewise(tuple(conditions), tuple(values), otherwise, token.span.to(end.span))


def unclosed(parser: Parser, closing: str, opening: Token, token: Token) -> LangError:
    """The error where `closing` was expected for `opening`."""
    column = opening.start - (parser.text.rfind("\n", 0, opening.start) + 1) + 1
    sign = parser.shown(opening)
    if token.kind == "op" and token.value in (")", "]", "}"):
        message = f"`{parser.shown(token)}` does not close the `{sign}` at column {column}"
        return parser.error(message, token.span, f"write `{closing}`")
    if token.kind == "end":
        hint = f"add `{closing}` at the end"
        return parser.error(f"a `{closing}` is missing for the `{sign}` at column {column}", opening.span, hint)
    return unexpected(parser, token)


def unexpected(parser: Parser, token: Token) -> LangError:
    """The error for a token that cannot stand where it stands."""
    before = parser.tokens[parser.place - 1] if parser.place else None
    shown = parser.shown(token)
    if token.kind == "end":
        if before is None:
            return parser.error("there is no formula here", token.span)
        if before.kind == "op" and before.value in _CLOSING:
            return unclosed(parser, _CLOSING[str(before.value)], before, Token("end", None, before.end, before.end))
        return parser.error(f"something is missing after `{parser.shown(before)}`", before.span)
    if token.kind == "sup":
        return parser.error(f"the exponent `{shown}` has no base", token.span)
    sign = token.value
    hint: str | None
    if sign in (")", "]", "}"):
        if before is not None and before.kind == "op" and before.value not in (")", "]", "}", "|", "!", "'"):
            return parser.error(f"something is missing after `{parser.shown(before)}`", before.span)
        return parser.error(f"this `{shown}` closes nothing", token.span, "delete it")
    if sign == "=":
        hint = "write == to compare, or f(x) = … at the start of a line"
        return parser.error("`=` defines a name, at the start of a line only", token.span, hint)
    if sign == ",":
        hint = "write a point in numbers: 1.5" if before is not None and before.kind == "number" else None
        return parser.error("a comma has no meaning here", token.span, hint)
    if sign == ":":
        return parser.error("`:` has no meaning outside braces", token.span, "write {x < 0: -x, x}")
    if sign == "'":
        hint = "define it first: f(x) = …; or write diff(expr, x)"
        return parser.error("a prime stands only behind the name of a defined function", token.span, hint)
    if sign == "..":
        return parser.error("`..` stands only in sum(…, k=1..4)", token.span)
    if sign == "else":
        return parser.error("`else` has no `if`", token.span, "write a if c else b")
    if sign in (".", ";"):
        hint = "write each formula on a line of its own" if sign == ";" else None
        return parser.error(f"`{shown}` has no meaning here", token.span, hint)
    if before is not None and before.kind == "op":
        return parser.error(f"`{shown}` cannot follow `{parser.shown(before)}`", token.span)
    return parser.error(f"`{shown}` cannot stand here", token.span)
