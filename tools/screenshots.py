"""Draws the pictures of README.md and docs/tour.md from the real window, off-screen.

    python tools/screenshots.py             docs/images/*.png: the tour's ten states, light, 1280×800; the modes dark
    python tools/screenshots.py --all OUT   to look at by eye, in OUT: all states light and dark, at 1280×800,
                                            1024×700 and scale 2, and every demo's scenes

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
from typing import Any

from gradexplorer.model import demos
from gradexplorer.model.document import Coordinate, Document, Expression, Pin, Show, View
from gradexplorer.model.edits import apply_scene, set_view

IMAGES = Path(__file__).resolve().parents[1] / "docs" / "images"
LARGE, SMALL = (1280, 800), (1024, 700)
THEMES = ("light", "dark")
MODES = ("explore", "descend", "graph")
STEP, WALK = 12, 4
"""The step of the run that Descend shows, and how many nodes backward has visited in Graph."""


@dataclass(frozen=True, slots=True)
class Shot:
    """One picture: its file's name without the ending, what it shows and how."""

    name: str
    document: Document
    theme: str
    size: tuple[int, int] = LARGE


def states() -> dict[str, Document]:
    """The ten states of the tour by the names of their pictures; the three modes come first."""
    first = demos.first_run()
    return {
        "explore": first,
        "descend": set_view(first, mode="descend", playhead=STEP),
        "graph": set_view(first, mode="graph", graph_step=WALK),
        "guess": _typed("x^3 + 3x^2 - 5x + 4", x=-2.0, guess=-9.0, revealed=True, x_range=(-5.0, 3.0)),
        "accumulate": apply_scene(demos.load("accumulate"), 1),
        "kink": _typed("x cos(4x) + 2|x|", x=0.0, x_range=(-2.0, 2.0)),
        "beside": _typed(
            "exp(-x^2/4) + x/3", x=-1.0, x_range=(-4.0, 4.0), y_range=(-2.0, 2.0),
            show=Show(taylor=True, taylor_order=4, osculating_circle=True, newton=True, normal=True),
        ),
        "points": _typed(
            "sin x", "x^2/4 - 1", x=-3.0, secant=-0.5, pins=(Pin(item=1, x=1.0), Pin(item=2, x=2.5)),
            show=Show(tangent_length=3.0), x_range=(-5.0, 5.0), y_range=(-2.5, 4.0), x_ticks="pi",
        ),
        "breaks": _typed(
            "tan x", "floor(x/2)", "sqrt(x + 3) - 4", "sin(3x)/x - 6", x=0.75, x_range=(-6.0, 6.0), y_range=(-8.0, 6.0),
        ),
        "map": _typed(
            "(x^2 + y - 11)^2 + (x + y^2 - 7)^2", x=1.0, y=1.0, direction=30.0,
            show=Show(gradient_field=True, hessian=True, sections=True),
        ),
    }  # fmt: skip


def _typed(*texts: str, **fields: Any) -> Document:
    """A document of these lines, the first one selected, with a point (x, y), fields of the view, and others."""
    point = tuple(Coordinate(name=name, value=fields.pop(name)) for name in ("x", "y") if name in fields)
    view = {name: fields.pop(name) for name in ("x_range", "y_range", "x_ticks") if name in fields}
    items = tuple(Expression(id=id, text=text, colour=id - 1) for id, text in enumerate(texts, 1))
    return Document(items=items, point=point, view=View(selected=1, **view), **fields)


def tour(size: tuple[int, int] = LARGE, mark: str = "", themes: Sequence[str] = THEMES) -> Iterator[Shot]:
    """The ten states."""
    for name, document in states().items():
        for theme in themes:
            yield Shot(f"{name}{mark}-{theme}", document, theme, size)


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
        yield from tour(mark=f"-x{scale:g}")
    elif everything:
        yield from tour()
        yield from tour(SMALL, "-1024")
        yield from scenes()
        yield from scenes(SMALL, "-1024")
    else:
        yield from tour(themes=("light",))
        yield from (shot for shot in tour(themes=("dark",)) if shot.name.removesuffix("-dark") in MODES)


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
