"""What stands in brackets beside plain expressions: `dim=0`, `keepdim=True`, and slices in an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import written
from gradexplorer.lang.tree import Call, NewAxis, Node, Option, Slice

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

_MEANT: Final = {"dim": "dim", "axis": "dim", "keepdim": "keepdim", "keepdims": "keepdim"}


def keywords(parser: Parser) -> dict[str, Option]:
    """The keyword arguments from here to the closing bracket."""
    found: dict[str, Option] = {}
    while parser.token.kind == "option":
        token = parser.token
        word = str(token.value)
        parser.place += 2
        if word == "dtype":
            parser.place += 1
            span = token.span.to(parser.tokens[parser.place - 1].span)
            parser.notes.append(Note("`dtype` has no effect here: the app computes in one dtype", span))
        elif word in ("dim", "axis"):
            found[_MEANT[word]] = _axes(parser)
        else:
            found[_MEANT[word]] = _truth(parser, word)
        if parser.at(","):
            parser.place += 1
        elif parser.token.kind == "option":
            break
    return found


def _axes(parser: Parser) -> Option:
    """An axis, or several in brackets."""
    if not parser.at("("):
        return _whole(parser)
    parser.place += 1
    axes = [_whole(parser)]
    while parser.at(","):
        parser.place += 1
        if not parser.at(")"):
            axes.append(_whole(parser))
    if not parser.at(")"):
        raise parser.error("an axis is a whole number that is typed out", parser.token.span, "write dim=0")
    parser.place += 1
    return tuple(axes)


def _whole(parser: Parser) -> int:
    sign = parser.at("-")
    parser.place += sign
    token = parser.token
    value = token.value
    if not isinstance(value, float) or not value < 1e9 or value != int(value):
        raise parser.error("an axis is a whole number that is typed out", token.span, "write dim=0")
    parser.place += 1
    return -int(value) if sign else int(value)


def _truth(parser: Parser, word: str) -> bool:
    token = parser.token
    if token.value not in ("True", "False"):
        raise parser.error(f"`{word}` is True or False", token.span, f"write {word}=True")
    parser.place += 1
    return bool(token.value == "True")


def misplaced(parser: Parser, token: Token) -> LangError:
    """The error for a keyword argument where none is read."""
    word = str(token.value)
    return parser.error(f"`{word}=` has no meaning here", token.span, "only functions such as sum take an axis")


def with_options(parser: Parser, made: Node, options: dict[str, Option], token: Token) -> Node:
    """A call with its keyword arguments. Raises LangError where the function takes none."""
    if not options:
        return made
    shown = parser.shown(token)
    info = FUNCTIONS[made.function] if isinstance(made, Call) else None
    if not isinstance(made, Call) or info is None or not info.by_axis or len(made.arguments) != info.least:
        raise parser.error(f"`{shown}` takes no axis", token.span, "only functions such as sum and mean do")
    last = shown.rpartition(".")[2]
    if (
        info.kind == "extreme"
        and "dim" in options
        and last in ("max", "min")
        and not str(token.value).startswith("np.")
    ):
        message = f"`{shown}` with an axis gives values and indices"
        span = Span(token.end - len(last), token.end)
        raise parser.error(message, token.span, f"write a{last} for the values", written(span, f"a{last}"))
    return replace(made, options=tuple(sorted(options.items())))


def index(parser: Parser) -> Node:
    """One index: an expression, a slice `low:high:step`, or None for a new axis."""
    token = parser.token
    if token.value == "None" and token.kind == "literal":
        parser.place += 1
        return NewAxis(token.span)
    parts: list[Node | None] = [None]
    while not (parser.at(",") or parser.at("]") or parser.token.kind == "end"):
        if parser.at(":"):
            if len(parts) == 3:
                raise parser.error("a slice has at most three parts", parser.token.span, "write x[low:high:step]")
            parser.place += 1
            parts.append(None)
        elif parts[-1] is None:
            parts[-1] = parser.expression(0)
        else:
            break
    if len(parts) == 1:
        return parser.expression(0) if parts[0] is None else parts[0]
    low, high, step = [*parts, None, None][:3]
    return Slice(low, high, step, token.span.to(parser.tokens[parser.place - 1].span))
