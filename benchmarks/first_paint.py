"""The child of `start`: runs the program, prints when its first frames were on the screen, and ends.

It is called as `python -m gradexplorer` is: `python -m benchmarks.first_paint [ARGUMENT …]`.
"""

from __future__ import annotations

import os
import sys
import time
from typing import Any


def main() -> int:
    """Run the command line with a watch on the plot's paint events."""
    from gradexplorer.cli import main as program
    from gradexplorer.model.lasting import lasting
    from gradexplorer.ui import display

    with lasting():  # as where the program imports it
        from gradexplorer.ui.plots.curve import CurvePlot

    stamps: dict[str, float] = {}

    def stamp(with_curve: bool) -> None:
        stamps.setdefault("window", time.time())
        if with_curve:
            stamps["curve"] = time.time()
            print(stamps["window"], stamps["curve"], flush=True)
            os._exit(0)

    class Watched:
        """Stands in for the plot's paint handler; what it paints is on the screen when the event loop turns next."""

        paint = CurvePlot.paintEvent

        @staticmethod
        def event(plot: Any, event: Any) -> None:
            from PySide6.QtCore import QTimer

            Watched.paint(plot, event)
            with_curve = bool(getattr(plot.window(), "science", None) and plot.window().science.curves)
            QTimer.singleShot(0, lambda: stamp(with_curve))

    CurvePlot.paintEvent = Watched.event  # type: ignore[method-assign, assignment]
    # Off-screen counts as no display to the program, which would draw a picture instead of opening its window.
    display.missing = lambda *_: None
    return program(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
