"""One evaluation under way: its values, its sample axis, its bounds, and the errors it can raise."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from time import perf_counter
from typing import Any, Final, TypeAlias

import numpy as np

from gradexplorer.lang.bridge import Tensor, engine, number, raw, shape_of, size_of
from gradexplorer.lang.budget import Budget
from gradexplorer.lang.errors import LangError, TooMuch
from gradexplorer.lang.limits import ARRAY_ELEMENTS, LOOK_EVERY, NODE, TOTAL_ELEMENTS, TURNS
from gradexplorer.lang.tree import Column, Constant, Name, Node, Number

Array: TypeAlias = Any
"""A Tensor. The engine binds its methods at import, out of a type checker's sight, so this says it for people."""

Value: TypeAlias = Any
"""An Array, a float (a constant) or an int (the counter of a series)."""

Locals: TypeAlias = Mapping[str, Value]
Evaluate: TypeAlias = Callable[["Run", Locals], Value]
Trace: TypeAlias = Callable[[Node, Tensor], None]


FAILURES: Final = (RuntimeError, ValueError, IndexError, TypeError, MemoryError)
"""What the engine raises where shapes or indices do not fit."""

_FEWER: Final = "use fewer terms, turns or entries"

_LEAVES: Final = frozenset({Name, Number, Constant, Column})


class Place:
    """A node's place in its text, to raise errors from."""

    __slots__ = ("node", "text")

    def __init__(self, node: Node, text: str) -> None:
        self.node = node
        self.text = text

    def error(self, message: str, hint: str | None = None) -> LangError:
        """A LangError at this place."""
        return LangError(message, self.node.span, self.text, hint)

    def too_much(self, message: str) -> TooMuch:
        """A TooMuch at this place."""
        return TooMuch(message, self.node.span, self.text, _FEWER)


