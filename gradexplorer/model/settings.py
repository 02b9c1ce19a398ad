"""Preferences: what a person likes, whatever the document; one JSON file in the config folder."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

import msgspec
from msgspec.structs import replace

from gradexplorer.model.document import Frozen
from gradexplorer.model.files import write_whole
from gradexplorer.model.folders import config_folder

Theme = Literal["system", "light", "dark"]
Dtype = Literal["float32", "float64"]

MOST_RECENT = 10
"""The recent files kept."""


class Settings(Frozen, frozen=True, kw_only=True):
    """Preferences.

    `recent` are paths, `used` the palette's commands, each newest first; `geometry` and `layout` are Qt's bytes in
    base64, those of the layout after their check sum.
    """

    theme: Theme = "system"
    dtype: Dtype = "float64"
    recent: tuple[str, ...] = ()
    geometry: str = ""
    layout: str = ""
    less_motion: bool = False
    used: tuple[str, ...] = ()


def settings_path() -> Path:
    """Return the file that holds the preferences, there or not."""
    return config_folder() / "settings.json"


def load_settings(path: Path | None = None) -> tuple[Settings, str | None]:
    """Return the preferences, and a sentence where a file is there but of no use (then they are the defaults)."""
    path = settings_path() if path is None else path
    try:
        return msgspec.json.decode(path.read_bytes(), type=Settings), None
    except FileNotFoundError:
        return Settings(), None
    except OSError as error:
        return Settings(), f"The preferences cannot be read, the defaults are used: {error.strerror or error} ({path})."
    except (msgspec.MsgspecError, UnicodeDecodeError, RecursionError) as error:
        return Settings(), f"The preferences are damaged, the defaults are used: {error} ({path})."


def save_settings(settings: Settings, path: Path | None = None) -> None:
    """Write the preferences, whole or not at all, making the folder; OSError where that fails."""
    path = settings_path() if path is None else path
    path.parent.mkdir(parents=True, exist_ok=True)
    # No preference is worth the time that a busy disk takes; what cannot be read is the default again.
    write_whole(path, msgspec.json.format(msgspec.json.encode(settings), indent=1) + b"\n", wait=False)


def with_recent(settings: Settings, path: Path) -> Settings:
    """Put `path` first among the recent files."""
    newest = str(path.absolute())
    others = tuple(other for other in settings.recent if other != newest)
    return replace(settings, recent=(newest, *others)[:MOST_RECENT])
