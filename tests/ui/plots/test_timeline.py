from __future__ import annotations

import math

import numpy as np
import pytest
from PySide6.QtCore import Qt

from gradexplorer.ui import theme
from gradexplorer.ui.plots.timeline import Timeline


@pytest.fixture
def strip(qtbot):
    made = Timeline()
    qtbot.addWidget(made)
    made.resize(650, 110)
    made.set_values(np.linspace(5.0, 1.0, 101))
    return made


def test_a_click_anywhere_moves_the_playhead(strip, mouse_over):
    heard = []
    strip.scrubPressed.connect(lambda: heard.append("pressed"))
    strip.scrubbed.connect(heard.append)
    strip.scrubReleased.connect(lambda: heard.append("released"))
    mouse_over(strip).drag((25 + 6 * 40, 90), (25 + 6 * 40, 90))
    assert heard == ["pressed", 40, "released"]
    assert strip.step == 40


def test_a_drag_scrubs_each_step_once_and_stops_at_the_ends(strip, mouse_over):
    heard = []
    strip.scrubbed.connect(heard.append)
    mouse_over(strip).drag((25 + 6 * 40, 50), (25 + 6 * 41, 50), (26 + 6 * 41, 50), (900, 50), (-50, 50))
    assert heard == [40, 41, 100, 0]


@pytest.mark.parametrize(
    ("key", "modifier", "step"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 51),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 49),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ShiftModifier, 60),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 100),
    ],
)
def test_keys_move_the_playhead(strip, mouse_over, qtbot, key, modifier, step):
    mouse_over(strip)
    strip.set_step(50)
    with qtbot.waitSignal(strip.scrubbed) as caught:
        qtbot.keyClick(strip, key, modifier)
    assert caught.args == [step]
    assert strip.step == step


def test_the_past_is_coloured_and_the_rest_grey(strip, mouse_over):
    mouse_over(strip)
    strip.set_values(np.full(101, 2.0))
    strip.set_step(50)
    image = strip.grab().toImage()
    row = [{image.pixelColor(x, y).name() for y in range(45, 75)} for x in (150, 500)]
    assert any(name == theme.current().accent.lower() for name in row[0])
    assert not any(name == theme.current().accent.lower() for name in row[1])
    assert len(row[1]) > 1


@pytest.mark.parametrize(
    ("values", "logarithmic"),
    [
        ([1.0, 1e-4], True),
        ([1.0, 1e-2], False),
        ([1.0, 0.0], False),
        ([-1.0, 1e4], False),
        ([1.0, 1e9, math.inf], True),
    ],
)
def test_a_log_scale_only_over_three_decades_of_positive_values(strip, values, logarithmic):
    strip.set_values(np.array(values))
    assert strip.logarithmic is logarithmic


def test_a_run_that_diverges_is_marked(strip, mouse_over):
    mouse_over(strip)
    whole = np.concatenate([2.0 ** np.arange(50), [math.inf], np.full(50, math.nan)])
    strip.set_values(whole)
    strip.set_step(60)
    assert strip.diverged_at == 50
    image = strip.grab().toImage()
    assert image.pixelColor(25 + 6 * 50, 30).name() == theme.current().error.lower()


def test_hovering_tells_step_and_value(strip, mouse_over):
    mouse = mouse_over(strip)
    before = strip.grab().toImage()
    mouse.move(25 + 6 * 12, 50)
    assert strip.told(12) == "step 12 · 4.5200"
    assert strip.grab().toImage() != before
    mouse.leave()
    assert strip.grab().toImage() == before


@pytest.mark.parametrize("values", [[], [1.0], [math.nan], [math.nan, 1.0, math.nan], [1e308, -1e308]])
def test_odd_runs_are_drawn_without_complaint(strip, mouse_over, values):
    mouse = mouse_over(strip)
    strip.set_values(np.array(values))
    mouse.drag((300, 50), (400, 50))
    strip.grab()
    assert 0 <= strip.step <= strip.last


def test_a_long_run_keeps_its_peaks(strip, mouse_over):
    mouse_over(strip)
    values = np.zeros(50_000)
    values[25_000] = 1.0
    strip.set_values(values)
    strip.set_step(49_999)
    image = strip.grab().toImage()
    column = {image.pixelColor(x, 30).name() for x in range(320, 331)}
    assert len(column) > 1
