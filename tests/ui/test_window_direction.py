"""What is told of the derivative in a direction, and of a direction that is none."""

from __future__ import annotations

from PySide6.QtCore import Qt

from tests.ui.conftest import Open
from tests.ui.driver import lines


def test_a_direction_that_is_none_says_what_is_one(window: Open) -> None:
    driver = window(lines("x^2 + 2y^2", point={"x": -5.0, "y": -2.0}))
    driver.key(Qt.Key.Key_U)
    field = driver.page.direction.angle
    driver.click(field)
    field.selectAll()
    driver.type("north", on=field)
    driver.key(Qt.Key.Key_Return, on=field)
    assert field.toolTip() == "“north” is not a number. Write 30, or a vector: 3, 4."


def test_the_slope_in_a_direction_names_the_variables(window: Open) -> None:
    driver = window(lines("u^2 + 2v^2", point={"u": 1.0, "v": 2.0}))
    driver.key(Qt.Key.Key_U)
    told = next(row.toolTip() for row in driver.page.direction.values.rows if row.name == "∇f·u")
    assert "∂f/∂u·u₁ + ∂f/∂v·u₂" in told
