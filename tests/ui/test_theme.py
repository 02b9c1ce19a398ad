from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QPalette
from PySide6.QtWidgets import QApplication, QLineEdit, QPushButton, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.lang.highlight_program import Kind
from gradexplorer.ui import stylesheet, theme
from gradexplorer.ui.theme import DARK, LIGHT, Theme


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    theme.apply(qapp, "light")
    qapp.setStyleSheet("")


def contrast(one: str, other: str) -> float:
    """WCAG 2.2's contrast ratio of two colours."""

    def luminance(colour: str) -> float:
        channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
        red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=lambda colours: colours.name)
class TestColours:
    def test_words_have_a_contrast_of_four_and_a_half(self, colours: Theme) -> None:
        for role in ("text", "quiet", "accent", "tangent", "momentum", "newton", "good", "warn", "error"):
            for ground in (colours.ground, colours.panel):
                assert contrast(colours.role(role), ground) >= 4.5, (role, ground)
        for role in ("text", "quiet", "accent", "tangent"):
            assert contrast(colours.role(role), colours.accent_soft) >= 4.3, role
        for tone in ("accent", "good", "warn", "error"):
            assert contrast(colours.role(tone), getattr(colours, f"{tone}_soft")) >= 4.3, tone
        assert contrast(colours.on_accent, colours.accent) >= 4.5

    def test_typed_text_has_a_contrast_of_four_and_a_half_on_every_ground(self, colours: Theme) -> None:
        grounds = ("ground", "panel", "raised", "accent_soft", "code_match")
        for kind in get_args(Kind):
            for ground in grounds:
                assert contrast(colours.code(kind), getattr(colours, ground)) >= 4.5, (kind, ground)

    def test_lines_and_marks_have_a_contrast_of_three(self, colours: Theme) -> None:
        marks = (*colours.curves, colours.tangent, colours.momentum, colours.newton, colours.accent, colours.outline)
        for mark in marks:
            assert contrast(mark, colours.ground) >= 3, mark

    def test_axes_and_grid_are_quieter_than_any_curve(self, colours: Theme) -> None:
        loudest = max(contrast(colours.grid, colours.ground), contrast(colours.axis, colours.ground))
        assert loudest < min(contrast(curve, colours.ground) for curve in colours.curves)

    def test_the_palette_goes_round(self, colours: Theme) -> None:
        assert colours.curve(len(colours.curves)) == colours.curves[0]

    def test_the_style_sheet_is_filled_in(self, colours: Theme) -> None:
        sheet = stylesheet.build(colours)
        assert "@" not in sheet
        for path in re.findall(r'url\("([^"]+)"\)', sheet):
            with open(path, encoding="utf-8") as file:
                assert file.read().startswith("<svg")


def test_data_colours_are_okabe_and_itos() -> None:
    assert (LIGHT.curves[0], LIGHT.tangent, LIGHT.momentum, LIGHT.newton) == (
        "#0072B2",
        "#D55E00",
        "#CC79A7",
        "#009E73",
    )
    assert (DARK.curves[0], DARK.tangent, DARK.momentum, DARK.newton) == ("#56B4E9", "#E69F00", "#CC79A7", "#009E73")


def test_applying_a_theme_dresses_the_application_and_tells(app: QApplication, qtbot: QtBot) -> None:
    with qtbot.waitSignal(theme.notifier.themeChanged) as told:
        theme.apply(app, "dark")
    assert told.args == [DARK]
    assert theme.current() is DARK
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(DARK.panel)
    assert app.font().pixelSize() == 13
    theme.apply(app, "light")
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)


def test_a_window_is_shown_in_a_new_theme_when_all_of_it_is_dressed(app: QApplication, qtbot: QtBot) -> None:
    theme.apply(app, "light")
    window = QWidget()
    qtbot.addWidget(window)
    column = QVBoxLayout(window)
    for _ in range(60):
        column.addWidget(QLineEdit("0.5"))
        column.addWidget(QPushButton("Step"))
    window.show()
    qtbot.wait(20)
    light, size = window.grab().toImage(), window.size()
    theme.apply(app, "dark")
    dark = window.grab().toImage()
    theme.apply(app, "light")
    assert window.grab().toImage() == light != dark
    theme.apply(app, "dark", at_once=False)
    assert theme.current() is DARK
    assert not window.updatesEnabled(), "what is half dressed is not shown"
    qtbot.waitUntil(window.updatesEnabled)
    assert window.grab().toImage() == dark
    assert window.size() == size


def test_a_theme_chosen_while_another_is_put_on_comes_after_it(app: QApplication, qtbot: QtBot) -> None:
    told: list[Theme] = []
    window = QWidget()
    qtbot.addWidget(window)
    window.show()
    theme.apply(app, "light")
    theme.notifier.themeChanged.connect(told.append)
    for name in ("dark", "light", "dark"):
        theme.apply(app, name, at_once=False)
    theme.apply(app, "light")
    theme.notifier.themeChanged.disconnect(told.append)
    assert told == [DARK, LIGHT, DARK, LIGHT]
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(LIGHT.panel)
    assert window.updatesEnabled()


def test_system_is_light_where_the_desktop_says_nothing(app: QApplication) -> None:
    assert theme.resolve(app, "system") is LIGHT


def test_the_system_is_followed_while_it_runs(app: QApplication) -> None:
    told: list[Theme] = []
    theme.notifier.themeChanged.connect(told.append)
    theme.apply(app, "system")
    hints = app.styleHints()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.current() is DARK
    assert app.palette().color(QPalette.ColorRole.Window) == QColor(DARK.panel)
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.current() is LIGHT
    theme.apply(app, "light")
    told.clear()
    hints.colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert not told, "who chose a theme keeps it"


def test_figures_are_tabular(qapp: QApplication) -> None:
    font = theme.number_font()
    assert font.featureValue(QFont.Tag("tnum")) == 1
    assert not theme.font().isFeatureSet(QFont.Tag("tnum"))
