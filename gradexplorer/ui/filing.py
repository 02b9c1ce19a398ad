"""Files: new, open, save, demos, the question about unsaved changes."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QProcess
from PySide6.QtWidgets import QFileDialog, QMessageBox

from gradexplorer.model import autosave, demos, salvage
from gradexplorer.model.document import Document
from gradexplorer.model.files import stamp
from gradexplorer.model.mending import Loss
from gradexplorer.model.session import SessionError
from gradexplorer.model.settings import load_settings, with_recent
from gradexplorer.ui.aside import aside
from gradexplorer.ui.docks.data_dialog import ENDINGS, TABLES
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.preferences import remember
from gradexplorer.ui.recovery import losses_dialog
from gradexplorer.ui.saving import file_to_write
from gradexplorer.ui.tables import SESSION
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

FILTER = f"gradexplorer (*{SESSION})"


class Filing(QObject):
    """Opens and saves documents, and asks before anything unsaved is lost."""

    def __init__(self, editor: Editor, window: MainWindow) -> None:
        super().__init__(window)
        self.editor, self.window = editor, window
        self._damaged: Path | None = None  # the file that the document was read from, which it does not replace
        editor.replaced.connect(self._on_replaced)

    def _on_replaced(self) -> None:
        self._damaged = None

    def new(self) -> None:
        """An empty document."""
        if self.may_leave():
            self.editor.open(Document(), None)
            self.window.expressions.edit()

    def new_window(self) -> None:
        """Another window in a process of its own: it computes on another core, and a crash of one spares the other."""
        begun, _ = QProcess.startDetached(sys.executable, ["-m", "gradexplorer"])
        if not begun:
            self._complain(tr("No window was opened"), tr("{program} could not be started.", program=sys.executable))

    def open(self) -> None:
        """Ask for a file and open it; a table comes into the document, which nobody has to leave for that."""
        kinds = f"{FILTER};;{TABLES}"
        name, _ = QFileDialog.getOpenFileName(self.window, tr("Open"), self._folder(), kinds)
        if name and Path(name).suffix.lower() in ENDINGS:
            self.window.tables.add(Path(name))
        elif name and self.may_leave():
            self.open_path(Path(name))

    def open_path(self, path: Path) -> bool:
        """Open a session file, also a damaged one; where that fails, say why and leave everything as it is."""
        try:
            document, losses = aside(lambda: salvage.load(path))
        except SessionError as error:
            self._complain(tr("This file cannot be opened"), str(error))
            return False
        if losses:
            self.show_damaged(document, path, losses)
        else:
            self.editor.open(document, path)
        self._remember(path)
        return True

    def open_recent(self, path: Path) -> None:
        """Open a file from the list of those opened last."""
        if self.may_leave():
            self.open_path(path)

    def show_damaged(self, document: Document, path: Path, losses: Sequence[Loss]) -> None:
        """Show what could be read of a damaged file, as a document that is not saved, and what was lost."""
        self.editor.open(document, None, saved=False)
        self._damaged = path
        losses_dialog(path.name, losses, self.window).open()

    def recover(self, leftover: autosave.Leftover) -> bool:
        """Go on with the unsaved work of another window; False where it stays as it is."""
        if not self.may_leave():
            return False
        slot = autosave.claim(leftover)
        if slot is None:
            self._complain(tr("This cannot be opened"), tr("Another window has it, or it is no longer there."))
            return False
        try:
            document, losses = aside(lambda: autosave.load(leftover))
        except SessionError as error:
            slot.let_go()
            self._complain(tr("This cannot be opened"), str(error))
            return False
        # What is damaged must not replace a sound file without a question.
        origin = None if losses else leftover.origin
        self.editor.open(document, origin, saved=False, seen=leftover.seen if origin is not None else None)
        if self.window.keeper is not None:
            self.window.keeper.adopt(slot)
        if losses:
            losses_dialog(tr("The unsaved work"), losses, self.window).open()
        return True

    def open_demo(self, name: str) -> None:
        """Open a demo at its first scene."""
        if self.may_leave():
            self.editor.open(demos.load(name), None)

    def save(self) -> bool:
        """Save to the file it came from, or ask for one; False where nothing was saved."""
        path = self.editor.path
        if path is None:
            return self.save_as()
        return self._may_replace(path) and self._write(path)

    def save_as(self) -> bool:
        """Ask for a file and save to it."""
        start = self._folder() if self._damaged is None else str(self._damaged)
        path = file_to_write(self.window, tr("Save as"), start, FILTER, SESSION)
        return path is not None and self._write(path)

    def may_leave(self) -> bool:
        """True where nothing unsaved would be lost, or the person said so."""
        if not self.editor.history.modified:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            tr("Unsaved changes"),
            tr("Save the changes first?"),
            buttons.Save | buttons.Discard | buttons.Cancel,
            buttons.Save,
        )
        if answer == buttons.Save:
            return self.save()
        return answer == buttons.Discard

    def _may_replace(self, path: Path) -> bool:
        """True where the file is as this window left it or found it, or the person gives up what came into it since."""
        now = stamp(path)
        if now is None or now == self.editor.seen:
            return True
        buttons = QMessageBox.StandardButton
        answer = QMessageBox.question(
            self.window,
            tr("The file was changed"),
            tr(
                "{name} was changed by something else since this window opened or saved it. Save over it?\n\n"
                "To keep both, answer No and choose File, Save as.",
                name=path.name,
            ),
            buttons.Yes | buttons.No,
            buttons.No,
        )
        return answer == buttons.Yes

    def _write(self, path: Path) -> bool:
        try:
            self.editor.save_file(path)
        except (OSError, SessionError) as error:
            self._complain(tr("The file was not saved"), str(error))
            return False
        self._remember(path)
        return True

    def _folder(self) -> str:
        return str(self.editor.path.parent if self.editor.path is not None else Path.home())

    def _remember(self, path: Path) -> None:
        settings, _ = load_settings()
        remember(self.window, recent=with_recent(settings, path).recent)

    def _complain(self, title: str, text: str) -> None:
        QMessageBox.warning(self.window, title, text)
