from __future__ import annotations

import shutil
import subprocess

import numpy as np
import pytest

from gradexplorer.compute.graph import Graph, GraphEdge, GraphNode
from gradexplorer.export.graph_dot import dot


def node(id: int, label: str, **changes: object) -> GraphNode:
    fields: dict[str, object] = {
        "id": id,
        "kind": "leaf",
        "op": None,
        "label": label,
        "shape": (),
        "dtype": "float64",
        "value": np.array(2.0),
        "gradient": np.array(4.0),
        "span": None,
    }
    return GraphNode(**(fields | changes))  # type: ignore[arg-type]


SQUARE = Graph(
    nodes=(node(0, "x"), node(1, "×", kind="operation", op="MulBackward0", gradient=np.array(1.0))),
    edges=(GraphEdge(0, 1, 0), GraphEdge(0, 1, 1)),
    output=1,
    order=(1, 0),
)


def test_nodes_and_one_edge_for_each_use() -> None:
    lines = dot(SQUARE).splitlines()
    assert lines[0] == "digraph gradexplorer {"
    assert lines[-1] == "}"
    assert lines.count("  n0 -> n1;") == 2
    (x,) = (line for line in lines if line.startswith("  n0 ["))
    assert r'label="x\n2\ngradient 4"' in x
    (product,) = (line for line in lines if line.startswith("  n1 ["))
    assert r'label="×\nMulBackward0\n2\ngradient 1"' in product


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (np.array(np.pi), "3.1416"),
        (np.array(np.nan), "nan"),
        (np.array([1.0, 2.5]), "[1, 2.5]"),
        (np.array([[1.0, 2.0], [3.0, 4.0]]), "[[1, 2], [3, 4]]"),
        (np.ones((20, 30)), "20×30"),
    ],
)
def test_a_value_is_short(value: np.ndarray, text: str) -> None:
    graph = Graph(nodes=(node(0, "x", value=value, gradient=None),), edges=(), output=0, order=(0,))
    assert f'label="x\\n{text}"' in dot(graph)


def test_a_constant_is_not_said_twice() -> None:
    graph = Graph(nodes=(node(0, "2", kind="constant", gradient=None),), edges=(), output=0, order=())
    assert 'label="2"' in dot(graph)


def test_quotes_and_backslashes_in_a_label() -> None:
    graph = Graph(nodes=(node(0, 'a "b" \\N'),), edges=(), output=0, order=(0,))
    assert r'label="a \"b\" \\N\n2' in dot(graph)


@pytest.mark.skipif(shutil.which("dot") is None, reason="Graphviz is not installed")
def test_graphviz_reads_it() -> None:
    done = subprocess.run(
        ["dot", "-Tplain"], input=dot(SQUARE), capture_output=True, text=True, timeout=30, check=False
    )
    assert done.returncode == 0, done.stderr
    assert sum(line.startswith("edge n0 n1") for line in done.stdout.splitlines()) == 2
