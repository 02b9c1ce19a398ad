"""What the expression list shows, as plain data."""

from __future__ import annotations

from collections.abc import Hashable

from msgspec import Struct

from gradexplorer.lang import Fix
from gradexplorer.model.document import Motion, Stroke
from gradexplorer.ui.code.places import plain
from gradexplorer.ui.text import tr


class RowError(Struct, frozen=True):
    """Why a line cannot be read, or has no value. `start` and `end` are character offsets in the line's text.

    `fix` is an edit that mends it, where one will do. `of_value`: the line can be read, but has no value here.
    """

    message: str
    hint: str | None = None
    start: int = 0
    end: int = 0
    fix: Fix | None = None
    of_value: bool = False


class RowNote(Struct, frozen=True):
    """A remark on the characters `start` to `end` of a line."""

    message: str
    start: int = 0
    end: int = 0


class ExpressionRow(Struct, frozen=True):
    """One typed line: its raw text, how it is set and how it is read, and what is wrong with it.

    `colour` is an index into the theme's curve palette. `notes` are quiet remarks beneath the reading. `variables`: the
    text's own names that are variables and not sliders. `program`: it was read as a program, not as mathematics. The
    look of the curve is the document's.
    """

    id: int
    text: str
    latex: str = ""
    reading: str = ""
    error: RowError | None = None
    colour: int = 0
    visible: bool = True
    selected: bool = False
    notes: tuple[RowNote, ...] = ()
    variables: tuple[str, ...] = ()
    program: bool = False
    stroke: Stroke = "solid"
    labelled: bool = True
    label: str = ""

    @property
    def key(self) -> Hashable:
        """What stays the same while the row changes."""
        return ("expression", self.id)


def placed(text: str, message: str, *starts: int) -> str:
    """A sentence about the characters `starts` of a text, with their lines where the text has several."""
    text = plain(text)
    if "\n" not in text:
        return message
    lines = dict.fromkeys(str(text.count("\n", 0, start) + 1) for start in starts)
    if len(lines) > 1:
        return tr("lines {lines}: {message}", lines=", ".join(lines), message=message)
    return tr("line {line}: {message}", line=next(iter(lines)), message=message)


def remarks(row: ExpressionRow) -> str:
    """The notes of a row, each once, with the lines that it is about."""
    starts: dict[str, list[int]] = {}
    for note in row.notes:
        starts.setdefault(note.message, []).append(note.start)
    return "\n".join(placed(row.text, message, *places) for message, places in starts.items())


class SliderRow(Struct, frozen=True):
    """A free letter's value, and how it is played. `show_name` is off where the line above already says the name."""

    name: str
    value: float
    low: float = -5.0
    high: float = 5.0
    latex: str = ""
    caption: str = ""
    show_name: bool = True
    motion: Motion = "swing"
    seconds: float = 4.0

    @property
    def key(self) -> Hashable:
        """What stays the same while the row changes."""
        return ("slider", self.name)


class DataRow(Struct, frozen=True):
    """A table of numbers, "D: x, y · 30 rows"."""

    id: int
    name: str
    columns: tuple[str, ...]
    count: int
    colour: int = 0
    visible: bool = True

    @property
    def key(self) -> Hashable:
        """What stays the same while the row changes."""
        return ("data", self.id)


class VariablesRow(Struct, frozen=True):
    """The variables of the active function; those in `fixed` cannot become sliders, for they are vectors."""

    names: tuple[str, ...]
    fixed: tuple[str, ...] = ()

    @property
    def key(self) -> Hashable:
        """What stays the same while the row changes."""
        return ("variables",)


Row = ExpressionRow | SliderRow | DataRow | VariablesRow


class Suggestion(Struct, frozen=True):
    """A line to click: a formula to try (`text` is typed for the person) or a demo (`text` is its name)."""

    text: str
    title: str
    caption: str = ""
    latex: str = ""


EXAMPLES = (
    Suggestion("x^3 + 3x^2 - 5x + 4", "x³ + 3x² − 5x + 4", "tangent of a cubic", r"x^3 + 3x^2 - 5x + 4"),
    Suggestion("x^2 + 2y^2", "x² + 2y²", "contour and zig-zag", r"x^2 + 2y^2"),
    Suggestion("x^4 - 3x^2 + x", "x⁴ − 3x² + x", "two valleys: the start decides", r"x^4 - 3x^2 + x"),
    Suggestion(
        "theta cos(4theta) + 2|theta|",
        "θ cos 4θ + 2|θ|",
        "a kink, and a two-cycle",
        r"\theta \cos 4\theta + 2|\theta|",
    ),
)
