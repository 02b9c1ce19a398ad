"""Out of the window: the plot as a picture, the numbers behind it as a table, into files and onto the clipboard."""

from __future__ import annotations

from collections.abc import Callable, Collection
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QGuiApplication, QImageWriter
from PySide6.QtWidgets import QDialog, QMessageBox
from shiboken6 import isValid

from gradexplorer.export.picture import Format, PictureError, format_of
from gradexplorer.export.table import Table, delimited
from gradexplorer.model.document import Expression
from gradexplorer.model.files import write_whole
from gradexplorer.ui import pictures
from gradexplorer.ui.as_table import FIRST
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.export_dialogs import PictureDialog, ValuesDialog
from gradexplorer.ui.present.tables import tables
from gradexplorer.ui.saving import file_to_write
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

TOLD_MS = 6000
FILTERS: dict[Format, str] = {"png": "PNG (*.png)", "svg": "SVG (*.svg)", "pdf": "PDF (*.pdf)"}
TABLES = "CSV (*.csv)"


class Exporting(QObject):
    """Asks for what is to be written, draws it, and has a job write it, whole or not at all."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._kind: Format = "png"
        self._scale = 2.0

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {"export": self.picture, "copy-picture": self.copy_picture, "export-values": self.values}

    # ------------------------------------------------------------------ pictures

    def picture(self) -> None:
        """Ask for kind and scale, then for a file."""
        dialog = PictureDialog(pictures.size_of(self._plot()), self._kind, self._scale, self.window)
        dialog.saveAsked.connect(lambda kind, scale: self._save_picture(dialog, kind, scale))
        dialog.copyAsked.connect(lambda scale: self._copy(scale, dialog))
        dialog.open()

    def copy_picture(self) -> None:
        """Put the plot on the clipboard, at the scale chosen last."""
        self._copy(self._scale)

    def _copy(self, scale: float, dialog: QDialog | None = None) -> None:
        try:
            data = pictures.copied(self._plot(), scale, title=title_of(self.window.editor))
        except PictureError as error:
            self._complain(tr("The picture was not copied"), error)
            return
        QGuiApplication.clipboard().setMimeData(data)
        self._scale = scale
        self._say(tr("The picture is on the clipboard."))
        if dialog is not None:
            dialog.accept()

    def _save_picture(self, dialog: PictureDialog, kind: Format, scale: float) -> None:
        path = self._ask(dialog, tr("Export picture"), FILTERS[kind], f".{kind}", _images())
        if path is None:
            return
        try:
            kind = format_of(path)
            encode = pictures.drawn(self._plot(), kind, scale, title=title_of(self.window.editor))
        except PictureError as error:
            self._complain(tr("The picture was not written"), error)
            return
        self._kind, self._scale = kind, scale
        self._write(path, encode, dialog, tr("The picture was not written"))

    def _plot(self) -> Any:
        return self.window.shown_plot()

    # ------------------------------------------------------------------ values

    def values(self) -> None:
        """Show the tables there are."""
        found = tables(self.window.science)
        if not found:
            self._say(tr("There are no values yet: type a function first."))
            return
        first = FIRST.get(self.window.editor.document.view.mode, "")
        dialog = ValuesDialog(found, first if first in found else next(iter(found)), self.window)
        dialog.saveAsked.connect(lambda table: self._save_table(dialog, table))
        dialog.copyAsked.connect(self._copy_table)
        dialog.open()

    def _copy_table(self, table: Table) -> None:
        QGuiApplication.clipboard().setText(delimited(table, "\t"))
        self._say(tr("The table is on the clipboard."))

    def _save_table(self, dialog: ValuesDialog, table: Table) -> None:
        path = self._ask(dialog, tr("Export values"), TABLES, ".csv")
        if path is not None:
            self._write(path, lambda: delimited(table).encode(), dialog, tr("The values were not written"))

    # ------------------------------------------------------------------ files

    def _ask(
        self, parent: QDialog, title: str, kinds: str, ending: str, foreign: Collection[str] = ()
    ) -> Path | None:
        """The file to write; one named without an ending gets this one."""
        known = self.window.editor.path
        folder, stem = (Path.home(), "plot") if known is None else (known.parent, known.stem)
        return file_to_write(parent, title, str(folder / f"{stem}{ending}"), kinds, ending, foreign)

    def _write(self, path: Path, encode: Callable[[], bytes], dialog: QDialog, failure: str) -> None:
        """Encode and write by a job; the dialog closes when the file is there, and stays where it is not."""

        def work(_: Callable[[], bool]) -> None:
            write_whole(path, encode())

        def done(_: None) -> None:
            if isValid(dialog):  # it may have been closed meanwhile
                dialog.accept()
            self._say(tr("Written: {path}", path=path))

        def failed(error: Exception) -> None:
            if not isinstance(error, OSError):
                raise error
            reason = error.strerror or str(error)
            parent = dialog if isValid(dialog) else self.window
            QMessageBox.warning(parent, failure, tr("{path} cannot be written: {reason}.", path=path, reason=reason))

        self.window.jobs.submit("export", work, done, failed)

    def _complain(self, title: str, error: PictureError) -> None:
        QMessageBox.warning(self.window, title, f"{error}\n{error.hint}".strip())

    def _say(self, text: str) -> None:
        self.window.statusBar().showMessage(text, TOLD_MS)


def title_of(editor: Editor) -> str:
    """What a picture is called: the text of the active line."""
    active = editor.reading.active
    return next((i.text for i in editor.document.items if isinstance(i, Expression) and i.id == active), "")


def _images() -> list[str]:
    """The endings of the pictures that Qt knows, of which a few are written here: `plot.jpg` is refused as such."""
    return [f".{bytes(each.data()).decode()}" for each in QImageWriter.supportedImageFormats()]
