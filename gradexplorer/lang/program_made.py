"""Tensors that a program types out: `torch.tensor([1, 2])`, `torch.linspace(0, 1, 11)`, `torch.zeros(2, 3)`."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from gradexplorer.lang.bridge import engine
from gradexplorer.lang.errors import Span
from gradexplorer.lang.tree import Items, Negate, Node, Number

if TYPE_CHECKING:
    from gradexplorer.lang.program_expressions import Expressions

TENSORS: Final = frozenset(
    {"tensor", "as_tensor", "array", "asarray", "Tensor", "FloatTensor", "DoubleTensor", "from_numpy", "Variable"}
)
"""`torch.tensor(v)` is v."""

_FILLED: Final = {"zeros": 0.0, "ones": 1.0}
_KEYWORDS: Final[Mapping[str, Mapping[str, int]]] = {
    "zeros": {"size": 0, "shape": 0},
    "ones": {"size": 0, "shape": 0},
    "full": {"size": 0, "shape": 0, "fill_value": 1},
    "arange": {"start": 0, "end": 1, "stop": 1, "step": 2},
    "linspace": {"start": 0, "end": 1, "stop": 1, "steps": 2, "num": 2},
    "eye": {"n": 0, "N": 0},
}
"""The arguments of each by name, and their places."""

MADE: Final = frozenset(_KEYWORDS)
_WITHOUT_EFFECT: Final = frozenset({"requires_grad", "dtype", "device"})
_MOST_TYPED: Final = 10_000


def tensor(reader: Expressions, node: ast.Call, raw: str) -> Node:
    """`torch.tensor(v, requires_grad=True)` is v."""
    if len(node.args) != 1:
        raise reader.error(f"`{raw}` takes one value here", reader.span(node), f"write {raw}([1.0, 2.0])")
    for keyword in node.keywords:
        if keyword.arg not in _WITHOUT_EFFECT:
            raise reader.error(f"the keyword `{keyword.arg}` is not read here", reader.span(keyword))
    return typed_out(reader, node.args[0])


def typed_out(reader: Expressions, node: ast.expr) -> Node:
    """A value; `range(5)` is the list of its numbers."""
    if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "range":
        numbers = range(*[whole(reader, part) for part in node.args]) if 1 <= len(node.args) <= 3 else range(0)
        return _listed(reader, [float(k) for k in numbers[: _MOST_TYPED + 1]], reader.span(node))
    return reader.read(node)


def _listed(reader: Expressions, numbers: list[float], span: Span) -> Node:
    _counted(reader, len(numbers), span)
    return Items(tuple(Negate(Number(-k, span), span) if k < 0 else Number(k, span) for k in numbers), span)


def _counted(reader: Expressions, count: float, span: Span) -> None:
    """Raises LangError for a list of no numbers, or of too many, before it is made."""
    if not count > 0:
        raise reader.error("this list is empty", span)
    if count > _MOST_TYPED:
        raise reader.error(f"this list has more than {_MOST_TYPED:,} numbers", span)


def _placed(reader: Expressions, node: ast.Call, raw: str) -> list[ast.expr]:
    """The arguments in their places, those by name too."""
    given = list(node.args)
    named = [part for part in node.keywords if part.arg not in _WITHOUT_EFFECT]
    known = _KEYWORDS[raw]
    for part in sorted(named, key=lambda part: known.get(str(part.arg), 9)):
        if known.get(str(part.arg)) != len(given):
            raise reader.error(f"the keyword `{part.arg}` is not read here", reader.span(part))
        given.append(part.value)
    return given


def made(reader: Expressions, node: ast.Call, raw: str, span: Span) -> Node:
    """`torch.arange(5)`, `torch.linspace(0, 1, 11)`, `torch.zeros(2, 3)`, `torch.eye(3)`: the numbers themselves."""
    given = _placed(reader, node, raw)
    if raw in ("arange", "linspace"):
        numbers = [_number(reader, part) for part in given]
        if not (1 if raw == "arange" else 2) <= len(numbers) <= 3:
            raise reader.error(f"`{raw}` does not take {len(numbers)} numbers", span)
        return _listed(reader, (_steps if raw == "arange" else _between)(reader, numbers, span), span)
    value = _FILLED.get(raw, 0.0)
    if raw == "full" and len(given) == 2:
        value = _number(reader, given.pop())
    parts = given[0].elts if given and isinstance(given[0], ast.Tuple | ast.List) else given
    shape = [whole(reader, part) for part in parts]
    if raw == "eye" and len(shape) == 1 and 0 < shape[0] <= 100:
        size = shape[0]
        rows = [_listed(reader, [float(i == j) for j in range(size)], span) for i in range(size)]
        return Items(tuple(rows), span)
    total = 1
    for length in shape:
        total *= length
    if not shape or raw == "eye" or not 0 < total <= _MOST_TYPED:
        raise reader.error(f"`{raw}` cannot make an array of these numbers", span)
    found: Node = _listed(reader, [value] * shape[-1], span)
    for length in reversed(shape[:-1]):
        found = Items((found,) * length, span)
    return found


def _steps(reader: Expressions, numbers: list[float], span: Span) -> list[float]:
    """The numbers of `arange`."""
    low, high, step = (*numbers, 1.0)[:3] if len(numbers) > 1 else (0.0, numbers[0], 1.0)
    _counted(reader, (high - low) / step if step else 0, span)
    found: list[float] = engine.arange(low, high, step, dtype=engine.float64).tolist()
    return found


def _between(reader: Expressions, numbers: list[float], span: Span) -> list[float]:
    """The numbers of `linspace`."""
    low, high, count = (*numbers, 100.0)[:3]
    _counted(reader, count, span)
    found: list[float] = engine.linspace(low, high, int(count), dtype=engine.float64).tolist()
    return found


def whole(reader: Expressions, node: ast.expr) -> int:
    """A whole number that is typed out. Raises LangError."""
    sign = 1
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1, node.operand
    if isinstance(node, ast.Constant) and type(node.value) is int and node.value < 10**9:
        return sign * node.value
    raise reader.error("this must be a whole number that is typed out", reader.span(node), "a name cannot stand here")


def _number(reader: Expressions, node: ast.expr) -> float:
    """A number that is typed out. Raises LangError."""
    sign = 1.0
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        sign, node = -1.0, node.operand
    if isinstance(node, ast.Constant) and type(node.value) in (int, float) and abs(node.value) < 1e300:  # type: ignore[arg-type]
        return sign * float(node.value)  # type: ignore[arg-type]
    raise reader.error("this must be a number that is typed out", reader.span(node), "a name cannot stand here")
