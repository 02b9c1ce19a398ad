"""The application: the window on a display, or its picture where there is none."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import (
    QBuffer,
    QByteArray,
    QEventLoop,
    QIODevice,
    QMessageLogContext,
    QTimer,
    QtMsgType,
    qInstallMessageHandler,
)
from PySide6.QtWidgets import QApplication

from gradexplorer.export.picture import Format
from gradexplorer.model.document import Document
from gradexplorer.model.edits import apply_scene, set_view
from gradexplorer.model.lasting import lasting
from gradexplorer.model.mending import Loss
from gradexplorer.model.settings import load_settings
from gradexplorer.ui import crash, display, pictures, theme
from gradexplorer.ui.exporting import title_of
from gradexplorer.ui.text import number, tr
from gradexplorer.ui.window import MainWindow

SWITCH_INTERVAL = 1e-4
"""Seconds after which Python threads take turns: a worker then holds a frame up for 9 ms at most, not for 80."""
PATIENCE_MS = 60_000
PICTURE = "gradexplorer.png"
WINDOW = (1280, 800)
PLOT = (800, 600)
"""The sizes of a picture of the window and of the plot alone, in logical pixels."""


def run(document: Document, path: Path | None = None, losses: Sequence[Loss] = ()) -> int:
    """Open the window and return the exit code; where there is no display, draw it into a file instead.

    `losses` are what the file at `path`, being damaged, lost.
    """
    reason = display.missing()
    if reason is not None:
        for loss in losses:
            print(f"{path} at {loss}", file=sys.stderr)
        print(reason)
        return without_display(document)
    with lasting():
        app = _application()
        reporter = crash.install("gradexplorer")
        window = MainWindow(document, None if losses else path)
        keeper = window.keep()
        reporter.rescue = keeper.rescue
        window.show()
    if losses and path is not None:
        window.filing.show_damaged(document, path, losses)
    keeper.offer()
    return int(app.exec())


def _about_to_descend(document: Document) -> Document:
    """The document as it opens; a demo at its first scene that descends, for others may show what is not descended."""
    scene = next((number for number, scene in enumerate(document.scenes) if scene.mode == "descend"), None)
    return document if scene is None or document.view.scene != 0 else apply_scene(document, scene)


def without_display(document: Document) -> int:
    """Descend from the document's point, write the window as a PNG, print the numbers and the file's name."""
    # Asked for here only: Qt ends the process when a display that is named cannot be reached.
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _application()
    document = _about_to_descend(document)
    window = _drawn(app, set_view(document, mode="descend", playhead=document.run.steps), WINDOW)
    run_ = window.science.run
    if run_ is not None and len(run_.values):
        for label, row in ((tr("start"), 0), (tr("after {n} steps", n=len(run_.values) - 1), len(run_.values) - 1)):
            where = ", ".join(
                f"{name} = {number(float(x))}" for name, x in zip(run_.names, run_.points[row], strict=True)
            )
            print(f"{label}: {where}, f = {number(float(run_.values[row]))}")
        print(run_.error or run_.verdict.detail)
    done = window.grab().save(PICTURE, "PNG")
    _close(window)
    print(Path(PICTURE).resolve() if done else tr("{file} cannot be written.", file=PICTURE))
    return 0 if done else 1


def picture(document: Document, size: tuple[int, int] = WINDOW, scale: float = 1.0, theme: str | None = None) -> bytes:
    """The window as a PNG of `size` × `scale` pixels, drawn without opening one."""
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
        if scale != 1.0:
            os.environ["QT_SCALE_FACTOR"] = str(scale)
    window = _drawn(_application(theme), document, size)
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    window.grab().save(buffer, "PNG")
    _close(window)
    return bytes(content.data())


def plot_picture(
    document: Document, kind: Format, size: tuple[int, int] | None = None, scale: float = 1.0, theme: str | None = None
) -> bytes:
    """The plot alone, as a file: PNG of `size` × `scale` pixels, SVG or PDF of `size` logical pixels.

    Without `size` a graph is as large as it is, and any other plot `PLOT`. Raises PictureError where there is no such
    picture.
    """
    if QApplication.instance() is None:
        os.environ["QT_QPA_PLATFORM"] = "offscreen"
    app = _application(theme)
    window = _made(document, WINDOW)
    for widget in (window.plots, window.curve, window.contour):
        widget.setFixedSize(*(size or PLOT))
    _settled(app, window)
    plot = window.shown_plot()
    try:
        return pictures.encoded(
            plot, kind, scale, title=title_of(window.editor), size=size if plot is window.graph else None
        )
    finally:
        _close(window)


def _application(wanted: str | None = None) -> QApplication:
    """The one application, dressed."""
    sys.setswitchinterval(SWITCH_INTERVAL)
    if QApplication.instance() is None and os.environ.get("QT_QPA_PLATFORM", "").startswith("offscreen"):
        qInstallMessageHandler(_without_noise)
    app = QApplication.instance() or QApplication(["gradexplorer"])
    assert isinstance(app, QApplication)
    app.setApplicationName("gradexplorer")
    app.setApplicationDisplayName("gradexplorer")
    theme.apply(app, wanted or load_settings()[0].theme)
    return app


def _without_noise(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's messages on stderr, but for one that its off-screen platform prints for every window."""
    if not message.startswith("This plugin does not support propagateSizeHints"):
        print(message, file=sys.stderr)


def _drawn(app: QApplication, document: Document, size: tuple[int, int]) -> MainWindow:
    """A window of this size with every result in it."""
    window = _made(document, size)
    _settled(app, window)
    return window


def _made(document: Document, size: tuple[int, int]) -> MainWindow:
    window = MainWindow(document, ask=False)
    window.resize(*size)
    return window


def _settled(app: QApplication, window: MainWindow) -> None:
    window.show()
    settle(app, window)


def settle(app: QApplication, window: MainWindow) -> None:
    """Let the window work until nothing is left to compute and its view rests."""
    calm = 0
    loop = QEventLoop()
    limit = QTimer(singleShot=True, interval=PATIENCE_MS)
    limit.timeout.connect(loop.quit)
    limit.start()
    beat = QTimer(interval=20)

    def look() -> None:
        nonlocal calm
        calm = calm + 1 if window.jobs.quiet and not window.science.waiting else 0
        if calm > 12:  # longer than a view takes to settle
            loop.quit()

    beat.timeout.connect(look)
    beat.start()
    loop.exec()
    beat.stop()
    limit.stop()
    app.processEvents()


def _close(window: MainWindow) -> None:
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, 0)
