from __future__ import annotations

import inspect
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from gradexplorer.model import edits
from gradexplorer.model.document import (
    Column,
    Coordinate,
    Data,
    Document,
    Expression,
    Pin,
    Scene,
    Slider,
    View,
)
from gradexplorer.model.history import History

FULL = Document(
    title="two lines",
    items=(
        Expression(id=1, text="f(x) = x^2"),
        Expression(id=2, text="a x", colour=1),
        Data(id=3, name="D", columns=(Column(name="x", values=(0.0, 1.0)),)),
    ),
    sliders=(Slider(name="a", value=2.0),),
    point=(Coordinate(name="x", value=-2.0), Coordinate(name="w", value=(1.0, 2.0))),
    pins=(Pin(item=1, x=0.5), Pin(item=2, x=-1.0)),
    guess=3.0,
    scenes=(Scene(caption="a new place", mode="descend", selected=2, point=(Coordinate(name="x", value=7.0),)),),
    view=View(selected=1, x_range=(-3.0, 3.0)),
)

CONTENT_EDITS: dict[str, Callable[[Document], Document]] = {
    "add_expression": lambda d: edits.add_expression(d, "sin x", after=1),
    "add_data": lambda d: edits.add_data(d, "E", [Column(name="t", values=(1.0,))]),
    "set_text": lambda d: edits.set_text(d, 1, "x^3"),
    "set_visible": lambda d: edits.set_visible(d, 2, False),
    "set_colour": lambda d: edits.set_colour(d, 2, 5),
    "set_stroke": lambda d: edits.set_stroke(d, 2, "dot"),
    "set_label": lambda d: edits.set_label(d, 2, "the line"),
    "set_data": lambda d: edits.set_data(d, 3, name="F"),
    "remove_item": lambda d: edits.remove_item(d, 1),
    "move_item": lambda d: edits.move_item(d, 3, 0),
    "set_slider": lambda d: edits.set_slider(d, "a", 3.0),
    "remove_slider": lambda d: edits.remove_slider(d, "a"),
    "set_role": lambda d: edits.set_role(d, "a", True),
    "set_point": lambda d: edits.set_point(d, {"x": 4.0}),
    "move_point": lambda d: edits.move_point(d, "w[1]", 5.0),
    "move_component": lambda d: edits.move_component(d, "w", 5.0),
    "fit_point": lambda d: edits.fit_point(d, ("x", "y"), {}),
    "add_pin": lambda d: edits.add_pin(d, 2, 1.5),
    "move_pin": lambda d: edits.move_pin(d, 1, 1.5),
    "remove_pin": lambda d: edits.remove_pin(d, 0),
    "set_title": lambda d: edits.set_title(d, "other"),
    "set_run": lambda d: edits.set_run(d, step_size=0.07),
    "set_show": lambda d: edits.set_show(d, tangent=False),
    "set_guess": lambda d: edits.set_guess(d, -9.0),
    "set_revealed": lambda d: edits.set_revealed(d, True),
    "set_secant": lambda d: edits.set_secant(d, 2.0),
    "set_direction": lambda d: edits.set_direction(d, 30.0),
    "apply_scene": lambda d: edits.apply_scene(d, 0),
}


def content(document: Document) -> Document:
    return replace(document, view=View())


def test_every_edit_of_the_module_is_covered_here() -> None:
    public = {
        name
        for name, function in inspect.getmembers(edits, inspect.isfunction)
        if function.__module__ == edits.__name__ and not name.startswith("_")
    }
    asking = {"new_id", "position", "item", "set_view"}
    assert public - asking == set(CONTENT_EDITS)


@pytest.mark.parametrize("name", CONTENT_EDITS)
def test_each_edit_is_undone_and_redone(name: str) -> None:
    after = CONTENT_EDITS[name](FULL)
    history = History(FULL)
    history.apply(after, name)
    assert history.document == after
    assert history.undo_label == name
    assert history.modified

    assert history.undo() == name
    assert content(history.document) == content(FULL)
    assert history.redo_label == name
    assert not history.modified

    assert history.redo() == name
    assert content(history.document) == content(after)
    assert history.undo_label == name


