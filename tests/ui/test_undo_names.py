"""The names of undo steps: every edit that the window makes is called by words that a person uses."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt

from gradexplorer.model import edits
from gradexplorer.model.document import Column, Document, Pin, Scene, Slider
from gradexplorer.ui.switches import switches
from tests.model.test_history import CONTENT_EDITS
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines

ELSEWHERE = {"set_title", "move_item", "remove_slider", "set_point", "fit_point", "set_role"}
"""What no hand does by itself: the first three are for demos and files, the others part of other edits."""


@pytest.fixture
def called(monkeypatch: pytest.MonkeyPatch) -> set[str]:
    """The names of the edits that were made."""
    seen: set[str] = set()

    def watched(name: str, function: Callable[..., Document]) -> Callable[..., Document]:
        def edit(*args: object, **named: object) -> Document:
            seen.add(name)
            return function(*args, **named)

        return edit

    for name in CONTENT_EDITS:
        monkeypatch.setattr(edits, name, watched(name, getattr(edits, name)))
    return seen


def label(driver: Driver) -> str:
    return driver.action("undo").text().removeprefix("Undo ")


ON = {"tangent", "slope_triangle", "landmarks", "gradient", "level_set", "colour_bar", "model"}
"""What is shown from the beginning."""


@pytest.mark.parametrize(
    ("text", "known"),
    [("x^2", ("show Taylor polynomial", "show Newton's parabola")), ("x^2 + y^2", ("show Hessian", "show direction"))],
    ids=["curve", "map"],
)
def test_every_switch_is_called_by_what_it_shows(window: Open, text: str, known: tuple[str, ...]) -> None:
    driver = window(lines(text, point={"x": 1.0, "y": 2.0}))
    said = []
    for switch in switches():
        if not switch.fits(len(driver.window.science.function.variables)):
            continue
        driver.action(switch.action).trigger()
        said.append(label(driver))
        assert said[-1] == f"{'hide' if switch.name in ON else 'show'} {switch.what}"
    assert set(known) <= set(said)
    assert not any("_" in each for each in said)


def test_every_edit_has_a_name_in_words(window: Open, called: set[str]) -> None:
    document = lines(
        "a x^2", "x^3", point={"x": 1.0}, pins=(Pin(item=1, x=2.0),), sliders=(Slider(name="a", value=1.0),)
    )
    driver = window(edits.add_data(document, "D", [Column(name="t", values=(1.0,))]))
    called.clear()
    editor, conductor, panel = driver.window.editor, driver.window.conductor, driver.window.expressions
    inspector, tables = driver.window.inspector, driver.window.tables
    told = {
        "edit expression": lambda: panel.textEdited.emit(1, "a x^2 + 1"),
        "add expression": lambda: panel.newRequested.emit("x^4"),
        "hide expression": lambda: panel.visibilityToggled.emit(2, False),
        "set colour": lambda: panel.lookChanged.emit(1, "colour", 3),
        "set line style": lambda: panel.lookChanged.emit(1, "stroke", "dot"),
        "hide label": lambda: panel.lookChanged.emit(1, "labelled", False),
        "set label": lambda: panel.lookChanged.emit(1, "label", "bowl"),
        "set a": lambda: panel.sliderMoved.emit("a", 2.0),
        "set range of a": lambda: panel.sliderRange.emit("a", -1.0, 4.0),
        "make a a variable": lambda: panel.turned.emit("a", True),
        "make a a slider": lambda: panel.turned.emit("a", False),
        "add table": lambda: tables._add("E", [Column(name="t", values=(1.0,))]),
        "edit table": lambda: tables._set(3, "F", [Column(name="t", values=(2.0,))]),
        "remove table": lambda: tables._remove(3),
        "move point": lambda: driver.drag_point((1.2, 0.0), (0.5, 0.0)),
        "pin point": lambda: driver.key(Qt.Key.Key_P),
        "move pinned point": lambda: inspector.explore.pinEdited.emit(0, 3.0),
        "remove pinned point": lambda: inspector.explore.pinRemoved.emit(0),
        "turn zero_grad off": lambda: driver.key(Qt.Key.Key_Z),
        "turn no_grad off": lambda: inspector.descend.noGradToggled.emit(False),
        "set step size": lambda: inspector.descend.stepSizeMoved.emit(0.3),
        "set momentum": lambda: inspector.descend.momentumChanged.emit(0.3),
        "set steps": lambda: inspector.descend.stepsChanged.emit(30),
        "set order of Taylor polynomial": lambda: inspector.explore.taylorOrderChanged.emit(3),
        "set length of tangent": lambda: inspector.explore.tangentLengthChanged.emit(2.0),
        "guess the slope": lambda: driver.key(Qt.Key.Key_Q),
        "show slope beside guess": lambda: driver.key(Qt.Key.Key_A),
        "hide slope beside guess": lambda: driver.key(Qt.Key.Key_A),
        "remove guess": lambda: driver.key(Qt.Key.Key_Q),
        "show secant": lambda: driver.key(Qt.Key.Key_S),
        "move second point": lambda: driver.key(Qt.Key.Key_Left, CONTROL),
        "hide secant": lambda: driver.key(Qt.Key.Key_S),
        "show direction": lambda: inspector.explore.directionTurned.emit(30.0),
        "turn direction": lambda: inspector.explore.directionTurned.emit(45.0),
        "hide direction": lambda: inspector.explore.directionTurned.emit(None),
        "remove expression": lambda: panel.removeRequested.emit(2),
    }
    for name, act in told.items():
        editor.seal()
        driver.rest()
        act()
        assert label(driver) == name
        driver.action("undo").trigger()
        assert driver.action("redo").text() == f"Redo {name}"
        driver.action("redo").trigger()
    assert conductor.mode == "explore"
    assert called | ELSEWHERE | {"apply_scene"} == set(CONTENT_EDITS)


def test_a_scene_is_named_too(window: Open) -> None:
    scenes = (Scene(caption="one"), Scene(caption="two", guess=1.0))
    driver = window(lines("x^2", point={"x": 1.0}, scenes=scenes, view={"scene": 0}))
    driver.click(driver.window.story.next)
    assert label(driver) == "go to scene 2"
