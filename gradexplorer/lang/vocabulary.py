"""The names that a document makes known, for colouring and completing a text while it is typed."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Struct

from gradexplorer.lang.lines import scope_key, scope_of
from gradexplorer.lang.names import spelled
from gradexplorer.lang.sheet import Entry, Sheet
from gradexplorer.lang.words import Scope

_ARGUMENTS: Final = re.compile(r"[^\W\d]\w*\s*\(([^()]*)\)\s*=(?!=)")


class Vocabulary(Struct, frozen=True):
    """What names a document defines.

    `functions`: names with their arguments. `expressions`: named expressions without arguments. `values`: names that a
    line sets to a number. `sliders`: every name that is a slider. `tables`: data items with their columns.
    """

    functions: tuple[tuple[str, tuple[str, ...]], ...] = ()
    expressions: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    sliders: frozenset[str] = frozenset()
    tables: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def scope(self) -> Scope:
        """The same names as the reader of words takes them."""
        counts = {name: len(arguments) for name, arguments in self.functions}
        tables = [(name, frozenset(columns)) for name, columns in self.tables]
        return scope_of(scope_key(counts, self.expressions, self.values, tables))


def vocabulary(sheet: Sheet, tables: Mapping[str, Sequence[str]] | None = None) -> Vocabulary:
    """The names of a document that was read; `tables` gives the columns of its data items by name."""
    functions: dict[str, tuple[str, ...]] = {}
    expressions, values = set(), set()
    for entry in sheet.entries.values():
        if entry.name is None:
            continue
        arguments = _arguments(entry)
        if entry.name in arguments:  # `x = x*(x+1)` names nothing but its variable
            continue
        if arguments:
            functions[entry.name] = arguments
        elif entry.kind == "value":
            values.add(entry.name)
        else:
            expressions.add(entry.name)
    return Vocabulary(
        tuple(functions.items()),
        frozenset(expressions - functions.keys()),
        frozenset(values),
        frozenset(sheet.sliders),
        tuple((name, tuple(columns)) for name, columns in (tables or {}).items()),
    )


def _arguments(entry: Entry) -> tuple[str, ...]:
    """The arguments of a definition, also of one that is wrong behind its `=`."""
    if entry.kind == "program":
        return tuple(entry.function.variables) if entry.function is not None else ()
    lines = [line for line in entry.text.splitlines() if line.strip()]
    found = _ARGUMENTS.match(lines[-1].strip()) if lines and entry.kind == "definition" else None
    return tuple(spelled(part.strip()) for part in found[1].split(",")) if found else ()
