"""The inspector's page for Explore: the point, what is drawn beside the curve, and what lies in view."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from gradexplorer.model.document import MOST_TAYLOR_ORDER
from gradexplorer.ui.docks.landmarks import Landmarks
from gradexplorer.ui.docks.pin_rows import PinRows
from gradexplorer.ui.docks.plane_part import AxesPart, DirectionPart
from gradexplorer.ui.docks.readings import ExploreReading
from gradexplorer.ui.docks.sections import Page, PointSection, Section
from gradexplorer.ui.switches import switches
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption, Words
from gradexplorer.ui.widgets.link import LinkButton
from gradexplorer.ui.widgets.number_field import NumberField


def _no_order(order: float) -> str | None:
    """Why a Taylor polynomial of this order is refused."""
    most = MOST_TAYLOR_ORDER
    return None if 1 <= order <= most else tr("The order is a whole number from 1 to {most}.", most=most)


def _no_length(length: float) -> str | None:
    """Why a tangent of this length is refused."""
    return None if length > 0 else tr("The length must be above 0.")


def _labelled(text: str, field: NumberField) -> QWidget:
    """A field with its name before it."""
    field.setFixedWidth(84)
    label = QLabel(text)
    label.setProperty("role", "quiet")
    label.setBuddy(field)
    row = QHBoxLayout()
    row.setContentsMargins(0, 4, 0, 0)
    row.addWidget(label, 1)
    row.addWidget(field)
    whole = QWidget()
    whole.setLayout(row)
    return whole


class ExplorePage(Page):
    """Shows an `ExploreReading`."""

    pointEdited = Signal(str, float)
    showToggled = Signal(str, bool)
    zeroGradToggled = Signal(bool)
    taylorOrderChanged = Signal(int)
    tangentLengthChanged = Signal(object)
    guessChanged = Signal(object)
    revealToggled = Signal(bool)
    pinEdited = Signal(int, float)
    pinChosen = Signal(int)
    pinRemoved = Signal(int)
    landmarkChosen = Signal(object)
    directionTurned = Signal(object)
    axesChosen = Signal(int, int)
    heldMoved = Signal(int, float)
    heldReleased = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Explore"), parent)
        self._build_point()
        self._build_pins()
        self._build_plane()
        self._build_show()
        self._build_guess()
        self.view = Section(tr("In view"))
        self.landmarks = Landmarks()
        self.landmarks.chosen.connect(self.landmarkChosen)
        self.view.add(self.landmarks)
        self.add(self.view)
        self.finish()

    def _build_point(self) -> None:
        self.point = PointSection()
        self.values = self.point.values
        self.values.edited.connect(self.pointEdited)
        self.notes, self.sentence = Words(role="warn", size=12), Words(role="quiet", size=12)
        self.point.add_inset(self.sentence, self.notes, above=6)
        self.add(self.point)

    def _build_plane(self) -> None:
        self.axes, self.direction = AxesPart(), DirectionPart()
        self.axes.chosen.connect(self.axesChosen)
        self.axes.moved.connect(self.heldMoved)
        self.axes.released.connect(self.heldReleased)
        self.direction.turned.connect(self.directionTurned)
        self.add(self.axes)
        self.add(self.direction)

    def _build_pins(self) -> None:
        self.pins_section = Section(tr("Pinned points"))
        self.pins = PinRows()
        self.pins.edited.connect(self.pinEdited)
        self.pins.chosen.connect(self.pinChosen)
        self.pins.removed.connect(self.pinRemoved)
        self.pins_section.add(self.pins)
        self.add(self.pins_section)

    def _build_show(self) -> None:
        self.show_section = Section(tr("Show"))
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        grid.setColumnStretch(1, 1)
        self.checks: dict[str, QCheckBox] = {}
        for switch in switches():
            check = QCheckBox(switch.label, self.show_section)
            check.setToolTip(f"{switch.tip} ({', '.join(switch.keys)})")
            check.setAccessibleName(tr("Show {what}", what=switch.what))
            check.setAccessibleDescription(switch.tip)
            check.clicked.connect(lambda on, key=switch.name: self.showToggled.emit(key, on))
            self.checks[switch.name] = check
        self._wide = {switch.name for switch in switches() if switch.wide}
        self._cells: dict[str, QWidget] = {**self.checks, "taylor": self._taylor_cell()}
        self._grid = grid
        self._place(dict.fromkeys(self.checks, True))
        self.show_section.body.addLayout(grid)
        self.tangent_length = NumberField(name=tr("Length of the tangent"), optional=True, check=_no_length)
        self.tangent_length.setPlaceholderText(tr("whole"))
        self.tangent_length.valueChanged.connect(lambda length: self.tangentLengthChanged.emit(length))
        self.tangent_length.cleared.connect(lambda: self.tangentLengthChanged.emit(None))
        self.length_row = _labelled(tr("tangent's length"), self.tangent_length)
        self.show_section.add_inset(self.length_row)
        self.add(self.show_section)

    def _taylor_cell(self) -> QWidget:
        """The switch of the Taylor polynomial, and its order."""
        name = tr("Order of the Taylor polynomial")
        self.taylor_order = NumberField(2.0, name=name, integer=True, flat=True, check=_no_order)
        self.taylor_order.setProperty("role", "accent")
        self.taylor_order.setFixedSize(30, 22)
        self.taylor_order.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.taylor_order.valueChanged.connect(lambda order: self.taylorOrderChanged.emit(int(order)))
        cell = QWidget(self.show_section)
        row = QHBoxLayout(cell)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(2)
        row.addWidget(self.checks["taylor"])
        row.addWidget(self.taylor_order)
        row.addStretch(1)
        return cell

    def _build_guess(self) -> None:
        gradient = Section(tr("Gradient"))
        self.zero_grad = QCheckBox(tr("zero_grad before backward"))
        self.zero_grad.setToolTip(tr("Off, each backward adds to what .grad already holds (Z)."))
        self.zero_grad.setAccessibleDescription(self.zero_grad.toolTip())
        self.zero_grad.clicked.connect(self.zeroGradToggled)
        self.guess = NumberField(name=tr("Your slope"), optional=True)
        self.guess.setPlaceholderText(tr("guess"))
        self.guess.valueChanged.connect(lambda slope: self.guessChanged.emit(slope))
        self.guess.cleared.connect(lambda: self.guessChanged.emit(None))
        self._revealed = False
        self.guess_row = _labelled(tr("your slope"), self.guess)
        self.reveal = LinkButton(tr("Show the slope"))
        self.reveal.setAccessibleDescription(tr("Tells the engine's slope, and by how much the guess is off."))
        self.reveal.clicked.connect(lambda: self.revealToggled.emit(not self._revealed))
        self.guess_note = Caption()
        gradient.add(self.zero_grad)
        gradient.add_inset(self.guess_row)
        gradient.add_inset(self.guess_note, above=4)
        gradient.add(self.reveal)
        self.add(gradient)

    def show_reading(self, reading: ExploreReading) -> None:
        """Show `reading`; signals nothing."""
        self.point.show_point(reading.values, reading.matrix)
        self.notes.say("\n".join(reading.notes))
        self.sentence.say(reading.sentence)
        self._place(reading.show)
        self.show_section.setVisible(bool(reading.show))
        for key, on in reading.show.items():
            self.checks[key].setChecked(on)
        self.taylor_order.setValue(float(reading.taylor_order))
        self.zero_grad.setChecked(reading.zero_grad)
        self.guess_row.setVisible(reading.guess_shown)
        self.guess.setValue(reading.guess)
        self.guess_note.say(reading.guess_note if reading.guess_shown else "")
        self._revealed = reading.revealed
        self.reveal.set_text(tr("Hide the slope") if reading.revealed else tr("Show the slope"))
        self.reveal.setVisible(reading.guess_shown and reading.guess is not None)
        self.tangent_length.setValue(reading.tangent_length)
        self.length_row.setVisible(reading.show.get("tangent", False))
        self.axes.show_reading(reading.plane)
        self.direction.show_reading(reading.plane)
        self.pins.show_pins(reading.pins)
        self.pins_section.setVisible(bool(reading.pins))
        self.landmarks.show_landmarks(reading.landmarks, reading.landmark_names, reading.landmark_note)
        self.view.setVisible(bool(reading.landmarks) or reading.show.get("landmarks", False))

    def _place(self, shown: Mapping[str, bool]) -> None:
        wanted = [key for key in self._cells if key in shown]
        if wanted == [key for key, widget in self._cells.items() if self._grid.indexOf(widget) >= 0]:
            return
        for key, widget in self._cells.items():
            self._grid.removeWidget(widget)
            widget.setVisible(key in shown)
        cell = 0
        for key in wanted:
            wide = key in self._wide
            cell += cell % 2 if wide else 0
            self._grid.addWidget(self._cells[key], cell // 2, cell % 2, 1, 2 if wide else 1)
            cell += 2 if wide else 1
