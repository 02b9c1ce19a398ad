"""The command palette: every action, demo and recent file, found by a few letters and run by Enter."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QFontMetricsF, QIcon, QKeyEvent, QKeySequence, QPainter
from PySide6.QtWidgets import (
    QDialog,
    QFrame,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.model import demos
from gradexplorer.model.settings import load_settings
from gradexplorer.ui import icons, theme
from gradexplorer.ui.actions import title_of_menu
from gradexplorer.ui.fuzzy import score
from gradexplorer.ui.preferences import remember
from gradexplorer.ui.text import tr
from gradexplorer.ui.widgets.labels import Caption
from gradexplorer.ui.widgets.painting import draw_text

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

MOST_USED = 12
"""So many commands that were used last stand first."""
TITLE = 3
"""A match in a command's name counts so many times as much as one in its explanation."""
LINE = 30
_ENTRY = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class Entry(Struct, frozen=True):
    """One thing to run. `refusal` says why it cannot be run now; `state` is "on" or "off" for a switch."""

    key: str
    text: str
    detail: str
    run: Callable[[], object]
    where: str = ""
    shortcut: str = ""
    state: str = ""
    refusal: str = ""
    icon: str = ""

    @property
    def spoken(self) -> str:
        """The entry for a screen reader."""
        parts = (self.text, self.state, self.shortcut, self.where, self.refusal or self.detail)
        return tr(", ").join(part for part in parts if part)


def entries(window: MainWindow) -> Iterator[Entry]:
    """All there is to run in `window` now: actions in the order of the menus, demos, recent files."""
    for spec in window.actions_.specs.values():
        if spec.name == "palette":
            continue
        action = window.actions_[spec.name]
        yield Entry(
            spec.name,
            action.text(),
            spec.tip,
            action.trigger,
            title_of_menu(spec.menu),
            QKeySequence(spec.keys[0]).toString(QKeySequence.SequenceFormat.NativeText) if spec.keys else "",
            (tr("on") if action.isChecked() else tr("off")) if spec.checkable else "",
            "" if action.isEnabled() else window.actions_.refusal(spec.name),
            spec.icon,
        )
    for demo in demos.demos():
        run = _opener(window.filing.open_demo, demo.name)
        yield Entry(f"demo {demo.name}", demo.title, demo.summary, run, tr("Demo"), icon="demo")
    for name in load_settings()[0].recent:
        path = Path(name)
        refusal = "" if path.exists() else tr("This file is no longer there.")
        run = _opener(window.filing.open_recent, path)
        yield Entry(f"file {name}", path.name, str(path.parent), run, tr("Recent file"), refusal=refusal, icon="open")


def _opener(open_: Callable[..., object], what: object) -> Callable[[], object]:
    return lambda: open_(what)


