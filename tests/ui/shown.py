"""A shown, focused widget to type into."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme

Show = Callable[[QWidget], QWidget]


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def show(qtbot: QtBot) -> Iterator[Show]:
    """Puts a widget into a window with another field, to which the focus can go, and shows it."""

    windows: list[QWidget] = []

    def shown(widget: QWidget) -> QWidget:
        window = QWidget()
        windows.append(window)  # Python's reference is the only one
        layout = QVBoxLayout(window)
        layout.addWidget(widget)
        other = QLineEdit(window)
        other.setObjectName("other")
        layout.addWidget(other)
        window.resize(260, 120)
        qtbot.addWidget(window)
        with qtbot.waitActive(window):
            window.show()
            window.activateWindow()
        other.setFocus()
        return window

    yield shown
    windows.clear()
