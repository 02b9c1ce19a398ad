"""What each stretch of a text is, for colouring it while it is typed: unfinished and wrong texts too."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Final

from msgspec import Struct

from gradexplorer.lang.brackets import CLOSING, Brackets, Sign, match
from gradexplorer.lang.definitions import Head, counters, head
from gradexplorer.lang.errors import LangError
from gradexplorer.lang.highlight_program import Kind, program_pieces
from gradexplorer.lang.lexer import Token, lines, tokens
from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.lang.words import Scope, resolved

LONGEST: Final = 4_000
"""Texts of more characters are not coloured: a keystroke has 50 ms."""
_MOST_ERRORS: Final = 20
_BRACKETS: Final = frozenset({*CLOSING, *CLOSING.values(), "|"})
_WORDS: Final = frozenset({"and", "or", "not", "if", "else"})


class Stretch(Struct, frozen=True):
    """Characters `start` (included) to `end` (excluded) and what they are."""

    start: int
    end: int
    kind: Kind


class Highlight(Struct, frozen=True):
    """The stretches of a text in order, none overlapping another, and its brackets."""

    stretches: tuple[Stretch, ...]
    brackets: Brackets


NOTHING: Final = Highlight((), Brackets({}, ()))


def highlight(
    text: str,
    vocabulary: Vocabulary | None = None,
    variables: Collection[str] = (),
    *,
    program: bool = False,
) -> Highlight:
    """Say what each stretch of `text` is. Never raises.

    `vocabulary` are the names of its document, `variables` those of its own that are variables and not sliders;
    `program` texts are coloured as Python. A bracket without a partner, a character without a meaning and a word that
    is no name are errors. Texts over `LONGEST` characters have no stretches.
    """
    if len(text) > LONGEST:
        return NOTHING
    vocabulary = vocabulary or Vocabulary()
    if program:
        found = [Stretch(*piece) for piece in program_pieces(text, vocabulary, frozenset(variables))]
    else:
        found = _mathematics(text, vocabulary, frozenset(variables))
    found.sort(key=lambda stretch: stretch.start)
    brackets = match(_signs(text, found), bars=not program)
    alone = frozenset(brackets.alone)
    marked = (Stretch(s.start, s.end, "error") if s.start in alone else s for s in found)
    return Highlight(tuple(marked), brackets)


def _signs(text: str, found: Sequence[Stretch]) -> list[Sign]:
    signs = []
    for stretch in found:
        if stretch.kind in ("bracket", "operator"):
            signs.append(Sign(text[stretch.start : stretch.end], stretch.start))
        elif stretch.kind == "keyword":
            signs.append(Sign("", stretch.start))
        elif stretch.kind not in ("comment", "text"):
            signs.append(Sign("", stretch.start, ends=stretch.kind != "function"))
    return signs


def _mathematics(text: str, vocabulary: Vocabulary, variables: frozenset[str]) -> list[Stretch]:
    found: list[Stretch] = []
    raw = _tokens(text, found)
    comments = _comments(text, raw)
    # Whatever stands in a comment is part of it, a character without a meaning too.
    found = [part for part in found if not any(c.start < part.end and part.start < c.end for c in comments)]
    found += comments
    scope = vocabulary.scope
    for line in lines(raw):
        _line(line, text, scope, vocabulary, variables, found)
    return found


def _tokens(text: str, found: list[Stretch]) -> list[Token]:
    """The raw tokens; characters without a meaning go to `found` as errors and are read as blanks."""
    clean = text
    for _ in range(_MOST_ERRORS):
        try:
            return tokens(clean)
        except LangError as error:
            bad = clean[error.span.start : error.span.end]
            if not bad:
                break
            places = (i for i in range(len(clean)) if clean.startswith(bad, i))
            found += [Stretch(i, i + len(bad), "error") for i in places]
            clean = clean.replace(bad, " " * len(bad))
    return []


def _comments(text: str, raw: Sequence[Token]) -> list[Stretch]:
    """The comments, which leave no token: what begins with `#` outside every token."""
    found = []
    at = text.find("#") if raw or "#" in text else -1
    while at >= 0:
        end = text.find("\n", at)
        end = len(text) if end < 0 else end
        found.append(Stretch(at, end, "comment"))
        at = text.find("#", end)
    return found


def _line(
    line: list[Token],
    text: str,
    scope: Scope,
    vocabulary: Vocabulary,
    variables: frozenset[str],
    found: list[Stretch],
) -> None:
    definition = _head(line, text)
    body = line
    own: frozenset[str] = frozenset()
    if definition is not None:
        own = frozenset(definition.parameters or ())
        body = line[definition.body :]
        found.append(Stretch(line[0].start, line[0].end, "defined"))
        for token in line[1 : definition.body]:
            found.append(Stretch(token.start, token.end, _plain(token) if token.kind != "word" else "variable"))
    local = own | counters(body)
    inside = scope.inside(local)
    for token in _resolved(body, inside, text, found):
        if token.kind not in ("end", "newline"):
            found.append(Stretch(token.start, token.end, _kind(token, local | variables, vocabulary)))


def _head(line: list[Token], text: str) -> Head | None:
    try:
        return head(line, text)
    except LangError:
        return None


def _resolved(body: list[Token], scope: Scope, text: str, found: list[Stretch]) -> list[Token]:
    """The tokens with their words resolved; words that are no names go to `found` as errors."""
    rest = body
    for _ in range(_MOST_ERRORS):
        try:
            return resolved(rest, scope, text)
        except LangError as error:
            bad = [token for token in rest if token.start < error.span.end and token.end > error.span.start]
            if not bad:
                break
            found += [Stretch(token.start, token.end, "error") for token in bad]
            rest = [token for token in rest if token not in bad]
    return []


def _kind(token: Token, variables: frozenset[str], vocabulary: Vocabulary) -> Kind:
    if token.kind != "name":
        return _plain(token)
    name = str(token.value)
    if name in variables:
        return "variable"
    return "slider" if name in vocabulary.values or name in vocabulary.sliders else "variable"


_KINDS: Final[dict[str, Kind]] = {
    "number": "number",
    "sup": "number",
    "function": "function",
    "constant": "constant",
    "defined": "defined",
    "reference": "defined",
    "column": "column",
    "word": "variable",
    "name": "variable",
}


def _plain(token: Token) -> Kind:
    if token.kind == "op":
        return "bracket" if token.value in _BRACKETS else "keyword" if token.value in _WORDS else "operator"
    return _KINDS.get(token.kind, "operator")
