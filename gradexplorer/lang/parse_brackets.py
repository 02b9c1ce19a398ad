"""Brackets of every kind: groups, bars, lists, piecewise braces, and the errors of those that do not match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec import Struct, field
from msgspec.structs import force_setattr

from gradexplorer.lang import misplaced, parse_options
from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import closed, deleted, matching, rewritten, written
from gradexplorer.lang.tree import Call, Items, Node, Option, Piecewise

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

_CLOSING: Final = {"(": ")", "[": "]", "{": "}", "|": "|"}


class BarNotes(Struct):
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
    after = parser.token
    if after.value == ")" and after.kind == "op":
        raise parser.error("there is nothing between these brackets", token.span.to(after.span))
    parser.deeper(token)
    bars, parser.bars = parser.bars, []
    inside = parser.expression(0)
    parser.bars = bars
    parser.nesting -= 1
    end = parser.token
    if end.value == "," and end.kind == "op":
        raise _comma_in_brackets(parser, token)
    end = parser.expect(")", token)
    # The node is new and in no other hands. With its brackets in its span, what is made of it has whole ones too.
    force_setattr(inside, "span", token.span.to(end.span))
    return inside


def _comma_in_brackets(parser: Parser, token: Token) -> LangError:
    """The error for `(1, 2)`: a function that is not defined, a number with a comma, or a vector."""
    place = parser.tokens.index(token)
    before = parser.tokens[place - 1] if place else token
    if before.kind == "name" and before.end == token.start:
        name = parser.shown(before)
        return parser.error(f"`{name}` is not a defined function", before.span, f"define it: {name}(x, y) = …")
    hint = "write [1, 2] for a vector, or a point instead of a comma in a number"
    told, fix = misplaced.number(parser, hint)
    end = matching(parser.tokens, token)
    if fix is None and end is not None and told == hint:
        inside = parser.text[token.end : end.start]
        fix = written(token.span.to(end.span), f"[{inside}]")
    return parser.error("a comma has no meaning in these brackets", parser.token.span, told, fix)


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


def items(
    parser: Parser, token: Token, closing: str, what: str, keywords: dict[str, Option] | None = None
) -> list[Node]:
    """The expressions between `token` and its closing bracket, separated by commas.

    Keyword arguments behind them go into `keywords`, where the function may have some.
    """
    parser.place += 1
    parser.deeper(token)
    bars, parser.bars = parser.bars, []
    equal, parser.equal = parser.equal, False
    found: list[Node] = []
    while True:
        first = parser.token
        if first.kind == "op" and first.value == closing:
            break
        if first.kind == "option":
            if keywords is None:
                raise parse_options.misplaced(parser, first)
            keywords.update(parse_options.keywords(parser))
            break
        found.append(parse_options.index(parser) if what == "an index" else parser.expression(0))
        comma = parser.token
        if comma.kind != "op" or comma.value != ",":
            break
        parser.place += 1
        if what != "a list" and parser.at(closing):
            raise parser.error("something is missing after this comma", comma.span)
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
        span = token.span.to(end.span)
        fix = None if otherwise is None else written(span, f"({parser.text[token.end : end.start]})")
        raise parser.error("braces need a condition and a value", span, hint, fix)
    return Piecewise(tuple(conditions), tuple(values), otherwise, token.span.to(end.span))


def unclosed(parser: Parser, closing: str, opening: Token, token: Token) -> LangError:
    """The error where `closing` was expected for `opening`."""
    column = opening.start - (parser.text.rfind("\n", 0, opening.start) + 1) + 1
    sign = parser.shown(opening)
    if token.kind == "op" and token.value in (")", "]", "}"):
        message = f"`{parser.shown(token)}` does not close the `{sign}` at column {column}"
        return parser.error(message, token.span, f"write `{closing}`", written(token.span, closing))
    if token.kind == "end":
        hint, fix = f"add `{closing}` at the end", closed(parser.tokens)
        if sign == "|" and "||" in parser.text:
            hint, fix = (
                "write `or` between conditions",
                rewritten(parser.text, _with_or(parser.text), "replace || by or"),
            )
        return parser.error(f"a `{closing}` is missing for the `{sign}` at column {column}", opening.span, hint, fix)
    return unexpected(parser, token)


def _with_or(text: str) -> str:
    """A text with the word for each `||`."""
    return " or ".join(part.strip() for part in text.split("||"))


def unexpected(parser: Parser, token: Token) -> LangError:
    """The error for a token that cannot stand where it stands."""
    before = parser.tokens[parser.place - 1] if parser.place else None
    shown = parser.shown(token)
    hint: str | None
    if token.kind == "end":
        if before is None:
            return parser.error("there is no formula here", token.span)
        if before.kind == "op" and before.value in _CLOSING:
            return unclosed(parser, _CLOSING[before.value], before, Token("end", None, before.end, before.end))
        hint = "for per cent write /100" if before.kind == "op" and before.value == "%" else None
        return parser.error(f"something is missing after `{parser.shown(before)}`", before.span, hint)
    if token.kind == "sup":
        return parser.error(f"the exponent `{shown}` has no base", token.span)
    sign = token.value
    if sign in (")", "]", "}"):
        if before is not None and before.kind == "op" and before.value not in (")", "]", "}", "|", "!", "'"):
            return parser.error(f"something is missing after `{parser.shown(before)}`", before.span)
        return parser.error(f"this `{shown}` closes nothing", token.span, "delete it", deleted(token.span))
    if sign == "=":
        return misplaced.equals(parser, token)
    if sign == ",":
        return misplaced.comma(parser, token)
    if sign == ":":
        return misplaced.colon(parser, token)
    if sign == "'":
        after = parser.tokens[parser.place + 1]
        if before is not None and before.kind == "name" and after.value == "=":
            name = f"d{parser.shown(before)}"
            fix = written(before.span.to(token.span), name) if parser.place == 1 else None
            return parser.error("a name that is given a value has no prime", token.span, f"write {name} = …", fix)
        hint = "define it first: f(x) = …; or write diff(expr, x)"
        return parser.error("a prime stands only behind the name of a defined function", token.span, hint)
    if sign == "..":
        return parser.error("`..` stands only in sum(…, k=1..4)", token.span)
    if sign == "else":
        return parser.error("`else` has no `if`", token.span, "write a if c else b")
    if sign in (".", ";"):
        return misplaced.point(parser, token) if sign == "." else misplaced.semicolon(parser, token)
    if token.kind == "option":
        return parse_options.misplaced(parser, token)
    if token.kind == "literal":
        hint = "None stands in an index only: x[:, None]" if shown == "None" else "write 1 for true, 0 for false"
        plain = {"True": "1", "False": "0"}.get(shown)
        mend = None if plain is None else written(token.span, plain)
        return parser.error(f"`{shown}` has no value here", token.span, hint, mend)
    if before is not None and before.kind == "op":
        return _pair(parser, before, token)
    return parser.error(f"`{shown}` cannot stand here", token.span)


_PAIRS: Final = {("<", ">"): "!=", ("=", "<"): "<=", ("=", ">"): ">=", ("!", "=="): "!="}


def _pair(parser: Parser, before: Token, token: Token) -> LangError:
    """The error for two operators side by side, with the one that is meant where that is known."""
    first, last = parser.shown(before), parser.shown(token)
    meant = _PAIRS.get((first, last)) if before.end == token.start else None
    if meant is not None:
        span = before.span.to(token.span)
        return parser.error(f"`{first}{last}` is written `{meant}`", span, f"write {meant}", written(span, meant))
    if first == last == "/":
        return parser.error("`//` has no meaning here", before.span.to(token.span), "write floor(a/b)")
    if last in ("*", "/", "^") and first in ("*", "/", "^"):
        return parser.error(f"`{last}` cannot follow `{first}`", token.span, None, deleted(token.span))
    return parser.error(f"`{last}` cannot follow `{first}`", token.span)
