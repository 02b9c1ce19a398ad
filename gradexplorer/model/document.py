"""The one document: everything a person can change, as frozen data.

A `Document` holds *content* (expressions, data, sliders, the point, the run), which undo covers, and one `View`
(mode, playhead, ranges, selection), which is saved beside it but makes no undo step. Nothing computed is kept: a run
is its settings and its start, and is recomputed on load.
"""

from __future__ import annotations

from typing import Literal

import msgspec

Number = float
Value = Number | tuple[Number | tuple[Number, ...], ...]
"""A coordinate's value: a scalar, a vector or a matrix (rows of one length), each number a float.

Written as one tuple because msgspec cannot tell two kinds of list apart; `check` refuses what is neither.
"""

Motion = Literal["swing", "round", "once"]
Mode = Literal["explore", "descend", "graph"]

Scale = Literal["linear", "log"]
TickKind = Literal["decimal", "pi"]
SCALES: tuple[Scale, ...] = ("linear", "log")
TICK_KINDS: tuple[TickKind, ...] = ("decimal", "pi")
Stroke = Literal["solid", "dash", "dot", "dash-dot"]
"""How a curve's line is drawn."""

OPTIMIZERS = ("SGD",)
"""The optimizers a run may name."""

MOST_TAYLOR_ORDER = 6
"""The highest order of a Taylor polynomial that is drawn; the lowest is 1, which is the tangent."""

MOST_PINS = 50
"""The most points that may be pinned."""

MOST_LABEL = 60
"""The most characters of a curve's own label."""

MOST_STEPS = 1_000_000
"""The most steps a run may have."""