class Run:
    """The values of names, and how they are to be read.

    Args:
        values: every global name's Tensor. With `samples` 1 the last axis of all but 0-d tensors is the sample axis,
            of size `count` or 1.
        samples: 0 or 1, the number of sample axes.
        arrays: whether vectors may occur, so that sizes are to be checked before each operation.
    """

    __slots__ = (
        "arrays",
        "budget",
        "cache",
        "count",
        "device",
        "dtype",
        "grown",
        "places",
        "quick",
        "samples",
        "trace",
        "values",
    )

    def __init__(
        self,
        values: Mapping[str, Value],
        samples: int,
        count: int,
        dtype: Any,
        device: Any,
        arrays: bool,
        budget: Budget,
        trace: Trace | None,
    ) -> None:
        self.values = values
        self.samples = samples
        self.count = count
        self.places: np.ndarray[Any, Any] | None = None
        """The places of its samples among all those of the evaluation, in growing order; None where it has all."""
        self.dtype = dtype
        self.device = device
        self.arrays = arrays
        self.budget = budget
        self.trace = trace
        self.grown = _wants_grad(values) and engine.is_grad_enabled()
        """Whether operations save what their gradients need."""
        self.cache: dict[str, Value] = {}
        self.quick = trace is None and not arrays
        """Whether nothing is to be looked at in single operations."""

    def other(self, values: Mapping[str, Value], count: int | None = None) -> Run:
        """The same evaluation with other values, for instance on some of the samples."""
        new = Run.__new__(Run)
        new.values, new.samples, new.count = values, self.samples, self.count if count is None else count
        new.dtype, new.device, new.arrays, new.grown = self.dtype, self.device, self.arrays, self.grown
        new.budget, new.trace, new.cache, new.quick = self.budget, self.trace, {}, self.quick
        new.places = self.places
        return new

    def growing(self) -> Run:
        """The same evaluation where operations save what gradients need."""
        if self.grown:
            return self
        new = self.other(self.values)
        new.cache, new.grown = self.cache, True
        return new

    def on(self, places: np.ndarray[Any, Any], index: Array) -> Run:
        """The same evaluation on some of the samples: those at `places`, which are also the Tensor `index`."""
        new = self.other(Selected(self.values, index, self.count), places.size)
        new.places = places if self.places is None else self.places[places]
        new.cache = Selected(self.cache, index, self.count)
        return new

    def within(self, node: Node) -> Run:
        """The same evaluation inside a definition that `node` uses: what is traced there belongs to `node`."""
        outer = self.trace
        if outer is None:
            return self
        new = self.other(self.values)
        new.cache = self.cache
        new.trace = lambda inner, value: None if type(inner) in _LEAVES else outer(node, value)
        return new

    # ------------------------------------------------------------------------------------------ values

    def tensor(self, value: Value) -> Array:
        """A value as a Tensor; numbers become 0-d ones of the evaluation's dtype."""
        if isinstance(value, Tensor):
            return value
        if self.dtype is engine.float64 and (self.device is None or self.device.type == "cpu"):
            return number(value)
        return engine.tensor(float(value), dtype=self.dtype, device=self.device)

    def visible(self, value: Value) -> int:
        """How many axes of a value the language can see."""
        return max(value.ndim - self.samples, 0) if isinstance(value, Tensor) else 0

    def shape(self, value: Value) -> tuple[int, ...]:
        """The visible shape of a value."""
        if not isinstance(value, Tensor):
            return ()
        shape = shape_of(value)
        return shape[:-1] if self.samples and shape else shape

    def number(self, value: Value, place: Place, what: str) -> int:
        """A value that must be one whole number: an index, or a bound of a series.

        Raises LangError, and Differs where the samples have different numbers.
        """
        if isinstance(value, int):
            return value
        if isinstance(value, Tensor):
            array: Array = value
            if self.shape(array) or not array.numel():
                raise place.error(f"{what} must be one whole number")
            numbers = array.detach().cpu().numpy().reshape(-1)
            value = float(numbers[0])
            if numbers.size > 1 and not np.array_equal(numbers, np.full_like(numbers, value), equal_nan=True):
                raise Differs(self, numbers)
        if value != value or value in (float("inf"), float("-inf")) or value != int(value):
            raise place.error(f"{what} must be a whole number, not {value:g}")
        return int(value)

    # ------------------------------------------------------------------------------------------ bounds

    def look(self, place: Place) -> None:
        """Raises LangError when the time is over or the caller has cancelled."""
        budget = self.budget
        if perf_counter() > budget.deadline:
            raise place.error("this takes too long to evaluate, and was stopped", _FEWER)
        if budget.cancelled is not None and budget.cancelled():
            raise place.error("the evaluation was cancelled")

    def spend(self, operations: int, place: Place) -> None:
        """Count operations at all samples before they run; look at the clock when it is time.

        Raises TooMuch where their gradients would keep too much, and LangError where the time is over or the caller
        has cancelled.
        """
        budget = self.budget
        made = operations * self.count
        budget.unwatched -= made
        if budget.unwatched < 0:
            budget.unwatched = LOOK_EVERY
            self.look(place)
        if self.grown:
            self.save(made if self.count > NODE else operations * NODE, place)

    def save(self, size: int, place: Place) -> None:
        """Count numbers that gradients need. Raises TooMuch where they would be too many."""
        budget = self.budget
        budget.elements -= size
        budget.saved += size
        if budget.elements < 0:
            raise place.too_much(_KEPT)

    def room(self, size: int, place: Place) -> None:
        """Raises TooMuch where so many numbers more would be too many."""
        if size > self.budget.elements:
            raise place.too_much(_KEPT)

    def turn(self, place: Place) -> None:
        """Count one turn of a loop at all samples. Raises TooMuch beyond the bound."""
        self.budget.turns -= self.count
        if self.budget.turns < 0:
            most = max(1, min(TURNS, TOTAL_ELEMENTS // self.count))
            where = "" if self.count == 1 else f" at {self.count:,} points at once"
            raise place.too_much(f"this needs more than {most:,} turns in one evaluation{where}")
        self.look(place)

    def admit(self, size: int, place: Place) -> None:
        """Raises TooMuch where an array of this size would be too large, before it is made."""
        if size > ARRAY_ELEMENTS:
            message = f"this would make an array of {size:,} numbers; at most {ARRAY_ELEMENTS:,} are possible"
            raise place.too_much(message)
        self.room(size, place)

    def admit_like(self, value: Value, place: Place) -> None:
        """Raises TooMuch where one more array of the size of `value` would be too much."""
        if self.arrays:
            self.admit(size_of(value) if isinstance(value, Tensor) else 1, place)

    def after(self, node: Node, value: Value, place: Place) -> None:
        """What is done after an operation: trace it, look at the clock, count what is kept."""
        if self.trace is not None:
            self.trace(node, self.tensor(value))
            self.look(place)  # what the trace does takes longer than the operation
        if not self.arrays:
            self.spend(1, place)
            return
        self.look(place)
        if self.grown:
            self.save(NODE, place)
        if isinstance(value, Tensor):
            self.budget.keep(raw(value))
            self.room(0, place)

    def admit_pair(self, a: Value, b: Value, place: Place) -> None:
        """Raises LangError where two values do not fit together, or would make too large an array."""
        if not self.arrays:
            return
        left, right = self.shape(a), self.shape(b)
        if not left and not right and self.count == 1:
            return
        if left and right and left != right:
            try:
                left = np.broadcast_shapes(left, right)
            except ValueError:
                message = f"{_shown(left)} and {_shown(right)} do not fit together"
                raise place.error(message) from None
        size = self.count
        for length in left or right:
            size *= length
        self.admit(size, place)


_KEPT: Final = f"this would keep more than {TOTAL_ELEMENTS:,} numbers at the same time"


def _wants_grad(values: Mapping[str, Value]) -> bool:
    for value in values.values():  # noqa: SIM110  (a generator costs more than the loop)
        if isinstance(value, Tensor) and value.requires_grad:
            return True
    return False


def _shown(shape: tuple[int, ...]) -> str:
    return "×".join(map(str, shape)) if len(shape) != 1 else f"{shape[0]} entries"


def failure(error: Exception, place: Place) -> LangError:
    """What the engine said, as an error of the language."""
    if isinstance(error, RecursionError):
        raise error
    text = str(error).strip().split("\n")[0].rstrip(".")
    return place.error(f"this cannot be computed: {text}")


class Differs(Exception):
    """The samples of `run` have different `keys`, (count,) numbers, and must be evaluated by themselves for each key.

    So it is where an index, a bound or a shape is one at some samples and another at others.
    """

    def __init__(self, run: Run, keys: np.ndarray[Any, Any]) -> None:
        super().__init__()
        self.run = run
        self.keys = keys


def selected(value: Value, index: Array, count: int) -> Value:
    """A value, or the values of names, at some of `count` samples: those at `index`."""
    if isinstance(value, Tensor):
        if value.ndim and count > 1 and value.shape[-1] == count:
            return engine.index_select(value, -1, index)
    elif isinstance(value, dict):
        return {name: selected(part, index, count) for name, part in value.items()}
    elif hasattr(value, "at"):
        return value.at(index)
    return value


class Selected(dict[str, Any]):
    """The values of a mapping on some of the samples only, taken when first asked for."""

    source: Mapping[str, Value]
    index: Array
    count: int

    def __init__(self, source: Mapping[str, Value], index: Array, count: int) -> None:
        super().__init__()
        self.source, self.index, self.count = source, index, count
        if isinstance(source, Selected):  # one step from the whole, however often the samples are divided
            self.source, self.count = source.source, source.count
            self.index = engine.index_select(source.index, 0, index)

    def __missing__(self, name: str) -> Value:
        value = self[name] = selected(self.source[name], self.index, self.count)
        return value

    def get(self, name: str, default: Value = None) -> Value:
        """The value of a name, or `default`."""
        try:
            return self[name]
        except KeyError:
            return default


class Overlay(dict[str, Any]):
    """A mapping in which one name has another value."""

    def __init__(self, source: Mapping[str, Value], name: str, value: Value) -> None:
        super().__init__({name: value})
        self.source = source

    def __missing__(self, name: str) -> Value:
        return self.source[name]
