"""Hands and eyes for the tests of the window: events go in, what is shown is read out. Nothing here calls a slot."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic, sleep
from typing import Any

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QAction, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractScrollArea, QApplication, QCheckBox, QPushButton, QToolButton, QWidget
from pytestqt.qtbot import QtBot

from gradexplorer.model.document import Coordinate, Document, Expression, Value, View
from gradexplorer.ui.code.field import CodeField
from gradexplorer.ui.docks.expression_row import ExpressionLine
from gradexplorer.ui.text import parse_number
from gradexplorer.ui.window import MainWindow

LEFT, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
PLAIN = Qt.KeyboardModifier.NoModifier
PATIENCE = 20_000
"""Milliseconds for what is shown within 100 on a machine at rest."""
BACKGROUND = ("starts",)
"""The kinds of job that nobody waits for."""


def lines(*texts: str, point: dict[str, Value] | None = None, **fields: Any) -> Document:
    """A document of these lines, the first one selected."""
    view = fields.pop("view", {})
    return Document(
        items=tuple(Expression(id=id, text=text, colour=id - 1) for id, text in enumerate(texts, 1)),
        point=tuple(Coordinate(name=name, value=value) for name, value in (point or {}).items()),
        view=View(selected=1 if texts else None, **view),
        **fields,
    )


class Driver:
    """One window under the hand."""

    def __init__(self, window: MainWindow, qtbot: QtBot) -> None:
        self.window, self.qtbot = window, qtbot

    # ------------------------------------------------------------------ waiting

    def until(self, true: Callable[[], object]) -> None:
        """Wait until `true()` holds."""
        end = monotonic() + PATIENCE / 1e3
        while not true():
            assert monotonic() < end, f"waited {PATIENCE / 1e3:.0f} s in vain"
            QTest.qWait(0)
            sleep(1e-3)  # qWait would sleep with the interpreter in its hands, and let no worker run

    def rest(self, *, shown: bool = True) -> None:
        """Let what is under way be computed and shown; what runs in the background has its own time."""
        jobs, science, refresher = self.window.jobs, self.window.science, self.window.refresher
        soon = (refresher._soon, refresher._strip_soon)
        QApplication.processEvents()

        def resting() -> bool:
            due = any(timer.isActive() for timer in soon) or science.waiting
            painting = self.window.updatesEnabled() or not shown  # not while a theme is put on
            return all(key in BACKGROUND for key in jobs._newest) and painting and not due

        if not resting():
            self.until(resting)

    # ------------------------------------------------------------------ keys

    def key(self, key: Qt.Key, modifiers: Qt.KeyboardModifier = PLAIN, *, on: QWidget | None = None) -> None:
        """Press and release a key on the plot in front, or on another widget, which gets the focus first."""
        widget = on or self.plot
        if not widget.hasFocus():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        QTest.keyClick(widget, key, modifiers)
        self.rest()

    def type(self, text: str, *, on: QWidget | None = None) -> None:
        """Type letters where the focus is."""
        for letter in text:
            QTest.keyClicks(on or self.focus, letter)

    def write(self, text: str, id: int | None = None) -> None:
        """Type a whole line: into the line `id` in place of what it says, else into the new line."""
        if id is None:
            self.click(self.window.expressions.new_line)
        else:
            self.open_line(id)
            QTest.keyClick(self.focus, Qt.Key.Key_A, CONTROL)
        self.type(text)
        self.rest()

    def open_line(self, id: int) -> None:
        """Click the formula of a line, or the field of one that cannot be read, so that it can be typed."""
        line = self.line(id)
        if not line.editing:
            self.click(line.formula if line.formula.isVisible() else line.editor)
        self.until(lambda: isinstance(self.focus, CodeField))

    @property
    def focus(self) -> QWidget:
        """The widget that keys go to."""
        widget = QApplication.focusWidget()
        assert widget is not None, "nothing has the focus"
        return widget

    # ------------------------------------------------------------------ the mouse

    def click(self, widget: QWidget, at: tuple[float, float] | None = None) -> None:
        """Click a widget that can be seen, in its middle or at a place of its own."""
        assert widget.isVisible(), f"{widget} is not to be seen"
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        place = target.rect().center() if at is None else QPoint(round(at[0]), round(at[1]))
        if at is None and isinstance(widget, QCheckBox):
            place.setX(8)  # beside its words a check box takes no clicks
        self.qtbot.mouseClick(target, LEFT, pos=place)
        self.rest()

    def drag(
        self,
        widget: QWidget,
        *path: tuple[float, float],
        release: bool = True,
        button: Qt.MouseButton = LEFT,
        modifiers: Qt.KeyboardModifier = PLAIN,
    ) -> None:
        """Press at the first place, move through the others with the button held, let go at the last."""
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        _mouse(target, QEvent.Type.MouseButtonPress, path[0], button, button, modifiers)
        for place in path[1:]:
            _mouse(target, QEvent.Type.MouseMove, place, NONE, button, modifiers)
        if release:
            self.drop(widget, path[-1], button)
        self.rest()

    def drop(self, widget: QWidget, at: tuple[float, float], button: Qt.MouseButton = LEFT) -> None:
        """Let go."""
        target = widget.viewport() if isinstance(widget, QAbstractScrollArea) else widget
        _mouse(target, QEvent.Type.MouseButtonRelease, at, button, NONE)
        self.rest()

    def hover(self, x: float, y: float) -> None:
        """Move the mouse to a pixel of the plot in front, no button down."""
        _mouse(self.plot.viewport(), QEvent.Type.MouseMove, (x, y), NONE, NONE)
        self.rest()

    def wheel(
        self,
        at: tuple[float, float],
        turn: tuple[int, int],
        modifiers: Qt.KeyboardModifier = PLAIN,
        *,
        pixels: tuple[int, int] = (0, 0),
    ) -> None:
        """Turn the wheel, or move two fingers, over a pixel of the plot in front: angles in eighths of a degree."""
        target = self.plot.viewport()
        far = QPointF(target.mapToGlobal(QPoint(round(at[0]), round(at[1]))))
        phase = Qt.ScrollPhase.NoScrollPhase
        event = QWheelEvent(QPointF(*at), far, QPoint(*pixels), QPoint(*turn), NONE, modifiers, phase, False)
        QApplication.sendEvent(target, event)
        self.rest()

    def pixel(self, x: float, y: float) -> tuple[float, float]:
        """Where a place of the plot in front is on the screen, in the plot's pixels."""
        at = self.plot.frame_now().point(x, y)
        return at.x(), at.y()

    def drag_point(self, *path: tuple[float, float]) -> None:
        """Drag the point through places in data units."""
        point = self.point_mark
        self.drag(self.plot, self.pixel(point.x, point.y), *(self.pixel(*place) for place in path))

    # ------------------------------------------------------------------ what is there

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.window.editor.document

    @property
    def plot(self) -> Any:
        """The curve, the contour map or the graph: what is in front."""
        return self.window.plots.currentWidget()

    def line(self, id: int) -> ExpressionLine:
        """A line of the expression list."""
        return self.window.expressions.line(id)

    def action(self, name: str) -> QAction:
        """An action by its name."""
        return self.window.actions_[name]

    def tool(self, name: str) -> QToolButton:
        """The toolbar's button of an action."""
        wanted = self.action(name)
        return next(b for b in self.window.toolbar.findChildren(QToolButton) if b.defaultAction() is wanted)

    def mode_button(self, mode: str) -> QPushButton:
        """Explore, Descend or Graph in the toolbar."""
        return self.window.toolbar.modes.button(mode)

    # ------------------------------------------------------------------ what is drawn

    @property
    def curves(self) -> tuple[Any, ...]:
        """The curves drawn, lowest first."""
        return self.window.curve._curves.marks

    @property
    def curve(self) -> Any:
        """The curve that lies on top: the active function's."""
        return self.curves[-1]

    @property
    def point_mark(self) -> Any:
        """The point drawn on the plot in front."""
        return self.plot._point

    def drawn_line(self, kind: str) -> Any:
        """What is drawn through the point: tangent, normal, guess, wrong, newton, circle; None where there is none."""
        return self.window.curve._lines.marks.get(kind)

    @property
    def trail(self) -> np.ndarray:
        """The trail drawn, shape (step + 1, 2); (0, 2) where there is none."""
        trail = self.plot._trail
        return np.stack([trail._x, trail._y], axis=-1)[: trail.index + 1]

    @property
    def markers(self) -> dict[str, tuple[float, float]]:
        """The run's named places."""
        return {mark.label: (mark.x, mark.y) for mark in self.plot._markers.marks}

    @property
    def cards(self) -> dict[int, Any]:
        """The graph's cards by the ids of their nodes."""
        return self.window.graph._graph.cards

    @property
    def visited(self) -> set[int]:
        """The nodes that backward has reached, as they are drawn."""
        return {id for id, card in self.cards.items() if card.visited}

    def click_node(self, id: int) -> None:
        """Click a card of the graph."""
        at = self.window.graph.mapFromScene(self.cards[id].pos())
        self.click(self.window.graph, (at.x(), at.y()))

    # ------------------------------------------------------------------ what is said

    @property
    def page(self) -> Any:
        """The inspector's page in front."""
        inspector = self.window.inspector
        return {"explore": inspector.explore, "descend": inspector.descend, "graph": inspector.graph}[inspector.page]

    @property
    def values(self) -> dict[str, str]:
        """The rows at the point (in Graph: of the node), as they are read."""
        return {row.name: row.text for row in self.page.values.rows}

    @property
    def gradients(self) -> dict[str, str]:
        """Graph: what `.grad` of the leaves reads."""
        return {row.name: row.text for row in self.window.inspector.graph.gradient_values.rows}

    def exact(self, name: str) -> float:
        """A value at the point in full, as it is copied."""
        return next(parse_number(row.full) for row in self.page.values.rows if row.name == name)

    def row(self, name: str) -> Any:
        """A row at the point."""
        return next(row for row in self.page.values.rows if row.name == name)

    @property
    def status(self) -> str:
        """The left end of the status line."""
        return self.window.status_words.text()

    @property
    def count(self) -> str:
        """The toolbar's "12 / 100"."""
        return self.window.toolbar.count.text()


def _mouse(
    target: QWidget,
    kind: QEvent.Type,
    at: tuple[float, float],
    button: Qt.MouseButton,
    held: Qt.MouseButton,
    modifiers: Qt.KeyboardModifier = PLAIN,
) -> None:
    far = QPointF(target.mapToGlobal(QPoint(round(at[0]), round(at[1]))))
    QApplication.sendEvent(target, QMouseEvent(kind, QPointF(*at), far, button, held, modifiers))
