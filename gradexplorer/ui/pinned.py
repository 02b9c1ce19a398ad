"""What is computed at the pinned points: value, slope and kink of each curve at a place of its own."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Mapping
from typing import Any

from msgspec.structs import replace
from PySide6.QtCore import Signal

from gradexplorer.compute.components import Components
from gradexplorer.compute.touch import Touch, touch
from gradexplorer.lang import Function, LangError
from gradexplorer.model.reading import coordinates
from gradexplorer.model.same import Same
from gradexplorer.ui.closeup import Closeup

Answers = Mapping[Hashable, Touch | None]
"""What was found for each request; None where there is no single value."""


class Pinned(Closeup):
    """Asks for what is new among the pinned points, and keeps what is known of the others."""

    pinsChanged = Signal()

    def _forget(self) -> None:
        super()._forget()
        self._touches: dict[Hashable, Touch | None] = {}
        self._shown: tuple[tuple[int, Touch | None], ...] = ()
        self._placed: tuple[tuple[int, Hashable], ...] = ()
        """Each pinned point as it was asked for last: its item, and what `_touches` knows it by."""

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
        self._placed = tuple(zip((pin.item for pin in pins), keys, strict=True))
        self._touches = {key: found for key, found in self._touches.items() if key in wanted}
        missing = {key: place for key, place in wanted.items() if key not in self._touches}
        if not missing:
            self.drop("pins")
            self._show_pins()
            return
        costs = [Same(function.compiled) for function, _ in missing.values()]
        self.follow("pins", tuple(missing), costs, self._touching(missing), self._take_pins)
        if [item for item, _ in self._shown] != [item for item, _ in self._placed]:
            self._show_pins()  # while the others are under way, what is known stays with its own

    def _touching(self, missing: Mapping[Hashable, tuple[Function, float]]) -> Callable[[Any], Answers]:
        lines = {key: (self.line(function), x) for key, (function, x) in missing.items()}

        def work(cancelled: Callable[[], bool] | None) -> Answers:
            found: dict[Hashable, Touch | None] = {}
            for key, (line, x) in lines.items():
                try:
                    found[key] = touch(replace(line, cancelled=cancelled), x)
                except LangError:  # the line itself says what is wrong
                    found[key] = None
            return found

        return work

    def _take_pins(self, found: Answers, _: float) -> None:
        self._touches.update(found)
        self._show_pins()

    def _show_pins(self) -> None:
        """Show what is known of the pinned points."""
        shown = tuple((item, self._touches.get(key)) for item, key in self._placed)
        if shown != self._shown:
            self._shown = shown
            self.pinsChanged.emit()
