"""Colours and type: one light and one dark theme, applied to Fusion as a palette and one style sheet.

Data colours are Okabe and Ito's. Every painter takes its colours from `current()` and repaints on
`notifier.themeChanged`; a widget may watch for `QEvent.Type.PaletteChange` instead.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from typing import Literal

from msgspec import Struct
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication

from gradexplorer.ui.turns import Turns

Name = Literal["system", "light", "dark"]

BODY = 13
CAPTION = 11
TITLE = 16
FORMULA = 20
"""Sizes of type in logical pixels."""


class Theme(Struct, frozen=True):
    """One set of colours, each "#RRGGBB". `*_soft` are grounds for text in the colour of the same name.

    The `*_text` colours are for figures (4.5:1 against panel and ground), their namesakes for lines and marks (3:1).
    """

    name: str
    dark: bool
    ground: str
    panel: str
    raised: str
    hover: str
    text: str
    text_quiet: str
    text_faint: str
    line: str
    border: str
    outline: str
    track: str
    grid: str
    axis: str
    hatch: str
    accent: str
    accent_hover: str
    accent_soft: str
    on_accent: str
    curves: tuple[str, ...]
    tangent: str
    tangent_text: str
    momentum: str
    momentum_text: str
    newton: str
    newton_text: str
    good: str
    good_soft: str
    warn: str
    warn_soft: str
    error: str
    error_soft: str
    code_function: str
    code_constant: str
    code_slider: str
    code_defined: str
    code_number: str
    code_keyword: str
    code_column: str
    code_quiet: str
    code_match: str

    def code(self, kind: str) -> str:
        """The colour of a stretch of typed text by its kind in `lang.highlight`; 4.5:1 on every ground it stands on."""
        return {
            "number": self.code_number,
            "function": self.code_function,
            "constant": self.code_constant,
            "slider": self.code_slider,
            "defined": self.code_defined,
            "column": self.code_column,
            "keyword": self.code_keyword,
            "operator": self.code_quiet,
            "bracket": self.code_quiet,
            "comment": self.code_quiet,
            "text": self.code_constant,
            "error": self.error,
        }.get(kind, self.text)

    def curve(self, index: int) -> str:
        """The colour of an expression whose `colour` is `index`, going round when the palette ends."""
        return self.curves[index % len(self.curves)]

    def role(self, role: str) -> str:
        """The text colour for a role: text, quiet, accent, tangent, momentum, newton, good, warn or error."""
        return {
            "text": self.text,
            "quiet": self.text_quiet,
            "accent": self.accent,
            "tangent": self.tangent_text,
            "momentum": self.momentum_text,
            "newton": self.newton_text,
            "good": self.newton_text,
            "warn": self.warn,
            "error": self.error,
        }[role]


LIGHT = Theme(
    name="light",
    dark=False,
    ground="#FFFFFF",
    panel="#F6F7F9",
    raised="#FFFFFF",
    hover="#ECEEF2",
    text="#1C2330",
    text_quiet="#606977",
    text_faint="#8B939F",
    line="#E9ECF0",
    border="#DFE3E8",
    outline="#8B939F",
    track="#DFE3E8",
    grid="#EFF0F3",
    axis="#B7BEC7",
    hatch="#D4D9E0",
    accent="#0072B2",
    accent_hover="#00619A",
    accent_soft="#E8F1F8",
    on_accent="#FFFFFF",
    curves=("#0072B2", "#B87F00", "#2B8CC4", "#7B61B8", "#66737F"),
    tangent="#D55E00",
    tangent_text="#B34E00",
    momentum="#CC79A7",
    momentum_text="#A84F80",
    newton="#009E73",
    newton_text="#007F5C",
    good="#007F5C",
    good_soft="#E3F3EE",
    warn="#8A5A00",
    warn_soft="#FBF1DC",
    error="#B3261E",
    error_soft="#FBE9E7",
    code_function="#00619A",
    code_constant="#9A3F73",
    code_slider="#00704F",
    code_defined="#6544B0",
    code_number="#7A4E00",
    code_keyword="#A64500",
    code_column="#00687A",
    code_quiet="#5A6370",
    code_match="#D3E4F1",
)

DARK = Theme(
    name="dark",
    dark=True,
    ground="#16181D",
    panel="#1E2127",
    raised="#262A32",
    hover="#2A2E37",
    text="#E8EAEE",
    text_quiet="#9AA3B0",
    text_faint="#737C89",
    line="#292D35",
    border="#323741",
    outline="#737C89",
    track="#363C46",
    grid="#22262D",
    axis="#4F5763",
    hatch="#333944",
    accent="#56B4E9",
    accent_hover="#7CC5EF",
    accent_soft="#20303D",
    on_accent="#0C1A24",
    curves=("#56B4E9", "#F0E442", "#2B8CC4", "#A993E0", "#9AA3B0"),
    tangent="#E69F00",
    tangent_text="#F0AE2A",
    momentum="#CC79A7",
    momentum_text="#DB93BA",
    newton="#009E73",
    newton_text="#35C79A",
    good="#35C79A",
    good_soft="#1C332D",
    warn="#E3B341",
    warn_soft="#352C1A",
    error="#FF8A80",
    error_soft="#3B2325",
    code_function="#6CC0F0",
    code_constant="#E3A0C4",
    code_slider="#45D0A6",
    code_defined="#BBA6F0",
    code_number="#E3B96B",
    code_keyword="#F2A65A",
    code_column="#5CC9DA",
    code_quiet="#A5AEBB",
    code_match="#2C4254",
)

Tag = Literal["text", "quiet", "accent", "tangent", "momentum", "newton", "good", "warn", "error"]


class Notifier(QObject):
    """Says when the theme changed; `themeChanged` carries the new `Theme`."""

    themeChanged = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._followed: QApplication | None = None
        self._turns: Turns | None = None

    def follow(self, app: QApplication) -> None:
        """Hear of it when the desktop turns light or dark."""
        if self._followed is not app:
            self._followed = app
            self._turns = Turns(app)
            app.styleHints().colorSchemeChanged.connect(self._on_scheme)

    def change(self, steps: Iterator[bool], *, at_once: bool) -> None:
        """Go through the steps of a change, after those of an earlier one."""
        assert self._turns is not None, "an application is followed"
        self._turns.begin(steps)
        if at_once:
            self._turns.finish()

    def _on_scheme(self, scheme: Qt.ColorScheme) -> None:
        if _wanted == "system" and self._followed is not None:
            self.change(_dress(self._followed, DARK if scheme == Qt.ColorScheme.Dark else LIGHT), at_once=False)


notifier = Notifier()
_theme = LIGHT
_wanted = "light"


def current() -> Theme:
    """The theme in use (light before the first `apply`)."""
    return _theme


def resolve(app: QApplication, name: str) -> Theme:
    """The theme that `name` stands for; "system" follows the desktop's colour scheme, light where it has none."""
    if name == "system":
        name = "dark" if app.styleHints().colorScheme() == Qt.ColorScheme.Dark else "light"
    return DARK if name == "dark" else LIGHT


