"""The statements of a program. With the expressions of `tree.py` they make one tree, which `tree.walk` goes through."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from gradexplorer.lang.errors import Span
from gradexplorer.lang.tree import CHILDREN, Node, Spanned


class Assign(Spanned, frozen=True):
    """`a = value`, `a, b = value, value`, `a, b = vector`, `a = b = value`.

    Each of `targets` takes the values; one value for a target of several names is a vector that is taken apart.
    """

    targets: tuple[tuple[str, ...], ...]
    values: tuple[Node, ...]
    span: Span

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is given a value."""
        return tuple(name for target in self.targets for name in target)


class If(Spanned, frozen=True):
    """`if condition: body`, `else: otherwise`; an `elif` is an `If` alone in `otherwise`."""

    condition: Node
    body: tuple[Statement, ...]
    otherwise: tuple[Statement, ...]
    span: Span


class For(Spanned, frozen=True):
    """`for names in over: body`; `over` is a Range, or a vector or matrix whose rows are taken in turn."""

    names: tuple[str, ...]
    over: Node
    body: tuple[Statement, ...]
    span: Span


class While(Spanned, frozen=True):
    """`while condition: body`."""

    condition: Node
    body: tuple[Statement, ...]
    span: Span


class Break(Spanned, frozen=True):
    """`break`."""

    span: Span


class Continue(Spanned, frozen=True):
    """`continue`."""

    span: Span


class Return(Spanned, frozen=True):
    """`return value`."""

    value: Node
    span: Span


class Routine(Spanned, frozen=True):
    """`def name(parameters): body`. `defaults` belong to the last parameters."""

    name: str
    parameters: tuple[str, ...]
    defaults: tuple[Node, ...]
    body: tuple[Statement, ...]
    span: Span

    @property
    def required(self) -> tuple[str, ...]:
        """The parameters without a default."""
        return self.parameters[: len(self.parameters) - len(self.defaults)]

    @property
    def optional(self) -> dict[str, Node]:
        """The parameters with a default, and the default."""
        return dict(zip(self.parameters[len(self.required) :], self.defaults, strict=True))


class Program(Spanned, frozen=True):
    """A whole program: its statements in their order, functions among them.

    `gradients`: the names of tensors with `requires_grad`.
    """

    body: tuple[Statement | Routine, ...]
    span: Span
    gradients: tuple[str, ...] = ()

    @property
    def routines(self) -> dict[str, Routine]:
        """The functions by name."""
        return {part.name: part for part in self.body if isinstance(part, Routine)}


Statement: TypeAlias = Assign | If | For | While | Break | Continue | Return

_BELOW: dict[type, Callable[[Any], tuple[Any, ...]]] = {
    Assign: lambda node: node.values,
    If: lambda node: (node.condition, *node.body, *node.otherwise),
    For: lambda node: (node.over, *node.body),
    While: lambda node: (node.condition, *node.body),
    Break: lambda node: (),
    Continue: lambda node: (),
    Return: lambda node: (node.value,),
    Routine: lambda node: (*node.defaults, *node.body),
    Program: lambda node: node.body,
}
CHILDREN.update(_BELOW)


def assigned(body: tuple[Statement, ...]) -> frozenset[str]:
    """The names that these statements give a value, inner blocks included."""
    names: set[str] = set()
    stack: list[Any] = list(body)
    while stack:
        part = stack.pop()
        if isinstance(part, Assign):
            names.update(part.names)
        elif isinstance(part, For):
            names.update(part.names)
            stack.extend(part.body)
        elif isinstance(part, While):
            stack.extend(part.body)
        elif isinstance(part, If):
            stack.extend((*part.body, *part.otherwise))
    return frozenset(names)


def result_span(tree: Any) -> Span:
    """Where the value of a tree comes from: of a program the last `return`, or the last name assigned."""
    if not isinstance(tree, Program):
        span: Span = tree.span
        return span
    routines = list(tree.routines.values())
    body = routines[-1].body if routines else tree.body
    kind = Return if routines else Assign
    return next((part.span for part in reversed(body) if isinstance(part, kind)), tree.span)
