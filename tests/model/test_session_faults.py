from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from gradexplorer.model import session
from gradexplorer.model.document import Document, Expression, Run
from gradexplorer.model.session import SessionError

KEPT = Path(__file__).parents[1] / "data" / "sessions" / "version-1.gradx"


def written(document: Any) -> bytes:
    return json.dumps({"format": "gradx", "version": 1, "document": document}).encode()


def items(*plain: dict[str, Any]) -> dict[str, Any]:
    return {"items": list(plain)}


X = {"type": "expression", "id": 1, "text": "x"}
D = {"type": "data", "id": 2, "name": "D", "columns": [{"name": "x", "values": [1]}]}


@pytest.mark.parametrize(
    ("document", "place", "sentence"),
    [
        ({"run": {"step_size": "fast"}}, ".run.step_size", "Here must stand a number, not a text."),
        ({"run": {"steps": 1.5}}, ".run.steps", "Here must stand a whole number, not a number."),
        ({"run": {"steps": -1}}, ".run.steps", "A run has between 0 and 1,000,000 steps, not -1."),
        ({"run": {"optimizer": "Magic"}}, ".run.optimizer", "There is no optimizer “Magic” here; known: SGD."),
        ({"run": {"zero_grad": 1}}, ".run.zero_grad", "Here must stand true or false, not a whole number."),
        (
            {"show": {"taylor_order": 0}},
            ".show.taylor_order",
            "A Taylor polynomial has an order from 1 to 6, not 0.",
        ),
        (
            {"scenes": [{"caption": "", "show": {"taylor_order": 7}}]},
            ".scenes[0].show.taylor_order",
            "A Taylor polynomial has an order from 1 to 6, not 7.",
        ),
        ({"title": None}, ".title", "Here must stand a text, not null."),
        ([], "", "Here must stand an object, not a list."),
        (None, "", "Here must stand an object, not null."),
        ({"items": {}}, ".items", "Here must stand a list, not an object."),
        (items({"type": "expression", "text": "x"}), ".items[0]", "“id” is missing here."),
        (items(X, {"id": 2, "text": "y"}), ".items[1]", "“type” is missing here."),
        (items({"type": "picture"}), ".items[0].type", "Invalid value 'picture'."),
        (items(X, X), ".items[1].id", "The id 1 is used by two items."),
        (items({**X, "colour": -1}), ".items[0].colour", "A colour is an index from 0 on."),
        (items(X, D, {**D, "id": 3}), ".items[2].name", "Two data items are called “D”."),
        (items({**D, "columns": []}), ".items[0].columns", "The data item “D” has no columns."),
        (
            items(X, {**D, "columns": [{"name": "x", "values": [1, 2]}, {"name": "y", "values": [1]}]}),
            ".items[1].columns[1].values",
            "The column “y” has 1 values, “x” has 2.",
        ),
        (
            items({**D, "columns": [{"name": "x", "values": []}, {"name": "x", "values": []}]}),
            ".items[0].columns[1].name",
            "Two columns are called “x”.",
        ),
        (
            items({**D, "columns": [{"name": "x", "values": [0, "infinite"]}]}),
            ".items[0].columns[0].values[1]",
            "Here must stand a number, not a text.",
        ),
        (items({**D, "name": "2 D"}), ".items[0].name", "“2 D” is no name: a letter, then letters, digits and _."),
        (
            {"point": [{"name": "x", "value": 1}, {"name": "x", "value": 2}]},
            ".point[1].name",
            "The point has two coordinates called “x”.",
        ),
        (
            {"point": [{"name": "", "value": 1}]},
            ".point[0].name",
            "“” is no name: a letter, then letters, digits and _.",
        ),
        ({"point": [{"name": "x", "value": []}]}, ".point[0].value", "An empty list is no value."),
        (
            {"point": [{"name": "x", "value": [1, [2]]}]},
            ".point[0].value",
            "A list holds either numbers or rows, not both.",
        ),
        (
            {"point": [{"name": "x", "value": [[1], [2, 3]]}]},
            ".point[0].value",
            "The rows of a matrix have the same length.",
        ),
        (
            {"point": [{"name": "x", "value": "much"}]},
            ".point[0].value",
            "Here must stand a number or a list, not a text.",
        ),
        (
            {"sliders": [{"name": "a", "value": 1, "low": 2, "high": 2}]},
            ".sliders[0]",
            "A range goes from a finite number to a greater one, not from 2.0 to 2.0.",
        ),
        (
            {"sliders": [{"name": "a", "value": 1}, {"name": "a", "value": 1}]},
            ".sliders[1].name",
            "Two sliders are called “a”.",
        ),
        ({"scenes": [{"caption": "", "selected": 7}]}, ".scenes[0].selected", "There is no item 7."),
        ({"scenes": [{"caption": "", "visible": [7]}]}, ".scenes[0].visible[0]", "There is no item 7."),
        ({"view": {"selected": 7}}, ".view.selected", "There is no item 7."),
        ({"view": {"mode": "guess"}}, ".view.mode", "Invalid enum value 'guess'."),
        ({"view": {"axes": [0, 0]}}, ".view.axes", "The axes are the indices of two different components, from 0 on."),
        (
            {"view": {"x_range": [0, "inf"]}},
            ".view.x_range",
            "A range goes from a finite number to a greater one, not from 0.0 to inf.",
        ),
        (
            {"view": {"x_range": [-1e308, 1e308]}},
            ".view.x_range",
            "The range from -1e+308 to 1e+308 is wider than any number.",
        ),
        ({"view": {"scene": 0}}, ".view.scene", "There is no scene 0 among 0."),
    ],
)
def test_a_fault_is_told_with_its_place(document: Any, place: str, sentence: str) -> None:
    with pytest.raises(SessionError) as caught:
        session.loads(written(document))
    assert (caught.value.place, caught.value.message) == ("$.document" + place, sentence)


