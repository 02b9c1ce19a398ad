from __future__ import annotations

import pytest

from gradexplorer.model import edits
from gradexplorer.model.document import Coordinate, Document, Expression, Role, View
from gradexplorer.model.reading import begin, complete, read_document, tidy, turn
from gradexplorer.model.session import dumps, loads


def document(*texts: str, **point: float) -> Document:
    items = tuple(Expression(id=id, text=text) for id, text in enumerate(texts, 1))
    coordinates = tuple(Coordinate(name=name, value=value) for name, value in point.items())
    return complete(Document(items=items, view=View(selected=1), point=coordinates))[0]


def names(document: Document) -> tuple[tuple[str, ...], tuple[str, ...]]:
    reading = complete(document)[1]
    assert reading.function is not None
    return reading.function.variables, reading.sheet.sliders


def test_a_slider_becomes_a_variable_and_back_with_its_number() -> None:
    begun = edits.set_slider(document("a x^2", "a + x", x=3.0), "a", value=2.5)
    turned = turn(begun, "a", True)
    assert names(turned) == (("x", "a"), ())
    assert {one.name: one.value for one in turned.point} == {"x": 3.0, "a": 2.5}
    moved = edits.move_point(turned, "a", 4.0)
    back = turn(moved, "a", False)
    assert names(back) == (("x",), ("a",))
    assert back.roles == ()
    assert next(one.value for one in back.sliders if one.name == "a") == 4.0


def test_a_variable_becomes_a_slider_and_back() -> None:
    begun = document("x^2 + 2y^2", x=1.0, y=-2.0)
    turned = turn(begun, "y", False)
    assert names(turned) == (("x",), ("y",))
    assert turned.roles == (Role(name="y", variable=False),)
    assert next(one.value for one in turned.sliders if one.name == "y") == -2.0
    assert turn(turned, "y", True).roles == ()
    assert names(turn(turned, "y", True)) == (("x", "y"), ())


def test_an_argument_and_a_name_that_a_line_sets() -> None:
    assert names(turn(document("h(x, y) = x y"), "y", False)) == (("x",), ("y",))
    begun = document("a x", "a = 4")
    assert names(begun) == (("x",), ("a",))
    turned = turn(begun, "a", True)
    assert names(turned) == (("x", "a"), ())
    assert {one.name: one.value for one in complete(turned)[0].point}["a"] == 4.0


def test_a_vector_is_no_slider() -> None:
    with pytest.raises(ValueError, match="x is a vector, and a slider is one number"):
        turn(document("x[0] + x[1]"), "x", False)


def test_roles_are_saved_and_files_without_them_open() -> None:
    turned = turn(document("a x"), "a", True)
    assert loads(dumps(turned)) == turned
    assert b"roles" not in dumps(document("a x"))
    gone = edits.set_text(turned, 1, "x")
    assert tidy(gone).roles == ()


def test_the_numbers_of_a_program_are_its_point_until_a_person_moves_it() -> None:
    text = "x = torch.tensor(3.0)\ny = x\nfor i in range(2):\n    y = y*y"
    opened = document(text)
    assert [(one.name, one.value) for one in opened.point] == [("x", 3.0)]
    moved = edits.move_point(opened, "x", 1.0)
    typed = edits.set_text(moved, 1, text + " + 1")
    assert begin(typed, 1, moved).point == moved.point
    other = edits.set_text(moved, 1, text.replace("3.0", "5.0"))
    assert begin(other, 1, moved).point == (Coordinate(name="x", value=5.0),)


def test_roles_reach_every_line() -> None:
    reading = read_document(turn(document("a x^2", "a^2 x"), "a", True))
    assert [set(entry.function.variables) for entry in reading.sheet.entries.values() if entry.function] == [
        {"x", "a"},
        {"x", "a"},
    ]
