"""The program: the window's picture, and what happens where there is no display."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtGui import QImage
from PySide6.QtWidgets import QApplication

from gradexplorer.model import demos, edits, session
from gradexplorer.model.document import Run
from gradexplorer.ui import app, theme
from tests.ui.driver import lines


def start(folder: Path, *arguments: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the program in a folder, without a display."""
    environment = {k: v for k, v in os.environ.items() if k not in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")}
    environment |= {"PYTHONPATH": str(Path(app.__file__).parents[2]), **variables}
    return subprocess.run(
        [sys.executable, "-m", "gradexplorer", *arguments],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        timeout=50,
        check=False,
    )


@pytest.mark.parametrize("size", [(1280, 800), (1024, 700)])
def test_a_picture_has_the_size_asked_for(qapp: QApplication, size: tuple[int, int]) -> None:
    content = app.picture(lines("x^2", point={"x": 1.0}), size)
    assert content.startswith(b"\x89PNG")
    image = QImage.fromData(content)
    assert image.size().toTuple() == size
    assert len({image.pixel(x, size[1] // 2) for x in range(260, size[0] - 240)}) > 3


def test_a_picture_is_drawn_in_the_theme_asked_for(qapp: QApplication) -> None:
    try:
        light, dark = (
            QImage.fromData(app.picture(lines("x^2", point={"x": 1.0}), (900, 600), theme=name))
            for name in ("light", "dark")
        )
    finally:
        theme.apply(qapp, "light")
        qapp.setStyleSheet("")
    assert dark.pixelColor(420, 300).lightness() < 80 < 180 < light.pixelColor(420, 300).lightness()


def test_without_a_display_it_says_so_and_does_the_job(tmp_path: Path) -> None:
    done = start(tmp_path)
    assert done.returncode == 0, done.stderr
    said = done.stdout.splitlines()
    assert said[0] == "There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set."
    assert said[1].startswith("start: x = −2.6000, f = ")
    assert said[2].startswith("after 100 steps: x = ")
    assert said[-1] == str(tmp_path / "gradexplorer.png")
    assert QImage(str(tmp_path / "gradexplorer.png")).size().toTuple() == (1280, 800)
    assert done.stderr == ""


def test_without_a_display_a_demo_is_run(tmp_path: Path) -> None:
    done = start(tmp_path, "--demo", "bowl")
    assert done.returncode == 0, done.stderr
    assert "start: x[0] = 5.0000, x[1] = 2.0000, f = 33.000" in done.stdout


def test_a_file_with_scenes_opens_as_it_was_saved(tmp_path: Path) -> None:
    """Its strip was closed and its point moved: no scene puts that back."""
    document = edits.move_point(demos.load("tangent"), "x", 0.125)
    session.save(edits.set_view(document, scene=-1), tmp_path / "mine.gradx")
    done = start(tmp_path, "mine.gradx")
    assert done.returncode == 0, done.stderr
    assert "start: x = 0.12500, f = " in done.stdout


def test_without_a_display_a_demo_descends_what_it_is_about(tmp_path: Path) -> None:
    """Not the line through the data, which its first scene shows, but the loss."""
    done = start(tmp_path, "--demo", "regression")
    assert done.returncode == 0, done.stderr
    assert "start: W = 0.10000, b = 0.90000, f = 1.8408" in done.stdout
    assert "after 2500 steps: W = 1.3909, b = 0.62449" in done.stdout


def test_without_a_display_a_function_is_run(tmp_path: Path) -> None:
    done = start(tmp_path, "--function", "x^2")
    assert done.returncode == 0, done.stderr
    assert "start: x = 1.0000, f = 1.0000" in done.stdout


def test_a_picture_that_cannot_be_written_is_told(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    (tmp_path / app.PICTURE).mkdir()
    assert app.without_display(lines("x^2", point={"x": 4.0}, run=Run(steps=3))) == 1
    said = capsys.readouterr().out.splitlines()
    assert said[-1] == "gradexplorer.png cannot be written."
    assert said[1].startswith("after 3 steps: x = 2.9160, f = 8.5031")
