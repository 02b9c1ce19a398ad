"""The rows of the expression list and the pages of the inspector."""

from __future__ import annotations

from typing import Any

import numpy as np
from msgspec.structs import replace

from gradexplorer.compute.curvature import is_critical
from gradexplorer.compute.graph import Graph, GraphNode
from gradexplorer.compute.point import PointResult
from gradexplorer.lang import Entry, LangError
from gradexplorer.lang.vocabulary import Vocabulary, vocabulary
from gradexplorer.model.document import OPTIMIZERS, Data, Document, Expression, Slider
from gradexplorer.model.reading import Reading
from gradexplorer.ui.docks.readings import DescendReading, ExploreReading, GraphReading, Matrix, Value
from gradexplorer.ui.docks.rows import DataRow, ExpressionRow, Row, RowError, RowNote, SliderRow, VariablesRow
from gradexplorer.ui.graph.content import WAITING, summary
from gradexplorer.ui.present import beside, pins, places, plane, words
from gradexplorer.ui.present.naming import function_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.switches import shown, switches
from gradexplorer.ui.text import exact, short, tr
from gradexplorer.ui.theme import Tag

MOST_COMPONENTS = 6
"""Points of more components than this are summarised."""
MOST_COPIED = 1000
"""An array of more numbers than this is copied as its summary."""


def rows(document: Document, reading: Reading, fault: LangError | None = None) -> list[Row]:
    """The expression list: items in order, a slider under the line that sets it, the other sliders at the end.

    `fault`: why the active function has no value at the point.
    """
    made: list[Row] = []
    placed = set()
    sliders = {slider.name: slider for slider in document.sliders}
    selected = document.view.selected if reading.broken or reading.active is None else reading.active
    for item in document.items:
        if isinstance(item, Data):
            columns = tuple(column.name for column in item.columns)
            count = len(item.columns[0].values) if item.columns else 0
            made.append(DataRow(item.id, item.name, columns, count))
            continue
        entry = reading.sheet.entries[item.id]
        row = _row(item, entry, selected=item.id == selected)
        if fault is not None and item.id == reading.active and fault.source == item.text and row.error is None:
            row = replace(row, error=row_error(fault, of_value=True))
        made.append(row)
        if entry.kind == "value" and entry.name in sliders and entry.name in reading.sheet.sliders:
            slider = sliders[entry.name]
            made.append(_slider(slider, show_name=False))
            placed.add(slider.name)
    for name in reading.sheet.sliders:
        if name not in placed and name in sliders:
            slider = sliders[name]
            made.append(_slider(slider, latex=_latex_name(name)))
    function = reading.function
    if function is not None and len(function.variables) > 1:
        vectors = {one.name for one in document.point if isinstance(one.value, tuple)}
        made.append(VariablesRow(function.variables, tuple(name for name in function.variables if name in vectors)))
    return made


def _slider(slider: Slider, **looks: Any) -> SliderRow:
    return SliderRow(
        slider.name, slider.value, slider.low, slider.high, motion=slider.motion, seconds=slider.seconds, **looks
    )


def _row(item: Expression, entry: Entry, *, selected: bool) -> ExpressionRow:
    error = entry.error
    return ExpressionRow(
        id=item.id,
        text=item.text,
        latex=entry.latex,
        reading=entry.reading,
        error=None if error is None else row_error(error),
        colour=item.colour,
        visible=item.visible,
        selected=selected,
        notes=tuple(RowNote(note.message, note.span.start, note.span.end) for note in entry.hints),
        variables=tuple(entry.function.variables) if entry.function is not None else (),
        program=entry.kind == "program",
        stroke=item.stroke,
        labelled=item.labelled,
        label=item.label,
    )


def row_error(error: LangError, *, of_value: bool = False) -> RowError:
    """An error of the language for its line."""
    return RowError(error.message, error.hint, error.span.start, error.span.end, error.fix, of_value)


def names(document: Document, reading: Reading) -> Vocabulary:
    """The names that the document defines."""
    tables = {item.name: [column.name for column in item.columns] for item in document.items if isinstance(item, Data)}
    return vocabulary(reading.sheet, tables)


def _latex_name(name: str) -> str:
    greek = {
        "θ": r"\theta",
        "α": r"\alpha",
        "β": r"\beta",
        "λ": r"\lambda",
        "μ": r"\mu",
        "σ": r"\sigma",
        "ω": r"\omega",
    }
    return greek.get(name, name if len(name) == 1 else rf"\mathrm{{{name}}}".replace("_", r"\_"))


