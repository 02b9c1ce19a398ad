"""What a document must satisfy beyond the types of its fields, each fault with its place.

Session files are read through this, and the edits use the same rules, so that an edited document can always be saved
and read again.
"""

from __future__ import annotations

import math
import re
from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from gradexplorer.model.document import (
    MOST_LABEL,
    MOST_PINS,
    MOST_STEPS,
    MOST_TAYLOR_ORDER,
    OPTIMIZERS,
    SCALES,
    TICK_KINDS,
    Coordinate,
    Data,
    Document,
    Expression,
    Number,
    Pin,
    Role,
    Run,
    Scene,
    Show,
    Slider,
    Value,
    View,
)

_GRAPH_STEP = "A graph step is -1, before backward begins, or the nodes visited, from 0 on."
_NAME = re.compile(r"[^\W\d]\w*")


class Problem(NamedTuple):
    """One fault: `place` is a path below the checked part (".step_size", "[2].columns"), `message` a sentence."""

    place: str
    message: str


def problems(document: Document) -> Iterator[Problem]:
    """Yield every fault of `document`; nothing where it is sound."""
    ids = frozenset(item.id for item in document.items)
    yield from _below(".items", item_problems(document.items))
    yield from _below(".sliders", slider_problems(document.sliders))
    yield from _below(".roles", role_problems(document.roles))
    yield from _below(".point", point_problems(document.point))
    yield from _below(".pins", pin_problems(document.pins, ids))
    yield from _below(".run", run_problems(document.run))
    yield from _below(".show", show_problems(document.show))
    yield from _below(".direction", direction_problems(document.direction))
    for index, scene in enumerate(document.scenes):
        yield from _below(f".scenes[{index}]", scene_problems(scene, ids))
    yield from _below(".view", view_problems(document.view, ids, len(document.scenes), len(document.pins)))


def item_problems(items: Sequence[Expression | Data]) -> Iterator[Problem]:
    """Yield faults of the expression list: ids and names used twice, bad names, columns of different lengths."""
    for index in _repeated(item.id for item in items):
        yield Problem(f"[{index}].id", f"The id {items[index].id} is used by two items.")
    data = [(index, item) for index, item in enumerate(items) if isinstance(item, Data)]
    for at in _repeated(item.name for _, item in data):
        yield Problem(f"[{data[at][0]}].name", f"Two data items are called “{data[at][1].name}”.")
    for index, table in data:
        yield from _below(f"[{index}]", data_problems(table))
    for index, item in enumerate(items):
        if isinstance(item, Expression) and item.colour < 0:
            yield Problem(f"[{index}].colour", "A colour is an index from 0 on.")
        if isinstance(item, Expression) and len(item.label) > MOST_LABEL:
            yield Problem(f"[{index}].label", f"A label has {MOST_LABEL} characters at most, not {len(item.label)}.")


def data_problems(data: Data) -> Iterator[Problem]:
    """Yield faults of one data item."""
    yield from _name_problems(".name", data.name)
    if not data.columns:
        yield Problem(".columns", f"The data item “{data.name}” has no columns.")
        return
    for index, column in enumerate(data.columns):
        yield from _name_problems(f".columns[{index}].name", column.name)
        if len(column.values) != len(data.columns[0].values):
            first = data.columns[0]
            yield Problem(
                f".columns[{index}].values",
                f"The column “{column.name}” has {len(column.values)} values, “{first.name}” has {len(first.values)}.",
            )
    for index in _repeated(column.name for column in data.columns):
        yield Problem(f".columns[{index}].name", f"Two columns are called “{data.columns[index].name}”.")


def slider_problems(sliders: Sequence[Slider]) -> Iterator[Problem]:
    """Yield faults of the sliders: names used twice, ranges that are none."""
    for index in _repeated(slider.name for slider in sliders):
        yield Problem(f"[{index}].name", f"Two sliders are called “{sliders[index].name}”.")
    for index, slider in enumerate(sliders):
        yield from _name_problems(f"[{index}].name", slider.name)
        yield from _range_problems(f"[{index}]", (slider.low, slider.high))
        if not 0.01 <= slider.seconds <= 1e6:
            yield Problem(f"[{index}].seconds", "A slider takes from 0.01 to a million seconds through its range.")


def role_problems(roles: Sequence[Role]) -> Iterator[Problem]:
    """Yield faults of the roles: names given two of them."""
    for index in _repeated(role.name for role in roles):
        yield Problem(f"[{index}].name", f"“{roles[index].name}” has two roles.")
    for index, role in enumerate(roles):
        yield from _name_problems(f"[{index}].name", role.name)


def point_problems(point: Sequence[Coordinate]) -> Iterator[Problem]:
    """Yield faults of the point: names used twice, values that are neither number, vector nor matrix."""
    for index in _repeated(coordinate.name for coordinate in point):
        yield Problem(f"[{index}].name", f"The point has two coordinates called “{point[index].name}”.")
    for index, coordinate in enumerate(point):
        yield from _name_problems(f"[{index}].name", coordinate.name)
        fault = value_fault(coordinate.value)
        if fault is not None:
            yield Problem(f"[{index}].value", fault)


def value_fault(value: Value) -> str | None:
    """Return why `value` is neither a number, a vector nor a matrix, or None where it is one of these."""
    if not isinstance(value, tuple):
        return None
    rows = [row for row in value if isinstance(row, tuple)]
    if not value or not all(rows):
        return "An empty list is no value."
    if len(rows) not in (0, len(value)):
        return "A list holds either numbers or rows, not both."
    if len({len(row) for row in rows}) > 1:
        return "The rows of a matrix have the same length."
    return None


