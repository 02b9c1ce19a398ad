"""A command in a process of its own, and the most memory that it had."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import gradexplorer

ROOT = Path(gradexplorer.__file__).parents[1]
MOST = 300_000_000
"""Bytes that no text, however hostile, may make a process take."""

# The figure is the process's own: what wait4 says of a child begins with the size of the parent that started it.
_SCRIPT = """
import re, runpy, sys
told = sys.argv.pop(1)
try:
    runpy.run_module(sys.argv.pop(1), run_name="__main__", alter_sys=True)
finally:
    try:
        with open("/proc/self/status") as status:
            peak = 1024 * int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1])
    except OSError:
        peak = 0
    with open(told, "w") as file:
        file.write(str(peak))
"""


@dataclass(frozen=True)
class Done:
    """`code` is the exit code, `peak` the most bytes in memory; 0 where the system does not say."""

    code: int
    out: str
    err: str
    peak: int


def run(module: str, *words: str, given: bytes = b"", timeout: float = 50) -> Done:
    """Run `python -m module words` with `given` as its standard input."""
    with tempfile.TemporaryDirectory() as folder:
        told = Path(folder) / "peak"
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(told), module, *words],
            input=given,
            capture_output=True,
            timeout=timeout,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        return Done(done.returncode, done.stdout.decode(), done.stderr.decode(), int(told.read_text()))
