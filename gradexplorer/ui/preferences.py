"""Preferences changed from the window; a file that cannot be written is told in the status line, and nothing stops."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace
from PySide6.QtWidgets import QMainWindow

from gradexplorer.model.settings import Settings, load_settings, save_settings
from gradexplorer.ui.text import tr

TOLD_MS = 6000


def remember(window: QMainWindow, **changes: Any) -> Settings:
    """Change preferences and write them; returns what holds now."""
    settings, _ = load_settings()
    settings = replace(settings, **changes)
    try:
        save_settings(settings)
    except OSError as error:
        text = tr("The preferences cannot be written: {error}", error=error.strerror or str(error))
        window.statusBar().showMessage(text, TOLD_MS)
    return settings
