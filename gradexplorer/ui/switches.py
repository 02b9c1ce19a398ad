"""What can be shown at the point of a curve or a map: each switch once, for its check box, its action and undo."""

from __future__ import annotations

from functools import cache
from typing import Literal

from msgspec import Struct

from gradexplorer.model.document import Document
from gradexplorer.ui.text import tr


class Switch(Struct, frozen=True):
    """One switch: `name` is a field of `document.Show`, or "secant" or "direction", which the document holds itself.

    `label` stands beside the check box (`wide`: it takes both columns), `what` in menus and in the names of undo steps,
    `tip` says what is drawn. `keys` and `icon` are its action's. `place` says where there is such a thing.
    """

    name: str
    label: str
    what: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = "slope"
    wide: bool = False
    place: Literal["curve", "map", "both"] = "curve"

    def fits(self, dimension: int) -> bool:
        """Whether it means something for a function of so many components."""
        return dimension > 0 and self.place in ("both", "curve" if dimension == 1 else "map")

    @property
    def action(self) -> str:
        """The name of its action."""
        return self.name.replace("_", "-")


@cache
def switches() -> tuple[Switch, ...]:
    """All of them, in the order in which they are shown."""
    return (*_of_curves(), *_of_maps())


def _of_curves() -> tuple[Switch, ...]:
    return (
        Switch("tangent", tr("tangent"), tr("tangent"), tr("The line through the point with the curve's slope."),
               ("T",), "tangent"),
        Switch("slope_triangle", tr("triangle"), tr("slope triangle"),
               tr("The slope triangle: one to the right, the slope upwards."), ("Shift+T",)),
        Switch("normal", tr("normal"), tr("normal"), tr("The line at right angles to the tangent."), ("Shift+N",),
               "normal"),
        Switch("secant", tr("secant"), tr("secant"),
               tr("The line to a second point; drag it into the first (Ctrl+→, Ctrl+←)."), ("S",)),
        Switch("osculating_circle", tr("osculating circle"), tr("osculating circle"),
               tr("The circle with the curve's slope and curvature κ here."), ("O",), wide=True),
        Switch("taylor", tr("Taylor"), tr("Taylor polynomial"),
               tr("The Taylor polynomial at the point, of the order beside it."), ("Y",), "explore"),
        Switch("landmarks", tr("landmarks"), tr("points of interest"),
               tr("Mark roots, extrema, kinks, inflections and intersections in view."), ("E",),
               "landmark", place="both"),
        Switch("newton", tr("Newton"), tr("Newton's parabola"),
               tr("The parabola of Newton's method, and where its step leads."), ("N",), "newton"),
        Switch("descent_parabola", tr("descent"), tr("descent parabola"),
               tr("The parabola f + f′Δ + Δ²/(2η) whose minimum is where a step leads."), ("D",), "descend"),
        Switch("first_derivative", tr("f′"), tr("first derivative"), tr("The curve of the first derivative."), ("1",),
               "explore"),
        Switch("second_derivative", tr("f″"), tr("second derivative"), tr("The curve of the second derivative."),
               ("2",), "explore"),
    )  # fmt: skip


def _of_maps() -> tuple[Switch, ...]:
    return (
        Switch("gradient", tr("gradient"), tr("gradient arrow"),
               tr("The gradient at the point: the steepest way up."), ("Shift+G",), place="map"),
        Switch("level_set", tr("level set"), tr("level set"),
               tr("The line through the point on which the function has one value."), ("C",), "explore", place="map"),
        Switch("gradient_field", tr("arrows"), tr("gradient field"), tr("Small arrows along the gradient, all over."),
               ("Shift+F",), "descend", place="map"),
        Switch("scaled_arrows", tr("to scale"), tr("arrows to scale"),
               tr("Arrows of the gradient field as long as the gradient; off, all of one length."), ("Shift+A",),
               "descend", place="map"),
        Switch("hessian", tr("Hessian"), tr("Hessian"),
               tr("How the surface bends: ellipse or hyperbolas of the Hessian, its eigenvalues, the verdict."),
               ("H",), "newton", place="map"),
        Switch("direction", tr("direction"), tr("direction"),
               tr("The slope in a direction: drag the handle, type the angle, or turn it by Ctrl+→, Ctrl+←."),
               ("U",), "slope", place="map"),
        Switch("sections", tr("sections"), tr("sections"),
               tr("The function along each axis through the point, with its tangent."), ("Shift+S",), "tangent",
               place="map"),
        Switch("colour_bar", tr("colours"), tr("colour bar"), tr("What the colours stand for."), ("Shift+B",),
               "palette", place="map"),
        Switch("model", tr("data"), tr("data and model"),
               tr("The data behind the loss, and the model's line through them."), ("M",), "explore", place="both"),
    )  # fmt: skip


def named(name: str) -> Switch:
    """The switch of this name; KeyError where there is none."""
    for switch in switches():
        if switch.name == name:
            return switch
    raise KeyError(name)


def shown(document: Document, name: str) -> bool:
    """Whether the switch of this name is on."""
    held = {"secant": document.secant, "direction": document.direction}
    return held[name] is not None if name in held else bool(getattr(document.show, name))


def title(words: str) -> str:
    """Words at the head of a menu entry: "Newton's parabola", "Slope triangle"."""
    return words[:1].upper() + words[1:]
