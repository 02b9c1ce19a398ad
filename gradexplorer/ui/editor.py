"""The document in the window: every edit with its name for the undo menu, the file it lives in."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QGuiApplication

from gradexplorer.lang import unfinished
from gradexplorer.model import edits
from gradexplorer.model.document import Document
from gradexplorer.model.files import Stamp, stamp
from gradexplorer.model.history import History
from gradexplorer.model.reading import Reading, begin, complete, read_document, tidy, turn
from gradexplorer.model.session import save
from gradexplorer.ui.aside import aside
from gradexplorer.ui.text import tr

BURST_MS = 800
"""A pause in typing longer than this ends the undo step."""
WORD_MS = 400
"""After a pause this long a text is taken as it stands, even if it ends in the beginning of a name."""
_COMMENT = re.compile(r"#[^\n]*")


class Editor(QObject):
    """Holds the history, applies edits, and reads the document anew when its texts change."""

    changed = Signal(object, object)
    """(before, after): the document changed, by an edit, an undo, or in its view."""
    replaced = Signal()
    """Another document was opened."""
    saved = Signal()
    """The document was written to its file."""
    refused = Signal(str)
    """An edit was refused; the sentence says why."""

    def __init__(self, document: Document, path: Path | None = None, parent: QObject | None = None) -> None:
        super().__init__(parent)
        document, self.reading = complete(document)
        self.history = History(document)
        self._grasped = self.history.mark()
        self.path, self.seen = path, stamp(path)
        self._pause = QTimer(self, singleShot=True, interval=BURST_MS)
        self._pause.timeout.connect(self._rest)
        self._word = QTimer(self, singleShot=True, interval=WORD_MS)
        self._word.timeout.connect(lambda: self.changed.emit(self.document, self.document))

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self.history.document

    @property
    def hesitating(self) -> bool:
        """Somebody is in the middle of typing a name: "si" will be "sin", and is not yet s·i."""
        return self._word.isActive()

    # ------------------------------------------------------------------ edits

    def edit(self, change: Callable[[Document], Document], label: str, merge: str | None = None) -> None:
        """Apply an edit of content as one undo step; one with `merge` goes on with the burst of that name."""
        before = self.document
        try:
            after, reading = complete(change(before))
        except (ValueError, KeyError, IndexError) as error:
            self.refused.emit(str(error.args[0] if error.args else error))
            return
        self._take(before, reading, lambda: self.history.apply(after, label, merge))
        if merge is not None:
            self._pause.start()

    def look(self, **changes: Any) -> None:
        """Change the view, which makes no undo step."""
        before = self.document
        try:
            after = edits.set_view(before, **changes)
        except ValueError as error:
            self.refused.emit(str(error))
            return
        reading = self.reading if after.view.selected == before.view.selected else read_document(after)
        self._take(before, reading, lambda: self.history.view(after))

    def seal(self) -> None:
        """End a burst of typing or dragging: the next edit is a step of its own."""
        self._pause.stop()
        self.history.seal()

    def _rest(self) -> None:
        """A pause ends a burst; but a hand that holds still has not let go, and its drag is one step."""
        if QGuiApplication.mouseButtons() == Qt.MouseButton.NoButton:
            self.seal()
        else:
            self._pause.start()

    def grasp(self) -> None:
        """A drag may begin, which may be given up."""
        self._grasped = self.history.mark()

    def give_up(self) -> None:
        """Take back what the drag has changed, and leave no trace of it."""
        before = self.document
        self.history.give_up(self._grasped)
        self._gone(before)

    def undo(self) -> str | None:
        """Take the last step back; its name, None where there is none."""
        return self._step(self.history.undo)

    def redo(self) -> str | None:
        """Do the step last taken back again; its name, None where there is none."""
        return self._step(self.history.redo)

    def _step(self, move: Callable[[], str | None]) -> str | None:
        before = self.document
        label = move()
        if label is not None:
            self._gone(before)
        return label

    def _gone(self, before: Document) -> None:
        """Read and show the document that the history went to."""
        _, self.reading = complete(self.document)
        self.changed.emit(before, self.document)

    def _take(self, before: Document, reading: Reading, put: Callable[[], None]) -> None:
        put()
        self.reading = reading
        if self.document is not before:
            self.changed.emit(before, self.document)

    # ------------------------------------------------------------------ files

    def open(
        self, document: Document, path: Path | None, *, saved: bool = True, seen: Stamp | None = None
    ) -> None:
        """Take another document, with nothing to undo; with `saved` False no file holds it as it is.

        `seen` is the stamp that its file had when it was read; the present one where that is not known.
        """
        self._pause.stop()
        self._word.stop()
        document, self.reading = complete(document)
        self.history = History(document)
        self._grasped = self.history.mark()
        if not saved:
            self.history.mark_unsaved()
        self.path, self.seen = path, seen or stamp(path)
        self.replaced.emit()

    def save_file(self, path: Path) -> None:
        """Write the document to a session file. Raises OSError or SessionError."""
        document = self.document
        aside(lambda: save(tidy(document), path))
        self.path, self.seen = path, stamp(path)
        self.history.mark_saved(document)
        self.saved.emit()

    # ------------------------------------------------------------------ what people do

    def set_text(self, id: int, text: str) -> None:
        """Type in a line, which is then the selected one: while it is wrong its last curve stays."""
        self._hesitate(text)

        def change(document: Document) -> Document:
            document = _with_value(edits.set_text(document, id, text), id)
            return document if document.view.selected == id else edits.set_view(document, selected=id)

        self.edit(change, tr("Edit expression"), f"text-{id}")

    def _hesitate(self, text: str) -> None:
        if unfinished(text):
            self._word.start()
        else:
            self._word.stop()

    def add(self, text: str) -> None:
        """Add a line at the end."""
        self._hesitate(text)

        def change(document: Document) -> Document:
            before, document = document, edits.add_expression(document, text)
            return _typed(document, edits.new_id(document) - 1, before)

        # What is typed next in the line goes on with this step.
        self.edit(change, tr("Add expression"), f"text-{edits.new_id(self.document)}")

    def remove(self, id: int) -> None:
        """Remove an item."""
        self.edit(lambda d: edits.remove_item(d, id), tr("Remove expression"))

    def set_visible(self, id: int, visible: bool) -> None:
        """Show or hide an item."""
        label = tr("Show expression") if visible else tr("Hide expression")
        self.edit(lambda d: edits.set_visible(d, id, visible), label)

    def set_look(self, id: int, field: str, value: Any) -> None:
        """Change how a curve looks: its colour, stroke, visible, labelled or label."""
        if field == "visible":
            self.set_visible(id, value)
        elif field == "colour":
            self.edit(lambda d: edits.set_colour(d, id, value), tr("Set colour"))
        elif field == "stroke":
            self.edit(lambda d: edits.set_stroke(d, id, value), tr("Set line style"))
        elif field == "labelled":
            label = tr("Show label") if value else tr("Hide label")
            self.edit(lambda d: edits.set_label(d, id, shown=value), label)
        else:
            self.edit(lambda d: edits.set_label(d, id, value), tr("Set label"), f"label-{id}")

    def move_component(self, name: str, value: float, *, burst: bool = False) -> None:
        """Give one component of the point a value."""
        merge = "point" if burst else None
        self.edit(lambda d: edits.move_component(self._fitted(d), name, value), tr("Move point"), merge)

    def move_components(self, values: dict[str, float]) -> None:
        """Give several components values, within a drag."""

        def change(document: Document) -> Document:
            document = self._fitted(document)
            for name, value in values.items():
                document = edits.move_component(document, name, value)
            return document

        self.edit(change, tr("Move point"), "point")

    def _fitted(self, document: Document) -> Document:
        """`document` with all components of the active function in its point: a line just selected may lack some."""
        function = self.reading.function
        return document if function is None else edits.fit_point(document, function.variables, function.vector)

    def set_run(self, label: str, merge: str | None = None, **changes: Any) -> None:
        """Change a setting of the run."""
        self.edit(lambda d: edits.set_run(d, **changes), label, merge)

    def set_slider(self, name: str, merge: str | None = None, **changes: float) -> None:
        """Change a slider's value or range, and the line that sets it, if there is one."""

        def change(document: Document) -> Document:
            document = edits.set_slider(document, name, **changes)
            return _with_line(document, name) if "value" in changes else document

        label = tr("Set {name}", name=name) if "value" in changes else tr("Set range of {name}", name=name)
        self.edit(change, label, merge)

    def set_sliders(self, values: Mapping[str, float], label: str, merge: str) -> None:
        """Give several sliders values, as one burst."""

        def change(document: Document) -> Document:
            for name, value in values.items():
                document = _with_line(edits.set_slider(document, name, value=value), name)
            return document

        self.edit(change, label, merge)

    def set_motion(self, name: str, **how: Any) -> None:
        """How a slider is played: `motion`, `seconds`."""
        self.edit(lambda d: edits.set_slider(d, name, **how), tr("Set how {name} is played", name=name))

    def turn(self, name: str, variable: bool) -> None:
        """Make a slider a variable, or a variable a slider."""
        label = tr("Make {name} a variable", name=name) if variable else tr("Make {name} a slider", name=name)
        self.edit(lambda d: turn(d, name, True) if variable else _with_line(turn(d, name, False), name), label)


