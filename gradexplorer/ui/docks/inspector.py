"""The right panel: one page for each mode."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedLayout, QWidget

from gradexplorer.ui.docks.descend_page import DescendPage
from gradexplorer.ui.docks.explore_page import ExplorePage
from gradexplorer.ui.docks.graph_page import GraphPage
from gradexplorer.ui.docks.readings import DescendReading, ExploreReading, GraphReading
from gradexplorer.ui.text import tr


class InspectorPanel(QWidget):
    """Shows the readings it is given; an edit is a signal of its page, and nothing changes until it is shown again."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Inspector"))
        self.setAccessibleDescription(tr("The numbers at the point, the run's settings, or the chosen node."))
        self.explore, self.descend, self.graph = ExplorePage(), DescendPage(), GraphPage()
        self._pages = {"explore": self.explore, "descend": self.descend, "graph": self.graph}
        self._stack = QStackedLayout(self)
        for page in self._pages.values():
            self._stack.addWidget(page)
        self.set_explore(ExploreReading())
        self.set_descend(DescendReading())
        self.set_graph(GraphReading())

    @property
    def page(self) -> str:
        """The page shown: explore, descend or graph."""
        return next(name for name, page in self._pages.items() if page is self._stack.currentWidget())

    def set_page(self, mode: str) -> None:
        """Show the page of a mode; KeyError where there is none."""
        self._stack.setCurrentWidget(self._pages[mode])

    def set_explore(self, reading: ExploreReading) -> None:
        """Fill the page of Explore."""
        self.explore.show_reading(reading)

    def set_descend(self, reading: DescendReading) -> None:
        """Fill the page of Descend."""
        self.descend.show_reading(reading)

    def set_graph(self, reading: GraphReading) -> None:
        """Fill the page of Graph."""
        self.graph.show_reading(reading)
