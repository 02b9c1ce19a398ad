"""Second stage of the layered layout: the order of the vertices in each layer, with few crossings.

Two operands of one node in the wrong order (slot 0 belongs on top) count as a third of a crossing, so the order of
operands is honoured wherever that costs no crossing.
"""

from __future__ import annotations

import random
from bisect import bisect_right, insort
from collections.abc import Callable

from gradexplorer.compute.layout_layers import Proper

WORK = 4000
"""About so many vertices are looked at by all rounds together: 8 rounds for 500 vertices or fewer, 1 above 4,000."""

STARTS = 16
"""From so many first orders the search begins where the graph is small (32 vertices or fewer); from one above 250."""

Rows = list[list[int]]
Neighbours = list[list[tuple[int, float]]]


def order(graph: Proper) -> Rows:
    """Return the vertices of each layer from top to bottom."""
    left, right = _neighbours(graph)
    best, fewest = _improved(_first(graph, 0), left, right)
    for start in range(1, min(STARTS, WORK // (8 * len(graph.layer)))):
        if fewest == 0:
            break
        rows, price = _improved(_first(graph, start), left, right)
        if price < fewest:
            best, fewest = rows, price
    return best


def _improved(rows: Rows, left: Neighbours, right: Neighbours) -> tuple[Rows, int]:
    """Sweep and swap; return the best rows seen and their cost."""
    best, fewest = _copy(rows), cost(rows, right)
    for turn in range(min(8, WORK // len(left) + 1)):
        if fewest == 0:
            break
        if turn > 0:
            _sweep(rows, left, right)
        _swap(rows, left, right)
        price = cost(rows, right)
        if price < fewest:
            best, fewest = _copy(rows), price
    return best, fewest


def cost(rows: Rows, right: Neighbours) -> int:
    """Three for each pair of links that cross, one for each pair of operands in the wrong order."""
    place = _places(rows)
    total = 0
    for row in rows:
        ends: list[float] = []  # where a link ends, its operand's own height included
        whole: list[int] = []
        for u in row:
            for v, port in right[u]:
                total += len(ends) - bisect_right(ends, place[v] + port)
                total += 2 * (len(whole) - bisect_right(whole, place[v]))
            for v, port in right[u]:
                insort(ends, place[v] + port)
                insort(whole, place[v])
    return total


def _neighbours(graph: Proper) -> tuple[Neighbours, Neighbours]:
    """For each vertex its links to the left and to the right: (vertex, port), a port lying in −0.5 … 0.5."""
    slots = [0] * len(graph.layer)
    for _, v, slot in graph.links:
        slots[v] = max(slots[v], slot + 1)
    left: Neighbours = [[] for _ in graph.layer]
    right: Neighbours = [[] for _ in graph.layer]
    for u, v, slot in graph.links:
        port = (slot + 1) / (slots[v] + 1) - 0.5 if v < graph.nodes else 0.0
        right[u].append((v, port))
        left[v].append((u, 0.0))
    return left, right


def _places(rows: Rows) -> dict[int, int]:
    return {v: i for row in rows for i, v in enumerate(row)}


def _copy(rows: Rows) -> Rows:
    return [list(row) for row in rows]


def _first(graph: Proper, start: int) -> Rows:
    """Order by a walk from the results through the operands: no crossing at all in a tree.

    Start 0 takes the operands in their order, start 1 in the reverse one, others in orders shuffled by their number.
    """
    back: list[list[tuple[int, int]]] = [[] for _ in graph.layer]
    used = [False] * len(graph.layer)
    for u, v, slot in graph.links:
        back[v].append((slot, u))
        used[u] = True
    shuffled = random.Random(start)
    rows: Rows = [[] for _ in range(max(graph.layer) + 1)]
    seen = [False] * len(graph.layer)
    stack = [v for v in range(len(graph.layer) - 1, -1, -1) if not used[v]]
    while stack:
        v = stack.pop()
        if seen[v]:
            continue
        seen[v] = True
        rows[graph.layer[v]].append(v)
        operands = sorted(back[v], reverse=start != 1)
        if start > 1:
            shuffled.shuffle(operands)
        stack.extend(u for _, u in operands)
    return rows


def _sweep(rows: Rows, left: Neighbours, right: Neighbours) -> None:
    """Order each layer by the barycentres of its right neighbours, then each by those of its left ones."""
    place = _places(rows)
    for side, layers in ((right, range(len(rows) - 2, -1, -1)), (left, range(1, len(rows)))):
        for k in layers:
            rows[k].sort(key=_barycentre(side, place))
            for i, v in enumerate(rows[k]):
                place[v] = i


def _barycentre(side: Neighbours, place: dict[int, int]) -> Callable[[int], float]:
    def key(v: int) -> float:
        links = side[v]
        return sum(place[u] + port for u, port in links) / len(links) if links else float(place[v])

    return key


def _swap(rows: Rows, left: Neighbours, right: Neighbours) -> None:
    """Swap neighbours in a layer wherever that lowers the cost."""
    place = _places(rows)
    for row in rows:
        ends = {v: [[(place[u], port) for u, port in side[v]] for side in (left, right)] for v in row}
        for i in range(len(row) - 1):
            above, below = row[i], row[i + 1]
            gain = sum([_price(a, b) - _price(b, a) for a, b in zip(ends[above], ends[below], strict=True)])
            if gain > 0:
                row[i], row[i + 1] = below, above
                place[above], place[below] = i + 1, i


def _price(a: list[tuple[int, float]], b: list[tuple[int, float]]) -> int:
    """What the links of a vertex just above another cost together, as in `cost`."""
    total = 0
    for p in a:
        for q in b:
            if p > q:
                total += 3 if p[0] > q[0] else 1
    return total
