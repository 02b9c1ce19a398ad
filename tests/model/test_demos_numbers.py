"""Every demo's captions against what the engine computes from its scenes, and both against the lectures' numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pytest

from gradexplorer.compute.descent import Trajectory, descend
from gradexplorer.compute.graph import trace
from gradexplorer.compute.point import PointResult, evaluate, evaluate_all
from gradexplorer.lang import Function
from gradexplorer.model import demos, edits
from gradexplorer.model.document import Data, Document, Expression
from gradexplorer.model.reading import coordinates, read_document, slider_values


def scene(name: str, index: int) -> Document:
    return edits.apply_scene(demos.load(name), index)


def functions(document: Document) -> dict[int, Function]:
    entries = read_document(document).sheet.entries
    assert [entry.error for entry in entries.values() if entry.error is not None] == []
    return {id: entry.function for id, entry in entries.items() if entry.function is not None}


def chosen(document: Document) -> Function:
    reading = read_document(document)
    assert reading.active == document.view.selected
    assert reading.function is not None
    return reading.function


def place(document: Document, function: Function) -> tuple[Mapping[str, Any], Mapping[str, float]]:
    return coordinates(document, function), slider_values(document, function)


def at_point(document: Document) -> PointResult:
    function = chosen(document)
    return evaluate(function, *place(document, function))


def accumulated(document: Document) -> list[list[float]]:
    """What `.grad` reads after backward() on each visible line in turn."""
    shown = [it.id for it in document.items if isinstance(it, Expression) and it.visible]
    lines = [functions(document)[id] for id in shown]
    results = evaluate_all(lines, *place(document, lines[0]), zero_grad=document.run.zero_grad)
    return [result.accumulated.tolist() for result in results]


def run_of(document: Document) -> Trajectory:
    function = chosen(document)
    return descend(function, *place(document, function), document.run)


def caption(document: Document) -> str:
    return document.scenes[document.view.scene].caption


@pytest.mark.parametrize("name", demos.names())
def test_every_scene_evaluates_at_its_point(name: str) -> None:
    for index in range(len(demos.load(name).scenes)):
        result = at_point(scene(name, index))
        assert np.isfinite(result.value)
        assert np.isfinite(result.gradient).all()


def test_tangent() -> None:
    for index in range(3):
        result = at_point(scene("tangent", index))
        assert (result.value, result.gradient.tolist()) == (18.0, [-5.0])
    assert scene("tangent", 1).guess == -9.0
    assert scene("tangent", 2).show.tangent
    assert at_point(scene("tangent", 3)).gradient == pytest.approx([0.0], abs=1e-12)


def test_accumulate() -> None:
    assert accumulated(scene("accumulate", 0))[0] == [-5.0]
    assert accumulated(scene("accumulate", 1)) == [[-5.0], [-9.0]]
    assert accumulated(scene("accumulate", 2))[1] == [-4.0]


def test_quartic() -> None:
    for index in range(3):
        result = at_point(scene("quartic", index))
        assert (result.value, result.gradient.tolist()) == (63.0, [93.0])


def test_matrix() -> None:
    document = scene("matrix", 3)
    result = at_point(document)
    assert result.value == pytest.approx(140, abs=1e-10)
    assert result.gradient.tolist() == pytest.approx([10, 16, 22, 22, 16, 10], abs=1e-10)
    function = chosen(document)
    graph = trace(function, *place(document, function))
    values = [node.value.tolist() for node in graph.nodes if node.shape == (2, 3)]
    assert [[5, 8, 11], [11, 8, 5]] in values
    assert [[50, 128, 242], [242, 128, 50]] in values


def test_bowl() -> None:
    first = at_point(scene("bowl", 0))
    assert (first.value, first.gradient.tolist()) == (33.0, [-10.0, -8.0])
    assert accumulated(scene("bowl", 1)) == [[-10.0, -8.0], [-20.0, -16.0]]
    step = run_of(scene("bowl", 2))
    assert step.gradients[0].tolist() == [10.0, 8.0]
    assert step.points[1] == pytest.approx([4.9, 1.92], abs=1e-12)
    refused = run_of(scene("bowl", 3)).error
    assert refused is not None
    assert "a leaf Variable that requires grad is being used in an in-place operation" in refused
    document = scene("bowl", 4)
    end = run_of(document).points[document.view.playhead]
    assert end == pytest.approx([5 * 0.98**100, 2 * 0.96**100], rel=1e-12)
    assert all(f"{number:.5f}" in caption(document) for number in end)


def test_graph() -> None:
    sine = at_point(scene("graph", 0))
    assert sine.value == pytest.approx(5.1232, abs=5e-5)
    assert sine.gradient == pytest.approx([3 * np.cos(5) + 1])
    thrice = at_point(scene("graph", 3))
    assert (thrice.value, thrice.gradient.tolist()) == (42.0, [195.0])
    function = chosen(scene("graph", 1))
    graph = trace(function, {"x": 5.0}, {})
    ops = sorted(node.op for node in graph.nodes if node.kind == "operation" and node.op)
    assert ops == ["AddBackward0", "AddBackward0", "MulBackward0", "SinBackward0"]


def test_vector() -> None:
    result = at_point(scene("vector", 1))
    assert f"{result.value:.4f}" == "11.4877"
    assert [f"{slope:.4f}" for slope in result.gradient] == ["1.0000", "1.2000", "1.1600", "1.1200", "1.0941"]


@pytest.mark.parametrize(("index", "step_size", "end"), [(1, 0.05, -3.29596), (2, 0.07, -1.52917), (3, 0.15, 0.11150)])
def test_nonconvex(index: int, step_size: float, end: float) -> None:
    document = scene("nonconvex", index)
    assert (document.run.step_size, document.run.steps, document.view.playhead) == (step_size, 100, 100)
    points = run_of(document).points[:, 0]
    assert points[0] == -3.5
    assert points[-1] == pytest.approx(end, abs=5e-6)
    assert f"{end:.5f}".replace("-", "−") in caption(document)
    if index != 2:
        assert f"{points[-2]:.5f}".replace("-", "−") in caption(document)


@pytest.mark.parametrize(
    ("step_size", "settled", "cycles"), [(0.05, "52.5 %", "19.6 %"), (0.07, "53.2 %", None), (0.15, "20.4 %", "79.6 %")]
)
def test_the_shares_of_starts_that_the_captions_name(step_size: float, settled: str, cycles: str | None) -> None:
    def step(x: np.ndarray) -> np.ndarray:
        return x - step_size * (np.cos(4 * x) - 4 * x * np.sin(4 * x) + 2 * np.sign(x))

    x = np.linspace(-4, 4, 4001)
    for _ in range(500):
        x = step(x)
    once, twice = step(x), step(step(x))
    still = np.abs(once - x) < 1e-9
    assert f"{100 * still.mean():.1f} %" == settled
    assert settled in caption(scene("nonconvex", 4))
    swings = 100 * (~still & (np.abs(twice - x) < 1e-9)).mean()
    assert f"{swings:.1f} %" == (cycles or "0.0 %")
    assert (cycles or "none with 0.07") in caption(scene("nonconvex", 5))


def test_regression() -> None:
    document = scene("regression", 3)
    run = run_of(document)
    assert run.names == ("W", "b")
    assert len(run.values) == 2501
    assert f"{run.values[0]:.4f}" in caption(scene("regression", 1))
    assert f"{run.values[500]:.4f}" in caption(scene("regression", 2))
    assert f"{run.values[-1]:.4f}" in caption(document)
    assert all(f"{number:.4f}" in caption(document) for number in run.points[-1])
    assert (np.diff(run.values) < 0).all()
    fitted = {slider.name: slider.value for slider in scene("regression", 4).sliders}
    assert fitted == {"W": round(run.points[-1, 0], 4), "b": round(run.points[-1, 1], 4)}
    # Closer to the data than the line that they were made from, if not yet the closest.
    (data,) = (item for item in document.items if isinstance(item, Data))
    x, y = (np.array(column.values) for column in data.columns)
    assert run.points[-1] == pytest.approx(np.polyfit(x, y, 1), abs=0.03)
    assert np.std(y - 1.4 * x - 0.6) == pytest.approx(0.05, abs=0.01)


@pytest.mark.parametrize("name", demos.names())
def test_a_walk_through_a_graph_ends_where_the_graph_ends(name: str) -> None:
    for index in range(len(demos.load(name).scenes)):
        document = scene(name, index)
        if document.view.mode == "graph":
            function = chosen(document)
            assert document.view.graph_step <= len(trace(function, *place(document, function)).order)


@pytest.mark.parametrize(
    ("name", "index"), [("quartic", 2), ("matrix", 3), ("graph", 1), ("graph", 3), ("vector", 1), ("vector", 2)]
)
def test_a_scene_about_gradients_shows_all_of_them(name: str, index: int) -> None:
    document = scene(name, index)
    function = chosen(document)
    assert document.view.graph_step == len(trace(function, *place(document, function)).order)
