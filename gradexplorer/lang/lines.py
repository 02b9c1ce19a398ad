"""One line of a document on its way from text to function, with what is remembered from the last reading.

A keystroke changes one line of a document, but every line is read anew: what depends on a line's own text and on
the names of the document only is kept in two small caches.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from string import digits
from typing import Any, Final, TypeAlias

import numpy as np
from msgspec import Struct, field

from gradexplorer.lang.check import Survey, refuse_tables, survey, survey_program
from gradexplorer.lang.compile import Body, Compiled
from gradexplorer.lang.definitions import Head, counters, exported, head
from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.lexer import Token, lines, tokens
from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.lang.names import CONSTANT_SPELLINGS
from gradexplorer.lang.parser import parse
from gradexplorer.lang.program import read_program
from gradexplorer.lang.program_meaning import Meaning, meaning
from gradexplorer.lang.program_outline import Outline, is_program, outline, too_deep
from gradexplorer.lang.render_latex import latex
from gradexplorer.lang.render_program_latex import program_latex
from gradexplorer.lang.render_python import python
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.slips import remarks
from gradexplorer.lang.tree import Node
from gradexplorer.lang.words import Scope, resolved

_KEPT: Final = 256
_LONG: Final = 2_000
"""Texts from this length on are not remembered: their trees are large."""

ScopeKey: TypeAlias = tuple[
    tuple[tuple[str, int], ...], frozenset[str], frozenset[str], tuple[tuple[str, frozenset[str]], ...]
]
"""Functions with their number of arguments, named expressions, values, and tables with their columns."""


class Raw(Struct, frozen=True):
    """A line before names have a meaning: its tokens, and the head of its definition if it is one.

    A program is one line; its head is that of its last function, where other lines can call it.
    """

    text: str
    number: int
    tokens: tuple[Token, ...]
    head: Head | None
    error: LangError | None
    program: Outline | None = None

    def __hash__(self) -> int:
        return hash((self.text, self.number))  # the rest follows from them

    @property
    def body(self) -> list[Token]:
        """The tokens of the formula, without the head of a definition."""
        return list(self.tokens[self.head.body :] if self.head else self.tokens)

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments of a definition."""
        return self.head.parameters or () if self.head else ()


class Parsed(Struct):
    """What a line means among the names of its document; `compiled` where it uses no definition and no data."""

    tree: Node | None = None
    notes: tuple[Note, ...] = ()
    survey: Survey = field(default_factory=Survey)
    reading: str = ""
    latex: str = ""
    error: LangError | None = None
    compiled: Compiled | None = None
    meaning: Meaning | None = None
    """What a program is as a function."""


def raw_lines(text: str) -> tuple[tuple[Raw, ...], LangError | None]:
    """The lines of a source that have any token, or the error that stands before all meaning."""
    return _short_raw_lines(text) if len(text) < _LONG else lexed(text)


def lexed(text: str) -> tuple[tuple[Raw, ...], LangError | None]:
    """What `raw_lines` answers, nothing remembered."""
    try:
        size = len(text.encode("utf-8", "surrogatepass"))
        if size > SOURCE_BYTES:
            message = f"this text has {size:,} bytes; at most {SOURCE_BYTES:,} are read"
            raise LangError(message, Span(0, 1), text[:200])
        if is_program(text):
            return (_raw_program(outline(text)),), None
        found = tokens(text)
    except LangError as error:
        return (), error.kept()
    parts = lines(found) if "\n" in text else [found] if found else []
    return tuple([_raw(text, i, part) for i, part in enumerate(parts)]), None


_short_raw_lines = lru_cache(maxsize=_KEPT)(lexed)


def _raw_program(found: Outline) -> Raw:
    head_found = None
    if found.name is not None and exported(found.name, found.required):
        head_found = Head(found.name, found.required, 0, found.name_span)
    return Raw(found.text, 0, (), head_found, None, found)


def _raw(text: str, number: int, part: list[Token]) -> Raw:
    try:
        found = head(part, text)
    except LangError as error:
        return Raw(text, number, tuple(part), None, error.kept())
    error_found: LangError | None = None
    if found is not None and len(part) == found.body:
        error_found = LangError("something is missing after `=`", part[-1].span, text)
    return Raw(text, number, tuple(part), found, error_found)


def scope_key(
    functions: Mapping[str, int],
    expressions: frozenset[str],
    values: frozenset[str],
    tables: Sequence[tuple[str, frozenset[str]]],
) -> ScopeKey:
    """The names of a document, as a key of the caches."""
    return tuple(sorted(functions.items())), expressions, values, tuple(tables)


