"""What a person does with the pinned points: make, choose, move and remove them."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QMenu, QWidget

from gradexplorer.model import edits
from gradexplorer.model.document import Document
from gradexplorer.ui import icons
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.science import Science
from gradexplorer.ui.text import tr


class Pinning(QObject):
    """Turns it into edits of the document; the choice is part of the view."""

    def __init__(self, editor: Editor, science: Science, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.editor, self.science = editor, science

    def handlers(self) -> dict[str, Callable[[], object]]:
        """Actions by name."""
        return {
            "pin": self.pin_here,
            "next-point": lambda: self.step(1),
            "previous-point": lambda: self.step(-1),
            "remove-pin": lambda: self.remove(self.chosen),
        }

    @property
    def chosen(self) -> int:
        """The pinned point that the arrow keys move; -1: the point itself."""
        document = self.editor.document
        return document.view.pin if document.view.mode == "explore" else -1

    def pin_here(self) -> None:
        """Pin the present point."""
        point, active = self.science.active_point, self.science.reading.active
        if self.editor.document.view.mode != "explore":
            self.editor.refused.emit(tr("Points are pinned in Explore."))
        elif active is None or point is None or len(point.point) != 1:
            self.editor.refused.emit(tr("Only a point on a curve of one variable can be pinned."))
        else:
            self.add(active, float(point.point[0]), choose=False)

    def add(self, item: int, x: float, *, choose: bool = True) -> None:
        """Pin a point on a curve at x, and choose it."""
        pins = self.editor.document.pins
        same = next((index for index, pin in enumerate(pins) if (pin.item, pin.x) == (item, x)), None)
        if same is not None:
            self.editor.refused.emit(tr("A point is pinned there already."))
            if choose:
                self.choose(same)
            return

        def change(document: Document) -> Document:
            document = edits.add_pin(document, item, x)
            return edits.set_view(document, pin=len(pins)) if choose else document

        self.editor.edit(change, tr("Pin point"))

    def choose(self, index: int) -> None:
        """Let the arrow keys move this one; -1: the point itself."""
        if index != self.editor.document.view.pin:
            self.editor.seal()
            self.editor.look(pin=index)

    def step(self, count: int) -> None:
        """Go to the next point in turn: the point itself, then each pinned one."""
        total = len(self.editor.document.pins) + 1
        self.choose((self.editor.document.view.pin + 1 + count) % total - 1)

    def take(self, index: int) -> None:
        """The hand takes hold of one."""
        self.editor.seal()
        self.choose(index)

    def move(self, index: int, x: float, *, burst: bool = False) -> None:
        """Move one along its curve."""
        merge = f"pin-{index}" if burst else None
        self.editor.edit(lambda d: edits.move_pin(d, index, x), tr("Move pinned point"), merge)

    def nudge(self, moved: Callable[[float], float]) -> None:
        """Move the chosen one to where `moved` brings it from where it is."""
        index = self.chosen
        self.move(index, moved(self.editor.document.pins[index].x), burst=True)

    def remove(self, index: int) -> None:
        """Let one go; nothing where none is meant."""
        if index >= 0:
            self.editor.edit(lambda d: edits.remove_pin(d, index), tr("Remove pinned point"))

    def go(self, index: int) -> None:
        """Bring the point itself to a pinned one, on the same curve."""
        pin = self.editor.document.pins[index]
        found = self.science.pinnable(pin.item)
        if found is None:
            return
        function, name = found

        def change(document: Document) -> Document:
            document = edits.set_view(document, selected=pin.item, pin=-1)
            document = edits.fit_point(document, function.variables, function.vector)
            return edits.move_component(document, name, pin.x)

        self.editor.edit(change, tr("Move point"))

    def menu(self, index: int, at: QPoint, parent: QWidget) -> None:
        """The menu of one; -1: of the one chosen, if there is one."""
        index = self.chosen if index < 0 else index
        if index < 0:
            return
        menu = QMenu(parent)
        menu.setAccessibleName(tr("Pinned point"))
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(icons.icon("landmark"), tr("Move the point here"), lambda: self.go(index))
        menu.addSeparator()
        menu.addAction(icons.icon("close"), tr("Remove pinned point"), lambda: self.remove(index))
        menu.popup(at)