def _typed(document: Document, id: int, before: Document) -> Document:
    """What a text that was just typed sets: a slider by `a = 2`, the point by a program."""
    return begin(_with_value(document, id), id, before)


def _with_line(document: Document, name: str) -> Document:
    """The line `a = 2` says what its slider says."""
    slider = next(slider for slider in document.sliders if slider.name == name)
    for entry in read_document(document).sheet.entries.values():
        if entry.kind == "value" and entry.name == name:
            document = edits.set_text(document, entry.id, _with_number(entry.text, slider.value))
    return document


def _with_number(text: str, number: float) -> str:
    """`a = 2  # note` with another number; blanks and comments stay, one from within the old value behind the new."""
    bare = _COMMENT.sub(lambda comment: " " * len(comment[0]), text)  # as long, so that each place is that of `text`
    end = len(bare.rstrip())
    start = end - len(bare.partition("=")[2].strip())
    within = " ".join(_COMMENT.findall(text[start:end]))
    return text[:start] + repr(number) + (within and f"  {within}") + text[end:]


def _with_value(document: Document, id: int) -> Document:
    """A line `a = 2` that was just typed gives the slider its value."""
    sheet = read_document(document).sheet
    entry = sheet.entries[id]
    if entry.kind != "value" or entry.name is None or entry.name not in sheet.fixed:
        return document
    return edits.set_slider(document, entry.name, value=sheet.fixed[entry.name])
