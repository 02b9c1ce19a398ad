"""The graph in words: one node as a sentence, and what a search looks at."""

from __future__ import annotations

from gradexplorer.ui.graph.content import Node, caption_of, full
from gradexplorer.ui.graph.scene import GraphScene
from gradexplorer.ui.text import tr


def sentence_for(graph: GraphScene, node: int) -> str:
    """What a card shows, and where its edges lead: "cos, CosBackward0. Value −0.56102. Gradient −2.6000. …"."""
    card = graph.cards[node]
    shown = card.node
    parts = [f"{shown.label}, {caption_of(shown)}.", tr("Value {value}.", value=full(shown.value))]
    if shown.kind != "constant":
        if card.visited and shown.gradient is not None:
            parts.append(tr("Gradient {gradient}.", gradient=full(shown.gradient)))
        else:
            parts.append(tr("No gradient yet."))
    into = sorted((curve.edge for curve in graph.curves if curve.edge.target == node), key=lambda edge: edge.slot)
    out = [curve.edge for curve in graph.curves if curve.edge.source == node]
    if into:
        parts.append(tr("Made from {labels}.", labels=_labels(graph, [edge.source for edge in into])))
    if out:
        parts.append(tr("Used by {labels}.", labels=_labels(graph, [edge.target for edge in out])))
    else:
        parts.append(tr("The result."))
    return " ".join(parts)


def matches(graph: GraphScene, text: str) -> list[int]:
    """Ids, in reading order, of the nodes that `text` names, whatever its case; none for blank text.

    It may stand anywhere in a label, but begins a part of an operation's name: "mul" is in MulBackward0, not in
    AccumulateGrad.
    """
    wanted = text.strip().casefold()
    if not wanted:
        return []
    return [node for node in graph.reading_order() if _named(graph.cards[node].node, wanted)]


def _named(node: Node, wanted: str) -> bool:
    if wanted in node.label.casefold() or node.kind.startswith(wanted):
        return True
    name = caption_of(node)
    starts = [i for i, letter in enumerate(name) if i == 0 or letter.isupper()]
    return any(name[i:].casefold().startswith(wanted) for i in starts)


def _labels(graph: GraphScene, nodes: list[int]) -> str:
    return tr(" and ").join(graph.cards[node].node.label for node in nodes)
