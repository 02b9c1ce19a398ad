from __future__ import annotations

import json
import math
import os
import stat
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given, strategies as st

from gradexplorer.model import check, files, salvage, session
from gradexplorer.model.document import (
    Column,
    Coordinate,
    Data,
    Document,
    Expression,
    Pin,
    Role,
    Run,
    Scene,
    Show,
    Slider,
    View,
)
from gradexplorer.model.session import SessionError

KEPT = Path(__file__).parents[1] / "data" / "sessions" / "version-1.gradx"
NAN, INF = math.nan, math.inf

# --- every document that can be -----------------------------------------------------------------------------------

text = st.text(st.characters(exclude_categories=("Cs",)), max_size=20)
name = st.from_regex(r"[a-zA-Zθ][a-z0-9_]{0,3}", fullmatch=True)
number = st.floats()
settings = st.one_of(st.floats(min_value=0), st.just(NAN))
finite = st.floats(allow_nan=False, allow_infinity=False)
span = st.tuples(finite, finite).filter(lambda pair: 0 < pair[1] - pair[0] < INF)
run = st.builds(
    Run,
    step_size=settings,
    momentum=settings,
    steps=st.integers(0, 1_000_000),
    zero_grad=st.booleans(),
    no_grad=st.booleans(),
)
show = st.builds(
    Show,
    tangent=st.booleans(),
    tangent_length=st.none() | st.floats(min_value=0, exclude_min=True, allow_infinity=False),
    descent_parabola=st.booleans(),
    taylor=st.booleans(),
    taylor_order=st.integers(1, 6),
)
strokes = st.sampled_from(["solid", "dash", "dot", "dash-dot"])


@st.composite
def values(draw: st.DrawFn) -> Any:
    rows, columns = draw(st.integers(0, 3)), draw(st.integers(0, 3))
    if rows == 0:
        return draw(number)
    row = st.tuples(*[number] * columns) if columns else number
    return draw(st.tuples(*[row] * rows))


def coordinates() -> st.SearchStrategy[tuple[Coordinate, ...]]:
    one = st.builds(Coordinate, name=name, value=values())
    return st.lists(one, max_size=3, unique_by=lambda it: it.name).map(tuple)


@st.composite
def sliders(draw: st.DrawFn) -> tuple[Slider, ...]:
    called = draw(st.lists(name, max_size=3, unique=True))
    ranges = [draw(span) for _ in called]
    return tuple(
        Slider(
            name=n,
            value=draw(number),
            low=low,
            high=high,
            motion=draw(st.sampled_from(["swing", "round", "once"])),
            seconds=draw(st.floats(0.01, 1e6)),
        )
        for n, (low, high) in zip(called, ranges, strict=True)
    )


@st.composite
def data(draw: st.DrawFn, id: int, called: str) -> Data:
    length = draw(st.integers(0, 4))
    heads = draw(st.lists(name, min_size=1, max_size=3, unique=True))
    columns = (Column(name=head, values=draw(st.tuples(*[number] * length))) for head in heads)
    return Data(id=id, name=called, columns=tuple(columns))


modes = st.sampled_from(["explore", "descend", "graph"])


def scenes_of(ids: list[int], chosen: st.SearchStrategy[int | None]) -> st.SearchStrategy[Scene]:
    return st.builds(
        Scene,
        caption=text,
        mode=st.none() | modes,
        selected=chosen,
        visible=st.none() | (st.lists(st.sampled_from(ids)).map(tuple) if ids else st.just(())),
        point=st.none() | coordinates(),
        sliders=st.none() | sliders(),
        run=st.none() | run,
        show=st.none() | show,
        guess=st.none() | number,
        secant=st.none() | number,
        direction=st.none() | finite,
        playhead=st.none() | st.integers(0, 100),
        graph_step=st.none() | st.integers(-1, 9),
        x_range=st.none() | span,
    )


