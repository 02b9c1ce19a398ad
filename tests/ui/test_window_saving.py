"""Saving to a file that something else changed, or took away, since the window opened or saved it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QMessageBox

from gradexplorer.model import session
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, lines

BUTTON = QMessageBox.StandardButton


@pytest.mark.parametrize(("answer", "replaced"), [(BUTTON.No, False), (BUTTON.Yes, True)])
def test_what_another_window_saved_meanwhile_is_not_replaced_unasked(
    window: Open,
    tmp_path: Path,
    chosen: Callable[[Path], None],
    asked: list[object],
    answer: object,
    replaced: bool,
) -> None:
    driver, path = window(lines("x^2", point={"x": 1.0})), tmp_path / "shared.gradx"
    asked.append(answer)
    chosen(path)
    driver.key(Qt.Key.Key_S, CONTROL)
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_S, CONTROL)
    assert asked == [answer], "its own file is replaced without a question"
    others = lines("x^3", point={"x": 2.0})
    session.save(others, path)
    driver.key(Qt.Key.Key_Z)
    driver.key(Qt.Key.Key_S, CONTROL)
    assert "shared.gradx was changed" in str(asked[-1])
    assert (session.load(path) != others) == replaced
    assert driver.window.isWindowModified() != replaced
    driver.key(Qt.Key.Key_S, CONTROL)
    assert len(asked) == (2 if replaced else 3), "once it is replaced, it is the window's own again"


def test_a_file_that_is_gone_is_written_again(
    window: Open, tmp_path: Path, chosen: Callable[[Path], None], asked: list[object]
) -> None:
    driver, path = window(lines("x^2", point={"x": 1.0})), tmp_path / "gone.gradx"
    chosen(path)
    driver.key(Qt.Key.Key_S, CONTROL)
    path.unlink()
    driver.key(Qt.Key.Key_S, CONTROL)
    assert session.load(path).items == driver.document.items
    assert not asked
