"""A free letter's value, and a table of data, as lines of the expression list."""

from __future__ import annotations

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.docks.play_controls import PlayMenu, PlayToggle, motions, speed_name
from gradexplorer.ui.docks.rows import DataRow, SliderRow, VariablesRow
from gradexplorer.ui.text import short, tr
from gradexplorer.ui.widgets.dot import DotButton, Ring
from gradexplorer.ui.widgets.formula import FormulaLabel
from gradexplorer.ui.widgets.labels import Caption, Words
from gradexplorer.ui.widgets.number_field import NumberField
from gradexplorer.ui.widgets.slider import ValueSlider


class SliderLine(QWidget):
    """Name and value, a caption, the slider with the exact value beside it, and the ends of its range beneath."""

    sliderMoved = Signal(str, float)
    sliderReleased = Signal(str)
    sliderRange = Signal(str, float, float)
    turned = Signal(str, bool)
    playToggled = Signal(str)
    motionChosen = Signal(str, str)
    secondsChosen = Signal(str, float)
    stopped = Signal()
    """Esc was pressed."""

    def __init__(self, row: SliderRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self._build(row)
        self.slider.moved.connect(lambda value: self.sliderMoved.emit(self._row.name, value))
        self.slider.released.connect(lambda: self.sliderReleased.emit(self._row.name))
        self.box.valueChanged.connect(self._on_typed)
        self.low.valueChanged.connect(lambda low: self.sliderRange.emit(self._row.name, low, self._row.high))
        self.high.valueChanged.connect(lambda high: self.sliderRange.emit(self._row.name, self._row.low, high))
        self.turn.clicked.connect(lambda: self.turned.emit(self._row.name, True))
        self.play.toggledPlay.connect(lambda: self.playToggled.emit(self._row.name))
        self.play.menuAsked.connect(self._open_menu)
        self.pace.clicked.connect(lambda: self._open_menu(self.pace.mapToGlobal(self.pace.rect().bottomLeft())))
        self.set_row(row)

    def _build(self, row: SliderRow) -> None:
        self.name = FormulaLabel(self)
        self.name.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.value = Words("", self, wrap=False)
        self.value.setFont(theme.maths_font(18))
        self.caption = Caption()
        self.slider = ValueSlider(row.low, row.high, row.value, self, name=tr("Value of {name}", name=row.name))
        self.box = NumberField(row.value, self, name=tr("Exact value of {name}", name=row.name))
        self.box.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.box.setProperty("compact", True)
        self.box.setFixedWidth(64)
        self.low = self._end(tr("Least {name}", name=row.name))
        self.high = self._end(tr("Greatest {name}", name=row.name))
        self.low.set_check(lambda low: None if low < self._row.high else tr("It must be below the greatest."))
        self.high.set_check(lambda high: None if high > self._row.low else tr("It must be above the least."))
        self.high.setAlignment(Qt.AlignmentFlag.AlignRight)
        tip = tr("Make {name} a variable: the function gets a slope along it", name=row.name)
        self.turn = word_button(tr("variable"), tr("Make {name} a variable", name=row.name), tip)
        self.play = PlayToggle(row.name, self)
        self.pace = word_button("", "", tr("How and how fast {name} is played", name=row.name))
        self.pace.hide()
        self._lay_out()

    def _end(self, name: str) -> NumberField:
        field = NumberField(None, self, name=name, flat=True)
        field.setFont(theme.number_font(theme.CAPTION))
        field.setProperty("role", "quiet")
        field.setFixedSize(56, 18)
        return field

    def _lay_out(self) -> None:
        self.head = QWidget(self)
        head = QHBoxLayout(self.head)
        head.setContentsMargins(4, 0, 0, 0)
        head.setSpacing(6)
        head.addWidget(self.name)
        head.addWidget(self.value, 1)
        slide = QHBoxLayout()
        slide.setSpacing(6)
        slide.addWidget(self.slider, 1)
        slide.addWidget(self.box)
        ends = QHBoxLayout()
        ends.setSpacing(6)
        ends.addWidget(self.low)
        ends.addStretch(1)
        ends.addWidget(self.high)
        for button in (self.turn, self.pace):  # one at a time
            button.setFixedWidth(64)
            ends.addWidget(button)
        self.caption.setContentsMargins(4, 0, 0, 0)
        self.ring = Ring(self)
        grid = QGridLayout(self)
        grid.setHorizontalSpacing(4)
        grid.setVerticalSpacing(1)
        grid.setColumnMinimumWidth(0, 24)
        grid.addWidget(self.ring, 0, 0)
        grid.addWidget(self.head, 0, 1)
        grid.addWidget(self.caption, 1, 1)
        grid.addWidget(self.play, 2, 0)
        grid.addLayout(slide, 2, 1)
        grid.addLayout(ends, 3, 1)
        self._outer = grid

    @property
    def row(self) -> SliderRow:
        """What is shown."""
        return self._row

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return (self.play, self.slider, self.box, self.low, self.high, self.turn, self.pace)

    def set_row(self, row: SliderRow) -> None:
        """Show `row`. While a person drags, only their own value comes back."""
        self._row = row
        self.name.set_formula(row.latex or row.name, row.name, row.name)
        self.value.say("= " + short(row.value))
        self.head.setVisible(row.show_name)
        self.ring.setVisible(row.show_name)
        self._outer.setContentsMargins(4, 6 if row.show_name else 0, 8, 6)
        self.caption.say(row.caption)
        self.slider.set_limits(row.low, row.high)
        self.slider.set_number(row.value)
        self.box.setValue(row.value)
        self.low.setValue(row.low)
        self.high.setValue(row.high)
        self.pace.setText(speed_name(row.seconds))
        how = tr("{name} is played {motion}, {speed}", name=row.name, motion=motions()[row.motion].lower(),
                 speed=speed_name(row.seconds))  # fmt: skip
        self.pace.setAccessibleName(how)

    def set_playing(self, playing: bool) -> None:
        """Show that it is played: then its speed can be chosen where it else becomes a variable."""
        if playing == self.play.playing:
            return
        if self.pace.hasFocus():
            self.play.setFocus(Qt.FocusReason.OtherFocusReason)
        self.play.set_playing(playing)
        self.turn.setVisible(not playing)
        self.pace.setVisible(playing)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc stops what is played."""
        if event.key() == Qt.Key.Key_Escape:
            self.stopped.emit()
        else:
            super().keyPressEvent(event)

    def _open_menu(self, at: QPoint) -> None:
        menu = PlayMenu(self._row.motion, self._row.seconds, self)
        menu.motionChosen.connect(lambda motion: self.motionChosen.emit(self._row.name, motion))
        menu.secondsChosen.connect(lambda seconds: self.secondsChosen.emit(self._row.name, seconds))
        menu.popup(at)

    def _on_typed(self, value: float) -> None:
        self.sliderMoved.emit(self._row.name, value)
        self.sliderReleased.emit(self._row.name)


class DataLine(QWidget):
    """A table: its name, its columns and how many rows it has."""

    visibilityToggled = Signal(int, bool)
    selectRequested = Signal(int)
    editRequested = Signal(int)

    def __init__(self, row: DataRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = row
        self.dot = DotButton(self, square=True)
        self.dot.clicked.connect(lambda shown: self.visibilityToggled.emit(self._row.id, shown))
        self.title = Words("", self, wrap=False)
        self.title.setFont(theme.maths_font(17))
        self.caption = Caption()
        self.edit = word_button(tr("edit …"), tr("Edit table {name}", name=row.name), tr("Change the numbers"))
        self.edit.clicked.connect(lambda: self.editRequested.emit(self._row.id))
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.edit)
        words = QVBoxLayout()
        words.setSpacing(1)
        words.addLayout(head)
        words.addWidget(self.caption)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(4, 6, 8, 6)
        layout.setSpacing(8)
        layout.addWidget(self.dot, 0, Qt.AlignmentFlag.AlignTop)
        layout.addLayout(words, 1)
        self.set_row(row)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return (self.dot, self.edit)

    def set_row(self, row: DataRow) -> None:
        """Show `row`."""
        self._row = row
        self.dot.set_look(row.colour, row.visible)
        self.title.say(tr("{name}: {columns}", name=row.name, columns=", ".join(row.columns)))
        columns = tr(", ").join(f"{row.name}.{column}" for column in row.columns)
        self.caption.say(tr("{count} rows · write {columns}", count=row.count, columns=columns))
        self.setAccessibleName(tr("Data {name}", name=row.name))
        self.setAccessibleDescription(self.caption.text())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """A click selects the table."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.selectRequested.emit(self._row.id)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """A double click opens the table."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.editRequested.emit(self._row.id)


class VariablesLine(QWidget):
    """The names that the function has a slope along, each a button that makes it a slider."""

    turned = Signal(str, bool)

    def __init__(self, row: VariablesRow, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row: VariablesRow | None = None
        self.setAccessibleName(tr("Variables"))
        self.buttons: dict[str, QToolButton] = {}
        layout = QHBoxLayout(self)
        layout.setContentsMargins(32, 4, 8, 4)
        layout.setSpacing(4)
        layout.addWidget(Caption(tr("Variables")))
        self._places = QHBoxLayout()
        self._places.setSpacing(4)
        layout.addLayout(self._places)
        layout.addStretch(1)
        self.set_row(row)

    def tab_stops(self) -> tuple[QWidget, ...]:
        """What the Tab key visits, in order."""
        return tuple(self.buttons.values())

    def set_row(self, row: VariablesRow) -> None:
        """Show `row`."""
        if row == self._row:
            return
        self._row = row
        for button in self.buttons.values():
            self._places.removeWidget(button)
            button.hide()
            button.deleteLater()
        self.buttons = {name: self._button(name, name in row.fixed) for name in row.names}

    def _button(self, name: str, fixed: bool) -> QToolButton:
        tip = tr("{name} is a vector: no slider", name=name) if fixed else tr("Make {name} a slider", name=name)
        button = word_button(name, tip, tip)
        button.setEnabled(not fixed)
        button.clicked.connect(lambda: self.turned.emit(name, False))
        self._places.addWidget(button)
        button.show()
        return button


def word_button(text: str, name: str, tip: str) -> QToolButton:
    """A small button that is nothing but words."""
    button = QToolButton()
    button.setText(text)
    button.setAccessibleName(name)
    button.setToolTip(tip)
    button.setFont(theme.font(theme.CAPTION))
    button.setProperty("words", True)
    button.setAutoRaise(True)
    button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    return button
