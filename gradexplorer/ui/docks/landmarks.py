"""The table of the points of interest in view: read, copied, and gone to."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractTableModel,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QFontMetricsF,
    QGuiApplication,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.export.table import Table, delimited
from gradexplorer.ui import theme
from gradexplorer.ui.docks.readings import Landmark
from gradexplorer.ui.text import exact, number, tr
from gradexplorer.ui.widgets.copied import Copied
from gradexplorer.ui.widgets.labels import Words
from gradexplorer.ui.widgets.painting import draw_text, focus_ring

Index = QModelIndex | QPersistentModelIndex

ROW, HEAD = 24, 22
MOST_ROWS = 12
"""More rows than this scroll."""
INSET = 4
GAP = 8
KIND = 0


def shorter() -> dict[str, str]:
    """Words for a column that is too narrow for them."""
    return {tr("minimum"): tr("min."), tr("maximum"): tr("max."), tr("inflection"): tr("infl."),
            tr("undecided"): "?"}  # fmt: skip


def brief(value: float, digits: int = 5) -> str:
    """A value for the narrow column: where it needs an exponent, as what rounding leaves at a root, two digits."""
    text = number(value, digits)
    return number(value, 2) if "e" in text else text


class LandmarkModel(QAbstractTableModel):
    """Kind, place and value, a row for each landmark; on a map the place has two coordinates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.landmarks: tuple[Landmark, ...] = ()
        self.names: tuple[str, ...] = ("x", "f(x)")

    def show(self, landmarks: Sequence[Landmark], names: tuple[str, ...]) -> None:
        """Hold these landmarks, their place and value under these names."""
        self.beginResetModel()
        self.landmarks, self.names = tuple(landmarks), names
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """The landmarks."""
        return 0 if parent.isValid() else len(self.landmarks)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008 Qt's own signature
        """Kind, coordinates, value."""
        return 0 if parent.isValid() else 1 + len(self.names)

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What the columns hold."""
        if orientation == Qt.Orientation.Vertical:
            return None
        if role == Qt.ItemDataRole.TextAlignmentRole:
            side = Qt.AlignmentFlag.AlignLeft if section == KIND else Qt.AlignmentFlag.AlignRight
            return side | Qt.AlignmentFlag.AlignVCenter
        return (tr("kind"), *self.names)[section] if role == Qt.ItemDataRole.DisplayRole else None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """A cell; the whole row in words, with its numbers in full, as the tooltip."""
        mark = self.landmarks[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return (mark.kind, *self.shown(mark))[index.column()]
        if role == Qt.ItemDataRole.ToolTipRole:
            return self.words(index.row()) + "\n" + tr("Click to go there.")
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return (self.words(index.row()), *map(exact, mark.place), exact(mark.value))[index.column()]
        return None

    def shown(self, mark: Landmark) -> list[str]:
        """Its place and its value as they are read: with fewer digits where there is a column more."""
        digits = 5 if len(self.names) < 3 else 3
        return [*(number(at, digits) for at in mark.place), brief(mark.value, digits)]

    def words(self, row: int) -> str:
        """A row as a sentence."""
        mark = self.landmarks[row]
        place = ", ".join(f"{name} = {exact(at)}" for name, at in zip(self.names, mark.place, strict=False))
        return tr("{kind} at {place}, value {value}", kind=mark.full_kind, place=place, value=exact(mark.value))

    def table(self, rows: Sequence[int] | None = None) -> Table:
        """These rows, or all, to be copied."""
        marks = self.landmarks if rows is None else [self.landmarks[row] for row in rows]
        return Table(("kind", *self.names), [(mark.full_kind, *mark.place, mark.value) for mark in marks])


class _Cells(QStyledItemDelegate):
    """The kind in quiet letters, the place in the accent colour, the value; a row under the mouse is lit."""

    hovered = -1

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """One cell."""
        colours = theme.current()
        rect = QRectF(option.rect)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        if chosen or index.row() == self.hovered:
            painter.fillRect(rect, QColor(colours.accent_soft if chosen else colours.hover))
        text = str(index.data())
        if index.column() == KIND:
            room = rect.adjusted(INSET, 0, -4, 0)
            fits = QFontMetricsF(theme.font(12)).horizontalAdvance(text) <= room.width()
            font = theme.font(12 if fits else theme.CAPTION)
            if QFontMetricsF(font).horizontalAdvance(text) > room.width():
                for word, less in shorter().items():
                    text = text.replace(word, less)
            draw_text(painter, room, text, font, colours.text_quiet)
            return
        last = index.column() == index.model().columnCount() - 1
        colour = colours.text if last else colours.accent
        inset = INSET if last else 0
        draw_text(painter, rect.adjusted(0, 0, -inset, 0), text, theme.number_font(12), colour, right=True)


class LandmarkTable(Copied, QTableView):
    """Arrows choose a row; Enter, Space or a click goes there; Ctrl+C copies the chosen rows, Ctrl+A chooses all."""

    chosen = Signal(object)
    """The `Landmark` to go to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.marks = LandmarkModel(self)
        self.setModel(self.marks)
        self._cells = _Cells(self)
        self.setItemDelegate(self._cells)
        self.setObjectName("plainTable")
        self.setAccessibleName(tr("Points of interest in view"))
        self.setAccessibleDescription(tr("Enter goes to the point of the row, Ctrl+C copies it."))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setTabKeyNavigation(False)
        self.setMouseTracking(True)
        self.viewport().setCursor(Qt.CursorShape.PointingHandCursor)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.verticalHeader().hide()
        self.verticalHeader().setMinimumSectionSize(ROW)
        self.verticalHeader().setDefaultSectionSize(ROW)
        head = self.horizontalHeader()
        head.setFixedHeight(HEAD)
        head.setFont(theme.font(theme.CAPTION))
        head.setHighlightSections(False)
        head.setSectionsClickable(False)
        head.setMinimumSectionSize(10)
        head.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self.entered.connect(lambda index: self._hover(index.row()))
        self.clicked.connect(self._clicked)

    def show_marks(self, landmarks: Sequence[Landmark], names: tuple[str, ...]) -> None:
        """Show these; the row chosen stays the one of the same number."""
        if (tuple(landmarks), names) == (self.marks.landmarks, self.marks.names):
            return
        row = self.currentIndex().row()
        self._cells.hovered = -1
        self.marks.show(landmarks, names)
        if 0 <= row < len(landmarks):
            self.selectionModel().setCurrentIndex(self.marks.index(row, 0), QItemSelectionModel.SelectionFlag.NoUpdate)
        self.setFixedHeight(HEAD + ROW * min(len(landmarks), MOST_ROWS))
        self._columns()

    def _columns(self) -> None:
        """As wide as the numbers, and the kind takes what is left."""
        metrics = QFontMetricsF(theme.number_font(12))

        def widest(texts: Iterable[str]) -> int:
            return round(max(map(metrics.horizontalAdvance, texts))) + 2

        marks, names = self.marks.landmarks, self.marks.names
        texts = zip(names, *map(self.marks.shown, marks), strict=True)
        gap = GAP if len(names) < 3 else GAP // 2
        widths = [widest(column) + (gap if k else 0) for k, column in enumerate(texts)]
        widths[-1] += INSET
        for column, width in enumerate((max(20, self.viewport().width() - sum(widths)), *widths)):
            self.setColumnWidth(column, width)

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.marks.landmarks)

    def _clicked(self, index: QModelIndex) -> None:
        if not QGuiApplication.keyboardModifiers():  # with one of them, rows are chosen to be copied
            self.chosen.emit(self.marks.landmarks[index.row()])

    def _hover(self, row: int) -> None:
        if row != self._cells.hovered:
            self._cells.hovered = row
            self.viewport().update()

    # ------------------------------------------------------------------ what is copied

    @property
    def _selected(self) -> list[int]:
        rows = sorted(index.row() for index in self.selectionModel().selectedRows())
        return rows or ([self.currentIndex().row()] if self.currentIndex().isValid() else [])

    @property
    def full(self) -> str:
        """The chosen rows between tabs, under a header where they are several."""
        rows = self._selected
        if len(rows) == 1:
            mark = self.marks.landmarks[rows[0]]
            return "\t".join((mark.full_kind, *map(exact, mark.place), exact(mark.value)))
        return delimited(self.marks.table(rows), "\t") if rows else ""

    def copies(self) -> Mapping[str, str]:
        """A coordinate or the value of the row, the row, or the table."""
        every = {tr("Copy all rows"): delimited(self.marks.table(), "\t"),
                 tr("Copy all rows as CSV"): delimited(self.marks.table())}  # fmt: skip
        rows = self._selected
        if len(rows) != 1:
            return {tr("Copy {count} rows", count=len(rows)): self.full, **every} if rows else every
        mark = self.marks.landmarks[rows[0]]
        value = exact(mark.value)
        named = zip(self.marks.names, map(exact, mark.place), strict=False)
        return {
            **{tr("Copy {name} = {x}", name=name, x=x): x for name, x in named},
            tr("Copy {value}", value=value): value,
            tr("Copy the row"): self.full,
            **every,
        }

    # ------------------------------------------------------------------ events

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter and Space go to the row's point."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.chosen.emit(self.marks.landmarks[self.currentIndex().row()])
            event.accept()
            return
        super().keyPressEvent(event)

    def moveCursor(self, action: QAbstractItemView.CursorAction, modifiers: Qt.KeyboardModifier) -> QModelIndex:
        """Home and End lead to the first row and the last, for a row is one thing."""
        ends = {QAbstractItemView.CursorAction.MoveHome: 0, QAbstractItemView.CursorAction.MoveEnd: self.rows - 1}
        return self.marks.index(ends[action], 0) if action in ends else super().moveCursor(action, modifiers)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """Offer to copy the row under the mouse, or those that are chosen."""
        index = self.indexAt(event.pos())
        if index.isValid() and index.row() not in self._selected:
            self.selectRow(index.row())
        super().contextMenuEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The keyboard begins at the first row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.rows:
            self.selectionModel().setCurrentIndex(self.marks.index(0, 0), QItemSelectionModel.SelectionFlag.NoUpdate)

    def leaveEvent(self, event: Any) -> None:
        """No row is under the mouse."""
        self._hover(-1)
        super().leaveEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the kind what is left."""
        super().resizeEvent(event)
        self._columns()

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows, and a ring around the one that the keyboard is at."""
        super().paintEvent(event)
        if self.hasFocus() and self.currentIndex().isValid():
            first = self.visualRect(self.marks.index(self.currentIndex().row(), 0))
            painter = QPainter(self.viewport())
            focus_ring(painter, QRectF(0, first.top(), self.viewport().width(), ROW), 4)
            painter.end()


class Landmarks(QWidget):
    """The landmarks in view, or a sentence where there are none. `chosen` carries the `Landmark` to go to."""

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        self.table = LandmarkTable(self)
        self.table.chosen.connect(self.chosen)
        self.note = Words("", self, size=12, role="quiet")
        self.note.setContentsMargins(INSET, 0, INSET, 0)
        layout.addWidget(self.table)
        layout.addWidget(self.note)
        self.show_landmarks(())

    @property
    def rows(self) -> tuple[Landmark, ...]:
        """The landmarks shown."""
        return self.table.marks.landmarks

    def show_landmarks(
        self, landmarks: Sequence[Landmark], names: tuple[str, ...] = ("x", "f(x)"), note: str = ""
    ) -> None:
        """Show `landmarks`, their place and value under `names`; `note` says what is not listed."""
        self.table.show_marks(landmarks, names)
        self.table.setVisible(bool(landmarks))
        self.note.say(note or ("" if landmarks else tr("No point of interest in view.")))
