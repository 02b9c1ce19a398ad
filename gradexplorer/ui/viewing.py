"""What actions do to the view: panning, boxes, limits, scales, ticks, back and forth, the cross-hair."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject

from gradexplorer.model.document import View
from gradexplorer.ui.limits_dialog import LimitsDialog
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

PART = 10
"""A key pans by this part of the view."""
TOLD_MS = 6000


class Viewing(QObject):
    """Changes fields of the document's view, or moves the plot in front, which writes its ranges down itself."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        for plot in (window.curve, window.contour):
            plot.limited.connect(self._stopped)
        window.views.changed.connect(self.refresh)
        window.editor.changed.connect(lambda *_: self.refresh())
        window.editor.replaced.connect(self.refresh)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Actions by name."""
        hair = self.window.crosshair.move
        return {
            "pan-left": lambda: self.pan(-1, 0),
            "pan-right": lambda: self.pan(1, 0),
            "pan-up": lambda: self.pan(0, -1),
            "pan-down": lambda: self.pan(0, 1),
            "zoom-box": self.box,
            "limits": self.ask_limits,
            "view-back": lambda: self.window.views.go(-1),
            "view-forth": lambda: self.window.views.go(1),
            "log-x": partial(self.turn, "x_scale", "log"),
            "log-y": partial(self.turn, "y_scale", "log"),
            "pi-x": partial(self.turn, "x_ticks", "pi"),
            "pi-y": partial(self.turn, "y_ticks", "pi"),
            "crosshair": self.turn_crosshair,
            "hair-left": lambda: hair(-1, 0),
            "hair-right": lambda: hair(1, 0),
            "hair-up": lambda: hair(0, 1),
            "hair-down": lambda: hair(0, -1),
        }

    def refresh(self) -> None:
        """Tick what is on, grey what leads nowhere."""
        actions, view = self.window.actions_, self._view
        for axis in ("x", "y"):
            actions[f"log-{axis}"].setChecked(getattr(view, f"{axis}_scale") == "log")
            actions[f"pi-{axis}"].setChecked(getattr(view, f"{axis}_ticks") == "pi")
        actions["crosshair"].setChecked(view.crosshair)
        no_axes = tr("Only over a curve or a map.") if view.mode == "graph" else ""
        for name in ("limits", "zoom-box", "pan-left", "pan-right", "pan-up", "pan-down"):
            actions.allow(name, no_axes)
        for name in ("hair-left", "hair-right", "hair-up", "hair-down"):
            actions.allow(name, no_axes or ("" if view.crosshair else tr("The cross-hair is off. Switch it on first.")))
        views = self.window.views
        actions.allow("view-back", "" if views.can(-1) else tr("There is no view before this one."))
        actions.allow("view-forth", "" if views.can(1) else tr("There is no view after this one."))

    @property
    def _view(self) -> View:
        return self.window.editor.document.view

    def _plot(self) -> Any:
        """The curve or the map, None while the graph is in front."""
        plot = self.window.shown_plot()
        return None if plot is self.window.graph else plot

    def pan(self, right: int, down: int) -> None:
        """Move the view by a part of it."""
        plot = self._plot()
        if plot is not None:
            plot.taken.emit()
            frame = plot.frame_now()
            plot.pan(right * frame.width / PART, down * frame.height / PART)

    def box(self) -> None:
        """The next drag on the plot draws a box."""
        plot = self._plot()
        if plot is not None:
            plot.set_boxing(True)
            self._say(tr("Draw a box with the mouse; Esc leaves it. Typed limits: L."))

    def turn(self, field: str, on: str) -> None:
        """A scale or a kind of ticks on, or off again."""
        plot = self._plot()
        if plot is not None:
            plot.taken.emit()
        usual = getattr(View(), field)
        self.window.editor.look(**{field: usual if getattr(self._view, field) == on else on})

    def turn_crosshair(self) -> None:
        """The cross-hair on or off."""
        self.window.editor.look(crosshair=not self._view.crosshair)
        self.window.crosshair.show()

    def ask_limits(self) -> None:
        """Show the limits, to be typed."""
        plot = self._plot()
        if plot is None:
            return
        names, (x_range, y_range), view = plot.grid.names, plot.ranges(), self._view
        rows = {
            "x": (names[0] or "x", x_range, view.x_scale, view.x_ticks),
            "y": (names[1] or "y", y_range, view.y_scale, view.y_ticks),
        }
        dialog = LimitsDialog(rows, self.window)
        dialog.taken.connect(lambda changes: self._take(plot, changes))
        dialog.open()

    def _take(self, plot: Any, changes: dict[str, Any]) -> None:
        plot.taken.emit()
        self.window.editor.look(**changes)
        self.window.ranges.show()

    def _stopped(self, outwards: bool) -> None:
        self._say(
            tr("The view ends here: it reaches to ±10¹² at most.")
            if outwards
            else tr("No closer: numbers of 64 bits can hardly be told apart here.")
        )

    def _say(self, text: str) -> None:
        self.window.statusBar().showMessage(text, TOLD_MS)