class Frozen(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Base of every part of a document: immutable, compared by value, small when written to a file.

    msgspec does not hand `kw_only` down and type checkers do not see that `frozen` is, so each part says both again.
    """


class Expression(Frozen, tag="expression", frozen=True, kw_only=True):
    """One typed line and the look of its curve. `colour` is an index into the theme's curve palette.

    `labelled` says whether a label stands on the curve: `label`, or the function's name where that is empty.
    """

    id: int
    text: str
    colour: int = 0
    visible: bool = True
    stroke: Stroke = "solid"
    labelled: bool = True
    label: str = ""


class Column(Frozen, frozen=True, kw_only=True):
    """One named column of a data item; every column of an item has the same length."""

    name: str
    values: tuple[Number, ...]


class Data(Frozen, tag="data", frozen=True, kw_only=True):
    """A table of numbers, called `D.x` in expressions when `name` is "D" and a column is "x"."""

    id: int
    name: str
    columns: tuple[Column, ...]


Item = Expression | Data


class Slider(Frozen, frozen=True, kw_only=True):
    """The value of a free name, shared by every expression in which it occurs.

    Played, it takes `seconds` from one end of its range to the other, and turns there (swing), begins anew (round), or
    stops (once).
    """

    name: str
    value: Number
    low: Number = -5.0
    high: Number = 5.0
    motion: Motion = "swing"
    seconds: Number = 4.0


class Role(Frozen, frozen=True, kw_only=True):
    """What a person made of a free name, wherever it occurs: a variable, or a slider."""

    name: str
    variable: bool


class Coordinate(Frozen, frozen=True, kw_only=True):
    """One named part of the point: `x = -2`, `x = [-5, -2]`."""

    name: str
    value: Value


class Pin(Frozen, frozen=True, kw_only=True):
    """A point held on the curve of expression `item`, which has one variable: where that variable is `x`."""

    item: int
    x: Number


class Run(Frozen, frozen=True, kw_only=True):
    """Gradient descent's settings. Its start is the document's point, its function the selected expression.

    `no_grad=False` makes the update in place with recording on, which fails as it does in PyTorch;
    `zero_grad=False` lets `.grad` accumulate, both between steps and between functions at the point.
    """

    optimizer: str = "SGD"
    step_size: Number = 0.05
    momentum: Number = 0.0
    steps: int = 100
    zero_grad: bool = True
    no_grad: bool = True


class Show(Frozen, frozen=True, kw_only=True):
    """What is drawn beside the curve, and from `gradient` on what is drawn over a map; `landmarks` are for both.

    `scaled_arrows` are arrows of the gradient field as long as their gradients, else all are of one length.
    `tangent_length` is what a tangent takes of the axis, in its units, half on either side; None: the whole view.
    """

    tangent: bool = True
    tangent_length: Number | None = None
    slope_triangle: bool = True
    normal: bool = False
    newton: bool = False
    descent_parabola: bool = False
    osculating_circle: bool = False
    taylor: bool = False
    taylor_order: int = 2
    first_derivative: bool = False
    second_derivative: bool = False
    landmarks: bool = True
    gradient: bool = True
    level_set: bool = True
    gradient_field: bool = False
    scaled_arrows: bool = False
    hessian: bool = False
    sections: bool = False
    colour_bar: bool = True
    model: bool = True


class Scene(Frozen, frozen=True, kw_only=True):
    """One step of a demo: a caption and what it changes. None leaves a thing as it is.

    `guess`, `secant` and `direction` are the exceptions: they belong to their scene, so None takes the guessed slope,
    the secant or the direction away. `sliders` sets the named ones and leaves the others.
    """

    caption: str
    mode: Mode | None = None
    selected: int | None = None
    visible: tuple[int, ...] | None = None
    point: tuple[Coordinate, ...] | None = None
    sliders: tuple[Slider, ...] | None = None
    run: Run | None = None
    show: Show | None = None
    guess: Number | None = None
    secant: Number | None = None
    direction: Number | None = None
    playhead: int | None = None
    graph_step: int | None = None
    x_range: tuple[Number, Number] | None = None
    y_range: tuple[Number, Number] | None = None


class View(Frozen, frozen=True, kw_only=True):
    """How the document is looked at: saved, but no undo steps.

    `x_range` and `y_range` are (low, high) in data units, None for a fitted view; `x_scale` and `y_scale` say how they
    are spread over the plot, `x_ticks` and `y_ticks` what its labels count in; with `crosshair` the values under the
    mouse are told; `axes` are the indices of the two components on a contour's axes, and `equal_axes` gives both one
    scale; `graph_step` counts the nodes that backward has visited, -1 before it begins; `pin` is the index of the
    pinned point that the arrow keys move, -1 for the point itself; `scene` is the demo step shown, -1 for none;
    `layout` is Qt's dock state, base64.
    """

    mode: Mode = "explore"
    selected: int | None = None
    playhead: int = 0
    x_range: tuple[Number, Number] | None = None
    y_range: tuple[Number, Number] | None = None
    x_scale: Scale = "linear"
    y_scale: Scale = "linear"
    x_ticks: TickKind = "decimal"
    y_ticks: TickKind = "decimal"
    crosshair: bool = False
    axes: tuple[int, int] = (0, 1)
    equal_axes: bool = True
    speed: Number = 8.0
    graph_step: int = -1
    pin: int = -1
    scene: int = -1
    layout: str = ""


class Document(Frozen, frozen=True, kw_only=True):
    """Everything a person can change.

    `guess` is a slope drawn through the point, `secant` where the second point of a secant stands on the axis of the
    one component; None for none. Until `revealed` the engine's slope is kept back beside a guess. `direction` is where
    the derivative is taken in the plane of the two axes: degrees from the first axis towards the second; None for none.

    `roles` are the names whose role differs from the one that the language would choose.

    `title` and `summary` name a demo in its menu; `summary` is one line.
    """

    title: str = ""
    summary: str = ""
    items: tuple[Item, ...] = ()
    sliders: tuple[Slider, ...] = ()
    roles: tuple[Role, ...] = ()
    point: tuple[Coordinate, ...] = ()
    pins: tuple[Pin, ...] = ()
    run: Run = Run()
    show: Show = Show()
    guess: Number | None = None
    revealed: bool = False
    secant: Number | None = None
    direction: Number | None = None
    scenes: tuple[Scene, ...] = ()
    view: View = View()
