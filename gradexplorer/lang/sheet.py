"""Reading a document: all names first, then every text, then what uses what."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Literal

import numpy as np

from gradexplorer.lang import branches, compile_arrays, compile_calls
from gradexplorer.lang.check import Survey, choose_variables, survey
from gradexplorer.lang.compile import Body, Compiled, Compiler, constant_value
from gradexplorer.lang.definitions import Head, counters, head, refuse_program
from gradexplorer.lang.errors import LangError, Note, Span
from gradexplorer.lang.function import Function
from gradexplorer.lang.lexer import Token, lines, tokens
from gradexplorer.lang.limits import SECONDS, SOURCE_BYTES, TREE_DEPTH
from gradexplorer.lang.names import PREFERRED
from gradexplorer.lang.parser import parse
from gradexplorer.lang.render_latex import latex
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.tree import Node, Number
from gradexplorer.lang.words import Scope, resolved

Kind = Literal["empty", "function", "definition", "value"]

_RULE_MODULES: Final = (branches, compile_arrays, compile_calls)
"""Imported for the rules that they add to the compiler."""


@dataclass(frozen=True, slots=True)
class Source:
    """One text of the document, with a number that the caller knows it by."""

    id: int
    text: str


@dataclass(frozen=True, slots=True)
class Table:
    """A data item: columns of numbers, each (n,), by name."""

    name: str
    columns: Mapping[str, np.ndarray[Any, Any]]


@dataclass(frozen=True, slots=True)
class Entry:
    """What one source was read into.

    `kind`: "empty"; "function", an expression; "definition", `f(x) = …` or `y = …`; "value", `a = 2`. `name` is the
    name that a definition or value gives. `function` is None where there is an error, nothing, or a vector that only
    has a name. `reading` and `latex` show how the text was read; `hints` remarks on it.
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


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a document was read into.

    `entries` by the sources' ids. `sliders`: every name that is a slider, in order of first use. `fixed`: the numbers
    that lines such as `a = 2` set.
    """

    entries: Mapping[int, Entry]
    sliders: tuple[str, ...]
    fixed: Mapping[str, float]


@dataclass(slots=True)
class _Line:
    """One line of one source on its way through the reader."""

    text: str
    tokens: list[Token]
    head: Head | None = None
    error: LangError | None = None
    resolved: list[Token] = field(default_factory=list)
    scope: Scope = field(default_factory=Scope)
    tree: Node | None = None
    notes: list[Note] = field(default_factory=list)
    survey: Survey = field(default_factory=Survey)
    every: dict[str, Span] = field(default_factory=dict)
    depth: int = 0
    compiled: Compiled | None = None
    value: bool = False

    @property
    def body(self) -> list[Token]:
        """The tokens of the formula, without the head of a definition."""
        return self.tokens[self.head.body :] if self.head else self.tokens

    @property
    def parameters(self) -> tuple[str, ...]:
        """The arguments of a definition."""
        return self.head.parameters or () if self.head else ()


def read(sources: Sequence[Source], tables: Sequence[Table] = ()) -> Sheet:
    """Read a document. Never raises for a bad text: its entry then has an error.

    Names are collected first, so definitions may stand in any order. A source of several lines holds definitions
    and, in its last line, its own formula.
    """
    return _Reader(tables).sheet(sources)


class _Reader:
    """Reads one document, stage by stage."""

    def __init__(self, tables: Sequence[Table]) -> None:
        self.tables = tables
        self.columns = {(table.name, name): np.asarray(data) for table in tables for name, data in table.columns.items()}
        self.defined: dict[str, _Line] = {}
        self.bodies: dict[str, Body] = {}
        self.fixed: dict[str, float] = {}
        self.repeated: set[str] = set()
        self.scope = Scope()

    def sheet(self, sources: Sequence[Source]) -> Sheet:
        """The whole document."""
        found = {source.id: self.lines(source.text) for source in sources}
        every = [line for _, part in found.items() for line in part[0]]
        for line in every:
            self.collect(line)
        for name in self.repeated:
            del self.defined[name]
        self.make_scope(every)
        for line in every:
            self.parse(line)
        for line in every:
            self.settle(line)
        entries = {source.id: self.entry(source, *found[source.id]) for source in sources}
        sliders: dict[str, None] = {}
        for entry in entries.values():
            if entry.kind == "value" and entry.name and entry.error is None:
                sliders.setdefault(entry.name)
            if entry.function is not None:
                sliders.update(dict.fromkeys(entry.function.sliders))
        sliders.update(dict.fromkeys(self.fixed))
        return Sheet(entries, tuple(sliders), dict(self.fixed))

    # ------------------------------------------------------------------------------------------ stages

    def lines(self, text: str) -> tuple[list[_Line], LangError | None]:
        """The lines of a source, or the error that stands before all meaning."""
        try:
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > SOURCE_BYTES:
                message = f"this text has {size:,} bytes; at most {SOURCE_BYTES:,} are read"
                raise LangError(message, Span(0, 1), text[:200])
            parts = lines(tokens(text))
            refuse_program(parts, text)
        except LangError as error:
            return [], error
        return [_Line(text, part) for part in parts], None

    def collect(self, line: _Line) -> None:
        """Take down the name that a line defines."""
        try:
            line.head = head(line.tokens, line.text)
        except LangError as error:
            line.error = error
        if line.head is None:
            return
        name = line.head.name
        if not line.body:
            sign = line.tokens[-1]
            line.error = LangError("something is missing after `=`", sign.span, line.text)
        if name in self.defined:
            if name in ("y", "z") and line.head.parameters is None and self.defined[name].parameters == ():
                self.repeated.add(name)
            else:
                line.error = LangError(f"`{name}` is defined twice", line.head.span, line.text, "take another name")
            return
        self.defined[name] = line

    def make_scope(self, every: list[_Line]) -> None:
        """The names that every line may use."""
        functions = {n: len(line.parameters) for n, line in self.defined.items() if line.parameters}
        plain = frozenset(n for n, line in self.defined.items() if not line.parameters)
        tables = {table.name: frozenset(table.columns) for table in self.tables}
        columns: dict[str, tuple[str, ...]] = {}
        for table in self.tables:
            for column in table.columns:
                columns[column] = (*columns.get(column, ()), table.name)
        self.scope = Scope(functions, plain, frozenset(), tables, columns)
        values = frozenset(name for name in plain if name not in ("y", "z") and self.is_value(self.defined[name]))
        for name in values:
            self.defined[name].value = True
        self.scope = Scope(functions, plain - values, values, tables, columns)

    def is_value(self, line: _Line) -> bool:
        """Whether a definition's right side is made of numbers, constants and known functions only."""
        if any(token.value in ("[", "{") for token in line.body if token.kind == "op"):
            return False
        try:
            found = resolved(line.body, self.scope, line.text)
        except LangError:
            return False
        return all(token.kind not in ("name", "defined", "reference", "column") for token in found)

    def parse(self, line: _Line) -> None:
        """The tree of a line, and what it uses."""
        if line.error is not None:
            return
        scope = self.scope.inside(frozenset(line.parameters) | counters(line.body))
        try:
            line.tree, line.notes = parse(resolved(line.body, scope, line.text), scope, line.text)
            line.survey = survey(line.tree, line.text, frozenset(line.parameters))
        except LangError as error:
            line.error = error

    def settle(self, line: _Line) -> None:
        """Compile a line after all definitions that it uses; rings are errors. Without recursion."""
        stack = [line]
        path: list[_Line] = []
        while stack:
            top = stack[-1]
            if top.compiled is not None or top.error is not None:
                stack.pop()
                if path and path[-1] is top:
                    path.pop()
                continue
            if path and path[-1] is top:
                self.finish(top)
                continue
            path.append(top)
            for name, span in top.survey.uses.items():
                used = self.defined[name]
                if any(used is other for other in path):
                    self.ring(path[next(i for i, other in enumerate(path) if other is used) :])
                    break
                if used.compiled is None and used.error is None:
                    stack.append(used)
                elif used.error is not None and top.error is None:
                    self.broken(top, name, span)

    def ring(self, path: list[_Line]) -> None:
        """Every definition of a ring gets the error that names it."""
        names = [line.head.name for line in path if line.head]
        shown = " → ".join((*names, names[0]))
        for line in path:
            assert line.head is not None
            if len(names) == 1:
                message = f"`{names[0]}` is defined by itself"
            else:
                message = f"`{line.head.name}` is defined in a ring: {shown}"
            line.error = LangError(message, line.head.span, line.text, "a definition uses other names only")

    def broken(self, line: _Line, name: str, span: Span) -> None:
        """A line that uses a definition with an error has one too."""
        line.error = LangError(f"the definition of `{name}` has an error", span, line.text, "correct it first")

    def finish(self, line: _Line) -> None:
        """Compile a line whose definitions are all compiled."""
        assert line.tree is not None
        try:
            for name, span in line.survey.uses.items():
                if self.defined[name].error is not None:
                    self.broken(line, name, span)
                    return
            self.join(line)
            vectors = frozenset(line.survey.vectors)
            compiler = Compiler(line.text, self.bodies, self.columns, vectors)
            line.compiled = compiler.compile(line.tree, frozenset(line.parameters))
            if line.head is not None and self.defined.get(line.head.name) is line:
                self.bodies[line.head.name] = Body(line.parameters, line.compiled, not line.every and not line.value)
                if line.value:
                    self.fixed[line.head.name] = self.number(line)
        except LangError as error:
            line.error = error
        except RecursionError:
            line.error = LangError("this is nested too deep", line.tree.span, line.text, "give a part a name: a = …")

    def number(self, line: _Line) -> float:
        """The number that a line such as `a = 2` sets."""
        if isinstance(line.tree, Number):
            return line.tree.value
        assert line.compiled is not None
        assert line.tree is not None
        if line.compiled.rank:
            raise LangError("a name set to a vector is no number", line.tree.span, line.text)
        return constant_value(line.compiled, SECONDS)

    def join(self, line: _Line) -> None:
        """Names, vectors, arrays and depth of a line together with those of the definitions it uses."""
        found = line.survey
        line.every = dict(found.names)
        line.depth = found.depth
        for name, span in found.uses.items():
            used = self.defined[name]
            for free in used.every:
                line.every.setdefault(free, span)
                if free in used.survey.vectors:
                    found.vectors[free] = max(found.vectors.get(free, 1), used.survey.vectors[free])
            found.arrays = found.arrays or used.survey.arrays
            found.where = found.where or used.survey.where
            line.depth = max(line.depth, found.depth + used.depth)
        for function, place, name in found.passed:
            used = self.defined[function]
            parameter = used.parameters[place]
            if parameter in used.survey.vectors:
                found.vectors[name] = max(found.vectors.get(name, 1), used.survey.vectors[parameter])
        if line.depth > TREE_DEPTH:
            assert line.tree is not None
            raise LangError("the definitions used here are nested too deep", line.tree.span, line.text)

    # ------------------------------------------------------------------------------------------ results

    def entry(self, source: Source, found: list[_Line], error: LangError | None) -> Entry:
        """The entry of one source."""
        if error is not None:
            return Entry(source.id, source.text, "function", error=error)
        if not found:
            return Entry(source.id, source.text, "empty")
        line = found[-1]
        kind: Kind = "function" if line.head is None else "value" if line.value else "definition"
        name = line.head.name if line.head else None
        for other in found[:-1]:
            if other.error is None and other.head is None:
                span = Span(other.tokens[0].start, other.tokens[-1].end)
                hint = "only the last line may be a formula without a name"
                other.error = LangError("this formula has no name", span, source.text, hint)
            if other.error is not None:
                return Entry(source.id, source.text, kind, name, error=other.error)
        return self.line_entry(source, line, kind, name)

    def line_entry(self, source: Source, line: _Line, kind: Kind, name: str | None) -> Entry:
        """The entry of a source's last line."""
        function: Function | None = None
        try:
            if line.error is not None:
                raise line.error
            function = self.function(line)
        except LangError as error:
            return Entry(source.id, source.text, kind, name, error=error)
        assert line.tree is not None
        try:
            parameters = line.head.parameters if line.head else None
            shown, formula = reading(line.tree), latex(line.tree, name, parameters)
        except RecursionError:
            shown, formula = source.text, ""
        return Entry(source.id, source.text, kind, name, None, function, shown, formula, tuple(line.notes))

    def function(self, line: _Line) -> Function | None:
        """The function of a line; None for a definition of a vector. Raises LangError."""
        assert line.tree is not None
        assert line.compiled is not None
        if line.compiled.rank:
            if line.head is not None:
                return None
            hint = "write sum(…), mean(…) or norm(…)"
            raise LangError("this is a vector or a matrix, not one number", line.tree.span, line.text, hint)
        every = {name: span for name, span in line.every.items() if name not in line.parameters}
        if line.parameters:
            variables = list(line.parameters)
        else:
            direct = {name: span for name, span in line.survey.names.items() if name not in self.fixed}
            free = {name: span for name, span in every.items() if name not in self.fixed}
            variables = choose_variables(direct, free, PREFERRED)
        sliders = tuple(name for name in every if name not in variables)
        vectors = line.survey.vectors
        for name in sliders:
            if name in vectors:
                hint = f"give it entries: {name} = [1, 2]; or make it an argument: f({name}) = …"
                message = f"`{name}` is indexed, but a slider is one number"
                raise LangError(message, every[name], line.text, hint)
        return Function(
            tuple(variables),
            sliders,
            {name: vectors[name] for name in variables if name in vectors},
            line.tree,
            line.text,
            {name: self.fixed[name] for name in sliders if name in self.fixed},
            line.survey.arrays,
            line.survey.where,
            compiled=line.compiled,
        )
