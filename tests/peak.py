"""Commands in a process of their own, and the most memory that it had."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import gradexplorer

ROOT = Path(gradexplorer.__file__).parents[1]
MOST = 300_000_000
"""Bytes that no text, however hostile, may make a process take."""

# The figure is the process's own: what wait4 says of a child begins with the size of the parent that started it.
_SCRIPT = """
import contextlib, io, json, re, runpy, sys

def peak():
    try:
        with open("/proc/self/status") as status:
            return 1024 * int(re.search(r"VmHWM:\\s*(\\d+)", status.read())[1])
    except OSError:
        return 0

def one(module, words):
    sys.argv[1:] = words
    out, err = (io.TextIOWrapper(io.BytesIO(), "utf-8") for _ in range(2))
    with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
        try:
            runpy.run_module(module, run_name="__main__", alter_sys=True)
            code = 0
        except SystemExit as leaving:
            code = leaving.code or 0
    texts = []
    for stream in (out, err):
        stream.flush()
        texts.append(stream.buffer.getvalue().decode())
    return [code, *texts, peak()]

with open(sys.argv[1]) as file:
    wanted = json.load(file)
with open(sys.argv[2], "w") as file:
    for module, words in wanted:
        print(json.dumps(one(module, words)), file=file, flush=True)
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
    return several([(module, words)], given=given, timeout=timeout)[0]


def several(
    commands: Sequence[tuple[str, Sequence[str]]], *, given: bytes = b"", timeout: float = 50
) -> list[Done]:
    """Run these commands one after the other in one process; `peak` is what it had by the end of each."""
    with tempfile.TemporaryDirectory() as folder:
        asked, told = Path(folder) / "asked", Path(folder) / "told"
        asked.write_text(json.dumps(commands))
        done = subprocess.run(
            [sys.executable, "-c", _SCRIPT, str(asked), str(told)],
            input=given,
            capture_output=True,
            timeout=timeout,
            check=False,
            cwd=ROOT,
            env={**os.environ, "PYTHONUTF8": "1"},
        )
        assert (done.returncode, done.stdout) == (0, b""), done.stderr.decode()[-2000:]
        return [Done(*json.loads(line)) for line in told.read_text().splitlines()]
