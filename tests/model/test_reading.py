"""A document read as mathematics."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from gradexplorer.model import edits, session
from gradexplorer.model.document import Column, Coordinate, Data, Document, Expression, Slider, View
from gradexplorer.model.reading import arrays, begin, complete, coordinates, read_document, slider_values, tidy


def document(*texts: str, selected: int | None = None, hidden: tuple[int, ...] = ()) -> Document:
    items = tuple(Expression(id=j, text=text, visible=j not in hidden) for j, text in enumerate(texts, 1))
    return Document(items=items, view=View(selected=selected))


def test_the_selected_function_is_the_active_one() -> None:
    reading = read_document(document("x^2", "x^3", selected=2))
    assert reading.active == 2
    assert reading.function is not None
    assert reading.entry is not None
    assert reading.entry.text == "x^3"


def test_else_the_first_that_is_visible() -> None:
    assert read_document(document("x^2", "x^3")).active == 1
    assert read_document(document("x^2", "x^3", hidden=(1,))).active == 2
    assert read_document(document("x^2", "x^3", hidden=(1, 2))).active == 1
    assert read_document(document("", "x^3", selected=1)).active == 2


def test_what_cannot_be_read_and_values_of_sliders_are_not_active() -> None:
    reading = read_document(document("x^^2", "a = 2", "a x", selected=1))
    assert reading.active == 3
    assert reading.sheet.entries[1].error is not None


def test_none_where_there_is_no_function() -> None:
    for texts in ((), ("",), ("a = 2",), ("x +",)):
        reading = read_document(document(*texts))
        assert (reading.active, reading.function, reading.entry) == (None, None, None)


def test_data_are_tables() -> None:
    data = Data(id=9, name="D", columns=(Column(name="x", values=(1.0, 2.0)),))
    made = Document(items=(data, Expression(id=1, text="mean(D.x)")))
    assert read_document(made).function is not None


def test_nobody_writes_into_the_columns_of_a_table() -> None:
    data = Data(id=9, name="D", columns=(Column(name="x", values=(1.0, 2.0)),))
    with pytest.raises(ValueError, match="read-only"):
        arrays(data)["x"][0] = 3.0
    assert arrays(data)["x"].tolist() == [1.0, 2.0]


def test_complete_gives_sliders_and_coordinates() -> None:
    made, reading = complete(document("a = 2", "a x[1] + b"))
    assert reading.active == 2
    assert {slider.name: slider.value for slider in made.sliders} == {"a": 2.0, "b": 1.0}
    assert [(at.name, len(at.value)) for at in made.point if isinstance(at.value, tuple)] == [("x", 2)]


def test_complete_leaves_what_is_there() -> None:
    present = Document(
        items=(Expression(id=1, text="a = 2"), Expression(id=2, text="a x")),
        sliders=(Slider(name="a", value=4.0),),
        point=(Coordinate(name="x", value=7.0),),
    )
    made, _ = complete(present)
    assert made == present
    assert complete(made)[0] == made


def test_coordinates_and_slider_values_are_those_that_the_function_uses() -> None:
    made, reading = complete(document("a = 2", "a x + b y", "c z"))
    assert reading.function is not None
    assert coordinates(made, reading.function) == {"x": 1.0, "y": 1.0}
    assert slider_values(made, reading.function) == {"a": 2.0, "b": 1.0}
    assert slider_values(Document(), reading.function) == {"a": 2.0, "b": 1.0}


def test_tidy_forgets_what_no_line_uses() -> None:
    document = Document(
        items=(Expression(id=1, text="a x^2"),),
        sliders=(Slider(name="a", value=2.0), Slider(name="i", value=1.0)),
        point=(Coordinate(name="x", value=1.0), Coordinate(name="s", value=1.0)),
    )
    tidied = tidy(document)
    assert [slider.name for slider in tidied.sliders] == ["a"]
    assert [coordinate.name for coordinate in tidied.point] == ["x"]


def test_tidy_keeps_everything_while_a_line_cannot_be_read() -> None:
    document = Document(
        items=(Expression(id=1, text="a x^"),),
        sliders=(Slider(name="a", value=2.0),),
        point=(Coordinate(name="x", value=1.0),),
    )
    assert tidy(document) is document


def test_a_vector_that_gives_no_single_value_becomes_its_first_number() -> None:
    vector = (Coordinate(name="x", value=(5.0, 2.0)),)
    document, _ = complete(Document(items=(Expression(id=1, text="x^2"),), point=vector))
    assert document.point[0].value == 5.0
    document, _ = complete(Document(items=(Expression(id=1, text="mean(x^2)"),), point=vector))
    assert document.point[0].value == (5.0, 2.0)


VECTOR = (1.0, 2.0, 3.0)


def with_vector(*texts: str, selected: int) -> Document:
    return replace(document(*texts, selected=selected), point=(Coordinate(name="x", value=VECTOR),))


@pytest.mark.parametrize("other", ["sum(x^2)", "x[2]^2", "dot(x, x)", "sum(x^2) +"])
def test_a_vector_stays_while_another_line_uses_it_or_may_use_it(other: str) -> None:
    made, reading = complete(with_vector(other, "x^2", selected=2))
    assert made.point == (Coordinate(name="x", value=VECTOR),)
    assert reading.function is not None
    assert coordinates(made, reading.function) == {"x": 1.0}
    opened, _ = complete(session.loads(session.dumps(made)))
    assert opened.point == made.point


@pytest.mark.parametrize("selected", [1, 2])
def test_what_is_selected_does_not_change_the_point(selected: int) -> None:
    made, _ = complete(document("x^2", "x[1]^2 + y", "z^2", selected=1))
    assert complete(edits.set_view(made, selected=selected))[0].point == made.point
    assert {at.name: at.value for at in made.point} == {"x": (1.0, 1.0), "y": 1.0, "z": 1.0}


def test_a_vector_goes_with_the_last_line_that_used_it() -> None:
    made, _ = complete(with_vector("sum(x^2)", "x^2", selected=2))
    made, _ = complete(edits.set_text(made, 1, "x^3"))
    assert made.point[0].value == 1.0


def test_of_two_vectors_only_the_useless_one_becomes_a_number() -> None:
    point = (Coordinate(name="x", value=(5.0, 2.0)), Coordinate(name="w", value=(3.0, 4.0)))
    made, _ = complete(replace(document("x^2 + sum(w^2)"), point=point))
    assert {at.name: at.value for at in made.point} == {"x": 5.0, "w": (3.0, 4.0)}


def test_vectors_that_fit_nothing_for_the_moment_stay() -> None:
    point = (Coordinate(name="x", value=(5.0, 2.0)), Coordinate(name="w", value=VECTOR))
    made, _ = complete(replace(document("dot(x, w)"), point=point))
    assert made.point == point


def test_a_number_for_a_vector_goes_to_its_first_component() -> None:
    made = with_vector("sum(x^2)", "x^2", selected=2)
    assert edits.move_component(made, "x", 7.0).point[0].value == (7.0, 2.0, 3.0)
    matrix = edits.set_point(made, {"x": ((1.0, 2.0), (3.0, 4.0))})
    assert edits.move_component(matrix, "x", 7.0).point[0].value == ((7.0, 2.0), (3.0, 4.0))
    assert edits.move_component(made, "x[1]", 7.0).point[0].value == (1.0, 7.0, 3.0)
    assert edits.move_component(made, "x", (4.0,)).point[0].value == (4.0,)


def test_a_program_that_begins_with_a_number_leaves_the_vector_of_another_line() -> None:
    before = with_vector("sum(x^2)", "", selected=2)
    typed = edits.set_text(before, 2, "x = 5.0\ny = x**2\ny.backward()")
    assert begin(typed, 2, before).point[0].value == (5.0, 2.0, 3.0)
    alone = edits.remove_item(typed, 1)
    assert begin(alone, 2, edits.remove_item(before, 1)).point[0].value == 5.0
