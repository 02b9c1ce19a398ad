"""Tables of data in the window: adding, editing, opening and dropping them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import chain, count
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QDragEnterEvent, QDropEvent

from gradexplorer.model import edits
from gradexplorer.model.document import Column, Data, Document
from gradexplorer.ui.docks.data_dialog import ENDINGS, DataDialog
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

SESSION = ".gradx"


class Tables(QObject):
    """Opens the dialog on a table and puts what it gives into the document, one undo step each."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.editor = window, window.editor
        window.setAcceptDrops(True)
        window.installEventFilter(self)

    def add(self, path: Path | None = None) -> DataDialog:
        """A new table, with a file's content where one is given."""
        names = self._names()
        free = next(name for name in chain(("D", "E"), (f"D{number}" for number in count(2))) if name not in names)
        dialog = DataDialog(self.window, free, (), names, new=True)
        dialog.taken.connect(self._add)
        if path is not None:
            dialog.take_file(path)
        dialog.open()
        return dialog

    def edit(self, id: int) -> DataDialog:
        """The table of data item `id`."""
        item = edits.item(self.editor.document, id)
        assert isinstance(item, Data)
        others = [name for name in self._names() if name != item.name]
        dialog = DataDialog(self.window, item.name, item.columns, others, new=False)
        dialog.taken.connect(lambda name, columns: self._set(id, name, columns))
        dialog.removed.connect(lambda: self._remove(id))
        dialog.open()
        return dialog

    @property
    def open_dialogs(self) -> list[DataDialog]:
        """The tables being typed."""
        return [dialog for dialog in self.window.findChildren(DataDialog) if dialog.isVisible()]

    def may_leave(self) -> bool:
        """True where no table being typed would be lost, or the person said so."""
        return all(dialog.may_leave() for dialog in self.open_dialogs)

    def leave(self) -> None:
        """Close the tables being typed: after the window is gone nobody could answer their question."""
        for dialog in self.open_dialogs:
            dialog.leave()

    def _names(self) -> list[str]:
        return [item.name for item in self.editor.document.items if isinstance(item, Data)]

    def _add(self, name: str, columns: Sequence[Column]) -> None:
        def change(document: Document) -> Document:
            selected = document.view.selected
            return edits.set_view(edits.add_data(document, name, columns), selected=selected)

        self.editor.edit(change, tr("Add table"))

    def _set(self, id: int, name: str, columns: Sequence[Column]) -> None:
        self.editor.edit(lambda d: edits.set_data(d, id, name=name, columns=columns), tr("Edit table"))

    def _remove(self, id: int) -> None:
        self.editor.edit(lambda d: edits.remove_item(d, id), tr("Remove table"))

    # ------------------------------------------------------------------ files let fall on the window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take tables and sessions that are dropped."""
        if isinstance(event, QDropEvent) and event.type() in (QEvent.Type.DragEnter, QEvent.Type.Drop):
            path = _dropped(event)
            if path is not None:
                event.acceptProposedAction()
                if not isinstance(event, QDragEnterEvent):
                    self.take(path)
                return True
        return super().eventFilter(watched, event)

    def take(self, path: Path) -> None:
        """Open a session, or a table in its dialog."""
        if path.suffix.lower() != SESSION:
            self.add(path)
        elif self.window.filing.may_leave():
            self.window.filing.open_path(path)


def _dropped(event: QDropEvent) -> Path | None:
    """The file that is dropped, where it is one that can be opened."""
    urls = event.mimeData().urls()
    path = Path(urls[0].toLocalFile()) if len(urls) == 1 and urls[0].isLocalFile() else None
    return path if path is not None and path.suffix.lower() in (*ENDINGS, SESSION) else None
