"""What stands in brackets beside plain expressions: `dim=0`, `keepdim=True`, and slices in an index."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.functions import FUNCTIONS
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import written
from gradexplorer.lang.tree import Call, Constant, Negate, NewAxis, Node, Option, Slice

if TYPE_CHECKING:
    from gradexplorer.lang.parser import Parser

CORRECTIONS: Final = frozenset({"unbiased", "correction", "ddof"})
"""Keywords that say by what std and var divide."""
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
        elif word in CORRECTIONS:
            found["unbiased"] = _unbiased(parser, word)
        elif word in ("min", "max"):
            raise parser.error(f"`{word}=` has no meaning here", token.span, "only clamp takes min and max")
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


def _unbiased(parser: Parser, word: str) -> bool:
    """Whether the sum is divided by n - 1: `unbiased=True`, or `ddof=1`."""
    if word == "unbiased":
        return _truth(parser, word)
    token = parser.token
    if token.value not in (0, 1):
        raise parser.error(f"`{word}` is 0 or 1 here", token.span)
    parser.place += 1
    return bool(token.value)


def clamp(parser: Parser, opening: Token, span: Span) -> list[Node]:
    """The value of `clamp(x, 0, 1)` or `clamp(x, min=0)` and both its bounds, from the bracket on."""
    parser.place += 1
    parser.deeper(opening)
    bars, parser.bars = parser.bars, []
    equal, parser.equal = parser.equal, False
    placed: list[Node] = []
    named: dict[str, Node] = {}
    while not parser.at(")"):
        word = parser.token
        if word.kind == "option":
            if word.value not in ("min", "max") or word.value in named:
                raise parser.error(f"`{word.value}=` has no meaning here", word.span, "clamp takes min and max")
            if word.value == "min" and len(placed) > 1:
                raise parser.error("the lower bound is given twice", word.span, "write clamp(x, low, max=high)")
            parser.place += 2
            named[str(word.value)] = parser.expression(0)
        elif named:
            raise parser.error("a value without a name cannot follow one with a name", word.span, "write max=…")
        else:
            placed.append(parser.expression(0))
        if not parser.at(","):
            break
        parser.place += 1
    parser.expect(")", opening)
    parser.bars, parser.equal = bars, equal
    parser.nesting -= 1
    return bounded(placed, named, span) if named else placed


def bounded(placed: list[Node], named: dict[str, Node], span: Span) -> list[Node]:
    """The value of clamp and both its bounds; one that is not given is infinite."""
    bounds = {**dict(zip(("min", "max"), placed[1:], strict=False)), **named}
    if not placed or len(placed) + len(named) > 3 or not bounds:
        return [*placed, *named.values()]
    infinite = Constant("inf", span)
    return [placed[0], bounds.get("min", Negate(infinite, span)), bounds.get("max", infinite)]


def misplaced(parser: Parser, token: Token) -> LangError:
    """The error for a keyword argument where none is read."""
    word = str(token.value)
    return parser.error(f"`{word}=` has no meaning here", token.span, "only functions such as sum take an axis")


def with_options(parser: Parser, made: Node, options: dict[str, Option], token: Token) -> Node:
    """A call with its keyword arguments. Raises LangError where the function takes none."""
    if not options:
        return made
    shown = parser.shown(token)
    unbiased = options.pop("unbiased", None)
    if unbiased is not None:
        plain = made.function.removeprefix("np.") if isinstance(made, Call) else ""
        if not isinstance(made, Call) or plain not in ("std", "var"):
            raise parser.error(f"`{shown}` does not divide by n or n - 1", token.span, "only std and var do")
        made = replace(made, function=plain if unbiased else f"np.{plain}")
        if not options:
            return made
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
