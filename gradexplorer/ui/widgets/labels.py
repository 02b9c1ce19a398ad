"""Words: titles, captions, sentences and banners."""

from __future__ import annotations

import html
from typing import Literal

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gradexplorer.ui import icons, theme

Tone = Literal["accent", "good", "warn", "error"]

_ICONS = {"good": "check", "warn": "warning", "error": "warning"}


def reveal(widget: QWidget, shown: bool) -> None:
    """Show or hide a widget inside another. One that has no parent yet would open as a window, so it is left alone."""
    if widget.parentWidget() is not None or not shown:
        widget.setVisible(shown)


class Words(QLabel):
    """Plain text in one of the theme's text colours; wraps by default, so that nothing is cut off."""

    def __init__(
        self,
        text: str = "",
        parent: QWidget | None = None,
        *,
        size: int = theme.BODY,
        role: theme.Tag = "text",
        weight: QFont.Weight = QFont.Weight.Normal,
        wrap: bool = True,
    ) -> None:
        super().__init__(text, parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setFont(theme.font(size, weight))
        self.setProperty("role", role)
        self.setWordWrap(wrap)
        if wrap:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)

    def say(self, text: str) -> None:
        """Show `text`; nothing at all, not even its space, where it is empty."""
        if text != self.text():
            self.setText(text)
        reveal(self, bool(text))

    def set_role(self, role: theme.Tag) -> None:
        """Choose the text colour."""
        if self.property("role") != role:
            self.setProperty("role", role)
            self.style().unpolish(self)
            self.style().polish(self)


class Prose(Words):
    """Sentences with room between their lines."""

    def __init__(self, parent: QWidget | None = None, *, size: int = theme.BODY, role: theme.Tag = "text") -> None:
        super().__init__("", parent, size=size, role=role)
        self.setTextFormat(Qt.TextFormat.RichText)
        self.plain = ""

    def say(self, text: str) -> None:
        """Show plain `text`, its line breaks kept; nothing at all where it is empty."""
        if text != self.plain:
            self.plain = text
            body = "<br>".join(html.escape(line) for line in text.split("\n"))
            self.setText(f'<p style="line-height: 135%">{body}</p>')
            self.setAccessibleName(text)
        reveal(self, bool(text))


class SectionTitle(Words):
    """A panel's or section's title: 16 px, semi-bold."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, size: int = theme.TITLE) -> None:
        super().__init__(text, parent, size=size, weight=QFont.Weight.DemiBold)


class Caption(Words):
    """A quiet line of 11 px."""

    def __init__(self, text: str = "", parent: QWidget | None = None, *, role: theme.Tag = "quiet") -> None:
        super().__init__(text, parent, size=theme.CAPTION, role=role)


class Banner(QFrame):
    """A soft box with a short statement, and a caption under it in the same box where there is one.

    Warnings and errors carry a sign as well as a colour.
    """

    def __init__(self, text: str = "", parent: QWidget | None = None, *, tone: Tone = "accent") -> None:
        super().__init__(parent)
        self._sign = QLabel(self)
        self._text = Words(text, self, weight=QFont.Weight.DemiBold, role=tone)
        self._detail = Words("", self, size=theme.CAPTION, role="text")
        self._detail.hide()
        words = QVBoxLayout()
        words.setSpacing(4)
        words.addWidget(self._text)
        words.addWidget(self._detail)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(8)
        layout.addWidget(self._sign, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.setProperty("tone", "")
        self.say(text, tone)

    @property
    def text(self) -> str:
        """The statement shown."""
        return self._text.text()

    @property
    def tone(self) -> Tone:
        """accent, good, warn or error."""
        tone: Tone = self.property("tone")
        return tone

    def say(self, text: str, tone: Tone = "accent", detail: str = "") -> None:
        """Show a statement in a tone, with a detail; an empty statement hides the banner."""
        self._text.say(text)
        self._detail.say(detail)
        if tone != self.property("tone"):
            self.setProperty("tone", tone)
            self._text.set_role(tone)
            self.style().unpolish(self)
            self.style().polish(self)
        self._draw_sign()
        self.setAccessibleName(text)
        self.setAccessibleDescription(detail)
        reveal(self, bool(text))

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the sign in the new theme's colour."""
        if event.type() == QEvent.Type.PaletteChange:
            self._draw_sign()
        super().changeEvent(event)

    def _draw_sign(self) -> None:
        sign = _ICONS.get(self.tone, "")
        self._sign.setVisible(bool(sign))
        if sign:
            colour = theme.current().role(self.tone)
            self._sign.setPixmap(icons.pixmap(sign, colour, 18, self.devicePixelRatioF()))
