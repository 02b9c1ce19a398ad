"""Keeps the panel of values in step with the plot while it is open."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from gradexplorer.ui.present.tables import tables

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

REST_MS = 150
"""While something is dragged the table waits for the hand to rest."""
FIRST = {"descend": "run", "graph": "graph"}
"""The table that each mode offers first, where it is there."""


class AsTable(QObject):
    """Fills `window.values` with what the plot shows: the kind that a person chose, else the one of the mode."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._kind: str | None = None
        self._mode = ""
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.fill)
        window.values.chosen.connect(self._choose)
        science = window.science
        for changed in (science.curvesChanged, science.fieldChanged, science.landmarksChanged,
                        science.runChanged, science.graphChanged, window.editor.changed):  # fmt: skip
            changed.connect(self._soon)
        window.stage.docks["values"].visibilityChanged.connect(self._on_visibility)

    @property
    def waiting(self) -> bool:
        """The table is about to be filled anew."""
        return self._rest.isActive()

    def _soon(self, *_: object) -> None:
        if self.window.values.isVisible():
            self._rest.start()

    def _on_visibility(self, shown: bool) -> None:
        if shown:
            self.fill()
        else:
            self._rest.stop()

    def _choose(self, kind: str) -> None:
        self._kind = kind
        self.fill()

    def fill(self) -> None:
        """Show the table as it is now."""
        mode = self.window.editor.document.view.mode
        if mode != self._mode:
            self._kind, self._mode = None, mode
        found = tables(self.window.science)
        wanted = self._kind if self._kind is not None else FIRST.get(mode, "")
        kind = wanted if wanted in found else next(iter(found), "")
        self.window.values.show_tables(found, kind)
