"""Errors of signs that cannot stand where they stand: `=`, `:`, `;`, `,`, `.`, and two numbers side by side."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import deleted, ends_operand, matching, written

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

_OPENING: Final = frozenset({"(", "[", "{"})
_CLOSING: Final = frozenset({")", "]", "}"})
_PYTHON: Final = re.compile(r"\s*(?:DEF|Def|FOR|For|WHILE|While)\b")


def opening_of(parser: Parser, place: int) -> int | None:
    """The place of the innermost bracket that is open before the token at `place`; None outside all brackets."""
    depth = 0
    for i in range(place - 1, -1, -1):
        token = parser.tokens[i]
        if token.kind != "op":
            continue
        if token.value in _CLOSING:
            depth += 1
        elif token.value in _OPENING:
            if not depth:
                return i
            depth -= 1
    return None


def equals(parser: Parser, token: Token) -> LangError:
    """The error for a `=` inside a formula; next to `<` or `>` it is an order of signs, else a comparison."""
    place = parser.place
    after = parser.tokens[place + 1]
    if after.value in ("<", ">") and after.start == token.end:
        meant = f"{after.value}="
        span = token.span.to(after.span)
        return parser.error(
            f"`{parser.shown(token)}{after.value}` is written `{meant}`", span, f"write {meant}", written(span, meant)
        )
    message = "`=` defines a name, at the start of a line only"
    if not place or not ends_operand(parser.tokens[place - 1]):
        begins = not place and not parser.text[: token.start].rpartition("\n")[2].strip()
        hint = "delete it, or write y = …" if begins else "write one = to define a name, == to compare"
        return parser.error(message, token.span, hint, deleted(token.span) if begins else None)
    opening = opening_of(parser, place)
    if opening is not None and parser.tokens[place - 1].kind in ("name", "function"):
        first = opening == place - 2 and opening > 0 and parser.tokens[opening - 1].kind in ("function", "defined")
        if first or (parser.tokens[place - 2].value == "," and parser.tokens[opening].value == "("):
            name = parser.shown(parser.tokens[place - 1])
            hint = "write the values alone, in their order; == compares"
            return parser.error(f"the keyword `{name}` is not read here", parser.tokens[place - 1].span, hint)
    hint = "write == to compare, or f(x) = … at the start of a line"
    return parser.error(message, token.span, hint, written(token.span, "=="))


def colon(parser: Parser, token: Token) -> LangError:
    """The error for a `:` outside braces; before `=` it is a definition as other systems write it."""
    after = parser.tokens[parser.place + 1]
    if after.value == "=" and after.start == token.end:
        span = token.span.to(after.span)
        return parser.error("a definition is written with `=`", span, "write =", written(span, "="))
    capital = _PYTHON.match(parser.text)
    if capital is not None:
        word = capital.group().strip()
        meant = Fix(Span(capital.end() - len(word), capital.end()), word.lower(), f"write {word.lower()}")
        return parser.error(f"`{word}` is written `{word.lower()}`", meant.span, meant.label, meant)
    return parser.error("`:` has no meaning outside braces", token.span, "write {x < 0: -x, x}")


def semicolon(parser: Parser, token: Token) -> LangError:
    """The error for a `;`: between the pieces of a function, or behind a definition."""
    message = "`;` has no meaning here"
    opening = opening_of(parser, parser.place)
    if opening is not None:
        braces = parser.tokens[opening].value == "{"
        hint = "write a comma between pieces" if braces else "write a comma between values, lists in a list for rows"
        return parser.error(message, token.span, hint, written(token.span, ",") if braces else None)
    if parser.tokens[parser.place + 1].kind == "end":
        return parser.error(message, token.span, "delete it", deleted(token.span))
    # Several lines may stand in one text where all but the last define a name.
    begin = parser.text.rfind("\n", 0, token.start) + 1
    defines = bool(parser.text[begin : parser.tokens[0].start].strip())
    hint = "write each formula on a line of its own" if defines else "one text holds one formula: write the other apart"
    return parser.error(message, token.span, hint, Fix(token.span, "\n", "start a new line") if defines else None)


def point(parser: Parser, token: Token) -> LangError:
    """The error for a `.`: a method behind brackets is a function of what they hold."""
    message = f"`{parser.shown(token)}` has no meaning here"
    tokens, place = parser.tokens, parser.place
    named = tokens[place + 1]
    if named.kind == "end":
        return parser.error(message, token.span, "delete it", deleted(token.span))
    before = tokens[place - 1] if place else token
    if named.kind not in ("function", "defined") or before.value != ")":
        return parser.error(message, token.span, "write * to multiply")
    name = parser.shown(named)
    hint = f"write {name}(…)"
    start = opening_of(parser, place - 1)
    # Of `sin(x).relu()` the whole call is meant: only brackets alone are taken.
    if start is None or (start and tokens[start - 1].kind in ("function", "defined", "name")):
        return parser.error(message, token.span, hint)
    inside = parser.text[tokens[start].end : before.start].strip()
    end, more = named.end, ""
    called = tokens[place + 2]
    if called.value == "(":
        closing = matching(tokens, called)
        if closing is None:
            return parser.error(message, token.span, hint)
        end, more = closing.end, parser.text[called.end : closing.start].strip()
    meant = f"{name}({inside}{', ' * bool(more)}{more})"
    return parser.error(message, token.span, f"write {meant}", written(Span(tokens[start].start, end), meant))


def comma(parser: Parser, token: Token) -> LangError:
    """The error for a `,` outside all brackets."""
    message = "a comma has no meaning here"
    before = parser.tokens[parser.place - 1] if parser.place else None
    if parser.tokens[parser.place + 1].kind == "end" and before is not None:
        return parser.error(message, token.span, "delete it", deleted(token.span))
    hint, fix = number(parser, None)
    if fix is None and hint is None and before is not None and before.kind == "number":
        hint = "write a point in numbers: 1.5"
    return parser.error(message, token.span, hint, fix)


def number(parser: Parser, hint: str | None) -> tuple[str | None, Fix | None]:
    """What to do about the comma between two numbers that touch it: 1,5 is 1.5, while 1,000 may be a thousand."""
    tokens, place = parser.tokens, parser.place
    if not place or place >= len(tokens) - 1:
        return hint, None
    parts = [tokens[place - 1]]
    while tokens[place].value == "," and tokens[place].start == parts[-1].end:
        after = tokens[place + 1]
        if after.kind != "number" or after.start != tokens[place].end:
            break
        parts.append(after)
        place += 2
    shown = [parser.shown(part) for part in parts]
    if len(parts) < 2 or parts[0].kind != "number" or not all(part.isdigit() for part in shown[:-1]):
        return hint, None
    first, last = shown[0], shown[-1]
    span = parts[0].span.to(parts[-1].span)
    grouped = all(len(part) == 3 and part.isdigit() for part in shown[1:]) and len(first) <= 3 and first[0] != "0"
    if grouped and len(parts) == 2:
        return f"write {first + last} for the whole number, or {first}.{last}", None
    if grouped:
        return "write numbers without commas", written(span, "".join(shown))
    if len(parts) == 2 and "." not in last:
        return hint or "write a point in numbers: 1.5", written(span, f"{first}.{last}")
    return hint, None


def two_numbers(parser: Parser, before: Token, after: Token) -> LangError:
    """The error for two numbers side by side: digits in groups of three, or a product."""
    first, last = parser.shown(before), parser.shown(after)
    if "\t" in parser.text[before.end : after.start]:
        hint = "cells of a spreadsheet are a table: paste them as data, or read them by --data D=file.csv"
        return parser.error("two numbers stand side by side", before.span.to(after.span), hint)
    fix: Fix | None = None
    if before.end < after.start:
        grouped = first.isdigit() and len(first) <= 3 and last.isdigit() and len(last) == 3
        span = before.span.to(after.span)
        fix = written(span, first + last) if grouped else written(span, f"{first}*{last}")
    message = f"an operator is missing between {first} and {last}"
    return parser.error(message, before.span.to(after.span), "write * to multiply", fix)
