"""Damaged session files: what can be read is opened, and what cannot is named with its place."""

from __future__ import annotations

import json
from pathlib import Path
from random import Random
from typing import Any

import pytest

from gradexplorer.model import check, demos, salvage, session
from gradexplorer.model.document import Column, Coordinate, Data, Document, Expression
from gradexplorer.model.history import same_content
from gradexplorer.model.mending import Loss
from gradexplorer.model.reading import complete
from gradexplorer.model.session import SessionError
from tests.model import damage

SESSIONS = Path(__file__).parents[1] / "data" / "sessions"
KEPT = SESSIONS / "version-1.gradx"
DAMAGED = 1000


def bases() -> list[bytes]:
    """Sound files of several kinds: the kept ones as they are and as they are written today, and every demo."""
    kept = [path.read_bytes() for path in sorted(SESSIONS.glob("*.gradx"))]
    return kept + [session.dumps(session.loads(content)) for content in kept] + [
        session.dumps(demos.load(name)) for name in demos.names()
    ]  # fmt: skip


def written(document: Any) -> bytes:
    return json.dumps({"format": "gradx", "version": 1, "document": document}).encode()


def sound(document: Document) -> bool:
    """Whether a document can be saved, read again the same, and be worked with."""
    assert not list(check.problems(document))
    assert repr(session.loads(session.dumps(document))) == repr(document)
    complete(document)
    return True


def read(content: bytes) -> tuple[Document, tuple[Loss, ...], SessionError | None]:
    """The document and its losses, or why there is none."""
    try:
        return *salvage.loads(content), None
    except SessionError as error:
        return Document(), (), error


