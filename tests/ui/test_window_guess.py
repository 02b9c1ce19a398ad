"""Guessing a slope by hand while the engine's is kept back, and the length of the tangent."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QCheckBox, QLabel

from gradexplorer.model import session
from gradexplorer.model.document import Document, Pin, Run, Show
from gradexplorer.ui import pictures
from gradexplorer.ui.switches import named
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines
from tests.ui.seen import apart, pixels

VIEW = {"x_range": (-4.0, 4.0), "y_range": (-2.0, 10.0)}
EVERYTHING = Show(
    normal=True,
    newton=True,
    descent_parabola=True,
    osculating_circle=True,
    taylor=True,
    first_derivative=True,
)


def square(**fields: object) -> Document:
    return lines("f(x) = x^2", point={"x": 1.0}, view=VIEW, **fields)


def drawn(driver: Driver) -> set[str]:
    return set(driver.window.curve._lines.marks)


def said(driver: Driver) -> str:
    """Every word and figure of the window: what is read, what tooltips say, and what a screen reader is told."""
    page, plot = driver.window.inspector.explore, driver.window.curve
    labels = [label.text() for label in driver.window.findChildren(QLabel) if label.isVisible()]
    rows = [f"{row.text} {row.full} {row.toolTip()}" for row in page.values.rows]
    pins = [f"{row.full} {row.toolTip()}" for row in page.pins.rows]
    return "\n".join([*labels, *rows, *pins, plot.accessibleName(), plot.accessibleDescription()])


def handle(driver: Driver) -> tuple[float, float]:
    at = driver.plot._grips.guess_handle(driver.plot.frame_now())
    return at.x(), at.y()


def test_while_a_slope_is_guessed_nothing_tells_the_engines(window: Open) -> None:
    # The slope at 7 is 14, its Newton step leads to 3.5, and a pinned point and the secant lie in the point itself.
    where = {"x_range": (0.0, 10.0), "y_range": (0.0, 100.0)}
    pins = (Pin(item=1, x=7.0),)
    document = lines("f(x) = x^2", point={"x": 7.0}, view=where, show=EVERYTHING, secant=7.0, pins=pins)
    driver = window(document)
    assert "14" in said(driver)
    assert {"tangent", "normal", "newton", "descent", "taylor", "circle", "secant"} <= drawn(driver)
    driver.key(Qt.Key.Key_Q)
    assert driver.action("undo").text() == "Undo guess the slope"
    assert drawn(driver) == {"guess"}
    assert driver.values["f′(x)"] == "?"
    assert "14" not in said(driver).replace("\n", " ")
    assert "3.5" not in said(driver)
    assert [mark.label for mark in driver.curves] == ["f"]
    assert driver.values["f″(x)"] == "2.0000"
    assert not driver.window.curve._pins.marks[0].lines
    driver.key(Qt.Key.Key_A)
    assert driver.action("undo").text() == "Undo show slope beside guess"
    assert {"tangent", "normal", "newton", "guess", "secant"} <= drawn(driver)
    assert driver.page.guess_note.text() == "Off by 14: the slope is 14. Your line crosses the curve."
    driver.key(Qt.Key.Key_Q)
    assert driver.action("undo").text() == "Undo remove guess"
    assert "guess" not in drawn(driver)


@pytest.mark.parametrize("text", ["|x - 1|", "f(x)"])
def test_neither_a_kink_nor_a_summed_gradient_tells(window: Open, text: str) -> None:
    driver = window(lines("f(x) = x^2", f"g(x) = {text}", point={"x": 1.0}, guess=0.5, run=Run(zero_grad=False)))
    driver.click(driver.line(2), (driver.line(2).width() - 40, 4))
    assert drawn(driver) == {"guess"}
    assert driver.page.sentence.text() == ""
    assert "zero_grad is off" not in driver.page.notes.text()
    driver.click(driver.page.reveal)
    assert drawn(driver) > {"guess"}
    assert driver.page.notes.text().startswith("zero_grad is off")


def test_the_line_is_turned_by_its_handle_and_the_error_shown_when_asked(window: Open, tmp_path: Path) -> None:
    driver = window(square(guess=0.0, show=Show(tangent=False)))
    centre = driver.pixel(1.0, 1.0)
    assert handle(driver)[1] == pytest.approx(centre[1])
    far, near = driver.pixel(3.0, 5.0), driver.pixel(2.0, 4.0)
    driver.drag(driver.plot, handle(driver), far, near)
    guess = driver.document.guess
    assert guess == pytest.approx(3.0, abs=0.05)
    assert guess == round(guess, 3), "no more digits than a hand can mean"
    assert driver.drawn_line("guess").slope == guess
    assert driver.point_mark.x == 1.0
    assert driver.page.guess.text() == f"{guess:g}"
    driver.drag(driver.plot, handle(driver), driver.pixel(-0.5, 4.0))
    assert driver.document.guess == pytest.approx(-2.0, abs=0.05)
    assert handle(driver)[0] < centre[0], "the handle stays on the hand's side"
    driver.key(Qt.Key.Key_Z, CONTROL)
    assert driver.document.guess == guess, "one turn is one step"
    assert driver.page.reveal.text() == "Show the slope"
    driver.key(Qt.Key.Key_Space, on=driver.page.reveal)
    assert driver.page.reveal.text() == "Hide the slope"
    assert driver.page.guess_note.text().startswith(f"Off by {guess - 2:.4g}: the slope is 2.")
    assert driver.drawn_line("tangent").slope == 2.0, "asked for, it is drawn, whatever its switch says"
    driver.window.editor.save_file(tmp_path / "kept.gradx")
    assert session.load(tmp_path / "kept.gradx").revealed
    driver.click(driver.page.reveal)
    assert driver.drawn_line("tangent") is None


def test_a_guess_is_of_explore_alone(window: Open) -> None:
    driver = window(square(guess=1.0))
    driver.click(driver.mode_button("descend"))
    assert "guess" not in drawn(driver)
    assert driver.drawn_line("tangent").slope == 2.0
    assert driver.values["f′(x)"] == "2.0000"
    driver.click(driver.mode_button("explore"))
    assert drawn(driver) == {"guess"}


def test_the_tangent_is_drawn_out_by_its_end_and_typed(window: Open) -> None:
    driver = window(square())
    grips, frame = driver.plot._grips, driver.plot.frame_now()
    assert driver.drawn_line("tangent").length == float("inf")
    end = grips.tangent_end(frame)
    driver.drag(driver.plot, (end.x(), end.y()), driver.pixel(1.8, 2.6), driver.pixel(1.5, 2.0))
    length = driver.document.show.tangent_length
    assert length == pytest.approx(1.0, abs=0.05)
    assert driver.page.tangent_length.number == length
    assert driver.action("undo").text() == "Undo set length of tangent"
    x, y = driver.window.curve._lines._items["tangent"].getData()
    assert sorted(x) == pytest.approx([1.0 - length / 2, 1.0 + length / 2])
    assert y == pytest.approx(2 * x - 1.0)
    end = grips.tangent_end(driver.plot.frame_now())
    driver.drag(driver.plot, (end.x(), end.y()), driver.pixel(2.0, 3.0), driver.pixel(6.0, 11.0))
    assert driver.document.show.tangent_length is None, "out of view it is endless again"
    field = driver.page.tangent_length
    for text, wanted in (("pi/2", 1.5707963267948966), ("-1", 1.5707963267948966), ("", None)):
        driver.click(field)
        driver.key(Qt.Key.Key_A, CONTROL, on=field)
        driver.key(Qt.Key.Key_Delete, on=field)
        driver.type(text, on=field)
        driver.key(Qt.Key.Key_Return, on=field)
        assert driver.document.show.tangent_length == wanted, text
        driver.key(Qt.Key.Key_Escape, on=field)


def test_a_picture_has_the_length_and_no_handles(window: Open) -> None:
    driver = window(square(guess=0.5, revealed=True, show=Show(tangent_length=2.0, slope_triangle=False)))
    driver.plot.hand_hover(QPointF(*handle(driver)))
    scene = pixels(driver.plot.grab().toImage())
    picture = pixels(pictures.image(driver.plot))
    px, py = map(round, handle(driver))
    around = slice(py - 12, py + 12), slice(px - 12, px + 12)
    assert apart(scene[around], picture[around]) > 0.02, "the handle is on the screen only"
    left, right = driver.pixel(-0.1, -1.2), driver.pixel(2.1, 3.2)
    orange = (abs(picture - [0xD5, 0x5E, 0x00]).sum(axis=2) < 30).nonzero()[1]
    texts = [rect for rect in driver.plot._places.taken if rect.width() > 60]
    seen = [x for x in orange if not any(rect.left() <= x <= rect.right() for rect in texts)]
    assert min(seen) >= left[0]
    assert max(seen) <= right[0]
    assert driver.plot._grips.shown


@pytest.mark.parametrize(("text", "value"), [("pi/4", 0.7853981633974483), ("sqrt(2)", 2**0.5), ("1/3", 1 / 3)])
def test_every_number_box_of_the_inspector_takes_a_formula(window: Open, text: str, value: float) -> None:
    driver = window(square(secant=2.0, pins=(Pin(item=1, x=0.5),), guess=1.0))
    page = driver.page

    def typed(field: object) -> None:
        driver.click(field)
        driver.key(Qt.Key.Key_A, CONTROL, on=field)
        driver.type(text, on=field)
        driver.key(Qt.Key.Key_Return, on=field)

    for field in (driver.row("x").field, driver.row("second x").field, page.pins.rows[0].field, page.guess):
        typed(field)
    typed(page.tangent_length)
    document = driver.document
    assert (document.point[0].value, document.secant, document.pins[0].x) == (value, value, value)
    assert (document.guess, document.show.tangent_length) == (value, value)
    driver.click(driver.mode_button("descend"))
    for field in (driver.page.step_size, driver.page.momentum):
        typed(field)
    assert (driver.document.run.step_size, driver.document.run.momentum) == (value, value)


def test_every_switch_has_an_action_with_its_key(window: Open) -> None:
    driver = window(square())
    checks = driver.window.inspector.explore.checks
    menu = next(action.menu() for action in driver.window.menuBar().actions() if action.text() == "&View")
    within = next(action.menu() for action in menu.actions() if action.text() == "At the point")
    names = {action.objectName() for action in within.actions()}
    for name, check in checks.items():
        action = driver.action(name.replace("_", "-"))
        if not named(name).fits(1) or name == "model":  # there are no data here
            continue
        assert action.objectName() in names
        assert isinstance(check, QCheckBox)
        for _ in range(2):
            was = check.isChecked()
            combination = action.shortcut()[0]
            driver.key(combination.key(), combination.keyboardModifiers())
            assert (check.isChecked(), action.isChecked()) == (not was, not was), name


def test_no_tag_lies_under_the_handle(window: Open) -> None:
    view, show = {"x_range": (-4.0, 4.0), "y_range": (-3.0, 3.0)}, replace(EVERYTHING, second_derivative=True)
    made = lines("x^3/3 - x", "g(x) = cos x", point={"x": 1.5}, pins=(Pin(item=1, x=0.6),), show=show, view=view)
    driver = window(replace(made, secant=3.1))
    for key in (Qt.Key.Key_Q, Qt.Key.Key_A):
        driver.key(key)
        driver.plot.grab()
        tags = [rect for rect in driver.plot._places.taken if rect.width() > 60]
        assert tags
        assert not [rect for rect in tags if rect.contains(QPointF(*handle(driver)))]
