"""A window that is taken from a screen of scale 1 to one of scale 2, in a process of its own: Qt reads screens once."""

from __future__ import annotations

import sys

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from gradexplorer.model import demos
from gradexplorer.ui import app as application
from gradexplorer.ui.widgets.labels import Banner
from gradexplorer.ui.window import MainWindow


def main() -> None:
    """Print, for each screen: its scale, the plot's, an action's icon's, a formula's, and a warning sign's."""
    app = application._application("light")
    window = MainWindow(demos.first_run(), ask=False)
    banner = Banner("No.", window.plot_area, tone="warn")
    window.show()
    application.settle(app, window)
    for screen in QGuiApplication.screens():
        window.windowHandle().setScreen(screen)
        window.move(screen.geometry().topLeft())
        app.processEvents()
        window.plots.currentWidget().viewport().repaint()
        formula = window.expressions.line(1).formula._formula(1.0)
        print(
            screen.devicePixelRatio(),
            window.curve._kept.devicePixelRatioF(),
            window.actions_["undo"].icon().pixmap(QSize(20, 20), screen.devicePixelRatio()).width() / 20,
            formula.pixmap.devicePixelRatioF(),
            banner._sign.pixmap().devicePixelRatioF(),
        )
    window.close()
    window.deleteLater()
    QApplication.sendPostedEvents(None, 0)


if __name__ == "__main__":
    sys.exit(main())
