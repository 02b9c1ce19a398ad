from __future__ import annotations

from collections.abc import Callable

import pytest
from msgspec.structs import replace
from PySide6.QtCore import Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.ui import theme
from gradexplorer.ui.docks.expressions import ExpressionsPanel
from gradexplorer.ui.docks.rows import EXAMPLES, DataRow, ExpressionRow, Row, RowError, SliderRow, Suggestion

CUBIC = ExpressionRow(1, "x^3 + 3x^2 - 5x + 4", "f(x) = x^3 + 3x^2 - 5x + 4", "x³ + 3·x² − 5·x + 4", selected=True)
SQUARE = ExpressionRow(2, "x^2", "g(x) = x^2", "x²", colour=1)
BAD = RowError("expected a term", "remove “*”", 5, 6)

LEFT = Qt.MouseButton.LeftButton


class Owner:
    """Stands for the controller: keeps the rows, changes them when the panel asks, and shows them again."""

    def __init__(self, panel: ExpressionsPanel, rows: list[Row]) -> None:
        self.panel, self.rows, self.heard = panel, rows, []
        self.errors: dict[str, RowError] = {}
        panel.textEdited.connect(self.edit)
        panel.newRequested.connect(self.new)
        panel.removeRequested.connect(self.remove)
        panel.selectRequested.connect(self.select)
        panel.visibilityToggled.connect(lambda id, on: self.heard.append(("visible", id, on)))
        panel.editingFinished.connect(lambda id: self.heard.append(("finished", id)))
        panel.set_rows(rows)

    def edit(self, id: int, text: str) -> None:
        self.heard.append(("text", id, text))
        error = self.errors.get(text)
        self.rows = [
            replace(row, text=text, latex=text, reading=text, error=error)
            if isinstance(row, ExpressionRow) and row.id == id
            else row
            for row in self.rows
        ]
        self.panel.set_rows(self.rows)

    def new(self, text: str) -> None:
        self.heard.append(("new", text))
        self.rows = [*self.rows, ExpressionRow(len(self.rows) + 10, text, text, text)]
        self.panel.set_rows(self.rows)

    def remove(self, id: int) -> None:
        self.heard.append(("remove", id))
        self.rows = [row for row in self.rows if not (isinstance(row, ExpressionRow) and row.id == id)]
        self.panel.set_rows(self.rows)

    def select(self, id: int) -> None:
        self.heard.append(("select", id))
        self.rows = [
            replace(row, selected=row.id == id) if isinstance(row, ExpressionRow) else row for row in self.rows
        ]
        self.panel.set_rows(self.rows)


@pytest.fixture
def owner(qtbot: QtBot, show: Callable[[QWidget], QWidget]) -> Owner:
    panel = ExpressionsPanel()
    owner = Owner(panel, [CUBIC, SQUARE])
    show(panel).resize(260, 724)
    return owner


def focus() -> QWidget | None:
    return QApplication.focusWidget()


def type_in(qtbot: QtBot, text: str) -> None:
    for letter in text:
        qtbot.keyClick(focus(), letter)


def reddish(editor: QLineEdit) -> bool:
    """Whether a wave is drawn under the text, above the field's own line."""
    image = editor.grab().toImage()
    places = ((x, y) for x in range(image.width()) for y in range(image.height() - 4))
    return any(image.pixelColor(x, y).red() > image.pixelColor(x, y).green() + 60 for x, y in places)


def test_a_line_rests_as_a_formula_with_its_reading(owner: Owner) -> None:
    line = owner.panel.line(1)
    assert line.formula.isVisible()
    assert line.formula.is_set
    assert not line.editor.isVisible()
    assert line.reading.text() == "reads as x³ + 3·x² − 5·x + 4"
    assert line.grab().toImage().pixelColor(20, 3).name().upper() == theme.LIGHT.accent_soft


