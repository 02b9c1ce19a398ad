"""A document read as mathematics: which items are functions, and what they need to have a value."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
from msgspec import Struct
from msgspec.structs import replace

import engine
from gradexplorer.compute.components import Components, constants
from gradexplorer.lang import Entry, Function, LangError, Sheet, Source, Table, read
from gradexplorer.model.document import Data, Document, Expression, Role, Slider, Value
from gradexplorer.model.edits import fit_point, move_point, set_role, set_slider
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
    function = reading.function
    if function is not None:
        document = _started(document, reading)
        document = fit_point(document, function.variables, function.vector)
        document = _without_stray_vectors(document, function)
    return document, reading


def _started(document: Document, reading: Reading) -> Document:
    """The point with the numbers that a program writes for coordinates that have none yet."""
    entry = reading.entry
    known = {coordinate.name for coordinate in document.point}
    for name, value in (entry.start if entry is not None else {}).items():
        if name not in known:
            document = move_point(document, name, value)
    return document


def begin(document: Document, id: int, before: Document) -> Document:
    """`document` after the text of expression `id` was typed: the numbers that a program in it writes are its point.

    A program that writes the same numbers as it did in `before` leaves the point where a person moved it.
    """
    start = read_document(document).sheet.entries[id].start
    entry = read_document(before).sheet.entries.get(id)
    old = {} if entry is None else entry.start
    for name, value in start.items():
        if old.get(name) != value:
            document = move_point(document, name, value)
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


def _without_stray_vectors(document: Document, function: Function) -> Document:
    """A vector left from another text becomes its first number where the function has no single value with it."""
    at = {coordinate.name: coordinate.value for coordinate in document.point if coordinate.name in function.variables}
    strays = [name for name, value in at.items() if isinstance(value, tuple) and name not in function.vector]
    if not strays or _takes(document, function, at):
        return document
    for name in strays:
        document = move_point(document, name, _first(at[name]))
    return document


_answers: dict[tuple[int, str], tuple[Function, bool]] = {}
"""Whether a function takes arguments of these shapes, with the function, so that its id stays its own."""
MOST_ANSWERS = 256


def _takes(document: Document, function: Function, at: Mapping[str, Value]) -> bool:
    """Whether there is one value at arguments of these shapes; asked at every move of a drag, so remembered."""
    key = (id(function.compiled), str({name: np.shape(value) for name, value in at.items()}))
    if key not in _answers:
        if len(_answers) >= MOST_ANSWERS:
            _answers.clear()
        _answers[key] = (function, _has_value(document, function, at))
    return _answers[key][1]


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
    """The point's values for the variables of `function`; 1 for what it lacks."""
    fitted = _without_stray_vectors(fit_point(document, function.variables, function.vector), function)
    point = {coordinate.name: coordinate.value for coordinate in fitted.point}
    return {name: point[name] for name in function.variables}


def slider_values(document: Document, function: Function) -> dict[str, float]:
    """The values of the sliders that `function` uses."""
    values: Mapping[str, Slider] = {slider.name: slider for slider in document.sliders}
    return {name: values[name].value if name in values else function.fixed.get(name, 1.0) for name in function.sliders}
