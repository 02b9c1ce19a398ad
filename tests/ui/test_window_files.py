"""Files: saving, opening, what is unsaved, and what cannot be opened."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QCloseEvent, QDragEnterEvent, QDragMoveEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox, QPlainTextEdit, QWidget

from gradexplorer.model import session
from gradexplorer.model.settings import load_settings
from gradexplorer.ui.docks.data_dialog import DataDialog
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT, Driver, lines

BUTTON = QMessageBox.StandardButton


def pick(driver: Driver, menu: str, action: str) -> None:
    """Choose from the menu bar, by opening the menu and clicking the entry."""
    bar = driver.window.menuBar()
    entry = next(a for a in bar.actions() if a.text().replace("&", "") == menu)
    driver.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(entry).center())
    shown = entry.menu()
    driver.until(shown.isVisible)
    wanted = next(a for a in shown.actions() if a.objectName() == action)
    driver.qtbot.mouseClick(shown, Qt.MouseButton.LeftButton, pos=shown.actionGeometry(wanted).center())
    driver.rest()


def test_what_is_saved_opens_as_it_was(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("a x^2", "x^3", point={"x": 1.0}))
    driver.drag_point((1.4, 2.0), (1.5, 2.25))
    driver.click(driver.mode_button("descend"))
    driver.key(Qt.Key.Key_Right)
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: driver.document.view.x_range == driver.plot.ranges()[0])
    chosen(tmp_path / "mine")
    driver.key(Qt.Key.Key_S, CONTROL)
    path = tmp_path / "mine.gradx"
    assert session.load(path) == driver.document
    kept, x, shown = driver.document, driver.exact("x"), driver.plot.ranges()
    chosen(path)
    other = window()
    other.key(Qt.Key.Key_O, CONTROL)
    assert other.document == kept
    assert other.window.inspector.page == "descend"
    assert other.count == "1 / 100"
    assert other.exact("x") == x
    assert other.plot.ranges() == shown
    assert other.window.windowTitle() == "mine.gradx[*] – gradexplorer"
    assert not other.window.isWindowModified()
    assert not other.action("undo").isEnabled()
    assert load_settings()[0].recent[0] == str(path)


def test_a_map_opens_where_it_was_looked_at(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 2.0}))
    driver.key(Qt.Key.Key_Plus)
    driver.until(lambda: driver.document.view.x_range == driver.plot.ranges()[0])
    shown = driver.plot.ranges()
    chosen(tmp_path / "map.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    other = window("x^2")
    other.key(Qt.Key.Key_O, CONTROL)
    other.until(lambda: other.plot is other.window.contour)
    for now, before in zip(other.plot.ranges(), shown, strict=True):
        assert now == pytest.approx(before)


def test_a_curve_opens_where_it_was_looked_at(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    view = {"x_range": (-1.0, 3.0), "y_range": (-2.0, 7.0)}
    session.save(lines("x^2", point={"x": 1.0}, view=view), tmp_path / "curve.gradx")
    driver = window(lines("x^2 + y^2", point={"x": 1.0, "y": 2.0}))
    chosen(tmp_path / "curve.gradx")
    driver.key(Qt.Key.Key_O, CONTROL)
    driver.until(lambda: driver.plot is driver.window.curve)
    assert driver.plot.ranges() == ((-1.0, 3.0), (-2.0, 7.0))


def test_saving_again_asks_for_no_name(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "one.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert driver.window.windowTitle() == "one.gradx[*] – gradexplorer"
    chosen("")
    driver.key(Qt.Key.Key_Z)
    assert driver.window.isWindowModified()
    driver.key(Qt.Key.Key_S, CONTROL)
    assert not driver.window.isWindowModified()
    assert not session.load(tmp_path / "one.gradx").run.zero_grad
    chosen(tmp_path / "two.gradx")
    driver.key(Qt.Key.Key_S, CONTROL | SHIFT)
    assert (tmp_path / "two.gradx").is_file()


def test_a_dialog_that_is_left_saves_nothing(window: Open, chosen: Callable[[str], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Z)
    chosen("")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert driver.window.isWindowModified()


def test_a_bad_file_is_named_and_everything_stays(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    before = driver.document
    for name, text in (("broken.gradx", "none of it"), ("other.gradx", '{"format": "else", "version": 1}')):
        path = tmp_path / name
        path.write_text(text)
        chosen(path)
        driver.key(Qt.Key.Key_O, CONTROL)
        title, said = told.pop()
        assert title == "This file cannot be opened"
        assert name in said
        assert driver.document.items == before.items
        assert driver.window.windowTitle() == "untitled[*] – gradexplorer"
    chosen(tmp_path / "none.gradx")
    driver.key(Qt.Key.Key_O, CONTROL)
    assert "none.gradx" in told.pop()[1]


def test_a_folder_that_cannot_be_written_is_told(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "no such folder" / "x.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert told.pop()[0] == "The file was not saved"


@pytest.mark.parametrize(("answer", "left"), [(BUTTON.Cancel, False), (BUTTON.Discard, True)])
def test_unsaved_changes_are_asked_about(window: Open, asked: list[object], answer: object, left: bool) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    asked.append(answer)
    driver.key(Qt.Key.Key_Z)
    before = driver.document
    driver.key(Qt.Key.Key_N, CONTROL)
    assert asked[1] == "Save the changes first?"
    kept = replace(driver.document, view=before.view) == before  # a view may settle later
    assert kept != left
    assert (not driver.document.items) == left


def test_save_in_the_question_saves(
    window: Open, asked: list[object], tmp_path: Path, chosen: Callable[[Path], None]
) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    asked.append(BUTTON.Save)
    chosen(tmp_path / "kept.gradx")
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_N, CONTROL)
    assert not session.load(tmp_path / "kept.gradx").run.zero_grad
    assert driver.document.items == ()


def test_nothing_is_asked_where_nothing_changed(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_Plus)
    driver.key(Qt.Key.Key_N, CONTROL)
    assert asked == []
    assert driver.document.items == ()


def test_closing_asks_too(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.window._ask = True
    driver.key(Qt.Key.Key_Z)
    asked.append(BUTTON.Cancel)
    event = QCloseEvent()
    QApplication.sendEvent(driver.window, event)
    assert not event.isAccepted()
    assert driver.window.jobs._thread.is_alive()
    asked[0] = BUTTON.Discard
    driver.window.close()
    assert not driver.window.jobs._thread.is_alive()
    assert load_settings()[0].geometry


def test_an_empty_document_shows_what_to_do(window: Open, asked: list[object]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    driver.key(Qt.Key.Key_N, CONTROL)
    assert driver.curves == ()
    assert driver.plot.message.title == "Type a function"
    assert driver.values == {}
    assert driver.window.timeline.last == 0


def test_the_file_menu_works(window: Open, tmp_path: Path, chosen: Callable[[Path], None]) -> None:
    driver = window(lines("x^2", point={"x": 1.0}))
    chosen(tmp_path / "menu.gradx")
    pick(driver, "File", "action-save")
    assert (tmp_path / "menu.gradx").is_file()


# --- files opened last --------------------------------------------------------------------------------------------


def open_recent(driver: Driver) -> list[QAction]:
    """Open File, Open recent, and return its entries."""
    bar = driver.window.menuBar()
    file = next(action for action in bar.actions() if action.text() == "&File")
    driver.qtbot.mouseClick(bar, Qt.MouseButton.LeftButton, pos=bar.actionGeometry(file).center())
    recent = next(action for action in file.menu().actions() if action.text() == "Open recent")
    driver.qtbot.mouseClick(file.menu(), Qt.MouseButton.LeftButton, pos=file.menu().actionGeometry(recent).center())
    driver.until(recent.menu().isVisible)
    return [action for action in recent.menu().actions() if not action.isSeparator()]


def click_entry(driver: Driver, entry: QAction) -> None:
    menu = driver.window.recent.menu
    driver.qtbot.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(entry).center())
    driver.rest()


def test_files_opened_last_are_in_the_menu(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], told: list[tuple[str, str]]
) -> None:
    (tmp_path / "sub").mkdir()
    paths = [tmp_path / "a & b.gradx", tmp_path / "c.gradx", tmp_path / "sub" / "c.gradx"]
    driver = window("x^2")
    assert [action.isEnabled() for action in open_recent(driver)] == [False]
    while (menu := QApplication.activePopupWidget()) is not None:
        QTest.keyClick(menu, Qt.Key.Key_Escape)
    for number, path in enumerate(paths):
        session.save(lines(f"x^{number + 2}"), path)
        chosen(path)
        driver.key(Qt.Key.Key_O, CONTROL)
    paths[1].unlink()
    entries = open_recent(driver)
    assert [entry.text() for entry in entries] == [
        f"&1 c.gradx – {tmp_path / 'sub'}",
        f"&2 c.gradx – {tmp_path} (missing)",
        "&3 a && b.gradx",
        "Clear recent files",
    ]
    assert entries[2].toolTip() == str(paths[0])
    click_entry(driver, entries[2])
    assert driver.window.windowTitle() == "a & b.gradx[*] – gradexplorer"
    assert [item.text for item in driver.document.items] == ["x^2"]
    entries = open_recent(driver)
    assert [Path(entry.toolTip()).name for entry in entries[:2]] == ["a & b.gradx", "c.gradx"]
    click_entry(driver, entries[2])
    assert "cannot be read: No such file" in told.pop()[1]
    assert driver.window.windowTitle() == "a & b.gradx[*] – gradexplorer"
    click_entry(driver, open_recent(driver)[-1])
    assert load_settings()[0].recent == ()


def test_a_recent_file_is_opened_after_the_question(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], asked: list[object]
) -> None:
    session.save(lines("x^3"), tmp_path / "a.gradx")
    driver = window("x^2")
    chosen(tmp_path / "a.gradx")
    driver.key(Qt.Key.Key_O, CONTROL)
    driver.key(Qt.Key.Key_Z)
    asked.append(BUTTON.Cancel)
    click_entry(driver, open_recent(driver)[0])
    assert not driver.document.run.zero_grad
    asked[0] = BUTTON.Discard
    click_entry(driver, open_recent(driver)[0])
    assert driver.document.run.zero_grad


# --- files let fall ------------------------------------------------------------------------------------------------


def let_fall(widget: QWidget, *paths: Path) -> bool:
    """Let files fall on a widget, as the system tells Qt; whether they were wanted."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    mime.setText("\n".join(map(str, paths)))
    place = widget.rect().center()
    how = (Qt.DropAction.CopyAction, mime, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)
    for event in (QDragEnterEvent(place, *how), QDragMoveEvent(place, *how), QDropEvent(QPointF(place), *how)):
        QApplication.sendEvent(widget, event)
    return event.isAccepted()


