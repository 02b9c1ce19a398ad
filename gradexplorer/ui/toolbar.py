"""The bar under the menu: mode, transport, speed, device, undo and redo, export, commands."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.actions import Actions
from gradexplorer.ui.text import short, tr
from gradexplorer.ui.widgets.buttons import ModeSwitch, PlayButton
from gradexplorer.ui.widgets.device_box import DeviceBox
from gradexplorer.ui.widgets.labels import Caption
from gradexplorer.ui.widgets.slider import ValueSlider

HEIGHT = 48
SPEEDS = (1.0, 1000.0)
SPACING = 4


class Toolbar(QWidget):
    """Shows what it is told; clicks go to the actions, the rest out as signals."""

    modeChosen = Signal(str)
    speedMoved = Signal(float)
    playClicked = Signal()

    def __init__(self, actions: Actions, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("toolbar")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setFixedHeight(HEIGHT)
        self.modes = ModeSwitch()
        self.modes.modeChosen.connect(self.modeChosen)
        self.play = PlayButton()
        self.play.clicked.connect(self.playClicked)
        self.count = Caption()
        self.count.setWordWrap(False)
        self.count.setMinimumWidth(76)
        self.count.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.speed = ValueSlider(*SPEEDS, 8.0, log=True, name=tr("Speed"))
        self.speed.setFixedWidth(104)
        self.speed.moved.connect(self.speedMoved)
        self.pace = Caption()
        self.pace.setWordWrap(False)
        self.pace.setMinimumWidth(80)
        self.device = DeviceBox()
        self._lay_out(actions)

    def _lay_out(self, actions: Actions) -> None:
        edit = ("undo", "redo", "export", "palette")
        actions.picture(actions[name] for name in ("first", "back", "forward", "last", *edit))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(SPACING)
        row.addWidget(self.modes)
        row.addStretch(3)
        for name in ("first", "back"):
            row.addWidget(tool_button(actions[name]))
        row.addWidget(self.play)
        for name in ("forward", "last"):
            row.addWidget(tool_button(actions[name]))
        row.addSpacing(8)
        row.addWidget(self.count)
        row.addSpacing(8)
        row.addWidget(self.speed)
        row.addSpacing(4)
        row.addWidget(self.pace)
        row.addStretch(2)
        row.addWidget(self.device)
        row.addStretch(1)
        for name in edit:
            row.addWidget(tool_button(actions[name]))

    def set_progress(self, step: int, last: int) -> None:
        """Say "12 / 100"."""
        self.count.say(f"{step} / {last}")
        self.count.setAccessibleName(tr("Step {step} of {last}", step=step, last=last))

    def set_speed(self, speed: float) -> None:
        """Say "8 steps/s"."""
        self.speed.set_number(speed)
        self.pace.setText(tr("{speed} steps/s", speed=short(float(f"{speed:.2g}"))))

    def set_mode(self, mode: str) -> None:
        """Turn the mode's button on."""
        self.modes.set_mode(mode)

    def set_narrow(self, narrow: bool) -> None:
        """Leave out what a narrow window has no room for."""
        self.speed.setVisible(not narrow)
        self.pace.setVisible(not narrow)

    def minimumSizeHint(self) -> QSize:
        """The least size: that of a narrow window, so that a wide one can be made narrow in one go."""
        least = super().minimumSizeHint()
        for part in (self.speed, self.pace):
            if part.isVisibleTo(self):
                least -= QSize(max(part.minimumSizeHint().width(), part.minimumWidth()) + SPACING, 0)
        return least


def tool_button(action: QAction) -> QToolButton:
    """A flat button for an action, with its icon and tooltip."""
    button = QToolButton()
    button.setDefaultAction(action)
    button.setAutoRaise(True)
    button.setIconSize(QSize(20, 20))
    button.setFixedSize(32, 32)
    button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
    button.setAccessibleName(action.text())
    button.setFont(theme.font())
    return button
