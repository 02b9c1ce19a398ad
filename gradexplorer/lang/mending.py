"""Edits that mend a text: what an error offers beside its sentence."""

from __future__ import annotations

from typing import Final

from gradexplorer.lang.errors import Fix, Span
from gradexplorer.lang.lexer import Token

_CLOSING: Final = {"(": ")", "[": "]", "{": "}"}
_ENDS: Final = frozenset({")", "]", "}", "|", "!", "'"})


def written(span: Span, text: str) -> Fix:
    """`text` in place of a span."""
    return Fix(span, text, f"write {text.strip()}")


def inserted(place: int, text: str) -> Fix:
    """`text` at a place."""
    return Fix(Span(place, place), text, f"insert {text.strip()}")


def deleted(span: Span) -> Fix:
    """Nothing in place of a span."""
    return Fix(span, "", "delete it")


def wrapped(span: Span, text: str, before: str, after: str) -> Fix:
    """What stands on a span of `text`, between two others."""
    whole = before + text[span.start : span.end] + after
    return Fix(span, whole, f"write {whole}" if len(whole) <= 30 else f"write {before}…{after}")


def ends_operand(token: Token) -> bool:
    """Whether an operand can end with this token."""
    return token.kind != "op" or token.value in _ENDS


def closed(tokens: list[Token]) -> Fix | None:
    """Every bracket that is still open at the end of the tokens closed there; None where an operand is missing."""
    found = [token for token in tokens if token.kind != "end"]
    if not found or not ends_operand(found[-1]) or found[-1].kind == "function":
        return None
    open_signs: list[str] = []
    for i, token in enumerate(found):
        if token.kind != "op":
            continue
        if token.value == "|":
            bar_closes = open_signs and open_signs[-1] == "|" and i and ends_operand(found[i - 1])
            if bar_closes:
                open_signs.pop()
            else:
                open_signs.append("|")
        elif token.value in _CLOSING:
            open_signs.append(_CLOSING[str(token.value)])
        elif open_signs and token.value == open_signs[-1]:
            open_signs.pop()
    missing = "".join(reversed(open_signs))
    return inserted(found[-1].end, missing) if missing else None


def matching(tokens: list[Token], opening: Token) -> Token | None:
    """The bracket that closes `opening`; None where it is missing."""
    depth = 0
    for token in tokens[tokens.index(opening) :]:
        if token.kind != "op":
            continue
        if token.value in _CLOSING:
            depth += 1
        elif token.value in (")", "]", "}"):
            depth -= 1
            if depth == 0:
                return token
    return None


def top_level(tokens: list[Token], sign: str) -> list[Token]:
    """Where a sign stands outside all brackets of these tokens."""
    depth, found = 0, []
    for token in tokens:
        if token.kind != "op":
            continue
        depth += (token.value in _CLOSING) - (token.value in (")", "]", "}"))
        if not depth and token.value == sign:
            found.append(token)
    return found
