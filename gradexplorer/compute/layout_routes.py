"""Last stage of the layered layout: the curve of every edge.

A long edge is one plain curve where that stays between its neighbours in every layer it passes. Else it bends in the
free strips between layers, and is straight inside them and no steeper than its neighbours allow. The few edges that
were left out run around the drawing. So no curve crosses a node.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from gradexplorer.compute.layout_layers import Edge, Proper

PARALLEL = 16.0
"""Distance between the ends of two edges that join the same two nodes (x·x), in pixels."""

PLAIN = 6
"""An edge over more layers than this is not tried as one plain curve."""
CLEAR = 0.75
"""Least distance between a long edge and a node, as a part of the gap between nodes."""
LANE = 10.0
"""Distance between two edges that run around the drawing, in pixels."""

Floats = npt.NDArray[np.float64]
Knot = tuple[float, float, float]  # x, y, slope


def routes(
    graph: Proper,
    rows: list[list[int]],
    y: list[float],
    sizes: Sequence[tuple[float, float]],
    columns: tuple[list[float], list[float]],
    edges: Sequence[Edge],
    lanes: dict[int, float],
    gap: float,
) -> tuple[Floats, ...]:
    """Return one (3k + 1, 2) array of cubic Bézier points for each edge; see `Layout.routes`.

    `columns`: left and right side of each layer. `lanes`: from `detours`. `gap`: the least height between nodes.
    """
    left, right = columns
    middle = [(a + b) / 2 for a, b in zip(left, right, strict=True)]
    walls = _walls(graph, rows, y, sizes, CLEAR * gap)
    passages = _passages(graph, y, columns, walls)
    before = {v: u for u, v, _ in graph.links if v >= graph.nodes}
    drawn = []
    for (s, t, _), tail, shift in zip(edges, graph.tails, _shifts(edges, sizes), strict=True):
        start = (middle[graph.layer[s]] + sizes[s][0] / 2, y[s] + shift)
        end = (middle[graph.layer[t]] - sizes[t][0] / 2, y[t] + shift)
        first: list[Knot] = [(*start, 0.0), (right[graph.layer[s]], start[1], 0.0)]
        last: list[Knot] = [(left[graph.layer[t]], end[1], 0.0), (*end, 0.0)]
        if tail < 0:
            lane = lanes[s]
            around = [(left[graph.layer[s] + 1], lane, 0.0), (right[graph.layer[t] - 1], lane, 0.0)]
            drawn.append(_curve([*first, *around, *last]))
            continue
        plain = _curve(first + last)
        if tail >= graph.nodes and not _fits(plain, _line(tail, before, graph), columns, walls):
            plain = _curve([*first, *passages[tail], *last])
        drawn.append(plain)
    return tuple(drawn)


def detours(graph: Proper, edges: Sequence[Edge], y: list[float], height: float) -> tuple[dict[int, float], float]:
    """Return the height at which the left-out edges of each source run, and the room they need above the drawing.

    The heights are above 0 or below `height`, whichever is nearer.
    """
    sources = sorted({s for (s, _, _), tail in zip(edges, graph.tails, strict=True) if tail < 0})
    above = [s for s in sources if y[s] < height / 2]
    below = [s for s in sources if y[s] >= height / 2]
    lanes = {s: -LANE * (i + 1) for i, s in enumerate(above)}
    lanes |= {s: height + 2 * LANE + LANE * i for i, s in enumerate(below)}
    return lanes, LANE * len(above)


def _line(tail: int, before: dict[int, int], graph: Proper) -> list[tuple[int, int]]:
    """The dummies of a long edge, from its target back, as (dummy, layer); no more than tell that it is too long."""
    line: list[tuple[int, int]] = []
    while tail >= graph.nodes and len(line) <= PLAIN:
        line.append((tail, graph.layer[tail]))
        tail = before[tail]
    return line


def _fits(
    curve: Floats,
    line: list[tuple[int, int]],
    columns: tuple[list[float], list[float]],
    walls: list[tuple[float, float]],
) -> bool:
    """Whether a plain curve keeps between the neighbours of its dummies, in every layer of `line`."""
    if len(line) > PLAIN:
        return False
    t = np.linspace(0.0, 1.0, 12 * (len(line) + 2))[:, None]
    longest = 3 * int(np.argmax(np.diff(curve[::3, 0])))  # the others are level ends
    a, b, c, d = curve[longest : longest + 4]
    points = (1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d
    for v, k in line:
        inside = points[(points[:, 0] >= columns[0][k] - 4) & (points[:, 0] <= columns[1][k] + 4), 1]
        if len(inside) and not (walls[v][0] <= inside.min() and inside.max() <= walls[v][1]):
            return False
    return True


def _passages(
    graph: Proper,
    y: list[float],
    columns: tuple[list[float], list[float]],
    walls: list[tuple[float, float]],
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
        room = max(min(y[v] - walls[v][0], walls[v][1] - y[v]), 0.0)
        slope = _slope(coming, at, going, room / half if half else 0.0)
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


def _walls(
    graph: Proper, rows: list[list[int]], y: list[float], sizes: Sequence[tuple[float, float]], clear: float
) -> list[tuple[float, float]]:
    """For each dummy how far up and down its edge may go: to the next edge, or near to the next node."""
    walls = [(0.0, 0.0)] * len(y)
    for row in rows:
        ends = [-np.inf, *(y[v] for v in row), np.inf]
        reach = [0.0, *(sizes[v][1] / 2 + clear if v < graph.nodes else 0.0 for v in row), 0.0]
        for i, v in enumerate(row, 1):
            walls[v] = (ends[i - 1] + reach[i - 1], ends[i + 1] - reach[i + 1])
    return walls


def _slope(before: tuple[float, float], at: tuple[float, float], after: tuple[float, float], most: float) -> float:
    """The gentler of the slopes to both neighbours, 0 at an extreme, and never above `most`."""
    coming = (at[1] - before[1]) / max(at[0] - before[0], 1e-9)
    going = (after[1] - at[1]) / max(after[0] - at[0], 1e-9)
    if coming * going <= 0 or min(abs(coming), abs(going)) < 1e-3:
        return 0.0
    return float(np.sign(coming)) * min(abs(coming), abs(going), most)


def _curve(knots: list[Knot]) -> Floats:
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
