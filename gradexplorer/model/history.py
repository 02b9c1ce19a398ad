"""Undo and redo: the documents before and after each step, which share all that a step leaves alone."""

from __future__ import annotations

import operator
import struct
from array import array
from typing import Any

import msgspec
from msgspec import Struct
from msgspec.structs import fields, replace

from gradexplorer.model.document import Document, Pin, View

_CONTENT = tuple(field.name for field in fields(Document) if field.name != "view")

_SCENE_VIEW = ("scene", "mode", "selected", "playhead", "graph_step", "x_range", "y_range")


class _Step(Struct, frozen=True):
    label: str
    merge: str | None
    before: Document
    after: Document
    scene: bool = False
    """It set the view as well, as a demo step does."""


class Mark(Struct, frozen=True):
    """The steps done and undone at one moment, to which `give_up` goes back."""

    done: tuple[_Step, ...]
    undone: tuple[_Step, ...]


class History:
    """The document as it is now, and the way back to what it was; no step is ever forgotten.

    Only content is undone. The view (mode, ranges, playhead) stays as it is at the moment of the undo, but for a demo
    step, which set content and view together and is taken back together. A selection that came with a step goes with it
    unless another was made since.
    """

    def __init__(self, document: Document) -> None:
        """Begin with `document`, unmodified and with nothing to undo."""
        self._document = document
        self._saved: Document | None = document
        self._done: list[_Step] = []
        self._undone: list[_Step] = []
        self._sealed = True

    @property
    def document(self) -> Document:
        """The document as it is now."""
        return self._document

    @property
    def undo_label(self) -> str | None:
        """The label of the step that `undo` would take back, None where there is none."""
        return self._done[-1].label if self._done else None

    @property
    def redo_label(self) -> str | None:
        """The label of the step that `redo` would do again, None where there is none."""
        return self._undone[-1].label if self._undone else None

    @property
    def modified(self) -> bool:
        """Whether the content differs from what was last saved; another view alone does not count."""
        return self._saved is None or not same_content(self._document, self._saved)

    def mark_saved(self, document: Document | None = None) -> None:
        """Take `document`, by default as it is now, for the saved one."""
        self._saved = self._document if document is None else document
        self._sealed = True

    def mark_unsaved(self) -> None:
        """Say that no file holds the document as it is now: it was recovered, or mended when it was read."""
        self._saved = None

    def apply(self, document: Document, label: str, merge: str | None = None) -> None:
        """Take `document` as the next state, as one undo step called `label`.

        Steps in a row with the same `merge` key fold into one until `seal`, another step or an undo; what is no change
        of content makes no step.
        """
        before, self._document = self._document, document
        # Asked here: between the edits of a burst the view may be changed by hand.
        scene = merge is None and _framed(before.view) != _framed(document.view)
        if merge is not None and self._done and not self._sealed and self._done[-1].merge == merge:
            before = self._done.pop().before
        elif same_content(before, document):
            return
        self._undone.clear()
        # A burst that is back where it began leaves no step: the next one must not go on with an older one of its key.
        self._sealed = same_content(before, document)
        if not self._sealed:
            self._done.append(_Step(label, merge, before, document, scene))

    def seal(self) -> None:
        """End a burst: the next change is a step of its own, whatever its merge key."""
        self._sealed = True

    def mark(self) -> Mark:
        """Take note of the steps before a drag, which may be given up. It is a burst of its own."""
        self._sealed = True
        return Mark(tuple(self._done), tuple(self._undone))

    def give_up(self, mark: Mark) -> None:
        """Take back what a drag has done since `mark`, as if it had never been; what was undone before stays so.

        A step that is no burst came from elsewhere while the hand held on: it is undone, and can be done again.
        """
        self._sealed = True
        if self._done and all(self._done[-1] is not step for step in mark.done):
            if self._done[-1].merge is None:
                self.undo()
                return
            step = self._done.pop()
            self._go(step.after, step.before, step.scene)
        if len(self._done) == len(mark.done) and all(map(operator.is_, self._done, mark.done)):
            self._undone = list(mark.undone)

    def view(self, document: Document) -> None:
        """Take the view of `document`, without an undo step and without ending a burst."""
        self._document = replace(self._document, view=document.view)

    def undo(self) -> str | None:
        """Take the last step back and return its label, None where there is none."""
        if not self._done:
            return None
        step = self._done.pop()
        self._undone.append(step)
        self._go(step.after, step.before, step.scene)
        return step.label

    def redo(self) -> str | None:
        """Do the step last taken back again and return its label, None where there is none."""
        if not self._undone:
            return None
        step = self._undone.pop()
        self._done.append(step)
        self._go(step.before, step.after, step.scene)
        return step.label

    def _go(self, source: Document, target: Document, scene: bool) -> None:
        self._sealed = True
        view, turned = self._document.view, source.view.scene != target.view.scene
        untouched = turned and not self.modified
        if scene:
            view = replace(view, **{name: getattr(target.view, name) for name in _SCENE_VIEW})
        elif view.selected == source.view.selected:
            view = replace(view, selected=target.view.selected)
        view = replace(view, pin=_same_pin(view.pin, self._document.pins, target.pins))
        self._document = replace(target, view=_fitting(view, target))
        if untouched:
            self._saved = self._document  # turning a demo's pages, back as well, is nothing to save


def _framed(view: View) -> tuple[Any, ...]:
    """What of a view no edit sets but a demo step, also one to the scene that is shown already."""
    return tuple(getattr(view, name) for name in _SCENE_VIEW if name != "selected")


def _same_pin(chosen: int, before: tuple[Pin, ...], after: tuple[Pin, ...]) -> int:
    """The index among the pinned points `after` of the one that was `chosen` before; -1 where it is gone."""
    if not 0 <= chosen < len(before) or len(before) == len(after):
        return chosen
    return after.index(before[chosen]) if before[chosen] in after else -1


def _fitting(view: View, document: Document) -> View:
    """Return `view` with a selection, a pinned point and a scene that `document` has."""
    ids = [item.id for item in document.items]
    if view.selected is not None and view.selected not in ids:
        was = document.view.selected
        view = replace(view, selected=was if was in ids else next(iter(ids), None))
    if view.pin >= len(document.pins):
        view = replace(view, pin=-1)
    return replace(view, scene=-1) if view.scene >= len(document.scenes) else view


def same_content(one: Document, other: Document) -> bool:
    """Whether two documents are equal but for their view, to the last bit: -0.0 is not 0.0, and nan is nan."""
    return one is other or all(_same(getattr(one, name), getattr(other, name)) for name in _CONTENT)


def _same(one: Any, other: Any) -> bool:
    # Identity first: the documents of a history share what a step left alone.
    if one is other:
        return True
    if type(one) is not type(other):
        return False
    if isinstance(one, float):
        return struct.pack("d", one) == struct.pack("d", other)
    if isinstance(one, tuple):
        return len(one) == len(other) and (_same_numbers(one, other) or all(map(_same, one, other)))
    if isinstance(one, msgspec.Struct):
        return all(_same(getattr(one, field), getattr(other, field)) for field in one.__struct_fields__)
    return bool(one == other)


def _same_numbers(one: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    """Whether both are the same floats, quickly: a column may have a million."""
    try:
        return array("d", one).tobytes() == array("d", other).tobytes()
    except (TypeError, OverflowError):
        return False
