"""Screens of two scales, and windows in processes of their own."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt

from tests.ui.conftest import Open
from tests.ui.driver import CONTROL, SHIFT

ROOT = Path(__file__).parents[2]


def test_on_a_screen_of_another_scale_everything_is_drawn_anew(tmp_path: Path) -> None:
    screens = [
        {"name": f"{scale}", "x": 1600 * (scale - 1), "y": 0, "width": 1600 * scale, "height": 1000 * scale,
         "logicalDpi": 96 * scale, "logicalBaseDpi": 96, "dpr": 1}
        for scale in (1, 2)
    ]  # fmt: skip
    config = tmp_path / "screens.json"
    config.write_text(json.dumps({"screens": screens, "windowFrameMargins": False}))
    environment = {**os.environ, "QT_QPA_PLATFORM": f"offscreen:configfile={config}", "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "tests.ui.screens"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=50, check=False)
    assert done.stdout.split("\n")[:2] == [" ".join(["1.0"] * 5), " ".join(["2.0"] * 5)], done.stderr


@pytest.mark.skipif(os.name == "nt", reason="a script is the program")
def test_a_new_window_is_a_process_of_its_own(window: Open, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    heard, program = tmp_path / "heard", tmp_path / "program"
    program.write_text(f'#!/bin/sh\necho "$@" > {heard}.part && mv {heard}.part {heard}\n')
    program.chmod(0o755)
    monkeypatch.setattr(sys, "executable", str(program))
    driver = window("x^2")
    driver.key(Qt.Key.Key_N, CONTROL | SHIFT)
    driver.until(heard.exists)
    assert heard.read_text() == "-m gradexplorer\n"
    assert driver.line(1).editor.text() == "x^2"


def test_a_window_that_cannot_be_opened_is_told(
    window: Open, told: list[tuple[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "executable", "/no/such/program")
    driver = window("x^2")
    driver.key(Qt.Key.Key_N, CONTROL | SHIFT)
    assert told == [("No window was opened", "/no/such/program could not be started.")]
