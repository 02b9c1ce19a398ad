"""Which system libraries and programs Qt lacks here, with the Debian package of each.

    python tools/system_libraries.py offscreen|window|tests

Prints a line `name<TAB>package` for each that is missing, nothing where all is there. `offscreen` is what drawing
without a display needs, `window` what a window on the present display needs, `tests` what the tests need: windows
under X, and Xvfb. Linux only: elsewhere Qt brings what it needs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from importlib.util import find_spec
from pathlib import Path

PACKAGES = {
    "libEGL.so.1": "libegl1",
    "libGL.so.1": "libgl1",
    "libGLX.so.0": "libglx0",
    "libOpenGL.so.0": "libopengl0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libX11.so.6": "libx11-6",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libfreetype.so.6": "libfreetype6",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libgthread-2.0.so.0": "libglib2.0-0",
    "libstdc++.so.6": "libstdc++6",
    "libwayland-client.so.0": "libwayland-client0",
    "libwayland-cursor.so.0": "libwayland-cursor0",
    "libwayland-egl.so.1": "libwayland-egl1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-render.so.0": "libxcb-render0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-util.so.1": "libxcb-util1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
    "libxcb.so.1": "libxcb1",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libz.so.1": "zlib1g",
    "libzstd.so.1": "libzstd1",
}
PROGRAMS = {"Xvfb": "xvfb", "xauth": "xauth"}
LIBRARIES = ("Core", "DBus", "Gui", "OpenGL", "OpenGLWidgets", "Svg", "Test", "Widgets")


def main(arguments: list[str]) -> int:
    """Print what is missing for the purpose named by the only argument; 2 where there is no such purpose."""
    if arguments not in (["offscreen"], ["window"], ["tests"]):
        print(__doc__, file=sys.stderr)
        return 2
    spec = find_spec("PySide6")
    if spec is None or spec.origin is None:
        print("PySide6 is not installed for " + sys.executable, file=sys.stderr)
        return 2
    files = needed(Path(spec.origin).parent / "Qt", platforms(arguments[0], os.environ))
    for name in dict.fromkeys(not_found(linked(files))):
        print(name, PACKAGES.get(name, name), sep="\t")
    if arguments == ["tests"]:
        for program in PROGRAMS:
            if shutil.which(program) is None:
                print(program, PROGRAMS[program], sep="\t")
    return 0


def platforms(purpose: str, environment: Mapping[str, str]) -> list[str]:
    """The names of Qt's platform plugins that the purpose needs."""
    if purpose == "offscreen":
        return ["offscreen"]
    if purpose == "tests":
        return ["offscreen", "xcb"]
    present = {"wayland": "WAYLAND_DISPLAY", "xcb": "DISPLAY"}
    return ["offscreen", *(name for name, variable in present.items() if environment.get(variable))]


def needed(qt: Path, plugins: list[str]) -> list[Path]:
    """Qt's libraries that gradexplorer loads, below Qt's folder, and the platform plugins."""
    files = [qt / "lib" / f"libQt6{name}.so.6" for name in LIBRARIES]
    return [file for file in files + [qt / "plugins" / "platforms" / f"libq{p}.so" for p in plugins] if file.exists()]


def linked(files: list[Path]) -> str:
    """What the loader says of the files' dependencies, direct and indirect."""
    return subprocess.run(["ldd", *map(str, files)], capture_output=True, text=True, check=False).stdout


def not_found(report: str) -> Iterator[str]:
    """The libraries that an `ldd` report says are missing."""
    for line in report.splitlines():
        name, _, rest = line.strip().partition(" => ")
        if rest == "not found":
            yield name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