class Palette(QDialog):
    """Type some letters of a command's name, Enter runs it. Up, Down and Page move while the field has the focus."""

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self.setWindowTitle(tr("Commands"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(540, 440)
        self._window = window
        self._entries = list(entries(window))
        self._used = [key for key in load_settings()[0].used if any(entry.key == key for entry in self._entries)]
        self.field, self.list, self.told = QLineEdit(), QListWidget(), Caption()
        self.field.setPlaceholderText(tr("Type a command, a demo or a file"))
        self.field.setAccessibleName(tr("Command"))
        self.field.setAccessibleDescription(tr("Up and Down choose, Enter runs, Esc closes."))
        self.list.setAccessibleName(tr("Commands"))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setItemDelegate(_Line(self.list))
        self.list.setUniformItemSizes(True)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.viewport().setAutoFillBackground(False)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.told.setWordWrap(False)
        self.field.textChanged.connect(self._filter)
        self.field.returnPressed.connect(self._run)
        self.list.itemClicked.connect(lambda _: self._run())
        self.list.currentItemChanged.connect(lambda now, _: self._tell(now))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 8)
        layout.addWidget(self.field)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.told)
        self._filter("")

    def shown(self) -> list[Entry]:
        """The entries listed, best first."""
        return [self.list.item(row).data(_ENTRY) for row in range(self.list.count())]

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Move in the list."""
        page = max(self.list.viewport().height() // LINE - 1, 1)
        moves = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_PageUp: -page, Qt.Key.Key_PageDown: page}
        move = moves.get(Qt.Key(event.key()))
        if move is None:
            super().keyPressEvent(event)
            return
        self.list.setCurrentRow(min(max(self.list.currentRow() + move, 0), self.list.count() - 1))

    def _filter(self, typed: str) -> None:
        self.list.clear()
        for entry in self._found(typed):
            item = QListWidgetItem(entry.text)
            item.setData(_ENTRY, entry)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, entry.spoken)
            item.setToolTip(entry.refusal or entry.detail)
            self.list.addItem(item)
        self.list.setCurrentRow(0)
        if not self.list.count():
            self.told.say(tr("Nothing is called that. Fewer letters find more."))

    def _found(self, typed: str) -> list[Entry]:
        """What fits, best first; of what fits alike, and where nothing is typed, what was used last comes first."""
        order = {key: place for place, key in enumerate(self._used)}
        ranked = []
        for place, entry in enumerate(self._entries):
            worth = _worth(typed, entry)
            if worth is not None:
                ranked.append((-worth, order.get(entry.key, len(order)), place, entry))
        return [entry for *_, entry in sorted(ranked, key=lambda line: line[:-1])]

    def _tell(self, item: QListWidgetItem | None) -> None:
        entry = item.data(_ENTRY) if item is not None else None
        self.told.set_role("quiet" if entry is None or not entry.refusal else "warn")
        self.told.say("" if entry is None else entry.refusal or entry.detail)
        self.field.setAccessibleDescription(tr("Up and Down choose, Enter runs.") if entry is None else entry.spoken)

    def _run(self) -> None:
        item = self.list.currentItem()
        if item is None:
            return
        entry: Entry = item.data(_ENTRY)
        if entry.refusal:
            self._tell(item)
            return
        self.accept()
        used = (entry.key, *(key for key in load_settings()[0].used if key != entry.key))[:MOST_USED]
        remember(self._window, used=used)
        # What it runs may wait for a file or a dialog: by then the palette, and the key that it answers, are gone.
        QTimer.singleShot(0, self._window, entry.run)


def _worth(typed: str, entry: Entry) -> float | None:
    """How well an entry fits: by its name, else by its explanation; half as well where it cannot be run."""
    worth = score(typed, entry.text)
    if worth is not None:
        worth *= TITLE
    else:
        worth = score(typed, f"{entry.text} {entry.where} {entry.detail}", scattered=False)
    return worth if worth is None or not entry.refusal else worth / 2


class _Line(QStyledItemDelegate):
    """Icon, name and where it is found at the left; the switch's state and the keys at the right."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, LINE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: Entry = index.data(_ENTRY)
        colours = theme.current()
        box = QRectF(option.rect).adjusted(2, 1, -2, -1)
        view: QWidget = option.widget
        current = index.row() == view.currentRow() if isinstance(view, QListWidget) else False
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if current:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent_soft))
            painter.drawRoundedRect(box, 4, 4)
        grey = bool(entry.refusal)
        if entry.icon:
            mode = QIcon.Mode.Disabled if grey else QIcon.Mode.Normal
            picture = icons.icon(entry.icon).pixmap(QSize(16, 16), view.devicePixelRatioF(), mode)
            painter.drawPixmap(int(box.left()) + 8, int(box.center().y()) - 8, picture)
        small, body = theme.font(theme.CAPTION), theme.font()
        right = box.right() - 8
        for text, colour in ((entry.shortcut, colours.text_quiet), (entry.state, colours.accent)):
            if text:
                width = QFontMetricsF(small).horizontalAdvance(text) + 2
                place = QRectF(right - width, box.top(), width, box.height())
                draw_text(painter, place, text, small, colours.text_faint if grey else colour, right=True)
                right -= width + 12
        left = box.left() + 34
        width = min(QFontMetricsF(body).horizontalAdvance(entry.text) + 2, right - left)
        colour = colours.text_faint if grey else colours.accent if current else colours.text
        draw_text(painter, QRectF(left, box.top(), width, box.height()), entry.text, body, colour)
        left += width + 10
        if right - left > 40:
            place = QRectF(left, box.top(), right - left, box.height())
            draw_text(painter, place, entry.where, small, colours.text_faint if grey else colours.text_quiet)
        painter.restore()
