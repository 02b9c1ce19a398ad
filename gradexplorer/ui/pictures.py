"""A plot as a picture: one scene and one style, as PNG at any scale, SVG and PDF; drawn twice it has equal bytes."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Protocol

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QMimeData, QPointF, QRect, QRectF, QSize, QSizeF
from PySide6.QtGui import QColor, QImage, QPagedPaintDevice, QPageSize, QPainter, QPdfWriter
from PySide6.QtSvg import QSvgGenerator
from PySide6.QtWidgets import QGraphicsScene

from gradexplorer.export.picture import Format, PictureError, neat_svg, pixel_size, timeless_pdf
from gradexplorer.ui import theme
from gradexplorer.ui.aside import aside
from gradexplorer.ui.text import tr

_INCH = 96.0
"""Logical pixels of an inch; a point is three quarters of one."""
_METRE = _INCH / 0.0254
_HINTS = QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing


class Pictured(Protocol):
    """What a picture can be made of: `CurvePlot`, `ContourPlot`, `GraphView`."""

    def scene(self) -> QGraphicsScene:
        """What is drawn."""

    def posed(self) -> AbstractContextManager[QRectF]:
        """Without what belongs to the hand at work; yields the part of the scene that the picture shows."""

    def accessibleDescription(self) -> str:
        """The picture in words."""


def size_of(plot: Pictured) -> QSizeF:
    """The size of a plot's picture, in logical pixels; empty where there is nothing to draw."""
    with plot.posed() as rect:
        return rect.size()


def encoded(
    plot: Pictured, kind: Format, scale: float = 1.0, *, title: str = "", size: tuple[int, int] | None = None
) -> bytes:
    """The file's content: `drawn`, and encoded at once."""
    return drawn(plot, kind, scale, title=title, size=size)()


def drawn(
    plot: Pictured, kind: Format, scale: float = 1.0, *, title: str = "", size: tuple[int, int] | None = None
) -> Callable[[], bytes]:
    """Draw the plot, on the GUI thread, and return what encodes it, on any thread.

    `scale` is pixels a logical pixel, for PNG; `title` names the picture in SVG and PDF. With `size` the picture has
    that size in logical pixels, and the plot stands in its middle as large as it can. Raises PictureError where there
    is nothing to draw, and for more pixels than a picture may have.
    """
    wanted = size_of(plot) if size is None else QSizeF(*size)
    if size_of(plot).isEmpty():
        raise PictureError(tr("There is nothing to draw yet."), tr("Type a function first."))
    if kind == "svg":
        whole, shapes = wanted.toSize(), _svg(plot, wanted, title)
        return lambda: neat_svg(shapes, whole.width(), whole.height())
    if kind == "pdf":
        pages = _pdf(plot, wanted, title)
        return lambda: timeless_pdf(pages)
    pixels = image(plot, scale, size=wanted)
    return lambda: _png(pixels)


def image(plot: Pictured, scale: float = 1.0, *, size: QSizeF | None = None) -> QImage:
    """The plot in pixels. Raises PictureError for more of them than a picture may have."""
    wanted = size_of(plot) if size is None else size
    pixels = QSize(*pixel_size(wanted.width(), wanted.height(), scale))
    picture = QImage(pixels, QImage.Format.Format_RGB32)
    if picture.isNull():
        raise PictureError(tr("There is too little memory for this picture."), tr("Choose a smaller scale."))
    picture.setDotsPerMeterX(round(_METRE * scale))
    picture.setDotsPerMeterY(round(_METRE * scale))
    painter = QPainter(picture)
    _paint(painter, plot, QRectF(QPointF(), pixels.toSizeF()))
    painter.end()
    return picture


def copied(plot: Pictured, scale: float = 2.0, *, title: str = "") -> QMimeData:
    """The plot for the clipboard: its pixels, and its shapes for programs that take SVG."""
    shapes = aside(drawn(plot, "svg", title=title))
    data = QMimeData()
    data.setImageData(image(plot, scale))
    data.setData("image/svg+xml", shapes)
    return data


def _paint(painter: QPainter, plot: Pictured, target: QRectF) -> None:
    painter.fillRect(target, QColor(theme.current().ground))
    painter.setRenderHints(_HINTS)
    with plot.posed() as rect:
        plot.scene().render(painter, _within(target, rect.size()), rect)


def _within(target: QRectF, size: QSizeF) -> QRectF:
    """The largest place in the middle of `target` for a drawing of `size`."""
    share = min(target.width() / size.width(), target.height() / size.height())
    place = QRectF(QPointF(), size * share)
    place.moveCenter(target.center())
    return place


def _svg(plot: Pictured, size: QSizeF, title: str) -> bytes:
    buffer = _buffer()
    generator = QSvgGenerator(QSvgGenerator.SvgVersion.Svg11)
    generator.setOutputDevice(buffer)
    generator.setResolution(round(_INCH))
    whole = size.toSize()
    generator.setSize(whole)
    generator.setViewBox(QRect(0, 0, whole.width(), whole.height()))
    generator.setTitle(title)
    generator.setDescription(plot.accessibleDescription())
    painter = QPainter(generator)
    _paint(painter, plot, QRectF(QPointF(), whole.toSizeF()))
    painter.end()
    return _bytes(buffer)


def _pdf(plot: Pictured, size: QSizeF, title: str) -> bytes:
    buffer = _buffer()
    writer = QPdfWriter(buffer)
    writer.setPdfVersion(QPagedPaintDevice.PdfVersion.PdfVersion_1_6)
    page = QPageSize(size * (72.0 / _INCH), QPageSize.Unit.Point, "", QPageSize.SizeMatchPolicy.ExactMatch)
    writer.setPageSize(page)
    writer.setPageMargins(QMarginsF())
    writer.setResolution(round(_INCH))
    writer.setTitle(title)
    writer.setCreator("gradexplorer")
    painter = QPainter(writer)
    _paint(painter, plot, QRectF(QPointF(), size))
    painter.end()
    return _bytes(buffer)


def _png(picture: QImage) -> bytes:
    buffer = _buffer()
    picture.save(buffer, "PNG")  # type: ignore[call-overload]
    return _bytes(buffer)


def _buffer() -> QBuffer:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    return buffer


def _bytes(buffer: QBuffer) -> bytes:
    return bytes(buffer.data().data())
