"""What actions do: modes, playhead, stepping, moving the point, zooming, switches."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from PySide6.QtCore import QObject, Signal

from gradexplorer.compute import spacing
from gradexplorer.model import edits
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.pinning import Pinning
from gradexplorer.ui.player import Player
from gradexplorer.ui.present.places import snaps
from gradexplorer.ui.science import Science
from gradexplorer.ui.steering import FINE_PART, KEY_PART, Steering
from gradexplorer.ui.switches import named, shown, switches
from gradexplorer.ui.text import tr

ZOOM = 1.4


class Conductor(QObject):
    """Turns an action into an edit of the document or a change of its view."""

    fitWanted = Signal()
    """The view is to be fitted to curves that are on their way."""

    def __init__(self, editor: Editor, science: Science, player: Player, plot: Callable[[], Any]) -> None:
        super().__init__()
        self.editor, self.science, self.player = editor, science, player
        self.pinning = Pinning(editor, science, self)
        self.steering = Steering(editor, science)
        self.plot = plot
        player.advanced.connect(self.advance)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Actions by name."""
        return {
            "explore": lambda: self.set_mode("explore"),
            "descend": lambda: self.set_mode("descend"),
            "graph": lambda: self.set_mode("graph"),
            "toggle-graph": lambda: self.set_mode("explore" if self.mode == "graph" else "graph"),
            "play": self.play,
            "forward": lambda: self.go(1),
            "back": lambda: self.go(-1),
            "forward-far": lambda: self.go(10),
            "back-far": lambda: self.go(-10),
            "forward-fine": lambda: self.go(1, fine=True),
            "back-fine": lambda: self.go(-1, fine=True),
            "first": lambda: self.seek(0),
            "last": lambda: self.seek(self.last),
            "restart": self.restart,
            "next-place": lambda: self.go_to_place(1),
            "previous-place": lambda: self.go_to_place(-1),
            "second-right": lambda: self.nudge_second(1) if self.science.dimension < 2 else self.steering.turn(-1),
            "second-left": lambda: self.nudge_second(-1) if self.science.dimension < 2 else self.steering.turn(1),
            "zero-grad": self.toggle_zero_grad,
            **{each.action: partial(self.toggle_show, each.name) for each in switches()},
            "guess": self.toggle_guess,
            "reveal": lambda: self.set_revealed(not self.editor.document.revealed),
            **self.pinning.handlers(),
            **self.steering.handlers(),
            "zoom-in": lambda: self.zoom(ZOOM),
            "zoom-out": lambda: self.zoom(1 / ZOOM),
            "zoom-reset": self.reset_zoom,
            "fit": self.fit,
            "cancel": self.cancel,
        }

    # ------------------------------------------------------------------ modes and steps

    @property
    def mode(self) -> str:
        """explore, descend or graph."""
        return self.editor.document.view.mode

    def set_mode(self, mode: str) -> None:
        """Show another mode."""
        self.player.stop()
        self.editor.look(mode=mode)

    @property
    def last(self) -> int:
        """The last step of what is played: the run's, or in Graph the walk's."""
        if self.mode == "graph":
            picture = self.science.picture
            return len(picture.graph.order) if picture is not None else 0
        run = self.science.run
        return max(len(run.values) - 1, 0) if run is not None else 0

    @property
    def step(self) -> int:
        """The step shown: of the run, or in Graph of the walk (-1: backward has not begun)."""
        if self.mode == "graph":
            return min(self.editor.document.view.graph_step, self.last)
        return self.science.playhead()

    @property
    def shown_step(self) -> int:
        """The step of the run whose point is on the screen: the start in Explore."""
        return 0 if self.mode == "explore" else self.science.playhead()

    @property
    def counted(self) -> int:
        """What the counter says: the walk's step in Graph, else that of the point on the screen."""
        return self.step if self.mode == "graph" else self.shown_step

    def seek(self, step: int) -> None:
        """Show a step, within those there are."""
        if self.mode == "graph":
            self.editor.look(graph_step=min(max(step, -1), self.last))
            return
        if self.mode == "explore":
            self.editor.look(mode="descend")
        self.editor.look(playhead=min(max(step, 0), self.last))

    def seek_run(self, step: int) -> None:
        """Show a step of the run, whatever the mode: the timeline's scrubber."""
        if self.mode == "explore":
            self.editor.look(mode="descend")
        run = self.science.run
        last = max(len(run.values) - 1, 0) if run is not None else 0
        self.editor.look(playhead=min(max(step, 0), last))

    def go(self, direction: int, *, fine: bool = False) -> None:
        """An arrow key: in Explore it moves the point, elsewhere it steps."""
        if self.mode == "explore":
            self._nudge(direction, fine=fine)
            return
        self.player.stop()
        self.seek(self.step + direction)

    def _nudge(self, direction: int, *, fine: bool) -> None:
        """Move the point, or the pinned one that is chosen, by a part of the view's span along the first axis."""
        components = self.science.components
        if components is None or not components.names:
            return
        axis = 0 if len(components.names) == 1 else self.science.axes()[0]
        (low, high), _ = self.science.view_range
        part, log = direction / (FINE_PART if fine else KEY_PART), self.science.logs[0]
        if len(components.names) == 1 and self.pinning.chosen >= 0:
            self.pinning.nudge(lambda x: spacing.moved(x, (low, high), part, log))
            return
        x = float(components.flatten(self.science.present())[axis])
        self.editor.move_component(components.names[axis], spacing.moved(x, (low, high), part, log), burst=True)

    def go_to_place(self, direction: int) -> None:
        """Bring the point to the nearest point of interest of its curve on this side, exactly."""
        components = self.science.components
        if self.mode != "explore" or components is None or len(components.names) != 1:
            return
        here = self._first_x()
        ahead = [x for x, _ in snaps(self.science) if (x - here) * direction > 0]
        if ahead:
            target = min(ahead, key=lambda x: abs(x - here))
            self.editor.move_component(components.names[0], target, burst=True)

    def play(self) -> None:
        """Play or pause; from Explore this leads to Descend, from the end it begins anew."""
        if self.player.playing:
            self.player.stop()
            return
        if self.mode == "explore":
            self.editor.look(mode="descend", playhead=0)
        if self.step >= self.last:
            self.seek(0)
        self.player.set_speed(self.editor.document.view.speed)
        self.player.start()

    def advance(self, count: int) -> None:
        """The player says that steps are due; what is still being computed is waited for."""
        shown = self.science.picture if self.mode == "graph" else self.science.run
        if shown is None:
            return
        target = self.step + count
        self.seek(target)
        if target >= self.last:
            self.player.stop()

    def restart(self) -> None:
        """Back to the start, stopped."""
        self.player.stop()
        self.seek(-1 if self.mode == "graph" else 0)

    def set_speed(self, speed: float) -> None:
        """Play this many steps a second."""
        self.player.set_speed(speed)
        self.editor.look(speed=speed)

    def cancel(self) -> None:
        """Stop playing and everything that is being computed; in Graph close the search, if it is open."""
        if self.mode == "graph" and self.plot().find_bar.isVisible():
            self.plot().close_find()
            return
        if self.mode != "graph" and self.plot().abort():
            return
        self.player.stop()
        self.science.cancel()

    # ------------------------------------------------------------------ switches

    def toggle_zero_grad(self) -> None:
        """zero_grad on or off."""
        self.set_zero_grad(not self.editor.document.run.zero_grad)

    def set_zero_grad(self, on: bool) -> None:
        """zero_grad as a check box says."""
        self.editor.set_run(tr("Turn zero_grad on") if on else tr("Turn zero_grad off"), zero_grad=on)

    def set_no_grad(self, on: bool) -> None:
        """no_grad as a check box says."""
        self.editor.set_run(tr("Turn no_grad on") if on else tr("Turn no_grad off"), no_grad=on)

    def toggle_show(self, name: str) -> None:
        """Show or hide something beside the curve."""
        self.set_show(name, not shown(self.editor.document, name))

    def set_show(self, name: str, on: bool) -> None:
        """Show something as a check box says."""
        if name == "secant":
            self.set_secant(self._beside_point() if on else None)
            return
        if name == "direction":
            self.steering.show_direction(on)
            return
        what = named(name).what
        label = tr("Show {what}", what=what) if on else tr("Hide {what}", what=what)
        self.editor.edit(lambda document: edits.set_show(document, **{name: on}), label)

    def set_taylor_order(self, order: int) -> None:
        """A Taylor polynomial of this order, shown if it was not."""
        label = tr("Set order of Taylor polynomial")
        self.editor.edit(lambda document: edits.set_show(document, taylor=True, taylor_order=order), label)

    def set_secant(self, second: float | None, *, burst: bool = False) -> None:
        """A secant to the curve at `second`, or none."""
        had = self.editor.document.secant is not None
        label = tr("Hide secant") if second is None else tr("Move second point") if had else tr("Show secant")
        self.editor.edit(lambda document: edits.set_secant(document, second), label, "secant" if burst else None)

    def _first_x(self) -> float:
        point = self.science.active_point
        return float(point.point[0]) if point is not None and len(point.point) == 1 else 0.0

    def _beside_point(self) -> float:
        """A place for the second point: a fifth of the view to the right of the first, or to the left at the edge."""
        limits, log = self.science.view_range[0], self.science.logs[0]
        x = self._first_x()
        right = spacing.moved(x, limits, 0.2, log)
        return right if right < limits[1] else spacing.moved(x, limits, -0.2, log)

    def nudge_second(self, direction: int) -> None:
        """Move the second point by a part of the view's span; it does not pass the first without stopping in it."""
        second, first = self.editor.document.secant, self._first_x()
        if second is None or self.science.dimension != 1:
            return
        limits = self.science.view_range[0]
        target = spacing.moved(second, limits, direction / KEY_PART, self.science.logs[0])
        passes = (second - first) * (target - first) < 0
        self.set_secant(first if passes else target, burst=True)

    def toggle_guess(self) -> None:
        """A level guess to be turned, or none; a surface has no one slope to guess."""
        if self.editor.document.guess is not None:
            self.set_guess(None)
        elif self.science.dimension == 1:
            self.set_guess(0.0)
        else:
            self.editor.refused.emit(tr("A slope is guessed on the curve of one variable."))

    def set_guess(self, slope: float | None, *, burst: bool = False) -> None:
        """A guessed slope, or none."""
        label = tr("Remove guess") if slope is None else tr("Guess the slope")
        self.editor.edit(lambda document: edits.set_guess(document, slope), label, "guess" if burst else None)

    def set_revealed(self, revealed: bool) -> None:
        """The engine's slope beside the guess, or not."""
        label = tr("Show slope beside guess") if revealed else tr("Hide slope beside guess")
        self.editor.edit(lambda document: edits.set_revealed(document, revealed), label)

    def set_tangent_length(self, length: float | None, *, burst: bool = False) -> None:
        """A tangent this long in units of the axis; None: across the view."""
        label, merge = tr("Set length of tangent"), "tangent-length" if burst else None
        self.editor.edit(lambda document: edits.set_show(document, tangent_length=length), label, merge)

    def set_scene(self, index: int) -> None:
        """Show a step of the demo."""
        self.player.stop()
        untouched = not self.editor.history.modified
        self.editor.edit(lambda document: edits.apply_scene(document, index), tr("Go to scene {n}", n=index + 1))
        if untouched:
            # Turning a demo's pages is nothing that somebody would have to save.
            self.editor.history.mark_saved()
            self.editor.saved.emit()

    # ------------------------------------------------------------------ view

    def zoom(self, factor: float) -> None:
        """Magnify the plot, or the graph."""
        plot = self.plot()
        if self.mode == "graph":
            (plot.zoom_in if factor > 1 else plot.zoom_out)()
        else:
            plot.taken.emit()
            plot.zoom(factor)

    def reset_zoom(self) -> None:
        """-5 … 5, or the graph at its natural size."""
        plot = self.plot()
        if self.mode == "graph":
            plot.reset_zoom()
        else:
            plot.taken.emit()
            usual = ((0.1, 10.0) if log else (-5.0, 5.0) for log in self.science.logs)
            plot.set_range(*usual)

    def fit(self) -> None:
        """Fit the view to what is drawn."""
        plot = self.plot()
        if self.mode != "graph":
            plot.taken.emit()
        if self.mode == "graph":
            plot.fit()
        elif hasattr(plot, "fit_view"):
            if self.science.curves_cover(plot.ranges()[0]):
                plot.fit_view(plot.ranges()[0])
            else:
                self.fitWanted.emit()
        elif self.science.run is not None and self.science.run.points.shape[1] >= 2:
            first, second = self.science.axes()
            points = self.science.run.points
            points = points[np.isfinite(points).all(axis=1)]  # a run that diverges ends in what cannot be shown
            if len(points):
                plot.fit(_span(points[:, first]), _span(points[:, second]), 0.3)


def _span(values: Any) -> tuple[float, float]:
    return float(values.min()), float(values.max())
