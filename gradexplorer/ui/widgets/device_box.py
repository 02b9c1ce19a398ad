"""The list of devices, with the reason where one cannot be used."""

from __future__ import annotations

from collections.abc import Sequence

from msgspec import Struct
from PySide6.QtCore import QEvent, QPointF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import QComboBox, QWidget

from gradexplorer.ui import theme
from gradexplorer.ui.text import tr


class DeviceEntry(Struct, frozen=True):
    """One device or dtype: `reason` says why it is not available, or more about one that is."""

    key: str
    label: str
    available: bool = True
    reason: str = ""


class DeviceBox(QComboBox):
    """A combo box with a dot before each device: green where it can be used, a grey ring where it cannot.

    `deviceChosen` carries the key of a person's choice.
    """

    deviceChosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._entries: tuple[DeviceEntry, ...] = ()
        self.setModel(QStandardItemModel(self))
        self.setIconSize(QSize(10, 10))
        self.setAccessibleName(tr("Device"))
        self.setAccessibleDescription(tr("Where numbers are computed. Entries that cannot be used say why."))
        self.activated.connect(self._on_activated)

    def set_devices(self, entries: Sequence[DeviceEntry], current: str) -> None:
        """Fill the list and show `current`, without a signal."""
        self._entries = tuple(entries)
        self._fill()
        self.set_current(current)

    def set_current(self, key: str) -> None:
        """Show the entry called `key`, without a signal."""
        index = next((i for i, entry in enumerate(self._entries) if entry.key == key), -1)
        self.setCurrentIndex(index)
        reason = self._entries[index].reason if index >= 0 else ""
        self.setToolTip(reason or self.accessibleDescription())

    @property
    def current(self) -> str:
        """The key of the entry shown, "" for none."""
        return self._entries[self.currentIndex()].key if self.currentIndex() >= 0 else ""

    def changeEvent(self, event: QEvent) -> None:
        """Redraw the dots in the new theme's colours."""
        if event.type() == QEvent.Type.PaletteChange:
            for row, entry in enumerate(self._entries):
                self.setItemIcon(row, self._dot(entry.available))
        super().changeEvent(event)

    def _fill(self) -> None:
        model = self.model()
        assert isinstance(model, QStandardItemModel)
        model.clear()
        for entry in self._entries:
            item = QStandardItem(self._dot(entry.available), entry.label)
            item.setEnabled(entry.available)
            item.setToolTip(entry.reason)
            item.setData(entry.reason, Qt.ItemDataRole.AccessibleDescriptionRole)
            model.appendRow(item)

    def _on_activated(self, index: int) -> None:
        entry = self._entries[index]
        self.setToolTip(entry.reason or self.accessibleDescription())
        self.deviceChosen.emit(entry.key)

    def _dot(self, available: bool) -> QIcon:
        colours = theme.current()
        ratio = self.devicePixelRatioF()
        pixmap = QPixmap(round(10 * ratio), round(10 * ratio))
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QColor(colours.good if available else colours.text_faint))
        painter.setBrush(QColor(colours.good) if available else QColor(Qt.GlobalColor.transparent))
        painter.drawEllipse(QPointF(5, 5), 3.5, 3.5)
        painter.end()
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Disabled)
        return icon
