"""The question for the file to write."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QMessageBox, QWidget

from gradexplorer.ui.text import tr


def file_to_write(parent: QWidget, title: str, start: str, kinds: str, ending: str) -> Path | None:
    """The file that a person names, with `ending` where they gave it none; None where they name none after all.

    `start` is the file or folder that the dialog begins with, `kinds` are its filters.
    """
    name, _ = QFileDialog.getSaveFileName(parent, title, start, kinds)
    if not name:
        return None
    path = Path(name)
    if path.suffix:
        return path
    path = path.with_name(path.name + ending)
    return path if not path.exists() or _replaces(parent, title, path) else None


def _replaces(parent: QWidget, title: str, path: Path) -> bool:
    """Asks what the dialog, which knew the name without its ending, could not."""
    buttons = QMessageBox.StandardButton
    question = tr("{name} is there already. Replace it?", name=path.name)
    answer = QMessageBox.question(parent, title, question, buttons.Yes | buttons.No, buttons.No)
    return answer == buttons.Yes