def apply(app: QApplication, name: Name | str = "system", *, at_once: bool = True) -> Theme:
    """Dress `app` in the theme called `name`, tell `notifier`, and return it; "system" is followed from then on.

    Unless `at_once`, the widgets are dressed in the next turns of the event loop, and shown when all of them are.
    """
    global _wanted
    _wanted = name
    notifier.follow(app)
    theme = resolve(app, name)
    notifier.change(_dress(app, theme), at_once=at_once)
    return theme


def _dress(app: QApplication, theme: Theme) -> Iterator[bool]:
    from gradexplorer.ui import dressing, icons, stylesheet

    global _theme
    _theme = theme
    # Once there is a style sheet, `app.style()` is its own, and no longer says what lies below it.
    if not app.property("fusion"):
        app.setStyle("Fusion")
        app.setProperty("fusion", True)
        app.setFont(font())
    with dressing.still(app) as windows:
        yield from dressing.steps(app, palette(theme), stylesheet.build(theme))
        if windows:
            yield from icons.steps(theme)
        yield True
        notifier.themeChanged.emit(theme)
        yield True


@contextmanager
def undressed() -> Iterator[None]:
    """Build a first window within: the style sheet goes over its widgets once, when all of them are there.

    Otherwise Qt goes over a part of them again with every widget that is put into another. Where a window is shown
    already this does nothing, for that one would change its looks in between.
    """
    app = QApplication.instance()
    sheet = app.styleSheet() if isinstance(app, QApplication) else ""
    if not isinstance(app, QApplication) or not sheet or any(w.isVisible() for w in app.topLevelWidgets()):
        yield
        return
    app.setStyleSheet("")
    try:
        yield
    finally:
        app.setStyleSheet(sheet)


