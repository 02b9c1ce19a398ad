"""What the window is opened on. The window itself is not: `gradexplorer.ui.app` is replaced by a stand-in."""

from __future__ import annotations

import sys
import types
from collections.abc import Sequence
from pathlib import Path

import pytest

from gradexplorer.cli import main
from gradexplorer.model import demos, session
from gradexplorer.model.document import Coordinate, Document, Expression, Run, Slider
from gradexplorer.model.mending import Loss

lost: list[Loss] = []
Opened = list[tuple[Document, Path | None]]


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> Opened:
    seen: Opened = []
    lost.clear()
    app = types.ModuleType("gradexplorer.ui.app")

    def run(document: Document, path: Path | None, losses: Sequence[Loss]) -> int:
        seen.append((document, path))
        lost.extend(losses)
        return 0

    app.run = run  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "gradexplorer.ui.app", app)
    return seen


def test_without_a_word_the_first_run(opened: Opened) -> None:
    assert main([]) == 0
    assert opened == [(demos.first_run(), None)]


def test_a_file(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "mine.gradx"
    session.save(demos.load("bowl"), path)
    assert main([str(path)]) == 0
    assert opened == [(demos.load("bowl"), path)]


@pytest.mark.parametrize("name", demos.names())
def test_a_demo(opened: Opened, name: str) -> None:
    assert main(["--demo", name]) == 0
    assert opened == [(demos.load(name), None)]


def test_an_expression_gets_a_point_and_sliders(opened: Opened) -> None:
    assert main(["--function", "a x[0]^2 + x[1]^2"]) == 0
    ((document, path),) = opened
    assert path is None
    assert document.items == (Expression(id=1, text="a x[0]^2 + x[1]^2"),)
    assert document.point == (Coordinate(name="x", value=(1.0, 1.0)),)
    assert document.sliders == (Slider(name="a", value=1.0),)
    assert document.view.selected == 1


def test_an_expression_that_begins_with_a_minus(opened: Opened) -> None:
    assert main(["--function", "-x^2"]) == 0
    assert opened[0][0].items == (Expression(id=1, text="-x^2"),)


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (["--demo", "tangant"], 2, "Did you mean “tangent”?"),
        (["--function", "x +"], 2, "^"),
        (["none.gradx"], 1, "none.gradx: The file cannot be read: No such file"),
        (["evl"], 2, "Did you mean the command eval?"),
        (["evl", "x^2"], 2, "there is no command evl; did you mean eval?"),
        (["--demo", "bowl", "--function", "x"], 2, "not allowed with"),
        (["render", "x^2"], 2, "-o/--output"),
        (["render", "x^2", "-o", "out.png", "--size", "big"], 2, "write it like 1280x800"),
        (["render", "x^2", "-o", "out.png", "--size", "1x1"], 2, "between 64 and 16384"),
        (["render", "x^2", "-o", "out.jpg"], 2, ".jpg is no kind of picture here"),
        (["render", "x^2", "-o", "out"], 2, "The ending says the kind: .png, .svg or .pdf."),
        (["render", "x^2", "-o", "out.svg", "--window"], 2, "leave out --window"),
        (["render", "x^2", "-o", "out.pdf", "--scale", "2"], 2, "--scale is for PNG; PDF is sharp at any size."),
        (["render", "x^2", "-o", "out.png", "--scale", "0"], 2, "positive number, not 0"),
        (["render", "x^2", "-o", "out.png", "--scale", "nan"], 2, "positive number, not nan"),
        (["render", "x^2", "-o", "out.png", "--size", "800x600", "--scale", "1e9"], 2, "pixels are too many"),
        (["render", "x^2", "-o", "out.png", "--size", "16384x16384"], 2, "at most 16,384 pixels a side"),
        (["render", "x^2", "-o", "out.png", "--window", "--scale", "13"], 2, "pixels are too many"),
        (["render", "x^2", "-o", "out.png", "--at", "y=1"], 2, "y is no variable here"),
        (["render", "x +", "-o", "out.png"], 2, "^"),
        (["render", "none.gradx", "-o", "out.png"], 1, "cannot be read"),
    ],
)
def test_what_is_refused(
    opened: Opened, capsys: pytest.CaptureFixture[str], words: list[str], code: int, sentence: str
) -> None:
    assert main(words) == code
    assert sentence in capsys.readouterr().err
    assert opened == []


def test_a_damaged_session_opens_with_what_was_lost(opened: Opened, tmp_path: Path) -> None:
    path = tmp_path / "bad.gradx"
    path.write_text('{"format": "gradx", "version": 1, "document": {"run": {"step_size": "fast", "steps": 7}}}')
    assert main([str(path)]) == 0
    assert opened == [(Document(run=Run(steps=7)), path)]
    place = "$.document.run.step_size"
    assert lost == [Loss(place, "Here must stand a number, not a text. The default is used.")]


def test_no_picture_is_drawn_of_a_damaged_session(
    opened: Opened, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    path = tmp_path / "bad.gradx"
    path.write_text('{"format": "gradx", "version": 1, "document": {"run": {"step_size": "fast"}}}')
    assert main(["render", str(path), "-o", str(tmp_path / "out.png")]) == 1
    assert capsys.readouterr().err.strip() == (
        f"gradexplorer: {path} at $.document.run.step_size: Here must stand a number, not a text."
    )


def test_what_is_no_session_at_all(opened: Opened, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    path = tmp_path / "bad.gradx"
    path.write_text('{"format": "png"}')
    assert main([str(path)]) == 1
    assert capsys.readouterr().err.startswith(f"gradexplorer: {path} at $.format: This is no gradexplorer session.")
    assert opened == []
