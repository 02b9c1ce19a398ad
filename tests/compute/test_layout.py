"""Properties of the layered layout, on drawings known by hand and on random graphs."""

from __future__ import annotations

import random
import time

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from gradexplorer.compute.layout import Layout, layout
from gradexplorer.compute.layout_layers import MOST, layers, proper, topological

Edge = tuple[int, int, int]
CARD = (92.0, 68.0)

# x·cos(4·x) + 2·|x|: 0 x, 1 "4", 2 ×, 3 cos, 4 ×, 5 "2", 6 | |, 7 ×, 8 +
SAMPLE: list[Edge] = [
    *[(1, 2, 0), (0, 2, 1), (2, 3, 0), (0, 4, 0), (3, 4, 1)],
    *[(0, 6, 0), (5, 7, 0), (6, 7, 1), (4, 8, 0), (7, 8, 1)],
]


def random_graph(n: int, seed: int, reach: int = 12) -> list[Edge]:
    """n nodes, each made from one or two earlier ones, mostly near ones."""
    rng = random.Random(seed)
    edges = []
    for v in range(1, n):
        edges.append((rng.randrange(max(0, v - reach), v), v, 0))
        if rng.random() < 0.6:
            edges.append((rng.randrange(0 if rng.random() < 0.1 else max(0, v - reach), v), v, 1))
    return edges


def overlaps(drawing: Layout, sizes: list[tuple[float, float]]) -> int:
    size = np.array(sizes)
    apart = np.abs(drawing.centres[:, None] - drawing.centres[None])
    least = (size[:, None] + size[None]) / 2
    touching = (apart < least - 1e-6).all(axis=2)
    return int(touching.sum() - len(sizes)) // 2


def points_on(route: np.ndarray) -> np.ndarray:
    """The curve of a route, 25 points for each of its cubics."""
    t = np.linspace(0, 1, 25)[:, None]
    cubics = [route[i : i + 4] for i in range(0, len(route) - 1, 3)]
    return np.vstack(
        [(1 - t) ** 3 * a + 3 * t * (1 - t) ** 2 * b + 3 * t**2 * (1 - t) * c + t**3 * d for a, b, c, d in cubics]
    )


def hits(drawing: Layout, sizes: list[tuple[float, float]], edges: list[Edge]) -> list[tuple[int, int]]:
    """(edge, node) wherever a curve enters a node that is neither of its ends."""
    found = []
    half = np.array(sizes) / 2
    for index, ((s, t, _), route) in enumerate(zip(edges, drawing.routes, strict=True)):
        points = points_on(route)
        for v in range(len(sizes)):
            if v not in (s, t) and (np.abs(points - drawing.centres[v]) < half[v] - 0.5).all(axis=1).any():
                found.append((index, v))
    return found


def test_no_nodes_and_one_node() -> None:
    nothing = layout([], [])
    assert nothing.centres.shape == (0, 2)
    assert nothing.routes == ()
    assert nothing.size == (0.0, 0.0)
    alone = layout([CARD], [])
    assert alone.centres.tolist() == [[46.0, 34.0]]
    assert alone.size == CARD


def test_a_chain_is_level_with_the_gaps_asked_for() -> None:
    drawing = layout([CARD, (120.0, 50.0), CARD], [(0, 1, 0), (1, 2, 0)], layer_gap=40)
    assert np.allclose(np.diff(drawing.centres[:, 0]), [46 + 40 + 60, 60 + 40 + 46])
    assert np.ptp(drawing.centres[:, 1]) == 0
    assert drawing.size == (92 + 40 + 120 + 40 + 92, 68)


def test_the_sample_function_is_drawn_as_people_draw_it() -> None:
    drawing = layout([CARD] * 9, SAMPLE)
    x, y = drawing.centres.T
    assert x[2] < x[3] < x[4] < x[8]
    assert x[1] == x[0] < x[2], "4 stands beside its ×"
    assert x[5] == x[6] == x[3], "2 stands beside its ×, not at the far left"
    assert y[4] < y[7], "x·cos(4·x) is the first operand of +"
    assert overlaps(drawing, [CARD] * 9) == 0
    assert hits(drawing, [CARD] * 9, SAMPLE) == []


def test_operands_of_a_tree_stand_in_their_order() -> None:
    # node 6 = f(4, 5), 4 = f(0, 1), 5 = f(2, 3); the ids are given in reverse to the places
    edges = [(5, 6, 0), (4, 6, 1), (3, 5, 0), (2, 5, 1), (1, 4, 0), (0, 4, 1)]
    y = layout([CARD] * 7, edges).centres[:, 1]
    assert y[5] < y[4]
    assert y[3] < y[2] < y[1] < y[0]


def test_a_result_stands_between_its_operands() -> None:
    y = layout([CARD] * 3, [(0, 2, 0), (1, 2, 1)]).centres[:, 1]
    assert y[2] == pytest.approx((y[0] + y[1]) / 2)


