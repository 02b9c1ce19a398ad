"""The way of the Tab key: within a part of the window as one reads, whatever the order in which widgets were made."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QScrollArea, QWidget

LINE = 12
"""Widgets whose middles are no further apart than this, in pixels, stand on one line."""


def stops(part: QWidget) -> list[QWidget]:
    """What Tab visits within `part`, line by line from the top and each from the left."""
    tab = Qt.FocusPolicy.TabFocus.value
    found = [
        widget
        for widget in (part, *part.findChildren(QWidget))
        if widget.focusPolicy().value & tab
        and widget.focusProxy() is None
        and widget.isVisible()
        and widget.isEnabled()
        and widget.window() is part.window()
    ]
    lines: list[tuple[int, list[QWidget]]] = []
    for widget in sorted(found, key=lambda widget: _middle(widget, part)[1]):
        middle = _middle(widget, part)[1]
        if lines and middle - lines[-1][0] <= LINE:
            lines[-1][1].append(widget)
        else:
            lines.append((middle, [widget]))
    return [widget for _, line in lines for widget in sorted(line, key=lambda widget: _middle(widget, part)[0])]


def beside(parts: Sequence[QWidget], focused: QWidget, *, forward: bool) -> QWidget | None:
    """The stop after `focused`, or before it, going round through `parts`; None where it is in none of them."""
    order = [stop for part in parts for stop in stops(part)]
    if focused in order:
        return order[(order.index(focused) + (1 if forward else -1)) % len(order)]
    # It takes the focus by a click or a key alone: go on from its part.
    for part in parts:
        if part.isAncestorOf(focused):
            return next(iter(stops(part)), None)
    return None


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
