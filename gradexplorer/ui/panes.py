"""The parts of the window that the keyboard goes round, and what the actions of the panels do."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QPoint, Qt
from PySide6.QtWidgets import QApplication, QWidget
from shiboken6 import isValid

from gradexplorer.ui.docks.dock import Dock
from gradexplorer.ui.stage import Stage
from gradexplorer.ui.tab_order import beside, bring_into_view, stops
from gradexplorer.ui.text import tr

if TYPE_CHECKING:
    from gradexplorer.ui.window import MainWindow

TOLD_MS = 6000
SWITCHES = {"expressions": "left-panel", "inspector": "right-panel", "timeline": "timeline-panel", "values": "as-table"}
"""The switch of each panel."""
AREAS = {
    "panel-left": Qt.DockWidgetArea.LeftDockWidgetArea,
    "panel-right": Qt.DockWidgetArea.RightDockWidgetArea,
    "panel-top": Qt.DockWidgetArea.TopDockWidgetArea,
    "panel-bottom": Qt.DockWidgetArea.BottomDockWidgetArea,
}


class Panes(QObject):
    """Shows, moves and floats panels, and takes the focus from one part of the window to the next."""

    def __init__(self, window: MainWindow, stage: Stage) -> None:
        super().__init__(window)
        self.window, self.stage = window, stage
        self._latest: dict[str, QWidget] = {}  # where the focus was last in each part
        self._meant: Dock | None = None
        for dock in stage.docks.values():
            dock.touched.connect(lambda dock=dock: self._mean(dock))
            dock.menuAsked.connect(self._open_menu)
        stage.panelsChanged.connect(self.check)
        app = QApplication.instance()
        assert isinstance(app, QApplication)
        app.focusChanged.connect(self._on_focus)

    def handlers(self) -> dict[str, Callable[[], object]]:
        """What the actions do."""
        return {
            **{switch: partial(self.toggle, key) for key, switch in SWITCHES.items()},
            **{name: partial(self._move, area) for name, area in AREAS.items()},
            "panel-float": self._float,
            "reset-layout": self.reset,
            "next-pane": lambda: self.go(1),
            "previous-pane": lambda: self.go(-1),
            "go-expressions": lambda: self.enter("expressions"),
            "go-plot": lambda: self.enter("plot"),
            "go-inspector": lambda: self.enter("inspector"),
            "go-timeline": lambda: self.enter("timeline"),
            "go-values": lambda: self.enter("values"),
        }

    # ------------------------------------------------------------------ panels

    def toggle(self, key: str) -> None:
        """Show a panel, or close it; the focus does not stay in what is closed."""
        dock = self.stage.docks[key]
        shown = dock.isHidden()
        held = self._holder() == key
        self.stage.show_panel(key, shown)
        if held and not shown:
            self.window.shown_plot().setFocus(Qt.FocusReason.OtherFocusReason)

    def reset(self) -> None:
        """All panels where they stood at first."""
        self.stage.reset()
        self.window.shown_plot().setFocus(Qt.FocusReason.OtherFocusReason)

    def check(self) -> None:
        """The switches say which panels are open."""
        for key, switch in SWITCHES.items():
            self.window.actions_[switch].setChecked(not self.stage.docks[key].isHidden())

    def _mean(self, dock: Dock) -> None:
        self._meant = dock

    def _open_menu(self, at: QPoint) -> None:
        self.window.menus["panels"].popup(at)

    def _move(self, area: Qt.DockWidgetArea) -> None:
        self._change(lambda dock: self.stage.move_panel(dock.key, area))

    def _float(self) -> None:
        self._change(lambda dock: dock.setFloating(not dock.isFloating()))

    def _change(self, change: Callable[[Dock], None]) -> None:
        """Do something to the panel meant, which keeps the focus."""
        dock = self._wanted()
        if dock is None:
            return
        focused = QApplication.focusWidget()
        change(dock)
        if focused is not None and dock.isAncestorOf(focused):
            focused.window().activateWindow()
            focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self._meant = dock

    def _wanted(self) -> Dock | None:
        """The panel meant: with the focus in it, or pressed last."""
        key = self._holder()
        if key in self.stage.docks:
            return self.stage.docks[key]
        if self._meant is None:
            self.window.statusBar().showMessage(tr("Go into a panel first: F6 leads from one to the next."), TOLD_MS)
        return self._meant

    # ------------------------------------------------------------------ the focus

    def parts(self) -> dict[str, QWidget]:
        """The parts of the window that are to be seen, in the order in which F6 goes round."""
        window, docks = self.window, self.stage.docks
        every = {
            "toolbar": window.toolbar,
            "expressions": docks["expressions"],
            "plot": window.plot_area,
            "timeline": docks["timeline"],
            "values": docks["values"],
            "inspector": docks["inspector"],
        }
        return {key: part for key, part in every.items() if part.isVisible()}

    def go(self, step: int) -> None:
        """To the next part of the window, or to the one before."""
        keys = list(self.parts())
        holder = self._holder()
        at = keys.index(holder) if holder in keys else keys.index("plot")
        self.enter(keys[(at + step) % len(keys)])

    def enter(self, key: str) -> None:
        """Put the focus into a part, where it was last; a panel that is closed opens."""
        if key in self.stage.docks:
            self.stage.show_panel(key, True)
        part = self.parts()[key]
        target = self.window.shown_plot() if key == "plot" else self._left(key, part)
        if target is not None:
            target.window().activateWindow()
            target.setFocus(Qt.FocusReason.ShortcutFocusReason)
            bring_into_view(target)

    def tab(self, *, forward: bool) -> bool:
        """Tab, or Shift+Tab: to the next widget within the part, and from its last one into the next part."""
        focused = QApplication.focusWidget()
        target = None if focused is None else beside(list(self.parts().values()), focused, forward=forward)
        if target is None:
            return False
        target.setFocus(Qt.FocusReason.TabFocusReason if forward else Qt.FocusReason.BacktabFocusReason)
        bring_into_view(target)
        return True

    def _left(self, key: str, part: QWidget) -> QWidget | None:
        """Where the focus was last within a part, else where Tab would enter it."""
        latest = self._latest.get(key)
        here = latest is not None and isValid(latest) and part.isAncestorOf(latest)
        return latest if here and latest.isVisible() and latest.isEnabled() else next(iter(stops(part)), None)  # type: ignore[union-attr]

    def _holder(self) -> str | None:
        """The part that the focus is in."""
        focused = QApplication.focusWidget()
        if focused is None:
            return None
        return next((key for key, part in self.parts().items() if part.isAncestorOf(focused)), None)

    def _on_focus(self, _: QWidget | None, now: QWidget | None) -> None:
        key = self._holder() if now is not None else None
        if key is not None and now is not None:
            self._latest[key] = now
            self._meant = self.stage.docks.get(key)
