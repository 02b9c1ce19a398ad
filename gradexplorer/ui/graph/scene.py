"""The scene: builds the items of a graph, and changes only those that a step changes."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np
from PySide6.QtCore import QObject, QPointF, QRectF
from PySide6.QtWidgets import QGraphicsScene

from gradexplorer.ui.graph.card import Card, Curve, Ring, edge_item
from gradexplorer.ui.graph.content import CAPTION_ROW, CAPTION_TOP, Content, content

Change = Literal["numbers", "places", "all"]

FREE = 40_000.0
"""Room around the drawing, so that it can be moved freely at every zoom."""


class GraphScene(QGraphicsScene):
    """Cards and curves of one graph, by node id, and how far backward has come."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[int, Card] = {}
        self.curves: list[Curve] = []
        self.order: tuple[int, ...] = ()
        self._receiving: frozenset[int] = frozenset()
        self.step = -1
        self.bounds = QRectF()
        self._overview = False
        self._zoom = 1.0
        self._rings: list[Ring] = []
        self._structure: Any = None
        self._sizes: list[tuple[float, float]] = []
        self._layout: Any = None
        self._into: dict[int, list[Curve]] = {}
        self._reading: list[int] = []
        self._boxes = np.zeros((0, 4))
        self.cursor = self._new_ring("accent", 2.0, 4.0)

    def build(self, graph: Any, layout: Any) -> Change:
        """Show `graph` placed by `layout`, or nothing for None, and say what that changed.

        "numbers": the same drawing with other numbers, whose items stay. "places": the same nodes and edges, laid out
        anew. "all": another graph. `step` is kept as far as there are so many steps.
        """
        written = [content(node) for node in graph.nodes] if graph is not None else []
        structure, sizes = _structure(graph), [text.size for text in written]
        same = structure == self._structure
        if same and sizes == self._sizes and _equal(layout, self._layout):
            for node, text in zip(graph.nodes if graph is not None else (), written, strict=True):
                self.cards[node.id].write(node, text)
            return "numbers"
        self._clear()
        self._structure, self._sizes, self._layout = structure, sizes, layout
        if graph is not None:
            self._fill(graph, layout, written)
        return "places" if same else "all"

    def _fill(self, graph: Any, layout: Any, written: list[Content]) -> None:
        self.order = tuple(graph.order)
        self._receiving = frozenset(self.order)
        for edge, route in zip(graph.edges, layout.routes, strict=True):
            curve = edge_item(edge, route)
            self.addItem(curve)
            self.curves.append(curve)
            self._into.setdefault(edge.target, []).append(curve)
        for node, text, centre in zip(graph.nodes, written, layout.centres, strict=True):
            card = Card(node, text)
            card.setPos(float(centre[0]), float(centre[1]))
            self.addItem(card)
            self.cards[node.id] = card
        self.bounds = QRectF(0, 0, *layout.size).adjusted(-2, -2, 2, CAPTION_TOP + CAPTION_ROW)
        self.setSceneRect(self.bounds.adjusted(-FREE, -FREE, FREE, FREE))
        self._index(layout)
        step, self.step = self.step, -1
        self.show_step(step)

    def show_step(self, step: int) -> None:
        """Show the first `step` nodes of the order as visited; −1 and 0: none. Touches only what differs."""
        step = max(-1, min(step, len(self.order)))
        old, self.step = max(self.step, 0), step
        low, high = sorted((old, max(step, 0)))
        # One place further down: the node that was the last one loses that mark, and its edges are passed on.
        for place in range(max(low - 1, 0), high):
            self._show_place(place, max(step, 0))

    def _show_place(self, place: int, step: int) -> None:
        node = self.order[place]
        self.cards[node].show_state(visited=place < step, current=place == step - 1 < len(self.order) - 1)
        passed = place < step - 1 or step == len(self.order)
        for curve in self._into.get(node, ()):
            curve.show_state(visited=passed and curve.edge.source in self._receiving)

    def reading_order(self) -> list[int]:
        """The node ids from left to right, each layer from top to bottom."""
        return self._reading

    def card_at(self, point: QPointF) -> int:
        """The id of the node whose card is at a point of the scene, −1 where there is none."""
        x, y = point.x(), point.y()
        boxes = self._boxes
        hit = np.flatnonzero((boxes[:, 0] <= x) & (x <= boxes[:, 2]) & (boxes[:, 1] <= y) & (y <= boxes[:, 3]))
        return self._reading[int(hit[0])] if len(hit) else -1

    def highlight(self, nodes: list[int]) -> None:
        """Put rings around these nodes, and take away those that were there."""
        while len(self._rings) < len(nodes):
            self._rings.append(self._new_ring("accent", 2.0, 4.0, dashed=True))
        for ring in self._rings[len(nodes) :]:
            ring.hide()
        for ring, node in zip(self._rings, nodes, strict=False):
            ring.surround(self.cards[node])

    def show_zoom(self, zoom: float, *, overview: bool) -> None:
        """Rings keep their width on the screen; texts or, where they could not be read, plain blocks and hairlines."""
        for ring in (*self._rings, self.cursor):
            ring.show_zoom(zoom)
        self._zoom = zoom
        if overview == self._overview:
            return
        self._overview = overview
        items: list[Card | Curve] = [*self.cards.values(), *self.curves]
        for item in items:
            item.show_overview(overview)

    def dress(self) -> None:
        """Take all colours from the theme in use."""
        items: list[Card | Curve | Ring] = [*self.cards.values(), *self.curves, *self._rings, self.cursor]
        for item in items:
            item.dress()
        self.update()

    def _new_ring(self, colour: str, width: float, distance: float, *, dashed: bool = False) -> Ring:
        ring = Ring(colour, width, distance, dashed=dashed)
        ring.show_zoom(self._zoom)
        ring.hide()
        self.addItem(ring)
        return ring

    def _index(self, layout: Any) -> None:
        cards = self.cards
        self._reading = sorted(cards, key=lambda node: (round(cards[node].x(), 3), cards[node].y(), node))
        frames = [cards[node].mapRectToScene(cards[node].frame) for node in self._reading]
        self._boxes = np.array([(f.left(), f.top(), f.right(), f.bottom()) for f in frames]).reshape(-1, 4)

    def _clear(self) -> None:
        for item in (*self.cards.values(), *self.curves):
            self.removeItem(item)
        for ring in (*self._rings, self.cursor):
            ring.hide()
        self.cards, self.curves, self._into = {}, [], {}
        self.order, self._reading = (), []
        self.bounds = QRectF()
        self._overview = False
        self._boxes = np.zeros((0, 4))


def _structure(graph: Any) -> Any:
    """What makes two graphs the same but for their numbers."""
    if graph is None:
        return None
    nodes = tuple((node.id, node.kind, node.op, node.label) for node in graph.nodes)
    return nodes, tuple((edge.source, edge.target, edge.slot) for edge in graph.edges), tuple(graph.order)


def _equal(one: Any, other: Any) -> bool:
    if one is other:
        return True
    return one is not None and other is not None and np.array_equal(one.centres, other.centres)
