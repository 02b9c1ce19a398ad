from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tools import system_libraries

REPORT = """\
/somewhere/libqxcb.so:
\tlinux-vdso.so.1 (0x00007ffd)
\tlibxcb-cursor.so.0 => not found
\tlibQt6Gui.so.6 => /somewhere/lib/libQt6Gui.so.6 (0x00007f)
/somewhere/lib/libQt6Gui.so.6:
\tlibEGL.so.1 => not found
\tlibxcb-cursor.so.0 => not found
"""


def test_what_the_loader_does_not_find() -> None:
    found = list(system_libraries.not_found(REPORT))
    assert found == ["libxcb-cursor.so.0", "libEGL.so.1", "libxcb-cursor.so.0"]


@pytest.mark.parametrize(
    ("purpose", "environment", "plugins"),
    [
        ("offscreen", {"DISPLAY": ":0"}, ["offscreen"]),
        ("window", {"DISPLAY": ":0"}, ["offscreen", "xcb"]),
        ("window", {"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"}, ["offscreen", "wayland", "xcb"]),
        ("tests", {}, ["offscreen", "xcb"]),
    ],
)
def test_each_purpose_has_its_plugins(purpose: str, environment: dict[str, str], plugins: list[str]) -> None:
    assert system_libraries.platforms(purpose, environment) == plugins


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_each_missing_thing_is_a_line_with_its_package(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(system_libraries, "linked", lambda files: REPORT)
    monkeypatch.setattr(shutil, "which", lambda program: None)
    assert system_libraries.main(["tests"]) == 0
    lines = ["libxcb-cursor.so.0\tlibxcb-cursor0", "libEGL.so.1\tlibegl1", "Xvfb\txvfb", "xauth\txauth"]
    assert capsys.readouterr().out.splitlines() == lines


@pytest.mark.skipif(sys.platform != "linux", reason="Linux only")
def test_nothing_is_missing_where_the_tests_run(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_libraries.main(["offscreen"]) == 0
    assert capsys.readouterr().out == ""


def test_every_platform_plugin_is_where_it_is_looked_for() -> None:
    spec = system_libraries.find_spec("PySide6")
    assert spec is not None
    assert spec.origin is not None
    qt = Path(spec.origin).parent / "Qt"
    if sys.platform == "linux":
        wanted = len(system_libraries.LIBRARIES) + 3
        assert len(system_libraries.needed(qt, ["offscreen", "xcb", "wayland"])) == wanted


def test_an_unknown_purpose_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert system_libraries.main(["everything"]) == 2
    assert "offscreen|window|tests" in capsys.readouterr().err
