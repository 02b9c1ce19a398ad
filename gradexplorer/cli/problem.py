"""From the command line's texts to a function and the values of all its names."""

from __future__ import annotations

import argparse
import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import engine
from gradexplorer.cli.reply import Refusal, bad_text
from gradexplorer.cli.values import assignments, written
from gradexplorer.compute.components import Array, Components
from gradexplorer.lang import Function, Source, read
from gradexplorer.model.document import Number, Value


@dataclass(frozen=True, slots=True)
class Problem:
    """A function with a value for every variable (`coordinates`) and every slider, and the dtype to compute in."""

    text: str
    reading: str
    function: Function
    coordinates: Mapping[str, Value]
    sliders: Mapping[str, Number]
    dtype: engine.dtype

    @property
    def given(self) -> dict[str, Value]:
        """The values of all names, in the function's order, variables first."""
        return {**self.coordinates, **self.sliders}

    def by_name(self, flat: Array) -> dict[str, Value]:
        """The flat numbers of a point or gradient by name, each in the shape of its coordinate."""
        return Components.of(self.function, self.coordinates).coordinates(flat)


def problem(options: argparse.Namespace, at: Sequence[str], flag: str) -> Problem:
    """Read the expression and the values given by the option `flag`; Refusal for what is wrong or missing."""
    texts = [*options.define, options.expression]
    sheet = read([Source(index, text) for index, text in enumerate(texts)])
    for index in range(len(texts)):
        fault = sheet.entries[index].error
        if fault is not None:
            raise bad_text(fault)
    entry = sheet.entries[len(texts) - 1]
    if entry.function is None:
        raise Refusal("The expression is empty.", hint="Write one, such as 'x^2 + 2y^2'.")
    values = assignments(at)
    names = (*entry.function.variables, *entry.function.sliders)
    _refuse_strangers(values, names)
    coordinates = {name: _coordinate(entry.function, name, values, flag) for name in entry.function.variables}
    sliders = {name: _slider(name, values, sheet.fixed, flag) for name in entry.function.sliders}
    dtype = {"float64": engine.float64, "float32": engine.float32}[options.dtype]
    return Problem(options.expression, entry.reading, entry.function, coordinates, sliders, dtype)


def _refuse_strangers(values: Mapping[str, Value], names: Sequence[str]) -> None:
    for name in values:
        if name not in names:
            near = difflib.get_close_matches(name, names, n=1) or names
            hint = f"Its names: {', '.join(near)}." if names else "It has no names that need a value."
            raise Refusal(f"{name} does not occur in the expression.", hint=hint)


def _coordinate(function: Function, name: str, values: Mapping[str, Value], flag: str) -> Value:
    length = function.vector.get(name, 0)
    if name not in values:
        example = f"'{name}=[{', '.join(['1'] * length)}]'" if length else f"{name}=1"
        raise Refusal(f"{name} has no value.", hint=f"Give it one: {flag} {example}")
    value = values[name]
    if length and (not isinstance(value, tuple) or len(value) < length):
        raise Refusal(f"{written(name, (length - 1,))} has no value.", hint=f"{name} needs {length} components here.")
    return value


def _slider(name: str, values: Mapping[str, Value], fixed: Mapping[str, float], flag: str) -> Number:
    value = values.get(name, fixed.get(name))
    if value is None:
        raise Refusal(f"{name} has no value.", hint=f"Give it one: {flag} {name}=1")
    if isinstance(value, tuple):
        raise Refusal(f"{name} is one number here.")
    return value
