from __future__ import annotations

from pathlib import Path

import pytest

from gradexplorer.model import demos, edits, session
from gradexplorer.model.document import Coordinate, Data, Expression
from gradexplorer.resources import folder

NAMES = ("tangent", "accumulate", "quartic", "matrix", "bowl", "graph", "vector", "nonconvex", "regression")


def test_the_nine_demos_in_the_lectures_order() -> None:
    assert demos.names() == NAMES
    assert tuple(demo.name for demo in demos.demos()) == NAMES


def test_every_file_of_the_folder_is_a_demo() -> None:
    assert len(list((folder() / "demos").iterdir())) == len(NAMES)


@pytest.mark.parametrize("demo", demos.demos(), ids=lambda demo: demo.name)
def test_a_demo_has_a_title_and_one_line(demo: demos.Demo) -> None:
    assert demo.title
    assert demo.summary
    assert "\n" not in demo.title + demo.summary
    assert len(demo.summary) <= 100


@pytest.mark.parametrize("name", NAMES)
def test_a_demo_opens_at_its_first_scene(name: str) -> None:
    document = demos.load(name)
    assert document.view.scene == 0
    assert document == edits.apply_scene(document, 0)


@pytest.mark.parametrize("name", NAMES)
def test_scenes_have_short_captions_and_select_an_expression_that_is_shown(name: str) -> None:
    document = demos.load(name)
    assert len(document.scenes) >= 3
    for index, scene in enumerate(document.scenes):
        assert 10 < len(scene.caption) <= 160
        document = edits.apply_scene(document, index)
        assert document.view.selected is not None
        chosen = edits.item(document, document.view.selected)
        assert isinstance(chosen, Expression)
        assert chosen.visible


@pytest.mark.parametrize("name", NAMES)
def test_a_scene_looks_the_same_from_wherever_it_is_reached(name: str) -> None:
    document = demos.load(name)
    changed = edits.set_view(document, mode="graph", playhead=7, graph_step=2, x_range=(0.0, 1.0), y_range=(0.0, 1.0))
    changed = edits.set_run(edits.set_show(edits.set_point(changed, {"q": 1.0}), normal=True), steps=3, zero_grad=False)
    for item in changed.items:
        changed = edits.set_visible(changed, item.id, False) if isinstance(item, Expression) else changed
    scenes = range(len(document.scenes))
    starts = [document, changed, *(edits.apply_scene(document, index) for index in scenes)]
    for index in scenes:
        seen = [edits.apply_scene(start, index) for start in starts]
        if document.view.x_range is None:  # a demo that shows graphs alone leaves the ranges
            seen = [edits.set_view(it, x_range=None, y_range=None) for it in seen]
        assert all(it == seen[0] for it in seen)


def test_a_demo_that_is_not_there() -> None:
    with pytest.raises(demos.UnknownDemo, match=r"no demo “tangant”\. Did you mean “tangent”\?"):
        demos.load("tangant")
    with pytest.raises(demos.UnknownDemo, match="There are: tangent, accumulate, quartic"):
        demos.load("zzz")


def test_a_name_is_no_way_out_of_the_folder(tmp_path: Path) -> None:
    session.save(demos.first_run(), tmp_path / "1-other.gradx")
    with pytest.raises(demos.UnknownDemo):
        demos.load(str(tmp_path / "1-other"))


def test_the_data_of_the_regression() -> None:
    data = demos.load("regression").items[0]
    assert isinstance(data, Data)
    assert [(column.name, len(column.values)) for column in data.columns] == [("x", 30), ("y", 30)]
    assert min(data.columns[0].values) >= 0
    assert max(data.columns[0].values) <= 2


def test_the_first_run() -> None:
    document = demos.first_run()
    assert [item.text for item in document.items if isinstance(item, Expression)] == ["f(x) = x cos(4x) + 2|x|"]
    assert document.point == (Coordinate(name="x", value=-2.6),)
    assert (document.run.step_size, document.run.steps, document.show.tangent) == (0.05, 100, True)
    assert document.view.selected == 1
    assert session.loads(session.dumps(document)) == document
