"""The wheel, installed in a clean environment and run from another folder: the program and its resources travel.

The environment sees the libraries of this one through a .pth file, so that nothing is downloaded. Python does not read
the .pth files of a folder named in one, so this environment's editable gradexplorer stays out of sight.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import venv
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

import engine
from gradexplorer import __version__
from gradexplorer.model import demos

ROOT = Path(__file__).parents[2]
SCRIPTS = "Scripts" if sys.platform == "win32" else "bin"
Run = Callable[..., subprocess.CompletedProcess[str]]

pytestmark = pytest.mark.timeout(180)  # building and installing take most of a minute on a slow machine


def call(*command: str | Path, folder: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run a command in `folder`, without what this process's environment says of Python's paths."""
    kept = {name: value for name, value in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return subprocess.run(
        [str(part) for part in command],
        cwd=folder, env={**kept, **environment}, capture_output=True, text=True, encoding="utf-8", timeout=120,
    )  # fmt: skip


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel, built from the checkout without build isolation: hatchling is here already."""
    target = tmp_path_factory.mktemp("wheel")
    built = call(sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", target, ROOT, folder=target)
    assert built.returncode == 0, built.stdout + built.stderr
    [file] = target.glob("*.whl")
    return file


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the programs of a clean environment with the wheel in it."""
    place = tmp_path_factory.mktemp("clean") / "environment"
    venv.create(place, with_pip=False, symlinks=os.name != "nt")
    programs = place / SCRIPTS
    pip = (sys.executable, "-m", "pip", "--python", programs / "python", "--disable-pip-version-check")
    done = call(*pip, "install", "--no-deps", "--no-index", wheel, folder=place)
    assert done.returncode == 0, done.stdout + done.stderr
    asked = call(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", folder=place)
    libraries = [path for path in sys.path if Path(path).name in ("site-packages", "dist-packages")]
    (Path(asked.stdout.strip()) / "libraries.pth").write_text("\n".join(libraries) + "\n", encoding="utf-8")
    return programs


@pytest.fixture
def run(installed: Path, tmp_path: Path) -> Run:
    """Runs a program of the clean environment in an empty folder, off-screen."""
    return lambda program, *arguments: call(
        installed / program, *arguments, folder=tmp_path, QT_QPA_PLATFORM="offscreen"
    )


def test_both_packages_are_of_one_version() -> None:
    assert engine.__version__ == __version__


def test_the_wheel_holds_the_packages_and_the_resources_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names} == {"engine", "gradexplorer", f"gradexplorer-{__version__}.dist-info"}
    packed = {name.removeprefix("gradexplorer/") for name in names if name.startswith("gradexplorer/resources/")}
    assert packed == {file.relative_to(ROOT).as_posix() for file in (ROOT / "resources").rglob("*") if file.is_file()}
    assert f"gradexplorer-{__version__}.dist-info/licenses/LICENSE" in names


def test_what_runs_is_the_wheel(run: Run, installed: Path) -> None:
    code = "import engine, gradexplorer.resources as r; print(engine.__file__, r.__file__, r.folder(), sep='\\n')"
    done = run("python", "-c", code)
    assert done.returncode == 0, done.stderr
    for path in done.stdout.splitlines():
        assert installed.parent in Path(path).parents


def test_the_version_is_the_same_everywhere(run: Run, wheel: Path) -> None:
    assert f"-{__version__}-" in wheel.name
    assert __version__ in run("gradexplorer", "--version").stdout
    asked = run("python", "-c", "from importlib.metadata import version; print(version('gradexplorer'))")
    assert asked.stdout.strip() == __version__


def test_demos_lists_them_all(run: Run) -> None:
    done = run("gradexplorer", "demos")
    assert done.returncode == 0, done.stderr
    assert len(demos.names()) >= 9
    assert all(name in done.stdout for name in demos.names())


def test_eval(run: Run) -> None:
    done = run("gradexplorer", "eval", "x^2", "--at", "x=3", "--json")
    assert done.returncode == 0, done.stderr
    answer = json.loads(done.stdout)
    assert (answer["at"], answer["value"], answer["gradient"]) == ({"x": 3.0}, 9.0, {"x": 6.0})


def test_as_a_module(run: Run) -> None:
    assert run("python", "-m", "gradexplorer", "eval", "2x", "--at", "x=1").returncode == 0


def test_a_demo_is_drawn_without_a_display(run: Run, tmp_path: Path) -> None:
    done = run("gradexplorer", "--demo", demos.names()[0])
    assert done.returncode == 0, done.stderr
    [picture] = tmp_path.glob("*.png")
    assert picture.read_bytes().startswith(b"\x89PNG\r\n")
    assert picture.name in done.stdout
