"""Text to raw tokens: numbers, words, superscripts, operators. What a word means is for `words.py`."""

from __future__ import annotations

import re
from typing import Any, Final

from msgspec import Struct

from gradexplorer.lang.characters import SUBSCRIPTS, SUPERSCRIPTS, refusal
from gradexplorer.lang.errors import Span
from gradexplorer.lang.operators import JOINS, LOOSE, POSTFIX, PRODUCT, SPELLINGS

LETTERS: Final = "A-Za-zΑ-Ωα-ωϑϕϵϰϱ\u00b5\u2126"
_BLANK: Final = " \t\r\f\v\u00a0\u2009\u202f"
_ALONE: Final = "∞∑∏"
"""Words of one character."""

_PIECES: Final = re.compile(
    rf"""[{_BLANK}]+
    | (?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?  # a number
    | [{LETTERS}][{LETTERS}0-9₀-₉_]*
    | [⁻⁺]?[⁰¹²³⁴-⁹]+
    | \*\*|[<>=!]=|\.\.\.?  # what is left of the operators has one character
    | \#[^\n]*
    | .
    """,
    re.VERBOSE | re.DOTALL,
)
"""A text as pieces that give the text when joined."""

_KINDS: Final = {
    **dict.fromkeys(_BLANK + "#", "blank"),
    **dict.fromkeys("0123456789.", "number"),
    **dict.fromkeys(re.findall(f"[{LETTERS}{_ALONE}]", "".join(map(chr, range(0x2300)))), "word"),
    **dict.fromkeys("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "sup"),
    "\n": "newline",
    "″": "primes",
}
"""What a piece is that is no operator, by its first character."""

_SIGNS: Final = ("**", "<=", ">=", "==", "!=", "...", "..", *"-+*/^%@()[]{},:;=<>!'|√∛.−–‐‑‒×·⋅∙∗÷∕⁄≤≥≠′’∧∨¬…")
_MEANT: Final = {typed: SPELLINGS.get(typed, typed) for typed in _SIGNS}
_ALWAYS: Final[dict[str, tuple[str, Any, int]]] = {
    **{typed: ("op", sign, JOINS.get(sign, LOOSE)) for typed, sign in _MEANT.items()},
    **{digit: ("number", float(digit), PRODUCT) for digit in "0123456789"},
    **{letter: ("word", letter, LOOSE) for letter, kind in _KINDS.items() if kind == "word"},
}
"""The kind, value and level of each piece that is always the same token."""


class Token(Struct, frozen=True, gc=False):
    """A token: its kind, what it says, the characters it stands on, and how it joins what stands before it.

    Raw kinds: number (value float), word, sup (value int), op, newline, end. `words.py` turns words into
    name, constant, function, defined, reference, column and op (`and or not if else`). `joins` is a level of
    `operators.py`.
    """

    kind: str
    value: Any
    start: int
    end: int
    joins: int = LOOSE

    @property
    def span(self) -> Span:
        """The token's place in the text."""
        return Span(self.start, self.end)


def tokens(text: str) -> list[Token]:
    """The raw tokens of a text, without blanks and comments; newlines inside brackets are blanks.

    Raises LangError for a character that has no meaning.
    """
    found: list[Token] = []
    place = 0
    for piece in _PIECES.findall(text):
        start, place = place, place + len(piece)
        always = _ALWAYS.get(piece)
        if always is not None:
            kind, value, joins = always
            found.append(Token(kind, value, start, place, joins))
            continue
        kind = _KINDS.get(piece[0], "")
        if kind == "number":
            found.append(Token("number", float(piece), start, place, PRODUCT))
        elif kind == "word":
            word = piece if piece.isascii() else piece.translate(SUBSCRIPTS)
            found.append(Token("word", word, start, place))
        elif kind == "blank":
            continue
        elif kind == "newline":
            found.append(Token("newline", "\n", start, place))
        elif kind == "sup" and piece not in "⁻⁺":
            found.append(Token("sup", int(piece.translate(SUPERSCRIPTS)[:300]), start, place, POSTFIX))
        elif kind == "primes":
            found += [Token("op", "'", start, place)] * 2
        else:
            raise refusal(text, start)
    return _unbroken(found) if "\n" in text else found


def _unbroken(found: list[Token]) -> list[Token]:
    """The tokens without the newlines inside brackets."""
    kept: list[Token] = []
    depth = 0
    for token in found:
        if token.kind == "op":
            if token.value in "([{":
                depth += 1
            elif token.value in ")]}":
                depth = max(0, depth - 1)
        elif depth and token.kind == "newline":
            continue
        kept.append(token)
    return kept


def lines(found: list[Token]) -> list[list[Token]]:
    """The tokens of each line that has any."""
    result: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "newline":
            result.append([])
        else:
            result[-1].append(token)
    return [line for line in result if line]
