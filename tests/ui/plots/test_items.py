from __future__ import annotations

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPicture, QPixmap

from gradexplorer.ui.plots import dashes
from gradexplorer.ui.plots.canvas import Canvas
from gradexplorer.ui.plots.items import DotsItem, HeatItem, LineItem, line_pool

RED = QColor("#ff0000")


@pytest.fixture
def canvas(qtbot):
    made = Canvas()
    qtbot.addWidget(made)
    made.resize(400, 200)
    made.grid.lines = False
    made.set_range((0.0, 4.0), (0.0, 2.0))
    made.show()
    qtbot.waitExposed(made)
    return made


def test_an_item_is_painted_once_there_is_something_to_draw(canvas):
    for item in (LineItem(canvas.box.innerSceneItem()), DotsItem(canvas.box.innerSceneItem(), 5.0)):
        assert not item.isVisible()
    item.show_dots(canvas.frame_now(), np.ones(1), np.ones(1), RED)
    assert item.isVisible()
    drawn = line(canvas, [1, 2], [1, 2])
    assert drawn.isVisible()


def line(canvas, x, y, **look):
    item = LineItem(canvas.box.innerSceneItem(), still=True)
    item.dress(RED, 4.0, **look)
    item.show_line(canvas.frame_now(), np.asarray(x, np.float64), np.asarray(y, np.float64))
    canvas.renew()
    return item