@lru_cache(maxsize=32)
def scope_of(key: ScopeKey) -> Scope:
    """The scope of a document's names."""
    functions, expressions, values, tables = key
    columns: dict[str, tuple[str, ...]] = {}
    for table, names in tables:
        for column in sorted(names):
            columns[column] = (*columns.get(column, ()), table)
    return Scope(dict(functions), expressions, values, dict(tables), columns)


def parsed_line(raw: Raw, key: ScopeKey) -> Parsed:
    """The tree of a line, how it reads, and what it uses."""
    return _short_parsed_line(raw, key) if len(raw.text) < _LONG else _parsed_line(raw, key)


def checked(raw: Raw, scope: Scope) -> tuple[Node, list[Note], Survey]:
    """A line's tree, remarks on how it was read, and what it uses. Raises LangError."""
    body, text, own = raw.body, raw.text, frozenset(raw.parameters)
    scope = scope.inside(own | counters(body) if "=" in text else own)
    tree, notes = parse(resolved(body, scope, text), scope, text)
    found = survey(tree, text, own)
    tables = {name: columns for name, columns in scope.tables.items() if name in found.names}
    if tables:
        refuse_tables(tree, tables, text)
    subscripts = [note for name, span in found.names.items() if (note := _subscript(name, span, scope, text))]
    return tree, notes + subscripts + remarks(body, found.names, scope, text), found


def _subscript(name: str, span: Span, scope: Scope, text: str) -> Note | None:
    """A remark on a name such as `pi2`, where a product may have been meant."""
    constant = name.rstrip(digits)
    if constant == name or constant not in CONSTANT_SPELLINGS or name in scope.values:
        return None
    typed = text[span.start : span.end].strip("()")
    letters = typed.rstrip(digits)
    if letters not in CONSTANT_SPELLINGS:  # `pi_2`, where a subscript was meant
        return None
    return Note(f"`{typed}` is a name of its own; for the product write {typed[len(letters) :]} {letters}", span)


def _parsed_line(raw: Raw, key: ScopeKey) -> Parsed:
    if raw.program is not None:
        return _parsed_program(raw.program, scope_of(key))
    try:
        tree, notes, found = checked(raw, scope_of(key))
    except LangError as error:
        return Parsed(error=error.kept())
    try:
        name, parameters = (raw.head.name, raw.head.parameters) if raw.head else (None, None)
        return Parsed(tree, tuple(notes), found, reading(tree), latex(tree, name, parameters))
    except RecursionError:
        return Parsed(error=LangError("this is nested too deep", tree.span, raw.text, "give a part a name: a = …"))


def _parsed_program(found: Outline, scope: Scope) -> Parsed:
    try:
        program = read_program(found, scope)
        used = survey_program(program.tree, found.text, program.free)
        means = meaning(program.tree)
        tree: Any = program.tree
        return Parsed(
            tree, program.notes, used, python(program.tree), program_latex(program.tree, means), meaning=means
        )
    except LangError as error:
        return Parsed(error=error.kept())
    except RecursionError:
        return Parsed(error=too_deep(Span(0, len(found.text)), found.text))


_short_parsed_line = lru_cache(maxsize=_KEPT)(_parsed_line)


def forget() -> None:
    """Empty the caches of texts, so that the next reading does all its work."""
    _short_raw_lines.cache_clear()
    _short_parsed_line.cache_clear()


class Line(Struct):
    """A line in its document.

    `every`: its free names, those of the definitions it uses included. `vectors`, `arrays`, `where`, `depth`: as in
    its survey, with those of the definitions. `value`: whether it sets a name to a number. `variables` and `body`: of a
    program, which says itself what they are.
    """

    raw: Raw
    parsed: Parsed = field(default_factory=Parsed)
    error: LangError | None = None
    every: dict[str, Span] = field(default_factory=dict)
    vectors: dict[str, int] = field(default_factory=dict)
    arrays: bool = False
    where: bool = False
    depth: int = 0
    compiled: Compiled | None = None
    body: Body | None = None
    value: bool = False
    variables: tuple[str, ...] = ()

    @property
    def tree(self) -> Node:
        """The tree; there is one where there is no error."""
        assert self.parsed.tree is not None
        return self.parsed.tree


Columns: TypeAlias = Mapping[tuple[str, str], "np.ndarray[Any, Any]"]
"""Data by table and column."""
