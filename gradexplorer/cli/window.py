"""What draws: the window itself, and `render`, a picture in a file. Qt is loaded here, inside the functions."""

from __future__ import annotations

import argparse
import difflib
import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeAlias, TypeVar

from gradexplorer.cli.inputs import columns, grids
from gradexplorer.cli.options import COMMANDS
from gradexplorer.cli.reply import Failure, Refusal, bad_text
from gradexplorer.cli.values import assignments
from gradexplorer.export.picture import Format, PictureError, format_of, pixel_size
from gradexplorer.model import demos, edits, salvage, session
from gradexplorer.model.document import Column, Data, Document, Expression, View
from gradexplorer.model.files import write_whole
from gradexplorer.model.lasting import lasting
from gradexplorer.model.mending import Loss
from gradexplorer.model.reading import complete

WINDOW = (1280, 800)
"""The size of a picture of the whole window."""

_Read = TypeVar("_Read")
_Data: TypeAlias = Sequence[tuple[str, tuple[Column, ...]]]


def open_window(options: argparse.Namespace) -> int:
    """Open the window on a session, a demo, an expression or the first run; return its exit code."""
    path = None if options.file is None else Path(options.file)
    losses: tuple[Loss, ...] = ()
    if path is not None:
        document, losses = _session(path, salvage.load)
    elif options.demo is not None:
        document = _demo(options.demo)
    else:
        document = demos.first_run() if options.function is None else _expression(options.function)

    with lasting():
        from gradexplorer.ui.app import run

    return run(document, path, losses)


def render(options: argparse.Namespace) -> int:
    """Write a picture of the plot, or of the whole window, to a file, without opening a window."""
    output = Path(options.output)
    kind = _kind(output, options)
    path = Path(options.source)
    data = [(name, columns(name, grid)) for name, grid in grids(options.data)]
    document = _with_data(_session(path, session.load), data) if _is_file(path) else _expression(options.source, data)
    document = _placed(document, options.at)
    if options.mode is not None:
        document = edits.set_view(document, mode=options.mode)

    # Qt begins each process with another seed, from which the order of the fonts in a PDF file follows.
    os.environ.setdefault("QT_HASH_SEED", "0")
    from gradexplorer.ui.app import picture, plot_picture

    size, scale = options.size, options.scale
    try:
        if options.window:
            content = picture(document, size=size or WINDOW, scale=scale, theme=options.theme)
        else:
            content = plot_picture(document, kind, size, scale, options.theme)
        write_whole(output, content)
    except PictureError as error:
        raise Refusal(str(error), hint=error.hint) from error
    except OSError as error:
        raise Failure(f"{output} cannot be written: {error.strerror or error}.") from error
    print(output)
    return 0


def _kind(output: Path, options: argparse.Namespace) -> Format:
    """The kind of picture asked for; Refusal where the options do not fit it, or it would be too large."""
    try:
        kind = format_of(output)
        width, height = options.size or (WINDOW if options.window else (1, 1))
        pixel_size(width, height, options.scale)
    except PictureError as error:
        raise Refusal(str(error), hint=error.hint) from error
    if options.window and kind != "png":
        raise Refusal("The whole window is made of pixels.", hint="Name it like out.png, or leave out --window.")
    if kind != "png" and options.scale != 1.0:
        raise Refusal(f"--scale is for PNG; {kind.upper()} is sharp at any size.", hint="--size sets its size.")
    return kind


def _placed(document: Document, at: Sequence[str]) -> Document:
    """Put the point and the sliders where `at` says; Refusal for a name that the active function does not have."""
    function = complete(document)[1].function
    variables, sliders = ((), ()) if function is None else (function.variables, function.sliders)
    for name, value in assignments(at).items():
        if name in variables:
            document = edits.move_point(document, name, value)
        elif name in sliders and not isinstance(value, tuple):
            document = edits.set_slider(document, name, value)
        else:
            raise Refusal(f"{name} is no variable here.", hint=f"There are: {', '.join((*variables, *sliders))}.")
    return document


def _is_file(path: Path) -> bool:
    try:
        return path.suffix == ".gradx" or path.is_file()
    except (OSError, ValueError):  # an expression may be too long for a file's name, or hold what none can
        return False


def _session(path: Path, load: Callable[[Path], _Read]) -> _Read:
    """What `load` gives: the window opens a damaged file as far as it can be read, a picture is drawn of sound ones."""
    try:
        return load(path)
    except session.SessionError as error:
        near = difflib.get_close_matches(str(path), COMMANDS, n=1)
        if near and not path.exists():
            raise Refusal(f"There is no file {path}.", hint=f"Did you mean the command {near[0]}?") from error
        raise Failure(str(error)) from error


def _demo(name: str) -> Document:
    try:
        return demos.load(name)
    except demos.UnknownDemo as error:
        raise Refusal(str(error), hint="`gradexplorer demos` lists them.") from error
    except (session.SessionError, FileNotFoundError) as error:
        raise Failure(str(error)) from error


def _with_data(document: Document, data: _Data) -> Document:
    """`document` with these tables, in place of those of the same name."""
    selected = document.view.selected
    for name, found in data:
        old = next((item.id for item in document.items if isinstance(item, Data) and item.name == name), None)
        if old is None:
            document = edits.add_data(document, name, found)
        else:
            document = edits.set_data(document, old, columns=found)
    return edits.set_view(document, selected=selected)


def _expression(text: str, data: _Data = ()) -> Document:
    """Return a document of this one line and its data, with a point; Refusal where it cannot be read."""
    document = Document(items=(Expression(id=1, text=text),), view=View(selected=1))
    document, reading = complete(_with_data(document, data))
    fault = reading.sheet.entries[1].error
    if fault is not None:
        raise bad_text(fault)
    return document
