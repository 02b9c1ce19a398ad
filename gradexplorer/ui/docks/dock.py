"""A panel that can be moved, floated and closed, under a title bar that keeps quiet until it is looked for."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QEnterEvent, QMouseEvent
from PySide6.QtWidgets import QBoxLayout, QDockWidget, QToolButton, QWidget

from gradexplorer.ui import icons, theme
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption

STRIP = 18
"""The least that can be clicked; the panels begin with as much room above anyway."""


class TitleBar(QWidget):
    """What the dock is dragged by: a strip with the panel's name, and the buttons to float and to close it.

    Name and buttons show while the mouse is over the panel or the panel floats; keys have the menu View ▸ Panels.
    """

    def __init__(self, title: str, *, upright: bool = False, named: bool = True) -> None:
        super().__init__()
        self._named = named and not upright
        self.setObjectName("titleBar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.upright = upright
        self._name = Caption(title, self)
        self._name.setWordWrap(False)
        self.float, self.close_ = _button(tr("Float {panel}", panel=title)), _button(tr("Close {panel}", panel=title))
        ways = QBoxLayout.Direction
        row = QBoxLayout(ways.TopToBottom if upright else ways.LeftToRight, self)
        row.setSpacing(0)
        if upright:
            row.setContentsMargins(0, 4, 0, 4)
            for button in (self.close_, self.float):
                row.addWidget(button)
            row.addStretch(1)
            self.setFixedWidth(STRIP)
        else:
            row.setContentsMargins(16, 0, 4, 0)
            row.addWidget(self._name, 1)
            for button in (self.float, self.close_):
                row.addWidget(button)
            self.setFixedHeight(STRIP)
        for part in (self._name, self.float, self.close_):
            policy = part.sizePolicy()
            policy.setRetainSizeWhenHidden(True)
            part.setSizePolicy(policy)
        self.dress()
        self.reveal(False)

    def reveal(self, shown: bool) -> None:
        """Show what is there to be clicked, or hide it."""
        self.float.setVisible(shown)
        self.close_.setVisible(shown)
        self._name.setVisible(shown and self._named)

    def dress(self) -> None:
        """Icons in the theme's quiet colour."""
        colour = theme.current().text_quiet
        self.float.setIcon(icons.tinted("float", colour))
        self.close_.setIcon(icons.tinted("close", colour))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self.dress()


class Dock(QDockWidget):
    """One panel. `touched` says that a person meant it; `menuAsked` carries where its menu shall open.

    `upright` is for a plot: the title bar stands at its left, on its ground. What shows a title itself is not `named`.
    """

    touched = Signal()
    menuAsked = Signal(QPoint)

    def __init__(self, key: str, title: str, content: QWidget, *, upright: bool = False, named: bool = True) -> None:
        super().__init__(title)
        self.setObjectName(key)
        self.key = key
        feature = QDockWidget.DockWidgetFeature
        features = feature.DockWidgetMovable | feature.DockWidgetFloatable | feature.DockWidgetClosable
        self.setFeatures(features | feature.DockWidgetVerticalTitleBar if upright else features)
        self.bar = TitleBar(title, upright=upright, named=named)
        self.setTitleBarWidget(self.bar)
        self.setWidget(content)
        self.bar.float.clicked.connect(lambda: self.setFloating(not self.isFloating()))
        self.bar.close_.clicked.connect(self.close)
        self.topLevelChanged.connect(self._on_floating)
        self._over = False

    def _on_floating(self, floating: bool) -> None:
        words = tr("Put {panel} back") if floating else tr("Float {panel}")
        self.bar.float.setAccessibleName(words.format(panel=self.windowTitle()))
        self.bar.float.setToolTip(self.bar.float.accessibleName())
        self.bar.reveal(floating or self._over)

    def enterEvent(self, event: QEnterEvent) -> None:
        """Show the title bar's buttons."""
        super().enterEvent(event)
        self._over = True
        self.bar.reveal(True)

    def leaveEvent(self, event: QEvent) -> None:
        """Hide them again."""
        super().leaveEvent(event)
        self._over = False
        self.bar.reveal(self.isFloating())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The title bar was pressed."""
        self.touched.emit()
        super().mousePressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The panel's own menu: what is inside leaves the event alone where it has none."""
        if self.bar.geometry().contains(event.pos()):
            self.touched.emit()
            self.menuAsked.emit(event.globalPos())
            event.accept()
        else:
            event.ignore()


def _button(name: str) -> QToolButton:
    button = QToolButton()
    button.setProperty("small", True)
    button.setAccessibleName(name)
    button.setToolTip(name)
    button.setFixedSize(STRIP, STRIP)
    button.setIconSize(QSize(12, 12))
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys' way is the menu
    return button
