"""Pictures of the plots: PNG, SVG and PDF show the same, to Qt, Chromium and PDFium; made twice they are equal."""

from __future__ import annotations

import re
from pathlib import Path
from xml.etree import ElementTree

import numpy as np
import pytest
from PySide6.QtGui import QGuiApplication, QImage

from gradexplorer.export.picture import FORMATS, PictureError
from gradexplorer.model.document import Document
from gradexplorer.ui import pictures, theme
from tests.ui import seen
from tests.ui.conftest import Open
from tests.ui.driver import Driver, lines

SVG = "{http://www.w3.org/2000/svg}"
SCENES = {
    "curve": lines("x cos(4x) + 2|x|", point={"x": 1.0}),
    "undefined": lines("sqrt x", point={"x": 1.0}),
    "poles": lines("tan x", "1/x", point={"x": 1.0}, view={"x_range": (-5.0, 5.0), "y_range": (-6.0, 6.0)}),
    "descent": lines("x cos(4x) + 2|x|", point={"x": -3.5}, view={"mode": "descend", "playhead": 40}),
    "map": lines("x^2 + 2y^2", point={"x": 3.0, "y": 1.0}),
    "map with holes": lines("log(x y)", point={"x": 1.0, "y": 1.0}, view={"mode": "descend", "playhead": 12}),
    "graph": lines("3 sin(x) + x + 3", point={"x": 5.0}, view={"mode": "graph"}),
}


def files(driver: Driver) -> dict[str, bytes]:
    return {kind: pictures.encoded(driver.plot, kind, title="a & b") for kind in FORMATS}


