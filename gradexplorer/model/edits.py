"""Every change of a document, each a pure function Document → Document that shares what it leaves alone.

An id that no item has raises KeyError; a value that no document may hold raises ValueError with a sentence.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, TypeVar

from msgspec.structs import replace

from gradexplorer.model import check
from gradexplorer.model.document import (
    Column,
    Coordinate,
    Data,
    Document,
    Expression,
    Item,
    Number,
    Pin,
    Role,
    Scene,
    Slider,
    Stroke,
    Value,
)

_COMPONENT = re.compile(r"(?P<name>[^\[\]]+)\[(?P<row>\d+)\](?:\[(?P<column>\d+)\])?")

Named = TypeVar("Named", Coordinate, Slider)


# --- items ------------------------------------------------------------------------------------------------------


def new_id(document: Document) -> int:
    """Return an id that no item of `document` has."""
    return 1 + max((item.id for item in document.items), default=0)


def position(document: Document, id: int) -> int:
    """Return the index of item `id` in the list; KeyError where there is none."""
    for index, item in enumerate(document.items):
        if item.id == id:
            return index
    raise KeyError(f"There is no item {id}.")


def item(document: Document, id: int) -> Item:
    """Return item `id`; KeyError where there is none."""
    return document.items[position(document, id)]


def add_expression(document: Document, text: str = "", after: int | None = None) -> Document:
    """Add an expression behind item `after` (None: at the end), in the first colour not in use, and select it."""
    id = new_id(document)
    used = {other.colour for other in document.items if isinstance(other, Expression)}
    colour = next(index for index in range(len(used) + 1) if index not in used)
    return _insert(document, Expression(id=id, text=text, colour=colour), after)


def add_data(document: Document, name: str, columns: Iterable[Column], after: int | None = None) -> Document:
    """Add a data item behind item `after` (None: at the end) and select it."""
    return _insert(document, Data(id=new_id(document), name=name, columns=tuple(columns)), after)


def set_text(document: Document, id: int, text: str) -> Document:
    """Give expression `id` the text `text`."""
    return _with_item(document, replace(_expression(document, id), text=text))


def set_visible(document: Document, id: int, visible: bool) -> Document:
    """Show or hide expression `id`."""
    return _with_item(document, replace(_expression(document, id), visible=visible))


def set_colour(document: Document, id: int, colour: int) -> Document:
    """Draw expression `id` in colour `colour` of the palette."""
    return _with_item(document, replace(_expression(document, id), colour=colour))


def set_stroke(document: Document, id: int, stroke: Stroke) -> Document:
    """Draw the line of expression `id` solid, dashed, dotted or in dashes and dots."""
    return _with_item(document, replace(_expression(document, id), stroke=stroke))


def set_label(document: Document, id: int, label: str | None = None, *, shown: bool = True) -> Document:
    """Write `label` on the curve of expression `id` ("": its name; None: what it was), or nothing if not `shown`."""
    expression = _expression(document, id)
    label = expression.label if label is None else label
    return _with_item(document, replace(expression, labelled=shown, label=label))


def set_data(
    document: Document, id: int, *, name: str | None = None, columns: Iterable[Column] | None = None
) -> Document:
    """Rename data item `id` or give it other columns."""
    data = item(document, id)
    if not isinstance(data, Data):
        raise ValueError(f"Item {id} holds no data.")
    if name is not None:
        data = replace(data, name=name)
    if columns is not None:
        data = replace(data, columns=tuple(columns))
    return _with_item(document, data)


def remove_item(document: Document, id: int) -> Document:
    """Remove item `id` and its pins; the selection goes from it to the item that takes its place. Scenes forget it."""
    index = position(document, id)
    items = document.items[:index] + document.items[index + 1 :]
    scenes = tuple(_without(scene, id) for scene in document.scenes)
    view = document.view
    if view.selected == id:
        view = replace(view, selected=items[min(index, len(items) - 1)].id if items else None)
    pins = tuple(pin for pin in document.pins if pin.item != id)
    if pins != document.pins:
        view = replace(view, pin=-1)
    return replace(document, items=items, scenes=scenes, pins=pins, view=view)


def move_item(document: Document, id: int, index: int) -> Document:
    """Move item `id` to place `index` of the list, counted without it and clipped to the list."""
    moved = item(document, id)
    others = [other for other in document.items if other.id != id]
    others.insert(max(index, 0), moved)
    return replace(document, items=tuple(others))


def _insert(document: Document, new: Item, after: int | None) -> Document:
    at = len(document.items) if after is None else position(document, after) + 1
    items = (*document.items[:at], new, *document.items[at:])
    _refuse(check.item_problems(items))
    return replace(document, items=items, view=replace(document.view, selected=new.id))


def _expression(document: Document, id: int) -> Expression:
    found = item(document, id)
    if not isinstance(found, Expression):
        raise ValueError(f"Item {id} is no expression.")
    return found


def _with_item(document: Document, new: Item) -> Document:
    at = position(document, new.id)
    items = (*document.items[:at], new, *document.items[at + 1 :])
    _refuse(check.item_problems(items))
    return replace(document, items=items)


def _without(scene: Scene, id: int) -> Scene:
    if scene.selected == id:
        scene = replace(scene, selected=None)
    if scene.visible is not None and id in scene.visible:
        scene = replace(scene, visible=tuple(other for other in scene.visible if other != id))
    return scene


# --- sliders ----------------------------------------------------------------------------------------------------


def set_slider(
    document: Document,
    name: str,
    value: Number | None = None,
    low: Number | None = None,
    high: Number | None = None,
    **how: Any,
) -> Document:
    """Set a slider's value or range, making the slider (at 1, from -5 to 5) where there is none.

    A finite value outside the range widens it; a range that leaves the value out moves the value to its edge. `how` it
    is played: `motion`, `seconds`.
    """
    slider = next((slider for slider in document.sliders if slider.name == name), Slider(name=name, value=1.0))
    slider = replace(slider, low=slider.low if low is None else low, high=slider.high if high is None else high, **how)
    if value is not None:
        slider = replace(slider, value=value)
        if math.isfinite(value):
            slider = replace(slider, low=min(slider.low, value), high=max(slider.high, value))
    elif math.isfinite(slider.value):
        slider = replace(slider, value=min(max(slider.value, slider.low), slider.high))
    sliders = _with_named(document.sliders, slider)
    _refuse(check.slider_problems(sliders))
    return replace(document, sliders=sliders)


def remove_slider(document: Document, name: str) -> Document:
    """Forget the slider `name`; KeyError where there is none."""
    if all(slider.name != name for slider in document.sliders):
        raise KeyError(f"There is no slider “{name}”.")
    return replace(document, sliders=tuple(slider for slider in document.sliders if slider.name != name))


def set_role(document: Document, name: str, variable: bool | None) -> Document:
    """Make a name a variable (True) or a slider (False), or leave it to the language again (None)."""
    roles = tuple(role for role in document.roles if role.name != name)
    if variable is not None:
        roles = (*roles, Role(name=name, variable=variable))
    _refuse(check.role_problems(roles))
    return replace(document, roles=roles)


# --- the point --------------------------------------------------------------------------------------------------


def set_point(document: Document, coordinates: Mapping[str, Value] | Iterable[Coordinate]) -> Document:
    """Replace the whole point."""
    if isinstance(coordinates, Mapping):
        coordinates = (Coordinate(name=name, value=value) for name, value in coordinates.items())
    point = tuple(coordinates)
    _refuse(check.point_problems(point))
    return replace(document, point=point)


def move_point(document: Document, name: str, value: Value) -> Document:
    """Give one coordinate a value, making it where there is none; `x[0]` and `x[1][2]` name one component.

    A component of a coordinate that is missing or too short raises ValueError.
    """
    component = _COMPONENT.fullmatch(name)
    if component is not None:
        name, value = component["name"], _with_component(document, component, value)
    point = _with_named(document.point, Coordinate(name=name, value=value))
    _refuse(check.point_problems(point))
    return replace(document, point=point)


def move_component(document: Document, name: str, value: Value) -> Document:
    """Give a component of a function's point a value.

    A number for a vector, which another line uses, goes to its first component: the one that the function reads.
    """
    vector = next((other.value for other in document.point if other.name == name), None)
    if isinstance(vector, tuple) and not isinstance(value, tuple):
        name += "[0][0]" if isinstance(vector[0], tuple) else "[0]"
    return move_point(document, name, value)


def fit_point(document: Document, variables: Sequence[str], vector: Mapping[str, int]) -> Document:
    """Make the point hold every name of `variables`, a vector of at least `vector[name]` numbers where it is indexed.

    What is missing is 1; what is there stays, so `document` itself comes back where nothing is missing.
    """
    point = {coordinate.name: coordinate.value for coordinate in document.point}
    wanted = dict(point)
    for name in variables:
        value, length = point.get(name, 1.0), vector.get(name, 0)
        if length and not isinstance(value, tuple):
            value = (value,)
        if length and isinstance(value, tuple) and not isinstance(value[0], tuple):
            value = value + (1.0,) * (length - len(value))
        wanted[name] = value
    return document if wanted.items() == point.items() else set_point(document, wanted)


def _with_component(document: Document, component: re.Match[str], value: Value) -> Value:
    whole = next((other.value for other in document.point if other.name == component["name"]), None)
    if isinstance(value, tuple):
        raise ValueError(f"{component[0]} is one number.")
    row = int(component["row"])
    column = None if component["column"] is None else int(component["column"])
    if not isinstance(whole, tuple) or row >= len(whole):
        raise ValueError(f"The point has no {component[0]}.")
    old = whole[row]
    if column is None and not isinstance(old, tuple):
        return (*whole[:row], value, *whole[row + 1 :])
    if column is None or not isinstance(old, tuple) or column >= len(old):
        raise ValueError(f"The point has no {component[0]}.")
    return (*whole[:row], (*old[:column], value, *old[column + 1 :]), *whole[row + 1 :])


def add_pin(document: Document, item: int, x: Number) -> Document:
    """Hold a point on the curve of `item` at `x`, behind those there are."""
    pins = (*document.pins, Pin(item=item, x=x))
    _refuse(check.pin_problems(pins, frozenset(each.id for each in document.items)))
    return replace(document, pins=pins)


def move_pin(document: Document, index: int, x: Number) -> Document:
    """Move pinned point `index` along its curve; IndexError where there is none."""
    pins = document.pins
    return replace(document, pins=(*pins[:index], replace(_pin(document, index), x=x), *pins[index + 1 :]))


def remove_pin(document: Document, index: int) -> Document:
    """Let pinned point `index` go; IndexError where there is none. Another one that is chosen stays so."""
    _pin(document, index)
    chosen = document.view.pin
    if chosen >= index:
        chosen = -1 if chosen == index else chosen - 1
    pins = document.pins[:index] + document.pins[index + 1 :]
    return replace(document, pins=pins, view=replace(document.view, pin=chosen))


def _pin(document: Document, index: int) -> Pin:
    if not 0 <= index < len(document.pins):
        raise IndexError(f"There is no pinned point {index} among {len(document.pins)}.")
    return document.pins[index]


# --- settings, scenes, view -------------------------------------------------------------------------------------


def set_title(document: Document, title: str) -> Document:
    """Give the document a title."""
    return replace(document, title=title)


def set_run(document: Document, **changes: Any) -> Document:
    """Change fields of `document.run`: `set_run(document, step_size=0.07)`. TypeError for an unknown field."""
    run = replace(document.run, **changes)
    _refuse(check.run_problems(run))
    return replace(document, run=run)


def set_show(document: Document, **changes: Any) -> Document:
    """Change fields of `document.show`: `set_show(document, tangent=False)`. TypeError for an unknown field."""
    show = replace(document.show, **changes)
    _refuse(check.show_problems(show))
    return replace(document, show=show)


def set_guess(document: Document, slope: Number | None) -> Document:
    """Draw a guessed slope through the point, or none; with a first guess the engine's slope is kept back."""
    revealed = document.revealed and slope is not None and document.guess is not None
    return replace(document, guess=slope, revealed=revealed)


