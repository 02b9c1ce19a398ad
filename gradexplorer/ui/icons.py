"""Icons: our own 24-px strokes from `resources/icons`, drawn in the theme's text colour, crisp at every scale."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache, lru_cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from gradexplorer.resources import folder
from gradexplorer.ui import theme as themes
from gradexplorer.ui.theme import Theme

SIZES = (16, 20, 24)
"""The logical sizes at which an icon is drawn stroke by stroke; others are scaled from these."""


_used: set[str] = set()


def names() -> tuple[str, ...]:
    """The names of all icons, in alphabetical order."""
    return tuple(sorted(path.stem for path in (folder() / "icons").glob("*.svg")))


def icon(name: str, theme: Theme | None = None) -> QIcon:
    """The icon called `name` in the text colour of `theme` (default: the current one), faint where disabled.

    Raises KeyError, naming the icon, where there is none of that name.
    """
    drawn = _icon(name, theme or themes.current(), _ratios())
    _used.add(name)
    return drawn


def steps(theme: Theme) -> Iterator[bool]:
    """Draw the icons used so far in the colours of `theme`, one a step: together they take up to 50 ms."""
    for name in sorted(_used):
        icon(name, theme)
        yield False


def tinted(name: str, colour: str) -> QIcon:
    """The icon in a colour of its own, such as an error's."""
    return _tinted(name, colour, _ratios())


@lru_cache(maxsize=32)
def _tinted(name: str, colour: str, ratios: tuple[float, ...]) -> QIcon:
    result = QIcon()
    for ratio in ratios:
        result.addPixmap(pixmap(name, colour, 16, ratio))
    return result


def pixmap(name: str, colour: str, size: int = 20, ratio: float = 1.0) -> QPixmap:
    """One drawing of the icon in any colour, `size` logical pixels at `ratio` device pixels each."""
    return _draw(_renderer(name, colour), size, ratio)


def _renderer(name: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", colour).encode()))


def _draw(renderer: QSvgRenderer, size: int, ratio: float) -> QPixmap:
    result = QPixmap(round(size * ratio), round(size * ratio))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    renderer.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


@cache
def _source(name: str) -> str:
    path = folder() / "icons" / f"{name}.svg"
    if not path.is_file():
        raise KeyError(f"there is no icon called {name!r}")
    return path.read_text(encoding="utf-8")


@lru_cache(maxsize=256)
def _icon(name: str, theme: Theme, ratios: tuple[float, ...]) -> QIcon:
    result = QIcon()
    states = (
        (theme.text, QIcon.Mode.Normal, QIcon.State.Off),
        (theme.text_faint, QIcon.Mode.Disabled, QIcon.State.Off),
        (theme.accent, QIcon.Mode.Normal, QIcon.State.On),
    )
    renderer = _renderer(name, theme.text)
    for ratio in ratios:
        for size in SIZES:
            drawing = _draw(renderer, size, ratio)
            for colour, mode, state in states:
                result.addPixmap(_in_colour(drawing, colour), mode, state)
    return result


def _in_colour(drawing: QPixmap, colour: str) -> QPixmap:
    """The same drawing in another colour: four times as fast as drawing it again."""
    result = QPixmap(drawing)
    painter = QPainter(result)
    painter.setCompositionMode(QPainter.CompositionMode.CompositionMode_SourceIn)
    painter.fillRect(result.rect(), QColor(colour))
    painter.end()
    return result


def _ratios() -> tuple[float, ...]:
    return tuple(sorted({screen.devicePixelRatio() for screen in QGuiApplication.screens()})) or (1.0,)
