"""The menu of files opened or saved last."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from gradexplorer.model.settings import load_settings
from gradexplorer.ui.preferences import remember
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow


class RecentFiles(QObject):
    """Fills the menu when it opens: names, with their folder where two are called the same; what is missing says so."""

    def __init__(self, window: MainWindow, menu: QMenu) -> None:
        super().__init__(window)
        self.window, self.menu = window, menu
        self._entries: list[QAction] = []
        menu.setToolTipsVisible(True)
        menu.aboutToShow.connect(self._fill)

    def _fill(self) -> None:
        for entry in self._entries:
            self.menu.removeAction(entry)
            entry.deleteLater()
        paths = [Path(name) for name in load_settings()[0].recent]
        clear = self.window.actions_["clear-recent"]
        self.window.actions_.allow("clear-recent", "" if paths else tr("No file was opened yet."))
        again = Counter(path.name for path in paths)
        self._entries = [self._entry(number, path, again[path.name] > 1) for number, path in enumerate(paths, 1)]
        separator = QAction(self.menu)
        separator.setSeparator(True)
        self._entries.append(separator)
        self.menu.insertActions(clear, self._entries)

    def _entry(self, number: int, path: Path, ambiguous: bool) -> QAction:
        name = f"{path.name} – {path.parent}" if ambiguous else path.name
        missing = not path.exists()
        shown = tr("{name} (missing)", name=name) if missing else name
        action = QAction(
            f"&{number} {shown.replace('&', '&&')}" if number < 10 else shown.replace("&", "&&"), self.menu
        )
        action.setObjectName(f"recent-{number}")
        action.setToolTip(tr("{path} is no longer there", path=path) if missing else str(path))
        action.setStatusTip(action.toolTip())
        action.triggered.connect(lambda _=False: self.window.filing.open_recent(path))
        return action

    def clear(self) -> None:
        """Forget them all."""
        remember(self.window, recent=())
