"""Is there a display to open a window on?

Qt ends the whole process when a display that the environment names cannot be reached, so this is asked first.
"""

from __future__ import annotations

import os
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from gradexplorer.ui.text import tr

_WINDOWLESS = ("offscreen", "minimal", "minimalegl")
_OWN_SCREEN = ("eglfs", "linuxfb", "vkkhrdisplay", "vnc")
_PATIENCE = 2.0
"""Seconds that a remote X server gets to answer."""


def missing(environment: Mapping[str, str] = os.environ, platform: str = sys.platform) -> str | None:
    """None where a window can be opened, else one sentence that says why it cannot.

    Asks what Qt will ask: `QT_QPA_PLATFORM`, then, where the system is neither Windows nor macOS, whether the server
    named by `WAYLAND_DISPLAY` or `DISPLAY` answers.
    """
    plugin = environment.get("QT_QPA_PLATFORM", "").split(":")[0]
    if plugin in _WINDOWLESS:
        return tr("There is no display: QT_QPA_PLATFORM is {plugin}.", plugin=plugin)
    if plugin in _OWN_SCREEN or platform in ("win32", "darwin"):
        return None
    wayland, x11 = environment.get("WAYLAND_DISPLAY", ""), environment.get("DISPLAY", "")
    if not wayland and not x11:
        return tr("There is no display: neither DISPLAY nor WAYLAND_DISPLAY is set.")
    if (wayland and _wayland_answers(wayland, environment)) or (x11 and _x11_answers(x11)):
        return None
    return tr("There is no display: nothing answers at {name}.", name=wayland or x11)


def _wayland_answers(name: str, environment: Mapping[str, str]) -> bool:
    path = Path(environment.get("XDG_RUNTIME_DIR", "")) / name  # an absolute name replaces the folder
    return path.is_absolute() and _unix_answers(str(path))


def _x11_answers(name: str) -> bool:
    """Whether an X server listens at "host:display.screen", the host empty for this machine."""
    if name.startswith("/"):  # XQuartz and others give the path of a socket
        return _unix_answers(name)
    host, _, rest = name.rpartition(":")
    number = rest.split(".")[0]
    if not number.isdigit():
        return False
    if host in ("", "unix"):
        path = f"/tmp/.X11-unix/X{number}"
        return _unix_answers(path) or _unix_answers("\0" + path)
    try:
        with socket.create_connection((host.strip("[]"), 6000 + int(number)), _PATIENCE):
            return True
    except (OSError, OverflowError):  # OverflowError: no such port
        return False


def _unix_answers(path: str) -> bool:
    try:
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as door:
            door.settimeout(_PATIENCE)
            door.connect(path)
            return True
    except OSError:
        return False
