"""Samples on their way through a program: where a condition holds for some of them only, they part, and meet again.

A `Lane` is some of the samples with the values that the program's names have there. Each statement takes one and gives
back those samples that go on to the next statement; what returns, breaks off or continues waits in the `Flow`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeAlias

import numpy as np
from msgspec import Struct, field

from gradexplorer.lang.bridge import engine
from gradexplorer.lang.run import Array, Place, Run, Value, selected
from gradexplorer.lang.samples import Samples, device, host, put_back


class Partial(Struct, frozen=True):
    """A name that has a value at some of `count` samples only: the samples of each part, and its value there."""

    parts: tuple[tuple[Samples, Value], ...]
    count: int

    def at(self, index: Array) -> Partial | Value:
        """The name at some of its samples; its plain value where it has one at all of them."""
        places = host(index)
        kept: list[tuple[Samples, Value]] = []
        for own, value in self.parts:
            _, first, second = np.intersect1d(own, places, assume_unique=True, return_indices=True)
            if first.size:
                kept.append((second, (value, own, first)))
        parts = tuple((there, _taken(*taken)) for there, taken in kept)
        if len(parts) == 1 and parts[0][0].size == places.size:
            return parts[0][1]
        return Partial(parts, int(places.size))


def _taken(value: Value, own: Samples, chosen: Samples) -> Value:
    return value if own.size == chosen.size else selected(value, engine.from_numpy(chosen), own.size)


class Lane:
    """Some of the samples: the run on them, the values of names there, and their places among all (None: all)."""

    __slots__ = ("names", "places", "run")

    def __init__(self, run: Run, names: dict[str, Value], places: Samples | None) -> None:
        self.run = run
        self.names = names
        self.places = places

    def only(self, places: Samples) -> Lane:
        """The lane at some of its samples."""
        places = places.astype(np.int64, copy=False)
        index = device(self.run, places)
        run = self.run.on(places, index)
        count = self.run.count
        names = {name: selected(value, index, count) for name, value in self.names.items()}
        return Lane(run, names, places if self.places is None else self.places[places])

    def where(self, other: Lane) -> Samples:
        """The places of the samples of `other`, which come from here, among those of this lane."""
        if other.places is None:
            return np.arange(self.run.count)
        return other.places if self.places is None else np.searchsorted(self.places, other.places)

    def split(self, mask: Array, place: Place) -> tuple[Lane | None, Lane | None]:
        """The samples at which `mask` holds, and the others. Raises LangError where it is no single truth."""
        if self.run.shape(mask):
            raise place.error("a condition must be one number, not a vector", "write (…).all() or compare entries")
        true = host(mask)
        if true.all():
            return self, None
        if not true.any():
            return None, self
        return self.only(np.flatnonzero(true)), self.only(np.flatnonzero(~true))

    def join(self, parts: list[Lane], names: Iterable[str]) -> Lane | None:
        """The samples of `parts`, which all come from here; `names` may have got new values on the way.

        Raises Differs where a name has values of different shapes.
        """
        if len(parts) < 2:
            return parts[0] if parts else None
        places = [self.where(part) for part in parts]
        every = np.sort(np.concatenate(places))
        if every.size == self.run.count:
            whole = Lane(self.run, dict(self.names), self.places)
        else:
            whole = self.only(every)
            places = [np.searchsorted(every, own) for own in places]
        for name in names:
            found = [(own, part.names[name]) for own, part in zip(places, parts, strict=True) if name in part.names]
            if found:
                whole.names[name] = together(whole.run, found)
            else:
                whole.names.pop(name, None)
        return whole


def together(run: Run, parts: list[tuple[Samples, Value]]) -> Value:
    """One value from those at parts of the samples; a Partial where some samples have none."""
    plain: list[tuple[Samples, Value]] = []
    for own, value in parts:
        if isinstance(value, Partial):
            plain += [(own[inner], part) for inner, part in value.parts]
        else:
            plain.append((own, value))
    if sum(own.size for own, _ in plain) < run.count:
        return Partial(tuple(plain), run.count)
    first = plain[0][1]
    if first.__class__ in (int, float) and all(v.__class__ is first.__class__ and v == first for _, v in plain):
        return first
    return put_back(run, plain)


class Flow(Struct):
    """Where samples wait that have left the way: returned with a value, broken off a loop, or on to its next turn."""

    returned: list[tuple[Samples | None, Value]] = field(default_factory=list)
    broken: list[Lane] = field(default_factory=list)
    continued: list[Lane] = field(default_factory=list)


Step: TypeAlias = Callable[[Lane, Flow], "Lane | None"]


def follow(steps: Iterable[Step], lane: Lane | None, flow: Flow) -> Lane | None:
    """Take a lane through statements, one after another; the samples that come out at the end, if any do."""
    for step in steps:
        if lane is None:
            return None
        lane = step(lane, flow)
    return lane
