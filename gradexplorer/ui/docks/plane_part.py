"""The parts of Explore's page that belong to maps: the direction, and with three components or more the axes."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from gradexplorer.ui.docks.readings import PlaneReading
from gradexplorer.ui.docks.sections import INSET, Section, Values
from gradexplorer.ui.text import parse_number, tr
from gradexplorer.ui.widgets.labels import Words
from gradexplorer.ui.widgets.number_field import NumberField
from gradexplorer.ui.widgets.slider import ValueSlider

MOST_SLIDERS = 8
"""No more components than this have a slider here."""
REACH = 5.0
"""A slider goes this far both ways, or to the round number beyond its value."""
_VECTOR = re.compile(r"[\[(]?([^,;]+)[,;]([^,;]+?)[\])]?")


def parse_direction(text: str) -> float:
    """The angle in degrees that a text means: "30", "30°", or a vector "3, 4". Raises ValueError for any other."""
    text = text.strip()
    vector = _VECTOR.fullmatch(text)
    if vector is None:
        return parse_number(text.removesuffix("°"))
    across, up = (parse_number(part) for part in vector.groups())
    if not (math.isfinite(across) and math.isfinite(up)) or (across, up) == (0.0, 0.0):
        raise ValueError(text)
    return math.degrees(math.atan2(up, across))


class DirectionPart(Section):
    """The angle, typed in degrees or as a vector; the unit vector, the slope along it, and what that means."""

    turned = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Direction"), parent)
        name, example = tr("Direction in degrees, or as a vector"), tr("30, or a vector: 3, 4")
        self.angle = NumberField(name=name, optional=True, parse=parse_direction, example=example)
        self.angle.setFixedWidth(96)
        self.angle.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.angle.valueChanged.connect(lambda degrees: self.turned.emit(degrees))
        self.angle.cleared.connect(lambda: self.turned.emit(None))
        label = QLabel(tr("angle in °"))
        label.setToolTip(tr("Degrees from the first axis towards the second, or a vector such as 3, 4."))
        label.setProperty("role", "quiet")
        label.setBuddy(self.angle)
        row = QHBoxLayout()
        row.setContentsMargins(INSET, 0, INSET, 2)
        row.addWidget(label, 1)
        row.addWidget(self.angle)
        self.body.addLayout(row)
        self.values = Values()
        self.add(self.values)
        self.sentence = Words(role="quiet", size=12)
        self.add_inset(self.sentence, above=4)

    def show_reading(self, reading: PlaneReading) -> None:
        """Show `reading`; signals nothing."""
        self.setVisible(reading.direction is not None)
        self.angle.setValue(reading.direction)
        self.values.show_values(reading.values)
        self.sentence.say(reading.sentence)


class _Held(QWidget):
    """One component that is on no axis: its name, a slider and its exact value."""

    moved = Signal(float)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = QLabel()
        self.slider, self.field = ValueSlider(-REACH, REACH), NumberField()
        self.field.setFixedWidth(72)
        self.field.setAlignment(Qt.AlignmentFlag.AlignRight)
        row = QHBoxLayout(self)
        row.setContentsMargins(INSET, 2, INSET, 2)
        row.setSpacing(6)
        row.addWidget(self.name)
        row.addWidget(self.slider, 1)
        row.addWidget(self.field)
        self.slider.moved.connect(self.moved)
        self.slider.released.connect(self.released)
        self.field.valueChanged.connect(self._typed)

    def show_component(self, name: str, value: float) -> None:
        """Show a component; while a hand drags, the ends of the slider stay."""
        self.name.setText(name)
        self.slider.setAccessibleName(tr("Value of {name}", name=name))
        self.field.setAccessibleName(tr("Exact value of {name}", name=name))
        low, high = self.slider.limits
        if not (low <= value <= high) or (abs(value) <= REACH < high and not self.slider.held):
            reach = _beyond(value)
            self.slider.set_limits(-reach, reach)
        self.slider.set_number(value)
        self.field.setValue(value)

    def _typed(self, value: float) -> None:
        self.moved.emit(value)
        self.released.emit()


class AxesPart(Section):
    """Which two components are on the axes, and a slider for each of the others."""

    chosen = Signal(int, int)
    moved = Signal(int, float)
    released = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Axes"), parent)
        self.boxes = (QComboBox(), QComboBox())
        row = QHBoxLayout()
        row.setContentsMargins(INSET, 0, INSET, 4)
        row.setSpacing(6)
        for box, words, name in zip(
            self.boxes, (tr("across"), tr("up")), (tr("Component across"), tr("Component up")), strict=True
        ):
            label = QLabel(words)
            label.setProperty("role", "quiet")
            label.setBuddy(box)
            box.setAccessibleName(name)
            box.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
            box.setMinimumContentsLength(2)
            box.setMinimumWidth(56)
            box.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            box.setToolTip(tr("The component on this axis (W: another pair)"))
            box.activated.connect(lambda _: self.chosen.emit(*(each.currentIndex() for each in self.boxes)))
            row.addWidget(label)
            row.addWidget(box, 1)
        self.body.addLayout(row)
        self._rows: list[_Held] = []
        self._numbers: list[int] = []
        self._column = QVBoxLayout()
        self._column.setSpacing(0)
        self.body.addLayout(self._column)
        self.more = Words(role="quiet", size=12)
        self.add_inset(self.more, above=4)

    @property
    def rows(self) -> tuple[_Held, ...]:
        """The rows of the components on no axis."""
        return tuple(row for row in self._rows if not row.isHidden())

    def show_reading(self, reading: PlaneReading) -> None:
        """Show `reading`; signals nothing."""
        self.setVisible(len(reading.names) > 2)
        for box, axis in zip(self.boxes, reading.axes, strict=True):
            blocker = QSignalBlocker(box)
            if [box.itemText(k) for k in range(box.count())] != list(reading.names):
                box.clear()
                box.addItems(list(reading.names))
            box.setCurrentIndex(axis)
            blocker.unblock()
        self._show_held(reading.names, reading.held[:MOST_SLIDERS])
        hidden = len(reading.held) - MOST_SLIDERS
        self.more.say(tr("and {count} more", count=hidden) if hidden > 0 else "")

    def _show_held(self, names: Sequence[str], held: Sequence[tuple[int, float]]) -> None:
        while len(self._rows) < len(held):
            row, place = _Held(self), len(self._rows)
            row.moved.connect(lambda value, place=place: self.moved.emit(self._numbers[place], value))
            row.released.connect(self.released)
            self._column.addWidget(row)
            self._rows.append(row)
        self._numbers = [number for number, _ in held]
        for row, (number, value) in zip(self._rows, held, strict=False):
            row.show_component(names[number], value)
        for place, row in enumerate(self._rows):
            row.setVisible(place < len(held))


def _beyond(value: float) -> float:
    """A round number that is a little beyond a value, and no less than the usual reach."""
    if not math.isfinite(value) or abs(value) <= REACH:
        return REACH
    power = 10.0 ** math.floor(math.log10(abs(value)))
    return next((factor * power for factor in (2.0, 5.0, 10.0) if factor * power >= abs(value)), 10.0 * power)
