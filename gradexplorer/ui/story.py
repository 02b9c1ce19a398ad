"""The strip that tells a demo: its caption, and the way to its next scene."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption, Prose
from gradexplorer.ui.widgets.own_keys import OwnKeys


class StoryButton(OwnKeys, QPushButton):
    """Takes the focus by Tab only, so that a click leaves it to the plot; there Space is a click."""

    OWN_KEYS = (Qt.Key.Key_Space,)

    def __init__(self, text: str, parent: QWidget | None = None) -> None:
        super().__init__(text, parent)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)


TWO_LINES = 56


class StoryStrip(QWidget):
    """Shows one scene's caption with Back and Next; `sceneChosen(index)` asks for another one."""

    sceneChosen = Signal(int)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Demo"))
        self._index, self._count = 0, 0
        self.caption, self.place = Prose(), Caption()
        self.back, self.next = StoryButton(tr("Back")), StoryButton(tr("Next"))
        self.back.clicked.connect(lambda: self.sceneChosen.emit(self._index - 1))
        self.next.clicked.connect(self._on_next)
        # Room for two lines always: the plot beneath must not jump from scene to scene.
        self.setMinimumHeight(TWO_LINES)
        row = QHBoxLayout(self)
        row.setContentsMargins(24, 8, 16, 8)
        row.setSpacing(8)
        row.addWidget(self.caption, 1)
        row.addWidget(self.place)
        row.addWidget(self.back)
        row.addWidget(self.next)

    def tell(self, caption: str, index: int, count: int) -> None:
        """Show scene `index` of `count`."""
        self._index, self._count = index, count
        self.caption.say(caption)
        self.place.say(f"{index + 1} / {count}")
        self.back.setEnabled(index > 0)
        self.next.setText(tr("Next") if index + 1 < count else tr("Done"))

    def _on_next(self) -> None:
        if self._index + 1 < self._count:
            self.sceneChosen.emit(self._index + 1)
        else:
            self.closed.emit()
