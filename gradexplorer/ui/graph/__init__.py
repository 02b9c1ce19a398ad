"""The computation graph on the screen: cards for nodes, curves for edges, the walk of backward over them.

`GraphView` is the widget; `measure` gives the sizes of its cards, for `gradexplorer.compute.layout`.
"""

from __future__ import annotations

from gradexplorer.ui.graph.content import LAYER_GAP, NODE_GAP, measure
from gradexplorer.ui.graph.find_bar import FindBar
from gradexplorer.ui.graph.view import GraphView

__all__ = ["GraphView", "FindBar", "measure", "LAYER_GAP", "NODE_GAP"]
