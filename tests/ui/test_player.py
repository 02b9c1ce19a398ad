"""The clock of the playhead: so many steps a second, whatever the ticks do."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from pytestqt.qtbot import QtBot

from gradexplorer.ui import player as module
from gradexplorer.ui.player import Player

PATIENCE = 20_000


class Clock:
    """A monotonic clock that is set by hand."""

    now = 128.0  # and moved by binary fractions, so that no step is lost to rounding

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    made = Clock()
    monkeypatch.setattr(module, "monotonic", made)
    return made


@pytest.fixture
def player(qtbot: QtBot) -> Iterator[Player]:
    made = Player()
    yield made
    made.stop()


@pytest.fixture
def steps(player: Player) -> list[int]:
    heard: list[int] = []
    player.advanced.connect(heard.append)
    return heard


def test_a_late_tick_brings_every_step_that_is_due(
    player: Player, steps: list[int], clock: Clock, qtbot: QtBot
) -> None:
    player.set_speed(100)
    player.start()
    clock.now += 0.25
    qtbot.waitUntil(lambda: sum(steps) == 25, timeout=PATIENCE)
    clock.now += 0.125
    qtbot.waitUntil(lambda: sum(steps) == 37, timeout=PATIENCE)


def test_nothing_is_due_while_the_clock_stands(player: Player, steps: list[int], clock: Clock, qtbot: QtBot) -> None:
    player.set_speed(1000)
    player.start()
    with qtbot.waitSignal(player._timer.timeout, timeout=PATIENCE):
        pass
    assert steps == []


def test_another_speed_counts_from_now(player: Player, steps: list[int], clock: Clock, qtbot: QtBot) -> None:
    player.set_speed(64)
    player.start()
    clock.now += 0.25
    qtbot.waitUntil(lambda: sum(steps) == 16, timeout=PATIENCE)
    player.set_speed(256)
    clock.now += 0.125
    qtbot.waitUntil(lambda: sum(steps) == 48, timeout=PATIENCE)


def test_starting_and_stopping_are_told_once(player: Player, qtbot: QtBot) -> None:
    told: list[bool] = []
    player.playingChanged.connect(told.append)
    player.stop()
    player.start()
    player.start()
    assert player.playing
    player.stop()
    player.stop()
    assert not player.playing
    assert told == [True, False]


def test_a_pause_does_not_count(player: Player, steps: list[int], clock: Clock, qtbot: QtBot) -> None:
    player.set_speed(64)
    player.start()
    player.stop()
    clock.now += 60.0
    player.start()
    clock.now += 0.125
    qtbot.waitUntil(lambda: sum(steps) == 8, timeout=PATIENCE)
    assert max(steps) == 8
