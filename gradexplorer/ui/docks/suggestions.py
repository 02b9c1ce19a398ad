"""Lines to click where there is nothing yet: formulas to try, and demos."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QVBoxLayout, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.docks.rows import Suggestion
from gradexplorer.ui.widgets.formula import FormulaLabel
from gradexplorer.ui.widgets.labels import Caption, Words, reveal
from gradexplorer.ui.widgets.link import LinkButton


class Suggestions(QWidget):
    """A small title and its lines. `chosen` carries a suggestion's `text`."""

    chosen = Signal(str)

    def __init__(self, title: str, suggestions: Sequence[Suggestion] = (), parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons: list[QWidget] = []
        self._items: list[QWidget] = []
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(12, 0, 12, 0)
        self._layout.setSpacing(0)
        heading = Words(title, self, size=theme.CAPTION, role="quiet", weight=QFont.Weight.DemiBold)
        heading.setContentsMargins(4, 0, 0, 4)
        self._layout.addWidget(heading)
        self.set_suggestions(suggestions)

    def set_suggestions(self, suggestions: Sequence[Suggestion]) -> None:
        """Show other lines; without any the whole section hides."""
        for widget in self._items:
            self._layout.removeWidget(widget)
            widget.hide()
            widget.deleteLater()
        self._items, self._buttons = [], []
        for suggestion in suggestions:
            self._add(suggestion)
        reveal(self, bool(suggestions))

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return tuple(self._buttons)

    def _add(self, suggestion: Suggestion) -> None:
        button: FormulaLabel | LinkButton
        if suggestion.latex:
            button = FormulaLabel(self, size=16, role="accent", interactive=True)
            button.set_formula(suggestion.latex, suggestion.title, suggestion.title)
        else:
            button = LinkButton(suggestion.title, self)
            button.setToolTip(suggestion.caption)
        button.setAccessibleDescription(suggestion.caption)
        button.clicked.connect(lambda *_: self.chosen.emit(suggestion.text))
        self._layout.addWidget(button)
        self._buttons.append(button)
        self._items.append(button)
        if suggestion.latex and suggestion.caption:
            caption = Caption(suggestion.caption)
            caption.setContentsMargins(4, 0, 0, 6)
            self._layout.addWidget(caption)
            self._items.append(caption)
