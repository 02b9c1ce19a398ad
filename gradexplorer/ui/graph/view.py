"""The graph on the screen: shows what it is given, and says what was pointed at, chosen and looked for."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.graph.find_bar import FindBar
from gradexplorer.ui.graph.header import Header
from gradexplorer.ui.graph.navigation import MARGIN, PanZoomView
from gradexplorer.ui.graph.scene import GraphScene
from gradexplorer.ui.graph.words import matches, sentence_for
from gradexplorer.ui.plots.states import ProgressLine
from gradexplorer.ui.text import tr

READABLE = 0.4
"""Below this zoom, texts of 13 px would be smaller than 5 and are not drawn."""
COMFORTABLE = 0.55
"""A drawing that would have to be smaller than this to be seen whole is shown in part at first, at `BEGIN`."""
BEGIN = 0.8


class GraphView(PanZoomView):
    """A computation graph, the walk of backward over it, one selected node.

    Wheel: zoom about the pointer. Drag: move. Click: select. Tab and Shift+Tab go from node to node and, past the
    last one, out of the view; Enter selects. Arrow keys are left to the window, which steps with them.
    `nodeSelected(id)` and `nodeHovered(id)` tell what people did (−1: nothing is under the pointer any more).
    """

    nodeSelected = Signal(int)
    nodeHovered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        self._graph = GraphScene()
        super().__init__(self._graph, parent)
        self._empty = tr("Type a function to see its graph.")
        self._hovered = self._selected = self._cursor = self._hit = -1
        self._hits: list[int] = []
        self._header = Header(self)
        self.find_bar = FindBar(self)
        self.find_bar.hide()
        self.find_bar.searched.connect(self._search)
        self.find_bar.stepped.connect(self._next_hit)
        self.find_bar.closed.connect(self.close_find)
        self._progress = ProgressLine(self.viewport())
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Computation graph"))
        theme.notifier.themeChanged.connect(self._dress)
        self._dress()
        self._tell()

    def set_graph(self, graph: Any, layout: Any) -> None:
        """Show a `compute.graph.Graph` placed by a `compute.layout.Layout` of `measure(graph)`; None: nothing.

        Where nodes and edges are those shown already, zoom, place and selection stay as they are.
        """
        change = self._graph.build(graph, layout)
        if change == "all":
            self._cursor = self._selected = self._hovered = self._hit = -1
            self._hits = []
            self._framed = True
        if change != "numbers":
            self._restore()
        if change == "all" and self.find_bar.isVisible():
            self._search(self.find_bar.field.text())
        self._tell()

    def _restore(self) -> None:
        """Mark the new items as the old ones were."""
        if self._selected != -1:
            self._graph.cards[self._selected].set_selected(True)
        self._graph.highlight(self._hits)
        self._move_cursor(self._cursor)
        if self._framed:
            self.follow_size()
        self.zoomed()
        self.viewport().update()

    def set_progress(self, step: int) -> None:
        """Show gradients and vermillion outlines for the first `step` nodes of the order; −1 and 0: for none.

        An edge turns vermillion when its result has passed its gradient on, so those into node `step` wait for the
        next step. The node reached last is brought into view.
        """
        self._graph.show_step(step)
        order, step = self._graph.order, self._graph.step
        if 0 < step <= len(order):
            self._bring(order[step - 1])
        self._tell()

    def set_loading(self, loading: bool) -> None:
        """A job for this picture takes its time: a thin line along the top shows it."""
        if loading:
            self._progress.start()
        else:
            self._progress.stop()

    def set_header(self, title: str, sentence: str = "") -> None:
        """Say above the graph what is being done; two empty strings take the header away."""
        self._header.say(title, sentence)
        self._place_strips()
        self._tell()

    def set_empty_text(self, text: str) -> None:
        """What stands in the middle while there is no graph: why, and what to do."""
        self._empty = text
        self.viewport().update()
        self._tell()

    @property
    def step(self) -> int:
        """How many nodes backward has visited; −1 before it began."""
        return self._graph.step

    @property
    def selected(self) -> int:
        """The id of the selected node, −1 for none."""
        return self._selected

    def select(self, node: int) -> None:
        """Select a node by its id without a signal; −1 or an unknown id: none."""
        node = node if node in self._graph.cards else -1
        if node != self._selected:
            for one, chosen in ((self._selected, False), (node, True)):
                if one in self._graph.cards:
                    self._graph.cards[one].set_selected(chosen)
            self._selected = node
        if node != -1:
            self._move_cursor(node)
            self._bring(node)
        self._tell()

    def describe(self) -> str:
        """The selected node, else the one at the keyboard's place, in words; "" where there is neither."""
        node = self._selected if self._selected != -1 else self._cursor
        return sentence_for(self._graph, node) if node in self._graph.cards else ""

    # QWidget.find, a static look-up by window id, is of no use here.
    def find(self, text: str) -> list[int]:  # type: ignore[override]
        """Ring all nodes that `text` names, as in `words.matches`; return their ids."""
        self._hits, self._hit = matches(self._graph, text), -1
        self._graph.highlight(self._hits)
        return list(self._hits)

    def open_find(self) -> None:
        """Show the search field and put the keyboard there."""
        self.find_bar.show()
        self._place_strips()
        self.find_bar.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.find_bar.field.selectAll()
        self._search(self.find_bar.field.text())

    def close_find(self) -> None:
        """Hide the search field and its rings; the keyboard is back in the graph."""
        self.find("")
        self.find_bar.hide()
        self._place_strips()
        self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _search(self, text: str) -> None:
        hits = self.find(text)
        self.find_bar.show_count(0, len(hits))
        if hits:
            self._bring(hits[0])

    def _next_hit(self, direction: int) -> None:
        if not self._hits:
            return
        first = self._hit == -1
        self._hit = (
            (0 if direction > 0 else len(self._hits) - 1) if first else (self._hit + direction) % len(self._hits)
        )
        self.find_bar.show_count(self._hit + 1, len(self._hits))
        self._choose(self._hits[self._hit])

    def focusNextPrevChild(self, forward: bool) -> bool:
        """Tab: the next card in reading order; past the last one the next widget."""
        order = self._graph.reading_order()
        at = order.index(self._cursor) if self._cursor in order else (-1 if forward else len(order))
        to = at + (1 if forward else -1)
        if not (self.hasFocus() and 0 <= to < len(order)):
            return super().focusNextPrevChild(forward)
        self._move_cursor(order[to])
        self._bring(order[to])
        self._tell()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter selects the card at the keyboard's place; every other key is the window's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._cursor != -1:
            self._choose(self._cursor)
        else:
            event.ignore()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Coming by Tab starts at the first card, by Shift+Tab at the last."""
        super().focusInEvent(event)
        order = self._graph.reading_order()
        if event.reason() == Qt.FocusReason.TabFocusReason and order:
            self._cursor = order[0]
        elif event.reason() == Qt.FocusReason.BacktabFocusReason and order:
            self._cursor = order[-1]
        self._move_cursor(self._cursor)
        self._tell()

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """The ring shows only where keys go."""
        super().focusOutEvent(event)
        self._graph.cursor.hide()

    def pointed(self, at: QPointF | None) -> None:
        """Tell which card is under the pointer, when that changes."""
        node = self._graph.card_at(at) if at is not None else -1
        if node != self._hovered:
            self._hovered = node
            if node != -1:
                self._graph.cards[node].explain()
            self.viewport().setCursor(Qt.CursorShape.PointingHandCursor if node != -1 else Qt.CursorShape.ArrowCursor)
            self.nodeHovered.emit(node)

    def clicked(self, at: QPointF) -> None:
        """Select the card that was clicked."""
        node = self._graph.card_at(at)
        if node != -1:
            self._choose(node)

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at any more."""
        super().leaveEvent(event)
        self.pointed(None)

    def _choose(self, node: int) -> None:
        self.select(node)
        self.nodeSelected.emit(node)

    def _move_cursor(self, node: int) -> None:
        self._cursor = node
        if node in self._graph.cards and self.hasFocus():
            self._graph.cursor.surround(self._graph.cards[node])
        else:
            self._graph.cursor.hide()

    def drawing(self) -> QRectF:
        """The whole graph."""
        return self._graph.bounds

    def zoomed(self) -> None:
        """Draw texts only where they can be read."""
        self._graph.show_zoom(self.zoom, overview=self.zoom < READABLE)

    def follow_size(self) -> None:
        """Show the whole graph where that is readable, else the result's end, where backward begins."""
        if self._fitting(MARGIN) >= COMFORTABLE or not self._graph.cards:
            self.fit()
            return
        self._scale(BEGIN)
        order = self._graph.order
        first = order[max(self._graph.step - 1, 0)] if order else self._graph.reading_order()[-1]
        self.centre_near(self._graph.cards[first].pos())

    @contextmanager
    def posed(self) -> Iterator[QRectF]:
        """For a picture: all texts, and no keyboard's place. Yields the whole graph and a margin; empty for none."""
        self._graph.show_zoom(1.0, overview=False)
        self._graph.cursor.hide()
        around = MARGIN if self._graph.cards else 0.0
        try:
            yield self._graph.bounds.adjusted(-around, -around, around, around)
        finally:
            self.zoomed()
            self._move_cursor(self._cursor)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The strips above the graph are as wide as the view."""
        self._place_strips()
        super().resizeEvent(event)
        self._progress.fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The graph, or why there is none."""
        super().paintEvent(event)
        if not self._graph.cards:
            painter = QPainter(self.viewport())
            painter.setFont(theme.font())
            painter.setPen(QColor(theme.current().text_quiet))
            box = self.viewport().rect().adjusted(24, 24, -24, -24)
            painter.drawText(box, Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap, self._empty)

    def _place_strips(self) -> None:
        """Header and search field stand above the viewport, not over it."""
        high = self._header.height_for(self.width())
        self._header.setGeometry(0, 0, self.width(), high)
        self._header.setVisible(high > 0)
        bar = self.find_bar.sizeHint().height() if not self.find_bar.isHidden() else 0
        self.find_bar.setGeometry(0, high, self.width(), bar)
        if self.viewportMargins().top() != high + bar:
            self.setViewportMargins(0, high + bar, 0, 0)

    def _bring(self, node: int) -> None:
        """Move so that a card is seen whole, where it is not."""
        card = self._graph.cards[node]
        box = self.viewportTransform().mapRect(card.mapRectToScene(card.frame))
        if not QRectF(self.viewport().rect()).contains(box):
            self.centre_near(card.pos())

    def _dress(self) -> None:
        self.setBackgroundBrush(QColor(theme.current().ground))
        self._graph.dress()
        self.find_bar.dress()
        self._header.update()

    def _tell(self) -> None:
        """Give the same in words to those who do not see the graph."""
        count = len(self._graph.cards)
        walk = max(self._graph.step, 0)
        here = tr("{count} nodes, {walk} visited by backward.", count=count, walk=walk) if count else self._empty
        self.setAccessibleDescription(" ".join(text for text in (*self._header.text, here, self.describe()) if text))
