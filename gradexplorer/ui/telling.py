"""Tells in words what the plots show, and says aloud what the keyboard did: for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from gradexplorer.model.document import Document
from gradexplorer.ui.present import sentences
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

REST_MS = 60
"""Sentences are made when what they tell of has rested this long …"""
SPOKEN_MS = 150
"""… and said when a key that is held down has done its work."""
MOVES = ("forward", "back", "forward-far", "back-far", "forward-fine", "back-fine", "first", "last", "restart",
         "up", "down", "up-far", "down-far", "up-fine", "down-fine", "next-place", "previous-place", "next-point",
         "previous-point", "second-right", "second-left", "undo", "redo", "explore", "descend", "graph",
         "toggle-graph")  # fmt: skip
"""Actions after which the point, the step or the node is said."""
VIEWS = ("zoom-in", "zoom-out", "zoom-reset", "fit", "pan-left", "pan-right", "pan-up", "pan-down", "view-back",
         "view-forth")  # fmt: skip
"""Actions after which the ranges in view are said."""


class Telling(QObject):
    """Writes the plots' accessible descriptions, and announces what actions came to."""

    announced = Signal(str)
    """This was said."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self.describe)
        self._speak = QTimer(self, singleShot=True, interval=SPOKEN_MS)
        self._speak.timeout.connect(self._say)
        self._due = ""
        science = window.science
        results = (science.pointChanged, science.curvesChanged, science.fieldChanged, science.landmarksChanged)
        documents = (science.runChanged, science.graphChanged, window.editor.changed, window.editor.replaced)
        for changed in (*results, *documents):
            changed.connect(lambda *_: self._rest.start())
        for plot in (window.curve, window.contour):
            plot.rangeSettled.connect(lambda *_: self._rest.start())
        window.editor.changed.connect(self._keep_back)
        self._listen()

    def _listen(self) -> None:
        window = self.window
        for name, action in window.actions_.all.items():
            if name in MOVES:
                action.triggered.connect(lambda *_: self._soon("point"))
            elif name in VIEWS:
                action.triggered.connect(lambda *_: self._soon("view"))
            elif action.isCheckable():
                action.triggered.connect(lambda _=False, name=name: self._soon(name))
        window.player.playingChanged.connect(lambda playing: None if playing else self._soon("point"))

    def _keep_back(self, before: Document, after: Document) -> None:
        """Take the slope out of the sentences at once where one is to be guessed."""
        if (before.guess is None, before.revealed) != (after.guess is None, after.revealed):
            self.describe()

    @property
    def waiting(self) -> bool:
        """The descriptions are about to be written anew."""
        return self._rest.isActive()

    # ------------------------------------------------------------------ the plots in words

    def describe(self) -> None:
        """Write what is seen now into the plots' descriptions, and into the panel of values."""
        window = self.window
        plot = window.shown_plot()
        if plot is window.curve:
            plot.setAccessibleDescription(sentences.curve(window.science, *plot.ranges()))
        elif plot is window.contour:
            plot.setAccessibleDescription(sentences.contour(window.science, *plot.ranges()))
        window.timeline.setAccessibleDescription(
            sentences.timeline(window.science.run, window.conductor.shown_step) + " " + tr("Arrows move the playhead.")
        )
        window.values.say(plot.accessibleDescription())

    # ------------------------------------------------------------------ what is said

    def _soon(self, what: str) -> None:
        self._due = what
        self._speak.start()

    def _say(self) -> None:
        window = self.window
        if not window.isVisible():
            return
        if self._due == "point":
            text = sentences.spoken(window.status_words.text())
            if window.shown_plot() is window.graph:
                text = window.graph.accessibleDescription()
        elif self._due == "view":
            in_graph = window.shown_plot() is window.graph
            text = "" if in_graph else sentences.view(*window.shown_plot().ranges())
        else:
            action = window.actions_[self._due]
            text = tr("{what}: on") if action.isChecked() else tr("{what}: off")
            text = text.format(what=window.actions_.specs[self._due].text)
        self.say(text)

    def say(self, text: str) -> None:
        """Have a screen reader say it, at its next pause."""
        if text:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self.window.shown_plot(), text))
            self.announced.emit(text)
