"""Random edits with undo, redo, saving and loading in between: whatever comes, the documents are equal to the last bit.

`EDITS=10000 pytest tests/model/test_editing.py` makes that many.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings, strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from msgspec.structs import replace

from gradexplorer.model import check, demos, edits, salvage, session
from gradexplorer.model.document import Column, Data, Document, Expression, View
from gradexplorer.model.history import History
from gradexplorer.model.reading import complete, tidy, turn

EDITS = int(os.environ.get("EDITS", "1200"))
STEPS = 60

texts = st.sampled_from(
    [
        "x^2",
        "a x + b",
        "f(x) = x^3",
        "f(x) + g",
        "x[0]^2 + x[1]",
        "sin(",
        "",
        "a = 2",
        "x = 1\nx**2",
        "mean(D.x t)",
        "né·x",
    ]
)
numbers = st.sampled_from([0.0, -0.0, 0.0, -0.0, 1.0, -2.5, 1e300, 5e-324, *map(float, ("nan", "inf", "-inf"))])
finite = st.floats(-1e6, 1e6)
names = st.sampled_from(["x", "x", "a", "a", "b", "x[0]", "x[1]"])
labels = st.sampled_from(["", "a line", "λ" * 61])
scales, kinds = st.sampled_from(["linear", "log"]), st.sampled_from(["decimal", "pi"])
keys = st.sampled_from([None, None, "point", "text", "slider"])


def bits(document: Document) -> str:
    """The content, to the last bit: repr tells -0.0 from 0.0, and every nan is nan."""
    return repr(replace(document, view=View()))


class Editing(RuleBasedStateMachine):
    """The history beside the plainest one there is: all documents there were, in a row."""

    def __init__(self) -> None:
        super().__init__()
        self.begin(Document())

    def begin(self, document: Document) -> None:
        self.history = History(document)
        self.past: list[Document] = []
        self.future: list[Document] = []
        self.burst: str | None = None
        self.saved = bits(document)
        self.now = document

    @initialize(name=st.sampled_from(["", *demos.names()]))
    def start(self, name: str) -> None:
        document = demos.load(name) if name else Document()
        self.begin(complete(document)[0])

    # ------------------------------------------------------------------ edits

    def edit(self, change: Callable[[Document], Document], merge: str | None = None) -> None:
        """What the window does with an edit, and the same in the row of documents."""
        before = self.history.document
        try:
            after, _ = complete(change(before))
        except (ValueError, KeyError, IndexError):
            return
        self.history.apply(after, "Edit", merge)
        joined = merge is not None and self.burst == merge
        if not joined and bits(after) == bits(before):
            return
        if not joined:
            self.past.append(before)
        elif bits(self.past[-1]) == bits(after):
            self.past.pop()
            merge = None
        self.future.clear()
        self.burst = merge

    def some(self, pick: int, kind: type) -> int:
        ids = [item.id for item in self.history.document.items if isinstance(item, kind)]
        return ids[pick % len(ids)] if ids else -1

    @rule(text=texts, after=st.booleans(), pick=st.integers(0, 9))
    def add(self, text: str, after: bool, pick: int) -> None:
        self.edit(lambda d: edits.add_expression(d, text, self.some(pick, Expression) if after else None))

    @rule(pick=st.integers(0, 9), text=texts, merge=keys)
    def type(self, pick: int, text: str, merge: str | None) -> None:
        self.edit(lambda d: edits.set_text(d, self.some(pick, Expression), text), merge)

    @rule(pick=st.integers(0, 9), visible=st.booleans(), colour=st.integers(-1, 5), label=labels)
    def dress(self, pick: int, visible: bool, colour: int, label: str) -> None:
        id = self.some(pick, Expression)

        def change(document: Document) -> Document:
            document = edits.set_colour(edits.set_visible(document, id, visible), id, colour)
            document = edits.set_stroke(document, id, "dash-dot" if visible else "solid")
            return edits.set_label(document, id, label, shown=visible)

        self.edit(change)

    @rule(pick=st.integers(0, 9), kind=st.sampled_from([Expression, Data]), x=numbers, index=st.integers(-1, 4))
    def pin(self, pick: int, kind: type, x: float, index: int) -> None:
        id = self.some(pick, kind)
        self.edit((lambda d: edits.add_pin(d, id, x)) if index < 1 else (lambda d: edits.remove_pin(d, index)))

    @rule(index=st.integers(-1, 4), x=numbers, merge=keys)
    def drag_pin(self, index: int, x: float, merge: str | None) -> None:
        self.edit(lambda d: edits.move_pin(d, index, x), merge)

    @rule(name=st.sampled_from(["D", "E", "no name"]), values=st.lists(numbers, max_size=3), pick=st.integers(0, 9))
    def table(self, name: str, values: list[float], pick: int) -> None:
        columns = [Column(name="x", values=tuple(values))]
        old = self.some(pick, Data)
        if old < 0 or pick > 5:
            self.edit(lambda d: edits.add_data(d, name, columns))
        else:
            self.edit(lambda d: edits.set_data(d, old, name=name, columns=columns))

    @rule(pick=st.integers(0, 9), kind=st.sampled_from([Expression, Data]), to=st.integers(-1, 5))
    def shift(self, pick: int, kind: type, to: int) -> None:
        id = self.some(pick, kind)
        self.edit((lambda d: edits.remove_item(d, id)) if to < 0 else (lambda d: edits.move_item(d, id, to)))

    @rule(name=names, value=numbers, merge=keys)
    def point(self, name: str, value: float, merge: str | None) -> None:
        self.edit(lambda d: edits.move_point(d, name, value), merge)

    @rule(name=names, value=st.none() | numbers, low=st.none() | finite, high=st.none() | finite, merge=keys)
    def slider(self, name: str, value: Any, low: Any, high: Any, merge: str | None) -> None:
        self.edit(lambda d: edits.set_slider(d, name, value, low, high), merge)

    @rule(name=names, motion=st.sampled_from(["swing", "round", "once"]), seconds=st.sampled_from([0.5, 4.0, 60.0]))
    def motion(self, name: str, motion: str, seconds: float) -> None:
        self.edit(lambda d: edits.set_slider(d, name, motion=motion, seconds=seconds))

    @rule(name=names, variable=st.booleans())
    def role(self, name: str, variable: bool) -> None:
        self.edit(lambda d: turn(d, name, variable))

    @rule(size=numbers, momentum=numbers, steps=st.integers(-1, 300), zero=st.booleans(), merge=keys)
    def run(self, size: float, momentum: float, steps: int, zero: bool, merge: str | None) -> None:
        changes = {"step_size": size, "momentum": momentum, "steps": steps, "zero_grad": zero}
        self.edit(lambda d: edits.set_run(d, **changes), merge)

    @rule(guess=st.none() | numbers, tangent=st.booleans(), title=st.sampled_from(["", "a", "é\u2028"]))
    def show(self, guess: float | None, tangent: bool, title: str) -> None:
        self.edit(lambda d: edits.set_title(edits.set_show(edits.set_guess(d, guess), tangent=tangent), title))
        self.edit(lambda d: edits.set_revealed(d, tangent))

    @rule(length=st.none() | numbers)
    def lengthen(self, length: float | None) -> None:
        self.edit(lambda d: edits.set_show(d, tangent_length=length))

    @rule(degrees=st.none() | numbers, hessian=st.booleans(), merge=keys)
    def plane(self, degrees: float | None, hessian: bool, merge: str | None) -> None:
        self.edit(lambda d: edits.set_show(edits.set_direction(d, degrees), hessian=hessian), merge)

    @rule(index=st.integers(0, 12))
    def scene(self, index: int) -> None:
        self.edit(lambda d: edits.apply_scene(d, index))

    @rule(mode=st.sampled_from(["explore", "descend", "graph"]), playhead=st.integers(0, 99), low=finite)
    def look(self, mode: str, playhead: int, low: float) -> None:
        pin = playhead % (len(self.history.document.pins) + 1) - 1
        view = edits.set_view(self.history.document, mode=mode, playhead=playhead, pin=pin, x_range=(low, low + 1))
        self.history.view(view)

    @rule(scale=scales, other=scales, ticks=kinds, crosshair=st.booleans())
    def turn_axes(self, scale: str, other: str, ticks: str, crosshair: bool) -> None:
        changes = {"x_scale": scale, "y_scale": other, "y_ticks": ticks, "crosshair": crosshair}
        self.history.view(edits.set_view(self.history.document, **changes))

    @rule()
    def pause(self) -> None:
        self.history.seal()
        self.burst = None

    # ------------------------------------------------------------------ back, forth, out and in

    def goes(self, step: Callable[[], str | None]) -> bool:
        """Undo or redo; turning the pages of a demo that nobody has changed is nothing to save."""
        scene, unmodified = self.history.document.view.scene, not self.history.modified
        went = step() is not None
        if unmodified and self.history.document.view.scene != scene:
            self.saved = bits(self.history.document)
        return went

    @rule(times=st.integers(1, 12))
    def undo(self, times: int) -> None:
        for _ in range(times):
            assert self.goes(self.history.undo) == bool(self.past)
            if self.past:
                # The view is not taken back, so what is kept of the present is its content.
                self.future.append(self.now)
                self.now = self.past.pop()
                self.burst = None
            assert bits(self.history.document) == bits(self.now)

    @rule(times=st.integers(1, 12))
    def redo(self, times: int) -> None:
        for _ in range(times):
            assert self.goes(self.history.redo) == bool(self.future)
            if self.future:
                self.past.append(self.now)
                self.now = self.future.pop()
                self.burst = None
            assert bits(self.history.document) == bits(self.now)

    @rule()
    def save(self) -> None:
        content = session.dumps(self.history.document)
        self.history.mark_saved()
        self.burst = None
        self.saved = bits(self.history.document)
        back, losses = salvage.loads(content)
        assert losses == ()
        assert repr(back) == repr(self.history.document)
        assert session.dumps(back) == content

    @precondition(lambda self: not self.history.modified)
    @rule()
    def save_and_open(self) -> None:
        back = session.loads(session.dumps(tidy(self.history.document)))
        assert bits(back) == bits(tidy(self.history.document))
        self.begin(complete(back)[0])

    # ------------------------------------------------------------------ what always holds

    @invariant()
    def the_document_is_sound(self) -> None:
        self.now = self.history.document
        assert not list(check.problems(self.history.document))
        assert (self.history.undo_label is not None) == bool(self.past)
        assert (self.history.redo_label is not None) == bool(self.future)
        assert self.history.modified == (bits(self.history.document) != self.saved)

    def teardown(self) -> None:
        """To the end, to the beginning and to the end again, each document bit by bit."""
        self.now = self.history.document
        self.redo(len(self.future) + 1)
        last = bits(self.history.document)
        self.undo(len(self.past) + 1)
        self.redo(len(self.future) + 1)
        assert bits(self.history.document) == last


def test_random_edits_end_bit_equal() -> None:
    examples = -(-EDITS // STEPS)
    run_state_machine_as_test(
        Editing,
        settings=settings(
            max_examples=examples,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            database=None,
        ),
    )