def pin_problems(pins: Sequence[Pin], ids: frozenset[int]) -> Iterator[Problem]:
    """Yield faults of the pinned points of a document whose items have `ids`."""
    for index, pin in enumerate(pins):
        if pin.item not in ids:
            yield Problem(f"[{index}].item", f"There is no item {pin.item}.")
        elif index >= MOST_PINS:
            yield Problem(f"[{index}]", f"No more than {MOST_PINS} points can be pinned.")


def run_problems(run: Run) -> Iterator[Problem]:
    """Yield faults of a run's settings."""
    if run.optimizer not in OPTIMIZERS:
        known = ", ".join(OPTIMIZERS)
        yield Problem(".optimizer", f"There is no optimizer “{run.optimizer}” here; known: {known}.")
    for field, what, value in (("step_size", "step size", run.step_size), ("momentum", "momentum", run.momentum)):
        if value < 0:
            yield Problem(f".{field}", f"A {what} is a number from 0 up, not {value:g}.")
    if not 0 <= run.steps <= MOST_STEPS:
        yield Problem(".steps", f"A run has between 0 and {MOST_STEPS:,} steps, not {run.steps}.")


def show_problems(show: Show) -> Iterator[Problem]:
    """Yield faults of what is drawn beside the curve."""
    if not 1 <= show.taylor_order <= MOST_TAYLOR_ORDER:
        yield Problem(
            ".taylor_order", f"A Taylor polynomial has an order from 1 to {MOST_TAYLOR_ORDER}, not {show.taylor_order}."
        )
    length = show.tangent_length
    if length is not None and not 0 < length < math.inf:
        yield Problem(".tangent_length", f"A tangent's length is a finite number greater than 0, not {length:g}.")


def direction_problems(degrees: Number | None) -> Iterator[Problem]:
    """Yield faults of a direction."""
    if degrees is not None and not math.isfinite(degrees):
        yield Problem("", f"A direction is a finite angle in degrees, not {degrees:g}.")


def scene_problems(scene: Scene, ids: frozenset[int]) -> Iterator[Problem]:
    """Yield faults of one demo step in a document whose items have `ids`."""
    if scene.selected is not None and scene.selected not in ids:
        yield Problem(".selected", f"There is no item {scene.selected}.")
    for index, item in enumerate(scene.visible or ()):
        if item not in ids:
            yield Problem(f".visible[{index}]", f"There is no item {item}.")
    yield from _below(".point", point_problems(scene.point or ()))
    yield from _below(".sliders", slider_problems(scene.sliders or ()))
    if scene.run is not None:
        yield from _below(".run", run_problems(scene.run))
    if scene.show is not None:
        yield from _below(".show", show_problems(scene.show))
    yield from _below(".direction", direction_problems(scene.direction))
    if scene.playhead is not None and scene.playhead < 0:
        yield Problem(".playhead", "A playhead is a step from 0 on.")
    if scene.graph_step is not None and scene.graph_step < -1:
        yield Problem(".graph_step", _GRAPH_STEP)
    yield from _range_problems(".x_range", scene.x_range)
    yield from _range_problems(".y_range", scene.y_range)


def view_problems(view: View, ids: frozenset[int], scenes: int, pins: int) -> Iterator[Problem]:
    """Yield faults of the view of a document with these item `ids` and numbers of `scenes` and `pins`."""
    if view.selected is not None and view.selected not in ids:
        yield Problem(".selected", f"There is no item {view.selected}.")
    if view.playhead < 0:
        yield Problem(".playhead", "A playhead is a step from 0 on.")
    yield from _range_problems(".x_range", view.x_range)
    yield from _range_problems(".y_range", view.y_range)
    for field in ("x_scale", "y_scale"):
        yield from _one_of(f".{field}", "A scale", getattr(view, field), SCALES)
    for field in ("x_ticks", "y_ticks"):
        yield from _one_of(f".{field}", "The kind of ticks", getattr(view, field), TICK_KINDS)
    if min(view.axes) < 0 or view.axes[0] == view.axes[1]:
        yield Problem(".axes", "The axes are the indices of two different components, from 0 on.")
    if not (math.isfinite(view.speed) and view.speed > 0):
        yield Problem(".speed", "A speed is a number of steps a second, greater than 0.")
    if view.graph_step < -1:
        yield Problem(".graph_step", _GRAPH_STEP)
    if not -1 <= view.pin < pins:
        yield Problem(".pin", f"There is no pinned point {view.pin} among {pins}.")
    if not -1 <= view.scene < scenes:
        yield Problem(".scene", f"There is no scene {view.scene} among {scenes}.")


def _one_of(place: str, what: str, value: str, known: Sequence[str]) -> Iterator[Problem]:
    if value not in known:
        yield Problem(place, f"{what} is one of {', '.join(known)}, not “{value}”.")


def _range_problems(place: str, limits: tuple[Number, Number] | None) -> Iterator[Problem]:
    if limits is None:
        return
    low, high = limits
    if not (math.isfinite(low) and math.isfinite(high) and low < high):
        yield Problem(place, f"A range goes from a finite number to a greater one, not from {low} to {high}.")
    elif not math.isfinite(high - low):
        yield Problem(place, f"The range from {low} to {high} is wider than any number.")


def _name_problems(place: str, name: str) -> Iterator[Problem]:
    if not _NAME.fullmatch(name):
        yield Problem(place, f"“{name}” is no name: a letter, then letters, digits and _.")


def _below(place: str, found: Iterable[Problem]) -> Iterator[Problem]:
    return (Problem(place + problem.place, problem.message) for problem in found)


def _repeated(keys: Iterable[Hashable]) -> Iterator[int]:
    seen: set[Hashable] = set()
    for index, key in enumerate(keys):
        if key in seen:
            yield index
        seen.add(key)
