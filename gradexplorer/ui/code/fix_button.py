"""The edit that mends a text, one click away."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QWidget

from gradexplorer.lang import Fix
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import reveal
from gradexplorer.ui.widgets.link import LinkButton


class FixButton(LinkButton):
    """Says what the edit does; hidden where there is none. A click leaves the focus, and so the typing, where it is."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(tr("Mend the text"), parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.hide()

    def offer(self, fix: Fix | None) -> None:
        """Show this edit, or none."""
        self.set_text(tr("{fix} (Alt+Enter)", fix=fix.label) if fix is not None else tr("Mend the text"))
        reveal(self, fix is not None)
