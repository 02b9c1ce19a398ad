"""The question for the file to write."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gradexplorer.export.picture import FORMATS
from gradexplorer.ui.docks.data_dialog import ENDINGS
from gradexplorer.ui.tables import SESSION
from gradexplorer.ui.text import tr

KNOWN = (SESSION, *ENDINGS, *(f".{kind}" for kind in FORMATS))
"""Endings that say what a file is. The dot in `lecture 3.1` begins none."""


def file_to_write(
    parent: QWidget, title: str, start: str, kinds: str, ending: str, foreign: Collection[str] = ()
) -> Path | None:
    """The file that a person names, with `ending` where it has none of `KNOWN`; None where they name none after all.

    `start` is the file or folder that the dialog begins with, `kinds` are its filters. Endings of `foreign` stay too:
    who asks for a kind that there is not is told so by the caller.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
    if not name:
        return None
    path = Path(name)
    if path.suffix.lower() in (*KNOWN, *foreign):
        return path
    path = path.with_name(path.name + ending)
    return path if not path.exists() or _replaces(parent, title, path) else None


def _replaces(parent: QWidget, title: str, path: Path) -> bool:
    """Asks what the dialog, which knew the name without its ending, could not."""
    buttons = QMessageBox.StandardButton
    question = tr("{name} is there already. Replace it?", name=path.name)
    answer = QMessageBox.question(parent, title, question, buttons.Yes | buttons.No, buttons.No)
    return answer == buttons.Yes