def test_undo_and_redo_of_many_edits_in_a_row() -> None:
    history = History(FULL)
    states = [FULL]
    for name in ("set_text", "move_item", "set_slider", "set_run", "remove_item"):
        history.apply(CONTENT_EDITS[name](history.document), name)
        states.append(history.document)
    for state in reversed(states[:-1]):
        history.undo()
        assert content(history.document) == content(state)
    assert history.undo() is None
    for state in states[1:]:
        history.redo()
        assert content(history.document) == content(state)
    assert history.redo() is None


def test_an_edit_shares_what_it_leaves_alone() -> None:
    after = edits.set_text(FULL, 1, "x^3")
    assert after.items[2] is FULL.items[2]
    assert after.point is FULL.point
    assert after.run is FULL.run


def test_a_burst_is_one_step() -> None:
    history = History(FULL)
    for x in (-1.9, -1.8, -1.7):
        history.apply(edits.move_point(history.document, "x", x), "Move the point", merge="x")
    assert history.document.point[0].value == -1.7
    history.undo()
    assert history.document.point[0].value == -2.0
    assert history.undo_label is None
    history.redo()
    assert history.document.point[0].value == -1.7


@pytest.mark.parametrize("between", ["seal", "undo", "other step", "other key"])
def test_what_ends_a_burst(between: str) -> None:
    history = History(FULL)
    history.apply(edits.move_point(history.document, "x", 1.0), "Move the point", merge="x")
    if between == "seal":
        history.seal()
    elif between == "undo":
        history.undo()
        history.redo()
    elif between == "other step":
        history.apply(edits.set_guess(history.document, 1.0), "Guess")
    else:
        history.apply(edits.move_point(history.document, "w[0]", 1.5), "Move the point", merge="w")
    history.apply(edits.move_point(history.document, "x", 2.0), "Move the point", merge="x")
    history.undo()
    assert history.document.point[0].value == 1.0


def test_a_view_change_does_not_end_a_burst() -> None:
    history = History(FULL)
    history.apply(edits.move_point(history.document, "x", 1.0), "Move the point", merge="x")
    history.view(edits.set_view(history.document, x_range=(0.0, 6.0)))
    history.apply(edits.move_point(history.document, "x", 2.0), "Move the point", merge="x")
    history.undo()
    assert history.document.point[0].value == -2.0
    assert history.document.view.x_range == (0.0, 6.0)


def test_a_burst_that_comes_back_leaves_no_step() -> None:
    history = History(FULL)
    history.apply(edits.set_text(history.document, 1, "x"), "Type", merge="1")
    history.apply(edits.set_text(history.document, 1, "f(x) = x^2"), "Type", merge="1")
    assert history.undo_label is None
    history.apply(edits.set_text(history.document, 1, "x^4"), "Type", merge="1")
    history.undo()
    assert content(history.document) == content(FULL)


def test_a_burst_that_comes_back_does_not_go_on_with_the_one_before_it() -> None:
    history = History(FULL)
    history.apply(edits.move_point(FULL, "x", 1.0), "Move the point", merge="point")
    history.seal()
    for place in (2.0, 1.0, 3.0):
        history.apply(edits.move_point(history.document, "x", place), "Move the point", merge="point")
    history.undo()
    assert history.document.point[0].value == 1.0


def test_what_changes_nothing_makes_no_step_and_keeps_redo() -> None:
    history = History(FULL)
    history.apply(edits.set_guess(FULL, -9.0), "Guess")
    history.undo()
    history.apply(edits.set_visible(history.document, 1, True), "Show")
    assert history.undo_label is None
    assert history.redo_label == "Guess"


def test_a_new_step_forgets_what_was_undone() -> None:
    history = History(FULL)
    history.apply(edits.set_guess(FULL, -9.0), "Guess")
    history.undo()
    history.apply(edits.set_title(history.document, "new"), "Title")
    assert history.redo_label is None


