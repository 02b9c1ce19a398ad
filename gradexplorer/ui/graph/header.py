"""The two lines above the graph: what backward is doing, and one sentence about it."""

from __future__ import annotations

from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from gradexplorer.ui import theme


class Header(QWidget):
    """A title of 16 px and a quiet sentence, both wrapped; no height at all while both are empty."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._title = _label(self, theme.font(theme.TITLE, QFont.Weight.DemiBold))
        self._sentence = _label(self, theme.font(theme.BODY))
        self._sentence.setProperty("role", "quiet")
        self._lines = QVBoxLayout(self)
        self._lines.setContentsMargins(24, 14, 24, 8)
        self._lines.setSpacing(4)
        self._lines.addWidget(self._title)
        self._lines.addWidget(self._sentence)

    @property
    def text(self) -> tuple[str, str]:
        """Title and sentence."""
        return self._title.text(), self._sentence.text()

    def say(self, title: str, sentence: str) -> None:
        """Show both; an empty one takes no room."""
        for label, text in ((self._title, title), (self._sentence, sentence)):
            label.setText(text)
            label.setVisible(bool(text))

    def height_for(self, width: int) -> int:
        """The height needed at a width; 0 where there is nothing to say."""
        return self._lines.totalHeightForWidth(width) if any(self.text) else 0

    def paintEvent(self, event: QPaintEvent) -> None:
        """The graph's own ground."""
        QPainter(self).fillRect(self.rect(), QColor(theme.current().ground))


def _label(parent: QWidget, font: QFont) -> QLabel:
    label = QLabel(parent)
    label.setFont(font)
    label.setWordWrap(True)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    label.hide()
    return label
