"""Moments that people feel, in the real window: from the event to the painted frame."""

from __future__ import annotations

from collections.abc import Callable
from itertools import pairwise
from time import perf_counter

from PySide6.QtCore import QPointF, Qt

from benchmarks import documents
from benchmarks.stage import MIDDLE, Stage
from benchmarks.table import Moment
from gradexplorer.compute import field, graph
from gradexplorer.compute.layout import layout
from gradexplorer.compute.plane import Plane
from gradexplorer.model.document import Document
from gradexplorer.model.reading import coordinates
from gradexplorer.ui.graph import LAYER_GAP, NODE_GAP, measure

POINTS = 2000
FRAMES = 150
TYPED = ("f(x) = x^3 + 3x^2 - 5x + 4", "sin(x) exp(-x^2/8) + x/5", "log(x^2 + 1) + 5x - 2abs(x - 1)")
ROUNDS = 12


def moments() -> list[Moment]:
    """All of them, each on a window of its own."""
    return [
        *_on(documents.first(), drag, "drag the point, tangent over the curve"),
        *_on(documents.everything(), drag, "drag the point, everything at it switched on"),
        *_on(documents.pinned(), drag, "drag the point beside eight pinned ones"),
        *_on(documents.pinned(), drag_pin),
        *_on(documents.valley(), drag, "drag the point on the contour map"),
        *_on(documents.valley(everything=True), drag, "drag the point on the map, everything switched on"),
        *_on(documents.one(documents.SLIDERS), slide),
        *_on(documents.first(), keystrokes),
        *_on(documents.first(), pan_and_zoom, "curve"),
        *_on(documents.everything(), pan_and_zoom, "curve with everything"),
        *_on(documents.valley(), pan_and_zoom, "contour map"),
        *_on(documents.valley(everything=True), pan_and_zoom, "map with everything"),
        *_on(documents.valley(), contour),
        *_on(documents.walk(), big_graph),
        *_on(documents.first(), playing),
    ]


def _on(document: Document, measured: Callable[..., list[Moment]], *arguments: str) -> list[Moment]:
    stage = Stage(document)
    try:
        return measured(stage, *arguments)
    finally:
        stage.close()


def drag(stage: Stage, name: str) -> list[Moment]:
    """Mouse moves with the point in hand, forth and back over 200 pixels."""
    science = stage.window.science
    x_range, y_range = stage.plot.ranges()
    science.set_view(x_range, y_range, POINTS)
    stage.settle()
    note = f"{len(science.curves[0].curve.x)} points" if science.curves else ""
    return [Moment(name, 16, _dragged(stage, stage.point()), note)]


def drag_pin(stage: Stage) -> list[Moment]:
    """The same with a pinned point in hand, the other seven and the point beside it."""
    mark = stage.window.curve._pins.marks[0]
    at = stage.plot.frame_now().point(mark.x, mark.y)
    return [Moment("drag one of eight pinned points", 16, _dragged(stage, at))]


def _dragged(stage: Stage, at: QPointF) -> list[float]:
    stage.press(at)
    samples = []
    for index in range(FRAMES):
        place = at + QPointF(abs((3 * index) % 400 - 200), 0.1 * (index % 40))
        samples.append(stage.frame(lambda place=place: stage.move(place)))  # type: ignore[misc]
        stage.wait()
    stage.release(place)
    return _known(samples)


def slide(stage: Stage) -> list[Moment]:
    """The handle of a slider, forth and back: from the mouse's move to the curve that it makes."""
    slider = stage.window.expressions.slider("a").slider
    middle = slider.rect().center()
    stage.hold(slider)
    samples = []
    for index in range(FRAMES):
        x = middle.x() + abs((2 * index) % 80 - 40)
        before = stage.window.editor.document.sliders
        stage.fresh, begun = False, perf_counter()
        stage.drag(slider, x)
        if stage.window.editor.document.sliders != before and stage.until(lambda: stage.fresh and stage.painted):
            samples.append(1e3 * (perf_counter() - begun))
        stage.wait()
    stage.let_go(slider)
    return [Moment("drag a slider, to the new curve", 50, samples)]


