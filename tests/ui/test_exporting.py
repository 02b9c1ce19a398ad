"""Out of the window by hand: the picture and the values, into files and onto the clipboard."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog

from gradexplorer.model.document import Document
from gradexplorer.model.tables import parse_table, read_table
from gradexplorer.ui.export_dialogs import PictureDialog, ValuesDialog
from tests.ui import seen
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT, Driver, lines

WRITABLE_BY_ROOT = pytest.mark.skipif(os.name != "posix", reason="other words for the same error")


@pytest.fixture
def chosen(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path | str], list[str]]:
    """What the person picks in the file dialogs that come next; returns the names that they suggest."""

    def choose(path: Path | str) -> list[str]:
        suggested: list[str] = []

        def answer(_: object, __: str, suggestion: str, kinds: str) -> tuple[str, str]:
            suggested.append(suggestion)
            return str(path), kinds

        monkeypatch.setattr(QFileDialog, "getSaveFileName", answer)
        return suggested

    return choose


@pytest.fixture
def driver(window: Open) -> Driver:
    return window(lines("x cos(4x) + 2|x|", point={"x": 1.0}))


def dialog(driver: Driver, key: Qt.Key, modifiers: Qt.KeyboardModifier) -> PictureDialog | ValuesDialog:
    """The dialog that a key opens."""
    driver.key(key, modifiers)
    driver.until(lambda: isinstance(QApplication.activeModalWidget(), PictureDialog | ValuesDialog))
    found = QApplication.activeModalWidget()
    assert isinstance(found, PictureDialog | ValuesDialog)
    return found


def picture(driver: Driver) -> PictureDialog:
    found = dialog(driver, Qt.Key.Key_E, CONTROL)
    assert isinstance(found, PictureDialog)
    return found


def values(driver: Driver) -> ValuesDialog:
    found = dialog(driver, Qt.Key.Key_E, CONTROL | SHIFT)
    assert isinstance(found, ValuesDialog)
    return found


def closed(driver: Driver) -> None:
    """Wait until no dialog is open."""
    driver.until(lambda: QApplication.activeModalWidget() is None)


def choose_kind(driver: Driver, shown: PictureDialog, row: int) -> None:
    shown.kind.setFocus()
    for _ in range(row):
        QTest.keyClick(shown.kind, Qt.Key.Key_Down)


# ---------------------------------------------------------------------------------------------- pictures


def test_the_toolbar_leads_to_a_png(driver: Driver, tmp_path: Path, chosen: Callable) -> None:
    suggested = chosen(tmp_path / "plot.png")
    driver.click(driver.tool("export"))
    shown = QApplication.activeModalWidget()
    assert isinstance(shown, PictureDialog)
    plot = driver.plot
    assert f">{2 * plot.width():,} × {2 * plot.height():,} pixels<" in shown.told.text()
    driver.click(shown.save)
    closed(driver)
    assert Path(suggested[0]).name == "plot.png"
    image = QImage(str(tmp_path / "plot.png"))
    assert (image.width(), image.height()) == (2 * plot.width(), 2 * plot.height())
    assert str(tmp_path / "plot.png") in driver.window.statusBar().currentMessage()


def test_a_scale_is_typed(driver: Driver, tmp_path: Path, chosen: Callable) -> None:
    chosen(tmp_path / "plot.png")
    shown = picture(driver)
    shown.scale.setFocus()
    shown.scale.selectAll()
    driver.type("1.5", on=shown.scale)
    assert f">{round(1.5 * driver.plot.width()):,} × " in shown.told.text()
    driver.click(shown.save)
    closed(driver)
    assert QImage(str(tmp_path / "plot.png")).width() == round(1.5 * driver.plot.width())


@pytest.mark.parametrize(
    ("typed", "words"),
    [("0", "must be above 0"), ("-2", "must be above 0"), ("two", "not a number"), ("400", "pixels are too many")],
)
def test_a_scale_that_is_none_is_told_while_it_is_typed(typed: str, words: str, driver: Driver) -> None:
    shown = picture(driver)
    shown.scale.setFocus()
    shown.scale.selectAll()
    driver.type(typed, on=shown.scale)
    assert words in shown.told.text()
    assert not shown.save.isEnabled()
    assert not shown.copy.isEnabled()
    choose_kind(driver, shown, 1)
    assert shown.save.isEnabled(), "shapes have no scale"
    shown.reject()
    closed(driver)


@pytest.mark.parametrize(("row", "ending", "begin"), [(1, "svg", b"<?xml"), (2, "pdf", b"%PDF-1.6")])
def test_shapes_are_written_and_the_ending_is_added(
    row: int, ending: str, begin: bytes, driver: Driver, tmp_path: Path, chosen: Callable
) -> None:
    suggested = chosen(tmp_path / "plot")
    shown = picture(driver)
    choose_kind(driver, shown, row)
    assert not shown.scale.isEnabled()
    driver.click(shown.save)
    closed(driver)
    assert suggested[0].endswith(f"plot.{ending}")
    assert (tmp_path / f"plot.{ending}").read_bytes().startswith(begin)
    driver.click(driver.tool("export"))
    again = QApplication.activeModalWidget()
    assert isinstance(again, PictureDialog)
    assert again.kind.currentData() == ending, "what was chosen last is offered first"
    again.reject()
    closed(driver)


def test_an_ending_that_is_typed_wins(driver: Driver, tmp_path: Path, chosen: Callable) -> None:
    chosen(tmp_path / "other.svg")
    driver.click(picture(driver).save)
    closed(driver)
    assert (tmp_path / "other.svg").read_bytes().startswith(b"<?xml")


def test_an_unknown_ending_is_told_and_nothing_is_lost(
    driver: Driver, tmp_path: Path, chosen: Callable, told: list[tuple[str, str]]
) -> None:
    chosen(tmp_path / "plot.jpg")
    shown = picture(driver)
    driver.click(shown.save)
    title, text = told[0]
    assert title == "The picture was not written"
    assert ".jpg is no kind of picture here." in text
    assert ".png, .svg or .pdf" in text
    assert shown.isVisible()
    assert list(tmp_path.iterdir()) == []
    chosen(tmp_path / "plot.png")
    driver.click(shown.save)
    closed(driver)
    assert (tmp_path / "plot.png").is_file()


@WRITABLE_BY_ROOT
def test_a_picture_that_cannot_be_written_is_told(
    driver: Driver, tmp_path: Path, chosen: Callable, told: list[tuple[str, str]]
) -> None:
    path = tmp_path / "no such folder" / "plot.png"
    chosen(path)
    shown = picture(driver)
    driver.click(shown.save)
    driver.until(lambda: told)
    assert told == [("The picture was not written", f"{path} cannot be written: No such file or directory.")]
    assert shown.isVisible()
    shown.reject()
    closed(driver)


@WRITABLE_BY_ROOT
def test_a_file_is_kept_where_writing_fails(
    driver: Driver, tmp_path: Path, chosen: Callable, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "plot.png").write_bytes(b"what was there")

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    chosen(tmp_path / "plot.png")
    shown = picture(driver)
    driver.click(shown.save)
    driver.until(lambda: told)
    assert "No space left on device" in told[0][1]
    assert [path.name for path in tmp_path.iterdir()] == ["plot.png"]
    assert (tmp_path / "plot.png").read_bytes() == b"what was there"
    shown.reject()
    closed(driver)


def test_no_file_chosen_writes_nothing(driver: Driver, tmp_path: Path, chosen: Callable) -> None:
    chosen("")
    shown = picture(driver)
    driver.click(shown.save)
    assert shown.isVisible()
    shown.reject()
    closed(driver)


def test_a_graph_that_is_not_there_has_no_picture(window: Open) -> None:
    driver = window(Document())
    driver.key(Qt.Key.Key_3, CONTROL)
    shown = picture(driver)
    assert "nothing to draw" in shown.told.text()
    assert not shown.save.isEnabled()
    shown.reject()
    closed(driver)


def test_a_key_copies_the_picture(driver: Driver) -> None:
    driver.key(Qt.Key.Key_C, CONTROL | SHIFT)
    data = QApplication.clipboard().mimeData()
    image = QApplication.clipboard().image()
    assert image.width() == 2 * driver.plot.width()
    shapes = seen.svg(bytes(data.data("image/svg+xml").data()), image.width(), image.height())
    assert seen.apart(seen.pixels(image), shapes) < 0.002
    assert driver.window.statusBar().currentMessage() == "The picture is on the clipboard."


def test_the_dialog_copies_too(driver: Driver) -> None:
    shown = picture(driver)
    shown.scale.setFocus()
    shown.scale.selectAll()
    driver.type("0.5", on=shown.scale)
    driver.click(shown.copy)
    closed(driver)
    assert QApplication.clipboard().image().width() == round(0.5 * driver.plot.width())


# ---------------------------------------------------------------------------------------------- values


def test_the_curve_goes_into_a_csv_file(driver: Driver, tmp_path: Path, chosen: Callable) -> None:
    suggested = chosen(tmp_path / "values")
    shown = values(driver)
    assert shown.choice.currentText() == "Curves in view"
    driver.click(shown.save)
    closed(driver)
    assert suggested[0].endswith("plot.csv")
    x, f = read_table(tmp_path / "values.csv").columns()
    (low, high), _ = driver.plot.ranges()
    assert (x.name, f.name) == ("x", "f")
    assert low <= x.values[0] < x.values[-1] <= high
    place = np.array(x.values)
    assert np.allclose(f.values, place * np.cos(4 * place) + 2 * np.abs(place), rtol=1e-12, atol=1e-12)


def test_points_of_interest_are_copied_between_tabs(driver: Driver) -> None:
    driver.until(lambda: driver.window.science.landmarks.places)
    shown = values(driver)
    shown.choice.setFocus()
    QTest.keyClick(shown.choice, Qt.Key.Key_Down)
    assert shown.choice.currentText() == "Points of interest"
    assert shown.view.model().index(0, 0).data() == driver.window.science.landmarks.places[0].kind
    driver.click(shown.copy)
    rows = [line.split("\t") for line in QApplication.clipboard().text().splitlines()]
    assert rows[0] == ["kind", "x", "f"]
    assert [(kind, float(x), float(y)) for kind, x, y in rows[1:]] == [
        (mark.kind, mark.x, mark.value) for mark in driver.window.science.landmarks.places
    ]
    shown.reject()
    closed(driver)


def test_descend_offers_its_steps_first(window: Open) -> None:
    driver = window(lines("x^2 + 2y^2", point={"x": 3.0, "y": 1.0}, view={"mode": "descend"}))
    shown = values(driver)
    assert shown.choice.currentText() == "Steps of the descent"
    driver.click(shown.copy)
    columns = {column.name: column.values for column in parse_table(QApplication.clipboard().text()).columns()}
    run = driver.window.science.run
    assert list(columns) == ["step", "x", "y", "f", "gradient_x", "gradient_y"]
    assert np.array_equal(columns["y"], run.points[:, 1])
    assert np.array_equal(columns["gradient_y"], run.gradients[:, 1])
    shown.reject()
    closed(driver)


@WRITABLE_BY_ROOT
def test_values_that_cannot_be_written_are_told(
    driver: Driver, tmp_path: Path, chosen: Callable, told: list[tuple[str, str]]
) -> None:
    (tmp_path / "folder.csv").mkdir()
    chosen(tmp_path / "folder.csv")
    shown = values(driver)
    driver.click(shown.save)
    driver.until(lambda: told)
    assert told[0][0] == "The values were not written"
    assert shown.isVisible()
    shown.reject()
    closed(driver)


def test_there_are_no_values_of_nothing(window: Open) -> None:
    driver = window(Document())
    driver.key(Qt.Key.Key_E, CONTROL | SHIFT)
    assert QApplication.activeModalWidget() is None
    assert "no values yet" in driver.window.statusBar().currentMessage()


def test_figures_are_read_to_five_digits_and_in_full(driver: Driver) -> None:
    shown = values(driver)
    index = shown.view.model().index(1, 1)
    full = index.data(Qt.ItemDataRole.ToolTipRole)
    assert float(full) == shown.table.rows[1][1]
    assert len(index.data()) < len(full)
    shown.reject()
    closed(driver)
