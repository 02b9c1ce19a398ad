"""What is seen, in words: the plots' descriptions as a screen reader gets them, and what is said after a key."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from gradexplorer.model.document import Pin
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, PLAIN, SHIFT, Driver, lines

VIEW = {"x_range": (-5.0, 5.0), "y_range": (-6.0, 6.0)}


def read(widget: QWidget) -> str:
    """The description that assistive software is given."""
    return QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Description)


def told(driver: Driver) -> str:
    driver.until(lambda: not driver.window.telling.waiting)
    return read(driver.plot)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("x^2", "From left to right it falls until 0, then rises until 5. Minimum, root: 0 at 0."),
        ("1/x", "it falls until 0, then breaks at 0 and falls until 5."),
        ("sqrt(x)", "it rises until 5. No value from x = −5 to 0."),
        ("|x|/x", "it is level until 0, then breaks at 0 and is level until 5."),
        ("floor(2x)", "It is level 20 times over."),
        ("sin(20x)", "It swings: it rises or falls"),
        ("tan x", "then breaks at 1.571 and rises until 4.712"),
        ("x ++ *", "Nothing is drawn: `*` cannot follow `+`"),
        ("", "Nothing is drawn yet. Type a function."),
    ],
)
def test_a_curve_in_words(window: Open, text: str, said: str) -> None:
    assert said in told(window(lines(text, point={"x": 1.0}, view=VIEW)))


def test_a_short_piece_ends_where_the_table_says_it_turns(window: Open) -> None:
    driver = window(
        lines("x cos(4x) + 2|x|", point={"x": -2.6}, view={"x_range": (-4.0, 1.6), "y_range": (-1.2, 9.0)})
    )
    said = told(driver)
    top = driver.window.science.landmarks.places[0]
    assert top.x == pytest.approx(-3.97417, abs=1e-5)
    assert "it rises until −3.974, then falls until −3.121," in said


def test_the_words_name_the_function_the_range_and_the_point(window: Open) -> None:
    driver = window(lines("x^2", "x^3", point={"x": 1.5}, view=VIEW))
    said = told(driver)
    assert said.startswith("f(x) = x². Seen: x from −5 to 5, y from −6 to 6.")
    assert "Also drawn: x^3." in said
    assert "The point: x = 1.5, f = 2.25, slope 3." in said
    driver.key(Qt.Key.Key_Right)
    assert "The point: x = 1.7, f = 2.89, slope 3.4." in told(driver)
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: "Seen: x from −3.571 to 3.571" in read(driver.plot))


def test_a_map_and_the_timeline_in_words(window: Open) -> None:
    driver = window(lines("x^2 + 2y^2", point={"x": 1.0, "y": 2.0}, view={"x_range": (-5, 5), "y_range": (-5, 5)}))
    said = told(driver)
    assert said.startswith("f(x, y) = x² + 2·y².")
    assert "gradient (2, 8)" in said
    assert "It goes from 0.00" in said
    driver.key(Qt.Key.Key_2, CONTROL)
    driver.key(Qt.Key.Key_Right)
    told(driver)
    assert "100 steps: 9 at the start" in read(driver.window.timeline)
    assert "Shown: step 1" in read(driver.window.timeline)


def test_the_graph_in_words(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 3.0}))
    driver.key(Qt.Key.Key_3, CONTROL)
    driver.until(lambda: driver.cards)
    assert "nodes, 0 visited by backward" in told(driver)


def test_keys_are_answered_aloud(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view=VIEW))
    said: list[str] = []
    driver.window.telling.announced.connect(said.append)

    def after(key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> str:
        said.clear()
        driver.key(key, modifiers)
        driver.until(lambda: said)
        return said[-1]

    assert after(Qt.Key.Key_Right) == "x = 1.2, slope +2.400, f = 1.44"
    assert after(Qt.Key.Key_Z, CONTROL) == "x = 1, slope +2.000, f = 1"
    assert after(Qt.Key.Key_T) == "Tangent: off"
    assert after(Qt.Key.Key_0) == "Seen: across from −5 to 5, up from −5 to 5."
    assert after(Qt.Key.Key_2, CONTROL).startswith("step 0, ")
    assert after(Qt.Key.Key_Right).startswith("step 1, ")
    assert after(Qt.Key.Key_F8) == "Inspector: off"


def test_a_key_held_down_is_answered_once(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view=VIEW))
    said: list[str] = []
    driver.window.telling.announced.connect(said.append)
    for _ in range(5):
        QTest.keyClick(driver.plot, Qt.Key.Key_Right)
    driver.until(lambda: said)
    assert said == ["x = 2, slope +4.000, f = 4"]


def test_the_panel_of_values_shows_the_sentence(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view=VIEW))
    driver.key(Qt.Key.Key_5, Qt.KeyboardModifier.AltModifier)
    said = told(driver)
    assert driver.window.values.sentence.text() == said
    assert read(driver.window.values.view).endswith("rows: x, f")


def test_every_key_that_moves_the_point_or_the_view_is_told(window: Open) -> None:
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 1.0}, view=VIEW))
    said: list[str] = []
    driver.window.telling.announced.connect(said.append)
    for key, modifiers, words in (
        (Qt.Key.Key_Up, PLAIN, "y = 1.2"),
        (Qt.Key.Key_Down, SHIFT, "y = −"),
        (Qt.Key.Key_Right, CONTROL | SHIFT, "Seen: across from"),
        (Qt.Key.Key_BracketLeft, PLAIN, "Seen: across from"),
    ):
        said.clear()
        driver.key(key, modifiers)
        driver.until(lambda: said)
        assert words in said[0]


def test_points_that_keys_choose_are_told(window: Open) -> None:
    driver = window(lines("x^2 - 1", point={"x": 0.5}, pins=(Pin(item=1, x=2.0),), view=VIEW))
    driver.until(lambda: driver.window.science.landmarks.places)
    said: list[str] = []
    driver.window.telling.announced.connect(said.append)
    driver.key(Qt.Key.Key_PageUp)
    driver.until(lambda: said)
    assert said == ["x = 0, slope 0, f = −1"]
    said.clear()
    driver.key(Qt.Key.Key_Period)
    driver.until(lambda: said)
    assert "pinned point 1" in said[0]