def keystrokes(stage: Stage) -> list[Moment]:
    """Typing three functions and deleting them; only keys that leave a function count."""
    field_ = stage.field()
    samples = []
    for _ in range(ROUNDS // 4):
        for text in TYPED:
            field_.selectAll()  # type: ignore[attr-defined]
            for key in text:
                if (taken := _keystroke(stage, key)) is not None:
                    samples.append(taken)
    return [Moment("keystroke to new curve", 50, samples)]


def _keystroke(stage: Stage, key: str) -> float | None:
    """Milliseconds to the painted curve; None for a key after which the line is no function, or the same one."""
    editor = stage.window.editor
    before = editor.reading.function
    stage.painted, stage.fresh = False, False
    begun = perf_counter()
    stage.key(stage.window.expressions.line(1).editor, key)
    after, entry = editor.reading.function, editor.reading.sheet.entries[1]
    if entry.error is not None or after is None or (before is not None and before.compiled is after.compiled):
        stage.wait(30)
        return None
    done = stage.until(lambda: stage.fresh and stage.painted)
    taken = 1e3 * (perf_counter() - begun)
    stage.wait(30)
    return taken if done else None


def pan_and_zoom(stage: Stage, name: str) -> list[Moment]:
    """Pan with the middle button, zoom with the wheel: each frame, and the picture computed anew for the last one."""
    frames, refined = [], []
    centre = QPointF(stage.plot.viewport().rect().center())
    for turn in range(ROUNDS):
        stage.press(centre, MIDDLE)
        for index in range(1, 11):
            place = centre + QPointF((-1) ** turn * 6 * index, 2 * index)
            frames.append(stage.frame(lambda place=place: stage.move(place, MIDDLE)))  # type: ignore[misc]
            stage.wait()
        last = place + QPointF(5, 5)
        refined.append(stage.frame(lambda last=last: stage.move(last, MIDDLE), lambda: _refined(stage)))  # type: ignore[misc]
        stage.release(last, MIDDLE)
        for _ in range(3):
            notches = (-1) ** turn
            refined.append(stage.frame(lambda n=notches: stage.wheel(centre, n), lambda: _refined(stage)))  # type: ignore[misc]
            stage.wait(40)
        stage.settle()
    return [
        Moment(f"pan frame, {name}", 16, _known(frames)),
        Moment(f"pan or zoom to refined picture, {name}", 100, _known(refined)),
    ]


def _refined(stage: Stage) -> bool:
    """What is drawn was sampled for the range that is shown."""
    if not stage.fresh:
        return False
    (low, high), _ = stage.plot.ranges()
    science = stage.window.science
    tiny = 1e-9 * (high - low)
    if science.dimension >= 2:
        return science.field is not None and abs(float(science.field.x[0]) - low) < tiny
    return bool(science.curves) and abs(float(science.curves[0].curve.x[0]) - low + 0.1 * (high - low)) < tiny


def contour(stage: Stage) -> list[Moment]:
    """Sampling 256 × 256 values with their level sets; then showing and painting them."""
    science, document = stage.window.science, stage.window.editor.document
    function = science.function
    assert function is not None, "the document has one"
    sampled, shown = [], []
    for _ in range(20):
        begun = perf_counter()
        field.sample(Plane(function, coordinates(document, function), {}), *science.view_range)
        between = perf_counter()
        stage.window.refresher.field()
        stage.plot.viewport().repaint()
        sampled.append(1e3 * (between - begun))
        shown.append(1e3 * (perf_counter() - between))
    return [
        Moment("contour and heat map, 256²", 30, [a + b for a, b in zip(sampled, shown, strict=True)]),
        Moment("  of that: sampling and level sets", None, sampled),
        Moment("  of that: showing and painting", None, shown),
    ]


def big_graph(stage: Stage) -> list[Moment]:
    """Tracing and laying out about 500 nodes; steps of the walk by key; dragging the view over them."""
    science, document = stage.window.science, stage.window.editor.document
    function = science.function
    assert function is not None, "the document has one"
    traced, placed = [], []
    for _ in range(10):
        begun = perf_counter()
        picture = graph.trace(function, coordinates(document, function), {})
        between = perf_counter()
        edges = [(edge.source, edge.target, edge.slot) for edge in picture.edges]
        layout(measure(picture), edges, layer_gap=LAYER_GAP, node_gap=NODE_GAP)
        traced.append(1e3 * (between - begun))
        placed.append(1e3 * (perf_counter() - between))
    stage.plot.setFocus()
    steps = []
    for _ in range(80):
        steps.append(stage.frame(lambda: stage.key(stage.plot, Qt.Key.Key_Right)))
        stage.wait()
    reached = stage.window.editor.document.view.graph_step
    return [
        Moment("graph, layout", 100, placed, f"{len(picture.nodes)} nodes"),
        Moment("graph, one step of the walk", 16, _known(steps) if reached > 0 else []),
        Moment("graph, traced with its gradients", None, traced, f"{len(picture.nodes)} nodes"),
        Moment("graph, shown for the first time", None, _shown_graph(stage)),
    ]


def _shown_graph(stage: Stage) -> list[float]:
    samples = []
    for _ in range(5):
        begun = perf_counter()
        stage.window.graph.set_graph(None, None)
        stage.window.refresher.graph()
        stage.plot.viewport().repaint()
        samples.append(1e3 * (perf_counter() - begun))
    return samples


def playing(stage: Stage, speed: float = 60.0, seconds: float = 3.0) -> list[Moment]:
    """Play at 60 steps a second, begun with the space bar: the time between frames that show another step."""
    stage.window.conductor.set_speed(speed)
    stage.plot.setFocus()
    stage.key(stage.plot, Qt.Key.Key_Space)
    times: list[tuple[float, int]] = []
    begun = perf_counter()
    while perf_counter() - begun < seconds and stage.window.player.playing:
        stage.painted = False
        stage.until(lambda: stage.painted or not stage.window.player.playing)
        step = stage.window.science.playhead()
        if not times or step != times[-1][1]:
            times.append((perf_counter(), step))
    taken = [1e3 * (b[0] - a[0]) for a, b in pairwise(times)]
    rate = times[-1][1] / (times[-1][0] - begun) if times else 0.0
    stage.window.player.stop()
    return [Moment(f"playing at {speed:g} steps/s, between frames", None, taken, f"{rate:.0f} steps/s seen")]


def _known(samples: list[float | None]) -> list[float]:
    return [sample for sample in samples if sample is not None]