def test_a_click_edits_in_place_and_every_key_is_told(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(2)
    qtbot.mouseClick(line.formula, LEFT)
    assert line.editor.hasFocus()
    assert not line.formula.isVisible()
    type_in(qtbot, "+1")
    assert owner.heard == [("select", 2), ("text", 2, "x^2+"), ("text", 2, "x^2+1")]
    assert line.editor.text() == "x^2+1"


def test_showing_the_rows_again_keeps_the_field_and_its_cursor(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(2)
    qtbot.mouseClick(line.formula, LEFT)
    qtbot.keyClick(focus(), Qt.Key.Key_Home)
    type_in(qtbot, "3")
    assert owner.panel.line(2) is line
    assert line.editor.hasFocus()
    assert (line.editor.text(), line.editor.cursorPosition()) == ("3x^2", 1)
    owner.rows = [owner.rows[1], owner.rows[0]]
    owner.panel.set_rows(owner.rows)
    assert line.editor.hasFocus(), "a line that moves keeps the focus"
    assert line.editor.cursorPosition() == 1
    qtbot.keyClick(line.editor, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert line.editor.text() == "3x^2", "undo is the window's, not the field's"


def test_an_undo_from_outside_reaches_the_open_field(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(2)
    qtbot.mouseClick(line.formula, LEFT)
    type_in(qtbot, "+1")
    owner.panel.set_rows([CUBIC, SQUARE])
    assert line.editor.text() == "x^2"
    assert line.editor.hasFocus()


def test_escape_leaves_and_the_formula_is_set(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(1)
    owner.panel.edit(1)
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert line.formula.isVisible()
    assert line.formula.hasFocus()
    assert owner.heard == [("finished", 1)]


def test_enter_goes_to_the_next_line_and_from_the_last_to_a_new_one(owner: Owner, qtbot: QtBot) -> None:
    owner.panel.edit(1)
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert owner.panel.line(2).editor.hasFocus()
    qtbot.keyClick(focus(), Qt.Key.Key_Return)
    assert owner.panel.new_line.hasFocus()
    qtbot.keyClick(focus(), Qt.Key.Key_Up)
    assert owner.panel.line(2).editor.hasFocus()
    qtbot.keyClick(focus(), Qt.Key.Key_Up)
    assert owner.panel.line(1).editor.hasFocus()


def test_typing_in_the_new_line_makes_a_line_and_goes_on_there(owner: Owner, qtbot: QtBot) -> None:
    qtbot.mouseClick(owner.panel.new_line, LEFT)
    type_in(qtbot, "sin")
    made = owner.panel.line(12)
    assert made.editor.hasFocus()
    assert made.editor.text() == "sin"
    assert owner.panel.new_line.text() == ""
    assert owner.heard == [("new", "s"), ("select", 12), ("text", 12, "si"), ("text", 12, "sin")]


def test_what_is_typed_before_the_new_line_comes_is_not_lost(qtbot: QtBot, show) -> None:
    panel = ExpressionsPanel()
    asked: list[str] = []
    told: list[tuple[int, str]] = []
    panel.newRequested.connect(asked.append)
    panel.textEdited.connect(lambda id, text: told.append((id, text)))
    show(panel)
    panel.set_rows([])
    panel.edit()
    type_in(qtbot, "sin")
    assert asked == ["s"]
    panel.set_rows([ExpressionRow(1, "s")])
    assert panel.line(1).editor.text() == "sin"
    assert told == [(1, "sin")]


@pytest.mark.parametrize("key", [Qt.Key.Key_Backspace, Qt.Key.Key_Delete])
def test_delete_on_nothing_removes_the_line(key: Qt.Key, owner: Owner, qtbot: QtBot) -> None:
    owner.panel.edit(2)
    for _ in range(3):
        qtbot.keyClick(focus(), Qt.Key.Key_Backspace)
    assert ("remove", 2) not in owner.heard
    qtbot.keyClick(focus(), key)
    assert owner.heard[-1] == ("remove", 2)
    assert owner.panel.line(1).editor.hasFocus()
    with pytest.raises(KeyError):
        owner.panel.line(2)


def test_an_error_waits_for_a_pause_and_then_names_its_place(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(2)
    owner.errors = {"x^2+*": replace(BAD, start=4, end=5)}
    owner.panel.edit(2)
    type_in(qtbot, "+*")
    assert not line.error.isVisible()
    assert line.reading.text() == "reads as x^2+", "the last valid reading stays"
    qtbot.waitUntil(line.error.isVisible, timeout=2000)
    assert line.error.text() == "expected a term"
    assert line.hint.text() == "remove “*”"
    assert line.editor.property("wrong")
    assert reddish(line.editor)
    qtbot.keyClick(focus(), Qt.Key.Key_Backspace)
    assert not line.error.isVisible()
    assert not line.editor.property("wrong")
    assert not reddish(line.editor)


def test_an_error_that_was_there_is_marked_at_once_in_the_raw_text(owner: Owner) -> None:
    owner.panel.set_rows([CUBIC, replace(SQUARE, text="x^2 +* 3", error=BAD)])
    line = owner.panel.line(2)
    assert line.error.isVisible()
    assert not line.formula.isVisible()
    assert line.editor.isVisible()
    assert reddish(line.editor)
    assert not line.reading.isVisible()
    assert not line.editing


def test_escape_leaves_a_line_that_cannot_be_read(owner: Owner, qtbot: QtBot) -> None:
    owner.rows = [CUBIC, replace(SQUARE, text="x^2 +* 3", error=BAD)]
    owner.panel.set_rows(owner.rows)
    line = owner.panel.line(2)
    qtbot.mouseClick(line.editor.viewport(), LEFT)
    assert line.editing
    qtbot.keyClick(focus(), Qt.Key.Key_Escape)
    assert not line.editing
    assert focus() is line.dot
    assert line.editor.isVisible()


def test_the_new_line_keeps_no_cursor_when_its_text_goes_to_a_line(owner: Owner, qtbot: QtBot) -> None:
    new_line = owner.panel.new_line
    before = new_line.grab().toImage()
    qtbot.mouseClick(new_line.viewport(), LEFT)
    type_in(qtbot, "x")
    assert owner.panel.line(12).editing
    assert new_line.grab().toImage() == before


def test_a_number_or_a_name_needs_no_reading(owner: Owner) -> None:
    number = ExpressionRow(3, "a = 2.5", "a = 2.5", "2.5")
    owner.panel.set_rows([number, ExpressionRow(4, "x", "x", "x"), ExpressionRow(5, "b = 2pi", "b = 2 π", "2·π")])
    assert [owner.panel.line(id).reading.isVisible() for id in (3, 4, 5)] == [False, False, True]


def test_the_dot_hides_a_line_by_shape_and_by_name(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(1)
    shown = line.dot.grab().toImage()
    qtbot.mouseClick(line.dot, LEFT)
    assert owner.heard == [("visible", 1, False)]
    owner.panel.set_rows([replace(CUBIC, visible=False), SQUARE])
    assert line.dot.accessibleName() == "Hidden"
    assert line.dot.grab().toImage() != shown


def test_a_click_beside_the_formula_selects(owner: Owner, qtbot: QtBot) -> None:
    line = owner.panel.line(2)
    qtbot.mouseClick(line, LEFT, pos=line.rect().bottomLeft() - line.rect().topLeft())
    assert owner.heard == [("select", 2)]
    assert not line.editing


def test_the_menu_of_a_line_does_what_its_keys_do(owner: Owner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: None)
    line = owner.panel.line(2)
    middle = line.rect().center()
    QApplication.sendEvent(line, QContextMenuEvent(QContextMenuEvent.Reason.Mouse, middle, line.mapToGlobal(middle)))
    actions = {action.text(): action for action in line.findChild(QMenu).actions()}
    actions["Copy text"].trigger()
    assert QApplication.clipboard().text() == "x^2"
    actions["Hide"].trigger()
    actions["Remove"].trigger()
    assert owner.heard == [("visible", 2, False), ("remove", 2)]


def test_dragging_a_slider_is_one_burst(owner: Owner, qtbot: QtBot) -> None:
    panel, heard = owner.panel, []
    panel.sliderMoved.connect(lambda name, value: heard.append((name, value)))
    panel.sliderReleased.connect(lambda name: heard.append((name, "released")))
    panel.set_rows([CUBIC, SliderRow("a", 1.0, -5, 5)])
    slider = panel.slider("a").slider
    start, end = slider.rect().center(), slider.rect().center() * 1.3
    qtbot.mousePress(slider, LEFT, pos=start)
    qtbot.mouseMove(slider, end)
    qtbot.mouseRelease(slider, LEFT, pos=end)
    assert heard[-1] == ("a", "released")
    assert heard.count(("a", "released")) == 1
    values = [value for _, value in heard[:-1]]
    assert len(values) >= 2
    assert 0 < values[-1] < 5


def test_a_slider_takes_an_exact_value_and_another_range(owner: Owner, qtbot: QtBot) -> None:
    panel, heard = owner.panel, []
    panel.sliderMoved.connect(lambda name, value: heard.append((name, value)))
    panel.sliderRange.connect(lambda name, low, high: heard.append((name, low, high)))
    panel.set_rows([CUBIC, SliderRow("a", 1.0, -5, 5)])
    line = panel.slider("a")
    for field, text in ((line.box, "0.12345678"), (line.high, "10"), (line.low, "20")):
        qtbot.mouseClick(field, LEFT)
        field.selectAll()
        type_in(qtbot, text)
        qtbot.keyClick(field, Qt.Key.Key_Return)
    assert heard == [("a", 0.12345678), ("a", -5.0, 10.0)]
    assert line.low.property("wrong"), "the least value cannot be above the greatest"
    panel.set_rows([CUBIC, SliderRow("a", 0.12345678, -5, 10)])
    assert line.value.text() == "= 0.12346"
    assert line.box.toolTip() == "0.12345678"


def test_data_says_what_it_holds(owner: Owner, qtbot: QtBot) -> None:
    owner.panel.set_rows([DataRow(7, "D", ("x", "y"), 30)])
    texts = [label.text() for label in owner.panel.findChildren(QWidget) if hasattr(label, "text")]
    assert "D: x, y" in texts
    assert "30 rows · write D.x, D.y" in texts


def test_examples_and_demos_are_one_click_away(owner: Owner, qtbot: QtBot) -> None:
    panel, chosen = owner.panel, []
    panel.exampleChosen.connect(chosen.append)
    panel.demoChosen.connect(chosen.append)
    panel.set_demos([Suggestion("tangent", "Tangent of a cubic", "Its slope at −2 is −5.")])
    qtbot.mouseClick(panel.examples.tab_stops()[0], LEFT)
    demo = panel.demos.tab_stops()[0]
    assert demo.toolTip() == "Its slope at −2 is −5."
    demo.setFocus()
    qtbot.keyClick(demo, Qt.Key.Key_Space)
    assert chosen == [EXAMPLES[0].text, "tangent"]


def test_tab_goes_down_the_list(owner: Owner, qtbot: QtBot) -> None:
    panel = owner.panel
    panel.set_rows([SQUARE, SliderRow("a", 1.0), CUBIC])
    panel.line(2).dot.setFocus()
    seen = []
    for _ in range(10):
        seen.append(focus())
        qtbot.keyClick(focus(), Qt.Key.Key_Tab)
    second, slider, first = panel.line(2), panel.slider("a"), panel.line(1)
    assert seen == [
        second.dot,
        second.formula,
        slider.play,
        slider.slider,
        slider.box,
        slider.low,
        slider.high,
        slider.turn,
        first.dot,
        first.formula,
    ]
    assert focus() is panel.new_line


def test_everything_that_takes_the_focus_has_a_name(owner: Owner) -> None:
    owner.panel.set_rows([CUBIC, SliderRow("a", 1.0), DataRow(7, "D", ("x",), 3)])
    for widget in owner.panel.findChildren(QWidget):
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus and widget.isVisible():
            assert widget.accessibleName(), widget
            assert widget.accessibleDescription() or widget.toolTip() or isinstance(widget, QLineEdit), widget
