"""What is computed at the point of a curve beyond its value and first slopes: kink, Taylor polynomial, secant."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace
from PySide6.QtCore import QObject, QTimer, Signal

from gradexplorer.compute import kink
from gradexplorer.compute.local import Secant, secant
from gradexplorer.compute.point import PointResult
from gradexplorer.compute.taylor import Taylor, expand
from gradexplorer.lang import Function, LangError
from gradexplorer.model.document import Value
from gradexplorer.model.same import Same
from gradexplorer.ui.drawings import Drawings
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.jobs import Jobs

LIVE_ORDER = 4
"""Taylor polynomials up to this order follow the hand; of higher ones the rest comes when the hand rests."""
REST_MS = 120


class Found(Struct, frozen=True):
    """What a closer look found."""

    broken: kink.Break | None
    taylor: Taylor | None
    secant: Secant | None


class Closeup(Drawings):
    """Asks for what belongs to the point alone, and keeps what was found last."""

    closeupChanged = Signal()

    def __init__(self, editor: Editor, jobs: Jobs, parent: QObject | None = None) -> None:
        super().__init__(editor, jobs, parent)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._ask_high_orders)

    def _forget(self) -> None:
        super()._forget()
        self.broken: kink.Break | None = None
        self.taylor: Taylor | None = None
        self.secant: Secant | None = None

    def present(self) -> dict[str, Value]:
        """The coordinates shown."""
        raise NotImplementedError

    @property
    def settled_point(self) -> PointResult | None:
        """The active function at the coordinates shown; None while it is under way."""
        raise NotImplementedError

    @property
    def waiting(self) -> bool:
        """Something is still to be asked for."""
        return self._rest.isActive() or super().waiting

    def _ask_closeup(self) -> None:
        function, order = self.function, self._order
        if function is None or not self._seen:
            self.drop("closeup")
            self.drop("taylor")
            self._rest.stop()
            self.broken = self.taylor = self.secant = None
            return
        if self.settled_point is None:  # it is on its way, and this is asked again when it comes
            return
        order = min(order, LIVE_ORDER)
        request = self._closeup_request(function, order)
        if self._asked.get("closeup") == request:
            self._rest_soon(function)
            return
        self.drop("taylor")
        cost = Same(function.compiled), order
        self.follow("closeup", request, [cost], self._closeup(function, order), self._store_closeup)
        self._rest_soon(function)

    @property
    def _seen(self) -> bool:
        """There is a curve to draw something on."""
        return self.dimension == 1 and self.document.view.mode != "graph"

    @property
    def _order(self) -> int:
        """The order of the Taylor polynomial that is wanted; 0 for none."""
        show = self.document.show
        return show.taylor_order if show.taylor and self._seen else 0

    @property
    def _second(self) -> float | None:
        """The secant's second point that is wanted, None for none."""
        return self.document.secant if self._seen else None

    def _closeup_request(self, function: Function, order: int) -> Hashable:
        return self._key(function), str(self.present()), order, self._second, Same(self.settled_point)

    def _closeup(self, function: Function, order: int) -> Callable[[Any], Found]:
        """The work: what is wanted at the present point."""
        line, point, second = self.line(function), self.settled_point, self._second
        assert point is not None, "asked only where there is a point"
        x = float(point.point[0])

        def work(cancelled: Callable[[], bool] | None) -> Found:
            here = replace(line, cancelled=cancelled)
            try:
                broken = kink.look(here, point)
                taylor = expand(here, x, order) if order and not isinstance(broken, kink.Kink | kink.Jump) else None
                return Found(broken, taylor, None if second is None else secant(here, point, second))
            except LangError:  # the point itself says what is wrong
                return Found(None, None, None)

        return work

    def _store_closeup(self, found: Found, _: float) -> None:
        self.broken, self.taylor, self.secant = found.broken, found.taylor, found.secant
        self.closeupChanged.emit()

    def _rest_soon(self, function: Function) -> None:
        """Ask for the orders beyond the live ones when the hand rests."""
        if self._order <= LIVE_ORDER:
            self._rest.stop()
            self.drop("taylor")
        elif self._asked.get("taylor") != self._closeup_request(function, self._order):
            self._rest.start()

    def _ask_high_orders(self) -> None:
        function, order = self.function, self._order
        if function is None or order <= LIVE_ORDER or self.settled_point is None:
            return
        self._submit(
            "taylor",
            self._closeup_request(function, order),
            self._closeup(function, order),
            self._store_high_orders,
            background=True,
        )

    def _store_high_orders(self, found: Found) -> None:
        if found.taylor is not None:
            self.taylor = found.taylor
        self.closeupChanged.emit()
