"""Third stage of the layered layout: the height of every vertex, long edges as straight as may be.

Each layer in turn takes the heights nearest, in weighted least squares, to the means of its neighbours' heights, under
the condition that the vertices keep their order and their distances. That problem is isotonic regression once the
distances are subtracted, and is solved exactly by pooling adjacent violators (Ayer et al. 1955).
"""

from __future__ import annotations

from gradexplorer.compute.layout_layers import Proper

DUMMY = 6.0
"""Height that a passing edge takes, in pixels."""
_WEIGHTS = (1.0, 2.0, 8.0)
"""How strongly a link with 0, 1 or 2 dummy ends wants to be level (the weights of Gansner et al. 1993)."""
SLIGHT = 9.0
"""A link that is out of level by less than this, in pixels, is made level where there is room."""
_FIXED = 1000.0
"""How much less than a node a dummy gives way to others: else a long edge is pushed a little in every layer."""

Weighted = list[list[tuple[int, float]]]


def heights(graph: Proper, rows: list[list[int]], sizes: list[float], gap: float) -> tuple[list[float], float]:
    """Return the height of each vertex's centre (the uppermost top side at 0) and the height of the whole."""
    tall = list(sizes) + [DUMMY] * (len(graph.layer) - graph.nodes)
    left, right = _links(graph)
    fixed = [_FIXED if v >= graph.nodes else 1.0 for v in range(len(tall))]
    shelves = [_shelf(row, tall, graph.nodes, gap) for row in rows]
    y = [0.0] * len(graph.layer)
    for row, shelf in zip(rows, shelves, strict=True):
        for v, start in zip(row, shelf, strict=True):
            y[v] = start - shelf[-1] / 2
    both = [a + b for a, b in zip(left, right, strict=True)]
    forth, back = range(len(rows)), range(len(rows) - 1, -1, -1)
    rounds = 4 if len(graph.layer) <= 800 else 2
    for side, layers in [(right, back), (left, forth)] * rounds + [(both, back), (both, forth)] * rounds:
        moved = max([_settle(rows[k], shelves[k], side, fixed, y) for k in layers])
        if moved < 0.01:
            break
    for row, shelf in zip(rows, shelves, strict=True):
        _level(row, shelf, left, y)
    top = min(y[v] - tall[v] / 2 for v in range(len(y)))
    y = [value - top for value in y]
    return y, max(y[v] + tall[v] / 2 for v in range(len(y)))


def _links(graph: Proper) -> tuple[Weighted, Weighted]:
    """For each vertex what it wants to be level with, on the left and on the right; a long edge follows itself only."""
    left: Weighted = [[] for _ in graph.layer]
    right: Weighted = [[] for _ in graph.layer]
    links = sorted(((u >= graph.nodes) + (v >= graph.nodes), u, v) for u, v, _ in graph.links)
    for dummies, u, v in reversed(links):
        weight = _WEIGHTS[dummies]
        if dummies == 2 or not (u >= graph.nodes and right[u]):
            right[u].append((v, weight))
        if dummies == 2 or not (v >= graph.nodes and left[v]):
            left[v].append((u, weight))
    return left, right


def _shelf(row: list[int], tall: list[float], nodes: int, gap: float) -> list[float]:
    """Centres of a row packed as tightly as its gaps allow, the first at 0; two passing edges need half a gap."""
    at = [0.0] * len(row)
    for i in range(1, len(row)):
        above, below = row[i - 1], row[i]
        free = gap / 2 if above >= nodes and below >= nodes else gap
        at[i] = at[i - 1] + (tall[above] + tall[below]) / 2 + free
    return at


def _settle(row: list[int], shelf: list[float], side: Weighted, fixed: list[float], y: list[float]) -> float:
    """Move one row to the least-squares heights that keep its order and distances; return the greatest movement."""
    blocks: list[tuple[float, float, int]] = []  # mean of height − shelf, weight, number of vertices
    for v, start in zip(row, shelf, strict=True):
        links = side[v]
        # A vertex without neighbours on this side stays where it is unless another needs the room.
        weight = sum([w for _, w in links]) or 0.01
        mean = (sum([w * y[u] for u, w in links]) / weight if links else y[v]) - start
        weight *= fixed[v]
        count = 1
        while blocks and blocks[-1][0] >= mean:
            other, mass, many = blocks.pop()
            mean = (other * mass + mean * weight) / (mass + weight)
            weight += mass
            count += many
        blocks.append((mean, weight, count))
    moved, i = 0.0, 0
    for mean, _, count in blocks:
        for v, start in zip(row[i : i + count], shelf[i : i + count], strict=True):
            moved = max(moved, abs(mean + start - y[v]))
            y[v] = mean + start
        i += count
    return moved


def _level(row: list[int], shelf: list[float], left: Weighted, y: list[float]) -> None:
    """Set the vertices that are almost level with one on their left quite level with it, as far as the order allows."""
    for i, v in enumerate(row):
        aims = [y[u] for u, _ in left[v] if abs(y[u] - y[v]) < SLIGHT]
        if not aims:
            continue
        aim = min(aims, key=lambda height: abs(height - y[v]))
        free_above = i == 0 or aim - y[row[i - 1]] >= shelf[i] - shelf[i - 1] - 1e-9
        free_below = i + 1 == len(row) or y[row[i + 1]] - aim >= shelf[i + 1] - shelf[i] - 1e-9
        if free_above and free_below:
            y[v] = aim