def exported(canvas, scale):
    image = QImage(QSize(400, 200) * scale, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    canvas.scene().render(painter)
    painter.end()
    return image


def red_in_column(image, x):
    return sum(image.pixelColor(x, y) == RED for y in range(image.height()))


@pytest.mark.parametrize("height", [1e3, 1e12])
def test_of_a_dashed_line_the_part_in_view_is_cut_into_dashes(canvas, monkeypatch, height):
    cut, asked = dashes.cut, []

    def watched(points, pattern):
        asked.append(points)
        return cut(points, pattern)

    monkeypatch.setattr(dashes, "cut", watched)
    x = np.linspace(0.0, 4.0, 401)
    line(canvas, x, height * np.where(np.arange(401) % 2, 1.0, -1.0), stroke="dash")
    picture = canvas.viewport().grab().toImage()
    points = asked[-1][np.isfinite(asked[-1]).all(axis=1)]
    assert len(points) == 800
    assert ((points >= -150) & (points <= (550, 350))).all()
    assert sum(picture.pixelColor(x, 100).red() > 200 > picture.pixelColor(x, 100).green() for x in range(400)) > 0


def test_dashes_move_with_the_line_that_is_panned(canvas):
    x, y = np.linspace(-8.0, 12.0, 201), np.ones(201)
    item = line(canvas, x, y, stroke="dash")
    item.dress(RED, 1.5, "dash")

    def seen(pixels):
        canvas.set_range((0.01 * pixels, 4.0 + 0.01 * pixels))
        item.show_line(canvas.frame_now(), x, y)
        picture = canvas.viewport().grab().toImage()
        return np.array([picture.pixelColor(x, 100).green() < 128 for x in range(400)])

    before = seen(0)
    assert 0.5 < before.mean() < 0.65  # 6 of 10.5 pixels
    for pixels in (7, 60, 110):
        assert seen(pixels)[:-pixels].tolist() == before[pixels:].tolist()
    for pixels in (150, 400, -300):
        dashes = seen(pixels)
        assert dashes[:11].any()
        assert dashes[-11:].any()
        assert dashes.mean() == pytest.approx(before.mean(), abs=0.02)


def test_a_line_lies_where_its_data_are(canvas):
    item = line(canvas, [0.0, 4.0], [1.0, 1.0])
    assert isinstance(item, pg.PlotCurveItem)
    assert item.getData()[0].tolist() == [0.0, 4.0]
    assert canvas.grab().toImage().pixelColor(300, 100) == RED
    canvas.set_range((0.0, 4.0), (0.0, 1.25))
    assert canvas.grab().toImage().pixelColor(300, 40) == RED


@pytest.mark.parametrize("scale", [1, 2, 3])
def test_pens_grow_with_the_picture(canvas, scale):
    line(canvas, [0.0, 4.0], [1.0, 1.0])
    assert red_in_column(exported(canvas, scale), 200 * scale) == 4 * scale


def test_pens_are_as_wide_on_dense_screens(canvas):
    item = line(canvas, [0.0, 4.0], [1.0, 1.0])
    pixmap = QPixmap(800, 400)
    pixmap.setDevicePixelRatio(2.0)
    pixmap.fill(Qt.GlobalColor.white)
    painter = QPainter(pixmap)
    canvas.scene().render(painter, QRectF(0, 0, 400, 200), canvas.sceneRect())
    painter.end()
    assert red_in_column(pixmap.toImage(), 400) == 8
    assert item.opts["pen"].widthF() == 4.0


def test_dashes_keep_their_length(canvas):
    line(canvas, [0.0, 4.0], [1.0, 1.0], stroke="dash")
    for scale in (1, 2):
        image = exported(canvas, scale)
        drawn = sum(image.pixelColor(x, 100 * scale).green() < 128 for x in range(400 * scale))
        assert drawn == pytest.approx(400 * scale * 6.0 / 10.5, rel=0.1), "6 px drawn, 4.5 px left out"


def test_what_lies_far_away_is_cut_and_keeps_its_direction(canvas):
    item = line(canvas, [0.0, 2.0, 4.0], [1.0, 1.0, 1e30])
    assert np.abs(item.getData()[1]).max() < 3.0
    image = canvas.grab().toImage()
    assert image.pixelColor(100, 100) == RED
    assert image.pixelColor(200, 50) == RED
    item.show_line(canvas.frame_now(), np.array([0.0, 4.0]), np.array([0.5, 0.5]))
    assert item.getData()[1].tolist() == [0.5, 0.5]


def test_gaps_stay_open(canvas):
    line(canvas, [0.0, 1.0, 2.0, 3.0, 4.0], [1.0, 1.0, np.nan, 1.0, 1.0])
    image = canvas.grab().toImage()
    assert image.pixelColor(50, 100) == RED
    assert image.pixelColor(200, 100) != RED


@pytest.mark.parametrize("scale", [1, 2])
def test_dots_grow_with_the_picture(canvas, scale):
    item = DotsItem(canvas.box.innerSceneItem(), 12.0, still=True)
    item.show_dots(canvas.frame_now(), np.array([2.0, 1e300, np.nan]), np.array([1.0, 1.0, 1.0]), RED)
    canvas.renew()
    assert len(item.data) == 1
    assert red_in_column(exported(canvas, scale), 200 * scale) == pytest.approx(12 * scale, abs=2)
    assert red_in_column(canvas.grab().toImage(), 200) == pytest.approx(12, abs=2)


def test_dots_have_their_own_colours(canvas):
    item = DotsItem(canvas.live_data, 12.0)
    item.show_dots(canvas.frame_now(), np.array([-9.0, 1.0, 3.0]), np.ones(3), [RED, QColor("blue"), RED])
    canvas.refresh()
    image = canvas.grab().toImage()
    assert image.pixelColor(100, 100) == QColor("blue")
    assert image.pixelColor(300, 100) == RED


def test_a_picture_has_its_lowest_row_below(canvas):
    colours = np.zeros((256, 4), np.uint8)
    colours[1:] = 255, 0, 0, 255
    item = HeatItem(canvas.box.innerSceneItem())
    item.show_picture(np.array([[0, 0], [9, 9]], np.uint8), colours, QRectF(0.0, 0.0, 4.0, 2.0))
    canvas.renew()
    image = canvas.grab().toImage()
    assert image.pixelColor(200, 20) == RED
    assert image.pixelColor(200, 180) != RED


def test_a_pool_hides_what_is_not_needed(canvas):
    items: list[LineItem] = []
    parent = canvas.live_data
    first = line_pool(items, 3, parent, still=False, depth=0.0)
    for item in first:
        item.show()
    assert line_pool(items, 1, parent, still=False, depth=0.0) == first[:1]
    assert [item.isVisible() for item in items] == [True, False, False]


def test_exports_hold_no_thin_cosmetic_lines(canvas):
    line(canvas, [0.0, 4.0], [1.0, 1.0])
    picture = QPicture()
    painter = QPainter(picture)
    canvas.scene().render(painter, QRectF(0, 0, 400, 200), canvas.sceneRect())
    painter.end()
    image = QImage(800, 400, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.white)
    painter = QPainter(image)
    painter.scale(2.0, 2.0)
    picture.play(painter)
    painter.end()
    assert red_in_column(image, 400) == 8
