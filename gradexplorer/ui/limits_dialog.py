"""The limits of the axes typed exactly, with their scales and ticks."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QGridLayout, QLabel, QVBoxLayout, QWidget

from gradexplorer.model.document import SCALES, TICK_KINDS
from gradexplorer.ui.plots.frame import FARTHEST, NEAREST, clamped_range, least_span
from gradexplorer.ui.text import exact, parse_number, tr
from gradexplorer.ui.widgets.labels import Caption, Prose
from gradexplorer.ui.widgets.number_field import NumberField


class AxisRow:
    """The fields of one axis: from, to, scale, ticks."""

    def __init__(self, axis: str, name: str, limits: tuple[float, float], scale: str, ticks: str) -> None:
        self.axis, self.name = axis, name
        self.low = NumberField(limits[0], name=tr("{axis} from", axis=name))
        self.high = NumberField(limits[1], name=tr("{axis} to", axis=name))
        self.scale = _choice(tr("Scale of {axis}", axis=name), SCALES, (tr("linear"), tr("logarithmic")), scale)
        self.ticks = _choice(tr("Ticks of {axis}", axis=name), TICK_KINDS, (tr("decimal"), tr("multiples of π")), ticks)

    @property
    def widgets(self) -> tuple[QWidget, ...]:
        """In the order in which the focus goes through them."""
        return self.low, self.high, self.scale, self.ticks

    def fault(self) -> str | None:
        """Why what is typed is no view, in a sentence; None where it is one."""
        for field in (self.low, self.high):
            reason = field.reason(field.text())
            if reason is not None:
                return f"{field.accessibleName()}: {reason}"
        low, high = self.limits()
        if not low < high:
            return tr("{axis} must go from a number to a greater one.", axis=self.name)
        log = self.scale.currentData() == "log"
        if log and low <= 0:
            return tr("A logarithmic axis has positive numbers only: {axis} must begin above 0.", axis=self.name)
        if high > FARTHEST or low < (NEAREST if log else -FARTHEST):
            return tr("{axis}: no view reaches beyond {far}.", axis=self.name, far="10⁻³⁰⁰ … 10¹²" if log else "±10¹²")
        if clamped_range(low, high, log) != (low, high):
            least = exact(least_span(max(abs(low), abs(high))))
            return tr(
                "{axis}: this is too narrow for numbers of 64 bits; {least} would do.", axis=self.name, least=least
            )
        return None

    def limits(self) -> tuple[float, float]:
        """What is typed; asked only where `fault` has none about the numbers."""
        low, high = (
            parse_number(field.text()) if field.isModified() else field.number or 0.0 for field in (self.low, self.high)
        )
        return low, high

    def changes(self) -> dict[str, Any]:
        """The view's fields as they are to be."""
        return {
            f"{self.axis}_range": self.limits(),
            f"{self.axis}_scale": self.scale.currentData(),
            f"{self.axis}_ticks": self.ticks.currentData(),
        }


class LimitsDialog(QDialog):
    """From … to … for both axes; Enter takes them, Esc does not."""

    taken = Signal(object)
    """A dictionary of fields of `View`."""

    def __init__(self, rows: Mapping[str, tuple[str, tuple[float, float], str, str]], parent: QWidget) -> None:
        """Show for "x" and "y" a name, the limits, the scale and the kind of ticks."""
        super().__init__(parent)
        self.setWindowTitle(tr("Axes"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.rows = [AxisRow(axis, *row) for axis, row in rows.items()]
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        for column, head in enumerate((tr("from"), tr("to"), tr("scale"), tr("ticks")), 1):
            grid.addWidget(Caption(head), 0, column)
        for line, row in enumerate(self.rows, 1):
            grid.addWidget(QLabel(row.name), line, 0)
            for column, widget in enumerate(row.widgets, 1):
                grid.addWidget(widget, line, column)
            for field in (row.low, row.high):
                field.setMinimumWidth(120)
                field.textEdited.connect(lambda _: self._judge())
            row.scale.currentIndexChanged.connect(lambda _: self._judge())
        self.told = Prose(role="quiet")
        self.told.setMinimumWidth(420)
        box = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel)
        self.ok = box.button(QDialogButtonBox.StandardButton.Ok)
        box.accepted.connect(self.accept)
        box.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(12)
        layout.addLayout(grid)
        layout.addWidget(self.told)
        layout.addWidget(box)
        self._judge()
        self.rows[0].low.setFocus()

    def accept(self) -> None:
        """Take what is typed, unless it is no view."""
        if any(row.fault() for row in self.rows):
            self._judge()
            return
        self.taken.emit({key: value for row in self.rows for key, value in row.changes().items()})
        super().accept()

    def _judge(self) -> None:
        fault = next((fault for row in self.rows if (fault := row.fault())), None)
        self.told.say(fault or tr("Numbers or formulas: −2pi, sqrt 2, 1e-3."))
        self.told.set_role("error" if fault else "quiet")
        self.ok.setEnabled(fault is None)


def _choice(name: str, values: tuple[str, ...], words: tuple[str, ...], chosen: str) -> QComboBox:
    box = QComboBox()
    for value, word in zip(values, words, strict=True):
        box.addItem(word, value)
    box.setCurrentIndex(values.index(chosen))
    box.setAccessibleName(name)
    return box
