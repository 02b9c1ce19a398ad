"""The heads of definitions, `name = …` and `f(x, y) = …`, found in raw tokens before anything is parsed."""

from __future__ import annotations

from msgspec import Struct

from gradexplorer.lang.errors import LangError, Span
from gradexplorer.lang.functions import ALIASES, BRACKETED
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.mending import written
from gradexplorer.lang.names import CONSTANT_SPELLINGS, FIXED_CONSTANTS, GREEK, KEYWORDS, spelled


class Head(Struct, frozen=True):
    """`name(parameters) =`, or `name =` where `parameters` is None; `body` is the place of its first token."""

    name: str
    parameters: tuple[str, ...] | None
    body: int
    span: Span


def head(line: list[Token], text: str) -> Head | None:
    """The head of a definition, or None where the line is none. Raises LangError for a name that is taken."""
    first = line[0]
    if first.kind != "word" or len(line) < 2:
        return None
    if line[1].kind != "op" or line[1].value not in ("=", "("):
        return None
    name = spelled(str(first.value))
    if line[1].value == "=":
        if len(line) > 2 and line[2].value in ("<", ">") and line[2].start == line[1].end:
            span, meant = line[1].span.to(line[2].span), f"{line[2].value}="
            raise LangError(
                f"`={line[2].value}` is written `{meant}`", span, text, f"write {meant}", written(span, meant)
            )
        _free(first, "name", text)
        return Head(name, None, 2, first.span)
    parameters: list[str] = []
    place = 2
    while place < len(line) and line[place].kind == "word":
        parameters.append(spelled(str(line[place].value)))
        place += 1
        if not _is(line, place, ","):
            break
        place += 1
    if not (parameters and _is(line, place, ")") and _is(line, place + 1, "=")):
        return None
    _free(first, "function", text)
    for token in line[2:place]:
        if token.kind == "word":
            _free(token, "argument", text)
    if len(set(parameters)) < len(parameters):
        raise LangError(f"`{name}` has two arguments of the same name", line[2].span.to(line[place].span), text)
    return Head(name, tuple(parameters), place + 2, first.span.to(line[place].span))


def _is(line: list[Token], place: int, sign: str) -> bool:
    return place < len(line) and line[place].kind == "op" and line[place].value == sign


def _free(token: Token, what: str, text: str) -> None:
    """Raises LangError where a name cannot be defined."""
    word = str(token.value)
    if word in FIXED_CONSTANTS:
        raise LangError(f"`{word}` is a constant and cannot be redefined", token.span, text, "take another name")
    if word in KEYWORDS:
        raise LangError(f"`{word}` is a word of the language", token.span, text, "take another name")
    if word in ALIASES and word not in BRACKETED:
        raise LangError(f"`{word}` is a known function and cannot be redefined", token.span, text, "take another name")
    if what == "name" and word in CONSTANT_SPELLINGS and word not in GREEK and len(word) > 1:
        raise LangError(f"`{word}` is a constant and cannot be redefined", token.span, text, "take another name")


def counters(line: list[Token]) -> frozenset[str]:
    """The names that count a series in this line: `k` in `sum(…, k=1..4)`."""
    signs = [i for i, token in enumerate(line) if token.value == "=" and token.kind == "op"]
    words = [line[i - 1] for i in signs if i > 1 and _is(line, i - 2, ",") and line[i - 1].kind == "word"]
    names = [token.value for token in words if token.value not in FIXED_CONSTANTS and token.value not in ALIASES]
    return frozenset(map(spelled, names))


def exported(name: str, parameters: tuple[str, ...]) -> bool:
    """Whether the other lines of a document can call a program's function by its name."""
    taken = (name in ALIASES and name not in BRACKETED) or name in CONSTANT_SPELLINGS or name in KEYWORDS
    return bool(parameters) and not taken
