"""The data behind a loss, and the line that another expression draws through them with the loss's parameters."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec
import numpy as np
from msgspec import Struct

from gradexplorer.compute.components import Array, Coordinates
from gradexplorer.compute.curve import Curve, sample
from gradexplorer.compute.sampling import Line
from gradexplorer.lang import Function
from gradexplorer.lang.tree import Column

MARGIN = 0.06
"""The line is drawn this part of the data's width beyond them."""


class ModelLine(Struct, frozen=True):
    """Data points (n,), (n,), what their axes are called, and the model's curve through them, if there is a model."""

    table: str
    x_name: str
    y_name: str
    x: Array
    y: Array
    curve: Curve | None = None


def columns_of(function: Function) -> tuple[tuple[str, str], ...]:
    """(table, column) of each column of data that a function uses, in the order in which the text names them."""
    return tuple(dict.fromkeys((node.table, node.column) for node in _nodes(function.tree) if isinstance(node, Column)))


def _nodes(node: Any) -> Iterator[Any]:
    if isinstance(node, msgspec.Struct):
        yield node
        for name in node.__struct_fields__:
            yield from _nodes(getattr(node, name))
    elif isinstance(node, tuple | list):
        for part in node:
            yield from _nodes(part)


def model_of(loss: Function, others: list[Function]) -> tuple[Function, str] | None:
    """The first other function of the loss's parameters and one name more, and that name: `W x + b` and x."""
    parameters = {*loss.variables, *loss.sliders}
    for other in others:
        names = (*other.variables, *other.sliders)
        free = [name for name in names if name not in parameters]
        if len(free) == 1 and set(names) & set(loss.variables) and not other.vector and not columns_of(other):
            return other, free[0]
    return None


def fit(
    loss: Function,
    tables: Mapping[str, Mapping[str, Array]],
    model: tuple[Function, str] | None,
    at: Coordinates,
    sliders: Mapping[str, float],
    line: Line,
) -> ModelLine | None:
    """The data that `loss` uses and the model's curve with the parameters `at`; None where it uses no two columns.

    `line` gives the dtype and what cancels the work.
    """
    used = columns_of(loss)
    table = next((name for name, _ in used if name in tables), None)
    if table is None:
        return None
    names = [name for name in tables[table] if (table, name) in used]
    if len(names) < 2:
        return None
    free = model[1] if model is not None else ""
    x_name = free if free in names else names[0]
    y_name = next(name for name in names if name != x_name)
    x, y = (np.asarray(tables[table][name], dtype=np.float64) for name in (x_name, y_name))
    known = x[np.isfinite(x)]
    curve = None
    if model is not None and known.size:
        margin = MARGIN * float(np.ptp(known)) or 1.0
        function = model[0].with_variables((free,))
        values = {**sliders, **{name: value for name, value in at.items() if not isinstance(value, tuple)}}
        known_sliders = {name: values[name] for name in function.sliders if name in values}
        through = Line(function, {free: 0.0}, known_sliders, 0, line.dtype, line.cancelled)
        curve = sample(through, float(known.min()) - margin, float(known.max()) + margin, 200)
    return ModelLine(table, x_name, y_name, x, y, curve)
