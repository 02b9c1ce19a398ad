"""`render` in this process and in others: it makes a picture where there is no display."""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from PySide6.QtWidgets import QApplication

import gradexplorer
from gradexplorer.cli import main
from gradexplorer.model import demos, session
from gradexplorer.model.document import Document
from tests.peak import several

ROOT = Path(gradexplorer.__file__).parents[1]
CURVE = "x cos(4x) + 2|x|"
Here = Callable[..., tuple[int, str, str]]


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


@pytest.fixture
def here(
    qapp: QApplication, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Iterator[Here]:
    """Renders in this process; what comes is the code, and what was written to both streams."""
    monkeypatch.chdir(tmp_path)
    interval = sys.getswitchinterval()

    def render(*words: str) -> tuple[int, str, str]:
        code = main(["render", *words])
        return code, *capsys.readouterr()

    yield render
    qapp.setStyleSheet("")
    sys.setswitchinterval(interval)


def size_of(picture: Path) -> tuple[int, int]:
    head = picture.read_bytes()[:24]
    assert head.startswith(b"\x89PNG\r\n\x1a\n")
    width, height = struct.unpack(">II", head[16:24])
    return width, height


def test_an_expression(tmp_path: Path) -> None:
    done = render(tmp_path, "x^2 + 2y^2", "-o", "out.png", "--size", "640x360", "--scale", "1.5", "--at", "x=3,y=1")
    assert (done.returncode, done.stdout) == (0, "out.png\n"), done.stderr
    assert size_of(tmp_path / "out.png") == (960, 540)


def test_the_whole_window_of_a_session_twice_as_large(tmp_path: Path) -> None:
    session.save(demos.load("tangent"), tmp_path / "mine.gradx")
    words = ("--window", "--scale", "2", "--theme", "dark", "--mode", "graph")
    done = render(tmp_path, "mine.gradx", "-o", "out.png", *words)
    assert done.returncode == 0, done.stderr
    assert size_of(tmp_path / "out.png") == (2560, 1600)


PICTURES = {"a.pdf": ("--mode", "descend"), "b.svg": (), "c.svg": ("--mode", "graph"), "d.png": ()}


def test_two_processes_write_equal_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The PDF comes first: where Qt has drawn before, the fonts in it have an order by chance."""
    for name in ("DISPLAY", "WAYLAND_DISPLAY"):
        monkeypatch.delenv(name, raising=False)
    folders = tmp_path / "first", tmp_path / "second"
    pdf, *others = PICTURES
    for folder, names in zip(folders, ([pdf, *others], [pdf, *others[::-1]]), strict=True):
        folder.mkdir()
        words = [["render", CURVE, "-o", str(folder / name), "--at", "x=-3.5", *PICTURES[name]] for name in names]
        assert [(done.code, done.err) for done in several([("gradexplorer", one) for one in words])] == [(0, "")] * 4
    for name in PICTURES:
        first, second = ((folder / name).read_bytes() for folder in folders)
        assert first == second, name
        assert len(first) > 5000


def test_an_svg_has_the_size_asked_for_and_the_formula_for_its_title(tmp_path: Path, here: Here) -> None:
    assert here("1/2x < 3", "-o", "out.svg", "--size", "500x300", "--theme", "dark") == (0, "out.svg\n", "")
    root = ElementTree.parse(tmp_path / "out.svg").getroot()
    assert (root.get("width"), root.get("height"), root.get("viewBox")) == ("500", "300", "0 0 500 300")
    assert root.findtext("{http://www.w3.org/2000/svg}title") == "1/2x < 3"


def test_rendered_in_process_it_is_the_same_as_in_another(tmp_path: Path, here: Here) -> None:
    words = ["x^2 + 2y^2", "--at", "x=3,y=1"]
    assert here(*words, "-o", "here.svg")[0] == 0
    done = render(tmp_path, *words, "-o", "there.svg")
    assert done.returncode == 0, done.stderr
    assert (tmp_path / "here.svg").read_bytes() == (tmp_path / "there.svg").read_bytes()


def test_no_graph_is_no_picture(tmp_path: Path, here: Here) -> None:
    session.save(Document(), tmp_path / "empty.gradx")
    code, _, complaint = here("empty.gradx", "-o", "out.svg", "--mode", "graph")
    assert code == 2
    assert "There is nothing to draw yet." in complaint
    assert not (tmp_path / "out.svg").exists()


@pytest.mark.skipif(os.name == "nt", reason="other words for the same error")
def test_a_folder_that_is_not_there(tmp_path: Path) -> None:
    done = render(tmp_path, "x^2", "-o", "none/out.png")
    assert done.returncode == 1
    assert "none/out.png cannot be written: No such file or directory." in done.stderr
    assert "Traceback" not in done.stderr
