"""The three modes, and the play button."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from gradexplorer.ui import icons, theme
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.painting import focus_ring


class ModeSwitch(QWidget):
    """Buttons of which one is on. A click, Enter, Space or an arrow key emits `modeChosen` with its key."""

    modeChosen = Signal(str)

    def __init__(self, modes: Sequence[tuple[str, str, str]] | None = None, parent: QWidget | None = None) -> None:
        """`modes` are (key, label, tooltip), by default Explore, Descend and Graph."""
        super().__init__(parent)
        self.setAccessibleName(tr("Mode"))
        self.setAccessibleDescription(tr("What the window is for: exploring, descending, or looking into the graph."))
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        for key, label, tip in modes or _modes():
            button = self._make(key, label, tip)
            self._buttons[key] = button
            self._group.addButton(button)
            layout.addWidget(button)
        self._group.buttonClicked.connect(lambda button: self._choose(button.objectName().removeprefix("mode-")))
        self.set_mode(next(iter(self._buttons)))

    @property
    def mode(self) -> str:
        """The key of the button that is on."""
        return next(key for key, button in self._buttons.items() if button.isChecked())

    def set_mode(self, mode: str) -> None:
        """Turn a button on without a signal."""
        for key, button in self._buttons.items():
            button.setChecked(key == mode)
            button.setFont(theme.font(weight=QFont.Weight.DemiBold if key == mode else QFont.Weight.Normal))
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus if key == mode else Qt.FocusPolicy.ClickFocus)

    def button(self, mode: str) -> QPushButton:
        """The button of a mode."""
        return self._buttons[mode]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Left and Right choose the neighbour."""
        move = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        keys = list(self._buttons)
        chosen = keys[(keys.index(self.mode) + move) % len(keys)]
        self._choose(chosen)
        self._buttons[chosen].setFocus(Qt.FocusReason.TabFocusReason)

    def _choose(self, mode: str) -> None:
        self.set_mode(mode)
        self.modeChosen.emit(mode)

    def _make(self, key: str, label: str, tip: str) -> QPushButton:
        button = _ModeButton(label, self)
        button.setObjectName(f"mode-{key}")
        button.setProperty("mode", True)
        button.setCheckable(True)
        button.setToolTip(tip)
        button.setAccessibleName(label)
        button.setAccessibleDescription(tip)
        # As wide as its label is when it is on, so that nothing moves when it is chosen.
        button.setFixedWidth(QFontMetrics(theme.font(weight=QFont.Weight.DemiBold)).horizontalAdvance(label) + 28)
        return button


class _ModeButton(QPushButton):
    """Leaves the arrow keys to the switch."""

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)


def _modes() -> tuple[tuple[str, str, str], ...]:
    return (
        ("explore", tr("Explore"), tr("Drag a point along the curve and watch its tangent.")),
        ("descend", tr("Descend"), tr("Step gradient descent over the curve.")),
        ("graph", tr("Graph"), tr("Look into the computation graph behind the numbers.")),
    )


class PlayButton(QAbstractButton):
    """A round accent button that shows play or pause. `clicked` says that it was pressed; it changes nothing itself."""

    def __init__(self, parent: QWidget | None = None, *, diameter: int = 30) -> None:
        super().__init__(parent)
        self._diameter = diameter
        self._playing = False
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleDescription(tr("Plays or pauses the descent."))
        self._name()

    @property
    def playing(self) -> bool:
        """Whether the button shows pause."""
        return self._playing

    def set_playing(self, playing: bool) -> None:
        """Show pause while playing, else play."""
        if playing != self._playing:
            self._playing = playing
            self._name()
            self.update()

    def _name(self) -> None:
        self.setAccessibleName(tr("Pause") if self._playing else tr("Play"))
        self.setToolTip(tr("Pause (Space)") if self._playing else tr("Play (Space)"))

    def sizeHint(self) -> QSize:
        """The disc and its focus ring."""
        return QSize(self._diameter + 8, self._diameter + 8)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The disc, its sign, and the focus ring around it."""
        colours = theme.current()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        middle = QPointF(self.width() / 2, self.height() / 2)
        ground = colours.accent_hover if self.underMouse() or self.isDown() else colours.accent
        if not self.isEnabled():
            ground = colours.track
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(ground))
        painter.drawEllipse(middle, self._diameter / 2, self._diameter / 2)
        sign = colours.on_accent if self.isEnabled() else colours.text_faint
        size = 18
        picture = icons.pixmap("pause" if self._playing else "play", sign, size, self.devicePixelRatioF())
        shift = 0.0 if self._playing else 0.25  # the triangle's weight lies left of its box
        painter.drawPixmap(middle - QPointF(size / 2 - shift, size / 2), picture)
        if self.hasFocus():
            focus_ring(painter, QRectF(self.rect()), self.width() / 2)
