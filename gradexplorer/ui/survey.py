"""What is asked for over a map beside its values: gradient arrows, sections, critical points, the model's line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from gradexplorer.compute import arrows, critical, curve, model_line
from gradexplorer.compute.components import Array, Components
from gradexplorer.compute.critical import Criticals
from gradexplorer.compute.field import Field, Level
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Data, Expression
from gradexplorer.model.reading import arrays
from gradexplorer.model.same import Same
from gradexplorer.ui.drawings import Range
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs
from gradexplorer.ui.pinned import Pinned

ARROW_PIXELS = 44.0
"""How far the arrows of a gradient field stand apart."""
SECTION_SAMPLES = 240
CUT_EVERY_MS = 32
"""In a drag sections are computed this often at most."""


class Section(Struct, frozen=True):
    """The function along component `axis` through the point, from end to end of that axis of the map."""

    axis: int
    curve: curve.Curve


class Cut(Struct, frozen=True):
    """What was found through the point `at`."""

    at: Array
    sections: tuple[Section, ...]
    model: model_line.ModelLine | None


class Survey(Pinned):
    """Asks for what belongs to a map, and keeps what was found last."""

    arrowsChanged = Signal()
    cutChanged = Signal()
    criticalsChanged = Signal()

    view_pixels: tuple[int, int] = (780, 590)

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(editor, jobs, parent)
        self._cut_rest = QTimer(self, singleShot=True, interval=CUT_EVERY_MS)
        self._cut_rest.timeout.connect(self._ask_cut)

    @property
    def waiting(self) -> bool:
        """Something is still to be asked for."""
        return self._cut_rest.isActive() or super().waiting

    def _forget(self) -> None:
        super()._forget()
        self.arrows: arrows.Arrows | None = None
        self.cut: Cut | None = None
        self.criticals = Criticals()
        self._level: tuple[Field, float, Level | None] | None = None

    def set_view(
        self,
        x_range: Range,
        y_range: Range,
        pixels: int,
        height: int | None = None,
        *,
        size: tuple[int, int] | None = None,
        moving: bool = False,
    ) -> None:
        """As `Drawings.set_view`; `size` is the map's in logical pixels. Critical points wait until the range rests."""
        self.view_pixels = size or self.view_pixels
        super().set_view(x_range, y_range, pixels, height, moving=moving)
        if not self.stale and self.dimension >= 2:
            self._ask_arrows()
            self._ask_cut()

    @property
    def over_map(self) -> bool:
        """There is a map to draw something on."""
        return self.dimension >= 2 and self.document.view.mode != "graph"

    def _ask_survey(self) -> None:
        """All of it, as far as it is wanted."""
        self._ask_arrows()
        self._ask_criticals()
        self._ask_cut()

    # ------------------------------------------------------------------ arrows and critical points

    def _ask_arrows(self) -> None:
        function = self.function
        if function is None or not self.over_map or not self.document.show.gradient_field:
            self.drop("arrows")
            self._store_arrows(None)
            return
        (x_range, y_range), logs = self.ranges, self.logs
        columns, rows = (pixels / ARROW_PIXELS for pixels in self.view_pixels)
        request = (self._key(function), self._held(function), self.axes(), x_range, y_range, columns, rows, logs)
        plane = self.plane(function)
        self._submit(
            "arrows",
            request,
            lambda cancelled: arrows.sample(
                replace(plane, cancelled=cancelled), x_range, y_range, columns, rows, logs=logs
            ),
            self._store_arrows,
        )

    def _store_arrows(self, found: arrows.Arrows | None) -> None:
        if found is not self.arrows:
            self.arrows = found
            self.arrowsChanged.emit()

    def _ask_criticals(self) -> None:
        function = self.function
        if function is None or not self.over_map or not self.document.show.landmarks:
            self.drop("criticals")
            self._store_criticals(Criticals())
            return
        x_range, y_range = self.ranges
        plane = self.plane(function)
        self._submit(
            "criticals",
            (self._key(function), self._held(function), self.axes(), x_range, y_range),
            lambda cancelled: critical.find(replace(plane, cancelled=cancelled), x_range, y_range),
            self._store_criticals,
            background=True,
        )

    def _store_criticals(self, found: Criticals) -> None:
        if found != self.criticals:
            self.criticals = found
            self.criticalsChanged.emit()

    # ------------------------------------------------------------------ through the point

    def level_through(self) -> Level | None:
        """The level set through the point shown, on the map as it is."""
        point, field = self.active_point, self.field
        if point is None or field is None or not self.over_map:
            return None
        if self._level is None or self._level[0] is not field or self._level[1] != point.value:
            self._level = field, point.value, field.level(point.value)
        return self._level[2]

    @property
    def active_point(self) -> Any:
        """The active function at the present point."""
        raise NotImplementedError

    def _ask_cut(self) -> None:
        """Sections and the model's line: at once where that is known to be quick, so that a drag follows the hand."""
        if self.stale:  # a timer's call, or a late point's: of what is read again all is asked again
            return
        function = self.function
        sections = self.over_map and self.document.show.sections
        model = function is not None and self._modelled(function)
        if function is None or not (sections or model):
            self.drop("cut")
            self._store_cut(None)
            return
        request = (self._key(function), str(self.present()), self.axes(), self.ranges, sections, model)
        if self._asked.get("cut") == request or self._cut_rest.isActive():
            return
        self._cut_rest.start()
        cost = Same(function.compiled), sections, model
        work = self._cutting(function, sections, model)
        self.follow("cut", request, [cost], work, lambda cut, _: self._store_cut(cut))

    def _store_cut(self, cut: Cut | None) -> None:
        if cut is not self.cut:
            self.cut = cut
            self.cutChanged.emit()

    def _modelled(self, function: Function) -> bool:
        """Whether data stand behind the function that are to be seen."""
        shown = self.document.show.model and self.document.view.mode != "graph" and self.dimension > 0
        return shown and function.arrays and bool(model_line.columns_of(function))

    def _cutting(self, function: Function, sections: bool, model: bool) -> Callable[[Any], Cut]:
        at, axes, ranges = self.present(), self.axes(), self.ranges
        line = replace(self.line(function), coordinates=at)
        fitting = self._fitting(function) if model else None
        flat = Components.of(function, at).flatten(at)

        def work(cancelled: Callable[[], bool] | None) -> Cut:
            here = replace(line, cancelled=cancelled)
            try:
                found = [
                    Section(axis, curve.sample(replace(here, axis=axis), *limits, SECTION_SAMPLES))
                    for axis, limits in (zip(axes, ranges, strict=True) if sections else ())
                ]
                fitted = None if fitting is None else model_line.fit(function, *fitting, at, line.sliders, here)
            except LangError:  # the point itself says what is wrong
                found, fitted = [], None
            return Cut(flat, tuple(found), fitted)

        return work

    def _fitting(self, function: Function) -> tuple[Any, Any]:
        """The tables by name and column, and the line that may be the model."""
        entries = self.reading.sheet.entries
        others = [
            entry.function
            for item in self.document.items
            if isinstance(item, Expression)
            and (entry := entries[item.id]).function is not None
            and entry.kind != "value"
            and entry.function is not function
        ]
        tables = {item.name: arrays(item) for item in self.document.items if isinstance(item, Data)}
        return tables, model_line.model_of(function, others)
