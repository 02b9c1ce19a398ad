"""Micro-steps: an optimizer's update part by part, each with its formula and its value before and after.

An optimizer writes its update once, as a generator of micro-steps; `step()` runs through it, `micro_steps()` hands it
out. The values are raw arrays until somebody asks, for most are thrown away.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import numpy as np

from engine import errors
from engine.backends import backend_of
from engine.dtypes import get_default_dtype
from engine.gradients import write
from engine.modes import caller, thread
from engine.tensor import Tensor, wrap

NUMBERS = ("step", "mu_product", "eta", "mu")
"""What in a parameter's state is a number, kept in the default dtype, and no tensor of the parameter's shape."""


class Micro(tuple[Any, ...]):
    """One part of an update; it cannot be changed.

    Attributes:
        name: what is done, in words: "decay the first moment".
        formula: the same as mathematics: "m ← β₁ m".
        parameter_index: the parameter's place among all of the optimizer's, None where it is about all of them.
        slot: what changes: "param", "grad", a name in the optimizer's state, or one of the update's own quantities.
    """

    __slots__ = ()

    def __new__(
        cls, name: str, formula: str, parameter_index: int | None, slot: str, before: Any, after: Any
    ) -> Micro:
        """`before` and `after` are raw values."""
        return tuple.__new__(cls, (name, formula, parameter_index, slot, before, after))

    name: str = property(itemgetter(0))  # type: ignore[assignment]
    formula: str = property(itemgetter(1))  # type: ignore[assignment]
    parameter_index: int | None = property(itemgetter(2))  # type: ignore[assignment]
    slot: str = property(itemgetter(3))  # type: ignore[assignment]

    @property
    def before(self) -> Any:
        """Its value before, a Tensor or a number, None where there was none; of a quantity that is not kept the value
        that it is made of.
        """
        return _shown(self[4])

    @property
    def after(self) -> Any:
        """Its value after."""
        return _shown(self[5])

    def __getnewargs__(self) -> tuple[Any, ...]:
        return tuple(self)

    def __repr__(self) -> str:
        change = f"{self.slot} of {self.parameter_index}: {self.before} → {self.after}"
        return f"Micro({self.name}: {self.formula}, {change})"


def _shown(value: Any) -> Any:
    """A raw value as a Tensor of its own memory, so that nobody changes the optimizer's state by it."""
    if not hasattr(value, "dtype"):
        return value
    return wrap(value if value.__class__ is not np.ndarray and not value.ndim else value.copy())


def raw(tensor: Tensor) -> Any:
    """A tensor's value, as a NumPy scalar where it has no dimensions, which is several times as fast."""
    value = tensor._value
    return value[()] if value.__class__ is np.ndarray and not value.ndim else value


def replace(tensor: Tensor, value: Any) -> None:
    """Let a tensor of the optimizer's own have another value; the old one stays as it is for whoever has it."""
    tensor._value = value
    tensor._cell[0] += 1


def move(parameter: Tensor, value: Any) -> None:
    """Write to a parameter's memory. RuntimeError for a tensor of inference mode outside of it, as in PyTorch."""
    special = parameter._special
    if special is not None and special.inference and not thread.state.inference:
        raise RuntimeError(errors.INFERENCE_IN_PLACE)
    write(parameter, value)
    parameter._cell[1:] = (caller(),)


class Update:
    """One parameter's update under way: what it is made of, and its micro-steps.

    Attributes:
        parameter: the parameter's present value, raw.
        gradient: its gradient's, after `weight_decay` and `maximize` where the optimizer applies them.
        group: the settings of its group.
        xp: its backend's namespace.
    """

    __slots__ = ("_given", "_index", "_state", "_tensor", "gradient", "group", "parameter", "xp")

    def __init__(self, tensor: Tensor, index: int, group: dict[str, Any], state: dict[str, Any]) -> None:
        self._tensor, self._index, self._state, self.group = tensor, index, state, group
        self.parameter, self.gradient = raw(tensor), raw(tensor._grad)  # type: ignore[arg-type]
        self._given = self.gradient
        self.xp = backend_of(self.parameter).xp

    def _own(self, value: Any) -> Any:
        """A value that nobody else writes to: `.grad` may be set to 0 in place."""
        return value.copy() if value is self._given and hasattr(value, "ndim") and value.ndim else value

    def slot(self, name: str, start: float = 0.0) -> Any:
        """A value of the parameter's state, raw; at the first time `start` everywhere."""
        kept = self._state.get(name)
        if kept is None:
            value = self.xp.full_like(self.parameter, start)
            kept = self._state[name] = wrap(value[()] if value.__class__ is np.ndarray and not value.ndim else value)
        return raw(kept)

    def has(self, name: str) -> bool:
        """Whether the parameter's state has such a value yet."""
        return name in self._state

    def begin(self, name: str, formula: str, slot: str, value: Any) -> Micro:
        """Give the state a value that it has not had yet, of memory of its own."""
        value = self._own(value)
        self._state[slot] = wrap(value)
        return Micro(name, formula, self._index, slot, None, value)

    def number(self, name: str, start: float) -> float:
        """One of the `NUMBERS` of the parameter's state, kept as a tensor without dimensions."""
        kept = self._state.get(name)
        if kept is None:
            kept = self._state[name] = wrap(get_default_dtype().numpy.type(start))
        return float(kept._value)

    def set_number(self, name: str, formula: str, slot: str, value: float) -> Micro:
        """Change a number of the state."""
        kept = self._state[slot]
        before = float(kept._value)
        replace(kept, kept._value.dtype.type(value))
        return Micro(name, formula, self._index, slot, before, float(kept._value))

    def set(self, name: str, formula: str, slot: str, value: Any) -> Micro:
        """Change a value of the state. `slot` must have been asked for before."""
        kept = self._state[slot]
        before, value = kept._value, self._own(value)
        replace(kept, value)
        return Micro(name, formula, self._index, slot, before, value)

    def say(self, name: str, formula: str, slot: str, after: Any, before: Any = None) -> Micro:
        """A quantity of this update alone, which is not kept, and what it is made of."""
        return Micro(name, formula, self._index, slot, before, after)

    def regrad(self, name: str, formula: str, value: Any) -> Micro:
        """Go on with another gradient; the parameter's own `.grad` stays as it is."""
        before, self.gradient = self._own(self.gradient), value
        return Micro(name, formula, self._index, "grad", before, value)

    def move(self, name: str, formula: str, value: Any) -> Micro:
        """Change the parameter."""
        before = self.parameter
        if hasattr(before, "ndim") and before.ndim:
            before = before.copy()
        move(self._tensor, value)
        self.parameter = raw(self._tensor)
        return Micro(name, formula, self._index, "param", before, value)

    def adjust(self, decoupled: float | None = None) -> Iterator[Micro]:
        """What comes before an update: `maximize` turns the gradient round, `weight_decay` pulls towards 0.

        The pull is part of the gradient, or of its own by the learning rate `decoupled`.
        """
        group = self.group
        if group.get("maximize"):
            yield self.regrad("go up instead of down", "g ← −g", -self.gradient)
        decay = group.get("weight_decay")
        if not decay:
            return
        if decoupled is None:
            yield self.regrad("add the weight decay", "g ← g + λ θ", self.gradient + decay * self.parameter)
        else:
            yield self.move("decay the weights", "θ ← (1 − η λ) θ", (1.0 - decoupled * decay) * self.parameter)

    def count(self) -> Iterator[Micro]:
        """Count the step: the state's "step", a number from 1 on."""
        yield self.set_number("count the step", "t ← t + 1", "step", self.number("step", 0.0) + 1.0)
