"""einsum: sums of products told by letters, composed as PyTorch composes them.

Every operand is first laid out alike: the dims of the result, then those summed over, with size 1 for those it has not.
Then operands are contracted from the left, two at a time: a plain product, or one batch of matrix products where dims
can be summed at once.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

from engine.errors import type_name
from engine.functions.arithmetic import mul
from engine.functions.axes import movedim, permute
from engine.functions.diagonal import diagonal
from engine.functions.linalg import bmm
from engine.functions.reduce import sum
from engine.functions.shape import reshape, unsqueeze, view
from engine.tensor import Tensor

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
_REST = "..."
_CALL = (
    "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts"
    " list"
)


def einsum(*args: Any) -> Tensor:
    """The sum of products of operands over the subscripts that the result has not.

    `einsum("ij,jk->ik", a, b)`, or with lists of numbers for the letters, `einsum(a, [0, 1], b, [1, 2], [0, 2])`.
    Without "->" the result has the subscripts that occur once, in the order of the alphabet. "..." are leading dims,
    which broadcast; a subscript twice in one operand is its diagonal.

    Shape: as the subscripts say; a dim of size 1 broadcasts.
    Dtype: one for all operands that are contracted.
    Raises: RuntimeError for equations and sizes that do not fit, ValueError for a call without operands.
    Source: torch.einsum.
    """
    if len(args) < 2:
        raise ValueError(_CALL)
    equation, operands = (_of_lists(args)) if isinstance(args[0], Tensor) else (args[0], args[1:])
    if len(operands) == 1 and isinstance(operands[0], list | tuple):
        return einsum(equation, *operands[0])
    if not isinstance(equation, str):
        raise TypeError(f"einsum(): argument 'equation' (position 1) must be str, not {type_name(equation)}")
    for place, x in enumerate(operands):
        if not isinstance(x, Tensor):
            raise TypeError(f"expected Tensor as element {place} in argument 1, but got {type_name(x)}")
    layout = _Layout(equation, operands)
    return _contracted([layout.aligned(place) for place in range(len(operands))], layout)


def _of_lists(args: Sequence[Any]) -> tuple[str, Sequence[Any]]:
    """The equation of the call with lists of subscripts."""

    def letters(subscripts: Sequence[Any]) -> str:
        found = ""
        for s in subscripts:
            if s is Ellipsis:
                found += _REST
            elif s >= 0 and s < len(_LETTERS):
                found += _LETTERS[s]
            else:
                raise ValueError("einsum(): subscript in subscript list is not within the valid range [0, 52)")
        return found

    pairs = len(args) // 2
    equation = ",".join([letters(args[2 * k + 1]) for k in range(pairs)])
    if len(args) % 2:
        equation += "->" + letters(args[-1])
    return equation, [args[2 * k] for k in range(pairs)]


class _Layout:
    """Where each subscript has its place in the common layout of the operands.

    Attributes:
        labels: for each operand its subscripts, "..." as one.
        places: the place of each letter.
        rest: how many dims "..." stands for at most, and `rest_at` the place of the first.
        kept: the number of dims of the result, which come first; `rank` that of all.
        counts: for each place how many operands have a size other than 1 there.
    """

    def __init__(self, equation: str, operands: Sequence[Tensor]) -> None:
        left, arrow, right = equation.partition("->")
        self.operands = operands
        self.labels = _subscripts(left, len(operands))
        self.rest = 0
        for place, (own, x) in enumerate(zip(self.labels, operands, strict=True)):
            self.rest = max(self.rest, _dims_of_rest(own, x.ndim, place))
        self.places: dict[str, int] = {}
        self.rest_at = -1
        self.kept = 0
        used = [s for own in self.labels for s in own if s != _REST]
        for label in _output(right, len(left) + 2, used) if arrow else _implicit_output(used):
            if label == _REST:
                self.rest_at = self.kept
                self.kept += self.rest
            else:
                self.places[label] = self.kept
                self.kept += 1
        self.rank = self.kept
        if self.rest_at < 0:
            self.rest_at = self.rank
            self.rank += self.rest
        for label in _LETTERS:
            if label in used and label not in self.places:
                self.places[label] = self.rank
                self.rank += 1
        self.counts = [0] * self.rank
        self._sizes = [1] * self.rank

    def aligned(self, place: int) -> Tensor:
        """An operand in the common layout, as a view; of a subscript that it has twice, the diagonal."""
        x, own = self.operands[place], self.labels[place]
        order = [-1] * self.rank
        dim = 0
        for label in own:
            if label == _REST:
                count = self.operands[place].ndim - (len(own) - 1)
                for j in range(self.rest - count, self.rest):
                    self._see(x, dim, self.rest_at + j, label, place)
                    order[self.rest_at + j] = dim
                    dim += 1
            elif order[at := self.places[label]] == -1:
                self._see(x, dim, at, label, place)
                order[at] = dim
                dim += 1
            else:
                n, m = x._array.shape[dim], x._array.shape[order[at]]
                if n != m:
                    raise RuntimeError(
                        f"einsum(): subscript {label} is repeated for operand {place} but the sizes don't match,"
                        f" {n} != {m}"
                    )
                x = _diagonal(x, order[at], dim)
        for at in range(self.rank):
            if order[at] == -1:
                x, order[at] = unsqueeze(x, dim), dim
                dim += 1
        return permute(x, order)

    def _see(self, x: Tensor, dim: int, at: int, label: str, place: int) -> None:
        """Take note of a size. Raises RuntimeError where it does not broadcast with what was seen there before."""
        size, seen = x._array.shape[dim], self._sizes[at]
        if size == 1:
            return
        if seen not in (1, size):
            if label == _REST:
                raise RuntimeError(
                    f"einsum(): dimension {dim} covered by ellipsis in operand {place}has size {size} which does not"
                    f" broadcast with previously seen ellipsis with size {seen} for the respective dimension"
                )
            raise RuntimeError(
                f"einsum(): subscript {label} has size {size} for operand {place} which does not broadcast with"
                f" previously seen size {seen}"
            )
        self._sizes[at] = size
        self.counts[at] += 1


def _subscripts(left: str, count: int) -> list[list[str]]:
    """The subscripts of each operand."""
    found: list[list[str]] = [[]]
    place = 0
    while place < len(left):
        letter = left[place]
        if letter == ".":
            operand = len(found) - 1
            if _REST in found[-1]:
                raise RuntimeError(f"einsum(): found '.' for operand {operand} for which an ellipsis was already found")
            if left[place : place + 3] != _REST:
                raise RuntimeError(f"einsum(): found '.' for operand {operand} that is not part of any ellipsis")
            found[-1].append(_REST)
            place += 2
        elif letter == ",":
            found.append([])
            if len(found) > count:
                raise RuntimeError("einsum(): fewer operands were provided than specified in the equation")
        elif letter != " ":
            found[-1].append(_letter(letter, place))
        place += 1
    if len(found) < count:
        raise RuntimeError("einsum(): more operands were provided than specified in the equation")
    return found


def _letter(letter: str, place: int) -> str:
    if letter not in _LETTERS:
        raise RuntimeError(
            f"einsum(): invalid subscript given at index {place} in the equation string, subscripts must be in [a-zA-Z]"
        )
    return letter


def _dims_of_rest(labels: list[str], ndim: int, place: int) -> int:
    """How many dims "..." stands for in an operand."""
    named, has_rest = len(labels) - (_REST in labels), _REST in labels
    if named > ndim if has_rest else named != ndim:
        relation = "is more than" if has_rest else "does not match"
        raise RuntimeError(
            f"einsum(): the number of subscripts in the equation ({named}) {relation} the number of dimensions"
            f" ({ndim}) for operand {place}{'' if has_rest else ' and no ellipsis was given'}"
        )
    return ndim - named


def _implicit_output(used: list[str]) -> list[str]:
    return [_REST, *[label for label in _LETTERS if used.count(label) == 1]]


def _output(right: str, start: int, used: list[str]) -> list[str]:
    """The subscripts of the result; `start` is where they begin in the equation."""
    found: list[str] = []
    place = 0
    while place < len(right):
        letter = right[place]
        if letter == ".":
            if _REST in found:
                raise RuntimeError("einsum(): found '.' for output but an ellipsis (...) was already found")
            if right[place : place + 3] != _REST:
                raise RuntimeError("einsum(): found '.' for output that is not part of any ellipsis (...)")
            found.append(_REST)
            place += 2
        elif letter != " ":
            label = _letter(letter, start + place)
            if label in found:
                raise RuntimeError(f"einsum(): output subscript {label} appears more than once in the output")
            if label not in used:
                raise RuntimeError(
                    f"einsum(): output subscript {label} does not appear in the equation for any input operand"
                )
            found.append(label)
        place += 1
    return found


def _diagonal(x: Tensor, first: int, second: int) -> Tensor:
    """The diagonal of two dims in the place of the first, as a view."""
    return movedim(diagonal(x, 0, first, second), -1, first)


def _contracted(operands: list[Tensor], layout: _Layout) -> Tensor:
    """Operands in the common layout, two at a time from the left, each dim summed as soon as no other needs it."""
    counts, kept, rank = layout.counts, layout.kept, layout.rank
    result = operands[0]
    for other in operands[1:]:
        together: list[int] = []
        alone: tuple[list[int], list[int]] = [], []
        for dim in range(kept, rank):
            sizes = result._array.shape[dim], other._array.shape[dim]
            if 1 not in sizes:
                counts[dim] -= 1
                if counts[dim] == 1:
                    together.append(dim)
                    counts[dim] = 0
            elif counts[dim] == 1 and sizes != (1, 1):
                alone[0 if sizes[0] != 1 else 1].append(dim)
                counts[dim] = 0
        left, right = (sum(x, dims, True) if dims else x for x, dims in zip((result, other), alone, strict=True))
        result = _pair(left, right, together)
    if rank == kept:
        return result
    if len(operands) > 1:
        return view(result, result._array.shape[:kept])
    return sum(result, tuple(range(kept, rank)))


def _pair(left: Tensor, right: Tensor, summed: list[int]) -> Tensor:
    """The product of two operands of one layout, summed over dims that both have; these keep size 1."""
    if not summed:
        return mul(left, right)
    both: list[int] = []
    only_left: list[int] = []
    only_right: list[int] = []
    for dim, (n, m) in enumerate(zip(left._array.shape, right._array.shape, strict=True)):
        if dim not in summed:
            (only_right if n == 1 else only_left if m == 1 else both).append(dim)
    if only_left and only_right and only_right[-1] < only_left[0]:
        left, right, only_left, only_right = right, left, only_right, only_left

    def size(x: Tensor, dims: list[int]) -> int:
        return math.prod([x._array.shape[d] for d in dims])

    batch, terms = size(left, both), size(left, summed)
    rows, columns = size(left, only_left), size(right, only_right)
    product = bmm(
        reshape(permute(left, [*both, *only_left, *summed, *only_right]), batch, rows, terms),
        reshape(permute(right, [*both, *summed, *only_right, *only_left]), batch, terms, columns),
    )
    order = [*both, *only_left, *summed, *only_right]
    sizes = [1 if d in summed else (right if d in only_right else left)._array.shape[d] for d in order]
    return permute(view(product, tuple(sizes)), [order.index(d) for d in range(len(order))])
