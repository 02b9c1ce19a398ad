"""The real window with a hand on it: sends mouse and key events, and waits for the frames that answer them."""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter
from typing import Any

from PySide6.QtCore import (
    QCoreApplication,
    QEvent,
    QEventLoop,
    QObject,
    QPoint,
    QPointF,
    Qt,
    QTimer,
    qInstallMessageHandler,
)
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gradexplorer.model.document import Document
from gradexplorer.model.lasting import lasting
from gradexplorer.ui import app as program, theme
from gradexplorer.ui.graph import GraphView
from gradexplorer.ui.plots.contour import ContourPlot
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.window import MainWindow

HAND_MS = 8
"""A mouse reports 125 times a second."""
LIMIT = 10.0
"""Seconds after which a frame is no longer waited for."""

LEFT, MIDDLE, NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.NoButton


class Stage(QObject):
    """A shown window of one document. `curves` counts new curves; `painted` says that the plot was painted since."""

    def __init__(self, document: Document, size: tuple[int, int] = (1280, 800), *, patient: bool = True) -> None:
        """Show the window and wait until nothing is left to do; where not `patient`, for no job."""
        super().__init__()
        with lasting():
            self.app = application()
            self.window = MainWindow(document, ask=False)
            self.window.resize(*size)
        self.painted, self.fresh = False, False
        self._wanted: Callable[[], bool] = lambda: False
        self._ended: float | None = None
        _watched.append(self._on_painted)
        for signal in (self.window.science.curvesChanged, self.window.science.fieldChanged):
            signal.connect(self._renewed)
        self._wake = QTimer(self, interval=20)
        self.window.show()
        self.window.activateWindow()
        if patient:
            self.settle()
        else:
            self.wait(100)

    def _on_painted(self, plot: object) -> None:
        """A plot was painted; the next frame may come in the same turn of the event loop, and counts no more."""
        if plot is self.plot:
            self.painted = True
            if self._ended is None and self._wanted():
                self._ended = perf_counter()

    def _renewed(self) -> None:
        self.fresh, self.painted = True, False

    @property
    def plot(self) -> Any:
        """The plot in front."""
        return self.window.shown_plot()

    def settle(self) -> None:
        """Wait until nothing is left to do."""
        program.settle(self.app, self.window)

    def wait(self, milliseconds: int = HAND_MS) -> None:
        """Let the event loop run."""
        loop = QEventLoop()  # QTest.qWait sleeps for 10 ms at a time
        end = QTimer(interval=milliseconds, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        end.timeout.connect(loop.quit)
        end.start()
        loop.exec()

    def until(self, done: Callable[[], bool]) -> bool:
        """Run the event loop, asleep where there is nothing to do, until `done`; False where it took too long."""
        end = perf_counter() + LIMIT
        self._wake.start()
        while not done() and perf_counter() < end:
            self.app.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)
        self._wake.stop()
        return done()

    def frame(self, act: Callable[[], object], done: Callable[[], bool] = lambda: True) -> float | None:
        """Milliseconds from `act` until the plot is painted and `done`; None where that does not come.

        It does not come where `act` changed nothing: the point in hand stays in a point of interest for some pixels.
        """
        self.painted, self.fresh = False, False
        self._wanted, self._ended = done, None
        begun = perf_counter()
        act()
        if not self.painted and not getattr(self.plot, "_live_stale", True):
            return None
        if not self.until(lambda: self._ended is not None) or self._ended is None:
            return None
        return 1e3 * (self._ended - begun)

    def close(self) -> None:
        """End the window and its worker."""
        _watched.remove(self._on_painted)
        self.window.close()
        self.window.deleteLater()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete.value)

    # ------------------------------------------------------------------ the hand

    def mouse(self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.MouseButton) -> None:
        """Send a mouse event to the plot's viewport."""
        viewport = self.plot.viewport()
        place = QPointF(viewport.mapToGlobal(at.toPoint()))
        QCoreApplication.sendEvent(viewport, QMouseEvent(kind, at, place, button, held, Qt.KeyboardModifier.NoModifier))

    def press(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        """Push a button down."""
        self.mouse(QEvent.Type.MouseButtonPress, at, button, button)

    def move(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        """Move with the button held."""
        self.mouse(QEvent.Type.MouseMove, at, NONE, button)

    def release(self, at: QPointF, button: Qt.MouseButton = LEFT) -> None:
        """Let the button go."""
        self.mouse(QEvent.Type.MouseButtonRelease, at, button, NONE)

    def wheel(self, at: QPointF, notches: int) -> None:
        """Turn the wheel."""
        viewport = self.plot.viewport()
        event = QWheelEvent(
            at,
            QPointF(viewport.mapToGlobal(at.toPoint())),
            QPoint(),
            QPoint(0, 120 * notches),
            NONE,
            Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QCoreApplication.sendEvent(viewport, event)

    def hold(self, widget: QWidget) -> None:
        """Push the left button down in the middle of a widget."""
        QTest.mousePress(widget, LEFT, pos=widget.rect().center())

    def drag(self, widget: QWidget, x: float) -> None:
        """Move to x of a widget with the left button held."""
        at = QPointF(x, widget.rect().center().y())
        place = QPointF(widget.mapToGlobal(at.toPoint()))
        kind, none = QEvent.Type.MouseMove, Qt.KeyboardModifier.NoModifier
        QCoreApplication.sendEvent(widget, QMouseEvent(kind, at, place, NONE, LEFT, none))

    def let_go(self, widget: QWidget) -> None:
        """Let the left button go."""
        QTest.mouseRelease(widget, LEFT, pos=widget.rect().center())

    def key(self, widget: QWidget, key: Qt.Key | str) -> None:
        """Press and release a key with the focus in `widget`."""
        if isinstance(key, str):
            QTest.keyClicks(widget, key)
        else:
            QTest.keyClick(widget, key)

    def point(self) -> QPointF:
        """Where the point lies in the viewport, in pixels."""
        result = self.window.science.active_point
        assert result is not None, "there is a function"
        frame = self.plot.frame_now()
        if len(result.point) == 1:
            return QPointF(frame.point(float(result.point[0]), result.value))
        first, second = self.window.science.axes()
        return QPointF(frame.point(float(result.point[first]), float(result.point[second])))

    def field(self, id: int = 1) -> QWidget:
        """The text field of expression `id`, being typed in."""
        line = self.window.expressions.line(id)
        line.edit()
        return line.editor


_watched: list[Callable[[object], None]] = []
"""Who is told that a plot was painted."""


def _watch(kind: Any) -> None:
    """Tell when a plot of this class was painted: an event filter is asked before that."""
    paint = kind.paintEvent

    def painted(plot: object, event: object) -> None:
        paint(plot, event)
        for tell in _watched:
            tell(plot)

    kind.paintEvent = painted


for _kind in (CurvePlot, ContourPlot, GraphView):
    _watch(_kind)


def application() -> QApplication:
    """The one application, as the program makes it, light."""
    qInstallMessageHandler(_told)
    sys.setswitchinterval(program.SWITCH_INTERVAL)
    app = QApplication.instance() or QApplication(["gradexplorer"])
    assert isinstance(app, QApplication)
    theme.apply(app, "light")
    return app


def _told(kind: object, context: object, message: str) -> None:
    """Qt's messages, but for what the off-screen platform says of every window."""
    if "propagateSizeHints" not in message:
        print(message, file=sys.stderr)