@pytest.mark.parametrize("where", ["plot", "list", "inspector", "field", "number", "window", "timeline"])
def test_a_session_let_fall_anywhere_is_opened(window: Open, tmp_path: Path, where: str) -> None:
    path = tmp_path / "a.gradx"
    session.save(lines("x^3", "a x"), path)
    driver = window("b x^2")
    if where == "field":
        driver.open_line(1)
    widget = {
        "plot": lambda: driver.plot.viewport(),
        "list": lambda: driver.window.expressions,
        "inspector": lambda: driver.page,
        "field": lambda: driver.focus.viewport(),
        "number": lambda: driver.window.expressions.slider("b").box,
        "window": lambda: driver.window,
        "timeline": lambda: driver.window.timeline,
    }[where]()
    assert let_fall(widget, path)
    driver.rest()
    assert [item.text for item in driver.document.items] == ["x^3", "a x"]
    assert driver.window.windowTitle() == "a.gradx[*] – gradexplorer"
    assert load_settings()[0].recent[0] == str(path)


def test_unsaved_work_is_asked_about_before_a_file_that_falls_is_opened(
    window: Open, tmp_path: Path, asked: list[object]
) -> None:
    session.save(lines("x^3"), tmp_path / "a.gradx")
    driver = window("x^2")
    driver.key(Qt.Key.Key_Z)
    asked.append(BUTTON.Cancel)
    let_fall(driver.window, tmp_path / "a.gradx")
    assert asked[1] == "Save the changes first?"
    assert [item.text for item in driver.document.items] == ["x^2"]


