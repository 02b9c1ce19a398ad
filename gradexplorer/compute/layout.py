"""Layered drawing of a computation graph: inputs at the left, the result at the right.

The method is Sugiyama's (Sugiyama, Tagawa, Toda 1981) in four stages, a file each: layers and the invisible vertices
that carry long edges (`layout_layers`), the order inside each layer (`layout_order`), heights (`layout_heights`), and
here the widths and the curves. Nothing is random: the same graph always gets the same drawing.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
from msgspec import Struct

from gradexplorer.compute.layout_heights import heights
from gradexplorer.compute.layout_layers import Proper, layers, proper
from gradexplorer.compute.layout_order import order
from gradexplorer.compute.layout_routes import detours, routes

Floats = npt.NDArray[np.float64]


class Layout(Struct, frozen=True):
    """Where nodes and edges lie, in the units of the sizes given (pixels), y downwards.

    `centres`: (n, 2) float64, the centre of each node. `routes`: for each edge, in the order given, a (3k + 1, 2) array
    of cubic Bézier points (end, control, control, end, control, …) from the right side of its source to the left side
    of its target. `size`: width and height of the drawing, whose upper left corner is (0, 0).
    """

    centres: Floats
    routes: tuple[Floats, ...]
    size: tuple[float, float]


def layout(
    sizes: Sequence[tuple[float, float]],
    edges: Sequence[tuple[int, int, int]],
    *,
    layer_gap: float = 48,
    node_gap: float = 24,
) -> Layout:
    """Place nodes of the given (width, height) and route edges (source, target, slot), nodes counted from 0.

    Edges go left to right; operands stand in the order of their slots, the first on top, wherever that costs no
    crossing; leaves and constants stand beside their first use. `layer_gap` is the least free width between layers,
    `node_gap` the least free height between two nodes of a layer. Raises ValueError when the edges form a ring or name
    a node that does not exist.
    """
    n = len(sizes)
    if any(not (0 <= s < n and 0 <= t < n) for s, t, _ in edges):
        raise ValueError(f"an edge names a node outside 0 … {n - 1}")
    if n == 0:
        return Layout(np.zeros((0, 2)), (), (0.0, 0.0))
    graph = proper(layers(n, edges), edges)
    rows = order(graph)
    y, height = heights(graph, rows, [size[1] for size in sizes], node_gap)
    left, right = _columns(graph, rows, y, [size[0] for size in sizes], layer_gap)
    lanes, above = detours(graph, edges, y, height)
    below = max((lane - height for lane in lanes.values()), default=0.0)
    if above:
        y = [value + above for value in y]
        lanes = {source: lane + above for source, lane in lanes.items()}
    middle = [(a + b) / 2 for a, b in zip(left, right, strict=True)]
    centres = np.array([(middle[graph.layer[v]], y[v]) for v in range(n)], dtype=np.float64)
    curves = routes(graph, rows, y, sizes, (left, right), edges, lanes, node_gap)
    return Layout(centres, curves, (right[-1], height + above + max(below, 0.0)))


def _columns(
    graph: Proper, rows: list[list[int]], y: list[float], widths: list[float], gap: float
) -> tuple[list[float], list[float]]:
    """Left and right side of each layer. A gap that very steep edges must cross is widened, at most threefold."""
    steepest = [0.0] * len(rows)
    for u, v, _ in graph.links:
        steepest[graph.layer[u]] = max(steepest[graph.layer[u]], abs(y[u] - y[v]))
    left, right, x = [], [], 0.0
    for k, row in enumerate(rows):
        left.append(x)
        right.append(x + max((widths[v] for v in row if v < graph.nodes), default=0.0))
        x = right[-1] + gap + min(max(0.1 * (steepest[k] - 4 * gap), 0.0), 2 * gap)
    return left, right
