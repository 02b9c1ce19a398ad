"""What is computed at the pinned points: value, slope and kink of each curve at a place of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from time import perf_counter
from typing import Any

from PySide6.QtCore import Signal

from gradexplorer.compute.components import Components
from gradexplorer.compute.touch import Touch, touch
from gradexplorer.lang import Function, LangError
from gradexplorer.model.reading import coordinates
from gradexplorer.ui.asking import Same
from gradexplorer.ui.closeup import Closeup

QUICK_MS = 4.0
"""Pinned points that took less than this together are evaluated on the GUI thread the next time; others by a job."""
MOST_COSTS = 64

Answers = Mapping[Hashable, tuple[Touch | None, float]]
"""What was found for a request, None where there is no single value, and the milliseconds it took."""


class Pinned(Closeup):
    """Asks for what is new among the pinned points, and keeps what is known of the others."""

    pinsChanged = Signal()

    def _forget(self) -> None:
        super()._forget()
        self._touches: dict[Hashable, Touch | None] = {}
        self._last: dict[tuple[int, int], Touch | None] = {}
        self._touch_cost: dict[Same, float] = {}

    def touch(self, index: int) -> Touch | None:
        """Pinned point `index` of the document: as it is, or, while that is under way, as it was.

        None where its function has no value there, and where its line is no function of one variable.
        """
        pin = self.document.pins[index]
        found = self.pinnable(pin.item)
        if found is None:
            return None
        key = self._touch_key(found[0], pin.x)
        return self._touches[key] if key in self._touches else self._last.get((index, pin.item))

    def pinnable(self, item: int) -> tuple[Function, str] | None:
        """The function that a point can be pinned to, and its one component; None where the item has none."""
        entry = self.reading.sheet.entries.get(item)
        if entry is None or entry.function is None or entry.kind == "value":
            return None
        names = Components.of(entry.function, coordinates(self.document, entry.function)).names
        return (entry.function, names[0]) if len(names) == 1 else None

    def _touch_key(self, function: Function, x: float) -> Hashable:
        return self._key(function), repr(x)

    def _ask_pins(self) -> None:
        """At once where that is known to be quick, so that a drag follows the hand."""
        wanted: dict[Hashable, tuple[Function, float]] = {}
        for pin in self.document.pins:
            found = self.pinnable(pin.item)
            if found is not None:
                wanted[self._touch_key(found[0], pin.x)] = found[0], pin.x
        self._touches = {key: found for key, found in self._touches.items() if key in wanted}
        missing = {key: place for key, place in wanted.items() if key not in self._touches}
        if not missing:
            self._drop("pins")
            self._store_pins({})
            return
        known = (self._touch_cost.get(Same(function.compiled), math.inf) for function, _ in missing.values())
        work = self._touching(missing)
        if sum(known) > QUICK_MS:
            self._submit("pins", tuple(missing), work, lambda found: self._take_pins(missing, found))
        else:
            self._drop("pins")
            self._take_pins(missing, work(None))

    def _touching(self, missing: Mapping[Hashable, tuple[Function, float]]) -> Callable[[Any], Answers]:
        lines = {key: (self.line(function), x) for key, (function, x) in missing.items()}

        def work(cancelled: Callable[[], bool] | None) -> Answers:
            found: dict[Hashable, tuple[Touch | None, float]] = {}
            for key, (line, x) in lines.items():
                begun = perf_counter()
                try:
                    touched = touch(replace(line, cancelled=cancelled), x)
                except LangError:  # the line itself says what is wrong
                    touched = None
                found[key] = touched, 1e3 * (perf_counter() - begun)
            return found

        return work

    def _take_pins(self, missing: Mapping[Hashable, tuple[Function, float]], found: Answers) -> None:
        if len(self._touch_cost) > MOST_COSTS:
            self._touch_cost.clear()
        for key, (_, cost) in found.items():
            self._touch_cost[Same(missing[key][0].compiled)] = cost
        self._asked.pop("pins", None)
        self._store_pins({key: touched for key, (touched, _) in found.items()})

    def _store_pins(self, found: Mapping[Hashable, Touch | None]) -> None:
        self._touches |= found
        last = {(index, pin.item): self.touch(index) for index, pin in enumerate(self.document.pins)}
        if last != self._last or found:
            self._last = last
            self.pinsChanged.emit()