@pytest.mark.parametrize(
    ("content", "place", "sentence"),
    [
        (b"", "", "The file is no JSON, or only a part of one."),
        (b'{"format": "gradx",\n "version": 1,\n "document": {', "", "The file is no JSON, or only a part of one."),
        (b'{"format": "gradx",\n "version": NaN}', "line 2", "The file is no JSON, or only a part of one."),
        (b"\xff\xfe\x00", "line 1", "The file is no JSON, or only a part of one."),
        (b"[" * 200_000, "", "The file is no JSON, or only a part of one."),
        (b"[]", "$.format", "This is no gradexplorer session."),
        (b'{"format": "png"}', "$.format", "This is no gradexplorer session."),
        (b'{"format": "gradx"}', "$.version", "The version is a whole number from 1 on."),
        (b'{"format": "gradx", "version": true}', "$.version", "The version is a whole number from 1 on."),
        (b'{"format": "gradx", "version": 1}', "$.document", "Here must stand an object, not null."),
        (
            b'{"format": "gradx", "version": 2, "document": {}}',
            "$.version",
            "This file has version 2; this gradexplorer reads up to version 1.",
        ),
    ],
)
def test_what_is_no_session(content: bytes, place: str, sentence: str) -> None:
    with pytest.raises(SessionError) as caught:
        session.loads(content)
    assert (caught.value.place, caught.value.message) == (place, sentence)


def test_unknown_keys_are_ignored() -> None:
    document = {
        "title": "t",
        "weather": {"x": [1]},
        "run": {"steps": 3, "warm": True},
        "items": [{**X, "font": "serif"}],
    }
    assert session.loads(written(document)) == Document(
        title="t", run=Run(steps=3), items=(Expression(id=1, text="x"),)
    )


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.gradx"
    path.write_bytes(written({"run": {"step_size": []}}))
    with pytest.raises(SessionError) as caught:
        session.load(path)
    assert str(caught.value) == f"{path} at $.document.run.step_size: Here must stand a number, not a list."


def test_files_that_cannot_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SessionError, match="cannot be read: No such file"):
        session.load(tmp_path / "none.gradx")
    with pytest.raises(SessionError, match="cannot be read: Is a directory"):
        session.load(tmp_path)
    monkeypatch.setattr(session, "MOST_BYTES", 10)
    with pytest.raises(SessionError, match="larger than"):
        session.load(KEPT)
