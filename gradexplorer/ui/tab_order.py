"""The way of the Tab key: within a part of the window as one reads, whatever the order in which widgets were made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

LINE = 12
"""Widgets whose middles are no further apart than this, in pixels, stand on one line."""


def stops(part: QWidget) -> list[QWidget]:
    """What Tab visits within `part`, line by line from the top and each from the left."""
    tab, window = Qt.FocusPolicy.TabFocus.value, part.window()
    found = [
        (widget, *_middle(widget, part))
        for widget in (part, *part.findChildren(QWidget))
        if widget.isVisible()
        and widget.focusPolicy().value & tab
        and widget.focusProxy() is None
        and widget.isEnabled()
        and widget.window() is window
    ]
    lines: list[tuple[int, list[tuple[QWidget, int]]]] = []
    for widget, across, down in sorted(found, key=lambda each: each[2]):
        if lines and down - lines[-1][0] <= LINE:
            lines[-1][1].append((widget, across))
        else:
            lines.append((down, [(widget, across)]))
    return [widget for _, line in lines for widget, _ in sorted(line, key=lambda each: each[1])]


def beside(parts: Sequence[QWidget], focused: QWidget, *, forward: bool) -> QWidget | None:
    """The stop after `focused`, or before it, going round through `parts`; None where it is in none of them."""
    here = next((k for k, part in enumerate(parts) if part is focused or part.isAncestorOf(focused)), None)
    if here is None:
        return None
    order, way = stops(parts[here]), 1 if forward else -1
    if focused not in order:  # it takes the focus by a click or a key alone: go on from its part
        return next(iter(order), None)
    place = order.index(focused) + way
    if 0 <= place < len(order):
        return order[place]
    others = (stops(parts[(here + way * step) % len(parts)]) for step in range(1, len(parts) + 1))
    return next((found[0 if forward else -1] for found in others if found), None)


def bring_into_view(widget: QWidget) -> None:
    """Scroll the areas around a widget so that it is seen."""
    parent = widget.parentWidget()
    while parent is not None:
        if isinstance(parent, QScrollArea):
            parent.ensureWidgetVisible(widget)
        parent = parent.parentWidget()


def _middle(widget: QWidget, part: QWidget) -> tuple[int, int]:
    """Where a widget's middle would be within `part` if nothing were scrolled."""
    at = widget.rect().center()
    each: QWidget | None = widget
    while each is not None and each is not part:
        parent = each.parentWidget()
        area = None if parent is None else parent.parentWidget()
        if not (isinstance(area, QScrollArea) and area.widget() is each):
            at += each.pos()
        each = parent
    return at.x(), at.y()
