"""What the device box lists: what the engine found, and why CUDA is not there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

import engine
from engine.device import DeviceReport
from gradexplorer.model.settings import load_settings
from gradexplorer.ui.preferences import remember
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.device_box import DeviceEntry

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

DTYPES = {"float64": engine.float64, "float32": engine.float32}


class DeviceFinder(QObject):
    """Asks the engine off the GUI thread, for the search may import CuPy and run a kernel."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.window = window
        self.box = window.toolbar.device
        dtype = load_settings()[0].dtype
        window.science.dtype = DTYPES[dtype]
        self.box.set_devices(_cpu(), dtype)
        self.box.deviceChosen.connect(self._choose)
        window.jobs.submit("devices", lambda _: engine.detect(), self._found, self._failed)

    def _found(self, reports: tuple[DeviceReport, ...]) -> None:
        self.box.set_devices([*_cpu(), *(_cuda(report) for report in reports if report.device.type == "cuda")],
                             self.box.current or "float64")  # fmt: skip

    def _failed(self, error: Exception) -> None:
        reason = tr("The search for CUDA failed: {error}", error=str(error))
        self.box.set_devices([*_cpu(), DeviceEntry("cuda", "CUDA", False, reason)], self.box.current or "float64")

    def _choose(self, key: str) -> None:
        if key in DTYPES:
            self.window.science.set_dtype(DTYPES[key])
            remember(self.window, dtype=key)


def _cpu() -> list[DeviceEntry]:
    return [DeviceEntry(name, f"CPU · {name}", True, "") for name in DTYPES]


def _cuda(report: DeviceReport) -> DeviceEntry:
    """A GPU that was found is named too: the window computes on the CPU, scripts can use it."""
    if not report.available:
        return DeviceEntry("cuda", "CUDA", False, report.reason)
    reason = tr('{name} is there for scripts (device="cuda"); the window computes on the CPU.', name=report.name)
    return DeviceEntry(str(report.device), report.name, False, reason)