@pytest.mark.parametrize("share", range(4))
def test_a_thousand_damaged_files_each_open_or_say_where(share: int) -> None:
    files, opened = bases(), 0
    for seed in range(share, DAMAGED, 4):
        random = Random(seed)
        way = damage.WAYS[seed // 4 % len(damage.WAYS)]
        content = way(random.choice(files), random)
        document, losses, refused = read(content)
        if refused is not None:
            assert refused.place or not content.rstrip().endswith(b"}"), (seed, str(refused))
            continue
        assert sound(document), seed
        assert all(loss.place and loss.message.endswith(".") for loss in losses), seed
        if not losses:
            # Nothing is said where the change gave another sound file: a letter of a text, a digit, a field less.
            assert repr(session.loads(content)) == repr(document), seed
        opened += 1
    assert opened >= 0.85 * DAMAGED / 4


def test_one_bit_anywhere_loses_one_piece_at_most() -> None:
    content = session.dumps(session.load(KEPT))
    whole = session.loads(content)
    worst = 0
    for at in range(0, len(content), 7):
        damaged = bytearray(content)
        damaged[at] ^= 1 << (at % 7)
        document, losses, refused = read(bytes(damaged))
        if refused is not None:
            assert refused.place == "$.version", (at, str(refused))
            continue
        assert sound(document)
        worst = max(worst, len(losses))
        changed = [
            name
            for name in ("title", "summary", "sliders", "roles", "point", "run", "show", "guess", "scenes", "items")
            if repr(getattr(document, name)) != repr(getattr(whole, name))
        ]
        # A lost item takes what names it along: the scenes and the view.
        assert len([name for name in changed if name != "scenes" or "items" not in changed]) <= 1, (at, changed, losses)
    assert worst <= 8


def test_a_sound_file_loses_nothing() -> None:
    for content in bases():
        assert salvage.loads(content) == (session.loads(content), ()) or b"nan" in content
        assert salvage.loads(content).losses == ()


X = {"type": "expression", "id": 1, "text": "x"}
D = {"type": "data", "id": 2, "name": "D", "columns": [{"name": "x", "values": [1, 2]}]}


@pytest.mark.parametrize(
    ("document", "said", "kept"),
    [
        (
            {"items": [X], "run": {"steps": 7, "step_size": "fast"}},
            "$.document.run.step_size: Here must stand a number, not a text. The default is used.",
            lambda d: (d.run.steps, d.run.step_size) == (7, 0.05),
        ),
        (
            {"items": [X, {"type": "expression", "id": 2}, {**X, "id": 3, "text": "y"}]},
            "$.document.items[1]: “text” is missing here. $.document.items[1] is left out.",
            lambda d: [item.text for item in d.items] == ["x", "y"],
        ),
        (
            {"items": [X, {**X, "text": "y"}]},
            "$.document.items[1].id: The id 1 is used by two items. The item has the id 2 now.",
            lambda d: [(item.id, item.text) for item in d.items] == [(1, "x"), (2, "y")],
        ),
        (
            {"items": [{"type": "expression", "text": "x"}, {**D, "id": 9}]},
            "$.document.items[0].id: Here must stand a whole number. The item has the id 10 now.",
            lambda d: [item.id for item in d.items] == [10, 9],
        ),
        (
            {"items": [{"id": 1, "text": "x"}]},
            "$.document.items[0].type: There is no such type of item. It is read as “expression”.",
            lambda d: d.items == (Expression(id=1, text="x"),),
        ),
        (
            {"items": [{**D, "columns": [{"name": "x", "values": [1, "much", 3]}]}]},
            "$.document.items[0].columns[0].values[1]: Here must stand a number, not a text. nan stands there now.",
            lambda d: repr(d.items[0].columns[0].values) == "(1.0, nan, 3.0)",
        ),
        (
            {"items": [{**D, "columns": [{"name": "x", "values": [1, 2]}, {"name": "y", "values": [3]}]}]},
            "$.document.items[0].columns[1].values: The column “y” has 1 values, “x” has 2."
            " nan fills each column to 2 values.",
            lambda d: repr(d.items[0].columns[1].values) == "(3.0, nan)",
        ),
        (
            {"items": [D, {**D, "id": 3}]},
            "$.document.items[1].name: Two data items are called “D”. It is called “D2” now.",
            lambda d: [item.name for item in d.items] == ["D", "D2"],
        ),
        (
            {"sliders": [{"name": "a", "value": 9, "low": 3, "high": 2}]},
            "$.document.sliders[0]: A range goes from a finite number to a greater one, not from 3.0 to 2.0."
            " It goes from -5 to 9 now.",
            lambda d: (d.sliders[0].value, d.sliders[0].low, d.sliders[0].high) == (9.0, -5.0, 9.0),
        ),
        (
            {"point": [{"name": "x", "value": 1}, {"name": "y", "value": 10**400}]},
            "$.document.point[1].value: This number is too large. $.document.point[1] is left out.",
            lambda d: d.point == (Coordinate(name="x", value=1.0),),
        ),
        (
            {"titel": "mine", "run": {"stepz": 3}},
            "$.document.run: “steps” is misspelt here; it is read all the same.",
            lambda d: d.run.steps == 3,
        ),
        (
            {"view": {"mode": "guess", "speed": 3}},
            "$.document.view.mode: Here must stand one of descend, explore, graph. The default is used.",
            lambda d: (d.view.mode, d.view.speed) == ("explore", 3.0),
        ),
        (
            {"items": [X], "view": {"selected": 7}, "scenes": [{"caption": "c", "visible": [1, 8]}]},
            "$.document.scenes[0].visible[1]: There is no item 8. $.document.scenes[0].visible[1] is left out.",
            lambda d: d.scenes[0].visible == (1,) and d.view.selected is None,
        ),
        (
            {"items": [X, 5, None, {**X, "id": 4}]},
            "$.document.items[2]: Here must stand an object, not null. $.document.items[2] is left out.",
            lambda d: [item.id for item in d.items] == [1, 4],
        ),
    ],
)
def test_a_piece_is_named_and_the_rest_kept(document: Any, said: str, kept: Any) -> None:
    opened = salvage.loads(written(document))
    assert said in [str(loss) for loss in opened.losses]
    assert kept(opened.document)
    assert sound(opened.document)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        (b'"text": "nan"', b'"text": "nan', "line"),
        (b'"title"', b'title"', "line"),
        (b'"guess": -9.0', b'"guess": -9.0x', "$.document.guess"),
        (b'"guess": -9.0', b'"guess"; -9.0', "line"),
        (b'"guess": -9.0,', b'"guess": -9.0', "line"),
        (b'"steps": 250', b'"steps": ' + b"9" * 5000, "$.document.run.steps"),
        (b'"high": 1e300', b'"high": 1e999', "$.document.sliders[0].high"),
        (b'"caption": "All of it."', b'"caption": "All \xff of it."', "line"),
        (b'\n  "sliders": [\n', b'\n  "sliders": #\n', "line"),
    ],
)
def test_a_fault_of_the_text_costs_no_other_piece(old: bytes, new: bytes, place: str) -> None:
    content = session.dumps(session.load(KEPT))
    assert content.count(old) == 1
    document, losses = salvage.loads(content.replace(old, new))
    assert len(losses) == 1
    assert losses[0].place.startswith(place)
    whole = session.loads(content)
    for name in ("items", "point", "view", "roles"):
        assert repr(getattr(document, name)) == repr(getattr(whole, name)), name


