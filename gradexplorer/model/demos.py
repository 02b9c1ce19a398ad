"""The demos: session files in the resources, numbered in the order in which they are shown (`1-tangent.gradx`)."""

from __future__ import annotations

import difflib
from functools import cache
from pathlib import Path

import msgspec
from msgspec import Struct

from gradexplorer.model import session
from gradexplorer.model.document import Coordinate, Document, Expression, Run, View
from gradexplorer.model.edits import apply_scene
from gradexplorer.resources import folder


class Demo(Struct, frozen=True):
    """A demo as the menu shows it: `name` opens it (`--demo NAME`), `summary` is one line."""

    name: str
    title: str
    summary: str


class UnknownDemo(LookupError):
    """A name that no demo has; the text says which come near or are there."""


def names() -> tuple[str, ...]:
    """Return the names of the demos, in order."""
    return tuple(_files())


class _Words(Struct):
    title: str = ""
    summary: str = ""


class _Head(Struct):
    """What a menu needs of a session file."""

    document: _Words


@cache
def demos() -> tuple[Demo, ...]:
    """Return the demos, in order; read once."""
    read = ((name, msgspec.json.decode(path.read_bytes(), type=_Head).document) for name, path in _files().items())
    return tuple(Demo(name, words.title, words.summary) for name, words in read)


def load(name: str) -> Document:
    """Return the demo `name` at its first scene; UnknownDemo where there is none."""
    files = _files()
    if name not in files:
        near = difflib.get_close_matches(name, files, n=1)
        hint = f"Did you mean “{near[0]}”?" if near else f"There are: {', '.join(files)}."
        raise UnknownDemo(f"There is no demo “{name}”. {hint}")
    document = session.load(files[name])
    return apply_scene(document, 0) if document.scenes else document


def first_run() -> Document:
    """Return the document of a first start: the lectures' non-convex function with a tangent."""
    return Document(
        items=(Expression(id=1, text="f(x) = x cos(4x) + 2|x|"),),
        point=(Coordinate(name="x", value=-2.6),),
        run=Run(step_size=0.05, steps=100),
        view=View(selected=1, x_range=(-4.2, 1.6), y_range=(-1.2, 9.0)),
    )


def _files() -> dict[str, Path]:
    numbered = [(path.stem.partition("-"), path) for path in (folder() / "demos").glob("*-*.gradx")]
    return {stem[2]: path for stem, path in sorted(numbered, key=lambda pair: int(pair[0][0]))}
