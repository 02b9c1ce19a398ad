"""Signals of the widgets to what they do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from gradexplorer.model.document import Expression
from gradexplorer.ui import theme
from gradexplorer.ui.docks.expressions import NEW
from gradexplorer.ui.docks.readings import Landmark
from gradexplorer.ui.present import plane
from gradexplorer.ui.present.beside import SECOND
from gradexplorer.ui.present.drawing import ordered
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow


def wire(window: MainWindow) -> None:
    """Connect everything in the window."""
    window.actions_.connect(window.conductor.handlers())
    window.actions_.connect(window.handlers())
    window.actions_.connect(window.animator.handlers())
    window.actions_["cancel"].triggered.connect(window.animator.stop)
    window.actions_.connect(window.viewing.handlers())
    _toolbar(window)
    _expressions(window)
    _inspector(window)
    _plots(window)
    editor = window.editor
    editor.saved.connect(window.refresher.frame)
    editor.refused.connect(lambda sentence: window.statusBar().showMessage(sentence, 6000))
    window.jobs.busyChanged.connect(lambda busy: window.shown_plot().set_loading(busy))
    # Behind the refresher's own connection, so that what is fitted is what has just been drawn.
    window.science.curvesChanged.connect(window.ranges.fit_now)
    window.conductor.fitWanted.connect(window.ranges.fit_later)
    theme.notifier.themeChanged.connect(window.dress)  # a method: the notifier outlives the window


def _toolbar(window: MainWindow) -> None:
    bar, conductor = window.toolbar, window.conductor
    bar.modeChosen.connect(conductor.set_mode)
    bar.playClicked.connect(conductor.play)
    # Space and the arrows go on where the click led.
    for button in (*map(bar.modes.button, ("explore", "descend", "graph")), bar.play):
        button.clicked.connect(lambda: window.shown_plot().setFocus(Qt.FocusReason.OtherFocusReason))
    bar.speedMoved.connect(conductor.set_speed)
    window.player.playingChanged.connect(bar.play.set_playing)
    window.player.playingChanged.connect(
        lambda playing: window.actions_["play"].setText(tr("Pause") if playing else tr("Play"))
    )


def _expressions(window: MainWindow) -> None:
    panel, editor = window.expressions, window.editor
    panel.textEdited.connect(editor.set_text)
    panel.editingFinished.connect(lambda _: editor.seal())
    panel.newRequested.connect(editor.add)
    panel.newLineLeft.connect(lambda: window.shown_plot().setFocus(Qt.FocusReason.OtherFocusReason))
    panel.removeRequested.connect(editor.remove)
    panel.selectRequested.connect(lambda id: editor.look(selected=id))
    panel.visibilityToggled.connect(editor.set_visible)
    panel.lookChanged.connect(editor.set_look)
    panel.sliderMoved.connect(lambda name, value: editor.set_slider(name, f"slider-{name}", value=value))
    panel.sliderReleased.connect(lambda _: editor.seal())
    panel.sliderRange.connect(lambda name, low, high: editor.set_slider(name, low=low, high=high))
    panel.turned.connect(editor.turn)
    panel.playToggled.connect(window.animator.toggle)
    panel.motionChosen.connect(window.animator.set_motion)
    panel.secondsChosen.connect(window.animator.set_seconds)
    panel.stopped.connect(window.animator.stop)
    window.animator.playingChanged.connect(panel.set_playing)
    panel.dataRequested.connect(lambda id: window.tables.add() if id == NEW else window.tables.edit(id))
    panel.exampleChosen.connect(lambda text: _example(window, text))
    panel.demoChosen.connect(window.filing.open_demo)


def _example(window: MainWindow, text: str) -> None:
    """A formula to try takes the place of the only line, or becomes a new one."""
    lines = [item for item in window.editor.document.items if isinstance(item, Expression)]
    window.editor.seal()
    if len(lines) == 1:
        window.editor.set_text(lines[0].id, text)
        window.editor.seal()
    else:
        window.editor.add(text)
        window.editor.seal()
    window.ranges.fit_soon()


def _inspector(window: MainWindow) -> None:
    for page in (window.inspector.explore, window.inspector.descend):
        page.pointEdited.connect(lambda key, x: _edit_point(window, key, x))
        page.zeroGradToggled.connect(window.conductor.set_zero_grad)
    _explore(window)
    _descend(window)


def _edit_point(window: MainWindow, key: str, x: float) -> None:
    if key == SECOND:
        window.conductor.set_secant(x)
    else:
        window.editor.move_component(key, x)


def _explore(window: MainWindow) -> None:
    page, conductor = window.inspector.explore, window.conductor
    page.showToggled.connect(conductor.set_show)
    page.taylorOrderChanged.connect(conductor.set_taylor_order)
    page.guessChanged.connect(conductor.set_guess)
    page.revealToggled.connect(conductor.set_revealed)
    page.tangentLengthChanged.connect(conductor.set_tangent_length)
    page.pinEdited.connect(conductor.pinning.move)
    page.pinChosen.connect(conductor.pinning.choose)
    page.pinRemoved.connect(conductor.pinning.remove)
    page.landmarkChosen.connect(lambda mark: _go_to_mark(window, mark))
    page.directionTurned.connect(conductor.steering.set_direction)
    page.axesChosen.connect(conductor.steering.set_axes)
    page.heldMoved.connect(lambda number, value: _hold_component(window, number, value))
    page.heldReleased.connect(window.editor.seal)


def _descend(window: MainWindow) -> None:
    page, editor = window.inspector.descend, window.editor
    page.optimizerChosen.connect(lambda name: editor.set_run(tr("Choose optimizer"), optimizer=name))
    page.stepSizeMoved.connect(lambda size: editor.set_run(tr("Set step size"), "step-size", step_size=size))
    page.stepSizeReleased.connect(editor.seal)
    page.momentumChanged.connect(lambda value: editor.set_run(tr("Set momentum"), momentum=value))
    page.stepsChanged.connect(lambda count: editor.set_run(tr("Set steps"), steps=count))
    page.noGradToggled.connect(window.conductor.set_no_grad)


def _go_to(window: MainWindow, x: float, curve: int | None = None) -> None:
    """Bring the point to x, of its own curve or of another, which it then lies on."""
    if curve is not None:
        window.editor.look(selected=curve)
    components = window.science.components
    if components is not None and len(components.names) == 1:
        window.editor.move_component(components.names[0], x)


def _plots(window: MainWindow) -> None:
    for plot in (window.curve, window.contour):
        plot.grasping.connect(window.editor.grasp)
        plot.abandoned.connect(window.editor.give_up)
        plot.pointPressed.connect(lambda: _hold(window))
        plot.pointReleased.connect(window.editor.seal)
    window.curve.pointDragged.connect(lambda x: _drag(window, (x,)))
    window.curve.secondPressed.connect(window.editor.seal)
    window.curve.secondDragged.connect(lambda x: window.conductor.set_secant(x, burst=True))
    _grips(window)
    window.contour.pointDragged.connect(lambda x, y: _drag(window, (x, y)))
    _map(window)
    window.curve.curvePressed.connect(lambda index: window.editor.look(selected=ordered(window.science)[index].id))
    window.graph.nodeSelected.connect(lambda _: window.refresher.inspector())
    window.timeline.scrubPressed.connect(window.player.stop)
    window.timeline.scrubbed.connect(window.conductor.seek_run)
    window.story.sceneChosen.connect(window.conductor.set_scene)
    window.story.closed.connect(lambda: window.editor.look(scene=-1))


def _map(window: MainWindow) -> None:
    plot, strip, steering = window.contour, window.sections, window.conductor.steering
    plot.directionPressed.connect(window.editor.seal)
    plot.directionTurned.connect(lambda degrees: steering.set_direction(degrees, burst=True))
    plot.landmarkPressed.connect(lambda index: _go_to_mark(window, plane.critical_rows(window.science)[index]))
    strip.pressed.connect(lambda: _hold(window))
    strip.released.connect(window.editor.seal)
    strip.moved.connect(lambda place, x: _hold_component(window, window.science.axes()[place], x))


def _hold_component(window: MainWindow, number: int, value: float) -> None:
    """One component of the point, within a drag."""
    components = window.science.components
    if components is not None and number < len(components.names):
        window.editor.move_components({components.names[number]: value})


def _go_to_mark(window: MainWindow, mark: Landmark) -> None:
    """Bring the point to a point of interest, of a curve or of the map."""
    if mark.y is None:
        _go_to(window, mark.x, mark.curve)
        return
    window.editor.seal()
    _drag(window, mark.place)
    window.editor.seal()


def _grips(window: MainWindow) -> None:
    plot, conductor, pinning = window.curve, window.conductor, window.conductor.pinning
    plot.pinPressed.connect(pinning.take)
    plot.pinDragged.connect(lambda index, x: pinning.move(index, x, burst=True))
    plot.pinAsked.connect(lambda index, x: _pin(window, index, x))
    plot.pinMenu.connect(lambda index, at: pinning.menu(index, at, window))
    plot.guessPressed.connect(window.editor.seal)
    plot.guessDragged.connect(lambda slope: conductor.set_guess(slope, burst=True))
    plot.tangentPressed.connect(window.editor.seal)
    plot.tangentDragged.connect(lambda length: conductor.set_tangent_length(length, burst=True))


def _pin(window: MainWindow, index: int, x: float) -> None:
    """A press with Ctrl pins a point on a function's own curve, not on that of its derivative."""
    drawn = ordered(window.science)[index]
    if drawn.order == 0:
        pinning = window.conductor.pinning
        pinning.add(drawn.id, x)
        if pinning.chosen >= 0:
            window.curve.hold_pin(pinning.chosen)


def _hold(window: MainWindow) -> None:
    """A drag moves the start, so the run goes back to it."""
    window.player.stop()
    window.editor.seal()
    window.conductor.pinning.choose(-1)
    if window.editor.document.view.mode == "descend":
        window.editor.look(playhead=0)


def _drag(window: MainWindow, place: tuple[float, ...]) -> None:
    components = window.science.components
    if components is None or not components.names:
        return
    axes = window.science.axes() if len(components.names) > 1 else (0,)
    window.editor.move_components({components.names[axis]: value for axis, value in zip(axes, place, strict=True)})