def point_values(science: Science, *, editable: bool) -> tuple[tuple[Value, ...], Matrix | None]:
    """The rows "At the point"."""
    point = science.active_point
    if point is None:
        return (), None
    name = function_name(science.reading)
    if len(point.names) <= 1:
        return _one_variable(point, name, editable, science.guessing), None
    values = [
        Value(component, float(x), "accent", key=component if editable else "")
        for component, x in list(zip(point.names, point.point, strict=True))[:MOST_COMPONENTS]
    ]
    values.append(Value(name, point.value))
    for component, slope in list(zip(point.names, point.gradient, strict=True))[:MOST_COMPONENTS]:
        values.append(Value(f"∂{name}/∂{component}", float(slope), "tangent"))
    hidden = len(point.names) - MOST_COMPONENTS
    if hidden > 0:
        values.append(Value(tr("and"), text=tr("{count} more", count=hidden)))
    matrix = None
    if point.second is not None and len(point.names) <= 3:
        matrix = Matrix(tr("Hessian"), tuple(tuple(map(float, row)) for row in point.second), point.names)
    return tuple(values) + _read_grad(point), matrix


def _one_variable(point: PointResult, name: str, editable: bool, guessing: bool) -> tuple[Value, ...]:
    if not point.names:
        return (Value(name, point.value),)
    x = point.names[0]
    second = None if point.second is None else float(point.second[0, 0])
    slope = Value(f"{name}′({x})", float(point.gradient[0]), "tangent")
    if guessing:
        slope = Value(slope.name, text="?", role="tangent", tip=tr("Kept back until you ask for it."))
    return (
        Value(x, float(point.point[0]), "accent", key=x if editable else ""),
        Value(f"{name}({x})", point.value),
        slope,
        Value(f"{name}″({x})", second, "newton"),
        *(() if guessing else _read_grad(point)),
    )


def _read_grad(point: PointResult) -> tuple[Value, ...]:
    """What `.grad` reads, where that is not the gradient."""
    if np.array_equal(point.accumulated, point.gradient, equal_nan=True):
        return ()
    if len(point.accumulated) == 1:
        return (Value(f"{point.names[0]}.grad", float(point.accumulated[0]), "error"),)
    base = point.names[0].partition("[")[0]
    text = "(" + ", ".join(short(float(g), 4) for g in point.accumulated[:MOST_COMPONENTS]) + ")"
    return (Value(f"{base}.grad", text=text, full=", ".join(exact(float(g)) for g in point.accumulated), role="error"),)


def explore_reading(science: Science) -> ExploreReading:
    """The page of Explore."""
    document, point = science.document, science.active_point
    values, matrix = point_values(science, editable=True)
    if point is not None:
        values += beside.values(science, point) + plane.hessian_values(science, point)
    show = document.show
    one = science.dimension == 1
    switched = {each.name: shown(document, each.name) for each in switches() if each.fits(science.dimension)}
    if not science.function or not science.function.arrays:
        switched.pop("model", None)
    notes = tuple(note.message for note in point.notes) if point is not None else ()
    told = "" if point is None or science.guessing else words.accumulation_note(point, document.run.zero_grad)
    notes = (told, *notes) if told else notes
    if science.problem is not None:
        notes = (science.problem, *notes)
    return ExploreReading(
        values,
        matrix,
        notes,
        switched,
        document.run.zero_grad,
        document.guess,
        one,
        _guess_note(science) if one else "",
        places.rows(science) if one else plane.critical_rows(science),
        places.names(science) if one else plane.critical_names(science),
        places.note(science) if one else plane.critical_note(science),
        _sentence(science),
        show.taylor_order,
        document.revealed,
        show.tangent_length,
        pins.readings(science) if one else (),
        plane.reading(science),
    )


def _guess_note(science: Science) -> str:
    """What to do with a guess, or, once that is asked for, by how much it is off."""
    guess, point = science.document.guess, science.active_point
    if guess is None or point is None:
        return ""
    if science.guessing:
        return tr(
            "Turn the line by its handle, or type its slope, until it touches the curve. "
            "What would tell the slope is not drawn meanwhile."
        )
    return words.guess_verdict(guess, float(point.gradient[0]))


def _sentence(science: Science) -> str:
    """What the slope at the point means."""
    point = science.active_point
    if point is None or science.guessing:
        return ""
    if science.dimension > 1:
        told = plane.verdict(point) if science.document.show.hessian or is_critical(point) else ""
        return "\n".join(filter(None, (words.slope_sentence(point), told)))
    broken = beside.broken(science, point) if science.dimension == 1 else None
    return words.slope_sentence(point) if broken is None else words.broken_sentence(broken, point)


