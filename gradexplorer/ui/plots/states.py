"""The designed states of a plot that is not simply showing its picture: loading, faded by an error, empty, focused."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QHideEvent, QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QStyle, QWidget

from gradexplorer.ui import outlines, theme as themes
from gradexplorer.ui.plots import lettering
from gradexplorer.ui.plots.surface import Surface

_BEAT_MS = 40
_LINE = 3


class ProgressLine(QWidget):
    """A thin line along the top edge that shows that a job is still at work.

    It is opaque, so moving it never repaints the plot below. `set_share` shows a known share instead of a passing dash.
    """

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self._share: float | None = None
        self._beat = 0
        self._pulse = QTimer(self, interval=_BEAT_MS)
        self._pulse.timeout.connect(self._advance)
        self.hide()

    def start(self) -> None:
        """Show the line."""
        self.fit()
        self.raise_()
        self.show()

    def stop(self) -> None:
        """The job is done: no line."""
        self._share = None
        self.hide()

    def set_share(self, share: float | None) -> None:
        """The share of the job that is done, 0 to 1, or None where it is not known."""
        self._share = share
        self.update()

    def fit(self) -> None:
        """Lie along the top of the parent."""
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(QRect(0, 0, parent.width(), _LINE))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the track and the part that is done, or the passing dash."""
        theme = themes.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(theme.track))
        width = self.width()
        if self._share is not None:
            painter.fillRect(QRectF(0, 0, width * self._share, _LINE), QColor(theme.accent))
        else:
            moving = self._pulse.isActive()
            left = (self._beat / 40.0) % 1.0 * 1.3 * width - 0.3 * width if moving else 0.35 * width
            painter.fillRect(QRectF(left, 0, 0.3 * width, _LINE), QColor(theme.accent))

    def showEvent(self, event: QShowEvent) -> None:
        """Move, where things may."""
        super().showEvent(event)
        if self.style().styleHint(QStyle.StyleHint.SH_Widget_Animate, None, self):
            self._pulse.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Rest while nobody looks."""
        super().hideEvent(event)
        self._pulse.stop()

    def _advance(self) -> None:
        self._beat += 1
        self.update()


class Veil:
    """Fades the picture below it, while what it shows is no longer what is typed; `text` says why, if anything."""

    def __init__(self) -> None:
        self.shown = False
        self.text = ""

    def paint(self, surface: Surface) -> None:
        """Draw the veil, and its text in a tag at the top."""
        if not self.shown:
            return
        ground = QColor(surface.theme.ground)
        ground.setAlphaF(0.62)
        surface.painter.fillRect(surface.frame.rect, ground)
        if self.text:
            font = lettering.tag_font()
            room = surface.frame.width - 48.0
            text = _elided(self.text, font, room - 20.0)
            size = lettering.tag_size(text)
            at = QPointF(round((surface.frame.width - size.width()) / 2), 16.0)
            lettering.draw_tag(surface, QRectF(at, size), text, QColor(surface.theme.error))


class Notice:
    """One quiet sentence at the foot of a plot: what the picture leaves out."""

    def __init__(self) -> None:
        self.text = ""

    def paint(self, surface: Surface) -> None:
        """Write it above the labels of the x axis, with the plot's ground around it."""
        if not self.text:
            return
        font, frame = lettering.caption_font(), surface.frame
        text = _elided(self.text, font, frame.width - 96.0)
        size = lettering.text_size(text, font)
        at = QPointF(round((frame.width - size.width()) / 2), frame.height - size.height() - 30.0)
        ground = QColor(surface.theme.ground)
        lettering.draw_text(surface.painter, QRectF(at, size), text, font, QColor(surface.theme.text_quiet), ground)


class Message:
    """What stands in the middle of a plot that has nothing to show: a title and one quieter sentence."""

    def __init__(self) -> None:
        self.title = ""
        self.detail = ""

    def paint(self, surface: Surface) -> None:
        """Write the title and, below it, the detail, wrapped to the middle of the plot."""
        if not self.title and not self.detail:
            return
        frame, painter = surface.frame, surface.painter
        room = min(360.0, frame.width - 48.0)
        fonts = (themes.font(themes.TITLE, QFont.Weight.DemiBold), themes.font(themes.BODY))
        colours = (QColor(surface.theme.text), QColor(surface.theme.text_quiet))
        texts = (self.title, self.detail)
        lines = [outlines.wrapped(text, font, room) for text, font in zip(texts, fonts, strict=True)]
        heights = [len(rows) * QFontMetricsF(font).lineSpacing() for rows, font in zip(lines, fonts, strict=True)]
        gap = 8.0 if self.title and self.detail else 0.0
        high = sum(heights) + gap
        top = (frame.height - high) / 2
        whole = QRectF((frame.width - room) / 2, top, room, high)
        painter.fillRect(whole.adjusted(-12, -12, 12, 12), QColor(surface.theme.ground))
        for rows, font, colour, height in zip(lines, fonts, colours, heights, strict=True):
            painter.setFont(font)
            painter.setPen(colour)
            outlines.write_centred(painter, top, frame.width / 2, rows)
            top += height + gap


def draw_focus(painter: QPainter, rect: QRectF) -> None:
    """The 2-px ring of the accent just inside `rect`."""
    pen = QPen(QColor(themes.current().accent), 2.0)
    pen.setJoinStyle(Qt.PenJoinStyle.MiterJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(rect.adjusted(1, 1, -1, -1))


def _elided(text: str, font: QFont, room: float) -> str:
    return QFontMetricsF(font).elidedText(text, Qt.TextElideMode.ElideRight, room)