def test_what_is_no_file_of_ours_is_not_taken(window: Open, tmp_path: Path) -> None:
    driver = window("x^2")
    before = driver.document
    for path in (tmp_path / "a.png", tmp_path):
        assert not let_fall(driver.window, path)
    assert not let_fall(driver.window, tmp_path / "a.gradx", tmp_path / "b.gradx")
    assert driver.document == before


# --- damaged files -------------------------------------------------------------------------------------------------


def test_a_damaged_file_opens_and_says_what_it_lost(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], asked: list[object]
) -> None:
    path = tmp_path / "bad.gradx"
    session.save(lines("x^3", "a x", point={"x": 2.0}), path)
    damaged = path.read_bytes().replace(b'"value": 2.0', b'"value": 2.o')
    path.write_bytes(damaged)
    driver = window("x^2")
    chosen(path)
    driver.key(Qt.Key.Key_O, CONTROL)
    dialog = next(one for one in driver.window.findChildren(QDialog) if one.windowTitle() == "A damaged file")
    assert dialog.isVisible()
    said = dialog.findChild(QPlainTextEdit).toPlainText()
    assert said.startswith("$.document.point[0].value: Nothing that can be read stands here. (line ")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert [item.text for item in driver.document.items] == ["x^3", "a x"]
    # It is a document of its own: the file stays as it is until somebody saves over it.
    assert driver.window.isWindowModified()
    assert driver.window.windowTitle() == "untitled[*] – gradexplorer"
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    chosen(tmp_path / "good.gradx")
    driver.key(Qt.Key.Key_S, CONTROL)
    assert path.read_bytes() == damaged
    assert session.load(tmp_path / "good.gradx").items == driver.document.items
    assert not driver.window.isWindowModified()


