from __future__ import annotations

from pathlib import Path

import pytest

from gradexplorer.model import settings
from gradexplorer.model.settings import Settings, load_settings, save_settings, with_recent


def test_what_is_saved_is_read_back(tmp_path: Path) -> None:
    path = tmp_path / "made" / "on the way" / "settings.json"
    liked = Settings(theme="dark", dtype="float32", recent=("/a.gradx",), geometry="AAE=")
    save_settings(liked, path)
    assert load_settings(path) == (liked, None)


def test_no_file_is_no_fault(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "none.json") == (Settings(), None)


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b'{"theme": "pink"}', b'{"recent": 3}', b"\xff\xfe", b'{"theme": null}', b"[" * 100_000],
)
def test_a_damaged_file_gives_the_defaults_and_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(content)
    found, message = load_settings(path)
    assert found == Settings()
    assert message is not None
    assert message.startswith("The preferences are damaged, the defaults are used: ")
    assert str(path) in message


def test_a_folder_in_its_place(tmp_path: Path) -> None:
    found, message = load_settings(tmp_path)
    assert found == Settings()
    assert message is not None
    assert "cannot be read" in message


def test_unknown_preferences_are_ignored(tmp_path: Path) -> None:
    path = tmp_path / "settings.json"
    path.write_bytes(b'{"theme": "light", "from the future": [1, 2]}')
    assert load_settings(path) == (Settings(theme="light"), None)


def test_the_file_lies_in_the_config_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "config_folder", lambda: tmp_path)
    save_settings(Settings(theme="dark"))
    assert (tmp_path / "settings.json").is_file()
    assert load_settings() == (Settings(theme="dark"), None)


def test_recent_files_newest_first_each_once_ten_at_most(tmp_path: Path) -> None:
    liked = Settings()
    for index in range(12):
        liked = with_recent(liked, tmp_path / f"{index}.gradx")
    liked = with_recent(liked, tmp_path / "5.gradx")
    assert [Path(path).stem for path in liked.recent] == ["5", "11", "10", "9", "8", "7", "6", "4", "3", "2"]
