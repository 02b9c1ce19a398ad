"""`engine.viz`: the recorded graph as plain data, and as a drawing in Graphviz's DOT language."""

from engine.viz.dot import Drawing, make_dot
from engine.viz.tracing import Edge, Graph, Node, Output, Saved, trace

__all__ = ["Drawing", "Edge", "Graph", "Node", "Output", "Saved", "make_dot", "trace"]


def __dir__() -> list[str]:
    return sorted(__all__)
