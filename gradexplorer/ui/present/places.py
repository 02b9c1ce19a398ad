"""The points of interest: as rows of the table, as marks on the plot, and as places to snap to."""

from __future__ import annotations

from gradexplorer.compute.landmarks import Landmark
from gradexplorer.ui.docks.readings import Landmark as Row
from gradexplorer.ui.plots.marks import SpotMark
from gradexplorer.ui.present.naming import MOST_NAME, called, function_name
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import short, tr

MOST_MARKED = 60
"""More rings than this in view would be a pattern of their own."""
MOST_NAMED = 8
"""Up to this many extrema, kinks and inflections are named on the plot, where there is room."""


def _words(kind: str) -> str:
    return {"minimum": tr("minimum"), "maximum": tr("maximum"), "kink": tr("kink"), "root": tr("root"),
            "inflection": tr("inflection")}[kind]  # fmt: skip


def _short(kind: str) -> str:
    return {"minimum": tr("min."), "maximum": tr("max.")}.get(kind, _words(kind))


def _meeting(science: Science, mark: Landmark) -> tuple[str, str]:
    ids = science.landmark_ids
    first, second = (called(science.reading, ids[number], most=MOST_NAME) for number in mark.curves)
    return first, second


def words(science: Science, mark: Landmark) -> str:
    """What a place is, in full."""
    if mark.curves:
        first, second = _meeting(science, mark)
        return tr("intersection of {first} and {second}", first=first, second=second)
    return ", ".join(map(_words, mark.kind.split(", ")))


def _kind(science: Science, mark: Landmark) -> str:
    """The same, short enough for the narrow table."""
    if mark.curves:
        first, second = _meeting(science, mark)
        return f"{first} = {second}"
    kinds = mark.kind.split(", ")
    return _words(kinds[0]) if len(kinds) == 1 else ", ".join(map(_short, kinds))


def rows(science: Science) -> tuple[Row, ...]:
    """The rows of the table."""
    ids = science.landmark_ids
    return tuple(
        Row(
            _kind(science, mark),
            mark.x,
            mark.value,
            words(science, mark),
            ids[mark.curves[0]] if mark.curves and 0 not in mark.curves else None,
        )
        for mark in science.landmarks.places
    )


def names(science: Science) -> tuple[str, str]:
    """What the columns of place and value are called."""
    components = science.components
    x = components.names[0] if components is not None and components.names else "x"
    return x, f"{function_name(science.reading)}({x})"


def note(science: Science) -> str:
    """What is not listed, and why."""
    found = science.landmarks
    parts = []
    if found.left_out:
        parts.append(tr("… and {count} more in view.", count=found.left_out))
    if len(found.crowded) == 1:
        low, high = found.crowded[0]
        parts.append(tr("Between {low} and {high} it turns too often to list: zoom in.", low=short(low, 3),
                        high=short(high, 3)))  # fmt: skip
    elif found.crowded:
        parts.append(tr("In {count} stretches it turns too often to list: zoom in.", count=len(found.crowded)))
    return "\n".join(parts)


def marks(science: Science) -> list[SpotMark]:
    """Rings for the plot; the lowest minimum stands out. A descent is looking for minima, and is shown no others."""
    found = science.landmarks.places if science.document.show.landmarks else ()
    if science.document.view.mode == "descend":
        found = tuple(mark for mark in found if mark.kind.startswith("minimum"))
    lowest = min((mark for mark in found if mark.kind.startswith("minimum")), key=lambda mark: mark.value, default=None)
    # Where a curve crosses the axis or another curve is seen without a name.
    told = [mark for mark in found if not mark.curves and mark.kind != "root"]
    made = []
    for mark in found if len(found) <= MOST_MARKED else ():
        if mark is not lowest:
            label = _kind(science, mark) if mark in told and len(told) <= MOST_NAMED else ""
            made.append(SpotMark(mark.x, mark.value, label, colour="text_quiet", quiet=True))
    if lowest is not None:
        label = tr("minimum, a kink") if "kink" in lowest.kind else tr("minimum")
        made.append(SpotMark(lowest.x, lowest.value, label))
    return made


def snaps(science: Science) -> list[tuple[float, str]]:
    """The places x on the active curve that the point falls into, and what they are."""
    found = science.landmarks.places if science.document.show.landmarks else ()
    return [(mark.x, _kind(science, mark)) for mark in found if not mark.curves or 0 in mark.curves]
