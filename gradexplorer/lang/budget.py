"""What one evaluation may spend: time, turns of loops, and numbers that are alive or saved."""

from __future__ import annotations

import weakref
from collections.abc import Callable
from contextlib import suppress
from time import perf_counter
from typing import Any, Final

import numpy as np

from gradexplorer.lang.limits import LOOK_EVERY, TOTAL_ELEMENTS, TURNS

_SMALL: Final = 64
"""Up to so many numbers an array costs no more than the objects around it, which other bounds count."""


class Budget:
    """What one evaluation may still spend, shared by all its parts."""

    __slots__ = ("alive", "cancelled", "deadline", "elements", "inside", "saved", "turns", "unwatched")

    def __init__(self, seconds: float, cancelled: Callable[[], bool] | None, inside: bool = False) -> None:
        self.inside = inside
        """Whether folded constants are traced operation by operation."""
        self.deadline = perf_counter() + seconds
        self.cancelled = cancelled
        self.turns = TURNS
        """Turns of loops, each counted at every sample."""
        self.elements = TOTAL_ELEMENTS
        """Numbers in arrays that may still come to be alive or saved."""
        self.saved = 0
        """Numbers of `elements` that are saved for gradients."""
        self.unwatched = LOOK_EVERY
        """Numbers that may still be made before the clock is looked at."""
        self.alive: dict[int, weakref.ref[Any]] = {}
        """Arrays that are counted, by their identity, until nothing holds them any more."""

    def give_back(self, saved: int, turns: int) -> None:
        """Forget what was spent since these were saved and left: what was evaluated is dropped."""
        self.elements += self.saved - saved
        self.saved = saved
        self.turns = turns

    def keep(self, array: Any) -> None:
        """Count an array of the engine for as long as it is alive, views by what they look at."""
        while array.__class__ is np.ndarray and array.base is not None and array.base.__class__ is np.ndarray:
            array = array.base
        size, identity = array.size, id(array)
        if size <= _SMALL or identity in self.alive:
            return
        alive = self.alive

        def give_back(reference: object) -> None:
            del alive[identity]
            self.elements += size

        with suppress(TypeError):  # not every array library allows it: then it counts to the end
            alive[identity] = weakref.ref(array, give_back)
        self.elements -= size
