"""The field alone: colours, brackets, lines, what it takes and refuses. Keys are real."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFontInfo, QHelpEvent, QInputMethodEvent, QTextCharFormat
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip, QWidget

from gradexplorer.lang import Vocabulary
from gradexplorer.lang.limits import SOURCE_BYTES
from gradexplorer.ui import theme
from gradexplorer.ui.code.field import MOST_LINES, CodeField
from gradexplorer.ui.code.highlighter import look
from gradexplorer.ui.docks.rows import RowError, RowNote

CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
KNOWN = Vocabulary(sliders=frozenset({"a"}))
PROGRAM = "def f(x):\n    for i in range(3):\n        x = x*2\n    return x"


@pytest.fixture
def field(show: Callable[[QWidget], QWidget]) -> CodeField:
    field = CodeField()
    field.set_names(KNOWN, ("x",))
    show(field).resize(320, 240)
    field.setFocus()
    return field


def colours(field: CodeField, line: int = 0) -> dict[str, QTextCharFormat]:
    """The look of each stretch of a line, as it is laid out."""
    block = field.document().findBlockByNumber(line)
    units = block.text().encode("utf-16-le")
    return {
        units[2 * r.start : 2 * (r.start + r.length)].decode("utf-16-le"): QTextCharFormat(r.format)
        for r in block.layout().formats()
    }


def paste(field: CodeField, text: str) -> None:
    QApplication.clipboard().setText(text)
    QTest.keyClick(field, Qt.Key.Key_V, CONTROL)


def type_plainly(field: CodeField, text: str) -> None:
    QTest.keyClicks(field, text)
    field.completer.close()


# ---------------------------------------------------------------------- colours


@pytest.mark.parametrize("name", ["light", "dark"])
def test_letters_are_coloured_while_they_are_typed(field: CodeField, name: str, qapp: QApplication) -> None:
    theme.apply(qapp, name)
    type_plainly(field, "2a sin(x) + pi")
    found = colours(field)
    for text, kind in {"2": "number", "a": "slider", "sin": "function", "x": "variable", "pi": "constant"}.items():
        assert found[text].foreground().color().name().upper() == theme.current().code(kind).upper(), text
    assert found["x"].fontItalic()
    assert found["a"].fontItalic()
    assert not found["sin"].fontItalic()
    assert not found["pi"].fontItalic()


def test_a_change_of_theme_reaches_what_is_there(field: CodeField, qapp: QApplication) -> None:
    field.setText("sin(x)")
    theme.apply(qapp, "dark")
    assert colours(field)["sin"].foreground().color().name().upper() == theme.DARK.code_function.upper()


def test_a_word_in_the_making_is_not_yet_wrong(field: CodeField) -> None:
    type_plainly(field, "sigmo")
    assert colours(field)["sigmo"] == look("variable", theme.current())
    field.mark(RowError("`sigmo` is not known", None, 0, 5))
    assert colours(field)["sigmo"] == look("error", theme.current())


def test_other_names_colour_what_is_there_anew(field: CodeField) -> None:
    field.setText("a + b")
    field.set_names(Vocabulary(sliders=frozenset({"b"})), ("a",))
    assert colours(field)["a"] == look("variable", theme.current())
    assert colours(field)["b"] == look("slider", theme.current())


def test_places_are_right_behind_a_character_of_two_units(field: CodeField) -> None:
    field.setText("😀 + sin(x)")
    assert {"sin", "x"} <= set(colours(field))
    field.setCursorPosition(4)
    assert field.cursorPosition() == 4
    QTest.keyClick(field, "2")
    assert field.text() == "😀 + 2sin(x)"


# ---------------------------------------------------------------------- brackets


def ground(field: CodeField) -> list[int]:
    """The places of the letters that lie on a ground of their own."""
    marked = [s for s in field.extraSelections() if s.format.background().style() != Qt.BrushStyle.NoBrush]
    return sorted(s.cursor.selectionStart() for s in marked)


def test_the_bracket_at_the_cursor_and_its_partner(field: CodeField) -> None:
    field.setText("sin(|x|)")
    field.setCursorPosition(8)
    assert ground(field) == [3, 7]
    field.setCursorPosition(5)
    assert ground(field) == [4, 6]
    field.setCursorPosition(1)
    assert ground(field) == []


def test_a_bracket_without_a_partner_is_marked_and_has_none(field: CodeField) -> None:
    field.setText("(x")
    field.setCursorPosition(1)
    assert ground(field) == []
    assert colours(field)["("] == look("error", theme.current())


def test_brackets_come_in_pairs_and_are_stepped_over(field: CodeField) -> None:
    type_plainly(field, "sin(")
    assert (field.text(), field.cursorPosition()) == ("sin()", 4)
    type_plainly(field, "x[0])")
    assert (field.text(), field.cursorPosition()) == ("sin(x[0])", 9)


@pytest.mark.parametrize(
    ("before", "place", "typed", "after"),
    [
        ("x+1", 0, "(", "(x+1"),  # meant for what follows
        ("(x", 2, ")", "(x)"),
        ("((x)", 3, ")", "((x))"),  # the outer one still lacks its partner: not stepped over
        ("(x)", 2, ")", "(x)"),
        ("(", 1, "(", "(("),
        ("x ", 1, "{", "x{} "),
        ("|x", 2, "|", "|x|"),  # bars never come in pairs
    ],
)
def test_when_brackets_help_and_when_they_would_annoy(
    field: CodeField, before: str, place: int, typed: str, after: str
) -> None:
    field.setText(before)
    field.setCursorPosition(place)
    QTest.keyClicks(field, typed)
    assert field.text() == after


def test_backspace_takes_an_empty_pair_and_only_that(field: CodeField) -> None:
    QTest.keyClicks(field, "(")
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == ""
    field.setText("(x)")
    field.setCursorPosition(1)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert field.text() == "x)"


def test_a_bracket_goes_around_what_is_selected(field: CodeField) -> None:
    field.setText("2x+1")
    field.setCursorPosition(1)
    for _ in range(3):
        QTest.keyClick(field, Qt.Key.Key_Right, SHIFT)
    QTest.keyClicks(field, "(")
    assert field.text() == "2(x+1)"


def test_a_bracket_typed_over_the_whole_text_begins_anew(field: CodeField) -> None:
    field.setText("2x+1)")
    field.selectAll()
    QTest.keyClicks(field, "(x")
    assert field.text() == "(x)"
    field.selectAll()
    QTest.keyClicks(field, ")")
    assert field.text() == ")"


# ---------------------------------------------------------------------- lines


def test_one_line_looks_like_a_line_and_grows(field: CodeField) -> None:
    field.setText("x")
    one = field.height()
    assert one < 34
    assert not field.gutter.isVisible()
    field.setText("x + " * 30 + "1")
    assert field.height() > 2 * one, "a long formula wraps"
    assert field.verticalScrollBar().value() == 0


def test_shift_enter_makes_a_line_and_code_looks_like_code(field: CodeField, qtbot) -> None:
    told: list[str] = []
    field.entered.connect(lambda: told.append("next"))
    type_plainly(field, "a = 1")
    QTest.keyClick(field, Qt.Key.Key_Return, SHIFT)
    assert field.text() == "a = 1\n"
    assert field.gutter.isVisible()
    assert QFontInfo(field.font()).fixedPitch()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == "a = 1\n\n"
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_Return, CONTROL)
    assert told == ["next"]
    for _ in range(2):
        QTest.keyClick(field, Qt.Key.Key_Backspace)
    assert not field.gutter.isVisible()
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert told == ["next", "next"]


def test_a_pasted_program_keeps_its_lines(field: CodeField) -> None:
    paste(field, PROGRAM.replace("\n", "\r\n"))
    assert field.text() == PROGRAM
    assert [number for number, _, _ in field.visible_lines()] == [0, 1, 2, 3]
    assert colours(field, 1)["for"].foreground().color().name().upper() == theme.LIGHT.code_keyword.upper()


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("    def f(x):\n        return x*x\n", "def f(x):\n    return x*x"),
        (">>> x = torch.tensor(2.0)\n>>> for i in range(3):\n...     x = x*x\n...\n>>> x\ntensor(256.)", None),
        ("\n\n  a = 1\n  b = 2\n\n", "a = 1\nb = 2"),
    ],
)
def test_a_piece_of_a_file_or_of_a_session_stands_alone(field: CodeField, text: str, kept: str | None) -> None:
    paste(field, text)
    assert field.text() == (kept or "x = torch.tensor(2.0)\nfor i in range(3):\n    x = x*x\n\nx")


def test_in_the_middle_of_a_text_a_paste_is_taken_as_it_is(field: CodeField) -> None:
    paste(field, PROGRAM)
    QTest.keyClick(field, Qt.Key.Key_End, CONTROL)
    QTest.keyClick(field, Qt.Key.Key_Return)
    paste(field, "    y = 2")
    assert field.text().endswith("    y = 2")


def test_a_line_is_pasted_without_its_end(field: CodeField) -> None:
    paste(field, "x^2 + 1\n")
    assert field.text() == "x^2 + 1"


def test_what_is_too_long_is_refused_and_nothing_is_lost(field: CodeField) -> None:
    told: list[str] = []
    field.refused.connect(told.append)
    field.setText("x^2")
    paste(field, "x" * (SOURCE_BYTES + 1))
    assert field.text() == "x^2"
    assert "100,001" in told[0]
    assert "100,000" in told[0]


def test_lines_are_indented_and_outdented(field: CodeField) -> None:
    field.setText("def f(x):")
    field.go_to_end()
    QTest.keyClick(field, Qt.Key.Key_Return)
    type_plainly(field, "for i in range(3):")
    QTest.keyClick(field, Qt.Key.Key_Return)
    type_plainly(field, "x = x*2")
    QTest.keyClick(field, Qt.Key.Key_Return)
    QTest.keyClick(field, Qt.Key.Key_Backspace)
    type_plainly(field, "return x")
    assert field.text() == PROGRAM
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == PROGRAM + "\n", "behind return the block is over"


def test_tab_moves_lines_in_a_program_and_leaves_a_formula(field: CodeField) -> None:
    field.setText("x = 1\ny = 2")
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "    x = 1\n    y = 2"
    QTest.keyClick(field, Qt.Key.Key_Backtab, SHIFT)
    assert field.text() == "x = 1\ny = 2"
    field.setCursorPosition(1)
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert field.text() == "x    = 1\ny = 2"
    field.setText("x")
    QTest.keyClick(field, Qt.Key.Key_Tab)
    assert not field.hasFocus()
    assert field.text() == "x"


def test_up_and_down_move_inside_and_leave_at_the_edges(field: CodeField) -> None:
    told: list[int] = []
    field.moved.connect(told.append)
    field.setText("a = 1\nb = 2")
    field.setCursorPosition(0)
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_Down)
    assert told == [1]
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert told == [1]
    QTest.keyClick(field, Qt.Key.Key_Up)
    assert told == [1, -1]


def test_a_tall_program_scrolls_inside(field: CodeField) -> None:
    field.setText("\n".join(f"x{i} = {i}" for i in range(MOST_LINES)))
    full = field.height()
    assert field.verticalScrollBar().maximum() == 0 or not field.verticalScrollBar().isVisible()
    field.setText("\n".join(f"x{i} = {i}" for i in range(60)))
    assert field.height() == full
    QApplication.processEvents()
    assert field.verticalScrollBar().isVisible()
    QTest.keyClick(field, Qt.Key.Key_End, CONTROL)
    assert [number for number, _, _ in field.visible_lines()][-1] == 59


# ---------------------------------------------------------------------- marks


def waves(field: CodeField) -> list[tuple[int, int]]:
    kind = QTextCharFormat.UnderlineStyle.WaveUnderline
    return [
        (s.cursor.selectionStart(), s.cursor.selectionEnd())
        for s in field.extraSelections()
        if s.format.underlineStyle() == kind
    ]


@pytest.mark.parametrize(
    ("text", "span", "drawn"),
    [
        ("x + * 2", (4, 5), (4, 5)),
        ("x +", (3, 3), (2, 3)),  # at the end something is missing: the last letter has the wave
        ("x", (0, 99), (0, 1)),
        ("a = 1\nb = (", (10, 11), (10, 11)),
        ("def f(x):\n    return $\n", (3, 23), (3, 23)),
        ("😀+*", (2, 3), (3, 4)),
    ],
)
def test_a_wave_under_the_span(field: CodeField, text: str, span: tuple[int, int], drawn: tuple[int, int]) -> None:
    field.setText(text)
    field.mark(RowError("wrong", None, *span))
    assert waves(field) == [drawn]
    field.mark(None)
    assert waves(field) == []


def test_the_gutter_tells_errors_and_notes_by_line(field: CodeField) -> None:
    field.setText("import torch\nx = 1\ny = $")
    field.mark(RowError("`$` has no meaning here", None, 23, 24), (RowNote("imports have no effect", 0, 12),))
    assert field.said_of(0) == ("imports have no effect", False)
    assert field.said_of(1) == ("", False)
    assert field.said_of(2) == ("`$` has no meaning here", True)
    with_marks = field.gutter.grab().toImage()
    top = [top for _, top, _ in field.visible_lines()][2]
    at = QPoint(5, round(top) + 6)
    QApplication.sendEvent(field.gutter, QHelpEvent(QEvent.Type.ToolTip, at, field.gutter.mapToGlobal(at)))
    assert QToolTip.text() == "`$` has no meaning here"
    QToolTip.hideText()
    QTest.mouseClick(field.gutter, Qt.MouseButton.LeftButton, pos=at)
    assert field.cursorPosition() == 19
    field.mark(None)
    assert field.gutter.grab().toImage() != with_marks


# ---------------------------------------------------------------------- what it tells


def test_only_what_a_person_changes_is_told(field: CodeField) -> None:
    told: list[str] = []
    field.textEdited.connect(told.append)
    field.setText("x^2")
    field.set_names(Vocabulary(), ())
    field.mark(RowError("wrong", None, 0, 1))
    assert told == []
    QTest.keyClick(field, Qt.Key.Key_End)
    QTest.keyClicks(field, "+")
    assert told == ["x^2+"]


def test_an_input_method_composes_and_commits(field: CodeField) -> None:
    told: list[str] = []
    field.textEdited.connect(told.append)
    QApplication.sendEvent(field, QInputMethodEvent("th", []))
    assert told == []
    event = QInputMethodEvent("", [])
    event.setCommitString("θ")
    QApplication.sendEvent(field, event)
    assert told == ["θ"]


def test_text_is_kept_to_the_letter(field: CodeField) -> None:
    for text in ("x\u00a0+\u2009y", "a\tb", "\x00x", "x\n\ny\n", "θ²"):
        field.setText(text)
        assert field.text() == text


def test_undo_and_the_windows_letters_are_let_through(field: CodeField) -> None:
    field.setText("x^2 + 1")
    field.setCursorPosition(3)
    for key in (Qt.Key.Key_Z, Qt.Key.Key_K, Qt.Key.Key_E):
        QTest.keyClick(field, key, CONTROL)
    assert field.text() == "x^2 + 1"
    assert field.cursorPosition() == 3
