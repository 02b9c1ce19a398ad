"""Thirty functions as a person uses them: typed, dragged, zoomed, saved, reopened, undone and redone."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from msgspec import structs
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from gradexplorer.model import session
from gradexplorer.model.document import Document
from tests.thirty import THIRTY, Case
from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, Driver

GROUPS = [THIRTY[start::4] for start in range(4)]
MARGIN = 1e-3
"""How far from a break values are compared, for there both sides are."""


def content(document: Document) -> Document:
    """What was made: without the view, and the coordinates and sliders of letters that stood there while typing."""
    view = structs.replace(document.view, x_range=None, y_range=None, selected=None)
    point = tuple(coordinate for coordinate in document.point if coordinate.name == "x")
    return structs.replace(document, view=view, point=point, sliders=())


def drawn_right(driver: Driver, case: Case) -> None:
    """Each point drawn is a point of the function, and where it has a value something is drawn."""
    x, y = driver.curve.x, driver.curve.y
    with np.errstate(all="ignore"):
        exact = case.exact(x)
    away = np.ones(len(x), dtype=bool)
    for place in case.breaks:
        away &= np.abs(x - place) > MARGIN
    known = np.isfinite(y) & np.isfinite(exact) & away
    scale = np.maximum(np.abs(exact[known]), np.abs(exact[known]).max(initial=0.0) * 1e-6)
    assert known.any()
    assert np.all(np.abs(y[known] - exact[known]) <= 1e-6 * scale)
    inside = (np.abs(x) < 4.9) & away
    for low, high in case.undefined:
        inside &= ~((x > low - MARGIN) & (x < high + MARGIN))
    assert np.isfinite(y[inside]).all()


def use(driver: Driver, case: Case) -> None:
    """Type it in place of what is there, drag the point, zoom in and out."""
    driver.write(case.text, 1)
    driver.key(Qt.Key.Key_Escape, on=driver.focus)
    driver.key(Qt.Key.Key_0)
    driver.until(lambda: driver.curves and not driver.curve.faded)
    drawn_right(driver, case)
    point, (_, (low, high)) = driver.point_mark, driver.plot.ranges()
    if point is not None and low < point.y < high:
        at, way = driver.pixel(point.x, point.y), -1 if point.x > 3 else 1
        driver.drag(driver.plot, at, (at[0] + 40 * way, at[1]), (at[0] + 90 * way, at[1] - 20))
        assert (driver.point_mark.x - point.x) * way > 0
    driver.wheel((400.0, 300.0), (0, 120))
    driver.wheel((400.0, 300.0), (0, -240))
    driver.rest()
    drawn_right(driver, case)


@pytest.mark.parametrize("group", GROUPS, ids=lambda group: group[0].text)
def test_typed_dragged_zoomed_saved_reopened_undone(
    group: list[Case], window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.gradx"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    driver = window("x")
    first, stages = driver.document, []
    for case in group:
        use(driver, case)
        driver.key(Qt.Key.Key_S, CONTROL)
        stages.append(driver.document)
        assert content(session.load(path)) == content(driver.document)
    driver.until(lambda: not driver.plot._settle.isActive())
    driver.rest()
    drawn_right(driver, group[-1])
    driver.key(Qt.Key.Key_S, CONTROL)
    assert session.load(path).view.x_range == driver.document.view.x_range == driver.plot.ranges()[0]
    shown = driver.curve
    again = window(session.load(path))
    again.until(lambda: again.curves)
    assert content(again.document) == content(driver.document)
    again.rest()
    np.testing.assert_allclose(again.curve.x, shown.x, rtol=1e-12, atol=1e-12)
    np.testing.assert_allclose(again.curve.y, shown.y, rtol=1e-9)
    driver.window.activateWindow()
    driver.until(driver.window.isActiveWindow)
    while driver.action("undo").isEnabled():
        QTest.keyClick(driver.plot, Qt.Key.Key_Z, CONTROL)
    driver.rest()
    assert content(driver.document) == content(first)
    while driver.action("redo").isEnabled():
        QTest.keyClick(driver.plot, Qt.Key.Key_Y, CONTROL)
    driver.rest()
    assert content(driver.document) == content(stages[-1])
