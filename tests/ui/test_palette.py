"""The one table of actions, and the palette that finds them."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from gradexplorer.model import demos, session
from gradexplorer.model.settings import Settings, load_settings, save_settings
from gradexplorer.ui import icons
from gradexplorer.ui.actions import MENUS, SUBMENUS, table
from gradexplorer.ui.dialogs import keys_dialog
from gradexplorer.ui.palette import Palette, entries
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver, lines


@pytest.fixture
def square(window: Open) -> Driver:
    return window(lines("x^2", point={"x": 1.0}))


def opened(driver: Driver) -> Palette:
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    driver.key(Qt.Key.Key_K, CONTROL)
    palette = QApplication.activeModalWidget()
    assert isinstance(palette, Palette)
    return palette


def typed(palette: Palette, text: str) -> list[str]:
    """What is listed when this is typed."""
    palette.field.clear()
    QTest.keyClicks(palette.field, text)
    return [entry.key for entry in palette.shown()]


def run(driver: Driver, text: str) -> None:
    palette = opened(driver)
    typed(palette, text)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    driver.rest()


# ---------------------------------------------------------------------- the table


def test_every_action_has_text_icon_tip_and_a_menu() -> None:
    names = [spec.name for spec in table()]
    assert len(names) == len(set(names))
    for spec in table():
        assert spec.text, spec
        assert spec.icon in icons.names(), spec
        assert spec.tip, spec
        assert spec.menu in {key for key, *_ in (*MENUS, *SUBMENUS)}, spec


def test_no_key_means_two_things() -> None:
    taken: dict[str, str] = {}
    for spec in table():
        for key in spec.keys:
            assert taken.setdefault(key, spec.name) == spec.name


def test_letters_belong_to_the_plot() -> None:
    for spec in table():
        for key in spec.keys:
            named = "+" in key[1:] or (key.startswith("F") and key[1:].isdigit())
            assert spec.plot or named, "a bare letter would be lost to those who type"


def test_every_action_does_something_and_is_in_its_menu(square: Driver) -> None:
    for name in square.window.actions_.specs:
        action = square.action(name)
        assert action.receivers("2triggered(bool)") > 0, name
        menu = square.window.menus[square.window.actions_.specs[name].menu]
        assert action in menu.actions(), name
        menu.popup(square.window.mapToGlobal(square.window.rect().center()))
        assert not action.icon().isNull(), name
        menu.close()


def test_every_action_is_in_the_palette_and_every_key_in_the_list(square: Driver) -> None:
    listed = {entry.key for entry in entries(square.window)}
    names = {spec.name for spec in table()}
    assert names - listed == {"palette"}
    dialog = keys_dialog(square.window.actions_, square.window)
    said = " ".join(label.text() for label in dialog.findChildren(QLabel))
    for spec in table():
        for key in spec.keys:
            assert key in said, spec.name
    dialog.deleteLater()


def test_what_is_grey_says_why(square: Driver) -> None:
    for entry in entries(square.window):
        spec = square.window.actions_.specs.get(entry.key)
        assert spec is None or square.action(entry.key).isEnabled() or entry.refusal, entry.key
    refused = {entry.key: entry.refusal for entry in entries(square.window) if entry.refusal}
    assert refused["undo"] == "Nothing was changed yet."
    assert refused["find"] == "Only in Graph."
    assert "secant" in refused["second-left"]


# ---------------------------------------------------------------------- the palette


def test_it_runs_what_is_found(square: Driver) -> None:
    run(square, "gradient descent, step")
    assert square.window.inspector.page == "descend"
    square.until(lambda: square.window.findChild(Palette) is None)


def test_a_few_letters_find(square: Driver) -> None:
    palette = opened(square)
    assert typed(palette, "rsl")[0] == "reset-layout"
    assert typed(palette, "tan")[0] == "tangent"
    assert typed(palette, "two va")[0] == "demo bowl"
    assert typed(palette, "no such thing at all") == []
    assert palette.told.text().startswith("Nothing is called that")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    palette.reject()


def test_switches_tell_their_state_and_keys_are_shown(square: Driver) -> None:
    palette = opened(square)
    found = {entry.key: entry for entry in palette.shown()}
    assert (found["tangent"].state, found["newton"].state, found["fit"].state) == ("on", "off", "")
    assert found["as-table"].shortcut == "Ctrl+Shift+T"
    item = palette.list.item(list(found).index("tangent"))
    spoken = "Tangent, on, T, At the point, The line through the point with the curve's slope."
    assert item.data(Qt.ItemDataRole.AccessibleTextRole) == spoken
    assert palette.field.accessibleDescription() == palette.shown()[0].spoken
    palette.reject()


def test_a_grey_one_says_why_and_stays(square: Driver) -> None:
    palette = opened(square)
    typed(palette, "find a node")
    assert palette.told.text() == "Only in Graph."
    QTest.keyClick(palette.field, Qt.Key.Key_Return)
    assert palette.isVisible()
    assert square.window.inspector.page == "explore"
    palette.reject()


def test_arrows_and_pages_move_and_escape_forgets(square: Driver) -> None:
    palette = opened(square)
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    assert palette.list.currentRow() == 1
    QTest.keyClick(palette.field, Qt.Key.Key_PageDown)
    assert palette.list.currentRow() > 8
    for _ in range(3):
        QTest.keyClick(palette.field, Qt.Key.Key_PageUp)
    assert palette.list.currentRow() == 0
    QTest.keyClick(palette.field, Qt.Key.Key_Escape)
    square.until(lambda: square.window.findChild(Palette) is None)
    assert load_settings()[0].used == ()


def test_what_was_used_last_comes_first(square: Driver) -> None:
    for text in ("newton's", "fit"):
        run(square, text)
    assert load_settings()[0].used == ("fit", "newton")
    palette = opened(square)
    assert [entry.key for entry in palette.shown()][:3] == ["fit", "newton", "new"]
    assert typed(palette, "n")[0] == "newton"
    palette.reject()


def test_demos_and_recent_files_are_there(window: Open, tmp_path: Path) -> None:
    file = tmp_path / "mine.gradx"
    session.save(lines("x^5"), file)
    save_settings(Settings(recent=(str(file), str(tmp_path / "gone.gradx"))))
    driver = window(demos.first_run())
    palette = opened(driver)
    assert typed(palette, "gone")[0] == f"file {tmp_path / 'gone.gradx'}"
    assert palette.told.text() == "This file is no longer there."
    palette.reject()
    run(driver, "mine.g")
    assert driver.line(1).editor.text() == "x^5"
    run(driver, "bowl two")
    assert driver.window.story.isVisible()
    assert load_settings()[0].used[0] == "demo bowl"


def test_a_click_runs_too(square: Driver) -> None:
    palette = opened(square)
    typed(palette, "newton's")
    square.qtbot.mouseClick(
        palette.list.viewport(),
        Qt.MouseButton.LeftButton,
        pos=palette.list.visualItemRect(palette.list.item(0)).center(),
    )
    square.rest()
    assert square.document.show.newton
