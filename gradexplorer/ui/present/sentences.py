"""What a plot shows, in sentences: for those who do not see it, and for the description within a picture."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from gradexplorer.compute.components import Array
from gradexplorer.compute.descent import Trajectory
from gradexplorer.compute.landmarks import Landmark
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.shape import Piece, pieces
from gradexplorer.model.document import Expression
from gradexplorer.ui.present import words
from gradexplorer.ui.present.drawing import PRIMES, ordered
from gradexplorer.ui.present.naming import function_name, own_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import short, tr

Range = tuple[float, float]
MOST_PIECES = 10
"""A curve of more pieces than this is said to swing; nobody listens to more."""
TURNS = {"minimum", "maximum", "kink"}
"""The places at which a curve may go on otherwise than before."""
MOST_PLACES = 6
LONGEST = 160
"""Characters of a formula that is read out."""


def curve(science: Science, x_range: Range, y_range: Range) -> str:
    """The plot of functions of one variable."""
    if not science.curves:
        errors = [entry.error.message for entry in science.editor.reading.sheet.entries.values() if entry.error]
        wrong = errors[0] if errors else science.problem
        return tr("Nothing is drawn: {wrong}", wrong=wrong) if wrong else tr("Nothing is drawn yet. Type a function.")
    x = science.components.names[0] if science.components is not None and science.components.names else "x"
    parts = [_called(science), _view(x, x_range, "y", y_range), _shape(science, x, x_range, y_range)]
    parts += [_places(science.landmarks.places), _others(science)]
    parts += [_point(science)]
    return " ".join(part for part in parts if part)


def contour(science: Science, x_range: Range, y_range: Range) -> str:
    """The map of a function of two variables or more."""
    field, components = science.field, science.components
    if science.function is None or components is None or len(components.names) < 2:
        return tr("Nothing is drawn yet. Type a function of two variables.")
    first, second = (components.names[axis] for axis in science.axes())
    parts = [_called(science), _view(first, x_range, second, y_range)]
    if field is not None and np.isfinite(field.z).any():
        z = np.where(np.isfinite(field.z), field.z, np.nan)
        low, high = np.unravel_index(np.nanargmin(z), z.shape), np.unravel_index(np.nanargmax(z), z.shape)
        parts.append(
            tr(
                "It goes from {least} near {valley} to {most} near {top}.",
                least=short(float(z[low]), 4),
                most=short(float(z[high]), 4),
                valley=_pair(float(field.x[low[1]]), float(field.y[low[0]])),
                top=_pair(float(field.x[high[1]]), float(field.y[high[0]])),
            )
        )
    parts.append(_point(science))
    return " ".join(part for part in parts if part)


def timeline(run: Trajectory | None, step: int) -> str:
    """Loss against step."""
    if run is None or not len(run.values):
        return tr("Loss against step. There is no run yet.")
    last = len(run.values) - 1
    finite = np.where(np.isfinite(run.values), run.values, np.nan)
    parts = [
        tr("Loss against step, {count} steps: {first} at the start, {last} at the end.",
           count=last, first=short(float(run.values[0])), last=short(float(run.values[-1])))
    ]  # fmt: skip
    if np.isfinite(finite).any():
        lowest = int(np.nanargmin(finite))
        parts.append(tr("Least at step {step}: {value}.", step=lowest, value=short(float(finite[lowest]))))
    verdict = words.verdict_of(run, last)
    if verdict is not None:
        parts.append(tr("In the end: {verdict}.", verdict=verdict.text))
    parts.append(tr("Shown: step {step}, {value}.", step=step, value=short(float(run.values[min(step, last)]))))
    return " ".join(parts)


def view(x_range: Range, y_range: Range) -> str:
    """The ranges in view."""
    return _view(tr("across"), x_range, tr("up"), y_range)


def spoken(status: str) -> str:
    """A status line as it is read out: commas where it has dots between its parts."""
    return status.replace(" · ", ", ")


def _called(science: Science) -> str:
    """As in "f(x) = x·cos(4·x) + 2·|x|."."""
    entry = science.reading.entry
    if entry is None or entry.function is None:
        return ""
    formula = entry.reading if entry.reading and "\n" not in entry.reading else entry.text.partition("\n")[0]
    formula = formula if len(formula) <= LONGEST else formula[:LONGEST] + " …"
    name = own_name(entry) or function_name(science.reading)
    arguments = ", ".join(entry.function.variables)
    return f"{name}({arguments}) = {formula.rpartition(' = ')[2]}." if arguments else f"{name} = {formula}."


def _view(x: str, x_range: Range, y: str, y_range: Range) -> str:
    return tr(
        "Seen: {x} from {left} to {right}, {y} from {low} to {high}.",
        x=x, left=short(x_range[0], 4), right=short(x_range[1], 4),
        y=y, low=short(y_range[0], 4), high=short(y_range[1], 4),
    )  # fmt: skip


def _shape(science: Science, x: str, x_range: Range, y_range: Range) -> str:
    drawn = ordered(science)[-1]
    if drawn.id != science.reading.active or drawn.order != 0:
        return tr("It is hidden.")
    found = pieces(drawn.curve.x, drawn.curve.y, *x_range, y_range[1] - y_range[0])
    gaps = [gap for gap in drawn.curve.undefined if gap[0] < x_range[1] and gap[1] > x_range[0]]
    told = [
        tr("No value from {x} = {start} to {end}.",
           x=x, start=short(max(a, x_range[0]), 4), end=short(min(b, x_range[1]), 4))
        for a, b in gaps[:MOST_PLACES]
    ]  # fmt: skip
    if len(found) > MOST_PIECES:
        swings = sum(piece.kind != "level" for piece in found)
        many = tr("It swings: it rises or falls {count} times.", count=swings)
        return " ".join([many if swings else tr("It is level {count} times over.", count=len(found)), *told])
    if not found:
        return " ".join(told)
    turns = [mark.x for mark in science.landmarks.places if TURNS & set(mark.kind.split(", "))]
    joined = tr(", then ").join(
        _done(piece, _exact(piece.end, turns, drawn.curve.x), first=k == 0) for k, piece in enumerate(found)
    )
    return " ".join([tr("From left to right it {shape}.", shape=joined), *told])


def _done(piece: Piece, end: float, *, first: bool) -> str:
    verbs = {"rising": tr("rises"), "falling": tr("falls"), "level": tr("is level")}
    told = tr("{does} until {end}", does=verbs[piece.kind], end=short(end, 4))
    if piece.joined or first:
        return told
    return tr("breaks at {start} and {told}", start=short(piece.start, 4), told=told)


def _exact(end: float, turns: Sequence[float], x: Array) -> float:
    """Where a piece ends that ends at a sample: the turn within a sample of it, where there is one."""
    at = int(np.searchsorted(x, end))
    low, high = x[max(at - 1, 0)], x[min(at + 1, len(x) - 1)]
    return min((turn for turn in turns if low <= turn <= high), key=lambda turn: abs(turn - end), default=end)


def _places(landmarks: Sequence[Landmark]) -> str:
    """As in "Minimum, kink: 0 at 0. Maximum: …": of each kind the first few."""
    kinds: dict[str, list[Landmark]] = {}
    for mark in landmarks:
        kinds.setdefault(mark.kind, []).append(mark)
    told = []
    for kind, marks in kinds.items():
        at = tr(", ").join(
            tr("{value} at {x}", value=short(mark.value), x=short(mark.x)) for mark in marks[:MOST_PLACES]
        )
        more = tr(" and {count} more", count=len(marks) - MOST_PLACES) if len(marks) > MOST_PLACES else ""
        told.append(f"{kind[:1].upper()}{kind[1:]}: {at}{more}.")
    return " ".join(told)


def _others(science: Science) -> str:
    texts = {item.id: item.text for item in science.document.items if isinstance(item, Expression)}
    others = [
        f"{texts[each.id]}{PRIMES[each.order]}" if each.order == 0 else PRIMES[each.order]
        for each in science.curves
        if each.id in texts and (each.id != science.reading.active or each.order)
    ]
    return tr("Also drawn: {others}.", others="; ".join(others[:MOST_PLACES])) if others else ""


def _point(science: Science) -> str:
    point = science.active_point
    if point is None:
        return ""
    told = tr("The point: {place}.", place=_place(science, point))
    # Who guesses the slope is not told it.
    return told if science.guessing else f"{told} {words.slope_sentence(point)}"


def _place(science: Science, point: PointResult) -> str:
    parts = [f"{name} = {short(float(x))}" for name, x in zip(point.names[:4], point.point, strict=False)]
    parts.append(f"{function_name(science.reading)} = {short(point.value)}")
    if len(point.gradient) == 1 and math.isfinite(point.gradient[0]) and not science.guessing:
        parts.append(tr("slope {slope}", slope=short(float(point.gradient[0]))))
    if len(point.gradient) > 1:
        parts.append(tr("gradient ({parts})", parts=", ".join(short(float(g), 4) for g in point.gradient[:4])))
    return ", ".join(parts)


def _pair(x: float, y: float) -> str:
    return f"({short(x, 3)}, {short(y, 3)})"
