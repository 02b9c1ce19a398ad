"""Text on a picture: set in its font on screen and in PDF, which takes the font along, and as shapes in SVG.

An SVG file names fonts only; where it is opened they may be missing, and with others the text has other widths.
"""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPaintEngine, QPainter, QPainterPath, QRawFont, QTextLayout, QTransform

_KEPT = 1024
_FONTS_KEPT = 64
_keys: dict[int, tuple[QFont, str]] = {}
"""By identity: the font is kept with its key, so that no other object takes its place."""
_shapes: dict[tuple[str, str], QPainterPath] = {}
_glyphs: dict[tuple[object, int], QPainterPath] = {}


def write(painter: QPainter, baseline: QPointF, text: str) -> None:
    """Write `text` in the painter's font and pen, its baseline beginning at `baseline`."""
    if outlined(painter):
        painter.fillPath(shape(text, painter.font()).translated(baseline), painter.pen().color())
    else:
        painter.drawText(baseline, text)


def shape(text: str, font: QFont) -> QPainterPath:
    """The outline of `text` on one line, with its baseline at the origin.

    Glyphs stand where they stand on screen, but their shapes are the font's own, scaled: what Qt has of a shape at 11
    pixels is rounded to a grid, now this way and now that, and no two files would be equal.
    """
    key = (text, key_of(font))
    path = _shapes.get(key)
    if path is None:
        if len(_shapes) > _KEPT:
            _shapes.clear()
        path = _shapes[key] = _shape(text, font)
    return path


def key_of(font: QFont) -> str:
    """`font.key()`, which takes Qt longer to write than a short text; of one object, which must not change, once."""
    kept = _keys.get(id(font))
    if kept is None:
        if len(_keys) > _FONTS_KEPT:
            _keys.clear()
        kept = _keys[id(font)] = font, font.key()
    return kept[1]


def _shape(text: str, font: QFont) -> QPainterPath:
    layout = QTextLayout(text, font)
    layout.beginLayout()
    line = layout.createLine()
    layout.endLayout()
    path = QPainterPath()
    path.setFillRule(Qt.FillRule.WindingFill)
    for run in layout.glyphRuns() if line.isValid() else ():
        face = run.rawFont()
        share = face.pixelSize() / face.unitsPerEm()
        face.setPixelSize(face.unitsPerEm())
        kind = face.familyName(), face.styleName(), face.weight(), face.style()
        for glyph, at in zip(run.glyphIndexes(), run.positions(), strict=True):
            place = QTransform(share, 0.0, 0.0, share, at.x(), at.y() - line.ascent())
            path.addPath(place.map(_glyph(face, kind, glyph)))
    return path


def _glyph(face: QRawFont, kind: tuple[object, ...], glyph: int) -> QPainterPath:
    """A glyph in the units of its font. Kept: numbers that change are made of the same few."""
    path = _glyphs.get((kind, glyph))
    if path is None:
        if len(_glyphs) > _KEPT:
            _glyphs.clear()
        path = _glyphs[kind, glyph] = face.pathForGlyph(glyph)
    return path


def outlined(painter: QPainter) -> bool:
    """Whether text must be drawn as shapes here."""
    return painter.paintEngine().type() == QPaintEngine.Type.SVG


def wrapped(text: str, font: QFont, width: float) -> list[str]:
    """The lines of `text`, broken between words so that each is at most `width` wide."""
    if not text:
        return []
    layout = QTextLayout(text, font)
    layout.beginLayout()
    lines = []
    while (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        lines.append(text[line.textStart() : line.textStart() + line.textLength()].rstrip())
    layout.endLayout()
    return lines


def write_centred(painter: QPainter, top: float, middle: float, lines: list[str]) -> None:
    """Write lines under each other from `top`, each centred at x = `middle`."""
    metrics = QFontMetricsF(painter.font())
    for row, text in enumerate(lines):
        left = middle - metrics.horizontalAdvance(text) / 2
        write(painter, QPointF(left, top + row * metrics.lineSpacing() + metrics.ascent()), text)
