from __future__ import annotations

import math
from typing import Any

import pytest

from gradexplorer.model import check, edits
from gradexplorer.model.document import (
    Column,
    Coordinate,
    Data,
    Document,
    Expression,
    Pin,
    Run,
    Scene,
    Show,
    Slider,
    View,
)

TWO = Document(
    items=(Expression(id=1, text="x^2"), Expression(id=5, text="x^3", colour=1)),
    point=(Coordinate(name="x", value=-2.0),),
    view=View(selected=1),
)


def ids(document: Document) -> list[int]:
    return [item.id for item in document.items]


def test_a_new_expression_has_a_free_id_and_colour_and_is_selected() -> None:
    after = edits.add_expression(TWO, "sin x")
    assert after.items[-1] == Expression(id=6, text="sin x", colour=2)
    assert after.view.selected == 6


def test_a_new_expression_goes_behind_the_one_named() -> None:
    assert ids(edits.add_expression(TWO, after=1)) == [1, 6, 5]


def test_a_colour_given_up_is_the_next_one_given() -> None:
    assert edits.add_expression(edits.remove_item(TWO, 1)).items[-1] == Expression(id=6, text="", colour=0)


def test_the_first_expression_of_an_empty_document() -> None:
    assert edits.add_expression(Document()).items == (Expression(id=1, text=""),)


def test_text_visibility_and_colour_change_one_expression() -> None:
    after = edits.set_colour(edits.set_visible(edits.set_text(TWO, 5, "cos x"), 5, False), 5, 3)
    assert after.items == (TWO.items[0], Expression(id=5, text="cos x", colour=3, visible=False))


def test_line_style_and_label_change_one_expression() -> None:
    after = edits.set_label(edits.set_stroke(TWO, 5, "dot"), 5, "the cubic")
    assert after.items == (TWO.items[0], Expression(id=5, text="x^3", colour=1, stroke="dot", label="the cubic"))
    hidden = edits.set_label(after, 5, shown=False)
    assert hidden.items[1] == Expression(id=5, text="x^3", colour=1, stroke="dot", label="the cubic", labelled=False)
    with pytest.raises(ValueError, match="60 characters at most, not 61"):
        edits.set_label(TWO, 5, "x" * 61)


def test_points_are_pinned_moved_and_let_go() -> None:
    pinned = edits.add_pin(edits.add_pin(edits.add_pin(TWO, 5, 1.0), 1, 2.0), 1, 3.0)
    assert pinned.pins == (Pin(item=5, x=1.0), Pin(item=1, x=2.0), Pin(item=1, x=3.0))
    assert edits.move_pin(pinned, 1, -4.0).pins == (pinned.pins[0], Pin(item=1, x=-4.0), pinned.pins[2])
    chosen = edits.set_view(pinned, pin=1)
    for removed, left in ((0, 0), (1, -1), (2, 1)):
        after = edits.remove_pin(chosen, removed)
        assert after.pins == pinned.pins[:removed] + pinned.pins[removed + 1 :]
        assert after.view.pin == left
    for missing in (-1, 3):
        with pytest.raises(IndexError, match="no pinned point"):
            edits.move_pin(pinned, missing, 0.0)
        with pytest.raises(IndexError, match="no pinned point"):
            edits.remove_pin(pinned, missing)
    with pytest.raises(ValueError, match="no item 9"):
        edits.add_pin(TWO, 9, 0.0)


def test_a_removed_expression_takes_its_pinned_points_along() -> None:
    pinned = edits.set_view(edits.add_pin(edits.add_pin(TWO, 5, 1.0), 1, 2.0), pin=1)
    after = edits.remove_item(pinned, 5)
    assert (after.pins, after.view.pin) == ((Pin(item=1, x=2.0),), -1)
    assert not list(check.problems(after))


def test_no_more_points_are_pinned_than_may_be() -> None:
    document = TWO
    for count in range(50):
        document = edits.add_pin(document, 1, float(count))
    with pytest.raises(ValueError, match="No more than 50 points"):
        edits.add_pin(document, 1, 50.0)


@pytest.mark.parametrize(("typed", "held"), [(30.0, 30.0), (270.0, -90.0), (-540.0, 180.0), (720.5, 0.5), (None, None)])
def test_a_direction_is_an_angle_of_one_turn(typed: float | None, held: float | None) -> None:
    kept = edits.set_direction(TWO, typed).direction
    assert kept == held or abs(kept) == held  # 180 and −180 are one