def test_a_view_change_makes_no_step_and_survives_undo_and_redo() -> None:
    history = History(FULL)
    history.apply(edits.set_text(FULL, 1, "x^3"), "Type")
    seen = edits.set_view(history.document, mode="descend", playhead=12, y_range=(0.0, 1.0), layout="AAA=")
    history.view(seen)
    assert history.undo_label == "Type"
    history.undo()
    assert history.document.view == seen.view
    history.redo()
    assert history.document.view == seen.view
    assert history.document.items == seen.items


def test_a_view_change_brings_no_content_along() -> None:
    history = History(FULL)
    history.view(replace(FULL, title="sneaked in", view=View(mode="graph")))
    assert history.document.title == "two lines"
    assert history.document.view.mode == "graph"
    assert not history.modified


def test_a_selection_that_came_with_a_step_goes_with_it() -> None:
    history = History(Document())
    for id, text in ((1, "x^2"), (2, "3x + 1")):
        added = edits.add_expression(history.document, text, after=id - 1 or None)
        history.apply(edits.set_view(added, selected=id), "Add expression")
    for selected in (1, None):
        history.undo()
        assert history.document.view.selected == selected
    for selected in (1, 2):
        history.redo()
        assert history.document.view.selected == selected
    history.apply(edits.set_text(history.document, 1, "x^3"), "Type")
    history.view(edits.set_view(history.document, selected=1))  # another one since
    history.undo()
    assert history.document.view.selected == 1


def test_undo_never_leaves_a_selection_without_item() -> None:
    history = History(FULL)
    history.apply(edits.add_expression(FULL, "sin x"), "Add")
    assert history.document.view.selected == 4
    history.undo()
    assert history.document.view.selected == 1
    history.redo()
    history.view(edits.set_view(history.document, selected=4))
    history.undo()
    assert history.document.view.selected == 1


def test_undo_never_leaves_a_pinned_point_chosen_that_is_gone() -> None:
    history = History(FULL)
    history.apply(edits.add_pin(FULL, 1, 2.0), "Pin")
    history.view(edits.set_view(history.document, pin=2))
    history.undo()
    assert history.document.view.pin == -1
    history.view(edits.set_view(history.document, pin=1))
    history.redo()
    assert history.document.view.pin == 1


def test_the_pinned_point_that_is_chosen_stays_so_while_others_come_back() -> None:
    document = edits.set_view(edits.add_pin(edits.add_pin(FULL, 1, 3.0), 1, 4.0), pin=len(FULL.pins) + 1)
    history = History(document)
    history.apply(edits.remove_pin(document, 0), "Remove pinned point")
    assert history.document.pins[history.document.view.pin].x == 4.0
    history.undo()
    assert history.document.pins[history.document.view.pin].x == 4.0


def test_a_demo_step_is_taken_back_whole() -> None:
    history = History(FULL)
    history.apply(edits.apply_scene(FULL, 0), "Next")
    assert (history.document.view.scene, history.document.view.mode) == (0, "descend")
    history.view(edits.set_view(history.document, speed=30.0))
    history.undo()
    view = history.document.view
    assert (view.scene, view.mode, view.selected, view.speed) == (-1, "explore", 1, 30.0)


def test_a_step_to_the_scene_shown_already_is_taken_back_whole() -> None:
    history = History(edits.apply_scene(FULL, 0))
    history.apply(edits.move_point(history.document, "x", 3.0), "Move the point")
    history.view(edits.set_view(history.document, mode="graph", graph_step=2))
    history.apply(edits.apply_scene(history.document, 0), "Again")
    assert history.document.view.mode == "descend"
    assert not history.modified
    history.undo()
    view = history.document.view
    assert (view.scene, view.mode, view.graph_step) == (0, "graph", 2)
    assert history.modified, "what was moved by hand is there again"
    history.redo()
    assert history.document.view.mode == "descend"


def test_a_view_changed_within_a_burst_is_not_taken_back_with_it() -> None:
    history = History(FULL)
    moved(history, 1.0)
    history.view(edits.set_view(history.document, mode="graph"))
    moved(history, 2.0)
    history.undo()
    assert history.document.view.mode == "graph"


