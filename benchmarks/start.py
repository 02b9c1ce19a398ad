"""From the start of a fresh process to its first painted window."""

from __future__ import annotations

import subprocess
import sys
import time

from benchmarks.table import Moment

RUNS = 12
PATIENCE = 60


def moments(runs: int = RUNS) -> list[Moment]:
    """From exec to the window's first frame and to the first with its curve, the files being in the cache."""
    _once("-m", "benchmarks.first_paint")
    window, curve, floor, bare = [], [], [], []
    for _ in range(runs):
        begun, stamps = _once("-m", "benchmarks.first_paint")
        first, second = map(float, stamps.split())
        window.append(1e3 * (first - begun))
        curve.append(1e3 * (second - begun))
        floor.append(_ended("-c", "import numpy, PySide6.QtWidgets"))
        bare.append(_ended("-c", "import gradexplorer.ui.window, gradexplorer.cli.window"))
    return [
        Moment("first painted window, warm", 800, window),
        Moment("… with its curve", 800, curve),
        Moment("  of that: Python, NumPy and Qt imported", None, floor),
        Moment("  of that: all modules imported", None, bare),
    ]


def _once(*arguments: str) -> tuple[float, str]:
    """When the process was started (time.time()), and what it printed."""
    begun = time.time()
    done = subprocess.run([sys.executable, *arguments], capture_output=True, text=True, timeout=PATIENCE, check=True)
    return begun, done.stdout


def _ended(*arguments: str) -> float:
    begun, _ = _once(*arguments)
    return 1e3 * (time.time() - begun)
