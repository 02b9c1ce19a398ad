"""The graph in words: one node as a sentence, and what a search looks at."""

from __future__ import annotations

from gradexplorer.ui.graph.content import caption_of, full
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
    """Ids, in reading order, of nodes whose label, operation or kind contains `text`; none for blank text."""
    wanted = text.strip().casefold()
    if not wanted:
        return []
    return [node for node in graph.reading_order() if any(wanted in part.casefold() for part in _searched(graph, node))]


def _searched(graph: GraphScene, node: int) -> tuple[str, ...]:
    shown = graph.cards[node].node
    return shown.label, caption_of(shown), shown.kind


def _labels(graph: GraphScene, nodes: list[int]) -> str:
    return tr(" and ").join(graph.cards[node].node.label for node in nodes)
