"""Reading a document: all names first, then every text, then what uses what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Literal, TypeAlias

import numpy as np
from msgspec import Struct, field

from gradexplorer.lang.check import choose_variables
from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.function import Function
from gradexplorer.lang.lines import Line, ScopeKey, parsed_line, raw_lines, scope_key, scope_of
from gradexplorer.lang.mending import wrapped
from gradexplorer.lang.names import PREFERRED
from gradexplorer.lang.program_meaning import Meaning
from gradexplorer.lang.program_outline import is_program
from gradexplorer.lang.settle import Settler
from gradexplorer.lang.statements import result_span
from gradexplorer.lang.words import resolved

Kind: TypeAlias = Literal["empty", "function", "definition", "value", "program"]

LONGEST_VECTOR = 10_000
"""Most entries that an index such as `x[7]` can make a variable have."""
_SPECIAL = ("y", "z")
"""Names whose `y = …` is drawn, whatever stands on the right, and may stand in several lines."""


class Source(Struct, frozen=True):
    """One text of the document, with a number that the caller knows it by."""

    id: int
    text: str


class Table(Struct, frozen=True):
    """A data item: columns of numbers, each (n,), by name."""

    name: str
    columns: Mapping[str, np.ndarray[Any, Any]]


class Entry(Struct, frozen=True):
    """What one source was read into.

    `kind`: "empty"; "function", an expression; "definition", `f(x) = …` or `y = …`; "value", `a = 2`; "program". `name`
    is the name that a definition or value gives. `function` is None where there is an error, nothing, or a vector that
    only has a name. `reading` and `latex` show how the text was read; `hints` remarks on it. `start`: the values that a
    program gives its variables (nested tuples for vectors and matrices).
    """

    id: int
    text: str
    kind: Kind
    name: str | None = None
    error: LangError | None = None
    function: Function | None = None
    reading: str = ""
    latex: str = ""
    hints: tuple[Note, ...] = ()
    start: Mapping[str, Any] = field(default_factory=dict)


class Sheet(Struct, frozen=True):
    """What a document was read into.

    `entries` by the sources' ids. `sliders`: every name that is a slider, in order of first use. `fixed`: the numbers
    that lines such as `a = 2` set.
    """

    entries: Mapping[int, Entry]
    sliders: tuple[str, ...]
    fixed: Mapping[str, float]


def read(
    sources: Sequence[Source], tables: Sequence[Table] = (), roles: Mapping[str, bool] = MappingProxyType({})
) -> Sheet:
    """Read a document. Never raises for a bad text: its entry then has an error.

    Names are collected first, so definitions may stand in any order. A source of several lines holds definitions
    and, in its last line, its own formula. `roles` says of free names whether they are variables (True) or sliders
    (False) wherever they occur, in place of the choice that would be made.
    """
    return _Reader(tables, roles).sheet(sources)


class _Reader:
    """Reads one document, stage by stage."""

    def __init__(self, tables: Sequence[Table], roles: Mapping[str, bool]) -> None:
        self.roles = roles
        self.tables = [(table.name, frozenset(table.columns)) for table in tables]
        columns = {(table.name, name): np.asarray(data) for table in tables for name, data in table.columns.items()}
        self.defined: dict[str, Line] = {}
        self.settler = Settler(self.defined, columns)

    def sheet(self, sources: Sequence[Source]) -> Sheet:
        """The whole document."""
        found: dict[int, tuple[list[Line], LangError | None]] = {}
        for source in sources:
            raws, error = raw_lines(source.text)
            found[source.id] = [Line(raw, error=raw.error) for raw in raws], error
        every = [line for part, _ in found.values() for line in part]
        self.collect(every)
        key = self.names()
        for line in every:
            if line.error is None:
                line.parsed = parsed_line(line.raw, key)
                line.error = line.parsed.error
        for line in every:
            self.settler.settle(line)
        entries = {source.id: self.entry(source, *found[source.id]) for source in sources}
        return Sheet(entries, self.sliders(entries), dict(self.settler.fixed))

    def collect(self, every: Sequence[Line]) -> None:
        """Take down the names that the lines define."""
        repeated: set[str] = set()
        for line in every:
            head = line.raw.head
            if head is None:
                continue
            first = self.defined.setdefault(head.name, line)
            if first is line or line.raw.program is not None:
                continue  # a program whose function's name is taken keeps it to itself
            if head.name in _SPECIAL and head.parameters is None and not first.raw.parameters:
                repeated.add(head.name)
            else:
                line.error = LangError(f"`{head.name}` is defined twice", head.span, line.raw.text, "take another name")
        for name in repeated:
            del self.defined[name]

    def names(self) -> ScopeKey:
        """The names that every line may use; those set to a plain number are marked as values."""
        functions = {name: len(line.raw.parameters) for name, line in self.defined.items() if line.raw.parameters}
        plain = frozenset(name for name, line in self.defined.items() if not line.raw.parameters)
        if not plain:
            return scope_key(functions, plain, plain, self.tables)
        key = scope_key(functions, plain, frozenset(), self.tables)
        values = frozenset(name for name in plain if name not in _SPECIAL and self.is_value(self.defined[name], key))
        for name in values:
            self.defined[name].value = True
        return scope_key(functions, plain - values, values, self.tables)

    def is_value(self, line: Line, key: ScopeKey) -> bool:
        """Whether a definition's right side is made of numbers, constants and known functions only."""
        body = line.raw.body
        if any(token.value in ("[", "{") for token in body if token.kind == "op"):
            return False
        try:
            found = resolved(body, scope_of(key), line.raw.text)
        except LangError:
            return False
        return all(token.kind not in ("name", "defined", "reference", "column") for token in found)

    def sliders(self, entries: Mapping[int, Entry]) -> tuple[str, ...]:
        """Every slider of the document, in order of first use."""
        found: dict[str, None] = {}
        for entry in entries.values():
            if entry.kind == "value" and entry.name in self.settler.fixed and not self.roles.get(entry.name):
                found.setdefault(str(entry.name))
            if entry.function is not None:
                found.update(dict.fromkeys(entry.function.sliders))
        found.update(dict.fromkeys(name for name in self.settler.fixed if not self.roles.get(name)))
        return tuple(found)

    def entry(self, source: Source, found: Sequence[Line], error: LangError | None) -> Entry:
        """The entry of one source."""
        if error is not None:
            return Entry(source.id, source.text, "program" if is_program(source.text) else "function", error=error)
        if not found:
            return Entry(source.id, source.text, "empty")
        line = found[-1]
        head = line.raw.head
        kind: Kind = "function" if head is None else "value" if line.value else "definition"
        name = head.name if head else None
        if line.raw.program is not None:
            means = line.parsed.meaning
            kind, name = "program", line.raw.program.name or (means.value if means else None)
        error = next((part.error or _nameless(part) for part in found[:-1] if part.error or not part.raw.head), None)
        error = error or line.error
        function: Function | None = None
        if error is None:
            try:
                function = self.function(line)
            except LangError as raised:
                error = raised.kept()
        if error is not None:
            return Entry(source.id, source.text, kind, name, error=error)
        parsed = line.parsed
        start = _start(parsed.meaning, function) if parsed.meaning is not None and function is not None else {}
        hints = parsed.notes
        return Entry(source.id, source.text, kind, name, None, function, parsed.reading, parsed.latex, hints, start)

    def function(self, line: Line) -> Function | None:
        """The function of a line; None for a definition of a vector. Raises LangError."""
        assert line.compiled is not None
        text = line.raw.text
        if line.compiled.rank:
            if line.raw.head is not None:
                return None
            hint, span = "write sum(…), mean(…) or norm(…)", result_span(line.tree)
            fix = None if line.raw.program is not None else wrapped(span, text, "sum(", ")")
            raise LangError("this is a vector or a matrix, not one number", span, text, hint, fix)
        fixed = self.settler.fixed
        if line.parsed.meaning is not None:
            variables = line.variables
        elif line.raw.parameters:
            variables = line.raw.parameters
        else:
            direct = [name for name in line.parsed.survey.names if name not in fixed]
            variables = choose_variables(direct, [name for name in line.every if name not in fixed], PREFERRED)
        every = tuple(dict.fromkeys((*variables, *line.every)))
        variables = self.swapped(variables, every)
        sliders = tuple(name for name in every if name not in variables)
        for name in variables:
            if line.vectors.get(name, 0) > LONGEST_VECTOR:
                message = f"`{name}` would need more than {LONGEST_VECTOR:,} entries for this index"
                raise LangError(message, line.every.get(name, line.tree.span), text)
        for name in sliders:
            if name in line.vectors:
                hint = f"give it entries: {name} = [1, 2]; or make it an argument: f({name}) = …"
                raise LangError(f"`{name}` is indexed, but a slider is one number", line.every[name], text, hint)
        return Function(
            variables,
            sliders,
            {name: line.vectors[name] for name in variables if name in line.vectors},
            line.tree,
            text,
            {name: fixed[name] for name in sliders if name in fixed},
            line.arrays,
            line.where,
            compiled=line.compiled,
        )

    def swapped(self, chosen: tuple[str, ...], every: Sequence[str]) -> tuple[str, ...]:
        """The variables, with what a person made of some names; of x, y, θ, … those chosen come first."""
        if not self.roles:
            return chosen
        kept = [name for name in chosen if self.roles.get(name, True)]
        return (*kept, *(name for name in every if self.roles.get(name) and name not in chosen))


def _start(means: Meaning, function: Function) -> dict[str, Any]:
    """The values that a program writes for the variables of its function."""
    return {name: value for name, value in (*means.given.items(), *means.start.items()) if name in function.variables}


def _nameless(line: Line) -> LangError:
    """The error of a formula without a name in a line that is not the last."""
    span = Span(line.raw.tokens[0].start, line.raw.tokens[-1].end)
    hint = "only the last line of a text may be a formula without a name"
    return LangError("this formula has no name", span, line.raw.text, hint)
