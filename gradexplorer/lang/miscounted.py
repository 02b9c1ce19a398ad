"""Errors of calls with too many or too few values."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from gradexplorer.lang.errors import Fix, LangError, Span
from gradexplorer.lang.functions import FunctionInfo
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import wrapped, written
from gradexplorer.lang.tree import Column, Constant, Items, Name, Node, Number

if TYPE_CHECKING:
    from gradexplorer.lang.parse_calls import Reader

_ARRAYS: Final = (Items, Column)


def other_count(parser: Reader, info: FunctionInfo, arguments: list[Node], span: Span, token: Token) -> LangError:
    """The error for a known function with too many or too few values."""
    name, count = info.name, len(arguments)
    hint, fix = info.help, None
    if name == "log" and count == 2:
        hint, fix = "write logb(x, b) for the logarithm to base b", written(token.span, "logb")
    elif info.kind == "reduce" and count > info.most:
        hint = f"for several values write {name}([a, b, c]), for an axis dim=0"
        if name == "norm":
            hint = "norm is the length sqrt(sum(x^2)); others are sum(abs(x)) and max(abs(x))"
        fix = _one_value(parser, name, arguments, Span(parser.text.index("(", token.end) + 1, span.end - 1))
    return _miscounted(parser, parser.shown(token), count, info.least, info.most, span, hint, fix)


def _one_value(parser: Reader, name: str, arguments: list[Node], inside: Span) -> Fix | None:
    """A series for `sum(k^2, k, 1, 4)`, else a vector of the values; None where one of them may be a vector."""
    if name in ("sum", "prod") and len(arguments) == 4 and isinstance(arguments[1], Name):
        first, counter, low, high = (parser.text[node.span.start : node.span.end] for node in arguments)
        return written(inside, f"{first}, {counter}={low}..{high}")
    order = name == "norm" and len(arguments) == 2 and isinstance(arguments[1], Number | Constant)
    if (order and not isinstance(arguments[0], Number)) or any(isinstance(part, _ARRAYS) for part in arguments):
        return None
    return wrapped(inside, parser.text, "[", "]")


def arity(parser: Reader, shown: str, count: int, wanted: int, span: Span) -> None:
    """Raises LangError where a call has another number of values."""
    if count != wanted:
        raise _miscounted(parser, shown, count, wanted, wanted, span, None)


def _miscounted(
    parser: Reader, shown: str, count: int, least: int, most: int, span: Span, hint: str | None, fix: Fix | None = None
) -> LangError:
    wanted = f"{least}" if least == most else f"at least {least}" if count < least else f"at most {most}"
    values = "value" if wanted in ("1", "at least 1") else "values"
    return parser.error(f"`{shown}` takes {wanted} {values}, not {count}", span, hint or None, fix)
