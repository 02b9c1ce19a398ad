"""A mouse that sends real events, buttons held and all, to a view's viewport."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton


class Mouse:
    """Presses, moves and turns over one widget; positions are in its pixels."""

    def __init__(self, widget: QWidget) -> None:
        self._widget = widget
        self._target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        self._held = NONE

    def press(self, x: float, y: float) -> None:
        self._held = LEFT
        self._send(QEvent.Type.MouseButtonPress, x, y, LEFT)

    def move(self, x: float, y: float) -> None:
        self._send(QEvent.Type.MouseMove, x, y, NONE)

    def release(self, x: float, y: float) -> None:
        self._held = NONE
        self._send(QEvent.Type.MouseButtonRelease, x, y, LEFT)

    def drag(self, *path: tuple[float, float]) -> None:
        self.press(*path[0])
        for place in path[1:]:
            self.move(*place)
        self.release(*path[-1])

    def wheel(
        self, x: float, y: float, turn: int, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    ) -> None:
        at = QPointF(x, y)
        far = QPointF(self._target.mapToGlobal(QPoint(round(x), round(y))))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(at, far, QPoint(), QPoint(0, turn), NONE, modifiers, phase, False)
        QApplication.sendEvent(self._target, event)

    def leave(self) -> None:
        for left in dict.fromkeys((self._target, self._widget)):  # Qt tells both
            QApplication.sendEvent(left, QEvent(QEvent.Type.Leave))

    def _send(self, kind: QEvent.Type, x: float, y: float, button: Qt.MouseButton) -> None:
        far = QPointF(self._target.mapToGlobal(QPoint(round(x), round(y))))
        event = QMouseEvent(kind, QPointF(x, y), far, button, self._held, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(self._target, event)


@pytest.fixture(autouse=True)
def themed(qapp: QApplication) -> Iterator[None]:
    theme.apply(qapp, "light")
    yield
    qapp.setStyleSheet("")


@pytest.fixture
def mouse_over(qtbot: QtBot) -> Callable[[QWidget], Mouse]:
    """`mouse_over(widget)`: show the widget and hold a mouse over it."""

    def show(widget: QWidget) -> Mouse:
        widget.show()
        qtbot.waitExposed(widget)
        QApplication.processEvents()
        return Mouse(widget)

    return show
