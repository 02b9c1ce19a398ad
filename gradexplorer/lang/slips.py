"""Remarks on texts that have a meaning where another one was probably meant: `PI x`, `45 deg`, `0x10`, `x2`."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from typing import Final

from gradexplorer.lang.errors import Note, Span
from gradexplorer.lang.functions import ALIASES, MISTAKES
from gradexplorer.lang.lexer import Token
from gradexplorer.lang.names import CONSTANT_SPELLINGS, GREEK
from gradexplorer.lang.words import Scope

_BASES: Final = re.compile(r"x[0-9]|[bo][01]")
_POWER: Final = re.compile(r"([xyz])([23])")
_SHORT: Final = frozenset({"tg", "lg"})
"""Functions of other systems that are products of letters where no bracket follows."""


def remarks(body: Sequence[Token], names: Mapping[str, Span], scope: Scope, text: str) -> list[Note]:
    """Remarks on the raw tokens of a line; `names` are its free names."""
    found: list[Note] = []
    for i, token in enumerate(body):
        before = body[i - 1] if i else None
        if token.kind == "number" and math.isinf(token.value):
            shown = text[token.start : token.end]
            message = f"`{shown}` is more than the greatest number, about 1.8e308, and so infinite"
            found.append(Note(message, token.span))
        elif token.kind == "word":
            word = str(token.value)
            if _based(before, token, text):
                shown = text[token.start - 1 : token.end]
                message = f"`{shown}` is the product 0·{word}: numbers are written in decimals"
                found.append(Note(message, Span(token.start - 1, token.end)))
                continue
            message = _product(word, scope)
            if message:
                found.append(Note(message, token.span))
    return [*found, *_powers(names, scope, text)]


def _based(before: Token | None, word: Token, text: str) -> bool:
    """Whether a 0 and a word that touches it look like a number in another base: 0x10, 0b01."""
    if before is None or before.kind != "number" or before.end != word.start:
        return False
    return text[before.start : before.end] == "0" and _BASES.match(str(word.value)) is not None


def _product(word: str, scope: Scope) -> str:
    """The remark on a run that is read as a product of letters; "" where there is none."""
    own = (scope.locals, scope.values, scope.expressions, scope.functions, scope.columns)
    if len(word) < 2 or word in GREEK or word in ALIASES or any(word in names for names in own):
        return ""
    letters = "·".join(word)
    if word == "deg":
        return f"`deg` is read as the product {letters}; of degrees write deg2rad(45), or 45 pi/180"
    small = word.lower()
    if small != word and (small in ALIASES or small in CONSTANT_SPELLINGS):
        return f"`{word}` is read as the product {letters}; did you mean `{small}`?"
    if word in _SHORT:
        return f"`{word}` is read as the product {letters}; did you mean `{MISTAKES[word]}`?"
    return ""


def _powers(names: Mapping[str, Span], scope: Scope, text: str) -> list[Note]:
    """Remarks on `x2` where no other name shows that subscripts are meant."""
    found = []
    for name, span in names.items():
        match = _POWER.fullmatch(name)
        if match is None or text[span.start : span.end].strip("()") != name or name in scope.values:
            continue
        if not any(other != name and other[-1].isdigit() for other in names):
            message = f"`{name}` is a name of its own; for the power write {match[1]}^{match[2]}"
            found.append(Note(message, span))
    return found
