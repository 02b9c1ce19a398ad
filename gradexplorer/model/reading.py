"""A document read as mathematics: which items are functions, and what they need to have a value."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import combinations
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import engine
from gradexplorer.compute.components import Components, constants
from gradexplorer.lang import Entry, Function, LangError, Sheet, Source, Table, read
from gradexplorer.model.document import Data, Document, Expression, Role, Slider, Value
from gradexplorer.model.edits import fit_point, move_component, move_point, set_role, set_slider
from gradexplorer.model.same import Same


class Reading(Struct, frozen=True):
    """A document's expressions, read together.

    `active` is the item whose function the point, the run and the graph belong to: the selected one where it is a
    function, else the first visible one; None where there is none. `broken` says that the selected one cannot be read:
    what was active before it was broken should then stay on the screen.
    """

    sheet: Sheet
    active: int | None
    broken: bool = False

    @property
    def function(self) -> Function | None:
        """The active function."""
        return None if self.active is None else self.sheet.entries[self.active].function

    @property
    def entry(self) -> Entry | None:
        """The active item's entry."""
        return None if self.active is None else self.sheet.entries[self.active]


def read_document(document: Document) -> Reading:
    """Read every expression of `document`; what is wrong with one stands in its entry."""
    sources = tuple(Source(item.id, item.text) for item in document.items if isinstance(item, Expression))
    sheet = _sheet(sources, tuple(Same(item) for item in document.items if isinstance(item, Data)), document.roles)
    selected = document.view.selected
    broken = selected is not None and selected in sheet.entries and sheet.entries[selected].error is not None
    return Reading(sheet, _active(document, sheet), broken)


@lru_cache(maxsize=16)
def _sheet(sources: tuple[Source, ...], data: tuple[Same[Data], ...], roles: tuple[Role, ...]) -> Sheet:
    """The texts as read. Most edits change no text, and what has been computed from one stays valid."""
    return read(sources, [_table(item) for item in data], {role.name: role.variable for role in roles})


def arrays(data: Data) -> Mapping[str, np.ndarray[Any, Any]]:
    """The columns of a table, each (n,), by name; nobody may write into them."""
    return _table(Same(data)).columns


@lru_cache(maxsize=16)
def _table(data: Same[Data]) -> Table:
    columns = {column.name: np.array(column.values, dtype=np.float64) for column in data.thing.columns}
    for values in columns.values():
        values.flags.writeable = False  # they are kept, and shared by all who ask for them
    return Table(data.thing.name, columns)


def _active(document: Document, sheet: Sheet) -> int | None:
    """The item that the point belongs to."""
    functions = [
        item
        for item in document.items
        if isinstance(item, Expression)
        and sheet.entries[item.id].function is not None
        and sheet.entries[item.id].kind != "value"
    ]
    selected = document.view.selected
    if any(item.id == selected for item in functions):
        return selected
    shown = [item for item in functions if item.visible]
    return (shown or functions)[0].id if functions else None


def complete(document: Document) -> tuple[Document, Reading]:
    """`document` with a slider for every free name and a coordinate for every variable, and how it is read.

    A line such as `a = 2` gives a slider that is new its value, a program the coordinates that are new; what is there
    already stays.
    """
    reading = read_document(document)
    known = {slider.name for slider in document.sliders}
    for name in reading.sheet.sliders:
        if name not in known:
            document = set_slider(document, name, value=reading.sheet.fixed.get(name, 1.0))
    # For every line, not the active one alone: to select another must leave nothing that the next edit would change.
    for entry, function in _functions(reading):
        document = fit_point(_started(document, entry), function.variables, function.vector)
    return _without_stray_vectors(document, reading), reading


def _functions(reading: Reading) -> Iterator[tuple[Entry, Function]]:
    """The entries that are functions, the active one first."""
    entries = sorted(reading.sheet.entries.items(), key=lambda each: each[0] != reading.active)
    return ((entry, entry.function) for _, entry in entries if entry.function is not None)


def _started(document: Document, entry: Entry) -> Document:
    """The point with the numbers that a program writes for coordinates that have none yet."""
    known = {coordinate.name for coordinate in document.point}
    for name, value in entry.start.items():
        if name not in known:
            document = move_point(document, name, value)
    return document


def begin(document: Document, id: int, before: Document) -> Document:
    """`document` after the text of expression `id` was typed: the numbers that a program in it writes are its point.

    A program that writes the same numbers as it did in `before` leaves the point where a person moved it.
    """
    entries = read_document(document).sheet.entries
    entry = read_document(before).sheet.entries.get(id)
    old = {} if entry is None else entry.start
    others = [other.function for at, other in entries.items() if at != id and other.function is not None]
    for name, value in entries[id].start.items():
        if old.get(name) != value:
            kept = name in _vectors(document) and not _is_stray(document, name, others)
            document = move_component(document, name, value) if kept else move_point(document, name, value)
    return document


