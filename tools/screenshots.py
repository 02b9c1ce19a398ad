"""Draws the pictures of README.md from the real window, off-screen.

    python tools/screenshots.py             docs/images/*.png: three modes, light and dark, 1280×800
    python tools/screenshots.py --all OUT   to look at by eye, in OUT: also 1024×700, scale 2, and every demo's scenes

The person's preferences are left out, so that the pictures depend on the code and on the fonts alone.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from gradexplorer.model import demos
from gradexplorer.model.document import Document
from gradexplorer.model.edits import apply_scene, set_view

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
LARGE, SMALL = (1280, 800), (1024, 700)
THEMES = ("light", "dark")
STEP, WALK = 12, 4
"""The step of the run that Descend shows, and how many nodes backward has visited in Graph."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file's name without the ending, what it shows and how."""

    name: str
    document: Document
    theme: str
    size: tuple[int, int] = LARGE


def modes(size: tuple[int, int] = LARGE, mark: str = "") -> Iterator[Shot]:
    """The three modes of the first run, light and dark."""
    first = demos.first_run()
    for theme in THEMES:
        yield Shot(f"explore{mark}-{theme}", first, theme, size)
        yield Shot(f"descend{mark}-{theme}", set_view(first, mode="descend", playhead=STEP), theme, size)
        yield Shot(f"graph{mark}-{theme}", set_view(first, mode="graph", graph_step=WALK), theme, size)


def scenes(size: tuple[int, int] = LARGE, mark: str = "") -> Iterator[Shot]:
    """Every scene of every demo, light."""
    for number, name in enumerate(demos.names(), 1):
        document = demos.load(name)
        for index in range(max(len(document.scenes), 1)):
            scene = apply_scene(document, index) if document.scenes else document
            yield Shot(f"demo-{number}-{name}{mark}-{index + 1}", scene, "light", size)


def shots(everything: bool, scale: float) -> Iterator[Shot]:
    """What is drawn at this scale."""
    if scale != 1.0:
        yield from modes(mark=f"-x{scale:g}")
        return
    yield from modes()
    if everything:
        yield from modes(SMALL, "-1024")
        yield from scenes()
        yield from scenes(SMALL, "-1024")


def draw(folder: Path, wanted: Iterator[Shot], scale: float) -> None:
    """Write each picture into `folder` and print its name."""
    from gradexplorer.ui.app import picture

    folder.mkdir(parents=True, exist_ok=True)
    for shot in wanted:
        file = folder / f"{shot.name}.png"
        file.write_bytes(picture(shot.document, shot.size, scale, shot.theme))
        print(f"{file} ({file.stat().st_size // 1024} kB)", flush=True)


def main(arguments: Sequence[str] | None = None) -> int:
    """Draw what the arguments ask for."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument("--all", metavar="OUT", type=Path, help="draw everything there is to look at into this folder")
    parser.add_argument("--scale", type=float, default=1.0, help=argparse.SUPPRESS)
    options = parser.parse_args(arguments)
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    with tempfile.TemporaryDirectory() as home:
        for name in ("XDG_CONFIG_HOME", "XDG_STATE_HOME", "APPDATA", "LOCALAPPDATA"):
            os.environ[name] = home
        draw(options.all or IMAGES, shots(options.all is not None, options.scale), options.scale)
    if options.all is not None and options.scale == 1.0:
        # Qt reads its scale once, when it starts: the second one needs a process of its own.
        again = [sys.executable, __file__, "--all", str(options.all), "--scale", "2"]
        return subprocess.run(again, check=False).returncode
    return 0


if __name__ == "__main__":
    sys.exit(main())
