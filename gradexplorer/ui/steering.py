"""What a person does on a map besides dragging the point: turn the direction, choose the axes, move up and down."""

from __future__ import annotations

import math
from collections.abc import Callable

from PySide6.QtCore import QObject

from gradexplorer.compute import spacing
from gradexplorer.model import edits
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import tr

TURN = 5.0
"""Degrees that a key turns the direction by."""
KEY_PART, FINE_PART = 50, 200
"""An arrow key moves the point by this part of the view's span, with Alt by the second one."""


class Steering(QObject):
    """Turns an action on the map into an edit of the document or a change of its view."""

    def __init__(self, editor: Editor, science: Science) -> None:
        super().__init__()
        self.editor, self.science = editor, science

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Actions by name."""
        return {
            "equal-axes": lambda: self.editor.look(equal_axes=not self.editor.document.view.equal_axes),
            "next-axes": self.next_axes,
            "up": lambda: self.move_up(1),
            "down": lambda: self.move_up(-1),
            "up-far": lambda: self.move_up(10),
            "down-far": lambda: self.move_up(-10),
            "up-fine": lambda: self.move_up(1, fine=True),
            "down-fine": lambda: self.move_up(-1, fine=True),
        }

    # ------------------------------------------------------------------ direction

    def show_direction(self, on: bool) -> None:
        """Take the derivative along the first axis, where it is ∂f/∂x, or no more in any direction."""
        self.set_direction(0.0 if on else None)

    def set_direction(self, degrees: float | None, *, burst: bool = False) -> None:
        """Take the derivative in this direction."""
        had = self.editor.document.direction is not None
        label = tr("Hide direction") if degrees is None else tr("Turn direction") if had else tr("Show direction")
        merge = "direction" if burst else None
        self.editor.edit(lambda document: edits.set_direction(document, degrees), label, merge)

    def turn(self, way: int) -> None:
        """Turn the direction to the next multiple of five degrees, anticlockwise for 1."""
        degrees = self.editor.document.direction
        if degrees is None or self.science.dimension < 2:
            return
        steps = degrees / TURN
        step = math.floor(steps + 1e-9) + 1 if way > 0 else math.ceil(steps - 1e-9) - 1
        self.set_direction(TURN * step, burst=True)

    # ------------------------------------------------------------------ axes

    def set_axes(self, first: int, second: int) -> None:
        """Put these components on the axes; where both are the same one, the other axis takes the first's."""
        old = self.science.axes()
        if first == second:
            first, second = (old[1], second) if second == old[0] else (first, old[0])
        self.editor.look(axes=(first, second))

    def next_axes(self) -> None:
        """The next pair of components; with two of them they change places."""
        count = self.science.dimension
        if count < 2:
            return
        first, second = self.science.axes()
        pairs = [(a, b) for a in range(count) for b in range(a + 1, count)] if count > 2 else [(0, 1), (1, 0)]
        at = pairs.index((first, second)) if (first, second) in pairs else -1
        self.set_axes(*pairs[(at + 1) % len(pairs)])

    # ------------------------------------------------------------------ the point

    def move_up(self, steps: int, *, fine: bool = False) -> None:
        """Move the point by parts of the view's height along the second axis, in Explore."""
        components = self.science.components
        if components is None or self.science.dimension < 2 or self.editor.document.view.mode != "explore":
            return
        axis = self.science.axes()[1]
        limits, log = self.science.view_range[1], self.science.logs[1]
        at = float(components.flatten(self.science.present())[axis])
        target = spacing.moved(at, limits, steps / (FINE_PART if fine else KEY_PART), log)
        self.editor.move_component(components.names[axis], target, burst=True)
