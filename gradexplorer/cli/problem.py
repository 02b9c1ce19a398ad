"""From the command line's texts to a function and the values of all its names."""

from __future__ import annotations

import argparse
import difflib
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from msgspec import Struct

import engine
from gradexplorer.cli.inputs import expression_text, tables
from gradexplorer.cli.reply import Refusal, bad_text
from gradexplorer.cli.values import assignments, written
from gradexplorer.compute.components import Array, Components
from gradexplorer.lang import Entry, Function, Note, Sheet, Source, Table, read
from gradexplorer.lang.names import spelled
from gradexplorer.model.document import Number, Value

DTYPES = {"float64": engine.float64, "float32": engine.float32}


class Problem(Struct, frozen=True):
    """A function with a value for every variable (`coordinates`) and every slider, and the dtype to compute in."""

    text: str
    reading: str
    function: Function
    coordinates: Mapping[str, Value]
    sliders: Mapping[str, Number]
    dtype: engine.dtype
    notes: tuple[Note, ...] = ()
    """How the text was read, where that may surprise."""

    @property
    def given(self) -> dict[str, Value]:
        """The values of all names, in the function's order, variables first."""
        return {**self.coordinates, **self.sliders}

    def by_name(self, flat: Array) -> dict[str, Value]:
        """The flat numbers of a point or gradient by name, each in the shape of its coordinate."""
        return Components.of(self.function, self.coordinates).coordinates(flat)

    def hessian(self, second: Array) -> dict[str, dict[str, Any]]:
        """Second derivatives (k, k) by two names, each block in the shapes of both coordinates, the first's first."""
        parts = list(Components.of(self.function, self.coordinates).slices())
        return {
            name: {other: second[rows, columns].reshape(shape + by) for other, columns, by in parts}
            for name, rows, shape in parts
        }


def problem(options: argparse.Namespace, at: Sequence[str], flag: str) -> Problem:
    """Read the expression and the values given by the option `flag`; Refusal for what is wrong or missing."""
    options.expression = text = expression_text(options)
    wanted = chosen_variables(options)
    sheet, entry = read_entry(text, options.define, tables(options.data), wanted)
    function = drawn(entry, wanted)
    values = assignments(at)
    _refuse_strangers(values, (*function.variables, *function.sliders))
    return pose(text, entry, function, sheet.fixed, values, flag, DTYPES[options.dtype])


def read_entry(
    text: str, definitions: Sequence[str], data: Sequence[Table], wanted: Sequence[str]
) -> tuple[Sheet, Entry]:
    """Read a text after its definitions; Refusal where one of them cannot be read."""
    texts = [*definitions, text]
    sources = [Source(index, each) for index, each in enumerate(texts)]
    sheet = read(sources, data, dict.fromkeys(wanted, True))
    for entry in sheet.entries.values():
        if entry.error is not None:
            raise bad_text(entry.error)
    return sheet, sheet.entries[len(texts) - 1]


def drawn(entry: Entry, wanted: Sequence[str]) -> Function:
    """The entry's function, of the wanted variables where some are; Refusal where there is none."""
    if entry.function is None and entry.kind == "empty":
        raise Refusal("The expression is empty.", hint="Write one, such as 'x^2 + 2y^2'.")
    if entry.function is None:
        raise Refusal(f"{entry.name} is a vector or a matrix, not one number.", hint=f"Write sum({entry.name}), …")
    if not wanted:
        return entry.function
    try:
        return entry.function.with_variables(wanted)
    except ValueError:
        names = (*entry.function.variables, *entry.function.sliders)
        stranger = next(name for name in wanted if name not in names)
        raise Refusal(f"{stranger} does not occur in the expression.", hint=_nearest(stranger, names)) from None


def pose(
    text: str,
    entry: Entry,
    function: Function,
    fixed: Mapping[str, float],
    values: Mapping[str, Value],
    flag: str,
    dtype: engine.dtype,
) -> Problem:
    """Give every name a value: from `values`, else as a program or a line sets it; Refusal for one that has none."""
    if entry.start:
        values = {**entry.start, **values}
    coordinates = {name: _coordinate(function, name, values, fixed, flag) for name in function.variables}
    sliders = {name: _slider(function, name, values, fixed, flag) for name in function.sliders}
    return Problem(text, entry.reading, function, coordinates, sliders, dtype, tuple(entry.hints))


def chosen_variables(options: argparse.Namespace) -> tuple[str, ...]:
    """The names that --variables makes variables, one spelling each."""
    names: Iterable[str] = (name.strip() for part in options.variables for name in part.split(","))
    return tuple(dict.fromkeys(spelled(unicodedata.normalize("NFKC", name)) for name in names if name))


def _refuse_strangers(values: Mapping[str, Value], names: Sequence[str]) -> None:
    for name in values:
        if name not in names:
            raise Refusal(f"{name} does not occur in the expression.", hint=_nearest(name, names))


def _nearest(name: str, names: Sequence[str]) -> str:
    near = difflib.get_close_matches(name, names, n=1) or names
    return f"Its names: {', '.join(near)}." if names else "It has no names that need a value."


def _coordinate(
    function: Function, name: str, values: Mapping[str, Value], fixed: Mapping[str, float], flag: str
) -> Value:
    length = function.vector.get(name, 0)
    value = values.get(name, fixed.get(name))
    if value is None:
        example = f"'{name}=[{', '.join(['1'] * length)}]'" if length else f"{name}=1"
        raise Refusal(f"{name} has no value.", hint=f"Give it one: {flag} {example}")
    if length and (not isinstance(value, tuple) or len(value) < length):
        # `x[k]` tells no length: at least one component is needed, and more where k goes further.
        count = f"{length} components" if length > 1 else "to be a vector"
        hint = f"{name} needs {count} here: {flag} '{name}=[{', '.join(['1'] * max(length, 2))}]'"
        raise Refusal(f"{written(name, (length - 1,))} has no value.", hint=hint)
    return value


def _wanted(name: str, flag: str, text: str) -> str:
    """How to give a name a value; before a bracket, as in f(x), a function may have been meant."""
    if name in ("f", "g", "h") and re.search(rf"(?<!\w){name}\(", text):
        return (
            f"{name} is no function here: define it by --define '{name}(x) = …', or give it a number: {flag} {name}=1"
        )
    return f"Give it one: {flag} {name}=1"


def _slider(
    function: Function, name: str, values: Mapping[str, Value], fixed: Mapping[str, float], flag: str
) -> Number:
    value = values.get(name, fixed.get(name))
    if value is None:
        raise Refusal(f"{name} has no value.", hint=_wanted(name, flag, function.source))
    if isinstance(value, tuple):
        raise Refusal(f"{name} is one number here.")
    return value
