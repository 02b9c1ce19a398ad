"""Last stage of the layered layout: the curve of every edge.

A curve bends only in the free strip between two layers; where it passes through a layer it is straight, and no steeper
than the room between the nodes above and below it allows. So no curve crosses a node.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gradexplorer.compute.layout_layers import Edge, Proper

PARALLEL = 16.0
"""Distance between the ends of two edges that join the same two nodes (x·x), in pixels."""

Knot = tuple[float, float, float]  # x, y, slope


def routes(
    graph: Proper,
    rows: list[list[int]],
    y: list[float],
    sizes: Sequence[tuple[float, float]],
    columns: tuple[list[float], list[float]],
    edges: Sequence[Edge],
) -> tuple[npt.NDArray[np.float64], ...]:
    """Return one (3k + 1, 2) array of cubic Bézier points for each edge; see `Layout.routes`."""
    left, right = columns
    middle = [(a + b) / 2 for a, b in zip(left, right, strict=True)]
    passages = _passages(graph, y, columns, _room(graph, rows, y, sizes))
    drawn = []
    for (s, t, _), tail, shift in zip(edges, graph.tails, _shifts(edges, sizes), strict=True):
        start = (middle[graph.layer[s]] + sizes[s][0] / 2, y[s] + shift)
        end = (middle[graph.layer[t]] - sizes[t][0] / 2, y[t] + shift)
        knots: list[Knot] = [(*start, 0.0), (right[graph.layer[s]], start[1], 0.0)]
        knots += passages.get(tail, ())
        knots += [(left[graph.layer[t]], end[1], 0.0), (*end, 0.0)]
        drawn.append(_curve(knots))
    return tuple(drawn)


def _passages(
    graph: Proper, y: list[float], columns: tuple[list[float], list[float]], room: list[float]
) -> dict[int, tuple[Knot, ...]]:
    """For each dummy the knots from the first dummy of its long edge to itself, straight stretches merged."""
    left, right = columns
    before, after = {}, {}
    for u, v, _ in graph.links:
        if v >= graph.nodes:
            before[v] = u
        if u >= graph.nodes and (v >= graph.nodes or u not in after):
            after[u] = v
    passages: dict[int, tuple[Knot, ...]] = {}
    for v in range(graph.nodes, len(graph.layer)):  # numbered from the source on
        k = graph.layer[v]
        half = (right[k] - left[k]) / 2
        at = (left[k] + half, y[v])
        coming = (right[k - 1] if before[v] < graph.nodes else (left[k - 1] + right[k - 1]) / 2, y[before[v]])
        going = (left[k + 1] if after[v] < graph.nodes else (left[k + 1] + right[k + 1]) / 2, y[after[v]])
        slope = _slope(coming, at, going, room[v] / half if half else 0.0)
        entry, leave = (left[k], y[v] - slope * half, slope), (right[k], y[v] + slope * half, slope)
        path = passages.get(before[v], ())
        if path and _continues(path[-1], entry):
            passages[v] = (*path[:-1], leave)
        else:
            passages[v] = (*path, entry, leave)
    return passages


def _continues(last: Knot, knot: Knot) -> bool:
    """Whether the line through `last` reaches `knot` with its slope, as nearly as an eye can tell."""
    ahead = last[1] + last[2] * (knot[0] - last[0])
    return abs(ahead - knot[1]) < 0.5 and abs(last[2] - knot[2]) < 0.02


def _shifts(edges: Sequence[Edge], sizes: Sequence[tuple[float, float]]) -> list[float]:
    """How far above or below the nodes' middles each edge runs: 0 but for edges with the same two ends."""
    twins: dict[tuple[int, int], list[tuple[int, int]]] = {}
    for index, (s, t, slot) in enumerate(edges):
        twins.setdefault((s, t), []).append((slot, index))
    shifts = [0.0] * len(edges)
    for (s, t), group in twins.items():
        step = min(PARALLEL, 0.6 * min(sizes[s][1], sizes[t][1]) / len(group))
        for place, (_, index) in enumerate(sorted(group)):
            shifts[index] = (place - (len(group) - 1) / 2) * step
    return shifts


def _room(graph: Proper, rows: list[list[int]], y: list[float], sizes: Sequence[tuple[float, float]]) -> list[float]:
    """Half the free height between each dummy and the nearest node above or below it (a node's own is 0)."""
    room = [0.0] * len(y)
    for row in rows:
        for v in row:
            room[v] = np.inf if v >= graph.nodes else 0.0
        for sign, line in ((1.0, row), (-1.0, row[::-1])):
            wall = -np.inf
            for v in line:
                if v < graph.nodes:
                    wall = sign * y[v] + sizes[v][1] / 2
                else:
                    room[v] = min(room[v], max(sign * y[v] - wall, 0.0) / 2)
    return room


def _slope(before: tuple[float, float], at: tuple[float, float], after: tuple[float, float], most: float) -> float:
    """The gentler of the slopes to both neighbours, 0 at an extreme, and never above `most`."""
    coming = (at[1] - before[1]) / max(at[0] - before[0], 1e-9)
    going = (after[1] - at[1]) / max(after[0] - at[0], 1e-9)
    if coming * going <= 0 or min(abs(coming), abs(going)) < 1e-3:
        return 0.0
    return float(np.sign(coming)) * min(abs(coming), abs(going), most)


def _curve(knots: list[Knot]) -> npt.NDArray[np.float64]:
    """Join knots by cubics that have the knots' slopes; knots at the same place are one."""
    points: list[tuple[float, float]] = [knots[0][:2]]
    last = knots[0]
    for knot in knots[1:]:
        reach = (knot[0] - last[0]) / 2
        if reach <= 1e-6:
            continue
        points += [(last[0] + reach, last[1] + reach * last[2]), (knot[0] - reach, knot[1] - reach * knot[2]), knot[:2]]
        last = knot
    return np.array(points, dtype=np.float64)
