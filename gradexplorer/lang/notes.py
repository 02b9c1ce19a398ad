"""Remarks on a value at one point: where it was lost, and what `where` does to a slope."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from gradexplorer.lang.bridge import Tensor, engine
from gradexplorer.lang.budget import Budget
from gradexplorer.lang.errors import LangError, Note
from gradexplorer.lang.function import Function
from gradexplorer.lang.limits import SECONDS
from gradexplorer.lang.render_python import python_expression
from gradexplorer.lang.render_text import reading
from gradexplorer.lang.run import Array
from gradexplorer.lang.statements import Program
from gradexplorer.lang.tree import Call, Name, Node, Number, Power, Product, walk

_WHERE = (
    "where(c, a, b) evaluates both sides, and the nan of the side not taken comes through in the slope; "
    "{c: a, b} evaluates only the side it takes"
)


def describe(function: Function, values: Mapping[str, Tensor], seconds: float = SECONDS) -> tuple[Note, ...]:
    """Remarks on the function at one point (`values` as for one point of Function), in at most so many `seconds`.

    Which sub-expression first made nan or inf; a slope that is nan where the value is not, and whether `where` did it.
    Empty where everything is finite, and where there is no value at all.
    """
    detached = {name: _leaf(value, name in function.variables) for name, value in values.items()}
    first: list[tuple[Node, Array]] = []

    def watch(node: Node, value: Array) -> None:
        if not first and not bool(engine.isfinite(value.detach()).all()):
            first.append((node, value))

    try:
        with engine.enable_grad():
            run = function.prepare(detached, 0, None, Budget(seconds, None, inside=True), watch)
            result = function.finish(run)
    except LangError:
        return ()
    tree: Any = function.tree
    told = python_expression if isinstance(tree, Program) else reading
    lost = [_lost(*first[0], told)] if first else []
    if not bool(engine.isfinite(result.detach()).all()):
        return tuple(lost)
    slope = _slope(function, detached, result)
    return tuple(slope) if any(note.message == _WHERE for note in slope) else (*lost, *slope)


def _leaf(value: Array, variable: bool) -> Array:
    value = value.detach()
    return value.requires_grad_(True) if variable and value.dtype.is_floating_point else value


def _lost(node: Node, value: Array, told: Callable[[Node], str]) -> Note:
    """The note on the sub-expression that first made nan or inf; `told` reads it back."""
    if isinstance(node, Number):
        return Note("this number is more than the greatest, about 1.8e308, and so infinite", node.span)
    shown = told(node)
    shown = shown if len(shown) <= 60 else shown[:57] + "…"
    what = "nan" if bool(engine.isnan(value.detach()).any()) else "infinite"
    if isinstance(node, Name):
        return Note(f"`{shown}` is {what} here", node.span)
    why = _reason(node, told) if what == "nan" else ""
    return Note(f"`{shown}` is {what} here{why}", node.span)


def _reason(node: Node, told: Callable[[Node], str]) -> str:
    if isinstance(node, Power):
        return ": its base must not be negative" + _real_root(node, told)
    domains = {
        "log": "its argument must not be negative",
        "log2": "its argument must not be negative",
        "log10": "its argument must not be negative",
        "sqrt": "its argument must not be negative",
        "asin": "its argument must lie between -1 and 1",
        "acos": "its argument must lie between -1 and 1",
        "acosh": "its argument must be at least 1",
        "atanh": "its argument must lie between -1 and 1",
    }
    why = domains.get(node.function) if isinstance(node, Call) else None
    return f": {why}" if why else ""


def _real_root(node: Power, told: Callable[[Node], str]) -> str:
    """For `x^(2/3)` the root that negative numbers have; "" where the exponent is no fraction with an odd divisor."""
    exponent = node.exponent
    if not isinstance(exponent, Product) or exponent.signs != ("/",):
        return ""
    above, below = exponent.factors
    if not isinstance(above, Number) or not isinstance(below, Number) or below.value % 2 != 1:
        return ""
    base = told(node.base)
    root = f"cbrt({base})" if below.value == 3 else f"nthroot({base}, {below.value:g})"
    power = f"{root}^{above.value:g}" if above.value != 1 else root
    return f"; the real root is {power}" if len(power) <= 40 else "; cbrt(x) and nthroot(x, n) are real roots"


def _slope(function: Function, values: Mapping[str, Array], result: Array) -> list[Note]:
    """The note on a gradient that is nan or infinite where the value is finite."""
    wanted = [name for name in function.variables if name in values and values[name].requires_grad]
    if not wanted or not result.requires_grad:
        return []
    slopes = engine.autograd.grad(result, [values[name] for name in wanted], allow_unused=True)
    for name, slope in zip(wanted, slopes, strict=True):
        if slope is None or bool(engine.isfinite(slope).all()):
            continue
        wheres = [node for node in walk(function.tree) if isinstance(node, Call) and node.function == "where"]
        if wheres:
            return [Note(_WHERE, wheres[0].span)]
        what = "nan" if bool(engine.isnan(slope).any()) else "infinite"
        return [Note(f"the slope by `{name}` is {what} here", function.tree.span)]
    return []
