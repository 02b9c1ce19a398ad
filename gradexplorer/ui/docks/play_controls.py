"""What a slider is played with: its button, and the menu of how and how fast."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QSize, Qt, Signal
from PySide6.QtGui import QAction, QActionGroup, QContextMenuEvent
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from gradexplorer.model.document import Motion
from gradexplorer.ui import icons, theme
from gradexplorer.ui.text import short, tr
from gradexplorer.ui.widgets.own_keys import OwnKeys

NATURAL = 4.0
"""The seconds through the range at speed 1."""
SPEEDS = (0.25, 0.5, 1.0, 2.0, 4.0)


def motions() -> dict[Motion, str]:
    """What the motions are called."""
    return {"swing": tr("Back and forth"), "round": tr("From the start again"), "once": tr("Once")}


def speed_name(seconds: float) -> str:
    """A speed beside the natural one: "2×"."""
    return f"{short(NATURAL / seconds, 3)}×"


class PlayToggle(OwnKeys, QToolButton):
    """Play or pause; its context menu, and the menu key, choose how."""

    OWN_KEYS = (Qt.Key.Key_Space,)

    toggledPlay = Signal()
    menuAsked = Signal(QPoint)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = name
        self.playing = False
        self.setProperty("small", True)
        self.setFixedSize(24, 24)
        self.setIconSize(QSize(16, 16))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.clicked.connect(self.toggledPlay)
        self._say()

    def set_playing(self, playing: bool) -> None:
        """Show pause while it plays."""
        if playing != self.playing:
            self.playing = playing
            self._say()

    def _say(self) -> None:
        self.setIcon(icons.tinted("pause" if self.playing else "play", theme.current().accent))
        words = tr("Pause {name}", name=self._name) if self.playing else tr("Play {name}", name=self._name)
        self.setAccessibleName(words)
        self.setToolTip(words + "\n" + tr("The context menu says how and how fast."))

    def changeEvent(self, event: QEvent) -> None:
        """Follow the theme."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.PaletteChange:
            self._say()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Choose how it is played."""
        self.menuAsked.emit(event.globalPos())


class PlayMenu(QMenu):
    """Motion and speed, those in use marked."""

    motionChosen = Signal(str)
    secondsChosen = Signal(float)

    def __init__(self, motion: Motion, seconds: float, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        kinds, speeds = QActionGroup(self), QActionGroup(self)
        for key, words in motions().items():
            self._choice(kinds, words, key == motion).triggered.connect(
                lambda _=False, k=key: self.motionChosen.emit(k)
            )
        self.addSeparator()
        for speed in SPEEDS:
            each = NATURAL / speed
            words = tr("{speed}, {seconds} s through the range", speed=speed_name(each), seconds=short(each, 3))
            chosen = self._choice(speeds, words, each == seconds)
            chosen.triggered.connect(lambda _=False, s=each: self.secondsChosen.emit(s))

    def _choice(self, group: QActionGroup, words: str, on: bool) -> QAction:
        action = self.addAction(words)
        action.setCheckable(True)
        action.setChecked(on)
        group.addAction(action)
        return action