@pytest.mark.parametrize("huge", [10**30, 2**63, 1e308])
def test_huge_numbers_in_a_file_are_drawn_or_told(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], huge: float
) -> None:
    whole = int(huge) if huge == int(huge) else 1
    plain = {
        "items": [{"type": "expression", "id": whole, "text": "a x^2", "colour": whole}],
        "sliders": [{"name": "a", "value": huge, "low": -huge, "high": huge}],
        "point": [{"name": "x", "value": huge}],
        "run": {"step_size": huge, "momentum": huge},
        "guess": -huge,
        "view": {"selected": whole, "playhead": whole, "graph_step": whole, "speed": huge, "x_range": [-huge, huge]},
    }
    path = tmp_path / "huge.gradx"
    path.write_text(json.dumps({"format": "gradx", "version": 1, "document": plain}))
    driver = window("x^2")
    chosen(path)
    driver.key(Qt.Key.Key_O, CONTROL)
    for mode in ("descend", "graph", "explore"):
        driver.click(driver.mode_button(mode))
    assert driver.document.items[0].text == "a x^2"


@pytest.mark.parametrize("name", ["a", "lecture 3.1"])
def test_a_name_without_ending_replaces_no_file_unasked(
    window: Open, chosen: Callable[[Path | str], None], asked: list[object], tmp_path: Path, name: str
) -> None:
    (whole := tmp_path / f"{name}.gradx").write_text("precious")
    driver = window("x^2")
    chosen(tmp_path / name)
    asked.append(BUTTON.No)
    driver.key(Qt.Key.Key_S, CONTROL | SHIFT)
    assert asked[1:] == [f"{name}.gradx is there already. Replace it?"]
    assert whole.read_text() == "precious"
    asked[:] = [BUTTON.Yes]
    driver.key(Qt.Key.Key_S, CONTROL | SHIFT)
    assert session.load(whole).items[0].text == "x^2"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [whole.name]


@pytest.mark.parametrize(
    ("name", "written"),
    [
        ("lecture 3.1", "lecture 3.1.gradx"),
        ("v1.0 of mine", "v1.0 of mine.gradx"),
        ("lecture 3.1.gradx", "lecture 3.1.gradx"),
        ("LECTURE.GRADX", "LECTURE.GRADX"),
        ("lecture.txt", "lecture.txt"),
    ],
)
def test_a_dot_in_a_name_begins_no_ending_unless_it_is_one_of_ours(
    window: Open, chosen: Callable[[Path | str], None], tmp_path: Path, name: str, written: str
) -> None:
    driver = window("x^2")
    chosen(tmp_path / name)
    driver.key(Qt.Key.Key_S, CONTROL | SHIFT)
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == [written]
    assert driver.window.editor.path == tmp_path / written


def test_a_table_comes_in_without_a_question(
    window: Open, chosen: Callable[[Path | str], None], asked: list[object], tmp_path: Path
) -> None:
    (tmp_path / "a.csv").write_text("x,y\n1,2\n")
    driver = window("x^2")
    driver.write("x^3", 1)
    chosen(tmp_path / "a.csv")
    asked.append(BUTTON.Cancel)
    driver.key(Qt.Key.Key_O, CONTROL)
    assert asked == [BUTTON.Cancel], "nothing was asked"
    dialog = driver.window.findChild(DataDialog)
    assert dialog is not None
    dialog.close()
