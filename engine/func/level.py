"""What every transform does: take arguments in, run the function on them, and hand out what came of it.

An argument enters as a tensor of its own, so that its derivative is not that of the same tensor elsewhere. What comes
out keeps a history only where somebody outside asks for its gradient.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

from engine.forward import Tape
from engine.func.trees import flatten
from engine.graph import numbers
from engine.modes import recorded, thread
from engine.ops.batch import is_batched, lift
from engine.ops.shape import alias
from engine.tensor import Tensor, wrap

Function = Callable[..., Any]
Arguments = int | tuple[int, ...]
"""Which of a function's arguments are meant."""


class Level:
    """One call of a transform: its arguments, once entered, and the number of the first node recorded after."""

    def __init__(self) -> None:
        self.asked = thread.state.grad_enabled and not thread.state.inference
        self.since = next(numbers)
        self.inputs: list[Tensor] = []

    def enter(self, x: Any) -> Tensor:
        """The argument as the function is given it, under recording."""
        if not isinstance(x, Tensor):
            raise ValueError(f"Thing passed to transform API must be Tensor, got {type(x)}")
        if x._value.dtype.kind != "f":
            raise RuntimeError("only Tensors of floating point dtype can require gradients")
        tracked = self.asked and x.requires_grad
        given = x
        for number, size, _ in thread.state.batched:  # each example has a derivative of its own
            if not is_batched(x._value, number):
                x = lift(x, level=number, size=size)
        if tracked:
            entered = alias(x) if x is given else x
        else:
            entered = wrap(x._value if x._value.ndim == 0 else x._array)
            entered._cell = given._cell
            entered._wants_grad = True
            entered._since = self.since
        self.inputs.append(entered)
        return entered

    def tape(self, outputs: Sequence[Tensor]) -> Tape:
        """The graph from the arguments to the outputs."""
        return Tape(outputs, self.inputs, self.since)

    def leave(self, x: Any, outer: bool | None = None) -> Any:
        """A result without the history that ends at the arguments; one that leads further, to `outer`, keeps it."""
        if not isinstance(x, Tensor) or not x.requires_grad:
            return x
        if self.asked and (self.tape([x]).outer if outer is None else outer):
            return x
        left = wrap(x._value)
        left._cell = x._cell
        return left


def chosen(args: tuple[Any, ...], argnums: Any) -> Any:
    """The arguments that `argnums` names, a tuple for a tuple. RuntimeError for what names none."""
    if isinstance(argnums, int):
        return args[_place(argnums, len(args))]
    if not isinstance(argnums, tuple):
        raise RuntimeError(f"argnums must be int or Tuple[int, ...], got: {type(argnums)}")
    places = tuple([_place(n, len(args)) for n in argnums])
    if not places:
        raise RuntimeError("argnums must be non-empty")
    if len(set(places)) != len(places):
        raise RuntimeError(f"argnums elements must be unique, got {places}")
    return tuple([args[n] for n in places])


def _place(argnum: Any, count: int) -> int:
    if not isinstance(argnum, int):
        raise RuntimeError(f"argnum must be int, got: {type(argnum)}")
    if not -count <= argnum < count:
        raise RuntimeError(f"Got argnum={argnum}, but only {count} positional inputs")
    return argnum % count


def replaced(args: tuple[Any, ...], argnums: Arguments, values: Any) -> tuple[Any, ...]:
    """The arguments with those that `argnums` names replaced."""
    new = list(args)
    pairs = [(argnums, values)] if isinstance(argnums, int) else zip(argnums, values, strict=True)
    for place, value in pairs:
        new[place] = value
    return tuple(new)


class Called(NamedTuple):
    """One call of a function at a level of its own, the structure of what it is differentiated by, and its results."""

    level: Level
    structure: Any
    output: Any
    aux: Any


def called(
    func: Function, args: tuple[Any, ...], kwargs: dict[str, Any], argnums: Arguments, has_aux: bool, what: str
) -> Called:
    """Call `func` with the arguments that `argnums` names entered into a new level."""
    level = Level()
    inputs, structure = flatten(chosen(args, argnums))
    with recorded():
        entered = structure.build([level.enter(x) for x in inputs])
        output = func(*replaced(args, argnums, entered), **kwargs)
    return Called(level, structure, *split_aux(output, has_aux, what))


def split_aux(output: Any, has_aux: bool, what: str) -> tuple[Any, Any]:
    """What the function returned, and what it returned besides."""
    if not has_aux:
        return output, None
    if not (isinstance(output, tuple) and len(output) == 2):
        raise RuntimeError(f"{what}: output of function f should be a tuple: (output, aux) if has_aux is True")
    return output


def tensors_of(output: Any, what: str) -> tuple[list[Tensor], Any]:
    """The results, which must be tensors, and their structure. RuntimeError for anything else."""
    results, structure = flatten(output)
    if not results or (len(results) == 1 and results[0] is None):
        raise RuntimeError(f"{what}: Expected f to be a function that has non-empty output (got output = {results})")
    for y in results:
        if not isinstance(y, Tensor):
            raise RuntimeError(f"{what}: expected f(*primals) to return only tensors, got unsupported type {type(y)}")
    return results, structure


def recording(level: Level, tape: Tape, given: Sequence[Any]) -> bool:
    """Whether somebody may ask for derivatives of what follows from the tape and the tensors `given`."""
    return thread.state.grad_enabled and (tape.outer or any([x is not None and x.requires_grad for x in given]))
