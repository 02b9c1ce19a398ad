"""The user's folders on each platform, from the environment that is given."""

from __future__ import annotations

from pathlib import Path

import pytest

from gradexplorer.model import folders

HOME = Path("/home/ada")


@pytest.mark.parametrize(
    ("platform", "kind", "expected"),
    [
        ("linux", "config", "/home/ada/.config/gradexplorer"),
        ("linux", "state", "/home/ada/.local/state/gradexplorer"),
        ("linux", "cache", "/home/ada/.cache/gradexplorer"),
        ("freebsd14", "config", "/home/ada/.config/gradexplorer"),
        ("darwin", "config", "/home/ada/Library/Application Support/gradexplorer"),
        ("darwin", "state", "/home/ada/Library/Logs/gradexplorer"),
        ("darwin", "cache", "/home/ada/Library/Caches/gradexplorer"),
        ("win32", "config", "/home/ada/AppData/Roaming/gradexplorer"),
        ("win32", "state", "/home/ada/AppData/Local/gradexplorer"),
        ("win32", "cache", "/home/ada/AppData/Local/gradexplorer/Cache"),
    ],
)
def test_where_nothing_is_set(platform: str, kind: folders.Kind, expected: str) -> None:
    assert folders.locate(kind, platform, {}, HOME) == Path(expected)


def test_the_environment_decides() -> None:
    assert folders.locate("state", "linux", {"XDG_STATE_HOME": "/data"}, HOME) == Path("/data/gradexplorer")
    assert folders.locate("config", "win32", {"APPDATA": "/roam"}, HOME) == Path("/roam/gradexplorer")


@pytest.mark.parametrize("value", ["", "relative/folder"])
def test_a_relative_or_empty_xdg_folder_is_ignored(value: str) -> None:
    assert folders.locate("cache", "linux", {"XDG_CACHE_HOME": value}, HOME) == HOME / ".cache/gradexplorer"


def test_every_test_has_folders_of_its_own(own_folders: Path) -> None:
    for folder in (folders.config_folder(), folders.state_folder(), folders.cache_folder()):
        assert own_folders in folder.parents
        assert not folder.exists()
