"""The user's own folders: configuration, state (log, autosave) and cache, where each platform keeps them.

- Linux, BSD: `$XDG_CONFIG_HOME`, `$XDG_STATE_HOME`, `$XDG_CACHE_HOME`; else `~/.config`, `~/.local/state`, `~/.cache`
- macOS: `Application Support`, `Logs` and `Caches` in `~/Library`
- Windows: `%APPDATA%`, `%LOCALAPPDATA%`, and `Cache` in the program's folder of the latter

The environment is read at each call and no folder is made: who writes makes it.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Literal

Kind = Literal["config", "state", "cache"]

_NAME = "gradexplorer"
_XDG = {"config": ".config", "state": ".local/state", "cache": ".cache"}
_MACOS = {"config": "Application Support", "state": "Logs", "cache": "Caches"}


def config_folder() -> Path:
    """Where preferences are kept."""
    return locate("config", sys.platform, os.environ, Path.home())


def state_folder() -> Path:
    """Where the log and the autosaved session are kept."""
    return locate("state", sys.platform, os.environ, Path.home())


def cache_folder() -> Path:
    """Where files are kept that can be made again."""
    return locate("cache", sys.platform, os.environ, Path.home())


def locate(kind: Kind, platform: str, environment: Mapping[str, str], home: Path) -> Path:
    """The folder of `kind` for a `sys.platform` name, an environment and a home folder; nothing is read or made."""
    if platform == "darwin":
        return home / "Library" / _MACOS[kind] / _NAME
    if platform == "win32":
        return _windows(kind, environment, home)
    base = Path(environment.get(f"XDG_{kind.upper()}_HOME", ""))
    # The XDG specification says to ignore a relative path.
    return (base if base.is_absolute() else home / _XDG[kind]) / _NAME


def _windows(kind: Kind, environment: Mapping[str, str], home: Path) -> Path:
    roaming = kind == "config"
    given = environment.get("APPDATA" if roaming else "LOCALAPPDATA")
    base = Path(given) if given else home / "AppData" / ("Roaming" if roaming else "Local")
    return base / _NAME / "Cache" if kind == "cache" else base / _NAME