def turn(document: Document, name: str, variable: bool) -> Document:
    """Make a name a variable or a slider wherever it occurs; it keeps its number.

    Nothing is kept of a role that the language gives the name by itself. ValueError for a vector, which is no slider.
    """
    document, _ = complete(document)
    point = {coordinate.name: coordinate.value for coordinate in document.point}
    if variable:
        value = next((slider.value for slider in document.sliders if slider.name == name), None)
        if value is not None:
            document = move_point(document, name, value)
    elif isinstance(point.get(name), tuple):
        raise ValueError(f"{name} is a vector, and a slider is one number.")
    elif name in point:
        document = set_slider(document, name, value=point[name])  # type: ignore[arg-type]  # no tuple, as asked above
    natural = set_role(document, name, None)
    is_slider = name in read_document(natural).sheet.sliders
    return natural if is_slider != variable else set_role(document, name, variable)


def _vectors(document: Document) -> dict[str, Any]:
    """The coordinates that are vectors or matrices."""
    return {coordinate.name: coordinate.value for coordinate in document.point if isinstance(coordinate.value, tuple)}


def _without_stray_vectors(document: Document, reading: Reading) -> Document:
    """A vector left from another text becomes its first number where every line that has its name reads only that.

    While a line cannot be read nobody knows what it uses, and all is kept.
    """
    vectors = _vectors(document)
    if not vectors or any(entry.error is not None for entry in reading.sheet.entries.values()):
        return document
    functions = [function for _, function in _functions(reading)]
    used = {name for function in functions for name in function.variables}
    strays = [name for name in vectors if name in used and _is_stray(document, name, functions)]
    if not strays:
        return document
    for name in strays:
        document = move_point(document, name, _first(vectors[name]))
    return _without_stray_vectors(document, reading)  # beside a number another vector may be of no use


def _is_stray(document: Document, name: str, functions: Collection[Function]) -> bool:
    """Whether none of `functions` uses the vector `name` as one."""
    having = (function for function in functions if name in function.variables)
    return all(name in _as_numbers(function, _fitted(document, function), document) for function in having)


def _fitted(document: Document, function: Function) -> dict[str, Value]:
    """The point's values for the variables of `function`, vectors as they are; 1 for what it lacks."""
    fitted = fit_point(document, function.variables, function.vector)
    point = {coordinate.name: coordinate.value for coordinate in fitted.point}
    return {name: point[name] for name in function.variables}


_answers: dict[tuple[int, str], tuple[Function, tuple[str, ...]]] = {}
"""Which vectors a function reads as numbers at these shapes, with the function, so that its id stays its own."""
MOST_ANSWERS = 256
MOST_STRAYS = 4
"""Of more vectors than this either all or none are read as numbers: each choice costs a run of the function."""


def _as_numbers(function: Function, at: Mapping[str, Value], document: Document) -> tuple[str, ...]:
    """The vectors of which `function` reads the first number, since it has no single value with them.

    As few as give it a value; none where nothing does. Asked at every move of a drag, so remembered.
    """
    loose = [name for name, value in at.items() if isinstance(value, tuple) and name not in function.vector]
    if not loose:
        return ()
    key = (id(function.compiled), str({name: np.shape(value) for name, value in at.items()}))
    if key not in _answers:
        if len(_answers) >= MOST_ANSWERS:
            _answers.clear()
        sizes = range(len(loose) + 1) if len(loose) <= MOST_STRAYS else (0, len(loose))
        choices = (choice for size in sizes for choice in combinations(loose, size))
        found = next((each for each in choices if _has_value(document, function, _narrowed(at, each))), ())
        _answers[key] = (function, found)
    return _answers[key][1]


def _narrowed(at: Mapping[str, Value], numbers: Collection[str]) -> dict[str, Value]:
    """`at` with the first number of each of `numbers`."""
    return {name: _first(value) if name in numbers else value for name, value in at.items()}


def _has_value(document: Document, function: Function, at: Mapping[str, Value]) -> bool:
    components = Components.of(function, at)
    values = components.tensors(components.flatten(at), engine.float64)
    try:
        with engine.no_grad():
            function({**values, **constants(slider_values(document, function), engine.float64)})
    except LangError:
        return False
    return True


def _first(value: Value) -> float:
    while isinstance(value, tuple):
        value = value[0]
    return value


def tidy(document: Document) -> Document:
    """`document` without sliders and coordinates that no expression uses: left over from typing.

    While a line cannot be read nobody knows what it uses, and all is kept.
    """
    reading = read_document(document)
    if any(entry.error is not None for entry in reading.sheet.entries.values()):
        return document
    used = {name for entry in reading.sheet.entries.values() if entry.function for name in entry.function.variables}
    return replace(
        document,
        sliders=tuple(slider for slider in document.sliders if slider.name in reading.sheet.sliders),
        roles=tuple(role for role in document.roles if role.name in used or role.name in reading.sheet.sliders),
        point=tuple(coordinate for coordinate in document.point if coordinate.name in used),
    )


def coordinates(document: Document, function: Function) -> dict[str, Value]:
    """The point's values for the variables of `function`; 1 for what it lacks.

    Of a vector that another line uses, and this function cannot, its first number.
    """
    at = _fitted(document, function)
    return _narrowed(at, _as_numbers(function, at, document))


def slider_values(document: Document, function: Function) -> dict[str, float]:
    """The values of the sliders that `function` uses."""
    values: Mapping[str, Slider] = {slider.name: slider for slider in document.sliders}
    return {name: values[name].value if name in values else function.fixed.get(name, 1.0) for name in function.sliders}
