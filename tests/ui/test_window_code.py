"""Typing in the window: errors with their fix, names on offer, programs of several lines. Keys and clicks are real."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gradexplorer.ui.code.field import CodeField
from gradexplorer.ui.docks.expression_row import ERROR_DELAY_MS
from tests.ui.conftest import Open
from tests.ui.driver import ALT, CONTROL, SHIFT, Driver, lines

PROGRAM = "def h(x, a=2):\n    for i in range(3):\n        x = x*(x + 1)\n    return a*x"


def paste(driver: Driver, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(driver.focus, Qt.Key.Key_V, CONTROL)
    driver.rest()


def offered(field: CodeField) -> list[str]:
    return [item.name for item in field.completer.items]


# ---------------------------------------------------------------------- errors and fixes


@pytest.fixture
def wrong(window: Open) -> Driver:
    """`2 sine(x)`, typed by hand over x², and the error shown."""
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.write("2 sine(x)", 1)
    driver.until(lambda: driver.line(1).error.isVisible())
    return driver


def test_an_error_has_a_sign_a_sentence_and_a_button(wrong: Driver) -> None:
    line = wrong.line(1)
    assert line.sign.isVisible()
    assert line.sign.toolTip() == line.error.text() == "`sine` is not known"
    assert "`sine` is not known" in line.sign.accessibleName()
    assert "`sine` is not known" in line.editor.accessibleDescription()
    assert line.fix_button.isVisible()
    assert line.fix_button.accessibleName() == "write sin (Alt+Enter)"


def test_the_last_curve_stays_faded_until_the_fix(wrong: Driver) -> None:
    assert wrong.curve.faded
    wrong.click(wrong.line(1).fix_button)
    wrong.until(lambda: not wrong.curve.faded)
    np.testing.assert_allclose(wrong.curve.y, 2 * np.sin(wrong.curve.x))


def test_a_click_mends_and_the_typing_goes_on(wrong: Driver) -> None:
    line = wrong.line(1)
    wrong.click(line.fix_button)
    assert line.editor.text() == "2 sin(x)"
    assert line.editor.hasFocus()
    assert line.editor.cursorPosition() == 5
    assert not line.error.isVisible()
    assert not line.sign.isVisible()
    assert not line.fix_button.isVisible()


@pytest.mark.parametrize(
    ("key", "held"), [(Qt.Key.Key_Return, ALT), (Qt.Key.Key_Enter, ALT), (Qt.Key.Key_Period, CONTROL)]
)
def test_a_key_mends(wrong: Driver, key: Qt.Key, held: Qt.KeyboardModifier) -> None:
    wrong.key(key, held, on=wrong.line(1).editor)
    assert wrong.document.items[0].text == "2 sin(x)"


def test_a_key_mends_before_the_error_is_told(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.write("cosine(x)", 1)
    assert not driver.line(1).error.isVisible()
    driver.key(Qt.Key.Key_Return, ALT, on=driver.focus)
    assert driver.document.items[0].text == "cos(x)"


def test_a_fix_is_one_step_of_undo(wrong: Driver) -> None:
    wrong.click(wrong.line(1).fix_button)
    wrong.key(Qt.Key.Key_Z, CONTROL, on=wrong.line(1).editor)
    assert wrong.document.items[0].text == "2 sine(x)"
    wrong.key(Qt.Key.Key_Z, CONTROL | SHIFT, on=wrong.line(1).editor)
    assert wrong.document.items[0].text == "2 sin(x)"


def test_a_fix_is_there_while_the_line_rests(wrong: Driver) -> None:
    wrong.key(Qt.Key.Key_Escape, on=wrong.line(1).editor)
    assert not wrong.line(1).editing
    wrong.click(wrong.line(1).fix_button)
    assert wrong.document.items[0].text == "2 sin(x)"
    assert not wrong.line(1).editing


def test_the_sign_leads_to_the_place(wrong: Driver) -> None:
    line = wrong.line(1)
    wrong.key(Qt.Key.Key_Escape, on=line.editor)
    wrong.click(line.sign)
    assert line.editor.hasFocus()
    assert line.editor.cursorPosition() == 2


def test_where_there_is_no_fix_the_key_does_nothing(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.write("1 + * 2", 1)
    driver.until(lambda: driver.line(1).error.isVisible())
    shown = driver.line(1).row.error.fix is not None
    assert driver.line(1).fix_button.isVisible() == shown
    good = window("x^2")
    good.open_line(1)
    good.key(Qt.Key.Key_Return, ALT, on=good.focus)
    assert good.document.items[0].text == "x^2"


def test_a_line_that_can_be_read_but_has_no_value_is_marked_too(window: Open) -> None:
    driver = window(lines("[1, 2][5] x", point={"x": 1.0}))
    line = driver.line(1)
    driver.until(lambda: line.error.isVisible())
    assert line.error.text() == "the index 5 is outside: there are 2 entries, from 0 to 1"
    assert (line.row.error.start, line.row.error.end) == (0, 9)
    assert line.sign.isVisible()
    assert line.reading.isVisible(), "it can be read"
    driver.write("[1, 2][1] x", 1)
    driver.until(lambda: not line.error.isVisible())
    driver.until(lambda: driver.curves and np.allclose(driver.curve.y, 2 * driver.curve.x))
    assert not line.sign.isVisible()


def test_the_formula_is_set_beneath_its_field_while_it_is_typed(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    line = driver.line(1)
    driver.write("x^3 + 1", 1)
    driver.until(lambda: line.preview.isVisible() and not line._wait.isActive())
    assert line.preview.accessibleName() == "x³ + 1"
    assert line.reading.text() == "reads as x³ + 1"
    driver.key(Qt.Key.Key_Escape, on=line.editor)
    assert not line.preview.isVisible()
    assert line.formula.isVisible()


# ---------------------------------------------------------------------- names on offer


def test_names_of_other_lines_are_offered_and_coloured(window: Open) -> None:
    driver = window("cosmic(x) = x^2", "a x")
    driver.write("cosm", 2)
    assert offered(driver.line(2).editor) == ["cosmic"]
    QTest.keyClick(driver.focus, Qt.Key.Key_Tab)
    driver.type("x)")
    driver.rest()
    assert driver.document.items[1].text == "cosmic(x)"
    driver.until(lambda: any(np.allclose(mark.y, mark.x**2) for mark in driver.curves))


def test_accepting_a_name_is_part_of_the_typing(window: Open) -> None:
    driver = window(lines("x", point={"x": 1.0}))
    driver.write("sqr", 1)
    QTest.keyClick(driver.focus, Qt.Key.Key_Tab)
    driver.type("x")
    driver.rest()
    assert driver.document.items[0].text == "sqrt(x)"
    assert driver.line(1).editing


def test_in_a_new_line_names_are_offered_too(window: Open) -> None:
    driver = window("x")
    driver.write("sq")
    assert "sqrt" in offered(driver.line(2).editor)
    driver.key(Qt.Key.Key_Escape, on=driver.line(2).editor)
    assert offered(driver.line(2).editor) == []
    assert driver.line(2).editing, "the first Escape closes the list only"


@pytest.mark.parametrize("text", ["{x<0: -x, x<=1: x^2, 2}", "[x, 2][0] + (x)", "(x + 1)(x - 1)"])
def test_a_new_line_may_begin_with_a_bracket(window: Open, text: str) -> None:
    driver = window("x^2")
    driver.write(text)
    assert driver.document.items[1].text == driver.line(2).editor.text() == text


def test_a_name_in_the_making_is_no_error_while_names_are_on_offer(window: Open) -> None:
    driver = window(lines("x", point={"x": 1.0}))
    driver.write("torch.lo", 1)
    line = driver.line(1)
    QTest.qWait(2 * ERROR_DELAY_MS)
    assert "log" in offered(line.editor)
    assert not line.error.isVisible()
    assert not line.reading.isVisible(), "what was read before is no reading of this"
    driver.key(Qt.Key.Key_Escape, on=line.editor)
    driver.until(lambda: line.error.isVisible())


# ---------------------------------------------------------------------- several lines


def test_a_program_is_pasted_into_the_new_line(window: Open) -> None:
    driver = window("x^2")
    driver.click(driver.window.expressions.new_line)
    paste(driver, PROGRAM)
    assert driver.document.items[1].text == PROGRAM
    line = driver.line(2)
    assert line.editor.hasFocus()
    assert line.editor.text() == PROGRAM
    assert driver.window.expressions.new_line.text() == ""
    assert driver.window.expressions.new_line.height() < 40


def test_a_program_stays_in_its_field_when_it_is_left(window: Open) -> None:
    driver = window("x^2", PROGRAM)
    line = driver.line(2)
    assert line.editor.isVisible()
    assert not line.formula.isVisible()
    driver.click(line.editor, (60, 10))
    assert line.editing
    assert driver.document.view.selected == 2
    driver.key(Qt.Key.Key_Return, on=line.editor)
    assert len(driver.document.items[1].text.split("\n")) == 5
    driver.key(Qt.Key.Key_Escape, on=line.editor)
    assert not line.editing
    assert line.editor.isVisible()
    driver.click(line.editor, (60, 10))
    driver.key(Qt.Key.Key_Return, CONTROL, on=line.editor)
    assert driver.focus is driver.window.expressions.new_line
    assert not line.editing


def test_typing_in_a_program_is_one_step_of_undo(window: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("gradexplorer.ui.editor.BURST_MS", 30_000)
    driver = window("x^2", "a = 1\nb = 2")
    line = driver.line(2)
    driver.click(line.editor, (60, 10))
    QTest.keyClick(line.editor, Qt.Key.Key_End, CONTROL)
    driver.type("5")
    QTest.keyClick(line.editor, Qt.Key.Key_Return)
    driver.type("c = 7")
    assert driver.document.items[1].text == "a = 1\nb = 25\nc = 7"
    driver.key(Qt.Key.Key_Z, CONTROL, on=line.editor)
    assert driver.document.items[1].text == line.editor.text() == "a = 1\nb = 2"


def test_an_error_in_a_program_is_told_with_its_line(window: Open) -> None:
    driver = window(lines("a = 1\nb = $", point={"x": 1.0}))
    line = driver.line(1)
    driver.until(lambda: line.error.isVisible())
    assert line.error.text().startswith("line 2: ")
    assert line.editor.said_of(1)[1]
    assert not line.editor.said_of(0)[1]


def test_a_program_is_opened_in_a_larger_field(window: Open) -> None:
    driver = window("x^2", "a = 1\nb = 2")
    line = driver.line(2)
    driver.click(line.larger_button)
    larger = line.larger
    assert larger is not None
    driver.until(lambda: larger.field.hasFocus())
    assert larger.field.text() == "a = 1\nb = 2"
    assert larger.field.height() > line.editor.height()
    QTest.keyClick(larger.field, Qt.Key.Key_End, CONTROL)
    QTest.keyClicks(larger.field, "0 + $")
    driver.until(lambda: larger.error.isVisible())
    assert driver.document.items[1].text == line.editor.text() == "a = 1\nb = 20 + $"
    driver.until(lambda: larger.field.property("wrong"))
    assert larger.error.text().startswith("line 2: ")
    assert larger.fix_button.isVisible() == (line.row.error.fix is not None)
    QTest.keyClick(larger.field, Qt.Key.Key_Escape)
    driver.until(lambda: line.larger is None)
    assert line.editor.text() == "a = 1\nb = 20 + $"


def test_a_formula_that_gets_a_line_becomes_code_and_back(window: Open) -> None:
    driver = window("a = 1")
    line = driver.line(1)
    driver.open_line(1)
    QTest.keyClick(line.editor, Qt.Key.Key_Return, SHIFT)
    driver.type("x")
    driver.rest()
    assert driver.document.items[0].text == "a = 1\nx"
    assert line.larger_button.isVisible()
    for _ in range(2):
        QTest.keyClick(line.editor, Qt.Key.Key_Backspace)
    driver.rest()
    assert not line.larger_button.isVisible()
    driver.key(Qt.Key.Key_Escape, on=line.editor)
    assert line.formula.isVisible()
    assert not line.editor.isVisible()


def test_what_is_too_long_to_paste_is_told(window: Open) -> None:
    driver = window("x^2")
    driver.open_line(1)
    paste(driver, "x" * 200_000)
    assert driver.document.items[0].text == "x^2"
    assert "200,000 characters" in driver.line(1).error.text()


LECTURE = """import torch
x = torch.tensor(1.0, requires_grad=True)
for i in range(3):
    x = x*(x+1)
