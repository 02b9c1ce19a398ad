"""`render` in a process of its own: it makes a picture where there is no display."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from pathlib import Path

import pytest

import gradexplorer
from gradexplorer.model import demos, session

ROOT = Path(gradexplorer.__file__).parents[1]


def render(folder: Path, *words: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "WAYLAND_DISPLAY")}
    return subprocess.run(
        [sys.executable, "-m", "gradexplorer", "render", *words],
        capture_output=True,
        text=True,
        timeout=55,
        check=False,
        cwd=folder,
        env={**environment, "PYTHONPATH": str(ROOT), "XDG_CONFIG_HOME": str(folder), "XDG_STATE_HOME": str(folder)},
    )


def size_of(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_an_expression(tmp_path: Path) -> None:
    done = render(tmp_path, "x^2 + 2y^2", "-o", "out.png", "--size", "1024x700", "--at", "x=3,y=1")
    assert (done.returncode, done.stdout) == (0, "out.png\n"), done.stderr
    assert size_of(tmp_path / "out.png") == (1024, 700)


def test_a_session_twice_as_large(tmp_path: Path) -> None:
    session.save(demos.load("tangent"), tmp_path / "mine.gradx")
    done = render(tmp_path, "mine.gradx", "-o", "out.png", "--scale", "2", "--theme", "dark", "--mode", "graph")
    assert done.returncode == 0, done.stderr
    assert size_of(tmp_path / "out.png") == (2560, 1600)


@pytest.mark.skipif(os.name == "nt", reason="other words for the same error")
def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = render(tmp_path, "x^2", "-o", "none/out.png")
    assert done.returncode == 1
    assert "none/out.png cannot be written: No such file or directory." in done.stderr
    assert "Traceback" not in done.stderr