@pytest.fixture(params=SCENES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def scene(name: str, window: Open) -> Driver:
    return window(SCENES[name])


@pytest.fixture(scope="module")
def kept() -> dict[str, dict[str, bytes]]:
    return {}


@pytest.fixture
def made(name: str, kept: dict[str, dict[str, bytes]], request: pytest.FixtureRequest) -> dict[str, bytes]:
    """The files of a scene, which are made once for all tests that only look at them."""
    if name not in kept:
        kept[name] = files(request.getfixturevalue("scene"))
    return kept[name]


def test_shapes_look_like_pixels(made: dict[str, bytes]) -> None:
    shown = seen.png(made["png"])
    height, width = shown.shape[:2]
    assert seen.colours(shown) > 8, "something is drawn"
    drawn = seen.svg(made["svg"], width, height)
    assert seen.apart(drawn, shown) < 0.001
    assert seen.apart(shown, drawn) < 0.001


def test_a_page_looks_like_pixels(made: dict[str, bytes]) -> None:
    pytest.importorskip("pypdfium2")
    shown, page = seen.png(made["png"]), seen.pdf(made["pdf"])
    assert abs(page.shape[0] - shown.shape[0]) <= 1
    assert abs(page.shape[1] - shown.shape[1]) <= 1
    height, width = np.minimum(page.shape[:2], shown.shape[:2])
    page, shown = page[:height, :width], shown[:height, :width]
    # PDFium places lines a part of a pixel elsewhere.
    assert seen.apart(page, shown, 2) < 0.002
    assert seen.apart(shown, page, 2) < 0.002


@pytest.mark.skipif(seen.browser() is None, reason="no Chromium is installed here")
@pytest.mark.parametrize("name", ["undefined", "descent", "map", "graph"])
def test_chromium_shows_the_same(name: str, made: dict[str, bytes], tmp_path: Path) -> None:
    (tmp_path / "plot.svg").write_bytes(made["svg"])
    shown = seen.png(made["png"])
    drawn = seen.screenshot(tmp_path / "plot.svg", shown.shape[1], shown.shape[0], tmp_path)
    assert seen.apart(drawn, shown) < 0.002
    assert seen.apart(shown, drawn) < 0.002


def test_equal_bytes_twice(scene: Driver) -> None:
    first = files(scene)
    scene.plot.viewport().repaint()
    assert files(scene) == first


def test_an_svg_needs_no_font_and_says_what_it_is(scene: Driver) -> None:
    root = ElementTree.fromstring(pictures.encoded(scene.plot, "svg", title="x < 1 & |x|"))
    size = pictures.size_of(scene.plot).toSize()
    assert (root.get("width"), root.get("height")) == (str(size.width()), str(size.height()))
    assert root.get("viewBox") == f"0 0 {size.width()} {size.height()}"
    assert root.findtext(f"{SVG}title") == "x < 1 & |x|"
    assert not list(root.iter(f"{SVG}text"))
    assert "font" not in ElementTree.tostring(root, encoding="unicode")
    assert all(len(group) for group in root.iter(f"{SVG}g")), "no empty groups"


def test_a_pdf_has_text_that_can_be_searched_and_no_date(window: Open) -> None:
    pdfium = pytest.importorskip("pypdfium2")
    content = pictures.encoded(window(SCENES["curve"]).plot, "pdf", title="x cos(4x) + 2|x|")
    document = pdfium.PdfDocument(content)
    try:
        assert "slope +4.3736" in document[0].get_textpage().get_text_range()
        told = document.get_metadata_dict()
    finally:
        document.close()
    assert (told["Title"], told["Creator"]) == ("x cos(4x) + 2|x|", "gradexplorer")
    assert set(re.findall(rb"\(D:(\d{14})", content)) == {b"20000101000000"}


@pytest.mark.parametrize("scale", [0.5, 1.5, 3.0])
def test_everything_grows_with_the_scale(scale: float, window: Open) -> None:
    plot = window(SCENES["undefined"]).plot
    image = pictures.image(plot, scale)
    assert (image.width(), image.height()) == (round(plot.width() * scale), round(plot.height() * scale))
    # Pens, type and hatching grow alike, so the shapes drawn as large are the same picture.
    drawn = seen.svg(pictures.encoded(plot, "svg"), image.width(), image.height())
    assert seen.apart(seen.pixels(image), drawn) < 0.002


def test_what_the_hand_is_at_is_left_out(window: Open) -> None:
    driver = window(SCENES["curve"])
    before = pictures.encoded(driver.plot, "png")
    driver.qtbot.mouseMove(driver.plot.viewport(), driver.plot.frame_now().point(1.0, driver.point_mark.y).toPoint())
    driver.until(lambda: driver.plot._hovered)
    assert pictures.encoded(driver.plot, "png") == before


def test_a_graph_is_drawn_whole_whatever_is_seen_of_it(window: Open) -> None:
    driver = window(SCENES["graph"])
    before = pictures.encoded(driver.plot, "svg")
    driver.plot.set_zoom(0.2)
    assert pictures.encoded(driver.plot, "svg") == before
    assert driver.plot.zoom == pytest.approx(0.2)


def test_a_dark_picture_is_dark(window: Open, qapp: QGuiApplication) -> None:
    driver = window(SCENES["curve"])
    theme.apply(qapp, "dark")
    driver.rest()
    made = files(driver)
    theme.apply(qapp, "light")
    shown = seen.png(made["png"])
    assert shown[5, 5].max() < 60
    assert seen.apart(seen.svg(made["svg"], shown.shape[1], shown.shape[0]), shown) < 0.001


def test_there_is_no_picture_of_no_graph(window: Open) -> None:
    driver = window(Document(), wait=False)
    driver.window.actions_["graph"].trigger()
    driver.rest()
    with pytest.raises(PictureError, match="nothing to draw"):
        pictures.encoded(driver.plot, "png")


def test_too_many_pixels_are_refused(window: Open) -> None:
    with pytest.raises(PictureError, match="too many") as refused:
        pictures.image(window(SCENES["curve"]).plot, 1000.0)
    assert "at most 16,384 pixels a side" in refused.value.hint


def test_an_empty_plot_has_its_words_as_shapes(window: Open) -> None:
    driver = window(Document())
    made = files(driver)
    shown = seen.png(made["png"])
    assert seen.apart(seen.svg(made["svg"], shown.shape[1], shown.shape[0]), shown) < 0.001
    assert seen.colours(shown) > 8


def test_the_clipboard_has_pixels_and_shapes(window: Open) -> None:
    data = pictures.copied(window(SCENES["curve"]).plot, 2.0)
    image = data.imageData()
    assert isinstance(image, QImage)
    assert seen.svg(bytes(data.data("image/svg+xml").data()), 100, 100).shape == (100, 100, 3)
