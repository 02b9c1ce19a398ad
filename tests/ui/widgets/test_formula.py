from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme
from gradexplorer.ui.widgets import formula
from gradexplorer.ui.widgets.formula import FormulaLabel

LONG = r"f(x) = " + " + ".join(rf"x^{{{n}}} \sin {n}x" for n in range(1, 12))


def colours(widget: FormulaLabel) -> set[str]:
    image = widget.grab().toImage()
    return {image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())}


def test_a_formula_is_set_in_the_theme_s_colour(qtbot: QtBot, qapp: QApplication, show) -> None:
    label = FormulaLabel()
    label.set_formula(r"f(x) = x \cos 4x + 2|x|", "x cos(4x) + 2|x|", "x·cos(4·x) + 2·|x|")
    show(label)
    assert label.is_set
    assert theme.LIGHT.text.lower() in colours(label)
    theme.apply(qapp, "dark")
    assert theme.DARK.text.lower() in colours(label)
    assert label.accessibleName() == "x·cos(4·x) + 2·|x|"


def test_what_cannot_be_set_is_shown_as_text(qtbot: QtBot, show) -> None:
    label = FormulaLabel()
    label.set_formula(r"\frac{", "x +", "x +")
    show(label)
    assert not label.is_set
    assert len(colours(label)) > 2


def test_a_long_formula_shrinks_then_fades_and_its_tooltip_has_the_whole(qtbot: QtBot, show) -> None:
    label = FormulaLabel()
    label.set_formula(r"x^2", "x^2")
    window = show(label)
    assert label.toolTip() == ""
    label.set_formula(LONG, "the whole text")
    assert label.toolTip() == "the whole text"
    window.resize(4000, 120)
    qtbot.waitUntil(lambda: label.toolTip() == "")


def test_drawings_are_kept_and_sharp(qapp: QApplication) -> None:
    once = formula.draw("x^2", 20, "#123456", 2.0)
    assert once is formula.draw("x^2", 20, "#123456", 2.0)
    assert once is not None
    assert once.pixmap.width() == round(once.width * 2)
    assert 0 < once.ascent < once.height
    ink = once.pixmap.toImage()
    seen = {ink.pixelColor(x, y).name() for x in range(ink.width()) for y in range(ink.height())}
    assert QColor("#123456").name() in seen


def test_an_interactive_formula_is_a_button(qtbot: QtBot, show) -> None:
    label = FormulaLabel(interactive=True)
    label.set_formula("x^2", "x^2")
    show(label)
    clicks: list[int] = []
    label.clicked.connect(lambda: clicks.append(1))
    qtbot.mouseClick(label, Qt.MouseButton.LeftButton)
    label.setFocus()
    assert theme.LIGHT.accent.lower() in colours(label), "the focus ring"
    qtbot.keyClick(label, Qt.Key.Key_Return)
    qtbot.keyClick(label, Qt.Key.Key_Space)
    assert len(clicks) == 3


def test_what_would_take_for_ever_is_shown_as_text() -> None:
    nested = "x"
    for _ in range(60):
        nested = rf"\sin\left({nested}\right)"
    assert formula.work(nested) > 2**60
    assert formula.set_latex(nested) == ""
    assert formula.set_latex(nested[: len(r"\sin\left(") * 4] + "x" + r"\right)" * 4) != ""


def test_work_counts_what_a_group_holds_twice() -> None:
    assert formula.work("x + 1") == 3
    assert formula.work(r"x^{2}") == 2 + 2
    assert formula.work(r"\sin\left(x^{2}\right)") == 1 + 2 * 3 + 4 + 1
