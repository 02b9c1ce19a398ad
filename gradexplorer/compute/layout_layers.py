"""First stage of the layered layout: which layer each node is in, and the dummy vertices that carry long edges."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct

Edge = tuple[int, int, int]

SEPARATE = 240
"""Up to so many dummies, each long edge has its own; beyond, the long edges of one source share a trunk."""
MOST = 1500
"""Never more dummies than this: the longest edges beyond it are led around the drawing."""


class Proper(Struct, frozen=True):
    """A graph whose links all join neighbouring layers.

    Vertices 0 … nodes − 1 are the nodes, the rest dummies. `layer`: of each vertex, from 0. `links`: (left
    vertex, right vertex, slot). `tails`: for each edge of the graph the vertex just before its target: the source
    itself, a dummy, or −1 for a long edge that was left out.
    """

    nodes: int
    layer: list[int]
    links: list[Edge]
    tails: list[int]


def topological(n: int, edges: Sequence[Edge]) -> list[int]:
    """Return nodes 0 … n − 1 so that each source comes before its targets; raise ValueError for a ring."""
    missing = [0] * n
    targets: list[list[int]] = [[] for _ in range(n)]
    for s, t, _ in edges:
        missing[t] += 1
        targets[s].append(t)
    ready = [v for v in range(n) if missing[v] == 0]
    for v in ready:  # grows while it is read
        for t in targets[v]:
            missing[t] -= 1
            if missing[t] == 0:
                ready.append(t)
    if len(ready) < n:
        raise ValueError("the edges form a ring")
    return ready


def layers(n: int, edges: Sequence[Edge]) -> list[int]:
    """Return the layer of each node, the leftmost 0.

    Every node stands as far right as its first use allows, so leaves are beside it; a node with more long-lived
    operands than uses is then drawn left, which shortens more edges than it lengthens.
    """
    before: list[list[int]] = [[] for _ in range(n)]
    after: list[list[int]] = [[] for _ in range(n)]
    for s, t, _ in edges:
        before[t].append(s)
        after[s].append(t)
    forward = topological(n, edges)
    layer = [0] * n
    for v in forward:
        layer[v] = max((layer[u] + 1 for u in before[v]), default=0)
    last = max(layer, default=0)
    # A leaf that is used once moves with its use, so its edge counts for nothing.
    held = [sum(1 for u in before[v] if before[u] or len(after[u]) > 1) for v in range(n)]
    for v in reversed(forward):
        layer[v] = min((layer[t] - 1 for t in after[v]), default=last)
    for _ in range(2):
        for v in forward:
            if held[v] > len(after[v]) or (before[v] and not after[v]):
                layer[v] = max(layer[u] for u in before[v]) + 1
        for v in reversed(forward):
            if after[v] and held[v] <= len(after[v]):
                layer[v] = min(layer[t] for t in after[v]) - 1
    least = min(layer, default=0)
    return [k - least for k in layer]


def proper(layer: list[int], edges: Sequence[Edge]) -> Proper:
    """Split every long edge at the layers it passes; their number is bounded by `MOST`."""
    n = len(layer)
    whole = Proper(n, list(layer), [], [])
    separate = sum(layer[t] - layer[s] - 1 for s, t, _ in edges) <= SEPARATE
    reach = None if separate else _reach(layer, edges)
    trunks: dict[int, list[int]] = {}
    for index, (s, t, slot) in enumerate(edges):
        between = layer[t] - layer[s] - 1
        if reach is not None and between > 0 and layer[t] > reach[s]:
            whole.tails.append(-1)
            continue
        line = trunks.setdefault(index if separate else s, [s])
        while len(line) <= between:
            whole.links.append((line[-1], len(whole.layer), 0))
            line.append(len(whole.layer))
            whole.layer.append(layer[s] + len(line) - 1)
        whole.tails.append(line[between])
        whole.links.append((line[between], t, slot))
    return whole


def _reach(layer: list[int], edges: Sequence[Edge]) -> list[int]:
    """For each source the last layer that its trunk may serve, short trunks granted first."""
    reach = list(layer)
    spent = 0
    for s, t, _ in sorted(edges, key=lambda e: (layer[e[1]] - layer[e[0]], e)):
        more = max(layer[t] - 1 - max(reach[s] - 1, layer[s]), 0)
        if spent + more > MOST:
            break
        spent += more
        reach[s] = max(reach[s], layer[t])
    return reach