print(x)
x.backward()"""


def test_the_lectures_program_is_pasted_and_drawn(window: Open) -> None:
    driver = window()
    driver.click(driver.window.expressions.new_line)
    paste(driver, LECTURE)
    driver.until(lambda: driver.values.get("f(x)") == "42.000")
    assert driver.values["x"] == "1.0000"
    assert driver.values["f′(x)"] == "195.00"
    line = driver.line(driver.document.items[-1].id)
    driver.until(lambda: line.note.isVisible())
    assert line.editor.said_of(0) == ("imports have no effect: torch, numpy and math are there", False)
    assert line.editor.said_of(1) == ("", False)
    assert "`print(…)` has no effect" in line.editor.said_of(4)[0]
    assert line.editor.said_of(5)[0] in line.note.text()
    driver.until(lambda: line.preview.isVisible())
    assert not line.reading.isVisible(), "the program says what it is"
    assert line.note.text().startswith("line 1: imports have no effect")


def test_a_note_on_several_lines_is_told_once(window: Open) -> None:
    driver = window("x^2", "x = torch.tensor(2.0, requires_grad=True)\nprint(x)\ny = x*x\nprint(y)")
    driver.until(lambda: driver.line(2).note.isVisible())
    assert driver.line(2).note.text() == "lines 2, 4: `print(…)` has no effect: values stand in the panels"


def test_what_is_told_under_a_program_does_not_run_into_it(window: Open) -> None:
    driver = window("x^2", LECTURE, "a = 1\nb = 2")
    line = driver.line(2)
    driver.until(lambda: line.preview.isVisible() and line.preview.is_set)

    def laid_out() -> bool:
        places = [part.geometry() for part in (line.editor, line.preview, line.note)]
        high = line.note.height() >= line.note.heightForWidth(line.note.width())
        return high and all(above.bottom() < below.top() for above, below in pairwise(places))

    driver.until(laid_out)  # a label that wraps gets its height in a second pass of the layout


def test_a_program_is_named_after_its_function(window: Open) -> None:
    driver = window("x^2", PROGRAM)
    driver.click(driver.line(2).editor, (60, 10))
    driver.until(lambda: "h(x)" in driver.values)
    driver.until(lambda: driver.curve.label == "h")
    assert driver.window.expressions.slider("a").isVisible(), "a parameter with a value is a slider"
    assert driver.window.expressions.slider("a").box.number == 2.0


def test_a_half_typed_program_keeps_the_last_curve(window: Open) -> None:
    driver = window(lines("def f(x):\n    return x*x", point={"x": 1.0}))
    line = driver.line(1)
    driver.click(line.editor, (60, 10))
    QTest.keyClick(line.editor, Qt.Key.Key_End, CONTROL)
    driver.type("*sine(x)")
    driver.until(lambda: driver.curve.faded)
    np.testing.assert_allclose(driver.curve.y, driver.curve.x**2)
    driver.until(lambda: line.error.isVisible())
    assert line.error.text() == "line 2: `sine` is not known"
    driver.key(Qt.Key.Key_Period, CONTROL, on=line.editor)
    assert driver.document.items[0].text == "def f(x):\n    return x*x*sin(x)"
    driver.until(lambda: not driver.curve.faded)


# ---------------------------------------------------------------------- the list of keys


def test_f1_lists_the_keys_of_typing(window: Open) -> None:
    driver = window("x^2")
    driver.key(Qt.Key.Key_F1)
    dialog = driver.window.findChild(QLabel, "typing-keys").window()
    texts = [label.text() for label in dialog.findChildren(QLabel)]
    for key in ("Alt+Enter", "Ctrl+Space", "Shift+Enter", "Ctrl+Enter"):
        assert any(key in text for text in texts), key
    dialog.close()
