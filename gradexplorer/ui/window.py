"""The main window: its widgets, how they are laid out, and what is connected to what."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt
from PySide6.QtGui import QCloseEvent, QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from gradexplorer.model import demos
from gradexplorer.model.document import Document
from gradexplorer.model.settings import load_settings
from gradexplorer.ui import aside, dialogs, theme
from gradexplorer.ui.actions import MENUS, SUBMENUS, Actions
from gradexplorer.ui.animation import Animator
from gradexplorer.ui.as_table import AsTable
from gradexplorer.ui.conductor import Conductor
from gradexplorer.ui.crosshair import Crosshair
from gradexplorer.ui.devices import DeviceFinder
from gradexplorer.ui.docks.dock import Dock
from gradexplorer.ui.docks.expressions import ExpressionsPanel
from gradexplorer.ui.docks.inspector import InspectorPanel
from gradexplorer.ui.docks.rows import Suggestion
from gradexplorer.ui.docks.values_panel import ValuesPanel
from gradexplorer.ui.editor import Editor
from gradexplorer.ui.exporting import Exporting
from gradexplorer.ui.filing import Filing
from gradexplorer.ui.graph import GraphView
from gradexplorer.ui.jobs import Jobs
from gradexplorer.ui.keeping import Keeper
from gradexplorer.ui.palette import Palette
from gradexplorer.ui.panes import Panes
from gradexplorer.ui.player import Player
from gradexplorer.ui.plots.contour import ContourPlot
from gradexplorer.ui.plots.curve import CurvePlot
from gradexplorer.ui.plots.section import Sections
from gradexplorer.ui.plots.timeline import Timeline
from gradexplorer.ui.preferences import remember
from gradexplorer.ui.ranges import Ranges
from gradexplorer.ui.recent import RecentFiles
from gradexplorer.ui.refresh import Refresher
from gradexplorer.ui.science import Science
from gradexplorer.ui.stage import Stage
from gradexplorer.ui.story import StoryStrip
from gradexplorer.ui.tables import Tables
from gradexplorer.ui.telling import Telling
from gradexplorer.ui.text import tr
from gradexplorer.ui.toolbar import Toolbar
from gradexplorer.ui.view_history import ViewHistory
from gradexplorer.ui.viewing import Viewing
from gradexplorer.ui.widgets import formula
from gradexplorer.ui.widgets.labels import Caption
from gradexplorer.ui.wiring import wire

LEFT, RIGHT = 260, 240
TIMELINE, VALUES = 110, 280
SIZE = QSize(1280, 800)
NARROW = 1150


class MainWindow(QMainWindow):
    """One document in one window."""

    def __init__(self, document: Document, path: Path | None = None, *, ask: bool = True) -> None:
        """Build the window; with `ask` False it closes without the question about unsaved changes."""
        super().__init__()
        self._ask = ask
        with theme.undressed():
            self._make(document, path)
            self._restore()
            self.show_ranges()
            self.science.update()
            self.refresher.everything()
        self.shown_plot().setFocus(Qt.FocusReason.OtherFocusReason)

    # ------------------------------------------------------------------ building

    def _make(self, document: Document, path: Path | None) -> None:
        self.setAccessibleName("gradexplorer")
        self.resize(SIZE)
        self.editor = Editor(document, path, self)
        self.jobs = Jobs(self)
        self.science = Science(self.editor, self.jobs, self)
        self.player = Player(self)
        self.animator = Animator(self)
        self.plot_area = QWidget()
        self.plot_area.setObjectName("plotArea")
        self.plot_area.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.actions_ = Actions(self, self.plot_area)
        self.conductor = Conductor(self.editor, self.science, self.player, self.shown_plot)
        self.filing = Filing(self.editor, self)
        self.tables = Tables(self)
        self.exporting = Exporting(self)
        self.keeper: Keeper | None = None
        formula.setter.use(self._set_formulas)
        self._build()
        self._menus()
        self.ranges = Ranges(self)
        self.views, self.crosshair = ViewHistory(self), Crosshair(self)
        self.viewing = Viewing(self)
        self.as_table = AsTable(self)
        self.telling = Telling(self)
        self.refresher = Refresher(self)
        self.devices = DeviceFinder(self)
        wire(self)

    def _build(self) -> None:
        self.toolbar = Toolbar(self.actions_)
        # What a wide window adds must not count for the least width.
        self.toolbar.set_narrow(True)
        self.expressions, self.inspector = ExpressionsPanel(), InspectorPanel()
        self.expressions.set_demos([Suggestion(demo.name, demo.title, demo.summary) for demo in demos.demos()])
        self.curve, self.contour, self.graph = CurvePlot(), ContourPlot(), GraphView()
        self.plots = QStackedWidget()
        for plot in (self.curve, self.contour, self.graph):
            self.plots.addWidget(plot)
        self.timeline, self.story, self.sections = Timeline(), StoryStrip(), Sections()
        self.advice = Caption(tr("Drag the point. Space: descend."))
        self.advice.setContentsMargins(24, 8, 24, 4)
        self.advice.setVisible(self.editor.document == demos.first_run())
        middle = QVBoxLayout(self.plot_area)
        middle.setContentsMargins(0, 0, 0, 0)
        middle.setSpacing(0)
        middle.addWidget(self.story)
        middle.addWidget(self.advice)
        middle.addWidget(self.plots, 1)
        middle.addWidget(self.sections)
        self.plot_area.setMinimumSize(320, 200)
        self.stage = self._build_stage()
        self.actions_.act_in(self.timeline)
        self.panes = Panes(self, self.stage)
        central = QWidget()
        column = QVBoxLayout(central)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addWidget(self.stage, 1)
        self.setCentralWidget(central)
        self.status_words, self.status_cost = QLabel(), QLabel()
        self.status_words.setAccessibleName(tr("Status"))
        self.status_cost.setAccessibleName(tr("Device and time of an evaluation"))
        bar = self.statusBar()
        bar.setSizeGripEnabled(False)
        bar.setContentsMargins(14, 0, 14, 0)
        for label in (self.status_words, self.status_cost):
            label.setFont(theme.font(theme.CAPTION + 1))
        bar.addWidget(self.status_words, 1)
        bar.addPermanentWidget(self.status_cost)

    def _build_stage(self) -> Stage:
        """The plot's column, and the panels around it."""
        self.expressions.setMinimumWidth(200)
        self.inspector.setMinimumWidth(RIGHT)
        self.values = ValuesPanel()
        area = Qt.DockWidgetArea
        docks = (
            Dock("expressions", tr("Expressions"), self.expressions, named=False),
            Dock("inspector", tr("Inspector"), self.inspector),
            Dock("timeline", tr("Timeline"), self.timeline, upright=True),
            Dock("values", tr("Values"), self.values),
        )
        home = (
            (area.LeftDockWidgetArea, LEFT, True),
            (area.RightDockWidgetArea, RIGHT, True),
            (area.BottomDockWidgetArea, TIMELINE, True),
            (area.BottomDockWidgetArea, VALUES, False),
        )
        return Stage(self.plot_area, docks, home)

    def _menus(self) -> None:
        bar = self.menuBar()
        menus: dict[str, QMenu] = {}
        for key, title in MENUS:
            if key == "help":
                menus["demos"] = bar.addMenu(tr("&Demos"))
            menus[key] = bar.addMenu(tr(title))
        menus |= {key: QMenu(tr(title), self) for key, title, _ in SUBMENUS}
        for menu in menus.values():
            menu.aboutToShow.connect(lambda menu=menu: self.actions_.picture(menu.actions()))
        self.recent, self.menus = RecentFiles(self, menus["recent"]), menus
        within = {key: menu for key, _, menu in SUBMENUS}
        for spec in self.actions_.specs.values():
            if spec.menu in within:  # a submenu goes where the first of its actions would
                menus[within.pop(spec.menu)].addMenu(menus[spec.menu])
            menus[spec.menu].addAction(self.actions_[spec.name])
        for demo in demos.demos():
            action = menus["demos"].addAction(demo.title)
            action.setObjectName(f"demo-{demo.name}")
            action.setStatusTip(demo.summary)
            action.triggered.connect(lambda _=False, name=demo.name: self.filing.open_demo(name))

    # ------------------------------------------------------------------ what is shown

    def shown_plot(self) -> Any:
        """The curve, the contour or the graph."""
        return self.plots.currentWidget()

    def show_plot(self) -> None:
        """Bring the plot of the present mode and function to the front; the focus goes along."""
        if self.editor.document.view.mode == "graph":
            wanted: Any = self.graph
        else:
            wanted = self.contour if self.science.dimension >= 2 else self.curve
        before = self.shown_plot()
        if wanted is before:
            return
        focused = before.hasFocus()
        before.set_loading(False)
        self.plots.setCurrentWidget(wanted)
        wanted.set_loading(self.jobs.busy)
        if focused:
            wanted.setFocus(Qt.FocusReason.OtherFocusReason)
        self.ranges.switched(before, wanted)

    def show_ranges(self) -> None:
        """The document's view ranges, in the plots."""
        self.ranges.show()

    def device_name(self) -> str:
        """Where the numbers come from: "cpu"."""
        return "cpu"

    # ------------------------------------------------------------------ commands of the window

    def handlers(self) -> dict[str, Any]:
        """What the actions of the window itself do."""
        return {
            "new": self.filing.new,
            "new-window": self.filing.new_window,
            "open": self.filing.open,
            "save": self.filing.save,
            "save-as": self.filing.save_as,
            "table": self.tables.add,
            **self.exporting.handlers(),
            "clear-recent": self.recent.clear,
            "recover": self._offer,
            "quit": self.close,
            "undo": self.editor.undo,
            "redo": self.editor.redo,
            "field": lambda: self._in_list(self.expressions.edit),
            "look": lambda: self._in_list(self.expressions.open_look),
            "find": self.graph.open_find,
            "palette": lambda: Palette(self).open(),
            **self.panes.handlers(),
            "theme-system": lambda: self.set_theme("system"),
            "theme-light": lambda: self.set_theme("light"),
            "theme-dark": lambda: self.set_theme("dark"),
            "less-motion": lambda: remember(self, less_motion=self.actions_["less-motion"].isChecked()),
            "keys": lambda: dialogs.keys_dialog(self.actions_, self).open(),
            "about": lambda: dialogs.about(self),
        }

    def _in_list(self, do: Callable[[int | None], object]) -> None:
        """Do something with the selected line in the list of expressions, which opens where it is closed."""
        self.panes.enter("expressions")
        do(self.editor.reading.active)

    def set_theme(self, name: str) -> None:
        """Dress the application, and remember it."""
        app = QApplication.instance()
        if isinstance(app, QApplication):
            theme.apply(app, name, at_once=False)
        for each in ("system", "light", "dark"):
            self.actions_[f"theme-{each}"].setChecked(each == name)
        remember(self, theme=name)

    def dress(self, _: theme.Theme) -> None:
        """Draw the actions' icons in the new theme's colours."""
        self.actions_.dress()

    def event(self, event: QEvent) -> bool:
        """On a screen with pixels of another size, draw what is made of pixels anew."""
        if event.type() == QEvent.Type.DevicePixelRatioChange:
            self.actions_.dress()
            for widget in self.findChildren(QWidget):
                QApplication.sendEvent(widget, QEvent(QEvent.Type.PaletteChange))
        return super().event(event)

    def _set_formulas(self, work: Callable[[], Any], done: Callable[[Any], None]) -> None:
        """Formulas are set by a job in the background: about 20 ms each."""
        self.jobs.submit("formulas", lambda _: work(), done, lambda error: done({}), background=True)

    # ------------------------------------------------------------------ life

    def keep(self) -> Keeper:
        """Keep unsaved work for the case of a crash from here on."""
        self.keeper = Keeper(self)
        return self.keeper

    def _offer(self) -> None:
        if self.keeper is None or not self.keeper.offer():
            self.statusBar().showMessage(tr("No window left unsaved work."), 6000)

    def _restore(self) -> None:
        settings, problem = load_settings()
        for each in ("system", "light", "dark"):
            self.actions_[f"theme-{each}"].setChecked(each == settings.theme)
        self.actions_["less-motion"].setChecked(settings.less_motion)
        with suppress(ValueError):
            self.restoreGeometry(QByteArray(b64decode(settings.geometry)))
        if settings.layout and not self.stage.bring_back(settings.layout):
            problem = problem or tr(
                "The layout that was kept cannot be read: the panels stand where they did at first."
            )
        self.panes.check()
        if problem is not None:
            self.statusBar().showMessage(problem, 10_000)

    def focusNextPrevChild(self, next: bool) -> bool:
        """Tab goes as one reads, not as the widgets were made."""
        return self.panes.tab(forward=next) or super().focusNextPrevChild(next)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Escape stops what takes its time, also where a field has the focus; in the plots it is an action."""
        if event.key() == Qt.Key.Key_Escape and self.jobs.busy:
            self.science.cancel()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow window shows less in its toolbar."""
        super().resizeEvent(event)
        self.toolbar.set_narrow(self.width() < NARROW)

    def _may_close(self) -> bool:
        # A question that is open waits for its answer, which the window may not take away.
        asks = isinstance(QApplication.activeModalWidget(), QMessageBox)
        return not asks and self.tables.may_leave() and self.filing.may_leave()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask about unsaved changes, remember the window, end the worker."""
        if aside.waiting() or (self._ask and not self._may_close()):
            event.ignore()
            return
        self.tables.leave()
        self.player.stop()
        self.animator.stop()
        formula.setter.use(None)
        self.jobs.close()
        if self.keeper is not None:
            self.keeper.end()
        if self._ask:
            remember(
                self,
                geometry=b64encode(self.saveGeometry().data()).decode(),
                layout=self.stage.kept(),
            )
        event.accept()