def descend_reading(science: Science) -> DescendReading:
    """The page of Descend."""
    run, settings = science.run, science.document.run
    step = science.playhead()
    values, matrix = point_values(science, editable=step == 0)
    return DescendReading(
        values,
        matrix,
        OPTIMIZERS,
        settings.optimizer,
        settings.step_size,
        settings.momentum,
        settings.steps,
        settings.zero_grad,
        settings.no_grad,
        words.step_sentences(run, step, settings) if run is not None else (),
        words.verdict_of(run, step) if run is not None else None,
        words.starts_lines(science.starts),
    )


def graph_reading(traced: Graph | None, node_id: int, step: int, source: str, device: str) -> GraphReading:
    """The page of Graph for one node; `step` nodes of the walk have been visited, -1 before it began."""
    if traced is None or not 0 <= node_id < len(traced.nodes):
        return GraphReading()
    node = traced.nodes[node_id]
    visited = set(traced.order[: max(step, 0)])
    upstream = node.gradient if node.id in visited else None
    values = _array_values(tr("value"), node.value, "text")
    if node.gradient is not None:
        what = tr("gradient") if node.kind == "leaf" else tr("upstream")
        values += _array_values(what, upstream, "tangent")
    facts = [
        (tr("shape"), "×".join(map(str, node.shape)) if node.shape else tr("scalar")),
        (tr("dtype"), node.dtype),
        (tr("device"), device),
    ]
    if node.span is not None and node.span[1] <= len(source):
        facts.append((tr("made by"), source[node.span[0] : node.span[1]]))
    leaves = [leaf for leaf in traced.nodes if leaf.kind == "leaf"]
    gradients = tuple(
        value
        for leaf in leaves
        for value in _array_values(f"{leaf.label}.grad", leaf.gradient if leaf.id in visited else None, "tangent")
    )
    return GraphReading(
        title=node.label,
        op=node.op or node.kind,
        values=tuple(values),
        facts=tuple(facts),
        gradients_title=tr(".grad of the leaves") if len(leaves) > 1 else tr(".grad of {name}", name=_leaf(leaves)),
        gradients=gradients,
        sentence=_walk_sentence(traced, step),
    )


def _leaf(leaves: list[GraphNode]) -> str:
    return leaves[0].label if leaves else ""


def _array_values(name: str, array: np.ndarray | None, role: Tag) -> list[Value]:
    """An array as rows: a number, the numbers of a short vector, the rows of a small matrix, else a summary."""
    if array is None:
        return [Value(name, text=WAITING, role=role)]
    if array.ndim == 0:
        return [Value(name, float(array), role)]
    if array.ndim == 1 and array.size <= MOST_COMPONENTS:
        return [Value(f"{name}[{j}]", float(value), role) for j, value in enumerate(array)]
    if array.ndim == 2 and array.shape[0] <= MOST_COMPONENTS and 0 < array.shape[1] <= 4:
        return [
            Value(
                f"{name}[{j}]",
                text="  ".join(short(float(value), 4) for value in row),
                full=", ".join(exact(float(value)) for value in row),
                role=role,
            )
            for j, row in enumerate(array)
        ]
    copied = ", ".join(exact(float(value)) for value in array.flat) if array.size <= MOST_COPIED else summary(array)
    return [Value(name, text=summary(array), full=copied, role=role)]


def walk_header(traced: Graph, step: int) -> tuple[str, str]:
    """Title and sentence above the graph."""
    total = len(traced.order)
    if step < 0:
        return tr("Forward · {count} values", count=len(traced.nodes)), tr(
            "Every value is there. → starts backward at the output, with 1."
        )
    if step == 0:
        return tr("Backward · begins"), tr("The output's gradient with respect to itself is 1.")
    node = traced.nodes[traced.order[min(step, total) - 1]]
    return (
        tr("Backward · node {step} of {total}", step=min(step, total), total=total),
        _arrival(node),
    )


def _arrival(node: GraphNode) -> str:
    gradient = summary(node.gradient, signs=False) if node.gradient is not None else "·"
    if node.kind == "leaf":
        return tr("{name}.grad receives the sum over all its uses: {gradient}.", name=node.label, gradient=gradient)
    return tr("{label} has its gradient: {gradient}. It passes it on through {op}.", label=node.label,
              gradient=gradient, op=node.op or "")  # fmt: skip


def _walk_sentence(traced: Graph, step: int) -> str:
    left = len(traced.order) - max(step, 0)
    if step < 0:
        return tr("Backward has not begun.")
    return tr("Backward is complete.") if left <= 0 else tr("{count} nodes are still to come.", count=left)
