"""Whether motion is to be reduced: the preference, else what the desktop asks for."""

from __future__ import annotations

import sys
from functools import cache

from PySide6.QtWidgets import QApplication, QStyle

from gradexplorer.model.settings import load_settings


def reduced() -> bool:
    """True where a person, or the desktop, asks for less motion."""
    return load_settings()[0].less_motion or _asked_by_desktop()


@cache
def _asked_by_desktop() -> bool:
    """Windows says so in its own way; of the other desktops what Qt's style knows."""
    if sys.platform == "win32":
        import ctypes

        on = ctypes.c_int(1)
        ctypes.windll.user32.SystemParametersInfoW(0x1042, 0, ctypes.byref(on), 0)  # SPI_GETCLIENTAREAANIMATION
        return not on.value
    app = QApplication.instance()
    if not isinstance(app, QApplication):
        return False
    return app.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration) == 0
