"""Text to raw tokens: numbers, words, superscripts, operators. What a word means is for `words.py`."""

from __future__ import annotations

import re
from typing import Final, NamedTuple

from gradexplorer.lang.characters import SUBSCRIPTS, SUPERSCRIPTS, refusal
from gradexplorer.lang.errors import Span
from gradexplorer.lang.operators import SPELLINGS

LETTERS: Final = "A-Za-zΑ-Ωα-ωϑϕϵϰϱ\u00b5\u2126"

_TOKEN: Final = re.compile(
    rf"""[ \t\r\f\v\u00a0\u2009\u202f]+
    | (?P<number>(?:[0-9]+(?:\.(?!\.)[0-9]*)?|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)
    | (?P<word>[{LETTERS}][{LETTERS}0-9₀-₉_]*|[∞∑∏])
    | (?P<sup>[⁻⁺]?[⁰¹²³⁴-⁹]+)
    | (?P<op>\*\*|<=|>=|==|!=|\.\.\.|\.\.|[-+*/^%@()\[\]{{}},:;=<>!'|√∛.−–‐‑‒×·⋅∙∗÷∕⁄≤≥≠′’∧∨¬…″])
    | (?P<newline>\n)
    | (?P<comment>\#[^\n]*)
    """,
    re.VERBOSE,
)


class Token(NamedTuple):
    """A token: its kind, what it says, the characters it stands on, and whether a blank precedes it.

    Raw kinds: number (value float), word, sup (value int), op, newline, end. `words.py` turns words into
    name, constant, function, defined, reference, column and op (`and or not if else`).
    """

    kind: str
    value: object
    start: int
    end: int

    @property
    def span(self) -> Span:
        """The token's place in the text."""
        return Span(self.start, self.end)


def tokens(text: str) -> list[Token]:
    """The raw tokens of a text, without blanks and comments; newlines inside brackets are blanks.

    Raises LangError for a character that has no meaning.
    """
    found: list[Token] = []
    depth = place = 0
    match = _TOKEN.match
    while place < len(text):
        piece = match(text, place)
        if piece is None:
            raise refusal(text, place)
        kind, start, place = piece.lastgroup, place, piece.end()
        if kind is None or kind == "comment":
            continue
        value = piece.group()
        if kind == "op":
            if value in "([{":
                depth += 1
            elif value in ")]}":
                depth = max(0, depth - 1)
            if value == "″":
                found += [Token("op", "'", start, place), Token("op", "'", start, place)]
            else:
                found.append(Token("op", SPELLINGS.get(value, value), start, place))
        elif kind == "number":
            found.append(Token("number", float(value), start, place))
        elif kind == "word":
            found.append(Token("word", value.translate(SUBSCRIPTS), start, place))
        elif kind == "sup":
            found.append(Token("sup", int(value.translate(SUPERSCRIPTS)[:300]), start, place))
        elif depth == 0:
            found.append(Token("newline", "\n", start, place))
    return found


def lines(found: list[Token]) -> list[list[Token]]:
    """The tokens of each line that has any."""
    result: list[list[Token]] = [[]]
    for token in found:
        if token.kind == "newline":
            result.append([])
        else:
            result[-1].append(token)
    return [line for line in result if line]