@st.composite
def documents(draw: st.DrawFn) -> Document:
    ids = draw(st.lists(st.integers(-(2**40), 2**40), max_size=4, unique=True))
    tables = draw(st.lists(name, max_size=2, unique=True))[: len(ids)]
    items: list[Expression | Data] = [draw(data(id, called)) for id, called in zip(ids, tables, strict=False)]
    for id in ids[len(tables) :]:
        shown, labelled = draw(st.booleans()), draw(st.booleans())
        look = {"colour": draw(st.integers(0, 9)), "stroke": draw(strokes), "label": draw(text)}
        items.append(Expression(id=id, text=draw(text), visible=shown, labelled=labelled, **look))
    pins = draw(st.lists(st.builds(Pin, item=st.sampled_from(ids), x=number), max_size=3)) if ids else []
    chosen = st.none() | st.sampled_from(ids) if ids else st.none()
    scenes = tuple(draw(st.lists(scenes_of(ids, chosen), max_size=2)))
    view = st.builds(
        View,
        mode=modes,
        selected=chosen,
        playhead=st.integers(0, 10**6),
        y_range=st.none() | span,
        axes=st.sampled_from([(0, 1), (2, 0)]),
        equal_axes=st.booleans(),
        x_scale=st.sampled_from(["linear", "log"]),
        y_ticks=st.sampled_from(["decimal", "pi"]),
        crosshair=st.booleans(),
        speed=st.floats(1e-3, 1e3),
        graph_step=st.integers(-1, 9),
        pin=st.integers(-1, len(pins) - 1),
        scene=st.integers(-1, len(scenes) - 1),
        layout=text,
    )
    return Document(
        title=draw(text),
        summary=draw(text),
        items=tuple(draw(st.permutations(items))),
        sliders=draw(sliders()),
        point=draw(coordinates()),
        pins=tuple(pins),
        run=draw(run),
        show=draw(show),
        guess=draw(st.none() | number),
        revealed=draw(st.booleans()),
        secant=draw(st.none() | number),
        direction=draw(st.none() | finite),
        scenes=scenes,
        view=draw(view),
    )


@given(documents())
def test_every_document_reads_back_the_same(document: Document) -> None:
    assert not list(check.problems(document))
    content = session.dumps(document)
    back = session.loads(content)
    # repr tells -0.0 from 0.0 and calls every nan nan, which == does not.
    assert repr(back) == repr(document)
    assert session.dumps(back) == content


def test_a_file_reads_back_the_same(tmp_path: Path) -> None:
    document = session.load(KEPT)
    session.save(document, tmp_path / "a.gradx")
    assert repr(session.load(tmp_path / "a.gradx")) == repr(document)


def test_numbers_that_json_cannot_write_are_words() -> None:
    point = (Coordinate(name="x", value=NAN), Coordinate(name="m", value=((INF, -INF),)))
    plain = json.loads(session.dumps(Document(point=point, guess=-INF)))
    assert plain["document"]["guess"] == "-inf"
    assert plain["document"]["point"] == [{"name": "x", "value": "nan"}, {"name": "m", "value": [["inf", "-inf"]]}]


def test_a_text_that_reads_nan_stays_a_text() -> None:
    document = Document(title="inf", items=(Expression(id=1, text="nan"),))
    assert session.loads(session.dumps(document)) == document


def test_what_has_its_default_is_not_written() -> None:
    assert json.loads(session.dumps(Document())) == {"format": "gradx", "version": 1, "document": {}}
    # Equal, but another object, and a zero of the other sign, which is no default.
    plain = json.loads(session.dumps(Document(run=Run(step_size=float("0.05"), momentum=-0.0))))
    assert plain["document"] == {"run": {"momentum": -0.0}}


KEPT_DOCUMENT = Document(
    title="Everything a version 1 file can hold",
    summary="Kept to be read for ever.",
    items=(
        Expression(id=1, text="f(x) = a x²", colour=2, visible=False),
        Data(
            id=4,
            name="D",
            columns=(Column(name="x", values=(0.0, 0.1, -0.0)), Column(name="loss", values=(NAN, INF, -INF))),
        ),
        Expression(id=3, text="nan"),
    ),
    sliders=(Slider(name="a", value=2.0, low=-1.5, high=1e300),),
    point=(
        Coordinate(name="x", value=NAN),
        Coordinate(name="v", value=(1.0, INF, 5e-324)),
        Coordinate(name="m", value=((1.0, 2.0), (-INF, 4.0))),
    ),
    run=Run(optimizer="SGD", step_size=0.07, momentum=0.9, steps=250, zero_grad=False, no_grad=False),
    show=Show(
        tangent=False,
        slope_triangle=False,
        normal=True,
        newton=True,
        first_derivative=True,
        second_derivative=True,
        landmarks=False,
    ),
    guess=-9.0,
    scenes=(
        Scene(
            caption="All of it.",
            mode="graph",
            selected=3,
            visible=(1, 3),
            point=(Coordinate(name="x", value=(-5.0, -2.0)),),
            sliders=(Slider(name="a", value=1.0, low=0.0, high=2.0),),
            run=Run(steps=3),
            show=Show(normal=True),
            guess=1.0,
            playhead=2,
            graph_step=3,
            x_range=(-1.0, 1.0),
            y_range=(0.0, 2.0),
        ),
        Scene(caption="Nothing of it."),
    ),
    view=View(
        mode="descend",
        selected=3,
        playhead=17,
        x_range=(-3.0, 3.0),
        y_range=(-0.5, 20.0),
        axes=(2, 0),
        speed=30.0,
        graph_step=4,
        scene=1,
        layout="AAAA/w==",
    ),
)


