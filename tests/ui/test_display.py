"""Whether a window can be opened, and, in the lane with real windows, that one can."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from gradexplorer.ui import display


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Path]:
    """A socket at which something answers."""
    path = tmp_path / "screen"
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
        door.bind(str(path))
        door.listen(8)
        yield path


def test_nothing_in_the_environment_means_no_display() -> None:
    assert display.missing({}, "linux") == "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."


def test_an_off_screen_platform_is_no_display() -> None:
    environment = {"QT_QPA_PLATFORM": "offscreen", "DISPLAY": ":0"}
    assert display.missing(environment, "linux") == "There is no display: QT_QPA_PLATFORM is offscreen."


@pytest.mark.parametrize("platform", ["win32", "darwin"])
def test_windows_and_macos_have_one(platform: str) -> None:
    assert display.missing({}, platform) is None


def test_a_platform_that_brings_its_own_screen() -> None:
    assert display.missing({"QT_QPA_PLATFORM": "vnc:size=800x600"}, "linux") is None


def test_a_server_that_answers(server: Path) -> None:
    assert display.missing({"WAYLAND_DISPLAY": server.name, "XDG_RUNTIME_DIR": str(server.parent)}, "linux") is None
    assert display.missing({"WAYLAND_DISPLAY": str(server)}, "linux") is None
    assert display.missing({"WAYLAND_DISPLAY": "gone", "DISPLAY": str(server)}, "linux") is None


@pytest.mark.parametrize("name", [":987", "unix:987.0", "localhost:987", "localhost:70000", ":x", "nonsense"])
def test_a_server_that_does_not_answer(name: str) -> None:
    assert display.missing({"DISPLAY": name}, "linux") == f"There is no display: nothing answers at {name}."


def test_a_wayland_name_without_a_runtime_folder() -> None:
    sentence = "There is no display: nothing answers at wayland-0."
    assert display.missing({"WAYLAND_DISPLAY": "wayland-0"}, "linux") == sentence


@pytest.mark.display
def test_a_real_window_is_mapped(qtbot: QtBot) -> None:
    assert display.missing() is None
    assert QGuiApplication.platformName() in ("xcb", "wayland")
    label = QLabel("gradexplorer")
    qtbot.addWidget(label)
    with qtbot.waitExposed(label):
        label.show()
    assert label.windowHandle().isExposed()
