"""The tables of values: what the plots show, in full, and nothing that they do not show."""

from __future__ import annotations

import math

import numpy as np
import pytest

from gradexplorer.model.document import Show
from gradexplorer.ui.present.tables import curves, field, graph, landmarks, run, tables
from tests.ui.conftest import Open
from tests.ui.driver import lines


def test_several_curves_stand_side_by_side(window: Open) -> None:
    driver = window(lines("x^2", "g(x) = 3x", point={"x": 1.0}, show=Show(first_derivative=True)))
    table = curves(driver.window.science)
    assert table is not None
    rows = dict(zip(table.columns, np.array(table.rows).T, strict=True))
    assert list(rows) == ["x", "(x^2)", "(x^2)′", "g"]
    x = rows["x"]
    assert (np.diff(x) > 0).all()
    assert np.allclose(rows["(x^2)"], x**2)
    assert np.allclose(rows["(x^2)′"], 2 * x)
    assert np.allclose(rows["g"], 3 * x)


def test_where_there_is_no_value_the_cell_is_empty(window: Open) -> None:
    science = window(lines("sqrt x", point={"x": 1.0})).window.science
    table = curves(science)
    assert table is not None
    x, f = np.array(table.rows).T
    assert np.isnan(f[x < -1e-9]).all()
    assert np.allclose(f[x >= 0], np.sqrt(x[x >= 0]))


def test_a_jump_has_both_ends(window: Open) -> None:
    science = window(lines("floor(x)", "x", point={"x": 0.5})).window.science
    table = curves(science)
    assert table is not None
    x, step, line = np.array(table.rows).T
    known = ~np.isnan(step)
    just_before = np.floor(np.nextafter(x, -np.inf))
    assert ((step == np.floor(x)) | (step == just_before))[known].all(), "never joined across a jump"
    assert set(step[known]) == set(range(-5, 6))
    assert np.allclose(line[~np.isnan(line)], x[~np.isnan(line)])


def test_what_is_out_of_view_is_left_out(window: Open) -> None:
    driver = window(lines("x^2", point={"x": 1.0}, view={"x_range": (0.0, 2.0), "y_range": (-1.0, 5.0)}))
    table = curves(driver.window.science)
    assert table is not None
    places = [row[0] for row in table.rows]
    (low, high), _ = driver.plot.ranges()
    assert low <= min(places) < max(places) <= high


def test_a_map_has_a_row_a_sample(window: Open) -> None:
    science = window(lines("x^2 + 2y^2", point={"x": 3.0, "y": 1.0})).window.science
    table = field(science)
    assert table is not None
    assert table.columns == ("x", "y", "f")
    x, y, f = np.array(table.rows).T
    assert np.allclose(f, x**2 + 2 * y**2, rtol=1e-5)
    assert len(table.rows) > 1000
    assert curves(science) is None


def test_landmarks_in_full(window: Open) -> None:
    driver = window(lines("(x - 1/3)^2", point={"x": 1.0}))
    driver.until(lambda: driver.window.science.landmarks.places)
    table = landmarks(driver.window.science)
    assert table is not None
    assert table.columns == ("kind", "x", "f")
    ((kind, x, value),) = table.rows
    assert kind == "minimum, root"
    assert x == pytest.approx(1 / 3, rel=1e-12)
    assert value == pytest.approx(0.0, abs=1e-20)


def test_a_descent_that_adds_up_shows_what_grad_read(window: Open) -> None:
    document = lines("x^2", point={"x": 1.0}, view={"mode": "descend"})
    driver = window(document)
    driver.window.editor.set_run("Set zero_grad", zero_grad=False)
    driver.rest()
    table = run(driver.window.science)
    assert table is not None
    assert table.columns == ("step", "x", "f", "gradient x", ".grad x")
    first, second = table.rows[0], table.rows[1]
    assert first == (0, 1.0, 1.0, 2.0, 2.0)
    assert second[4] == pytest.approx(first[4] + second[3])


def test_nodes_of_the_graph(window: Open) -> None:
    driver = window(lines("3 sin(x)", point={"x": 0.5}, view={"mode": "graph"}))
    table = graph(driver.window.science)
    assert table is not None
    found = {row[2]: row[3] for row in table.rows if row[2]}
    assert found["SinBackward0"] == math.sin(0.5)
    assert found["MulBackward0"] == 3 * math.sin(0.5)
    assert list(tables(driver.window.science))[-1] == "graph"


def test_arrays_are_written_as_lists(window: Open) -> None:
    driver = window(lines("x[0]^2 + 2x[1]^2", point={"x": (3.0, 1.0)}, view={"mode": "graph"}))
    table = graph(driver.window.science)
    assert table is not None
    assert "[3.0, 1.0]" in [row[3] for row in table.rows]
