"""What can be shown at the point of a curve: each switch once, for its check box, its action and the undo menu."""

from __future__ import annotations

from dataclasses import dataclass

from gradexplorer.model.document import Document
from gradexplorer.ui.text import tr


@dataclass(frozen=True, slots=True)
class Switch:
    """One switch: `name` is a field of `document.Show`, or "secant", whose second point the document holds itself.

    `label` stands beside the check box (`wide`: it takes both columns), `what` in menus and in the names of undo steps,
    `tip` says what is drawn. `keys` and `icon` are its action's.
    """

    name: str
    label: str
    what: str
    tip: str
    keys: tuple[str, ...] = ()
    icon: str = "slope"
    wide: bool = False

    @property
    def action(self) -> str:
        """The name of its action."""
        return self.name.replace("_", "-")


def switches() -> tuple[Switch, ...]:
    """All of them, in the order in which they are shown."""
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
               "landmark"),
        Switch("newton", tr("Newton"), tr("Newton's parabola"),
               tr("The parabola of Newton's method, and where its step leads."), ("N",), "newton"),
        Switch("descent_parabola", tr("descent"), tr("descent parabola"),
               tr("The parabola f + f′Δ + Δ²/(2η) whose minimum is where a step leads."), ("D",), "descend"),
        Switch("first_derivative", tr("f′"), tr("first derivative"), tr("The curve of the first derivative."), ("1",),
               "explore"),
        Switch("second_derivative", tr("f″"), tr("second derivative"), tr("The curve of the second derivative."),
               ("2",), "explore"),
    )  # fmt: skip


def named(name: str) -> Switch:
    """The switch of this name; KeyError where there is none."""
    for switch in switches():
        if switch.name == name:
            return switch
    raise KeyError(name)


def shown(document: Document, name: str) -> bool:
    """Whether the switch of this name is on."""
    return document.secant is not None if name == "secant" else bool(getattr(document.show, name))


def title(words: str) -> str:
    """Words at the head of a menu entry: "Newton's parabola", "Slope triangle"."""
    return words[:1].upper() + words[1:]
