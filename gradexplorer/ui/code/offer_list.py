"""The list of names on offer: name and arguments in their colours, a line of help, and what the keys do."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.lang.completion import Completion
from gradexplorer.ui import theme
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption

LINE = 26
MOST_ROWS = 7
WIDTH = 440
_NAMES = 0.42
"""The part of the width that names may take."""


class _Rows(QStyledItemDelegate):
    """Paints a row: the name and its arguments left, the help behind them, cut where there is no room."""

    marked = True
    names = 0

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """One line."""
        return QSize(0, LINE)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """The row; the current one on a soft ground, with a bar before it where Enter takes it."""
        item: Completion = index.data(Qt.ItemDataRole.UserRole)
        widget = option.widget
        area: QRect = option.rect
        colours = theme.current()
        painter.save()
        if isinstance(widget, QListWidget) and widget.currentRow() == index.row():
            painter.fillRect(area, QColor(colours.accent_soft))
            if self.marked:
                painter.fillRect(QRect(area.left(), area.top(), 3, area.height()), QColor(colours.accent))
        middle = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        left = area.adjusted(10, 0, 0, 0)
        painter.setFont(theme.code_font(12))
        metrics = painter.fontMetrics()
        painter.setPen(QColor(colours.code(item.kind)))
        name = metrics.elidedText(item.signature, Qt.TextElideMode.ElideRight, self.names)
        painter.drawText(left, middle, name)
        painter.setFont(theme.font(12))
        painter.setPen(QColor(colours.code_quiet))
        right = area.adjusted(10 + self.names + 12, 0, -8, 0)
        painter.drawText(
            right, middle, painter.fontMetrics().elidedText(item.help, Qt.TextElideMode.ElideRight, right.width())
        )
        painter.restore()


class OfferList(QFrame):
    """Lies over the window and never takes the focus: keys go on to the field."""

    chosen = Signal(int)

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("completions")
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.setAccessibleName(tr("Names on offer"))
        self._items: tuple[Completion, ...] = ()
        self._rows = _Rows(self)
        self.view = QListWidget(self)
        self.view.setItemDelegate(self._rows)
        self.view.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.view.setUniformItemSizes(True)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.setAccessibleName(tr("Names on offer"))
        self.view.itemClicked.connect(lambda item: self.chosen.emit(self.view.row(item)))
        self.view.currentRowChanged.connect(self._tell)
        self.help = Caption("", self)
        self.help.setContentsMargins(10, 3, 10, 5)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 4, 1, 1)
        layout.setSpacing(2)
        layout.addWidget(self.view)
        layout.addWidget(self.help)
        self.hide()

    @property
    def current(self) -> int:
        """The row in front."""
        return self.view.currentRow()

    def show_items(self, items: Sequence[Completion], corner: QPoint, above: int, marked: bool) -> None:
        """Show `items` with the first in front, at `corner` of the window, or `above` pixels over it where it is low.

        `marked`: Enter takes the row in front.
        """
        if tuple(items) != self._items:
            self._items = tuple(items)
            self.view.blockSignals(True)
            self.view.clear()
            for item in items:
                row = QListWidgetItem(f"{item.signature}: {item.help}", self.view)
                row.setData(Qt.ItemDataRole.UserRole, item)
                row.setToolTip(item.help)
            self.view.blockSignals(False)
        self._rows.marked = marked
        self.view.setCurrentRow(0)
        self._place(corner, above)
        self.show()
        self.raise_()

    def move_to(self, row: int) -> None:
        """Put `row` in front."""
        self._rows.marked = True
        self.view.setCurrentRow(min(max(row, 0), len(self._items) - 1))
        self.view.viewport().update()
        self._tell(self.current)

    def step(self, key: int) -> None:
        """Move by an arrow or a page key; arrows go round."""
        count = len(self._items)
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(key))
        if step is not None:
            self.move_to((self.current + step) % count)
        else:
            self.move_to(self.current + (MOST_ROWS if key == Qt.Key.Key_PageDown else -MOST_ROWS))

    def _tell(self, row: int) -> None:
        if 0 <= row < len(self._items):
            item = self._items[row]
            keys = tr("Tab or Enter writes it") if self._rows.marked else tr("Tab writes it")
            room = self.width() - self._rows.names - 34
            cut = QFontMetrics(theme.font(12)).horizontalAdvance(item.help) > room
            self.help.say((f"{item.help}\n" if cut else "") + f"{keys} · {tr('Esc closes')}")

    def _place(self, corner: QPoint, above: int) -> None:
        window = self.parentWidget()
        assert window is not None
        width = min(WIDTH, window.width() - 16)
        metrics = QFontMetrics(theme.code_font(12))
        widest = max(metrics.horizontalAdvance(item.signature) for item in self._items)
        self._rows.names = min(widest + 2, int(width * _NAMES))
        rows = min(len(self._items), MOST_ROWS)
        self.view.setFixedHeight(rows * LINE + 2)
        self.resize(width, self.height())
        self._tell(self.current)
        self.help.setFixedWidth(width - 2)
        height = rows * LINE + 2 + self.help.heightForWidth(width - 2) + 8
        x = min(max(8, corner.x()), window.width() - width - 8)
        y = corner.y() if corner.y() + height <= window.height() - 8 else corner.y() - above - height
        self.setGeometry(QRect(x, max(8, y), width, height))