@pytest.mark.parametrize("degrees", [math.nan, math.inf])
def test_a_direction_without_an_angle_is_refused(degrees: float) -> None:
    with pytest.raises(ValueError, match="finite angle"):
        edits.set_direction(TWO, degrees)


def test_a_new_guess_keeps_the_slope_back() -> None:
    shown = edits.set_revealed(edits.set_guess(TWO, 1.0), True)
    assert edits.set_guess(shown, 2.0).revealed
    assert not edits.set_guess(shown, None).revealed
    assert not edits.set_guess(edits.set_guess(shown, None), 1.0).revealed
    assert not edits.set_guess(edits.set_revealed(TWO, True), 1.0).revealed


@pytest.mark.parametrize("length", [0.0, -1.0, math.inf, math.nan])
def test_what_is_no_length_of_a_tangent(length: float) -> None:
    with pytest.raises(ValueError, match="finite number greater than 0"):
        edits.set_show(TWO, tangent_length=length)


@pytest.mark.parametrize(("removed", "selected"), [(1, 5), (5, 1)])
def test_removing_the_selected_item_selects_its_neighbour(removed: int, selected: int) -> None:
    after = edits.remove_item(edits.set_view(TWO, selected=removed), removed)
    assert after.view.selected == selected
    assert edits.remove_item(after, selected).view.selected is None


def test_scenes_forget_a_removed_item() -> None:
    scenes = (Scene(caption="both", selected=5, visible=(1, 5)),)
    after = edits.remove_item(edits.set_title(Document(items=TWO.items, scenes=scenes), "t"), 5)
    assert after.scenes == (Scene(caption="both", visible=(1,)),)
    assert not list(check.problems(after))


@pytest.mark.parametrize(("index", "order"), [(0, [5, 1]), (1, [1, 5]), (9, [1, 5]), (-3, [5, 1])])
def test_moving_an_item(index: int, order: list[int]) -> None:
    assert ids(edits.move_item(TWO, 5, index)) == order


def test_a_data_item_and_its_faults() -> None:
    after = edits.add_data(TWO, "D", [Column(name="x", values=(1.0, 2.0))])
    assert after.items[-1] == Data(id=6, name="D", columns=(Column(name="x", values=(1.0, 2.0)),))
    with pytest.raises(ValueError, match="Two data items are called “D”"):
        edits.add_data(after, "D", [Column(name="x", values=())])
    uneven = [Column(name="x", values=(1.0,)), Column(name="y", values=())]
    with pytest.raises(ValueError, match="“y” has 0 values, “x” has 1"):
        edits.set_data(after, 6, columns=uneven)
    with pytest.raises(ValueError, match="holds no data"):
        edits.set_data(after, 1, name="E")
    with pytest.raises(ValueError, match="is no expression"):
        edits.set_text(after, 6, "x")


def test_an_id_that_is_not_there() -> None:
    for edit in (lambda: edits.set_text(TWO, 9, ""), lambda: edits.remove_item(TWO, 9)):
        with pytest.raises(KeyError, match="no item 9"):
            edit()


def test_a_slider_is_made_moved_and_widened() -> None:
    made = edits.set_slider(TWO, "a")
    assert made.sliders == (Slider(name="a", value=1.0),)
    assert edits.set_slider(made, "a", 2.5).sliders == (Slider(name="a", value=2.5),)
    assert edits.set_slider(made, "a", 12.0).sliders == (Slider(name="a", value=12.0, high=12.0),)
    assert edits.set_slider(made, "a", low=2.0).sliders == (Slider(name="a", value=2.0, low=2.0),)
    assert edits.set_slider(made, "a", math.inf).sliders == (Slider(name="a", value=math.inf),)
    assert edits.remove_slider(made, "a").sliders == ()


def test_a_slider_needs_a_range() -> None:
    for low, high in ((1.0, 1.0), (2.0, 1.0), (0.0, math.inf), (math.nan, 1.0)):
        with pytest.raises(ValueError, match="A range goes from"):
            edits.set_slider(TWO, "a", low=low, high=high)


def test_the_point_as_a_whole() -> None:
    after = edits.set_point(TWO, {"x": (-5.0, -2.0), "y": 1.0})
    assert after.point == (Coordinate(name="x", value=(-5.0, -2.0)), Coordinate(name="y", value=1.0))
    assert edits.set_point(TWO, after.point).point == after.point


