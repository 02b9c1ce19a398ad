"""What is computed at the pinned points: value, slope and kink of each curve at a place of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Hashable, Mapping, Sequence
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
        self._shown: tuple[tuple[int, Touch | None], ...] = ()
        self._touch_cost: dict[Same, float] = {}

    def touch(self, index: int) -> Touch | None:
        """Pinned point `index` of the document: as it is, or, while that is under way, as it was.

        None where its line is no function of one variable, or has no single value there.
        """
        item, found = self._shown[index] if index < len(self._shown) else (None, None)
        return found if item == self.document.pins[index].item else None

    def pinnable(self, item: int) -> tuple[Function, str] | None:
        """The function that a point can be pinned to, and its one component; None where the item has none."""
        entry = self.reading.sheet.entries.get(item)
        if entry is None or entry.function is None or entry.kind == "value":
            return None
        names = Components.of(entry.function, coordinates(self.document, entry.function)).names
        return (entry.function, names[0]) if len(names) == 1 else None

    def _ask_pins(self) -> None:
        """At once where that is known to be quick, so that a drag follows the hand."""
        pins = self.document.pins
        functions = {item: self.pinnable(item) for item in {pin.item for pin in pins}}
        wanted: dict[Hashable, tuple[Function, float]] = {}
        keys: list[Hashable | None] = []
        for pin in pins:
            found = functions[pin.item]
            key = None if found is None else (self._key(found[0]), repr(pin.x))
            if found is not None:
                wanted[key] = found[0], pin.x
            keys.append(key)
        self._touches = {key: found for key, found in self._touches.items() if key in wanted}
        missing = {key: place for key, place in wanted.items() if key not in self._touches}
        if not missing:
            self._drop("pins")
            self._show_pins(keys)
            return
        known = (self._touch_cost.get(Same(function.compiled), math.inf) for function, _ in missing.values())
        work = self._touching(missing)
        if sum(known) > QUICK_MS:
            if [item for item, _ in self._shown] != [pin.item for pin in pins]:
                self._show_pins(keys)  # what is known stays with its own
            self._submit("pins", tuple(missing), work, lambda found: self._take_pins(keys, missing, found))
        else:
            self._drop("pins")
            self._take_pins(keys, missing, work(None))

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

    def _take_pins(
        self, keys: Sequence[Hashable], missing: Mapping[Hashable, tuple[Function, float]], found: Answers
    ) -> None:
        if len(self._touch_cost) > MOST_COSTS:
            self._touch_cost.clear()
        for key, (touched, cost) in found.items():
            self._touch_cost[Same(missing[key][0].compiled)] = cost
            self._touches[key] = touched
        self._asked.pop("pins", None)
        self._show_pins(keys)

    def _show_pins(self, keys: Sequence[Hashable]) -> None:
        """Show what is known of the document's pinned points, asked for by `keys`."""
        pins = zip(self.document.pins, keys, strict=True)
        shown = tuple((pin.item, self._touches.get(key)) for pin, key in pins)
        if shown != self._shown:
            self._shown = shown
            self.pinsChanged.emit()