def test_routes_start_and_end_at_the_nodes_sides() -> None:
    sizes = [(92.0 + 10 * v, 68.0 + 4 * v) for v in range(9)]
    drawing = layout(sizes, SAMPLE)
    for (s, t, _), route in zip(SAMPLE, drawing.routes, strict=True):
        assert (len(route) - 1) % 3 == 0
        assert route[0] == pytest.approx(drawing.centres[s] + (sizes[s][0] / 2, 0))
        assert route[-1] == pytest.approx(drawing.centres[t] - (sizes[t][0] / 2, 0))
        assert (np.diff(route[:, 0]) >= -1e-9).all(), "a curve never turns back"


def test_both_uses_in_x_times_x_can_be_told_apart() -> None:
    first, second = layout([CARD] * 2, [(0, 1, 0), (0, 1, 1)]).routes
    assert first[-1, 1] < second[-1, 1]
    assert (first[:, 1] < second[:, 1]).all()


def test_a_shared_leaf_of_a_long_loop_has_one_level_trunk() -> None:
    n = 200
    edges = [(v, v + 1, 0) for v in range(n - 1)] + [(0, v, 1) for v in range(2, n)]
    drawing = layout([CARD] * n, edges)
    assert drawing.size[1] < 300, "the trunk does not drift away"
    assert hits(drawing, [CARD] * n, edges) == []


def test_edges_beyond_the_bound_run_around_the_drawing() -> None:
    n = 400
    edges = [(v, v + 1, 0) for v in range(n - 1)] + [(v, n - 1 - v, 1) for v in range(0, 40)]
    graph = proper(layers(n, edges), edges)
    assert -1 in graph.tails
    assert len(graph.layer) - n <= MOST
    drawing = layout([CARD] * n, edges)
    assert hits(drawing, [CARD] * n, edges) == []
    box = np.vstack(drawing.routes)
    assert box.min() >= 0
    assert (box.max(axis=0) <= np.array(drawing.size) + 1e-6).all()


@settings(max_examples=40)
@given(n=st.integers(1, 40), seed=st.integers(0, 10**6), reach=st.integers(1, 40))
def test_any_graph_is_drawn_without_overlap_from_left_to_right(n: int, seed: int, reach: int) -> None:
    rng = random.Random(seed)
    sizes = [(rng.uniform(40, 240), rng.uniform(40, 160)) for _ in range(n)]
    edges = random_graph(n, seed, reach)
    drawing = layout(sizes, edges, node_gap=30)
    assert overlaps(drawing, sizes) == 0
    for s, t, _ in edges:
        assert drawing.centres[s, 0] + sizes[s][0] / 2 < drawing.centres[t, 0] - sizes[t][0] / 2
    assert hits(drawing, sizes, edges) == []
    half = np.array(sizes) / 2
    assert (drawing.centres - half >= -1e-6).all()
    assert (drawing.centres + half <= np.array(drawing.size) + 1e-6).all()


def test_the_same_graph_gets_the_same_drawing() -> None:
    edges = random_graph(120, seed=7)
    one, other = layout([CARD] * 120, edges), layout([CARD] * 120, list(edges))
    assert np.array_equal(one.centres, other.centres)
    assert all(np.array_equal(a, b) for a, b in zip(one.routes, other.routes, strict=True))


def test_parts_that_do_not_hang_together() -> None:
    edges = [(0, 1, 0), (2, 3, 0)]
    drawing = layout([CARD] * 5, edges)
    assert overlaps(drawing, [CARD] * 5) == 0


def test_a_ring_and_an_unknown_node_are_refused() -> None:
    with pytest.raises(ValueError, match="ring"):
        layout([CARD] * 2, [(0, 1, 0), (1, 0, 0)])
    with pytest.raises(ValueError, match="outside 0 … 1"):
        layout([CARD] * 2, [(0, 2, 0)])


def test_topological_puts_sources_first() -> None:
    assert topological(4, [(3, 1, 0), (1, 0, 0), (3, 0, 1)]) == [2, 3, 1, 0]


def test_a_chain_of_5000_needs_no_recursion() -> None:
    drawing = layout([CARD] * 5000, [(v, v + 1, 0) for v in range(4999)])
    assert np.ptp(drawing.centres[:, 1]) == 0
    assert (np.diff(drawing.centres[:, 0]) == 92 + 48).all()


def test_a_leaf_used_3000_times_stays_small() -> None:
    n = 3000
    edges = [(v, v + 1, 0) for v in range(n - 1)] + [(0, v, 1) for v in range(2, n)]
    drawing = layout([CARD] * n, edges)
    assert sum(len(route) for route in drawing.routes) < 60 * n


def test_500_nodes_are_placed_in_reasonable_time() -> None:
    """The goal, 100 ms, is for `make bench`; ten times that is a mistake in the method, not a slow machine."""
    edges = random_graph(500, seed=1)
    start = time.perf_counter()
    drawing = layout([CARD] * 500, edges)
    assert time.perf_counter() - start < 1.0
    assert overlaps(drawing, [CARD] * 500) == 0
