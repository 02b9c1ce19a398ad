"""The tree that a text is read into. Every node keeps its span; two trees are equal if they mean the same text.

Sums, products, comparisons and logical chains are n-ary, so that depth means brackets.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, TypeAlias

from msgspec import Struct

from gradexplorer.lang.errors import Span

Option: TypeAlias = int | bool | tuple[int, ...]
"""The value of a keyword argument."""


class Spanned(Struct, frozen=True, gc=False, eq=False):
    """What has a place in a text. Two of one kind are equal if everything but their places is.

    A tree has no rings, so the garbage collector need not look through it (`gc`).
    """

    def _content(self) -> tuple[tuple[str, object], ...]:
        return tuple([(name, getattr(self, name)) for name in self.__struct_fields__ if name != "span"])

    def __eq__(self, other: object) -> bool:
        if type(other) is not type(self):
            return NotImplemented
        return self._content() == other._content()

    def __hash__(self) -> int:
        return hash(self._content())

    def __repr__(self) -> str:
        return f"{type(self).__name__}({', '.join(f'{name}={value!r}' for name, value in self._content())})"


class Number(Spanned, frozen=True):
    """A literal, always a real number."""

    value: float
    span: Span


class Constant(Spanned, frozen=True):
    """A known constant: pi, e, tau, inf, phi."""

    name: str
    span: Span


class Name(Spanned, frozen=True):
    """A variable, a slider, an argument of a definition, or the counter of a sum."""

    name: str
    span: Span


class Reference(Spanned, frozen=True):
    """The value of a named expression such as `y = x^2`."""

    name: str
    span: Span


class Column(Spanned, frozen=True):
    """A column of a data table: `D.x`."""

    table: str
    column: str
    span: Span


class Negate(Spanned, frozen=True):
    """`-operand`."""

    operand: Node
    span: Span


class Sum(Spanned, frozen=True):
    """`terms[0] ± terms[1] ± …`; `signs[i]`, "+" or "-", stands before `terms[i + 1]`."""

    terms: tuple[Node, ...]
    signs: tuple[str, ...]
    span: Span


class Product(Spanned, frozen=True):
    """`factors[0] ∘ factors[1] ∘ …` from left to right; `signs[i]` is one of `* / % @`."""

    factors: tuple[Node, ...]
    signs: tuple[str, ...]
    span: Span


class Power(Spanned, frozen=True):
    """`base ^ exponent`."""

    base: Node
    exponent: Node
    span: Span


class Factorial(Spanned, frozen=True):
    """`operand!`, which is Γ(operand + 1)."""

    operand: Node
    span: Span


class Call(Spanned, frozen=True):
    """A known function, by its name in `functions.FUNCTIONS`.

    `options` are keyword arguments in the order of their names: `dim`, an axis or several, and `keepdim`.
    """

    function: str
    arguments: tuple[Node, ...]
    span: Span
    options: tuple[tuple[str, Option], ...] = ()


class Apply(Spanned, frozen=True):
    """A function that the document defines; `order` primes make it a derivative."""

    name: str
    arguments: tuple[Node, ...]
    order: int
    span: Span


class Derivative(Spanned, frozen=True):
    """`diff(body, variable, order)`."""

    body: Node
    variable: str
    order: int
    span: Span


class Gradient(Spanned, frozen=True):
    """`grad(name)(arguments)`: the vector of partial derivatives."""

    name: str
    arguments: tuple[Node, ...]
    span: Span


class Compare(Spanned, frozen=True):
    """`operands[0] < operands[1] < …`, chained; signs are `< <= > >= == !=`."""

    operands: tuple[Node, ...]
    signs: tuple[str, ...]
    span: Span


class And(Spanned, frozen=True):
    """All operands hold."""

    operands: tuple[Node, ...]
    span: Span


class Or(Spanned, frozen=True):
    """One of the operands holds."""

    operands: tuple[Node, ...]
    span: Span


class Not(Spanned, frozen=True):
    """The operand does not hold."""

    operand: Node
    span: Span


class Piecewise(Spanned, frozen=True):
    """`{conditions[0]: values[0], …, otherwise}`: the first value whose condition holds; nan where none does."""

    conditions: tuple[Node, ...]
    values: tuple[Node, ...]
    otherwise: Node | None
    span: Span


class Series(Spanned, frozen=True):
    """`sum(body, counter=low..high)` or `prod(…)`; `kind` says which."""

    kind: str
    body: Node
    counter: str
    low: Node
    high: Node
    span: Span


class Items(Spanned, frozen=True):
    """`[a, b, …]`: a vector, or a matrix where the items are vectors."""

    items: tuple[Node, ...]
    span: Span


class Index(Spanned, frozen=True):
    """`operand[i]` or `operand[i, j]`; an index is a number, a `Slice` or a `NewAxis`."""

    operand: Node
    indices: tuple[Node, ...]
    span: Span


class Slice(Spanned, frozen=True):
    """`low:high:step` between the brackets of an index; each may be left out."""

    low: Node | None
    high: Node | None
    step: Node | None
    span: Span


class Range(Spanned, frozen=True):
    """`range(low, high, step)`, over which a loop or a comprehension runs."""

    low: Node
    high: Node
    step: Node
    span: Span


class Zip(Spanned, frozen=True):
    """`zip(a, b)`, over which a loop or a comprehension runs: the entries of all `parts` side by side."""

    parts: tuple[Node, ...]
    span: Span


class Comprehension(Spanned, frozen=True):
    """`[item for names in over if condition]`: the vector of the items."""

    item: Node
    names: tuple[str, ...]
    over: Node
    condition: Node | None
    span: Span


class NewAxis(Spanned, frozen=True):
    """`None` between the brackets of an index: a new axis of size 1."""

    span: Span


Node: TypeAlias = (
    Number
    | Constant
    | Name
    | Reference
    | Column
    | Negate
    | Sum
    | Product
    | Power
    | Factorial
    | Call
    | Apply
    | Derivative
    | Gradient
    | Compare
    | And
    | Or
    | Not
    | Piecewise
    | Series
    | Items
    | Index
    | Slice
    | NewAxis
    | Range
    | Zip
    | Comprehension
)

_LEAVES: tuple[Node, ...] = ()


def _of_piecewise(node: Any) -> tuple[Node, ...]:
    pairs = tuple(part for pair in zip(node.conditions, node.values, strict=True) for part in pair)
    return pairs if node.otherwise is None else (*pairs, node.otherwise)


def _of_comprehension(node: Any) -> tuple[Node, ...]:
    parts = (node.item, node.over)
    return parts if node.condition is None else (*parts, node.condition)


CHILDREN: dict[type, Callable[[Any], tuple[Node, ...]]] = {
    Number: lambda node: _LEAVES,
    Constant: lambda node: _LEAVES,
    Name: lambda node: _LEAVES,
    Reference: lambda node: _LEAVES,
    Column: lambda node: _LEAVES,
    Negate: lambda node: (node.operand,),
    Sum: lambda node: node.terms,
    Product: lambda node: node.factors,
    Power: lambda node: (node.base, node.exponent),
    Factorial: lambda node: (node.operand,),
    Call: lambda node: node.arguments,
    Apply: lambda node: node.arguments,
    Derivative: lambda node: (node.body,),
    Gradient: lambda node: node.arguments,
    Compare: lambda node: node.operands,
    And: lambda node: node.operands,
    Or: lambda node: node.operands,
    Not: lambda node: (node.operand,),
    Piecewise: _of_piecewise,
    Series: lambda node: (node.body, node.low, node.high),
    Items: lambda node: node.items,
    Index: lambda node: (node.operand, *node.indices),
    Slice: lambda node: tuple(part for part in (node.low, node.high, node.step) if part is not None),
    NewAxis: lambda node: _LEAVES,
    Range: lambda node: (node.low, node.high, node.step),
    Zip: lambda node: node.parts,
    Comprehension: _of_comprehension,
}
"""How the nodes below one are found, by its type; `statements.py` adds its own."""


def children(node: Node) -> tuple[Node, ...]:
    """The nodes directly below, from left to right as they stand in the text."""
    return CHILDREN[type(node)](node)


def walk(node: Node) -> Iterator[Node]:
    """Every node of the tree, parents before children, from left to right; without recursion."""
    stack = [node]
    while stack:
        top = stack.pop()
        yield top
        stack.extend(reversed(children(top)))