def test_to_take_a_demo_step_back_is_nothing_to_save() -> None:
    history = History(FULL)
    history.apply(edits.apply_scene(FULL, 0), "Next")
    history.mark_saved()  # as the window does for pages
    history.undo()
    assert not history.modified
    history.apply(edits.set_title(history.document, "mine"), "Title")
    history.apply(edits.apply_scene(history.document, 0), "Next")
    history.undo()
    assert history.modified


def test_modified_follows_what_was_saved() -> None:
    history = History(FULL)
    history.apply(edits.set_guess(FULL, -9.0), "Guess")
    history.mark_saved()
    assert not history.modified
    history.undo()
    assert history.modified
    history.redo()
    assert not history.modified


def test_modified_holds_with_nan_in_the_document() -> None:
    history = History(edits.set_run(FULL, step_size=float("nan")))
    assert not history.modified
    history.apply(edits.set_title(history.document, "new"), "Title")
    history.undo()
    assert not history.modified


def test_every_step_is_kept() -> None:
    history = History(FULL)
    for count in range(5000):
        history.apply(edits.set_title(history.document, f"title {count}"), "Title")
    for count in reversed(range(4999)):
        history.undo()
        assert history.document.title == f"title {count}"
    assert history.undo() == "Title"
    assert history.undo() is None
    assert content(history.document) == content(FULL)


@pytest.mark.parametrize("value", [-0.0, float("nan")])
def test_a_zero_of_the_other_sign_is_a_change_and_the_same_nan_is_none(value: float) -> None:
    history = History(edits.move_point(FULL, "x", 0.0))
    history.apply(edits.move_point(history.document, "x", value), "Move the point")
    assert history.undo_label == "Move the point"
    assert history.modified
    history.mark_saved()
    history.apply(edits.move_point(history.document, "x", float(str(value))), "Once more")
    assert history.undo_label == "Move the point"
    assert not history.modified
    history.undo()
    assert repr(history.document.point[0].value) == "0.0"


def test_what_no_file_holds_is_modified_until_it_is_saved() -> None:
    history = History(FULL)
    history.mark_unsaved()
    assert history.modified
    history.mark_saved()
    assert not history.modified


def moved(history: History, *places: float) -> None:
    for place in places:
        history.apply(edits.move_point(history.document, "x", place), "Move the point", merge="x")


@pytest.mark.parametrize("places", [(1.0, 2.0), (1.0, -2.0), (1.0, -2.0, 3.0), ()])
def test_a_drag_given_up_leaves_undo_and_redo_as_they_were(places: tuple[float, ...]) -> None:
    history = History(FULL)
    history.apply(edits.set_title(history.document, "first"), "Title")
    history.apply(edits.set_guess(history.document, -9.0), "Guess")
    history.undo()
    mark = history.mark()
    moved(history, *places)
    history.give_up(mark)
    assert history.document.point == FULL.point
    assert (history.undo_label, history.redo_label) == ("Title", "Guess")
    history.redo()
    assert (history.document.guess, history.document.title) == (-9.0, "first")


def test_a_drag_does_not_go_on_with_the_burst_before_it() -> None:
    history = History(FULL)
    moved(history, 1.0)
    mark = history.mark()
    moved(history, 2.0)
    history.give_up(mark)
    assert history.document.point[0].value == 1.0
    history.undo()
    assert history.document.point[0].value == -2.0


def test_what_came_from_elsewhere_during_a_drag_can_be_done_again() -> None:
    history = History(FULL)
    mark = history.mark()
    moved(history, 1.0)
    history.apply(edits.remove_item(history.document, 2), "Remove")
    history.give_up(mark)
    assert (history.undo_label, history.redo_label) == ("Move the point", "Remove")


def test_to_give_up_takes_no_step_from_before_the_drag() -> None:
    history = History(FULL)
    history.apply(edits.set_title(FULL, "first"), "Title")
    mark = history.mark()
    moved(history, 1.0)
    history.undo()
    history.undo()
    history.give_up(mark)
    assert (history.undo_label, history.redo_label) == (None, "Title")
