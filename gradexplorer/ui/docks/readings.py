"""What the inspector shows, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from gradexplorer.ui.theme import Tag


@dataclass(frozen=True, slots=True)
class Value:
    """One named number. `key` is not empty where it can be typed: the key comes back in the signal.

    `value` is shown to 5 digits and copied whole; where `text` is given it is shown instead, and `full` is copied.
    `name` is plain text ("f′(x)"), `latex` sets it. `role` colours it. With neither value nor text a dash is shown.
    """

    name: str
    value: float | None = None
    role: Tag = "text"
    latex: str = ""
    key: str = ""
    text: str = ""
    full: str = ""
    tip: str = ""


@dataclass(frozen=True, slots=True)
class Matrix:
    """A matrix under its name: the Hessian. `rows` are rows of floats; `names` label its rows and columns in words."""

    name: str
    rows: tuple[tuple[float, ...], ...]
    names: tuple[str, ...] = ()
    role: Tag = "newton"


@dataclass(frozen=True, slots=True)
class Landmark:
    """A minimum, maximum … in view."""

    kind: str
    x: float
    value: float


@dataclass(frozen=True, slots=True)
class PinReading:
    """A pinned point: its place in the document's list, its function's name, and x, value and slope (None: unknown).

    `variable` is what x is called there. `chosen` is the one that the arrow keys move.
    """

    index: int
    name: str
    x: float
    value: float | None
    slope: float | None
    colour: int = 0
    chosen: bool = False
    variable: str = "x"


@dataclass(frozen=True, slots=True)
class ExploreReading:
    """The page of Explore. `show` maps the names of switches to on or off; a name left out is hidden.

    `revealed` says that the engine's slope is shown beside a guess. `tangent_length` is None for the whole view.
    `guess_note` is a sentence under the guessed slope, `sentence` one about the point, `notes` remarks on its value.
    """

    values: tuple[Value, ...] = ()
    matrix: Matrix | None = None
    notes: tuple[str, ...] = ()
    show: Mapping[str, bool] = field(default_factory=dict)
    zero_grad: bool = True
    guess: float | None = None
    guess_shown: bool = True
    guess_note: str = ""
    landmarks: tuple[Landmark, ...] = ()
    sentence: str = ""
    taylor_order: int = 2
    revealed: bool = False
    tangent_length: float | None = None
    pins: tuple[PinReading, ...] = ()


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a run: a short statement and the detail beneath it."""

    text: str
    detail: str = ""
    tone: Literal["accent", "good", "warn", "error"] = "accent"


@dataclass(frozen=True, slots=True)
class DescendReading:
    """The page of Descend. `sentences` tell the step; `starts` are lines of the "From many starts" section."""

    values: tuple[Value, ...] = ()
    matrix: Matrix | None = None
    optimizers: tuple[str, ...] = ("SGD",)
    optimizer: str = "SGD"
    step_size: float = 0.05
    momentum: float = 0.0
    steps: int = 100
    zero_grad: bool = True
    no_grad: bool = True
    sentences: tuple[str, ...] = ()
    verdict: Verdict | None = None
    starts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class GraphReading:
    """The page of Graph: one node. Without a `title` the page says how to choose a node.

    `values` are numbers (value, upstream …), `facts` (shape, dtype …) name-text pairs, `gradients` go beneath
    `gradients_title` (".grad of x").
    """

    title: str = ""
    op: str = ""
    values: tuple[Value, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    gradients_title: str = ""
    gradients: tuple[Value, ...] = ()
    sentence: str = ""
