"""Straight-line arithmetic as a tape: steps that each take one or two slots and fill one.

`sin(x)^2 + 3x` needs no decision between its operations, so that they stand in a row instead of in calls within calls.
Slots 0 to 2 hold the run, the local values and the global ones; then come literals and what the steps make. A part that
is no arithmetic (a condition, a series, a call of a definition) is one step, from the run and the local values.

A plain evaluation walks `steps`. One that is traced or has arrays walks `script`: the same operations, with the place
of each, the leaves told to the trace, and the shapes looked at before an operation.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from operator import getitem
from typing import TYPE_CHECKING, Final, NamedTuple, TypeAlias

from gradexplorer.lang.limits import LOOK_EVERY
from gradexplorer.lang.run import FAILURES, Evaluate, Locals, Place, Run, Value, failure
from gradexplorer.lang.tree import Node

if TYPE_CHECKING:
    from gradexplorer.lang.compile import Compiled, Compiler

_RUN: Final = 0
_LOCALS: Final = 1
_GLOBALS: Final = 2
_UNREAD: Final = object()

Step: TypeAlias = "tuple[Callable[..., Value], int, int | None, int]"
"""A function, the slots of its first and second operand, and the slot that its value goes to."""


Mark: TypeAlias = tuple[int, int]
"""How many steps, and how many of the script, are written."""


class Operand(NamedTuple):
    """What a part of the formula comes to: its slot, and what is known of it before it is evaluated.

    `tensor`: it is a Tensor, whatever happens; else it may be a number. `own`: the slot is free after its use.
    """

    slot: int
    tensor: bool
    own: bool
    constant: bool
    rank: int

    @property
    def number(self) -> bool:
        """Whether it is a literal, and so a number for certain."""
        return not (self.tensor or self.own)


class Work(NamedTuple):
    """An operation, for those who look at each one.

    `node` makes the node that the trace is told of, where that is not the one at `place`. `alike`: the operands'
    shapes must fit each other.
    """

    place: Place
    node: Callable[[], Node] | None = None
    alike: bool = True


class Writer:
    """Writes the tape of one formula. `local` are the arguments and counters known in it."""

    def __init__(self, compiler: Compiler, local: frozenset[str]) -> None:
        self.compiler = compiler
        self.local = local
        self.slots: list[Value] = [None, None, None]
        self.steps: list[Step] = []
        self.script: list[tuple[Step, Work | None]] = []
        self.free: list[int] = []
        self.names: dict[str | None, int] = {}
        """Global names that are read once, with the slots that keep them."""
        self.run = Operand(_RUN, tensor=False, own=False, constant=True, rank=0)

    def slot(self, value: Value = None) -> int:
        """A slot that holds `value` from the start, or one that a step fills."""
        if value is None and self.free:
            return self.free.pop()
        self.slots.append(value)
        return len(self.slots) - 1

    def part(self, compiled: Compiled) -> Operand:
        """An operand that is compiled by itself: a literal, a name, or a part that is no arithmetic."""
        literal, name = compiled.literal, compiled.name
        first = name is not None and name not in self.names
        if first:
            self.names[name] = self.slot(_UNREAD)
        into = self.slot(literal) if name is None else self.names[name]
        step: Step = (compiled.evaluate, _RUN, _LOCALS, into)
        if first:
            self.steps.append((getitem, _GLOBALS, self.slot(name), into))
        elif name is None and literal is None:
            self.steps.append(step)
        self.script.append((step, None))  # the trace is told of every place
        own = name is None and literal is None
        return Operand(into, name is not None, own, compiled.constant, compiled.rank)

    def apply(self, function: Callable[..., Value], operands: tuple[Operand, ...], work: Work | None) -> Operand:
        """The value of a function of one or two operands; without `work` it is no operation of the formula."""
        self.free.extend(operand.slot for operand in operands if operand.own)
        into = self.slot()
        second = operands[1].slot if len(operands) > 1 else None
        step: Step = (function, operands[0].slot, second, into)
        self.steps.append(step)
        self.script.append((step, work))
        constant = all(operand.constant for operand in operands)
        return Operand(into, True, True, constant, max(operand.rank for operand in operands))

    def lifted(self, operand: Operand) -> Operand:
        """The operand as a Tensor."""
        if operand.tensor:
            return operand
        if operand.own:
            self.free.append(operand.slot)
        into = self.slot()
        step: Step = (_lift, operand.slot, _RUN, into)
        self.steps.append(step)
        self.script.append((step, None))
        return operand._replace(slot=into, tensor=True, own=True)

    def mark(self) -> Mark:
        """Where the tape is now, for `fold`."""
        return len(self.steps), len(self.script)

    def fold(
        self, begin: Mark, end: Mark, operand: Operand, place: Place, wrap: Callable[[Evaluate], Evaluate]
    ) -> Operand:
        """One step instead of those from `begin` to `end`, which make `operand`; `wrap` gets them ready to evaluate."""
        steps, script = self.steps[begin[0] : end[0]], self.script[begin[1] : end[1]]
        step: Step = (wrap(_evaluation(self.slots, steps, script, operand.slot, place)), _RUN, _LOCALS, operand.slot)
        self.steps[begin[0] : end[0]] = [step]
        self.script[begin[1] : end[1]] = [(step, None)]
        return operand._replace(tensor=False)

    def whole(self, operand: Operand, place: Place) -> Evaluate:
        """The tape, ready to evaluate; `operand` is its value."""
        return _evaluation(self.slots, self.steps, self.script, operand.slot, place)


def _lift(value: Value, run: Run) -> Value:
    return run.tensor(value)


def _evaluation(
    template: list[Value], steps: list[Step], script: list[tuple[Step, Work | None]], result: int, place: Place
) -> Evaluate:
    length = len(steps)

    def evaluate(run: Run, values: Locals) -> Value:
        slots = template.copy()
        slots[_RUN], slots[_LOCALS], slots[_GLOBALS] = run, values, run.values
        if not run.quick:
            _with_looks(run, slots, script)
            return slots[result]
        try:
            for some in (steps,) if length * run.count <= LOOK_EVERY else _pieces(steps, run, len(slots), place):
                run.spend(len(some), place)
                for function, first, second, into in some:
                    slots[into] = function(slots[first]) if second is None else function(slots[first], slots[second])
        except FAILURES as error:
            raise failure(error, place) from error
        return slots[result]

    return evaluate


def _pieces(steps: list[Step], run: Run, slots: int, place: Place) -> Iterable[list[Step]]:
    """The steps in pieces short enough that the clock is looked at often enough, if there is room for their values."""
    run.room(slots * run.count, place)
    size = max(1, LOOK_EVERY // run.count)
    return (steps[start : start + size] for start in range(0, len(steps), size))


def _with_looks(run: Run, slots: list[Value], script: list[tuple[Step, Work | None]]) -> None:
    for (function, first, second, into), work in script:
        if work is None:
            slots[into] = function(slots[first], slots[second])  # type: ignore[index]
            continue
        place = work.place
        try:
            if second is None:
                run.admit_like(slots[first], place)
                value = function(slots[first])
            else:
                if work.alike:
                    run.admit_pair(slots[first], slots[second], place)
                value = function(slots[first], slots[second])
        except FAILURES as error:
            raise failure(error, place) from error
        slots[into] = value
        run.after(place.node if run.trace is None or work.node is None else work.node(), value, place)