def test_one_coordinate_and_one_component() -> None:
    document = edits.set_point(TWO, {"x": (5.0, 2.0), "m": ((1.0, 2.0), (3.0, 4.0)), "t": 0.0})
    assert edits.move_point(document, "t", 1.5).point[2].value == 1.5
    assert edits.move_point(document, "x[1]", 1.92).point[0].value == (5.0, 1.92)
    assert edits.move_point(document, "m[1][0]", -3.0).point[1].value == ((1.0, 2.0), (-3.0, 4.0))
    assert edits.move_point(document, "new", 1.0).point[3] == Coordinate(name="new", value=1.0)
    for bad in ("x[2]", "t[0]", "m[0]", "m[0][2]", "x[0][0]", "q[0]"):
        with pytest.raises(ValueError, match="The point has no"):
            edits.move_point(document, bad, 0.0)


@pytest.mark.parametrize("value", [(), ((),), ((1.0,), (1.0, 2.0)), (1.0, (2.0,))])
def test_what_is_no_value_of_a_coordinate(value: Any) -> None:
    with pytest.raises(ValueError, match=r"empty list|same length|not both"):
        edits.move_point(TWO, "x", value)


def test_the_point_is_filled_up_for_a_function() -> None:
    assert edits.fit_point(TWO, ("x",), {}) is TWO
    filled = edits.fit_point(TWO, ("x", "y"), {"x": 2, "y": 3})
    assert filled.point == (Coordinate(name="x", value=(-2.0, 1.0)), Coordinate(name="y", value=(1.0, 1.0, 1.0)))
    longer = edits.set_point(TWO, {"x": (1.0, 2.0, 3.0)})
    assert edits.fit_point(longer, ("x",), {"x": 2}) is longer


def test_settings_change_by_name() -> None:
    assert edits.set_run(TWO, step_size=0.07, steps=200).run == Run(step_size=0.07, steps=200)
    assert edits.set_show(TWO, newton=True).show == Show(newton=True)
    with pytest.raises(ValueError, match="from 1 to 6, not 7"):
        edits.set_show(TWO, taylor_order=7)
    assert edits.set_guess(TWO, -9.0).guess == -9.0
    assert edits.set_view(TWO, playhead=3).view == View(selected=1, playhead=3)
    with pytest.raises(TypeError):
        edits.set_run(TWO, learning_rate=1.0)


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [({"steps": -1}, "between 0 and 1,000,000"), ({"optimizer": "Magic"}, "no optimizer “Magic” here; known: SGD")],
)
def test_a_run_that_cannot_be(changes: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        edits.set_run(TWO, **changes)


@pytest.mark.parametrize(
    "changes",
    [
        {"selected": 9},
        {"playhead": -1},
        {"x_range": (1.0, 0.0)},
        {"axes": (1, 1)},
        {"speed": 0.0},
        {"graph_step": -2},
        {"scene": 0},
        {"pin": 0},
        {"x_scale": "square"},
        {"y_ticks": "degrees"},
    ],
)
def test_a_view_that_cannot_be(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r".+"):
        edits.set_view(TWO, **changes)


def test_a_scene_changes_what_it_names_and_takes_the_guess_away() -> None:
    first = Scene(
        caption="one",
        mode="descend",
        selected=5,
        visible=(5,),
        point=(Coordinate(name="x", value=3.0),),
        sliders=(Slider(name="a", value=2.0),),
        run=Run(step_size=0.1),
        show=Show(tangent=False),
        guess=-9.0,
        playhead=4,
        x_range=(0.0, 1.0),
    )
    document = Document(items=TWO.items, sliders=(Slider(name="b", value=0.0),), scenes=(first, Scene(caption="two")))
    one = edits.apply_scene(document, 0)
    assert [item.visible for item in one.items if isinstance(item, Expression)] == [False, True]
    assert (one.point, one.run, one.show, one.guess) == (first.point, first.run, first.show, -9.0)
    assert [slider.name for slider in one.sliders] == ["b", "a"]
    assert one.view == View(mode="descend", selected=5, playhead=4, x_range=(0.0, 1.0), scene=0)
    two = edits.apply_scene(one, 1)
    assert two.guess is None
    assert (two.items, two.point, two.run) == (one.items, one.point, one.run)
    assert two.view.scene == 1
    with pytest.raises(IndexError):
        edits.apply_scene(document, 2)
