"""The plot with its panels around it: where they stand at first, how that is kept, and how it comes back."""

from __future__ import annotations

import zlib
from base64 import b64decode, b64encode
from collections.abc import Sequence

from PySide6.QtCore import QByteArray, QRect, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QMainWindow, QTabWidget, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.docks.dock import Dock

VERSION = 2
GRIP = 5
"""Pixels between two panels, by which they are made wider: a line with room on either side."""
LEAST = 0.4
"""The plot keeps this part of the width; where a layout leaves it less, the panels give way."""
Area = Qt.DockWidgetArea


class Stage(QMainWindow):
    """A window within the window, for Qt's docks live in nothing else.

    `home` is where each panel stands at first: its key, area, size across that area, and whether it is shown.
    """

    panelsChanged = Signal()
    """A panel was shown, closed, floated or moved."""

    def __init__(self, middle: QWidget, docks: Sequence[Dock], home: Sequence[tuple[Area, int, bool]]) -> None:
        super().__init__()
        self.setWindowFlags(Qt.WindowType.Widget)
        self.setObjectName("stage")
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        option = QMainWindow.DockOption
        self.setDockOptions(option.AllowNestedDocks | option.AllowTabbedDocks)
        self.setTabPosition(Area.AllDockWidgetAreas, QTabWidget.TabPosition.North)
        for corner, area in (
            (Qt.Corner.BottomLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.TopLeftCorner, Area.LeftDockWidgetArea),
            (Qt.Corner.BottomRightCorner, Area.RightDockWidgetArea),
            (Qt.Corner.TopRightCorner, Area.RightDockWidgetArea),
        ):
            self.setCorner(corner, area)
        self.middle = middle
        self.setCentralWidget(middle)
        self.docks = {dock.key: dock for dock in docks}
        self._home = dict(zip(self.docks, home, strict=True))
        for dock in docks:
            dock.visibilityChanged.connect(lambda _: self.panelsChanged.emit())
            dock.topLevelChanged.connect(lambda _: self.panelsChanged.emit())
            dock.dockLocationChanged.connect(lambda _: self.update())
        self.reset()

    # ------------------------------------------------------------------ where the panels stand

    def reset(self) -> None:
        """Every panel where it stood at first."""
        for key, dock in self.docks.items():
            area, _, shown = self._home[key]
            if self.dockWidgetArea(dock) != Area.NoDockWidgetArea:
                dock.setFloating(False)
                self.removeDockWidget(dock)
            before = next((other for other in self._docked(area) if other is not dock), None)
            if before is not None:
                self.splitDockWidget(before, dock, Qt.Orientation.Horizontal)
            else:
                self.addDockWidget(area, dock)
            dock.setVisible(shown)
        self._size()

    def _docked(self, area: Area) -> list[Dock]:
        return [dock for dock in self.docks.values() if self.dockWidgetArea(dock) == area and not dock.isFloating()]

    def _size(self) -> None:
        """Sizes as at first."""
        for orientation, areas in (
            (Qt.Orientation.Horizontal, (Area.LeftDockWidgetArea, Area.RightDockWidgetArea)),
            (Qt.Orientation.Vertical, (Area.BottomDockWidgetArea, Area.TopDockWidgetArea)),
        ):
            found = [d for area in areas for d in self._docked(area) if d.isVisibleTo(self)]
            if found:
                self.resizeDocks(found, [self._home[d.key][1] for d in found], orientation)

    def fit(self) -> None:
        """Make panels from a larger screen smaller where they leave the plot too little, and fetch stray windows."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
        if self.middle.width() < LEAST * self.width() or self.middle.height() < LEAST * self.height():
            self._size()
        for dock in self.docks.values():
            if dock.isFloating() and dock.isVisible():
                dock.setGeometry(within(dock.geometry(), [s.availableGeometry() for s in QGuiApplication.screens()]))

    def show_panel(self, key: str, shown: bool) -> None:
        """Show or close a panel; one that was never open gets the size that it has at first."""
        dock = self.docks[key]
        area, size, _ = self._home[key]
        dock.setVisible(shown)
        if shown:
            dock.raise_()  # among tabs it may be behind another
            across = area in (Area.BottomDockWidgetArea, Area.TopDockWidgetArea)
            has = dock.height() if across else dock.width()
            if self.dockWidgetArea(dock) == area and not dock.isFloating() and has < size:
                self.resizeDocks([dock], [size], Qt.Orientation.Vertical if across else Qt.Orientation.Horizontal)
                beside = [d for d in self._docked(area) if d.isVisibleTo(self)]
                if across and len(beside) > 1:
                    self.resizeDocks(beside, [2 if d is dock else 1 for d in beside], Qt.Orientation.Horizontal)

    def move_panel(self, key: str, area: Area) -> None:
        """Put a panel to a side of the plot."""
        dock = self.docks[key]
        dock.setFloating(False)
        self.addDockWidget(area, dock)
        dock.show()
        self.fit()

    # ------------------------------------------------------------------ keeping it

    def kept(self) -> str:
        """The layout as text: a check sum, and Qt's bytes in base64."""
        state = bytes(self.saveState(VERSION).data())
        return f"{zlib.crc32(state):08x}:{b64encode(state).decode()}"

    def bring_back(self, text: str) -> bool:
        """Take up a layout that `kept` gave; False, and the first layout, where the text is no such thing."""
        state = unpacked(text)
        if state is not None and self.restoreState(QByteArray(state), VERSION):
            self.fit()
            return True
        self.reset()
        return False

    def showEvent(self, event: QShowEvent) -> None:
        """A layout may come from a larger screen."""
        super().showEvent(event)
        self.fit()

    # ------------------------------------------------------------------ the lines between

    def paintEvent(self, event: QPaintEvent) -> None:
        """A line in the middle of every gap, the plot's ground on its side and the panels' on the other."""
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(event.rect(), QColor(colours.panel))
        half = GRIP // 2
        shown = [dock for dock in self.docks.values() if dock.isVisible() and not dock.isFloating()]
        for part in (self.middle, *(dock for dock in shown if dock.bar.upright)):
            painter.fillRect(part.geometry().adjusted(-half, -half, half, half), QColor(colours.ground))
        painter.setPen(QColor(colours.line))
        for dock in shown:
            painter.drawRect(dock.geometry().adjusted(-half - 1, -half - 1, half, half))


def unpacked(text: str) -> bytes | None:
    """The bytes within what `Stage.kept` gave, None for any other text: Qt would believe damaged ones."""
    check, _, body = text.partition(":")
    try:
        state = b64decode(body, validate=True)
        return state if state and zlib.crc32(state) == int(check, 16) else None
    except ValueError:
        return None


def within(rect: QRect, screens: Sequence[QRect]) -> QRect:
    """`rect` moved, and made smaller where it must be, so that it lies on the screen that shows most of it."""
    if not screens:
        return rect

    def shared(screen: QRect) -> int:
        both = screen.intersected(rect)
        return max(both.width(), 0) * max(both.height(), 0)

    best = max(screens, key=shared)
    width, height = min(rect.width(), best.width()), min(rect.height(), best.height())
    left = min(max(rect.left(), best.left()), best.left() + best.width() - width)
    top = min(max(rect.top(), best.top()), best.top() + best.height() - height)
    return QRect(left, top, width, height)
