"""What mouse and touch pad do on a plot, in words: it belongs to the plots, so the table of actions has none of it."""

from __future__ import annotations

from gradexplorer.ui.text import tr


def gestures() -> tuple[tuple[str, str], ...]:
    """Gestures and what they do, the usual ones first."""
    return (
        (tr("Drag"), tr("Move the view; on the point or beside its curve, the point")),
        (tr("Wheel, two fingers, pinch"), tr("Zoom about the mouse")),
        (tr("Two fingers sideways, Alt+wheel"), tr("Move the view sideways")),
        (tr("Shift+wheel, Ctrl+wheel"), tr("Zoom x alone, y alone; so does the wheel over labels at the plot's edge")),
        (tr("Drag the labels of an axis"), tr("Stretch that axis")),
        (tr("Shift+drag, right drag"), tr("Draw a box to magnify; a thin one magnifies one axis; Esc leaves it")),
        (tr("Back and forward buttons"), tr("To the view before, and forth again")),
    )
