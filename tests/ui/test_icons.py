from __future__ import annotations

import re

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QIcon, QImage
from PySide6.QtWidgets import QApplication

from gradexplorer.resources import folder
from gradexplorer.ui import icons
from gradexplorer.ui.theme import DARK, LIGHT

NEEDED = (
    *("first", "back", "play", "pause", "forward", "last", "undo", "redo", "export", "chevron-down", "plus", "close"),
    *("eye", "eye-off", "more", "warning", "info", "search", "palette", "explore", "descend", "graph", "open", "save"),
    *("new", "help", "restart", "fit", "zoom-in", "zoom-out", "theme", "normal", "tangent", "newton", "zero-grad"),
)


def inked(image: QImage) -> int:
    return sum(image.pixelColor(x, y).alpha() > 0 for x in range(image.width()) for y in range(image.height()))


@pytest.mark.parametrize("name", NEEDED)
def test_every_icon_is_a_24_px_drawing_of_1_75_px_strokes(name: str, qapp: QApplication) -> None:
    source = (folder() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    assert 'viewBox="0 0 24 24"' in source
    assert 'stroke-width="1.75"' in source
    assert not re.search(r"#[0-9a-fA-F]{3}", source), "colours come from the theme"
    image = icons.pixmap(name, "#000000", 24).toImage()
    assert 20 < inked(image) < 24 * 24 * 0.7
    edge = [(i, j) for i in range(24) for j in (0, 23)]
    assert not any(image.pixelColor(x, y).alpha() or image.pixelColor(y, x).alpha() for x, y in edge), "cut at the edge"


def test_icons_are_drawn_in_the_text_colour_of_the_theme(qapp: QApplication) -> None:
    for theme in (LIGHT, DARK):
        image = icons.icon("pause", theme).pixmap(QSize(24, 24)).toImage()
        assert image.pixelColor(9, 12).name().upper() == theme.text
    faint = icons.icon("pause", LIGHT).pixmap(QSize(24, 24), 1.0, QIcon.Mode.Disabled).toImage()
    assert faint.pixelColor(9, 12).name().upper() == LIGHT.text_faint


def test_a_drawing_is_as_sharp_as_the_screen(qapp: QApplication) -> None:
    drawing = icons.pixmap("undo", "#000000", 20, 2.0)
    assert drawing.size() == QSize(40, 40)
    assert drawing.deviceIndependentSize().toSize() == QSize(20, 20)


def test_an_unknown_icon_is_named(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icons.icon("no-such-icon")


def test_every_file_is_listed() -> None:
    assert set(NEEDED) <= set(icons.names())
