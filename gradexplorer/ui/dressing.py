"""An application in new colours, its widgets one after the other.

Qt takes an old style sheet off all widgets and puts the new one on, and each of them asks for its size anew, twice:
that holds a window for 70 ms. Sheets that differ in colours alone change no size, and can be changed under the widgets.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import Qt
from PySide6.QtGui import QPalette
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

_POLISHED, _OWN_STYLE = Qt.WidgetAttribute.WA_WState_Polished, Qt.WidgetAttribute.WA_SetStyle


@contextmanager
def still(app: QApplication) -> Iterator[list[QWidget]]:
    """The windows that are shown keep their picture within."""
    windows = [each for each in app.topLevelWidgets() if each.isVisible() and each.updatesEnabled()]
    for window in windows:
        window.setUpdatesEnabled(False)
    try:
        yield windows
    finally:
        for window in windows:
            if isValid(window):
                window.setUpdatesEnabled(True)


def steps(app: QApplication, palette: QPalette, sheet: str) -> Iterator[bool]:
    """Dress `app`, and then a widget a step.

    A sheet that takes the place of another one must not change the size of anything.
    """
    for widget in _changed(app, palette, sheet):
        yield False
        if isValid(widget):
            style = widget.style()
            style.unpolish(widget)
            style.polish(widget)


def _changed(app: QApplication, palette: QPalette, sheet: str) -> list[QWidget]:
    """Change palette and sheet; returns the widgets that still wear the old ones."""
    if not app.styleSheet():
        app.setPalette(palette)
        app.setStyleSheet(sheet)
        return []
    widgets = [widget for widget in app.allWidgets() if not widget.testAttribute(_OWN_STYLE)]
    polished = [widget for widget in widgets if widget.testAttribute(_POLISHED)]
    # Qt leaves alone what was never polished, and does not tell what has a style of its own.
    for widget in widgets:
        widget.setAttribute(_POLISHED, False)
        widget.setAttribute(_OWN_STYLE)
    keeper = QWidget()  # while one sheet is worn, Qt remembers what every widget looked like without
    keeper.setStyleSheet("QFrame {}")
    app.setStyleSheet("")
    app.setPalette(palette)
    app.setStyleSheet(sheet)
    for widget in widgets:
        widget.setAttribute(_OWN_STYLE, False)
    for widget in polished:
        widget.setAttribute(_POLISHED)
    return polished
