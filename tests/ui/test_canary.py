"""A watch on PySide6: 6.12.0 drops a reference to None at each repaint, and ends CPython 3.11 after some thousand."""

from __future__ import annotations

import sys

import numpy as np
import pytest
from pyqtgraph.widgets.PlotWidget import PlotWidget
from pytestqt.qtbot import QtBot

REPAINTS = 2000


@pytest.mark.skipif(sys.version_info >= (3, 12), reason="None is immortal from Python 3.12 on")
def test_repainting_drops_no_reference_to_none(qtbot: QtBot) -> None:
    plot = PlotWidget()
    qtbot.addWidget(plot)
    plot.resize(160, 120)
    plot.plot(np.arange(10.0), np.arange(10.0))
    with qtbot.waitExposed(plot):
        plot.show()
    before = sys.getrefcount(None)
    for _ in range(REPAINTS):
        plot.viewport().repaint()
    # A leak of the kind meant here costs at least one reference a repaint; the rest of the program moves a few.
    assert sys.getrefcount(None) > before - REPAINTS // 4
