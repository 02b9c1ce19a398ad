"""From results to tables of numbers: what the plots show, to be written to files and copied."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Sequence
from typing import overload

import numpy as np
from numpy.typing import NDArray

from gradexplorer.compute.descent import Trajectory
from gradexplorer.compute.field import Field
from gradexplorer.compute.graph import Graph
from gradexplorer.export.table import Cell, Table
from gradexplorer.model.document import Expression
from gradexplorer.ui.drawings import Drawn
from gradexplorer.ui.present import pins, places, plane
from gradexplorer.ui.present.drawing import PRIMES
from gradexplorer.ui.present.naming import function_name, own_name
from gradexplorer.ui.science import Science

Kind = str
"""curves, field, landmarks, pins, run or graph."""


class _Rows(Sequence[Sequence[Cell]]):
    """The rows of an array (n, k), made when they are asked for: a map has 65,536, of which twenty are seen."""

    def __init__(self, cells: NDArray[np.float64]) -> None:
        self._cells = cells

    def __len__(self) -> int:
        return len(self._cells)

    @overload
    def __getitem__(self, index: int) -> Sequence[Cell]: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Sequence[Cell]]: ...

    def __getitem__(self, index: int | slice) -> Sequence[Cell] | Sequence[Sequence[Cell]]:
        return self._cells[index].tolist()


def tables(science: Science) -> dict[Kind, Table]:
    """The tables there are to write, by kind, in the order in which they are offered; empty ones are left out."""
    makers: dict[Kind, Callable[[Science], Table | None]] = {
        "curves": curves,
        "field": field,
        "landmarks": landmarks,
        "pins": pinned,
        "run": run,
        "graph": graph,
    }
    found = {kind: make(science) for kind, make in makers.items()}
    return {kind: table for kind, table in found.items() if table is not None and table.rows}


def curves(science: Science) -> Table | None:
    """The curves within the view: a column for x and one for each, without a value where a curve has none there.

    At a jump a curve has x twice: where it comes from, and where it goes on.
    """
    if science.dimension >= 2 or not science.curves:
        return None
    (low, high), _ = science.view_range
    drawn = [each for each in science.curves if _text(science, each.id) is not None]
    found: dict[tuple[float, int], list[float]] = {}
    for column, each in enumerate(drawn):
        seen = (each.curve.x >= low) & (each.curve.x <= high)
        met: Counter[float] = Counter()
        for x, y in zip(each.curve.x[seen].tolist(), each.curve.y[seen].tolist(), strict=True):
            found.setdefault((x, met[x]), [float("nan")] * len(drawn))[column] = y
            met[x] += 1
    components = science.components
    x_name = components.names[0] if components is not None and components.names else "x"
    rows = [(key[0], *values) for key, values in sorted(found.items())]
    return Table((x_name, *_names(science, drawn)), rows)


def field(science: Science) -> Table | None:
    """The heat map: a row for each of its samples within the view."""
    shown: Field | None = science.field
    if science.dimension < 2 or shown is None or science.components is None:
        return None
    (left, right), (low, high) = science.view_range
    across, up = (shown.x >= left) & (shown.x <= right), (shown.y >= low) & (shown.y <= high)
    x, y = np.meshgrid(shown.x[across], shown.y[up])
    cells = np.stack([x.ravel(), y.ravel(), shown.z[np.ix_(up, across)].ravel()], axis=-1)
    first, second = science.axes()
    names = science.components.names
    return Table((names[first], names[second], function_name(science.reading)), _Rows(cells))


def landmarks(science: Science) -> Table | None:
    """The points of interest in view."""
    components, name = science.components, function_name(science.reading)
    if components is None or not components.names:
        return None
    if len(components.names) > 1:
        marks = plane.critical_rows(science)
        axes = (components.names[axis] for axis in science.axes())
        return Table(("kind", *axes, name), [(mark.kind, *mark.place, mark.value) for mark in marks])
    rows = [(places.words(science, each), each.x, each.value) for each in science.landmarks.places]
    return Table(("kind", components.names[0], name), rows)


def pinned(science: Science) -> Table | None:
    """The pinned points that have a value: function, x, value and slope."""
    rows = [
        (each.name, each.x, each.value, each.slope)
        for each in pins.readings(science)
        if each.value is not None and each.slope is not None
    ]
    return Table(("function", "x", "value", "slope"), rows)


def run(science: Science) -> Table | None:
    """The descent: step, point, value, gradient, and what `.grad` read where gradients add up."""
    shown: Trajectory | None = science.run
    if shown is None or not len(shown.values):
        return None
    names = shown.names
    columns = ["step", *names, function_name(science.reading), *(f"gradient {name}" for name in names)]
    parts = [shown.points, shown.values[:, None], shown.gradients]
    if not science.document.run.zero_grad:
        columns += [f".grad {name}" for name in names]
        parts.append(shown.accumulated)
    numbers = np.concatenate(parts, axis=1).tolist()
    return Table(tuple(columns), [(step, *row) for step, row in enumerate(numbers)])


def graph(science: Science) -> Table | None:
    """The nodes of the computation graph with their values and gradients; arrays as nested lists."""
    if science.picture is None or science.document.view.mode != "graph":
        return None
    traced: Graph = science.picture.graph
    rows = [(node.id, node.label, node.op or "", _array(node.value), _array(node.gradient)) for node in traced.nodes]
    return Table(("node", "label", "operation", "value", "gradient"), rows)


def _array(value: object) -> Cell:
    if value is None:
        return ""
    array = np.asarray(value)
    return float(array) if array.ndim == 0 else json.dumps(array.tolist())


def _text(science: Science, id: int) -> str | None:
    return next((i.text for i in science.document.items if isinstance(i, Expression) and i.id == id), None)


def _names(science: Science, drawn: Sequence[Drawn]) -> list[str]:
    """A name for each curve: the function's own, f where it stands alone, else its text."""
    alone = len({each.id for each in drawn}) == 1
    names = []
    for each in drawn:
        entry = science.reading.sheet.entries.get(each.id)
        name = own_name(entry) if entry is not None else ""
        name = name or (function_name(science.reading, each.id) if alone else f"({_text(science, each.id)})")
        names.append(name + PRIMES[each.order])
    return names
