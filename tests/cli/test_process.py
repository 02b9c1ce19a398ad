"""The real entry points, in processes of their own."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import gradexplorer
from tests.peak import several

ROOT = Path(gradexplorer.__file__).parents[1]
QT = ("PySide6", "shiboken6", "pyqtgraph", "superqt")


def run(*words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gradexplorer", *words],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=50,
        check=False,
        cwd=ROOT,
        env={**os.environ, "PYTHONUTF8": "1", **environment},
    )


NOT_DRAWN = [
    ["eval", "x^3 + 3x^2 - 5x + 4", "--at", "x=-2", "--json"],
    ["descend", "x^2", "--start", "x=1", "--steps", "3"],
    ["graph", "3 sin(x) + x + 3", "--at", "x=5", "--format", "dot"],
    ["devices"],
    ["demos"],
    ["eval", "x +", "--at", "x=1", "--json"],
    ["--version"],
    ["--help"],
]


def test_what_draws_nothing_loads_no_qt() -> None:
    script = f"""if True:
        import sys
        from gradexplorer.cli import main

        for words in {NOT_DRAWN!r}:
            try:
                code = main(words)
            except SystemExit as leaving:
                code = leaving.code or 0
            loaded = sorted(name for name in sys.modules if name.partition(".")[0] in {QT!r})
            print(code, loaded, file=sys.stderr)
    """
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=50, check=False, cwd=ROOT
    )
    told = [line for line in done.stderr.splitlines() if line[:1].isdigit()]
    assert told == [f"{2 if 'x +' in words else 0} []" for words in NOT_DRAWN]


def test_value_and_gradient() -> None:
    done = run("eval", "x^3 + 3x^2 - 5x + 4", "--at", "x=-2", "--json")
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["gradient"] == {"x": -5.0}


def test_a_bad_text_has_a_caret_and_no_traceback() -> None:
    done = run("eval", "2 * (x + 1", "--at", "x=1")
    assert done.returncode == 2
    assert done.stdout == ""
    assert "^" in done.stderr
    assert "Traceback" not in done.stderr


def test_bad_usage() -> None:
    done = run("eval", "x^2", "--nonsense")
    assert done.returncode == 2
    assert "usage: gradexplorer eval" in done.stderr


def test_the_version_is_the_packages() -> None:
    done = run("--version")
    assert (done.returncode, done.stdout.strip()) == (0, f"gradexplorer {gradexplorer.__version__}")


def test_help() -> None:
    asked = [["--help"], ["eval", "--help"], ["descend", "-h"], ["graph", "-h"], ["render", "-h"]]
    for words, done in zip(asked, several([("gradexplorer", words) for words in asked]), strict=True):
        assert done.code == 0
        assert done.out.startswith(" ".join(["usage: gradexplorer", *words[:-1]]))


def test_the_demos_are_listed() -> None:
    done = run("demos")
    assert done.returncode == 0
    assert [line.split()[0] for line in done.stdout.splitlines()][:2] == ["tangent", "accumulate"]
    assert len(json.loads(run("demos", "--json").stdout)["demos"]) == 9


def test_the_devices_are_listed_and_what_is_missing_says_why() -> None:
    rows = json.loads(run("devices", "--json").stdout)["devices"]
    assert (rows[0]["device"], rows[0]["available"]) == ("cpu", True)
    assert any(row["device"].startswith("cuda") for row in rows)
    assert all(row["available"] or row["reason"] for row in rows)
    assert run("devices").stdout.startswith("cpu")


@pytest.mark.skipif(os.name == "nt", reason="the shell's head")
def test_a_reader_that_leaves_early() -> None:
    command = f"{sys.executable} -m gradexplorer descend 'x^2' --start x=1 --steps 20000 | head -n 2"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=50, check=False, cwd=ROOT)
    assert len(done.stdout.splitlines()) == 2
    assert done.stderr == ""


@pytest.mark.skipif(shutil.which("gradexplorer", path=str(Path(sys.executable).parent)) is None, reason="not installed")
def test_the_installed_command() -> None:
    command = str(Path(sys.executable).parent / "gradexplorer")
    done = subprocess.run([command, "demos"], capture_output=True, text=True, timeout=50, check=False)
    assert done.returncode == 0
    assert done.stdout.startswith("tangent")
