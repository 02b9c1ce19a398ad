"""Keeps the widgets in step with document and results: each signal of `Science` repaints what it concerns."""

from __future__ import annotations

import math
from time import monotonic
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gradexplorer.model.document import Document
from gradexplorer.ui.present import drawing, hairs, panels, pins, plane, sections, words
from gradexplorer.ui.present.naming import function_name
from gradexplorer.ui.switches import shown, switches
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow


REST_MS = 32
"""The inspector is filled, and the small plots under a map are painted, at most this often."""


class Refresher(QObject):
    """Paints; changes nothing."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        # One event often asks for the inspector several times; it is filled once, when the event is over.
        self._soon = QTimer(self, singleShot=True)
        self._soon.timeout.connect(self._fill_inspector)
        self._filled = 0.0
        self._point_due = False
        self._strip_soon = QTimer(self, singleShot=True)
        self._strip_soon.timeout.connect(self._show_sections)
        self._strip_shown = 0.0
        self._behind: set[QTimer] = set()
        science, editor = window.science, window.editor
        editor.changed.connect(self._on_changed)
        editor.replaced.connect(self._on_replaced)
        science.pointChanged.connect(self.point)
        science.closeupChanged.connect(self.point)
        science.pinsChanged.connect(self.pins)
        science.updated.connect(self._catch_up)
        science.curvesChanged.connect(self.curves)
        science.fieldChanged.connect(self.field)
        science.landmarksChanged.connect(self.landmarks)
        science.arrowsChanged.connect(lambda: plane.show_arrows(window.contour, science))
        science.cutChanged.connect(self.sections)
        science.criticalsChanged.connect(self.criticals)
        science.runChanged.connect(self.run)
        science.startsChanged.connect(self.inspector)
        science.graphChanged.connect(self.graph)

    # ------------------------------------------------------------------ document

    def everything(self) -> None:
        """All of it, for a new document."""
        self.rows()
        self.frame()
        self.curves()
        self.field()
        self.landmarks()
        self.criticals()
        plane.show_arrows(self.window.contour, self.window.science)
        self.run()
        self.point()
        self.graph()

    def _on_replaced(self) -> None:
        self.window.advice.hide()
        self.window.show_ranges()
        self.everything()

    def _on_changed(self, before: Document, after: Document) -> None:
        old, new = before.view, after.view
        sliders = (before.sliders, before.roles) != (after.sliders, after.roles)
        if before.items != after.items or sliders or old.selected != new.selected:
            self.rows()
        if (old.x_range, old.y_range) != (new.x_range, new.y_range):
            self.window.show_ranges()
        if before.point != after.point or old.mode != new.mode or before.items != after.items:
            self.window.advice.hide()
        self.frame()
        if not _only_moved(before, after):  # the point itself was shown as soon as it was evaluated
            self.run()
        self.inspector()
        if new.mode == "graph":
            self.walk()
        if before.show != after.show or before.direction != after.direction or old.axes != new.axes:
            self._map()
        fields = ("show", "guess", "revealed", "items")
        told = any(getattr(before, name) != getattr(after, name) for name in fields)
        if told or old.selected != new.selected or old.mode != new.mode:  # the active curve lies on top
            self.curves()
            self.landmarks()

    def rows(self) -> None:
        """The expression list."""
        window = self.window
        document, reading = window.editor.document, window.editor.reading
        self._shown_fault = window.science.fault
        rows = panels.rows(document, reading, self._shown_fault)
        window.expressions.set_rows(rows, panels.names(document, reading))

    _shown_fault: object = None

    def frame(self) -> None:
        """Modes, which plot is shown, the story, the title, undo and redo, switches."""
        window, document = self.window, self.window.editor.document
        view = document.view
        window.toolbar.set_mode(view.mode)
        window.toolbar.set_speed(view.speed)
        window.inspector.set_page(view.mode)
        window.show_plot()
        scenes = document.scenes
        window.story.setVisible(bool(scenes) and view.scene >= 0)
        if scenes and view.scene >= 0:
            window.story.tell(scenes[view.scene].caption, view.scene, len(scenes))
        self._actions()
        name = window.editor.path.name if window.editor.path is not None else document.title or tr("untitled")
        window.setWindowTitle(f"{name}[*] – gradexplorer")
        window.setWindowModified(window.editor.history.modified)

    def _actions(self) -> None:
        window, document = self.window, self.window.editor.document
        actions, history = window.actions_, window.editor.history
        nothing = {"undo": tr("Nothing was changed yet."), "redo": tr("Nothing was taken back.")}
        for name, label, plain in (("undo", history.undo_label, tr("Undo")), ("redo", history.redo_label, tr("Redo"))):
            actions.allow(name, "" if label is not None else nothing[name])
            actions[name].setText(f"{plain} {label[0].lower()}{label[1:]}" if label else plain)
        for switch in switches():
            actions[switch.action].setChecked(shown(document, switch.name))
        exploring = document.view.mode == "explore"
        self._map_actions(exploring)
        actions["guess"].setChecked(document.guess is not None)
        actions["reveal"].setChecked(document.revealed)
        actions.allow("reveal", "" if document.guess is not None else tr("No slope is guessed."))
        pinned = exploring and document.view.pin >= 0
        actions.allow("remove-pin", "" if pinned else tr("The arrow keys move no pinned point."))
        for name in ("next-point", "previous-point"):
            actions.allow(name, "" if exploring and document.pins else tr("No point is pinned in Explore."))
        actions["zero-grad"].setChecked(document.run.zero_grad)
        for spec in actions.specs.values():
            if spec.modes:
                here = document.view.mode in spec.modes
                actions.allow(spec.name, "" if here else tr("Only in {mode}.", mode=spec.modes[0].title()))

    def _map_actions(self, exploring: bool) -> None:
        window, science = self.window, self.window.science
        actions, equal = window.actions_, window.editor.document.view.equal_axes
        why = "" if science.over_map else tr("Only over a map: for functions of two variables and more.")
        of_maps = [switch.action for switch in switches() if switch.place == "map"]
        for name in (*of_maps, "equal-axes", "next-axes"):
            actions.allow(name, why)
        no_curve = tr("Only on a curve: for functions of one variable.") if science.dimension >= 2 else ""
        of_curves = [switch.action for switch in switches() if switch.place == "curve"]
        for name in of_curves:
            actions.allow(name, no_curve)
        for name in ("next-place", "previous-place"):
            actions.allow(name, no_curve or ("" if exploring else tr("Only in Explore.")))
        for name in ("up", "down", "up-far", "down-far", "up-fine", "down-fine"):
            actions.allow(name, why or ("" if exploring else tr("Only in Explore.")))
        document = window.editor.document
        if science.dimension >= 2:
            why = "" if document.direction is not None else tr("There is no direction. Switch it on first.")
        else:
            why = "" if document.secant is not None else tr("There is no secant. Switch it on first.")
        for name in ("second-right", "second-left"):
            actions.allow(name, why)
        actions["equal-axes"].setChecked(equal)
        if equal != window.contour.equal_axes:
            window.contour.set_equal_axes(equal)

    # ------------------------------------------------------------------ results

    def point(self) -> None:
        """The point and all that hangs on it; of what changes at one time, once."""
        window, science = self.window, self.window.science
        if science.updating:
            self._point_due = True
            return
        if science.dimension >= 2:
            plane.show_plane_point(window.contour, science)
        else:
            drawing.show_point(window.curve, science)
        self.sections()
        self._state()
        self.inspector()
        if science.fault is not self._shown_fault:
            self.rows()

    def _catch_up(self) -> None:
        if self._point_due:
            self._point_due = False
            self.point()

    def sections(self) -> None:
        """The small plots under the map, soon; in a drag not in every frame, so that the map follows the hand."""
        _soon(self._strip_soon, self._strip_shown)

    def _show_sections(self) -> None:
        if self._gives_way(self._strip_soon):
            return
        sections.show_sections(self.window.sections, self.window.science)
        self._strip_shown = monotonic()

    def criticals(self) -> None:
        """The critical points."""
        plane.show_criticals(self.window.contour, self.window.science)
        self.inspector()

    def _map(self) -> None:
        """What is switched on the map."""
        science = self.window.science
        self.field()
        plane.show_arrows(self.window.contour, science)
        if science.dimension >= 2:
            plane.show_plane_point(self.window.contour, science)
        self.sections()

    def pins(self) -> None:
        """The pinned points, which are shown with the point of a curve."""
        science = self.window.science
        if science.updating and science.dimension == 1:
            self._point_due = True
            return
        pins.show_pins(self.window.curve, self.window.science)
        self.inspector()

    def _state(self) -> None:
        """What is said in the plot where there is nothing to draw."""
        window, science = self.window, self.window.science
        nothing = science.function is None
        shown = window.contour if science.dimension >= 2 else window.curve
        shown.set_notice(hairs.cut(science))
        for plot in (window.curve, window.contour):
            plot.set_error(science.problem is not None, science.problem or "")
            if nothing and not science.curves:
                plot.set_empty(tr("Type a function"), tr("for example x^3 + 3x^2 - 5x + 4"))
            else:
                plot.set_empty()
        window.graph.set_empty_text(science.problem or tr("Type a function to see its graph."))

    def curves(self) -> None:
        """Curves, and the point on them."""
        drawing.show_curves(self.window.curve, self.window.science)
        if self.window.science.dimension < 2:
            drawing.show_point(self.window.curve, self.window.science)
        self._state()

    def field(self) -> None:
        """Heat map and level sets."""
        plane.show_field(self.window.contour, self.window.science)

    def landmarks(self) -> None:
        """The places with a name."""
        drawing.show_landmarks(self.window.curve, self.window.science)
        self.inspector()

    def run(self) -> None:
        """Trail, timeline, counter."""
        window, science = self.window, self.window.science
        if science.dimension >= 2:
            plane.show_plane_trail(window.contour, science)
            plane.show_plane_point(window.contour, science)
        else:
            drawing.show_trail(window.curve, science)
            drawing.show_point(window.curve, science)
        if science.run is not self._shown_run:
            self._shown_run = science.run
            window.timeline.set_values(science.run.values if science.run is not None else drawing.NOTHING)
        window.timeline.set_step(window.conductor.shown_step)
        self.inspector()

    _shown_run: object = None

    def _count(self) -> None:
        window = self.window
        window.toolbar.set_progress(max(window.conductor.counted, 0), window.conductor.last)
        window.status_cost.setText(
            tr("{device} · {dtype} · {cost} ms", device=window.device_name(), dtype=window.science.dtype.name,
               cost=f"{window.science.cost_ms:.2f}")
        )  # fmt: skip
        science, mode = window.science, window.editor.document.view.mode
        name = function_name(science.reading)
        told = words.status(
            science.run, science.playhead(), science.active_point, mode, name, guessing=science.guessing
        )
        window.status_words.setText((pins.status(science) if mode == "explore" else "") or told)

    def inspector(self) -> None:
        """The page of the present mode, and the status line, soon; in a drag not in every frame."""
        _soon(self._soon, self._filled)

    def _gives_way(self, timer: QTimer) -> bool:
        """Let a frame of the plot that is due go first: what the timer shows comes right behind it."""
        plot = self.window.shown_plot()
        # Once: a window that is covered may not be painted at all.
        due = plot is not self.window.graph and plot.frame_due and timer not in self._behind
        (self._behind.add if due else self._behind.discard)(timer)
        if due:
            timer.start(0)
        return due

    def _fill_inspector(self) -> None:
        if self._gives_way(self._soon):
            return
        window, science = self.window, self.window.science
        mode = window.editor.document.view.mode
        if mode == "explore":
            window.inspector.set_explore(panels.explore_reading(science))
        elif mode == "descend":
            window.inspector.set_descend(panels.descend_reading(science))
        else:
            self._node()
        self._count()
        self._filled = monotonic()

    def _node(self) -> None:
        window = self.window
        picture = window.science.picture
        traced = picture.graph if picture is not None else None
        chosen = window.graph.selected
        step = window.conductor.step
        if traced is not None and chosen < 0:
            chosen = traced.order[step - 1] if 0 < step <= len(traced.order) else traced.output
        source = window.science.function.source if window.science.function is not None else ""
        window.inspector.set_graph(panels.graph_reading(traced, chosen, step, source, window.device_name()))

    def graph(self) -> None:
        """The computation graph."""
        window = self.window
        picture = window.science.picture
        if picture is None:
            window.graph.set_graph(None, None)
        else:
            window.graph.set_graph(picture.graph, picture.layout)
        self.walk()

    def walk(self) -> None:
        """How far backward has come."""
        window = self.window
        picture = window.science.picture
        if picture is None:
            window.graph.set_header("")
            return
        step = window.conductor.step
        window.graph.set_progress(step)
        window.graph.set_header(*panels.walk_header(picture.graph, step))
        self.inspector()


def _soon(timer: QTimer, last: float) -> None:
    """Start `timer`, unless it runs, to end now or `REST_MS` after the time `last`."""
    if not timer.isActive():
        timer.start(max(0, math.ceil(REST_MS - 1e3 * (monotonic() - last))))


def _only_moved(before: Document, after: Document) -> bool:
    """Whether nothing but the point is new."""
    names = (name for name in after.__struct_fields__ if name != "point")
    return all(getattr(before, name) is getattr(after, name) for name in names)