def palette(theme: Theme) -> QPalette:
    """The `QPalette` of a theme, disabled colours included."""
    roles = QPalette.ColorRole
    colours = {
        roles.Window: theme.panel,
        roles.WindowText: theme.text,
        roles.Base: theme.raised,
        roles.AlternateBase: theme.panel,
        roles.Text: theme.text,
        roles.PlaceholderText: theme.text_faint,
        roles.Button: theme.raised,
        roles.ButtonText: theme.text,
        roles.BrightText: theme.error,
        roles.Highlight: theme.accent,
        roles.HighlightedText: theme.on_accent,
        roles.Link: theme.accent,
        roles.LinkVisited: theme.accent,
        roles.ToolTipBase: theme.raised,
        roles.ToolTipText: theme.text,
        roles.Light: theme.raised,
        roles.Midlight: theme.line,
        roles.Mid: theme.border,
        roles.Dark: theme.outline,
        roles.Shadow: theme.axis,
        roles.Accent: theme.accent,
    }
    result = QPalette()
    for role, colour in colours.items():
        result.setColor(role, QColor(colour))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(theme.text_faint))
    result.setColor(QPalette.ColorGroup.Disabled, roles.Highlight, QColor(theme.track))
    return result


@lru_cache(maxsize=1)
def _family() -> str:
    """The desktop's own face; where the desktop names none, Inter if it is installed, for its narrower figures."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont).family()
    unnamed = system.casefold() in {"", "sans", "sans serif", "sans-serif"}
    return "Inter" if unnamed and "Inter" in QFontDatabase.families() else system


def font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal, *, tabular: bool = False) -> QFont:
    """The interface's face at `size` logical pixels; `tabular` gives every figure the same width."""
    result = QFont(_family())
    result.setPixelSize(size)
    result.setWeight(weight)
    if tabular:
        result.setFeature(QFont.Tag("tnum"), 1)
    return result


def number_font(size: int = BODY, weight: QFont.Weight = QFont.Weight.Normal) -> QFont:
    """The face for values: tabular figures."""
    return font(size, weight, tabular=True)


def maths_font(size: int = FORMULA, *, italic: bool = False) -> QFont:
    """A serif face for mathematics that is not set by ziamath: names, raw text and fallbacks."""
    result = QFont()
    result.setFamilies(["STIX Two Text", "Latin Modern Roman", "Cambria", "DejaVu Serif", "serif"])
    result.setStyleHint(QFont.StyleHint.Serif)
    result.setPixelSize(size)
    result.setItalic(italic)
    return result


def code_font(size: int = BODY) -> QFont:
    """The desktop's face of fixed width, for programs."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont).family()
    result = QFont()
    result.setFamilies([system, "DejaVu Sans Mono", "Menlo", "Consolas", "monospace"])
    result.setStyleHint(QFont.StyleHint.Monospace)
    result.setPixelSize(size)
    return result