def set_revealed(document: Document, revealed: bool) -> Document:
    """Show the engine's slope beside the guess, or keep it back again."""
    return replace(document, revealed=revealed)


def set_secant(document: Document, second: Number | None) -> Document:
    """Draw a secant to the point of the curve at `second`, or none."""
    return replace(document, secant=second)


def set_direction(document: Document, degrees: Number | None) -> Document:
    """Take the derivative in a direction of the plane, or in none; the angle is brought between −180 and 180."""
    if degrees is not None:
        _refuse(check.direction_problems(degrees))
        degrees = math.remainder(degrees, 360.0)
    return replace(document, direction=degrees)


def set_view(document: Document, **changes: Any) -> Document:
    """Change fields of `document.view`: `set_view(document, mode="descend")`. TypeError for an unknown field."""
    view = replace(document.view, **changes)
    ids = frozenset(item.id for item in document.items)
    _refuse(check.view_problems(view, ids, len(document.scenes), len(document.pins)))
    return replace(document, view=view)


def apply_scene(document: Document, index: int) -> Document:
    """Show step `index` of a demo, content and view; IndexError where there is none."""
    if not 0 <= index < len(document.scenes):
        raise IndexError(f"There is no scene {index} among {len(document.scenes)}.")
    scene = document.scenes[index]
    document = replace(
        document,
        items=document.items if scene.visible is None else _with_visible(document.items, scene.visible),
        point=document.point if scene.point is None else scene.point,
        run=document.run if scene.run is None else scene.run,
        show=document.show if scene.show is None else scene.show,
        guess=scene.guess,
        revealed=False,
        secant=scene.secant,
        direction=scene.direction,
    )
    for slider in scene.sliders or ():
        document = replace(document, sliders=_with_named(document.sliders, slider))
    fields = ("mode", "selected", "playhead", "graph_step", "x_range", "y_range")
    changes = {field: getattr(scene, field) for field in fields}
    return set_view(document, scene=index, **{field: new for field, new in changes.items() if new is not None})


def _with_visible(items: tuple[Item, ...], visible: Sequence[int]) -> tuple[Item, ...]:
    return tuple(replace(it, visible=it.id in visible) if isinstance(it, Expression) else it for it in items)


# --- what the edits share ---------------------------------------------------------------------------------------


def _with_named(parts: tuple[Named, ...], new: Named) -> tuple[Named, ...]:
    """Put `new` where the part of its name is, or at the end."""
    if all(part.name != new.name for part in parts):
        return parts + (new,)
    return tuple(new if part.name == new.name else part for part in parts)


def _refuse(found: Iterable[check.Problem]) -> None:
    """Raise the first of the faults that a change would leave in the document."""
    for problem in found:
        raise ValueError(problem.message)
