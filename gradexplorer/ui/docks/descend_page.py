"""The inspector's page for Descend: the point, the run's settings, the step in words, and the verdict."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QComboBox, QGridLayout, QHBoxLayout, QLabel, QWidget

from gradexplorer.model.document import MOST_STEPS
from gradexplorer.ui.docks.readings import DescendReading
from gradexplorer.ui.docks.sections import INSET, Page, PointSection, Section
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Banner, Prose, Words
from gradexplorer.ui.widgets.number_field import NumberField
from gradexplorer.ui.widgets.slider import ValueSlider

STEP_SIZES = (1e-4, 1.0)
"""The range of the logarithmic slider; any positive step size can be typed."""


class DescendPage(Page):
    """Shows a `DescendReading`."""

    pointEdited = Signal(str, float)
    optimizerChosen = Signal(str)
    stepSizeMoved = Signal(float)
    stepSizeReleased = Signal()
    momentumChanged = Signal(float)
    stepsChanged = Signal(int)
    zeroGradToggled = Signal(bool)
    noGradToggled = Signal(bool)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Descend"), parent)
        self.point = PointSection()
        self.values = self.point.values
        self.values.edited.connect(self.pointEdited)
        self.add(self.point)
        self._build_run()
        self._build_step()
        self.finish()

    def _build_run(self) -> None:
        run = Section(tr("Run"))
        self._fields()
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(0, 1)
        grid.setContentsMargins(INSET, 0, INSET, 0)
        lines: tuple[tuple[str, QWidget], ...] = (
            (tr("optimizer"), self.optimizer),
            (tr("step size"), self.step_size),
            ("", self.slider),
            (tr("momentum"), self.momentum),
            (tr("steps"), self.steps),
        )
        for index, (name, field) in enumerate(lines):
            if not name:
                grid.addWidget(field, index, 0, 1, 2)
                continue
            label = QLabel(name)
            label.setProperty("role", "quiet")
            label.setBuddy(field)
            grid.addWidget(label, index, 0)
            field.setFixedWidth(112)
            grid.addWidget(field, index, 1)
        run.body.addLayout(grid)
        run.body.addSpacing(6)
        switches = QHBoxLayout()
        switches.setSpacing(8)
        switches.addWidget(self.zero_grad)
        switches.addWidget(self.no_grad)
        switches.addStretch(1)
        run.body.addLayout(switches)
        self.add(run)

    def _fields(self) -> None:
        self.optimizer = QComboBox()
        self.optimizer.setAccessibleName(tr("Optimizer"))
        self.optimizer.textActivated.connect(self.optimizerChosen)
        self.step_size = NumberField(0.05, name=tr("Step size"), check=_positive)
        self.step_size.valueChanged.connect(self._on_step_size)
        self.slider = ValueSlider(*STEP_SIZES, 0.05, log=True, name=tr("Step size, logarithmic"))
        self.slider.moved.connect(self.step_size.setValue)
        self.slider.moved.connect(self.stepSizeMoved)
        self.slider.released.connect(self.stepSizeReleased)
        self.momentum = NumberField(0.0, name=tr("Momentum"), check=_momentum)
        self.momentum.valueChanged.connect(self.momentumChanged)
        self.steps = NumberField(100.0, name=tr("Steps"), integer=True, check=_steps)
        self.steps.valueChanged.connect(lambda value: self.stepsChanged.emit(int(value)))
        self.zero_grad = QCheckBox(tr("zero_grad"))
        self.zero_grad.setToolTip(tr("Empties .grad before each step. Off, each backward adds to what it holds (Z)."))
        self.zero_grad.clicked.connect(self.zeroGradToggled)
        self.no_grad = QCheckBox(tr("no_grad"))
        self.no_grad.setToolTip(tr("Updates x without recording. Off, the update fails, as it does in PyTorch."))
        self.no_grad.clicked.connect(self.noGradToggled)
        for check in (self.zero_grad, self.no_grad):
            check.setAccessibleDescription(check.toolTip())

    def _build_step(self) -> None:
        self.step = Section(tr("This step"))
        self.sentences = Prose()
        self.step.add_inset(self.sentences)
        self.add(self.step)
        self.verdict = Section()
        self.banner = Banner()
        self.detail = Words(role="quiet", size=12)
        self.verdict.add_inset(self.banner)
        self.verdict.add_inset(self.detail, above=8)
        self.verdict.hide()
        self.add(self.verdict)
        self.starts = Section()
        self.start_lines = Words(role="quiet", size=12)
        self.start_lines.setAccessibleName(tr("From many starts"))
        self.starts.add_inset(self.start_lines)
        self.starts.hide()
        self.add(self.starts)

    def show_reading(self, reading: DescendReading) -> None:
        """Show `reading`; signals nothing."""
        self.point.show_point(reading.values, reading.matrix)
        self._show_run(reading)
        self.sentences.say(" ".join(reading.sentences))
        self.step.setVisible(bool(reading.sentences))
        if reading.verdict is not None:
            self.banner.say(reading.verdict.text, reading.verdict.tone)
            self.detail.say(reading.verdict.detail)
        self.verdict.setVisible(reading.verdict is not None)
        self.start_lines.say("\n".join(reading.starts))
        self.starts.setVisible(bool(reading.starts))

    def _show_run(self, reading: DescendReading) -> None:
        if [self.optimizer.itemText(i) for i in range(self.optimizer.count())] != list(reading.optimizers):
            self.optimizer.clear()
            self.optimizer.addItems(list(reading.optimizers))
        self.optimizer.setCurrentText(reading.optimizer)
        self.step_size.setValue(reading.step_size)
        self.slider.set_number(reading.step_size)
        self.momentum.setValue(reading.momentum)
        self.steps.setValue(reading.steps)
        self.zero_grad.setChecked(reading.zero_grad)
        self.no_grad.setChecked(reading.no_grad)

    def _on_step_size(self, value: float) -> None:
        self.slider.set_number(value)
        self.stepSizeMoved.emit(value)
        self.stepSizeReleased.emit()


def _positive(value: float) -> str | None:
    return None if value > 0 else tr("The step size must be above 0.")


def _momentum(value: float) -> str | None:
    return None if value >= 0 else tr("The momentum must be 0 or more.")


def _steps(value: float) -> str | None:
    if 1 <= value <= MOST_STEPS:
        return None
    return tr("The number of steps must be from 1 to {most}.", most=f"{MOST_STEPS:,}".replace(",", " "))
