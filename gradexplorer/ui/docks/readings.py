"""What the inspector shows, as plain data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from msgspec import Struct, field

from gradexplorer.ui.theme import Tag


class Value(Struct, frozen=True):
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


class Matrix(Struct, frozen=True):
    """A matrix under its name: the Hessian. `rows` are rows of floats; `names` label its rows and columns in words."""

    name: str
    rows: tuple[tuple[float, ...], ...]
    names: tuple[str, ...] = ()
    role: Tag = "newton"


class Landmark(Struct, frozen=True):
    """A minimum, maximum … in view: `kind` is short, `detail` the same in full where that differs.

    `curve` is the item on whose curve it lies, None for the active one; `y` is its second coordinate on a map.
    """

    kind: str
    x: float
    value: float
    detail: str = ""
    curve: int | None = None
    y: float | None = None

    @property
    def place(self) -> tuple[float, ...]:
        """Its coordinates: one, or on a map two."""
        return (self.x,) if self.y is None else (self.x, self.y)

    @property
    def full_kind(self) -> str:
        """What it is, in full."""
        return self.detail or self.kind


class PinReading(Struct, frozen=True):
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


class PlaneReading(Struct, frozen=True):
    """What belongs to a map. `direction` is in degrees, None for none; `names` are all components, `axes` two of them.

    `values` and `sentence` tell the slope in the direction; `held` are the components on no axis: number and value.
    """

    direction: float | None = None
    values: tuple[Value, ...] = ()
    sentence: str = ""
    names: tuple[str, ...] = ()
    axes: tuple[int, int] = (0, 1)
    held: tuple[tuple[int, float], ...] = ()


class ExploreReading(Struct, frozen=True):
    """The page of Explore. `show` maps the names of switches to on or off; a name left out is hidden.

    `revealed` says that the engine's slope is shown beside a guess. `tangent_length` is None for the whole view.
    `guess_note` is a sentence under the guessed slope, `sentence` one about the point, `notes` remarks on its value;
    `landmark_names` head the columns of place and value.
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
    landmark_names: tuple[str, ...] = ("x", "f(x)")
    landmark_note: str = ""
    sentence: str = ""
    taylor_order: int = 2
    revealed: bool = False
    tangent_length: float | None = None
    pins: tuple[PinReading, ...] = ()
    plane: PlaneReading = PlaneReading()


class Verdict(Struct, frozen=True):
    """What became of a run: a short statement and the detail beneath it."""

    text: str
    detail: str = ""
    tone: Literal["accent", "good", "warn", "error"] = "accent"


class DescendReading(Struct, frozen=True):
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


class GraphReading(Struct, frozen=True):
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
