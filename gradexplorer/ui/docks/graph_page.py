"""The inspector's page for Graph: one node, what it holds, and what has reached the leaves."""

from __future__ import annotations

from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from gradexplorer.ui.docks.readings import GraphReading, Value
from gradexplorer.ui.docks.sections import INSET, Page, Rule, Section, Values
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Words


class GraphPage(Page):
    """Shows a `GraphReading`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Graph"), parent)
        self.empty = Words(tr("Choose a node to see its value, its gradient and what made it."), role="quiet")
        self.empty.setContentsMargins(INSET, 0, INSET, 0)
        self.add(self.empty)
        self._build_node()
        self._build_gradients()
        self.sentence = Words(role="quiet", size=12)
        self.sentence.setContentsMargins(INSET, 0, INSET, 0)
        self.add(self.sentence)
        self.finish()

    def _build_node(self) -> None:
        self.node = Section()
        head = QWidget()
        line = QHBoxLayout(head)
        line.setContentsMargins(INSET, 0, INSET, 8)
        line.setSpacing(10)
        self.title = Words(weight=QFont.Weight.DemiBold, size=15, wrap=False)
        self.op = Words(size=12, role="quiet", wrap=False)
        self.op.setMinimumWidth(40)
        line.addWidget(self.title)
        line.addWidget(self.op, 1)
        self.values, self.rule, self.facts = Values(), Rule(), Values(plain=True)
        self.node.add(head, self.values, self.rule, self.facts)
        self.add(self.node)

    def _build_gradients(self) -> None:
        self.gradients = Section(".grad")
        box = QFrame()
        box.setProperty("tone", "accent")
        inside = QVBoxLayout(box)
        inside.setContentsMargins(8, 2, 8, 2)
        self.gradient_values = Values()
        inside.addWidget(self.gradient_values)
        self.gradients.add_inset(box)
        self.add(self.gradients)

    def show_reading(self, reading: GraphReading) -> None:
        """Show `reading`."""
        chosen = bool(reading.title)
        self.empty.setVisible(not chosen)
        self.node.setVisible(chosen)
        self.title.say(reading.title)
        self.op.say(reading.op)
        self.op.setToolTip(reading.op)
        self.values.show_values(reading.values)
        self.facts.show_values([Value(name, text=text) for name, text in reading.facts])
        self.rule.setVisible(bool(reading.values) and bool(reading.facts))
        self.gradients.title.say(reading.gradients_title or ".grad")
        self.gradient_values.show_values(reading.gradients)
        self.gradients.setVisible(bool(reading.gradients))
        self.sentence.say(reading.sentence)