def test_a_cut_file_has_all_that_came_before_the_cut() -> None:
    content = session.dumps(session.load(KEPT))
    document, losses = salvage.loads(content[: content.index(b'"guess"')])
    assert [str(loss) for loss in losses] == ["line 88: The file ends here; what followed is lost."]
    whole = session.loads(content)
    for name in ("title", "items", "sliders", "point", "run", "show"):
        assert repr(getattr(document, name)) == repr(getattr(whole, name)), name


def test_a_file_with_a_mark_of_its_encoding_is_sound() -> None:
    content = session.dumps(Document(title="t"))
    assert salvage.loads(b"\xef\xbb\xbf" + content) == (Document(title="t"), ())


@pytest.mark.parametrize(
    ("content", "place", "sentence"),
    [
        (b"", "", "The file is no JSON, or only a part of one."),
        (bytes(5000), "", "The file is no JSON"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "line", "The file is no JSON"),
        (b"[" * 200_000, "line 1", "Brackets are nested too deeply here."),
        (b'{"a":' * 200_000, "line 1", "Brackets are nested too deeply here."),
        (b"[]", "$.format", "This is no gradexplorer session."),
        (b'{"format": "else", "version": 1, "document": {"title": "t"}}', "$.format", "This is no gradexplorer"),
        (b'{"format": "gradx", "version": 1}', "$.document", "Here must stand an object, not null."),
        (b'{"format": "gradx", "version": 2, "document": {}}', "$.version", "This file has version 2"),
        (b'{"format": "gradx", "version": 2, "document": {', "$.version", "This file has version 2"),
    ],
)
def test_what_is_no_session_is_refused(content: bytes, place: str, sentence: str) -> None:
    with pytest.raises(SessionError) as caught:
        salvage.loads(content)
    assert caught.value.place.startswith(place)
    assert caught.value.message.startswith(sentence)


def test_a_damaged_head_is_told_and_the_document_opened() -> None:
    content = session.dumps(Document(title="t"))
    for old, new in ((b'"gradx"', b'"grady"'), (b'"version": 1', b'"version": true')):
        document, losses = salvage.loads(content.replace(old, new))
        assert document.title == "t"
        assert [loss.place for loss in losses] == ["$.format" if b"y" in new else "$.version"]


def test_an_error_names_the_file(tmp_path: Path) -> None:
    path = tmp_path / "bad.gradx"
    path.write_bytes(b"{")
    with pytest.raises(SessionError, match=r"bad\.gradx"):
        salvage.load(path)
    path.write_bytes(written({"run": {"steps": []}}))
    assert salvage.load(path).losses == (
        Loss("$.document.run.steps", "Here must stand a whole number, not a list. The default is used."),
    )


def test_many_faults_are_told_in_time_that_grows_with_the_file() -> None:
    values = ["bad"] * 100_000
    document = {
        "items": [{**D, "columns": [{"name": "x", "values": values}]}, *({**X, "text": "y"} for _ in range(900))]
    }
    opened = salvage.loads(written(document))
    assert len(opened.losses) == 100_899
    assert isinstance(opened.document.items[0], Data)
    assert len({item.id for item in opened.document.items}) == 901
    assert not same_content(opened.document, Document())


def test_a_long_column_in_a_damaged_file_is_read_in_time_that_grows_with_it() -> None:
    values = tuple(map(float, range(400_000)))
    column = Data(id=1, name="D", columns=(Column(name="x", values=values),))
    content = session.dumps(Document(items=(column, Expression(id=2, text="x^2"))))
    damaged = content.replace(b'"text": "x^2"', b'"text": "x^2', 1)
    assert damaged != content
    document, losses = salvage.loads(damaged)
    assert document.items[0] == column
    assert len(losses) == 1


def test_many_empty_lines_behind_a_fault_are_passed_in_time_that_grows_with_them() -> None:
    content = session.dumps(Document(items=(Expression(id=1, text="x^2"), Expression(id=2, text="y"))))
    damaged = content.replace(b'"text": "x^2"', b'"text": ?' + 300_000 * b"\n" + 40 * b" " + b"?", 1)
    assert len(damaged) > len(content) + 299_000
    document, losses = salvage.loads(damaged)
    assert [item.id for item in document.items] == [2]
    assert losses


def test_strays_in_every_line_are_passed_in_time_that_grows_with_them() -> None:
    content = b'{"format": "gradx",\n' + b'x   "a": 1,\n' * 200_000 + b'"b": 2'
    with pytest.raises(SessionError, match="no JSON"):
        salvage.loads(content)
