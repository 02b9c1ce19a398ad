"""The expression list: lines typed and set, sliders for free letters, data, and things to try."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Sequence
from itertools import pairwise

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from gradexplorer.lang.vocabulary import Vocabulary
from gradexplorer.ui.code.field import CodeField
from gradexplorer.ui.docks.expression_row import ExpressionLine
from gradexplorer.ui.docks.rows import EXAMPLES, ExpressionRow, Row, SliderRow, Suggestion, VariablesRow
from gradexplorer.ui.docks.slider_row import DataLine, SliderLine, VariablesLine, word_button
from gradexplorer.ui.docks.suggestions import Suggestions
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.dot import Ring
from gradexplorer.ui.widgets.labels import SectionTitle

Line = ExpressionLine | SliderLine | DataLine | VariablesLine
NEW = -1
"""`dataRequested`'s id for a table that is not there yet."""


class ExpressionsPanel(QWidget):
    """The left panel. `set_rows` shows the document's lines; what a person does comes out as signals."""

    textEdited = Signal(int, str)
    editingFinished = Signal(int)
    newRequested = Signal(str)
    newLineLeft = Signal()
    removeRequested = Signal(int)
    selectRequested = Signal(int)
    visibilityToggled = Signal(int, bool)
    lookChanged = Signal(int, str, object)
    sliderMoved = Signal(str, float)
    sliderReleased = Signal(str)
    sliderRange = Signal(str, float, float)
    turned = Signal(str, bool)
    playToggled = Signal(str)
    motionChosen = Signal(str, str)
    secondsChosen = Signal(str, float)
    stopped = Signal()
    dataRequested = Signal(int)
    exampleChosen = Signal(str)
    demoChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None, *, examples: Sequence[Suggestion] = EXAMPLES) -> None:
        super().__init__(parent)
        self._lines: dict[Hashable, Line] = {}
        self._order: list[Hashable] = []
        self._pending = False
        self.setObjectName("panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Expressions"))
        self.setAccessibleDescription(tr("The functions, values and data of this document."))
        self.examples = Suggestions(tr("Try"), examples)
        self.demos = Suggestions(tr("Demos"))
        self.examples.chosen.connect(self.exampleChosen)
        self.demos.chosen.connect(self.demoChosen)
        self._build()

    def _build(self) -> None:
        title = SectionTitle(tr("Expressions"))
        title.setContentsMargins(16, 0, 16, 0)
        inside = QWidget()
        inside.setObjectName("panel")
        column = QVBoxLayout(inside)
        column.setContentsMargins(0, 0, 0, 16)
        column.setSpacing(0)
        self._list = QVBoxLayout()
        self._list.setContentsMargins(8, 0, 8, 0)
        self._list.setSpacing(4)
        column.addLayout(self._list)
        column.addWidget(self._build_new())
        column.addSpacing(24)
        column.addWidget(self.examples)
        column.addSpacing(16)
        column.addWidget(self.demos)
        column.addStretch(1)
        self.area = QScrollArea()
        self.area.setObjectName("panel")
        self.area.setFrameShape(QFrame.Shape.NoFrame)
        self.area.setWidgetResizable(True)
        self.area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.area.setWidget(inside)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(10)
        self.new_data = word_button(tr("+ table"), tr("Add a table"), tr("Type, paste or open a table of numbers"))
        self.new_data.clicked.connect(lambda: self.dataRequested.emit(NEW))
        head = QHBoxLayout()
        head.setContentsMargins(0, 0, 12, 0)
        head.addWidget(title, 1)
        head.addWidget(self.new_data)
        layout.addLayout(head)
        layout.addWidget(self.area, 1)

    def _build_new(self) -> QWidget:
        holder = QWidget()
        self.new_line = CodeField(holder, size=14)
        self.new_line.setObjectName("newExpression")
        self.new_line.setPlaceholderText(tr("type a function…"))
        self.new_line.setAccessibleName(tr("New expression"))
        self.new_line.setAccessibleDescription(tr("Type a function, such as x^2 + 2y^2."))
        self.new_line.textEdited.connect(self._on_new)
        self.new_line.moved.connect(lambda step: self._go(len(self._expressions()) - 1) if step < 0 else None)
        self.new_line.left.connect(self.newLineLeft)
        layout = QHBoxLayout(holder)
        layout.setContentsMargins(12, 6, 16, 6)
        layout.setSpacing(4)
        layout.addWidget(Ring())
        layout.addWidget(self.new_line, 1)
        return holder

    def set_rows(self, rows: Sequence[Row], vocabulary: Vocabulary | None = None) -> None:
        """Show `rows` in this order. Lines that stay are changed in place: a field being typed in is not disturbed.

        `vocabulary` are the names that the document defines.
        """
        vocabulary = vocabulary or Vocabulary()
        self.new_line.set_names(vocabulary, ())
        keys = [row.key for row in rows]
        for key in [key for key in self._order if key not in keys]:
            line = self._lines.pop(key)
            self._list.removeWidget(line)
            line.hide()
            line.deleteLater()
        fresh: list[ExpressionLine] = []
        for index, row in enumerate(rows):
            line = self._lines.get(row.key) or self._make(row)
            if row.key not in self._lines and isinstance(line, ExpressionLine):
                fresh.append(line)
            self._lines[row.key] = line
            item = self._list.itemAt(index)
            if item is None or item.widget() is not line:
                self._list.removeWidget(line)
                self._list.insertWidget(index, line)
                line.show()  # at once: the layout would wait for the event loop, and hidden lines take no focus
            line.set_row(row)  # type: ignore[arg-type]  # the key holds the row's kind
            if isinstance(line, ExpressionLine):
                line.set_names(vocabulary)
        if keys != self._order:
            self._order = keys
            self._chain()
        if self._pending:
            self._adopt(fresh)

    def set_demos(self, demos: Sequence[Suggestion]) -> None:
        """List the demos: `text` is the name that `demoChosen` carries, `caption` the tooltip."""
        self.demos.set_suggestions(demos)
        self._chain()

    def edit(self, id: int | None = None) -> None:
        """Put the cursor in the line `id`; without one in the selected line, else in the new line."""
        for line in self._expressions():
            if line.row.id == id or (id is None and line.row.selected):
                line.edit()
                self.area.ensureWidgetVisible(line)
                return
        self._focus_new()

    def open_look(self, id: int | None) -> None:
        """Choose the look of the line `id`, where there is one."""
        for line in self._expressions():
            if line.row.id == id:
                self.area.ensureWidgetVisible(line)
                line.open_look()

    def line(self, id: int) -> ExpressionLine:
        """The line of the expression `id`; KeyError where there is none."""
        line = self._lines[("expression", id)]
        assert isinstance(line, ExpressionLine)
        return line

    def slider(self, name: str) -> SliderLine:
        """The slider line of a free letter; KeyError where there is none."""
        line = self._lines[("slider", name)]
        assert isinstance(line, SliderLine)
        return line

    def set_playing(self, names: Collection[str]) -> None:
        """Show which sliders are played."""
        for line in self._lines.values():
            if isinstance(line, SliderLine):
                line.set_playing(line.row.name in names)

    def _expressions(self) -> list[ExpressionLine]:
        lines = (self._lines[key] for key in self._order)
        return [line for line in lines if isinstance(line, ExpressionLine)]

    def _make(self, row: Row) -> Line:
        if isinstance(row, ExpressionRow):
            return self._make_expression(row)
        if isinstance(row, SliderRow):
            slider = SliderLine(row, self)
            slider.sliderMoved.connect(self.sliderMoved)
            slider.sliderReleased.connect(self.sliderReleased)
            slider.sliderRange.connect(self.sliderRange)
            slider.turned.connect(self.turned)
            slider.playToggled.connect(self.playToggled)
            slider.motionChosen.connect(self.motionChosen)
            slider.secondsChosen.connect(self.secondsChosen)
            slider.stopped.connect(self.stopped)
            return slider
        if isinstance(row, VariablesRow):
            variables = VariablesLine(row, self)
            variables.turned.connect(self.turned)
            return variables
        data = DataLine(row, self)
        data.visibilityToggled.connect(self.visibilityToggled)
        data.selectRequested.connect(self.selectRequested)
        data.editRequested.connect(self.dataRequested)
        return data

    def _make_expression(self, row: ExpressionRow) -> ExpressionLine:
        line = ExpressionLine(row, self)
        line.textEdited.connect(self.textEdited)
        line.editingFinished.connect(self.editingFinished)
        line.selectRequested.connect(self.selectRequested)
        line.visibilityToggled.connect(self.visibilityToggled)
        line.lookChanged.connect(self.lookChanged)
        line.removeRequested.connect(self._on_remove)
        line.nextRequested.connect(self._on_next)
        return line

    def _on_new(self, text: str) -> None:
        if text and not self._pending:
            self._pending = True
            self.newRequested.emit(text)

    def _adopt(self, fresh: list[ExpressionLine]) -> None:
        # What was typed while the new line was on its way goes with it.
        self._pending = False
        if fresh:
            text, place = self.new_line.text(), self.new_line.cursorPosition()
            self.new_line.clear()
            fresh[-1].adopt(text, place)

    def _on_remove(self, id: int) -> None:
        lines = self._expressions()
        index = next(i for i, line in enumerate(lines) if line.row.id == id)
        line, focus = lines[index], QApplication.focusWidget()
        others = [*lines[index + 1 :], *reversed(lines[:index])]
        if line.editing and index > 0:
            lines[index - 1].edit()
        elif line.editing or (not others and focus is not None and line.isAncestorOf(focus)):
            self._focus_new()
        elif focus is not None and line.isAncestorOf(focus):
            others[0].take_focus()
        self.removeRequested.emit(id)

    def _on_next(self, id: int, step: int) -> None:
        lines = self._expressions()
        self._go(next(i for i, line in enumerate(lines) if line.row.id == id) + step)

    def _go(self, index: int) -> None:
        lines = self._expressions()
        if 0 <= index < len(lines):
            lines[index].edit()
            self.area.ensureWidgetVisible(lines[index])
        elif index >= len(lines):
            self._focus_new()

    def _focus_new(self) -> None:
        self.new_line.setFocus(Qt.FocusReason.OtherFocusReason)
        self.area.ensureWidgetVisible(self.new_line)

    def _chain(self) -> None:
        stops = [stop for key in self._order for stop in self._lines[key].tab_stops()]
        stops += [self.new_line, self.new_data, *self.examples.tab_stops(), *self.demos.tab_stops()]
        for before, after in pairwise(stops):
            QWidget.setTabOrder(before, after)
