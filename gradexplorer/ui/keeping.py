"""Autosave: the window's unsaved work in the state folder, and what an earlier window left there."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from gradexplorer.model.autosave import Slot, leftovers
from gradexplorer.model.document import Document
from gradexplorer.model.files import Stamp
from gradexplorer.model.history import same_content
from gradexplorer.model.session import SessionError
from gradexplorer.ui.recovery import RecoveryDialog
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

PAUSE_MS = 1000
"""The work is kept after a pause in editing this long …"""
LATEST_MS = 8000
"""… and after this long where there is no pause."""
TOLD_MS = 10_000


class Keeper(QObject):
    """Keeps the document while it is unsaved; a document that is saved, left or closed is not kept."""

    kept = Signal()
    """The work was written."""
    _failed = Signal(str)

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window, self.editor = window, window.editor
        self.slot = Slot()
        self._writer: threading.Thread | None = None
        self._told = ""
        self._pause = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._latest = QTimer(self, singleShot=True, interval=LATEST_MS)
        for timer in (self._pause, self._latest):
            timer.timeout.connect(self._write)
        self._failed.connect(self._tell)
        self.editor.changed.connect(self._on_changed)
        self.editor.saved.connect(self._forget)
        self.editor.replaced.connect(self._on_replaced)

    # ------------------------------------------------------------------ keeping

    def _on_changed(self, before: Document, after: Document) -> None:
        if not self.editor.history.modified:
            self._forget()
        elif not same_content(before, after):
            self._soon()

    def _on_replaced(self) -> None:
        self._forget()
        if self.editor.history.modified:
            self._soon()

    def _soon(self) -> None:
        self._pause.start()
        if not self._latest.isActive():
            self._latest.start()

    def _write(self) -> None:
        """Write in a thread: the disk may take longer than a frame."""
        self._stop()
        if self._writer is not None and self._writer.is_alive():
            self._soon()
            return
        work = (self.slot, self.editor.document, self.editor.path, self.editor.seen)
        self._writer = threading.Thread(target=self._in_thread, args=work, name="autosave")
        self._writer.start()

    def _in_thread(self, slot: Slot, document: Document, origin: Path | None, seen: Stamp | None) -> None:
        try:
            slot.write(document, origin, seen)
        except (OSError, SessionError) as error:
            self._failed.emit(str(error))
        else:
            self.kept.emit()

    def _tell(self, reason: str) -> None:
        if reason != self._told:
            self._told = reason
            text = tr("Unsaved work cannot be kept for the case of a crash: {reason}", reason=reason)
            self.window.statusBar().showMessage(text, TOLD_MS)

    def _stop(self) -> None:
        self._pause.stop()
        self._latest.stop()

    def _settled(self) -> Slot:
        """The slot, with nothing being written and nothing about to be."""
        self._stop()
        if self._writer is not None:
            self._writer.join()
            self._writer = None
        return self.slot

    def _forget(self) -> None:
        self._settled().clear()

    def rescue(self) -> Path | None:
        """Write at once: something went wrong. Returns the file, None where nothing is unsaved."""
        if not self.editor.history.modified:
            return None
        return self._settled().write(self.editor.document, self.editor.path, self.editor.seen)

    def end(self) -> None:
        """The window closes, and its work is saved or not wanted."""
        self._settled().close()

    # ------------------------------------------------------------------ what was left

    def offer(self) -> bool:
        """Show what earlier windows left; False where that is nothing."""
        found = leftovers()
        if found:
            RecoveryDialog(found, self.window.filing.recover, self.window).open()
        return bool(found)

    def adopt(self, slot: Slot) -> None:
        """Go on in the place of a window that is no more; its work is the document now."""
        self._settled().close()
        self.slot = slot
