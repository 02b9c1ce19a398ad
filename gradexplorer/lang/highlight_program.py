"""What each stretch of a program is: Python's own signs, and the names that mean something here."""

from __future__ import annotations

import keyword
import re
from collections.abc import Iterator
from typing import Final, Literal, TypeAlias

from gradexplorer.lang.functions import ALIASES, PREFIXED, PREFIXES, UNREAD
from gradexplorer.lang.names import CONSTANTS, spelled
from gradexplorer.lang.vocabulary import Vocabulary

Kind: TypeAlias = Literal[
    "number",
    "function",
    "constant",
    "variable",
    "slider",
    "defined",
    "column",
    "operator",
    "bracket",
    "keyword",
    "comment",
    "text",
    "error",
]
"""What a stretch of a text is. Errors: brackets without a partner, signs without a meaning, words that are no names."""
Piece: TypeAlias = tuple[int, int, Kind]

_TOKEN: Final = re.compile(
    r"""(?P<comment>\#[^\n]*)
    | (?P<text>[rRbBfFuU]{0,2}(?:\"\"\"(?s:.*?)(?:\"\"\"|\Z)|'''(?s:.*?)(?:'''|\Z)
        |\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?))
    | (?P<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    | (?P<name>[^\W\d]\w*)
    | (?P<bracket>[()\[\]{}])
    | (?P<operator>[-+*/%@=<>!&|^~:;,.\\]+)
    | (?P<blank>\s+)
    | (?P<error>.)
    """,
    re.VERBOSE,
)
_DEFINED: Final = re.compile(r"^\s*def\s+([^\W\d]\w*)|^\s*([^\W\d]\w*)\s*=\s*lambda\b", re.MULTILINE)
_CALLS: Final = frozenset(
    {"range", "zip", "enumerate", "print", "float", "int", "len", "tensor", "array", "no_grad", "Variable"}
)
"""Calls of a program that are no functions of mathematics."""
_METHODS: Final = frozenset(
    {
        *PREFIXED,
        "tensor",
        "no_grad",
        "backward",
        "zero_",
        "detach",
        "item",
        "reshape",
        "T",
        "grad",
        "append",
        "cat",
        "stack",
    }
)
"""What may follow a dot."""


def program_pieces(text: str, vocabulary: Vocabulary, variables: frozenset[str]) -> Iterator[Piece]:
    """The pieces of a program: start, end and kind of each. Never raises."""
    defined = {one or other for one, other in _DEFINED.findall(text)} | {name for name, _ in vocabulary.functions}
    before = ""
    for found in _TOKEN.finditer(text):
        kind = found.lastgroup
        if kind == "blank" or kind is None:
            continue
        start, end, piece = found.start(), found.end(), found.group()
        if kind == "name":
            called = text[end : end + 1] == "("
            yield start, end, _name(piece, before, called, defined, vocabulary, variables)
        else:
            yield start, end, kind  # type: ignore[misc]  # the groups are named after the kinds
        before = piece


def _name(
    name: str, before: str, called: bool, defined: set[str], vocabulary: Vocabulary, variables: frozenset[str]
) -> Kind:
    if keyword.iskeyword(name):
        return "keyword"
    if before == ".":
        return "constant" if name in CONSTANTS and not called else "function" if name in _METHODS else "variable"
    if spelled(name) in variables and not called:
        return "variable"
    if before == "def" or name in defined:
        return "defined"
    if name in PREFIXES:
        return "keyword"
    if called and (name in ALIASES or name in _CALLS or name in UNREAD):
        return "function"
    return "slider" if spelled(name) in vocabulary.sliders else "variable"