def test_the_kept_version_1_file() -> None:
    assert repr(session.load(KEPT)) == repr(KEPT_DOCUMENT)


def test_a_file_of_every_version_is_kept_and_opens_whole() -> None:
    kept = sorted(KEPT.parent.glob("version-*.gradx"))
    versions = {json.loads(path.read_bytes())["version"] for path in kept}
    assert versions == set(range(1, session.VERSION + 1))
    for path in kept:
        document, losses = salvage.load(path)
        assert losses == ()
        assert repr(session.loads(session.dumps(document))) == repr(document)


def test_every_field_of_the_document_is_in_a_kept_file() -> None:
    kept = [json.loads(path.read_bytes())["document"] for path in KEPT.parent.glob("version-*.gradx")]
    assert {field.name for field in msgspec.structs.fields(Document)} == {name for one in kept for name in one}


def test_the_kept_file_with_roles() -> None:
    document = session.load(KEPT.with_name("version-1-roles.gradx"))
    assert document.roles == (Role(name="a", variable=True), Role(name="t", variable=False))


def test_the_kept_file_of_a_plane() -> None:
    document = session.load(KEPT.with_name("version-1-plane.gradx"))
    switched = {
        "gradient",
        "level_set",
        "gradient_field",
        "scaled_arrows",
        "hessian",
        "sections",
        "colour_bar",
        "model",
    }
    assert {name for name in switched if getattr(document.show, name) != getattr(Show(), name)} == switched
    assert (document.direction, document.scenes[0].direction) == (-135.0, 45.0)
    assert (document.view.axes, document.view.equal_axes) == ((2, 0), False)


def test_the_kept_file_with_a_secant() -> None:
    assert session.load(KEPT.with_name("version-1-secant.gradx")).secant == 2.0


def test_the_kept_file_with_pinned_points_and_looks() -> None:
    document = session.load(KEPT.with_name("version-1-pins.gradx"))
    assert document.pins == (Pin(item=2, x=-0.5), Pin(item=1, x=1e-300))
    assert (document.guess, document.revealed, document.show, document.view.pin) == (
        4.0,
        True,
        Show(tangent_length=2.5),
        1,
    )
    cubic, square = document.items
    assert cubic == Expression(id=1, text="f(x) = x^3 - 2x", stroke="dash-dot", label="the cubic")
    assert square == Expression(id=2, text="g(x) = x^2", colour=1, labelled=False)


# --- saving whole or not at all -----------------------------------------------------------------------------------


@pytest.mark.parametrize("failing", ["fsync", "replace"])
def test_a_failing_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str) -> None:
    path = tmp_path / "a.gradx"
    session.save(Document(title="old"), path)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    if failing == "fsync":
        monkeypatch.setattr(files.os, "fsync", full)
    else:
        monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(SessionError, match="cannot be written: No space left on device") as caught:
        session.save(Document(title="new"), path)
    assert caught.value.path == path
    assert session.load(path).title == "old"
    assert [it.name for it in tmp_path.iterdir()] == ["a.gradx"]


def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(SessionError, match="cannot be written: No such file"):
        session.save(Document(), tmp_path / "none" / "a.gradx")


@pytest.mark.skipif(os.name == "nt", reason="Windows keeps neither these permissions nor links")
def test_permissions_and_links_are_kept(tmp_path: Path) -> None:
    path, link = tmp_path / "a.gradx", tmp_path / "link.gradx"
    session.save(Document(title="old"), path)
    path.chmod(0o640)
    link.symlink_to(path)
    session.save(Document(title="new"), link)
    assert link.is_symlink()
    assert session.load(path).title == "new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


@pytest.mark.parametrize("rows", [4095, 4096, 4097, 10_000])
def test_long_columns_are_written_as_short_ones_are(rows: int) -> None:
    values = tuple(index / 7 for index in range(rows))
    columns = (Column(name="x", values=values), Column(name="y", values=values[::-1]))
    document = Document(items=(Data(id=1, name="d", columns=columns),))
    written = session.dumps(document)
    for column in columns:
        assert b"[" + ", ".join(map(repr, column.values)).encode() + b"]\n" in written
    assert session.loads(written) == document
